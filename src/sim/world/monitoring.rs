//! Watching agents and getting into their sessions: Monitor, Coach, BargeIn on
//! a channel, and Intrude. Monitoring acts on the agent's next session.

use super::session::{Mode, Offer};
use super::{AgentState, Answer, Dialect, Request, World};
use crate::sim::options::{BadModeWord, IntrudeAlreadyIn, IntrudeNoModeError, IntrudeUnmonitored};

/// A supervisor monitors an agent.
#[derive(Debug, Clone)]
pub(crate) struct Watch {
    pub(crate) supervisor: String,
    pub(crate) agent: String,
    pub(crate) mode: Mode,
    pub(crate) scope: Scope,
    pub(crate) nickname: Option<String>,
}

/// Which of the agent's sessions.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Scope {
    AllChats,
    NextChat,
}

impl World {
    /// An operation on a user's channel. The same family of paths changes an
    /// agent's state.
    pub(super) fn channel(
        &mut self,
        user: &str,
        agent: &str,
        channel: &str,
        operation: &str,
        request: &Request,
    ) -> Answer {
        if !self.users.iter().any(|user| user.id == agent) {
            return Answer::refused(6, "no such user");
        }
        let state = match operation {
            "Ready" => Some(AgentState::Ready),
            "NotReady" => Some(AgentState::NotReady),
            "LogOut" | "Logout" | "LoggedOut" => Some(AgentState::LoggedOut),
            _ => None,
        };
        if let Some(state) = state {
            if !self.is_supervisor(user) && user != agent {
                return Answer::refused(5, "your role does not allow this");
            }
            self.set_state(agent, state);
            return Answer::ok();
        }
        let sms = matches!(
            (channel, self.dialect),
            ("smssession", _) | ("smsession", Dialect::Pdf | Dialect::Both)
        );
        if !sms {
            return Answer::refused(2, "no such channel");
        }
        if !self.is_supervisor(user) {
            return Answer::refused(5, "your role does not allow this");
        }
        match operation {
            "Monitor" => self.watch(user, agent, Mode::Monitor, request),
            "Coach" => self.watch(user, agent, Mode::Coach, request),
            "BargeIn" => self.watch(user, agent, Mode::BargeIn, request),
            "CancelSupervisorMonitoring" => self.unwatch(user, agent),
            _ => Answer::refused(2, "no such operation"),
        }
    }

    fn watch(&mut self, user: &str, agent: &str, mode: Mode, request: &Request) -> Answer {
        let scope = match request.word("supervisorMonitoringMode") {
            Some("AllChats") => Scope::AllChats,
            Some("NextChat") => Scope::NextChat,
            Some(_) => return Answer::refused(2, "supervisorMonitoringMode is not a known value"),
            None => return Answer::refused(1, "supervisorMonitoringMode was not given"),
        };
        self.watches
            .retain(|watch| watch.supervisor != user || watch.agent != agent);
        self.watches.push(Watch {
            supervisor: user.to_owned(),
            agent: agent.to_owned(),
            mode,
            scope,
            nickname: request.word("nickname").map(str::to_owned),
        });
        Answer::ok()
    }

    fn unwatch(&mut self, user: &str, agent: &str) -> Answer {
        let before = self.watches.len();
        self.watches
            .retain(|watch| watch.supervisor != user || watch.agent != agent);
        if self.watches.len() == before {
            return Answer::refused(2, "monitoring is not active");
        }
        Answer::ok()
    }

    /// The agents who are watched and can take a session, each once.
    pub(crate) fn watched_agents(&self) -> Vec<String> {
        let ready = |id: &str| {
            let mut users = self.users.iter();
            users.any(|user| user.id == id && user.state == AgentState::Ready)
        };
        let mut agents: Vec<String> = self.watches.iter().map(|w| w.agent.clone()).collect();
        agents.sort();
        agents.dedup();
        agents.retain(|id| ready(id));
        agents
    }

