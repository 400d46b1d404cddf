//! A floor to draw: models made only of events and keys, as the program makes them.

use std::time::{Duration, Instant};

use floorwalk::app::{self, Effect, Key, Model, Moment, Msg, Press, Seen, Settings, Step};
use floorwalk::domain::{
    Agent, AgentState, Arrival, Capabilities, Entry, EntryKind, Epoch, Event, Link, Listed,
    ModeWord, OfflineWhy, Participant, ParticipantId, ParticipantType, PolledSession, Reply,
    Reported, Roster, SessionId, SessionReport, SignOn, Speaker, Stamp, State, Step as LinkStep,
    Text, UserData, UserId, Visibility,
};
use floorwalk::ui::{self, Theme};
use jiff::tz::{Offset, TimeZone};
use ratatui::Terminal;
use ratatui::backend::TestBackend;
use ratatui::buffer::Buffer;
use ratatui::layout::Position;
use ratatui::style::{Color, Modifier};

/// Tuesday 17 March 2026, 09:42:37 in the zone of the tests.
pub(crate) const NOON: i64 = 1_773_736_957_000;
pub(crate) const ME: &str = "u-sam";

pub(crate) fn sid(id: &str) -> SessionId {
    SessionId::new(id)
}

pub(crate) fn uid(id: &str) -> UserId {
    UserId::new(id)
}

pub(crate) struct World {
    pub(crate) model: Model,
    start: Instant,
    at: Duration,
    pub(crate) effects: Vec<Effect>,
}

impl World {
    pub(crate) fn new() -> Self {
        Self::with(Settings::default())
    }

    /// With some settings of one's own.
    pub(crate) fn with(settings: Settings) -> Self {
        let start = Instant::now();
        let settings = Settings {
            nickname: Some("Sam".into()),
            customer_keys: vec!["CustomerName".into()],
            service_keys: vec!["Service".into()],
            ..settings
        };
        let now = Moment {
            mono: start,
            wall: Stamp(NOON),
        };
        Self {
            model: Model::new(settings, now),
            start,
            at: Duration::ZERO,
            effects: Vec::new(),
        }
    }

    pub(crate) fn now(&self) -> Moment {
        Moment {
            mono: self.start + self.at,
            wall: Stamp(NOON + i64::try_from(self.at.as_millis()).unwrap()),
        }
    }

    pub(crate) fn take(&mut self, msg: Msg) {
        let now = self.now();
        let Step { effects, .. } = app::update(&mut self.model, msg, now);
        self.effects.extend(effects);
    }

    pub(crate) fn tell(&mut self, event: Event) {
        self.take(Msg::Event(event));
    }

    /// Lets time pass and rings.
    pub(crate) fn pass(&mut self, ms: u64) {
        self.at += Duration::from_millis(ms);
        self.take(Msg::Timer);
    }

    /// A key, long enough before the next for the hold and for a question.
    pub(crate) fn key(&mut self, key: Key) {
        self.frame(80, 24);
        self.pass(260);
        self.press(key);
        self.pass(31);
    }

    pub(crate) fn press(&mut self, key: Key) {
        let at = self.now().mono;
        self.take(Msg::Key(Press { key, at }));
    }

    pub(crate) fn write(&mut self, text: &str) {
        for c in text.chars() {
            self.press(Key::Char(c));
        }
        // What comes next is not in one burst with it.
        self.pass(31);
    }

    /// Answers the newest call with "passed on".
    pub(crate) fn passed_on(&mut self) {
        let call = self
            .effects
            .iter()
            .rev()
            .find_map(|e| match e {
                Effect::Call { id, .. } => Some(*id),
                _ => None,
            })
            .unwrap();
        let outcome = Ok(Reply::PassedOn {
            reference: None,
            partly: None,
        });
        self.take(Msg::Answer { call, outcome });
    }

    /// Moves the highlight to a session, by keys.
    pub(crate) fn highlight(&mut self, session: &str) {
        let session = sid(session);
        self.press(Key::Home);
        for _ in 0..500 {
            if self.model.highlighted() == Some(&session) {
                return;
            }
            self.press(Key::Down);
        }
        panic!("no row for {session}");
    }

