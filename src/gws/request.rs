//! What is sent, as data: method, path and body. Knows no socket and no credentials.

mod path;

use serde::Serialize;

pub(super) use self::path::name_groups;
use self::path::{contacts_path, encoded};

use super::{AgentOrder, StartSession, Words, dialect};
use crate::domain::{Call, Mode, SessionId, TypingNotice, UserId};

/// GET or POST; this API needs no other.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Method {
    /// Reads.
    Get,
    /// Operations.
    Post,
}

/// A request, ready but for the server and the credentials. Made from a [`Read`], a [`Call`] or a
/// start and an end, and from nothing else.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Prepared {
    method: Method,
    path: String,
    body: Option<String>,
    is_for_customer: bool,
}

/// What can be read.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Read {
    /// Who am I.
    Me,
    /// People, all or by user name (ContactsGetContacts page).
    Contacts {
        /// User names; none means everybody.
        names: Vec<String>,
    },
    /// Every user, to tell user ids from contact ids.
    Users,
    /// One user by user name.
    UserNamed(String),
    /// An agent's sessions (SMSGetAgentInteractions page).
    AgentSessions(UserId),
    /// My sessions (SMSResources page).
    MySessions,
    /// A part of a session's log (SMSGetMessages page).
    Log {
        /// Whose.
        session: SessionId,
        /// From which index, from 1.
        from: u32,
        /// How many; 0 is all.
        count: u32,
    },
}

#[derive(Serialize, Default)]
#[serde(rename_all = "camelCase")]
struct Operation<'a> {
    operation_name: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    supervisor_visibility_mode: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    nickname: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    text: Option<&'a str>,
    #[serde(skip_serializing_if = "<[String]>::is_empty")]
    channels: &'a [String],
    #[serde(skip_serializing_if = "Option::is_none")]
    place: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    login_code: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    queue: Option<&'a str>,
}

impl<'a> Operation<'a> {
    fn named(operation_name: &'static str) -> Self {
        Self {
            operation_name,
            ..Self::default()
        }
    }

    fn to(&self, path: String) -> Prepared {
        // A struct of strings always serialises.
        Prepared::post(path, serde_json::to_string(self).unwrap_or_default())
    }

    fn nickname(mut self, nickname: Option<&'a str>) -> Self {
        self.nickname = nickname;
        self
    }

    fn text(mut self, text: &'a str) -> Self {
        self.text = Some(text);
        self
    }
}

impl Prepared {
    /// GET or POST.
    pub fn method(&self) -> Method {
        self.method
    }

    /// Path and query, from `/api/v2` on, percent-encoded.
    pub fn path(&self) -> &str {
        &self.path
    }

    /// The JSON body of a POST.
    pub fn body(&self) -> Option<&str> {
        self.body.as_deref()
    }

    /// Whether a customer reads it: it was permitted for one moment, and is never repeated.
    pub fn is_for_customer(&self) -> bool {
        self.is_for_customer
    }

    fn get(path: String) -> Self {
        Self {
            method: Method::Get,
            path,
            body: None,
            is_for_customer: false,
        }
    }

    fn post(path: String, body: String) -> Self {
        Self {
            method: Method::Post,
            path,
            body: Some(body),
            is_for_customer: false,
        }
    }

    /// A read.
    pub fn read(read: &Read, words: &Words) -> Self {
        Self::get(match read {
            Read::Me => "/api/v2/me".to_owned(),
            Read::Contacts { names } => contacts_path(names),
            Read::Users => "/api/v2/users?fields=*".to_owned(),
            Read::UserNamed(name) => {
                format!("/api/v2/users?fields=*&userName={}", encoded(name))
            }
            Read::AgentSessions(agent) => {
                let (agent, segment) = (encoded(agent.as_str()), encoded(&words.segment));
                format!("/api/v2/users/{agent}?subresources={segment}")
            }
            Read::MySessions => format!("/api/v2/me/{}?fields=*", encoded(&words.segment)),
            Read::Log {
                session,
                from,
                count,
            } => {
                let mine = mine(session, words);
                format!("{mine}/messages?startIndex={from}&count={count}")
            }
        })
    }

