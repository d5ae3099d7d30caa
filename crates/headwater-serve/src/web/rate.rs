//! How much one client may ask for in a time: a budget that fills up again evenly (the generic cell rate algorithm).

use std::collections::HashMap;
use std::net::{IpAddr, Ipv6Addr};
use std::num::NonZeroU32;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use axum::http::{Method, Uri};
use governor::clock::{Clock, MonotonicClock};
use governor::middleware::NoOpMiddleware;
use governor::nanos::Nanos;
use governor::state::StateStore;
use governor::{Quota, RateLimiter};
use url::form_urlencoded;

use crate::readers::Reader;

/// A client that asked for nothing for so many seconds has the budget of all of them.
const BURST: u32 = 20;
/// Clients that are counted at the same time, at most: some 2 MiB with names of 80 letters.
const MOST_CLIENTS: usize = 10_000;

/// Pages a second, at most: with more the time between two could not be told.
pub(crate) const FASTEST: u32 = 1_000_000;

/// What an answer costs. A page or a file is the unit.
const PAGE: u32 = 1;
/// A search goes through the texts.
const SEARCH: u32 = 5;
/// A change is written to the disk before it is answered.
const CHANGE: u32 = 10;

/// The address that a connection comes from.
#[derive(Debug, Clone, Copy)]
pub(super) struct Peer(pub(super) IpAddr);

/// What is counted together.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
struct Client {
    who: Who,
    /// What pages of other sites have a browser ask for is counted by itself, or they could keep its reader out.
    is_from_here: bool,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash)]
enum Who {
    /// Somebody whom a token or a proxy names, wherever the request comes from: behind a proxy all come from one address.
    Reader(String),
    /// Somebody unknown. A household has a whole /64 of IPv6, and each in it any number of addresses.
    Address(IpAddr),
}

impl Who {
    fn new(reader: Option<&Reader>, peer: Peer) -> Self {
        match reader.and_then(|reader| reader.name.clone()) {
            Some(name) => Self::Reader(name),
            None => Self::Address(network(peer.0)),
        }
    }
}

/// What stands for all the addresses that one may have: of IPv6 the /64, but for the one of this machine.
pub(super) fn network(ip: IpAddr) -> IpAddr {
    match ip.to_canonical() {
        IpAddr::V6(ip) if !ip.is_loopback() => {
            Ipv6Addr::from_bits(ip.to_bits() & !u128::from(u64::MAX)).into()
        }
        ip => ip,
    }
}

/// The budgets of all clients.
pub(super) struct Rates<C: Clock = MonotonicClock> {
    limiter: Option<RateLimiter<Client, Clients, C, NoOpMiddleware<C::Instant>>>,
}

impl Rates {
    /// So many pages a second for each client, or any number where that is 0.
    pub(super) fn new(rate: u32) -> Self {
        Self::by(rate, MonotonicClock)
    }
}

impl<C: Clock> Rates<C> {
    fn by(rate: u32, clock: C) -> Self {
        let rate = rate.min(FASTEST);
        let burst = NonZeroU32::new(rate * BURST);
        let quota = NonZeroU32::new(rate)
            .zip(burst)
            .map(|(rate, burst)| Quota::per_second(rate).allow_burst(burst));
        Self {
            limiter: quota
                .map(|quota| RateLimiter::new(quota, Clients::new(MOST_CLIENTS / 2), clock)),
        }
    }

    /// Takes what a request costs from the budget of who asks; says how long to wait where there is too little left, and
    /// takes nothing.
    pub(super) fn take(
        &self,
        reader: Option<&Reader>,
        peer: Peer,
        is_from_here: bool,
        (method, uri): (&Method, &Uri),
    ) -> Result<(), Duration> {
        let Some((limiter, cost)) = self
            .limiter
            .as_ref()
            .zip(NonZeroU32::new(cost(method, uri)))
        else {
            return Ok(());
        };
        let who = Who::new(reader, peer);
        let client = Client { who, is_from_here };
        match limiter.check_key_n(&client, cost) {
            Ok(Err(not_yet)) => Err(not_yet.wait_time_from(limiter.clock().now())),
            // No cost is above a whole budget, which is at least that of `BURST` pages.
            Ok(Ok(())) | Err(_) => Ok(()),
        }
    }
}

