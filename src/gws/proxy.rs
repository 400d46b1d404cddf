//! The proxies of the environment, and for which addresses they are used: the same for REST and
//! for the websocket. Knows the variables' names and their rules; reads no environment itself.
//!
//! `HTTPS_PROXY` is for https addresses, `HTTP_PROXY` for http ones, `ALL_PROXY` for those without
//! either; `NO_PROXY` makes exceptions. Each also in small letters, which win (as in curl). This
//! machine is never reached through a proxy.

mod exceptions;
mod tunnel;

use std::ffi::OsString;
use std::fmt;
use std::net::IpAddr;

use base64::Engine as _;
use http::HeaderValue;
use percent_encoding::percent_decode_str;
use url::{Host, Url};

use self::exceptions::Exceptions;
pub(super) use self::tunnel::{open, reach};

/// The proxies, as the environment names them. `Debug` shows no user and no password.
#[derive(Clone, Debug, Default)]
pub struct Proxies {
    https: Option<Named>,
    http: Option<Named>,
    exceptions: Exceptions,
}

/// One proxy, or what is wrong with the variable: that matters only where it would be used.
type Named = Result<Proxy, String>;

/// One HTTP proxy. `Debug` shows no user and no password.
#[derive(Clone, PartialEq, Eq)]
pub(super) struct Proxy {
    /// The variable that names it.
    variable: &'static str,
    /// A name or an address without brackets.
    host: String,
    port: u16,
    /// `Basic`, marked sensitive.
    authorization: Option<HeaderValue>,
}

impl Proxies {
    /// The proxies in the variables that `lookup` finds; an empty one counts as none.
    pub fn of(lookup: impl Fn(&str) -> Option<OsString>) -> Self {
        let found = |names: [&'static str; 2]| {
            names.into_iter().find_map(|name| {
                let value = lookup(name).filter(|value| !value.is_empty())?;
                Some((name, value))
            })
        };
        let proxy = |names| found(names).map(|(name, value)| Proxy::read(name, value));
        let all = proxy(["all_proxy", "ALL_PROXY"]);
        let none = found(["no_proxy", "NO_PROXY"]);
        Self {
            https: proxy(["https_proxy", "HTTPS_PROXY"]).or_else(|| all.clone()),
            http: proxy(["http_proxy", "HTTP_PROXY"]).or(all),
            exceptions: none.map_or_else(Exceptions::default, |(_, value)| {
                Exceptions::read(&value.to_string_lossy())
            }),
        }
    }

    /// The proxy on the way to `url`, if there is one.
    ///
    /// # Errors
    /// What is wrong with the variable that should name it.
    pub(super) fn on_the_way(&self, url: &Url) -> Result<Option<&Proxy>, &str> {
        let named = match url.scheme() {
            "https" | "wss" => &self.https,
            _ => &self.http,
        };
        match named {
            Some(named) if !is_here(url) && !self.exceptions.hold(url) => {
                named.as_ref().map(Some).map_err(String::as_str)
            }
            Some(_) | None => Ok(None),
        }
    }

    /// The same rules for `reqwest`, one entry for each proxy.
    pub(super) fn for_requests(&self) -> Vec<reqwest::Proxy> {
        let mut named: Vec<&Proxy> = [&self.https, &self.http]
            .into_iter()
            .filter_map(|named| named.as_ref()?.as_ref().ok())
            .collect();
        named.dedup();
        let entry = |proxy: &Proxy| {
            let (rules, this) = (self.clone(), proxy.clone());
            let entry = reqwest::Proxy::custom(move |url| match rules.on_the_way(url) {
                Ok(Some(proxy)) if *proxy == this => Some(format!("http://{}", this.at())),
                Ok(_) | Err(_) => None,
            });
            match &proxy.authorization {
                Some(value) => entry.custom_http_auth(value.clone()),
                None => entry,
            }
        };
        named.into_iter().map(entry).collect()
    }
}

impl Proxy {
    fn read(variable: &'static str, value: OsString) -> Named {
        // The value may hold a password: it is not quoted.
        let failed = |what: &str| format!("{variable}: {what}");
        let form = "must be like http://host:port or http://user:password@host:port";
        let text = value
            .into_string()
            .map_err(|_| failed("is not UTF-8 text"))?;
        let text = text.trim();
        let url = if text.contains("://") {
            Url::parse(text)
        } else {
            Url::parse(&format!("http://{text}"))
        };
        let url = url.map_err(|_| failed(form))?;
        if url.scheme() != "http" {
            return Err(failed(&format!(
                "{form}; {} proxies are not supported",
                crate::domain::Text::line(url.scheme())
            )));
        }
        let (Some(host), Some(port)) = (url.host(), url.port_or_known_default()) else {
            return Err(failed(form));
        };
        Ok(Self {
            variable,
            host: match host {
                Host::Domain(name) => name.to_owned(),
                Host::Ipv4(address) => address.to_string(),
                Host::Ipv6(address) => address.to_string(),
            },
            port,
            authorization: basic(&url),
        })
    }

    /// The proxy as `host:port`.
    pub(super) fn at(&self) -> String {
        if self.host.contains(':') {
            format!("[{}]:{}", self.host, self.port)
        } else {
            format!("{}:{}", self.host, self.port)
        }
    }

    /// What to say where it wants to know who asks (HTTP 407).
    pub(super) fn who_asks(&self) -> String {
        let (at, variable) = (self.at(), self.variable);
        match self.authorization {
            Some(_) => {
                format!("the proxy {at} does not accept the user and password in {variable}")
            }
            None => format!(
                "the proxy {at} wants a user and a password: put them into {variable}, as \
                 http://user:password@host:port"
            ),
        }
    }
}

impl fmt::Debug for Proxy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Proxy({} from {})", self.at(), self.variable)
    }
}

/// `Basic` (RFC 7617) of a URL's user and password, which are percent-encoded there.
fn basic(url: &Url) -> Option<HeaderValue> {
    if url.username().is_empty() && url.password().is_none() {
        return None;
    }
    let mut pair: Vec<u8> = percent_decode_str(url.username()).collect();
    pair.push(b':');
    pair.extend(percent_decode_str(url.password().unwrap_or_default()));
    let encoded = base64::engine::general_purpose::STANDARD.encode(pair);
    let mut value = HeaderValue::try_from(format!("Basic {encoded}")).ok()?;
    value.set_sensitive(true);
    Some(value)
}

/// Whether an address is this machine.
fn is_here(url: &Url) -> bool {
    match url.host() {
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => IpAddr::V6(address).to_canonical().is_loopback(),
        Some(Host::Domain(name)) => {
            let name = name.trim_end_matches('.');
            name == "localhost" || name.ends_with(".localhost")
        }
        None => false,
    }
}

#[cfg(test)]
mod tests;
