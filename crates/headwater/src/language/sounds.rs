//! What a word sounds like, so coarsely that the same name sounds alike in any script.
//!
//! Letters become [`Sound`]s by the tables in `data/*/sounds.toml`, in which a letter that is read
//! in several ways keeps all of its readings. Two words are as far apart as the cheapest way to
//! turn one into the other: vowels cost little, and consonants that languages mistake for each
//! other cost less than others.

use std::collections::HashMap;
use std::sync::LazyLock;

use serde::Deserialize;
use unicode_normalization::UnicodeNormalization;

use crate::language::script;

/// The readings that a sound may have, each a bit of a mask. Vowels come first.
const READINGS: &str = "aeiouywpbfvmntdTszSZcjCkghlrN";

/// How many of [`READINGS`] are vowels.
const VOWELS: u32 = 5;

/// The bits of all vowels.
const VOWEL_MASK: u32 = (1 << VOWELS) - 1;

/// What it costs to lose a consonant. All costs are relative to it.
const CONSONANT: f32 = 1.0;
/// What it costs to lose a vowel, before the script's share in it.
const VOWEL: f32 = 0.5;
/// What it costs to lose a sound that may be silent.
const SILENT: f32 = 0.17;
/// What it costs to take another reading than the first, on one side.
const ALTERNATIVE: f32 = 0.15;

/// One sound and how it may be read.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Sound {
    /// The reading that is meant most often.
    first: u32,
    readings: u32,
    silent: bool,
    /// Whether a word starts here, or a character where there are no spaces.
    pub(crate) starts: bool,
    /// An r or l that closes a syllable: Chinese and Japanese often lose it.
    closing_liquid: bool,
}

impl Sound {
    fn is_vowel(self) -> bool {
        self.readings & VOWEL_MASK != 0
    }
}

/// How exactly a script writes the sounds of foreign names.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Precision {
    /// The share of the cost of vowels that counts.
    vowels: f32,
    /// What it costs to lose an r or l that closes a syllable.
    closing_liquid: f32,
    /// The likeness from which two names are the same.
    pub(crate) line: f32,
}

impl Precision {
    /// What two scripts keep together: what the coarser of them keeps.
    pub(crate) fn with(self, other: Self) -> Self {
        Self {
            vowels: self.vowels.min(other.vowels),
            closing_liquid: self.closing_liquid.min(other.closing_liquid),
            line: self.line.min(other.line),
        }
    }

    fn drop(self, sound: Sound) -> f32 {
        if sound.silent {
            SILENT
        } else if sound.is_vowel() {
            VOWEL * self.vowels
        } else if sound.closing_liquid {
            self.closing_liquid
        } else {
            CONSONANT
        }
    }

    fn swap(self, a: Sound, b: Sound) -> f32 {
        let cost = COSTS.between(a, b);
        if a.is_vowel() && b.is_vowel() {
            cost * self.vowels
        } else {
            cost
        }
    }

    /// What it costs to lose all of the sounds.
    pub(crate) fn weight(self, sounds: &[Sound]) -> f32 {
        sounds.iter().map(|sound| self.drop(*sound)).sum()
    }
}

/// A script's table and how exact the script is.
struct Table {
    letters: HashMap<String, Vec<Reading>>,
    /// The most characters that a key has, anchors not counted.
    longest: usize,
    precision: Precision,
    /// Whether a word may start at any letter.
    joins_words: bool,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    #[serde(default)]
    joins_words: bool,
    vowels: f32,
    closing_liquid: f32,
    line: f32,
    sounds: String,
}

/// The scripts that have a table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Letters {
    Latin,
    Cyrillic,
    Kana,
    Han,
    Arabic,
    Hangul,
}

const WRITTEN: [&str; 6] = [
    include_str!("../../data/mul/sounds.toml"),
    include_str!("../../data/ru/sounds.toml"),
    include_str!("../../data/ja/sounds.toml"),
    include_str!("../../data/zh/sounds.toml"),
    include_str!("../../data/ar/sounds.toml"),
    include_str!("../../data/ko/sounds.toml"),
];

static TABLES: LazyLock<Vec<Table>> = LazyLock::new(|| {
    WRITTEN
        .iter()
        .filter_map(|text| Table::parse(text))
        .collect()
});

