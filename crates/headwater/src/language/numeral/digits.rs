//! Numbers in digits, with the separators that each language is used to.

use rust_decimal::Decimal;

/// How digits are grouped and where the fraction begins.
#[derive(Debug, Clone, Copy)]
pub(super) struct Grouping {
    /// Whether a comma marks the fraction and a full stop the thousands.
    pub(super) decimal_comma: bool,
    /// Whether one plain space may part thousands.
    pub(super) space_groups: bool,
    /// Whether a middle dot begins a fraction: 3・5％.
    pub(super) middle_dot: bool,
}

/// What a run of digits and separators was read as.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Run {
    /// Numbers, each with its byte range.
    Numbers(Vec<(usize, usize, Decimal)>),
    /// Not numbers: an address, a version, a time, a number too long. Go on at this byte.
    Left(usize),
}

/// A run of more groups than this is a list or a code.
const MOST_GROUPS: usize = 64;
/// A decimal holds this many digits.
const MOST_DIGITS: usize = 28;

/// The value of a decimal digit, whatever its script.
pub(super) fn digit(c: char) -> Option<u32> {
    let zero = match c {
        '0'..='9' => '0',
        '\u{660}'..='\u{669}' => '\u{660}',
        '\u{6F0}'..='\u{6F9}' => '\u{6F0}',
        '\u{FF10}'..='\u{FF19}' => '\u{FF10}',
        _ => return None,
    };
    Some(u32::from(c) - u32::from(zero))
}

/// The classes of separators inside a number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Mark {
    Comma,
    Stop,
    /// A mark that can only part thousands.
    Group,
    /// A mark that can only begin a fraction.
    Point,
    /// A space that is never broken: a number goes on.
    Tied,
    /// A plain space.
    Space,
    /// A middle dot, which begins a fraction or parts a list.
    Dot,
}

fn mark(c: char, grouping: Grouping) -> Option<Mark> {
    Some(match c {
        '・' | '･' if grouping.middle_dot => Mark::Dot,
        ',' | '，' => Mark::Comma,
        '.' | '．' => Mark::Stop,
        '\'' | '\u{2019}' | '\u{66C}' | '\u{60C}' => Mark::Group,
        '\u{66B}' => Mark::Point,
        '\u{A0}' | '\u{202F}' | '\u{2009}' | '\u{2007}' => Mark::Tied,
        ' ' => Mark::Space,
        _ => return None,
    })
}

/// Digits between two marks, with the mark before them.
#[derive(Debug)]
struct Group {
    mark: Option<Mark>,
    start: usize,
    end: usize,
    digits: String,
    /// Whether digits of several scripts stand in it, or marks that turn the reading direction.
    mixed: bool,
}

/// Reads the run of digits that begins at byte `start`.
pub(super) fn read(text: &str, start: usize, grouping: Grouping) -> Run {
    let groups = collect(text, start, grouping);
    let end = groups.last().map_or(start, |group| group.end);
    let unclear = groups.iter().any(|group| group.mixed);
    // 10² is worked out by the caller.
    let is_ten = matches!(groups.as_slice(), [group] if group.digits == "10");
    let other = !is_ten && is_other_digit(text.get(end..));
    if groups.len() > MOST_GROUPS || unclear || other {
        return Run::Left(end);
    }
    let dotted = groups.iter().any(|group| group.mark == Some(Mark::Dot));
    if dotted && names_by_dots(&groups, text.get(end..).unwrap_or_default()) {
        return list(&groups);
    }
    if let Some(value) = whole(&groups, grouping) {
        return if is_part_of_time(text, end) {
            Run::Left(end)
        } else {
            Run::Numbers(vec![(start, end, value)])
        };
    }
    pieces(text, &groups, end, grouping)
}

/// Groups that are not one number: a list by commas, numbers apart by spaces, or nothing.
fn pieces(text: &str, groups: &[Group], end: usize, grouping: Grouping) -> Run {
    let cut = groups
        .iter()
        .position(|group| matches!(group.mark, Some(Mark::Space | Mark::Tied)));
    if let Some(cut) = cut {
        // The rest is read on its own afterwards.
        let (head, _) = groups.split_at(cut);
        let head_end = head.last().map_or(end, |group| group.end);
        return match whole(head, grouping) {
            Some(value) => {
                Run::Numbers(vec![(head.first().map_or(0, |g| g.start), head_end, value)])
            }
            None => Run::Left(head_end),
        };
    }
    let is_list = groups
        .iter()
        .skip(1)
        .all(|group| matches!(group.mark, Some(Mark::Comma | Mark::Dot)));
    let small = groups.iter().all(|group| group.digits.len() <= MOST_DIGITS);
    if is_list && small && groups.len() > 1 && !is_part_of_time(text, end) {
        return list(groups);
    }
    Run::Left(end)
}

/// Every group as a number of its own.
fn list(groups: &[Group]) -> Run {
    let numbers = groups
        .iter()
        .filter_map(|group| Some((group.start, group.end, integer(&group.digits)?)))
        .collect();
    Run::Numbers(numbers)
}

