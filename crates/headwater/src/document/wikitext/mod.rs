//! Wikitext, as the wikis of `MediaWiki` write it: what a reader of the page sees as text, with each
//! reference led to its note.
//!
//! Nothing is expanded, since templates live elsewhere: of the known ones what they show is taken, and
//! all others are dropped. Links within the wiki are no links here: an entry of an encyclopedia is no
//! source.

mod notes;
mod pairs;
mod template;
#[cfg(test)]
mod tests;
mod words;

use std::ops::Range;

use notes::Notes;
use pairs::{Kind, Pair, Pairs, Tag, tag};
use words::WORDS;

use super::draft::{Draft, Piece};
use super::metadata::{Field, Metadata, first_heading};
use super::notices::NOTICES;
use super::tokens::decode;
use super::{BlockKind, address};

/// What stands deeper than this in templates and links is dropped.
const DEEPEST: usize = 24;
/// The longest word between underscores that is an order to the wiki: `__NOTOC__`.
const LONGEST_ORDER: usize = 60;

/// Reads wikitext into pieces. `base` is the address of the page.
pub(super) fn read(text: &str, base: Option<&str>) -> (Vec<Piece>, Metadata) {
    let pairs = Pairs::of(text);
    let notes = Notes::of(text, &pairs);
    let mut reader = Reader {
        text,
        pairs,
        base,
        draft: Draft::default(),
        notes,
        in_note: false,
        further: None,
        paragraph: false,
        bold: false,
        quotes: 0,
        depth: 0,
        bracketless: 0..0,
    };
    reader.lines();
    reader.write_notes();
    let pieces = reader.draft.finish();
    let mut metadata = Metadata::default();
    metadata.say(Field::Title, "element:h1", first_heading(&pieces));
    (pieces, metadata)
}

/// Goes through the text and writes what it shows into a draft.
struct Reader<'t> {
    text: &'t str,
    pairs: Pairs<'t>,
    base: Option<&'t str>,
    draft: Draft,
    notes: Notes<'t>,
    /// Within a note, which is one piece.
    in_note: bool,
    /// Under a heading of further reading, of this level.
    further: Option<u8>,
    /// A paragraph goes on in the next line.
    paragraph: bool,
    bold: bool,
    quotes: usize,
    depth: usize,
    /// Where no `]` follows in the line.
    bracketless: Range<usize>,
}

