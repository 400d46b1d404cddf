//! Case 13 with a name in the address: what knows the names fails, and then knows another address.
//! Two machines are two addresses of the loopback network, which only Linux has without being told.
#![cfg(target_os = "linux")]

use std::io;
use std::net::{IpAddr, Ipv4Addr};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use floorwalk::gws::{Names, Resolve};
use floorwalk::sim::{Options, Server};
use futures_util::future::BoxFuture;

use crate::proxy::{Cut, Line, Proxy};
use crate::rig::{BOTH, brisk, keys_are_answered, wait_for};
use crate::support::{Desk, still};

const HOST: &str = "gws.floor.test";
const ONE: Ipv4Addr = Ipv4Addr::new(127, 0, 0, 1);
const OTHER: Ipv4Addr = Ipv4Addr::new(127, 0, 0, 2);

/// What it knows now, and how often it was asked.
#[derive(Debug)]
struct NameServer(Mutex<(Option<IpAddr>, usize)>);

impl NameServer {
    fn knows(&self, address: Option<Ipv4Addr>) {
        self.0.lock().unwrap().0 = address.map(IpAddr::V4);
    }

    fn asked(&self) -> usize {
        self.0.lock().unwrap().1
    }
}

impl Resolve for NameServer {
    fn resolve(&self, host: String) -> BoxFuture<'static, io::Result<Vec<IpAddr>>> {
        assert_eq!(host, HOST);
        let mut state = self.0.lock().unwrap();
        state.1 += 1;
        let answer = state
            .0
            .map(|address| vec![address])
            .ok_or_else(|| io::Error::other("no such name"));
        Box::pin(async move { answer })
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn c13_a_name_that_fails_and_then_has_another_address() {
    for transport in BOTH {
        let names = Arc::new(NameServer(Mutex::new((Some(ONE.into()), 0))));
        let one = Server::start(still()).await.unwrap();
        let other = Server::start(Options {
            seed: 99,
            sessions: 2,
            ..still()
        })
        .await
        .unwrap();
        let at_one = Proxy::to(one.addr()).await;
        let port = at_one.addr().port();
        let at_other = Proxy::at((OTHER, port).into(), other.addr()).await;
        let mut wish = brisk(transport);
        // Each kind of request tries often enough to be seen.
        wish.tempo.bayeux.retry_cap = Duration::from_millis(200);
        wish.host = Some((HOST, Names::by(Arc::<NameServer>::clone(&names))));
        let desk = Desk::at(at_one.addr(), one.stage(), wish);
        desk.until("live", |v| v.live).await;
        let s = desk.session().await;

        names.knows(None);
        at_one.line(Line::Refusing);
        at_one.cut(Cut::Close);
        let v = desk.until("offline", |v| v.offline).await;
        assert!(v.row(&s).is_some(), "the list is kept");
        let (asked, taken) = (names.asked(), at_one.taken());
        wait_for("asked at each try", || names.asked() >= asked + 4).await;
        assert_eq!(at_one.taken(), taken, "and no old answer is used");
        keys_are_answered(&desk).await;

        // The other machine is found by the next try, though the first one takes connections
        // again.
        at_one.line(Line::Open);
        names.knows(Some(OTHER));
        desk.until("live at the other", |v| {
            v.live && v.rows.iter().filter(|r| r.id != s).count() == 2
        })
        .await;
        assert_eq!(at_one.taken(), taken, "nobody went to the old address");
        assert!(at_other.taken() > 0);
        one.stop().await;
        other.stop().await;
    }
}
