//! Who has waited too long, the way between them, and an order that stands still (issue 4, 4).

use std::time::Duration;

use super::desk::{AGENTS, Desk, bare, id, report};
use super::list::line;
use crate::app::{Key, Level, Limit, Limits, Paused, Settings, wake_at};
use crate::domain::{Arrival, Event, Mode, SessionId, SessionReport, Stamp, State, UserData};

const MINUTE: i64 = 60_000;

fn limit(warn: u64, critical: u64) -> Limit {
    Limit {
        warn: Duration::from_secs(warn),
        critical: Duration::from_secs(critical),
    }
}

/// Usual limits of 3 and 5 minutes; billing is stricter.
pub(super) fn settings() -> Settings {
    Settings {
        service_keys: vec!["Service".into()],
        customer_keys: vec!["Name".into()],
        urgency: Limits::new(limit(180, 300), [("Billing".to_owned(), limit(60, 120))]),
        ..Settings::default()
    }
}

/// Joins a session of this service in which a customer has waited since `since`.
pub(super) fn waits(desk: &mut Desk, name: &str, service: &str, since: i64) {
    let mut joined = report(name, State::Chatting, AGENTS);
    let data = format!("{{\"Service\":\"{service}\",\"Name\":\"Mx {name}\"}}");
    joined.user_data = Some(UserData::new(&data));
    desk.put(joined);
    desk.event(Event::Said(id(name), vec![line(1, since, true)]));
}

/// Lets wall and desk time pass, and rings.
pub(super) fn pass(desk: &mut Desk, ms: i64) {
    let until = desk.wall.0 + ms;
    while let Some(at) = wake_at(&desk.model) {
        let left = i64::try_from(at.saturating_duration_since(desk.now).as_millis()).unwrap();
        if desk.wall.0 + left > until {
            break;
        }
        desk.now = desk.now.max(at);
        desk.wall = Stamp(desk.wall.0 + left);
        desk.send(crate::app::Msg::Timer);
        desk.model.settle();
        if left == 0 {
            desk.wall = Stamp(desk.wall.0 + 1);
            desk.now += Duration::from_millis(1);
        }
    }
    let rest = until - desk.wall.0;
    desk.now += Duration::from_millis(u64::try_from(rest).unwrap_or(0));
    desk.wall = Stamp(until);
    desk.model.settle();
}

pub(super) fn names(desk: &mut Desk) -> Vec<String> {
    desk.model.settle();
    desk.model.order().iter().map(ToString::to_string).collect()
}

fn level(desk: &Desk, name: &str) -> Level {
    desk.model.level(&id(name))
}

#[test]
fn each_service_has_its_own_limits_and_they_are_reached_by_time_alone() {
    let mut desk = Desk::with(settings());
    desk.list("ann", &[]);
    waits(&mut desk, "usual", "Claims", 0);
    waits(&mut desk, "strict", "BILLING", 1);
    let levels = |d: &Desk| (level(d, "usual"), level(d, "strict"));
    let tally = |d: &Desk| (d.model.tally().overdue, d.model.tally().soon);
    pass(&mut desk, MINUTE);
    assert_eq!(
        levels(&desk),
        (Level::Calm, Level::Calm),
        "not yet: it began 1 ms later"
    );
    assert_eq!(
        names(&mut desk),
        ["usual", "strict"],
        "the longest wait first"
    );
    pass(&mut desk, 1);
    assert_eq!(levels(&desk), (Level::Calm, Level::Soon));
    assert_eq!(tally(&desk), (0, 1));
    assert_eq!(
        names(&mut desk),
        ["strict", "usual"],
        "what is urgent first"
    );
    pass(&mut desk, MINUTE);
    assert_eq!(levels(&desk), (Level::Calm, Level::Overdue));
    pass(&mut desk, MINUTE);
    assert_eq!(levels(&desk), (Level::Soon, Level::Overdue));
    assert_eq!(tally(&desk), (1, 1));
    pass(&mut desk, 2 * MINUTE);
    assert_eq!(tally(&desk), (2, 0));
    assert_eq!(
        names(&mut desk),
        ["usual", "strict"],
        "both overdue: the longest first"
    );
    assert_eq!(desk.model.tally().waiting, 2);
    // An answer ends it; nobody is counted twice.
    desk.event(Event::Said(id("usual"), vec![line(2, desk.wall.0, false)]));
    desk.model.settle();
    assert_eq!(tally(&desk), (1, 0));
    assert_eq!(level(&desk, "usual"), Level::Calm);
}

