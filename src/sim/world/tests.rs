//! The floor without sockets: whatever is asked, in whatever order, it holds.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "tests"
)]

use serde_json::{Map, Value, json};

use super::view::ONLINE;
use super::{Eyes, Mode, Options, Part, Request, Target, Visibility, World};
use crate::sim::script::cast;

fn floor(seed: u64) -> World {
    let options = Options {
        seed,
        ..Options::default()
    };
    let mut world = World::new(&options, cast(seed, 3));
    world.at(1_773_736_865_000);
    world
}

fn id(world: &World, name: &str) -> String {
    world.user(name).unwrap().id.clone()
}

fn ask(target: Target, body: Value) -> Request {
    Request {
        target,
        query: Vec::new(),
        body,
    }
}

const OPERATIONS: [&str; 22] = [
    "Accept",
    "Reject",
    "SendMessage",
    "SendToAgents",
    "SendUrl",
    "SendStartTypingNotification",
    "SendStopTypingNotification",
    "SendStartTypingToAgentsNotification",
    "SendStopTypingToAgentNotification",
    "SwitchToMonitor",
    "SwitchToCoach",
    "SwitchToBargeIn",
    "Leave",
    "Complete",
    "Invite",
    "Consult",
    "CancelConsult",
    "SetDisposition",
    "AttachUserData",
    "UpdateUserData",
    "DeleteUserData",
    "Levitate",
];

/// Something that somebody may ask, sensible or not.
fn anything(world: &World, rng: &mut fastrand::Rng, sessions: &[String]) -> (String, Request) {
    let users: Vec<String> = world.users().iter().map(|user| user.id.clone()).collect();
    let user = users[rng.usize(..users.len())].clone();
    let agent = users[rng.usize(..users.len())].clone();
    let session = sessions[rng.usize(..sessions.len())].clone();
    let mode = ["Monitor", "Coach", "BargeIn", "Bargain", "Sing"][rng.usize(..5)];
    let request = match rng.usize(..10) {
        0 | 1 => ask(
            Target::AgentSession {
                user: agent,
                segment: ONLINE,
                session,
            },
            json!({ "operationName": "Intrude", "supervisorVisibilityMode": mode }),
        ),
        2 => ask(
            Target::Channel {
                user: agent,
                channel: "smssession".to_owned(),
            },
            json!({ "operationName": mode, "supervisorMonitoringMode": "AllChats" }),
        ),
        3 => ask(Target::MySessions(ONLINE), Value::Null),
        4 => ask(Target::Messages(session), Value::Null),
        _ => {
            let operation = OPERATIONS[rng.usize(..OPERATIONS.len())];
            let body = json!({
                "operationName": operation, "text": "Hm.", "url": "https://x.example.test",
                "targetPath": format!("/users/{agent}"), "userData": {"a": 1}, "keys": ["a"],
                "disposition": "Done",
            });
            ask(Target::Session(session), body)
        }
    };
    (user, request)
}

fn check(world: &mut World) {
    for fact in world.take_facts() {
        let hidden = fact["visibility"] == "Supervisors" || fact["visibility"] == "Agents";
        assert!(fact["person"] != "customer" || !hidden, "{fact}");
        assert!(
            fact["person"] != "agent" || fact["visibility"] != "Supervisors",
            "{fact}"
        );
    }
    for session in world.sessions() {
        let users: Vec<&String> = session
            .participants
            .iter()
            .filter_map(|person| person.user.as_ref())
            .collect();
        for user in &users {
            assert_eq!(users.iter().filter(|other| other == &user).count(), 1);
            assert!(!session.offers.iter().any(|offer| &&offer.user == user));
        }
        assert!(!users.is_empty() || !session.offers.is_empty() || !session.left.is_empty());
        for (place, entry) in session.log.iter().enumerate() {
            assert_eq!(entry.index, u64::try_from(place).unwrap() + 1);
        }
    }
    for notice in world.take_notices() {
        let session = &notice.data["smssession"];
        let agent = world.eyes_of(&notice.user) == Eyes::Agent;
        let people = session["participants"]
            .as_array()
            .cloned()
            .unwrap_or_default();
        let hidden = people
            .iter()
            .any(|person| person["visibility"] == "Supervisors");
        assert!(
            !agent || !hidden,
            "an agent is told of a monitoring supervisor"
        );
    }
}

#[test]
fn whatever_is_asked_the_floor_holds() {
    for seed in 0..60 {
        let mut world = floor(seed);
        let mut rng = fastrand::Rng::with_seed(seed);
        let mut sessions: Vec<String> = Vec::new();
        for step in 0..400 {
            if step % 20 == 0 {
                let agent = world.users()[rng.usize(..3)].id.clone();
                let session = world
                    .open(&agent, "Rowan P.", Map::new(), "Hello.")
                    .unwrap();
                sessions.push(session);
            }
            match rng.usize(..12) {
                0 => world.customer_says(&sessions[rng.usize(..sessions.len())], "Hello?"),
                1 => world.agent_says(
                    &sessions[rng.usize(..sessions.len())],
                    "Yes?",
                    Visibility::Agents,
                ),
                2 if rng.bool() => world.customer_leaves(&sessions[rng.usize(..sessions.len())]),
                3 if rng.bool() => world.agent_leaves(&sessions[rng.usize(..sessions.len())]),
                4 => {
                    let session = world.route("supervisor", "Noor A.", Map::new(), "Hello.");
                    sessions.push(session.unwrap());
                }
                _ => {
                    let (user, request) = anything(&world, &mut rng, &sessions);
                    world.perform(&user, &request);
                }
            }
            check(&mut world);
        }
    }
}

#[test]
fn the_same_operations_have_the_same_effect() {
    let play = || {
        let mut world = floor(3);
        let mut rng = fastrand::Rng::with_seed(9);
        let agent = world.users()[0].id.clone();
        let sessions = vec![
            world
                .open(&agent, "Rowan P.", Map::new(), "Hello.")
                .unwrap(),
        ];
        let mut answers = Vec::new();
        for _ in 0..200 {
            let (user, request) = anything(&world, &mut rng, &sessions);
            answers.push(world.perform(&user, &request));
        }
        (answers, world.take_facts(), world.truth())
    };
    assert_eq!(play(), play());
}

#[test]
fn a_switch_is_told_before_it_stands_in_the_log() {
    let mut world = floor(1);
    let (me, agent) = (id(&world, "supervisor"), world.users()[0].id.clone());
    let session = world
        .open(&agent, "Rowan P.", Map::new(), "Hello.")
        .unwrap();
    world.come_in(&me, &session, Mode::Monitor);
    world.take_notices();
    let body = json!({ "operationName": "SwitchToBargeIn" });
    let answer = world.perform(&me, &ask(Target::Session(session.clone()), body));
    assert_eq!(answer.code(), 0);
    let mine: Vec<Value> = world
        .take_notices()
        .into_iter()
        .filter(|notice| notice.user == me)
        .map(|notice| notice.data)
        .collect();
    assert_eq!(mine[0]["notificationType"], "ParticipantsUpdated");
    assert_eq!(mine[1]["messages"][0]["type"], "ParticipantRejoined");
    assert_eq!(mine.len(), 2);
    let there = world.session(&session).unwrap().of_user(&me).unwrap();
    assert_eq!(
        (there.part, there.visibility),
        (Part::Supervisor, Visibility::All)
    );
}
