//! Characters that show nothing. They are left out of the text, and counted.

use std::ops::AddAssign;

/// How many characters that show nothing were left out of a document's text.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Invisible {
    soft_hyphens: usize,
    zero_width: usize,
    direction: usize,
    overrides: usize,
    controls: usize,
}

impl Invisible {
    /// U+00AD, which shows only where a line is broken at it.
    #[must_use]
    pub fn soft_hyphens(self) -> usize {
        self.soft_hyphens
    }

    /// Characters without width: joiners, spaces and the byte order mark within the text.
    #[must_use]
    pub fn zero_width(self) -> usize {
        self.zero_width
    }

    /// Marks and brackets of the direction of writing, as Arabic and Hebrew need them.
    #[must_use]
    pub fn direction(self) -> usize {
        self.direction
    }

    /// Orders to write against the direction of the letters, U+202D and U+202E: with them a text looks
    /// other than it is.
    #[must_use]
    pub fn overrides(self) -> usize {
        self.overrides
    }

    /// Other control characters.
    #[must_use]
    pub fn controls(self) -> usize {
        self.controls
    }

    /// Whether there were none at all.
    #[must_use]
    pub fn is_empty(self) -> bool {
        self == Self::default()
    }

    /// Counts the character and gives true, if it is one that shows nothing.
    pub(super) fn takes(&mut self, c: char) -> bool {
        let count = match c {
            '\u{AD}' => &mut self.soft_hyphens,
            '\u{180E}' | '\u{200B}'..='\u{200D}' | '\u{2060}'..='\u{2064}' | '\u{FEFF}' => {
                &mut self.zero_width
            }
            '\u{202D}' | '\u{202E}' => &mut self.overrides,
            '\u{61C}'
            | '\u{200E}'
            | '\u{200F}'
            | '\u{202A}'..='\u{202E}'
            | '\u{2066}'..='\u{2069}' => &mut self.direction,
            '\u{206A}'..='\u{206F}' | '\u{FFF9}'..='\u{FFFB}' => &mut self.controls,
            c if c.is_control() && !c.is_whitespace() => &mut self.controls,
            _ => return false,
        };
        *count += 1;
        true
    }
}

impl AddAssign for Invisible {
    fn add_assign(&mut self, other: Self) {
        self.soft_hyphens += other.soft_hyphens;
        self.zero_width += other.zero_width;
        self.direction += other.direction;
        self.overrides += other.overrides;
        self.controls += other.controls;
    }
}

#[cfg(test)]
mod tests {
    use crate::document::{Hints, read};

    #[test]
    fn what_nobody_sees_is_left_out_and_counted() {
        let text = "The d\u{AD}am \u{202E}dleh\u{202C} at\u{200B} night.\u{7}";
        for name in ["a.txt", "a.md", "a.html"] {
            let document = read(text.as_bytes(), &Hints::new(name)).expect("a document");
            assert_eq!(document.text(), "The dam dleh at night.");
            let invisible = document.invisible();
            assert_eq!(invisible.soft_hyphens(), 1);
            assert_eq!((invisible.overrides(), invisible.direction()), (1, 1));
            assert_eq!(invisible.zero_width(), 1);
            assert_eq!(invisible.controls(), 1);
        }
        let plain = read(b"The dam held.", &Hints::new("a.txt")).expect("a document");
        assert!(plain.invisible().is_empty());
    }
}
