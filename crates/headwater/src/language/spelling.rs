//! How Latin letters spell the characters of another script, as place names of all countries do.
//!
//! Sounds leave open what custom has settled: 罗 is ro more often than lo, and 尔 stands for an l or
//! an r that no vowel follows. The tables `data/*/spellings.toml` have counted it; the evidence that
//! two names are one is how much more likely they make the letters than chance does.

use std::sync::LazyLock;

use rustc_hash::FxHashMap as HashMap;
use serde::Deserialize;

use crate::language::{script, tables};

/// What a Latin letter costs that no character stands for, in nats.
const SKIPPED: f32 = 5.8;
/// What a Latin letter costs where nothing is known.
const LETTER: f32 = 3.3;
/// What it costs that a reading, or half of one, is spelled in no known way.
const UNKNOWN_READING: f32 = 5.1;
const UNKNOWN_HALF: f32 = 0.7;
/// The most Latin letters that a character stands for.
const LONGEST: usize = 6;
/// The longest name that is compared, in letters.
const LONGEST_NAME: usize = 40;

/// A name as it is written, where a table can compare it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Letters {
    Latin(String),
    Other(Script, Vec<char>),
}

/// The scripts that have a table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Script {
    Han,
    Kana,
    Cyrillic,
}

static HAN: LazyLock<Table> =
    LazyLock::new(|| Table::read(include_str!("../../data/zh/spellings.toml")));
static KANA: LazyLock<Table> =
    LazyLock::new(|| Table::read(include_str!("../../data/ja/spellings.toml")));
static CYRILLIC: LazyLock<Table> =
    LazyLock::new(|| Table::read(include_str!("../../data/ru/spellings.toml")));

impl Letters {
    /// `None` where the name is in several scripts, or in one without a table.
    pub(crate) fn of(name: &str) -> Option<Self> {
        let letters = || name.chars().filter(|c| c.is_alphabetic() || *c == 'ー');
        let first = letters().next()?;
        if script::is_latin(first) {
            let all_latin = letters().all(script::is_latin);
            return all_latin.then(|| Self::Latin(latin(name)));
        }
        let script = Script::of(first)?;
        let characters: Vec<char> = letters().map(katakana).collect();
        let all_there = characters.iter().all(|c| Script::of(*c) == Some(script));
        all_there.then_some(Self::Other(script, characters))
    }

    /// All parts as one; `None` where they cannot be joined.
    pub(crate) fn joined<'a>(parts: impl Iterator<Item = Option<&'a Self>>) -> Option<Self> {
        let mut whole: Option<Self> = None;
        for part in parts {
            let part = part?;
            match (&mut whole, part) {
                (None, part) => whole = Some(part.clone()),
                (Some(Self::Latin(whole)), Self::Latin(more)) => whole.push_str(more),
                (Some(Self::Other(script, whole)), Self::Other(other, more)) if script == other => {
                    whole.extend(more);
                }
                _ => return None,
            }
        }
        whole
    }
}

impl Script {
    fn of(c: char) -> Option<Self> {
        match c {
            _ if script::is_han(c) => Some(Self::Han),
            _ if script::is_kana(c) => Some(Self::Kana),
            _ if script::is_cyrillic(c) => Some(Self::Cyrillic),
            _ => None,
        }
    }

    fn table(self) -> &'static Table {
        match self {
            Self::Han => &HAN,
            Self::Kana => &KANA,
            Self::Cyrillic => &CYRILLIC,
        }
    }
}

/// What speaks for two names to be one.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Evidence {
    /// By how much the letters are likelier to spell the other name than to stand there by chance:
    /// the logarithm of the likelihoods' ratio.
    pub(crate) nats: f32,
    /// How many Latin letters there are.
    pub(crate) letters: usize,
    /// The nats from which it speaks for one name: what another one with like sounds may have.
    pub(crate) even: f32,
}

