//! The head and the foot of the page: what was checked, and how to read it.

use super::{class, dir, emphasised, filled, icon, lang};
use crate::check::Verdict;
use crate::report::catalogue::Words;
use crate::report::escape::{clean, web_url};
use crate::report::json::text_id;
use crate::report::{Source, SourceStatus, Summary, Trace};
use maud::{Markup, html};

/// Title, what was checked, and the counts in words and as a bar.
pub(super) fn header(trace: &Trace, title: &str, words: &Words) -> Markup {
    let article = trace.article();
    let document = article.document();
    let summary = trace.summary();
    html! {
        header.top {
            p.kicker { (words.page.kicker) }
            h1 lang=[lang(article)] dir=(dir(article)) { (title) }
            p.frame {
                @if let Some(publisher) = document.publisher() {
                    span { bdi { (clean(publisher)) } }
                }
                @for author in document.authors() { span { bdi { (clean(author)) } } }
                @if let Some(date) = article.published() { span { (words.date(date)) } }
                span { (words.language(article.tag())) }
                span { (address(document.url(), document.location())) }
                @if let Some(first) = document.repost_of() {
                    span { (filled(&words.page.first_published, |_| address(Some(first), first))) }
                }
            }
            p.counts { (in_words(trace, words)) }
            (bar(summary))
            p.fidelity { (words.fidelity) }
        }
    }
}

/// A link where the address is one that may be followed, else the words alone.
pub(super) fn address(url: Option<&str>, location: &str) -> Markup {
    html! {
        @if let Some(href) = url.and_then(web_url) {
            a href=(href) rel="noreferrer noopener" {
                bdi { (clean(url.unwrap_or(location).trim())) }
            }
        } @else {
            bdi { (clean(location.trim())) }
        }
    }
}

/// `9 claims against 3 sources: 3 are supported, 4 differ from their source, …`
fn in_words(trace: &Trace, words: &Words) -> String {
    let (summary, join) = (trace.summary(), &words.join);
    let claims = words.label.claims.fill(summary.claims(), &[]);
    let given = trace.sources().len();
    let is_read = |source: &&Source| source.status() == SourceStatus::Read;
    let read = trace.sources().iter().filter(is_read).count();
    let sources = if read < given {
        let read = read.to_string();
        words.summary.sources_read.fill(given, &[("read", &*read)])
    } else {
        words.summary.sources.fill(given, &[])
    };
    let part = |verdict| {
        let number = summary.count(verdict);
        (number > 0).then(|| words.count.of(verdict).fill(number, &[]))
    };
    let parts: Vec<_> = Verdict::ALL.into_iter().filter_map(part).collect();
    let parts = match parts.split_last() {
        None => return words.summary.nothing.fill(&[("sources", &*sources)]),
        Some((only, [])) => only.clone(),
        Some((last, first)) => [&first.join(&join.comma), &join.last, last]
            .map(String::as_str)
            .concat(),
    };
    words.summary.sentence.fill(&[
        ("claims", claims.as_str()),
        ("sources", &sources),
        ("parts", &parts),
    ])
}

/// The counts as lengths of a bar. The words above it say the same.
fn bar(summary: Summary) -> Markup {
    const WIDTH: usize = 10_000;
    const GAP: usize = 30;
    let at = |claims: usize| claims * WIDTH / summary.claims().max(1);
    let mut before = 0;
    let parts = Verdict::ALL.map(|verdict| {
        let start = at(before);
        before += summary.count(verdict);
        (verdict, start, at(before).saturating_sub(start + GAP))
    });
    html! {
        @if summary.claims() > 0 {
            svg.bar viewBox="0 0 10000 100" preserveAspectRatio="none" aria-hidden="true" {
                @for (verdict, start, width) in parts {
                    @if width > 0 {
                        rect class=(class(verdict)) x=(start) y="0" width=(width) height="100" {}
                    }
                }
            }
        }
    }
}

/// What each verdict means.
pub(super) fn key(words: &Words) -> Markup {
    let page = &words.page;
    html! {
        section.key aria-labelledby="key" {
            h2 #key { (page.key) }
            dl {
                @for verdict in Verdict::ALL {
                    div {
                        dt class=(class(verdict)) { (icon(verdict)) " " (words.verdict.of(verdict)) }
                        dd { (words.meaning.of(verdict)) }
                    }
                }
            }
            p {
                (emphasised(&page.key_text))
            }
        }
    }
}

/// What wrote the page, and of which text.
pub(super) fn footer(trace: &Trace, words: &Words) -> Markup {
    let written = words.page.written.fill(&[
        ("version", env!("CARGO_PKG_VERSION")),
        ("fidelity", &words.fidelity),
    ]);
    let hash = || html! { code { (text_id(trace.article().document().text())) } };
    html! {
        footer {
            p { (written) }
            p.hash { (filled(&words.page.text, |_| hash())) }
            @for line in words.kept(trace.article_captured()) { p.hash { (line) } }
        }
    }
}