/// Whoever watches over the service asks often whether it is there, and that costs nothing.
fn cost(method: &Method, uri: &Uri) -> u32 {
    // As the pages read it: a name may be written in more than one way.
    let has_words = |query: &str| {
        let mut fields = form_urlencoded::parse(query.as_bytes());
        fields.any(|(name, words)| name == "q" && !words.is_empty())
    };
    if uri.path() == "/healthz" {
        0
    } else if !method.is_safe() {
        CHANGE
    } else if uri.query().is_some_and(has_words) {
        SEARCH
    } else {
        PAGE
    }
}

/// What is left to each client, for a bounded number of them. There are two tables: when the young one is full it becomes
/// the old one, whose clients are forgotten. Whoever still asks is moved to the young one, so that no client gets a new
/// budget by asking for more.
struct Clients {
    tables: Mutex<Tables>,
    /// How many the young table holds.
    most: usize,
}

#[derive(Default)]
struct Tables {
    young: HashMap<Client, Nanos>,
    old: HashMap<Client, Nanos>,
}

impl Clients {
    fn new(most: usize) -> Self {
        Self {
            tables: Mutex::default(),
            most,
        }
    }

    fn tables(&self) -> MutexGuard<'_, Tables> {
        self.tables.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl StateStore for Clients {
    type Key = Client;

    fn measure_and_replace<T, F, E>(&self, client: &Client, measure: F) -> Result<T, E>
    where
        F: Fn(Option<Nanos>) -> Result<(T, Nanos), E>,
    {
        let mut tables = self.tables();
        if let Some(left) = tables.young.get_mut(client) {
            let (outcome, now_left) = measure(Some(*left))?;
            *left = now_left;
            return Ok(outcome);
        }
        let known = tables.old.remove(client);
        let (outcome, left) = match measure(known) {
            Ok((outcome, left)) => (Ok(outcome), Some(left)),
            Err(refused) => (Err(refused), known),
        };
        if tables.young.len() >= self.most {
            tables.old = std::mem::take(&mut tables.young);
        }
        if let Some(left) = left {
            tables.young.insert(client.clone(), left);
        }
        outcome
    }
}

#[cfg(test)]
mod tests {
    use std::net::{IpAddr, Ipv6Addr};
    use std::time::Duration;

    use axum::http::{Method, Uri};
    use governor::clock::FakeRelativeClock;

    use super::{Client, Clients, MOST_CLIENTS, Peer, Rates, Who};
    use crate::readers::{Reader, Role};

    const HERE: Peer = Peer(IpAddr::V4(std::net::Ipv4Addr::LOCALHOST));

    fn taken(rates: &Rates<FakeRelativeClock>, peer: Peer, line: &str) -> Result<(), Duration> {
        let (method, address) = line.split_once(' ').expect("a method and an address");
        let method: Method = method.parse().expect("a method");
        let address: Uri = address.parse().expect("an address");
        rates.take(None, peer, true, (&method, &address))
    }

    /// How many of these are answered at once.
    fn answered(rates: &Rates<FakeRelativeClock>, peer: Peer, line: &str) -> usize {
        (0..1_000)
            .take_while(|_| taken(rates, peer, line).is_ok())
            .count()
    }

    fn reader(name: &str) -> Reader {
        Reader {
            name: Some(name.to_owned()),
            role: Role::Read,
        }
    }

    #[test]
    fn a_budget_is_spent_sooner_by_searches_and_changes_and_fills_up_again() {
        let clock = FakeRelativeClock::default();
        let rates = Rates::by(5, clock.clone());
        for (line, count) in [
            ("GET /", 100),
            ("GET /?q=&show=all", 100),
            ("HEAD /cases/aaaaaaaaaaaaaaaa", 100),
            ("GET /?show=all&q=dam", 20),
            ("GET /api/v1/cases?%71=dam", 20),
            ("POST /cases", 10),
            ("DELETE /api/v1/cases/aaaaaaaaaaaaaaaa", 10),
            ("GET /healthz", 1_000),
        ] {
            assert_eq!(answered(&rates, HERE, line), count, "{line}");
            clock.advance(Duration::from_secs(20));
        }
        assert_eq!(answered(&rates, HERE, "GET /"), 100);
        assert_eq!(
            taken(&rates, HERE, "GET /"),
            Err(Duration::from_millis(200))
        );
        assert_eq!(
            taken(&rates, HERE, "POST /cases"),
            Err(Duration::from_secs(2))
        );
        clock.advance(Duration::from_secs(1));
        assert_eq!(answered(&rates, HERE, "GET /"), 5);
    }

