//! Why a sentence got its verdict, for who asked.

use super::{Page, Run, Style};
use crate::check::Feature;
use crate::report::escape::clean;
use crate::report::{Source, Trace, TracedSentence};

/// How many characters of a passage are shown.
const SHOWN: usize = 60;

/// What the support was weighed from, which passages were considered, and what was thought of each
/// name.
pub(super) fn explanation(page: &mut Page, trace: &Trace, sentence: &TracedSentence) {
    let explanation = sentence.finding().explanation();
    let words = &page.words.explanation;
    let heading = |page: &mut Page, text: &str| page.line(4, &[Run::new(Style::Strong, text)]);
    if explanation.considered().is_empty() {
        heading(page, &words.no_passage);
        return;
    }
    if !explanation.features().is_empty() {
        heading(page, &words.weighed);
        for feature in explanation.features() {
            page.line(6, &[Run::plain(weighed(*feature))]);
        }
    }
    heading(page, &words.considered);
    for evidence in explanation.considered() {
        let source = trace.sources().get(evidence.source());
        let text = source
            .and_then(Source::document)
            .map_or("", |document| evidence.span().of(document.text()));
        let label = format!(
            "{:.2}  {}  ",
            evidence.score(),
            Source::id(evidence.source())
        );
        page.item(6, &label, &[Run::plain(beginning(text))]);
    }
    if !explanation.names().is_empty() {
        heading(page, &words.names);
    }
    let place = sentence
        .finding()
        .evidence()
        .first()
        .map(|evidence| evidence.source());
    let source = place.and_then(|place| trace.sources().get(place)?.document());
    for named in explanation.names() {
        let document = if named.is_here() {
            Some(trace.article().document())
        } else {
            source
        };
        let text = document.map_or("", |document| named.span().of(document.text()));
        let side = if named.is_here() {
            &words.article
        } else {
            &words.source
        };
        let chance = named.missing();
        let line = format!("{chance:.2}  {side}  {}", clean(text));
        page.line(6, &[Run::plain(line)]);
    }
}

/// `carried_tenth  0.512 × 1.416 = 0.725`
fn weighed(feature: Feature) -> String {
    let (value, weight) = (feature.value(), feature.weight());
    format!(
        "{:<15} {value:>7.3} × {weight:.3} = {:.3}",
        feature.name(),
        value * weight
    )
}

fn beginning(text: &str) -> String {
    let words: String = clean(text).split_whitespace().collect::<Vec<_>>().join(" ");
    match words.char_indices().nth(SHOWN) {
        Some((end, _)) => format!("{}…", words.get(..end).unwrap_or_default()),
        None => words,
    }
}
