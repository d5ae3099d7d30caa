use crate::text::{Sign, Span, signs};

/// The longest stretch, in code points, between two marks within which no sentence ends. A longer
/// quotation is several sentences, and a mark that is never closed must not swallow the rest.
const LONGEST: usize = 400;

/// How deep marks are nested at most; of deeper ones the outermost are forgotten.
const DEPTH: usize = 16;

/// Brackets and quotation marks whose two ends differ.
const PAIRS: [(char, char); 18] = [
    ('「', '」'),
    ('『', '』'),
    ('《', '》'),
    ('〈', '〉'),
    ('【', '】'),
    ('〔', '〕'),
    ('〝', '〟'),
    ('(', ')'),
    ('（', '）'),
    ('[', ']'),
    ('［', '］'),
    ('“', '”'),
    ('‘', '’'),
    ('„', '“'),
    ('„', '”'),
    ('‚', '‘'),
    ('«', '»'),
    ('»', '«'),
];

/// Whether a mark closes something. Some of them may also open.
pub(super) const fn is_closer(c: char) -> bool {
    matches!(
        c,
        '」' | '』'
            | '》'
            | '〉'
            | '】'
            | '〕'
            | '〟'
            | ')'
            | '）'
            | ']'
            | '］'
            | '”'
            | '’'
            | '“'
            | '»'
            | '«'
            | '"'
            | '\''
            | '‘'
    )
}

/// Whether a mark opens something. Some of them may also close.
pub(super) const fn is_opener(c: char) -> bool {
    matches!(
        c,
        '「' | '『'
            | '《'
            | '〈'
            | '【'
            | '〔'
            | '〝'
            | '('
            | '（'
            | '['
            | '［'
            | '“'
            | '‘'
            | '„'
            | '‚'
            | '«'
            | '»'
            | '"'
            | '\''
            | '¿'
            | '¡'
    )
}

/// A mark that waits for its partner.
struct Open {
    mark: char,
    at: usize,
}

/// The stretches from an opening mark to its closing mark, marks included, that are short enough
/// to hold together: outermost ones only, in order, none overlapping. Linear in the text.
pub(super) fn held_together(text: &str) -> Vec<Span> {
    let mut found: Vec<Span> = Vec::new();
    let mut open: Vec<Open> = Vec::new();
    for sign in signs(text) {
        let Sign { at, mark, .. } = sign;
        let (before, after) = (sign.before.unwrap_or(' '), sign.after.unwrap_or(' '));
        if let Some(partner) = partner(&open, mark, before, after) {
            if let Some(opened) = open.get(partner) {
                let span = Span::new(opened.at, at + mark.len_utf8());
                if is_short(span.of(text)) {
                    while found.last().is_some_and(|last| span.contains(*last)) {
                        found.pop();
                    }
                    found.push(span);
                }
            }
            open.truncate(partner);
        } else if opens(mark, before, after) {
            if open.len() == DEPTH {
                open.remove(0);
            }
            open.push(Open { mark, at });
        }
    }
    found
}

/// Whether a stretch has no more than [`LONGEST`] code points; a look at so many is enough.
fn is_short(stretch: &str) -> bool {
    stretch.chars().nth(LONGEST).is_none()
}

/// Which open mark a mark closes.
fn partner(open: &[Open], c: char, before: char, after: char) -> Option<usize> {
    if c == '"' {
        let place = open.iter().rposition(|opened| opened.mark == '"')?;
        // Between a space and a letter a straight mark can only open: the one before was forgotten.
        let opening = before.is_whitespace() && after.is_alphanumeric();
        return (!opening).then_some(place);
    }
    // An apostrophe looks like a closing mark.
    if !is_closer(c) || (c == '’' && after.is_alphanumeric()) {
        return None;
    }
    open.iter().rposition(|opened| {
        PAIRS
            .iter()
            .any(|(opener, closer)| *opener == opened.mark && *closer == c)
    })
}

/// Whether a mark that closes nothing opens something.
fn opens(c: char, before: char, after: char) -> bool {
    match c {
        // Inches, or the end of a quotation that began paragraphs ago.
        '"' => !after.is_whitespace() && !before.is_numeric(),
        // Guillemets point inwards or outwards; either way a space or a word follows the first.
        '»' => !before.is_alphanumeric() && after.is_alphanumeric(),
        '‘' | '‚' => !after.is_whitespace(),
        '\'' | '¿' | '¡' => false,
        _ => is_opener(c),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn held(text: &str) -> Vec<&str> {
        held_together(text)
            .into_iter()
            .map(|span| span.of(text))
            .collect()
    }

    #[test]
    fn marks_of_every_kind_find_their_partner() {
        assert_eq!(held("a “b” «c» „d“ »e« 「f」『g』 (h) \"i\" z").len(), 8);
        assert_eq!(held("don’t ‘do’ it"), ["‘do’"]);
        assert_eq!(held("他“说「好」了”吗"), ["“说「好」了”"]);
    }

    #[test]
    fn a_mark_that_never_closes_holds_nothing() {
        assert_eq!(held("a “b c. D e."), Vec::<&str>::new());
        assert_eq!(held("a) b\" c"), Vec::<&str>::new());
        let long = format!("“{}” (x)", "a".repeat(LONGEST));
        assert_eq!(held(&long), ["(x)"]);
    }

    #[test]
    fn a_long_quotation_still_holds_what_is_quoted_in_it() {
        let long = format!("“{} ‘b c’ {}”", "a".repeat(LONGEST), "d");
        assert_eq!(held(&long), ["‘b c’"]);
    }
}
