//! The floor behind the embedded server: its rules, its ledger, its script.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "tests"
)]

mod sim_support;

use floorwalk::sim::{Dialect, Mode, MonitoringRule, Options, Server, Stage};
use serde_json::{Value, json};

use sim_support::{Caller, my_id, quiet, start};

struct Floor {
    server: Server,
    stage: Stage,
    supervisor: Caller,
    me: String,
    agent: String,
}

async fn floor(options: Options) -> Floor {
    let server = start(options).await;
    let stage = server.stage();
    let supervisor = Caller::new(server.addr(), "supervisor");
    let me = my_id(&supervisor).await;
    let agent = stage.agents()[0].0.clone();
    Floor {
        server,
        stage,
        supervisor,
        me,
        agent,
    }
}

impl Floor {
    fn open(&self) -> String {
        self.stage.open_session(&self.agent, "Rowan P.")
    }

    async fn operate(&self, session: &str, body: Value) -> Value {
        let path = format!("/api/v2/me/smssessions/{session}");
        self.supervisor.post(&path, &body).await.json()["statusCode"].clone()
    }

    async fn intrude(&self, session: &str, mode: Option<&str>) -> Value {
        let path = format!("/api/v2/users/{}/smssessions/{session}", self.agent);
        let mut body = json!({ "operationName": "Intrude" });
        if let Some(mode) = mode {
            body["supervisorVisibilityMode"] = json!(mode);
        }
        self.supervisor.post(&path, &body).await.json()["statusCode"].clone()
    }

    async fn join(&self, session: &str, mode: &str) {
        assert_eq!(self.intrude(session, Some(mode)).await, 0);
        let body = json!({ "operationName": "Accept", "nickname": "Sade" });
        assert_eq!(self.operate(session, body).await, 0);
    }

    async fn channel(&self, operation: &str, scope: Option<&str>) -> Value {
        let path = format!("/api/v2/users/{}/channels/smssession", self.agent);
        let mut body = json!({ "operationName": operation });
        if let Some(scope) = scope {
            body["supervisorMonitoringMode"] = json!(scope);
        }
        self.supervisor.post(&path, &body).await.json()["statusCode"].clone()
    }

    fn texts_seen_by(&self, person: &str) -> Vec<String> {
        self.stage
            .ledger()
            .iter()
            .filter(|fact| fact["person"] == person)
            .filter_map(|fact| fact["text"].as_str().map(str::to_owned))
            .collect()
    }

    fn users_in(&self, session: &str) -> Vec<String> {
        self.stage.truth()["sessions"][session]["participants"]
            .as_array()
            .map(|people| {
                people
                    .iter()
                    .filter_map(|person| person["user"].as_str().map(str::to_owned))
                    .collect()
            })
            .unwrap_or_default()
    }
}

fn say(operation: &str, text: &str) -> Value {
    json!({ "operationName": operation, "text": text })
}

#[tokio::test]
async fn the_same_seed_makes_the_same_world() {
    let world = |seed| Options {
        seed,
        rate: 0.0,
        ..Options::default()
    };
    let (one, two, other) = (
        start(world(7)).await,
        start(world(7)).await,
        start(world(8)).await,
    );
    assert_eq!(one.stage().truth(), two.stage().truth());
    for server in [&one, &two, &other] {
        server.stage().ticks(400);
    }
    assert_eq!(one.stage().truth(), two.stage().truth());
    assert_ne!(one.stage().truth(), other.stage().truth());
}

#[tokio::test]
async fn a_large_floor_is_shared_out() {
    // In a moment: counting everybody's sessions for each one would take minutes.
    let server = start(Options {
        agents: 500,
        sessions: 4_000,
        rate: 0.0,
        ..Options::default()
    })
    .await;
    let stage = server.stage();
    let truth = stage.truth();
    assert_eq!(truth["sessions"].as_object().unwrap().len(), 4_000);
    let mut loads = std::collections::BTreeMap::<String, usize>::new();
    for session in truth["sessions"].as_object().unwrap().values() {
        for person in session["participants"].as_array().unwrap() {
            if let Some(user) = person["user"].as_str() {
                *loads.entry(user.to_owned()).or_default() += 1;
            }
        }
    }
    let ready = truth["users"].as_array().unwrap().iter();
    let ready = ready.filter(|user| {
        user["state"] == "Ready" && loads.contains_key(user["id"].as_str().unwrap())
    });
    let ready = ready.count();
    assert!(ready > 250, "{ready}");
    assert_eq!(loads.len(), ready, "who is not ready gets none");
    let (least, most) = (loads.values().min().unwrap(), loads.values().max().unwrap());
    assert!(most - least <= 2, "{least} to {most}");
}

