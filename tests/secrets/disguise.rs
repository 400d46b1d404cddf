//! A relay before the embedded server, whose password is everybody's: to the console it is a
//! server with a password that stands nowhere else, and it remembers the sessions given.

use std::io::{Read, Write};
use std::net::{Shutdown, SocketAddr, TcpListener, TcpStream};
use std::sync::{Arc, Mutex};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

pub struct Disguise {
    pub at: SocketAddr,
    /// What `Authorization` must say after `Basic `.
    pub credentials: String,
    sessions: Arc<Mutex<Vec<String>>>,
}

impl Disguise {
    pub fn start(server: SocketAddr, password: &str) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let at = listener.local_addr().unwrap();
        let credentials = STANDARD.encode(format!("supervisor:{password}"));
        let known = STANDARD.encode("supervisor:demo");
        let sessions = Arc::new(Mutex::new(Vec::new()));
        let (ours, log) = (credentials.clone(), Arc::clone(&sessions));
        std::thread::spawn(move || {
            for client in listener.incoming().map_while(Result::ok) {
                // A server that is gone: the client sees its connection close.
                let Ok(server) = TcpStream::connect(server) else {
                    continue;
                };
                let (ours, known, log) = (ours.clone(), known.clone(), Arc::clone(&log));
                let (from, to) = (client.try_clone().unwrap(), server.try_clone().unwrap());
                std::thread::spawn(move || {
                    relay(from, to, |chunk| {
                        replaced(chunk, ours.as_bytes(), known.as_bytes())
                    });
                });
                std::thread::spawn(move || {
                    relay(server, client, |chunk| {
                        log.lock().unwrap().extend(session(chunk));
                        chunk.to_vec()
                    });
                });
            }
        });
        Self {
            at,
            credentials,
            sessions,
        }
    }

    /// The values of every `JSESSIONID` set so far.
    pub fn sessions(&self) -> Vec<String> {
        self.sessions.lock().unwrap().clone()
    }
}

fn relay(mut from: TcpStream, mut to: TcpStream, change: impl Fn(&[u8]) -> Vec<u8>) {
    let mut chunk = vec![0; 64 * 1024];
    while let Ok(read @ 1..) = from.read(&mut chunk) {
        if to.write_all(&change(&chunk[..read])).is_err() {
            break;
        }
    }
    let _ = to.shutdown(Shutdown::Both);
    let _ = from.shutdown(Shutdown::Both);
}

fn replaced(chunk: &[u8], from: &[u8], to: &[u8]) -> Vec<u8> {
    match chunk.windows(from.len()).position(|part| part == from) {
        Some(at) => [&chunk[..at], to, &chunk[at + from.len()..]].concat(),
        None => chunk.to_vec(),
    }
}

fn session(chunk: &[u8]) -> Option<String> {
    let text = String::from_utf8_lossy(chunk);
    let (_, rest) = text.split_once("JSESSIONID=")?;
    Some(rest.split(';').next()?.to_owned())
}
