//! Alerts: every kind of rule, its evidence, its end, and how it is heard.

use std::sync::Arc;
use std::time::Duration;

use regex::Regex;

use super::desk::{AGENTS, ALL, Desk, SUPERVISORS, bare, id, person, report, user};
use crate::app::alerts::{Alert, AlertSettings, Level, Rule, Side, Standing, When};
use crate::app::{Effect, Key, Screen, Settings, Tell};
use crate::domain::{
    Agent, AgentState, Entry, EntryKind, Event, Link, Listed, OfflineWhy, PolledSession, Reported,
    Roster, SessionReport, Speaker, Stamp, State, Text, UserData, UserDataKey, Visibility,
};

const MINUTE: i64 = 60_000;

fn minutes(n: u64) -> Duration {
    Duration::from_secs(n * 60)
}

fn rule(name: &str, when: When) -> Rule {
    Rule {
        name: Text::line(name),
        when,
        level: Level::Warning,
    }
}

fn pattern(text: &str) -> Regex {
    Regex::new(text).unwrap()
}

fn words(side: Side) -> When {
    When::Words {
        side,
        pattern: pattern("(?i)refund"),
    }
}

fn help() -> When {
    When::Help {
        code: Some(pattern("#help")),
        user_data: Some(UserDataKey::new("Help")),
    }
}

fn desk(rules: Vec<Rule>) -> Desk {
    let mut desk = Desk::with(Settings {
        alerts: AlertSettings {
            rules: Arc::from(rules),
            notify: true,
            ..AlertSettings::default()
        },
        ..Settings::default()
    });
    desk.wall_from = Some(desk.now);
    desk
}

fn desk_of(when: When) -> Desk {
    desk(vec![rule("it", when)])
}

/// In `s1` as Monitor; the session began at 0.
fn joined(when: When) -> Desk {
    let mut desk = desk_of(when);
    join(&mut desk, "s1");
    desk
}

fn join(desk: &mut Desk, name: &str) {
    let mut report = report(name, State::Chatting, SUPERVISORS);
    report.received = Some(Stamp(0));
    desk.put(report);
}

/// Time goes by on both clocks.
fn pass(desk: &mut Desk, ms: i64) {
    desk.wait(u64::try_from(ms).unwrap());
}

fn line(index: u32, from: &str, to: Option<Visibility>, text: &str, at: i64) -> Entry {
    let from = person(from, to.clone());
    Entry {
        index,
        kind: EntryKind::Text,
        from: Some(Speaker {
            id: None,
            kind: from.kind,
            nickname: from.nickname,
            user: from.user,
        }),
        visibility: to,
        text: Text::clean(text),
        at: Some(Stamp(at)),
    }
}

fn said(desk: &mut Desk, name: &str, entry: Entry) {
    desk.event(Event::Said(id(name), vec![entry]));
}

fn open(desk: &Desk) -> Vec<&Alert> {
    let list = desk.model.alerts_list();
    (list.into_iter())
        .filter(|a| a.standing == Standing::Open)
        .collect()
}

fn over(desk: &Desk) -> usize {
    let over = |a: &&Alert| matches!(a.standing, Standing::Over { .. });
    desk.model.alerts_list().into_iter().filter(over).count()
}

fn bells(desk: &Desk) -> usize {
    let bell = |e: &&Effect| matches!(e, Effect::Tell(Tell::Bell));
    desk.other.iter().filter(bell).count()
}

fn notified(desk: &Desk) -> Vec<String> {
    let title = |e: &Effect| match e {
        Effect::Tell(Tell::Notify { title }) => Some(title.to_string()),
        _ => None,
    };
    desk.other.iter().filter_map(title).collect()
}

#[test]
fn waiting_longer_than_begins_by_time_alone_and_ends_with_the_answer() {
    let mut desk = joined(When::Waiting {
        side: Side::Customer,
        longer: minutes(3),
    });
    said(&mut desk, "s1", line(1, "customer", ALL, "hello?", 0));
    pass(&mut desk, 3 * MINUTE - 1);
    assert!(open(&desk).is_empty());
    pass(&mut desk, 1);
    let [alert] = open(&desk)[..] else {
        panic!("{:?}", desk.model.alerts_list())
    };
    assert_eq!(alert.session, Some(id("s1")));
    assert_eq!(alert.agent, Some(user("ann")));
    assert_eq!(alert.since, Stamp(0));
    assert_eq!(bells(&desk), 1);
    assert_eq!(notified(&desk), ["floorwalk: it · ann"]);
    pass(&mut desk, 10 * MINUTE);
    assert_eq!(bells(&desk), 1, "one bell an alert");
    let at = desk.wall();
    said(&mut desk, "s1", line(2, "ann", ALL, "here", at));
    assert!(open(&desk).is_empty());
    assert_eq!(over(&desk), 1);
}

