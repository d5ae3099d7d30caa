//! What an answer makes of a page, and what is known of the page once it was read.

use headwater::document::{self, Condition, Document, Hints};
use headwater::report::FetchStatus;
use url::Url;

use crate::fetch::{Answer, Cut, Followed};
use crate::http;

/// Bytes of a page that are read.
const LARGEST: u64 = document::LARGEST as u64;
/// How hosts and paths begin that ask for consent in a page's place.
const CONSENT_HOSTS: [&str; 3] = ["consent.", "guce.", "cmp."];
const CONSENT_PATHS: [&str; 4] = [
    "/consent",
    "/collectconsent",
    "/privacy-gate",
    "/cookiewall",
];

/// A page, and what came of it.
#[derive(Debug)]
pub(crate) struct Judged {
    pub(crate) status: FetchStatus,
    pub(crate) detail: String,
    pub(crate) document: Option<Document>,
}

impl Judged {
    /// Of a page on which this program fails.
    pub(crate) fn failed() -> Self {
        Self::without_text(
            FetchStatus::NotText,
            "reading it failed, by a fault of this program",
        )
    }

    fn without_text(status: FetchStatus, detail: impl Into<String>) -> Self {
        Self {
            status,
            detail: detail.into(),
            document: None,
        }
    }
}

/// Reads what was answered to a request for `wanted`. Takes as long as reading does.
pub(crate) fn judge(wanted: &Url, followed: &Followed) -> Judged {
    let answer = match &followed.answer {
        Ok(answer) => answer,
        Err(trouble) => return Judged::without_text(trouble.status, &trouble.detail),
    };
    if let Some((status, detail)) = refused(answer.status) {
        return Judged::without_text(status, detail);
    }
    if let Some((status, detail)) = elsewhere(wanted, &answer.url) {
        return Judged::without_text(status, detail);
    }
    let media_type = answer.fields.get("Content-Type").unwrap_or_default();
    if !may_be_text(media_type) {
        return Judged::without_text(FetchStatus::NotText, format!("it is {media_type}"));
    }
    let document = match read(answer) {
        Ok(document) => document,
        Err(error) => {
            let (status, detail) = without_text(answer.cut, error.is_empty());
            return Judged::without_text(status, detail);
        }
    };
    let (status, detail) = by_text(&document, answer.cut);
    Judged {
        status,
        detail,
        document: Some(document),
    }
}

fn read(answer: &Answer) -> Result<Document, headwater::Error> {
    let media_type = answer.fields.get("Content-Type").unwrap_or_default();
    let hints = Hints::new(answer.url.as_str())
        .url(answer.url.as_str())
        .media_type(media_type);
    let body = http::decoded(&answer.fields, answer.body.clone(), LARGEST);
    document::read(&body, &hints)
}

/// What a status says that is no page.
fn refused(status: u16) -> Option<(FetchStatus, String)> {
    let kind = match status {
        200 | 203 => return None,
        404 | 410 => FetchStatus::Dead,
        401 | 402 | 403 | 407 | 429 | 451 => FetchStatus::Blocked,
        _ => FetchStatus::ServerError,
    };
    Some((kind, format!("the server answered {status}")))
}

/// Whether redirects led to something else than the page.
fn elsewhere(wanted: &Url, reached: &Url) -> Option<(FetchStatus, String)> {
    if wanted == reached {
        return None;
    }
    let path = reached.path().to_ascii_lowercase();
    let host = reached.host_str().unwrap_or_default();
    let asks = CONSENT_HOSTS.iter().any(|begin| host.starts_with(begin))
        || CONSENT_PATHS.iter().any(|begin| path.starts_with(begin));
    if asks {
        return Some((FetchStatus::ConsentWall, format!("it leads to {reached}")));
    }
    let is_front = |url: &Url| url.path() == "/" && url.query().is_none();
    let moved = is_front(reached) && !is_front(wanted);
    moved.then(|| {
        (
            FetchStatus::Moved,
            format!("it leads to the front page {reached}"),
        )
    })
}

fn may_be_text(media_type: &str) -> bool {
    let media_type = media_type.trim().to_ascii_lowercase();
    let other = [
        "image/",
        "video/",
        "audio/",
        "font/",
        "application/zip",
        "application/octet-stream",
    ];
    // An image that is text (SVG) is still no page.
    !other.iter().any(|begin| media_type.starts_with(begin))
}

