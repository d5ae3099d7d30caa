//! The way through the paragraphs of an article, and what each of their sentences leans on.

use std::collections::BTreeMap;

use super::address::{host, is_home, label};
use super::known::{Known, squashed};
use super::{Cites, belongs, links_of};
use crate::document::{Link, LinkKind, is_pointer};
use crate::language::Reading;
use crate::language::namings::{OutletKind, Subject, namings};
use crate::text::Span;

/// How many sources a name is held against, the last one cited first.
const REMEMBERED: usize = 16;
/// A link of fewer words or, in scripts without spaces, characters, names a thing and does not tell
/// what happened.
const FEW_WORDS: usize = 5;
const FEW_CHARACTERS: usize = 12;

/// A citation in a sentence.
#[derive(Debug, Clone)]
struct Citation {
    span: Span,
    cites: Cites,
    role: Role,
    kind: Option<OutletKind>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Role {
    /// A link or a name beside a word that reports.
    Voice,
    /// A source named before: what it is depends on what was cited until then.
    Again,
    /// A link around what happened.
    Link,
    /// A link of a few words.
    Aside,
    /// "Read more".
    Pointer,
}

/// What a sentence cites itself.
#[derive(Debug, Default)]
struct Own {
    citations: Vec<Citation>,
    marks: Option<Cites>,
}

/// The way through an article.
pub(super) struct Walk<'a> {
    article: &'a Reading,
    known: &'a Known,
    /// What was cited, each once in a row, the last one at the end.
    history: Vec<(Cites, Option<OutletKind>)>,
    /// What a paragraph without citations goes on with.
    carried: Cites,
    /// What an outlet's name led to where it stood beside a link.
    outlets: BTreeMap<String, Cites>,
    /// The sources that each note leads to by its words.
    notes: BTreeMap<Span, Vec<usize>>,
}

impl<'a> Walk<'a> {
    pub(super) fn new(article: &'a Reading, known: &'a Known) -> Self {
        Self {
            article,
            known,
            history: Vec::new(),
            carried: Cites::default(),
            outlets: BTreeMap::new(),
            notes: BTreeMap::new(),
        }
    }

    /// A heading: what follows is about something else.
    pub(super) fn heading(&mut self) {
        self.carried = Cites::default();
    }

    /// What each sentence of the next paragraph leans on.
    pub(super) fn paragraph(&mut self, sentences: &[Span]) -> Vec<Cites> {
        let own: Vec<Own> = sentences
            .iter()
            .enumerate()
            .map(|(at, sentence)| self.own(*sentence, at == 0))
            .collect();
        let ahead = Ahead::of(&own);
        let more = own.iter().rev().find_map(|own| own.citations.last());
        let more = more.filter(|last| last.role == Role::Pointer);
        let marked = own.iter().any(|own| own.marks.is_some());
        // The citation that goes on, and whether a word that reports stands beside it.
        let mut running: Option<(Cites, bool)> = None;
        let mut all = Vec::with_capacity(own.len());
        for (own, ahead) in own.iter().zip(&ahead) {
            let mut cites = self.cited(own, &mut running);
            if let Some(marks) = &own.marks {
                cites.get_or_insert_default().add(marks);
            }
            all.push(cites.unwrap_or_else(|| {
                let before = running.as_ref().map(|(cites, _)| cites);
                let near = before.or(ahead.mark.as_ref()).or(ahead.link.as_ref());
                let carried = Some(&self.carried).filter(|_| !marked);
                let mut cites = near.or(carried).cloned().unwrap_or_default();
                if let Some(more) = more {
                    cites.add(&more.cites);
                }
                cites
            }));
        }
        if let Some((cites, _)) = running {
            self.carried = cites;
        } else if marked {
            self.carried = Cites::default();
        }
        all
    }

    /// What the links and names of a sentence lead to; `None` where it has none. Sets what goes on behind
    /// it.
    fn cited(&mut self, own: &Own, running: &mut Option<(Cites, bool)>) -> Option<Cites> {
        let (mut cites, mut voice, mut last) = (None::<Cites>, None, None);
        let reported = running.as_ref().is_some_and(|(_, voice)| *voice);
        for citation in &own.citations {
            let (found, kind) = if citation.role == Role::Again {
                match self.last_cited(citation.kind) {
                    Some(found) => found,
                    None => continue,
                }
            } else {
                (citation.cites.clone(), citation.kind)
            };
            cites.get_or_insert_default().add(&found);
            let aside = citation.role == Role::Aside && (reported || voice.is_some());
            if matches!(citation.role, Role::Voice | Role::Again) {
                voice = Some(found.clone());
            } else if !aside {
                last = Some(found.clone());
            }
            if !aside {
                self.remember(found, kind);
            }
        }
        let mut cites = cites?;
        match (voice, last) {
            (Some(voice), _) => *running = Some((voice, true)),
            (None, Some(last)) => *running = Some((last, false)),
            // Nothing but asides, while what somebody reports goes on.
            (None, None) => {
                if let Some((before, _)) = running {
                    cites.add(before);
                }
            }
        }
        Some(cites)
    }

