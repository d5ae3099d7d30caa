//! Which names in one document are forms of one name.

use super::score::parts;
use crate::language::script;

/// Whether `short` is another form of `long` in the same document and script: the family name
/// alone, initials for the names in front, the parts in another order, without a title or a name
/// in the middle, without the dots between the parts (拜登, 乔拜登 and 乔·拜登).
///
/// It compares letters, not sounds; [`match_score`](super::match_score) compares names across
/// scripts. A name is a form of itself.
#[must_use]
pub fn is_form_of(short: &str, long: &str) -> bool {
    let (short, long) = (all_parts(short), all_parts(long));
    let (Some(family), Some(last)) = (short.last(), long.last()) else {
        return false;
    };
    if short.concat() == long.concat() {
        return true;
    }
    // Without dots, the family name stands last in a foreign name.
    if let ([one], true) = (short.as_slice(), last.chars().any(script::is_unspaced)) {
        return long.len() > 1 && one == last;
    }
    let stands_for = |a: &String, b: &String| {
        a == b
            || (is_initial(a) && b.starts_with(a.as_str()))
            || (is_initial(b) && a.starts_with(b.as_str()))
    };
    let whole = |part: &&String| !is_initial(part);
    let all_there = short
        .iter()
        .all(|part| long.iter().any(|other| stands_for(part, other)));
    // The order may be turned, but a given name alone is not enough.
    let family_there = if short.len() == 1 {
        family == last
    } else {
        long.iter().filter(whole).any(|part| part == family) && short.contains(last)
    };
    all_there && family_there
}

/// For each name of a document, in order, the place of the fullest name that it is a form of; its
/// own place where there is none. Where a family name may be either of two people, it is the one
/// named last before it.
///
/// Names are looked for among the last 200 before and after, so that the time grows with
/// their number alone.
#[must_use]
pub fn group(names: &[&str]) -> Vec<usize> {
    let length = |place: usize| {
        names
            .get(place)
            .map_or(0, |name| all_parts(name).concat().len())
    };
    (0..names.len())
        .map(|place| {
            let Some(name) = names.get(place) else {
                return place;
            };
            let from = place.saturating_sub(MEMORY);
            let to = (place + MEMORY).min(names.len());
            let before = (from..place).rev();
            let candidates = before.chain(place + 1..to);
            let is_fuller = |other: &usize| {
                names.get(*other).is_some_and(|long| is_form_of(name, long))
                    && length(*other) > length(place)
            };
            candidates.into_iter().find(is_fuller).unwrap_or(place)
        })
        .collect()
}

/// How many names before and after one may be its fuller form.
const MEMORY: usize = 200;

fn is_initial(part: &str) -> bool {
    let mut chars = part.chars();
    chars.next().is_some_and(|c| !script::is_unspaced(c)) && chars.next().is_none()
}

/// The parts with the initials, without titles.
fn all_parts(name: &str) -> Vec<String> {
    // "Oakwood, Marlene" is turned round.
    let turned = name
        .split_once(", ")
        .map(|(family, given)| format!("{given} {family}"));
    let name = turned.as_deref().unwrap_or(name);
    let kept = parts(name);
    let initials = name
        .split(|c: char| c.is_whitespace() || c == '.')
        .map(str::to_lowercase)
        .filter(|part| is_initial(part) && !kept.contains(part));
    let mut all: Vec<String> = initials.collect();
    all.extend(kept.iter().cloned());
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_person_has_many_forms() {
        for (short, long) in [
            ("Quill", "Mara Quill"),
            ("M. Quill", "Mara Quill"),
            ("Quill, Mara", "Mara Quill"),
            ("Mayor Quill", "Mara T. Quill Jr."),
            ("奥克伍德", "玛琳·奥克伍德"),
            ("玛琳奥克伍德", "玛琳·奥克伍德"),
            ("オークウッド氏", "マーリーン・オークウッド"),
            ("Громов", "Иван Громов"),
        ] {
            assert!(is_form_of(short, long), "{short}");
            assert!(is_form_of(long, long), "{long}");
        }
    }

    #[test]
    fn another_person_is_none_of_them() {
        for (short, long) in [
            ("Mara", "Mara Quill"),
            ("Tom Quill", "Mara Quill"),
            ("T. Quill", "Mara Quill"),
            ("Quillan", "Mara Quill"),
            ("玛琳", "玛琳·奥克伍德"),
        ] {
            assert!(!is_form_of(short, long), "{short}");
        }
    }

    #[test]
    fn a_family_name_belongs_to_the_one_named_last() {
        let names = ["Mara Quill", "Quill", "Tom Quill", "Quill", "Harrow"];
        assert_eq!(group(&names), [0, 0, 2, 2, 4]);
    }
}
