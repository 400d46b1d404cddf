//! The app under the hands of a person, with a clock of its own, and the oracle beside it.

use std::collections::BTreeSet;
use std::time::{Duration, Instant};

use floorwalk::app::{
    self, Ask, Audience, Effect, Key, Model, Moment, Msg, Press, Seen, Settings, Step, Typing,
};
use floorwalk::domain::{
    Agent, AgentState, Arrival, Call, CallId, Epoch, Event, Fault, Link, Listed, Mode,
    PolledSession, ReferenceId, Reply, Reported, Roster, SessionId, SessionReport, SignOn, Stamp,
    State, Text, UserId, Visibility,
};

use crate::oracle::{ME, Oracle};
use crate::world::{Ends, Op, agent, link_of, offer, people, put, session, write};

/// What made the app act.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Cause {
    Key(Key),
    Timer,
    World,
    Rest,
}

pub(crate) struct Desk {
    model: Model,
    oracle: Oracle,
    now: Instant,
    epoch: u64,
    open_calls: Vec<(CallId, Kind)>,
    /// Sessions that are left because the person said yes to leaving all.
    leaving: BTreeSet<SessionId>,
    /// Keys that may still lead to a call.
    budget: usize,
    /// A repeat that the person allowed.
    repeats: usize,
    /// Texts on which Enter was pressed.
    entered: Vec<(SessionId, Audience, String)>,
    forbidden: Option<&'static str>,
    quit: bool,
    pub(crate) words: usize,
    pub(crate) barges: usize,
    pub(crate) accepts: usize,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Kind {
    Mine,
    Log,
    Other,
}

impl Desk {
    /// Signed on, live, with two agents and three sessions on the first one's list.
    pub(crate) fn new() -> Self {
        let now = Instant::now();
        let moment = Moment {
            mono: now,
            wall: Stamp(0),
        };
        let mut desk = Self {
            model: Model::new(Settings::default(), moment),
            oracle: Oracle::default(),
            now,
            epoch: 10,
            open_calls: Vec::new(),
            leaving: BTreeSet::new(),
            budget: 0,
            repeats: 0,
            entered: Vec::new(),
            forbidden: None,
            quit: false,
            words: 0,
            barges: 0,
            accepts: 0,
        };
        desk.event(Event::SignedOn(SignOn {
            me: UserId::new(ME),
            user_name: Text::line("supervisor"),
            name: Text::line("Sade"),
            server: Text::line("host:1"),
        }));
        let someone = |n: usize| Agent {
            id: agent(n),
            user_name: format!("agent{n}"),
            name: Text::line("Agent"),
            state: AgentState::Ready,
            channels: Vec::new(),
        };
        desk.event(Event::Roster(Roster {
            agents: vec![someone(0), someone(1)],
            total: None,
            arrived: 2,
            missing: Vec::new(),
        }));
        desk.event(Event::Began(Epoch(1)));
        desk.event(Event::Ended(Epoch(1)));
        desk.event(Event::Link(Link::Live));
        desk.act(Op::List(0, vec![0, 1, 2]));
        desk.paint();
        desk
    }

    pub(crate) fn now(&self) -> Instant {
        self.now
    }

