//! Whether a page shows the whole story, and what kind of page it is.

use super::super::address;
use super::super::draft::Piece;
use super::super::notices::NOTICES;
use super::super::prune::Pruned;
use super::super::tokens::{Tag, Token, Tokens, decode};
use super::super::{BlockKind, Condition};

/// A story with less prose than this may be the beginning of one behind a paywall, or what a film or
/// a script shell has beside it. In letters, of which a Chinese character counts for three.
const SHORT_STORY: usize = 1500;
const HARDLY_ANY: usize = 300;
/// A page that its scripts fill says less than this before they have run.
const NOTHING_YET: usize = 40;
/// Fewer captions make no gallery.
const FEWEST_CAPTIONS: usize = 5;
/// Words of a paywall are short.
const LONGEST_NOTICE: usize = 400;
/// So much of a page's own HTML is looked through for signs of a film or of scripts.
const LOOKED_AT: usize = 2 * 1024 * 1024;

/// Elements that a page's scripts fill.
const ROOTS: [&str; 6] = ["root", "app", "__next", "__nuxt", "___gatsby", "react-root"];
/// What the HTML of a page with a film has, in small letters.
const FILMS: [&str; 7] = [
    "<video",
    "youtube.com/embed/",
    "youtube-nocookie.com/embed/",
    "player.vimeo.com/",
    "dailymotion.com/embed",
    "\"videoobject\"",
    "content=\"video",
];

/// The conditions of a page with these pieces as its main content. `own` is its address.
pub(super) fn of(
    html: &str,
    pruned: &Pruned,
    pieces: &[Piece],
    own: Option<&str>,
) -> Vec<Condition> {
    let mut signs = Signs::default();
    signs.find(pruned, own);
    let prose = prose(pieces);
    let typed = |name: &str| pruned.linked_data.iter().any(|data| data.contains(name));
    let captions: Vec<usize> = letters_of(pieces, |kind| kind == BlockKind::Caption).collect();
    let mut found = Vec::new();
    let mut add = |holds: bool, condition| found.extend(holds.then_some(condition));
    add(signs.more_pages, Condition::MorePages);
    let short = prose < SHORT_STORY;
    let is_stub = || says_not_free(&pruned.linked_data) || asks_for_payment(pruned);
    add(short && is_stub(), Condition::PaywallStub);
    add(
        short && asks_for_consent(html, pruned),
        Condition::ConsentWall,
    );
    if prose < HARDLY_ANY {
        let head: String = html.chars().take(LOOKED_AT).collect();
        let head = head.to_ascii_lowercase();
        let has_film = FILMS.iter().any(|film| head.contains(film));
        add(has_film, Condition::VideoOnly);
        add(
            !has_film && (signs.root && prose < NOTHING_YET || asks_for_scripts(&head)),
            Condition::ScriptShell,
        );
    }
    add(signs.live || typed("LiveBlogPosting"), Condition::LiveBlog);
    let is_gallery = captions.len() >= FEWEST_CAPTIONS && captions.iter().sum::<usize>() > prose;
    add(is_gallery || typed("ImageGallery"), Condition::Gallery);
    add(is_amp(html), Condition::Amp);
    add(own.is_some_and(is_print), Condition::Print);
    found
}

/// What the tags of a page say.
#[derive(Default)]
struct Signs {
    more_pages: bool,
    live: bool,
    root: bool,
}

