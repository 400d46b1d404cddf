//! A person at a model: keys with time to act, facts, answers, and a clock.

use std::time::{Duration, Instant};

use crate::app::{
    self, Ask, Audience, Effect, Key, Model, Moment, Msg, Press, Quit, Redraw, Seen, Settings, Step,
};
use crate::domain::{
    Agent, AgentState, Arrival, Call, CallId, Capabilities, Epoch, Event, Fault, Link, Listed,
    Mode, ModeWord, Participant, ParticipantType, PolledSession, ReferenceId, Reply, Reported,
    Roster, SessionId, SessionReport, SignOn, Stamp, State, Text, UserId, Visibility,
};

pub(super) const ALL: Option<Visibility> = Some(Visibility::All);
pub(super) const AGENTS: Option<Visibility> = Some(Visibility::Agents);
pub(super) const SUPERVISORS: Option<Visibility> = Some(Visibility::Supervisors);

pub(super) fn id(name: &str) -> SessionId {
    SessionId::new(name)
}

pub(super) fn user(name: &str) -> UserId {
    UserId::new(name)
}

pub(super) fn person(name: &str, visibility: Option<Visibility>) -> Participant {
    let (kind, user) = match name {
        "customer" => (ParticipantType::Customer, None),
        other => (ParticipantType::Agent, Some(user(other))),
    };
    Participant {
        id: None,
        kind,
        nickname: Text::line(name),
        visibility,
        user,
    }
}

/// A session with a customer, the agent Ann and me.
pub(super) fn report(name: &str, state: State, mine: Option<Visibility>) -> SessionReport {
    let mut report = SessionReport::new(id(name), Arrival::Pushed);
    report.state = Some(state);
    report.participants = Reported::Is(
        vec![
            person("customer", ALL),
            person("ann", ALL),
            person("me", mine),
        ]
        .into(),
    );
    report
}

/// The same, read instead of pushed.
pub(super) fn fetched(name: &str, state: State, mine: Option<Visibility>) -> SessionReport {
    let mut report = report(name, state, mine);
    report.arrival = Arrival::Fetched;
    report
}

/// A report that names a state and lists nobody.
pub(super) fn bare(name: &str, state: State) -> SessionReport {
    let mut report = SessionReport::new(id(name), Arrival::Pushed);
    report.state = Some(state);
    report
}

pub(super) fn refusal(code: i64) -> Fault {
    Fault::Refused {
        code,
        message: Text::line("no"),
    }
}

pub(super) fn lost() -> Fault {
    Fault::Unknown {
        why: Text::line("timed out"),
    }
}

/// Something done at the desk.
pub(super) type Deed = fn(&mut Desk);

/// The model under a person's hands.
pub(super) struct Desk {
    pub(super) model: Model,
    pub(super) now: Instant,
    /// Wall time, which stands still unless a test moves it.
    pub(super) wall: Stamp,
    /// Since when the wall clock runs; it stands still at 0 unless a test lets it.
    pub(super) wall_from: Option<Instant>,
    pub(super) calls: Vec<(CallId, Call)>,
    /// How soon what came last is to be shown.
    pub(super) redraw: Redraw,
    pub(super) quit: Option<Quit>,
    pub(super) other: Vec<Effect>,
    epoch: u64,
}

impl Desk {
    /// Live, with the agents Ann and Bo; `s1` and `s2` are on Ann's list, `s1` is highlighted.
    pub(super) fn new() -> Self {
        Self::with(Settings::default())
    }

    pub(super) fn with(settings: Settings) -> Self {
        let now = Instant::now() + Duration::from_secs(3_600);
        let moment = Moment {
            mono: now,
            wall: Stamp(0),
        };
        let mut desk = Self {
            model: Model::new(settings, moment),
            now,
            wall: Stamp(0),
            wall_from: None,
            calls: Vec::new(),
            redraw: Redraw::No,
            quit: None,
            other: Vec::new(),
            epoch: 0,
        };
        desk.sign_on("me");
        desk.roster(&["ann", "bo"]);
        desk.epoch(Vec::new());
        desk.event(Event::Link(Link::Live));
        desk.list("ann", &["s1", "s2"]);
        desk.paint();
        desk
    }

    /// The same, and in `s1` with this visibility.
    pub(super) fn in_s1(mine: Option<Visibility>) -> Self {
        let mut desk = Self::new();
        desk.put(report("s1", State::Chatting, mine));
        desk.paint();
        desk.take();
        desk
    }