    pub(crate) fn act(&mut self, op: Op) {
        if self.quit {
            return;
        }
        self.later(1);
        match op {
            Op::Event(Event::Notice(word)) if link_of(word.as_str(), self.now).is_some() => {
                if let Some(link) = link_of(word.as_str(), self.now) {
                    self.event(Event::Link(link));
                }
            }
            Op::Event(event) => self.event(event),
            Op::Epoch(rows, ends) => {
                self.epoch += 1;
                let epoch = Epoch(self.epoch);
                self.event(Event::Began(epoch));
                for row in rows {
                    self.event(Event::Row(epoch, row));
                }
                match ends {
                    Ends::Whole => self.event(Event::Ended(epoch)),
                    Ends::Old => self.event(Event::Ended(Epoch(self.epoch - 1))),
                    Ends::Never => {}
                }
            }
            Op::List(n, sessions) => self.event(Event::Listed(Listed {
                agent: agent(n),
                sessions: sessions
                    .into_iter()
                    .map(|s| PolledSession {
                        id: session(s),
                        received: Some(Stamp(0)),
                        user_data: None,
                    })
                    .collect(),
                at: self.now,
                period: Duration::from_secs(5),
            })),
            Op::ListAgain(n) => self.event(Event::ListedAgain {
                agent: agent(n),
                at: self.now,
                period: Duration::from_secs(5),
            }),
            Op::RosterAgain => self.event(Event::RosterAgain),
            Op::Keys(keys) => {
                for key in keys {
                    self.key(key);
                    self.later(40);
                    self.paint();
                }
            }
            Op::Burst(keys) => self.burst(keys),
            Op::Ask(key) => {
                self.key(key);
                self.later(40);
                self.paint();
                self.later(260);
                if self.model.question().is_some() {
                    self.key(Key::Char('y'));
                    self.later(40);
                }
            }
            Op::Paste(text) => self.send(Msg::Paste(text), Cause::Rest),
            Op::Paint => self.paint(),
            Op::Resize => self.send(Msg::Resize, Cause::Rest),
            Op::Wait(ms) => self.later(ms),
            Op::Highlight(n) => {
                self.model.settle();
                let place = self.model.order().iter().position(|id| *id == session(n));
                self.key(Key::Home);
                for _ in 0..place.unwrap_or(0) {
                    self.key(Key::Down);
                }
                self.paint();
            }
            Op::Reach(n) => {
                self.act(Op::Wait(260));
                self.act(Op::Keys(vec![Key::Esc, Key::Esc, Key::Esc]));
                self.act(Op::Event(put(n, State::Chatting, Some(Visibility::All))));
                self.act(Op::Highlight(n));
                self.act(write('s'));
            }
            Op::Join(n, mode, ms) => {
                self.act(Op::Wait(260));
                self.act(Op::Keys(vec![Key::Esc, Key::Esc, Key::Esc]));
                self.act(Op::Highlight(n));
                self.act(Op::Ask(Key::Char(match mode {
                    Mode::Monitor => 'm',
                    Mode::Coach => 'c',
                    Mode::BargeIn => 'b',
                })));
                self.act(Op::Wait(ms));
                self.act(Op::Event(offer(n, Some(mode))));
            }
            Op::Overtaken(n, mine) => {
                self.act(Op::Wait(260));
                self.act(Op::Keys(vec![Key::Esc, Key::Esc, Key::Esc]));
                self.act(Op::Event(put(n, State::Chatting, Some(Visibility::Agents))));
                self.act(Op::Highlight(n));
                self.act(Op::Keys(vec![Key::Char('m')]));
                if let Some((switch, Kind::Other)) = self.open_calls.pop() {
                    let why = Text::line("timed out");
                    self.answer(switch, Err(Fault::Unknown { why }));
                }
                self.act(Op::Event(put(n, State::Chatting, mine)));
                if let Some((read, Kind::Mine)) = self.open_calls.pop() {
                    let mut report = SessionReport::new(session(n), Arrival::Fetched);
                    report.state = Some(State::Chatting);
                    report.participants = Reported::Is(people(Some(Visibility::All)).into());
                    self.answer(read, Ok(Reply::Mine(vec![report])));
                }
                self.act(write('s'));
                self.act(Op::Wait(2_100));
            }
            Op::AnswerOk(n, reference) => {
                if let Some((id, kind)) = self.take_call(n, |_| true) {
                    let reply = match kind {
                        Kind::Mine => Reply::Mine(Vec::new()),
                        Kind::Log => Reply::Log(session(0), Vec::new()),
                        Kind::Other => Reply::PassedOn {
                            reference: reference.map(ReferenceId),
                            partly: None,
                        },
                    };
                    self.answer(id, Ok(reply));
                }
            }
            Op::AnswerErr(n, fault) => {
                if let Some((id, _)) = self.take_call(n, |_| true) {
                    self.answer(id, Err(fault));
                }
            }
            Op::AnswerMine(n, reports) => {
                if let Some((id, _)) = self.take_call(n, |k| k == Kind::Mine) {
                    self.answer(id, Ok(Reply::Mine(reports)));
                }
            }
            Op::Stray => self.answer(CallId(u64::MAX), Ok(Reply::Mine(Vec::new()))),
        }
        self.check_cursor();
    }

    fn take_call(&mut self, n: usize, which: impl Fn(Kind) -> bool) -> Option<(CallId, Kind)> {
        let fitting: Vec<usize> = (0..self.open_calls.len())
            .filter(|&i| which(self.open_calls[i].1))
            .collect();
        let at = fitting.get(n % fitting.len().max(1))?;
        Some(self.open_calls.remove(*at))
    }

    fn event(&mut self, event: Event) {
        self.oracle.event(&event);
        self.send(Msg::Event(event), Cause::World);
    }

    fn answer(&mut self, call: CallId, outcome: Result<Reply, Fault>) {
        self.oracle.answer(call, &outcome);
        self.send(Msg::Answer { call, outcome }, Cause::World);
    }

