//! Fonts: what the codes of a string stand for, and how far each moves on.

use std::collections::BTreeMap;

use encoding_rs::{BIG5, EUC_JP, EUC_KR, Encoding, GB18030, MACINTOSH, SHIFT_JIS, WINDOWS_1252};
use hayro_syntax::object::{Array, Dict, Name, Object, Stream};

use super::cmap::CMap;
use super::names;
use super::stream::Budget;

/// Widths beyond this are not kept.
const MOST_WIDTHS: usize = 100_000;
/// What any font costs in memory, in bytes; a map, for each byte of it; and a width.
const SMALL: usize = 16 * 1024;
const GROWTH: usize = 3;
const WIDTH: usize = 64;
/// Widths are told in parts of the size of the type.
const THOUSAND: f64 = 1000.0;

/// How strings are cut into codes, and what these stand for without a map.
#[derive(Debug)]
enum Codes {
    /// One byte each.
    Single(BTreeMap<u8, String>),
    /// Two bytes each, of no meaning by themselves.
    Pairs,
    /// UTF-16, the higher byte first.
    Utf16,
    /// Of an encoding that is older than Unicode.
    Legacy(&'static Encoding),
}

/// A font, as far as text goes.
#[derive(Debug)]
pub(super) struct Font {
    codes: Codes,
    map: Option<CMap>,
    /// By the first code: the last code and the width, in thousandths of the size.
    widths: BTreeMap<u32, (u32, f64)>,
    default_width: f64,
    /// One thousandth, but for fonts that are drawn.
    scale: f64,
    /// Whether lines run down the page.
    pub(super) is_vertical: bool,
}

/// A code in a string.
pub(super) struct Glyph {
    /// What it shows; `None` where nothing says it.
    pub(super) text: Option<String>,
    /// In units of the size.
    pub(super) advance: f64,
    /// Whether it is the one-byte code 32, by which words are parted.
    pub(super) is_space: bool,
}

impl Font {
    /// Reads a font; whatever is missing is guessed.
    pub(super) fn read(dict: &Dict<'_>, budget: &mut Budget) -> Self {
        budget.spend(dict.data().len() + SMALL);
        let map = dict.get::<Stream<'_>>(b"ToUnicode");
        let map = map.and_then(|stream| budget.decoded(&stream)).map(|bytes| {
            budget.spend(bytes.len() * GROWTH);
            CMap::read(&bytes)
        });
        let kind = dict.get::<Name<'_>>(b"Subtype");
        let font = match kind.as_deref() {
            Some(b"Type0") => Self::composite(dict, map),
            kind => Self::simple(dict, map, kind.unwrap_or_default()),
        };
        budget.spend(font.widths.len() * WIDTH);
        font
    }