    pub(crate) fn open(&mut self, session: &str) {
        self.highlight(session);
        self.key(Key::Enter);
    }

    /// A frame, which the app then knows to be written.
    pub(crate) fn frame(&mut self, width: u16, height: u16) -> Frame {
        self.frame_in(width, height, &theme())
    }

    pub(crate) fn frame_in(&mut self, width: u16, height: u16, theme: &Theme) -> Frame {
        self.model.settle();
        let mut terminal = Terminal::new(TestBackend::new(width, height)).unwrap();
        let mut seen = Seen::default();
        terminal
            .draw(|frame| seen = ui::draw(frame, &self.model, theme))
            .unwrap();
        // Where the cursor is hidden the backend answers with its last place; tell them apart.
        let backend = terminal.backend();
        let cursor = backend.cursor_visible().then(|| backend.cursor_position());
        let buffer = backend.buffer().clone();
        self.take(Msg::Painted(seen.clone()));
        Frame {
            buffer,
            seen,
            cursor,
        }
    }
}

/// The second frame of a scene: pages, ages and polls follow what the first has shown.
pub(crate) fn seen_twice(mut w: World, width: u16, height: u16) -> Frame {
    w.frame(width, height);
    w.frame(width, height)
}

pub(crate) fn theme() -> Theme {
    Theme::terminal().in_zone(zone())
}

pub(crate) fn zone() -> TimeZone {
    TimeZone::fixed(Offset::constant(1))
}

/// What was drawn.
pub(crate) struct Frame {
    pub(crate) buffer: Buffer,
    pub(crate) seen: Seen,
    pub(crate) cursor: Option<Position>,
}

impl Frame {
    pub(crate) fn lines(&self) -> Vec<String> {
        let area = self.buffer.area;
        (0..area.height)
            .map(|y| {
                let mut line = String::new();
                let mut skip = 0;
                for x in 0..area.width {
                    let symbol = self.buffer[(x, y)].symbol();
                    if skip == 0 {
                        line.push_str(symbol);
                        skip = unicode_width::UnicodeWidthStr::width(symbol).max(1);
                    }
                    skip -= 1;
                }
                line.trim_end().to_owned()
            })
            .collect()
    }

    pub(crate) fn text(&self) -> String {
        self.lines().join("\n")
    }

    /// The text, then each run of cells that is not plain.
    pub(crate) fn dump(&self) -> String {
        let mut out: Vec<String> = self.lines().iter().map(|l| format!("|{l}")).collect();
        out.push(match self.cursor {
            Some(at) => format!("cursor at {},{}", at.x, at.y),
            None => "no cursor".into(),
        });
        let area = self.buffer.area;
        for y in 0..area.height {
            let mut runs: Vec<(u16, u16, String)> = Vec::new();
            for x in 0..area.width {
                let cell = &self.buffer[(x, y)];
                let style = style_words(cell.fg, cell.bg, cell.modifier);
                match runs.last_mut() {
                    Some((_, to, last)) if *last == style => *to = x,
                    _ => runs.push((x, x, style)),
                }
            }
            let runs: Vec<String> = runs
                .into_iter()
                .filter(|(_, _, style)| !style.is_empty())
                .map(|(from, to, style)| format!("{from}-{to} {style}"))
                .collect();
            if !runs.is_empty() {
                out.push(format!("{y}: {}", runs.join("; ")));
            }
        }
        out.join("\n")
    }
}

fn style_words(fg: Color, bg: Color, modifier: Modifier) -> String {
    let mut words = Vec::new();
    if fg != Color::Reset {
        words.push(fg.to_string().to_lowercase());
    }
    if bg != Color::Reset {
        words.push(format!("on {bg}").to_lowercase());
    }
    for (name, flag) in [
        ("bold", Modifier::BOLD),
        ("dim", Modifier::DIM),
        ("underlined", Modifier::UNDERLINED),
        ("reversed", Modifier::REVERSED),
    ] {
        if modifier.contains(flag) {
            words.push(name.into());
        }
    }
    words.join(" ")
}