#[tokio::test]
async fn a_day_on_the_floor_stays_a_floor() {
    let server = start(Options {
        rate: 0.0,
        ..Options::default()
    })
    .await;
    let stage = server.stage();
    let first: Vec<String> = stage.truth()["sessions"]
        .as_object()
        .unwrap()
        .keys()
        .cloned()
        .collect();
    assert_eq!(first.len(), 18);
    let (mut states, mut kinds) = (Vec::new(), Vec::new());
    for _ in 0..60 {
        stage.ticks(50);
        let truth = stage.truth();
        let sessions = truth["sessions"].as_object().unwrap();
        assert!((9..=30).contains(&sessions.len()), "{}", sessions.len());
        for user in truth["users"].as_array().unwrap() {
            states.push(user["state"].as_str().unwrap().to_owned());
        }
        for session in sessions.values() {
            let log = session["log"].as_array().unwrap();
            for (place, line) in log.iter().enumerate() {
                assert_eq!(line["index"], place + 1);
                kinds.push(line["type"].as_str().unwrap().to_owned());
            }
        }
    }
    let truth = stage.truth();
    assert!(first.iter().all(|id| truth["sessions"].get(id).is_none()));
    for word in ["Ready", "NotReady", "LoggedOut"] {
        assert!(
            states.iter().any(|state| state == word),
            "nobody was {word}"
        );
    }
    for word in [
        "Text",
        "PushUrl",
        "TypingStarted",
        "TypingStopped",
        "ParticipantJoined",
    ] {
        assert!(kinds.iter().any(|kind| kind == word), "there was no {word}");
    }
    let seen = stage.ledger();
    let customers_left = seen
        .iter()
        .filter(|fact| fact["text"] == "This takes too long. Goodbye.");
    assert!(customers_left.count() > 0);
}

#[tokio::test]
async fn the_world_goes_on_by_itself_at_a_rate() {
    let server = start(Options {
        rate: 500.0,
        ..Options::default()
    })
    .await;
    let (stage, before) = (server.stage(), server.stage().ledger().len());
    tokio::time::timeout(sim_support::LONG, async {
        while stage.ledger().len() < before + 50 {
            tokio::time::sleep(std::time::Duration::from_millis(10)).await;
        }
    })
    .await
    .expect("something happens");
}

#[tokio::test]
async fn a_coach_is_heard_by_the_agent_and_not_by_the_customer() {
    let floor = floor(quiet()).await;
    let session = floor.open();
    floor.join(&session, "Coach").await;
    assert_eq!(
        floor
            .operate(&session, say("SendToAgents", "Ask for the model."))
            .await,
        0
    );
    let text = "Ask for the model.".to_owned();
    assert!(floor.texts_seen_by("agent").contains(&text));
    assert!(floor.texts_seen_by("supervisor").contains(&text));
    assert!(!floor.texts_seen_by("customer").contains(&text));
}

#[tokio::test]
async fn a_message_reaches_the_customer_in_any_mode() {
    let floor = floor(quiet()).await;
    let session = floor.open();
    floor.join(&session, "Monitor").await;
    assert_eq!(
        floor.operate(&session, say("SendToAgents", "Psst.")).await,
        3
    );
    assert_eq!(
        floor.operate(&session, say("SendMessage", "Oops.")).await,
        0
    );
    assert!(
        floor
            .texts_seen_by("customer")
            .contains(&"Oops.".to_owned())
    );
    assert!(!floor.texts_seen_by("agent").contains(&"Psst.".to_owned()));
}