    fn key(&mut self, key: Key) {
        if self.quit {
            return;
        }
        match key {
            Key::Char('y') => match self.model.question().map(|q| &q.ask) {
                Some(Ask::WatchMore { sessions, .. }) => self.budget += sessions.len(),
                Some(Ask::WatchThenAsk { .. }) => {
                    self.budget += 1;
                    self.repeats += 1;
                }
                // They are left one after the other, each when the one before is answered.
                Some(Ask::LeaveAll { sessions }) => self.leaving.extend(sessions.iter().cloned()),
                Some(_) => self.budget += 1,
                None => {}
            },
            Key::Char(c) if "mcbewadxn".contains(c) => self.budget += 1,
            Key::Enter => {
                if let Some(c) = self.model.composer()
                    && let Some((text, _)) = self.model.draft(&c.session, c.audience)
                    && !text.trim().is_empty()
                {
                    let entry = (c.session.clone(), c.audience, text.trim().to_owned());
                    self.entered.push(entry);
                    self.budget += 1;
                }
            }
            Key::Esc => self.entered.clear(),
            _ => {}
        }
        let press = Press { key, at: self.now };
        self.send(Msg::Key(press), Cause::Key(key));
    }

    /// A paste that lost its brackets: nothing of it may send.
    fn burst(&mut self, keys: Vec<Key>) {
        let at_list = self.model.question().is_none()
            && self.model.composer().is_none()
            && self.model.help().is_none()
            && self.model.sign_in().is_none()
            && matches!(self.model.filter().1, Typing::No);
        // Two keys that go elsewhere are left out: one is a person's, and waits for a key anyway.
        let keys: Vec<Key> = keys
            .into_iter()
            .filter(|k| matches!(k, Key::Char(_)))
            .collect();
        if !at_list || keys.len() <= 8 {
            return;
        }
        self.later(40);
        if self.model.question().is_some() || self.model.composer().is_some() {
            return;
        }
        self.forbidden = Some("a burst of keys");
        let start = self.now;
        for (n, key) in keys.iter().enumerate() {
            let n = u32::try_from(n).unwrap_or(0);
            // Even a long paste keeps the density of one.
            self.now = start + Duration::from_millis(3) * n;
            self.ring();
            self.key(*key);
        }
        self.later(70);
        self.forbidden = None;
    }

    /// Time goes by, and timers ring on the way.
    fn later(&mut self, ms: u64) {
        let until = self.now + Duration::from_millis(ms);
        for _ in 0..2_000 {
            match app::wake_at(&self.model) {
                Some(at) if at <= until && !self.quit => {
                    self.now = self.now.max(at);
                    self.ring();
                }
                _ => {
                    self.now = until;
                    return;
                }
            }
        }
        panic!("the timer never comes to rest");
    }

    /// Rings if it is time; after that nothing may be due any more.
    fn ring(&mut self) {
        if app::wake_at(&self.model).is_some_and(|at| at <= self.now) && !self.quit {
            self.send(Msg::Timer, Cause::Timer);
            let next = app::wake_at(&self.model);
            assert!(
                next.is_none_or(|at| at > self.now) || self.quit,
                "rang, and is still due"
            );
        }
    }

    fn paint(&mut self) {
        self.model.settle();
        let seen = Seen {
            rows: self.model.order().to_vec(),
            ages: Vec::new(),
            list_top: 0,
            list_height: 10,
            transcript_width: 40,
            transcript_height: 10,
            help_last: 3,
            ..Seen::default()
        };
        self.send(Msg::Painted(seen), Cause::Rest);
    }

    fn check_cursor(&mut self) {
        self.model.settle();
        match self.model.highlighted() {
            None => assert!(self.model.order().is_empty(), "rows, but no highlight"),
            Some(id) => {
                assert!(self.model.order().contains(id), "the highlight has no row");
                // While the order stands still, one that is gone keeps its place and says so.
                let stands_still = self.model.paused().is_some();
                assert!(
                    self.model.row(id).is_some() || stands_still,
                    "a row that cannot be drawn"
                );
            }
        }
        let mut order = self.model.order().to_vec();
        order.sort();
        order.dedup();
        assert_eq!(order.len(), self.model.order().len(), "one row per session");
    }

