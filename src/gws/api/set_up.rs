//! How a client comes to be, and how its certificates are read again.

use std::sync::atomic::AtomicBool;
use std::sync::{Arc, Mutex, RwLock};

use super::{Api, Inner, Line, authorization, faults, wire, write};
use crate::domain::Fault;
use crate::gws::cookies::Cookies;
use crate::gws::nodes::Nodes;
use crate::gws::tls::{Need, Trust};
use crate::gws::{Route, Target};

impl Api {
    /// Sets up a client; contacts nobody.
    ///
    /// # Errors
    /// [`Fault::NotSent`] naming the setting: a URL that is no base, a certificate file that
    /// cannot be read, a platform without trusted certificates, a proxy's variable.
    pub fn new(target: Target) -> Result<Self, Fault> {
        Self::by(Route::default(), target)
    }

    /// The same by a given route.
    ///
    /// # Errors
    /// As [`Api::new`].
    pub fn by(route: Route, target: Target) -> Result<Self, Fault> {
        let node = wire::node(&target.base)?;
        let others = route.other_nodes.iter().map(wire::node);
        let nodes = Nodes::new(node, others.collect::<Result<_, _>>()?);
        let trust = Trust {
            ca_file: target.ca_file,
            authorities: route.authorities,
            identity: route.identity,
            need: if nodes.all().all(|node| node.base.scheme() == "http") {
                Need::Plain
            } else {
                Need::Secured
            },
        };
        let cookies = Arc::new(Cookies::new(&nodes.here().base));
        let proxies = route.proxies;
        for node in nodes.all() {
            proxies.on_the_way(&node.base).map_err(faults::not_sent)?;
        }
        let line = Line::new(&trust, &proxies, &cookies, target.timeouts)?;
        Ok(Self(Arc::new(Inner {
            line: RwLock::new(line),
            trust,
            proxies,
            timeouts: target.timeouts,
            nodes,
            authorization: RwLock::new(authorization(&target.user, &target.password)?),
            user: target.user,
            cookies,
            dialect: target.dialect,
            pinned: RwLock::default(),
            online_lists: RwLock::default(),
            people: Mutex::default(),
            answered: AtomicBool::new(false),
            access: route.access,
            clerk: route.clerk,
        })))
    }

    /// Reads the certificates' files again. New connections are verified by what they say now;
    /// those that stand are not used for new requests. A websocket that stands is not touched.
    ///
    /// # Errors
    /// [`Fault::NotSent`] naming the file that is missing or bad: everything stays as it was.
    pub fn reload_tls(&self) -> Result<(), Fault> {
        let inner = &self.0;
        let line = Line::new(&inner.trust, &inner.proxies, &inner.cookies, inner.timeouts)?;
        *write(&self.0.line) = line;
        Ok(())
    }
}
