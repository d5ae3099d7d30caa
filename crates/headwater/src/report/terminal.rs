//! The trace as a summary for the terminal, in the manner of a compiler's diagnostics.

mod explanation;

use super::catalogue::Words;
use super::escape::clean;
use super::leaning::is_elsewhere;
use super::passage::{Passage, passages};
use super::pieces::pieces;
use super::{MessageLanguage, Source, SourceStatus, Trace, TracedSentence, words};
use crate::check::{Reason, Verdict};
use crate::language::Reading;
use crate::text::Span;
use unicode_width::UnicodeWidthChar;

/// How many columns a line takes at most, by the width of East Asian characters too.
const WIDTH: usize = 88;

/// The trace as text for a terminal: how many sentences got which verdict, each sentence that is
/// not supported with the source's words under it, and the sources, in words of `language`.
///
/// Differing words stand in braces, or with `colour` in ANSI colours. Nothing of a text can steer
/// the terminal: controls and bidirectional overrides are left out.
#[must_use]
pub fn terminal(trace: &Trace, language: MessageLanguage, colour: bool) -> String {
    let mut page = Page {
        out: String::new(),
        colour,
        words: language.words(),
    };
    header(&mut page, trace);
    for (index, sentence) in trace.sentences().iter().enumerate() {
        let verdict = sentence.finding().verdict().filter(|verdict| {
            let is_trouble = matches!(verdict, Verdict::Differs | Verdict::Unsupported);
            is_trouble || is_elsewhere(sentence) || sentence.is_explained()
        });
        if let Some(verdict) = verdict {
            finding(&mut page, trace, index, sentence, verdict);
        }
        against_itself(&mut page, trace, index, sentence);
    }
    unchecked(&mut page, trace);
    sources(&mut page, trace);
    page.blank();
    page.line(0, &[Run::new(Style::Quiet, page.words.fidelity.as_str())]);
    page.out
}

/// How a stretch of a line looks.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Style {
    Plain,
    Strong,
    Quiet,
    Verdict(Verdict),
    /// Differing words: in the article, in the source.
    Here,
    There,
}

impl Style {
    /// The parameters of Select Graphic Rendition (ECMA-48); the sixteen colours that every
    /// terminal's owner has chosen for themselves.
    const fn sgr(self) -> &'static str {
        match self {
            Self::Plain => "",
            Self::Strong => "1",
            Self::Quiet => "2",
            Self::Verdict(Verdict::Supported) => "1;32",
            Self::Verdict(Verdict::Differs) => "1;33",
            Self::Verdict(Verdict::Unsupported) => "1;31",
            Self::Verdict(Verdict::Unchecked) => "1;36",
            Self::Here => "1;4;33",
            Self::There => "1;4;32",
        }
    }
}

/// A stretch of text in one style.
struct Run {
    style: Style,
    text: String,
}

impl Run {
    fn new(style: Style, text: impl Into<String>) -> Self {
        Self {
            style,
            text: text.into(),
        }
    }

    fn plain(text: impl Into<String>) -> Self {
        Self::new(Style::Plain, text)
    }
}

struct Page {
    out: String,
    colour: bool,
    words: &'static Words,
}

impl Page {
    fn blank(&mut self) {
        self.out.push('\n');
    }

    /// Writes the runs as one paragraph, wrapped, every line indented by that many columns.
    fn line(&mut self, indent: usize, runs: &[Run]) {
        self.item(indent, "", runs);
    }

    /// Writes a label and beside it the runs as one paragraph, wrapped.
    fn item(&mut self, indent: usize, label: &str, runs: &[Run]) {
        let cells: Vec<(char, Style)> = runs
            .iter()
            .flat_map(|run| run.text.chars().map(|c| (c, run.style)))
            .collect();
        let inner = indent + label.len();
        for (at, line) in wrap(&cells, WIDTH.saturating_sub(inner))
            .into_iter()
            .enumerate()
        {
            let blanks = if at == 0 { indent } else { inner };
            self.out.extend(std::iter::repeat_n(' ', blanks));
            if at == 0 {
                self.out.push_str(label);
            }
            self.cells(line);
            self.out.push('\n');
        }
    }

