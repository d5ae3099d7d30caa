//! From a document to its rows.

use data_encoding::HEXLOWER;
use headwater::align::Embedder;
use headwater::document::{Document, Field, canonical_address};
use headwater::language::Reading;
use headwater::language::values::{self, Reference};
use headwater::text::{CodePoints, Span};
use jiff::civil::Date;
use sha2::{Digest, Sha256};
use url::Url;

use crate::signature::{Words, quantised};
use crate::store::{CreditRow, DocumentRow, LinkRow, Rows, SentenceRow, ValueRow};

/// Of a document with more sentences than these, the rest has no vectors: they are most of the work.
pub const MOST_VECTORS: usize = 5_000;
/// Documents are of these years; another year is a mistake.
const YEARS: std::ops::RangeInclusive<i16> = 1600..=2100;
/// The month of what has no day.
const UNKNOWN: &str = "unknown";

/// What is known of a document from the place where it was found, beside its bytes.
#[derive(Debug, Clone, Default)]
pub struct Given {
    /// When it was published.
    pub published: Option<String>,
    /// When it was fetched.
    pub fetched: Option<String>,
    /// Its title.
    pub title: Option<String>,
    /// The site, where that is said apart from the address.
    pub site: Option<String>,
    /// Who wrote it.
    pub authors: Vec<String>,
}

/// A document that was read and looked at, but not by the sentence model.
#[derive(Debug)]
pub struct Prepared {
    rows: Rows,
}

/// Which document it is: 63 bits of the SHA-256 of its address, or its location, and its text.
#[must_use]
pub fn document_id(document: &Document) -> i64 {
    let canonical = document.url().and_then(canonical_address);
    let address = canonical.as_deref().unwrap_or(document.location());
    let mut hasher = Sha256::new();
    hasher.update(address);
    hasher.update([0]);
    hasher.update(document.text());
    let digest: [u8; 32] = hasher.finalize().into();
    let head = digest.first_chunk().copied().unwrap_or_default();
    (u64::from_be_bytes(head) >> 1).cast_signed()
}

impl Prepared {
    /// Finds the language, the sentences and the values of a document.
    #[must_use]
    pub fn of(document: Document, given: Given) -> Self {
        let id = document_id(&document);
        let reading = Reading::of(document);
        let published = given
            .published
            .or_else(|| reading.published().map(str::to_owned));
        let day = published.as_deref().and_then(day);
        let frame = Frame {
            document: id,
            month: day.map_or_else(
                || UNKNOWN.to_owned(),
                |day| day.strftime("%Y-%m").to_string(),
            ),
            points: CodePoints::new(reading.document().text()),
            reading: &reading,
        };
        let rows = Rows {
            sentences: frame.sentences(),
            links: frame.links(),
            values: frame.values(published.as_deref()),
            document: DocumentRow {
                published,
                day: day.map(since_epoch),
                fetched: given.fetched,
                ..frame.document(given.title, given.site, given.authors)
            },
        };
        Self { rows }
    }

    /// Its rows without vectors.
    #[must_use]
    pub fn into_rows(self) -> Rows {
        self.rows
    }

    /// Its rows, with what the sentence model makes of its first [`MOST_VECTORS`] sentences.
    #[must_use]
    pub fn embedded(mut self, model: &dyn Embedder) -> Rows {
        let rows = self.rows.sentences.iter().take(MOST_VECTORS);
        let sentences: Vec<&str> = rows.map(|row| row.text.as_str()).collect();
        let vectors = model.embed(&sentences);
        let mut sum = vec![0.0; vectors.dimensions()];
        for (row, vector) in self.rows.sentences.iter_mut().zip(vectors.rows()) {
            row.vector = Some(quantised(vector));
            sum.iter_mut()
                .zip(vector)
                .for_each(|(sum, value)| *sum += value);
        }
        self.rows.document.vector = (!vectors.is_empty()).then(|| quantised(&sum));
        self.rows
    }
}

/// What the rows of one document are made of.
struct Frame<'r> {
    document: i64,
    month: String,
    reading: &'r Reading,
    points: CodePoints<'r>,
}

