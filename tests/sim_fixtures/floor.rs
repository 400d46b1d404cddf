//! A floor as the fixtures have it: Jonas serves Rowan, Mirela is not ready,
//! Piotr is away; and how each file's state is brought about.

use floorwalk::sim::{
    AgentState, Csrf, CsrfNeed, CsrfRule, CsrfValue, Dialect, Mode, Options, Server, Stage,
};
use serde_json::{Value, json};

use crate::compare::{Compare, Known};
use crate::sim_support::{Caller, Reply, Socket, handshake, my_id, quiet, start};

const SESSION: &str = "0000KfW27QX1004T";
const ME: &str = "0b2d755506fe6b8cd6bee6992e2f92f3";
const AGENTS: [&str; 3] = [
    "dfdbeba4543e8729a97c0770c95bfae0",
    "1042b0462b0b100c604648edc2d6ffbc",
    "51a243918bab406f741e7b3f02242201",
];

pub(crate) struct Floor {
    server: Server,
    stage: Stage,
    supervisor: Caller,
    agent: Caller,
    /// The console whose notifications are compared.
    console: Socket,
    ids: Vec<(String, String)>,
    session: String,
    segment: &'static str,
}

/// Files that an agent's desktop sends, and no supervisor's console.
fn is_of_agent(name: &str) -> bool {
    matches!(
        name,
        "attach-user-data"
            | "cancel-consult"
            | "cancel-consult-error"
            | "complete"
            | "complete-to-queue"
            | "consult"
            | "delete-user-data"
            | "invite"
            | "post-without-me"
            | "set-disposition"
            | "update-user-data"
            | "user-data-error"
    )
}

/// The answer says that it was done, in a number or in a string.
fn fine(reply: &Reply) {
    let code = &reply.json()["statusCode"];
    assert!(*code == 0 || *code == "0", "{reply:?}");
}

/// Turns a switch of the fixtures.
fn set(options: &mut Options, switch: &str, word: &str) {
    let mut rule = match options.csrf.clone() {
        Csrf::Off => CsrfRule::default(),
        Csrf::On(rule) => rule,
    };
    match (switch, word) {
        ("csrf", "on") => {}
        ("csrf_header", "X-FLOOR-GUARD") => rule.header = word.to_owned(),
        ("csrf_header", "X-FLOOR-GUARD, value in X-CSRF-TOKEN") => {
            rule.header = "X-FLOOR-GUARD".to_owned();
            rule.value_in = CsrfValue::Token;
        }
        ("csrf_on_notifications", "not-required") => rule.notifications = CsrfNeed::NotRequired,
        ("server_spelling", "online-only") => return options.dialect = Dialect::Online,
        ("server_spelling", "pdf-only") => return options.dialect = Dialect::Pdf,
        _ => return options.set(switch, word).unwrap(),
    }
    options.csrf = Csrf::On(rule);
}

impl Floor {
    /// A floor under the values of `with`, and one more.
    pub(crate) async fn new(name: &str, file: &Value, value: Option<(&str, &str)>) -> Self {
        let mut options = quiet();
        for (switch, word) in file["with"].as_object().into_iter().flatten() {
            set(&mut options, switch, word.as_str().unwrap());
        }
        if let Some((switch, word)) = value {
            set(&mut options, switch, word);
        }
        let segment = match options.dialect {
            Dialect::Online | Dialect::Both => "smssessions",
            Dialect::Pdf => "smsessions",
        };
        let guarded = options.csrf != Csrf::Off;
        let server = start(options).await;
        let stage = server.stage();
        let mut supervisor = Caller::new(server.addr(), "supervisor");
        let agents = stage.agents();
        let mut agent = Caller::new(server.addr(), &agents[0].1);
        if guarded {
            supervisor.sign_in().await;
            agent.sign_in().await;
        }
        let mut ids: Vec<(String, String)> = AGENTS
            .iter()
            .zip(&agents)
            .map(|(theirs, ours)| ((*theirs).to_owned(), ours.0.clone()))
            .collect();
        ids.push((ME.to_owned(), my_id(&supervisor).await));
        stage.set_agent_state(&agents[0].0, AgentState::Ready);
        stage.set_agent_state(&agents[1].0, AgentState::NotReady);
        stage.set_agent_state(&agents[2].0, AgentState::LoggedOut);
        let console = if is_of_agent(name) {
            &agent
        } else {
            &supervisor
        };
        let console = console.console().await;
        let mut floor = Self {
            server,
            stage,
            supervisor,
            agent,
            console,
            ids,
            session: String::new(),
            segment,
        };
        if !name.starts_with("auto-join") {
            floor.open().await;
        }
        floor
    }

