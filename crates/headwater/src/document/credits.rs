use super::dates;
use super::notices::NOTICES;

/// Somebody who worked on a document, and as what.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Credit {
    pub(crate) role: String,
    pub(crate) name: String,
}

impl Credit {
    /// The role in English: `author`, `editor`, `proofreader`, `translator`, `publisher`,
    /// `photographer`.
    #[must_use]
    pub fn role(&self) -> &str {
        &self.role
    }

    /// The name as written.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }
}

/// Longer lines are sentences.
const LONGEST_LINE: usize = 160;
const LONGEST_NAME: usize = 80;
const LONGEST_BYLINE: usize = 60;

/// A role's word that stands in a line with a colon behind it.
struct Label<'r> {
    role: &'r str,
    start: usize,
    /// Where the name begins.
    end: usize,
}

/// The credits of a line that holds nothing else: `作者：甲`, `Editor: A. Berg`, `文/甲 图/乙`,
/// `Quelle: Anna Berg (Text), Jonas Keller (Fotos)`.
pub(super) fn in_line(line: &str) -> Vec<Credit> {
    if line.chars().count() > LONGEST_LINE {
        return Vec::new();
    }
    let bracketed = bracketed(line);
    if !bracketed.is_empty() {
        return bracketed;
    }
    let line = strip_marks(line);
    let labels = labels(line);
    if labels.first().is_none_or(|first| first.start > 0) {
        return Vec::new();
    }
    let ends = labels.iter().skip(1).map(|label| label.start);
    let credits: Vec<Credit> = labels
        .iter()
        .zip(ends.chain([line.len()]))
        .filter_map(|(label, end)| {
            let name = strip_marks(line.get(label.end..end)?);
            is_name(name).then(|| Credit {
                role: label.role.to_owned(),
                name: name.to_owned(),
            })
        })
        .collect();
    if credits.len() == labels.len() {
        credits
    } else {
        Vec::new()
    }
}

/// The credits of a line in which each name has its role behind it in brackets.
fn bracketed(line: &str) -> Vec<Credit> {
    let line = line.split_once([':', '：']).map_or(line, |(label, names)| {
        let is_label = NOTICES.image.has(&label.trim().to_lowercase());
        if is_label { names } else { line }
    });
    let parts = line.split_inclusive([')', '）']);
    let credits: Option<Vec<Credit>> = parts
        .map(|part| {
            let part =
                part.trim_start_matches(|c: char| c.is_whitespace() || ",，、/;&".contains(c));
            let (name, role) = part.strip_suffix([')', '）'])?.rsplit_once(['(', '（'])?;
            let role = role.trim().to_lowercase();
            let mut roles = NOTICES.credits.iter();
            let said = roles.find(|(_, words)| words.has(&role));
            let pictures = || NOTICES.image.has(&role).then_some("photographer");
            let role = said.map(|(role, _)| role.as_str()).or_else(pictures)?;
            let name = name.trim();
            (is_name(name) && is_capitalised(name)).then(|| Credit {
                role: role.to_owned(),
                name: name.to_owned(),
            })
        })
        .collect();
    credits.unwrap_or_default()
}

/// The author of a line that gives the day first: `6.11.2023 13:30 von Anna`, `Posted on May 3, 2023 by Anna`.
pub(super) fn stamped(line: &str) -> Option<&str> {
    if line.chars().count() > LONGEST_LINE {
        return None;
    }
    let day = dates::find(line, false).into_iter().next()?;
    let lower = line.to_lowercase();
    let head = lower
        .get(..day.span.start())
        .filter(|_| lower.len() == line.len())?;
    let rest = lower.get(day.span.end()..)?;
    let (word, _) = NOTICES.byline.find(rest)?;
    let mut around = [head, rest.get(..word)?]
        .into_iter()
        .flat_map(|part| part.split(|c: char| !c.is_alphabetic()));
    let is_stamp = around
        .all(|word| word.is_empty() || NOTICES.is_date_word(word) || NOTICES.published.has(word));
    byline(line.get(day.span.end() + word..)?).filter(|_| is_stamp)
}

