//! Filter, order, views, flags and the way to everything, by keys (issue 4, 5 and 7).

use super::desk::{AGENTS, Desk, SUPERVISORS, bare, id, report};
use super::list::line;
use super::urgency::{names, pass, settings, waits};
use crate::app::{Basis, Effect, Kept, Key, Settings, Sort, SortBy, View};
use crate::domain::{Event, Mode, Stamp, State, Text};

const MINUTE: i64 = 60_000;

/// Ann has `plain` on her list; I coach `late` (billing) and `calm` (claims), and watch `quiet`,
/// of which nothing was read; Bo is invited elsewhere; one has ended.
fn floor() -> Desk {
    let mut desk = Desk::with(Settings {
        views: vec![View {
            name: "Overdue billing".into(),
            filter: "service:billing wait>3m".into(),
            sort: Sort::forward(SortBy::Wait),
        }],
        ..settings()
    });
    desk.list("ann", &["plain"]);
    desk.wall = Stamp(10 * MINUTE);
    waits(&mut desk, "late", "Billing", 5 * MINUTE);
    waits(&mut desk, "calm", "Claims", 9 * MINUTE);
    let mut answered = line(2, 10 * MINUTE - 1, false);
    answered.text = Text::line("Your REFUND is on its way");
    desk.event(Event::Said(
        id("calm"),
        vec![answered, line(3, 10 * MINUTE, false)],
    ));
    desk.put(report("quiet", State::Chatting, SUPERVISORS));
    desk.offer("offer", Some(Mode::Coach));
    desk.put(report("ended", State::Chatting, AGENTS));
    desk.put(bare("ended", State::Completed));
    desk.paint();
    desk
}

fn filter(desk: &mut Desk, text: &str) -> Vec<String> {
    desk.press(Key::Char('/'));
    desk.press(Key::Ctrl('u'));
    desk.write(text);
    names(desk)
}

#[test]
fn each_condition_finds_what_it_says() {
    let mut desk = floor();
    let all = ["offer", "late", "calm", "quiet", "plain", "ended"];
    assert_eq!(names(&mut desk).len(), all.len());
    let cases: [(&str, &[&str]); 31] = [
        ("", &["offer", "late", "calm", "quiet", "plain", "ended"]),
        ("wait>3m", &["late"]),
        ("wait<3m", &[]),
        ("wait<6m", &["late"]),
        ("-wait>3m", &["offer", "calm", "quiet", "plain", "ended"]),
        ("age>9m", &["plain"]),
        ("agent:ANN", &["late", "calm", "quiet", "plain", "ended"]),
        ("-agent:ann", &["offer"]),
        ("agent:bo", &[]),
        ("customer:\"mx late\"", &["late"]),
        ("service:bill", &["late"]),
        ("service:bill service:claims", &[]),
        ("mode:coach", &["late", "calm"]),
        ("mode:monitor", &["quiet"]),
        ("mode:none", &["offer", "plain", "ended"]),
        ("mode:barge", &[]),
        ("text:refund", &["calm"]),
        ("text:\"refund is\"", &["calm"]),
        ("-text:refund is:mine", &["late", "quiet"]),
        ("is:unread", &["late", "calm"]),
        ("is:waiting", &["late"]),
        ("is:overdue", &["late"]),
        ("is:soon", &[]),
        ("is:mine", &["late", "calm", "quiet"]),
        ("is:invited", &["offer"]),
        ("is:ended", &["ended"]),
        ("is:flagged", &[]),
        ("is:watched", &[]),
        // Bare words: as a row says it; the last line, not what came before it.
        ("mx", &["late", "calm"]),
        ("words", &["late", "calm"]),
        ("refund", &[]),
    ];
    for (text, wanted) in cases {
        assert_eq!(filter(&mut desk, text), wanted, "{text}");
    }
    assert_eq!(desk.take(), [], "a filter sends nothing");
}

#[test]
fn what_is_half_typed_hides_nothing_and_the_line_says_why() {
    let mut desk = floor();
    assert_eq!(
        filter(&mut desk, "is:mine wait>"),
        ["late", "calm", "quiet"]
    );
    let wrong = &desk.model.filter_complaints()[0];
    assert_eq!(wrong.piece, "wait>");
    assert_eq!(filter(&mut desk, "is:mine wait>3m"), ["late"]);
    assert_eq!(desk.model.filter_complaints(), []);
}

