use super::Case;
use super::told::{self, Found, Told, sides};
use crate::check::{Departure, DepartureKind, Message};
use crate::language::marks::{Mark, MarkKind};

/// A doubt that was dropped or added, or a plan told as done.
///
/// **Finds** a passage that says "reportedly", "may" or 可能 under a sentence in which nothing says that
/// it is not certain; such a sentence over a passage that is certain; and a sentence that says
/// "already" over a passage that says "will".
///
/// **Why it matters**: a word of doubt is the first thing that gets lost when news is retold.
///
/// **Example**: "The delegation threatened to leave" over "The delegation reportedly threatened to
/// leave"; "will close" over 可能关闭.
///
/// **Limits**: looks only where the passage is a single sentence that says about as much, since
/// otherwise the word may belong to something else. Any word of doubt, or anybody to whom it is
/// ascribed, accounts for any doubt on the other side.
pub(super) fn find(case: &Case<'_>) -> Vec<Departure> {
    if case.passage_sentences().len() != 1 {
        return Vec::new();
    }
    let Some((ours, theirs)) = sides(case) else {
        return Vec::new();
    };
    let found = lost_hearsay(&ours, &theirs)
        .or_else(|| dropped(&ours, &theirs))
        .or_else(|| added(&ours, &theirs))
        .or_else(|| done(&ours, &theirs));
    told::departures(case, DepartureKind::Certainty, found)
}

/// A doubt that headline or lead drops, and the body has.
///
/// **Finds** a word of doubt in the passage whose clause tells what the whole sentence tells, where
/// nothing in the sentence says that it is not certain: a headline leaves out most of what the body's
/// sentence says, so that the two need not say about as much.
///
/// **Example**: "Council closes pier" over "The council may close the pier, a clerk said."
///
/// **Limits**: the clause has to have half of the sentence's words, in some form. A sentence in
/// quotation marks, a question and one with a colon tell nothing as fact.
pub(super) fn retold(case: &Case<'_>) -> Vec<Departure> {
    let Some((ours, theirs)) = sides(case) else {
        return Vec::new();
    };
    let said = ours.text_of(ours.span);
    if said.contains([
        '?', '？', '؟', ':', '：', '"', '“', '”', '«', '»', '„', '「', '『', '‘',
    ]) {
        return Vec::new();
    }
    let sure = !ours.stance.attributed && ours.stance.marks.iter().all(is_sure);
    let doubts = theirs.stance.marks.iter().filter(|mark| {
        matches!(mark.kind(), MarkKind::Hedge | MarkKind::Hearsay) && mark.is_firm()
    });
    let found = doubts
        .filter(|_| sure)
        .find(|mark| told::tells_again(said, theirs.clause_of(mark)))
        .map(|mark| (ours.span, mark.span(), Message::ToldAsFact));
    told::departures(case, DepartureKind::Certainty, found)
}

fn firm<'t>(side: &'t Told<'_>, kind: MarkKind) -> Option<&'t Mark> {
    side.stance.of_kind(kind).find(|mark| mark.is_firm())
}

/// The source only passes on what it heard; the article says so.
fn lost_hearsay(ours: &Told<'_>, theirs: &Told<'_>) -> Option<Found> {
    let mark = firm(theirs, MarkKind::Hearsay)?;
    (!ours.stance.is_guarded()).then(|| (ours.span, mark.span(), Message::ToldAsFact))
}

/// The source doubts what the article tells as fact, or as sure to come.
fn dropped(ours: &Told<'_>, theirs: &Told<'_>) -> Option<Found> {
    let mark = firm(theirs, MarkKind::Hedge)?;
    let sure = !ours.stance.attributed && ours.stance.marks.iter().all(is_sure);
    let is_dropped = sure && alike(ours, theirs);
    is_dropped.then(|| (ours.span, mark.span(), Message::ToldAsFact))
}

fn is_sure(mark: &Mark) -> bool {
    matches!(mark.kind(), MarkKind::Plan | MarkKind::Negation)
}

/// The article doubts what the source tells as fact.
fn added(ours: &Told<'_>, theirs: &Told<'_>) -> Option<Found> {
    let mark = firm(ours, MarkKind::Hearsay).or_else(|| firm(ours, MarkKind::Hedge))?;
    let sure = !theirs.stance.attributed && theirs.stance.marks.iter().all(is_sure);
    let is_added = sure && alike(ours, theirs);
    is_added.then(|| (mark.span(), theirs.span, Message::ToldAsDoubtful))
}

/// The source says that it is to happen, the article that it has happened.
fn done(ours: &Told<'_>, theirs: &Told<'_>) -> Option<Found> {
    let done = ours.stance.done.filter(|_| !ours.stance.is_guarded())?;
    let plan = firm(theirs, MarkKind::Plan).filter(|_| theirs.stance.done.is_none())?;
    alike(ours, theirs).then(|| (done, plan.span(), Message::ToldAsDone))
}

/// Whether both sides say about as much.
fn alike(ours: &Told<'_>, theirs: &Told<'_>) -> bool {
    !ours.says_much_more_than(theirs) && !theirs.says_much_more_than(ours)
}
