//! Where what opens in wikitext closes: templates, links, tables, and tags with what they hold.
//!
//! One look from the left to the right. What is never closed gives no pair and is text like any
//! other, so that it takes nothing of the document along.

use std::collections::{BTreeSet, VecDeque};
use std::ops::Range;

/// The most that may be open at a time; what opened first is then given up.
const DEEPEST: usize = 200;
/// The longest tag, in bytes.
const LONGEST_TAG: usize = 2000;
/// Tags whose content is no wikitext and no prose.
const DROPPED: [&str; 18] = [
    "ce",
    "chem",
    "gallery",
    "graph",
    "hiero",
    "imagemap",
    "includeonly",
    "inputbox",
    "maplink",
    "mapframe",
    "math",
    "score",
    "script",
    "source",
    "style",
    "syntaxhighlight",
    "templatedata",
    "timeline",
];

/// What a pair is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Kind {
    /// `[[…]]`
    Link,
    /// `-{…}-`: one text in several forms of a language.
    Variants,
    /// `{{…}}`
    Template,
    /// `{{{…}}}`
    Parameter,
    /// `{| … |}`
    Table,
    /// `<!-- … -->` and tags that hold no prose.
    Dropped,
    /// `<nowiki>`: text as it stands.
    Raw,
    /// `<pre>`: the same, with its lines.
    Preformatted,
    /// `<ref>…</ref>`
    Reference,
    /// `<references>…</references>`
    List,
}

/// Where something opens and closes, and what stands between.
#[derive(Debug, Clone, Copy)]
pub(super) struct Pair {
    pub(super) kind: Kind,
    pub(super) start: usize,
    pub(super) end: usize,
}

/// All pairs of a text, in order.
#[derive(Debug)]
pub(super) struct Pairs<'t> {
    text: &'t str,
    all: Vec<Pair>,
}

impl<'t> Pairs<'t> {
    pub(super) fn of(text: &'t str) -> Self {
        let mut all = Vec::new();
        Scan::new(text, 0..text.len(), &mut all).run();
        all.sort_unstable_by_key(|pair| pair.start);
        Self { text, all }
    }

    /// The pair that opens here.
    pub(super) fn at(&self, start: usize) -> Option<Pair> {
        let found = self.all.binary_search_by_key(&start, |pair| pair.start);
        self.all.get(found.ok()?).copied()
    }

    /// All of a kind, in order.
    pub(super) fn of_kind(&self, kind: Kind) -> impl Iterator<Item = Pair> {
        let pairs = self.all.iter().copied();
        pairs.filter(move |pair| pair.kind == kind)
    }

    /// What stands between both ends.
    pub(super) fn inner(&self, pair: Pair) -> Range<usize> {
        let width = match pair.kind {
            Kind::Parameter => 3,
            Kind::Link | Kind::Variants | Kind::Template | Kind::Table => 2,
            _ => {
                let tag = tag(self.text, pair.start, pair.end);
                let start = tag.map_or(pair.end, |tag| tag.end);
                let inner = self.text.get(start..pair.end).unwrap_or_default();
                return start..start + inner.rfind("</").unwrap_or(inner.len());
            }
        };
        pair.start + width..pair.end - width
    }

    /// The parts of a stretch that `|` parts, but for those within pairs.
    pub(super) fn parts(&self, range: Range<usize>) -> Vec<Range<usize>> {
        let mut parts = Vec::new();
        let mut start = range.start;
        while let Some(bar) = self.find(start..range.end, b'|') {
            parts.push(start..bar);
            start = bar + 1;
        }
        parts.push(start..range.end);
        parts
    }

    /// Where a byte first stands in a stretch, outside of pairs.
    pub(super) fn find(&self, range: Range<usize>, wanted: u8) -> Option<usize> {
        let bytes = self.text.as_bytes();
        let mut at = range.start;
        while at < range.end {
            let byte = *bytes.get(at)?;
            if byte == wanted {
                return Some(at);
            }
            let opens = matches!(byte, b'{' | b'[' | b'<' | b'-');
            at = match self.at(at).filter(|pair| opens && pair.end <= range.end) {
                Some(pair) => pair.end,
                None => at + 1,
            };
        }
        None
    }
}

