//! The article against itself: which of its sentences are held against which.

use crate::align::{self, Embedded, Models, Side, Wording};
use crate::check::{self, Contradiction};
use crate::document::BlockKind;
use crate::report::SentenceKind;

/// What a sentence is in its article.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Part {
    Headline,
    Lead,
    Body,
    /// None of them: a subheading, a caption, a link.
    Aside,
}

/// What each sentence of an article says against its other sentences: the headline against all below
/// it, the lead against the body, and sentences of the body against earlier ones.
///
/// `claims` are the sentences whose vectors are known.
pub(super) fn contradictions(
    own: &Side<'_>,
    kinds: &[SentenceKind],
    claims: &Embedded,
    models: Models<'_>,
) -> Vec<Vec<Contradiction>> {
    let mut found = Found {
        own,
        claims,
        models,
        all: vec![Vec::new(); own.sentences.len()],
    };
    if own.reading.language().is_some() {
        let parts = parts(own, kinds);
        let places = |wanted: &[Part]| -> Vec<usize> {
            let parts = parts.iter().enumerate();
            let wanted = parts.filter(|(_, part)| wanted.contains(part));
            wanted.map(|(at, _)| at).collect()
        };
        let body = places(&[Part::Body]);
        found.retold(
            &places(&[Part::Headline]),
            &places(&[Part::Lead, Part::Body]),
        );
        found.retold(&places(&[Part::Lead]), &body);
        found.told_otherwise(&body);
    }
    found.all
}

struct Found<'a, 'r> {
    own: &'a Side<'r>,
    claims: &'a Embedded,
    models: Models<'a>,
    all: Vec<Vec<Contradiction>>,
}

impl Found<'_, '_> {
    /// Holds the sentences of headline or lead against those below, each against the one that it surely
    /// tells again.
    fn retold(&mut self, top: &[usize], below: &[usize]) {
        if top.is_empty() || below.is_empty() {
            return;
        }
        let (side, body) = (self.own.part(top), self.own.part(below));
        let is_new = |at: usize| {
            top.binary_search(&at).is_ok() && self.claims.places.binary_search(&at).is_err()
        };
        let headings = Embedded::of(self.own, is_new, self.models.sentences);
        let asked = Embedded::renumbered(&[self.claims, &headings], top);
        let told = Embedded::renumbered(&[self.claims], below);
        let passages = align::retellings(&side, &asked, &body, &told);
        let passages: Vec<_> = passages.into_iter().map(check::surely).collect();
        let agreements = self.models.words.map_or_else(
            || vec![None; passages.len()],
            |words| {
                let asked = vec![Some(Vec::new()); passages.len()];
                align::agreements(&side, &asked, &passages, std::slice::from_ref(&body), words)
            },
        );
        let wording = Wording::of(&body);
        let told = side.sentences.iter().zip(&passages).zip(&agreements);
        for (at, ((sentence, passages), agreement)) in top.iter().zip(told) {
            if let (Some(slot), Some(passage)) = (self.all.get_mut(*at), passages.first()) {
                let (ours, theirs) = ((&side, sentence), (&body, passage));
                let found = check::retold(ours, theirs, agreement.as_ref(), &wording, self.own);
                slot.extend(found);
            }
        }
    }

    /// Holds the sentences of the body that have figures or dates against those like them.
    fn told_otherwise(&mut self, places: &[usize]) {
        let body = self.own.part(places);
        let may_differ = |at: &usize| {
            let sentence = body.sentences.get(*at);
            sentence.is_some_and(|sentence| check::may_be_told_otherwise(&body, sentence))
        };
        let (numbers, own): (Vec<usize>, Vec<usize>) = places
            .iter()
            .copied()
            .enumerate()
            .filter(|(at, _)| may_differ(at))
            .unzip();
        let mut told = Embedded::renumbered(&[self.claims], &own);
        told.places = numbers;
        let wording = Wording::of(&body);
        for pair in align::near_each_other(&told) {
            let slot = places.get(pair.later).and_then(|at| self.all.get_mut(*at));
            if let Some(slot) = slot {
                slot.extend(check::told_otherwise(&body, &pair, &wording, self.own));
            }
        }
    }
}

/// The headline is what stands in headings before the text. The lead is what the page marks as such,
/// or else the first paragraph under a headline: newspapers sum up there, and few pages say so.
fn parts(own: &Side<'_>, kinds: &[SentenceKind]) -> Vec<Part> {
    let blocks = own.reading.document().blocks();
    let has_lead = kinds.contains(&SentenceKind::Lead);
    let (mut has_headline, mut opening, mut has_body) = (false, None, false);
    let part = |(sentence, kind): (&align::Annotated, &SentenceKind)| {
        let start = sentence.span.start();
        let at = blocks.partition_point(|block| block.span().end() <= start);
        let is_paragraph =
            || blocks.get(at).map(|block| block.kind()) == Some(BlockKind::Paragraph);
        match kind {
            SentenceKind::Headline if !has_body && opening.is_none() => {
                has_headline = true;
                Part::Headline
            }
            SentenceKind::Lead => Part::Lead,
            kind if !kind.is_claim() => Part::Aside,
            _ if has_headline
                && !has_lead
                && !has_body
                && is_paragraph()
                && opening.is_none_or(|first| first == at) =>
            {
                opening = Some(at);
                Part::Lead
            }
            _ => {
                has_body = true;
                Part::Body
            }
        }
    };
    let mut parts: Vec<Part> = own.sentences.iter().zip(kinds).map(part).collect();
    // What is all there is, is the body.
    if !has_body {
        let leads = parts.iter_mut().filter(|part| **part == Part::Lead);
        leads.for_each(|part| *part = Part::Body);
    }
    parts
}
