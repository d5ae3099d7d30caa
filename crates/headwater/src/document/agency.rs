//! The news agency whose report a story is, by the line over or under it.

use std::sync::LazyLock;

use serde::Deserialize;

use super::BlockKind;
use super::draft::Piece;

/// A dateline takes no more characters than this.
const LONGEST_DATELINE: usize = 60;
/// Nor does what stands in brackets in it.
const LONGEST_BRACKETED: usize = 40;
/// A line under a story that names its agency takes no more than this.
const LONGEST_LINE: usize = 80;
/// Nor does one of several who sign together, in bytes.
const LONGEST_SIGN: usize = 10;
/// So many pieces at the beginning and the end are looked at.
const EDGE: usize = 4;

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Table {
    agency: Vec<Agency>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Agency {
    name: String,
    forms: Vec<String>,
}

const SOURCE: &str = include_str!("../../data/mul/agencies.toml");

/// Each form with the name, the longest first. A table that is malformed counts as empty; a test
/// finds it.
static FORMS: LazyLock<Vec<(String, String)>> = LazyLock::new(|| {
    let table: Table = toml::from_str(SOURCE).unwrap_or_default();
    let mut forms: Vec<(String, String)> = Vec::new();
    for agency in table.agency {
        let name = agency.name;
        forms.extend(agency.forms.into_iter().map(|form| (form, name.clone())));
    }
    forms.sort_by(|a, b| b.0.len().cmp(&a.0.len()).then_with(|| a.0.cmp(&b.0)));
    forms
});

/// The agencies that the lines over and under a story name, each with its place, the surest first.
pub(super) fn find(pieces: &[Piece], authors: &[String]) -> Vec<(&'static str, String)> {
    let texts: Vec<String> = pieces
        .iter()
        .filter(|piece| !matches!(piece.kind, BlockKind::Heading(_) | BlockKind::Caption))
        .map(|piece| piece.joined().text)
        .filter(|text| !text.is_empty())
        .collect();
    let over = texts.iter().take(EDGE).find_map(|text| dateline(text));
    let under = texts
        .iter()
        .rev()
        .take(EDGE)
        .find_map(|text| signature(text));
    let author = authors.iter().find_map(|author| named(author.trim()));
    let found = [
        ("text:dateline", over),
        ("text:end", under),
        ("authors", author),
    ];
    found
        .into_iter()
        .filter_map(|(place, name)| Some((place, name?.to_owned())))
        .collect()
}

/// The agency whose form is the whole text.
fn named(text: &str) -> Option<&'static str> {
    let form = FORMS.iter().find(|(form, _)| form == text)?;
    Some(&form.1)
}

/// `BRANNOW, May 3 (AP) —`, `（新华社…5月3日电）`, `【ブラノウ時事】`, `МОСКВА, 3 мая — РИА Новости.`
fn dateline(text: &str) -> Option<&'static str> {
    let head: String = text.chars().take(LONGEST_DATELINE).collect();
    let opens = |c| matches!(c, '(' | '（' | '【' | '[' | '/');
    let closes = |c| matches!(c, ')' | '）' | '】' | ']' | '/');
    if let Some(start) = head.find(opens) {
        let before = head.get(..start).unwrap_or_default();
        let inside = head
            .get(start..)
            .unwrap_or_default()
            .trim_start_matches(opens);
        let inside = inside.split_once(closes).map(|(inside, _)| inside);
        let short = inside.filter(|inside| inside.chars().count() <= LONGEST_BRACKETED);
        if is_place(before)
            && let Some(agency) = short.and_then(|inside| signs(inside.trim()))
        {
            return Some(agency);
        }
    }
    // 新华社布兰诺5月3日电
    let telegraphed = head
        .find(['电', '電', '讯', '訊'])
        .and_then(|end| head.get(..end));
    if let Some(agency) = telegraphed.and_then(begins) {
        return Some(agency);
    }
    let (place, rest) = ["—", "–", " - "]
        .iter()
        .find_map(|dash| head.split_once(dash))?;
    let rest = rest.split(['.', ',', ':']).next()?.trim();
    is_place(place).then(|| named(rest))?
}

/// Whether words before an agency may be a place and a day: no sentence ends in them.
fn is_place(text: &str) -> bool {
    let text = text.trim();
    let capital = text.chars().next().is_none_or(|c| !c.is_lowercase());
    capital
        && !text.contains(['。', '!', '?', '“', '"', '「'])
        && text.split_whitespace().count() <= 6
}

/// The agency that a text in brackets is signed with: alone, behind a place, or before 电.
fn signs(text: &str) -> Option<&'static str> {
    let text = text.trim_end_matches(['电', '電', '讯', '訊', '—', '-', ' ', '.']);
    named(text)
        .or_else(|| {
            let unspaced = |form: &str| form.chars().all(|c| !c.is_ascii() && c.is_alphanumeric());
            FORMS.iter().find_map(|(form, name)| {
                let before = text.strip_suffix(form.as_str())?;
                let parted = before.ends_with([' ', '=', ',', '/', '、', '·']);
                (parted || unspaced(form)).then_some(name.as_str())
            })
        })
        .or_else(|| begins(text))
}

/// The agency that a text in a script without spaces begins with.
fn begins(text: &str) -> Option<&'static str> {
    let unspaced = |form: &str| form.chars().all(|c| matches!(c, '\u{3400}'..='\u{9FFF}'));
    let form = FORMS
        .iter()
        .find(|(form, _)| unspaced(form) && text.starts_with(form.as_str()))?;
    Some(&form.1)
}

