//! `ToUnicode`: which characters the codes of a font stand for (ISO 32000-1, 9.10.3).

use std::collections::BTreeMap;

/// Ranges and single codes beyond this are not kept.
const MOST_ENTRIES: usize = 100_000;
/// Characters that one code stands for.
const LONGEST: usize = 32;

/// From codes to characters.
#[derive(Debug, Default)]
pub(super) struct CMap {
    singles: BTreeMap<u32, String>,
    /// By the first code: the last code, and what the first one stands for.
    ranges: BTreeMap<u32, (u32, String)>,
}

/// A word of the little language that the maps are written in.
enum Word<'b> {
    Hex(Vec<u8>),
    Open,
    Close,
    Name(&'b [u8]),
}

impl CMap {
    /// Reads a map; what is wrong in it is passed over.
    pub(super) fn read(bytes: &[u8]) -> Self {
        let mut map = Self::default();
        let mut words = Words { rest: bytes };
        while let Some(word) = words.next() {
            match word {
                Word::Name(b"beginbfchar") => map.singles(&mut words),
                Word::Name(b"beginbfrange") => map.ranges(&mut words),
                _ => {}
            }
        }
        map
    }

    fn has_room(&self) -> bool {
        self.singles.len() + self.ranges.len() < MOST_ENTRIES
    }

    fn singles(&mut self, words: &mut Words<'_>) {
        while let (Some(Word::Hex(code)), Some(Word::Hex(text))) = (words.next(), words.next()) {
            if self.has_room() {
                self.singles.insert(number(&code), utf16(&text));
            }
        }
    }

    fn ranges(&mut self, words: &mut Words<'_>) {
        while let (Some(Word::Hex(first)), Some(Word::Hex(last))) = (words.next(), words.next()) {
            let (first, last) = (number(&first), number(&last));
            match words.next() {
                Some(Word::Hex(text)) if self.has_room() => {
                    self.ranges.insert(first, (last, utf16(&text)));
                }
                Some(Word::Hex(_)) => {}
                Some(Word::Open) => {
                    let mut code = first;
                    while let Some(Word::Hex(text)) = words.next() {
                        if self.has_room() && code <= last {
                            self.singles.insert(code, utf16(&text));
                        }
                        code = code.saturating_add(1);
                    }
                }
                _ => return,
            }
        }
    }

    /// What a code stands for.
    pub(super) fn get(&self, code: u32) -> Option<String> {
        if let Some(text) = self.singles.get(&code) {
            return Some(text.clone());
        }
        let (first, (last, text)) = self.ranges.range(..=code).next_back()?;
        if code > *last {
            return None;
        }
        // Only the last character counts up.
        let mut characters: Vec<char> = text.chars().collect();
        let end = characters.pop()?;
        let end = char::from_u32(u32::from(end).checked_add(code - first)?)?;
        characters.push(end);
        Some(characters.into_iter().collect())
    }
}

/// A code, the highest byte first.
fn number(bytes: &[u8]) -> u32 {
    let bytes = bytes.iter().take(4);
    bytes.fold(0, |sum, byte| sum << 8 | u32::from(*byte))
}

/// UTF-16, the higher byte first.
fn utf16(bytes: &[u8]) -> String {
    if let [byte] = bytes {
        return char::from(*byte).to_string();
    }
    let units = bytes.chunks_exact(2).filter_map(|pair| match pair {
        [high, low] => Some(u16::from_be_bytes([*high, *low])),
        _ => None,
    });
    let characters = char::decode_utf16(units).filter_map(Result::ok);
    characters.take(LONGEST).collect()
}

struct Words<'b> {
    rest: &'b [u8],
}

impl<'b> Words<'b> {
    /// The bytes up to the first that does not hold, which are stepped over.
    fn take(&mut self, wanted: impl Fn(u8) -> bool) -> &'b [u8] {
        let end = self.rest.iter().position(|b| !wanted(*b));
        let (taken, rest) = self
            .rest
            .split_at_checked(end.unwrap_or(self.rest.len()))
            .unwrap_or((self.rest, &[]));
        self.rest = rest;
        taken
    }
}

impl<'b> Iterator for Words<'b> {
    type Item = Word<'b>;

    fn next(&mut self) -> Option<Word<'b>> {
        loop {
            self.take(|b| b.is_ascii_whitespace() || b == 0);
            let (first, rest) = self.rest.split_first()?;
            match first {
                b'%' => {
                    self.take(|b| b != b'\n' && b != b'\r');
                }
                b'[' => {
                    self.rest = rest;
                    return Some(Word::Open);
                }
                b']' => {
                    self.rest = rest;
                    return Some(Word::Close);
                }
                b'<' if !rest.starts_with(b"<") => {
                    self.rest = rest;
                    let digits = self.take(|b| b != b'>');
                    self.rest = self.rest.get(1..).unwrap_or_default();
                    return Some(Word::Hex(hex(digits)));
                }
                b if b.is_ascii_alphanumeric() => {
                    let name = self.take(|b| b.is_ascii_alphanumeric());
                    return Some(Word::Name(name));
                }
                _ => self.rest = rest,
            }
        }
    }
}

/// Bytes written in hexadecimal digits; a last digit alone is followed by a zero.
fn hex(digits: &[u8]) -> Vec<u8> {
    let digits: Vec<u8> = digits
        .iter()
        .filter_map(|b| char::from(*b).to_digit(16))
        .filter_map(|digit| u8::try_from(digit).ok())
        .collect();
    let pairs = digits.chunks(2);
    pairs
        .map(|pair| match pair {
            [high, low] => high << 4 | low,
            [high] => high << 4,
            _ => 0,
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_ranges_and_lists() {
        let map = CMap::read(
            b"/CMapName /x def 1 begincodespacerange <0000> <ffff> endcodespacerange\n\
              2 beginbfchar <0001> <5317> <0002> <D83DDE00> endbfchar % more\n\
              2 beginbfrange <0010> <0012> <0041> <20> <21> [<00660069> <0062>] endbfrange",
        );
        let get = |code| map.get(code);
        assert_eq!(get(1).as_deref(), Some("北"));
        assert_eq!(get(2).as_deref(), Some("😀"));
        assert_eq!(get(0x12).as_deref(), Some("C"));
        assert_eq!(get(0x13), None);
        assert_eq!(get(0x20).as_deref(), Some("fi"));
        assert_eq!(get(0x21).as_deref(), Some("b"));
    }
}
