//! The places in a text where a mark can stand.

/// A character that is no ASCII letter, digit or space, so that it may be a mark.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Sign {
    pub(crate) at: usize,
    pub(crate) mark: char,
    /// The character before it.
    pub(crate) before: Option<char>,
    /// The character after it.
    pub(crate) after: Option<char>,
}

/// All such characters of a text, in order.
pub(crate) fn signs(text: &str) -> impl Iterator<Item = Sign> {
    let mut next = 0;
    std::iter::from_fn(move || {
        let at = next_sign(text, next);
        let (before, rest) = text.split_at_checked(at)?;
        let mut rest = rest.chars();
        let mark = rest.next()?;
        next = at + mark.len_utf8();
        Some(Sign {
            at,
            mark,
            before: before.chars().next_back(),
            after: rest.next(),
        })
    })
}

/// The first place from `at` on where such a character stands, else the end of the text.
pub(crate) fn next_sign(text: &str, at: usize) -> usize {
    let rest = text.as_bytes().get(at..).unwrap_or_default();
    let is_plain = |byte: &u8| byte.is_ascii_alphanumeric() || *byte == b' ';
    at + rest.iter().take_while(|byte| is_plain(byte)).count()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_digits_and_spaces_of_ascii_are_passed_over() {
        let found: Vec<_> = signs("a “b” c3-é")
            .map(|sign| (sign.before, sign.mark, sign.after))
            .collect();
        assert_eq!(
            found,
            [
                (Some(' '), '“', Some('b')),
                (Some('b'), '”', Some(' ')),
                (Some('3'), '-', Some('é')),
                (Some('-'), 'é', None),
            ]
        );
        assert_eq!(signs("plain words").count(), 0);
        assert_eq!(next_sign("ab", 7), 7);
    }
}
