//! Input: a text.
//! Output: the network addresses in it, and the kind of network of each.
//! Never: resolves a name, or treats a version number as an address with a port.

use std::net::{Ipv4Addr, Ipv6Addr};

/// An address that something was called at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Address {
    /// As written.
    pub text: String,
    /// The port, if the text has one.
    pub port: Option<u16>,
    /// What kind of network it is of.
    pub network: Network,
}

/// A kind of network.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Network {
    /// RFC 1918, or the shared range 100.64.0.0/10 that VPCs use as well.
    Private,
    /// 172.17.0.0/16: private, and the default of Docker's own bridge.
    DockerBridge,
    /// Anything else of IPv4. A VPC may use such a range, too.
    Public,
    /// 169.254.0.0/16: instance metadata, credentials of tasks and pods, time and DNS of the instance.
    LinkLocal,
    /// The machine itself.
    Loopback,
    /// IPv6. A VPC's own addresses look like everybody's.
    V6,
    /// IPv6 that DNS64 made of an IPv4 address (`64:ff9b::/96`): the name has no IPv6 address of its own.
    Nat64,
}

/// An address, and where it stands in the text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    /// Its first byte.
    pub at: usize,
    /// The address.
    pub address: Address,
}

impl Address {
    /// Whether only a VPC (or what is joined to it) has such an address; `None` where that does not follow.
    pub fn is_private(&self) -> Option<bool> {
        match self.network {
            Network::Private | Network::DockerBridge => Some(true),
            Network::Public => Some(false),
            Network::LinkLocal | Network::Loopback | Network::V6 | Network::Nat64 => None,
        }
    }
}

/// All addresses of a text that may be the far end of a call: the left side of `here:1->there:2` is the caller.
pub fn find(text: &str) -> Vec<Found> {
    let bytes = text.as_bytes();
    let is = |at: usize, wanted: fn(&u8) -> bool| bytes.get(at).is_some_and(wanted);
    let mut found = Vec::new();
    let mut at = 0;
    while at < bytes.len() {
        let start = at;
        if is(at, |byte| *byte == b'[') {
            let end = bytes.iter().skip(at).take(48).position(|byte| *byte == b']').map(|length| at + length);
            let inside = end.and_then(|end| text.get(at + 1..end)).and_then(|inside| inside.parse::<Ipv6Addr>().ok());
            if let (Some(end), Some(ip)) = (end, inside) {
                push(&mut found, text, start + 1, end, end + 1, v6(ip));
                at = end + 1;
            } else {
                at += 1;
            }
            continue;
        }
        if !is(at, u8::is_ascii_digit) {
            at += 1;
            continue;
        }
        while is(at, |byte| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-' | b'_')) && !arrow(text, at) {
            at += 1;
        }
        // What a longer word ends in, as in `ip-10.0.0.1`, is no address.
        let joined = start.checked_sub(1).is_some_and(|before| is(before, |byte| matches!(byte, b'-' | b'_' | b'.')));
        let joined = joined && !text.get(..start).is_some_and(|before| before.ends_with("->"));
        let word = text.get(start..at).unwrap_or_default();
        let end = start + word.trim_end_matches('.').len();
        if let (false, Some(ip)) = (joined, text.get(start..end).and_then(|word| word.parse::<Ipv4Addr>().ok())) {
            push(&mut found, text, start, end, end, v4(ip));
        } else if let Some(network) = cut_off(word).filter(|_| is_end(text, at) && is_far_end(text, start)) {
            let address = Address { text: format!("{word}…"), port: None, network };
            found.push(Found { at: start, address });
        }
    }
    found
}

/// Whether a text ends there: it does, or the string that holds it.
fn is_end(text: &str, at: usize) -> bool {
    text.get(at..).is_some_and(|rest| rest.is_empty() || rest.starts_with('"'))
}

/// Whether nothing but an address can follow.
fn is_far_end(text: &str, start: usize) -> bool {
    text.get(..start).is_some_and(|before| ["dial tcp ", "->"].iter().any(|it| before.ends_with(it)))
}

