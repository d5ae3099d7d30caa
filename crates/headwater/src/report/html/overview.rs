//! The bar over the article: which sentences to show, and a strip that says where the trouble is.

use super::{class, icon};
use crate::check::Verdict;
use crate::report::catalogue::Words;
use crate::report::{Trace, TracedSentence};
use maud::{Markup, html};

/// The filter, which works without script, and the strip.
pub(super) fn toolbar(trace: &Trace, words: &Words) -> Markup {
    let summary = trace.summary();
    let attention = trace.sentences().iter().filter(|s| needs_a_look(s)).count();
    html! {
        div.tools {
            fieldset.filter {
                legend { (words.page.show) }
                (choice("show-all", &html! { (words.page.show_all) }, trace.sentences().len(), true))
                (choice("show-trouble", &html! { (words.page.show_trouble) }, attention, false))
                @for verdict in Verdict::ALL {
                    (choice(
                        &format!("show-{}", verdict.as_str()),
                        &html! { (icon(verdict)) " " (words.verdict.of(verdict)) },
                        summary.count(verdict),
                        false,
                    ))
                }
            }
            (strip(trace, words))
        }
    }
}

/// Whether something departs, nothing carries it, or another sentence says otherwise.
fn needs_a_look(sentence: &TracedSentence) -> bool {
    let verdict = sentence.finding().verdict();
    let is_trouble = matches!(verdict, Some(Verdict::Differs | Verdict::Unsupported));
    is_trouble || !sentence.contradictions().is_empty()
}

/// One radio button; one that would show nothing cannot be chosen.
fn choice(id: &str, label: &Markup, count: usize, is_chosen: bool) -> Markup {
    html! {
        label {
            input type="radio" name="show" id=(id) autocomplete="off" checked[is_chosen]
                disabled[count == 0 && !is_chosen];
            span { (label) " " b { (count) } }
        }
    }
}

const WIDTH: usize = 10_000;

/// The article from its first to its last sentence, each as long as its text. What differs and
/// what nothing supports stands tall and leads to its sentence.
fn strip(trace: &Trace, words: &Words) -> Markup {
    let text = trace.article().document().text();
    let lengths: Vec<usize> = trace
        .sentences()
        .iter()
        .map(|s| s.span().of(text).chars().count())
        .collect();
    let whole = lengths.iter().sum::<usize>().max(1);
    let mut before = 0;
    let places: Vec<(usize, usize)> = lengths
        .iter()
        .map(|length| {
            let start = before * WIDTH / whole;
            before += length;
            let width = before * WIDTH / whole - start;
            (start, width.saturating_sub((width / 5).min(20)).max(1))
        })
        .collect();
    html! {
        @if !places.is_empty() {
            nav.strip aria-label=(words.page.strip) {
                svg viewBox="0 0 10000 100" preserveAspectRatio="none" {
                    @for (index, (sentence, (start, width))) in
                        trace.sentences().iter().zip(&places).enumerate()
                    {
                        (segment(words, index, sentence, *start, *width))
                    }
                }
            }
        }
    }
}

/// The shapes differ as the colours do: low, tall, tall and split, half as tall, a hairline.
fn segment(
    words: &Words,
    index: usize,
    sentence: &TracedSentence,
    x: usize,
    width: usize,
) -> Markup {
    let verdict = sentence.finding().verdict();
    let bars: &[(u8, u8)] = match verdict {
        None => &[(94, 6)],
        Some(Verdict::Supported) => &[(72, 28)],
        Some(Verdict::Unchecked) => &[(50, 14), (72, 28)],
        Some(Verdict::Differs) => &[(0, 100)],
        Some(Verdict::Unsupported) => &[(0, 40), (60, 40)],
    };
    let shape = html! {
        @for (y, height) in bars {
            rect class=(verdict.map_or("quiet", class)) x=(x) y=(y) width=(width) height=(height) {}
        }
    };
    let number = index + 1;
    html! {
        @match verdict {
            Some(verdict @ (Verdict::Differs | Verdict::Unsupported)) => {
                @let label = words.label.sentence_trouble.fill(&[
                    ("number", &*number.to_string()),
                    ("verdict", &*words.verdict_inside(verdict)),
                ]);
                a href={ "#c" (number) } aria-label=(label) { title { (label) } (shape) }
            }
            _ => (shape),
        }
    }
}
