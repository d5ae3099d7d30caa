//! The trace as Markdown, to paste in an issue or a content system.

use super::escape::{markdown as escape, web_url};
use super::passage::{Passage, passages};
use super::{Source, SourceStatus, Trace, TracedSentence, words};
use crate::check::{Departure, Verdict};
use crate::language::Reading;
use std::fmt::Write as _;

/// The trace as Markdown (`CommonMark` with GFM tables): how many sentences got which verdict, each
/// sentence that is not supported with the passages beside it, and the sources.
///
/// The texts are escaped: none can become a link, HTML or structure of the report.
#[must_use]
pub fn markdown(trace: &Trace) -> String {
    let article = trace.article();
    let mut out = format!("# {}\n\n", escape(&words::article_title(article)));
    let _ = writeln!(out, "{}\n\n{}\n", frame(article), words::FIDELITY);
    counts(&mut out, trace);
    findings(&mut out, trace);
    sources(&mut out, trace);
    out
}

/// What was checked, on one line.
fn frame(article: &Reading) -> String {
    let document = article.document();
    let mut parts = vec![
        escape(document.location()),
        escape(&words::language(article.tag())),
    ];
    parts.extend(document.publisher().map(escape));
    parts.extend(article.published().map(|date| escape(&words::date(date))));
    parts.extend(
        document
            .url()
            .and_then(web_url)
            .map(|url| format!("[address]({url})")),
    );
    parts.join(" · ")
}

fn counts(out: &mut String, trace: &Trace) {
    let summary = trace.summary();
    out.push_str("| Verdict | Sentences | Meaning |\n|---|--:|---|\n");
    for verdict in Verdict::ALL {
        let _ = writeln!(
            out,
            "| {} {} | {} | {} |",
            words::sign(verdict),
            words::verdict(verdict),
            summary.count(verdict),
            words::verdict_meaning(verdict),
        );
    }
    let _ = writeln!(out, "| All claims | {} | |", summary.claims());
}

fn findings(out: &mut String, trace: &Trace) {
    out.push_str("\n## Findings\n");
    let mut is_empty = true;
    for (index, sentence) in trace.sentences().iter().enumerate() {
        match sentence.finding().verdict() {
            None | Some(Verdict::Supported) => {}
            Some(verdict) => {
                is_empty = false;
                finding(out, trace, index, sentence, verdict);
            }
        }
    }
    if is_empty {
        out.push_str("\nNothing was found to depart from the sources.\n");
    }
}

fn finding(
    out: &mut String,
    trace: &Trace,
    index: usize,
    sentence: &TracedSentence,
    verdict: Verdict,
) {
    let text = sentence.span().of(trace.article().document().text());
    let (sign, word) = (words::sign(verdict), words::verdict(verdict));
    let _ = writeln!(
        out,
        "\n### {sign} {word}: sentence {}\n\n> {}",
        index + 1,
        escape(text)
    );
    for departure in sentence.finding().departures() {
        let _ = write!(out, "\n- **{}.**", words::departure(departure.kind()));
        out.push_str(&sides(trace, departure));
    }
    if !sentence.finding().departures().is_empty() {
        out.push('\n');
    }
    if let Some(remark) = words::remark(sentence) {
        let _ = writeln!(out, "\n{remark}");
    }
    for passage in passages(trace, sentence) {
        quote(out, &passage);
    }
}

/// What a departure says, then the words of the two sides and what they were read as.
fn sides(trace: &Trace, departure: &Departure) -> String {
    let here = departure
        .article()
        .span()
        .of(trace.article().document().text());
    let there = departure.source().map_or("", |place| {
        let document = trace
            .sources()
            .get(place.source())
            .and_then(Source::document);
        document.map_or("", |document| place.span().of(document.text()))
    });
    let message = departure.message().trim();
    let mut out = String::new();
    if !message.is_empty() {
        let _ = write!(out, " {}", escape(message));
    }
    // Many a message quotes the words itself.
    let is_quoted = message.contains(here) && message.contains(there);
    if !here.is_empty() && !there.is_empty() && !is_quoted {
        let _ = write!(
            out,
            " Article: {}; source: {}.",
            quoted(here),
            quoted(there)
        );
    }
    if let Some(values) = words::read_as(departure) {
        let _ = write!(out, " Read as {}.", escape(&values));
    }
    out
}

