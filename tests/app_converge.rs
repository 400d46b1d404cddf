//! Whatever the order in which a snapshot's rows and the deltas arrive, what is shown in the end is
//! what the server has. The server is a list of changes; the snapshot is its state after some of
//! them, and the deltas are those since some earlier one (subscribe first, then read).

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "tests"
)]

use std::collections::BTreeMap;
use std::time::Instant;

use floorwalk::app::{self, Model, Moment, Msg, Settings};
use floorwalk::domain::{
    Arrival, Epoch, Event, Link, Mode, Participant, ParticipantType, Presence, Reported, SessionId,
    SessionReport, SignOn, Stamp, State, Text, UserId, Visibility,
};
use proptest::prelude::*;
use proptest::test_runner::Config;

/// A session is in this mode now, or over.
type Change = (u8, Option<Mode>);
type Truth = BTreeMap<u8, Mode>;

fn truth(changes: &[Change]) -> Truth {
    let mut truth = Truth::new();
    for (session, mode) in changes {
        match mode {
            Some(mode) => truth.insert(*session, *mode),
            None => truth.remove(session),
        };
    }
    truth
}

fn report(session: u8, mode: Option<Mode>, arrival: Arrival) -> SessionReport {
    let mut report = SessionReport::new(SessionId::new(&session.to_string()), arrival);
    report.state = Some(match mode {
        Some(_) => State::Chatting,
        None => State::Completed,
    });
    let visibility = mode.map(|mode| match mode {
        Mode::Monitor => Visibility::Supervisors,
        Mode::Coach => Visibility::Agents,
        Mode::BargeIn => Visibility::All,
    });
    if visibility.is_some() {
        report.participants = Reported::Is(
            vec![Participant {
                id: None,
                kind: ParticipantType::Agent,
                nickname: Text::line("me"),
                visibility,
                user: Some(UserId::new("me")),
            }]
            .into(),
        );
    }
    report
}

struct Screen {
    model: Model,
    at: Moment,
}

impl Screen {
    fn new() -> Self {
        let at = Moment {
            mono: Instant::now(),
            wall: Stamp(0),
        };
        let mut screen = Self {
            model: Model::new(Settings::default(), at),
            at,
        };
        screen.event(Event::SignedOn(SignOn {
            me: UserId::new("me"),
            user_name: Text::line("supervisor"),
            name: Text::line("Sade"),
            server: Text::line("host:1"),
        }));
        screen.event(Event::Link(Link::Live));
        screen
    }

    fn event(&mut self, event: Event) {
        app::update(&mut self.model, Msg::Event(event), self.at);
    }

    fn epoch(&mut self, epoch: u64, rows: &Truth) {
        self.event(Event::Began(Epoch(epoch)));
        for (session, mode) in rows {
            let row = report(*session, Some(*mode), Arrival::Fetched);
            self.event(Event::Row(Epoch(epoch), row));
        }
        self.event(Event::Ended(Epoch(epoch)));
    }

    fn shows(&self) -> BTreeMap<u8, Option<Mode>> {
        self.model
            .floor()
            .all_mine()
            .filter(|(_, m)| m.session.presence() != Presence::Over)
            .map(|(id, m)| (id.as_str().parse().unwrap(), m.session.confirmed()))
            .collect()
    }
}

fn change() -> impl Strategy<Value = Change> {
    (
        0..5_u8,
        proptest::option::weighted(0.75, proptest::sample::select(&Mode::ALL[..])),
    )
}

proptest! {
    #![proptest_config(Config { failure_persistence: None, ..Config::default() })]

    #[test]
    fn any_interleaving_ends_in_the_truth(
        before in proptest::collection::vec(change(), 0..8),
        changes in proptest::collection::vec((change(), any::<bool>()), 0..24),
        subscribed in any::<prop::sample::Index>(),
        read in any::<prop::sample::Index>(),
        places in proptest::collection::vec(any::<prop::sample::Index>(), 12),
        old in proptest::collection::vec((any::<prop::sample::Index>(), change()), 0..4),
    ) {
        let all: Vec<Change> = changes.iter().map(|(c, _)| *c).collect();
        let subscribed = subscribed.index(all.len() + 1);
        let read = subscribed + read.index(all.len() - subscribed + 1);

        // What an earlier epoch left on the screen has nothing to do with it.
        let mut screen = Screen::new();
        screen.epoch(1, &truth(&before));
        screen.event(Event::Began(Epoch(2)));

        // Deltas in their order, some of them twice.
        let mut events: Vec<Event> = Vec::new();
        for ((session, mode), twice) in &changes[subscribed..] {
            let put = Event::Put(report(*session, *mode, Arrival::Pushed));
            events.extend(twice.then(|| put.clone()));
            events.push(put);
        }
        // The end of the snapshot anywhere among them, and its rows anywhere before that.
        let end = places[11].index(events.len() + 1);
        events.insert(end, Event::Ended(Epoch(2)));
        for (n, (session, mode)) in truth(&all[..read]).into_iter().enumerate() {
            let row = Event::Row(Epoch(2), report(session, Some(mode), Arrival::Fetched));
            events.insert(places[n].index(end + n + 1), row);
        }
        // Late rows, and a late end, of the epoch before.
        for (place, (session, mode)) in old {
            let row = Event::Row(Epoch(1), report(session, mode, Arrival::Fetched));
            let place = place.index(events.len() + 1);
            events.insert(place, row);
            events.insert(place, Event::Ended(Epoch(1)));
        }
        for event in events {
            screen.event(event);
        }

        let expected: BTreeMap<u8, Option<Mode>> =
            truth(&all).into_iter().map(|(id, mode)| (id, Some(mode))).collect();
        prop_assert_eq!(screen.shows(), expected);
    }
}

#[test]
fn a_new_epoch_shows_no_mode_before_it_is_told() {
    let mut screen = Screen::new();
    screen.epoch(1, &truth(&[(1, Some(Mode::BargeIn))]));
    assert_eq!(screen.shows(), BTreeMap::from([(1, Some(Mode::BargeIn))]));
    screen.event(Event::Began(Epoch(2)));
    assert_eq!(screen.shows(), BTreeMap::from([(1, None)]));
}
