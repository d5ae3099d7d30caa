use super::Span;

/// How many bytes lie between two remembered positions.
const STRIDE: usize = 256;

/// Turns byte offsets of one text into counts of Unicode code points, and back.
///
/// Built once in linear time; a look-up walks at most 256 bytes.
#[derive(Debug)]
pub struct CodePoints<'t> {
    text: &'t str,
    /// Code points that start before byte `i * STRIDE`.
    counts: Vec<usize>,
}

/// Whether a byte begins a code point.
const fn starts(byte: u8) -> bool {
    byte & 0xC0 != 0x80
}

impl<'t> CodePoints<'t> {
    /// Reads the text once.
    #[must_use]
    pub fn new(text: &'t str) -> Self {
        let mut seen = 0;
        let counts = text
            .as_bytes()
            .chunks(STRIDE)
            .map(|chunk| {
                let before = seen;
                seen += chunk.iter().filter(|byte| starts(**byte)).count();
                before
            })
            .collect();
        Self { text, counts }
    }

    /// How many code points begin before byte `offset`.
    #[must_use]
    pub fn at(&self, offset: usize) -> usize {
        let offset = offset.min(self.text.len());
        let chunk = (offset / STRIDE).min(self.counts.len().saturating_sub(1));
        let Some(before) = self.counts.get(chunk) else {
            return 0;
        };
        let rest = self
            .text
            .as_bytes()
            .get(chunk * STRIDE..offset)
            .unwrap_or_default();
        before + rest.iter().filter(|byte| starts(**byte)).count()
    }

    /// A byte span as `(start, end)` in code points.
    #[must_use]
    pub fn span(&self, span: Span) -> (usize, usize) {
        (self.at(span.start()), self.at(span.end()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn agrees_with_counting_from_the_start(text in "\\PC{0,600}") {
            let index = CodePoints::new(&text);
            for (count, (offset, _)) in text.char_indices().enumerate() {
                prop_assert_eq!(index.at(offset), count);
            }
            prop_assert_eq!(index.at(text.len()), text.chars().count());
            prop_assert_eq!(index.at(text.len() + 9), text.chars().count());
        }
    }
}