/// A tag: `<name …>`, `</name>` or `<name … />`.
#[derive(Debug, Clone)]
pub(super) struct Tag<'t> {
    name: &'t str,
    pub(super) attributes: &'t str,
    pub(super) closes: bool,
    /// Whether it closes itself.
    pub(super) empty: bool,
    pub(super) end: usize,
}

impl<'t> Tag<'t> {
    pub(super) fn is(&self, name: &str) -> bool {
        self.name.eq_ignore_ascii_case(name)
    }

    pub(super) fn name(&self) -> String {
        self.name.to_ascii_lowercase()
    }

    /// The value of an attribute, with or without quotation marks.
    pub(super) fn attribute(&self, name: &str) -> Option<&'t str> {
        let mut rest = self.attributes;
        while let Some((before, after)) = rest.split_once('=') {
            let after = after.trim_start();
            let (value, next) = match after.chars().next().filter(|c| "\"'".contains(*c)) {
                Some(quote) => {
                    let after = after.get(1..)?;
                    after.split_once(quote).unwrap_or((after, ""))
                }
                None => after.split_once(char::is_whitespace).unwrap_or((after, "")),
            };
            if before.trim().eq_ignore_ascii_case(name) {
                return Some(value.trim()).filter(|value| !value.is_empty());
            }
            rest = next;
        }
        None
    }
}

/// The tag that opens at `start` and ends before `end`.
pub(super) fn tag(text: &str, start: usize, end: usize) -> Option<Tag<'_>> {
    let rest = text.get(start..end)?.strip_prefix('<')?;
    let rest = rest.get(..rest.floor_char_boundary(LONGEST_TAG))?;
    let rest = rest.split('<').next()?;
    let (closes, named) = match rest.strip_prefix('/') {
        Some(named) => (true, named),
        None => (false, rest),
    };
    let letters = |c: char| !c.is_ascii_alphanumeric();
    let name = named.get(..named.find(letters).unwrap_or(named.len()))?;
    if !name.starts_with(|c: char| c.is_ascii_alphabetic()) {
        return None;
    }
    let after = named.get(name.len()..)?;
    if !after.starts_with(|c: char| c.is_whitespace() || c == '/' || c == '>') {
        return None;
    }
    let inside = after.get(..closing(after)?)?;
    let attributes = inside.trim_end();
    let bare = attributes.strip_suffix('/');
    Some(Tag {
        name,
        attributes: bare.unwrap_or(attributes),
        closes,
        empty: bare.is_some(),
        end: start + 1 + usize::from(closes) + name.len() + inside.len() + 1,
    })
}

/// Where a tag's `>` stands: the first outside of quotation marks, or else the first.
fn closing(text: &str) -> Option<usize> {
    let mut quote = None;
    let outside = text.char_indices().find(|(_, c)| match (quote, c) {
        (None, '>') => true,
        (None, '"' | '\'') => {
            quote = Some(*c);
            false
        }
        (Some(open), c) if open == *c => {
            quote = None;
            false
        }
        _ => false,
    });
    outside.map(|(at, _)| at).or_else(|| text.find('>'))
}

/// What is open: `{{{{` is one opening with four braces.
#[derive(Debug)]
struct Open {
    kind: Kind,
    start: usize,
    braces: usize,
}

/// The way through a text, or through what a tag holds.
struct Scan<'t, 'p> {
    text: &'t str,
    at: usize,
    end: usize,
    open: VecDeque<Open>,
    /// How many of what is open are templates, tables and so on, in the order of [`Kind`].
    counts: [usize; 5],
    /// Ends that were looked for and do not come.
    missing: BTreeSet<String>,
    pairs: &'p mut Vec<Pair>,
}

