//! The head and the foot of the page: what was checked, and how to read it.

use super::{class, dir, icon, lang};
use crate::check::Verdict;
use crate::report::escape::{clean, web_url};
use crate::report::json::text_id;
use crate::report::{SourceStatus, Summary, Trace, words};
use maud::{Markup, html};

/// Title, what was checked, and the counts in words and as a bar.
pub(super) fn header(trace: &Trace, title: &str) -> Markup {
    let article = trace.article();
    let document = article.document();
    let summary = trace.summary();
    html! {
        header.top {
            p.kicker { "Headwater · trace of an article to its sources" }
            h1 lang=[lang(article)] dir=(dir(article)) { (title) }
            p.frame {
                @if let Some(publisher) = document.publisher() {
                    span { bdi { (clean(publisher)) } }
                }
                @for author in document.authors() { span { bdi { (clean(author)) } } }
                @if let Some(date) = article.published() { span { (words::date(date)) } }
                span { (words::language(article.tag())) }
                span { (address(document.url(), document.location())) }
                @if let Some(first) = document.repost_of() {
                    span { "first published at " (address(Some(first), first)) }
                }
            }
            p.counts { (in_words(trace)) }
            (bar(summary))
            p.fidelity { (words::FIDELITY) }
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
fn in_words(trace: &Trace) -> String {
    let summary = trace.summary();
    let claims = words::count(summary.claims(), "claim", "claims");
    let given = trace.sources().len();
    let read = trace
        .sources()
        .iter()
        .filter(|s| s.status() == SourceStatus::Read)
        .count();
    let mut sources = words::count(given, "source", "sources");
    if read < given {
        sources = format!("{sources}, {read} of them read");
    }
    let part = |verdict| {
        let number = summary.count(verdict);
        let is_one = number == 1;
        let rest = match verdict {
            Verdict::Supported if is_one => "is supported",
            Verdict::Supported => "are supported",
            Verdict::Differs if is_one => "differs from its source",
            Verdict::Differs => "differ from their source",
            Verdict::Unsupported if is_one => "is in no source that was read",
            Verdict::Unsupported => "are in no source that was read",
            Verdict::Unchecked => "could not be checked",
        };
        (number > 0).then(|| format!("{number} {rest}"))
    };
    let parts: Vec<_> = Verdict::ALL.into_iter().filter_map(part).collect();
    match parts.split_last() {
        None => format!("No claim was found to check against {sources}."),
        Some((only, [])) => format!("{claims} against {sources}: {only}."),
        Some((last, first)) => {
            format!(
                "{claims} against {sources}: {} and {last}.",
                first.join(", ")
            )
        }
    }
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
pub(super) fn key() -> Markup {
    html! {
        section.key aria-labelledby="key" {
            h2 #key { "How to read this" }
            dl {
                @for verdict in Verdict::ALL {
                    div {
                        dt class=(class(verdict)) { (icon(verdict)) " " (words::verdict(verdict)) }
                        dd { (words::verdict_meaning(verdict)) }
                    }
                }
            }
            p {
                "A sentence is set beside the passage that it most likely rests on. "
                b { "Support" } " says how sure Headwater is that the passage carries it, "
                b { "match" } " how close the two are in meaning; both run from 0 to 1. "
                "Words that differ are marked on both sides with the same letter. "
                "A machine chose the passages and can be wrong: read them before you act on them."
            }
        }
    }
}

/// What wrote the page, and of which text.
pub(super) fn footer(trace: &Trace) -> Markup {
    html! {
        footer {
            p { "Written by Headwater " (env!("CARGO_PKG_VERSION")) ". " (words::FIDELITY) }
            p.hash { "Text of the article: " code { (text_id(trace.article().document().text())) } }
        }
    }
}
