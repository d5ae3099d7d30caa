//! Copies that other web archives made of a page (Memento, RFC 7089).

use jiff::Timestamp;
use jiff::fmt::rfc2822::DateTimePrinter;
use url::Url;

use crate::fetch::{Answer, Fetcher, Followed, Keeper};
use crate::http;

/// Bytes of a list of copies that are read.
const LARGEST: u64 = 8 * 1024 * 1024;

/// Where other archives are asked.
#[derive(Debug, Clone)]
pub(crate) struct Mementos {
    /// What stands before an address to ask for its copy nearest to a time.
    pub(crate) time_gate: Option<String>,
    /// What stands before an address to ask for the list of its copies.
    pub(crate) time_map: Option<String>,
}

/// A copy.
#[derive(Debug)]
pub(crate) struct Memento {
    pub(crate) followed: Followed,
    /// When it was made: ISO 8601 in UTC.
    pub(crate) time: String,
}

impl Mementos {
    /// The copy of a page that is nearest to a time.
    pub(crate) async fn nearest<K: Keeper>(
        &self,
        fetcher: &Fetcher<K>,
        page: &Url,
        near: Timestamp,
    ) -> Option<Memento> {
        if let Some(gate) = &self.time_gate
            && let Some(found) = by_gate(fetcher, gate, page, near).await
        {
            return Some(found);
        }
        let map = self.time_map.as_ref()?;
        by_map(fetcher, map, page, near).await
    }
}

async fn by_gate<K: Keeper>(
    fetcher: &Fetcher<K>,
    gate: &str,
    page: &Url,
    near: Timestamp,
) -> Option<Memento> {
    let gate = Url::parse(&format!("{gate}{page}")).ok()?;
    let when = DateTimePrinter::new()
        .timestamp_to_rfc9110_string(&near)
        .ok()?;
    let fields = [("Accept-Datetime", when)];
    let answer = fetcher.one(&gate, &fields).await.ok()?;
    match answer.redirect() {
        Some(copy) => {
            drop(answer);
            copy_at(fetcher, &copy, None).await
        }
        // The gate may give the copy itself.
        None => made(&answer).map(|time| Memento {
            followed: Followed {
                url: answer.url.clone(),
                answer: Ok(answer),
            },
            time,
        }),
    }
}

async fn by_map<K: Keeper>(
    fetcher: &Fetcher<K>,
    map: &str,
    page: &Url,
    near: Timestamp,
) -> Option<Memento> {
    let map = Url::parse(&format!("{map}{page}")).ok()?;
    let answer = fetcher.follow(&map, &[]).await.answer.ok()?;
    let list = http::decoded(&answer.fields, answer.body.clone(), LARGEST);
    let (copy, time) = nearest(&String::from_utf8_lossy(&list), near)?;
    let copy = answer.url.join(&copy).ok()?;
    drop((answer, list));
    copy_at(fetcher, &copy, Some(time)).await
}

/// The copy at an address, without what its archive adds to pages where it has it so.
async fn copy_at<K: Keeper>(
    fetcher: &Fetcher<K>,
    copy: &Url,
    listed: Option<Timestamp>,
) -> Option<Memento> {
    let as_it_was = untouched(copy);
    for url in as_it_was.iter().chain([copy]) {
        let followed = fetcher.follow(url, &[]).await;
        let Ok(answer) = &followed.answer else {
            continue;
        };
        let time = made(answer).or_else(|| Some(listed?.to_string()));
        if let Some(time) = time.filter(|_| answer.status == 200) {
            return Some(Memento { followed, time });
        }
    }
    None
}

/// When an answer says that it was made.
fn made(answer: &Answer) -> Option<String> {
    let said = answer.fields.get("Memento-Datetime")?;
    Some(http::time(said)?.to_string())
}

/// The address of the bytes as they were captured: archives that number their copies by fourteen figures give them
/// where `id_` stands behind these.
fn untouched(copy: &Url) -> Option<Url> {
    let path = copy.path();
    let steps = path.split('/').map(|step| {
        let is_time = step.len() == 14 && step.bytes().all(|b| b.is_ascii_digit());
        if is_time {
            format!("{step}id_")
        } else {
            step.to_owned()
        }
    });
    let new = steps.collect::<Vec<_>>().join("/");
    if new == path {
        return None;
    }
    let rest = &copy[url::Position::AfterPath..];
    let before = &copy[..url::Position::BeforePath];
    Url::parse(&format!("{before}{new}{rest}")).ok()
}