    fn remember(&mut self, cites: Cites, kind: Option<OutletKind>) {
        self.history.retain(|(known, _)| *known != cites);
        if self.history.len() == REMEMBERED {
            self.history.remove(0);
        }
        self.history.push((cites, kind));
    }

    /// The last citation that fits a kind of outlet: one of that kind, else one of which the kind is
    /// not known, else the last one of all.
    fn last_cited(&self, kind: Option<OutletKind>) -> Option<(Cites, Option<OutletKind>)> {
        let find = |wanted| self.history.iter().rfind(|(_, known)| *known == wanted);
        let fitting = kind.and_then(|kind| find(Some(kind)).or_else(|| find(None)));
        fitting.or(self.history.last()).cloned()
    }

    /// What a sentence cites itself: its links, its names of sources, its reference marks.
    fn own(&mut self, sentence: Span, first: bool) -> Own {
        let (known, language) = (self.known, self.article.language());
        let document = self.article.document();
        let text = sentence.of(document.text());
        let marks = self.marks(sentence, first);
        let links: Vec<&Link> = links_of(document.links(), sentence, first)
            .filter(|link| link.kind() == LinkKind::Citation && !link.span().is_empty())
            .collect();
        let names = known.named_in(text, language);
        let within = |span: Span| {
            let start = span.start().saturating_sub(sentence.start());
            let end = span.end().min(sentence.end());
            Span::new(start, end.saturating_sub(sentence.start()).max(start))
        };
        let mut given: Vec<Span> = links.iter().map(|link| within(link.span())).collect();
        let names = names.into_iter().filter(|(name, _)| {
            let linked = given.iter().any(|link| link.intersects(*name));
            !linked
        });
        let names: Vec<(Span, Vec<usize>)> = names.collect();
        given.extend(names.iter().map(|(name, _)| *name));
        let namings = language.map(|language| namings(text, language, &given));
        let mut citations = Vec::new();
        let mut voiced = vec![false; links.len()];
        let mut outlets = Vec::new();
        let sources_of = |at: usize| {
            let name = at.checked_sub(links.len()).and_then(|at| names.get(at));
            name.map(|(_, sources)| sources.as_slice())
                .unwrap_or_default()
        };
        for naming in namings.unwrap_or_default() {
            let link = given.iter().take(links.len());
            let link = link
                .enumerate()
                .find(|(_, link)| link.intersects(naming.span));
            if let Some(voiced) = link.and_then(|(at, _)| voiced.get_mut(at)) {
                *voiced = true;
                continue;
            }
            let (cites, role, kind) = match naming.subject {
                Subject::Before(kind) => (Cites::default(), Role::Again, kind),
                Subject::Given(at) if !sources_of(at).is_empty() => {
                    let sources = sources_of(at);
                    (self.named(sources), Role::Voice, known.kind(sources))
                }
                other => {
                    let kind = match other {
                        Subject::Outlet(kind) => Some(kind),
                        _ => None,
                    };
                    let near = |link: &Span| link.start().abs_diff(naming.span.start());
                    let nearest = given.iter().take(links.len()).enumerate();
                    if let Some((at, _)) = nearest.min_by_key(|(_, link)| near(link)) {
                        outlets.push((at, squashed(naming.span.of(text)), kind));
                        continue;
                    }
                    // The note says which of its pages is meant.
                    if marks.is_some() {
                        continue;
                    }
                    (self.outlet(naming.span.of(text)), Role::Voice, kind)
                }
            };
            citations.push(Citation {
                span: naming.span.shift(sentence.start()),
                cites,
                role,
                kind,
            });
        }
        for (at, (link, voiced)) in links.iter().zip(voiced).enumerate() {
            let outlet = outlets.iter().find(|(of, _, _)| *of == at);
            let Some(mut citation) = self.linked(link, voiced || outlet.is_some()) else {
                continue;
            };
            if let Some((_, name, kind)) = outlet {
                citation.kind = citation.kind.or(*kind);
                self.outlets.insert(name.clone(), citation.cites.clone());
            }
            citations.push(citation);
        }
        citations.sort_by_key(|citation| citation.span);
        Own { citations, marks }
    }

