//! No sequence of messages and keys lets a customer read a word without a confirmed Barge, sends
//! anything that nobody asked for, panics, or loses the highlight. Judged by an oracle over the raw
//! messages that shares no rule with the program.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "tests"
)]

#[path = "app_safety/desk.rs"]
mod desk;
#[path = "app_safety/oracle.rs"]
mod oracle;
#[path = "app_safety/world.rs"]
mod world;

use desk::Desk;
use floorwalk::app::Key;
use floorwalk::domain::{Event, Fault, Link, Mode, State, Text, Visibility};
use proptest::test_runner::{Config, TestRunner};
use world::{Op, ops, put};

#[test]
fn no_sequence_does_what_nobody_may() {
    let config = Config {
        failure_persistence: None,
        ..Config::default()
    };
    let mut runner = TestRunner::new(config);
    let (words, barges, accepts) = (
        std::cell::Cell::new(0),
        std::cell::Cell::new(0),
        std::cell::Cell::new(0),
    );
    let run = runner.run(&ops(), |ops| {
        let mut desk = Desk::new();
        for op in ops {
            desk.act(op);
        }
        words.set(words.get() + desk.words);
        barges.set(barges.get() + desk.barges);
        accepts.set(accepts.get() + desk.accepts);
        Ok(())
    });
    if let Err(e) = run {
        panic!("{e}");
    }
    eprintln_stats(words.get(), barges.get(), accepts.get());
    // A run that never comes near the dangerous calls would prove nothing.
    assert!(words.get() > 0, "no text for a customer was ever sent");
    assert!(barges.get() > 0, "nobody ever barged");
    assert!(accepts.get() > 0, "nothing was ever accepted by itself");
}

#[expect(clippy::print_stderr, reason = "figures of a test run")]
fn eprintln_stats(words: usize, barges: usize, accepts: usize) {
    eprintln!("customer texts {words}, barges asked {barges}, accepted by itself {accepts}");
}

/// The oracle itself: what it allows is sent, what it forbids is not.
#[test]
fn a_confirmed_barge_sends_and_nothing_less_does() {
    for (visibility, live, sent) in [
        (Visibility::All, true, 1),
        (Visibility::Agents, true, 0),
        (Visibility::Supervisors, true, 0),
        (Visibility::All, false, 0),
    ] {
        let mut desk = Desk::new();
        desk.act(Op::Event(put(0, State::Chatting, Some(Visibility::All))));
        desk.act(Op::Keys(vec![Key::Char('s')]));
        desk.act(Op::Keys(vec![Key::Char('h'), Key::Enter]));
        desk.act(Op::Event(put(0, State::Chatting, Some(visibility))));
        if !live {
            desk.act(Op::Event(Event::Link(Link::Late { since: desk.now() })));
        }
        desk.act(Op::Wait(2_100));
        assert_eq!(desk.words, sent);
    }
}

#[test]
fn the_desk_barges_by_key_and_accepts_its_own() {
    let mut desk = Desk::new();
    desk.act(Op::Highlight(2));
    desk.act(Op::Ask(Key::Char('b')));
    assert_eq!(desk.barges, 1);
    desk.act(Op::Event(world::offer(2, Some(Mode::BargeIn))));
    assert_eq!(desk.accepts, 1);
    desk.act(Op::AnswerErr(
        0,
        Fault::Unknown {
            why: Text::line("lost"),
        },
    ));
}