    /// Eight lines, as in the fixtures.
    async fn open(&mut self) {
        let jonas = self.ids[0].1.clone();
        let session = self.stage.open_session(&jonas, "Rowan P.");
        self.ids.push((SESSION.to_owned(), session.clone()));
        let path = format!("/api/v2/me/{}/{session}", self.segment);
        self.stage
            .customer_says(&session, "My heater shows E7 since last night.");
        for operation in [
            "SendStartTypingNotification",
            "SendMessage",
            "SendStopTypingNotification",
        ] {
            let body = json!({ "operationName": operation, "text": "Thanks Rowan." });
            fine(&self.agent.post(&path, &body).await);
        }
        self.session = session;
    }

    /// The file's text with our ids.
    fn ours(&self, text: &str) -> String {
        self.ids
            .iter()
            .fold(text.to_owned(), |text, (theirs, ours)| {
                text.replace(theirs, ours)
            })
    }

    fn ours_json(&self, value: &Value) -> Value {
        serde_json::from_str(&self.ours(&value.to_string())).unwrap()
    }

    pub(crate) async fn send(&mut self, name: &str, file: &Value) -> Reply {
        if matches!(name, "csrf-learn" | "csrf-renewed") {
            return self.supervisor.sign_in().await;
        }
        let request = &file["request"];
        let path = self.ours(request["path"].as_str().unwrap());
        let caller = if matches!(name, "me-not-authenticated" | "code-20") {
            Caller::nobody(self.server.addr())
        } else if is_of_agent(name) {
            self.agent.clone()
        } else {
            self.supervisor.clone()
        };
        let body = request.get("body").map(|body| self.ours_json(body));
        caller
            .send(request["method"].as_str().unwrap(), &path, body.as_ref())
            .await
    }

    async fn intrude(&mut self, mode: Mode) {
        let me = self.ids[3].1.clone();
        self.stage.offer(&me, &self.session, mode);
        let path = format!("/api/v2/me/{}/{}", self.segment, self.session);
        let body = json!({ "operationName": "Accept", "nickname": "Sade" });
        let reply = self.supervisor.post(&path, &body).await;
        fine(&reply);
    }

    /// What a file takes for granted without naming it in `before`.
    pub(crate) async fn prepare(&mut self, name: &str, file: &Value) {
        let operation = file["request"]["body"]["operationName"].as_str();
        match name {
            "my-sessions" | "my-sessions-uris" | "my-sessions-pdf-spelling" => {
                self.intrude(Mode::Coach).await;
            }
            "messages-get" | "messages-get-page" | "messages-get-past-end" => {
                self.intrude(Mode::Monitor).await;
            }
            "path-smsessions" => {
                // Its list is empty, which ours is not: it is about the path.
                self.intrude(Mode::Coach).await;
                self.stage
                    .answer_json("GET messages", 200, file["response"]["body"].clone());
            }
            "agent-sessions" => {
                let jonas = self.ids[0].1.clone();
                assert!(!self.stage.open_session(&jonas, "Adaeze O.").is_empty());
            }
            "csrf-refused" => self.supervisor.headers.clear(),
            "cancel-consult-error" => self.stage.refuse_later("CancelConsult", "Request failed"),
            "user-data-error" => self.stage.refuse_later(
                "AttachUserData",
                "Unable to manage user data for interaction id",
            ),
            "post-without-me" => {
                let mirela = &self.ids[1].1;
                let path = format!("/api/v2/me/smssessions/{}", self.session);
                let body = json!({
                    "operationName": "Consult", "targetPath": format!("/users/{mirela}"),
                });
                fine(&self.agent.post(&path, &body).await);
            }
            "start-contact-center-session-failed" => {
                self.stage
                    .refuse("StartContactCenterSession", 4, "no interaction server");
            }
            "code-00" => {
                let me = self.ids[3].1.clone();
                self.stage.offer(&me, &self.session, Mode::Coach);
                self.stage.silence("Accept");
            }
            // These come by themselves.
            "code-01" | "code-06" | "code-07" | "code-20" => {}
            "code-unknown" | "status-code-missing" | "status-code-not-a-number" => {
                let body = file["response"]["body"].clone();
                self.stage.answer_json(operation.unwrap(), 200, body);
            }
            "empty-body" | "not-json" | "too-many-requests" => {
                let response = &file["response"];
                let status = u16::try_from(response["status"].as_u64().unwrap()).unwrap();
                let retry = response["headers"].get("Retry-After").map(|_| 7);
                let text = response["body"].as_str().unwrap();
                let operation = operation.unwrap_or("GET contacts");
                self.stage.answer_html(operation, status, text, retry);
            }
            _ if name.starts_with("code-") => {
                let body = &file["response"]["body"];
                let code = body["statusCode"].to_string();
                let code: u8 = code.trim_matches('"').parse().unwrap();
                let path = file["request"]["path"].as_str().unwrap();
                let operation = operation.unwrap_or_else(|| match path {
                    "/api/v2/me" => "GET me",
                    path if path.starts_with("/api/v2/contacts") => "GET contacts",
                    path if path.starts_with("/api/v2/users/") => "GET user",
                    path => panic!("no word for {path}"),
                });
                self.stage
                    .refuse(operation, code, body["statusMessage"].as_str().unwrap());
            }
            _ => {}
        }
    }