impl Signs {
    fn find(&mut self, pruned: &Pruned, own: Option<&str>) {
        // The address of a link whose words are being read.
        let mut link = None;
        for token in Tokens::new(&pruned.html) {
            match token {
                Token::Start(tag) => {
                    let name = tag.name();
                    let id = tag.raw("id").unwrap_or_default();
                    self.live |= is_live_blog(&tag);
                    self.root |= name == "div" && ROOTS.contains(&id);
                    if matches!(name, "a" | "link") {
                        let href = tag.get("href");
                        let to = href.and_then(|href| address::resolve(own, &href));
                        let rel = tag.raw("rel").unwrap_or_default();
                        let says_next = rel.split_ascii_whitespace().any(|rel| rel == "next");
                        let goes_on = to.as_deref().is_some_and(|to| is_further_page(own, to));
                        self.more_pages |= goes_on && (says_next || name == "a");
                        link = to.filter(|_| name == "a");
                    }
                }
                Token::End(name) if name == "a" => link = None,
                Token::Text(text) if link.is_some() && text.len() < LONGEST_NOTICE => {
                    let text = decode(text).to_lowercase();
                    let words = text.trim_matches(|c: char| !c.is_alphanumeric());
                    self.more_pages |= NOTICES.next_page.has(words);
                }
                Token::End(_) | Token::Text(_) | Token::JsonLd(_) => {}
            }
        }
    }
}

/// Whether an element is a live blog: by its type, or by the class of one that holds the story.
fn is_live_blog(tag: &Tag<'_>) -> bool {
    let kind = tag.raw("itemtype").unwrap_or_default();
    let named = || {
        let names = [tag.raw("id"), tag.raw("class")].into_iter().flatten();
        names
            .flat_map(str::split_ascii_whitespace)
            .map(str::to_ascii_lowercase)
            .any(|name| matches!(name.as_str(), "liveblog" | "live-blog"))
    };
    kind.ends_with("LiveBlogPosting")
        || matches!(tag.name(), "body" | "main" | "article") && named()
}

/// Whether the first tag of a page says that it is the form for telephones.
fn is_amp(html: &str) -> bool {
    let first = Tokens::new(html).find_map(|token| match token {
        Token::Start(tag) => Some(tag),
        _ => None,
    });
    let says = |tag: &Tag<'_>| tag.raw("amp").is_some() || tag.raw("⚡").is_some();
    first.is_some_and(|tag| tag.name() == "html" && says(&tag))
}

/// Whether `to` is page two or more of the story at `own`: `/dam/2`, `/dam?page=2`, `/dam_2.html`.
fn is_further_page(own: Option<&str>, to: &str) -> bool {
    // A story has a path; the front page has none.
    let story = |address: &str| {
        let page = address::canonical(address)?;
        let (place, query) = page.split_once('?').unwrap_or((&page, ""));
        let stem = place.trim_end_matches(".html").trim_end_matches(".htm");
        let has_path = stem.matches('/').count() > 2;
        has_path.then(|| (stem.to_owned(), query.to_owned()))
    };
    let (Some((own, own_query)), Some((to, query))) = (own.and_then(story), story(to)) else {
        return false;
    };
    let number = |text: &str| {
        text.parse::<u32>()
            .is_ok_and(|number| (2..100).contains(&number))
    };
    if own == to {
        let pages = ["page=", "p=", "pagenum=", "paged=", "pg="];
        let later = |query: &str| {
            query.split('&').any(|pair| {
                let pair = pair.to_ascii_lowercase();
                pages
                    .iter()
                    .any(|name| pair.strip_prefix(name).is_some_and(number))
            })
        };
        return later(&query) && !later(&own_query);
    }
    to.strip_prefix(&own).is_some_and(|rest| {
        let rest = rest.trim_start_matches(['/', '_', '-']);
        let rest = rest.strip_prefix("page").unwrap_or(rest);
        number(rest.trim_start_matches(['/', '_', '-']))
    })
}

/// Whether an address asks for the form for printers.
fn is_print(address: &str) -> bool {
    let path = address::path(address)
        .unwrap_or_default()
        .to_ascii_lowercase();
    let (steps, query) = path.split_once('?').unwrap_or((&path, ""));
    let mut parameters = query
        .split('&')
        .map(|pair| pair.split('=').next().unwrap_or_default());
    steps
        .split(['/', '.'])
        .any(|step| matches!(step, "print" | "printpage" | "printable"))
        || parameters.any(|name| matches!(name, "print" | "printable" | "printview"))
}

