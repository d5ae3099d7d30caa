//! Work to watch: events from the server, one for each step.

use std::convert::Infallible;
use std::time::Duration;

use axum::extract::{Path, State as Shared};
use axum::response::sse::{Event, KeepAlive, Sse};
use axum::response::{IntoResponse, Response};
use futures_util::stream;
use serde_json::json;
use tokio::sync::watch;

use super::{App, Desk, Language, Trouble, blocking};
use crate::Error;
use crate::cases::{CaseId, State};
use crate::words::{Words, fill};
use crate::work::Stage;

/// Between two events there is at least so much time.
const PACE: Duration = Duration::from_millis(150);

/// Events until the case has an end. Each has the step, how far it is, and a sentence that says so.
pub(super) async fn progress(
    Shared(desk): Shared<App>,
    language: Language,
    Path(id): Path<String>,
) -> Response {
    let Ok(id) = id.parse::<CaseId>() else {
        return Trouble::no_case(language).into_response();
    };
    let receiver = match blocking(&desk, language, move |desk| watch(desk, &id)).await {
        Ok(receiver) => receiver,
        Err(trouble) => return trouble.into_response(),
    };
    let words = language.words();
    let events = stream::unfold(
        (Some(receiver), true),
        move |(receiver, is_first)| async move {
            let mut receiver = receiver?;
            if !is_first {
                tokio::time::sleep(PACE).await;
                // The sender is dropped once all is done.
                let _ = receiver.changed().await;
            }
            let stage = receiver.borrow_and_update().clone();
            let event = Event::default().data(data(&stage, words));
            let next = (stage != Stage::Ended).then_some(receiver);
            Some((Ok::<_, Infallible>(event), (next, false)))
        },
    );
    Sse::new(events)
        .keep_alive(KeepAlive::default())
        .into_response()
}

/// What there is to see of a case. One that nobody has watched or worked on is not on the board yet.
pub(super) fn watch(desk: &Desk, id: &CaseId) -> Result<watch::Receiver<Stage>, Error> {
    let board = desk.office.board();
    if let Some(receiver) = board.watch(id) {
        return Ok(receiver);
    }
    let is_at_work = || -> Result<bool, Error> {
        let entry = desk.cases.entry(id)?;
        Ok(entry.is_some_and(|entry| matches!(entry.state, State::Waiting | State::Working)))
    };
    if is_at_work()? {
        board.put(id, Stage::Waiting(desk.cases.waiting_before(id)?));
        // It may have come to its end meanwhile.
        if !is_at_work()? {
            board.end(id);
        }
    }
    Ok(board
        .watch(id)
        .unwrap_or_else(|| watch::Sender::new(Stage::Ended).subscribe()))
}

fn data(stage: &Stage, words: &Words) -> String {
    let (done, total) = match stage {
        Stage::Fetching(done, total, _) | Stage::Aligning(done, total) => (*done, *total),
        _ => (0, 0),
    };
    let last = match stage {
        Stage::Fetching(_, _, last) => last,
        _ => "",
    };
    json!({ "step": step(stage), "done": done, "total": total, "text": sentence(stage, words), "last": last }).to_string()
}

/// Which of the steps it is at; 0 before the first.
pub(super) const fn step(stage: &Stage) -> usize {
    match stage {
        Stage::Waiting(_) => 0,
        Stage::Fetching(..) => 1,
        Stage::Reading => 2,
        Stage::Aligning(..) => 3,
        Stage::Checking => 4,
        Stage::Ended => 5,
    }
}

pub(super) fn sentence(stage: &Stage, words: &Words) -> String {
    let words = &words.progress;
    let of = |sentence: &str, done: &usize, total: &usize| {
        fill(
            sentence,
            &[("done", &done.to_string()), ("total", &total.to_string())],
        )
    };
    match stage {
        Stage::Waiting(count) => fill(&words.waiting, &[("count", &count.to_string())]),
        Stage::Fetching(done, total, _) => of(&words.fetching, done, total),
        Stage::Reading => words.reading.clone(),
        Stage::Aligning(done, total) => of(&words.aligning, done, total),
        Stage::Checking => words.checking.clone(),
        Stage::Ended => words.ended.clone(),
    }
}
