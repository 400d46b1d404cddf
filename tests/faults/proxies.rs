//! Case 14: the proxy on the way wants a password, or refuses. Through the whole console, with the
//! server behind TLS, so that REST, polls and websocket alike have to go through a tunnel.

use std::ffi::OsString;
use std::net::SocketAddr;

use floorwalk::app::Exit;
use floorwalk::console;
use floorwalk::domain::Mode;
use floorwalk::gws::Proxies;
use floorwalk::sim::Server;
use rustls::version::{TLS12, TLS13};
use tokio::io::copy_bidirectional;
use tokio::net::{TcpListener, TcpStream};
use tokio_rustls::TlsAcceptor;

use crate::authority::{Authority, Folder, Term, acceptor};
use crate::rig::{BOTH, assert_clean, be_in, brisk, keys_are_answered, read_line};
use crate::support::{Desk, Wish, still};
use crate::tunnels::{Manner, Proxy};

/// A name that nobody resolves: only the proxy can reach it.
const HOST: &str = "gws.example.test";
/// "ada:pr0xy-beet"
const ADA: &str = "Basic YWRhOnByMHh5LWJlZXQ=";

/// TLS before a server that has none.
async fn secured(server: SocketAddr, tls: TlsAcceptor) -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let at = listener.local_addr().unwrap();
    tokio::spawn(async move {
        while let Ok((client, _)) = listener.accept().await {
            let tls = tls.clone();
            tokio::spawn(async move {
                let (Ok(mut client), Ok(mut server)) =
                    (tls.accept(client).await, TcpStream::connect(server).await)
                else {
                    return;
                };
                // However it ends, it is over.
                let _ = copy_bidirectional(&mut client, &mut server).await;
            });
        }
    });
    at
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn c14_the_proxy_wants_a_password_or_refuses() {
    let folder = Folder::new();
    let journal = console::open_journal(folder.path()).unwrap();
    let authority = Authority::new("Ours");
    let ca = folder.file("ca.pem", &authority.pem());
    for transport in BOTH {
        let server = Server::start(still()).await.unwrap();
        let stage = server.stage();
        let issued = authority.server(HOST, Term::Now);
        let front = secured(server.addr(), acceptor(&issued, None, &[&TLS12, &TLS13])).await;
        let proxy = Proxy::start(front, Manner::Asking(ADA)).await;
        let wish = |user: &str| {
            let variable = OsString::from(format!("http://{user}{}", proxy.at));
            let mut wish = Wish {
                base: Some(format!("https://{HOST}/")),
                proxies: Proxies::of(|name| (name == "HTTPS_PROXY").then(|| variable.clone())),
                ca_file: Some(ca.clone()),
                ..brisk(transport)
            };
            // The reason is on the screen while a retry is waited for: long enough to be seen.
            wish.tempo.bayeux.first_retry = std::time::Duration::from_secs(1);
            wish.tempo.bayeux.retry_base = std::time::Duration::from_secs(1);
            wish
        };

        // From the start: it says what is missing, and where it belongs.
        for (user, words) in [
            ("", "wants a user and a password: put them into HTTPS_PROXY"),
            (
                "ada:pr0xy-cabbage@",
                "does not accept the user and password in HTTPS_PROXY",
            ),
        ] {
            let mut desk = Desk::at(server.addr(), stage.clone(), wish(user));
            let ended = desk.ended().await;
            assert!(matches!(ended.exit, Exit::CannotStart(_)), "{ended:?}");
            let said = ended.sentence.expect("a sentence");
            assert!(said.contains(words), "{said}");
            assert!(said.contains(&proxy.at.to_string()), "{said}");
            assert!(!said.contains("pr0xy"), "{said}");
        }

        // In the middle of a shift.
        let desk = Desk::at(server.addr(), stage.clone(), wish("ada:pr0xy-beet@"));
        desk.until("live", |v| v.live).await;
        let s = desk.session().await;
        be_in(&desk, &s, Mode::Monitor).await;
        for (manner, words) in [
            // Somebody changed the password.
            (
                Manner::Asking("Basic b3RoZXI6d29yZA=="),
                "does not accept the user and password in HTTPS_PROXY",
            ),
            (
                Manner::Saying("HTTP/1.1 403 No\r\nContent-Length: 0\r\n\r\n"),
                "refuses to connect to gws.example.test:443 (HTTP 403)",
            ),
        ] {
            proxy.turns(manner);
            stage.drop_connections();
            let v = desk
                .until(words, |v| v.offline && v.screen.contains(words))
                .await;
            assert!(v.row(&s).is_some(), "the list is kept");
            assert!(!v.screen.contains("pr0xy") && !v.screen.contains("cHIweHk"));
            keys_are_answered(&desk).await;
            stage.customer_says(&s, words);
            proxy.turns(Manner::Asking(ADA));
            desk.until("live again", |v| v.live).await;
            read_line(&desk, &s, words).await;
            desk.until_mode(&s, Mode::Monitor).await;
        }
        assert_clean(&desk);
        for head in proxy.heads() {
            assert!(head.starts_with("CONNECT gws.example.test:443 "), "{head}");
            let small = head.to_lowercase();
            assert!(!small.contains("\r\nauthorization"), "{head}");
        }
    }
    let path = journal.path.clone();
    // What waits to be written is written now.
    drop(journal);
    let log = std::fs::read_to_string(path).unwrap();
    assert!(log.contains("HTTP 403"), "the outages are in it: {log}");
    for secret in ["pr0xy", "YWRhOnBy", "b3RoZXI6"] {
        assert!(!log.contains(secret), "{secret} is in the log");
    }
}
