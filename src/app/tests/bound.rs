//! All transcripts together are bounded: what is let go, what stays, and how it comes back.

use std::sync::Arc;

use regex::Regex;

use super::desk::{AGENTS, Desk, id, lost, report};
use super::list::line;
use crate::app::alerts::{AlertSettings, Level, Rule, Side, When};
use crate::app::{Audience, Key, Settings};
use crate::domain::{Call, Entry, Event, Fault, Older, Reply, State, Text};

/// Every entry of this desk has been said in full before.
fn lines(from: u32, to: u32) -> Vec<Entry> {
    let text = |n| match n % 100 {
        7 => "a refund, please",
        _ => "words",
    };
    let entry = |n| Entry {
        text: Text::line(text(n)),
        ..line(n, i64::from(n), true)
    };
    (from..=to).map(entry).collect()
}

fn log(name: &str, from: u32, to: u32) -> Result<Reply, Fault> {
    Ok(Reply::Log(id(name), lines(from, to)))
}

/// The logs asked for since the last look: which, from where, and at most how many entries.
fn pages(desk: &mut Desk) -> Vec<(String, u32, u32)> {
    let page = |call: &Call| match call {
        Call::ReadLog {
            session,
            from,
            count,
        } => Some((session.to_string(), *from, *count)),
        _ => None,
    };
    let pages = desk.calls.iter().filter_map(|(_, call)| page(call));
    let pages = pages.collect();
    desk.take();
    pages
}

fn answer(desk: &mut Desk, outcome: Result<Reply, Fault>) {
    let call = desk.newest(|c| matches!(c, Call::ReadLog { .. }));
    desk.take();
    desk.answer(call, outcome);
}

fn len(desk: &Desk, name: &str) -> usize {
    desk.model.floor().log(&id(name)).unwrap().len()
}

fn held(desk: &Desk) -> usize {
    let ids = desk.model.floor().all_mine().map(|(id, _)| id);
    let logs = ids.filter_map(|id| desk.model.floor().log(id));
    logs.map(crate::domain::Transcript::len).sum()
}

/// In so many sessions, `s1` among them and read, with the log of each read to line 1,100.
fn floor_of(sessions: u32, settings: Settings) -> Desk {
    let mut desk = Desk::with(settings);
    for n in 1..=sessions {
        let name = format!("s{n}");
        desk.put(report(&name, State::Chatting, AGENTS));
        desk.event(Event::Said(id(&name), lines(1, 1_100)));
    }
    desk.paint();
    desk.take();
    desk
}

/// Shows a session whose log is asked for and read.
fn show(desk: &mut Desk, name: &str) {
    let mut step = crate::app::Step::default();
    desk.model.open(&id(name), &mut step);
    for effect in step.effects {
        if let crate::app::Effect::Call { id, call } = effect {
            desk.calls.push((id, call));
        }
    }
}

#[test]
fn what_was_looked_at_least_recently_goes_first_and_what_is_shown_stays() {
    let mut desk = floor_of(9, Settings::default());
    for name in ["s1", "s2", "s3"] {
        show(&mut desk, name);
    }
    // 9 × 1,100; three more do not fit.
    for name in ["s10", "s11", "s12"] {
        desk.put(report(name, State::Chatting, AGENTS));
        desk.event(Event::Said(id(name), lines(1, 1_100)));
        assert!(held(&desk) <= 10_000, "{}", held(&desk));
    }
    let gone = |desk: &Desk| -> Vec<String> {
        let names = (1..=12).map(|n| format!("s{n}"));
        names.filter(|name| len(desk, name) == 20).collect()
    };
    assert_eq!(gone(&desk), ["s10", "s11", "s12"], "nobody looked at them");
    for n in 4..=9 {
        show(&mut desk, &format!("s{n}"));
    }
    show(&mut desk, "s3");
    desk.event(Event::Said(id("s9"), lines(1_101, 1_400)));
    assert_eq!(gone(&desk), ["s1", "s10", "s11", "s12"]);
    // A composer is open in s2, and something else is shown: both stay whole.
    show(&mut desk, "s2");
    desk.key('i');
    assert!(
        desk.model
            .composer()
            .is_some_and(|c| c.audience == Audience::Agents)
    );
    for n in 4..=9 {
        show(&mut desk, &format!("s{n}"));
    }
    show(&mut desk, "s5");
    let composer = desk.model.composer().unwrap().session.clone();
    let whole = len(&desk, composer.as_str());
    desk.event(Event::Said(id("s9"), lines(1_401, 5_000)));
    assert_eq!(len(&desk, composer.as_str()), whole);
    assert_eq!((len(&desk, "s5"), len(&desk, "s9")), (1_100, 5_000));
    assert!(held(&desk) <= 10_000);
}