impl<'t, 'p> Scan<'t, 'p> {
    fn new(text: &'t str, range: Range<usize>, pairs: &'p mut Vec<Pair>) -> Self {
        Self {
            text,
            at: range.start,
            end: range.end,
            open: VecDeque::new(),
            counts: [0; 5],
            missing: BTreeSet::new(),
            pairs,
        }
    }

    fn run(mut self) {
        while let Some(rest) = self.text.get(self.at..self.end) {
            let Some(next) = rest.find(['<', '{', '}', '[', ']', '|', '-']) else {
                return;
            };
            self.at += next;
            self.step();
        }
    }

    fn step(&mut self) {
        let rest = self.text.get(self.at..self.end).unwrap_or_default();
        match rest.as_bytes() {
            [b'<', ..] => self.tag(),
            [b'{', ..] => self.braces(run_of(rest, b'{')),
            [b'}', ..] => self.close_braces(run_of(rest, b'}')),
            [b'[', b'[', ..] => self.open(Kind::Link, 2),
            [b']', b']', ..] => self.close(Kind::Link),
            [b'|', b'}', b'}', ..] => self.at += 1,
            [b'|', b'}', ..] if self.begins_line() => self.close(Kind::Table),
            // `-{{x}}` is a template behind a hyphen.
            [b'-', b'{', b'{', b'{', ..] => self.open(Kind::Variants, 2),
            [b'-', b'{', b'{', ..] => self.at += 1,
            [b'-', b'{', ..] => self.open(Kind::Variants, 2),
            _ => self.at += 1,
        }
    }

    /// Whether only white space and `:` stand before this place in its line.
    fn begins_line(&self) -> bool {
        let before = self.text.get(..self.at).unwrap_or_default();
        let before = before.trim_end_matches([' ', '\t', ':']);
        before.is_empty() || before.ends_with('\n')
    }

    fn braces(&mut self, run: usize) {
        let behind = self.text.as_bytes().get(self.at + run);
        if run == 1 {
            if behind == Some(&b'|') && self.begins_line() {
                self.open(Kind::Table, 2);
            } else {
                self.at += 1;
            }
            return;
        }
        self.push(Open {
            kind: Kind::Template,
            start: self.at,
            braces: run,
        });
        self.at += run;
    }

    /// Braces close the innermost template first: three of them a parameter, two a template.
    fn close_braces(&mut self, run: usize) {
        let mut left = run;
        while left >= 2 && self.count(Kind::Template) > 0 {
            self.pop_to(Kind::Template);
            let Some(open) = self.open.back_mut() else {
                break;
            };
            let width = open.braces.min(left).min(3);
            let kind = if width == 3 {
                Kind::Parameter
            } else {
                Kind::Template
            };
            open.braces -= width;
            let start = open.start + open.braces;
            let exhausted = open.braces < 2;
            self.at += width;
            left -= width;
            self.pairs.push(Pair {
                kind,
                start,
                end: self.at,
            });
            if exhausted {
                self.pop();
            }
        }
        let behind = self.text.as_bytes().get(self.at + left);
        if left > 0 && behind == Some(&b'-') && self.count(Kind::Variants) > 0 {
            self.at += left - 1;
            self.close(Kind::Variants);
        } else {
            self.at += left;
        }
    }

    fn open(&mut self, kind: Kind, width: usize) {
        self.push(Open {
            kind,
            start: self.at,
            braces: 0,
        });
        self.at += width;
    }

    /// Closes the innermost of a kind. A link does not reach out of the template that it stands in.
    fn close(&mut self, kind: Kind) {
        let inside = kind == Kind::Link && self.open.back().is_none_or(|open| open.kind != kind);
        if inside || self.count(kind) == 0 {
            self.at += 1;
            return;
        }
        self.pop_to(kind);
        self.at += 2;
        if let Some(open) = self.pop() {
            self.pairs.push(Pair {
                kind,
                start: open.start,
                end: self.at,
            });
        }
    }