    /// A page of another site cannot use up what the reader before the same browser has.
    #[test]
    fn what_other_sites_ask_for_is_counted_by_itself() {
        let rates = Rates::by(5, FakeRelativeClock::default());
        let (get, list) = (Method::GET, Uri::from_static("/"));
        let taken = |is_from_here| rates.take(None, HERE, is_from_here, (&get, &list)).is_ok();
        assert_eq!((0..1_000).take_while(|_| taken(false)).count(), 100);
        assert!(taken(true));
    }

    #[test]
    fn without_a_rate_nothing_is_counted() {
        let rates = Rates::by(0, FakeRelativeClock::default());
        assert_eq!(answered(&rates, HERE, "POST /cases"), 1_000);
    }

    #[test]
    fn the_largest_rate_is_one() {
        let rates = Rates::by(u32::MAX, FakeRelativeClock::default());
        assert_eq!(answered(&rates, HERE, "POST /cases"), 1_000);
    }

    #[test]
    fn a_client_is_a_name_or_else_an_address_or_a_network_of_ipv6() {
        let peer = |ip: &str| Peer(ip.parse().expect("an address"));
        let at = |ip: &str| Who::new(None, peer(ip));
        assert_ne!(at("192.0.2.1"), at("192.0.2.2"));
        assert_eq!(at("2001:db8:1:2:3::4"), at("2001:db8:1:2:ffff::1"));
        assert_ne!(at("2001:db8:1:2::1"), at("2001:db8:1:3::1"));
        assert_eq!(
            at("::ffff:192.0.2.1"),
            at("192.0.2.1"),
            "one address, told in two ways"
        );
        let named = |name: &str, ip: &str| Who::new(Some(&reader(name)), peer(ip));
        assert_eq!(named("Ada", "192.0.2.1"), named("Ada", "192.0.2.2"));
        assert_ne!(named("Ada", "192.0.2.1"), named("Ben", "192.0.2.1"));
        assert_ne!(named("192.0.2.1", "192.0.2.1"), at("192.0.2.1"));
    }

    /// A crowd of addresses costs no more memory than the table has room for, and whoever is asking all the while is not
    /// forgotten for it.
    #[test]
    fn a_crowd_is_forgotten_and_who_keeps_asking_is_not() {
        let rates = Rates::by(5, FakeRelativeClock::default());
        assert_eq!(answered(&rates, HERE, "GET /"), 100);
        for number in 0..50_000_u128 {
            let network = Ipv6Addr::from_bits(0x2001_0db8 << 96 | number << 64);
            assert_eq!(taken(&rates, Peer(network.into()), "GET /"), Ok(()));
            if number % 1_000 == 0 {
                assert!(
                    taken(&rates, HERE, "GET /").is_err(),
                    "after {number} others"
                );
            }
        }
        let clients = rates.limiter.expect("a limit").into_state_store();
        let tables = clients.tables();
        assert!(tables.young.len() + tables.old.len() <= MOST_CLIENTS);
        assert!(tables.young.capacity() + tables.old.capacity() <= 2 * MOST_CLIENTS);
    }

    #[test]
    fn a_table_of_one_holds_one() {
        use governor::state::StateStore;
        let clients = Clients::new(1);
        for name in ["Ada", "Ben", "Cem", "Ada"] {
            let client = Client {
                who: Who::Reader(name.to_owned()),
                is_from_here: true,
            };
            let left =
                clients.measure_and_replace::<_, _, ()>(&client, |left| Ok((left, 7.into())));
            assert!(left.is_ok());
        }
        let tables = clients.tables();
        assert_eq!((tables.young.len(), tables.old.len()), (1, 1));
    }
}
