//! How alike two names are, part by part.

use super::inflected;
use super::known::{self, Entry, Kind};
use super::tables;
use crate::language::sounds::{self, Heard, Precision, Sound};
use crate::language::spelling::{self, Evidence, Letters};
use crate::language::{Language, script};

/// The longest name that is listened to, in bytes; of a longer one, the beginning.
const LONGEST: usize = 400;
/// The most parts of a name that are turned round and matched one by one.
const PARTS: usize = 6;
/// The most names by which an entry of the table is listened to.
const NAMES: usize = 4;
/// The longest syllable in Latin letters.
const SYLLABLE: usize = 6;
/// The score of two names that a table says are the same.
const KNOWN: f32 = 0.98;
/// The score of two names that a table says are different.
const DIFFERENT: f32 = 0.02;
/// The score that a name has at most where one of its parts is another one.
const OTHER_PART: f32 = 0.45;

/// What the evidence of the spelling counts for beside the score of the sounds, for each nat.
const SPELLING: f32 = 0.05;
/// How many nats of it count at most, for and against.
const MOST: f32 = 8.0;
/// A name of so many letters has evidence of this weight; more letters give more of it by length
/// alone, though a wrong part of the name weighs no more.
const USUAL: f32 = 8.0;

/// A part of a name, or several as one: as it sounds and as it is written.
#[derive(Clone)]
pub(super) struct Part {
    pub(super) sounds: Vec<Sound>,
    precision: Precision,
    letters: Option<Letters>,
}

impl Part {
    fn read(part: &str) -> Self {
        let Heard { sounds, precision } = sounds::hear(part);
        let letters = Letters::of(part);
        Self {
            sounds,
            precision,
            letters,
        }
    }

    /// All parts as one, starting with part `turn` and going round.
    fn joined(parts: &[Self], turn: usize, precision: Precision) -> Self {
        let turned = || parts.iter().cycle().skip(turn).take(parts.len());
        Self {
            sounds: joined(parts, turn),
            precision,
            letters: Letters::joined(turned().map(|part| part.letters.as_ref())),
        }
    }

    /// The score of two parts by their sounds, and by their letters where a table knows them.
    fn score(&self, other: &Self, precision: Precision) -> f32 {
        let likeness = sounds::likeness(&self.sounds, &other.sounds, precision);
        let by_sounds = around_the_line(likeness, precision.line);
        let (Some(letters), Some(others)) = (&self.letters, &other.letters) else {
            return by_sounds;
        };
        let Some(evidence) = spelling::evidence(letters, others) else {
            return by_sounds;
        };
        weighed(by_sounds, evidence)
    }
}

/// The score of the sounds with the evidence of the spelling.
fn weighed(by_sounds: f32, evidence: Evidence) -> f32 {
    let usual = 2.0 * USUAL / (USUAL + evidence.letters as f32);
    let surplus = (evidence.nats * usual - evidence.even).clamp(-MOST, MOST);
    let lean = by_sounds - 0.5 + SPELLING * surplus;
    // Both together may go beyond 0 and 1; nothing is cut off there.
    0.5 + lean / (1.0 + lean.abs())
}

/// A name taken apart.
pub(super) struct Name {
    /// Its parts in lower case, without titles.
    pub(super) parts: Vec<String>,
    heard: Vec<Part>,
    pub(super) entries: Vec<Entry>,
    is_latin: bool,
}

impl Name {
    pub(super) fn read(name: &str, language: Option<Language>) -> Self {
        let parts = parts(name);
        let mut entries = known::entries(&parts.join(" "));
        if entries.is_empty() {
            entries = known::entries(script::prefix(name, LONGEST));
        }
        if entries.is_empty() {
            entries = inflected::entries(&parts, language);
        }
        Self {
            heard: heard(&parts, language),
            entries,
            is_latin: name.chars().any(script::is_latin),
            parts,
        }
    }