impl<'t> Reader<'t> {
    fn slice(&self, range: Range<usize>) -> &'t str {
        self.text.get(range).unwrap_or_default()
    }

    /// The kind of a piece at this place.
    fn kind(&self, kind: BlockKind) -> BlockKind {
        if self.further.is_some() {
            BlockKind::FurtherReading
        } else if self.quotes > 0 && kind == BlockKind::Paragraph {
            BlockKind::Quote
        } else {
            kind
        }
    }

    fn open(&mut self, kind: BlockKind) {
        let kind = self.kind(kind);
        self.draft.open(kind);
    }

    fn lines(&mut self) {
        let mut at = 0;
        while at < self.text.len() {
            at = self.line(at);
        }
        self.draft.close();
    }

    /// Reads a line, with what opens in it and goes on below, and gives where the next one begins.
    fn line(&mut self, at: usize) -> usize {
        let rest = self.slice(at..self.text.len());
        let line = rest.lines().next().unwrap_or_default();
        if line.trim().is_empty() {
            self.paragraph = false;
            self.draft.close();
            return at + rest.find('\n').map_or(rest.len(), |end| end + 1);
        }
        if let Some((level, inside)) = heading(line) {
            return self.heading(level, at + inside.start..at + inside.end, at + line.len());
        }
        let markers = line.bytes().take_while(|b| b"*#:;".contains(b)).count();
        let dashes = line.bytes().take_while(|b| *b == b'-').count();
        if markers > 0
            && self
                .pairs
                .at(at + markers)
                .is_none_or(|pair| pair.kind != Kind::Table)
        {
            self.open(BlockKind::ListItem);
            self.paragraph = false;
            return self.inline(at + markers..self.text.len(), true);
        }
        if self.paragraph {
            self.draft.line_break(false);
        } else {
            self.open(BlockKind::Paragraph);
        }
        self.paragraph = true;
        let skipped = if dashes >= 4 { dashes } else { markers };
        self.inline(at + skipped..self.text.len(), true)
    }

    fn heading(&mut self, level: u8, inside: Range<usize>, end: usize) -> usize {
        self.paragraph = false;
        let words = self.plain(inside.clone()).replace('\'', "").to_lowercase();
        if self.further.is_none_or(|further| level <= further) {
            let opens = NOTICES.further.has(words.trim());
            self.further = opens.then_some(level);
        }
        self.draft.open(BlockKind::Heading(level));
        self.inline(inside, false);
        self.set_bold(false);
        self.draft.close();
        let rest = self.slice(end..self.text.len());
        end + rest.find('\n').map_or(rest.len(), |end| end + 1)
    }

    /// Reads what stands within a template, a link or a note.
    fn nested(&mut self, range: Range<usize>) {
        if self.depth < DEEPEST {
            let bold = self.bold;
            self.depth += 1;
            self.inline(range, false);
            self.depth -= 1;
            self.set_bold(bold);
        }
    }

    /// Reads a stretch, or where only a `line` is asked for, up to where the next one begins.
    fn inline(&mut self, range: Range<usize>, line: bool) -> usize {
        const SPECIAL: [char; 7] = ['\n', '<', '{', '[', '\'', '_', '-'];
        let mut at = range.start;
        while at < range.end {
            let rest = self.slice(at..range.end);
            let next = rest.find(SPECIAL).unwrap_or(rest.len());
            self.write(at..at + next);
            at += next;
            if at >= range.end {
                break;
            }
            if self.slice(at..at + 1) == "\n" {
                self.set_bold(false);
                if line {
                    return at + 1;
                }
                self.draft.line_break(false);
                at += 1;
            } else if let Some(behind) = self.special(at, range.end) {
                at = behind;
            } else {
                self.write(at..at + 1);
                at += 1;
            }
        }
        range.end
    }

    fn write(&mut self, range: Range<usize>) {
        self.draft.text(&decode(self.slice(range)));
    }

    /// Reads what a special character begins, and gives what is behind; `None` where it begins nothing.
    fn special(&mut self, at: usize, end: usize) -> Option<usize> {
        if let Some(pair) = self.pairs.at(at).filter(|pair| pair.end <= end) {
            self.pair(pair);
            return Some(pair.end);
        }
        let rest = self.slice(at..end);
        match rest.as_bytes() {
            [b'<', b'!', b'-', b'-', ..] => Some(at + 4),
            [b'<', ..] => self.tag(at, end),
            [b'[', ..] => self.external(at, end),
            [b'\'', b'\'', ..] => Some(at + self.quotes(rest)),
            [b'_', b'_', ..] => order(rest).map(|width| at + width),
            _ => None,
        }
    }

    fn pair(&mut self, pair: Pair) {
        let inner = self.pairs.inner(pair);
        match pair.kind {
            Kind::Template => self.template(inner),
            Kind::Link => self.link(inner),
            Kind::Variants => self.variants(inner),
            Kind::Reference => {
                if let Some(note) = self.notes.defined_at(pair.start) {
                    self.mark(note);
                }
            }
            Kind::List => self.write_notes(),
            Kind::Raw => self.write(inner),
            Kind::Preformatted => self.preformatted(inner),
            Kind::Table => self.part(),
            Kind::Dropped | Kind::Parameter => {}
        }
    }

    /// Ends the piece; within a note, which is one, the line.
    fn part(&mut self) {
        if self.in_note {
            self.draft.line_break(false);
        } else {
            self.open(BlockKind::Paragraph);
        }
    }

    fn preformatted(&mut self, inner: Range<usize>) {
        if self.in_note {
            return self.write(inner);
        }
        self.draft.open(BlockKind::Code);
        self.write(inner);
        self.open(BlockKind::Paragraph);
    }

    /// A run of apostrophes: two for italics, three for bold type, five for both.
    fn quotes(&mut self, rest: &str) -> usize {
        let run = rest.bytes().take_while(|byte| *byte == b'\'').count();
        let markup = match run {
            2 | 3 => run,
            4 => 3,
            _ => 5,
        };
        self.draft
            .text(rest.get(..run - markup).unwrap_or_default());
        if markup != 2 {
            self.set_bold(!self.bold);
        }
        run
    }

    fn set_bold(&mut self, on: bool) {
        if self.bold != on {
            self.bold = on;
            self.draft.bold(on);
        }
    }

    fn tag(&mut self, at: usize, end: usize) -> Option<usize> {
        let tag = tag(self.text, at, end)?;
        match tag.name().as_str() {
            "ref" if tag.empty => self.named_reference(&tag),
            "references" => self.write_notes(),
            "br" => self.draft.line_break(true),
            "blockquote" | "poem" => {
                self.quotes = if tag.closes {
                    self.quotes.saturating_sub(1)
                } else {
                    self.quotes + 1
                };
                self.part();
            }
            "b" | "strong" => self.set_bold(!tag.closes),
            "td" | "th" => self.draft.text(" "),
            "center" | "dd" | "div" | "dl" | "dt" | "h1" | "h2" | "h3" | "h4" | "h5" | "h6"
            | "hr" | "li" | "ol" | "p" | "table" | "tr" | "ul" => self.part(),
            _ => {}
        }
        Some(tag.end)
    }

    fn named_reference(&mut self, tag: &Tag<'t>) {
        let note = self
            .notes
            .named(tag.attribute("group"), tag.attribute("name"));
        if let Some(note) = note {
            self.mark(note);
        }
    }

    /// `[[page|label]]`: the label is text. Pictures and categories are none.
    fn link(&mut self, inner: Range<usize>) {
        let bar = self.pairs.find(inner.clone(), b'|');
        let target = inner.start..bar.unwrap_or(inner.end);
        let page = self.slice(target.clone()).trim();
        let prefix = page.split_once(':').map(|(prefix, _)| prefix.trim());
        if let Some(prefix) = prefix.filter(|prefix| !prefix.is_empty()) {
            let lower = prefix.to_lowercase();
            if WORDS.drops(&lower) || (bar.is_none() && is_language(prefix)) {
                return;
            }
        }
        match bar.map(|bar| bar + 1..inner.end) {
            Some(label) if !self.slice(label.clone()).trim().is_empty() => self.nested(label),
            // An empty label is the page's name without what tells it from others.
            Some(_) => {
                let name = page.rsplit_once(':').map_or(page, |(_, name)| name);
                let name = name.split(" (").next().unwrap_or(name);
                self.draft.text(&decode(name));
            }
            None => {
                let skipped = usize::from(self.slice(target.clone()).starts_with(':'));
                self.nested(target.start + skipped..target.end);
            }
        }
    }

    /// `-{zh-hans:…;zh-hant:…}-`: the first form, or what all have in common.
    fn variants(&mut self, inner: Range<usize>) {
        let mut content = inner.clone();
        if let Some(bar) = self.pairs.find(inner.clone(), b'|') {
            let flags = self.slice(inner.start..bar);
            if flags.contains(['H', 'T', 'D', '-']) {
                return;
            }
            content.start = bar + 1;
        }
        let end = self
            .pairs
            .find(content.clone(), b';')
            .unwrap_or(content.end);
        let is_code = |code: &str| {
            let code = code.trim();
            !code.is_empty() && code.bytes().all(|b| b.is_ascii_alphabetic() || b == b'-')
        };
        let first = self.slice(content.start..end);
        match first.split_once(':').filter(|(code, _)| is_code(code)) {
            Some((code, _)) => self.nested(content.start + code.len() + 1..end),
            None => self.nested(content),
        }
    }

    /// `[https://… label]`. One without a label shows as a number in the text.
    fn external(&mut self, at: usize, end: usize) -> Option<usize> {
        let rest = self.slice(at + 1..end);
        if !is_web(rest) || self.bracketless.contains(&at) {
            return None;
        }
        let line = at + 1 + rest.find('\n').unwrap_or(rest.len());
        let Some(close) = self.pairs.find(at + 1..line, b']') else {
            self.bracketless = at..line;
            return None;
        };
        let inside = self.slice(at + 1..close);
        let width = inside
            .find(|c: char| c.is_whitespace() || "<>[]\"{|".contains(c))
            .unwrap_or(inside.len());
        let label = at + 1 + width..close;
        let written = decode(inside.get(..width)?);
        let url = address::resolve(self.base, &written)?;
        if !self.slice(label.clone()).trim().is_empty() {
            self.draft.start_link(Some(url));
            self.nested(label);
            self.draft.end_link();
        } else if self.in_note || self.draft.is_fresh() {
            self.write_link(&url, &url);
        } else {
            self.draft.reference(url);
        }
        Some(close + 1)
    }

    fn write_link(&mut self, words: &str, url: &str) {
        self.draft.start_link(Some(url.to_owned()));
        self.draft.text(words);
        self.draft.end_link();
    }
}