/// Whether numbers with a middle dot between them are names: 3・11震災, 1・2号機.
fn names_by_dots(groups: &[Group], after: &str) -> bool {
    const NAMED: [&str; 14] = [
        "号",
        "年",
        "月",
        "日",
        "期",
        "回",
        "位",
        "丁目",
        "組",
        "面",
        "事件",
        "テロ",
        "震災",
        "大震災",
    ];
    groups.len() > 2 || NAMED.iter().any(|word| after.starts_with(word))
}

/// Whether a digit or number sign follows that is not read here, so that the whole is unclear.
fn is_other_digit(after: Option<&str>) -> bool {
    let next = after.and_then(|after| after.chars().next());
    // 〇 and ½ are read elsewhere.
    next.is_some_and(|c| {
        c.is_numeric() && digit(c).is_none() && c != '〇' && !super::lexer::is_fraction(c)
    })
}

fn is_part_of_time(text: &str, end: usize) -> bool {
    let mut rest = text.get(end..).unwrap_or_default().chars();
    matches!(rest.next(), Some(':' | '：')) && rest.next().and_then(digit).is_some()
}

/// All groups of the run. A space joins only a group of exactly three digits.
fn collect(text: &str, start: usize, grouping: Grouping) -> Vec<Group> {
    let mut groups = vec![group(text, start, None)];
    while groups.len() <= MOST_GROUPS {
        let Some(last) = groups.last() else { break };
        let mut rest = text.get(last.end..).unwrap_or_default().char_indices();
        let mut next = rest.next();
        // Marks of writing direction do not part a number.
        while next.is_some_and(|(_, c)| is_direction(c)) {
            next = rest.next();
        }
        let Some((_, c)) = next else { break };
        let Some(mark) = mark(c, grouping) else { break };
        let mut next = rest.next();
        while next.is_some_and(|(_, c)| is_direction(c)) {
            next = rest.next();
        }
        let Some((offset, c)) = next else { break };
        if digit(c).is_none() {
            break;
        }
        let following = group(text, last.end + offset, Some(mark));
        let is_space = matches!(mark, Mark::Space | Mark::Tied);
        if is_space && (following.digits.len() != 3 || first_is_long(&groups)) {
            break;
        }
        groups.push(following);
    }
    groups
}

fn first_is_long(groups: &[Group]) -> bool {
    groups.first().is_some_and(|group| group.digits.len() > 3)
}

/// Marks of writing direction and other characters without a width.
pub(super) fn is_direction(c: char) -> bool {
    matches!(c, '\u{61C}' | '\u{200E}' | '\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}')
}

/// The digits from byte `start` on. Characters without a width between them are read over, as
/// the eye does.
fn group(text: &str, start: usize, mark: Option<Mark>) -> Group {
    let mut found = Group {
        mark,
        start,
        end: start,
        digits: String::new(),
        mixed: false,
    };
    let mut script = None;
    let mut turned = false;
    for (offset, c) in text.get(start..).unwrap_or_default().char_indices() {
        let Some(value) = digit(c).and_then(|value| char::from_digit(value, 10)) else {
            if is_direction(c) || is_without_width(c) {
                turned |= turns(c);
                continue;
            }
            break;
        };
        // Full width is a matter of looks, another script is not.
        let own = if matches!(c, '\u{FF10}'..='\u{FF19}') {
            0
        } else {
            u32::from(c) >> 4
        };
        let own = if c.is_ascii() { 0 } else { own };
        found.mixed |= turned || script.is_some_and(|script| script != own);
        script = Some(own);
        // One digit too many is enough to know that it is too long.
        if found.digits.len() <= MOST_DIGITS {
            found.digits.push(value);
        }
        found.end = start + offset + c.len_utf8();
    }
    found
}

/// Characters that are not seen: a number goes on over them.
fn is_without_width(c: char) -> bool {
    matches!(
        c,
        '\u{AD}' | '\u{200B}'..='\u{200D}' | '\u{2060}' | '\u{FEFF}'
    )
}

/// Marks that may turn round what is written after them.
fn turns(c: char) -> bool {
    matches!(c, '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}')
}

fn integer(digits: &str) -> Option<Decimal> {
    (digits.len() <= MOST_DIGITS).then(|| digits.parse().ok())?
}

fn decimal(whole: &str, fraction: &str) -> Option<Decimal> {
    (whole.len() + fraction.len() <= MOST_DIGITS)
        .then(|| format!("{whole}.{fraction}").parse().ok())?
}