// --- the people ---------------------------------------------------------------------------------

pub(crate) fn person(
    user: Option<&str>,
    kind: ParticipantType,
    name: &str,
    visibility: Option<Visibility>,
) -> Participant {
    Participant {
        id: Some(ParticipantId::new(name)),
        kind,
        nickname: Text::line(name),
        visibility,
        user: user.map(uid),
    }
}

pub(crate) fn customer(name: &str) -> Participant {
    person(None, ParticipantType::Customer, name, Some(Visibility::All))
}

pub(crate) fn agent(id: &str, name: &str) -> Participant {
    person(
        Some(id),
        ParticipantType::Agent,
        name,
        Some(Visibility::All),
    )
}

pub(crate) fn me(visibility: Option<Visibility>) -> Participant {
    person(Some(ME), ParticipantType::Agent, "Sam", visibility)
}

pub(crate) fn chatting(id: &str, minutes: i64, people: Vec<Participant>) -> SessionReport {
    SessionReport {
        state: Some(State::Chatting),
        participants: Reported::Is(people.into()),
        received: Some(Stamp(NOON - minutes * 60_000)),
        ..SessionReport::new(sid(id), Arrival::Pushed)
    }
}

pub(crate) fn said(
    index: u32,
    seconds_ago: i64,
    from: &Participant,
    visibility: Visibility,
    text: &str,
) -> Entry {
    Entry {
        index,
        kind: EntryKind::Text,
        from: Some(Speaker {
            id: None,
            kind: from.kind.clone(),
            nickname: from.nickname.clone(),
            user: from.user.clone(),
        }),
        visibility: Some(visibility),
        text: Text::clean(text),
        at: Some(Stamp(NOON - seconds_ago * 1000)),
    }
}

pub(crate) fn happened(index: u32, seconds_ago: i64, from: &Participant, kind: EntryKind) -> Entry {
    Entry {
        kind,
        ..said(index, seconds_ago, from, Visibility::All, "")
    }
}

fn roster() -> Roster {
    let agent = |id: &str, name: &str, state: AgentState| Agent {
        id: uid(id),
        user_name: id.into(),
        name: Text::line(name),
        state,
        channels: Vec::new(),
    };
    Roster {
        agents: vec![
            agent("u-rowan", "Rowan Vega", AgentState::Ready),
            agent(
                "u-mira",
                "Mira Lindqvist-Håkansson",
                AgentState::NotReady(Text::line("Break")),
            ),
            agent("u-teo", "Teo Brandt", AgentState::LoggedOut),
            agent(
                "u-ada",
                "Ada Okafor",
                AgentState::Other(Text::line("Training")),
            ),
        ],
        total: Some(40),
        arrived: 4,
        missing: Vec::new(),
    }
}

pub(crate) fn polled(id: &str, minutes: i64, data: &str) -> PolledSession {
    PolledSession {
        id: sid(id),
        received: Some(Stamp(NOON - minutes * 60_000)),
        user_data: Some(UserData::new(data)),
    }
}

pub(crate) fn sign_on() -> SignOn {
    SignOn {
        me: uid(ME),
        user_name: Text::line("supervisor"),
        name: Text::line("Sam Reyes"),
        server: Text::line("127.0.0.1:8090"),
    }
}

// --- the scenes ---------------------------------------------------------------------------------

pub(crate) fn connecting() -> World {
    let mut w = World::new();
    let since = w.now().mono;
    w.tell(Event::Link(Link::Offline {
        why: OfflineWhy::Busy(LinkStep::Connecting),
        since,
        retry_at: None,
    }));
    w.pass(2_000);
    w
}

/// Live, signed in, nobody there yet.
pub(crate) fn quiet() -> World {
    let mut w = World::new();
    w.tell(Event::SignedOn(sign_on()));
    w.tell(Event::Transport("websocket"));
    w.tell(Event::Began(Epoch(1)));
    w.tell(Event::Ended(Epoch(1)));
    w.tell(Event::Link(Link::Live));
    w
}

