use crate::language::Language;
use crate::language::marks::{self, MarkKind};

/// What says that words are left out: one sign, or points.
const ELLIPSES: [&str; 2] = ["…", "..."];

/// Whether a quotation says itself that it leaves words out.
pub(super) fn says_so(quotation: &str) -> bool {
    ELLIPSES.iter().any(|dots| quotation.contains(dots))
}

/// Whether a quotation with dots or square brackets is the source's own words, in their order, with
/// nothing that denies in the places of the dots and brackets.
pub(super) fn is_honest(quotation: &str, source: &str, language: Option<Language>) -> bool {
    let cut = without_brackets(&quotation.replace(ELLIPSES[1], ELLIPSES[0]));
    let parts = cut.split(ELLIPSES[0]).map(super::letters);
    let parts: Vec<Vec<char>> = parts.filter(|part| !part.is_empty()).collect();
    if parts.is_empty() || !says_so(&cut) {
        return false;
    }
    let (places, letters) = placed_letters(source);
    let mut from = 0;
    for (at, part) in parts.iter().enumerate() {
        let rest = letters.get(from..).unwrap_or_default();
        let Some(found) = rest.windows(part.len()).position(|window| window == part) else {
            return false;
        };
        let place = |letter: usize| places.get(letter).copied().unwrap_or(source.len());
        let gap = source.get(place(from)..place(from + found));
        if at > 0 && denies(gap.unwrap_or_default(), language) {
            return false;
        }
        from += found + part.len();
    }
    true
}

/// The text with dots in place of what an editor put into square brackets.
fn without_brackets(text: &str) -> String {
    let mut rest = text;
    let mut cut = String::new();
    while let Some((before, behind)) = rest.split_once('[') {
        let Some((_, behind)) = behind.split_once(']') else {
            break;
        };
        cut.push_str(before);
        cut.push_str(ELLIPSES[0]);
        rest = behind;
    }
    cut + rest
}

fn denies(text: &str, language: Option<Language>) -> bool {
    let marks = language.map(|language| marks::find(text, language));
    let mut marks = marks.into_iter().flatten();
    marks.any(|mark| mark.kind() == MarkKind::Negation)
}

/// The letters of a text as [`super::letters`] has them, each with its place in bytes.
fn placed_letters(text: &str) -> (Vec<usize>, Vec<char>) {
    let letters = text.char_indices().filter(|(_, c)| c.is_alphanumeric());
    letters
        .flat_map(|(at, c)| c.to_lowercase().map(move |c| (at, c)))
        .unzip()
}

#[cfg(test)]
mod tests {
    use super::is_honest;
    use crate::language::Language;

    const SOURCE: &str = "We cannot stay here, as all know, and we will not leave before winter.";

    fn honest(quotation: &str) -> bool {
        is_honest(quotation, SOURCE, Some(Language::English))
    }

    #[test]
    fn dots_may_stand_for_words_that_deny_nothing() {
        assert!(honest("We cannot stay here … and we will not leave"));
        assert!(!honest("and we will … leave"), "the dots hide a denial");
    }

    #[test]
    fn an_editor_may_put_a_noun_for_a_pronoun_but_nothing_for_a_denial() {
        assert!(honest("[The family] cannot stay here"));
        assert!(honest("all know, and we will not leave [the harbour]"));
        assert!(!honest("and we will [surely] leave"));
        assert!(!honest("and we [will leave before winter"));
    }

    #[test]
    fn the_parts_stand_in_the_order_of_the_source() {
        assert!(!honest("we will not leave … we cannot stay here"));
        assert!(!honest("we cannot stay here … and we shall leave"));
        assert!(!honest("…"));
    }
}