/// The author of a byline without a colon: `By Anna Berg`, `Von Jonas Keller`, `文 甲`.
pub(super) fn byline(line: &str) -> Option<&str> {
    let line = strip_marks(line);
    let lower = line.to_lowercase();
    if line.chars().count() > LONGEST_BYLINE || lower.len() != line.len() {
        return None;
    }
    let word = NOTICES.byline.starts(&lower)?;
    let name = line.get(word..)?.strip_prefix([' ', '\u{3000}'])?.trim();
    let name = name.split([',', '|', '·', '•', '–', '—']).next()?.trim();
    (is_name(name) && is_capitalised(name)).then_some(name)
}

/// The people of a name as it stands: what follows `｜` or `|` is their slogan or their paper.
pub(super) fn people(name: &str) -> Vec<String> {
    let name = name.split(['｜', '|']).next().unwrap_or_default();
    name.split(['、', ';', '；', '،'])
        .flat_map(|part| part.split(", "))
        .flat_map(|part| part.split(" and "))
        .flat_map(|part| part.split(" und "))
        .flat_map(|part| part.split(" et "))
        .map(strip_marks)
        .filter(|part| !part.is_empty())
        .map(str::to_owned)
        .collect()
}

/// A line without the marks around it that only set it off.
fn strip_marks(line: &str) -> &str {
    let line =
        line.trim_matches(|c: char| c.is_whitespace() || "*_|｜·•-–—,，、/／;；".contains(c));
    let inner = line
        .strip_prefix(['(', '（', '[', '【', '〔'])
        .and_then(|line| line.strip_suffix([')', '）', ']', '】', '〕']));
    inner.unwrap_or(line).trim()
}

/// Every role's word in the line that a colon or a stroke follows.
fn labels(line: &str) -> Vec<Label<'static>> {
    let mut labels: Vec<Label<'static>> = Vec::new();
    for (at, sign) in line.match_indices([':', '：', '/', '／']) {
        let before = line.get(..at).unwrap_or_default().trim_end();
        let found = NOTICES.credits.iter().filter_map(|(role, words)| {
            let start = words.ends(&before.to_lowercase(), before)?;
            Some(Label {
                role,
                start,
                end: at + sign.len(),
            })
        });
        let Some(label) = found.min_by_key(|label| label.start) else {
            continue;
        };
        let stroke = sign == "/" || sign == "／";
        let after_last = labels.last().is_none_or(|last| last.end <= label.start);
        // A stroke makes a label only right behind an unspaced word, as in 文/甲.
        let short = before
            .get(label.start..)
            .is_some_and(|word| word.chars().count() <= 2);
        if after_last && (!stroke || short) {
            labels.push(label);
        }
    }
    labels
}

/// Whether a text can be a name: some letters, not too long, no sentence.
fn is_name(name: &str) -> bool {
    let length = name.chars().count();
    (1..=LONGEST_NAME).contains(&length)
        && name.contains(char::is_alphabetic)
        && name.split_whitespace().count() <= 10
        && !name.ends_with(['。', '！', '？', '!', '?', ':', '：'])
        && !name.contains(['。', '！', '？', '!', '?'])
        && !name.contains("://")
        && !(name.ends_with('.') && name.split_whitespace().count() > 4)
}

/// Whether a text has the form of a person's name: two to five words with capitals, or a few Chinese
/// characters.
pub(super) fn is_person(name: &str) -> bool {
    let words = name.split_whitespace().count();
    let is_han = |c: char| matches!(c, '\u{3400}'..='\u{9FFF}' | '\u{AC00}'..='\u{D7AF}');
    let han = name.chars().all(is_han) && (2..=4).contains(&name.chars().count());
    han || ((2..=5).contains(&words)
        && is_name(name)
        && is_capitalised(name)
        && !name.contains(['|', '@', ',']))
}