/// The level of a heading, and where its words stand in the line.
fn heading(line: &str) -> Option<(u8, Range<usize>)> {
    let mut trimmed = line.trim_end();
    while let Some(at) = trimmed.rfind("<!--").filter(|_| trimmed.ends_with("-->")) {
        trimmed = trimmed.get(..at)?.trim_end();
    }
    let count = |text: &str| text.bytes().take_while(|byte| *byte == b'=').count();
    let back = trimmed.bytes().rev().take_while(|byte| *byte == b'=');
    let level = count(trimmed).min(back.count()).min(6);
    let inside = level..trimmed.len().checked_sub(level)?;
    let words = trimmed.get(inside.clone())?;
    let level = u8::try_from(level).ok().filter(|level| *level > 0)?;
    (!words.trim().is_empty()).then_some((level, inside))
}

/// Whether an address begins here that leads out of the wiki.
fn is_web(text: &str) -> bool {
    let mut schemes = ["http://", "https://", "//"].iter();
    schemes.any(|scheme| text.starts_with(scheme))
}

/// Whether a prefix leads to the page in another language, and shows beside the text: `de`, `zh-yue`.
fn is_language(prefix: &str) -> bool {
    let first = prefix.split('-').next().unwrap_or_default();
    let letters = prefix.bytes().all(|b| b.is_ascii_lowercase() || b == b'-');
    letters && (2..=3).contains(&first.len())
}

/// The width of an order to the wiki: `__NOTOC__`.
fn order(rest: &str) -> Option<usize> {
    let near = rest.get(2..rest.floor_char_boundary(LONGEST_ORDER))?;
    let (word, _) = near.split_once("__")?;
    let loud = |c: char| c.is_alphabetic() && !c.is_lowercase();
    (!word.is_empty() && word.chars().all(loud)).then_some(word.len() + 4)
}