impl Frame<'_> {
    fn document(
        &self,
        title: Option<String>,
        site: Option<String>,
        authors: Vec<String>,
    ) -> DocumentRow {
        let document = self.reading.document();
        let text = document.text();
        let said = |field| document.fact(field).map(|fact| fact.value().to_owned());
        let url = document.url().map(str::to_owned);
        let authors = if authors.is_empty() {
            document.authors().to_vec()
        } else {
            authors
        };
        let credits = document.credits().iter().map(|credit| CreditRow {
            role: credit.role().to_owned(),
            name: credit.name().to_owned(),
        });
        DocumentRow {
            document: self.document,
            month: self.month.clone(),
            sha256: HEXLOWER.encode(&Sha256::digest(text)),
            location: document.location().to_owned(),
            canonical: url.as_deref().and_then(canonical_address),
            site: site.or_else(|| url.as_deref().and_then(host)),
            url,
            language: self.reading.tag().to_owned(),
            published: None,
            day: None,
            fetched: None,
            title: title.or_else(|| document.title().map(str::to_owned)),
            text: text.to_owned(),
            authors,
            credits: credits.collect(),
            agency: said(Field::Agency),
            repost_of: document.repost_of().map(str::to_owned),
            sentences: count(self.reading.sentences().len()),
            vector: None,
        }
    }

    fn sentences(&self) -> Vec<SentenceRow> {
        let text = self.reading.document().text();
        let mut blocks = self.reading.document().blocks().iter().peekable();
        let spans = self.reading.sentences().iter().zip(1..);
        spans
            .map(|(span, sentence)| {
                while blocks
                    .next_if(|block| block.span().end() <= span.start())
                    .is_some()
                {}
                let kind = blocks
                    .peek()
                    .map_or("paragraph", |block| block.kind().name());
                let words = span.of(text);
                let signature = Words::of(words);
                let (start, end) = self.place(*span);
                SentenceRow {
                    document: self.document,
                    sentence,
                    month: self.month.clone(),
                    language: self.reading.tag().to_owned(),
                    kind: kind.to_owned(),
                    start,
                    end,
                    text: words.to_owned(),
                    hash: signature.hash(),
                    bands: signature.bands(),
                    vector: None,
                }
            })
            .collect()
    }

    fn links(&self) -> Vec<LinkRow> {
        let links = self.reading.document().links().iter();
        links
            .map(|link| LinkRow {
                document: self.document,
                sentence: self.sentence_at(link.span().start()),
                month: self.month.clone(),
                url: link.url().to_owned(),
                canonical: link.canonical(),
                kind: link.kind().name().to_owned(),
            })
            .collect()
    }

    fn values(&self, published: Option<&str>) -> Vec<ValueRow> {
        let Some(language) = self.reading.language() else {
            return Vec::new();
        };
        let text = self.reading.document().text();
        let reference = published.and_then(Reference::parse);
        let mut rows = Vec::new();
        for (span, sentence) in self.reading.sentences().iter().zip(1..) {
            let found = values::find(span.of(text), language, reference.as_ref());
            rows.extend(values::maximal(found).into_iter().map(|value| {
                let value = value.shift(span.start());
                let (start, end) = self.place(value.span());
                ValueRow {
                    document: self.document,
                    sentence,
                    month: self.month.clone(),
                    kind: value.kind().as_str().to_owned(),
                    start,
                    end,
                    text: value.span().of(text).to_owned(),
                    value: value.value().map(str::to_owned),
                    unit: value.unit().map(str::to_owned),
                }
            }));
        }
        rows
    }

    /// The sentence that a byte of the text is in, from 1.
    fn sentence_at(&self, offset: usize) -> Option<i32> {
        let sentences = self.reading.sentences();
        let at = sentences.partition_point(|span| span.end() <= offset);
        let inside = sentences.get(at).is_some_and(|span| span.start() <= offset);
        inside.then(|| count(at + 1))
    }

    fn place(&self, span: Span) -> (i32, i32) {
        let (start, end) = self.points.span(span);
        (count(start), count(end))
    }
}

/// The day of a date as it was said, if it can be one.
fn day(published: &str) -> Option<Date> {
    let day: Date = published.get(..10)?.parse().ok()?;
    YEARS.contains(&day.year()).then_some(day)
}

pub(crate) fn since_epoch(day: Date) -> i32 {
    let epoch = jiff::civil::date(1970, 1, 1);
    (day - epoch).get_days()
}

/// The host of an address, without `www.`.
fn host(url: &str) -> Option<String> {
    let url = Url::parse(url).ok()?;
    let host = url.host_str()?;
    Some(host.strip_prefix("www.").unwrap_or(host).to_owned())
}

/// A count as the tables have it. No document comes near the largest.
fn count(number: usize) -> i32 {
    i32::try_from(number).unwrap_or(i32::MAX)
}

/// A document's id as people and JSON see it: 16 hexadecimal digits.
#[must_use]
pub fn shown(document: i64) -> String {
    format!("{document:016x}")
}
