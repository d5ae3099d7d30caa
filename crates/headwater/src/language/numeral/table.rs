use std::collections::{BTreeMap, BTreeSet};
use std::str::FromStr;

use rust_decimal::Decimal;
use rustc_hash::{FxHashMap as HashMap, FxHashSet as HashSet};
use serde::Deserialize;

use super::lexer::normal;
use crate::language::Language;
use crate::language::pairs::Pairs;
use crate::language::tables::{Tables, parsed};

/// What a word or character does inside a numeral.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Role {
    /// A number in digits.
    Digits,
    /// One character that is a fraction: ½.
    Vulgar,
    /// Adds: three, twenty, 三.
    Unit,
    /// A Korean numeral of its own stock: 셋.
    Native,
    /// Several hundreds in one word: doscientos.
    Hundreds,
    /// Two of a scale in one word, as in Arabic.
    Dual,
    /// Multiplies what stands before it.
    Scale,
    /// The same, and may stand alone for one of it.
    LoneScale,
    /// A dozen and its like: multiplies the whole, and ends it.
    Dozen,
    /// A half that needs something to be half of.
    Half,
    /// A half that is a number by itself.
    LoneHalf,
    /// A whole word with a fraction in it: anderthalb.
    Decimal,
    /// A part of a thing: thirds, Viertel.
    Denominator,
    /// First, third; after "one" a part of a thing too.
    Ordinal,
    /// A, an: one before a scale or a part of a thing.
    Article,
    /// One, where it is an article or a pronoun more often.
    One,
    /// The "and" between the parts of a numeral.
    Joiner,
    /// The decimal point in words.
    Point,
    /// Minus.
    Minus,
    /// 第
    OrdinalPrefix,
    /// 分之: the denominator comes first.
    Over,
    /// 又, which joins a whole number and a fraction.
    Mixed,
    /// 余, 多: somewhat more.
    More,
    /// 数, 何: a count that cannot be told.
    Vague,
    /// The end of a compound that makes it an ordinal: einundzwanzigste.
    OrdinalEnd,
}

/// How a language writes its numbers.
#[derive(Debug)]
pub(super) struct Table {
    pub(super) habits: Habits,
    /// What each word does, in lower case.
    pub(super) words: HashMap<String, (Role, Decimal)>,
    /// What may follow digits; the case counts.
    pub(super) suffixes: BTreeMap<String, Decimal>,
    /// Words that hold number parts and are no numbers.
    pub(super) stops: BTreeSet<String>,
    /// The first characters of `words` and `stops`.
    pub(super) first: HashSet<char>,
    /// The pairs of letters that they begin with, where those are ASCII.
    pub(super) first_pairs: Pairs,
    /// The longest entry of `words` and `stops`, in characters.
    pub(super) longest: usize,
    pub(super) counters: BTreeSet<String>,
    /// Numerals spelt in kana, the longest first.
    pub(super) kana: Vec<(String, Role, Decimal)>,
    /// The longest entry of `counters`, in characters.
    pub(super) longest_counter: usize,
}

