//! The article on the left, sentence by sentence, and what its sources say on the right.

use super::{Places, class, dir, filled, icon, lang};
use crate::check::{Contradiction, Departure, DepartureKind, SourcePlace, Verdict};
use crate::document::{Block, BlockKind};
use crate::language::Reading;
use crate::report::catalogue::Words;
use crate::report::escape::clean;
use crate::report::leaning::is_elsewhere;
use crate::report::passage::{Passage, passages};
use crate::report::pieces::pieces;
use crate::report::{Source, Trace, TracedSentence, words};
use crate::text::Span;
use maud::{Markup, html};

/// One row a sentence; rows of one block stand close together.
pub(super) fn section(trace: &Trace, words: &Words, places: Places) -> Markup {
    let mut blocks = trace
        .article()
        .document()
        .blocks()
        .iter()
        .copied()
        .peekable();
    let mut last = None;
    let rows = trace
        .sentences()
        .iter()
        .enumerate()
        .map(|(index, sentence)| {
            let block = holding(&mut blocks, sentence.span());
            let is_first = block.is_none() || last != block.map(Block::span);
            last = block.map(Block::span);
            row(trace, words, places, index, sentence, block, is_first)
        });
    html! {
        section #article aria-labelledby="article-title" {
            h2 #article-title { (words.page.article) }
            div.columns aria-hidden="true" {
                span {}
                span { (words.page.article_says) }
                span { (words.page.sources_say) }
            }
            @for row in rows { (row) }
        }
    }
}

/// The block that holds the sentence. Blocks that end before it are left behind.
fn holding(
    blocks: &mut std::iter::Peekable<impl Iterator<Item = Block>>,
    sentence: Span,
) -> Option<Block> {
    while blocks
        .next_if(|block| block.span().end() <= sentence.start())
        .is_some()
    {}
    blocks
        .peek()
        .copied()
        .filter(|block| block.span().intersects(sentence))
}

fn row(
    trace: &Trace,
    words: &Words,
    places: Places,
    index: usize,
    sentence: &TracedSentence,
    block: Option<Block>,
    is_first: bool,
) -> Markup {
    let verdict = sentence.finding().verdict();
    let number = index + 1;
    let class = [
        "row",
        verdict.map_or("quiet", class),
        block.map_or("b-text", |block| block_class(block.kind())),
        if is_first { "first" } else { "next" },
        if sentence.contradictions().is_empty() {
            ""
        } else {
            "against-itself"
        },
    ];
    let class = class.join(" ");
    html! {
        div class=(class.trim_end()) id={ "c" (number) } {
            div.verdict {
                @let label = words.label.sentence_link.number("number", number);
                a.number href={ "#c" (number) } aria-label=(label) { (number) }
                @match verdict {
                    Some(verdict) => {
                        span.word { (icon(verdict)) " " (words.verdict.of(verdict)) }
                        @if let Some(support) = sentence.finding().support() {
                            span.support { (words.support(support)) }
                        }
                    }
                    None => span.word { (words.sentence_kind.of(sentence.kind())) }
                }
            }
            (said(trace, words, sentence, block))
            @let within = sentence.contradictions();
            @if verdict.is_some() || !within.is_empty() {
                div.rests {
                    @if verdict.is_some() { (rests(trace, words, places, sentence)) }
                    @if !within.is_empty() { (against_itself(trace, words, sentence)) }
                }
            }
            (places.sentence(index))
        }
    }
}

/// The sentence, with the words that differ marked.
fn said(trace: &Trace, words: &Words, sentence: &TracedSentence, block: Option<Block>) -> Markup {
    let article = trace.article();
    let departures = sentence.finding().departures();
    let within = sentence.contradictions().iter();
    let within = within.map(|found| found.here().span());
    let places = departures.iter().map(|d| d.article().span());
    let marks: Vec<_> = places.chain(within).zip(0..).collect();
    let text = article.document().text();
    let said = marked(words, text, sentence.span(), &marks, &kinds(sentence));
    html! {
        @if matches!(block.map(Block::kind), Some(BlockKind::Heading(_))) {
            h3.said lang=[lang(article)] dir=(dir(article)) { (said) }
        } @else {
            p.said lang=[lang(article)] dir=(dir(article)) { (said) }
        }
    }
}