    /// Makes something happen that nobody asked for.
    pub(crate) async fn happen(&mut self, name: &str) {
        let (stage, session) = (self.stage.clone(), self.session.clone());
        let (jonas, mirela, me) = (
            self.ids[0].1.clone(),
            self.ids[1].1.clone(),
            self.ids[3].1.clone(),
        );
        match name {
            "auto-join-after-barging"
            | "auto-join-after-coaching"
            | "auto-join-after-monitoring" => {
                self.session = stage.open_session(&jonas, "Rowan P.");
                self.ids.push((SESSION.to_owned(), self.session.clone()));
            }
            "offer-unasked" => assert!(!stage.offer_unasked(&me).is_empty()),
            "offer-withdrawn" => stage.withdraw_offers(&session),
            "pushed-agent-writes" => stage.agent_whispers(&session, "Asking now."),
            "pushed-alone-with-customer" | "pushed-participant-left" => {
                stage.agent_leaves(&session);
            }
            "pushed-customer-message" => stage.customer_says(&session, "Half a bar."),
            "pushed-participant-joined" => stage.agent_joins(&session, &mirela),
            "pushed-second-supervisor" => stage.second_supervisor_joins(&session, Mode::Monitor),
            "pushed-typing-preview" => stage.customer_types(&session, "half a b"),
            "reinvited-after-leave" => {
                let path = format!("/api/v2/me/smssessions/{session}");
                let leave = json!({ "operationName": "Leave" });
                fine(&self.supervisor.post(&path, &leave).await);
                self.intrude(Mode::Monitor).await;
            }
            "revoked" => stage.complete(&session),
            other => panic!("{other}: say how this is brought about"),
        }
    }

    /// Takes everything that was published so far: a marker ends it.
    pub(crate) async fn quiet(&mut self) -> Vec<Value> {
        // What a request causes comes after its answer, and so before this.
        let marker = json!({ "marker": fastrand::u32(..) });
        for user in [self.ids[3].1.clone(), self.ids[0].1.clone()] {
            self.stage.push_raw(&user, marker.clone());
        }
        let mut events = Vec::new();
        loop {
            let event = self.console.event().await;
            if event["data"] == marker {
                return events;
            }
            events.push(event);
        }
    }

    pub(crate) fn push(&self, data: &Value) {
        self.stage.push_raw(&self.ids[3].1, data.clone());
    }

    pub(crate) fn push_frame(&self, text: &str) {
        self.stage.push_raw_frame(&self.ids[3].1, text);
    }

    pub(crate) async fn event(&mut self) -> Value {
        self.console.event().await
    }

    pub(crate) async fn frame(&mut self) -> String {
        self.console.frame().await.unwrap()
    }

