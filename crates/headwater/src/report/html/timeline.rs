//! The dates in order of time, each with the sentences and the sources that name it.

use super::{class, dir, excerpt, icon, lang};
use crate::report::catalogue::Words;
use crate::report::{Source, TimelineEntry, Trace, words};
use maud::{Markup, html};

/// How much of a sentence is shown, in code points.
const EXCERPT: usize = 60;

pub(super) fn section(trace: &Trace, words: &Words) -> Markup {
    html! {
        @if !trace.timeline().is_empty() {
            section aria-labelledby="dates" {
                h2 #dates { (words.page.dates) }
                ol.timeline {
                    @for entry in trace.timeline() { (item(trace, words, entry)) }
                }
            }
        }
    }
}

fn item(trace: &Trace, words: &Words, entry: &TimelineEntry) -> Markup {
    let article = trace.article();
    html! {
        li {
            p.date { (words.date(entry.date())) }
            div.named {
                @for index in entry.sentences() {
                    @if let Some(sentence) = trace.sentences().get(*index) {
                        @let verdict = sentence.finding().verdict();
                        p class={ "by " (verdict.map_or("quiet", class)) } {
                            a href={ "#c" (index + 1) } {
                                @if let Some(verdict) = verdict { (icon(verdict)) " " }
                                (words.label.sentence.number("number", index + 1))
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
                            @let id = Source::id(*index);
                            a href={ "#" (id) } { (words.label.source.fill(&[("source", &*id)])) }
                            " " bdi.excerpt { (words::source_name(source)) }
                        }
                    }
                }
            }
        }
    }
}