/// Letters of each piece of the kinds that are wanted, links left out.
fn letters_of(pieces: &[Piece], wanted: impl Fn(BlockKind) -> bool) -> impl Iterator<Item = usize> {
    let pieces = pieces.iter().filter(move |piece| wanted(piece.kind));
    let lines = pieces
        .map(Piece::joined)
        .filter(|line| !line.is_all_links());
    lines.map(|line| line.text.chars().map(weight).sum())
}

fn prose(pieces: &[Piece]) -> usize {
    use BlockKind::{Lead, ListItem, Paragraph, Quote, TableRow};
    letters_of(pieces, |kind| {
        matches!(kind, Lead | ListItem | Paragraph | Quote | TableRow)
    })
    .sum()
}

/// A Chinese character says about as much as three letters.
fn weight(c: char) -> usize {
    if matches!(c, '\u{3040}'..='\u{30FF}' | '\u{3400}'..='\u{9FFF}' | '\u{AC00}'..='\u{D7AF}') {
        3
    } else {
        1
    }
}

/// Whether JSON-LD says that the page is not free.
fn says_not_free(scripts: &[String]) -> bool {
    const KEY: &str = "isaccessibleforfree:";
    scripts.iter().any(|script| {
        let flat: String = script
            .chars()
            .filter(|c| !c.is_whitespace() && *c != '"')
            .collect();
        let flat = flat.to_ascii_lowercase();
        let mut values = flat
            .match_indices(KEY)
            .filter_map(|(at, _)| flat.get(at + KEY.len()..));
        values.any(|value| {
            let value = value
                .trim_start_matches("https://")
                .trim_start_matches("http://");
            value.trim_start_matches("schema.org/").starts_with("false")
        })
    })
}

/// Whether a short text of the page asks to pay or to sign in before reading on.
fn asks_for_payment(pruned: &Pruned) -> bool {
    let mut texts = Tokens::new(&pruned.html).filter_map(|token| match token {
        Token::Text(text) if text.len() < LONGEST_NOTICE => Some(text),
        _ => None,
    });
    texts.any(|text| NOTICES.paywall.find(&decode(text).to_lowercase()).is_some())
}

/// Whether a page asks to be allowed to track: its title says so, and its text says by what.
fn asks_for_consent(html: &str, pruned: &Pruned) -> bool {
    let lower = |text: &str| decode(text).to_lowercase();
    let mut tokens = Tokens::new(html);
    let is_title = |token: &Token<'_>| matches!(token, Token::Start(tag) if tag.name() == "title");
    let title = tokens.find(is_title).and_then(|_| tokens.next());
    let asks =
        matches!(title, Some(Token::Text(title)) if NOTICES.consent.find(&lower(title)).is_some());
    asks && Tokens::new(&pruned.html).any(
        |token| matches!(token, Token::Text(text) if NOTICES.cookies.find(&lower(text)).is_some()),
    )
}