#[test]
fn nothing_wakes_for_a_wait_that_can_grow_no_more_urgent() {
    let mut desk = Desk::with(settings());
    waits(&mut desk, "strict", "billing", 0);
    desk.model.settle();
    assert_eq!(
        wake_at(&desk.model),
        Some(desk.now + Duration::from_secs(60))
    );
    pass(&mut desk, MINUTE);
    assert_eq!(
        wake_at(&desk.model),
        Some(desk.now + Duration::from_secs(60))
    );
    pass(&mut desk, MINUTE);
    let next = wake_at(&desk.model).map(|at| at - desk.now);
    // The lists grow old after two hours; nothing else is due.
    assert!(
        next.is_none_or(|left| left > Duration::from_secs(3_600)),
        "{next:?}"
    );
}

#[test]
fn an_age_wakes_the_screen_when_its_word_changes_and_not_before() {
    let mut desk = Desk::with(settings());
    desk.model.settle();
    let paint = |desk: &mut Desk, ages: Vec<Stamp>| {
        let seen = crate::app::Seen {
            ages,
            rows: vec![id("s1")],
            ..crate::app::Seen::default()
        };
        desk.send(crate::app::Msg::Painted(seen));
        wake_at(&desk.model).map(|at| at - desk.now)
    };
    desk.wall = Stamp(59_500);
    assert_eq!(
        paint(&mut desk, vec![Stamp(0), Stamp(55_000)]),
        Some(Duration::from_millis(500))
    );
    let unseen = paint(&mut desk, Vec::new());
    assert!(
        unseen.is_none_or(|left| left > Duration::from_secs(60)),
        "{unseen:?}"
    );
}

#[test]
fn a_customer_without_a_date_and_an_agent_who_waits_are_never_urgent() {
    let mut desk = Desk::with(settings());
    desk.put(report("undated", State::Chatting, AGENTS));
    let mut entry = line(1, 0, true);
    entry.at = None;
    desk.event(Event::Said(id("undated"), vec![entry]));
    desk.put(report("agent", State::Chatting, AGENTS));
    desk.event(Event::Said(
        id("agent"),
        vec![line(1, 0, true), line(2, 1, false)],
    ));
    waits(&mut desk, "left", "billing", 0);
    desk.put(bare("left", State::Completed));
    desk.wall = Stamp(100 * MINUTE);
    desk.key('o');
    for name in ["undated", "agent", "left"] {
        assert_eq!(level(&desk, name), Level::Calm, "{name}");
    }
    assert_eq!(desk.model.tally().overdue, 0);
    assert_eq!(desk.model.tally().waiting, 1);
}

#[test]
fn n_and_shift_n_go_round_by_urgency_however_the_list_is_sorted() {
    let mut desk = Desk::with(settings());
    desk.list("ann", &["calm1", "calm2"]);
    waits(&mut desk, "fresh", "claims", 599_000);
    waits(&mut desk, "overdue", "billing", 400_000);
    waits(&mut desk, "soon", "billing", 530_000);
    desk.offer("offer", Some(Mode::Coach));
    desk.wall = Stamp(600_000);
    desk.model
        .sort_by(crate::app::Sort::forward(crate::app::SortBy::Customer));
    desk.paint();
    let at = |d: &Desk| d.model.highlighted().map(ToString::to_string).unwrap();
    let wanted = ["offer", "overdue", "soon", "fresh"];
    for name in wanted.iter().chain(&["offer", "overdue"]) {
        desk.press(Key::Char('n'));
        assert_eq!(at(&desk), *name);
    }
    for name in ["offer", "fresh", "soon"] {
        desk.press(Key::Char('N'));
        assert_eq!(at(&desk), name);
    }
    assert_eq!(desk.take(), [], "going there sends nothing");
    assert_eq!(desk.model.opened(), None);
    // Where a session is shown, it shows the next.
    desk.press(Key::Enter);
    desk.press(Key::Tab);
    desk.press(Key::Char('n'));
    assert_eq!(desk.model.opened(), Some(&id("fresh")));
    // Only what the filter shows.
    desk.press(Key::Tab);
    desk.press(Key::Char('/'));
    desk.write("service:billing");
    desk.press(Key::Home);
    assert_eq!(at(&desk), "overdue");
    for name in ["soon", "overdue", "soon"] {
        desk.press(Key::Char('n'));
        assert_eq!(at(&desk), name);
    }
    desk.press(Key::Char('/'));
    desk.press(Key::Ctrl('u'));
    desk.write("is:ended");
    desk.press(Key::Char('n'));
    assert!(desk.said().contains("nobody waits"), "{}", desk.said());
}

