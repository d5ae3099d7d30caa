//! Words looked up letter by letter.

use rustc_hash::FxHashMap as HashMap;

/// What words mean, by their letters: no letter is read twice, and none behind the last that may
/// still belong to a word.
#[derive(Debug)]
pub(crate) struct Trie<T> {
    /// The place that a letter leads to from another one.
    next: HashMap<(Place, char), Place>,
    /// What the letters up to a place mean, where they are a word.
    meanings: Vec<Option<T>>,
}

/// What was read of a word.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) struct Place(u32);

impl Place {
    /// Nothing yet.
    pub(crate) const START: Self = Self(0);
}

impl<T> Default for Trie<T> {
    fn default() -> Self {
        Self {
            next: HashMap::default(),
            meanings: vec![None],
        }
    }
}

impl<T> Trie<T> {
    /// Gives a word its meaning.
    pub(crate) fn insert(&mut self, word: impl IntoIterator<Item = char>, meaning: T) {
        if let Some(entry) = self.entry(word) {
            *entry = Some(meaning);
        }
    }

    /// What a word means, for it to be changed; `None` where all words together have more than
    /// 2³² letters.
    pub(crate) fn entry(&mut self, word: impl IntoIterator<Item = char>) -> Option<&mut Option<T>> {
        let mut place = Place::START;
        for letter in word {
            let new = Place(u32::try_from(self.meanings.len()).ok()?);
            place = *self.next.entry((place, letter)).or_insert(new);
            if place == new {
                self.meanings.push(None);
            }
        }
        self.meanings.get_mut(usize::try_from(place.0).ok()?)
    }

    /// Where one more letter leads, if any word goes on with it.
    pub(crate) fn step(&self, place: Place, letter: char) -> Option<Place> {
        self.next.get(&(place, letter)).copied()
    }

    /// What the letters read so far mean, where they are a word.
    pub(crate) fn meaning(&self, place: Place) -> Option<&T> {
        let at = usize::try_from(place.0).ok()?;
        self.meanings.get(at)?.as_ref()
    }

    /// Where these letters lead, if any word begins with them.
    pub(crate) fn find(&self, letters: impl IntoIterator<Item = char>) -> Option<Place> {
        let mut letters = letters.into_iter();
        letters.try_fold(Place::START, |place, letter| self.step(place, letter))
    }

    /// What a whole word means.
    pub(crate) fn get(&self, word: impl IntoIterator<Item = char>) -> Option<&T> {
        self.meaning(self.find(word)?)
    }

    /// All meanings, in no order that means anything.
    #[cfg(test)]
    pub(crate) fn meanings(&self) -> impl Iterator<Item = &T> {
        self.meanings.iter().flatten()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_share_their_beginning() {
        let mut trie = Trie::default();
        for (word, meaning) in [("per", 1), ("per cent", 2), ("元", 3)] {
            trie.insert(word.chars(), meaning);
        }
        assert_eq!(trie.get("per".chars()), Some(&1));
        assert_eq!(trie.get("per cent".chars()), Some(&2));
        assert_eq!(trie.get("per c".chars()), None);
        assert_eq!(trie.get("cent".chars()), None);
        assert_eq!(trie.get("元".chars()), Some(&3));
        assert_eq!(trie.get("".chars()), None);
        let place = trie.step(Place::START, 'p');
        assert!(place.is_some_and(|place| trie.meaning(place).is_none()));
        assert_eq!(trie.step(Place::START, 'x'), None);
    }
}
