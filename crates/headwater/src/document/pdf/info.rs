//! What a file says of itself: the document information dictionary (ISO 32000-1, 14.3.3).

use encoding_rs::{UTF_16BE, UTF_16LE, WINDOWS_1252};
use hayro_syntax::metadata::Metadata as Info;
use hayro_syntax::object::DateTime;

use super::super::metadata::{Field, Metadata};

/// Endings of files: such a title is the name of what the file was made from.
const ENDINGS: [&str; 12] = [
    ".pdf", ".doc", ".docx", ".odt", ".rtf", ".txt", ".indd", ".qxd", ".tex", ".dvi", ".ps",
    ".html",
];
/// What programs write where nobody gave a title or an author.
const NOTHING: [&str; 12] = [
    "untitled",
    "title",
    "unknown",
    "user",
    "admin",
    "administrator",
    "author",
    "owner",
    "none",
    "anonymous",
    "windows user",
    "microsoft office user",
];

/// What of it can be believed.
pub(super) fn read(info: &Info) -> Metadata {
    let mut metadata = Metadata::default();
    let text = |bytes: Option<&[u8]>| bytes.map(text).filter(|text| is_sane(text));
    metadata.say(Field::Title, "pdf:title", text(info.title.as_deref()));
    let author = text(info.author.as_deref()).unwrap_or_default();
    let authors = author
        .split([';', '；', '、'])
        .map(|name| name.trim().to_owned());
    let authors = authors.filter(|name| !name.is_empty()).collect();
    metadata.say_all(Field::Authors, "pdf:author", authors);
    let made = info.creation_date.as_ref().and_then(date);
    metadata.say(Field::Published, "pdf:creation-date", made);
    metadata
}

/// A text string: UTF-16 or UTF-8 with a mark, and otherwise nearly Windows-1252.
fn text(bytes: &[u8]) -> String {
    let decode = |encoding: &'static encoding_rs::Encoding, bytes| {
        encoding
            .decode_without_bom_handling(bytes)
            .0
            .trim()
            .to_owned()
    };
    match bytes {
        [0xFE, 0xFF, rest @ ..] => decode(UTF_16BE, rest),
        [0xFF, 0xFE, rest @ ..] => decode(UTF_16LE, rest),
        [0xEF, 0xBB, 0xBF, rest @ ..] => String::from_utf8_lossy(rest).trim().to_owned(),
        _ => decode(WINDOWS_1252, bytes),
    }
}

fn is_sane(text: &str) -> bool {
    let lower = text.to_lowercase();
    text.chars().any(char::is_alphabetic)
        && !text.contains(['\u{FFFD}', '\0', '/', '\\'])
        && !lower.starts_with("microsoft ")
        && !ENDINGS.iter().any(|ending| lower.ends_with(ending))
        && !NOTHING.contains(&lower.as_str())
}

/// A date and time as ISO 8601 writes it, where it is one.
fn date(made: &DateTime) -> Option<String> {
    let (year, month) = (
        i16::try_from(made.year).ok()?,
        i8::try_from(made.month).ok()?,
    );
    let day = jiff::civil::Date::new(year, month, i8::try_from(made.day).ok()?).ok()?;
    // The first version of the format is of 1993.
    let is_sane = (1993..2200).contains(&made.year) && made.hour < 24 && made.minute < 60;
    let (hour, minute) = (made.hour, made.minute);
    let (zone, zone_minute) = (made.utc_offset_hour, made.utc_offset_minute);
    is_sane.then(|| format!("{day}T{hour:02}:{minute:02}:00{zone:+03}:{zone_minute:02}"))
}
