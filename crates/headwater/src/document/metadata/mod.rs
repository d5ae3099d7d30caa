//! What a document says about itself: title, authors, dates, language, address, site, licence.
//!
//! Each reader says what it finds, the surest place first; the first saying of a field is taken, and
//! those that differ are kept beside it.

mod authors;
mod fact;
mod front_matter;
mod linked_data;
mod names;
mod page;
mod published;
mod tags;
mod title;

use std::collections::BTreeMap;

pub use fact::{Fact, Field, Ruling, Saying};
pub(super) use front_matter::{credits, split as split_front_matter};
pub(super) use page::read;

use super::draft::Piece;
use super::{BlockKind, address};

/// So many places are asked about one field.
const MOST_SAYINGS: usize = 16;
/// Values longer than this are none: in bytes.
const LONGEST_VALUE: usize = 2000;

/// What is known about a document but its text.
#[derive(Debug, Default, Clone)]
pub(super) struct Metadata {
    said: BTreeMap<Field, Vec<Saying>>,
    rulings: BTreeMap<Field, Ruling>,
}

impl Metadata {
    /// Adds what one place says of a field, as less sure than all that was added before.
    pub(super) fn say(&mut self, field: Field, origin: &str, value: Option<String>) {
        self.say_all(field, origin, value.into_iter().collect());
    }

    /// The same, of a field that may have several values.
    pub(super) fn say_all(&mut self, field: Field, origin: &str, values: Vec<String>) {
        let mut values: Vec<String> = values
            .into_iter()
            .filter(|value| value.len() <= LONGEST_VALUE)
            .map(|value| squeeze(&value))
            .filter(|value| !value.is_empty())
            .collect();
        values.dedup();
        let said = self.said.entry(field).or_default();
        if !values.is_empty() && said.len() < MOST_SAYINGS {
            said.push(Saying {
                values,
                origin: origin.to_owned(),
            });
        }
    }

    /// Adds where a repost was first published; a page of the same site is no other publication.
    pub(super) fn say_repost(&mut self, origin: &str, url: Option<String>, own: Option<&str>) {
        let site = own.and_then(address::site);
        let elsewhere = url.filter(|url| site.is_none() || address::site(url) != site);
        self.say(Field::RepostOf, origin, elsewhere);
    }

    /// A report that no person signs is its agency's; where the site at `own` names itself, it is both's.
    pub(super) fn sign_by_agency(&mut self, own: Option<&str>) {
        let Some(agency) = self.value(Field::Agency).map(str::to_owned) else {
            return;
        };
        let site = title::site_names(self, own);
        let is_site = |author: &String| {
            let author = title::letters(author);
            site.iter().any(|site| author.starts_with(site.as_str()))
        };
        let said = self.said.get_mut(&Field::Authors);
        let first = said.and_then(|said| said.first_mut());
        match first.filter(|first| first.values.iter().all(is_site)) {
            Some(first) => first.values.push(agency),
            None => self.say(Field::Authors, "agency", Some(agency)),
        }
    }

    /// Puts one saying before all others, and says why.
    pub(super) fn overrule(&mut self, field: Field, origin: &str, value: String, why: Ruling) {
        let saying = Saying {
            values: vec![value],
            origin: origin.to_owned(),
        };
        self.said.entry(field).or_default().insert(0, saying);
        self.rulings.insert(field, why);
    }

    /// What is taken for true of a field.
    pub(super) fn values(&self, field: Field) -> &[String] {
        let first = self.said.get(&field).and_then(|said| said.first());
        first.map_or(&[], |saying| &saying.values)
    }

    /// The same, of a field with one value.
    pub(super) fn value(&self, field: Field) -> Option<&str> {
        self.values(field).first().map(String::as_str)
    }

    /// The name of the site or paper, where it has more of one than its host.
    pub(super) fn publisher(&self) -> Option<&str> {
        let site = self.said.get(&Field::Site).and_then(|said| said.first());
        let named = site.filter(|saying| saying.origin != "address");
        let name = named.and_then(|saying| saying.values.first());
        name.map(String::as_str)
            .or_else(|| self.value(Field::Publisher))
    }

    /// The facts, in the order of the fields.
    pub(super) fn facts(self) -> Vec<Fact> {
        let rulings = self.rulings;
        let said = self.said.into_iter();
        said.filter_map(|(field, said)| Fact::of(field, said, rulings.get(&field).copied()))
            .collect()
    }
}

/// One space for any run of white space.
pub(super) fn squeeze(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// A heading of the first level before anything else names the document.
pub(super) fn first_heading(pieces: &[Piece]) -> Option<String> {
    let first = pieces
        .iter()
        .find(|piece| !piece.joined().text.is_empty())?;
    (first.kind == BlockKind::Heading(1)).then(|| first.joined().text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_surest_saying_is_taken_and_the_others_are_kept() {
        let mut metadata = Metadata::default();
        let say = |value: &str| Some(value.to_owned());
        metadata.say(Field::Title, "meta:og:title", None);
        metadata.say(Field::Title, "json-ld:headline", say("The  dam "));
        metadata.say(Field::Title, "element:title", say("THE DAM"));
        metadata.say(Field::Title, "element:h1", say("Orlin"));
        metadata.say(Field::Published, "meta:date", say("2023-05-04T10:00:00Z"));
        metadata.say(Field::Published, "address", say("2023-05-04"));
        assert_eq!(metadata.value(Field::Title), Some("The dam"));
        let facts = metadata.facts();
        let [title, published] = facts.as_slice() else {
            panic!("two facts");
        };
        assert_eq!(title.taken().origin(), "json-ld:headline");
        assert_eq!(title.ruling(), Ruling::Surest);
        let others: Vec<&str> = title.others().iter().map(Saying::origin).collect();
        assert_eq!(others, ["element:h1"]);
        assert_eq!(published.ruling(), Ruling::Agreed);
    }
}