    /// Writes cells of one line, each stretch of one style with its escapes.
    fn cells(&mut self, cells: &[(char, Style)]) {
        for stretch in cells.chunk_by(|a, b| a.1 == b.1) {
            let style = stretch.first().map_or(Style::Plain, |cell| cell.1);
            let is_styled = self.colour && style != Style::Plain;
            if is_styled {
                self.out.push_str("\x1b[");
                self.out.push_str(style.sgr());
                self.out.push('m');
            }
            self.out.extend(stretch.iter().map(|cell| cell.0));
            if is_styled {
                self.out.push_str("\x1b[0m");
            }
        }
    }

    /// A passage with its marks, in colour or in braces.
    fn marked(&self, text: &str, passage: Span, marks: &[(Span, usize)], style: Style) -> Vec<Run> {
        let whole = passage.trim(text);
        pieces(text, whole, marks)
            .into_iter()
            .map(|piece| {
                let words = clean(piece.text);
                match (piece.is_marked, self.colour) {
                    (false, _) => Run::plain(words),
                    (true, true) => Run::new(style, words),
                    (true, false) => Run::new(style, format!("{{{words}}}")),
                }
            })
            .collect()
    }
}

fn width(c: char) -> usize {
    c.width().unwrap_or(0)
}

/// Whether a line may end between two characters: after a space, and on either side of a wide
/// character but where punctuation would be torn from its word, or what is counted from its number.
fn may_break(before: char, after: char) -> bool {
    if before.is_whitespace() {
        return true;
    }
    (width(before) == 2 || width(after) == 2)
        && !after.is_whitespace()
        && !before.is_ascii_digit()
        && !"。，、；：！？」』）】》〉”’…％}ー々".contains(after)
        && !"「『（【《〈“‘{".contains(before)
}

/// Cuts cells into lines of at most `columns` columns. Spaces at the ends of lines are dropped.
fn wrap(cells: &[(char, Style)], columns: usize) -> Vec<&[(char, Style)]> {
    let mut lines = Vec::new();
    let mut rest = cells;
    while !rest.is_empty() {
        let (mut used, mut last_break, mut cut) = (0, None, rest.len());
        let mut before = None;
        for (at, (c, _)) in rest.iter().enumerate() {
            if before.is_some_and(|before| may_break(before, *c)) {
                last_break = Some(at);
            }
            used += width(*c);
            if used > columns && at > 0 && !c.is_whitespace() {
                cut = last_break.unwrap_or(at);
                break;
            }
            before = Some(*c);
        }
        let (line, after) = rest.split_at(cut);
        let end = line
            .iter()
            .rposition(|cell| !cell.0.is_whitespace())
            .map_or(0, |at| at + 1);
        lines.push(line.get(..end).unwrap_or_default());
        rest = after;
    }
    lines
}

fn header(page: &mut Page, trace: &Trace) {
    let words = page.words;
    let article = trace.article();
    let document = article.document();
    page.line(0, &[Run::new(Style::Strong, words::article_title(article))]);
    let mut frame = vec![clean(document.location()), words.language(article.tag())];
    frame.extend(document.publisher().map(clean));
    frame.extend(article.published().map(|date| words.date(date)));
    page.line(0, &[Run::new(Style::Quiet, frame.join(" · "))]);
    for line in words.kept(trace.article_captured()) {
        page.line(0, &[Run::new(Style::Quiet, line)]);
    }
    page.blank();
    let summary = trace.summary();
    let mut runs = vec![Run::plain(words.label.claims.fill(summary.claims(), &[]))];
    for verdict in Verdict::ALL {
        let style = match summary.count(verdict) {
            0 => Style::Quiet,
            _ => Style::Verdict(verdict),
        };
        let word = words.verdict_inside(verdict);
        runs.push(Run::plain("   "));
        runs.push(Run::new(
            style,
            format!("{} {} {word}", words::sign(verdict), summary.count(verdict)),
        ));
    }
    let contradictions = summary.contradictions();
    if contradictions > 0 {
        let sign = words::AGAINST_ITSELF;
        runs.push(Run::plain("   "));
        let count = words.count_within.fill(contradictions, &[]);
        runs.push(Run::new(
            Style::Verdict(Verdict::Differs),
            format!("{sign} {count}"),
        ));
    }
    page.line(0, &runs);
}

/// `≠ differs  sentence 4  support 0.31`
fn heading(words: &Words, index: usize, sentence: &TracedSentence, verdict: Verdict) -> Vec<Run> {
    let word = words.verdict_inside(verdict);
    let mut runs = vec![
        Run::new(
            Style::Verdict(verdict),
            format!("{} {word}", words::sign(verdict)),
        ),
        Run::plain(format!(
            "  {}",
            words.label.sentence.number("number", index + 1)
        )),
    ];
    if let Some(support) = sentence.finding().support() {
        runs.push(Run::new(
            Style::Quiet,
            format!("  {}", words.support(support)),
        ));
    }
    runs
}