/// What each mark of a sentence is about: its departures, then what it says against other sentences.
fn kinds(sentence: &TracedSentence) -> Vec<DepartureKind> {
    let departures = sentence.finding().departures().iter();
    let within = sentence.contradictions().iter();
    let departures = departures.map(Departure::kind);
    departures.chain(within.map(Contradiction::kind)).collect()
}

/// A passage with its marks. At the end of each mark stands its letter and what it is about.
fn marked(
    words: &Words,
    text: &str,
    passage: Span,
    marks: &[(Span, usize)],
    kinds: &[DepartureKind],
) -> Markup {
    html! {
        @for piece in pieces(text, passage, marks) {
            @if piece.is_marked { mark { (clean(piece.text)) } } @else { (clean(piece.text)) }
            @for label in &piece.ends {
                @if let Some(kind) = kinds.get(*label) {
                    span.tag lang=(words.tag()) dir="ltr" {
                        // A word joiner keeps the tag on the line of the words.
                        "\u{2060}" b { (letter(*label)) } " "
                        (words.tag.of(*kind))
                    }
                }
            }
        }
    }
}

/// `a` for the first departure of a sentence; a number where the letters run out.
fn letter(label: usize) -> String {
    let letter = u8::try_from(label).ok().filter(|label| *label < 26);
    letter.map_or_else(
        || (label + 1).to_string(),
        |label| char::from(b'a' + label).to_string(),
    )
}

/// What the sources say to a sentence.
fn rests(trace: &Trace, words: &Words, places: Places, sentence: &TracedSentence) -> Markup {
    let departures = sentence.finding().departures();
    let kinds = kinds(sentence);
    html! {
        @if let Some(remark) = words.remark(sentence) { p.remark { (remark) } }
        @if let Some(remark) = words.elsewhere(trace, sentence) { p.remark { (remark) } }
        @for passage in passages(trace, sentence) { (evidence(words, places, &passage, &kinds)) }
        @if !departures.is_empty() {
            ul.notes {
                @for (label, departure) in departures.iter().enumerate() {
                    (note(trace, words, label, departure))
                }
            }
        }
        @if sentence.finding().verdict() == Some(Verdict::Unchecked) || is_elsewhere(sentence) {
            (cites(trace, words, sentence))
        }
    }
}

/// What a sentence says against others of the article, with each of these.
fn against_itself(trace: &Trace, words: &Words, sentence: &TracedSentence) -> Markup {
    let article = trace.article();
    let text = article.document().text();
    let kinds = kinds(sentence);
    let first = sentence.finding().departures().len();
    html! {
        div.within {
            p.remark { b { (words::AGAINST_ITSELF) " " (words.within.heading) } }
            @for (label, found) in (first..).zip(sentence.contradictions()) {
                @if let Some(other) = trace.sentences().get(found.sentence()) {
                    @let marks = [(found.there().span(), label)];
                    figure.evidence {
                        blockquote lang=[lang(article)] dir=(dir(article)) {
                            (marked(words, text, other.span().trim(text), &marks, &kinds))
                        }
                        figcaption {
                            a href={ "#c" (found.sentence() + 1) } { (words.other_sentence(found)) }
                        }
                    }
                }
                ul.notes {
                    li {
                        b.letter { (letter(label)) }
                        div {
                            b { (words.departure.of(found.kind())) (words.join.stop) }
                            (contradiction(trace, words, found))
                        }
                    }
                }
            }
        }
    }
}

