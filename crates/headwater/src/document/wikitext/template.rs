//! Templates: those that name a source, those that mark a note, and those that show text.

use std::collections::BTreeMap;
use std::ops::Range;

use super::super::address;
use super::super::tokens::decode;
use super::pairs::Kind;
use super::words::{Template, WORDS};
use super::{BlockKind, Reader, is_web};

/// Longer names are none.
const LONGEST_NAME: usize = 100;
/// Words between two measures: what follows the second is the unit.
const BETWEEN: [&str; 10] = ["to", "and", "or", "by", "x", "-", "–", "to(-)", "+/-", "±"];

/// What a template is given, by name or by number.
type Given = BTreeMap<String, Range<usize>>;

impl Reader<'_> {
    pub(super) fn template(&mut self, inner: Range<usize>) {
        let bar = self.pairs.find(inner.clone(), b'|').unwrap_or(inner.end);
        let Some(name) = self.name(inner.start..bar) else {
            return;
        };
        if let Some(number) = name.strip_prefix("formatnum:") {
            return self.draft.text(number);
        }
        let known = WORDS.template(&name);
        if known.is_none() && WORDS.text(&name).is_none() && !self.in_note {
            return;
        }
        let given = self.given(bar..inner.end);
        match known {
            Some(Template::List) => self.write_notes(),
            Some(Template::Note) => self.note(&given),
            Some(Template::Named) => self.named(&given),
            Some(Template::Short) => self.short(&given, false),
            Some(Template::ShortShown) => self.short(&given, true),
            Some(Template::Citation) | None => {
                let cites = known.is_some() || self.in_note;
                if !(cites && self.citation(&given)) {
                    self.shown(&name, &given);
                }
            }
        }
    }

    /// The name of a template or of one of its parameters.
    fn name(&self, range: Range<usize>) -> Option<String> {
        let short = range.len() <= LONGEST_NAME || self.slice(range.clone()).contains("<!--");
        let name = short.then(|| self.plain(range))?;
        let name = name.replace('_', " ").to_lowercase();
        (name.len() <= LONGEST_NAME && !name.is_empty()).then_some(name)
    }

    /// The parameters; of two of a name the later one counts, if it is not empty.
    fn given(&self, range: Range<usize>) -> Given {
        let mut given = Given::new();
        let mut number = 0;
        for part in self.pairs.parts(range).into_iter().skip(1) {
            let equals = self.pairs.find(part.clone(), b'=');
            let name = equals.and_then(|equals| self.name(part.start..equals));
            let value = match equals.filter(|_| name.is_some()) {
                Some(equals) => equals + 1..part.end,
                None => part.clone(),
            };
            let value = trimmed(self.text, &value);
            let name = name.unwrap_or_else(|| {
                number += 1;
                number.to_string()
            });
            if !value.is_empty() {
                given.insert(name, value);
            }
        }
        given
    }

    /// What stands in a range without templates, links' brackets and tags.
    pub(super) fn plain(&self, range: Range<usize>) -> String {
        let mut text = String::new();
        let mut at = range.start;
        while at < range.end {
            let rest = self.slice(at..range.end);
            let next = rest.find(['<', '{', '[']).unwrap_or(rest.len());
            text.push_str(rest.get(..next).unwrap_or_default());
            at += next;
            let Some(first) = rest.get(next..).and_then(|rest| rest.chars().next()) else {
                break;
            };
            if let Some(pair) = self.pairs.at(at).filter(|pair| pair.end <= range.end) {
                if matches!(pair.kind, Kind::Raw | Kind::Link) {
                    text.push_str(self.slice(self.pairs.inner(pair)));
                }
                at = pair.end;
            } else {
                text.push(first);
                at += first.len_utf8();
            }
        }
        decode(text.trim()).into_owned()
    }

    /// Leads from this place to a note.
    pub(super) fn mark(&mut self, note: usize) {
        self.notes.mark(note);
        self.draft.reference(format!("#{}", fragment(note)));
    }

    /// Writes the notes that were led to, and those that they lead to themselves. Those that are not
    /// written here, within something else, are at the end of the text.
    pub(super) fn write_notes(&mut self) {
        if self.in_note || self.depth > 0 {
            return;
        }
        self.draft.close();
        while let Some((note, inner)) = self.notes.next() {
            self.draft.open(BlockKind::Reference);
            self.in_note = true;
            self.nested(inner);
            self.in_note = false;
            if !self.draft.is_fresh() {
                self.draft.id(fragment(note));
            }
        }
        self.open(BlockKind::Paragraph);
        self.paragraph = false;
    }

    fn note(&mut self, given: &Given) {
        let attribute = |name: &str| given.get(name).map(|range| self.slice(range.clone()));
        let (group, name) = (attribute("group"), attribute("name"));
        let content = given.get("1").or_else(|| given.get("text"));
        let note = match content {
            Some(content) => Some(self.notes.define(content.clone(), group, name)),
            None => self.notes.named(group, name),
        };
        if let Some(note) = note {
            self.mark(note);
        }
    }

    fn named(&mut self, given: &Given) {
        let names = (1..=9).map_while(|number: u8| given.get(&number.to_string()));
        let group = given.get("group").map(|group| self.slice(group.clone()));
        for name in names {
            let name = self.slice(name.clone());
            if let Some(note) = self.notes.named(group, Some(name)) {
                self.mark(note);
            }
        }
    }

    /// `{{sfn|Orr|2031}}` leads to the entry of Orr 2031.
    fn short(&mut self, given: &Given, shown: bool) {
        let parts = self.numbered(given);
        if parts.is_empty() {
            return;
        }
        if shown {
            self.draft.text(&parts.join(" "));
        }
        self.draft.reference(format!("#{}", entry(&parts)));
    }

    /// The parameters that have no name.
    fn numbered(&self, given: &Given) -> Vec<String> {
        let parts = (1..=6).map_while(|number: u8| given.get(&number.to_string()));
        parts.map(|part| self.plain(part.clone())).collect()
    }

    /// Writes what a template tells of a source; says whether it tells of any.
    fn citation(&mut self, given: &Given) -> bool {
        let known = address_of(&WORDS.address, given, |range| self.web_address(range));
        let url = known
            .or_else(|| given.values().find_map(|range| self.web_address(range)))
            .or_else(|| self.by_number(given));
        let archive = address_of(&WORDS.archive, given, |range| self.web_address(range));
        let title = first(&WORDS.title, given).map(|(_, range)| range);
        if url.is_none() && title.is_none() {
            return false;
        }
        for id in self.entries(given) {
            self.draft.id(id);
        }
        if let Some((_, author)) = first(&WORDS.author, given) {
            self.nested(author);
            self.draft.text(", ");
        }
        match (&url, title) {
            (Some(url), None) => self.write_link(url, url),
            (url, Some(title)) => {
                self.draft.start_link(url.clone());
                self.nested(title);
                self.draft.end_link();
            }
            (None, None) => {}
        }
        for words in [&WORDS.publisher, &WORDS.date] {
            if let Some((_, range)) = first(words, given) {
                self.draft.text(", ");
                self.nested(range);
            }
        }
        if let Some(archive) = archive.filter(|archive| url.as_ref() != Some(archive)) {
            self.draft.text(", ");
            self.write_link(&archive, &archive);
        }
        true
    }

    fn web_address(&self, range: &Range<usize>) -> Option<String> {
        let written = self.slice(range.clone());
        if !is_web(written) {
            return None;
        }
        let plain = self.plain(range.clone());
        let url = address::resolve(self.base, plain.split_whitespace().next()?)?;
        address::is_absolute(&url).then_some(url)
    }

    /// The page of an article that is known by its number.
    fn by_number(&self, given: &Given) -> Option<String> {
        let doi = self.plain(given.get("doi")?.clone());
        let plain = doi.starts_with("10.") && !doi.contains(char::is_whitespace);
        plain.then(|| format!("https://doi.org/{doi}"))
    }

    /// The fragments by which short references lead here: as `ref` says, and by author and year.
    fn entries(&self, given: &Given) -> Vec<String> {
        let mut ids = Vec::new();
        if let Some(range) = given.get("ref") {
            let pair = self.pairs.at(range.start);
            if let Some(pair) = pair.filter(|pair| pair.kind == Kind::Template) {
                ids.push(entry(&self.numbered(&self.given(self.pairs.inner(pair)))));
            }
        }
        let year = first(&WORDS.date, given).and_then(|(_, date)| year(&self.plain(date)));
        if let Some((name, author)) = first(&WORDS.author, given) {
            let base = name.trim_end_matches('1');
            let more = (2..=4).map_while(|n: u8| given.get(&format!("{base}{n}")));
            let mut parts = vec![self.plain(author)];
            parts.extend(more.map(|range| self.plain(range.clone())));
            parts.extend(year);
            ids.push(entry(&parts));
        }
        ids
    }

    /// Writes those parameters of a template that are text.
    fn shown(&mut self, name: &str, given: &Given) {
        let Some(shown) = WORDS.text(name) else {
            return;
        };
        let second = given.get("2").map(|range| self.plain(range.clone()));
        let range = shown == [1, 2] && second.is_some_and(|word| BETWEEN.contains(&word.as_str()));
        let shown = if range { &[1, 2, 3, 4] } else { shown };
        for (at, number) in shown.iter().enumerate() {
            let Some(part) = given.get(&number.to_string()) else {
                continue;
            };
            if at > 0 {
                self.draft.text(" ");
            }
            self.nested(part.clone());
        }
    }
}

/// The first of some parameters that is given, with its name.
fn first<'w>(names: &'w [String], given: &Given) -> Option<(&'w str, Range<usize>)> {
    let mut found = names
        .iter()
        .filter_map(|name| Some((name.as_str(), given.get(name)?.clone())));
    found.next()
}

fn address_of(
    names: &[String],
    given: &Given,
    read: impl Fn(&Range<usize>) -> Option<String>,
) -> Option<String> {
    let mut found = names.iter().filter_map(|name| read(given.get(name)?));
    found.next()
}

/// The fragment by which a note is known; no element of a page has such an id.
fn fragment(note: usize) -> String {
    format!("^{note}")
}

/// The fragment by which the entry of a bibliography is known.
fn entry(parts: &[String]) -> String {
    format!("CITEREF{}", parts.concat())
}

/// The four figures of a year in a date.
fn year(date: &str) -> Option<String> {
    let mut figures = date.split(|c: char| !c.is_ascii_digit());
    figures.find(|figure| figure.len() == 4).map(str::to_owned)
}

fn trimmed(text: &str, range: &Range<usize>) -> Range<usize> {
    let whole = text.get(range.clone()).unwrap_or_default();
    let start = range.end - whole.trim_start().len();
    start..start + whole.trim().len()
}
