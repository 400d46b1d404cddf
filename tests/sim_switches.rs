//! The embedded server's switches beyond what the fixtures compare: order in
//! time, what expires, what is void, and the answers that are our own.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "tests"
)]

mod sim_support;

use std::time::Duration;

use floorwalk::sim::{Options, Server, Switches};
use serde_json::{Value, json};

use sim_support::{Caller, Socket, my_id, quiet, start};

struct Floor {
    server: Server,
    caller: Caller,
    console: Socket,
    agent: String,
    session: String,
}

/// A floor with these switches, one session and a console.
async fn floor(switches: &[(&str, &str)], mut options: Options) -> Floor {
    for (name, word) in switches {
        options.switches.set(name, word).unwrap();
    }
    let server = start(options).await;
    let mut caller = Caller::new(server.addr(), "supervisor");
    caller.sign_in().await;
    let stage = server.stage();
    let agent = stage.agents()[0].0.clone();
    let session = stage.open_session(&agent, "Rowan P.");
    let console = caller.console().await;
    Floor {
        server,
        caller,
        console,
        agent,
        session,
    }
}

impl Floor {
    async fn intrude(&self, mode: &str) -> Value {
        let path = format!("/api/v2/users/{}/smssessions/{}", self.agent, self.session);
        let body = json!({ "operationName": "Intrude", "supervisorVisibilityMode": mode });
        self.caller.post(&path, &body).await.json()
    }

    async fn operate(&self, operation: &str) -> Value {
        let path = format!("/api/v2/me/smssessions/{}", self.session);
        let body = json!({ "operationName": operation });
        self.caller.post(&path, &body).await.json()
    }

    /// The session in the next notification of one.
    async fn told(&mut self) -> Value {
        loop {
            let mut event = self.console.event().await;
            if event["data"].get("smssession").is_some() {
                return event["data"]["smssession"].take();
            }
        }
    }
}

