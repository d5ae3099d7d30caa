//! Where a page was saved from, as the program that saved it wrote into a comment.

use super::super::address;

/// So far from its beginning a page says where it was saved from.
const HEAD: usize = 4096;

/// The address in the comment of `SingleFile`, of a browser's "save as", or of `HTTrack`.
pub(super) fn from(html: &str) -> Option<String> {
    let end = html.char_indices().map(|(at, _)| at).find(|at| *at >= HEAD);
    let head = html.get(..end.unwrap_or(html.len()))?;
    head.split("<!--").skip(1).find_map(|comment| {
        let comment = comment.split("-->").next()?.trim();
        let said = if comment.contains("saved with SingleFile") {
            comment.split_once("url:")?.1.to_owned()
        } else if let Some(said) = comment.strip_prefix("saved from url=(") {
            said.split_once(')')?.1.to_owned()
        } else {
            let said = comment.strip_prefix("Mirrored from ")?;
            format!("https://{}", said.split(" by HTTrack").next()?)
        };
        let url = said.split_whitespace().next()?;
        address::is_absolute(url).then(|| url.to_owned())
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::{Hints, read};

    #[test]
    fn the_programs_that_save_pages_say_where_from() {
        for comment in [
            "<!-- Page saved with SingleFile \n url: https://post.example/dam \n saved date: Thu May 04 2023 -->",
            "<!-- saved from url=(0024)https://post.example/dam -->",
            "<!-- Mirrored from post.example/dam by HTTrack Website Copier/3.x -->",
        ] {
            let page = format!("<!DOCTYPE html>\n{comment}<html><p>It held.");
            assert_eq!(
                from(&page).as_deref(),
                Some("https://post.example/dam"),
                "{comment}"
            );
            let document = read(page.as_bytes(), &Hints::new("a.html")).expect("a document");
            assert_eq!(document.url(), Some("https://post.example/dam"));
        }
        for comment in [
            "<!-- saved from url=(0014)about:internet -->",
            "<!-- url: https://a.example -->",
            "<!--",
        ] {
            assert_eq!(from(comment), None, "{comment}");
        }
    }
}
