//! Judges what is shown, asked and said against the server's own truth and ledger. Works on raw
//! JSON and shares no rule with the program.

use std::collections::{BTreeMap, BTreeSet};
use std::time::{Duration, Instant};

use floorwalk::domain::{Mode, Presence};
use serde_json::Value;

use crate::oracle;
use crate::seat::View;

/// How much of everything there was.
#[derive(Debug, Default, Clone, Copy)]
pub(crate) struct Done {
    pub(crate) joined: usize,
    pub(crate) sent: usize,
    pub(crate) spoken: usize,
    pub(crate) outages: usize,
    pub(crate) lines: usize,
    pub(crate) lates: usize,
}

impl Done {
    pub(crate) fn add(&mut self, other: &Self) {
        self.joined += other.joined;
        self.sent += other.sent;
        self.spoken += other.spoken;
        self.outages += other.outages;
        self.lines += other.lines;
        self.lates += other.lates;
    }

    pub(crate) fn is_plenty(&self) -> bool {
        self.joined > 20
            && self.sent > 5
            && self.spoken > 2
            && self.outages > 50
            && self.lines > 100
            && self.lates > 20
    }
}

fn texts<'a>(value: &'a Value, list: &str) -> Vec<&'a Value> {
    value[list]
        .as_array()
        .map(|l| l.iter().collect())
        .unwrap_or_default()
}

/// My user id in the world as it is.
pub(crate) fn me(truth: &Value) -> String {
    texts(truth, "users")
        .iter()
        .find(|u| u["userName"] == "supervisor")
        .and_then(|u| u["id"].as_str())
        .expect("the supervisor is there")
        .to_owned()
}

type Place = (Presence, Option<Mode>);

fn my_place(session: &Value, me: &str) -> Option<Place> {
    let mut mine = texts(session, "participants")
        .into_iter()
        .filter(|p| p["user"] == me);
    match (mine.next(), mine.next()) {
        (Some(mine), None) => {
            let mode = match mine["visibility"].as_str() {
                Some("All") => Mode::BargeIn,
                Some("Agents") => Mode::Coach,
                _ => Mode::Monitor,
            };
            return Some((Presence::In, Some(mode)));
        }
        // Listed twice, by two invitations accepted: nobody can say in which mode.
        (Some(_), Some(_)) => return Some((Presence::In, None)),
        (None, _) => {}
    }
    if texts(session, "left").iter().any(|u| **u == *me) {
        return Some((Presence::LeftAlone, None));
    }
    let offered = texts(session, "offers").iter().any(|o| o["user"] == me);
    offered.then_some((Presence::Offered, None))
}

fn sessions(truth: &Value) -> impl Iterator<Item = (&String, &Value)> {
    truth["sessions"].as_object().into_iter().flatten()
}

/// The sessions that I am in.
pub(crate) fn joined(truth: &Value) -> Vec<String> {
    let me = me(truth);
    sessions(truth)
        .filter(|(_, s)| matches!(my_place(s, &me), Some((Presence::In, _))))
        .map(|(id, _)| id.clone())
        .collect()
}

/// Whether the server dropped events. Then an offer, or its end, may not be heard of before
/// everything is read again: the comparison of the lists leaves offers apart (design §5.4).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Events {
    AllSent,
    Dropped,
}

fn agree(shown: Option<Place>, place: Option<Place>, events: Events) -> bool {
    let known = |p: &Place| events == Events::AllSent || p.0 != Presence::Offered;
    shown.filter(known) == place.filter(known)
}

/// What is shown and not so, or so and not shown.
pub(crate) fn differences(truth: &Value, view: &View, events: Events) -> Vec<String> {
    let me = me(truth);
    let mut found = Vec::new();
    let mut there = BTreeSet::new();
    for (id, session) in sessions(truth) {
        let place = my_place(session, &me);
        let served = texts(session, "participants")
            .iter()
            .any(|p| p["type"] == "Agent" && p["mode"].is_null());
        if served || place.is_some() {
            there.insert(id.as_str());
        }
        let row = view.rows.get(id);
        let shown = row
            .and_then(|(presence, mode)| presence.map(|p| (p, *mode)))
            .filter(|(p, _)| *p != Presence::Over)
            .map(|(p, mode)| (p, mode.filter(|_| p == Presence::In)));
        if !agree(shown, place, events) {
            found.push(format!("{id}: shown {shown:?}, and is {place:?}"));
        }
        if served && row.is_none() {
            found.push(format!("{id}: an agent's session without a row"));
        }
    }
    for (id, (presence, _)) in &view.rows {
        let lost = events == Events::Dropped && *presence == Some(Presence::Offered);
        if *presence != Some(Presence::Over) && !lost && !there.contains(id.as_str()) {
            found.push(format!("{id}: shown {presence:?}, and there is none"));
        }
    }
    found.extend(view.disorder.clone());
    found
}