#[tokio::test]
async fn the_ledger_says_in_order_what_was_told_asked_and_seen() {
    let floor = floor(quiet()).await;
    let session = floor.open();
    let mut console = floor.supervisor.console().await;
    floor.join(&session, "BargeIn").await;
    // Invited, StatusChange, ParticipantsUpdated, MessageLogUpdated.
    for _ in 0..4 {
        console.event().await;
    }
    assert_eq!(
        floor
            .operate(&session, say("SendMessage", "Hello Rowan."))
            .await,
        0
    );
    let facts = floor.stage.ledger();
    let place = |what: &str, matching: &dyn Fn(&Value) -> bool| {
        facts
            .iter()
            .position(matching)
            .unwrap_or_else(|| panic!("no {what} in {facts:#?}"))
    };
    let told = place("told", &|fact| {
        fact["told"] == json!(floor.me)
            && fact["session"] == json!(session)
            && fact["participants"].as_array().is_some_and(|people| {
                people.iter().any(|person| {
                    person["visibility"] == "All"
                        && person["uri"]
                            .as_str()
                            .is_some_and(|uri| uri.ends_with(&floor.me))
                })
            })
    });
    let asked = place("request", &|fact| {
        fact["request"]["body"]["text"] == "Hello Rowan."
    });
    let seen = place("text", &|fact| {
        fact["person"] == "customer" && fact["text"] == "Hello Rowan."
    });
    assert!(told < asked && asked < seen, "{told} {asked} {seen}");
    assert_eq!(facts[asked]["user"], json!(floor.me));
    assert_eq!(facts[asked]["statusCode"], 0);
    assert_eq!(facts[seen]["from"], json!(floor.me));
    assert!(
        facts
            .windows(2)
            .all(|pair| pair[0]["seq"].as_u64() < pair[1]["seq"].as_u64())
    );
}

#[tokio::test]
async fn nobody_was_told_when_nobody_listened() {
    let floor = floor(quiet()).await;
    let session = floor.open();
    floor.join(&session, "BargeIn").await;
    let told = |facts: &[Value]| facts.iter().filter(|fact| fact["told"].is_string()).count();
    assert_eq!(told(&floor.stage.ledger()), 0);
    floor
        .supervisor
        .get("/api/v2/me/smssessions?fields=*")
        .await;
    assert_eq!(told(&floor.stage.ledger()), 1);
}

#[tokio::test]
async fn monitoring_supervisors_are_seen_by_supervisors_only() {
    let floor = floor(quiet()).await;
    let session = floor.open();
    floor.join(&session, "Monitor").await;
    floor.stage.second_supervisor_joins(&session, Mode::Coach);
    let agent = Caller::new(floor.server.addr(), &floor.stage.agents()[0].1);
    let seen = |caller: Caller| {
        let path = format!("/api/v2/me/smssessions/{session}/messages?startIndex=1&count=0");
        async move {
            let list = caller.get("/api/v2/me/smssessions?fields=*").await.json();
            let messages = caller.get(&path).await.json();
            let people: Vec<String> = list["smssessions"][0]["participants"]
                .as_array()
                .unwrap()
                .iter()
                .map(|person| person["visibility"].as_str().unwrap().to_owned())
                .collect();
            (people, messages["messages"].as_array().unwrap().len())
        }
    };
    let (people, lines) = seen(floor.supervisor.clone()).await;
    assert_eq!(people, ["All", "Supervisors", "Agents", "All"]);
    assert_eq!(lines, 6);
    let (people, lines) = seen(agent).await;
    assert_eq!(people, ["All", "Agents", "All"]);
    assert_eq!(lines, 5);
}

#[tokio::test]
async fn monitoring_acts_on_the_next_session_and_next_chat_once() {
    let floor = floor(quiet()).await;
    let before = floor.open();
    assert_eq!(floor.channel("Coach", Some("NextChat")).await, 0);
    assert!(!floor.users_in(&before).contains(&floor.me));
    let (next, last) = (floor.open(), floor.open());
    assert!(floor.users_in(&next).contains(&floor.me));
    assert!(!floor.users_in(&last).contains(&floor.me));
    assert_eq!(floor.channel("CancelSupervisorMonitoring", None).await, 2);
    assert_eq!(floor.channel("Monitor", Some("AllChats")).await, 0);
    for _ in 0..2 {
        let session = floor.open();
        assert!(floor.users_in(&session).contains(&floor.me));
    }
    assert_eq!(floor.channel("CancelSupervisorMonitoring", None).await, 0);
    let session = floor.open();
    assert!(!floor.users_in(&session).contains(&floor.me));
    assert_eq!(floor.channel("Monitor", None).await, 1);
    assert_eq!(floor.channel("Monitor", Some("Sometimes")).await, 2);
}

