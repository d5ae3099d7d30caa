//! Any script in Latin letters.

use unicode_normalization::UnicodeNormalization;

use crate::language::script;

/// The text in lower-case ASCII, as a foreign reader would spell it.
///
/// Han characters become pinyin without tones, whatever the language: how kanji are read in
/// Japanese depends on the word, which is not looked up. Kana follow Hepburn with long vowels
/// short, hangul the revised romanisation letter by letter, other scripts their usual Latin
/// spelling. Marks above and below letters go. It is for reading and for sorting; names are
/// compared by [`match_score`](crate::language::values::name::match_score), which knows more.
#[must_use]
pub fn romanise(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut doubles = false;
    for c in text.nfkc() {
        // Hiragana as the katakana at the same place.
        let c = if script::is_hiragana(c) {
            char::from_u32(c as u32 + 0x60).unwrap_or(c)
        } else {
            c
        };
        match c {
            'ー' => {}
            'ッ' => doubles = true,
            'ャ' | 'ュ' | 'ョ' => glide(&mut out, c),
            'ァ' | 'ィ' | 'ゥ' | 'ェ' | 'ォ' => small_vowel(&mut out, c),
            _ => {
                let spelled = any_ascii::any_ascii_char(c).to_ascii_lowercase();
                if std::mem::take(&mut doubles) && script::is_kana(c) {
                    // matcha, not maccha
                    let first = spelled.chars().next().filter(|c| !"aiueo".contains(*c));
                    out.extend(first.map(|c| if c == 'c' { 't' } else { c }));
                }
                out.push_str(&spelled);
            }
        }
    }
    out
}

/// キ and ャ are kya, シ and ャ are sha.
fn glide(out: &mut String, small: char) {
    if out.ends_with('i') {
        out.pop();
    }
    if !out.ends_with("sh") && !out.ends_with("ch") && !out.ends_with('j') {
        out.push('y');
    }
    out.push(match small {
        'ャ' => 'a',
        'ュ' => 'u',
        _ => 'o',
    });
}

/// フ and ァ are fa, ティ is ti.
fn small_vowel(out: &mut String, small: char) {
    if out.ends_with(['a', 'e', 'i', 'o', 'u']) {
        out.pop();
    }
    out.push(match small {
        'ァ' => 'a',
        'ィ' => 'i',
        'ゥ' => 'u',
        'ェ' => 'e',
        _ => 'o',
    });
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn every_script_is_spelled_in_latin_letters() {
        for (text, expected) in [
            ("Čapek Łódź", "capek lodz"),
            ("Громов", "gromov"),
            ("きっとマッチャ", "kittomatcha"),
            ("シャーロット・フィッシャー", "sharotto-fissha"),
            ("北京", "beijing"),
            ("서울", "seoul"),
        ] {
            let found = romanise(text).replace('·', "-");
            assert_eq!(found, expected, "{text}");
        }
    }

    proptest! {
        #[test]
        fn it_is_always_ascii(text in any::<String>()) {
            prop_assert!(romanise(&text).is_ascii());
        }
    }
}