    /// An outlet that is none of the sources: what it led to where it stood beside a link, else
    /// something that was not given.
    fn outlet(&self, name: &str) -> Cites {
        let before = self.outlets.get(&squashed(name)).cloned();
        before.unwrap_or_else(|| Cites {
            sources: Vec::new(),
            elsewhere: self.known.all_named && self.known.can_tell(name),
        })
    }

    /// The sources of an outlet that is named: where there are several, those cited last.
    fn named(&self, sources: &[usize]) -> Cites {
        let cited = self.history.iter().rev().find_map(|(cites, _)| {
            let cited = cites.sources.iter().filter(|at| sources.contains(at));
            let cited: Vec<usize> = cited.copied().collect();
            (!cited.is_empty()).then_some(cited)
        });
        Cites::of(cited.unwrap_or_else(|| sources.to_vec()))
    }

    fn linked(&self, link: &Link, voiced: bool) -> Option<Citation> {
        let (known, language) = (self.known, self.article.language());
        let words = link.span().of(self.article.document().text());
        let mut sources = known.page(link.url()).to_vec();
        if sources.is_empty() && is_home(link.url()) {
            if !voiced {
                return None;
            }
            sources = known.site(link.url());
        }
        if sources.is_empty() {
            let host = host(link.url()).unwrap_or_default();
            let site = label(&host).unwrap_or_default();
            sources = known.in_note(&format!("{words} {site}"), language);
        }
        let role = match () {
            () if voiced => Role::Voice,
            () if is_pointer(words) => Role::Pointer,
            () if is_short(words) => Role::Aside,
            () => Role::Link,
        };
        Some(Citation {
            span: link.span(),
            kind: known.kind(&sources),
            cites: Cites::of(sources),
            role,
        })
    }

    /// What the reference marks of a sentence lead to.
    fn marks(&mut self, sentence: Span, first: bool) -> Option<Cites> {
        let (known, article) = (self.known, self.article);
        let document = article.document();
        let marks = links_of(document.links(), sentence, first);
        let marks = marks.filter(|link| link.kind() == LinkKind::Reference);
        let mut pages: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
        for mark in marks {
            let sources = pages.entry(mark.span().start()).or_default();
            sources.extend(known.page(mark.url()));
        }
        let mentions = &document.mentions;
        let from = mentions.partition_point(|mention| mention.at < sentence.start());
        let mentions = mentions.get(from..).unwrap_or_default().iter();
        for mention in mentions.take_while(|mention| mention.at <= sentence.end()) {
            if !belongs(Span::new(mention.at, mention.at), sentence, first) {
                continue;
            }
            let sources = pages.entry(mention.at).or_default();
            if sources.is_empty() {
                let note = || known.in_note(mention.note.of(document.text()), article.language());
                sources.extend(self.notes.entry(mention.note).or_insert_with(note).iter());
            }
        }
        let mut marks = pages.into_values().map(Cites::of);
        let first = marks.next()?;
        Some(marks.fold(first, |mut all, cites| {
            all.add(&cites);
            all
        }))
    }
}

/// What comes next in a paragraph behind each of its sentences.
#[derive(Debug, Clone, Default)]
struct Ahead {
    mark: Option<Cites>,
    link: Option<Cites>,
}

impl Ahead {
    fn of(own: &[Own]) -> Vec<Self> {
        let mut next = Self::default();
        let mut all: Vec<Self> = Vec::with_capacity(own.len());
        for own in own.iter().rev() {
            all.push(next.clone());
            if own.marks.is_some() {
                next.mark.clone_from(&own.marks);
            }
            let first = own.citations.iter().find(|c| c.role != Role::Again);
            if let Some(first) = first {
                next.link = Some(first.cites.clone());
            }
        }
        all.reverse();
        all
    }
}

/// Whether the words of a link are so few that they only name a thing.
fn is_short(words: &str) -> bool {
    let unspaced = words.chars().any(|c| matches!(c, '\u{3040}'..='\u{9FFF}'));
    if unspaced {
        words.chars().nth(FEW_CHARACTERS).is_none()
    } else {
        words.split_whitespace().nth(FEW_WORDS - 1).is_none()
    }
}