#[test]
fn switches_are_turned_by_name() {
    let mut switches = Switches::default();
    for (name, words) in Switches::ALL {
        for word in *words {
            switches.set(name, word).unwrap();
        }
        switches.set(name, words[0]).unwrap();
        assert!(switches.set(name, "sometimes").is_err());
    }
    assert_eq!(switches, Switches::default());
    let error = switches.set("gravity", "off").unwrap_err();
    assert_eq!(
        error.to_string(),
        "turning a switch: there is no gravity=off"
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_notification_comes_before_the_answer() {
    let mut floor = floor(&[("notification_timing", "before-answer")], quiet()).await;
    // The answer is held back a little; on a busy machine it may catch up.
    let mut first = 0;
    for _ in 0..9 {
        let path = format!(
            "/api/v2/users/{}/smssessions/{}",
            floor.agent, floor.session
        );
        let body = json!({ "operationName": "Intrude", "supervisorVisibilityMode": "Coach" });
        let caller = floor.caller.clone();
        let answer = tokio::spawn(async move { caller.post(&path, &body).await.json() });
        assert_eq!(floor.told().await["state"], "Invited");
        first += usize::from(!answer.is_finished());
        assert_eq!(answer.await.unwrap()["statusCode"], 0);
        floor.operate("Reject").await;
        floor.told().await;
    }
    assert!(first > 4, "{first} of 9");
}

#[tokio::test]
async fn an_offer_that_nobody_answers_expires() {
    for (word, state) in [
        ("Revoked", Some("Revoked")),
        ("Completed", Some("Completed")),
        ("silent", None),
    ] {
        let options = Options {
            offer_life: Some(Duration::from_millis(80)),
            ..quiet()
        };
        let mut floor = floor(&[("offer_withdrawn", word)], options).await;
        assert_eq!(floor.intrude("Coach").await["statusCode"], 0);
        assert_eq!(floor.told().await["state"], "Invited");
        if let Some(state) = state {
            assert_eq!(floor.told().await["state"], state);
        }
        let offers = || floor.server.stage().truth()["sessions"][&floor.session]["offers"].take();
        sim_support::until("the offer is gone", || offers() == json!([])).await;
        assert_eq!(floor.operate("Accept").await["statusCode"], 2);
        floor
            .server
            .stage()
            .push_raw("supervisor", json!({ "marker": 1 }));
        assert_eq!(floor.console.event().await["data"]["marker"], 1);
    }
}

#[tokio::test]
async fn participants_stay_empty_after_accept_and_in_the_snapshot() {
    let switches = [
        ("accept_participants", "empty"),
        ("my_sessions_participants", "empty"),
    ];
    let mut floor = floor(&switches, quiet()).await;
    floor.intrude("BargeIn").await;
    floor.operate("Accept").await;
    assert_eq!(floor.told().await["state"], "Invited");
    for _ in 0..2 {
        let session = floor.told().await;
        assert_eq!(
            (&session["state"], &session["participants"]),
            (&json!("Chatting"), &json!([]))
        );
    }
    let list = floor
        .caller
        .get("/api/v2/me/smssessions?fields=*")
        .await
        .json();
    assert_eq!(list["smssessions"][0]["participants"], json!([]));
    // A switch tells.
    floor.operate("SwitchToCoach").await;
    assert_eq!(
        floor.told().await["participants"].as_array().unwrap().len(),
        3
    );
}

#[tokio::test]
async fn a_supervisor_is_offered_everything() {
    let mut floor = floor(&[("capabilities", "too-many")], quiet()).await;
    floor.intrude("Monitor").await;
    floor.operate("Accept").await;
    for _ in 0..3 {
        let session = floor.told().await;
        let offered = session["capabilities"].as_array().unwrap();
        for word in ["SendMessage", "SwitchToMonitor", "Complete", "Accept"] {
            assert!(offered.contains(&json!(word)), "{session}");
        }
    }
    // It is offered and not done.
    assert_eq!(floor.operate("Complete").await["statusCode"], 2);
    assert_eq!(floor.operate("SwitchToMonitor").await["statusCode"], 2);
}

#[tokio::test]
async fn a_contact_has_an_id_of_its_own() {
    let floor = floor(&[("contact_id", "own-id")], quiet()).await;
    let contacts = floor.caller.get("/api/v2/contacts?type=User").await.json();
    let users = floor.caller.get("/api/v2/users?fields=*").await.json();
    for contact in contacts["contacts"].as_array().unwrap() {
        let same = |user: &&Value| user["userName"] == contact["userName"];
        let user = users["users"]
            .as_array()
            .unwrap()
            .iter()
            .find(same)
            .unwrap();
        assert_ne!(user["id"], contact["id"]);
        let path = format!("/api/v2/users/{}", contact["id"].as_str().unwrap());
        assert_eq!(floor.caller.get(&path).await.json()["statusCode"], 6);
    }
}

#[tokio::test]
async fn with_a_forgotten_client_the_http_session_is_void() {
    let mut floor = floor(&[("unknown_client_error", "HTTP 401")], quiet()).await;
    let cookie = floor.console.cookie.clone().or(floor.caller.cookie.clone());
    let signed_in = Caller {
        cookie,
        ..floor.caller.clone()
    };
    assert_eq!(my_id(&signed_in).await.len(), 32);
    floor.server.stage().forget_clients();
    floor.console.connect(None).await;
    // The held connect may still be answered; then the socket ends.
    while floor.console.frame().await.is_ok() {}
    sim_support::until_async("the session is void", async || {
        signed_in.get("/api/v2/me").await.status == 401
    })
    .await;
    // By POST the same, in the first answer.
    let mut again = floor.caller.clone();
    again.sign_in().await;
    let message = json!([{"id": "1", "channel": "/meta/connect", "clientId": "gone"}]);
    let path = "/api/v2/notifications";
    let reply = again.post(path, &message).await;
    assert_eq!((reply.status, reply.text.as_str()), (401, ""));
    assert_eq!(again.get("/api/v2/me").await.status, 401);
}

#[tokio::test]
async fn what_is_not_barged_reaches_the_customer_or_not() {
    for (word, code, reads) in [
        ("delivered-to-all", 0, true),
        ("delivered-to-agents", 0, false),
        ("code-2", 2, false),
        ("code-3", 3, false),
    ] {
        let floor = floor(&[("send_message_not_barged", word)], quiet()).await;
        floor.intrude("Coach").await;
        floor.operate("Accept").await;
        let path = format!("/api/v2/me/smssessions/{}", floor.session);
        let body = json!({ "operationName": "SendMessage", "text": "hush" });
        assert_eq!(
            floor.caller.post(&path, &body).await.json()["statusCode"],
            code
        );
        let customer = |fact: &Value| fact["person"] == "customer" && fact["text"] == "hush";
        assert_eq!(
            floor.server.stage().ledger().iter().any(customer),
            reads,
            "{word}"
        );
    }
}
