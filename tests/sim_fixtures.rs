//! The embedded server against the protocol fixtures, as their README says
//! under "Simulator": `before` is brought about, the request is sent with the
//! server's own ids, and the answer and the notifications have every key, type
//! and enum word of the file, in its order.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "tests"
)]

#[path = "sim_fixtures/compare.rs"]
mod compare;
#[path = "sim_fixtures/floor.rs"]
mod floor;
mod sim_support;

use std::path::{Path, PathBuf};

use serde_json::Value;

use compare::{Compare, Known};
use floor::Floor;
use floorwalk::sim::Switches;

/// Files that are not held against the server, and why.
const EXEMPT: &[(&str, &str)] = &[
    (
        "channel-state-change",
        "its sample is of a chat channel, which this floor has not",
    ),
    (
        "reference-id-as-string",
        "a tolerant reader's matter; this server sends numbers",
    ),
    (
        "string-status-code",
        "a tolerant reader's matter; this server sends numbers",
    ),
];

/// Files after whose notifications others may follow, and why.
const MORE_FOLLOWS: &[(&str, &str)] = &[
    ("consult", "the log entry of the one who came in"),
    ("invite", "the log entry of the one who came in"),
    (
        "pushed-second-supervisor",
        "the log entry of the one who came in",
    ),
    (
        "reinvited-after-leave",
        "participants and log after the Accept",
    ),
];

struct Fixture {
    name: String,
    file: Value,
}

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/fixtures")
}

fn all() -> Vec<Fixture> {
    let mut fixtures = Vec::new();
    let mut folders = vec![folder()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|ext| ext == "json") {
                let file: Value = serde_json::from_slice(&std::fs::read(&path).unwrap()).unwrap();
                let name = file["name"].as_str().unwrap().to_owned();
                fixtures.push(Fixture { name, file });
            }
        }
    }
    fixtures.sort_by(|one, other| one.name.cmp(&other.name));
    fixtures
}

fn find<'a>(fixtures: &'a [Fixture], name: &str) -> &'a Fixture {
    fixtures
        .iter()
        .find(|fixture| fixture.name == name)
        .unwrap_or_else(|| panic!("no fixture {name}"))
}

fn is_exempt(name: &str) -> bool {
    EXEMPT.iter().any(|(exempt, _)| *exempt == name)
}

fn list<'a>(file: &'a Value, key: &str) -> Vec<&'a Value> {
    file[key]
        .as_array()
        .map(|list| list.iter().collect())
        .unwrap_or_default()
}

/// Brings about everything before, and takes the notifications of it away.
async fn bring_about(
    fixtures: &[Fixture],
    fixture: &Fixture,
    value: Option<(&str, &str)>,
) -> Floor {
    let mut floor = Floor::new(&fixture.name, &fixture.file, value).await;
    for before in list(&fixture.file, "before") {
        let before = find(fixtures, before.as_str().unwrap());
        if before.file["request"].is_null() {
            floor.happen(&before.name).await;
        } else {
            floor.send(&before.name, &before.file).await;
        }
    }
    floor.prepare(&fixture.name, &fixture.file).await;
    floor.quiet().await;
    floor
}