/// `(AFP)`, `Quelle: dpa`, `© 2023 Reuters`: a line that names an agency and nothing else.
fn signature(text: &str) -> Option<&'static str> {
    if text.chars().count() > LONGEST_LINE {
        return last_words(text);
    }
    let text = text.split(['|', '｜']).next().unwrap_or_default();
    let text = text.split_once([':', '：']).map_or(text, |(_, name)| name);
    let text = text.trim_matches(|c: char| !c.is_alphanumeric());
    let text =
        text.trim_start_matches(|c: char| c.is_ascii_digit() || c.is_whitespace() || c == '©');
    named(text.trim()).or_else(|| signed(text))
}

/// The agency at the very end of a story, in brackets or behind the last sentence.
fn last_words(text: &str) -> Option<&'static str> {
    if let Some(inner) = last_brackets(text) {
        return named(inner).or_else(|| signed(inner));
    }
    let (_, last) = text.rsplit_once(['.', '!', '?', '"', '”', '。'])?;
    named(last.trim())
}

/// What stands in brackets at the very end of a text.
fn last_brackets(text: &str) -> Option<&str> {
    let inner = text.trim_end().strip_suffix([')', '）'])?;
    let (_, inner) = inner.rsplit_once(['(', '（'])?;
    Some(inner.trim())
}

/// The first agency among those who sign together.
fn signed(text: &str) -> Option<&'static str> {
    together(text).into_iter().find_map(named)
}

/// Those who sign together: `KNA, OP`, `dpa/ann`.
fn together(text: &str) -> Vec<&str> {
    let signers: Vec<&str> = text.split([',', '/', '、']).map(str::trim).collect();
    let is_short = |signer: &&str| !signer.is_empty() && signer.len() <= LONGEST_SIGN;
    let all = signers.iter().all(is_short) && signers.len() > 1;
    if all { signers } else { Vec::new() }
}

/// Those who sign the story in brackets under it, an agency among them.
pub(super) fn signers(pieces: &[Piece]) -> Vec<String> {
    let texts = pieces.iter().rev().map(|piece| piece.joined().text);
    let mut last = texts.filter(|text| !text.is_empty()).take(EDGE);
    let found = last.find_map(|text| {
        let signers = together(last_brackets(&text)?);
        signers.iter().find_map(|signer| named(signer))?;
        let signers = signers.into_iter();
        Some(signers.map(str::to_owned).collect())
    });
    found.unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_is_well_formed() {
        let table: Table = toml::from_str(SOURCE).expect("a table that can be read");
        assert!(table.agency.len() > 30);
        let mut forms: Vec<&String> = FORMS.iter().map(|(form, _)| form).collect();
        let count = forms.len();
        forms.sort();
        forms.dedup();
        assert_eq!(forms.len(), count, "a form stands for two agencies");
    }

    #[test]
    fn lines_over_a_story() {
        for (text, want) in [
            ("BRANNOW (AP) — The dam held.", "Associated Press"),
            ("BRANNOW, May 3 (Reuters) - The dam held.", "Reuters"),
            (
                "Brannow (dpa) - Der Damm hat gehalten.",
                "Deutsche Presse-Agentur",
            ),
            ("新华社布兰诺5月3日电 大坝守住了。", "Xinhua"),
            ("（新华社布兰诺5月3日电）大坝守住了。", "Xinhua"),
            (
                "（中央社記者林遠布蘭諾3日電）大壩守住了。",
                "Central News Agency",
            ),
            ("【ブラノウ時事】ダムは持ちこたえた。", "Jiji Press"),
            ("【ブラノウ共同】ダムは持ちこたえた。", "Kyodo News"),
            ("(브라노=연합뉴스) 댐은 버텼다.", "Yonhap"),
            (
                "БРАННОВ, 3 мая — РИА Новости. Плотина устояла.",
                "RIA Novosti",
            ),
            ("БРАННОВ, 3 мая. /ТАСС/. Плотина устояла.", "TASS"),
            ("برانو (رويترز) - صمد السد.", "Reuters"),
        ] {
            assert_eq!(dateline(text), Some(want), "{text}");
        }
    }

    #[test]
    fn what_names_an_agency_otherwise_is_no_line() {
        for text in [
            "The dam held, said the Associated Press (AP), an agency.",
            "He told Reuters - and only Reuters - that the dam held.",
            "据新华社报道，大坝守住了，当地居民已经返回家中，没有人受伤，道路也已经重新开放。",
            "The gates (see below) held.",
            "A (B) C",
        ] {
            assert_eq!(dateline(text), None, "{text}");
            assert_eq!(signature(text), None, "{text}");
        }
    }

    #[test]
    fn lines_under_a_story() {
        for (text, want) in [
            ("(AFP)", "Agence France-Presse"),
            ("Quelle: dpa", "Deutsche Presse-Agentur"),
            ("© 2023 AFP", "Agence France-Presse"),
            ("© dpa-AFX | Abb.: Orlin | 07.11.2023", "dpa-AFX"),
            (
                "The gates will be opened again on Thursday, when the water has fallen far enough, the office said. (Reuters)",
                "Reuters",
            ),
            ("(KNA, OP)", "KNA"),
            (
                "The gates will be opened again on Thursday, when the water has fallen far enough, the office said. PTI",
                "Press Trust of India",
            ),
        ] {
            assert_eq!(signature(text), Some(want), "{text}");
        }
    }
}