fn by_text(document: &Document, cut: Option<Cut>) -> (FetchStatus, String) {
    let has = |condition| document.conditions().contains(&condition);
    let advice = |condition: Condition| condition.advice().unwrap_or_default().to_owned();
    if has(Condition::ConsentWall) {
        return (FetchStatus::ConsentWall, advice(Condition::ConsentWall));
    }
    if has(Condition::PaywallStub) {
        return (FetchStatus::Paywall, advice(Condition::PaywallStub));
    }
    if has(Condition::ScriptShell) {
        return (FetchStatus::NeedsBrowser, advice(Condition::ScriptShell));
    }
    match cut.map(cut_off) {
        Some(cut) => cut,
        None if !document.says_something() => without_text(None, true),
        None => (FetchStatus::Read, String::new()),
    }
}

fn cut_off(cut: Cut) -> (FetchStatus, String) {
    let (status, detail) = match cut {
        Cut::Length => (FetchStatus::TooLarge, "only its beginning was fetched"),
        Cut::Time => (FetchStatus::TimedOut, "only its beginning came in time"),
        Cut::Disconnect => (
            FetchStatus::Unreachable,
            "the connection broke off before its end",
        ),
    };
    (status, detail.to_owned())
}

/// What comes of a page without a text.
fn without_text(cut: Option<Cut>, is_empty: bool) -> (FetchStatus, String) {
    let whole = if is_empty {
        (FetchStatus::NeedsBrowser, "there is no text in it")
    } else {
        (FetchStatus::NotText, "no text can be read from it")
    };
    cut.map_or_else(|| (whole.0, whole.1.to_owned()), cut_off)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fetch::Trouble;
    use crate::warc::Fields;

    const STORY: &str =
        "<p>The dam above Orlin held through the night, the river office said on Monday.</p>";

    fn judged(
        reached: &str,
        status: u16,
        media_type: &str,
        body: &str,
        cut: Option<Cut>,
    ) -> FetchStatus {
        let url = Url::parse(reached).expect("an address");
        let answer = Answer {
            url: url.clone(),
            time: String::new(),
            status,
            fields: Fields::parse(format!("Content-Type: {media_type}").as_bytes()),
            body: body.into(),
            cut,
            record: String::new(),
            hold: None,
        };
        let followed = Followed {
            url,
            answer: Ok(answer),
        };
        let wanted = Url::parse("https://paper.example/dam").expect("an address");
        judge(&wanted, &followed).status
    }

    #[test]
    fn a_page_has_the_status_that_a_person_would_give_it() {
        let page = "https://paper.example/dam";
        let html = "text/html; charset=utf-8";
        let wall = format!("{STORY}<div>Subscribe to continue reading.</div>");
        let shell = "<title>Dam</title><div id='root'></div>";
        for (reached, status, media_type, body, cut, wanted) in [
            (page, 200, html, STORY, None, FetchStatus::Read),
            (page, 404, html, STORY, None, FetchStatus::Dead),
            (page, 410, html, STORY, None, FetchStatus::Dead),
            (page, 403, html, STORY, None, FetchStatus::Blocked),
            (page, 451, html, STORY, None, FetchStatus::Blocked),
            (page, 503, html, STORY, None, FetchStatus::ServerError),
            (page, 204, html, "", None, FetchStatus::ServerError),
            (page, 200, html, &wall, None, FetchStatus::Paywall),
            (page, 200, html, shell, None, FetchStatus::NeedsBrowser),
            (page, 200, html, "", None, FetchStatus::NeedsBrowser),
            (page, 200, "image/png", "x", None, FetchStatus::NotText),
            (
                page,
                200,
                html,
                STORY,
                Some(Cut::Length),
                FetchStatus::TooLarge,
            ),
            (
                page,
                200,
                html,
                STORY,
                Some(Cut::Time),
                FetchStatus::TimedOut,
            ),
            (
                page,
                200,
                html,
                STORY,
                Some(Cut::Disconnect),
                FetchStatus::Unreachable,
            ),
            (
                "https://paper.example/",
                200,
                html,
                STORY,
                None,
                FetchStatus::Moved,
            ),
            (
                "https://paper.example/2031/dam",
                200,
                html,
                STORY,
                None,
                FetchStatus::Read,
            ),
            (
                "https://consent.paper.example/m?to=dam",
                200,
                html,
                STORY,
                None,
                FetchStatus::ConsentWall,
            ),
        ] {
            assert_eq!(
                judged(reached, status, media_type, body, cut),
                wanted,
                "{reached} {status} {media_type} {body}"
            );
        }
    }

    #[test]
    fn what_was_not_answered_has_the_status_of_its_trouble() {
        let url = Url::parse("https://paper.example/dam").expect("an address");
        let trouble = Trouble::new(FetchStatus::HostUnknown, "no such host");
        let followed = Followed {
            url: url.clone(),
            answer: Err(trouble),
        };
        let judged = judge(&url, &followed);
        assert_eq!(
            (judged.status, judged.detail.as_str()),
            (FetchStatus::HostUnknown, "no such host")
        );
    }
}
