//! One request and what is answered, within limits, as it went over the wire.

use std::net::IpAddr;

use headwater::report::FetchStatus;
use http_body_util::{BodyExt as _, Full};
use hyper::body::{Bytes, Incoming};
use hyper::{HeaderMap, Request, Response, Version};
use hyper_util::rt::{TokioExecutor, TokioIo, TokioTimer};
use jiff::Timestamp;
use memchr::memmem;
use tokio::time::{Instant, timeout, timeout_at};
use url::Url;

use super::connect::{Connection, Gate, Tls};
use super::tee::{Seen, Tee};
use super::{Limits, Trouble};
use crate::warc::Fields;

/// Fields of an answer beyond this are a fault.
const MOST_FIELDS: usize = 256;

/// Why a body ends early, in the words of the standard (`WARC-Truncated`).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Cut {
    Length,
    Time,
    Disconnect,
}

impl Cut {
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::Length => "length",
            Self::Time => "time",
            Self::Disconnect => "disconnect",
        }
    }

    pub(crate) fn from_word(word: &str) -> Option<Self> {
        let all = [Self::Length, Self::Time, Self::Disconnect];
        all.into_iter().find(|cut| cut.as_str() == word)
    }
}

/// A request and its answer.
#[derive(Debug, Clone)]
pub(crate) struct Exchange {
    pub(crate) url: Url,
    pub(crate) time: Timestamp,
    pub(crate) peer: IpAddr,
    pub(crate) tls: Option<Tls>,
    pub(crate) is_http2: bool,
    /// The request as it was sent.
    pub(crate) request: Vec<u8>,
    pub(crate) status: u16,
    /// The status line and the fields of the answer with the empty line behind them, as they came; of HTTP/2 as they
    /// would have come. A field that says that the body came in pieces has another name: it stands here as one.
    pub(crate) head: Vec<u8>,
    pub(crate) fields: Fields,
    /// The body in the encoding in which it came.
    pub(crate) body: Vec<u8>,
    pub(crate) cut: Option<Cut>,
}

/// Asks for an address, or sends it a body. The fields are those beside `Host`.
pub(super) async fn exchange(
    gate: &Gate,
    url: &Url,
    fields: &[(&str, String)],
    sent: Option<Vec<u8>>,
    limits: Limits,
) -> Result<Exchange, Trouble> {
    let end = Instant::now() + limits.exchange;
    let time = Timestamp::now();
    let connection = gate.connect(url, limits).await?;
    let Connection {
        stream,
        peer,
        tls,
        is_http2,
    } = connection;
    let (tee, seen) = Tee::new(stream, limits.head);
    let request = request(url, fields, sent, is_http2)
        .map_err(|error| Trouble::new(FetchStatus::AddressRefused, error.to_string()))?;
    let as_text = is_http2.then(|| as_http1(url, &request));
    let until = end.min(Instant::now() + limits.answer);
    let answer = timeout_at(until, answer(tee, request, is_http2, limits)).await;
    let answer = answer.map_err(|_| Trouble::slow("the server did not answer in time"))??;
    let status = answer.status().as_u16();
    let head = if is_http2 {
        head_of(&answer)
    } else {
        head_as_it_came(&seen).unwrap_or_else(|| head_of(&answer))
    };
    let lines = memchr::memchr(b'\n', &head).and_then(|end| head.get(end + 1..));
    let fields = Fields::parse(lines.unwrap_or_default());
    let (body, cut) = body(answer.into_body(), end, limits).await;
    Ok(Exchange {
        url: url.clone(),
        time,
        peer,
        tls,
        is_http2,
        request: as_text.unwrap_or_else(|| seen.sent()),
        status,
        head,
        fields,
        body,
        cut,
    })
}

fn request(
    url: &Url,
    fields: &[(&str, String)],
    sent: Option<Vec<u8>>,
    is_http2: bool,
) -> Result<Request<Full<Bytes>>, hyper::http::Error> {
    let host = authority(url);
    let target = &url[url::Position::BeforePath..url::Position::AfterQuery];
    let method = if sent.is_some() { "POST" } else { "GET" };
    let mut request = Request::builder().method(method);
    if is_http2 {
        request = request
            .version(Version::HTTP_2)
            .uri(format!("{}://{host}{target}", url.scheme()));
    } else {
        // A connection is for one exchange, and a server need not wait for more.
        request = request
            .uri(target)
            .header("Host", host)
            .header("Connection", "close");
    }
    for (name, value) in fields {
        request = request.header(*name, value);
    }
    request.body(Full::from(sent.unwrap_or_default()))
}

/// The host of an address, with its port where that is not the usual one.
fn authority(url: &Url) -> &str {
    // There are no credentials in it: they are taken out where an address comes in.
    &url[url::Position::BeforeHost..url::Position::AfterPort]
}

