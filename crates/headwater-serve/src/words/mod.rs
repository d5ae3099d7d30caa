//! What the pages say, one readable file a language. What is said of a trace stands in the library's catalogues.

use std::sync::LazyLock;

use headwater::report::MessageLanguage;
use serde::Deserialize;

/// All that the pages say in one language. The fields are the keys of `en.toml`, where they are explained.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Words {
    pub(crate) frame: Frame,
    pub(crate) list: List,
    pub(crate) new: New,
    pub(crate) progress: Progress,
    pub(crate) case: Case,
    pub(crate) judge: Judge,
    pub(crate) source: Source,
    pub(crate) trouble: Trouble,
    pub(crate) login: Login,
}

/// A part of the catalogue: every field is a sentence or a word.
macro_rules! part {
    ($(#[$doc:meta])* $name:ident { $($field:ident),+ $(,)? }) => {
        $(#[$doc])*
        #[derive(Debug, Deserialize)]
        #[serde(deny_unknown_fields)]
        pub(crate) struct $name { $(pub(crate) $field: String),+ }
    };
}

part!(Frame {
    own_name,
    cases,
    new,
    language,
    choose,
    skip,
    fidelity
});
part!(List {
    title,
    search,
    search_hint,
    find,
    show,
    all,
    trouble,
    unfinished,
    none,
    nothing_found,
    count,
    article,
    found,
    sources,
    asked,
    newer,
    older,
    waiting,
    working,
    failed,
    no_claims,
});
part!(New {
    title,
    article,
    article_hint,
    text,
    file,
    address,
    sources,
    sources_hint,
    files,
    addresses,
    fetch,
    fetch_hint,
    fetch_off,
    start,
    file_hint,
    drop,
    taken_article,
    taken_sources,
    not_taken,
    dropped_text,
    remove,
});
part!(Progress {
    title,
    waiting,
    fetching,
    reading,
    aligning,
    checking,
    ended,
    reload,
    step_fetch,
    step_read,
    step_align,
    step_check,
});
part!(Case {
    take_along,
    report,
    json,
    markdown,
    annotations,
    table,
    archive,
    judgements,
    claim_reviews,
    print,
    again,
    delete,
    delete_sure,
    failed,
    failed_hint,
    keys,
    keys_list,
    next,
    previous,
    open,
    mark_agree,
    mark_disagree,
    mark_note,
});
part!(Judge {
    title,
    agree,
    disagree,
    none,
    note,
    rating,
    rating_hint,
    name,
    about,
    whole,
    anonymous,
    history,
    withdrawn
});
part!(Source {
    back,
    title,
    passage,
    fetched,
    hash,
    not_kept,
    open,
    frame,
    original
});
part!(Trouble {
    title,
    not_found,
    no_case,
    not_finished,
    bad_request,
    too_large,
    too_slow,
    too_often,
    no_article,
    two_articles,
    elsewhere,
    method,
    ours,
    fetch_off,
    back,
});

part!(Login {
    title,
    token,
    wrong,
    enter,
    leave,
    only_reads,
});

impl Words {
    /// The catalogue of a language.
    pub(crate) fn of(language: MessageLanguage) -> &'static Self {
        static ALL: LazyLock<[Words; 4]> = LazyLock::new(|| {
            [
                include_str!("en.toml"),
                include_str!("zh-Hans.toml"),
                include_str!("zh-Hant.toml"),
                include_str!("ja.toml"),
            ]
            .map(|text| {
                #[expect(clippy::panic, reason = "a test reads all of them")]
                toml::from_str(text)
                    .unwrap_or_else(|error| panic!("a catalogue of the pages: {error}"))
            })
        });
        let [english, simplified, traditional, japanese] = &*ALL;
        match language {
            MessageLanguage::SimplifiedChinese => simplified,
            MessageLanguage::TraditionalChinese => traditional,
            MessageLanguage::Japanese => japanese,
            _ => english,
        }
    }
}

/// Puts values into the places `{name}` of a sentence.
pub(crate) fn fill(sentence: &str, values: &[(&str, &str)]) -> String {
    let mut out = String::with_capacity(sentence.len());
    let mut rest = sentence;
    while let Some((before, after)) = rest.split_once('{') {
        out.push_str(before);
        let (name, behind) = after.split_once('}').unwrap_or((after, ""));
        let value = values.iter().find(|(one, _)| *one == name);
        out.push_str(value.map_or("", |(_, value)| value));
        rest = behind;
    }
    out.push_str(rest);
    out
}

#[cfg(test)]
mod tests {
    use super::{Words, fill};
    use headwater::report::MessageLanguage;

    #[test]
    fn every_catalogue_says_everything() {
        for language in MessageLanguage::ALL {
            assert!(!Words::of(language).frame.cases.is_empty());
        }
    }

    /// A place that a translation lacks would leave a number out.
    #[test]
    fn every_catalogue_has_the_places_of_the_english_one() {
        let places = |text: &str| -> Vec<Vec<String>> {
            let lines = text.lines().filter(|line| line.contains(" = "));
            lines
                .map(|line| {
                    let mut places: Vec<String> = line
                        .split('{')
                        .skip(1)
                        .map(|rest| rest.split('}').next().unwrap_or_default().to_owned())
                        .collect();
                    places.sort();
                    places
                })
                .collect()
        };
        let english = places(include_str!("en.toml"));
        for other in [
            include_str!("zh-Hans.toml"),
            include_str!("zh-Hant.toml"),
            include_str!("ja.toml"),
        ] {
            assert_eq!(places(other), english);
        }
    }

    #[test]
    fn values_stand_in_their_places_and_are_not_looked_into() {
        assert_eq!(fill("{a} of {b}", &[("a", "{b}"), ("b", "7")]), "{b} of 7");
        assert_eq!(fill("{c}{", &[]), "");
    }
}