    pub(super) fn sign_on(&mut self, me: &str) {
        self.event(Event::SignedOn(SignOn {
            me: user(me),
            user_name: Text::line("supervisor"),
            name: Text::line("Sade"),
            server: Text::line("host:1"),
        }));
    }

    pub(super) fn roster(&mut self, names: &[&str]) {
        let agents = names
            .iter()
            .map(|name| Agent {
                id: user(name),
                user_name: (*name).to_owned(),
                name: Text::line(name),
                state: AgentState::Ready,
                channels: Vec::new(),
            })
            .collect::<Vec<_>>();
        let arrived = agents.len() as u64;
        self.event(Event::Roster(Roster {
            agents,
            total: None,
            arrived,
            missing: Vec::new(),
        }));
    }

    pub(super) fn list(&mut self, agent: &str, sessions: &[&str]) {
        let sessions = sessions
            .iter()
            .enumerate()
            .map(|(n, s)| PolledSession {
                id: id(s),
                received: Some(Stamp(1_000 * (n as i64 + 1))),
                user_data: None,
            })
            .collect();
        self.event(Event::Listed(Listed {
            agent: user(agent),
            sessions,
            at: self.now,
            period: Duration::from_secs(3_600),
        }));
    }

    /// A whole epoch.
    pub(super) fn epoch(&mut self, rows: Vec<SessionReport>) {
        let epoch = self.begin();
        for row in rows {
            self.event(Event::Row(epoch, row));
        }
        self.event(Event::Ended(epoch));
    }

    pub(super) fn begin(&mut self) -> Epoch {
        self.epoch += 1;
        self.event(Event::Began(Epoch(self.epoch)));
        Epoch(self.epoch)
    }

    /// Milliseconds by the wall clock.
    pub(super) fn wall(&self) -> i64 {
        self.wall_from
            .map_or(self.wall.0, |from| (self.now - from).as_millis() as i64)
    }

    pub(super) fn send(&mut self, msg: Msg) {
        let moment = Moment {
            mono: self.now,
            wall: Stamp(self.wall()),
        };
        let step: Step = app::update(&mut self.model, msg, moment);
        for effect in step.effects {
            match effect {
                Effect::Call { id, call } => self.calls.push((id, call)),
                Effect::Quit(quit) => self.quit = Some(quit),
                other => self.other.push(other),
            }
        }
        self.redraw = step.redraw;
    }

    pub(super) fn event(&mut self, event: Event) {
        self.send(Msg::Event(event));
    }

    pub(super) fn put(&mut self, report: SessionReport) {
        self.event(Event::Put(report));
    }

    pub(super) fn offer(&mut self, name: &str, mode: Option<Mode>) {
        let mut report = bare(name, State::Invited);
        report.offered = mode.map(ModeWord::Known);
        self.put(report);
    }

    pub(super) fn can(&mut self, name: &str, words: &[&str]) {
        let mut report = SessionReport::new(id(name), Arrival::Pushed);
        report.capabilities = Some(Capabilities::read(words.iter().copied()));
        self.put(report);
    }

    pub(super) fn late(&mut self) {
        let since = self.now;
        self.event(Event::Link(Link::Late { since }));
    }

    /// Presses a key and gives it no time.
    pub(super) fn press(&mut self, key: Key) {
        let press = Press { key, at: self.now };
        self.send(Msg::Key(press));
    }

    /// Presses a letter and waits until it acts.
    pub(super) fn key(&mut self, letter: char) -> &mut Self {
        // A person who reads a refusal before the next key.
        if self.model.typed_on.is_on(self.now) {
            self.wait(700);
        }
        self.press(Key::Char(letter));
        self.wait(31);
        self
    }

    /// Writes and presses Enter.
    pub(super) fn write(&mut self, text: &str) {
        for c in text.chars() {
            self.press(Key::Char(c));
            self.wait(50);
        }
        self.press(Key::Enter);
    }

    pub(super) fn paint(&mut self) {
        self.model.settle();
        let seen = Seen {
            rows: self.model.order().to_vec(),
            ages: Vec::new(),
            list_top: 0,
            list_height: 10,
            transcript_width: 40,
            transcript_height: 5,
            help_last: 2,
            ..Seen::default()
        };
        self.send(Msg::Painted(seen));
    }