#[test]
fn a_duration_in_the_filter_is_reached_by_time_alone() {
    let mut desk = floor();
    assert_eq!(filter(&mut desk, "wait>6m"), Vec::<String>::new());
    pass(&mut desk, MINUTE);
    assert_eq!(names(&mut desk), ["late"]);
    filter(&mut desk, "wait<7m");
    assert_eq!(names(&mut desk), ["late"]);
    pass(&mut desk, MINUTE);
    assert_eq!(names(&mut desk), Vec::<String>::new());
}

#[test]
fn numbers_say_what_they_rest_on() {
    let mut desk = floor();
    assert_eq!(desk.model.basis(), None, "no filter, no fraction");
    let mut of = |text: &str| {
        filter(&mut desk, text);
        desk.model.basis()
    };
    let basis = |matching, read| {
        Some(Basis {
            matching,
            total: 5,
            read,
            in_part: 0,
        })
    };
    assert_eq!(of("wait>3m"), basis(1, Some(2)));
    assert_eq!(of("text:refund"), basis(1, Some(2)));
    assert_eq!(of("mx"), basis(2, Some(2)));
    assert_eq!(
        of("agent:ann"),
        basis(4, None),
        "what has ended does not count"
    );
    assert_eq!(of("wait>"), None, "nothing of it counts");
}

#[test]
fn o_sorts_by_a_column_and_again_turns_it_round() {
    let mut desk = floor();
    let mut by = |name: &str| {
        desk.press(Key::Char('O'));
        desk.write(name);
        names(&mut desk)
    };
    assert_eq!(by("wait")[..2], ["late", "calm"]);
    assert_eq!(by("wait")[..2], ["calm", "late"], "unknown waits stay last");
    assert_eq!(
        by("customer"),
        ["quiet", "ended", "calm", "late", "offer", "plain"]
    );
    assert_eq!(by("mode")[..3], ["late", "calm", "quiet"]);
    assert_eq!(by("service")[..2], ["late", "calm"]);
    assert_eq!(by("service")[..2], ["calm", "late"]);
    assert_eq!(by("unread")[..2], ["calm", "late"]);
    assert_eq!(by("age")[0], "plain", "the only one with a date");
    for name in ["agent", "state", "watch", "last"] {
        assert_eq!(by(name).len(), 6, "{name}");
    }
    assert_eq!(by("urgency")[..2], ["offer", "late"]);
    assert_eq!(by("urgency")[..2], ["ended", "plain"]);
    assert_eq!(desk.take(), []);
}

#[test]
fn views_are_a_filter_and_an_order_saved_ones_first() {
    let mut desk = floor();
    let mut view = |name: &str| {
        desk.press(Key::Char('v'));
        desk.write(name);
        names(&mut desk)
    };
    assert_eq!(view("overdue billing"), ["late"]);
    assert_eq!(view("unread"), ["calm", "late"]);
    assert_eq!(view("waiting"), ["late"]);
    assert_eq!(view("flagged"), Vec::<String>::new());
    assert_eq!(view("mine").len(), 3);
    assert_eq!(view("everything").len(), 6);
    assert_eq!(desk.model.sort(), Sort::default());
    assert_eq!(desk.model.filter().0.text(), "");
    desk.press(Key::Char('v'));
    let first = desk.model.chooser().unwrap().shown().next().unwrap();
    assert_eq!(first.label.as_str(), "Overdue billing");
    assert_eq!(desk.take(), []);
}

#[test]
fn the_way_to_a_session_leads_past_the_filter_and_to_agents() {
    let mut desk = floor();
    filter(&mut desk, "is:invited");
    desk.press(Key::Char(':'));
    desk.write("Mx late");
    desk.model.settle();
    assert_eq!(desk.model.highlighted(), Some(&id("late")));
    assert_eq!(desk.model.opened(), Some(&id("late")));
    assert_eq!(desk.model.filter().0.text(), "");
    assert!(desk.said().contains("the filter is off"), "{}", desk.said());
    desk.press(Key::Char(':'));
    desk.write("ann agent their");
    assert_eq!(desk.model.filter().0.text(), "agent:ann");
    assert_eq!(
        names(&mut desk),
        ["late", "calm", "quiet", "plain", "ended"]
    );
    assert_eq!(desk.take(), []);
}