    fn push(&mut self, open: Open) {
        if self.open.len() == DEEPEST
            && let Some(first) = self.open.pop_front()
        {
            self.uncount(first.kind);
        }
        if let Some(count) = self.counts.get_mut(place(open.kind)) {
            *count += 1;
        }
        self.open.push_back(open);
    }

    fn pop(&mut self) -> Option<Open> {
        let open = self.open.pop_back()?;
        self.uncount(open.kind);
        Some(open)
    }

    /// Gives up what was opened since the innermost of a kind.
    fn pop_to(&mut self, kind: Kind) {
        while self.open.back().is_some_and(|open| open.kind != kind) {
            self.pop();
        }
    }

    fn count(&self, kind: Kind) -> usize {
        self.counts.get(place(kind)).copied().unwrap_or_default()
    }

    fn uncount(&mut self, kind: Kind) {
        if let Some(count) = self.counts.get_mut(place(kind)) {
            *count -= 1;
        }
    }

    fn tag(&mut self) {
        let start = self.at;
        let rest = self.text.get(start..self.end).unwrap_or_default();
        if rest.starts_with("<!--") {
            let end = self.end_of(start + 4, "-->");
            return self.hold(Kind::Dropped, start, end, 4);
        }
        let Some(tag) = tag(self.text, start, self.end) else {
            self.at += 1;
            return;
        };
        self.at = tag.end;
        if tag.closes || tag.empty {
            return;
        }
        let name = tag.name();
        let kind = match name.as_str() {
            "ref" => Kind::Reference,
            "references" => Kind::List,
            "nowiki" => Kind::Raw,
            "pre" => Kind::Preformatted,
            name if DROPPED.contains(&name) => Kind::Dropped,
            _ => return,
        };
        let end = if kind == Kind::Reference {
            self.end_of_reference(tag.end)
        } else {
            self.end_of(tag.end, &format!("</{name}"))
        };
        self.hold(kind, start, end, tag.end - start);
        if let Some(end) = end.filter(|_| matches!(kind, Kind::Reference | Kind::List)) {
            Scan::new(self.text, tag.end..end, self.pairs).run();
        }
    }

    /// Takes all up to an end that was found, and goes on behind the beginning where none was.
    fn hold(&mut self, kind: Kind, start: usize, end: Option<usize>, width: usize) {
        self.at = end.unwrap_or(start + width);
        self.pairs.extend(end.map(|end| Pair { kind, start, end }));
    }

    /// Behind the next end of this name; each that does not come is looked for once.
    fn end_of(&mut self, from: usize, name: &str) -> Option<usize> {
        if self.missing.contains(name) {
            return None;
        }
        let rest = self.text.get(from..self.end)?;
        if name == "-->" {
            if let Some(at) = rest.find(name) {
                return Some(from + at + name.len());
            }
        } else {
            for (at, _) in rest.match_indices("</") {
                let closing = tag(self.text, from + at, self.end);
                if let Some(closing) = closing.filter(|tag| tag.is(name.trim_start_matches("</"))) {
                    return Some(closing.end);
                }
            }
        }
        self.missing.insert(name.to_owned());
        None
    }

    /// References hold no others, so that the next one ends the search.
    fn end_of_reference(&self, from: usize) -> Option<usize> {
        let rest = self.text.get(from..self.end)?;
        let tags = rest.match_indices('<').filter_map(|(at, _)| {
            let tag = tag(self.text, from + at, self.end)?;
            (tag.is("ref") && (tag.closes || !tag.empty)).then_some(tag)
        });
        let next = tags.into_iter().next()?;
        next.closes.then_some(next.end)
    }
}

/// The place of a kind among those that are counted.
fn place(kind: Kind) -> usize {
    kind as usize
}

fn run_of(text: &str, wanted: u8) -> usize {
    text.bytes().take_while(|byte| *byte == wanted).count()
}