#[test]
fn the_agent_can_be_the_one_who_waits() {
    let longer = minutes(3);
    for (side, alerts) in [(Side::Customer, 0), (Side::Agent, 1), (Side::Any, 1)] {
        let mut desk = joined(When::Waiting { side, longer });
        said(&mut desk, "s1", line(1, "ann", ALL, "your number?", 0));
        pass(&mut desk, 4 * MINUTE);
        assert_eq!(open(&desk).len(), alerts, "{side:?}");
    }
}

#[test]
fn no_answer_counts_from_the_beginning_until_somebody_answers() {
    let mut desk = joined(When::NoAnswer { longer: minutes(5) });
    pass(&mut desk, 4 * MINUTE);
    let at = desk.wall();
    said(&mut desk, "s1", line(1, "customer", ALL, "hello?", at));
    assert!(open(&desk).is_empty());
    pass(&mut desk, MINUTE);
    assert_eq!(open(&desk).len(), 1, "since the session began");
    let at = desk.wall();
    said(&mut desk, "s1", line(2, "ann", AGENTS, "hm", at));
    assert_eq!(open(&desk).len(), 1, "a whisper is no answer");
    said(&mut desk, "s1", line(3, "ann", ALL, "hello", at));
    assert_eq!((open(&desk).len(), over(&desk)), (0, 1));
    pass(&mut desk, 60 * MINUTE);
    assert!(open(&desk).is_empty(), "the customer owes the answer now");
    let at = desk.wall();
    said(&mut desk, "s1", line(4, "customer", ALL, "and?", at));
    assert!(open(&desk).is_empty());
    pass(&mut desk, 5 * MINUTE);
    assert_eq!(open(&desk).len(), 1);
}

#[test]
fn older_than_is_seen_also_where_we_are_not_in() {
    let mut desk = desk_of(When::Older { longer: minutes(9) });
    // On Ann's list since the beginning: s1 began at 1 s, s2 at 2 s.
    pass(&mut desk, 9 * MINUTE + 1_000);
    assert_eq!(open(&desk).len(), 1);
    pass(&mut desk, 1_000);
    assert_eq!(open(&desk).len(), 2);
    desk.list("ann", &["s2"]);
    assert_eq!((open(&desk).len(), over(&desk)), (1, 1), "s1 is gone");
    // The same list once more changes nothing.
    desk.list("ann", &["s2"]);
    assert_eq!((open(&desk).len(), over(&desk)), (1, 1));
}

#[test]
fn a_session_that_went_and_came_again_is_looked_at_in_time() {
    let mut desk = desk_of(When::Older { longer: minutes(9) });
    // s1 is gone before its moment, and there again before and behind it.
    desk.list("ann", &["s2"]);
    pass(&mut desk, MINUTE);
    desk.list("ann", &["s1", "s2"]);
    pass(&mut desk, 8 * MINUTE);
    assert!(open(&desk).is_empty());
    pass(&mut desk, 2_000);
    assert_eq!((open(&desk).len(), over(&desk)), (2, 0));

    let mut desk = desk_of(When::Older { longer: minutes(9) });
    desk.list("ann", &["s2"]);
    pass(&mut desk, 10 * MINUTE);
    assert_eq!(open(&desk).len(), 1, "s2 alone");
    desk.list("ann", &["s1", "s2"]);
    assert_eq!(open(&desk).len(), 2);
}