    /// Answers the open question after it has stood long enough.
    pub(super) fn reply(&mut self, key: Key) {
        assert!(self.model.question().is_some(), "there is no question");
        self.paint();
        self.wait(250);
        self.press(key);
    }

    pub(super) fn yes(&mut self) {
        self.reply(Key::Char('y'));
    }

    /// Time goes by, and timers ring on the way.
    pub(super) fn wait(&mut self, ms: u64) {
        let until = self.now + Duration::from_millis(ms);
        for _ in 0..1_000 {
            match app::wake_at(&self.model).filter(|at| *at <= until) {
                Some(at) => {
                    self.now = self.now.max(at);
                    self.send(Msg::Timer);
                    // As before the frame that follows.
                    self.model.settle();
                }
                None => {
                    self.now = until;
                    return;
                }
            }
        }
        panic!("the timer never comes to rest");
    }

    /// What was asked of the server since the last look, reads left out.
    pub(super) fn take(&mut self) -> Vec<Call> {
        std::mem::take(&mut self.calls)
            .into_iter()
            .map(|(_, call)| call)
            .filter(|c| !matches!(c, Call::ReadLog { .. } | Call::ReadMine))
            .collect()
    }

    /// The number of the newest call of a kind.
    pub(super) fn newest(&self, which: impl Fn(&Call) -> bool) -> CallId {
        self.calls
            .iter()
            .rev()
            .find(|(_, c)| which(c))
            .map(|(id, _)| *id)
            .expect("no such call was made")
    }

    pub(super) fn newest_read(&self) -> CallId {
        self.newest(|c| *c == Call::ReadMine)
    }

    pub(super) fn reads(&self) -> usize {
        self.calls
            .iter()
            .filter(|(_, c)| *c == Call::ReadMine)
            .count()
    }

    /// The newest call that is no reading.
    pub(super) fn newest_act(&self) -> CallId {
        self.newest(|c| !matches!(c, Call::ReadLog { .. } | Call::ReadMine))
    }

    pub(super) fn answer(&mut self, call: CallId, outcome: Result<Reply, Fault>) {
        self.send(Msg::Answer { call, outcome });
    }

    pub(super) fn passed_on(&mut self, call: CallId) {
        self.passed_on_as(call, None);
    }

    pub(super) fn passed_on_as(&mut self, call: CallId, reference: Option<i64>) {
        self.answer(
            call,
            Ok(Reply::PassedOn {
                reference: reference.map(ReferenceId),
                partly: None,
            }),
        );
    }

    pub(super) fn mine(&mut self, call: CallId, reports: Vec<SessionReport>) {
        self.answer(call, Ok(Reply::Mine(reports)));
    }

    pub(super) fn failed(&mut self, reference: i64) {
        self.event(Event::Failed {
            reference: Some(ReferenceId(reference)),
            session: None,
            message: Text::line("no"),
        });
    }

    pub(super) fn asks(&self) -> Option<&Ask> {
        self.model.question().map(|q| &q.ask)
    }

    pub(super) fn said(&self) -> String {
        self.model
            .notice()
            .map(|n| n.text.to_string())
            .unwrap_or_default()
    }

    pub(super) fn confirmed(&self, name: &str) -> Option<Mode> {
        self.model.floor().mine(&id(name))?.session.confirmed()
    }

    pub(super) fn draft(&self, name: &str, audience: Audience) -> &str {
        self.model
            .draft(&id(name), audience)
            .map_or("", |(text, _)| text)
    }
}

pub(super) fn intrude(name: &str, mode: Option<Mode>) -> Call {
    Call::Intrude {
        agent: user("ann"),
        session: id(name),
        mode,
    }
}

pub(super) fn accept(name: &str) -> Call {
    Call::Accept {
        session: id(name),
        nickname: Some("supervisor".into()),
    }
}

pub(super) fn switch(name: &str, mode: Mode) -> Call {
    Call::Switch {
        session: id(name),
        mode,
    }
}

pub(super) fn leave(name: &str) -> Call {
    Call::Leave { session: id(name) }
}

/// The words for a customer among these calls, with their session.
pub(super) fn words(calls: &[Call]) -> Vec<(String, String)> {
    calls
        .iter()
        .filter_map(|c| match c {
            Call::SendMessage(text) => Some((text.session().to_string(), text.text().to_owned())),
            _ => None,
        })
        .collect()
}