/// What there is to say of a contradiction. What it quotes is set apart, and the other sentence linked.
fn contradiction(trace: &Trace, words: &Words, found: &Contradiction) -> Markup {
    let article = trace.article();
    let said = |span: Span| clean(span.of(article.document().text()));
    filled(words.within.of(found.message()), |place| {
        html! {
            @match place {
                "here" => bdi lang=[lang(article)] { (said(found.here().span())) },
                "there" => bdi lang=[lang(article)] { (said(found.there().span())) },
                "here_value" => (clean(found.here().value().unwrap_or("?"))),
                "there_value" => (clean(found.there().value().unwrap_or("?"))),
                "sentence" => a href={ "#c" (found.sentence() + 1) } { (words.other_sentence(found)) },
                _ => {}
            }
        }
    })
}

/// The sources that a sentence leans on, for one that no passage of theirs stands beside.
fn cites(trace: &Trace, words: &Words, sentence: &TracedSentence) -> Markup {
    let cited = sentence.cites().iter().filter_map(|index| {
        let source = trace.sources().get(*index)?;
        Some((Source::id(*index), words::source_name(source)))
    });
    let cited = html! {
        @for (at, (id, name)) in cited.enumerate() {
            @if at > 0 { " " }
            a href={ "#" (id) } { (id) } " " bdi { (name) }
        }
    };
    html! {
        @if !sentence.cites().is_empty() {
            p.cites { (filled(&words.page.cites, |_| cited.clone())) }
        }
    }
}

fn evidence(words: &Words, places: Places, passage: &Passage, kinds: &[DepartureKind]) -> Markup {
    let span = passage.span.trim(passage.text);
    let reading = passage.source.reading();
    let id = Source::id(passage.index);
    html! {
        figure.evidence {
            blockquote lang=[reading.and_then(lang)] dir=(reading.map_or("auto", dir)) {
                (marked(words, passage.text, span, &passage.marks, kinds))
            }
            figcaption {
                a href={ "#" (id) } { (id) } " "
                span { bdi { (words::source_name(passage.source)) } }
                @if let Some(date) = reading.and_then(Reading::published) {
                    span { (words.date(date)) }
                }
                @if let Some(reading) = reading { span { (words.language(reading.tag())) } }
                @if let Some(score) = passage.score { span { (words.matching(score)) } }
                (places.passage(passage.index, span, passage.text))
            }
        }
    }
}

fn note(trace: &Trace, words: &Words, label: usize, departure: &Departure) -> Markup {
    html! {
        li {
            b.letter { (letter(label)) }
            div {
                b { (words.departure.of(departure.kind())) (words.join.stop) }
                (message(trace, words, departure))
                @if let Some(values) = words.read_as(departure) {
                    span.values { (words.read_as.sentence.fill(&[("values", &*values)])) }
                }
            }
        }
    }
}

/// What there is to say of a departure. The words that it quotes are set apart: they may run in
/// another direction, and the same character is drawn differently in each language.
fn message(trace: &Trace, words: &Words, departure: &Departure) -> Markup {
    let (article, source) = words::quoted(trace, departure);
    let (article_value, source_value) = words::values(departure);
    let place = departure.source().map(SourcePlace::source);
    let there = place.and_then(|place| trace.sources().get(place)?.reading());
    filled(words.message.of(departure.message()), |place| {
        html! {
            @match place {
                "article" => bdi lang=[lang(trace.article())] { (clean(article)) },
                "source" => bdi lang=[there.and_then(lang)] { (clean(source)) },
                "article_value" => (clean(article_value)),
                "source_value" => (clean(source_value)),
                _ => {}
            }
        }
    })
}

const fn block_class(kind: BlockKind) -> &'static str {
    match kind {
        BlockKind::Heading(1) => "b-heading b-title",
        BlockKind::Heading(_) => "b-heading",
        BlockKind::Lead => "b-lead",
        BlockKind::Quote => "b-quote",
        BlockKind::ListItem => "b-item",
        _ => "b-text",
    }
}
