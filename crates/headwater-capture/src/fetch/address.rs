//! Which addresses are never connected to: those that lead anywhere but into the public internet.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// Blocks of IPv4 addresses that are nobody's public address (IANA's registry of special-purpose addresses), and the
/// address at which one large host of virtual machines answers them.
const REFUSED_4: [(Ipv4Addr, u32); 17] = [
    (Ipv4Addr::UNSPECIFIED, 8),
    (Ipv4Addr::new(10, 0, 0, 0), 8),
    (Ipv4Addr::new(100, 64, 0, 0), 10),
    (Ipv4Addr::new(127, 0, 0, 0), 8),
    (Ipv4Addr::new(168, 63, 129, 16), 32),
    (Ipv4Addr::new(169, 254, 0, 0), 16),
    (Ipv4Addr::new(172, 16, 0, 0), 12),
    (Ipv4Addr::new(192, 0, 0, 0), 24),
    (Ipv4Addr::new(192, 0, 2, 0), 24),
    (Ipv4Addr::new(192, 31, 196, 0), 24),
    (Ipv4Addr::new(192, 88, 99, 0), 24),
    (Ipv4Addr::new(192, 168, 0, 0), 16),
    (Ipv4Addr::new(198, 18, 0, 0), 15),
    (Ipv4Addr::new(198, 51, 100, 0), 24),
    (Ipv4Addr::new(203, 0, 113, 0), 24),
    // Multicast, reserved and broadcast.
    (Ipv4Addr::new(224, 0, 0, 0), 4),
    (Ipv4Addr::new(240, 0, 0, 0), 4),
];

/// Blocks within the public IPv6 addresses that are not.
const REFUSED_6: [(Ipv6Addr, u32); 4] = [
    // Protocols, Teredo and benchmarks among them.
    (Ipv6Addr::new(0x2001, 0, 0, 0, 0, 0, 0, 0), 23),
    // Documentation.
    (Ipv6Addr::new(0x2001, 0xDB8, 0, 0, 0, 0, 0, 0), 32),
    (Ipv6Addr::new(0x2620, 0x4F, 0x8000, 0, 0, 0, 0, 0), 48),
    (Ipv6Addr::new(0x3FFF, 0, 0, 0, 0, 0, 0, 0), 20),
];

/// The public IPv6 addresses.
const PUBLIC_6: (Ipv6Addr, u32) = (Ipv6Addr::new(0x2000, 0, 0, 0, 0, 0, 0, 0), 3);
/// IPv6 addresses with an IPv4 address in them, and how many bits stand behind that: NAT64 and 6to4.
const CARRIERS: [(Ipv6Addr, u32, u32); 2] = [
    (Ipv6Addr::new(0x64, 0xFF9B, 0, 0, 0, 0, 0, 0), 96, 0),
    (Ipv6Addr::new(0x2002, 0, 0, 0, 0, 0, 0, 0), 16, 80),
];

/// Whether an address is one of the public internet.
pub(crate) fn is_public(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(address) => is_public_4(address),
        IpAddr::V6(address) => is_public_6(address),
    }
}

fn is_public_4(address: Ipv4Addr) -> bool {
    let begins = |block: Ipv4Addr, bits: u32| {
        let mask = u32::MAX << (32 - bits);
        u32::from(address) & mask == u32::from(block)
    };
    !REFUSED_4.iter().any(|(block, bits)| begins(*block, *bits))
}

fn is_public_6(address: Ipv6Addr) -> bool {
    let begins = |block: Ipv6Addr, bits: u32| {
        let mask = u128::MAX << (128 - bits);
        u128::from(address) & mask == u128::from(block)
    };
    for (block, bits, behind) in CARRIERS {
        if begins(block, bits) {
            let [.., a, b, c, d] = (u128::from(address) >> behind).to_be_bytes();
            return is_public_4(Ipv4Addr::new(a, b, c, d));
        }
    }
    // What is mapped from IPv4 is not in it either: no server of the internet has such an address.
    begins(PUBLIC_6.0, PUBLIC_6.1) && !REFUSED_6.iter().any(|(block, bits)| begins(*block, *bits))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn what_leads_into_a_private_network_is_told_from_what_does_not() {
        for refused in [
            "0.0.0.0",
            "0.1.2.3",
            "10.1.2.3",
            "100.64.0.1",
            "100.100.100.200",
            "127.0.0.1",
            "127.255.1.2",
            "168.63.129.16",
            "169.254.169.254",
            "172.16.0.1",
            "172.31.255.255",
            "192.0.0.192",
            "192.0.2.1",
            "192.168.1.1",
            "198.18.0.1",
            "198.19.255.255",
            "198.51.100.7",
            "203.0.113.9",
            "224.0.0.1",
            "239.255.255.255",
            "240.0.0.1",
            "255.255.255.255",
            "::",
            "::1",
            "::127.0.0.1",
            "::ffff:127.0.0.1",
            "::ffff:8.8.8.8",
            "64:ff9b::127.0.0.1",
            "64:ff9b::169.254.169.254",
            "64:ff9b:1::1",
            "100::1",
            "2001::1",
            "2001:db8::1",
            "2002:7f00:1::1",
            "2002:a9fe:a9fe::",
            "3fff::1",
            "5f00::1",
            "fc00::1",
            "fd00:ec2::254",
            "fe80::1",
            "fec0::1",
            "ff02::1",
        ] {
            let address = refused.parse().expect("an address");
            assert!(!is_public(address), "{refused}");
        }
        for public in [
            "1.1.1.1",
            "8.8.8.8",
            "100.63.255.255",
            "100.128.0.1",
            "172.15.0.1",
            "172.32.0.1",
            "192.0.1.1",
            "198.17.0.1",
            "223.255.255.255",
            "2001:4860:4860::8888",
            "2606:4700::1111",
            "2a00:1450::1",
            "64:ff9b::8.8.8.8",
            "2002:808:808::1",
        ] {
            let address = public.parse().expect("an address");
            assert!(is_public(address), "{public}");
        }
    }

    proptest! {
        #[test]
        fn no_form_of_a_private_address_is_public(a in any::<u32>()) {
            let inner = Ipv4Addr::from(a);
            let mapped = IpAddr::V6(inner.to_ipv6_mapped());
            let nat64 = IpAddr::V6(Ipv6Addr::from((0x0064_FF9B_u128 << 96) | u128::from(a)));
            let six_to_four = IpAddr::V6(Ipv6Addr::from((0x2002_u128 << 112) | (u128::from(a) << 80)));
            prop_assert!(!is_public(mapped));
            prop_assert_eq!(is_public(nat64), is_public(IpAddr::V4(inner)));
            prop_assert_eq!(is_public(six_to_four), is_public(IpAddr::V4(inner)));
            // What the standard library knows to be private is so here.
            let private = inner.is_private() || inner.is_loopback() || inner.is_link_local() || inner.is_multicast();
            prop_assert!(!(private && is_public(IpAddr::V4(inner))));
        }
    }
}
