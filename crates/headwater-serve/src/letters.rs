/// Whether a character has those around it shown in another order than they stand in, as in `dm.txe` for `ext.md`.
pub(crate) fn turns_letters(letter: char) -> bool {
    matches!(letter, '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}')
}
