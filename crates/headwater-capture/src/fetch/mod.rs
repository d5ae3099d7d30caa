//! Pages over HTTP/1.1 and HTTP/2, asked for politely and within limits.
//!
//! Nothing that comes back is trusted. Where to connect to is decided anew for every request, on the address that the
//! connection goes to (`connect`, `address`); what an exchange may take is in `limits`; how often a host is asked in
//! `pace`; what it asks of programs in `robots`.

mod address;
mod connect;
mod cookies;
mod exchange;
mod limits;
mod pace;
mod resolve;
mod robots;
mod tee;
mod trouble;

use std::sync::Arc;
use std::time::Duration;

use headwater::report::FetchStatus;
use jiff::Timestamp;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::time::sleep;
use url::Url;

use connect::Gate;
pub use connect::certificates;
pub(crate) use connect::roots;
use cookies::Cookies;
pub(crate) use exchange::{Cut, Exchange};
pub use limits::Limits;
use pace::Pace;
pub use resolve::{Addresses, Resolver, SystemResolver};
use robots::Robots;
pub(crate) use trouble::Trouble;

use crate::http;
use crate::warc::Fields;

/// What is understood, best first.
const ACCEPT: &str =
    "text/html,application/xhtml+xml,application/pdf;q=0.9,text/plain;q=0.8,*/*;q=0.5";
/// Encodings that every reader of archives undoes.
const ENCODINGS: &str = "gzip, br";

/// Answers that are held at the same time: each may take as much memory as one body does. Whoever holds one asks for no
/// other before it is let go.
const AT_ONCE: usize = 8;

/// What was answered, from the network or from what is kept already.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) url: Url,
    pub(crate) time: String,
    pub(crate) status: u16,
    pub(crate) fields: Fields,
    /// In the encoding in which it came.
    pub(crate) body: Vec<u8>,
    pub(crate) cut: Option<Cut>,
    /// The identifier of its record.
    pub(crate) record: String,
    /// The right to hold it.
    #[expect(dead_code, reason = "it is held, not read")]
    pub(crate) hold: Option<OwnedSemaphorePermit>,
}

impl Answer {
    /// Where it sends its readers.
    pub(crate) fn redirect(&self) -> Option<Url> {
        let is_redirect = matches!(self.status, 301 | 302 | 303 | 307 | 308);
        let to = self.fields.get("Location").filter(|_| is_redirect)?;
        Some(clean(self.url.join(to).ok()?))
    }

    /// Whether the server may answer otherwise the next time.
    fn is_passing(&self) -> bool {
        matches!(self.status, 429 | 500 | 502 | 503 | 504)
    }
}

/// Keeps what is fetched, and knows what was kept before.
pub(crate) trait Keeper {
    /// What was answered to this address before the capture was broken off.
    fn held(&self, url: &Url) -> Option<Answer>;
    /// The fields that ask whether a page is still as it was when it was captured before.
    fn conditions(&self, url: &Url) -> Vec<(&'static str, String)>;
    /// Keeps an exchange.
    fn keep(&self, exchange: Exchange) -> std::io::Result<Answer>;
}

/// The end of a chain of redirects.
#[derive(Debug)]
pub(crate) struct Followed {
    /// The last address that was asked for.
    pub(crate) url: Url,
    pub(crate) answer: Result<Answer, Trouble>,
}

/// Asks servers for pages.
pub(crate) struct Fetcher<K> {
    gate: Gate,
    pace: Pace,
    robots: Robots,
    cookies: Cookies,
    limits: Limits,
    user_agent: String,
    free: Arc<Semaphore>,
    pub(crate) keeper: K,
}

/// What a fetcher is made from.
pub(crate) struct Manners {
    pub(crate) resolver: Box<dyn Resolver>,
    pub(crate) allowed_hosts: Vec<String>,
    pub(crate) allowed_ports: Vec<u16>,
    pub(crate) trusted: Vec<Vec<u8>>,
    pub(crate) apart: Duration,
    pub(crate) limits: Limits,
    pub(crate) user_agent: String,
    pub(crate) ignore_robots: bool,
}

/// An address without credentials and without a fragment, as it is asked for and kept.
pub(crate) fn clean(mut url: Url) -> Url {
    // Both fail only for addresses that cannot have them.
    let _ = url.set_username("");
    let _ = url.set_password(None);
    url.set_fragment(None);
    url
}

impl<K: Keeper> Fetcher<K> {
    pub(crate) fn new(manners: Manners, keeper: K) -> Self {
        Self {
            gate: Gate::new(
                manners.resolver,
                manners.allowed_hosts,
                manners.allowed_ports,
                &manners.trusted,
            ),
            pace: Pace::new(manners.apart),
            robots: Robots::new(manners.ignore_robots),
            cookies: Cookies::default(),
            limits: manners.limits,
            user_agent: manners.user_agent,
            free: Arc::new(Semaphore::new(AT_ONCE)),
            keeper,
        }
    }

