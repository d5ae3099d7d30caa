//! What keeps the texts of strangers from steering a terminal or a table program.

/// Whether a character can steer a terminal or reorder what stands around it without being seen: controls, the bidirectional
/// marks and overrides, interlinear marks and tag characters.
fn is_hidden_control(c: char) -> bool {
    c.is_control()
        || matches!(c,
            '\u{061C}' | '\u{200E}' | '\u{200F}' | '\u{202A}'..='\u{202E}'
            | '\u{2066}'..='\u{206F}' | '\u{FFF9}'..='\u{FFFB}' | '\u{FFFE}' | '\u{FFFF}'
            | '\u{E0000}'..='\u{E007F}')
}

/// The text on one line, without hidden controls.
pub(crate) fn line(text: &str) -> String {
    let breaks = |c: char| match c {
        '\n' | '\r' | '\t' | '\u{0B}' | '\u{0C}' | '\u{85}' | '\u{2028}' | '\u{2029}' => Some(' '),
        c if is_hidden_control(c) => None,
        c => Some(c),
    };
    text.chars().filter_map(breaks).collect()
}

/// The text with its lines, without hidden controls.
pub(crate) fn lines(text: &str) -> String {
    let is_plain = |c: &char| *c == '\n' || !is_hidden_control(*c);
    text.chars().filter(is_plain).collect()
}

/// The text up to so many characters; dots say that there was more.
pub(crate) fn beginning(text: &str, most: usize) -> String {
    let mut cut: String = text.chars().take(most).collect();
    if cut.len() < text.len() {
        cut.push('…');
    }
    cut
}

/// The text as a field of a table. A table program takes what begins with one of these signs for a formula and runs it, so an
/// apostrophe stands before them.
pub(crate) fn field(text: &str) -> String {
    const FORMULA: [char; 6] = ['=', '+', '-', '@', '\t', '\r'];
    let guard = if text.starts_with(FORMULA) { "'" } else { "" };
    format!("{guard}{}", text.replace('\0', ""))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_steers_a_terminal() {
        assert_eq!(line("a\u{1b}[31mb\u{202E}c\0d\ne"), "a[31mbcd e");
        assert_eq!(lines("a\u{1b}[2J\nb\u{2067}"), "a[2J\nb");
    }

    #[test]
    fn what_is_cut_says_so() {
        assert_eq!(beginning("港口关闭", 2), "港口…");
        assert_eq!(beginning("港口", 2), "港口");
    }

    #[test]
    fn a_field_is_no_formula() {
        assert_eq!(field("=cmd|'/c calc'!A1"), "'=cmd|'/c calc'!A1");
        assert_eq!(field("a = b"), "a = b");
    }
}
