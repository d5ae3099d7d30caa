use super::Case;
use super::told::{self, Found, Told, sides};
use crate::check::{Departure, DepartureKind, Message};
use crate::language::marks::{Mark, MarkKind};
use crate::text::Span;

/// A denial turned round.
///
/// **Finds** a sentence that denies its verb ("not", 没有, nicht, ない) over a passage in which nothing
/// denies, and the other way round; "admitted" over "denied"; and a denial that is denied again
/// ("did not never") over one that is not.
///
/// **Why it matters**: one short word turns a report into its opposite.
///
/// **Example**: "The council has approved the pier" over 港务委员会没有批准新码头. Not "The talks failed"
/// over 会谈没有成功, nor "not only" over anything.
///
/// **Limits**: says nothing where the other side has any word that may carry the denial ("without",
/// "hardly", "unclear", 避免), so a second denial hides the first; nor where the side that denies says
/// much more than the other, since the denial may belong to what is left out. An opposite without a
/// word of denial ("rose" over "fell") is not found. A question is not looked at: "isn't it" denies nothing.
pub(super) fn find(case: &Case<'_>) -> Vec<Departure> {
    let Some((ours, theirs)) = sides(case) else {
        return Vec::new();
    };
    let found = turned(&ours, &theirs)
        .or_else(|| {
            let (ours, theirs) = one_sided(&ours, &theirs)?;
            Some((ours, theirs, Message::ArticleDenies))
        })
        .or_else(|| {
            let (theirs, ours) = one_sided(&theirs, &ours)?;
            Some((ours, theirs, Message::SourceDenies))
        })
        .or_else(|| {
            let (ours, theirs) = cancelled(&ours, &theirs)?;
            Some((ours, theirs, Message::ArticleDeniesTwice))
        })
        .or_else(|| {
            let (theirs, ours) = cancelled(&theirs, &ours)?;
            Some((ours, theirs, Message::SourceDeniesTwice))
        });
    told::departures(case, DepartureKind::Negation, found)
}

fn negations<'t>(side: &'t Told<'_>) -> impl Iterator<Item = &'t Mark> {
    side.stance.of_kind(MarkKind::Negation)
}

/// One side denies what it reports, the other grants it.
fn turned(ours: &Told<'_>, theirs: &Told<'_>) -> Option<Found> {
    let denies = |side: &Told<'_>| side.stance.denies.filter(|_| side.stance.admits.is_none());
    let admits = |side: &Told<'_>| {
        let plain = side.stance.denies.is_none() && negations(side).next().is_none();
        side.stance.admits.filter(|_| plain)
    };
    let (article, source) = denies(ours)
        .zip(admits(theirs))
        .or_else(|| admits(ours).zip(denies(theirs)))?;
    Some((article, source, Message::SaysOther))
}

/// `side` denies a verb, and nothing on the other side may carry the denial: where on either side.
fn one_sided(side: &Told<'_>, other: &Told<'_>) -> Option<(Span, Span)> {
    let mark = negations(side).find(|mark| mark.is_firm() && !side.asks_at(mark.span()))?;
    let silent = negations(other).next().is_none() && other.stance.hints == 0;
    if !silent || side.says_much_more_than(other) {
        return None;
    }
    Some((mark.span(), other.span))
}

/// `side` denies a denial, and the other side denies once. Where a second word of denial only
/// repeats the first, as in French, Russian and Spanish, it cancels nothing. "Not reject" may be one
/// word elsewhere, so that both have to be plain denials.
fn cancelled(side: &Told<'_>, other: &Told<'_>) -> Option<(Span, Span)> {
    /// At most this many bytes between the two: "not never".
    const CLOSE: usize = 8;
    if side.stance.concord || side.says_much_more_than(other) {
        return None;
    }
    let own: Vec<&Mark> = negations(side).collect();
    let (first, second) = own.iter().zip(own.iter().skip(1)).find(|(first, second)| {
        let gap = second.span().start() - first.span().end();
        let close = gap <= CLOSE && first.scope().contains(second.span());
        close && first.is_firm() && second.is_firm()
    })?;
    let denials: Vec<&Mark> = negations(other).collect();
    let once = match denials.as_slice() {
        [one] => one.is_firm(),
        [] => false,
        _ => other.stance.concord && denials.len() <= own.len(),
    };
    if !once || own.len() != 2 || other.stance.hints > side.stance.hints {
        return None;
    }
    let span = first.span().cover(second.span());
    let place = denials.first().map_or(other.span, |mark| mark.span());
    Some((span, place))
}