/// The network of an address that the end of the text cuts off, if the labels that are whole decide it.
fn cut_off(word: &str) -> Option<Network> {
    let (whole, _) = word.trim_end_matches("...").rsplit_once('.')?;
    let labels: Vec<u8> = whole.split('.').map(str::parse).collect::<Result<_, _>>().ok()?;
    let filled = |with: u8| {
        let mut all = labels.iter().copied().chain(std::iter::repeat(with));
        let [a, b, c, d] = std::array::from_fn(|_| all.next().unwrap_or(with));
        v4(Ipv4Addr::new(a, b, c, d))
    };
    let decided = labels.len() >= 2 || !matches!(labels.first(), Some(100 | 169 | 172 | 192));
    (decided && labels.len() <= 3 && filled(0) == filled(255)).then(|| filled(0))
}

fn arrow(text: &str, at: usize) -> bool {
    text.get(at..).is_some_and(|rest| rest.starts_with("->"))
}

/// What stands between an address and its port, in Go, curl, `nc`, `dig`, `wget` and PowerShell.
/// And what follows the port there.
const PORTS: &[(&str, &str)] =
    &[(":", ""), (" port ", ""), (") port ", ""), (") ", " port"), ("#", ""), ("|:", ""), (" : ", ")")];

fn push(found: &mut Vec<Found>, text: &str, start: usize, end: usize, after: usize, network: Network) {
    let rest = text.get(after..).unwrap_or_default();
    let ports = PORTS.iter().filter_map(|(mark, close)| {
        let begins = |text: &str, with: &str| text.get(..with.len()).is_some_and(|it| it.eq_ignore_ascii_case(with));
        let digits = rest.get(mark.len()..).filter(|_| begins(rest, mark))?;
        let (number, behind) = digits.split_at(digits.bytes().take_while(u8::is_ascii_digit).count());
        (!number.is_empty() && begins(behind, close)).then_some((number, behind))
    });
    let (number, behind) = { ports }.next().unwrap_or(("", rest));
    // At the end of a text, the port may be cut off.
    let is_cut = is_end(behind, 0) && matches!(number, "4" | "44");
    let port = number.parse().ok().filter(|_| !is_cut);
    // `10.0.0.0/16` is a range, `10.0.1.5:43216->` the caller's own side.
    let is_range = port.is_none() && behind.strip_prefix('/').is_some_and(|rest| rest.starts_with(char::is_numeric));
    if !behind.starts_with("->") && !is_range {
        let text = text.get(start..end).unwrap_or_default().to_owned();
        found.push(Found { at: start, address: Address { text, port, network } });
    }
}

fn v4(ip: Ipv4Addr) -> Network {
    match ip.octets() {
        [172, 17, ..] => Network::DockerBridge,
        [100, 64..=127, ..] => Network::Private,
        [0 | 127, ..] => Network::Loopback,
        [169, 254, ..] => Network::LinkLocal,
        _ if ip.is_private() => Network::Private,
        _ => Network::Public,
    }
}

fn v6(ip: Ipv6Addr) -> Network {
    match ip.segments() {
        [0x64, 0xff9b, 0, 0, 0, 0, ..] => Network::Nat64,
        _ if ip.is_loopback() => Network::Loopback,
        _ => ip.to_ipv4_mapped().map_or(Network::V6, v4),
    }
}

#[cfg(test)]
mod tests {
    use super::{Network, find};

    fn all(text: &str) -> Vec<(String, Option<u16>, Network)> {
        find(text).into_iter().map(|it| (it.address.text, it.address.port, it.address.network)).collect()
    }

    fn one(text: &str, address: &str, port: Option<u16>, network: Network) {
        assert_eq!(all(text), [(address.to_owned(), port, network)], "{text}");
    }

