//! Questions. A question is opened only by the person's own key, names what it is about, and takes
//! only keys that were read after it had been on the screen for a moment.

use std::time::Instant;

use super::draft::Audience;
use super::effect::{Redraw, Step};
use super::key::{Key, Press};
use super::ladder::{self, Confirmed};
use super::model::Model;
use super::{job, leave_all, quit, send, watch};
use crate::domain::{Mode, Presence, SessionId, UserId, Watch, WatchScope};

/// The way by which a Barge would come about.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Via {
    /// By asking to be let in.
    Intrude,
    /// By switching in a session we are in.
    Switch,
    /// By accepting an invitation.
    Accept,
}

/// What is asked.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Ask {
    /// Be seen by the customer?
    Barge {
        /// Where.
        session: SessionId,
        /// How.
        via: Via,
    },
    /// Intrude without a mode, when Barge or nothing is to be expected?
    AsWatched {
        /// Where.
        session: SessionId,
        /// The mode that the watch would give.
        expect: Option<Mode>,
    },
    /// Accept an invitation that does not say in which mode?
    AcceptUnstated {
        /// Where.
        session: SessionId,
    },
    /// Leave although nobody else is known to be with the customer?
    LeaveCustomer {
        /// Where.
        session: SessionId,
    },
    /// Leave all of these?
    LeaveAll {
        /// Which.
        sessions: Vec<SessionId>,
    },
    /// Leave everything and quit?
    Quit,
    /// Stop for the shell while in sessions?
    Suspend,
    /// Monitor the agent's current sessions too?
    WatchMore {
        /// Whose.
        agent: UserId,
        /// Which.
        sessions: Vec<SessionId>,
    },
    /// What to do with an agent who is watched, or with several.
    WatchMenu {
        /// Whom.
        agents: Vec<UserId>,
        /// The mode chosen so far; then the scope is chosen.
        mode: Option<Mode>,
    },
    /// Watch with Barge?
    WatchBarge {
        /// Whom.
        agents: Vec<UserId>,
        /// Which sessions.
        scope: WatchScope,
    },
    /// Watch the agent, then ask again?
    WatchThenAsk {
        /// Whom.
        agent: UserId,
        /// Where to ask again.
        session: SessionId,
        /// As what.
        mode: Option<Mode>,
    },
    /// Switch to Coach in order to write?
    CoachToWrite {
        /// Where.
        session: SessionId,
    },
    /// Write to the agents although no mode is confirmed?
    WriteUnconfirmed {
        /// Where.
        session: SessionId,
    },
    /// Insert a paste of several lines?
    Paste {
        /// The text.
        text: String,
    },
}

/// An open question.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Question {
    /// What.
    pub ask: Ask,
    /// When its first frame was written; no key counts before.
    pub shown: Option<Instant>,
    /// Set when what it is about is no longer there: only `Esc` is taken.
    pub gone: Option<&'static str>,
    /// What it said when it was last looked at: words that change have not been read yet.
    words: Option<String>,
}

/// Opens a question. Whatever else is held of keys is dropped: it was aimed at the list.
pub(crate) fn open(model: &mut Model, ask: Ask) {
    model.hold.clear();
    model.question = Some(Question {
        ask,
        shown: None,
        gone: None,
        words: None,
    });
    words_changed(model);
}

/// A question that says something else now (the agent has left, say) counts keys anew: what was
/// agreed to must be what stands there.
fn words_changed(model: &mut Model) {
    let words = model.question_text().map(|(text, _)| text);
    if let Some(question) = &mut model.question
        && question.words != words
    {
        question.words = words;
        question.shown = None;
    }
}

/// A key for the open question.
pub(crate) fn key(model: &mut Model, press: &Press, step: &mut Step) {
    step.redraw(Redraw::Now);
    let Some(question) = &model.question else {
        return;
    };
    let counts = question.shown.is_some_and(|at| {
        press.at.saturating_duration_since(at) >= model.settings.question && press.at >= at
    });
    if !counts {
        return;
    }
    if press.key == Key::Esc
        || (press.key == Key::Char('n') && question.gone.is_none() && !takes_n(&question.ask))
    {
        model.question = None;
        return;
    }
    if question.gone.is_some() {
        return;
    }
    if let Ask::WatchMenu { agents, mode } = question.ask.clone() {
        menu(model, agents, mode, press.key, step);
        return;
    }
    if press.key == Key::Char('y')
        && let Some(question) = model.question.take()
    {
        yes(model, question.ask, step);
    }
}

fn takes_n(ask: &Ask) -> bool {
    matches!(ask, Ask::WatchMenu { mode: Some(_), .. })
}

