//! Who acts, on which machine, and from where they are signed in to it. Reads the environment
//! when it is told to, and nothing later.

use std::ffi::OsString;

use crate::domain::Text;

/// One person at one machine. Every line of the audit names them.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Who {
    /// The name with which they sign in to the contact centre.
    pub user: Text,
    /// The account on this machine.
    pub login: Text,
    /// The machine.
    pub host: Text,
    /// Where the SSH session comes from, as `address port`; `None` at the machine itself.
    pub ssh: Option<Text>,
}

impl Who {
    /// The person of this process, who signs in as `user`. `SSH_CONNECTION` counts before
    /// `SSH_CLIENT` (OpenSSH's ssh(1), ENVIRONMENT): the first two words of both are the client's
    /// address and port.
    pub fn here(user: &str, lookup: impl Fn(&str) -> Option<OsString>) -> Self {
        let found = |name: &str| {
            let value = lookup(name)?.to_string_lossy().into_owned();
            (!value.trim().is_empty()).then_some(value)
        };
        let login = found("LOGNAME").or_else(|| found("USER"));
        let login = login.unwrap_or_else(|| format!("uid {}", rustix::process::getuid().as_raw()));
        let ssh = found("SSH_CONNECTION").or_else(|| found("SSH_CLIENT"));
        let origin = |words: String| {
            let words: Vec<&str> = words.split_whitespace().take(2).collect();
            Text::line(&words.join(" "))
        };
        Self {
            user: Text::line(user),
            login: Text::line(&login),
            host: Text::line(&rustix::system::uname().nodename().to_string_lossy()),
            ssh: ssh.map(origin),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_origin_is_the_client_of_the_ssh_session() {
        let with = |pairs: &'static [(&str, &str)]| {
            Who::here("sade", move |name| {
                let found = pairs.iter().find(|(key, _)| *key == name);
                found.map(|(_, value)| OsString::from(value))
            })
        };
        let who = with(&[
            ("LOGNAME", "sade.o"),
            ("SSH_CONNECTION", "192.0.2.7 50022 10.0.0.1 22"),
            ("SSH_CLIENT", "198.51.100.1 1 22"),
        ]);
        assert_eq!(who.ssh.as_ref().unwrap().as_str(), "192.0.2.7 50022");
        assert_eq!((who.user.as_str(), who.login.as_str()), ("sade", "sade.o"));
        assert!(!who.host.is_empty());
        let who = with(&[("SSH_CLIENT", "198.51.100.1 4711 22"), ("USER", "s\u{1b}x")]);
        assert_eq!(who.ssh.unwrap().as_str(), "198.51.100.1 4711");
        assert_eq!(who.login.as_str(), "s␛x");
        let who = with(&[]);
        assert!(who.ssh.is_none() && who.login.as_str().starts_with("uid "));
    }
}