fn kept(desk: &mut Desk) -> Option<Kept> {
    let kept = std::mem::take(&mut desk.other).into_iter().rev();
    kept.filter_map(|effect| match effect {
        Effect::Keep(kept) => Some(kept),
        _ => None,
    })
    .next()
}

#[test]
fn a_flag_has_a_note_and_stays_until_it_is_cleared() {
    let mut desk = floor();
    filter(&mut desk, "is:mine");
    desk.press(Key::Home);
    assert_eq!(desk.model.highlighted(), Some(&id("late")));
    desk.press(Key::Char('f'));
    desk.write("call back");
    let first = kept(&mut desk).unwrap();
    assert_eq!(first.flags.len(), 1);
    assert_eq!(first.flags[0].note.as_str(), "call back");
    assert_eq!(first.flags[0].label.as_str(), "Mx late · ann");
    assert_eq!(first.flags[0].at, Stamp(10 * MINUTE));
    assert_eq!(filter(&mut desk, "is:flagged"), ["late"]);
    // Once more: the note stands there to be changed; its time stays.
    pass(&mut desk, MINUTE);
    desk.press(Key::Char('f'));
    desk.press(Key::Enter);
    desk.write(" today");
    let second = kept(&mut desk).unwrap();
    assert_eq!(second.flags.len(), 1);
    assert_eq!(second.flags[0].note.as_str(), "call back today");
    assert_eq!(second.flags[0].at, Stamp(10 * MINUTE));
    // Off, and the note is said once more.
    desk.press(Key::Char('f'));
    desk.write("off");
    assert_eq!(kept(&mut desk).unwrap().flags, []);
    assert!(desk.said().contains("call back today"), "{}", desk.said());
    assert_eq!(names(&mut desk), Vec::<String>::new());
    assert_eq!(
        desk.take(),
        [],
        "a flag is the person's own: nothing is sent"
    );
}

#[test]
fn a_flag_outlives_its_session_and_a_restart() {
    let mut desk = floor();
    desk.list("ann", &["plain", "other"]);
    filter(&mut desk, "is:ended -is:mine");
    filter(&mut desk, "");
    desk.model.cursor.go(&id("plain"));
    desk.press(Key::Char('f'));
    desk.write("odd");
    let kept = kept(&mut desk).unwrap();
    desk.list("ann", &["other"]);
    assert!(!names(&mut desk).contains(&"plain".to_owned()));
    // A new run, in which the session never was.
    let mut desk = Desk::with(Settings { kept, ..settings() });
    desk.press(Key::Char('F'));
    let listed: Vec<String> = (desk.model.chooser().unwrap().shown())
        .map(|c| format!("{} {}", c.label, c.detail))
        .collect();
    assert_eq!(listed.len(), 1);
    assert!(
        listed[0].contains("gone · flagged") && listed[0].contains("odd"),
        "{listed:?}"
    );
    desk.press(Key::Enter);
    desk.write("off");
    desk.press(Key::Char('F'));
    assert!(desk.model.chooser().is_none());
    assert!(
        desk.said().contains("nothing is flagged"),
        "{}",
        desk.said()
    );
    // `:` finds one that is gone, too.
    let gone = crate::app::Flagged {
        session: id("lost"),
        label: Text::line("Zed · Quill"),
        note: Text::line("n"),
        at: Stamp(0),
    };
    let kept = Kept {
        flags: vec![gone],
        ..Kept::default()
    };
    let mut desk = Desk::with(Settings { kept, ..settings() });
    desk.press(Key::Char(':'));
    desk.write("Zed Quill");
    assert!(desk.model.chooser().is_some(), "what to do with its flag");
    desk.press(Key::Esc);
}

#[test]
fn every_action_is_found_and_one_that_sends_only_names_its_key() {
    let mut desk = floor();
    desk.list("ann", &["plain"]);
    for (typed, named) in [
        ("leave-all", "X does it on the floor screen"),
        ("quit", "q does it on every screen"),
        ("alert-mute", "u does it on the alerts screen"),
    ] {
        desk.press(Key::Char(':'));
        desk.take();
        desk.write(typed);
        desk.wait(100);
        assert!(desk.take().is_empty());
        assert!(desk.model.question().is_none() && desk.model.chooser().is_none());
        assert!(desk.said().contains(named), "{typed}: {}", desk.said());
    }
}