    /// The three syllables of a Korean name: of hangul, or in Latin letters as they are written
    /// (Kim Jong-un) or as the table has them.
    fn syllables(&self) -> Vec<Vec<Heard>> {
        let whole = self.parts.join(" ");
        if whole.chars().all(script::is_hangul) {
            let syllables = whole.chars().map(|c| sounds::hear(&c.to_string()));
            return if whole.chars().count() == 3 {
                vec![syllables.collect()]
            } else {
                Vec::new()
            };
        }
        let mut written: Vec<String> = Vec::new();
        if self.is_latin && whole.contains('-') {
            written.push(whole.replace('-', " "));
        }
        let names = self.entries.iter().flat_map(|entry| entry.names());
        let latin = |name: &&str| {
            let syllables = name.split(' ').all(|word| word.len() <= SYLLABLE);
            syllables && name.chars().all(|c| c == ' ' || script::is_latin(c))
        };
        written.extend(names.filter(latin).take(NAMES).map(str::to_owned));
        let heard = |name: &String| name.split(' ').map(sounds::hear).collect::<Vec<Heard>>();
        let three = written.iter().map(heard);
        three.filter(|syllables| syllables.len() == 3).collect()
    }

    /// The name as it sounds, and as the table spells it in Latin letters.
    pub(super) fn spellings(&self) -> Vec<Vec<Part>> {
        let mut all = vec![self.heard.clone()];
        if self.is_latin {
            return all;
        }
        let names = self.entries.iter().flat_map(|entry| entry.names());
        let latin = names.filter(|name| name.chars().any(script::is_latin));
        let heard = |name: &str| heard(&parts(name), None);
        all.extend(latin.take(NAMES).map(heard));
        all
    }
}

/// 0 to 1, with 0.5 the line between the same name and another one.
pub(super) fn score(a: &Name, b: &Name) -> f32 {
    if !a.parts.is_empty() && a.parts == b.parts {
        return 1.0;
    }
    if let Some(same) = by_table(&a.entries, &b.entries) {
        return if same { KNOWN } else { DIFFERENT };
    }
    let (left, right) = (a.spellings(), b.spellings());
    let mut best = 0.0_f32;
    for (i, left) in left.iter().enumerate() {
        for (j, right) in right.iter().enumerate() {
            // Two spellings of the table have been compared by it.
            if i == 0 || j == 0 {
                best = best.max(by_sound(left, right));
            }
        }
    }
    match by_syllables(a, b) {
        // 김정일 is not Kim Jong-un, whatever the rest of it.
        Some(worst) if worst < FLOOR => best.min(OTHER_PART),
        _ => best,
    }
}

/// The score of the syllable that fits worst, where both are Korean names of three syllables, one
/// of them in Latin letters.
fn by_syllables(a: &Name, b: &Name) -> Option<f32> {
    let (a, b) = (a.syllables(), b.syllables());
    let mut best: Option<f32> = None;
    for left in &a {
        for right in &b {
            let found = (0..3)
                .map(|turn| {
                    let turned = left.iter().cycle().skip(turn);
                    let each = turned.zip(right).map(|(left, right)| {
                        let precision = left.precision.with(right.precision);
                        let likeness = sounds::likeness(&left.sounds, &right.sounds, precision);
                        around_the_line(likeness, precision.line)
                    });
                    each.fold(1.0, f32::min)
                })
                .fold(0.0, f32::max);
            best = Some(best.map_or(found, |best| best.max(found)));
        }
    }
    best
}

/// What the table says: the same, different, or `None` where it does not know both, or knows
/// people of both names, who may have others.
fn by_table(a: &[Entry], b: &[Entry]) -> Option<bool> {
    if a.iter().any(|entry| b.contains(entry)) {
        return Some(true);
    }
    let fixed = |entries: &[Entry]| {
        !entries.is_empty()
            && entries.iter().all(|entry| {
                matches!(
                    entry.kind(),
                    Kind::Territory | Kind::City | Kind::Body | Kind::Language
                )
            })
    };
    (fixed(a) && fixed(b)).then_some(false)
}

/// By sound alone.
fn by_sound(a: &[Part], b: &[Part]) -> f32 {
    let Some(precision) = together(a.iter().chain(b)) else {
        return 0.0;
    };
    let whole = whole(a, b, precision);
    let (short, long) = if a.len() <= b.len() { (a, b) } else { (b, a) };
    if short.len() > PARTS || long.len() > PARTS || long.len() < 2 {
        return whole;
    }
    let parts = by_parts(short, long, precision);
    if short.len() == long.len() {
        // A given name may be as like as not, but not another one altogether.
        if parts < FLOOR {
            whole.min(OTHER_PART)
        } else {
            whole
        }
    } else {
        // The family name alone, or a name in the middle that one side leaves out.
        whole.max(parts)
    }
}

