//! Plain text: paragraphs are parted by blank lines, or by lines where there is no blank one.

use super::BlockKind;
use super::draft::{Draft, Piece};

/// Reads plain text into pieces. It has no headings: nothing in it says that a line is one.
pub(super) fn read(text: &str) -> Vec<Piece> {
    let mut draft = Draft::default();
    let has_blank = has_blank_line(text);
    for line in text.lines() {
        if line.trim().is_empty() || !has_blank {
            draft.open(BlockKind::Paragraph);
        } else {
            draft.line_break(false);
        }
        draft.text(line);
    }
    draft.finish()
}

/// Whether a blank line stands between two lines that are not.
fn has_blank_line(text: &str) -> bool {
    text.trim().lines().any(|line| line.trim().is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(text: &str) -> Vec<String> {
        read(text).iter().map(|piece| piece.joined().text).collect()
    }

    #[test]
    fn blank_lines_part_paragraphs_and_wrapped_lines_join() {
        assert_eq!(texts("\n\nOne\ntwo.\n \nThree.\n"), ["One two.", "Three."]);
    }

    #[test]
    fn without_blank_lines_every_line_is_a_paragraph() {
        assert_eq!(texts("One.\nTwo.\r\nThree."), ["One.", "Two.", "Three."]);
    }
}