    #[test]
    fn networks_are_told_apart() {
        one("dial tcp 10.0.3.21:443: i/o timeout", "10.0.3.21", Some(443), Network::Private);
        one("dial tcp 172.31.255.255:443", "172.31.255.255", Some(443), Network::Private);
        one("dial tcp 172.32.0.1:443", "172.32.0.1", Some(443), Network::Public);
        one("dial tcp 172.17.0.2:10250", "172.17.0.2", Some(10250), Network::DockerBridge);
        one("dial tcp 100.64.0.1:443", "100.64.0.1", Some(443), Network::Private);
        one("dial tcp 100.128.0.1:443", "100.128.0.1", Some(443), Network::Public);
        one("dial tcp 198.51.100.1:443", "198.51.100.1", Some(443), Network::Public);
        one("Get \"http://169.254.170.2/v2\"", "169.254.170.2", None, Network::LinkLocal);
        one("dial tcp 127.0.0.1:80", "127.0.0.1", Some(80), Network::Loopback);
        one("dial tcp [::1]:443", "::1", Some(443), Network::Loopback);
        one("dial tcp [2600:1f18::1]:443", "2600:1f18::1", Some(443), Network::V6);
        one("dial tcp [fd00::1]:443", "fd00::1", Some(443), Network::V6);
        one("dial tcp [64:ff9b::342e:92c6]:443", "64:ff9b::342e:92c6", Some(443), Network::Nat64);
        one("dial tcp [::ffff:10.0.0.1]:443", "::ffff:10.0.0.1", Some(443), Network::Private);
    }

    #[test]
    fn the_far_end_counts() {
        one("read tcp 10.0.1.5:43216->52.94.1.2:443: read", "52.94.1.2", Some(443), Network::Public);
        one("read udp 10.10.0.241:60312->10.10.0.2:53: i/o timeout", "10.10.0.2", Some(53), Network::Private);
        one("[api.ecr.us-east-1.amazonaws.com/10.0.1.2] failed", "10.0.1.2", None, Network::Private);
        one("connect to 10.0.1.2 port 443 failed", "10.0.1.2", Some(443), Network::Private);
        one("H (10.0.1.2) port 443 (tcp) timed out", "10.0.1.2", Some(443), Network::Private);
        one("H|10.0.1.2|:443... failed", "10.0.1.2", Some(443), Network::Private);
        one("error to 10.0.0.2#53: timed out", "10.0.0.2", Some(53), Network::Private);
        one("connect to 10.0.1.2.", "10.0.1.2", None, Network::Private);
    }

    #[test]
    fn the_end_of_a_text_cuts_addresses() {
        one("dial tcp 10.0.3.21:4", "10.0.3.21", None, Network::Private);
        one("dial tcp [2600:1f18::1]:44", "2600:1f18::1", None, Network::V6);
        one("dial tcp 10.0.3.21:4433", "10.0.3.21", Some(4433), Network::Private);
        one("dial tcp 10.0.12", "10.0.12…", None, Network::Private);
        one("dial tcp 10.", "10.…", None, Network::Private);
        one("read tcp 10.0.1.5:43216->172.20.", "172.20.…", None, Network::Private);
        one("dial tcp 54.239.3", "54.239.3…", None, Network::Public);
        for text in
            ["dial tcp 10", "dial tcp 172.2", "dial tcp 192.1", "dial tcp 10.0.12 ", "dial tcp 1.2.3.4.5", "v 10.0.12"]
        {
            assert_eq!(all(text), [], "{text}");
        }
    }

    #[test]
    fn what_looks_like_one_is_none() {
        let texts = [
            "",
            "[",
            "[]",
            "1.2.3",
            "1.2.3.4.5",
            "300.1.1.1",
            "v1.2.3.4x",
            "ip-10-0-1-9.eu-west-1.compute.internal",
            "10.0.0.0/16",
            "kubelet-10.0.0.1",
            "2025-01-01",
            "[ERROR]",
            "10.0.1.5:43216->",
            "é10.",
            "0x18dc8a0",
        ];
        for text in texts {
            assert_eq!(all(text), [], "{text}");
        }
    }
}
