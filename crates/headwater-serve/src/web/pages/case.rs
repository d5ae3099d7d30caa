//! A case: its trace with what readers think of it, or how far it is.

use axum::Form as Sent;
use axum::body::Bytes;
use axum::extract::rejection::FormRejection;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{Html, IntoResponse, Redirect, Response};
use headwater::report::Piece;
use maud::{Markup, PreEscaped, html};
use serde::Deserialize;

use super::frame::{May, Page, kept, page};
use super::history::{Histories, history, letter, mark};
use crate::cases::{CaseId, Entry, Opinion, State as CaseState};
use crate::kept_trace::{KeptTrace, Sentence};
use crate::readers::Reader;
use crate::web::ask::{ReaderName, name_cookie};
use crate::web::cache::Key;
use crate::web::judged::{Judged, Unjudged};
use crate::web::live::{self, step};
use crate::web::{App, Language, Trouble, blocking};
use crate::words::Words;
use crate::work::Stage;
use crate::work::shown::{self, View};

pub(in crate::web) async fn show(
    State(desk): State<App>,
    language: Language,
    reader: Reader,
    asked_with: HeaderMap,
    Path(id): Path<String>,
) -> Result<Response, Trouble> {
    let (id, entry) = find(&desk, language, &id).await?;
    let may = May::from(&reader);
    match entry.state {
        CaseState::Done => {}
        CaseState::Failed => return Ok(failed(language, may, &entry).into_response()),
        _ => {
            let watched = blocking(&desk, language, move |desk| live::watch(desk, &id)).await?;
            let stage = watched.borrow().clone();
            return Ok(at_work(language, may, &entry, &stage).into_response());
        }
    }
    let key = Key {
        address: format!("{id} {} {may:?}", language.tag()),
        version: entry.version,
    };
    if let Some(page) = desk.cache.get(&key) {
        return Ok(kept(&asked_with, &key, page));
    }
    let made = blocking(&desk, language, move |desk| {
        let folder = desk.cases.folder(&id);
        let pieces = shown::pieces(&folder, View::Page, language.0)?;
        let trace = KeptTrace::open(&folder)?;
        let judgements = desk.cases.judgements(&id)?;
        let page = Around {
            language,
            may,
            entry: &entry,
            trace: &trace,
            histories: Histories::of(&judgements),
        }
        .page(&pieces);
        Ok(Bytes::from(page.0))
    })
    .await?;
    desk.cache.put(key.clone(), made.clone());
    Ok(kept(&asked_with, &key, made))
}

/// The case of an address, if there is one.
pub(in crate::web) async fn find(
    desk: &App,
    language: Language,
    id: &str,
) -> Result<(CaseId, Entry), Trouble> {
    let id: CaseId = id.parse().map_err(|_| Trouble::no_case(language))?;
    let wanted = id.clone();
    let entry = blocking(desk, language, move |desk| desk.cases.entry(&wanted)).await?;
    let entry = entry.ok_or_else(|| Trouble::no_case(language))?;
    Ok((id, entry))
}

/// A trace with what belongs around it.
struct Around<'t> {
    language: Language,
    may: May,
    entry: &'t Entry,
    trace: &'t KeptTrace,
    histories: Histories<'t>,
}