fn menu(model: &mut Model, agents: Vec<UserId>, chosen: Option<Mode>, key: Key, step: &mut Step) {
    let Some(mode) = chosen else {
        let mode = match key {
            Key::Char('x') => {
                model.question = None;
                watch::stop_all(model, &agents, step);
                return;
            }
            Key::Char('m') => Mode::Monitor,
            Key::Char('c') => Mode::Coach,
            Key::Char('b') => Mode::BargeIn,
            _ => return,
        };
        let mode = Some(mode);
        open(model, Ask::WatchMenu { agents, mode });
        return;
    };
    let scope = match key {
        Key::Char('a') => WatchScope::All,
        Key::Char('n') => WatchScope::Next,
        _ => return,
    };
    if mode == Mode::BargeIn {
        open(model, Ask::WatchBarge { agents, scope });
    } else {
        model.question = None;
        watch::send_all(model, &agents, Watch { mode, scope }, step);
    }
}

fn yes(model: &mut Model, ask: Ask, step: &mut Step) {
    match ask {
        Ask::Barge {
            session,
            via: Via::Accept,
        }
        | Ask::AcceptUnstated { session } => {
            ladder::accept(model, &session, Confirmed::Yes, step);
        }
        Ask::Barge {
            session,
            via: Via::Intrude | Via::Switch,
        } => {
            ladder::be_in(model, &session, Mode::BargeIn, Confirmed::Yes, step);
        }
        Ask::AsWatched { session, expect } => {
            ladder::intrude_expecting(model, &session, expect, Confirmed::Yes, step);
        }
        Ask::LeaveCustomer { session } => ladder::leave(model, &session, step),
        Ask::LeaveAll { sessions } => leave_all::begin(model, &sessions),
        Ask::Quit if model.lock.is_some() => quit::forced(model, step),
        Ask::Quit => quit::leave_all(model, step),
        Ask::Suspend => job::stop(step),
        Ask::WatchMore { sessions, .. } => watch::join_all(model, &sessions, step),
        Ask::WatchMenu { .. } => {}
        Ask::WatchBarge { agents, scope } => {
            let mode = Mode::BargeIn;
            watch::send_all(model, &agents, Watch { mode, scope }, step);
        }
        Ask::WatchThenAsk {
            agent,
            session,
            mode,
        } => {
            watch::send(model, &agent, Watch::SILENT, Some((session, mode)), step);
        }
        Ask::CoachToWrite { session } => {
            ladder::be_in(model, &session, Mode::Coach, Confirmed::No, step);
        }
        Ask::WriteUnconfirmed { session } => {
            if !model.unconfirmed_ok.contains(&session) {
                model.unconfirmed_ok.push(session.clone());
            }
            send::compose(model, &session, Audience::Agents, step);
        }
        Ask::Paste { text } => send::insert(model, &text),
    }
}

/// After anything happened: does what the question is about still stand?
pub(crate) fn still_stands(model: &mut Model) {
    let Some(question) = &model.question else {
        return;
    };
    if question.gone.is_some() {
        return;
    }
    let presence = |id: &SessionId| model.floor.mine(id).map(|m| m.session.presence());
    let there = |id: &SessionId| {
        model.floor.has_row(id)
            && (presence(id) != Some(Presence::Over) || model.floor.polled(id).is_some())
    };
    let gone = match &question.ask {
        Ask::Barge {
            session,
            via: Via::Switch,
        }
        | Ask::LeaveCustomer { session }
        | Ask::CoachToWrite { session }
        | Ask::WriteUnconfirmed { session } => {
            (presence(session) != Some(Presence::In)).then_some("you are no longer in this session")
        }
        Ask::Barge {
            session,
            via: Via::Accept,
        }
        | Ask::AcceptUnstated { session } => {
            (presence(session) != Some(Presence::Offered)).then_some("this invitation is gone")
        }
        Ask::Barge {
            session,
            via: Via::Intrude,
        }
        | Ask::AsWatched { session, .. }
        | Ask::WatchThenAsk { session, .. } => (!there(session)).then_some("this session is gone"),
        Ask::WatchMenu { agents, .. } | Ask::WatchBarge { agents, .. } => agents
            .iter()
            .all(|agent| model.floor.agent(agent).is_none())
            .then_some("this agent is no longer listed"),
        Ask::Quit | Ask::Suspend | Ask::Paste { .. } => None,
        Ask::WatchMore { agent, .. } => {
            (model.floor.agent(agent).is_none()).then_some("this agent is no longer listed")
        }
        Ask::LeaveAll { sessions } => sessions
            .iter()
            .all(|id| presence(id) != Some(Presence::In))
            .then_some("you are no longer in any of these"),
    };
    if let (Some(gone), Some(question)) = (gone, &mut model.question) {
        question.gone = Some(gone);
    } else {
        words_changed(model);
    }
}