#[test]
fn what_was_let_go_is_read_again_when_it_is_shown_and_is_not_unread() {
    let mut desk = floor_of(10, Settings::default());
    assert_eq!((len(&desk, "s1"), len(&desk, "s10")), (20, 1_100));
    let unread = |desk: &Desk| desk.model.floor().mine(&id("s1")).unwrap().unread;
    assert_eq!(unread(&desk), 1_100);
    // Its log was never read in full: as any other, from its beginning.
    show(&mut desk, "s1");
    answer_pages(&mut desk, "s1");
    assert_eq!(len(&desk, "s1"), 1_100);

    show(&mut desk, "s2");
    answer_pages(&mut desk, "s2");
    for n in 3..=10 {
        show(&mut desk, &format!("s{n}"));
        answer_pages(&mut desk, &format!("s{n}"));
    }
    assert_eq!(len(&desk, "s1"), 20, "looked at least recently");
    let older = |desk: &Desk| {
        desk.model
            .floor()
            .log(&id("s1"))
            .unwrap()
            .older_before(1_081)
    };
    assert_eq!(older(&desk), Some(Older::LetGo));
    desk.take();
    show(&mut desk, "s1");
    assert_eq!(older(&desk), Some(Older::Reading));
    assert_eq!(pages(&mut desk), [("s1".into(), 1, 500)]);
    // Shown again meanwhile: it is asked for once.
    show(&mut desk, "s2");
    desk.take();
    show(&mut desk, "s1");
    desk.event(Event::Said(id("s1"), lines(1_101, 1_101)));
    assert_eq!(pages(&mut desk), [], "no hole either");
    show(&mut desk, "s3");
    desk.take();
    assert_eq!(unread(&desk), 0);
}

/// Answers the pages of a log of 1,100 lines as long as more are asked for.
fn answer_pages(desk: &mut Desk, name: &str) {
    for (from, to) in [(1, 500), (501, 1_000), (1_001, 1_100)] {
        if desk
            .calls
            .iter()
            .any(|(_, c)| matches!(c, Call::ReadLog { .. }))
        {
            answer(desk, log(name, from, to));
        }
    }
}

#[test]
fn the_pages_are_merged_to_the_whole_and_a_failed_one_is_asked_for_again() {
    let mut desk = floor_of(10, Settings::default());
    show(&mut desk, "s2");
    answer_pages(&mut desk, "s2");
    for n in 3..=10 {
        show(&mut desk, &format!("s{n}"));
        answer_pages(&mut desk, &format!("s{n}"));
    }
    show(&mut desk, "s1");
    answer_pages(&mut desk, "s1");
    assert_eq!((len(&desk, "s2"), len(&desk, "s1")), (20, 1_100));
    show(&mut desk, "s2");
    answer(&mut desk, log("s2", 1, 500));
    assert_eq!(pages(&mut desk), [("s2".into(), 501, 500)]);
    // The person goes on, and lines that come again are not unread.
    let mut desk = floor_of(10, Settings::default());
    show(&mut desk, "s1");
    answer(&mut desk, log("s1", 1, 500));
    show(&mut desk, "s2");
    desk.take();
    let unread = |desk: &Desk| desk.model.floor().mine(&id("s1")).unwrap().unread;
    assert_eq!(unread(&desk), 0);
    desk.event(Event::Said(id("s1"), lines(501, 1_000)));
    assert_eq!(unread(&desk), 0, "it was known before it was let go");

    let mut desk = floor_of(10, Settings::default());
    show(&mut desk, "s1");
    answer(&mut desk, log("s1", 1, 500));
    answer(&mut desk, Err(lost()));
    assert!(desk.said().contains("transcript could not be read"));
    let log = desk.model.floor().log(&id("s1")).unwrap();
    assert_eq!(log.older_before(1_081), Some(Older::LetGo));
    desk.take();
    show(&mut desk, "s2");
    show(&mut desk, "s1");
    let asked = pages(&mut desk);
    assert_eq!(asked.last(), Some(&("s1".into(), 1, 500)));
}