/// Whether every word but the small ones that stand within names begins with a capital, in
/// scripts that have them.
fn is_capitalised(name: &str) -> bool {
    const SMALL: [&str; 22] = [
        "and", "und", "et", "y", "e", "и", "de", "del", "der", "den", "la", "le", "du", "van",
        "von", "zu", "bin", "al", "el", "da", "dos", "dpa",
    ];
    let words: Vec<&str> = name.split_whitespace().collect();
    (1..=8).contains(&words.len())
        && words.iter().all(|word| {
            SMALL.contains(word) || !word.chars().next().is_some_and(char::is_lowercase)
        })
        && words.iter().any(|word| !SMALL.contains(word))
        && !name.contains(|c: char| c.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pairs(line: &str) -> Vec<(String, String)> {
        in_line(line)
            .into_iter()
            .map(|c| (c.role, c.name))
            .collect()
    }

    #[test]
    fn credit_lines_in_several_languages() {
        let cases = [
            ("作者：林远", "author", "林远"),
            ("*校對：北山組 / 小岸*", "proofreader", "北山組 / 小岸"),
            ("Editor: Mara Lindqvist", "editor", "Mara Lindqvist"),
            ("Übersetzung: Jonas Keller", "translator", "Jonas Keller"),
            ("(Фотограф: Вера Лунина)", "photographer", "Вера Лунина"),
            ("翻訳：岸田みなみ", "translator", "岸田みなみ"),
            ("ترجمة: سلمى حداد", "translator", "سلمى حداد"),
        ];
        for (line, role, name) in cases {
            assert_eq!(pairs(line), [(role.to_owned(), name.to_owned())], "{line}");
        }
    }

    #[test]
    fn several_credits_in_one_line() {
        let found = pairs("文/林远 摄影/周岸 责编：何青");
        let want = [
            ("author", "林远"),
            ("photographer", "周岸"),
            ("editor", "何青"),
        ];
        let want: Vec<_> = want
            .iter()
            .map(|(a, b)| ((*a).to_owned(), (*b).to_owned()))
            .collect();
        assert_eq!(found, want);
    }

    #[test]
    fn sentences_are_no_credits() {
        for line in [
            "Editors: what they do, and why nobody can say when they are done with it, is a matter of taste.",
            "作者：我们不知道。",
            "The author: unknown",
            "Author:",
        ] {
            assert_eq!(pairs(line), [], "{line}");
        }
    }

    #[test]
    fn bylines_need_a_name() {
        assert_eq!(byline("By Anna Berg"), Some("Anna Berg"));
        assert_eq!(byline("Von Jonas Keller, Hafenstadt"), Some("Jonas Keller"));
        assert_eq!(byline("بقلم سلمى حداد"), Some("سلمى حداد"));
        for line in [
            "By Monday the shops were shut",
            "By 2030",
            "Bymarka Hill",
            "By",
        ] {
            assert_eq!(byline(line), None, "{line}");
        }
    }

    #[test]
    fn roles_in_brackets() {
        assert_eq!(
            pairs("Quelle: Anna Berg (Text), Jonas Keller (Bild)"),
            [
                ("author".to_owned(), "Anna Berg".to_owned()),
                ("photographer".to_owned(), "Jonas Keller".to_owned())
            ]
        );
        for line in [
            "Anna Berg (Orlin)",
            "Anna Berg (Text) said so",
            "It held (photo)",
        ] {
            assert_eq!(pairs(line), [], "{line}");
        }
    }

    #[test]
    fn a_line_may_give_the_day_first() {
        for (line, want) in [
            ("06.11.2023 13:30 von Anna", Some("Anna")),
            ("Posted on May 3, 2023 by Anna Berg", Some("Anna Berg")),
            ("3 maggio 2023 di Anna Berg", Some("Anna Berg")),
            ("Tides for May 3, 2023 by Anna Berg", None),
            ("On May 3, 2023 the dam was held by sandbags", None),
            ("May 3, 2023, by noon", None),
        ] {
            assert_eq!(stamped(line), want, "{line}");
        }
    }

    #[test]
    fn people_of_a_name() {
        assert_eq!(people("北山组｜走遍山河"), ["北山组"]);
        assert_eq!(
            people("Anna Berg and Tom Reyes"),
            ["Anna Berg", "Tom Reyes"]
        );
    }
}