impl Model {
    /// The open question in words: what it is about, and which keys answer.
    pub fn question_text(&self) -> Option<(String, &'static str)> {
        let question = self.question.as_ref()?;
        if let Some(gone) = question.gone {
            return Some((format!("{gone}; nothing was done"), "Esc"));
        }
        let customer = |id: &SessionId| {
            self.row(id)
                .and_then(|r| r.customer)
                .map_or_else(|| "the customer".to_owned(), |c| c.to_string())
        };
        let agent_of = |id: &SessionId| {
            let name = self
                .row(id)
                .map(|r| r.agent_name.to_string())
                .unwrap_or_default();
            if name.is_empty() {
                "an unknown agent".to_owned()
            } else {
                name
            }
        };
        let name = |id: &UserId| watch::name(self, id);
        let nick = self.nickname();
        const YES_NO: &str = "y yes · n no";
        Some(match &question.ask {
            Ask::Barge { session, .. } => (
                format!(
                    "BARGE into {}'s session with {}? The CUSTOMER will see you, as “{nick}”.",
                    agent_of(session),
                    customer(session)
                ),
                YES_NO,
            ),
            Ask::AsWatched { session, expect } => {
                let expect = match expect {
                    Some(mode) => {
                        format!("{mode} is to be expected: the CUSTOMER will see you, as “{nick}”")
                    }
                    None => {
                        "no watch of yours is known, so the mode is not known (or it is refused)"
                            .into()
                    }
                };
                (
                    format!(
                        "Ask to join {}'s session with {} without naming a mode? {expect}.",
                        agent_of(session),
                        customer(session)
                    ),
                    YES_NO,
                )
            }
            Ask::AcceptUnstated { session } => (
                format!(
                    "Accept? The invitation to {}'s session does not say in which mode: the CUSTOMER may see you, as “{nick}”.",
                    customer(session)
                ),
                YES_NO,
            ),
            Ask::LeaveCustomer { session } => (
                format!(
                    "Leave {}? No other agent is known to be there: it would END the customer's session.",
                    customer(session)
                ),
                YES_NO,
            ),
            Ask::LeaveAll { sessions } => (leave_all::words(self, sessions), YES_NO),
            Ask::Quit if self.lock.is_some() => (super::lock::quits(self), YES_NO),
            Ask::Quit => {
                let (mine, alone) = quit::standing(self);
                let alone = if alone.is_empty() {
                    String::new()
                } else {
                    format!(
                        " You are ALONE with {}: leaving ends the customer's session.",
                        alone.join(", ")
                    )
                };
                (
                    format!("Leave {} and quit?{alone}", quit::sessions(mine)),
                    YES_NO,
                )
            }
            Ask::Suspend => (job::question(self), YES_NO),
            Ask::WatchMore { agent, sessions } => (
                format!(
                    "Ask to Monitor the {} that {} has now, too?",
                    quit::sessions(sessions.len()),
                    name(agent)
                ),
                YES_NO,
            ),
            Ask::WatchMenu { agents, mode } => (
                watch::menu_words(self, agents, *mode),
                match mode {
                    None => "x stop · m Monitor · c Coach · b BARGE · Esc back",
                    Some(_) => "a all · n next only · Esc back",
                },
            ),
            Ask::WatchBarge { agents, scope } => {
                let which = match scope {
                    WatchScope::All => "EVERY coming session",
                    WatchScope::Next => "the next session",
                };
                let whose = watch::names(self, agents);
                (
                    format!(
                        "BARGE into {which} of {whose}? Each CUSTOMER will see you, as “{nick}”."
                    ),
                    YES_NO,
                )
            }
            Ask::WatchThenAsk { agent, mode, .. } => {
                let mode = mode.map_or_else(String::new, |m| format!(" as {m}"));
                (
                    format!("Watch {} silently, then ask again{mode}?", name(agent)),
                    YES_NO,
                )
            }
            Ask::CoachToWrite { session } => (
                format!(
                    "Monitor is silent. Switch to Coach in {}'s session, so that the agent reads you?",
                    customer(session)
                ),
                YES_NO,
            ),
            Ask::WriteUnconfirmed { session } => (
                format!(
                    "The server does not say in which mode you are in {}'s session. Write to the AGENTS anyway?",
                    customer(session)
                ),
                YES_NO,
            ),
            Ask::Paste { text } => (
                format!(
                    "Insert {} pasted lines as one line? Nothing is sent.",
                    text.trim_end().lines().count()
                ),
                YES_NO,
            ),
        })
    }

    /// Whether the open question is about being seen by a customer or ending their session.
    pub fn question_is_grave(&self) -> bool {
        self.question.as_ref().is_some_and(|q| match &q.ask {
            Ask::Barge { .. }
            | Ask::AsWatched { .. }
            | Ask::AcceptUnstated { .. }
            | Ask::LeaveCustomer { .. }
            | Ask::WatchBarge { .. } => true,
            Ask::LeaveAll { sessions } => leave_all::is_grave(self, sessions),
            Ask::Quit => !quit::standing(self).1.is_empty(),
            Ask::Suspend
            | Ask::WatchMore { .. }
            | Ask::WatchMenu { .. }
            | Ask::WatchThenAsk { .. }
            | Ask::CoachToWrite { .. }
            | Ask::WriteUnconfirmed { .. }
            | Ask::Paste { .. } => false,
        })
    }
}