#[test]
fn lines_that_are_read_again_raise_nothing_twice() {
    let rule = Rule {
        name: Text::line("refunds"),
        when: When::Words {
            side: Side::Customer,
            pattern: Regex::new("refund").unwrap(),
        },
        level: Level::Warning,
    };
    let mut desk = floor_of(
        10,
        Settings {
            alerts: AlertSettings {
                rules: Arc::from(vec![rule]),
                ..AlertSettings::default()
            },
            ..Settings::default()
        },
    );
    let hits = |desk: &Desk| -> Vec<u32> {
        let list = desk.model.alerts_list();
        let about = |a: &&&crate::app::alerts::Alert| a.session == Some(id("s1"));
        list.iter().filter(about).map(|a| a.hits).collect()
    };
    let before = hits(&desk);
    assert_eq!(before, [11]);
    assert_eq!(len(&desk, "s1"), 20);
    show(&mut desk, "s1");
    answer_pages(&mut desk, "s1");
    assert_eq!(len(&desk, "s1"), 1_100);
    assert_eq!(hits(&desk), before);
    desk.event(Event::Said(id("s1"), lines(1_101, 1_107)));
    assert_eq!(hits(&desk), [12], "new ones do");
}

#[test]
fn a_filter_for_words_says_that_it_looks_at_a_part() {
    let mut desk = floor_of(10, Settings::default());
    let mut of = |text: &str| {
        desk.key('\u{2f}');
        for _ in 0..30 {
            desk.press(Key::Backspace);
        }
        for c in text.chars() {
            desk.press(Key::Char(c));
        }
        desk.press(Key::Enter);
        desk.paint();
        let basis = desk.model.basis().unwrap();
        (basis.matching, basis.read, basis.in_part)
    };
    assert_eq!(of("text:words"), (10, Some(10), 1));
    assert_eq!(
        of("is:waiting"),
        (10, Some(10), 0),
        "who waits is known all the same"
    );
    desk.press(Key::Esc);
    show(&mut desk, "s1");
    answer_pages(&mut desk, "s1");
    desk.model.settle();
    assert_eq!(desk.model.tally().in_part, 1, "now it is another's turn");
    assert_eq!(len(&desk, "s10"), 20);
}

#[test]
fn nothing_is_known_of_a_session_that_is_forgotten_but_what_somebody_wrote() {
    let mut desk = Desk::in_s1(AGENTS);
    desk.put(report("s2", State::Chatting, AGENTS));
    desk.paint();
    for (name, words) in [("s1", ""), ("s2", "words")] {
        show(&mut desk, name);
        desk.model.cursor.go(&id(name));
        desk.paint();
        desk.key('i');
        for c in words.chars() {
            desk.press(Key::Char(c));
        }
        desk.press(Key::Esc);
        desk.model.unconfirmed_ok.push(id(name));
    }
    desk.model.close();
    desk.list("ann", &[]);
    for name in ["s1", "s2"] {
        desk.event(Event::Gone(id(name)));
    }
    desk.model.settle();
    desk.wait(120_000);
    let there = |name: &str| desk.model.floor().mine(&id(name)).is_some();
    assert!(!there("s1") && there("s2"));
    assert_eq!(desk.draft("s2", Audience::Agents), "words");
    assert_eq!(desk.model.works.len(), 1);
    assert_eq!(desk.model.unconfirmed_ok, [id("s2")]);
}

#[test]
fn lines_of_a_session_that_never_comes_do_not_wait_for_ever() {
    let rule = Rule {
        name: Text::line("all"),
        when: When::Words {
            side: Side::Customer,
            pattern: Regex::new("words").unwrap(),
        },
        level: Level::Warning,
    };
    let mut desk = Desk::with(Settings {
        alerts: AlertSettings {
            rules: Arc::from(vec![rule]),
            ..AlertSettings::default()
        },
        ..Settings::default()
    });
    for n in (1..=9_000).step_by(90) {
        desk.event(Event::Said(id("x"), lines(n, n + 89)));
    }
    desk.put(report("x", State::Chatting, AGENTS));
    let hits: Vec<u32> = desk.model.alerts_list().iter().map(|a| a.hits).collect();
    assert_eq!(hits, [100], "the newest");
}

#[test]
fn logs_of_sessions_without_a_row_are_few() {
    let mut desk = Desk::new();
    for n in 0..400 {
        desk.event(Event::Said(id(&format!("x{n}")), lines(1, 3)));
    }
    let there = |desk: &Desk| {
        let names = (0..400).map(|n| id(&format!("x{n}")));
        names
            .filter(|id| desk.model.floor().log(id).is_some())
            .count()
    };
    assert_eq!(there(&desk), 256);
    // One that gets a row is no longer among them.
    desk.put(report("x399", State::Chatting, AGENTS));
    desk.event(Event::Said(id("y"), lines(1, 3)));
    assert_eq!(there(&desk), 256);
    assert!(desk.model.floor().log(&id("x399")).is_some());
    desk.press(Key::Esc);
}