#[test]
fn words_by_side_with_what_was_said_as_evidence() {
    for (side, who, hits) in [
        (Side::Customer, "customer", 1),
        (Side::Customer, "ann", 0),
        (Side::Agent, "ann", 1),
        (Side::Agent, "customer", 0),
        (Side::Any, "ann", 1),
        (Side::Any, "me", 0),
    ] {
        let mut desk = joined(words(side));
        let text = "I want a\u{1b}[2J Refund\nnow";
        said(&mut desk, "s1", line(1, who, ALL, text, 7));
        assert_eq!(open(&desk).len(), hits, "{side:?} {who}");
        if let [alert] = open(&desk)[..] {
            let evidence = alert.evidence.as_ref().unwrap();
            assert_eq!(evidence.text.as_str(), "I want a␛[2J Refund ⏎ now");
            let (from, to) = evidence.matched;
            assert_eq!(&evidence.text.as_str()[from..to], "Refund");
            assert_eq!((evidence.from.as_str(), alert.since), (who, Stamp(7)));
            // Nothing of it leaves the screen.
            assert_eq!(notified(&desk), ["floorwalk: it · ann"]);
        }
    }
}

#[test]
fn typing_is_not_said_and_a_line_read_twice_was_said_once() {
    let mut desk = joined(words(Side::Any));
    let mut typing = line(1, "customer", ALL, "refund", 0);
    typing.kind = EntryKind::TypingStarted;
    said(&mut desk, "s1", typing);
    assert!(open(&desk).is_empty());
    let text = line(2, "customer", ALL, "refund!", 0);
    said(&mut desk, "s1", text.clone());
    said(&mut desk, "s1", text.clone());
    assert_eq!(open(&desk)[0].hits, 1);
    said(&mut desk, "s1", line(3, "customer", ALL, "REFUND", 0));
    let alert = open(&desk)[0];
    assert_eq!((alert.hits, bells(&desk)), (2, 1));
    assert_eq!(alert.evidence.as_ref().unwrap().text.as_str(), "REFUND");
    // Acknowledged, it stays quiet until it is said anew.
    desk.model.screen = Screen::Alerts;
    desk.press(Key::Char(' '));
    said(&mut desk, "s1", text);
    assert!(open(&desk).is_empty());
    desk.wait(2_000);
    said(&mut desk, "s1", line(4, "customer", ALL, "refund??", 0));
    assert_eq!((open(&desk).len(), bells(&desk)), (1, 2));
    desk.put(bare("s1", State::Completed));
    assert_eq!(open(&desk).len(), 0, "over with its session");
}

#[test]
fn a_line_that_comes_before_its_session_is_heard_with_it() {
    let mut desk = desk_of(words(Side::Any));
    said(&mut desk, "s9", line(1, "customer", ALL, "refund", 0));
    assert!(open(&desk).is_empty());
    join(&mut desk, "s9");
    assert_eq!(open(&desk).len(), 1);
}

#[test]
fn help_is_a_whispered_code_word_until_somebody_else_answers() {
    let mut desk = joined(help());
    said(&mut desk, "s1", line(1, "customer", ALL, "#help", 0));
    said(&mut desk, "s1", line(2, "ann", ALL, "#help", 0));
    assert!(open(&desk).is_empty(), "the customer can read these");
    said(&mut desk, "s1", line(3, "ann", AGENTS, "#help please", 0));
    assert_eq!(open(&desk).len(), 1);
    said(&mut desk, "s1", line(4, "ann", AGENTS, "anybody?", 0));
    assert_eq!(open(&desk).len(), 1, "her own line is no answer");
    said(
        &mut desk,
        "s1",
        line(5, "me", AGENTS, "offer the credit", 0),
    );
    assert_eq!((open(&desk).len(), over(&desk)), (0, 1));
    // A whole log with question and answer asks for nothing.
    let mut desk = joined(help());
    let log = vec![
        line(2, "me", AGENTS, "do this", 0),
        line(1, "ann", AGENTS, "#help", 0),
    ];
    desk.event(Event::Said(id("s1"), log));
    assert!(open(&desk).is_empty());
}