/// The groups as one number.
fn whole(groups: &[Group], grouping: Grouping) -> Option<Decimal> {
    let (first, rest) = groups.split_first()?;
    let Some((last, middle)) = rest.split_last() else {
        return integer(&first.digits);
    };
    let last_mark = last.mark?;
    if middle.is_empty() {
        return pair(first, last, last_mark, grouping);
    }
    let group_mark = middle.first()?.mark?;
    let even = middle.iter().all(|group| group.mark == Some(group_mark));
    let whole_digits = || {
        let head: Vec<&str> = groups
            .iter()
            .take(groups.len() - 1)
            .map(|group| group.digits.as_str())
            .collect();
        head.concat()
    };
    if !even || group_mark == Mark::Point || first.digits.len() > 3 {
        return None;
    }
    if last_mark == group_mark {
        let all = whole_digits() + &last.digits;
        return (in_thousands(middle, group_mark) && last.digits.len() == 3)
            .then(|| integer(&all))?;
    }
    let fraction = matches!(last_mark, Mark::Comma | Mark::Stop | Mark::Point);
    (fraction && in_thousands(middle, group_mark))
        .then(|| decimal(&whole_digits(), &last.digits))?
}

/// Whether the groups between the first and the last are of three digits, or of two as in India.
fn in_thousands(middle: &[Group], mark: Mark) -> bool {
    let all = |length: usize| middle.iter().all(|group| group.digits.len() == length);
    all(3) || (mark == Mark::Comma && all(2))
}

/// Two groups with one mark between them: thousands, or a whole number and a fraction.
fn pair(first: &Group, last: &Group, mark: Mark, grouping: Grouping) -> Option<Decimal> {
    let thousands = last.digits.len() == 3
        && (1..=3).contains(&first.digits.len())
        && !first.digits.starts_with('0');
    let joined = || integer(&format!("{}{}", first.digits, last.digits));
    match mark {
        Mark::Group | Mark::Tied => thousands.then(joined)?,
        Mark::Space => (thousands && grouping.space_groups).then(joined)?,
        Mark::Comma if thousands && (!grouping.decimal_comma || last.digits == "000") => joined(),
        Mark::Stop if thousands && grouping.decimal_comma => joined(),
        Mark::Comma | Mark::Stop | Mark::Point | Mark::Dot => decimal(&first.digits, &last.digits),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const COMMA_GROUPS: Grouping = Grouping {
        decimal_comma: false,
        space_groups: false,
        middle_dot: false,
    };
    const DECIMAL_COMMA: Grouping = Grouping {
        decimal_comma: true,
        space_groups: true,
        middle_dot: false,
    };

    fn one(text: &str, grouping: Grouping) -> Option<String> {
        match read(text, 0, grouping) {
            Run::Numbers(numbers) => match numbers.as_slice() {
                [(0, end, value)] if *end == text.len() => Some(value.normalize().to_string()),
                _ => None,
            },
            Run::Left(_) => None,
        }
    }

    #[test]
    fn every_separator_habit_is_read() {
        for text in [
            "1,234.5",
            "1'234.5",
            "1\u{202F}234.5",
            "１，２３４．５",
            "١٬٢٣٤٫٥",
        ] {
            assert_eq!(one(text, COMMA_GROUPS).as_deref(), Some("1234.5"), "{text}");
        }
        for text in ["1.234,5", "1 234,5", "1\u{A0}234,5", "1’234,5"] {
            assert_eq!(
                one(text, DECIMAL_COMMA).as_deref(),
                Some("1234.5"),
                "{text}"
            );
        }
        assert_eq!(one("12,34,567", COMMA_GROUPS).as_deref(), Some("1234567"));
        assert_eq!(one("1.500", DECIMAL_COMMA).as_deref(), Some("1500"));
        assert_eq!(one("1.500", COMMA_GROUPS).as_deref(), Some("1.5"));
        assert_eq!(one("0.125", DECIMAL_COMMA).as_deref(), Some("0.125"));
    }

    #[test]
    fn addresses_versions_times_and_endless_digits_are_left_alone() {
        for text in ["192.168.1.2", "1.2.3", "20:15", &"7".repeat(10_000)] {
            assert!(
                matches!(read(text, 0, COMMA_GROUPS), Run::Left(_)),
                "{text}"
            );
        }
    }

    #[test]
    fn hidden_characters_are_read_over_and_mixed_digits_are_left_alone() {
        for hidden in ["\u{200B}", "\u{AD}", "\u{2060}", "\u{200E}"] {
            let text = format!("1{hidden}234");
            assert_eq!(one(&text, COMMA_GROUPS).as_deref(), Some("1234"), "{text}");
        }
        for text in ["12\u{202E}34", "1٢3", "12𝟑", "7²"] {
            assert!(
                matches!(read(text, 0, COMMA_GROUPS), Run::Left(_)),
                "{text}"
            );
        }
    }

    #[test]
    fn a_middle_dot_begins_a_fraction_or_parts_names() {
        let japanese = Grouping {
            middle_dot: true,
            ..COMMA_GROUPS
        };
        assert_eq!(one("3・5", japanese).as_deref(), Some("3.5"));
        let Run::Numbers(numbers) = read("1・2号機", 0, japanese) else {
            panic!("not numbers");
        };
        assert_eq!(numbers.len(), 2);
    }

    #[test]
    fn a_list_is_several_numbers() {
        let Run::Numbers(numbers) = read("22,24,26", 0, COMMA_GROUPS) else {
            panic!("not numbers");
        };
        assert_eq!(numbers.len(), 3);
    }
}