    /// Asks for an address and follows where it leads. The fields are sent with every request.
    pub(crate) async fn follow(&self, url: &Url, fields: &[(&'static str, String)]) -> Followed {
        let mut url = clean(url.clone());
        let mut asked: Vec<Url> = Vec::new();
        loop {
            let answer = self.step(&url, &asked, fields).await;
            let next = answer.as_ref().ok().and_then(Answer::redirect);
            let Some(next) = next else {
                return Followed { url, answer };
            };
            asked.push(url);
            if asked.len() > self.limits.redirects {
                let detail = format!("after {} redirects there is one more", asked.len() - 1);
                let answer = Err(Trouble::new(FetchStatus::RedirectLoop, detail));
                return Followed { url: next, answer };
            }
            url = next;
        }
    }

    /// Asks for an address and does not go where it leads.
    pub(crate) async fn one(
        &self,
        url: &Url,
        fields: &[(&'static str, String)],
    ) -> Result<Answer, Trouble> {
        self.step(&clean(url.clone()), &[], fields).await
    }

    async fn step(
        &self,
        url: &Url,
        asked: &[Url],
        fields: &[(&'static str, String)],
    ) -> Result<Answer, Trouble> {
        // A page that sends its readers back to itself has set a cookie: it is asked anew.
        if !asked.contains(url)
            && let Some(held) = self.held(url).await
        {
            return Ok(held);
        }
        self.robots.ask(self, url).await?;
        self.patiently(url, fields).await
    }

    /// Sends a body to an address. Neither this nor the answer is kept.
    pub(crate) async fn send(
        &self,
        url: &Url,
        media_type: &str,
        body: Vec<u8>,
    ) -> Result<Exchange, Trouble> {
        let fields = [
            ("User-Agent", self.user_agent.clone()),
            ("Content-Type", media_type.to_owned()),
        ];
        exchange::exchange(&self.gate, url, &fields, Some(body), self.limits).await
    }

    /// What is kept of an address since before the capture was broken off.
    async fn held(&self, url: &Url) -> Option<Answer> {
        let hold = self.hold().await;
        let kept = self.keeper.held(url);
        let kept = kept.filter(|answer| !answer.is_passing());
        kept.map(|answer| Answer { hold, ..answer })
    }

    async fn hold(&self) -> Option<OwnedSemaphorePermit> {
        // `None` only of a semaphore that is closed, which this one never is.
        Arc::clone(&self.free).acquire_owned().await.ok()
    }

    /// Asks for an address, and again where the server is busy or does not answer.
    async fn patiently(
        &self,
        url: &Url,
        fields: &[(&'static str, String)],
    ) -> Result<Answer, Trouble> {
        let host = url.host_str().unwrap_or_default();
        let mut pause = self.limits.pause;
        for attempt in 1.. {
            let is_last = attempt >= self.limits.attempts;
            let answer = {
                let _turn = self.pace.turn(host).await;
                let hold = self.hold().await;
                let answer = self.once(url, fields).await;
                answer.map(|answer| Answer { hold, ..answer })
            };
            let wait = match &answer {
                Ok(answer) if answer.is_passing() => {
                    let asked = retry_after(&answer.fields);
                    asked.unwrap_or(pause)
                }
                Err(trouble) if trouble.passing => pause,
                _ => return answer,
            };
            if is_last || wait > self.limits.patience {
                return answer;
            }
            drop(answer);
            self.pace.rest(host, wait);
            sleep(wait).await;
            pause *= 2;
        }
        // Every way through the loop ends in it.
        Err(Trouble::slow("the server was asked too often"))
    }

    async fn once(&self, url: &Url, fields: &[(&'static str, String)]) -> Result<Answer, Trouble> {
        let mut sent = vec![
            ("User-Agent", self.user_agent.clone()),
            ("Accept", ACCEPT.to_owned()),
            ("Accept-Encoding", ENCODINGS.to_owned()),
        ];
        sent.extend(self.cookies.of(url).map(|cookies| ("Cookie", cookies)));
        sent.extend(self.keeper.conditions(url));
        sent.extend(fields.iter().cloned());
        let exchange = exchange::exchange(&self.gate, url, &sent, None, self.limits).await?;
        self.cookies.learn(url, &exchange.fields);
        self.keeper
            .keep(exchange)
            .map_err(|error| Trouble::new(FetchStatus::Unreachable, format!("not kept: {error}")))
    }
}

/// How long a server asks to be left alone.
fn retry_after(fields: &Fields) -> Option<Duration> {
    let said = fields.get("Retry-After")?;
    if let Ok(seconds) = said.parse() {
        return Some(Duration::from_secs(seconds));
    }
    let wait = http::time(said)?.duration_since(Timestamp::now());
    Duration::try_from(wait).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn credentials_and_fragments_are_no_part_of_what_is_asked_for() {
        let url = Url::parse("https://me:secret@paper.example/a?b#c").expect("an address");
        assert_eq!(clean(url).as_str(), "https://paper.example/a?b");
    }

    #[test]
    fn a_server_says_in_seconds_or_by_a_date_how_long_to_wait() {
        let wait =
            |value: &str| retry_after(&Fields::parse(format!("Retry-After: {value}").as_bytes()));
        assert_eq!(wait("7"), Some(Duration::from_secs(7)));
        assert_eq!(wait("soon"), None);
        assert_eq!(wait("-1"), None);
        // What is over is no time to wait.
        assert_eq!(wait("Fri, 31 Dec 1999 23:59:59 GMT"), None);
        let future = wait("Fri, 31 Dec 2999 23:59:59 GMT").expect("a time");
        assert!(future > Duration::from_hours(24));
    }
}