impl Table {
    fn of(letters: Letters) -> Option<&'static Self> {
        TABLES.get(letters as usize)
    }

    /// `None` where the table is malformed, which a test rules out.
    fn parse(text: &str) -> Option<Self> {
        let written: Written = toml::from_str(text).ok()?;
        let mut letters = HashMap::new();
        let mut longest = 0;
        for line in written
            .sounds
            .lines()
            .filter(|line| !line.trim().is_empty())
        {
            let (key, value) = line.split_once('=')?;
            let key = key.trim();
            longest = longest.max(key.trim_matches(['^', '$']).chars().count());
            let sounds: Option<Vec<_>> = value.split_whitespace().map(Reading::parse).collect();
            letters.insert(key.to_owned(), sounds?);
        }
        Some(Self {
            joins_words: written.joins_words,
            letters,
            longest,
            precision: Precision {
                vowels: written.vowels,
                closing_liquid: written.closing_liquid,
                line: written.line,
            },
        })
    }

    /// The sounds of a word, or of a syllable, which is `unit`.
    fn read(&self, unit: &[char], out: &mut Vec<Sound>) {
        let mut at = 0;
        let mut key = String::new();
        while at < unit.len() {
            let most = self.longest.min(unit.len() - at);
            let mut taken = 1;
            for length in (1..=most).rev() {
                let Some(found) = self.look_up(unit, at, length, &mut key) else {
                    continue;
                };
                // Words of kana are joined without a sign: ウェストハロー.
                let mut first = at == 0 || self.joins_words;
                for reading in found {
                    if reading.all != 0 {
                        out.push(Sound {
                            first: reading.first,
                            readings: reading.all,
                            silent: reading.silent,
                            starts: first,
                            closing_liquid: false,
                        });
                        first = false;
                    }
                }
                taken = length;
                break;
            }
            at += taken;
        }
    }

    fn look_up(
        &self,
        unit: &[char],
        at: usize,
        length: usize,
        key: &mut String,
    ) -> Option<&Vec<Reading>> {
        let letters = unit.get(at..at + length)?;
        let (first, last) = (at == 0, at + length == unit.len());
        for (start, end) in [(true, true), (true, false), (false, true), (false, false)] {
            if (start && !first) || (end && !last) {
                continue;
            }
            key.clear();
            key.extend(start.then_some('^'));
            key.extend(letters);
            key.extend(end.then_some('$'));
            if let Some(found) = self.letters.get(key.as_str()) {
                return Some(found);
            }
        }
        None
    }
}

/// What a table says of one sound.
#[derive(Default)]
struct Reading {
    first: u32,
    all: u32,
    silent: bool,
}

impl Reading {
    /// Reads `a|e?`; `-` is no sound. `None` where a reading is not one of [`READINGS`].
    fn parse(written: &str) -> Option<Self> {
        let mut found = Self {
            silent: written.contains('?'),
            ..Self::default()
        };
        for reading in written.replace('?', "").split('|') {
            if reading == "-" {
                continue;
            }
            let place = READINGS.find(reading).filter(|_| reading.len() == 1)?;
            found.all |= 1 << place;
            if found.first == 0 {
                found.first = found.all;
            }
        }
        Some(found)
    }
}

/// What it costs to mistake one reading for another.
struct Costs(Vec<Vec<f32>>);

static COSTS: LazyLock<Costs> = LazyLock::new(Costs::new);

/// Readings that are mistaken for each other, and the cost.
const CONFUSED: [(f32, &str); 8] = [
    (0.15, "yi wu nN wv Zj"),
    (0.325, "pb td kg sz SZ cj fv Tt hg Cc"),
    (0.55, "bv sS zZ Sc Cs Cz Ts TS yj hk Tf vu"),
    (0.375, "nm pf lr hf jg ck jd tc tC dj zj zd ST wb yZ wg Zr"),
    (0.2, "ei ou ao ae"),
    (0.45, "eo au eu"),
    (0.5, "ai oi iu"),
    (0.6, "ye wo hr gr"),
];

impl Costs {
    fn new() -> Self {
        let size = READINGS.len();
        let mut costs = vec![vec![CONSONANT; size]; size];
        let mut set = |a: Option<usize>, b: Option<usize>, cost: f32| {
            let (Some(a), Some(b)) = (a, b) else { return };
            for (row, column) in [(a, b), (b, a)] {
                if let Some(cell) = costs.get_mut(row).and_then(|row| row.get_mut(column)) {
                    *cell = cost;
                }
            }
        };
        for place in 0..size {
            set(Some(place), Some(place), 0.0);
        }
        for (cost, pairs) in CONFUSED {
            for pair in pairs.split(' ') {
                let mut places = pair.chars().map(|c| READINGS.find(c));
                set(places.next().flatten(), places.next().flatten(), cost);
            }
        }
        Self(costs)
    }