/// Whether a page, in small letters, tells those without scripts to switch them on.
fn asks_for_scripts(html: &str) -> bool {
    html.match_indices("<noscript").any(|(at, _)| {
        let rest = html.get(at..).unwrap_or_default();
        let inside = rest.split("</noscript").next().unwrap_or_default();
        inside.len() < 2000 && inside.contains("javascript")
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::{Hints, read};

    const STORY: &str = "<p>The dam above Orlin held through the night, the river office said.</p>";

    fn conditions(page: &str) -> Vec<Condition> {
        let hints = Hints::new("a.html").url("https://post.example/news/dam.html");
        let document = read(page.as_bytes(), &hints).expect("a document");
        document.conditions().to_vec()
    }

    #[test]
    fn an_ordinary_page_has_no_condition() {
        let page = format!(
            "<div id=root><h1>Dam</h1>{STORY}<a href='/news/river-2'>River</a><a href='/news/dam.html?page=1'>1</a></div>"
        );
        assert_eq!(conditions(&page), []);
        let long = format!("<p>{}</p>", "The dam held through the night. ".repeat(60));
        let page = format!(
            "<script type='application/ld+json'>{{\"isAccessibleForFree\": false}}</script>{long}"
        );
        assert_eq!(conditions(&page), []);
    }

    #[test]
    fn further_pages_by_their_address_or_by_the_words_of_their_link() {
        for link in [
            "<link rel=next href='/news/dam_2.html'>",
            "<a href='/news/dam.html?page=2'>2</a>",
            "<a href='/news/dam/page/3'>3</a>",
            "<a href='/x?y=7'><span>次のページ</span> »</a>",
            "<a href='/x?y=7'>下一页</a>",
        ] {
            let page = format!("{STORY}{link}");
            assert_eq!(conditions(&page), [Condition::MorePages], "{link}");
        }
        // The next story of a blog is no next page.
        let page = format!("{STORY}<link rel=next href='/news/flood.html'>");
        assert_eq!(conditions(&page), []);
    }

    #[test]
    fn the_beginning_of_a_story_before_a_paywall() {
        for mark in [
            "<script type='application/ld+json'>{\"isAccessibleForFree\": \"False\"}</script>",
            "<script type='application/ld+json'>{\"isAccessibleForFree\":\"http://schema.org/False\"}</script>",
            "<div>Subscribe to continue reading.</div>",
            "<div>この記事は有料会員限定です</div>",
            "<div>Чтобы продолжить чтение, войдите.</div>",
        ] {
            let page = format!("<meta charset=utf-8>{STORY}{mark}");
            assert_eq!(conditions(&page), [Condition::PaywallStub], "{mark}");
        }
    }

    #[test]
    fn pages_that_need_a_browser_or_eyes() {
        let shell = "<noscript>You need to enable JavaScript to run this app.</noscript>Loading";
        assert_eq!(conditions(shell), [Condition::ScriptShell]);
        let shell = "<title>Dam</title><div id='root'></div>Loading";
        assert_eq!(conditions(shell), [Condition::ScriptShell]);
        let film = format!("<h1>Dam</h1><video src='/dam.mp4'></video>{STORY}");
        assert_eq!(conditions(&film), [Condition::VideoOnly]);
    }

    #[test]
    fn a_page_that_asks_to_be_allowed_to_track() {
        let asks =
            "<p>We and our 700 partners store cookies on your device to show advertisements.</p>";
        for title in ["Before you continue", "Post – Zustimmung", "続行する前に"] {
            let page =
                format!("<meta charset=utf-8><title>{title}</title>{asks}<button>OK</button>");
            assert_eq!(conditions(&page), [Condition::ConsentWall], "{title}");
        }
        // The story of another page stands above such a question.
        let banner = format!("<title>The dam held</title>{STORY}{asks}");
        assert_eq!(conditions(&banner), []);
        let story = format!("<title>Age of consent raised</title>{STORY}");
        assert_eq!(conditions(&story), []);
    }

    #[test]
    fn live_blogs_galleries_and_forms_for_telephones_and_printers() {
        let live = "<script type='application/ld+json'>{\"@type\": \"LiveBlogPosting\"}</script>";
        assert_eq!(conditions(&format!("{STORY}{live}")), [Condition::LiveBlog]);
        let figure = format!(
            "<figure><img src='/a.jpg'><figcaption>{} from the east.</figcaption></figure>",
            "The dam"
        );
        let figures: String = (0..6)
            .map(|at| {
                figure.replace(
                    "east",
                    ["east", "west", "north", "south", "air", "river"][at],
                )
            })
            .collect::<Vec<_>>()
            .concat();
        assert_eq!(
            conditions(&format!("<h1>Pictures of the dam</h1>{figures}")),
            [Condition::Gallery]
        );
        let amp = format!("<html amp>{STORY}<amp-img src='/a.jpg'></amp-img>");
        assert_eq!(conditions(&amp), [Condition::Amp]);
        let hints = Hints::new("a.html").url("https://post.example/dam/print");
        let document = read(STORY.as_bytes(), &hints).expect("a document");
        assert_eq!(document.conditions(), [Condition::Print]);
    }
}
