//! Words in quotation marks, by every pair of marks that the nine languages use.

use crate::text::{Sign, Span, signs};

/// Words in quotation marks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Marked {
    /// With the marks.
    pub(super) outer: Span,
    /// The words alone, without the white space around them.
    pub(super) inner: Span,
}

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
///
/// A paragraph that opens with a mark and does not close it is a quotation to its end where the
/// next paragraph opens with a mark of the same kind.
pub(super) fn find(text: &str) -> Vec<Marked> {
    let mut stack: Vec<Open> = Vec::new();
    let mut closed: Vec<Marked> = Vec::new();
    for Sign {
        at,
        mark,
        before,
        after,
    } in signs(text)
    {
        if mark == '\n' && before == Some('\n') {
            closed.extend(continued(text, &stack, at));
            stack.clear();
        }
        if let Some(depth) = closes(&stack, mark, before, after) {
            if let Some(open) = stack.get(depth) {
                closed.push(Marked {
                    outer: Span::new(open.at, at + mark.len_utf8()),
                    inner: Span::new(open.at + open.mark.len_utf8(), at).trim(text),
                });
            }
            stack.truncate(depth);
        } else if opens(mark, before, after) {
            if stack.len() >= DEEPEST {
                stack.clear();
            }
            stack.push(Open { mark, at });
        }
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
    let clear = || before.is_none_or(|c| !c.is_alphanumeric() || is_unspaced(c));
    let followed = || after.is_some_and(|c| !c.is_whitespace());
    match c {
        '“' | '„' | '「' | '『' | '﹁' | '«' | '‹' => after.is_some(),
        '‘' | '‚' | '»' | '›' | '"' | '＂' => clear() && followed(),
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

/// The quotation that runs to the end of its paragraph, at `at`, and goes on in the next.
fn continued(text: &str, stack: &[Open], at: usize) -> Option<Marked> {
    let open = stack.first()?;
    let before = text.get(..open.at)?;
    // A straight mark opens and closes: only at the head of its paragraph is it sure which.
    let head = before.is_empty() || before.ends_with('\n');
    if !head && !matches!(open.mark, '“' | '„' | '«' | '「' | '『') {
        return None;
    }
    let next = text.get(at..)?.trim_start().chars().next()?;
    let again = next == open.mark || matches!((open.mark, next), ('«', '»') | ('„', '“'));
    let outer = Span::new(open.at, at).trim(text);
    let inner = Span::new(
        open.at + open.mark.len_utf8(),
        outer.end().max(open.at + open.mark.len_utf8()),
    );
    again.then_some(Marked {
        outer,
        inner: inner.trim(text),
    })
}

/// Those that lie in no other, in order.
fn outermost(text: &str, mut closed: Vec<Marked>) -> Vec<Marked> {
    closed.retain(|marked| marked.inner.len() <= LONGEST && !marked.inner.of(text).is_empty());
    closed.sort_by_key(|marked| (marked.outer.start(), std::cmp::Reverse(marked.outer.end())));
    let mut end = 0;
    closed.retain(|marked| {
        let clear = marked.outer.start() >= end;
        if clear {
            end = marked.outer.end();
        }
        clear
    });
    closed
}

#[cfg(test)]
mod tests {
    use super::*;

    fn quotes(text: &str) -> Vec<&str> {
        find(text)
            .into_iter()
            .map(|marked| marked.inner.of(text))
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

    #[test]
    fn a_quotation_goes_on_in_a_paragraph_that_opens_with_a_mark_again() {
        assert_eq!(
            quotes("“It began here.\n\n“It ended there,” she said."),
            ["It began here.", "It ended there,"]
        );
        assert_eq!(quotes("« Le début.\n\n» La fin », dit-elle"), ["Le début."]);
    }
}
