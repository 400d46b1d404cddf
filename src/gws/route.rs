//! How a server is reached and recognised, beyond what every [`Target`](super::Target) says.
//! Reads no configuration file and no environment.

use std::path::PathBuf;

use url::Url;

use super::{Names, Proxies};
use crate::audit::Clerk;
use crate::domain::Access;

/// The way to a server. The default: one node, the platform's authorities and those of
/// [`Target::ca_file`](super::Target::ca_file), no client
/// certificate, no proxies, the machine's names.
#[derive(Clone, Debug, Default)]
pub struct Route {
    /// The other nodes of the installation, as [`Target::base`](super::Target::base) is one: the
    /// way goes to them in this order, and then to that one again.
    pub other_nodes: Vec<Url>,
    /// Which authorities count.
    pub authorities: Authorities,
    /// What is shown to a server that asks who connects.
    pub identity: Option<Identity>,
    /// The proxies on the way.
    pub proxies: Proxies,
    /// Who knows the hosts' addresses.
    pub names: Names,
    /// Whether anything but reads may leave.
    pub access: Access,
    /// Who writes down what is done, before it is; `None` writes nothing.
    pub clerk: Option<Clerk>,
}

/// Whose certificates are trusted.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Authorities {
    /// The platform's, and those of `ca_file`.
    #[default]
    Platform,
    /// Those of `ca_file` and nobody else's.
    FileOnly,
}

/// A client certificate. The files are read when the client is set up, and on a reload.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Identity {
    /// A PEM file with the certificate, and then those that lead to its authority.
    pub certificate: PathBuf,
    /// A PEM file with its private key, not encrypted.
    pub key: PathBuf,
}