#[tokio::test]
async fn a_strict_server_wants_monitoring_before_intrude() {
    let options = Options {
        monitoring: MonitoringRule::Strict,
        ..quiet()
    };
    let floor = floor(options).await;
    let session = floor.open();
    assert_eq!(floor.intrude(&session, Some("Coach")).await, 2);
    assert_eq!(floor.intrude(&session, None).await, 2);
    assert_eq!(floor.channel("Monitor", Some("AllChats")).await, 0);
    assert_eq!(floor.intrude(&session, Some("Coach")).await, 0);
}

#[tokio::test]
async fn intrude_belongs_to_supervisors() {
    let floor = floor(quiet()).await;
    let session = floor.open();
    let agent = Caller::new(floor.server.addr(), &floor.stage.agents()[1].1);
    let path = format!("/api/v2/users/{}/smssessions/{session}", floor.agent);
    let body = json!({ "operationName": "Intrude", "supervisorVisibilityMode": "Monitor" });
    assert_eq!(agent.post(&path, &body).await.json()["statusCode"], 5);
}

#[tokio::test]
async fn the_dialect_decides_which_spellings_are_taken() {
    for (dialect, segment, word, other) in [
        (Dialect::Online, "smssessions", "BargeIn", "Bargain"),
        (Dialect::Pdf, "smsessions", "Bargain", "BargeIn"),
    ] {
        let floor = floor(Options { dialect, ..quiet() }).await;
        let session = floor.open();
        let path = |segment| format!("/api/v2/users/{}/{segment}/{session}", floor.agent);
        let body = |word| json!({ "operationName": "Intrude", "supervisorVisibilityMode": word });
        let reply = floor.supervisor.post(&path(segment), &body(other)).await;
        assert_eq!(reply.json()["statusCode"], 2, "{dialect:?}");
        let reply = floor.supervisor.post(&path(segment), &body(word)).await;
        assert_eq!(reply.json()["statusCode"], 0, "{dialect:?}");
        let wrong = if segment == "smssessions" {
            "smsessions"
        } else {
            "smssessions"
        };
        assert_eq!(
            floor
                .supervisor
                .post(&path(wrong), &body(word))
                .await
                .status,
            404
        );
    }
}

#[tokio::test]
async fn supervision_goes_on_while_somebody_serves_the_customer() {
    let floor = floor(quiet()).await;
    let session = floor.open();
    floor.join(&session, "Monitor").await;
    let second = floor.stage.agents()[1].0.clone();
    floor.stage.agent_joins(&session, &second);
    floor.stage.agent_leaves(&session);
    assert_eq!(floor.users_in(&session), [floor.me.clone(), second]);
    let mut console = floor.supervisor.console().await;
    floor.stage.agent_leaves(&session);
    loop {
        let event = console.event().await;
        if event["data"]["smssession"]["state"] == "Revoked" {
            break;
        }
    }
    assert!(floor.stage.truth()["sessions"].get(&session).is_none());
}

#[tokio::test]
async fn leaving_alone_ends_it_for_the_customer_and_complete_for_me() {
    let floor = floor(quiet()).await;
    let session = floor.open();
    floor.join(&session, "BargeIn").await;
    floor.stage.agent_leaves(&session);
    assert_eq!(floor.users_in(&session), std::slice::from_ref(&floor.me));
    let leave = json!({ "operationName": "Leave" });
    assert_eq!(floor.operate(&session, leave.clone()).await, 0);
    let list = floor
        .supervisor
        .get("/api/v2/me/smssessions?fields=*")
        .await
        .json();
    assert_eq!(list["smssessions"][0]["state"], "LeftChat");
    floor.stage.customer_says(&session, "Hello?");
    assert!(
        !floor
            .texts_seen_by("customer")
            .contains(&"Hello?".to_owned())
    );
    assert_eq!(
        floor
            .operate(&session, json!({ "operationName": "Complete" }))
            .await,
        0
    );
    assert_eq!(floor.operate(&session, leave).await, 6);
}

