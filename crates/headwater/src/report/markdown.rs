//! The trace as Markdown, to paste in an issue or a content system.

use super::catalogue::Words;
use super::escape::{markdown as escape, web_url};
use super::leaning::is_elsewhere;
use super::passage::{Passage, passages};
use super::{MessageLanguage, Source, SourceStatus, Trace, TracedSentence, words};
use crate::check::{Departure, Verdict};
use crate::language::Reading;
use std::fmt::Write as _;

/// The trace as Markdown (`CommonMark` with GFM tables): how many sentences got which verdict, each
/// sentence that is not supported with the passages beside it, and the sources.
///
/// The texts are escaped: none can become a link, HTML or structure of the report.
#[must_use]
pub fn markdown(trace: &Trace, language: MessageLanguage) -> String {
    let words = language.words();
    let article = trace.article();
    let mut out = format!("# {}\n\n", escape(&words::article_title(article)));
    let _ = writeln!(out, "{}\n\n{}\n", frame(article, words), words.fidelity);
    counts(&mut out, trace, words);
    findings(&mut out, trace, words);
    sources(&mut out, trace, words);
    out
}

/// What was checked, on one line.
fn frame(article: &Reading, words: &Words) -> String {
    let document = article.document();
    let mut parts = vec![
        escape(document.location()),
        escape(&words.language(article.tag())),
    ];
    parts.extend(document.publisher().map(escape));
    parts.extend(article.published().map(|date| escape(&words.date(date))));
    parts.extend(
        document
            .url()
            .and_then(web_url)
            .map(|url| format!("[{}]({url})", words.section.address)),
    );
    parts.join(" · ")
}

fn counts(out: &mut String, trace: &Trace, words: &Words) {
    let summary = trace.summary();
    let table = &words.table;
    let _ = writeln!(
        out,
        "| {} | {} | {} |\n|---|--:|---|",
        table.verdict, table.sentences, table.meaning
    );
    for verdict in Verdict::ALL {
        let _ = writeln!(
            out,
            "| {} {} | {} | {} |",
            words::sign(verdict),
            words.verdict.of(verdict),
            summary.count(verdict),
            words.meaning.of(verdict),
        );
    }
    let _ = writeln!(out, "| {} | {} | |", table.all_claims, summary.claims());
}

fn findings(out: &mut String, trace: &Trace, words: &Words) {
    let _ = writeln!(out, "\n## {}", words.section.findings);
    let mut is_empty = true;
    for (index, sentence) in trace.sentences().iter().enumerate() {
        match sentence.finding().verdict() {
            None => {}
            Some(Verdict::Supported) if !is_elsewhere(sentence) => {}
            Some(verdict) => {
                is_empty = false;
                finding(out, trace, index, sentence, verdict, words);
            }
        }
        if !sentence.contradictions().is_empty() {
            is_empty = false;
            against_itself(out, trace, index, sentence, words);
        }
    }
    if is_empty {
        let _ = writeln!(out, "\n{}", words.section.nothing_departs);
    }
}

fn finding(
    out: &mut String,
    trace: &Trace,
    index: usize,
    sentence: &TracedSentence,
    verdict: Verdict,
    words: &Words,
) {
    let text = sentence.span().of(trace.article().document().text());
    let heading = words.label.sentence_verdict.fill(&[
        ("verdict", words.verdict.of(verdict)),
        ("number", &(index + 1).to_string()),
    ]);
    let _ = writeln!(
        out,
        "\n### {} {heading}\n\n> {}",
        words::sign(verdict),
        escape(text)
    );
    for departure in sentence.finding().departures() {
        let heading = words.departure.of(departure.kind());
        let stop = words.join.stop.trim_end();
        let said = said(trace, departure, words);
        let _ = write!(out, "\n- **{heading}{stop}** {said}");
    }
    if !sentence.finding().departures().is_empty() {
        out.push('\n');
    }
    if let Some(remark) = words.remark(sentence) {
        let _ = writeln!(out, "\n{remark}");
    }
    if let Some(remark) = words.elsewhere(trace, sentence) {
        let _ = writeln!(out, "\n{remark}");
    }
    for passage in passages(trace, sentence) {
        quote(out, &passage, words);
    }
}