    fn composite(dict: &Dict<'_>, map: Option<CMap>) -> Self {
        let name = dict.get::<Name<'_>>(b"Encoding");
        let name = String::from_utf8_lossy(name.as_deref().unwrap_or(b"Identity-H")).into_owned();
        let codes = codes_of(&name);
        let descendants = dict.get::<Array<'_>>(b"DescendantFonts");
        let inner = descendants
            .and_then(|array| array.iter::<Dict<'_>>().next())
            .unwrap_or_default();
        let widths = match codes {
            // The widths go by the glyphs of a collection, which other codes do not tell.
            Codes::Pairs => wide_widths(&inner),
            _ => BTreeMap::new(),
        };
        Self {
            codes,
            map,
            widths,
            default_width: inner.get::<f64>(b"DW").unwrap_or(THOUSAND),
            scale: 1.0 / THOUSAND,
            is_vertical: name.ends_with("-V") || name == "V",
        }
    }

    fn simple(dict: &Dict<'_>, map: Option<CMap>, kind: &[u8]) -> Self {
        let descriptor = dict.get::<Dict<'_>>(b"FontDescriptor").unwrap_or_default();
        let matrix = dict.get::<Array<'_>>(b"FontMatrix");
        let drawn = matrix.and_then(|matrix| matrix.iter::<f64>().next());
        let scale = drawn.filter(|_| kind == b"Type3").unwrap_or(0.001);
        let first = dict.get::<u32>(b"FirstChar").unwrap_or(0);
        let widths = dict.get::<Array<'_>>(b"Widths");
        let widths = widths.iter().flat_map(Array::iter::<f64>).take(256);
        let widths = (first..).zip(widths);
        Self {
            codes: Codes::Single(single_codes(dict, kind)),
            map,
            widths: widths.map(|(code, width)| (code, (code, width))).collect(),
            default_width: descriptor.get::<f64>(b"MissingWidth").unwrap_or(500.0),
            scale,
            is_vertical: false,
        }
    }

    /// Takes the next code off a string.
    pub(super) fn next(&self, rest: &mut &[u8]) -> Option<Glyph> {
        let (first, _) = rest.split_first()?;
        let length = match &self.codes {
            Codes::Single(_) => 1,
            Codes::Utf16 if (0xD8..=0xDB).contains(first) => 4,
            Codes::Utf16 | Codes::Pairs => 2,
            Codes::Legacy(encoding) => length_of(encoding, rest),
        };
        let (code, behind) = rest.split_at_checked(length).unwrap_or((rest, &[]));
        *rest = behind;
        let number = code.iter().fold(0, |sum: u32, b| sum << 8 | u32::from(*b));
        let mapped = self.map.as_ref().and_then(|map| map.get(number));
        let text = mapped.or_else(|| match &self.codes {
            Codes::Single(texts) => texts.get(first).cloned(),
            Codes::Pairs => None,
            Codes::Utf16 => decoded(encoding_rs::UTF_16BE, code),
            Codes::Legacy(encoding) => decoded(encoding, code),
        });
        Some(Glyph {
            text,
            advance: self.width(number, code.len()) * self.scale,
            is_space: code == b" ",
        })
    }

    fn width(&self, code: u32, length: usize) -> f64 {
        let near = self.widths.range(..=code).next_back();
        let known = near.filter(|(_, (last, _))| code <= *last);
        let half = length == 1 && matches!(self.codes, Codes::Legacy(_));
        let half = half || matches!(self.codes, Codes::Utf16) && code < 0x80;
        known.map_or_else(
            || self.default_width * if half { 0.5 } else { 1.0 },
            |(_, (_, width))| *width,
        )
    }
}

fn decoded(encoding: &'static Encoding, code: &[u8]) -> Option<String> {
    let (text, broken) = encoding.decode_without_bom_handling(code);
    (!broken).then(|| text.into_owned())
}

/// How many bytes the first character takes.
fn length_of(encoding: &'static Encoding, bytes: &[u8]) -> usize {
    match bytes {
        [first, ..] if *first < 0x80 => 1,
        // Half-width katakana.
        [0xA0..=0xDF, ..] if encoding == SHIFT_JIS => 1,
        [_, 0x30..=0x39, ..] if encoding == GB18030 => 4,
        _ => 2,
    }
}

/// What the name of a character collection's map says (ISO 32000-1, table 118).
fn codes_of(name: &str) -> Codes {
    let has = |parts: &[&str]| parts.iter().any(|part| name.contains(part));
    if has(&["UCS2", "UTF16"]) {
        Codes::Utf16
    } else if has(&["RKSJ"]) {
        Codes::Legacy(SHIFT_JIS)
    } else if has(&["B5"]) {
        Codes::Legacy(BIG5)
    } else if has(&["GB"]) {
        Codes::Legacy(GB18030)
    } else if has(&["KSC"]) {
        Codes::Legacy(EUC_KR)
    } else if has(&["EUC"]) {
        Codes::Legacy(EUC_JP)
    } else {
        Codes::Pairs
    }
}

/// `W`: a first glyph and the widths from it on, or a first, a last and the width of all.
fn wide_widths(dict: &Dict<'_>) -> BTreeMap<u32, (u32, f64)> {
    let mut widths = BTreeMap::new();
    let Some(array) = dict.get::<Array<'_>>(b"W") else {
        return widths;
    };
    let mut items = array.iter::<Object<'_>>();
    let whole = |object: Object<'_>| u32::try_from(object.into_i32()?).ok();
    while let (Some(first), Some(next)) = (items.next().and_then(whole), items.next()) {
        if widths.len() > MOST_WIDTHS {
            break;
        }
        if let Object::Array(list) = next {
            let list = list.iter::<f64>().take(MOST_WIDTHS);
            widths.extend(
                (first..)
                    .zip(list)
                    .map(|(code, width)| (code, (code, width))),
            );
        } else if let (Some(last), Some(width)) =
            (whole(next), items.next().and_then(Object::into_f32))
        {
            widths.insert(first, (last, f64::from(width)));
        }
    }
    widths
}

/// What the bytes of a simple font stand for.
fn single_codes(dict: &Dict<'_>, kind: &[u8]) -> BTreeMap<u8, String> {
    let given = dict.get::<Dict<'_>>(b"Encoding").unwrap_or_default();
    let base = dict
        .get::<Name<'_>>(b"Encoding")
        .or_else(|| given.get::<Name<'_>>(b"BaseEncoding"));
    let encoding = match base.as_deref() {
        Some(b"MacRomanEncoding") => MACINTOSH,
        _ => WINDOWS_1252,
    };
    // Without a base the marks of the standard encoding are curly.
    let is_standard = base.is_none() && kind != b"TrueType";
    let mut texts: BTreeMap<u8, String> = (32..=255)
        .filter_map(|code: u8| {
            let text = match code {
                b'\'' if is_standard => "’".to_owned(),
                b'`' if is_standard => "‘".to_owned(),
                _ => decoded(encoding, &[code])?,
            };
            let is_seen = !text.chars().any(char::is_control);
            is_seen.then_some((code, text))
        })
        .collect();
    let mut at = 0_u8;
    let differences = given.get::<Array<'_>>(b"Differences");
    for item in differences
        .iter()
        .flat_map(Array::iter::<Object<'_>>)
        .take(1024)
    {
        if let Object::Name(name) = item {
            let text = std::str::from_utf8(&name).ok().and_then(names::text);
            match text {
                Some(text) => texts.insert(at, text),
                None => texts.remove(&at),
            };
            at = at.saturating_add(1);
        } else if let Some(code) = item.into_u8() {
            at = code;
        }
    }
    texts
}
