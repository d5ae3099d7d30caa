//! The dates in order of time, each with the sentences and the sources that name it.

use super::{class, dir, excerpt, icon, lang};
use crate::report::{Source, TimelineEntry, Trace, words};
use maud::{Markup, html};

/// How much of a sentence is shown, in code points.
const EXCERPT: usize = 60;

pub(super) fn section(trace: &Trace) -> Markup {
    html! {
        @if !trace.timeline().is_empty() {
            section aria-labelledby="dates" {
                h2 #dates { "Dates" }
                ol.timeline {
                    @for entry in trace.timeline() { (item(trace, entry)) }
                }
            }
        }
    }
}

fn item(trace: &Trace, entry: &TimelineEntry) -> Markup {
    let article = trace.article();
    html! {
        li {
            p.date { (words::date(entry.date())) }
            div.named {
                @for index in entry.sentences() {
                    @if let Some(sentence) = trace.sentences().get(*index) {
                        @let verdict = sentence.finding().verdict();
                        p class={ "by " (verdict.map_or("quiet", class)) } {
                            a href={ "#c" (index + 1) } {
                                @if let Some(verdict) = verdict { (icon(verdict)) " " }
                                "sentence " (index + 1)
                            }
                            " "
                            span.excerpt lang=[lang(article)] dir=(dir(article)) {
                                (excerpt(sentence.span().of(article.document().text()), EXCERPT))
                            }
                        }
                    }
                }
                @for index in entry.sources() {
                    @if let Some(source) = trace.sources().get(*index) {
                        p.by {
                            a href={ "#" (Source::id(*index)) } { "source " (Source::id(*index)) }
                            " " bdi.excerpt { (words::source_name(source)) }
                        }
                    }
                }
            }
        }
    }
}