#[tokio::test]
async fn a_customer_routed_to_me_is_mine_to_serve() {
    let floor = floor(quiet()).await;
    let session = floor.stage.offer_unasked("supervisor");
    let list = floor
        .supervisor
        .get("/api/v2/me/smssessions?fields=*")
        .await
        .json();
    assert_eq!(list["smssessions"][0]["state"], "Invited");
    assert!(list["smssessions"][0].get("supervisorMode").is_none());
    let accept = json!({ "operationName": "Accept", "nickname": "Sade" });
    assert_eq!(floor.operate(&session, accept).await, 0);
    let switch = json!({ "operationName": "SwitchToCoach" });
    assert_eq!(floor.operate(&session, switch).await, 2);
    assert_eq!(
        floor
            .operate(&session, json!({ "operationName": "Complete" }))
            .await,
        0
    );
}

#[tokio::test]
async fn the_end_of_the_contact_center_session_voids_login_and_monitoring() {
    let floor = floor(quiet()).await;
    let cookie = floor.supervisor.get("/api/v2/me").await.cookie();
    let signed_in = Caller {
        cookie,
        ..floor.supervisor.clone()
    };
    let start = json!({ "operationName": "StartContactCenterSession", "channels": ["smssession"] });
    assert_eq!(
        signed_in.post("/api/v2/me/", &start).await.json()["statusCode"],
        0
    );
    assert_eq!(floor.channel("Monitor", Some("AllChats")).await, 0);
    let end = json!({ "operationName": "EndContactCenterSession" });
    assert_eq!(
        signed_in.post("/api/v2/me", &end).await.json()["statusCode"],
        0
    );
    assert_eq!(signed_in.get("/api/v2/me").await.status, 401);
    assert_eq!(floor.supervisor.get("/api/v2/me").await.status, 200);
    let session = floor.open();
    assert!(!floor.users_in(&session).contains(&floor.me));
}

#[tokio::test]
async fn a_context_path_is_kept() {
    let floor_at = Options {
        context_path: "/cloud-web".to_owned(),
        ..quiet()
    };
    let server = start(floor_at).await;
    let caller = Caller::new(server.addr(), "supervisor");
    assert_eq!(caller.get("/cloud-web/api/v2/me").await.status, 200);
    assert_eq!(caller.get("/api/v2/me").await.status, 404);
    assert!(
        caller
            .socket_at("/cloud-web/api/v2/notifications")
            .await
            .is_ok()
    );
    let nobody = Caller::nobody(server.addr());
    let reply = nobody.get("/cloud-web/api/v2/diagnostics/version").await;
    assert_eq!(reply.json()["version"], "8.5.202.71");
}

#[tokio::test]
async fn faults_are_for_the_next_such_operation_only() {
    let floor = floor(quiet()).await;
    let session = floor.open();
    floor.stage.refuse("Intrude", 5, "not today");
    floor.stage.silence("Accept");
    assert_eq!(floor.intrude(&session, Some("Monitor")).await, 5);
    assert_eq!(floor.intrude(&session, Some("Monitor")).await, 0);
    let accept = json!({ "operationName": "Accept" });
    assert_eq!(floor.operate(&session, accept.clone()).await, 0);
    assert!(!floor.users_in(&session).contains(&floor.me));
    assert_eq!(floor.operate(&session, accept).await, 0);
    assert!(floor.users_in(&session).contains(&floor.me));
}

#[tokio::test]
async fn the_people_of_the_floor_answer_a_supervisor() {
    let floor = floor(Options {
        sessions: 4,
        ..quiet()
    })
    .await;
    let session = floor.stage.sessions_of(&floor.agent)[0].clone();
    floor.join(&session, "Coach").await;
    let person = |who: &str, visibility: &str, after: &str| {
        let facts = floor.stage.ledger();
        let place = facts.iter().position(|fact| fact["text"] == after).unwrap();
        facts[place..].iter().any(|fact| {
            fact["session"] == json!(session)
                && fact["from"] != json!(floor.me)
                && fact["visibility"] == visibility
                && fact["person"] == who
        })
    };
    assert_eq!(
        floor
            .operate(&session, say("SendToAgents", "Ask for the model."))
            .await,
        0
    );
    floor.stage.ticks(20);
    assert!(person("supervisor", "Agents", "Ask for the model."));
    assert_eq!(
        floor
            .operate(&session, json!({ "operationName": "SwitchToBargeIn" }))
            .await,
        0
    );
    assert_eq!(
        floor
            .operate(&session, say("SendMessage", "Sade here."))
            .await,
        0
    );
    floor.stage.ticks(20);
    assert!(person("customer", "All", "Sade here."));
}
