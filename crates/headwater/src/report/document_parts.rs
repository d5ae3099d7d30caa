//! What became of each part of a page, for `headwater read --explain`.

use std::fmt::Write as _;

use crate::document::{Document, Fate};

/// So much of a part is shown.
const LONGEST: usize = 120;

/// The parts of a page in its order, one a line: whether each was kept or left out, as which kind of
/// block or for which reason, and how it begins. Empty unless the parts were asked for.
#[must_use]
pub fn document_parts(document: &Document) -> String {
    let mut out = String::new();
    for part in document.parts() {
        let (sign, name) = match part.fate() {
            Fate::Kept(kind) => ('+', kind.name()),
            Fate::LeftOut(omission) => ('-', omission.name()),
        };
        let text = part.text().replace(['\n', '\t'], " ");
        let cut = text.char_indices().nth(LONGEST);
        let (head, dots) = match cut {
            Some((at, _)) => (text.get(..at).unwrap_or_default(), "…"),
            None => (text.as_str(), ""),
        };
        // Writing to a string cannot fail.
        let _ = writeln!(out, "{sign} {name:20} {head}{dots}");
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::{Hints, read};

    #[test]
    fn one_line_a_part() {
        let page = format!(
            "<nav>Home News</nav><p>The dam held.</p><p>{}</p>",
            "Up the river. ".repeat(20)
        );
        let hints = Hints::new("a.html").explain(true);
        let document = read(page.as_bytes(), &hints).expect("a document");
        let shown = document_parts(&document);
        let lines: Vec<&str> = shown.lines().collect();
        assert_eq!(lines[0], "- navigation           Home News");
        assert_eq!(lines[1], "+ paragraph            The dam held.");
        assert!(lines[2].ends_with('…') && lines[2].chars().count() == 23 + LONGEST + 1);
    }
}
