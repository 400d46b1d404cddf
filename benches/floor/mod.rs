//! A floor of any size, made of facts as the feed would tell them.

#![allow(
    dead_code,
    unreachable_pub,
    missing_docs,
    clippy::unwrap_used,
    reason = "shared by benches, each of which uses a part"
)]

use std::time::{Duration, Instant};

use floorwalk::app::{Key, Model, Moment, Msg, Press, Seen, Settings, update};
use floorwalk::domain::{
    Agent, AgentState, Arrival, Entry, EntryKind, Epoch, Event, Link, Participant, ParticipantType,
    Reported, Roster, SessionId, SessionReport, SignOn, Speaker, Stamp, State, Text, UserData,
    UserId, Visibility,
};

/// One agent has so many sessions.
const PER_AGENT: usize = 5;
/// Lines of a conversation after which a floor is made anew.
const LINES: usize = 40;
/// Wall time at the beginning.
const WALL: i64 = 1_773_736_000_000;

/// A model and a clock of its own.
pub struct Desk {
    pub model: Model,
    pub now: Moment,
    pub sessions: usize,
    /// How many lines each session has.
    lines: Vec<u32>,
    said: usize,
    last: usize,
}

impl Desk {
    /// Live, settled, in every session as Monitor, each with three lines said.
    pub fn with(sessions: usize) -> Self {
        let now = Moment {
            mono: Instant::now(),
            wall: Stamp(WALL),
        };
        let settings = Settings {
            customer_keys: vec!["name".into()],
            ..Settings::default()
        };
        let mut desk = Self {
            model: Model::new(settings, now),
            now,
            sessions,
            lines: vec![0; sessions],
            said: 0,
            last: 0,
        };
        desk.tell(signed_on());
        desk.tell(Event::Transport("websocket"));
        desk.tell(Event::Roster(roster(sessions.div_ceil(PER_AGENT))));
        desk.tell(Event::Began(Epoch(1)));
        for n in 0..sessions {
            desk.tell(Event::Row(Epoch(1), report(n, Arrival::Fetched)));
        }
        desk.tell(Event::Ended(Epoch(1)));
        desk.tell(Event::Link(Link::Live));
        for _ in 0..3 {
            for n in 0..sessions {
                let said = desk.said(n);
                desk.tell(said);
            }
        }
        desk.said = 0;
        desk.model.settle();
        desk.painted();
        desk
    }

    /// Times `what`, on a floor whose logs stay as long as those of a usual conversation.
    pub fn time(&mut self, rounds: u64, what: impl FnMut(&mut Self)) -> Duration {
        self.time_after(rounds, |_| {}, what)
    }

    /// The same, of what follows on something that is not timed.
    pub fn time_after(
        &mut self,
        rounds: u64,
        mut before: impl FnMut(&mut Self),
        mut what: impl FnMut(&mut Self),
    ) -> Duration {
        let mut spent = Duration::ZERO;
        for _ in 0..rounds {
            if self.said > LINES * self.sessions {
                *self = Self::with(self.sessions);
            }
            before(self);
            let began = Instant::now();
            what(self);
            spent += began.elapsed();
        }
        spent
    }

    /// A frame showed the first rows.
    fn painted(&mut self) {
        let rows: Vec<SessionId> = self.model.order().iter().take(40).cloned().collect();
        let seen = Seen {
            list_height: rows.len(),
            rows,
            ..Seen::default()
        };
        update(&mut self.model, Msg::Painted(seen), self.now);
    }

    /// A fact.
    pub fn tell(&mut self, event: Event) {
        self.now.mono += Duration::from_micros(100);
        update(&mut self.model, Msg::Event(event), self.now);
    }

    /// A key.
    pub fn key(&mut self, key: Key) {
        self.now.mono += Duration::from_millis(50);
        let press = Press {
            key,
            at: self.now.mono,
        };
        update(&mut self.model, Msg::Key(press), self.now);
    }

    /// Another session each time, all of them in turn.
    pub fn next(&mut self) -> usize {
        // A prime, so that neighbours in the list are not neighbours in time.
        self.last = (self.last + 7919) % self.sessions;
        self.last
    }

    /// The next line, said in this session: by the agent, then by the customer, and so on, so that
    /// each changes who waits.
    pub fn said(&mut self, n: usize) -> Event {
        self.said += 1;
        self.lines[n] += 1;
        let index = self.lines[n];
        Event::Said(id(n), vec![line(index)])
    }
}

/// A line of a log.
pub fn line(index: u32) -> Entry {
    let customer = index.is_multiple_of(2);
    let kind = if customer {
        ParticipantType::Customer
    } else {
        ParticipantType::Agent
    };
    Entry {
        index,
        kind: EntryKind::Text,
        from: Some(Speaker {
            id: None,
            kind,
            nickname: Text::line(if customer { "Rowan P." } else { "Ana" }),
            user: None,
        }),
        visibility: Some(Visibility::All),
        text: Text::clean(
            "My heater shows E7 since last night 🥶, and the dial sits at half a bar.",
        ),
        at: Some(Stamp(WALL + i64::from(index) * 1000)),
    }
}

/// What a notification says of a session.
pub fn put(n: usize) -> Event {
    Event::Put(report(n, Arrival::Pushed))
}

fn id(n: usize) -> SessionId {
    SessionId::new(&format!("0000Kf{n:08}"))
}

fn report(n: usize, arrival: Arrival) -> SessionReport {
    let person = |user: Option<&str>, name: &str, kind, visibility| Participant {
        id: None,
        kind,
        nickname: Text::line(name),
        visibility: Some(visibility),
        user: user.map(UserId::new),
    };
    let agent = format!("agent{:06}", n / PER_AGENT);
    let mut report = SessionReport::new(id(n), arrival);
    report.state = Some(State::Chatting);
    report.received = Some(Stamp(WALL - i64::try_from(n % 3600).unwrap() * 1000));
    report.user_data = Some(UserData::new(&format!(
        "{{\"name\":\"Rowan Pike {n}\",\"tier\":\"gold\"}}"
    )));
    report.participants = Reported::Is(
        vec![
            person(
                Some("me"),
                "Sade",
                ParticipantType::Agent,
                Visibility::Supervisors,
            ),
            person(Some(&agent), "Ana", ParticipantType::Agent, Visibility::All),
            person(None, "Rowan P.", ParticipantType::Customer, Visibility::All),
        ]
        .into(),
    );
    report
}

fn roster(agents: usize) -> Roster {
    let agent = |n: usize| Agent {
        id: UserId::new(&format!("agent{n:06}")),
        user_name: format!("ana{n}"),
        name: Text::line(&format!("Ana Ortega {n}")),
        state: AgentState::Ready,
        channels: Vec::new(),
    };
    let arrived = u64::try_from(agents).unwrap();
    Roster {
        agents: (0..agents).map(agent).collect(),
        total: Some(arrived),
        arrived,
        missing: Vec::new(),
    }
}

fn signed_on() -> Event {
    Event::SignedOn(SignOn {
        me: UserId::new("me"),
        user_name: Text::line("sade"),
        name: Text::line("Sade Bello"),
        server: Text::line("gws.example.test:8080"),
    })
}