    /// The cheapest of the readings' costs; readings that are not the first cost a little.
    fn between(&self, a: Sound, b: Sound) -> f32 {
        if a.first & b.first != 0 {
            return 0.0;
        }
        if a.first & b.readings != 0 || a.readings & b.first != 0 {
            return ALTERNATIVE;
        }
        if a.readings & b.readings != 0 {
            return 2.0 * ALTERNATIVE;
        }
        let (a, b) = (a.readings, b.readings);
        let mut best = CONSONANT;
        for (place, row) in self.0.iter().enumerate() {
            if a & (1 << place) == 0 {
                continue;
            }
            for (place, cost) in row.iter().enumerate() {
                if b & (1 << place) != 0 {
                    best = best.min(*cost);
                }
            }
        }
        best.max(2.0 * ALTERNATIVE)
    }
}

/// A text as sounds, and how exactly its scripts write them.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Heard {
    pub(crate) sounds: Vec<Sound>,
    pub(crate) precision: Precision,
}

/// Reads a text aloud. Scripts without a table are read through their usual Latin spelling.
pub(crate) fn hear(text: &str) -> Heard {
    let mut sounds = Vec::new();
    let mut precision: Option<Precision> = None;
    let mut word: Vec<char> = Vec::new();
    let mut current = None;
    let mut flush = |word: &mut Vec<char>, letters: Option<Letters>, sounds: &mut Vec<Sound>| {
        let table = letters.and_then(Table::of);
        if let (Some(table), false) = (table, word.is_empty()) {
            table.read(word, sounds);
            precision = Some(precision.map_or(table.precision, |p| p.with(table.precision)));
        }
        word.clear();
    };
    for c in normal_form(text) {
        let letters = letters_of(c);
        // An apostrophe or a dash parts syllables at most, not words.
        if letters.is_none() && matches!(c, '\'' | '’' | 'ʼ' | '-') {
            continue;
        }
        if letters != current || letters == Some(Letters::Han) {
            flush(&mut word, current, &mut sounds);
            current = letters;
        }
        match letters {
            Some(Letters::Han) if is_in_table(Letters::Han, c) => word.push(c),
            Some(Letters::Han) => word.extend(any_ascii::any_ascii_char(c).to_lowercase().chars()),
            Some(_) => push_letter(&mut word, c),
            None => {}
        }
    }
    flush(&mut word, current, &mut sounds);
    mark_doubled_nasals(&mut sounds);
    mark_closing_liquids(&mut sounds);
    Heard {
        sounds,
        precision: precision.unwrap_or(Precision {
            vowels: 1.0,
            closing_liquid: CONSONANT,
            line: 0.5,
        }),
    }
}

/// Lower case, with the forms of one letter made one: composed, hiragana as katakana, hangul
/// taken apart, other scripts spelled in Latin letters.
fn normal_form(text: &str) -> Vec<char> {
    let mut out = Vec::with_capacity(text.len());
    for c in text.nfkc().flat_map(char::to_lowercase) {
        if script::is_hangul(c) {
            out.extend(std::iter::once(c).nfd());
        } else if script::is_hiragana(c) {
            out.push(char::from_u32(c as u32 + 0x60).unwrap_or(c));
        } else if c.is_alphabetic() && letters_of(c).is_none() {
            out.extend(any_ascii::any_ascii_char(c).to_lowercase().chars());
        } else {
            out.push(c);
        }
    }
    out
}

fn letters_of(c: char) -> Option<Letters> {
    match c {
        _ if script::is_latin(c) => Some(Letters::Latin),
        _ if script::is_cyrillic(c) => Some(Letters::Cyrillic),
        '・' => None,
        _ if script::is_kana(c) => Some(Letters::Kana),
        _ if script::is_han(c) => Some(Letters::Han),
        _ if script::is_arabic(c) => Some(Letters::Arabic),
        _ if script::is_hangul(c) => Some(Letters::Hangul),
        _ => None,
    }
}

fn is_in_table(letters: Letters, c: char) -> bool {
    Table::of(letters).is_some_and(|table| {
        let mut bytes = [0; 4];
        table.letters.contains_key(&*c.encode_utf8(&mut bytes))
    })
}

/// Adds a letter to a word: a double one once, one with a mark that no table has without it.
fn push_letter(word: &mut Vec<char>, c: char) {
    if script::is_latin(c) && !is_in_table(Letters::Latin, c) {
        word.extend(any_ascii::any_ascii_char(c).to_lowercase().chars());
        return;
    }
    let doubled = word.last() == Some(&c)
        && !matches!(c, 'a' | 'e' | 'i' | 'o' | 'u' | 'c' | 'l' | 's' | 'g' | 't');
    if !doubled {
        word.push(c);
    }
}