impl Around<'_> {
    fn words(&self) -> &'static Words {
        self.language.words()
    }

    fn page(&self, pieces: &[Piece]) -> Html<String> {
        let title = self
            .trace
            .article
            .title
            .as_deref()
            .unwrap_or(&self.entry.title);
        page(
            &Page::new(self.language, title).may(self.may),
            &html! {
                main.trace #content data-case=(self.entry.id) {
                    (self.take_along())
                    @for piece in pieces { (self.piece(piece)) }
                    @if self.may.edit { (self.ends()) }
                }
            },
        )
    }

    fn piece(&self, piece: &Piece) -> Markup {
        match piece {
            Piece::Html(html) => PreEscaped(html.clone()),
            Piece::Sentence(number) => {
                let sentence = self.trace.sentences.get(number.wrapping_sub(1));
                sentence
                    .filter(|sentence| sentence.verdict.is_some())
                    .map(|sentence| self.judge(sentence))
                    .unwrap_or_default()
            }
            Piece::Passage(source, start, end) => self.open(*source, Some((*start, *end))),
            Piece::Source(source) => self.open(*source, None),
            _ => Markup::default(),
        }
    }

    /// A link to a source as it is kept, at a passage.
    fn open(&self, number: usize, passage: Option<(usize, usize)>) -> Markup {
        let is_kept = self
            .trace
            .source(number)
            .is_some_and(|source| source.text.is_some());
        let address = format!("/cases/{}/sources/{number}", self.entry.id);
        let address = match passage {
            Some((start, end)) => format!("{address}?start={start}&end={end}"),
            None => address,
        };
        html! { @if is_kept { " " span { a.open href=(address) { (self.words().source.open) } } } }
    }

    /// What was thought of a sentence, and the form for one more judgement.
    fn judge(&self, sentence: &Sentence) -> Markup {
        html! {
            div.judge {
                (history(self.histories.at(sentence.id), self.words()))
                @if self.may.edit { (self.form(sentence)) }
            }
        }
    }

    fn form(&self, sentence: &Sentence) -> Markup {
        let words = &self.words().judge;
        let number = sentence.id;
        let note = format!("note-{number}");
        let name = format!("name-{number}");
        let about = format!("about-{number}");
        let rating = format!("rating-{number}");
        let rating_hint = format!("rating-hint-{number}");
        html! {
            details {
                summary { (words.title) }
                form method="post" action={ "/cases/" (self.entry.id) "/judgements" } {
                    input type="hidden" name="sentence" value=(number);
                    @if !sentence.departures.is_empty() {
                        label for=(about) { (words.about) }
                        select id=(about) name="departure" autocomplete="off" {
                            option value="" { (words.whole) }
                            @for (at, departure) in (1..).zip(&sentence.departures) {
                                option value=(at) { (letter(at)) " · " (departure.article.text) }
                            }
                        }
                    }
                    label for=(note) { (words.note) }
                    textarea id=(note) name="note" rows="2" dir="auto" autocomplete="off" {}
                    label for=(rating) { (words.rating) }
                    input id=(rating) name="rating" dir="auto" autocomplete="off" aria-describedby=(rating_hint);
                    p.hint id=(rating_hint) { (words.rating_hint) }
                    @if !self.may.leave {
                        label for=(name) { (words.name) }
                        input id=(name) name="name" autocomplete="name";
                    }
                    div.opinions {
                        button name="opinion" value="agree" { (mark(Opinion::Agree)) " " (words.agree) }
                        button name="opinion" value="disagree" { (mark(Opinion::Disagree)) " " (words.disagree) }
                        button name="opinion" value="none" { (words.none) }
                    }
                }
            }
        }
    }

    /// The formats in which a case can be taken along, and the keys.
    fn take_along(&self) -> Markup {
        let words = &self.words().case;
        let file = |name: &str| format!("/cases/{}/files/{name}", self.entry.id);
        let tag = self.language.tag();
        let keys = [
            ("j", &words.next),
            ("k", &words.previous),
            ("o", &words.open),
            ("a", &words.mark_agree),
            ("d", &words.mark_disagree),
            ("n", &words.mark_note),
        ];
        html! {
            div.along {
                details {
                    summary { (words.take_along) }
                    ul {
                        li { a href=(file(&format!("report.{tag}.html"))) download { (words.report) } }
                        li { a href=(file("trace.json")) download { (words.json) } }
                        li { a href=(file(&format!("trace.{tag}.md"))) download { (words.markdown) } }
                        li { a href=(file("annotations.jsonld")) download { (words.annotations) } }
                        li { a href=(file("findings.csv")) download { (words.table) } }
                        li { a href=(file("claim-reviews.jsonld")) download { (words.claim_reviews) } }
                        li { a href=(file("judgements.json")) download { (words.judgements) } }
                        li { a href=(file("case.wacz")) download { (words.archive) } }
                    }
                    p.hint { (words.print) }
                }
                details.keys hidden {
                    summary { (words.keys) }
                    dl aria-label=(words.keys_list) {
                        @for (key, what) in keys { div { dt { kbd { (key) } } dd { (what) } } }
                    }
                }
            }
        }
    }

    fn ends(&self) -> Markup {
        ends(self.language, &self.entry.id)
    }
}

/// Once more, or away with it.
fn ends(language: Language, id: &CaseId) -> Markup {
    let words = &language.words().case;
    html! {
        div.ends {
            form method="post" action={ "/cases/" (id) "/again" } { button type="submit" { (words.again) } }
            details {
                summary { (words.delete) }
                form method="post" action={ "/cases/" (id) "/delete" } {
                    p { (words.delete_sure) }
                    button.danger type="submit" { (words.delete) }
                }
            }
        }
    }
}

/// A case that comes to its trace: it watches by itself where a script may.
fn at_work(language: Language, may: May, entry: &Entry, stage: &Stage) -> Html<String> {
    let words = &language.words().progress;
    let (done, total) = match stage {
        Stage::Fetching(done, total, _) | Stage::Aligning(done, total) => (*done, *total),
        _ => (0, 0),
    };
    let steps = [
        &words.step_fetch,
        &words.step_read,
        &words.step_align,
        &words.step_check,
    ];
    let now = step(stage);
    // A bar without a value says that there is work, and not how much.
    let value = (total > 0 || now == 0).then_some(done);
    page(
        &Page::new(language, &words.title).may(may).reload(),
        &html! {
            main.narrow.at-work #content data-progress={ "/cases/" (entry.id) "/progress" } {
                h1 dir="auto" { (entry.title) }
                ol.steps {
                    @for (at, name) in (1..).zip(steps) {
                        li.done[at < now] aria-current=[(at == now).then_some("step")] { (name) }
                    }
                }
                p #progress-text role="status" { (live::sentence(stage, language.words())) }
                progress #progress-bar max=(total.max(1)) value=[value] aria-labelledby="progress-text" {}
                p.hint #progress-last dir="ltr" {}
                noscript { p.hint { (words.reload) } }
            }
        },
    )
}