impl Table {
    /// The table of a language.
    pub(super) fn of(language: Language) -> Option<&'static Self> {
        TABLES.get(language)
    }

    /// Whether words of this language stand in a row of characters without spaces to part them.
    pub(super) fn is_characters(&self) -> bool {
        self.habits.writing == Writing::Characters
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum Writing {
    #[default]
    Words,
    Characters,
}

/// The part of a table that the reader takes as it is written.
#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is one habit of a language"
)]
pub(super) struct Habits {
    pub(super) writing: Writing,
    pub(super) decimal_comma: bool,
    pub(super) space_groups: bool,
    pub(super) compounds: bool,
    pub(super) units_first: bool,
    pub(super) short_tail: bool,
    pub(super) hangul: bool,
    /// Whether a middle dot between digits begins a fraction.
    pub(super) middle_dot: bool,
    /// Whether the word for the point may stand between digits: 1点5.
    pub(super) point_between_digits: bool,
    /// The most hundreds that one word can count; 99 where nothing is said.
    pub(super) largest_hundreds: Option<u32>,
    /// Endings that make a compound an ordinal.
    pub(super) ordinal_ends: Vec<String>,
    /// Endings of parts of a thing: veinticincoavos.
    pub(super) part_ends: Vec<String>,
    /// Words before digits with a full stop that make them an ordinal: der 21. Kongress.
    pub(super) before_dotted: Vec<String>,
    /// Words that are a unit and, right after a larger number, a part of a thing.
    pub(super) unit_parts: Vec<String>,
    /// What stands between a fraction and what it is of: two thirds of a million.
    pub(super) parts_of: Vec<String>,
    /// Parts of a number of parts, whatever their size: three parts in twenty.
    pub(super) parts_in: Vec<String>,
    /// Shares of a larger number: 80 على 100.
    pub(super) shares: Vec<String>,
    /// What stands between the two ends of a range.
    pub(super) range: Vec<String>,
    /// The same, only after one of `between`.
    pub(super) range_between: Vec<String>,
    pub(super) between: Vec<String>,
    /// Words that a single numeral follows only where it is a number: 是五, 等于五.
    pub(super) copulas: Vec<String>,
    pub(super) joins_after: u32,
    pub(super) joiners: Vec<String>,
    pub(super) joining_prefixes: Vec<String>,
    pub(super) prefixes: Vec<String>,
    pub(super) articles: Vec<String>,
    pub(super) ones: Vec<String>,
    pub(super) points: Vec<String>,
    pub(super) minus: Vec<String>,
    /// Words before "minus" that make it "less" or "least": au moins.
    pub(super) not_minus_after: Vec<String>,
    pub(super) mixed: Vec<String>,
    pub(super) over: Vec<String>,
    pub(super) more: Vec<String>,
    pub(super) vague: Vec<String>,
    pub(super) ordinal_prefixes: Vec<String>,
    pub(super) ordinal_suffixes: Vec<String>,
    /// What makes two numbers a share: one in five.
    pub(super) ratios: Vec<String>,
    /// The same, after "one" alone.
    pub(super) ratios_of_one: Vec<String>,
    pub(super) never_in_row: Vec<String>,
    pub(super) lone_denominators: Vec<String>,
    pub(super) pronouns: Vec<String>,
    pub(super) not_after: Vec<String>,
    pub(super) not_before: Vec<String>,
    pub(super) particles: Vec<String>,
    counters: Vec<String>,
    stops: Vec<String>,
    units: BTreeMap<String, u64>,
    natives: BTreeMap<String, u64>,
    hundreds: BTreeMap<String, u64>,
    duals: BTreeMap<String, u64>,
    scales: BTreeMap<String, u64>,
    lone_scales: BTreeMap<String, u64>,
    suffixes: BTreeMap<String, u64>,
    dozens: BTreeMap<String, u64>,
    halves: BTreeMap<String, u64>,
    lone_halves: BTreeMap<String, u64>,
    decimals: BTreeMap<String, String>,
    denominators: BTreeMap<String, u64>,
    ordinals: BTreeMap<String, u64>,
    /// Numerals in kana: units and scales.
    kana: BTreeMap<String, u64>,
    kana_scales: BTreeMap<String, u64>,
}

static TABLES: Tables<Table> = Tables::new(|language| build(parsed(source(language))));

const fn source(language: Language) -> &'static str {
    table!(language, "numbers")
}