fn true_lines(session: &Value) -> BTreeMap<u64, String> {
    texts(session, "log")
        .into_iter()
        .filter(|e| !e["type"].as_str().unwrap_or_default().starts_with("Typing"))
        .filter_map(|e| {
            let text = e["text"].as_str().unwrap_or_default();
            Some((e["index"].as_u64()?, text.to_owned()))
        })
        .collect()
}

/// What is missing, or too much, in the transcripts of these sessions. A supervisor reads every
/// line, whatever the mode.
pub(crate) fn misread<'a>(
    truth: &Value,
    view: &View,
    opened: impl IntoIterator<Item = &'a String>,
) -> Vec<String> {
    let mut found = Vec::new();
    for id in opened {
        let there = true_lines(&truth["sessions"][id.as_str()]);
        let shown = view.logs.get(id).cloned().unwrap_or_default();
        let indices = |log: &BTreeMap<u64, String>| log.keys().copied().collect::<BTreeSet<_>>();
        let missing: Vec<_> = indices(&there)
            .difference(&indices(&shown))
            .copied()
            .collect();
        if !missing.is_empty() {
            found.push(format!("{id}: lines {missing:?} are missing"));
        }
        found.extend(invented(id, &there, &shown));
    }
    found
}

fn invented(id: &str, there: &BTreeMap<u64, String>, shown: &BTreeMap<u64, String>) -> Vec<String> {
    shown
        .iter()
        .filter(|(index, text)| !there.get(index).is_some_and(|t| is_same(t, text)))
        .map(|(index, text)| {
            format!(
                "{id}: line {index} is shown as {text:?}, and is {:?}",
                there.get(index)
            )
        })
        .collect()
}

/// Controls are shown by their names: up to the first one a line is as it was said.
fn is_same(said: &str, shown: &str) -> bool {
    match said.split_once(char::is_control) {
        Some((before, _)) => shown.starts_with(before),
        None => said == shown,
    }
}

/// A key pressed, with the length that the ledger had.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Pressed {
    pub(crate) at: usize,
    pub(crate) when: Instant,
    pub(crate) key: char,
}

/// A key as the cause of something, with the sessions that it can be about.
#[derive(Debug)]
pub(crate) struct Cause {
    at: usize,
    key: char,
    about: BTreeSet<String>,
}

/// How long a key can take to be read, and its frame to be painted.
const SLOWEST: Duration = Duration::from_millis(700);

/// What each key can have been about, by what was on the screen around it, and by the next two
/// changes of it: on a slow machine a frame may come late, but it comes.
pub(crate) fn causes(pressed: &[Pressed], abouts: &[(Instant, BTreeSet<String>)]) -> Vec<Cause> {
    let ends = abouts.iter().skip(1).map(|(at, _)| Some(*at)).chain([None]);
    let shown: Vec<_> = abouts.iter().zip(ends).collect();
    let about = |when: Instant| {
        let around = shown
            .iter()
            .filter(|((from, _), to)| *from <= when + SLOWEST && to.is_none_or(|to| to >= when))
            .map(|((_, about), _)| about);
        let next = abouts.iter().filter(|(from, _)| *from > when).take(2);
        around
            .chain(next.map(|(_, about)| about))
            .flat_map(Clone::clone)
            .collect()
    };
    pressed
        .iter()
        .map(|p| Cause {
            at: p.at,
            key: p.key,
            about: about(p.when),
        })
        .collect()
}

/// The operations that each need a key of their own.
const CAUSES: [(&[&str], &[char]); 4] = [
    (
        &[
            "Intrude",
            "SwitchToMonitor",
            "SwitchToCoach",
            "SwitchToBargeIn",
        ],
        &['m', 'c', 'y'],
    ),
    (&["Leave"], &['x', 'y']),
    (&["Reject"], &['d', 'y']),
    (&["SendMessage", "SendToAgents"], &['\n']),
];