/// What every part must have of the line at least.
const FLOOR: f32 = 0.3;

/// The best score of the whole over the orders that the parts may have.
fn whole(a: &[Part], b: &[Part], precision: Precision) -> f32 {
    let score = |turn, other_turn| {
        let a = Part::joined(a, turn, precision);
        a.score(&Part::joined(b, other_turn, precision), precision)
    };
    let turned = (0..a.len().min(4)).map(|turn| score(turn, 0));
    let other_turned = (1..b.len().min(4)).map(|turn| score(0, turn));
    turned.chain(other_turned).fold(0.0, f32::max)
}

/// The score of the part that fits worst, in the best of the orders.
fn by_parts(short: &[Part], long: &[Part], precision: Precision) -> f32 {
    if let ([only], Some(last)) = (short, long.last()) {
        return only.score(last, precision);
    }
    let mut best = 0.0_f32;
    for turn in 0..short.len() {
        let turned: Vec<&Part> = short.iter().cycle().skip(turn).take(short.len()).collect();
        // Each part of the shorter one in turn takes the best of those that are left behind.
        let mut from = 0;
        let mut worst = 1.0_f32;
        for (place, part) in turned.iter().enumerate() {
            let until = long.len() - (short.len() - place - 1);
            let options = long.iter().enumerate().take(until).skip(from);
            let found = options
                .map(|(at, other)| (at, part.score(other, precision)))
                .reduce(|best, next| if next.1 > best.1 { next } else { best });
            let (at, score) = found.unwrap_or((from, 0.0));
            worst = worst.min(score);
            from = at + 1;
        }
        best = best.max(worst);
    }
    best
}

/// What the scripts of all parts keep.
pub(super) fn together<'a>(parts: impl Iterator<Item = &'a Part>) -> Option<Precision> {
    parts.map(|part| part.precision).reduce(Precision::with)
}

/// Each part as it sounds. Kanji in Japanese are not heard: their reading is not known.
fn heard(parts: &[String], language: Option<Language>) -> Vec<Part> {
    let japanese = language == Some(Language::Japanese);
    parts
        .iter()
        .filter(|part| !(japanese && part.chars().any(script::is_han)))
        .map(|part| Part::read(part))
        .collect()
}

/// A likeness as a score with the line at a half.
pub(super) fn around_the_line(likeness: f32, line: f32) -> f32 {
    let score = if likeness < line {
        0.5 * likeness / line
    } else {
        0.5 + 0.5 * (likeness - line) / (1.0 - line)
    };
    score.clamp(0.0, 1.0)
}

/// The parts of a name in lower case, without titles, and without initials where there is more.
pub(super) fn parts(name: &str) -> Vec<String> {
    let all: Vec<String> = script::prefix(name, LONGEST)
        .split(|c: char| c.is_whitespace() || "・·•‧=＝,.،()（）\"“”«»".contains(c))
        .map(str::to_lowercase)
        .filter(|part| !part.is_empty())
        .collect();
    let is_initial = |part: &str| {
        let mut chars = part.chars();
        let spaced = chars.next().is_some_and(|c| !script::is_unspaced(c));
        spaced && chars.next().is_none()
    };
    let mut kept: Vec<&str> = all.iter().map(String::as_str).collect();
    while kept.len() > 1 && kept.first().is_some_and(|part| tables::is_title(part)) {
        kept.remove(0);
    }
    while kept.len() > 1 && kept.last().is_some_and(|part| tables::is_title(part)) {
        kept.pop();
    }
    let whole: Vec<String> = kept
        .iter()
        .filter(|part| !is_initial(part))
        .map(|part| tables::without_ending(part).to_owned())
        .collect();
    if whole.is_empty() { all } else { whole }
}

/// The sounds of all parts, starting with part `turn` and going round.
pub(super) fn joined(parts: &[Part], turn: usize) -> Vec<Sound> {
    parts
        .iter()
        .cycle()
        .skip(turn)
        .take(parts.len())
        .flat_map(|part| part.sounds.iter().copied())
        .collect()
}