    /// One of the calls of the domain.
    pub fn call(call: &Call, words: &Words) -> Self {
        match call {
            Call::Intrude {
                agent,
                session,
                mode,
            } => {
                let mut body = Operation::named("Intrude");
                body.supervisor_visibility_mode = mode.map(|mode| visibility_mode(mode, words));
                body.to(format!(
                    "/api/v2/users/{}/{}/{}",
                    encoded(agent.as_str()),
                    encoded(&words.segment),
                    encoded(session.as_str())
                ))
            }
            Call::Accept { session, nickname } => Operation::named("Accept")
                .nickname(nickname.as_deref())
                .to(mine(session, words)),
            Call::Reject { session } => Operation::named("Reject").to(mine(session, words)),
            Call::Switch { session, mode } => Operation::named(match mode {
                Mode::Monitor => "SwitchToMonitor",
                Mode::Coach => "SwitchToCoach",
                Mode::BargeIn => "SwitchToBargeIn",
            })
            .to(mine(session, words)),
            Call::Leave { session } => Operation::named("Leave").to(mine(session, words)),
            Call::SendToAgents { session, text } => Operation::named("SendToAgents")
                .text(text)
                .to(mine(session, words)),
            Call::SendMessage(words_for_customer) => Self {
                is_for_customer: true,
                ..Operation::named("SendMessage")
                    .text(words_for_customer.text())
                    .to(mine(words_for_customer.session(), words))
            },
            Call::TypingToAgents { session, notice } => Operation::named(match notice {
                TypingNotice::Started => "SendStartTypingToAgentsNotification",
                // The page of this operation has the singular, whatever the capability says.
                TypingNotice::Stopped => "SendStopTypingToAgentNotification",
            })
            .to(mine(session, words)),
            Call::TypingToAll(typing) => Self {
                is_for_customer: true,
                ..Operation::named(match typing.notice() {
                    TypingNotice::Started => "SendStartTypingNotification",
                    TypingNotice::Stopped => "SendStopTypingNotification",
                })
                .to(mine(typing.session(), words))
            },
            Call::Watch {
                agent,
                watch,
                nickname,
            } => Self::order(
                agent,
                &AgentOrder::Watch {
                    watch: *watch,
                    nickname: nickname.as_deref(),
                },
            ),
            Call::Unwatch { agent } => Self::order(agent, &AgentOrder::Cancel),
            Call::ReadLog {
                session,
                from,
                count,
            } => Self::read(
                &Read::Log {
                    session: session.clone(),
                    from: *from,
                    count: *count,
                },
                words,
            ),
            Call::ReadMine => Self::read(&Read::MySessions, words),
        }
    }

    fn order(agent: &UserId, order: &AgentOrder<'_>) -> Self {
        let agent = encoded(agent.as_str());
        Self::post(
            format!("/api/v2/users/{agent}/channels/smssession"),
            order.body(),
        )
    }

    /// `StartContactCenterSession`.
    pub fn start(start: &StartSession) -> Self {
        let mut body = Operation::named("StartContactCenterSession");
        body.channels = &start.channels;
        body.place = start.place.as_deref();
        body.login_code = start.login_code.as_deref();
        body.queue = start.queue.as_deref();
        body.to("/api/v2/me".to_owned())
    }

    /// `EndContactCenterSession`: the last request of a run.
    pub fn end() -> Self {
        Operation::named("EndContactCenterSession").to("/api/v2/me".to_owned())
    }
}

/// The CometD endpoint below the base.
pub(super) const NOTIFICATIONS: &str = "/api/v2/notifications";

fn visibility_mode(mode: Mode, words: &Words) -> &str {
    match mode {
        Mode::Monitor => "Monitor",
        Mode::Coach => "Coach",
        Mode::BargeIn => &words.barge,
    }
}

fn mine(session: &SessionId, words: &Words) -> String {
    let (segment, session) = (encoded(&words.segment), encoded(session.as_str()));
    format!("/api/v2/me/{segment}/{session}")
}

/// Whether the online segment is in use.
pub(super) fn is_online(words: &Words) -> bool {
    words.segment == dialect::ONLINE
}

#[cfg(test)]
mod tests;