fn operation(fact: &Value) -> &str {
    fact["request"]["body"]["operationName"]
        .as_str()
        .unwrap_or_default()
}

fn session(fact: &Value) -> &str {
    let path = fact["request"]["path"].as_str().unwrap_or_default();
    path.rsplit('/').next().unwrap_or_default()
}

/// How many of these keys about a session were pressed before something.
fn count_of(causes: &[Cause], before: usize, session: &str, keys: &[char]) -> usize {
    causes
        .iter()
        .filter(|p| p.at <= before && keys.contains(&p.key) && p.about.contains(session))
        .count()
}

/// Operations without a key of their own, and texts twice.
pub(crate) fn repeated(ledger: &[Value], pressed: &[Cause]) -> Vec<String> {
    let mut found = Vec::new();
    for (operations, keys) in CAUSES {
        let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
        for (at, fact) in ledger.iter().enumerate() {
            if !operations.contains(&operation(fact)) {
                continue;
            }
            let count = counts.entry(session(fact)).or_default();
            *count += 1;
            let causes = count_of(pressed, at, session(fact), keys);
            if *count > causes {
                found.push(format!(
                    "#{at}: {fact} is the {count}th of its kind after {causes} keys"
                ));
            }
        }
    }
    // A request of mine accepts its invitation once; every other one is accepted by key.
    let (mut asked, mut taken) = (BTreeMap::new(), BTreeMap::new());
    let mut said: BTreeMap<String, usize> = BTreeMap::new();
    for (at, fact) in ledger.iter().enumerate() {
        let session = session(fact);
        match operation(fact) {
            "Intrude" => *asked.entry(session).or_insert(0) += 1,
            "Accept" => {
                let taken = taken.entry(session).or_insert(0);
                *taken += 1;
                let asked = asked.get(session).copied().unwrap_or(0);
                if *taken > asked + count_of(pressed, at, session, &['a', 'y']) {
                    found.push(format!("#{at}: {fact}, which nobody asked for"));
                }
            }
            "SendMessage" | "SendToAgents" => {
                let body = fact["request"]["body"].to_string();
                for word in body.split(|c: char| !c.is_ascii_alphanumeric()) {
                    if word.starts_with("word") {
                        *said.entry(word.to_owned()).or_default() += 1;
                    }
                }
            }
            _ => {}
        }
    }
    for (word, times) in said.into_iter().filter(|(_, times)| *times > 1) {
        found.push(format!("{word:?} was sent {times} times"));
    }
    found
}

/// Invitations accepted in a mode that nobody asked for by key, or as Barge without a `y`.
pub(crate) fn unwanted(ledger: &[Value], pressed: &[Cause]) -> Vec<String> {
    let mut found = Vec::new();
    for (at, fact) in ledger.iter().enumerate() {
        if operation(fact) != "Accept" {
            continue;
        }
        let session = session(fact);
        let before = ledger.iter().take(at).rev();
        let mut offers = before
            .clone()
            .filter(|f| f["told"] == fact["user"] && f["session"] == session);
        // One that was not told of is known by a read.
        let Some(offer) = offers.next().filter(|f| f["state"] == "Invited") else {
            continue;
        };
        let mode = &offer["supervisorMode"];
        let asked = before
            .filter(|f| operation(f) == "Intrude" && self::session(f) == session)
            .any(|f| f["request"]["body"]["supervisorVisibilityMode"] == *mode);
        let keys: &[char] = match mode.as_str() {
            Some("Monitor" | "Coach") if asked => continue,
            Some("Monitor" | "Coach") => &['a', 'y'],
            _ => &['y'],
        };
        if count_of(pressed, at, session, keys) == 0 {
            found.push(format!("#{at}: {fact} of an offer of {mode} without a key"));
        }
    }
    found
}

/// Words that a customer could read without a confirmed Barge; whoever I was in each world.
pub(crate) fn unsafe_words(ledger: &[Value]) -> Vec<String> {
    let users: BTreeSet<&str> = ledger
        .iter()
        .filter(|f| f.get("request").is_some())
        .filter_map(|f| f["user"].as_str())
        .collect();
    users
        .into_iter()
        .flat_map(|me| oracle::offences(ledger, me))
        .collect()
}

/// What was sent, of a kind.
pub(crate) fn count(ledger: &[Value], name: &str) -> usize {
    ledger.iter().filter(|f| operation(f) == name).count()
}
