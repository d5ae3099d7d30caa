//! The names by which a font calls its glyphs, by the Adobe Glyph List.

/// Names of glyphs that are no letter by themselves.
const NAMED: [(&str, char); 92] = [
    ("space", ' '),
    ("nbspace", ' '),
    ("exclam", '!'),
    ("quotedbl", '"'),
    ("numbersign", '#'),
    ("dollar", '$'),
    ("percent", '%'),
    ("ampersand", '&'),
    ("quotesingle", '\''),
    ("parenleft", '('),
    ("parenright", ')'),
    ("asterisk", '*'),
    ("plus", '+'),
    ("comma", ','),
    ("hyphen", '-'),
    ("minus", '−'),
    ("period", '.'),
    ("slash", '/'),
    ("zero", '0'),
    ("one", '1'),
    ("two", '2'),
    ("three", '3'),
    ("four", '4'),
    ("five", '5'),
    ("six", '6'),
    ("seven", '7'),
    ("eight", '8'),
    ("nine", '9'),
    ("colon", ':'),
    ("semicolon", ';'),
    ("less", '<'),
    ("equal", '='),
    ("greater", '>'),
    ("question", '?'),
    ("at", '@'),
    ("bracketleft", '['),
    ("backslash", '\\'),
    ("bracketright", ']'),
    ("asciicircum", '^'),
    ("underscore", '_'),
    ("grave", '`'),
    ("braceleft", '{'),
    ("bar", '|'),
    ("braceright", '}'),
    ("asciitilde", '~'),
    ("exclamdown", '¡'),
    ("cent", '¢'),
    ("sterling", '£'),
    ("yen", '¥'),
    ("Euro", '€'),
    ("section", '§'),
    ("paragraph", '¶'),
    ("copyright", '©'),
    ("registered", '®'),
    ("trademark", '™'),
    ("guillemotleft", '«'),
    ("guillemotright", '»'),
    ("guilsinglleft", '‹'),
    ("guilsinglright", '›'),
    ("quoteleft", '‘'),
    ("quoteright", '’'),
    ("quotesinglbase", '‚'),
    ("quotedblleft", '“'),
    ("quotedblright", '”'),
    ("quotedblbase", '„'),
    ("endash", '–'),
    ("emdash", '—'),
    ("bullet", '•'),
    ("periodcentered", '·'),
    ("ellipsis", '…'),
    ("degree", '°'),
    ("plusminus", '±'),
    ("multiply", '×'),
    ("divide", '÷'),
    ("onehalf", '½'),
    ("onequarter", '¼'),
    ("threequarters", '¾'),
    ("onesuperior", '¹'),
    ("twosuperior", '²'),
    ("threesuperior", '³'),
    ("perthousand", '‰'),
    ("questiondown", '¿'),
    ("germandbls", 'ß'),
    ("ae", 'æ'),
    ("AE", 'Æ'),
    ("oe", 'œ'),
    ("OE", 'Œ'),
    ("oslash", 'ø'),
    ("Oslash", 'Ø'),
    ("dotlessi", 'ı'),
    ("lslash", 'ł'),
    ("Lslash", 'Ł'),
];
/// Names of ligatures that are written without a line between their letters.
const LIGATURES: [&str; 5] = ["ff", "fi", "fl", "ffi", "ffl"];
/// What a name adds to that of a letter, and the mark that it stands for.
const MARKS: [(&str, char); 13] = [
    ("hungarumlaut", '\u{30B}'),
    ("circumflex", '\u{302}'),
    ("dotaccent", '\u{307}'),
    ("dieresis", '\u{308}'),
    ("cedilla", '\u{327}'),
    ("ogonek", '\u{328}'),
    ("macron", '\u{304}'),
    ("acute", '\u{301}'),
    ("grave", '\u{300}'),
    ("tilde", '\u{303}'),
    ("breve", '\u{306}'),
    ("caron", '\u{30C}'),
    ("ring", '\u{30A}'),
];

/// What a glyph of this name shows.
pub(super) fn text(name: &str) -> Option<String> {
    let name = name.split('.').next().filter(|name| !name.is_empty())?;
    let parts: Option<Vec<String>> = name.split('_').take(8).map(part).collect();
    parts.map(|parts| parts.concat())
}

fn part(name: &str) -> Option<String> {
    let mut letters = name.chars();
    let letter = letters.next()?;
    if letters.next().is_none() {
        return Some(name.to_owned());
    }
    if LIGATURES.contains(&name) {
        return Some(name.to_owned());
    }
    if let Some((_, c)) = NAMED.iter().find(|(known, _)| *known == name) {
        return Some(c.to_string());
    }
    let code = |digits: &str| char::from_u32(u32::from_str_radix(digits, 16).ok()?);
    let by_code = name.strip_prefix("uni").or_else(|| name.strip_prefix('u'));
    if let Some(c) = by_code.and_then(|digits| code(digits.get(..4.min(digits.len()))?)) {
        return Some(c.to_string());
    }
    if let Some(c) = name.strip_prefix("afii").and_then(cyrillic) {
        return Some(c.to_string());
    }
    let (mark, c) = MARKS.iter().find(|(mark, _)| name.ends_with(mark))?;
    let base = name.strip_suffix(mark)?;
    (base.chars().count() == 1 && letter.is_ascii_alphabetic()).then(|| format!("{base}{c}"))
}

/// Russian letters, which have numbers for names.
fn cyrillic(number: &str) -> Option<char> {
    let number: u32 = number.parse().ok()?;
    char::from_u32(match number {
        10017..=10022 => number - 10017 + 0x410,
        10023 => 0x401,
        10024..=10049 => number - 10024 + 0x416,
        10065..=10070 => number - 10065 + 0x430,
        10071 => 0x451,
        10072..=10097 => number - 10072 + 0x436,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_glyphs() {
        let cases = [
            ("a", Some("a")),
            ("f_i", Some("fi")),
            ("ffi", Some("ffi")),
            ("eacute", Some("e\u{301}")),
            ("uni5317", Some("北")),
            ("A.sc", Some("A")),
            ("afii10025", Some("З")),
            ("afii10072", Some("ж")),
            (".notdef", None),
            ("g12", None),
        ];
        for (name, want) in cases {
            assert_eq!(text(name).as_deref(), want, "{name}");
        }
    }
}
