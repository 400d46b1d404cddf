//! Case 12: the wall clock jumps, and only what a person reads of it changes. At the app itself,
//! because nobody may set this machine's clock.

use std::time::{Duration, Instant};

use floorwalk::app::{self, Effect, Key, Model, Moment, Msg, Press, Seen, Settings};
use floorwalk::domain::{
    Agent, AgentState, Arrival, Call, Epoch, Event, Link, Listed, OfflineWhy, PolledSession,
    Roster, SessionId, SignOn, Stamp, Text, UserId,
};

const HOUR: i64 = 3_600_000;

struct Console {
    model: Model,
    at: Moment,
    calls: Vec<Call>,
}

impl Console {
    /// Live, with one session on the list of one agent, and highlighted.
    fn new() -> Self {
        let at = Moment {
            mono: Instant::now() + Duration::from_secs(7_200),
            wall: Stamp(1_700_000_000_000),
        };
        let mut console = Self {
            model: Model::new(Settings::default(), at),
            at,
            calls: Vec::new(),
        };
        console.event(Event::SignedOn(SignOn {
            me: UserId::new("me"),
            user_name: Text::line("supervisor"),
            name: Text::line("Sade"),
            server: Text::line("host:1"),
        }));
        console.event(Event::Roster(Roster {
            agents: vec![Agent {
                id: UserId::new("ann"),
                user_name: "ann".to_owned(),
                name: Text::line("Ann"),
                state: AgentState::Ready,
                channels: Vec::new(),
            }],
            total: None,
            arrived: 1,
            missing: Vec::new(),
        }));
        console.epoch(1);
        console.event(Event::Link(Link::Live));
        console.event(Event::Listed(Listed {
            agent: UserId::new("ann"),
            sessions: vec![PolledSession {
                id: SessionId::new("s1"),
                received: Some(Stamp(at.wall.0 - 60_000)),
                user_data: None,
            }],
            at: at.mono,
            period: Duration::from_secs(3_600),
        }));
        console.msg(Msg::Painted(Seen {
            rows: vec![SessionId::new("s1")],
            list_height: 10,
            ..Seen::default()
        }));
        console
    }

    fn msg(&mut self, msg: Msg) {
        for effect in app::update(&mut self.model, msg, self.at).effects {
            if let Effect::Call { call, .. } = effect {
                self.calls.push(call);
            }
        }
    }

    fn event(&mut self, event: Event) {
        self.msg(Msg::Event(event));
    }

    fn epoch(&mut self, number: u64) {
        self.event(Event::Began(Epoch(number)));
        self.event(Event::Ended(Epoch(number)));
    }

    /// Time passes; the clock on the wall goes on by `wall` milliseconds of its own.
    fn pass(&mut self, by: Duration, wall: i64) {
        self.at.mono += by;
        self.at.wall.0 += i64::try_from(by.as_millis()).unwrap() + wall;
        self.msg(Msg::Timer);
    }

    fn under_way(&self) -> bool {
        self.model
            .attempt(&SessionId::new("s1"))
            .is_some_and(app::Attempt::under_way)
    }
}

#[test]
fn c12_the_wall_clock_jumps() {
    for jump in [-2 * HOUR, 24 * HOUR] {
        let mut console = Console::new();
        console.msg(Msg::Key(Press {
            key: Key::Char('m'),
            at: console.at.mono,
        }));
        console.pass(Duration::from_millis(40), 0);
        assert!(
            matches!(console.calls[..], [Call::Intrude { .. }]),
            "{:?}",
            console.calls
        );
        let due = app::wake_at(&console.model).expect("a deadline");
        // The deadline of the step neither comes at once nor is put off.
        console.pass(Duration::from_secs(5), jump);
        assert!(console.under_way(), "a jump of {jump} ms ended it");
        assert!(app::wake_at(&console.model).is_some());
        assert!(due > console.at.mono - Duration::from_secs(5));
        console.pass(Duration::from_secs(6), 0);
        assert!(
            console
                .model
                .said()
                .any(|n| n.text.to_string().contains("no invitation came"))
        );
        assert!(*console.model.link() == Link::Live, "no clock ends a link");

        // An outage is as long as it was.
        console.event(Event::Link(Link::Offline {
            why: OfflineWhy::Silent,
            since: console.at.mono,
            retry_at: None,
        }));
        console.pass(Duration::from_secs(42), -jump);
        console.epoch(2);
        console.event(Event::Link(Link::Live));
        let line = console.model.catch_up().expect("a catch-up line");
        assert!(line.contains("after 0:42"), "{line}");
        // A session that began "tomorrow" has no age, and is a row like another.
        assert!(console.model.row(&SessionId::new("s1")).is_some());
        assert_eq!(Stamp(console.at.wall.0 + HOUR).until(console.at.wall), 0);
        let report = floorwalk::domain::SessionReport::new(SessionId::new("s1"), Arrival::Pushed);
        console.event(Event::Put(report));
        assert!(app::wake_at(&console.model).is_none_or(|at| at > console.at.mono));
    }
}