    fn send(&mut self, msg: Msg, cause: Cause) {
        if self.quit {
            return;
        }
        let moment = Moment {
            mono: self.now,
            wall: Stamp(0),
        };
        let asked = self.model.question().is_some();
        let composer = self.model.composer().cloned();
        let step: Step = app::update(&mut self.model, msg, moment);
        if cause != Cause::Key(Key::Esc) && !matches!(cause, Cause::Key(_)) {
            if let Some(before) = composer {
                assert_eq!(
                    self.model.composer(),
                    Some(&before),
                    "it closes by Esc only"
                );
            }
            if matches!(cause, Cause::World | Cause::Rest) && !asked {
                let paste = matches!(
                    self.model.question().map(|q| &q.ask),
                    None | Some(Ask::Paste { .. })
                );
                assert!(paste, "nothing asynchronous opens a question");
            }
        }
        for effect in step.effects {
            match effect {
                Effect::Call { id, call } => self.judge(id, &call, cause, asked),
                Effect::Quit(_) => {
                    assert_eq!(self.forbidden, None, "a paste quits");
                    assert!(cause != Cause::World && cause != Cause::Rest);
                    self.quit = true;
                }
                Effect::Suspend => assert_eq!(self.forbidden, None, "a paste stops the program"),
                Effect::Repaint
                | Effect::About { .. }
                | Effect::Note(_)
                | Effect::Resync
                | Effect::Retry
                | Effect::SignIn(_)
                | Effect::Look(_)
                | Effect::Watches(_)
                | Effect::Keep(_)
                | Effect::Tell(_) => {}
            }
        }
    }

    fn judge(&mut self, id: CallId, call: &Call, cause: Cause, asked: bool) {
        let kind = match call {
            Call::ReadMine => Kind::Mine,
            Call::ReadLog { .. } => Kind::Log,
            _ => Kind::Other,
        };
        self.open_calls.push((id, kind));
        let confirmed = asked && cause == Cause::Key(Key::Char('y'));
        let expect = match call {
            Call::Intrude { agent, .. } => self
                .model
                .watch_of(agent)
                .map(|w| w.mode)
                .filter(|m| *m != Mode::BargeIn || confirmed),
            _ => None,
        };
        if kind == Kind::Other {
            self.judge_send(call, cause, confirmed);
        }
        self.oracle.made(id, call, expect, self.now);
    }

    fn judge_send(&mut self, call: &Call, cause: Cause, confirmed: bool) {
        assert_eq!(self.forbidden, None, "a paste sends {:?}", call.kind());
        match call {
            // They follow the hand, or its rest; whoever sees them must be the one written to.
            Call::TypingToAll(typing) => {
                assert!(
                    self.oracle.customer_may_read(typing.session()),
                    "a customer sees us typing: {:?}",
                    self.oracle
                );
                return;
            }
            Call::TypingToAgents { session, .. } => {
                assert!(self.oracle.agents_may_read(session));
                return;
            }
            _ => {}
        }
        assert_ne!(cause, Cause::Rest, "{:?} for nothing", call.kind());
        match call {
            Call::Accept { session, .. } if cause == Cause::World => {
                assert!(
                    self.oracle.take_ticket(session, self.now),
                    "accepted what nobody asked for"
                );
                self.accepts += 1;
                return;
            }
            Call::Leave { session } if self.leaving.remove(session) => return,
            Call::Intrude { .. } if cause == Cause::World => {
                assert!(self.repeats > 0, "intruded again by itself");
                self.repeats -= 1;
            }
            _ => {
                assert_ne!(cause, Cause::World, "{:?} by itself", call.kind());
                assert!(self.budget > 0, "{:?} without a key", call.kind());
                self.budget -= 1;
            }
        }
        match call {
            Call::Intrude {
                mode: Some(Mode::BargeIn),
                ..
            }
            | Call::Switch {
                mode: Mode::BargeIn,
                ..
            } => {
                assert!(confirmed, "Barge without a yes");
                self.barges += 1;
            }
            Call::Watch { watch, .. } if watch.mode == Mode::BargeIn => {
                assert!(confirmed, "a Barge watch without a yes");
            }
            Call::SendMessage(text) => {
                assert!(
                    self.oracle.customer_may_read(text.session()),
                    "a customer reads “{}”: {:?}",
                    text.text(),
                    self.oracle
                );
                self.take_entered(text.session(), Audience::Customer, text.text());
                self.words += 1;
            }
            Call::SendToAgents { session, text } => {
                assert!(self.oracle.agents_may_read(session));
                self.take_entered(session, Audience::Agents, text);
            }
            _ => {}
        }
    }

    fn take_entered(&mut self, session: &SessionId, audience: Audience, text: &str) {
        let at = self
            .entered
            .iter()
            .position(|(s, a, t)| s == session && *a == audience && t == text);
        assert!(at.is_some(), "“{text}” was not entered there");
        at.map(|at| self.entered.remove(at));
    }
}