fn finding(
    page: &mut Page,
    trace: &Trace,
    index: usize,
    sentence: &TracedSentence,
    verdict: Verdict,
) {
    let words = page.words;
    page.blank();
    page.line(0, &heading(words, index, sentence, verdict));
    let departures = sentence.finding().departures();
    let marks: Vec<_> = departures
        .iter()
        .enumerate()
        .map(|(label, d)| (d.article().span(), label))
        .collect();
    let text = trace.article().document().text();
    let runs = page.marked(text, sentence.span(), &marks, Style::Here);
    page.line(2, &runs);
    if let Some(remark) = words.remark(sentence) {
        page.line(4, &[Run::plain(remark)]);
    }
    if let Some(remark) = words.elsewhere(trace, sentence) {
        page.line(4, &[Run::plain(remark)]);
    }
    for passage in passages(trace, sentence) {
        quote(page, &passage);
    }
    for departure in departures {
        let message = clean(&words.message(trace, departure));
        page.line(
            4,
            &[
                Run::new(Style::Strong, words.departure.of(departure.kind())),
                Run::plain([words.join.colon.as_str(), &message].concat()),
            ],
        );
        if let Some(values) = words.read_as(departure) {
            let note = words.read_as.note.fill(&[("values", &*values)]);
            page.line(6, &[Run::new(Style::Quiet, note)]);
        }
    }
    if sentence.is_explained() {
        explanation::explanation(page, trace, sentence);
    }
}

/// What a sentence says against others of the article, each under it.
fn against_itself(page: &mut Page, trace: &Trace, index: usize, sentence: &TracedSentence) {
    let all = sentence.contradictions();
    if all.is_empty() {
        return;
    }
    let words = page.words;
    page.blank();
    let heading = [words::AGAINST_ITSELF, &words.within.heading].join(" ");
    let number = words.label.sentence.number("number", index + 1);
    page.line(
        0,
        &[
            Run::new(Style::Verdict(Verdict::Differs), heading),
            Run::plain(format!("  {number}")),
        ],
    );
    let text = trace.article().document().text();
    let marks: Vec<_> = all.iter().map(|found| (found.here().span(), 0)).collect();
    let runs = page.marked(text, sentence.span(), &marks, Style::Here);
    page.line(2, &runs);
    for found in all {
        page.line(4, &[Run::new(Style::Quiet, words.other_sentence(found))]);
        if let Some(other) = trace.sentences().get(found.sentence()) {
            let marks = [(found.there().span(), 0)];
            let runs = page.marked(text, other.span(), &marks, Style::There);
            page.line(6, &runs);
        }
        let message = clean(&words.contradiction(trace, found));
        let kind = words.departure.of(found.kind());
        page.line(
            4,
            &[
                Run::new(Style::Strong, kind),
                Run::plain([words.join.colon.as_str(), &message].concat()),
            ],
        );
    }
}

fn quote(page: &mut Page, passage: &Passage) {
    let mut name = format!(
        "{} {}",
        Source::id(passage.index),
        words::source_name(passage.source)
    );
    if let Some(date) = passage.source.reading().and_then(Reading::published) {
        let date = page.words.date(date);
        let places = [("source", name.as_str()), ("date", &date)];
        name = page.words.label.source_date.fill(&places);
    }
    page.line(4, &[Run::new(Style::Quiet, name)]);
    let runs = page.marked(passage.text, passage.span, &passage.marks, Style::There);
    page.line(6, &runs);
}

/// The sentences that could not be checked, those of one reason together.
fn unchecked(page: &mut Page, trace: &Trace) {
    let mut all: Vec<(Option<Reason>, usize, &TracedSentence)> = trace
        .sentences()
        .iter()
        .enumerate()
        .filter(|(_, s)| s.finding().verdict() == Some(Verdict::Unchecked))
        .map(|(index, s)| (s.finding().reason(), index, s))
        .collect();
    all.sort_by_key(|(reason, index, _)| (*reason, *index));
    let text = trace.article().document().text();
    let words = page.words;
    for group in all.chunk_by(|a, b| a.0 == b.0) {
        page.blank();
        let heading = group.first().and_then(|(_, _, first)| words.remark(first));
        let word = words.verdict_inside(Verdict::Unchecked);
        page.line(
            0,
            &[
                Run::new(
                    Style::Verdict(Verdict::Unchecked),
                    format!("{} {word}", words::sign(Verdict::Unchecked)),
                ),
                Run::plain(format!("  {}", heading.unwrap_or_default())),
            ],
        );
        for (_, index, sentence) in group {
            let said = clean(sentence.span().trim(text).of(text));
            page.item(2, &format!("{}. ", index + 1), &[Run::plain(said)]);
        }
    }
}