async fn answer(
    stream: Tee<Box<dyn super::connect::Stream>>,
    request: Request<Full<Bytes>>,
    is_http2: bool,
    limits: Limits,
) -> Result<Response<Incoming>, Trouble> {
    let stream = TokioIo::new(stream);
    let fault = |error: hyper::Error| Trouble::speaking(&error);
    if is_http2 {
        let head = u32::try_from(limits.head).unwrap_or(u32::MAX);
        let (mut sender, connection) =
            hyper::client::conn::http2::Builder::new(TokioExecutor::new())
                .timer(TokioTimer::new())
                .max_header_list_size(head)
                .handshake(stream)
                .await
                .map_err(fault)?;
        tokio::spawn(connection);
        sender.send_request(request).await.map_err(fault)
    } else {
        let (mut sender, connection) = hyper::client::conn::http1::Builder::new()
            .max_buf_size(limits.head)
            .max_headers(MOST_FIELDS)
            .title_case_headers(true)
            .handshake(stream)
            .await
            .map_err(fault)?;
        tokio::spawn(connection);
        sender.send_request(request).await.map_err(fault)
    }
}

/// The body as far as it comes within the limits, and why it ends before its end.
async fn body(mut body: Incoming, end: Instant, limits: Limits) -> (Vec<u8>, Option<Cut>) {
    let most = usize::try_from(limits.body).unwrap_or(usize::MAX);
    let mut bytes = Vec::new();
    loop {
        let left = end.saturating_duration_since(Instant::now());
        match timeout(left, body.frame()).await {
            Err(_) => return (bytes, Some(Cut::Time)),
            Ok(None) => return (bytes, None),
            Ok(Some(Err(_))) => return (bytes, Some(Cut::Disconnect)),
            Ok(Some(Ok(frame))) => {
                let Some(data) = frame.data_ref() else {
                    continue;
                };
                let room = most - bytes.len();
                if data.len() > room {
                    bytes.extend_from_slice(data.get(..room).unwrap_or_default());
                    return (bytes, Some(Cut::Length));
                }
                bytes.extend_from_slice(data);
            }
        }
    }
}

/// The last head that came over the wire: those of 1xx come before it.
fn head_as_it_came(seen: &Seen) -> Option<Vec<u8>> {
    let received = seen.received();
    let mut rest = received.as_slice();
    loop {
        let ends = [b"\r\n\r\n".as_slice(), b"\n\n"];
        let end = ends
            .iter()
            .filter_map(|end| Some(memmem::find(rest, end)? + end.len()))
            .min()?;
        let (head, behind) = rest.split_at_checked(end)?;
        let is_early = head.get(8..10) == Some(b" 1");
        if !is_early {
            return Some(as_one_piece(head));
        }
        rest = behind;
    }
}

/// A head whose body does not stand in pieces behind it, as it does on the wire.
fn as_one_piece(head: &[u8]) -> Vec<u8> {
    const PIECES: &[u8] = b"transfer-encoding:";
    let mut out = Vec::with_capacity(head.len());
    for line in head.split_inclusive(|byte| *byte == b'\n') {
        let is_pieces = line
            .get(..PIECES.len())
            .is_some_and(|name| name.eq_ignore_ascii_case(PIECES));
        if is_pieces {
            out.extend_from_slice(b"X-Orig-");
        }
        out.extend_from_slice(line);
    }
    out
}

/// The head as it would stand in HTTP/1.1.
fn head_of(answer: &Response<Incoming>) -> Vec<u8> {
    let status = answer.status();
    let reason = status.canonical_reason().unwrap_or_default();
    let line = format!("HTTP/1.1 {} {reason}\r\n", status.as_u16());
    as_one_piece(&as_text(line, answer.headers()))
}

/// A request of HTTP/2 as it would stand in HTTP/1.1.
fn as_http1(url: &Url, request: &Request<Full<Bytes>>) -> Vec<u8> {
    let target = &url[url::Position::BeforePath..url::Position::AfterQuery];
    let method = request.method();
    let line = format!("{method} {target} HTTP/1.1\r\nHost: {}\r\n", authority(url));
    as_text(line, request.headers())
}

/// A first line and the fields behind it, to the empty line.
fn as_text(line: String, fields: &HeaderMap) -> Vec<u8> {
    let mut text = line.into_bytes();
    for (name, value) in fields {
        text.extend_from_slice(name.as_str().as_bytes());
        text.extend_from_slice(b": ");
        text.extend_from_slice(value.as_bytes());
        text.extend_from_slice(b"\r\n");
    }
    text.extend_from_slice(b"\r\n");
    text
}