/// `None` where not just one of the names is in Latin letters, or a name is too long.
pub(crate) fn evidence(a: &Letters, b: &Letters) -> Option<Evidence> {
    let ((Letters::Latin(latin), Letters::Other(script, other))
    | (Letters::Other(script, other), Letters::Latin(latin))) = (a, b)
    else {
        return None;
    };
    if latin.len() > LONGEST_NAME || other.len() > LONGEST_NAME {
        return None;
    }
    let table = script.table();
    Some(Evidence {
        nats: table.by_chance(latin) - table.spelled(other, latin),
        letters: latin.len(),
        even: table.even,
    })
}

/// What a script's characters are spelled like. All costs are in nats.
#[derive(Default)]
struct Table {
    /// By a character, by the reading of one, and by the first (`^l`) and second half (`~uo`) of a
    /// reading.
    rows: HashMap<String, Row>,
    /// What the letter costs that follows another one; `^` and `$` are the ends.
    by_chance: HashMap<(u8, u8), f32>,
    even: f32,
}

/// How one key is spelled.
#[derive(Default)]
struct Row {
    known: HashMap<String, f32>,
    /// What it costs to be spelled otherwise.
    otherwise: f32,
}

#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields)]
struct Written {
    even: f32,
    spellings: String,
    letters: String,
}

impl Table {
    /// A malformed line counts as none; a test rules it out.
    fn read(text: &str) -> Self {
        let written: Written = tables::parsed(text);
        let mut table = Self {
            even: written.even,
            ..Self::default()
        };
        for (keys, cells) in lines(&written.spellings) {
            let is_shared = keys.chars().next().is_some_and(|c| Script::of(c).is_some());
            let keys: Vec<String> = if is_shared {
                keys.chars().map(String::from).collect()
            } else {
                vec![keys.to_owned()]
            };
            for key in keys {
                table.rows.insert(key, Row::read(cells));
            }
        }
        for (before, cells) in lines(&written.letters) {
            for (letter, cost) in costs(cells) {
                let pair = before.bytes().next().zip(letter.bytes().next());
                table.by_chance.extend(pair.map(|pair| (pair, cost)));
            }
        }
        table
    }

    /// The cost of the letters where nothing is known of what they spell.
    fn by_chance(&self, latin: &str) -> f32 {
        let befores = std::iter::once(b'^').chain(latin.bytes());
        let letters = latin.bytes().chain(std::iter::once(b'$'));
        let cost = |pair| self.by_chance.get(&pair).copied().unwrap_or(LETTER);
        befores.zip(letters).map(cost).sum()
    }

    /// The cost of the cheapest way to share the letters out among the characters.
    fn spelled(&self, characters: &[char], latin: &str) -> f32 {
        let mut costs: Vec<f32> = (0..=latin.len())
            .map(|count| SKIPPED * count as f32)
            .collect();
        for character in characters {
            let speller = Speller::new(self, *character);
            let mut next = vec![f32::INFINITY; costs.len()];
            for (start, before) in costs.iter().enumerate() {
                for (length, cell) in next.iter_mut().skip(start).take(LONGEST + 1).enumerate() {
                    let chunk = latin.get(start..start + length).unwrap_or_default();
                    *cell = cell.min(before + speller.cost(chunk));
                }
            }
            skip_letters(&mut next);
            costs = next;
        }
        costs.last().copied().unwrap_or(f32::INFINITY)
    }
}

fn skip_letters(costs: &mut [f32]) {
    let mut before = f32::INFINITY;
    for cost in costs {
        *cost = cost.min(before + SKIPPED);
        before = *cost;
    }
}

/// What a table says of one character, from the finest to the coarsest.
struct Speller<'a> {
    own: Option<&'a Row>,
    reading: Option<&'a Row>,
    halves: [Option<&'a Row>; 2],
}

impl<'a> Speller<'a> {
    fn new(table: &'a Table, character: char) -> Self {
        let mut bytes = [0; 4];
        let reading = latin(any_ascii::any_ascii_char(character));
        let (front, rest) = halves(&reading);
        Self {
            own: table.rows.get(&*character.encode_utf8(&mut bytes)),
            reading: table.rows.get(&reading),
            halves: [
                table.rows.get(&format!("^{front}")),
                table.rows.get(&format!("~{rest}")),
            ],
        }
    }

    fn cost(&self, chunk: &str) -> f32 {
        Row::cost(self.own, chunk, || {
            Row::cost(self.reading, chunk, || self.by_halves(chunk))
        })
    }