/// The copy in a list (`application/link-format`) that is nearest to a time.
fn nearest(list: &str, near: Timestamp) -> Option<(String, Timestamp)> {
    let mut best: Option<(String, Timestamp)> = None;
    for link in links(list) {
        let is_copy = link
            .rel
            .split_ascii_whitespace()
            .any(|rel| rel == "memento");
        let time = link.datetime.and_then(http::time);
        let Some(time) = time.filter(|_| is_copy) else {
            continue;
        };
        let distance = |time: Timestamp| near.as_second().abs_diff(time.as_second());
        let is_nearer = best
            .as_ref()
            .is_none_or(|(_, known)| distance(time) < distance(*known));
        if is_nearer {
            best = Some((link.url.to_owned(), time));
        }
    }
    best
}

struct Link<'l> {
    url: &'l str,
    rel: &'l str,
    datetime: Option<&'l str>,
}

/// The links of a list: `<address>; name="value"; …`, with commas between them.
fn links(list: &str) -> impl Iterator<Item = Link<'_>> {
    let mut rest = list;
    std::iter::from_fn(move || {
        let (_, behind) = rest.split_once('<')?;
        let (url, mut behind) = behind.split_once('>')?;
        let mut link = Link {
            url: url.trim(),
            rel: "",
            datetime: None,
        };
        while let Some(parameter) = behind.trim_start().strip_prefix(';') {
            let end = parameter.find(['=', ';', ',']).unwrap_or(parameter.len());
            let (name, value) = parameter.split_at_checked(end)?;
            let Some(value) = value.strip_prefix('=') else {
                behind = value;
                continue;
            };
            let (value, after) = if let Some(quoted) = value.trim_start().strip_prefix('"') {
                quoted.split_once('"').unwrap_or((quoted, ""))
            } else {
                let end = value.find([';', ',']).unwrap_or(value.len());
                value.split_at_checked(end)?
            };
            match name.trim().to_ascii_lowercase().as_str() {
                "rel" => link.rel = value,
                "datetime" => link.datetime = Some(value),
                _ => {}
            }
            behind = after;
        }
        rest = behind;
        Some(link)
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const LIST: &str = r#"<https://paper.example/dam?a=1,2>;rel="original",
 <https://archive.example/timegate/https://paper.example/dam> ; rel="timegate",
 <https://archive.example/20310101000000/https://paper.example/dam>; rel="first memento"; datetime="Wed, 01 Jan 2031 00:00:00 GMT",
 <https://archive.example/20310504100000/https://paper.example/dam>; datetime="Sun, 04 May 2031 10:00:00 GMT"; rel=memento,
 <https://archive.example/20320101000000/https://paper.example/dam>; rel="last memento"; datetime="Thu, 01 Jan 2032 00:00:00 GMT""#;

    #[test]
    fn the_nearest_copy_of_a_list_is_found() {
        for (near, wanted) in [
            ("2030-01-01T00:00:00Z", "20310101000000"),
            ("2031-05-06T00:00:00Z", "20310504100000"),
            ("2040-01-01T00:00:00Z", "20320101000000"),
        ] {
            let (url, _) = nearest(LIST, near.parse().expect("a time")).expect("a copy");
            assert!(url.contains(wanted), "{near}: {url}");
        }
        assert_eq!(links(LIST).count(), 5);
        assert_eq!(nearest("<a>; rel=memento", Timestamp::UNIX_EPOCH), None);
    }

    #[test]
    fn a_numbered_copy_is_asked_for_as_it_was() {
        let url = |text: &str| Url::parse(text).expect("an address");
        let copy = url("https://archive.example/web/20310504100000/https://paper.example/dam?x=1");
        let wanted = "https://archive.example/web/20310504100000id_/https://paper.example/dam?x=1";
        assert_eq!(untouched(&copy).expect("an address").as_str(), wanted);
        assert_eq!(untouched(&url("https://archive.example/web/dam")), None);
    }

    proptest! {
        #[test]
        fn any_list_is_gone_through(list in "[<>;=,\" a-z]{0,60}") {
            let _ = links(&list).count();
        }
    }
}