fn failed(language: Language, may: May, entry: &Entry) -> Html<String> {
    let words = &language.words().case;
    page(
        &Page::new(language, &entry.title).may(may),
        &html! {
            main.narrow #content {
                h1 dir="auto" { (entry.title) }
                p { (words.failed) }
                p.problem { (entry.failure.as_deref().unwrap_or_default()) }
                p { (words.failed_hint) }
                @if may.edit { (ends(language, &entry.id)) }
            }
        },
    )
}

#[derive(Deserialize)]
pub(in crate::web) struct Form {
    sentence: usize,
    #[serde(default)]
    departure: String,
    opinion: String,
    #[serde(default)]
    note: String,
    #[serde(default)]
    rating: String,
    #[serde(default)]
    name: String,
}

/// Keeps what a reader thinks, and goes back to the sentence.
pub(in crate::web) async fn judge(
    State(desk): State<App>,
    language: Language,
    reader: Reader,
    ReaderName(known): ReaderName,
    Path(id): Path<String>,
    judged: Result<Sent<Form>, FormRejection>,
) -> Result<Response, Trouble> {
    let Sent(judged) = judged.map_err(|rejection| match rejection.status() {
        StatusCode::PAYLOAD_TOO_LARGE => Trouble::too_large_form(language),
        _ => Trouble::bad_request(language),
    })?;
    let (id, _) = find(&desk, language, &id).await?;
    let opinion = Opinion::from_word(&judged.opinion);
    let opinion = opinion.ok_or_else(|| Trouble::bad_request(language))?;
    let departure = match judged.departure.as_str() {
        "" => None,
        number => Some(number.parse().map_err(|_| Trouble::bad_request(language))?),
    };
    let name = match (reader.name, judged.name.trim()) {
        (Some(name), _) => name,
        (None, "") => known,
        (None, given) => given.to_owned(),
    };
    let sentence = judged.sentence;
    let judged = Judged {
        sentence,
        departure,
        opinion,
        note: judged.note,
        rating: judged.rating,
        name,
    };
    let case = id.clone();
    let kept = blocking(&desk, language, move |desk| judged.keep(&desk.cases, &case)).await?;
    match kept {
        Ok(kept) => {
            let back = Redirect::to(&format!("/cases/{id}#c{sentence}"));
            Ok(([name_cookie(&kept.name)], back).into_response())
        }
        Err(Unjudged::NotFinished) => Err(Trouble::not_finished(language)),
        Err(Unjudged::NoFinding) => Err(Trouble::not_found(language)),
    }
}

pub(in crate::web) async fn again(
    State(desk): State<App>,
    language: Language,
    Path(id): Path<String>,
) -> Result<Response, Trouble> {
    let (id, _) = find(&desk, language, &id).await?;
    let case = id.clone();
    blocking(&desk, language, move |desk| desk.cases.again(&case)).await?;
    desk.ring();
    Ok(Redirect::to(&format!("/cases/{id}")).into_response())
}

pub(in crate::web) async fn delete(
    State(desk): State<App>,
    language: Language,
    Path(id): Path<String>,
) -> Result<Response, Trouble> {
    let (id, _) = find(&desk, language, &id).await?;
    blocking(&desk, language, move |desk| desk.cases.delete(&id)).await?;
    Ok(Redirect::to("/").into_response())
}

#[cfg(test)]
mod tests {
    use super::{CaseState, Entry, Language, May, Stage, at_work};
    use headwater::report::MessageLanguage;

    /// A bar that is full while the longest part of the work still goes on would say that it is done.
    #[test]
    fn a_bar_has_a_value_only_where_it_is_known_how_much_there_is_to_do() {
        let entry = Entry {
            id: "54bg5kwjtrdcnjpj".parse().expect("a name"),
            created: String::new(),
            title: String::new(),
            state: CaseState::Working,
            failure: None,
            language: None,
            sources: 0,
            counts: [0; 4],
            version: 1,
        };
        let may = May {
            edit: false,
            leave: false,
        };
        for (stage, value) in [
            (Stage::Waiting(2), Some("value=\"0\"")),
            (Stage::Aligning(3, 7), Some("value=\"3\"")),
            (Stage::Checking, None),
        ] {
            let page = at_work(Language(MessageLanguage::English), may, &entry, &stage).0;
            let bar = page
                .split("<progress")
                .nth(1)
                .and_then(|rest| rest.split('>').next());
            let bar = bar.expect("a bar");
            assert_eq!(bar.contains("value="), value.is_some(), "{bar}");
            assert!(value.is_none_or(|value| bar.contains(value)), "{bar}");
        }
    }
}
