//! What may not be asked, and what is written down.

use super::desk::{AGENTS, ALL, Desk, SUPERVISORS, accept, id, intrude, leave, report, switch};
use crate::app::{Audience, Draft, Effect, Key, Msg, Settings};
use crate::domain::{Access, Call, Event, Mode, Note, Record, State, Text, Unrecorded, Visibility};

fn broken(rule: Unrecorded) -> Record {
    Record::Broken {
        why: Text::line("disk full"),
        rule,
    }
}

fn kept() -> Record {
    Record::Kept {
        file: Text::line("run.jsonl"),
        head: Text::line("ab12"),
    }
}

fn desk(mine: Option<Visibility>, record: Record) -> Desk {
    let mut desk = Desk::in_s1(mine);
    desk.send(Msg::Record(record));
    desk
}

#[test]
fn without_a_record_whatever_somebody_notices_is_refused_and_the_rest_goes_on() {
    let mut desk = desk(SUPERVISORS, broken(Unrecorded::Refused));
    assert!(
        desk.model
            .record_banner()
            .unwrap()
            .starts_with("AUDIT CANNOT")
    );
    for key in ['c', 'b', 'i', 's'] {
        desk.key(key);
        assert!(desk.said().contains("disk full"), "{key}: {}", desk.said());
    }
    assert_eq!(desk.take(), []);
    assert!(desk.model.question().is_none() && desk.model.composer().is_none());
    desk.key('w');
    assert!(matches!(&desk.take()[..], [Call::Watch { .. }]));
    desk.reply(Key::Esc);
    desk.key('x');
    assert_eq!(desk.take(), [leave("s1")]);
    desk.key('j').key('m');
    assert_eq!(desk.take(), [intrude("s2", Some(Mode::Monitor))]);

    // Whoever is in as Coach may go back to silence.
    let mut desk = self::desk(AGENTS, broken(Unrecorded::Refused));
    desk.key('m');
    assert_eq!(desk.take(), [switch("s1", Mode::Monitor)]);

    let mut desk = self::desk(SUPERVISORS, broken(Unrecorded::Allowed));
    desk.key('c');
    assert_eq!(desk.take(), [switch("s1", Mode::Coach)]);
    assert!(
        desk.model
            .record_banner()
            .unwrap()
            .starts_with("NOT ON RECORD")
    );
}

#[test]
fn an_offer_is_as_loud_as_its_mode() {
    for (mode, taken) in [(Mode::Monitor, true), (Mode::Coach, false)] {
        let mut desk = Desk::new();
        desk.send(Msg::Record(broken(Unrecorded::Refused)));
        desk.offer("s1", Some(mode));
        desk.key('a');
        let calls = desk.take();
        assert_eq!(calls == [accept("s1")], taken, "{mode}: {calls:?}");
    }
    // One that came of our own asking, while there was a record.
    let mut desk = Desk::new();
    desk.key('c');
    let call = desk.newest_act();
    desk.passed_on(call);
    desk.take();
    desk.send(Msg::Record(broken(Unrecorded::Refused)));
    desk.offer("s1", Some(Mode::Coach));
    assert_eq!(desk.take(), [], "accepted by itself, it would be seen");
    assert!(desk.said().contains("disk full"), "{}", desk.said());
}

#[test]
fn a_draft_stays_when_the_record_breaks_under_it() {
    let mut desk = desk(ALL, kept());
    desk.key('s');
    desk.write("one moment");
    desk.send(Msg::Record(broken(Unrecorded::Refused)));
    desk.wait(2_100);
    assert_eq!(
        super::desk::words(&desk.take()),
        [],
        "it waited its time in vain"
    );
    let draft = desk.model.draft(&id("s1"), Audience::Customer);
    let Some(("one moment", Draft::Failed(why))) = draft else {
        panic!("{draft:?}")
    };
    assert!(why.as_str().contains("disk full"));
    desk.press(Key::Enter);
    desk.wait(2_100);
    assert_eq!(super::desk::words(&desk.take()), []);
    desk.send(Msg::Record(kept()));
    assert!(desk.said().contains("written again"));
    desk.press(Key::Enter);
    desk.wait(2_100);
    assert_eq!(super::desk::words(&desk.take()).len(), 1);
}

#[test]
fn read_only_asks_for_nothing_whatever_is_pressed() {
    let mut desk = Desk::with(Settings {
        access: Access::ReadOnly,
        ..Settings::default()
    });
    desk.put(report("s1", State::Chatting, ALL));
    desk.offer("s2", Some(Mode::Monitor));
    desk.paint();
    for key in "mcbisxawdejmcbisxawde".chars() {
        desk.key(key);
        assert!(desk.model.question().is_none(), "{key}");
        assert!(desk.model.composer().is_none(), "{key}");
    }
    assert_eq!(desk.take(), []);
    assert!(desk.said().contains("READ-ONLY"));
    // Nor is there a menu on the Team screen for what cannot be done.
    desk.roster(&["ann", "bo"]);
    desk.paint();
    desk.key('t');
    for _ in 0..2 {
        desk.press(Key::Char(' '));
        desk.press(Key::Down);
        desk.paint();
    }
    desk.model.notices.dismiss();
    desk.key('w');
    assert!(desk.model.question().is_none());
    assert!(desk.said().starts_with("READ-ONLY"), "{}", desk.said());
    assert_eq!(desk.take(), []);
    assert_eq!(desk.model.access(), Access::ReadOnly);
}

#[test]
fn what_is_known_goes_with_each_call_and_a_confirmed_mode_is_noted_once() {
    let mut desk = desk(SUPERVISORS, kept());
    assert_eq!(desk.model.audit_head().unwrap().1.as_str(), "ab12");
    desk.other.clear();
    desk.key('c');
    let abouts: Vec<_> = (desk.other.drain(..))
        .filter_map(|effect| match effect {
            Effect::About { session, about } => Some((session, about)),
            _ => None,
        })
        .collect();
    let [(session, about)] = &abouts[..] else {
        panic!("{abouts:?}")
    };
    assert_eq!((session, about.confirmed), (&id("s1"), Some(Mode::Monitor)));
    assert_eq!(about.asked, Some(Mode::Coach));
    assert_eq!(about.agent.as_ref().unwrap().as_str(), "ann");
    for _ in 0..2 {
        desk.put(report("s1", State::Chatting, AGENTS));
    }
    desk.event(Event::Gone(id("s1")));
    let confirmed: Vec<_> = (desk.other.drain(..))
        .filter_map(|effect| match effect {
            Effect::Note(Note::Confirmed { about, .. }) => Some(about.confirmed),
            _ => None,
        })
        .collect();
    assert_eq!(confirmed, [Some(Mode::Coach), None]);
}