    /// Ends all monitoring of a supervisor: it lives as long as the login.
    pub(crate) fn stop_watching(&mut self, supervisor: &str) {
        self.watches.retain(|watch| watch.supervisor != supervisor);
    }

    /// Ends all monitoring.
    pub(crate) fn stop_all_watching(&mut self) {
        self.watches.clear();
    }

    /// Takes the watches that act on an agent's new session.
    pub(super) fn take_watches(&mut self, agent: &str) -> Vec<Watch> {
        let acting: Vec<Watch> = self
            .watches
            .iter()
            .filter(|watch| watch.agent == agent)
            .cloned()
            .collect();
        self.watches
            .retain(|watch| watch.agent != agent || watch.scope == Scope::AllChats);
        acting
    }

    /// Intrude into an agent's present session.
    pub(super) fn intrude(
        &mut self,
        user: &str,
        agent: &str,
        segment: &'static str,
        session: &str,
        request: &Request,
    ) -> Answer {
        if !self.is_supervisor(user) {
            return Answer::refused(5, "your role does not allow this");
        }
        let Some(known) = self.session(session) else {
            return Answer::refused(6, "no such session");
        };
        if known.of_user(agent).is_none() {
            return Answer::refused(6, "no such session");
        }
        if known.of_user(user).is_some() {
            return match self.switches.intrude_already_in {
                IntrudeAlreadyIn::Code2 => Answer::refused(2, "already a participant"),
                IntrudeAlreadyIn::Code0Silent => Answer::ok(),
            };
        }
        let watched = self
            .watches
            .iter()
            .find(|watch| watch.supervisor == user && watch.agent == agent)
            .map(|watch| watch.mode);
        let (mode, word) = match request.body.get("supervisorVisibilityMode") {
            None => match watched {
                Some(mode) => (mode, mode.word().to_owned()),
                None => return self.refuse_without_mode(user),
            },
            Some(word) => {
                let word = word.as_str().unwrap_or_default();
                match read_mode(word, self.dialect) {
                    Some(mode) => (mode, word.to_owned()),
                    None => {
                        return match self.switches.bad_mode_word {
                            BadModeWord::Code2 => Answer::refused(
                                2,
                                "supervisorVisibilityMode is not one of the allowed values",
                            ),
                            BadModeWord::Code10 => {
                                Answer::refused(10, "supervisorVisibilityMode is out of range")
                            }
                        };
                    }
                }
            }
        };
        let unmonitored = match self.switches.intrude_unmonitored {
            IntrudeUnmonitored::Allowed => None,
            IntrudeUnmonitored::Code2 => Some(2),
            IntrudeUnmonitored::Code3 => Some(3),
            IntrudeUnmonitored::Code5 => Some(5),
        };
        if let (None, Some(code)) = (watched, unmonitored) {
            return Answer::refused(code, "the agent is not monitored");
        }
        self.offer(
            session,
            Offer {
                user: user.to_owned(),
                mode: Some(mode),
                word: Some(word),
                segment,
                since: self.now,
            },
        );
        Answer::ok()
    }

    fn refuse_without_mode(&mut self, user: &str) -> Answer {
        let code = match self.switches.intrude_no_mode_error {
            IntrudeNoModeError::Code2 => 2,
            IntrudeNoModeError::Code1 => 1,
            IntrudeNoModeError::Code3 => 3,
            IntrudeNoModeError::Code5 => 5,
            IntrudeNoModeError::Asynchronous => {
                return self.refuse_by_notice(user, "no monitoring mode is set for this agent");
            }
        };
        Answer::refused(code, "no mode was given and the agent is not monitored")
    }
}

fn read_mode(word: &str, dialect: Dialect) -> Option<Mode> {
    match (word, dialect) {
        ("Monitor", _) => Some(Mode::Monitor),
        ("Coach", _) => Some(Mode::Coach),
        ("BargeIn", Dialect::Online | Dialect::Both)
        | ("Bargain", Dialect::Pdf | Dialect::Both) => Some(Mode::BargeIn),
        _ => None,
    }
}