async fn compare_notifications(
    floor: &mut Floor,
    fixture: &Fixture,
    known: &Known,
    gone: Option<&Known>,
) {
    let expected = list(&fixture.file, "notifications");
    let mut got = floor.quiet().await;
    let more = MORE_FOLLOWS.iter().any(|(name, _)| *name == fixture.name);
    assert!(
        got.len() >= expected.len(),
        "{}: only {got:#?}",
        fixture.name
    );
    assert!(
        more || got.len() == expected.len(),
        "{}: more in {got:#?}",
        fixture.name
    );
    got.truncate(expected.len());
    let mut compare = Compare::new(&fixture.name, known);
    if let Some(gone) = gone {
        compare = compare.without(gone);
    }
    for (expected, got) in expected.iter().zip(&got) {
        assert_eq!(expected["channel"], got["channel"], "{}", fixture.name);
        compare.covers(&expected["data"], &got["data"], "data");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_exchange_is_as_documented() {
    let fixtures = all();
    assert_eq!(fixtures.len(), 171, "a file is new: say how it is handled");
    let known = Known::collect(fixtures.iter().map(|fixture| &fixture.file));
    let mut compared = 0;
    for fixture in &fixtures {
        if is_exempt(&fixture.name) || fixture.file["request"].is_null() {
            continue;
        }
        let mut floor = bring_about(&fixtures, fixture, None).await;
        if fixture.file["request"]["path"] == "/api/v2/notifications" {
            floor.exchange(&fixture.name, &fixture.file, &known).await;
        } else {
            let reply = floor.send(&fixture.name, &fixture.file).await;
            let expected = &fixture.file["response"];
            Compare::new(&fixture.name, &known).reply(expected, &reply);
            compare_notifications(&mut floor, fixture, &known, None).await;
            floor.guarded(&fixture.name, &fixture.file, None).await;
        }
        compared += 1;
        floor.end().await;
    }
    assert!(compared > 100, "only {compared} exchanges were compared");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_comes_unasked_is_as_documented() {
    let fixtures = all();
    let known = Known::collect(fixtures.iter().map(|fixture| &fixture.file));
    for fixture in &fixtures {
        let unasked = fixture.file["request"].is_null();
        if !unasked || is_exempt(&fixture.name) || fixture.is_oddity() {
            continue;
        }
        let mut floor = bring_about(&fixtures, fixture, None).await;
        floor.happen(&fixture.name).await;
        compare_notifications(&mut floor, fixture, &known, None).await;
        floor.end().await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn oddities_are_pushed_on_command_unchanged() {
    let fixtures = all();
    let mut floor = Floor::new("oddities", &Value::Null, None).await;
    let mut pushed = 0;
    for fixture in fixtures.iter().filter(|fixture| fixture.is_oddity()) {
        if !fixture.file["request"].is_null() {
            continue;
        }
        for notification in list(&fixture.file, "notifications") {
            floor.push(&notification["data"]);
            assert_eq!(
                floor.event().await["data"],
                notification["data"],
                "{}",
                fixture.name
            );
            pushed += 1;
        }
        if let Some(raw) = fixture.file["raw"].as_str() {
            floor.push_frame(raw);
            assert_eq!(floor.frame().await, raw, "{}", fixture.name);
            pushed += 1;
        }
    }
    assert!(pushed > 30, "only {pushed} were pushed");
    floor.end().await;
}

/// Switches of the fixtures that this server has beside those of
/// [`Switches`].
const OTHERS: &[&str] = &[
    "ack_reply",
    "csrf_header",
    "csrf_on_notifications",
    "server_spelling",
];

/// What [`Switches`] has beside the words of the fixtures' alternatives.
const OUR_OWN: &[(&str, &str)] = &[
    ("accept_participants", "empty"),
    ("my_sessions_participants", "empty"),
    ("capabilities", "too-many"),
];

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_alternative_of_a_switch_is_as_documented() {
    let fixtures = all();
    let known = Known::collect(fixtures.iter().map(|fixture| &fixture.file));
    let mut turned = std::collections::BTreeSet::new();
    for fixture in &fixtures {
        for alternative in list(&fixture.file, "alternatives") {
            let (switch, word) = (
                alternative["switch"].as_str().unwrap(),
                alternative["value"].as_str().unwrap(),
            );
            let ours = Switches::ALL.iter().any(|(name, _)| *name == switch);
            if !ours && !OTHERS.contains(&switch) {
                continue;
            }
            turned.insert((switch, word));
            alternative_holds(&fixtures, fixture, alternative, (switch, word), &known).await;
        }
    }
    for (name, words) in Switches::ALL {
        for word in &words[1..] {
            let held = turned.contains(&(*name, *word));
            assert_ne!(held, OUR_OWN.contains(&(*name, *word)), "{name}={word}");
        }
    }
    for name in OTHERS {
        assert!(turned.iter().any(|(turned, _)| turned == name), "{name}");
    }
}

async fn alternative_holds(
    fixtures: &[Fixture],
    fixture: &Fixture,
    alternative: &Value,
    value: (&str, &str),
    known: &Known,
) {
    let original = &fixture.file;
    let mut fixture = Fixture {
        name: fixture.name.clone(),
        file: fixture.file.clone(),
    };
    for key in ["request", "response", "notifications"] {
        if let Some(replacement) = alternative.get(key) {
            fixture.file[key] = replacement.clone();
        }
    }
    let gone = Known::gone(original, &fixture.file);
    let mut floor = bring_about(fixtures, &fixture, Some(value)).await;
    let title = format!("{} with {}={}", fixture.name, value.0, value.1);
    if fixture.file["request"]["path"] == "/api/v2/notifications" {
        floor.exchange(&fixture.name, &fixture.file, known).await;
        if alternative.get("notifications").is_some() {
            floor.say();
            compare_notifications(&mut floor, &fixture, known, Some(&gone)).await;
        }
        return floor.end().await;
    }
    if fixture.file["request"].is_null() {
        floor.happen(&fixture.name).await;
    } else {
        let reply = floor.send(&fixture.name, &fixture.file).await;
        Compare::new(&title, known)
            .without(&gone)
            .reply(&fixture.file["response"], &reply);
    }
    compare_notifications(&mut floor, &fixture, known, Some(&gone)).await;
    floor
        .guarded(&fixture.name, &fixture.file, Some(value))
        .await;
    floor.end().await;
}

#[test]
fn every_exempt_file_is_there() {
    let fixtures = all();
    for (name, reason) in EXEMPT.iter().chain(MORE_FOLLOWS) {
        assert_eq!(find(&fixtures, name).name, *name);
        assert!(!reason.is_empty());
    }
}

impl Fixture {
    fn is_oddity(&self) -> bool {
        folder()
            .join(format!("oddities/{}.json", self.name))
            .exists()
    }
}
