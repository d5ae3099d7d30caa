//! What stands around every page.

use axum::body::Bytes;
use axum::http::header::ETAG;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{Html, IntoResponse, Response};
use data_encoding::HEXLOWER;
use headwater::report::MessageLanguage;
use maud::{DOCTYPE, Markup, html};
use sha2::{Digest, Sha256};

use crate::readers::{Reader, Role};
use crate::web::Language;
use crate::web::ask::is_known;
use crate::web::assets::{ICON_ADDRESS, SCRIPT_ADDRESS, STYLE_ADDRESS};
use crate::web::cache::Key;
use crate::words::Words;

/// What a page says of itself.
pub(in crate::web) struct Page<'p> {
    language: Language,
    title: &'p str,
    /// Whether it is to be asked for again soon where no script watches.
    reload: bool,
    /// Its place in the list of pages, where it has one.
    here: Option<&'p str>,
    may: May,
}

/// What the reader of a page may do, by which it is another page.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) struct May {
    pub(super) edit: bool,
    /// Known by name, and so able to leave.
    pub(super) leave: bool,
}

impl From<&Reader> for May {
    fn from(reader: &Reader) -> Self {
        Self {
            edit: reader.role == Role::Edit,
            leave: reader.name.is_some(),
        }
    }
}

impl<'p> Page<'p> {
    pub(in crate::web) fn new(language: Language, title: &'p str) -> Self {
        Self {
            language,
            title,
            reload: false,
            here: None,
            may: May {
                edit: false,
                leave: false,
            },
        }
    }

    pub(super) fn reload(mut self) -> Self {
        self.reload = true;
        self
    }

    pub(super) fn may(mut self, may: May) -> Self {
        self.may = may;
        self
    }

    pub(super) fn here(mut self, address: &'p str) -> Self {
        self.here = Some(address);
        self
    }
}

/// A whole page around its content, which has a `#content`.
pub(in crate::web) fn page(page: &Page<'_>, content: &Markup) -> Html<String> {
    let words = page.language.words();
    let page = html! {
        (DOCTYPE)
        html lang=(page.language.tag()) {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="color-scheme" content="light dark";
                @if page.reload { noscript { meta http-equiv="refresh" content="3"; } }
                title { (page.title) " · Headwater" }
                link rel="icon" href=(*ICON_ADDRESS);
                link rel="stylesheet" href=(*STYLE_ADDRESS);
                script src=(*SCRIPT_ADDRESS) defer {}
            }
            body.desk {
                a.skip href="#content" { (words.frame.skip) }
                (bar(page, words))
                (content)
            }
        }
    };
    Html(page.into_string())
}

fn bar(page: &Page<'_>, words: &Words) -> Markup {
    let link = |address: &str, name: &str| {
        html! { a href=(address) aria-current=[(page.here == Some(address)).then_some("page")] { (name) } }
    };
    html! {
        header.bar-top {
            a.own href="/" { "Headwater" }
            nav aria-label=(words.frame.cases) {
                (link("/", &words.frame.cases))
                @if page.may.edit { (link("/new", &words.frame.new)) }
            }
            @if page.may.leave {
                form method="post" action="/logout" { button type="submit" { (words.login.leave) } }
            }
            form.language method="post" action="/language" {
                label for="language" { (words.frame.language) }
                select #language name="language" autocomplete="off" {
                    @for language in MessageLanguage::ALL {
                        @let name = &Words::of(language).frame.own_name;
                        option value=(language.tag()) lang=(language.tag()) selected[language == page.language.0] { (name) }
                    }
                }
                button type="submit" { (words.frame.choose) }
            }
        }
    }
}

/// A page as bytes that were made before, or word that the browser has it.
pub(super) fn kept(asked: &HeaderMap, key: &Key, page: Bytes) -> Response {
    let tag = tag(key);
    if is_known(asked, &tag) {
        return (StatusCode::NOT_MODIFIED, [(ETAG, tag)]).into_response();
    }
    ([(ETAG, tag)], Html(page)).into_response()
}

/// Another one where what is shown is another, or how it is shown.
fn tag(key: &Key) -> String {
    let mut hash = Sha256::new();
    for part in [&key.address, &*STYLE_ADDRESS, &*SCRIPT_ADDRESS] {
        hash.update(part);
        hash.update([0]);
    }
    hash.update(key.version.to_le_bytes());
    let hash = hash.finalize();
    format!(
        "\"{}\"",
        HEXLOWER.encode(hash.get(..12).unwrap_or_default())
    )
}