fn build(habits: Habits) -> Table {
    let mut words = HashMap::default();
    // Words are looked up as they are folded; characters as they stand.
    let fold = |form: &str| match habits.writing {
        Writing::Words => normal(form),
        Writing::Characters => form.to_owned(),
    };
    let groups = [
        (Role::Unit, &habits.units),
        (Role::Native, &habits.natives),
        (Role::Hundreds, &habits.hundreds),
        (Role::Dual, &habits.duals),
        (Role::Scale, &habits.scales),
        (Role::LoneScale, &habits.lone_scales),
        (Role::Dozen, &habits.dozens),
        (Role::Half, &habits.halves),
        (Role::LoneHalf, &habits.lone_halves),
        (Role::Denominator, &habits.denominators),
        (Role::Ordinal, &habits.ordinals),
    ];
    for (role, entries) in groups {
        for (key, value) in entries {
            for form in key.split_whitespace() {
                words.insert(fold(form), (role, Decimal::from(*value)));
            }
        }
    }
    for (key, value) in &habits.decimals {
        let value = Decimal::from_str(value).unwrap_or_default();
        for form in key.split_whitespace() {
            words.insert(fold(form), (Role::Decimal, value));
        }
    }
    let signs = [
        (Role::Vague, &habits.vague),
        (Role::More, &habits.more),
        (Role::Article, &habits.articles),
        (Role::One, &habits.ones),
        (Role::Joiner, &habits.joiners),
        (Role::Point, &habits.points),
        (Role::Minus, &habits.minus),
        (Role::OrdinalPrefix, &habits.ordinal_prefixes),
        (Role::Over, &habits.over),
        (Role::Mixed, &habits.mixed),
    ];
    for (role, forms) in signs {
        for form in forms {
            words.insert(fold(form), (role, Decimal::ONE));
        }
    }
    let mut suffixes = BTreeMap::new();
    for (key, value) in &habits.suffixes {
        for form in key.split_whitespace() {
            suffixes.insert(form.to_owned(), Decimal::from(*value));
        }
    }
    let spelt = |entries: &BTreeMap<String, u64>, scale: bool| -> Vec<(String, Role, Decimal)> {
        let of = |value: u64| match (scale, value) {
            (false, _) => Role::Unit,
            (true, ..=1000) => Role::LoneScale,
            (true, _) => Role::Scale,
        };
        entries
            .iter()
            .flat_map(|(key, value)| key.split_whitespace().map(move |form| (form, *value)))
            .map(|(form, value)| (form.to_owned(), of(value), Decimal::from(value)))
            .collect()
    };
    let mut kana = spelt(&habits.kana, false);
    kana.extend(spelt(&habits.kana_scales, true));
    kana.sort_by_key(|(form, ..)| std::cmp::Reverse(form.len()));
    let stops: BTreeSet<String> = habits.stops.iter().map(|form| fold(form)).collect();
    let counters: BTreeSet<String> = habits.counters.iter().cloned().collect();
    let length = |form: &String| form.chars().count();
    let first: HashSet<char> = words
        .keys()
        .chain(&stops)
        .filter_map(|form| form.chars().next())
        .collect();
    let mut first_pairs = Pairs::default();
    for form in words.keys().chain(&stops) {
        first_pairs.insert(form);
    }
    Table {
        first,
        first_pairs,
        longest: words.keys().chain(&stops).map(length).max().unwrap_or(0),
        longest_counter: counters.iter().map(length).max().unwrap_or(0),
        kana,
        habits,
        words,
        suffixes,
        stops,
        counters,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_table_is_well_formed() {
        for language in Language::ALL {
            let habits = toml::from_str::<Habits>(source(language))
                .unwrap_or_else(|error| panic!("{language}: {error}"));
            for value in habits.decimals.values() {
                Decimal::from_str(value).expect(value);
            }
            let groups = [
                &habits.units,
                &habits.natives,
                &habits.hundreds,
                &habits.duals,
                &habits.scales,
                &habits.lone_scales,
                &habits.dozens,
                &habits.halves,
                &habits.lone_halves,
                &habits.denominators,
                &habits.ordinals,
            ];
            let mut seen = BTreeSet::new();
            for form in groups
                .into_iter()
                .flat_map(BTreeMap::keys)
                .flat_map(|key| key.split_whitespace())
            {
                assert!(seen.insert(form), "{language}: {form} stands twice");
                assert_eq!(form, form.to_lowercase(), "{language}: {form}");
            }
        }
    }
}