    fn by_halves(&self, chunk: &str) -> f32 {
        let (front, rest) = halves(chunk);
        let cost =
            |row, half: &str| Row::cost(row, half, || UNKNOWN_HALF + LETTER * half.len() as f32);
        let [first, second] = self.halves;
        let known = cost(first, front) + cost(second, rest);
        known.min(UNKNOWN_READING + LETTER * chunk.len() as f32)
    }
}

impl Row {
    fn read(cells: &str) -> Self {
        let mut row = Self::default();
        for (spelling, cost) in costs(cells) {
            match spelling {
                "*" => row.otherwise = cost,
                "-" => _ = row.known.insert(String::new(), cost),
                _ => _ = row.known.insert(spelling.to_owned(), cost),
            }
        }
        row
    }

    fn cost(row: Option<&Self>, spelling: &str, coarser: impl FnOnce() -> f32) -> f32 {
        let Some(row) = row else { return coarser() };
        let known = row.known.get(spelling).copied();
        known.unwrap_or_else(|| row.otherwise + coarser())
    }
}

/// The lines of a table: what stands in front of ` = ` and behind it.
fn lines(text: &str) -> impl Iterator<Item = (&str, &str)> {
    text.lines().filter_map(|line| line.split_once(" = "))
}

/// The cells of a line, `ro:12` in tenths of a nat.
fn costs(cells: &str) -> impl Iterator<Item = (&str, f32)> {
    cells.split(' ').filter_map(|cell| {
        let (spelling, tenths) = cell.split_once(':')?;
        Some((spelling, tenths.parse::<f32>().ok()? / 10.0))
    })
}

/// The consonants that a syllable starts with, and the rest.
fn halves(syllable: &str) -> (&str, &str) {
    let vowel = syllable.find(['a', 'e', 'i', 'o', 'u', 'y']);
    let end = vowel.unwrap_or(syllable.len());
    syllable.split_at_checked(end).unwrap_or_default()
}

/// The letters a to z of a name, without marks.
fn latin(name: &str) -> String {
    let plain = name
        .chars()
        .flat_map(|c| any_ascii::any_ascii_char(c).chars());
    plain
        .filter(char::is_ascii_alphabetic)
        .map(|c| c.to_ascii_lowercase())
        .collect()
}

/// Hiragana as the katakana at the same place.
fn katakana(c: char) -> char {
    if script::is_hiragana(c) {
        char::from_u32(c as u32 + 0x60).unwrap_or(c)
    } else {
        c
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn evidence_of(latin: &str, other: &str) -> Evidence {
        let (latin, other) = (Letters::of(latin).unwrap(), Letters::of(other).unwrap());
        assert_eq!(evidence(&latin, &other), evidence(&other, &latin));
        evidence(&latin, &other).unwrap()
    }

    #[test]
    fn every_table_has_been_read() {
        for script in [Script::Han, Script::Kana, Script::Cyrillic] {
            let table = script.table();
            assert!(table.rows.len() > 100, "{script:?}");
            assert_eq!(table.by_chance.len(), 27 * 27, "{script:?}");
            assert!(table.even > 0.0);
        }
    }

    #[test]
    fn what_custom_writes_is_likelier_than_what_only_sounds_alike() {
        for (latin, usual, other) in [
            ("Rolberg", "罗尔贝格", "洛尔维格"),
            ("Tirsova", "季尔索娃", "德尔佐华"),
            ("Merlo", "メルロ", "ミロ"),
            ("Torvin", "Торвин", "Тёрвен"),
        ] {
            assert!(
                evidence_of(latin, usual).nats > evidence_of(latin, other).nats,
                "{latin}"
            );
        }
    }

    #[test]
    fn only_a_name_in_latin_letters_and_one_in_another_script_are_compared() {
        let [latin, han, kana] =
            ["Merlo", "梅尔洛", "メルロ"].map(|name| Letters::of(name).unwrap());
        assert_eq!(evidence(&latin, &latin), None);
        assert_eq!(evidence(&han, &kana), None);
        assert_eq!(Letters::of("メルロ・梅洛"), None);
    }
}