    /// A Bayeux exchange by POST, with a client of our own.
    pub(crate) async fn exchange(&mut self, name: &str, file: &Value, known: &Known) {
        let path = "/api/v2/notifications";
        let mut hello = handshake();
        hello["ext"] = json!({ "ack": true });
        let hello = self.supervisor.post(path, &json!([hello])).await.json();
        let client = hello[0]["clientId"].as_str().unwrap().to_owned();
        let connect = json!([{"id": "1", "channel": "/meta/connect", "clientId": client,
            "connectionType": "long-polling", "advice": {"timeout": 0}}]);
        let subscribe = json!([{"id": "2", "channel": "/meta/subscribe", "clientId": client,
            "subscription": "/v2/me/*"}]);
        let theirs = file["request"]["body"][0]["clientId"].as_str();
        let expected = file["response"].to_string();
        let expected = theirs.map_or(expected.clone(), |theirs| expected.replace(theirs, &client));
        let mut expected: Value = serde_json::from_str(&expected).unwrap();
        match name {
            "handshake" | "connect" | "disconnect" | "subscribe" => {}
            "unknown-client" => self.stage.forget_clients(),
            "ack" => {
                for message in [&connect, &subscribe] {
                    self.supervisor.post(path, message).await;
                }
                self.stage
                    .customer_says(&self.session, "It clicks three times.");
                self.quiet().await;
            }
            "delivery" => {
                for message in [&connect, &subscribe] {
                    self.supervisor.post(path, message).await;
                }
                self.stage
                    .customer_says(&self.session, "It clicks three times.");
                let operation = json!({ "operationName": "SendStartTypingNotification" });
                let mine = format!("/api/v2/me/smssessions/{}", self.session);
                self.agent.post(&mine, &operation).await;
                self.quiet().await;
                // Between the two, the marker.
                expected["body"][1]
                    .as_object_mut()
                    .unwrap()
                    .remove("id")
                    .expect("an event with an id of ours, as Faye has it; CometD 3 strips it");
            }
            other => panic!("{other}: say how this is brought about"),
        }
        let mut body = file["request"]["body"].clone();
        for message in body.as_array_mut().unwrap() {
            if message.get("clientId").is_some() {
                message["clientId"] = json!(client);
            }
            if message["ext"]["ack"].is_number() {
                // The number of the batch that the connect above has closed.
                message["ext"]["ack"] = json!(1);
            }
        }
        let mut reply = self.supervisor.post(path, &body).await;
        if expected["body"].is_string() {
            return Compare::new(name, known).reply(&expected, &reply);
        }
        let mut messages = reply.json();
        messages
            .as_array_mut()
            .unwrap()
            .retain(|message| message["data"].get("marker").is_none());
        reply.text = messages.to_string();
        Compare::new(name, known).reply(&expected, &reply);
        for (asked, answered) in body
            .as_array()
            .unwrap()
            .iter()
            .zip(messages.as_array().unwrap())
        {
            if answered.get("data").is_none() {
                assert_eq!(asked["id"], answered["id"], "{name}");
            }
        }
    }

    /// The customer writes, and the console hears of it.
    pub(crate) fn say(&self) {
        self.stage
            .customer_says(&self.session, "Still E7 after the reset.");
    }

    /// What else is said of protection, beside the answer to the request.
    pub(crate) async fn guarded(&self, name: &str, file: &Value, value: Option<(&str, &str)>) {
        let nobody = Caller {
            headers: Vec::new(),
            ..self.supervisor.clone()
        };
        let hello = json!([handshake()]);
        let path = "/api/v2/notifications";
        if name == "csrf-send" {
            let required = value != Some(("csrf_on_notifications", "not-required"));
            let status = if required { 403 } else { 200 };
            assert_eq!(nobody.post(path, &hello).await.status, status);
            // Carried although not needed, it does no harm.
            assert_eq!(self.supervisor.post(path, &hello).await.status, 200);
            let other = Caller {
                cookie: None,
                ..self.supervisor.clone()
            };
            let body = &file["request"]["body"];
            assert_eq!(other.post("/api/v2/me", body).await.status, 403);
        }
        if name == "csrf-refused" {
            let reply = nobody.post("/api/v2/me", &json!({})).await;
            assert_eq!(Some(reply.text.as_str()), file["response"]["body"].as_str());
        }
    }

    pub(crate) async fn end(self) {
        self.server.stop().await;
    }
}