/// A floor with a row of every kind.
pub(crate) fn living() -> World {
    let mut w = quiet();
    w.tell(Event::Roster(roster()));
    let rowan = agent("u-rowan", "Rowan");
    let mira = agent("u-mira", "Mira");
    let jonas = customer("Jonas Weber");
    let tess = person(
        Some("u-tess"),
        ParticipantType::Agent,
        "Tess",
        Some(Visibility::Supervisors),
    );
    w.tell(Event::Put(SessionReport {
        user_data: Some(UserData::new(r#"{"Service":"Billing"}"#)),
        ..chatting(
            "s-coach",
            12,
            vec![
                jonas.clone(),
                rowan.clone(),
                me(Some(Visibility::Agents)),
                tess.clone(),
            ],
        )
    }));
    let sam = me(Some(Visibility::Agents));
    let partners = Visibility::Other(Text::line("Partners").into());
    w.tell(Event::Said(
        sid("s-coach"),
        vec![
            happened(1, 60_000, &jonas, EntryKind::Joined),
            said(2, 59_990, &jonas, Visibility::All, "Yesterday I asked about my invoice, and nobody came back to me 🙁"),
            happened(3, 700, &rowan, EntryKind::Joined),
            said(4, 690, &rowan, Visibility::All, "Good morning Jonas, let me look at that invoice with you. It may take a minute, because last month's statements are kept in another system."),
            said(5, 400, &jonas, Visibility::All, "ok"),
            happened(6, 390, &tess, EntryKind::Joined),
            said(7, 380, &tess, Visibility::Supervisors, "watching this one too"),
            said(8, 300, &sam, Visibility::Agents, "The credit note 4711 covers it: offer that."),
            said(9, 250, &tess, partners, "case is with the partner desk"),
            said(10, 185, &jonas, Visibility::All, "漢字も使えますか？ I mean: can you read this,\nand this second line?"),
            happened(11, 20, &rowan, EntryKind::TypingStarted),
        ],
    ));
    w.tell(Event::Put(chatting(
        "s-monitor",
        41,
        vec![
            customer("漢字 さん"),
            mira.clone(),
            me(Some(Visibility::Supervisors)),
        ],
    )));
    w.tell(Event::Said(
        sid("s-monitor"),
        vec![
            said(
                1,
                900,
                &customer("漢字 さん"),
                Visibility::All,
                "Where is my parcel?",
            ),
            said(
                2,
                45,
                &mira,
                Visibility::All,
                "It left Basel this morning: https://example.org/parcel/4711",
            ),
        ],
    ));
    w.tell(Event::Put(SessionReport {
        state: Some(State::Invited),
        offered: Some(ModeWord::read("Coach")),
        received: Some(Stamp(NOON - 20_000)),
        capabilities: Some(Capabilities::read(["Accept", "Reject"])),
        ..SessionReport::new(sid("s-invited"), Arrival::Pushed)
    }));
    w.tell(Event::Put(chatting(
        "s-unknown",
        95,
        vec![customer("Ines"), mira.clone(), me(None)],
    )));
    w.tell(Event::Put(SessionReport {
        state: Some(State::Other(Text::line("Parked").into())),
        ..chatting(
            "s-parked",
            3,
            vec![
                customer("Bo"),
                rowan.clone(),
                me(Some(Visibility::Supervisors)),
            ],
        )
    }));
    w.tell(Event::Put(SessionReport {
        state: Some(State::LeftChat),
        ..chatting("s-left", 8, vec![customer("Nia")])
    }));
    w.tell(Event::Put(chatting(
        "s-ended",
        30,
        vec![customer("Otto"), rowan, me(Some(Visibility::Supervisors))],
    )));
    w.tell(Event::Put(SessionReport {
        state: Some(State::Completed),
        ..SessionReport::new(sid("s-ended"), Arrival::Pushed)
    }));
    let at = w.now().mono;
    let listed = |agent: &str, period: u64, sessions| {
        Event::Listed(Listed {
            agent: uid(agent),
            sessions,
            at,
            period: Duration::from_secs(period),
        })
    };
    w.tell(listed(
        "u-teo",
        600,
        vec![
            polled(
                "s-polled",
                6,
                r#"{"CustomerName":"Lena Fischer","Service":"Claims"}"#,
            ),
            polled("s-bare", 2, "{}"),
        ],
    ));
    w.tell(listed(
        "u-ada",
        1,
        vec![polled(
            "s-stale",
            77,
            r#"{"CustomerName":"Ben Amara","Service":"Onboarding and more"}"#,
        )],
    ));
    w.tell(Event::Watched {
        agent: uid("u-rowan"),
        outcome: Ok(()),
    });
    w.tell(Event::Odd {
        what: "state",
        raw: Text::line("Parked"),
    });
    w.frame(80, 24);
    w.pass(13_000);
    w
}

/// Writing to the agent as Coach.
pub(crate) fn coaching() -> World {
    let mut w = living();
    w.open("s-coach");
    w.key(Key::Char('i'));
    w.write("Offer him the credit note first");
    w
}

/// The same on a good day, for the picture in the README.
pub(crate) fn shown() -> World {
    let mut w = coaching();
    let (agents, at) = (roster(), w.now().mono);
    w.tell(Event::Roster(Roster {
        total: Some(4),
        ..agents
    }));
    w.tell(Event::Listed(Listed {
        agent: uid("u-ada"),
        sessions: vec![polled(
            "s-stale",
            77,
            r#"{"CustomerName":"Ben Amara","Service":"Onboarding"}"#,
        )],
        at,
        period: Duration::from_secs(60),
    }));
    w
}

/// In as Barge, a text for the customer still held.
pub(crate) fn barging() -> World {
    let mut w = living();
    w.open("s-coach");
    w.key(Key::Char('b'));
    w.key(Key::Char('y'));
    w.passed_on();
    w.pass(1_200);
    w.tell(Event::Put(chatting(
        "s-coach",
        12,
        vec![
            customer("Jonas Weber"),
            agent("u-rowan", "Rowan"),
            me(Some(Visibility::All)),
        ],
    )));
    w.key(Key::Char('s'));
    w.write("Hello Jonas, this is Sam. I have your credit note here.");
    w.press(Key::Enter);
    w.pass(400);
    w
}

/// Asked whether to barge.
pub(crate) fn asked() -> World {
    let mut w = living();
    w.open("s-monitor");
    w.key(Key::Char('b'));
    w
}

pub(crate) fn helped() -> World {
    let mut w = living();
    w.open("s-coach");
    w.key(Key::Char('?'));
    w
}

/// The link is lost: nothing is true any more.
pub(crate) fn offline() -> World {
    let mut w = living();
    w.open("s-coach");
    let since = w.now().mono;
    w.pass(42_000);
    let retry_at = Some(w.now().mono + Duration::from_millis(2_600));
    w.tell(Event::Link(Link::Offline {
        why: OfflineWhy::Lost(Text::line("connection reset by peer")),
        since,
        retry_at,
    }));
    w
}

/// A step of the ladder under way, into a session that is not joined.
pub(crate) fn intruding() -> World {
    let mut w = living();
    w.open("s-polled");
    w.key(Key::Char('c'));
    w.passed_on();
    w.pass(2_300);
    w.tell(Event::Put(SessionReport {
        state: Some(State::Invited),
        offered: Some(ModeWord::read("Coach")),
        ..SessionReport::new(sid("s-polled"), Arrival::Pushed)
    }));
    w.pass(1_000);
    w
}

pub(crate) type Scene = (&'static str, fn() -> World);

pub(crate) const SCENES: &[Scene] = &[
    ("connecting", connecting),
    ("quiet", quiet),
    ("living", living),
    ("coaching", coaching),
    ("barging", barging),
    ("asked", asked),
    ("helped", helped),
    ("offline", offline),
    ("intruding", intruding),
];
