//! Words in quotation marks, by every pair of marks that the nine languages use.

use super::{Value, ValueKind};
use crate::text::Span;

/// A quotation longer than this, in bytes, is one whose closing mark was forgotten.
const LONGEST: usize = 4000;
/// Marks inside marks deeper than this are not read.
const DEEPEST: usize = 8;

/// An opening mark that waits for its closing one.
#[derive(Debug, Clone, Copy)]
struct Open {
    mark: char,
    at: usize,
}

/// The quotations of a text: the words between the marks, without them. Of nested ones the
/// outermost is given. A mark that is never closed, or not before the end of its paragraph, is
/// passed over, and so are apostrophes.
pub(super) fn find(text: &str) -> Vec<Value> {
    let mut stack: Vec<Open> = Vec::new();
    let mut closed: Vec<Span> = Vec::new();
    let mut before = None;
    let mut chars = text.char_indices().peekable();
    while let Some((at, c)) = chars.next() {
        let after = chars.peek().map(|(_, c)| *c);
        if c == '\n' && before == Some('\n') {
            stack.clear();
        }
        if let Some(depth) = closes(&stack, c, before, after) {
            if let Some(open) = stack.get(depth) {
                closed.push(Span::new(open.at + open.mark.len_utf8(), at));
            }
            stack.truncate(depth);
        } else if opens(c, before, after) {
            if stack.len() >= DEEPEST {
                stack.clear();
            }
            stack.push(Open { mark: c, at });
        }
        before = Some(c);
    }
    outermost(text, closed)
}

/// The place in the stack of the opening mark that `c` closes.
fn closes(stack: &[Open], c: char, before: Option<char>, after: Option<char>) -> Option<usize> {
    let inside_word = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
    let openers: &[char] = match c {
        '”' => &['“', '„', '”'],
        '“' => &['„'],
        '’' if inside_word(after) => return None,
        '’' => &['‘', '‚'],
        '‘' => &['‚'],
        '»' => &['«'],
        '«' => &['»'],
        '›' => &['‹'],
        '‹' => &['›'],
        '」' => &['「'],
        '』' => &['『'],
        '﹂' => &['﹁'],
        '"' => &['"', '„', '“'],
        '＂' => &['＂'],
        '\'' if inside_word(after) || before.is_some_and(char::is_whitespace) => return None,
        '\'' => &['\''],
        _ => return None,
    };
    stack.iter().rposition(|open| openers.contains(&open.mark))
}

/// Whether `c` opens a quotation here.
fn opens(c: char, before: Option<char>, after: Option<char>) -> bool {
    let clear = before.is_none_or(|c| !c.is_alphanumeric() || is_unspaced(c));
    let followed = after.is_some_and(|c| !c.is_whitespace());
    match c {
        '“' | '„' | '「' | '『' | '﹁' | '«' | '‹' => after.is_some(),
        '‘' | '‚' | '»' | '›' | '"' | '＂' => clear && followed,
        '\'' => {
            before.is_none_or(|c| c.is_whitespace() || matches!(c, '(' | '"' | '“' | '—'))
                && after.is_some_and(char::is_alphabetic)
        }
        _ => false,
    }
}

/// Whether words stand without spaces in the script of `c`.
fn is_unspaced(c: char) -> bool {
    matches!(c, '\u{3040}'..='\u{30FF}' | '\u{3400}'..='\u{9FFF}' | '\u{AC00}'..='\u{D7A3}')
}

fn outermost(text: &str, mut closed: Vec<Span>) -> Vec<Value> {
    closed.retain(|span| span.len() <= LONGEST && !span.of(text).trim().is_empty());
    closed.sort_by_key(|span| (span.start(), std::cmp::Reverse(span.end())));
    let mut values: Vec<Value> = Vec::new();
    for span in closed {
        if values
            .last()
            .is_some_and(|last| span.start() < last.span.end())
        {
            continue;
        }
        let span = span.trim(text);
        values.push(Value {
            value: Some(span.of(text).to_owned()),
            ..Value::new(ValueKind::Quote, span)
        });
    }
    values
}

#[cfg(test)]
mod tests {
    use super::*;

    fn quotes(text: &str) -> Vec<String> {
        find(text)
            .into_iter()
            .filter_map(|value| value.value)
            .collect()
    }

    #[test]
    fn every_pair_of_marks_is_read() {
        for text in [
            "Mara said “we leave today” and left.",
            "Mara said \"we leave today\" and left.",
            "Mara sagte „we leave today“ und ging.",
            "Mara sagte »we leave today« und ging.",
            "Mara a dit « we leave today » et partit.",
            "Mara said ‘we leave today’ and left.",
            "Mara said 'we leave today' and left.",
            "マラは「we leave today」と述べた",
            "マラは『we leave today』と述べた",
            "玛拉说:\"we leave today\"。",
        ] {
            assert_eq!(quotes(text), ["we leave today"], "{text}");
        }
    }

    #[test]
    fn of_nested_quotations_the_outermost_is_given() {
        assert_eq!(
            quotes("「彼は『行く』と言った」と話した"),
            ["彼は『行く』と言った"]
        );
        assert_eq!(
            quotes("“He said ‘no’ twice,” she said"),
            ["He said ‘no’ twice,"]
        );
    }

    #[test]
    fn apostrophes_and_inches_are_no_quotation_marks() {
        assert_eq!(
            quotes("It’s the dogs’ day, isn't it, a 5\" nail, rock 'n' roll's"),
            ["n"]
        );
        assert_eq!(
            quotes("the sailors' boats and the miners' lamps"),
            [] as [&str; 0]
        );
    }

    #[test]
    fn a_mark_that_is_not_closed_in_its_paragraph_is_passed_over() {
        assert_eq!(
            quotes("“It began here\n\nand ended” there, “really”"),
            ["really"]
        );
        assert_eq!(quotes(&"“".repeat(10_000)), [] as [&str; 0]);
    }

    #[test]
    fn a_quotation_inside_one_that_never_closes_is_read() {
        assert_eq!(quotes("「始まり『中』続く"), ["中"]);
    }
}