#[test]
fn paused_by_key_rows_keep_their_place_new_ones_go_to_the_end_and_gone_ones_stay() {
    let mut desk = Desk::with(settings());
    desk.list("ann", &["a", "b", "c"]);
    desk.press(Key::Down);
    desk.paint();
    assert_eq!(desk.model.highlighted(), Some(&id("b")));
    desk.press(Key::Char('o'));
    assert_eq!(desk.model.paused(), Some(Paused::ByKey));
    waits(&mut desk, "c", "billing", -10 * MINUTE);
    desk.offer("new", None);
    desk.list("ann", &["b", "c"]);
    assert_eq!(names(&mut desk), ["a", "b", "c", "new"]);
    assert!(
        desk.model.row(&id("a")).is_none(),
        "it is gone, and is drawn as gone"
    );
    assert_eq!(
        desk.model.highlighted(),
        Some(&id("b")),
        "nothing moves under it"
    );
    assert_eq!(desk.model.tally().overdue, 1, "counted all the same");
    // A key on a row that is gone says so and sends nothing.
    desk.press(Key::Up);
    desk.key('c');
    assert!(desk.said().contains("gone"), "{}", desk.said());
    assert_eq!(desk.take(), []);
    desk.press(Key::Down);
    desk.press(Key::Char('o'));
    assert_eq!(names(&mut desk), ["new", "c", "b"]);
    assert_eq!(desk.model.paused(), None);
    assert_eq!(desk.model.highlighted(), Some(&id("b")));
}

#[test]
fn whatever_is_answered_or_written_pauses_the_order_until_it_is_closed() {
    type Open = fn(&mut Desk);
    let opens: [(&str, Open, Key); 4] = [
        ("a question", |d| _ = d.key('b'), Key::Char('n')),
        ("a prompt", |d| d.press(Key::Char('f')), Key::Esc),
        ("a chooser", |d| d.press(Key::Char(':')), Key::Esc),
        ("a composer", |d| _ = d.key('i'), Key::Esc),
    ];
    for (what, open, close) in opens {
        let mut desk = Desk::with(settings());
        desk.list("ann", &["a", "s1"]);
        desk.put(report("s1", State::Chatting, AGENTS));
        desk.paint();
        assert_eq!(names(&mut desk), ["s1", "a"]);
        open(&mut desk);
        assert_eq!(desk.model.paused(), None, "{what}: nothing would move yet");
        desk.offer("offer", None);
        assert_eq!(names(&mut desk), ["s1", "a", "offer"], "{what}");
        assert_eq!(desk.model.paused(), Some(Paused::Meanwhile), "{what}");
        if desk.model.question().is_some() {
            desk.reply(close);
        } else {
            desk.press(close);
        }
        assert_eq!(names(&mut desk), ["offer", "s1", "a"], "{what} is closed");
        assert_eq!(desk.model.highlighted(), Some(&id("s1")), "{what}");
    }
}

#[test]
fn a_filter_typed_while_the_order_stands_still_counts_at_once() {
    let mut desk = Desk::with(settings());
    desk.list("ann", &["a", "b"]);
    desk.press(Key::Char('o'));
    waits(&mut desk, "b", "billing", 0);
    assert_eq!(names(&mut desk), ["a", "b"]);
    desk.press(Key::Char('/'));
    desk.write("is:waiting");
    assert_eq!(names(&mut desk), ["b"]);
    // It does not match any more, and keeps its place.
    desk.event(Event::Said(id("b"), vec![line(2, 1, false)]));
    assert_eq!(names(&mut desk), ["b"]);
    desk.press(Key::Char('o'));
    assert_eq!(names(&mut desk), Vec::<String>::new());
}

#[test]
fn other_user_data_names_another_service() {
    let mut desk = Desk::with(settings());
    waits(&mut desk, "s", "claims", -2 * MINUTE);
    desk.model.settle();
    assert_eq!(level(&desk, "s"), Level::Calm);
    let mut moved = SessionReport::new(SessionId::new("s"), Arrival::Pushed);
    moved.user_data = Some(UserData::new("{\"Service\":\"billing\"}"));
    desk.put(moved);
    assert_eq!(level(&desk, "s"), Level::Overdue);
    // And other keys name it otherwise.
    let settings = Settings {
        service_keys: vec!["Name".into()],
        ..settings()
    };
    desk.send(crate::app::Msg::Configured {
        settings: Box::new(settings),
        later: Vec::new(),
    });
    assert_eq!(level(&desk, "s"), Level::Calm);
    assert_eq!(desk.model.row(&id("s")).unwrap().service, None);
}

#[test]
fn a_session_that_was_left_is_named_by_what_was_reported_last() {
    let mut desk = Desk::with(settings());
    desk.list("ann", &["s"]);
    waits(&mut desk, "s", "claims", 0);
    desk.put(report("s", State::Completed, None));
    let row = desk.model.row(&id("s")).unwrap();
    assert_eq!(row.service.unwrap().as_str(), "claims");
    // What a list shows after that is newer.
    desk.list("ann", &["s"]);
    assert_eq!(desk.model.row(&id("s")).unwrap().service, None);
}