#[test]
fn help_is_a_key_of_the_user_data_until_it_is_taken_back() {
    let mut desk = joined(help());
    let mut attach = |data: &str| {
        let mut report = bare("s1", State::Chatting);
        report.user_data = Some(UserData::new(data));
        desk.put(report);
        open(&desk).len()
    };
    assert_eq!(attach(r#"{"Help":"no"}"#), 0);
    assert_eq!(attach(r#"{"Help":"billing"}"#), 1);
    assert_eq!(attach(r#"{"Help":""}"#), 0);
    let text = |desk: &Desk| {
        let list = desk.model.alerts_list();
        list[0].evidence.as_ref().unwrap().text.to_string()
    };
    assert_eq!(text(&desk), "Help: billing");
    // Also where we are not in: the list has it.
    let mut desk = desk_of(help());
    desk.event(Event::Listed(Listed {
        agent: user("bo"),
        sessions: vec![PolledSession {
            id: id("s5"),
            received: None,
            user_data: Some(UserData::new(r#"{"Help":1}"#)),
        }],
        at: desk.now,
        period: minutes(60),
    }));
    assert_eq!(open(&desk).len(), 1);
}

fn states(desk: &mut Desk, ann: AgentState) {
    let agent = |name: &str, state| Agent {
        id: user(name),
        user_name: name.into(),
        name: Text::line(name),
        state,
        channels: Vec::new(),
    };
    let away = AgentState::NotReady(Text::line("Break"));
    desk.event(Event::Roster(Roster {
        agents: vec![agent("ann", ann), agent("bo", away)],
        total: None,
        arrived: 2,
        missing: Vec::new(),
    }));
}

#[test]
fn not_ready_with_live_sessions() {
    let away = || AgentState::NotReady(Text::line("Lunch"));
    let mut desk = desk_of(When::NotReady { longer: minutes(1) });
    states(&mut desk, away());
    pass(&mut desk, MINUTE);
    let [alert] = open(&desk)[..] else {
        panic!("Ann has sessions, Bo has none")
    };
    assert_eq!(
        (alert.agent.clone(), &alert.session),
        (Some(user("ann")), &None)
    );
    assert_eq!(alert.since, Stamp(0));
    // Enter goes to the first of hers.
    desk.model.screen = Screen::Alerts;
    desk.press(Key::Enter);
    assert_eq!(desk.model.opened(), Some(&id("s1")));
    desk.list("ann", &[]);
    assert_eq!((open(&desk).len(), over(&desk)), (0, 1));
    desk.list("ann", &["s7"]);
    assert_eq!(open(&desk).len(), 1);
    states(&mut desk, AgentState::Ready);
    assert!(open(&desk).is_empty());
    states(&mut desk, AgentState::LoggedOut);
    pass(&mut desk, MINUTE);
    assert_eq!(open(&desk).len(), 1);
}

#[test]
fn alone_with_a_customer() {
    let mut desk = joined(When::Alone);
    assert!(open(&desk).is_empty());
    let people = |names: &[&str]| {
        let mut report = SessionReport::new(id("s1"), crate::domain::Arrival::Pushed);
        report.participants = Reported::Is(names.iter().map(|n| person(n, ALL)).collect());
        report
    };
    desk.put(people(&["customer", "me"]));
    assert_eq!(open(&desk).len(), 1);
    desk.put(people(&["customer", "me", "bo"]));
    assert_eq!((open(&desk).len(), over(&desk)), (0, 1));
}

#[test]
fn never_two_bells_within_a_second_and_none_is_lost() {
    let mut desk = desk_of(words(Side::Any));
    for name in ["s1", "s2", "s3", "s4"] {
        join(&mut desk, name);
        said(&mut desk, name, line(1, "customer", ALL, "refund", 0));
    }
    assert_eq!(open(&desk).len(), 4);
    assert_eq!(bells(&desk), 1);
    desk.wait(999);
    assert_eq!(bells(&desk), 1);
    desk.wait(1);
    assert_eq!(bells(&desk), 2);
    assert_eq!(
        notified(&desk),
        ["floorwalk: it · ann", "floorwalk: it · ann, and 2 more"]
    );
    desk.wait(60_000);
    assert_eq!(bells(&desk), 2);
}

#[test]
fn the_bell_can_be_off_and_notifications_are_off_by_default() {
    let settings = AlertSettings::default();
    assert!(settings.bell && !settings.notify);
    let mut desk = Desk::with(Settings {
        alerts: AlertSettings {
            rules: Arc::from([rule("it", words(Side::Any))]),
            bell: false,
            ..AlertSettings::default()
        },
        ..Settings::default()
    });
    join(&mut desk, "s1");
    said(&mut desk, "s1", line(1, "customer", ALL, "refund", 0));
    assert_eq!(open(&desk).len(), 1);
    assert_eq!((bells(&desk), notified(&desk).len()), (0, 0));
    desk.model.screen = Screen::Alerts;
    desk.press(Key::Char('T'));
    assert!(desk.said().contains("the bell is off"), "{}", desk.said());
}

#[test]
fn a_test_alert_goes_the_whole_way() {
    let mut desk = desk(Vec::new());
    desk.press(Key::Char('l'));
    desk.press(Key::Char('T'));
    assert_eq!((open(&desk).len(), bells(&desk)), (1, 1));
    assert_eq!(notified(&desk), ["floorwalk: test alert"]);
    assert_eq!(desk.model.alerts_open(), (1, Some(Level::Warning)));
    desk.press(Key::Char(' '));
    assert_eq!((open(&desk).len(), over(&desk)), (0, 1));
    assert_eq!(desk.take(), [], "nothing was sent");
}

#[test]
fn mutes_hold_for_a_while_or_until_cleared() {
    let mut desk = desk_of(words(Side::Any));
    let mut index = 0;
    let mut say = |desk: &mut Desk, name: &str| {
        index += 1;
        desk.other.clear();
        join(desk, name);
        said(desk, name, line(index, "customer", ALL, "refund", 0));
        desk.wait(2_000);
        bells(desk)
    };
    assert_eq!(say(&mut desk, "s1"), 1);
    desk.press(Key::Char('l'));
    let pick = |desk: &mut Desk, letters: &str| {
        desk.press(Key::Char('u'));
        for c in letters.chars() {
            desk.press(Key::Char(c));
        }
        desk.press(Key::Enter);
    };
    pick(&mut desk, "agent 15m");
    assert_eq!(desk.model.alerts_open().0, 0, "counted nowhere");
    assert_eq!(desk.model.alert_of(&id("s1")), None);
    assert_eq!(open(&desk).len(), 1, "but listed");
    assert_eq!(say(&mut desk, "s2"), 0);
    pass(&mut desk, 15 * MINUTE);
    assert_eq!(desk.model.alerts_open().0, 2, "the mute is over");
    pick(&mut desk, "rule until");
    pass(&mut desk, 60 * MINUTE);
    assert_eq!(say(&mut desk, "s3"), 0);
    pick(&mut desk, "hear");
    assert_eq!(desk.model.alerts_open().0, 3);
    assert_eq!(desk.model.mutes().count(), 0);
    pick(&mut desk, "this session");
    assert_eq!(desk.model.alerts_open().0, 2);
}

#[test]
fn the_worst_first_or_the_newest_and_what_is_over_below() {
    let mut rules = vec![rule("mild", words(Side::Any)), rule("grave", help())];
    rules[1].level = Level::Critical;
    let mut desk = desk(rules);
    join(&mut desk, "s1");
    join(&mut desk, "s2");
    said(&mut desk, "s1", line(1, "ann", AGENTS, "#help", 0));
    said(&mut desk, "s1", line(2, "customer", ALL, "refund", 0));
    said(&mut desk, "s2", line(1, "customer", ALL, "refund", 0));
    let names = |desk: &Desk| {
        let list = desk.model.alerts_list();
        list.iter().map(|a| a.name.to_string()).collect::<Vec<_>>()
    };
    assert_eq!(names(&desk), ["grave", "mild", "mild"]);
    assert_eq!(desk.model.alerts_open(), (3, Some(Level::Critical)));
    assert_eq!(desk.model.alert_of(&id("s1")), Some(Level::Critical));
    assert_eq!(desk.model.alert_of(&id("s2")), Some(Level::Warning));
    desk.press(Key::Char('l'));
    desk.press(Key::Char('o'));
    assert_eq!(names(&desk), ["mild", "mild", "grave"]);
    desk.put(bare("s2", State::Completed));
    assert_eq!(names(&desk), ["mild", "grave", "mild"]);
    // Enter shows the session of the highlighted one and sends nothing but the reading of its log.
    desk.press(Key::Down);
    desk.press(Key::Enter);
    assert_eq!(desk.model.screen(), Screen::Floor);
    assert_eq!(desk.model.opened(), Some(&id("s1")));
    assert_eq!(desk.take(), []);
}

#[test]
fn a_rule_that_holds_everywhere_drowns_no_other() {
    let longer = Duration::ZERO;
    let mut desk = desk(vec![
        rule("old", When::Older { longer }),
        rule("refund", words(Side::Any)),
    ]);
    let names: Vec<String> = (0..300).map(|n| format!("x{n}")).collect();
    let sessions: Vec<&str> = names.iter().map(String::as_str).collect();
    desk.wait(400_000);
    desk.list("bo", &sessions);
    assert_eq!(open(&desk).len(), 200);
    let full = |desk: &Desk| desk.model.alerts_too_many().count();
    assert_eq!(full(&desk), 1);
    join(&mut desk, "s1");
    said(&mut desk, "s1", line(1, "customer", ALL, "refund", 0));
    assert!(open(&desk).iter().any(|a| a.name.as_str() == "refund"));
    desk.list("bo", &[]);
    assert_eq!(full(&desk), 0);
}

#[test]
fn a_key_acts_on_the_alert_that_was_seen() {
    let mut desk = desk_of(words(Side::Any));
    join(&mut desk, "s1");
    join(&mut desk, "s2");
    said(&mut desk, "s1", line(1, "customer", ALL, "refund", 0));
    desk.press(Key::Char('l'));
    desk.paint();
    // It comes above the highlighted one.
    said(&mut desk, "s2", line(1, "customer", ALL, "refund", 0));
    desk.press(Key::Char(' '));
    assert_eq!(open(&desk)[0].session, Some(id("s2")));
}

#[test]
fn the_highlight_does_not_follow_an_alert_that_is_over_by_itself() {
    let mut desk = desk_of(words(Side::Any));
    for name in ["s1", "s2", "s3"] {
        join(&mut desk, name);
        said(&mut desk, name, line(1, "customer", ALL, "refund", 0));
    }
    desk.press(Key::Char('l'));
    desk.press(Key::Down);
    desk.paint();
    desk.put(bare("s2", State::Completed));
    desk.paint();
    desk.press(Key::Char(' '));
    let left: Vec<_> = open(&desk).iter().map(|a| a.session.clone()).collect();
    assert_eq!(left, [Some(id("s3"))], "the next one was highlighted");
    // Whoever goes down to those that are over stays there.
    desk.press(Key::Char('G'));
    desk.paint();
    let list = desk.model.alerts_list();
    assert_eq!(desk.model.alert_at(&list), 2);
}

#[test]
fn nothing_is_judged_while_the_link_is_down() {
    let mut desk = joined(When::Waiting {
        side: Side::Customer,
        longer: minutes(3),
    });
    said(&mut desk, "s1", line(1, "customer", ALL, "hello?", 0));
    let since = desk.now;
    desk.event(Event::Link(Link::Offline {
        why: OfflineWhy::Silent,
        since,
        retry_at: None,
    }));
    pass(&mut desk, 10 * MINUTE);
    assert!(open(&desk).is_empty(), "somebody may have answered");
    let mut fetched = super::desk::fetched("s1", State::Chatting, SUPERVISORS);
    fetched.received = Some(Stamp(0));
    desk.epoch(vec![fetched]);
    desk.event(Event::Link(Link::Live));
    assert_eq!(open(&desk).len(), 1, "nobody had");
}

#[test]
fn other_rules_by_a_changed_config_count_at_once() {
    let mut desk = joined(words(Side::Any));
    said(&mut desk, "s1", line(1, "customer", ALL, "refund", 0));
    pass(&mut desk, 2 * MINUTE);
    let with = |rules: Vec<Rule>| Settings {
        alerts: AlertSettings {
            rules: Arc::from(rules),
            ..AlertSettings::default()
        },
        ..Settings::default()
    };
    let change = |desk: &mut Desk, settings: Settings| {
        desk.send(crate::app::Msg::Configured {
            settings: Box::new(settings),
            later: Vec::new(),
        });
    };
    change(&mut desk, with(vec![rule("it", words(Side::Any))]));
    assert_eq!((open(&desk).len(), over(&desk)), (1, 0), "the same rules");
    let longer = minutes(1);
    change(&mut desk, with(vec![rule("old", When::Older { longer })]));
    // s1 and s2 are both old enough.
    let names: Vec<_> = open(&desk).iter().map(|a| a.name.to_string()).collect();
    assert_eq!((names, over(&desk)), (vec!["old".into(), "old".into()], 1));
}
