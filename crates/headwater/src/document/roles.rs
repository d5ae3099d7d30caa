//! What an element is for, by the words of its class and its id.

use std::collections::HashMap;
use std::sync::LazyLock;

use serde::Deserialize;

use super::tokens::Tag;

/// What an element is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Role {
    /// What a picture shows.
    Caption,
    /// Words with a box that shows when they are pointed at, or the box.
    Hover,
    /// Beside the text: shares, advertisements, other stories.
    Aside,
    /// Who the author is.
    Biography,
    /// The author, the day and the time.
    Byline,
    /// Where a picture is from.
    Credit,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Table {
    aside: Vec<String>,
    hover: Vec<String>,
    byline: Vec<String>,
    credit: Vec<String>,
    caption: Vec<String>,
    biography: Vec<String>,
}

const SOURCE: &str = include_str!("../../data/mul/roles.toml");

/// Each word with its role. A table that is malformed counts as empty; a test finds it.
static WORDS: LazyLock<HashMap<String, Role>> = LazyLock::new(|| {
    let table: Table = toml::from_str(SOURCE).unwrap_or_default();
    let lists = [
        (Role::Credit, table.credit),
        (Role::Byline, table.byline),
        (Role::Biography, table.biography),
        (Role::Aside, table.aside),
        (Role::Hover, table.hover),
        (Role::Caption, table.caption),
    ];
    let words = lists
        .into_iter()
        .flat_map(|(role, list)| list.into_iter().map(move |word| (word, role)));
    words.collect()
});

/// The role that an element's class or id says; of several the first in the order of [`Role`].
pub(super) fn role(tag: &Tag<'_>) -> Option<Role> {
    let names = [tag.raw("class"), tag.raw("id")];
    let words = || names.into_iter().flatten().flat_map(words);
    let found = words().filter_map(|word| WORDS.get(&word).copied()).min()?;
    // A post from elsewhere that the story shows.
    (!words().any(|word| word == "embed" || word == "embedded")).then_some(found)
}

/// The words of a name in lower case: "story-date" and "storyDate" are "story" and "date".
fn words(names: &str) -> impl Iterator<Item = String> {
    let parts = names.split(|c: char| !c.is_ascii_alphanumeric());
    parts.flat_map(|part| {
        let bytes = part.as_bytes();
        let turns = bytes
            .windows(2)
            .zip(1..)
            .filter(|(pair, _)| matches!(pair, [a, b] if a.is_ascii_lowercase() && b.is_ascii_uppercase()))
            .map(|(_, at)| at);
        let ends = turns.clone().chain([part.len()]);
        let starts = [0].into_iter().chain(turns);
        starts
            .zip(ends)
            .filter_map(|(from, to)| part.get(from..to))
            .map(str::to_ascii_lowercase)
            .collect::<Vec<_>>()
    })
}

#[cfg(test)]
mod tests {
    use super::super::tokens::{Token, Tokens};
    use super::*;

    fn of(html: &str) -> Option<Role> {
        match Tokens::new(html).next() {
            Some(Token::Start(tag)) => role(&tag),
            other => panic!("no tag: {other:?}"),
        }
    }

    #[test]
    fn the_table_is_well_formed_and_names_no_word_twice() {
        let table: Table = toml::from_str(SOURCE).expect("a table that can be read");
        let lists = [
            table.aside,
            table.hover,
            table.byline,
            table.credit,
            table.caption,
            table.biography,
        ];
        let mut all: Vec<String> = lists.concat();
        assert!(
            all.iter()
                .all(|word| word.bytes().all(|b| b.is_ascii_lowercase()))
        );
        let count = all.len();
        all.sort();
        all.dedup();
        assert_eq!(all.len(), count);
    }

    #[test]
    fn words_of_a_name() {
        let found: Vec<String> = words("storyDate article__byline RelatedPosts x").collect();
        let want = [
            "story", "date", "article", "byline", "related", "posts", "x",
        ];
        assert_eq!(
            found
                .iter()
                .filter(|word| !word.is_empty())
                .collect::<Vec<_>>(),
            want
        );
    }

    #[test]
    fn roles_by_class_and_id() {
        assert_eq!(of("<div class='storyDate'>"), Some(Role::Byline));
        assert_eq!(of("<span class='newsCaption credit'>"), Some(Role::Caption));
        assert_eq!(of("<div id=related-stories>"), Some(Role::Aside));
        assert_eq!(of("<div class='update adrift relation'>"), None);
        assert_eq!(of("<div class='social-media-embed'>"), None);
    }
}