/// Chinese writes one n between vowels twice, at the end of a syllable and in front of the next:
/// 安娜 is Ana as well as Anna.
fn mark_doubled_nasals(sounds: &mut [Sound]) {
    let nasal = Reading::parse("n|m|N").unwrap_or_default().all;
    let mut next_starts_nasal = false;
    for sound in sounds.iter_mut().rev() {
        let is_nasal = sound.readings & !nasal == 0;
        sound.silent |= is_nasal && next_starts_nasal;
        next_starts_nasal = is_nasal && sound.starts;
    }
}

/// Marks each r and l that no vowel follows.
fn mark_closing_liquids(sounds: &mut [Sound]) {
    let liquid = Reading::parse("r|l").unwrap_or_default().all;
    let mut followed_by_vowel = false;
    for sound in sounds.iter_mut().rev() {
        if sound.readings & !liquid == 0 {
            sound.closing_liquid = !followed_by_vowel;
        }
        followed_by_vowel = sound.is_vowel() && !sound.silent;
        if sound.starts {
            followed_by_vowel = false;
        }
    }
}

/// How alike two names sound, 0 to 1.
pub(crate) fn likeness(a: &[Sound], b: &[Sound], precision: Precision) -> f32 {
    let weight = f32::midpoint(precision.weight(a), precision.weight(b));
    if weight <= 0.0 {
        return 0.0;
    }
    let mut row: Vec<f32> = std::iter::once(0.0)
        .chain(b.iter().scan(0.0, |sum, sound| {
            *sum += precision.drop(*sound);
            Some(*sum)
        }))
        .collect();
    for sound in a {
        advance(&mut row, *sound, b, precision, precision.drop(*sound));
    }
    let cost = row.last().copied().unwrap_or(weight);
    (1.0 - cost / weight).max(0.0)
}

/// One row of the table of costs: `row[j]` becomes the cost of all sounds of the one side so far
/// against the first `j` of the other.
fn advance(row: &mut [f32], sound: Sound, other: &[Sound], precision: Precision, drop: f32) {
    let Some((first, rest)) = row.split_first_mut() else {
        return;
    };
    let mut diagonal = *first;
    *first += drop;
    let mut left = *first;
    for (cell, next) in rest.iter_mut().zip(other) {
        let swapped = diagonal + precision.swap(sound, *next);
        diagonal = *cell;
        left = swapped.min(*cell + drop).min(left + precision.drop(*next));
        *cell = left;
    }
}

/// How alike a name and the best stretch of a text sound, 0 to 1. A stretch starts and ends with
/// a word, or with a character where there are no spaces.
pub(crate) fn likeness_within(name: &[Sound], text: &[Sound], precision: Precision) -> f32 {
    let weight = precision.weight(name);
    if weight <= 0.0 || text.is_empty() {
        return 0.0;
    }
    // Columns are places in the text; a stretch begins for free where something starts.
    let never = f32::INFINITY;
    let mut row: Vec<f32> = text
        .iter()
        .map(|sound| if sound.starts { 0.0 } else { never })
        .chain(std::iter::once(never))
        .collect();
    for sound in name {
        advance(&mut row, *sound, text, precision, precision.drop(*sound));
    }
    let ends = text
        .iter()
        .skip(1)
        .map(|sound| sound.starts)
        .chain(std::iter::once(true));
    let best = row
        .iter()
        .skip(1)
        .zip(ends)
        .filter_map(|(cost, ends)| ends.then_some(*cost))
        .fold(never, f32::min);
    (1.0 - best / weight).max(0.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_table_parses() {
        for text in WRITTEN {
            let table = Table::parse(text).unwrap();
            assert!(table.letters.len() > 30);
        }
        assert_eq!(TABLES.len(), WRITTEN.len());
    }

    #[test]
    fn a_letter_that_may_be_read_in_two_ways_is_near_both() {
        let sound = |word: &str| hear(word).sounds[0];
        let between = |one, other| COSTS.between(sound(one), sound(other));
        assert!(between("c", "k") < 0.01);
        assert!(between("c", "s") < between("k", "s"));
        assert!(between("p", "b") < between("p", "k"));
    }

    #[test]
    fn likeness_is_whole_for_itself_and_low_for_another() {
        let heard = hear("Marlene");
        let other = hear("Godtub");
        assert!(likeness(&heard.sounds, &heard.sounds, heard.precision) > 0.999);
        assert!(likeness(&heard.sounds, &other.sounds, heard.precision) < 0.3);
    }
}