fn sources(page: &mut Page, trace: &Trace) {
    let words = page.words;
    page.blank();
    let heading = words.section.sources.as_str();
    page.line(0, &[Run::new(Style::Strong, heading)]);
    if trace.sources().is_empty() {
        page.line(2, &[Run::plain(words.section.none_given.as_str())]);
    }
    for (index, source) in trace.sources().iter().enumerate() {
        let status = words.came_of(source);
        let style = match source.status() {
            SourceStatus::Read => Style::Quiet,
            SourceStatus::Missing(_) => Style::Verdict(Verdict::Unsupported),
        };
        let mut parts = vec![format!("  {}", words::source_title(source))];
        parts.extend(source.document().and_then(|d| d.publisher()).map(clean));
        parts.extend(source.reading().map(|r| words.language(r.tag())));
        let published = source.reading().and_then(Reading::published);
        parts.extend(published.map(|date| words.date(date)));
        let label = format!("{}  ", Source::id(index));
        page.item(
            2,
            &label,
            &[Run::new(style, status), Run::plain(parts.join(" · "))],
        );
        for line in words.kept(source.captured()) {
            page.line(2 + label.len(), &[Run::new(Style::Quiet, line)]);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::fixture;
    use proptest::prelude::*;

    #[test]
    fn the_trace_for_a_terminal() {
        insta::assert_snapshot!(terminal(&fixture::trace(), MessageLanguage::English, false));
    }

    #[test]
    fn colours_change_nothing_but_the_braces() {
        let coloured = terminal(&fixture::trace(), MessageLanguage::English, true);
        assert!(coloured.contains("\x1b[1;4;33m4.12亿元\x1b[0m"));
        assert!(!coloured.contains("{4.12亿元}"));
    }

    #[test]
    fn texts_cannot_steer_the_terminal() {
        let plain = terminal(&fixture::trace(), MessageLanguage::English, false);
        assert!(!plain.contains(|c: char| c.is_control() && c != '\n'));
        assert!(!plain.contains(['\u{202E}', '\u{2066}', '\u{200F}']));
    }

    #[test]
    fn no_line_is_wider_than_the_page() {
        for language in MessageLanguage::ALL {
            for line in terminal(&fixture::trace(), language, false).lines() {
                let columns: usize = line.chars().map(width).sum();
                assert!(columns <= WIDTH, "{columns} columns: {line}");
            }
        }
    }

    fn wrapped(text: &str, columns: usize) -> Vec<String> {
        let cells: Vec<_> = text.chars().map(|c| (c, Style::Plain)).collect();
        wrap(&cells, columns)
            .into_iter()
            .map(|l| l.iter().map(|c| c.0).collect())
            .collect()
    }

    #[test]
    fn lines_break_at_spaces_and_between_wide_characters() {
        assert_eq!(wrapped("one two three", 8), ["one two", "three"]);
        assert_eq!(wrapped("渡轮每天开行。", 6), ["渡轮每", "天开", "行。"]);
        assert_eq!(wrapped("截至2031年5月", 8), ["截至", "2031年", "5月"]);
        assert_eq!(wrapped("unbreakable", 4), ["unbr", "eaka", "ble"]);
    }

    proptest! {
        #[test]
        fn wrapping_loses_nothing_but_spaces(text in "[a報ب。 ]{0,60}", columns in 0_usize..12) {
            let joined = wrapped(&text, columns).concat();
            let without = |s: &str| s.chars().filter(|c| *c != ' ').collect::<String>();
            prop_assert_eq!(without(&joined), without(&text));
        }

        #[test]
        fn no_text_steers_the_terminal(trace in fixture::any_trace()) {
            for language in MessageLanguage::ALL {
                let plain = terminal(&trace, language, false);
                prop_assert!(!plain.contains(|c: char| c.is_control() && c != '\n'));
            }
        }
    }
}
