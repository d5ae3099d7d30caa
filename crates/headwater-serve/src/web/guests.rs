//! How many connections come from one place, so that one cannot take all that there are.

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use super::rate::network;

/// Connections from one address, or one network of IPv6, at the same time.
const MOST: usize = 256;

/// Who is connected. There are no more entries than connections.
#[derive(Debug, Default)]
pub(super) struct Guests {
    open: Mutex<HashMap<IpAddr, usize>>,
}

/// One connection, until it is dropped.
#[derive(Debug)]
pub(super) struct Guest {
    guests: Arc<Guests>,
    from: Option<IpAddr>,
}

impl Guests {
    /// Lets one more in from an address; `None` where too many from there are in. From this machine come all that a proxy on
    /// it brings, and they are not counted.
    pub(super) fn enter(self: &Arc<Self>, from: IpAddr) -> Option<Guest> {
        let from = Some(network(from)).filter(|from| !from.is_loopback());
        if let Some(from) = from {
            let mut open = self.open();
            let count = open.entry(from).or_default();
            if *count >= MOST {
                return None;
            }
            *count += 1;
        }
        Some(Guest {
            guests: Arc::clone(self),
            from,
        })
    }

    fn open(&self) -> MutexGuard<'_, HashMap<IpAddr, usize>> {
        self.open.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Guest {
    fn drop(&mut self) {
        let Some(from) = self.from else { return };
        let mut open = self.guests.open();
        if let Some(count) = open.get_mut(&from) {
            *count -= 1;
            if *count == 0 {
                open.remove(&from);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use std::net::IpAddr;
    use std::sync::Arc;

    use super::{Guest, Guests, MOST};

    fn enter(guests: &Arc<Guests>, from: &str) -> Option<Guest> {
        let from: IpAddr = from.parse().expect("an address");
        guests.enter(from)
    }

    /// One who connects and connects leaves room for all others, and nothing is kept of those who left.
    #[test]
    fn one_place_cannot_take_all_connections() {
        let guests = Arc::new(Guests::default());
        let all =
            |from: &str| -> Vec<Guest> { (0..2_000).map_while(|_| enter(&guests, from)).collect() };
        let mut crowd = all("192.0.2.1");
        assert_eq!(crowd.len(), MOST);
        let network = all("2001:db8:1:2::1");
        assert_eq!(network.len(), MOST);
        assert!(
            enter(&guests, "2001:db8:1:2:ffff::9").is_none(),
            "the same network"
        );
        assert!(enter(&guests, "2001:db8:1:3::1").is_some());
        assert!(enter(&guests, "192.0.2.2").is_some());
        crowd.pop();
        crowd.extend(enter(&guests, "::ffff:192.0.2.1"));
        assert_eq!(crowd.len(), MOST, "where one leaves, another is let in");
        drop((crowd, network));
        assert!(guests.open().is_empty());
    }

    #[test]
    fn whoever_comes_from_this_machine_is_let_in() {
        let guests = Arc::new(Guests::default());
        for from in ["127.0.0.1", "::1", "::ffff:127.0.0.1"] {
            let all: Vec<Guest> = (0..2_000).map_while(|_| enter(&guests, from)).collect();
            assert_eq!(all.len(), 2_000, "{from}");
        }
    }
}