/// What a sentence says against others of the article.
fn against_itself(
    out: &mut String,
    trace: &Trace,
    index: usize,
    sentence: &TracedSentence,
    words: &Words,
) {
    let text = trace.article().document().text();
    let heading = words.label.sentence_verdict.fill(&[
        ("verdict", &*words.within.heading),
        ("number", &(index + 1).to_string()),
    ]);
    let said = escape(sentence.span().of(text));
    let _ = writeln!(out, "\n### {} {heading}\n\n> {said}", words::AGAINST_ITSELF);
    for found in sentence.contradictions() {
        let kind = words.departure.of(found.kind());
        let stop = words.join.stop.trim_end();
        let message = escape(&words.contradiction(trace, found));
        let _ = writeln!(out, "\n- **{kind}{stop}** {message}");
        if let Some(other) = trace.sentences().get(found.sentence()) {
            let name = words.other_sentence(found);
            let _ = writeln!(out, "\n{name}\n\n> {}", escape(other.span().of(text)));
        }
    }
}

/// What a departure says, then the words of the two sides and what they were read as.
fn said(trace: &Trace, departure: &Departure, words: &Words) -> String {
    let (here, there) = words::quoted(trace, departure);
    let message = words.message(trace, departure);
    let mut out = vec![escape(&message)];
    // Many a message quotes the words itself.
    let is_quoted = message.contains(here) && message.contains(there);
    if !here.is_empty() && !there.is_empty() && !is_quoted {
        let places = [
            ("article", &*without_marks(here)),
            ("source", &*without_marks(there)),
        ];
        out.push(words.read_as.words.fill(&places));
    }
    if let Some(values) = words.read_as(departure) {
        let values = escape(&values);
        out.push(words.read_as.sentence.fill(&[("values", &*values)]));
    }
    out.join(" ")
}

/// Words without the quotation marks that they bring along.
fn without_marks(words: &str) -> String {
    let marks = |c: char| c.is_whitespace() || "\"“”„«»「」『』".contains(c);
    escape(words.trim_matches(marks))
}

fn quote(out: &mut String, passage: &Passage, words: &Words) {
    let name = escape(&words::source_name(passage.source));
    let _ = write!(out, "\n{} · {name}", Source::id(passage.index));
    if let Some(date) = passage.source.reading().and_then(Reading::published) {
        let _ = write!(out, " · {}", escape(&words.date(date)));
    }
    if let Some(score) = passage.score {
        let _ = write!(out, " · {}", words.matching(score));
    }
    let _ = writeln!(out, "\n\n> {}", escape(passage.span.of(passage.text)));
}

fn sources(out: &mut String, trace: &Trace, words: &Words) {
    let _ = writeln!(out, "\n## {}\n", words.section.sources);
    if trace.sources().is_empty() {
        let _ = writeln!(out, "{}", words.section.none_given);
        return;
    }
    let table = &words.table;
    let _ = writeln!(
        out,
        "| | {} | {} | {} | {} | {} |\n|---|---|---|---|---|---|",
        table.source, table.publisher, table.language, table.date, table.status
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
                .map(|r| escape(&words.language(r.tag())))
                .unwrap_or_default(),
            reading
                .and_then(Reading::published)
                .map(|d| escape(&words.date(d)))
                .unwrap_or_default(),
            match source.status() {
                SourceStatus::Read => escape(&words.came_of(source)),
                SourceStatus::Missing(_) => format!("**{}**", escape(&words.came_of(source))),
            },
        );
    }
    kept(out, trace, words);
}

/// Where the sources are kept, a line each.
fn kept(out: &mut String, trace: &Trace, words: &Words) {
    let mut gap = "\n";
    for (index, source) in trace.sources().iter().enumerate() {
        let lines = words.kept(source.captured());
        if !lines.is_empty() {
            let line = escape(&lines.join("; "));
            let _ = writeln!(out, "{gap}- {}: {line}", Source::id(index));
            gap = "";
        }
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
        insta::assert_snapshot!(markdown(&fixture::trace(), MessageLanguage::English));
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
        let report = markdown(&fixture::trace(), MessageLanguage::English);
        assert_eq!(holds_only_its_own_markup(&report), Ok(()));
    }

    proptest! {
        #[test]
        fn no_text_brings_markup(trace in fixture::any_trace()) {
            for language in MessageLanguage::ALL {
                let report = markdown(&trace, language);
                prop_assert_eq!(holds_only_its_own_markup(&report), Ok(()));
            }
        }
    }
}
