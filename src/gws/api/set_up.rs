//! How a client comes to be, and how its certificates are read again.

use std::sync::atomic::{AtomicBool, AtomicU64};
use std::sync::{Arc, Mutex, RwLock};

use tokio::sync::watch;

use super::line::Ways;
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
        let ways = Ways {
            proxies: &proxies,
            names: &route.names,
            cookies: &cookies,
            timeouts: target.timeouts,
        };
        let line = Line::new(&trust, &ways)?;
        Ok(Self(Arc::new(Inner {
            line: RwLock::new(line),
            trust,
            proxies,
            names: route.names,
            timeouts: target.timeouts,
            nodes,
            authorization: RwLock::new(authorization(&target.user, &target.password)?),
            user: target.user,
            cookies,
            dialect: target.dialect,
            pinned: RwLock::default(),
            online_lists: RwLock::default(),
            prints: foldhash::quality::RandomState::default(),
            people: Mutex::default(),
            answered: AtomicBool::new(false),
            skew: watch::Sender::default(),
            renewals: AtomicU64::new(0),
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
        let line = Line::new(&inner.trust, &inner.ways())?;
        *write(&self.0.line) = line;
        Ok(())
    }

    /// Gives up every connection that stands: the next request makes its own. For a machine that
    /// was suspended, where they may be dead without anybody having said so, and where their time
    /// in the pool stood still.
    pub fn give_up_connections(&self) {
        let inner = &self.0;
        match Line::over(self.tls(), &inner.ways()) {
            Ok(line) => *write(&self.0.line) = line,
            // It could be set up before, with the same settings.
            Err(fault) => tracing::error!("{fault}"),
        }
    }
}

impl Inner {
    fn ways(&self) -> Ways<'_> {
        Ways {
            proxies: &self.proxies,
            names: &self.names,
            cookies: &self.cookies,
            timeouts: self.timeouts,
        }
    }
}