/// Words in quotation marks, once, whatever marks they bring along.
fn quoted(words: &str) -> String {
    let marks = |c: char| c.is_whitespace() || "\"“”„«»「」『』".contains(c);
    format!("“{}”", escape(words.trim_matches(marks)))
}

fn quote(out: &mut String, passage: &Passage) {
    let name = escape(&words::source_name(passage.source));
    let _ = write!(out, "\n{} · {name}", Source::id(passage.index));
    if let Some(date) = passage.source.reading().and_then(Reading::published) {
        let _ = write!(out, " · {}", escape(&words::date(date)));
    }
    if let Some(score) = passage.score {
        let _ = write!(out, " · match {score:.2}");
    }
    let _ = writeln!(out, "\n\n> {}", escape(passage.span.of(passage.text)));
}

fn sources(out: &mut String, trace: &Trace) {
    out.push_str("\n## Sources\n\n");
    if trace.sources().is_empty() {
        out.push_str("None was given.\n");
        return;
    }
    out.push_str(
        "| | Source | Publisher | Language | Date | Status |\n|---|---|---|---|---|---|\n",
    );
    for (index, source) in trace.sources().iter().enumerate() {
        let title = escape(&words::source_title(source));
        let document = source.document();
        let url = source.url().or(document.and_then(|d| d.url()));
        let reading = source.reading();
        let _ = writeln!(
            out,
            "| {} | {} | {} | {} | {} | {} |",
            Source::id(index),
            url.and_then(web_url)
                .map_or(title.clone(), |url| format!("[{title}]({url})")),
            document
                .and_then(|d| d.publisher())
                .map(escape)
                .unwrap_or_default(),
            reading
                .map(|r| escape(&words::language(r.tag())))
                .unwrap_or_default(),
            reading
                .and_then(Reading::published)
                .map(|d| escape(&words::date(d)))
                .unwrap_or_default(),
            match source.status() {
                SourceStatus::Read => "read".to_owned(),
                missing => format!("**{}**", words::status(missing)),
            },
        );
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::fixture;
    use proptest::prelude::*;
    use pulldown_cmark::{Event, Options, Parser, Tag};

    #[test]
    fn the_trace_as_markdown() {
        insta::assert_snapshot!(markdown(&fixture::trace()));
    }

    /// Whether the report holds only the markup that the report itself writes.
    fn holds_only_its_own_markup(report: &str) -> Result<(), String> {
        for event in Parser::new_ext(report, Options::all()) {
            let is_ours = match &event {
                Event::Html(_)
                | Event::InlineHtml(_)
                | Event::Code(_)
                | Event::InlineMath(_)
                | Event::DisplayMath(_)
                | Event::FootnoteReference(_)
                | Event::TaskListMarker(_)
                | Event::Rule
                | Event::HardBreak
                | Event::Start(
                    Tag::Image { .. }
                    | Tag::CodeBlock(_)
                    | Tag::Emphasis
                    | Tag::Strikethrough
                    | Tag::HtmlBlock
                    | Tag::MetadataBlock(_)
                    | Tag::DefinitionList,
                ) => false,
                Event::Start(Tag::Link { dest_url, .. }) => {
                    dest_url.starts_with("https://") || dest_url.starts_with("http://")
                }
                Event::Start(Tag::Heading { level, .. }) => *level as usize <= 3,
                _ => true,
            };
            if !is_ours {
                return Err(format!("{event:?} in\n{report}"));
            }
        }
        Ok(())
    }

    #[test]
    fn hostile_texts_bring_no_markup() {
        let report = markdown(&fixture::trace());
        assert_eq!(holds_only_its_own_markup(&report), Ok(()));
    }

    proptest! {
        #[test]
        fn no_text_brings_markup(trace in fixture::any_trace()) {
            let report = markdown(&trace);
            prop_assert_eq!(holds_only_its_own_markup(&report), Ok(()));
        }
    }
}
