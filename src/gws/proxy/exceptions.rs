//! `NO_PROXY`: a list, with commas or spaces between, of names (each with the names below it),
//! addresses, networks and `*`; a name or an address may have a port.

use std::net::IpAddr;

use url::{Host, Url};

/// What is reached without a proxy.
#[derive(Clone, Debug, Default)]
pub(super) struct Exceptions(Vec<Exception>);

#[derive(Clone, PartialEq, Eq, Debug)]
enum Exception {
    Everything,
    /// A name and those below it.
    Name(String, Option<u16>),
    Address(IpAddr, Option<u16>),
    /// An address and how many of its bits count.
    Network(IpAddr, u32),
}

impl Exceptions {
    pub(super) fn read(list: &str) -> Self {
        let entries = list.split(|c: char| c == ',' || c.is_whitespace());
        Self(entries.filter_map(Exception::read).collect())
    }

    pub(super) fn hold(&self, url: &Url) -> bool {
        self.0.iter().any(|exception| exception.holds(url))
    }
}

impl Exception {
    fn read(entry: &str) -> Option<Self> {
        if entry == "*" {
            return Some(Self::Everything);
        }
        if let Some((address, bits)) = entry.split_once('/') {
            let (address, bits) = (address.parse().ok()?, bits.parse().ok()?);
            return (bits <= width(address)).then_some(Self::Network(address, bits));
        }
        // An address of version 6 is full of colons; with a port it has brackets.
        let (host, port) = match entry.rsplit_once(':') {
            Some((host, port)) if !host.contains(':') || host.ends_with(']') => {
                (host, Some(port.parse().ok()?))
            }
            _ => (entry, None),
        };
        let bare = host.trim_start_matches('[').trim_end_matches(']');
        if let Ok(address) = bare.parse::<IpAddr>() {
            return Some(Self::Address(address.to_canonical(), port));
        }
        let name = host.strip_prefix('*').unwrap_or(host);
        let name = name.trim_matches('.').to_ascii_lowercase();
        (!name.is_empty()).then_some(Self::Name(name, port))
    }

    fn holds(&self, url: &Url) -> bool {
        let address = match url.host() {
            Some(Host::Ipv4(address)) => Some(IpAddr::V4(address)),
            Some(Host::Ipv6(address)) => Some(IpAddr::V6(address).to_canonical()),
            Some(Host::Domain(_)) | None => None,
        };
        let same_port = |port: &Option<u16>| port.is_none() || *port == url.port_or_known_default();
        match self {
            Self::Everything => true,
            Self::Name(name, port) => {
                let Some(Host::Domain(host)) = url.host() else {
                    return false;
                };
                let host = host.trim_end_matches('.');
                let below = host.strip_suffix(name.as_str());
                same_port(port) && below.is_some_and(|rest| rest.is_empty() || rest.ends_with('.'))
            }
            Self::Address(own, port) => same_port(port) && address == Some(*own),
            Self::Network(network, bits) => {
                address.is_some_and(|address| within(address, *network, *bits))
            }
        }
    }
}

/// How many bits an address has.
fn width(address: IpAddr) -> u32 {
    match address {
        IpAddr::V4(_) => 32,
        IpAddr::V6(_) => 128,
    }
}

fn within(address: IpAddr, network: IpAddr, bits: u32) -> bool {
    let differ = match (address, network) {
        (IpAddr::V4(a), IpAddr::V4(n)) => u128::from(a.to_bits() ^ n.to_bits()),
        (IpAddr::V6(a), IpAddr::V6(n)) => a.to_bits() ^ n.to_bits(),
        (IpAddr::V4(_), IpAddr::V6(_)) | (IpAddr::V6(_), IpAddr::V4(_)) => return false,
    };
    // No bit counts in a network of all addresses.
    differ.checked_shr(width(network) - bits).unwrap_or(0) == 0
}
