//! What a page is made of, seen before it is walked: how much text each element has, and which
//! elements are other stories.

use std::borrow::Cow;

use super::super::address;
use super::super::tokens::{Tag, Token, Tokens, is_void};

/// What is known of an element before it is walked.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Element {
    /// Bytes of text in it.
    pub(super) size: usize,
    /// Whether it is a story, or the teaser of one, that the page shows beside its own.
    pub(super) is_other_story: bool,
}

/// All elements of a page, in the order in which they begin.
#[derive(Debug, Default)]
pub(super) struct Outline {
    elements: Vec<Element>,
    size: usize,
}

/// An element that is open.
struct Open {
    index: usize,
    /// The text before it.
    before: usize,
    is_story: bool,
    is_heading: bool,
}

/// A story's first heading.
#[derive(Debug, Default)]
struct Heading {
    /// The element of the story.
    story: usize,
    text: usize,
    /// How much of it is a link, and where that leads.
    linked: usize,
    url: Option<String>,
}

impl Outline {
    /// The outline of a page whose elements are well nested. `address` is where it came from.
    pub(super) fn of(html: &str, address: Option<&str>) -> Self {
        let mut survey = Survey {
            address,
            ..Survey::default()
        };
        for token in Tokens::new(html) {
            match token {
                Token::Start(tag) => survey.start(&tag),
                Token::End(_) => survey.end(),
                Token::Text(text) => survey.text(text),
                Token::JsonLd(_) => {}
            }
        }
        survey.finish()
    }

    /// The `index`th element.
    pub(super) fn element(&self, index: usize) -> Element {
        self.elements.get(index).copied().unwrap_or_default()
    }

    /// Bytes of text in all.
    pub(super) fn size(&self) -> usize {
        self.size
    }
}

/// The way through a page.
#[derive(Default)]
struct Survey<'p> {
    address: Option<&'p str>,
    outline: Outline,
    open: Vec<Open>,
    heading: Option<Heading>,
    /// Stories that have had their first heading.
    headed: Vec<usize>,
    in_link: bool,
    /// The number of the first post of a blog.
    post: Option<String>,
    others: Vec<usize>,
}

impl Survey<'_> {
    fn start(&mut self, tag: &Tag<'_>) {
        let index = self.outline.elements.len();
        self.outline.elements.push(Element::default());
        let name = tag.name();
        if is_void(name) {
            return;
        }
        let is_story = name == "article";
        let is_heading = matches!(name, "h1" | "h2" | "h3" | "h4");
        if let Some(number) = post_number(tag) {
            match &self.post {
                None => self.post = Some(number.to_owned()),
                Some(first) if first != number => self.others.push(index),
                Some(_) => {}
            }
        }
        if is_heading
            && let Some(story) = self.open.iter().rfind(|open| open.is_story)
            && !self.headed.contains(&story.index)
        {
            self.headed.push(story.index);
            self.heading = Some(Heading {
                story: story.index,
                ..Heading::default()
            });
        }
        if name == "a" {
            self.in_link = true;
            if let Some(heading) = &mut self.heading
                && heading.url.is_none()
            {
                heading.url = tag.get("href").map(Cow::into_owned);
            }
        }
        self.open.push(Open {
            index,
            before: self.outline.size,
            is_story,
            is_heading,
        });
    }

    fn end(&mut self) {
        let Some(open) = self.open.pop() else { return };
        if let Some(element) = self.outline.elements.get_mut(open.index) {
            element.size = self.outline.size - open.before;
        }
        self.in_link = false;
        if open.is_heading
            && let Some(heading) = self.heading.take()
            && self.leads_elsewhere(&heading)
        {
            self.others.push(heading.story);
        }
    }

    fn text(&mut self, text: &str) {
        let size = text.trim().len();
        self.outline.size += size;
        if let Some(heading) = &mut self.heading {
            heading.text += size;
            heading.linked += if self.in_link { size } else { 0 };
        }
    }

    /// Whether a story's heading is a link to another page.
    fn leads_elsewhere(&self, heading: &Heading) -> bool {
        let Some(url) = heading
            .url
            .as_deref()
            .filter(|_| heading.linked == heading.text)
        else {
            return false;
        };
        let Some(url) = address::resolve(self.address, url) else {
            return false;
        };
        let page = |url: &str| {
            let page = url.split(['#', '?']).next().unwrap_or_default();
            page.trim_end_matches('/')
                .rsplit("://")
                .next()
                .map(str::to_owned)
        };
        self.address.is_some_and(|own| page(own) != page(&url))
    }

    fn finish(mut self) -> Outline {
        let of = |index: &usize| self.outline.element(*index).size;
        let others: usize = self.others.iter().map(of).sum();
        // A page of teasers has no other story.
        if others * 3 <= self.outline.size * 2 || self.post.is_some() {
            for index in &self.others {
                if let Some(element) = self.outline.elements.get_mut(*index) {
                    element.is_other_story = true;
                }
            }
        }
        self.outline
    }
}

/// The number by which blogs mark an element as a post: "post-1806".
fn post_number<'t>(tag: &Tag<'t>) -> Option<&'t str> {
    let classes = tag.raw("class")?.split_ascii_whitespace();
    let mut numbers = classes.filter_map(|class| class.strip_prefix("post-"));
    numbers.find(|number| !number.is_empty() && number.bytes().all(|b| b.is_ascii_digit()))
}

#[cfg(test)]
mod tests {
    use crate::document::{Hints, read};

    const STORY: &str = "<p>The dam above Orlin held through the night, the river office said.</p>\
        <p>The gates will be opened again on Thursday, when the water has fallen far enough, \
        and the road along the valley is to follow a day later if nothing else gives way.</p>";

    /// Whether the beginning of the other story, of Varnow's bridge, is read as part of the page.
    fn has_bridge(page: &str) -> bool {
        let hints = Hints::new("a.html").url("https://post.example/dam");
        let document = read(page.as_bytes(), &hints).expect("a document");
        assert!(document.text().contains("opened again on Thursday"));
        document.text().contains("bridge of Varnow")
    }

    #[test]
    fn a_story_whose_heading_leads_to_another_page_is_not_of_this_one() {
        let with = |heading: &str| {
            format!(
                "<article><h1>Dam holds</h1>{STORY}</article>\
                 <article><h2>{heading}</h2><p>The bridge of Varnow is shut.</p></article>"
            )
        };
        assert!(!has_bridge(&with("<a href='/varnow'>Bridge shut</a>")));
        // A link to the page itself, and a heading that is only in part a link.
        for heading in [
            "<a href='https://post.example/dam#varnow'>Bridge shut</a>",
            "Bridge shut, says <a href='/varnow'>Varnow</a>",
            "Bridge shut",
        ] {
            assert!(has_bridge(&with(heading)), "{heading}");
        }
    }

    #[test]
    fn the_next_post_of_a_blog_is_not_of_this_page() {
        let with = |number: u32| {
            format!(
                "<div class='post-18 post'><h2>Dam holds</h2>{STORY}</div>\
                 <div class='post-{number} post'><p>The bridge of Varnow is shut.</p></div>"
            )
        };
        assert!(!has_bridge(&with(17)));
        assert!(has_bridge(&with(18)));
    }

    #[test]
    fn a_page_of_teasers_is_read() {
        let teaser = format!("<article><h2><a href='/next'>Dam holds</a></h2>{STORY}</article>");
        let page = teaser.repeat(6);
        assert!(!has_bridge(&page));
    }
}
