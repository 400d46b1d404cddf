//! What the embedded server's world holds, asked for over REST as the supervisor.

use std::io::{Read as _, Write as _};
use std::net::TcpStream;

use serde_json::{Value, json};

use crate::server::Server;

/// One session, and whose it is.
#[derive(Clone, Debug)]
pub struct Session {
    pub id: String,
    pub agent: String,
    pub nickname: String,
}

/// All of it.
#[derive(Clone, Debug)]
pub struct World {
    pub me: String,
    pub sessions: Vec<Session>,
}

impl World {
    pub fn of(server: &Server) -> Self {
        let me = get(server, "me");
        let mut sessions = Vec::new();
        let users = get(server, "users");
        let links = users["uris"].as_array().expect("users").iter();
        for user in links.filter_map(|link| link.as_str()?.rsplit('/').next()) {
            let answer = get(server, &format!("users/{user}?subresources=smssessions"));
            let user = &answer["user"];
            for session in user["smssessions"].as_array().into_iter().flatten() {
                sessions.push(Session {
                    id: word(&session["id"]),
                    agent: word(&user["id"]),
                    nickname: word(&user["firstName"]),
                });
            }
        }
        Self {
            me: word(&me["user"]["id"]),
            sessions,
        }
    }

    /// The supervisor joins every session as Monitor.
    pub fn join(&self, server: &Server) {
        for session in &self.sessions {
            let Session { id, agent, .. } = session;
            let intrude =
                json!({ "operationName": "Intrude", "supervisorVisibilityMode": "Monitor" });
            post(server, &format!("users/{agent}/smssessions/{id}"), &intrude);
            let accept = json!({ "operationName": "Accept", "nickname": "Sade" });
            post(server, &format!("me/smssessions/{id}"), &accept);
        }
    }
}

fn word(value: &Value) -> String {
    value.as_str().unwrap_or_default().to_owned()
}

fn get(server: &Server, path: &str) -> Value {
    ask(server, &format!("GET /api/v2/{path}"), "")
}

fn post(server: &Server, path: &str, body: &Value) -> Value {
    ask(server, &format!("POST /api/v2/{path}"), &body.to_string())
}

fn ask(server: &Server, what: &str, body: &str) -> Value {
    let mut socket = TcpStream::connect(&server.addr).expect("the embedded server");
    // supervisor:demo
    let head = format!(
        "{what} HTTP/1.1\r\nHost: {}\r\nAuthorization: Basic c3VwZXJ2aXNvcjpkZW1v\r\n\
         Content-Type: application/json\r\nContent-Length: {}\r\nConnection: close\r\n\r\n{body}",
        server.addr,
        body.len()
    );
    socket
        .write_all(head.as_bytes())
        .expect("the embedded server");
    let mut answer = String::new();
    socket.read_to_string(&mut answer).expect("an answer");
    let (_, body) = answer.split_once("\r\n\r\n").expect("an answer's head");
    let value: Value = serde_json::from_str(body).unwrap_or_else(|e| panic!("{what}: {e}: {body}"));
    assert_eq!(value["statusCode"], 0, "{what}: {body}");
    value
}
