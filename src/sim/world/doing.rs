//! Which operation does what; the doing itself is elsewhere.

use serde_json::{Value, json};

use super::{Answer, Kind, Mode, Request, Role, Target, Visibility, World};
use crate::sim::options::PartialShape;

impl World {
    /// Carries out one request of a user.
    pub(crate) fn perform(&mut self, user: &str, request: &Request) -> Answer {
        if let Some(answer) = self.failed(user, request) {
            return answer;
        }
        match &request.target {
            Target::Me => self.me(user),
            Target::Contacts => self.contacts(request),
            Target::Users => self.user_list(request),
            Target::User(id) => self.one_user(id, request),
            Target::MySessions(segment) => self.my_sessions(user, segment, request),
            Target::MySession(id) => self.my_session(user, id),
            Target::Messages(id) => self.messages(user, id, request),
            Target::MeOperation
            | Target::Channel { .. }
            | Target::AgentSession { .. }
            | Target::Session(_) => self.operate(user, request),
        }
    }

    fn operate(&mut self, user: &str, request: &Request) -> Answer {
        let Some(operation) = request.word("operationName") else {
            return Answer::refused(1, "operationName was not given");
        };
        match &request.target {
            Target::MeOperation => self.contact_center(user, operation, request),
            Target::Channel {
                user: agent,
                channel,
            } => self.channel(user, agent, channel, operation, request),
            Target::AgentSession {
                user: agent,
                segment,
                session,
            } => match operation {
                "Intrude" => self.intrude(user, agent, segment, session, request),
                _ => Answer::refused(2, "no such operation on an agent's session"),
            },
            Target::Session(session) => self.in_session(user, session, operation, request),
            _ => Answer::nothing_here(self.switches.unknown_path),
        }
    }

    fn contact_center(&mut self, user: &str, operation: &str, request: &Request) -> Answer {
        match operation {
            "StartContactCenterSession" => start(request, self.switches.partial_shape),
            "EndContactCenterSession" => {
                self.stop_watching(user);
                Answer::ok()
            }
            _ => Answer::refused(2, "no such operation"),
        }
    }

    fn in_session(
        &mut self,
        user: &str,
        session: &str,
        operation: &str,
        request: &Request,
    ) -> Answer {
        match operation {
            "Accept" => return self.accept(user, session, request.word("nickname")),
            "Reject" => return self.reject(user, session),
            "CancelConsult" => return self.cancel_consult(user, session),
            _ => {}
        }
        let Some(known) = self.session(session) else {
            return Answer::refused(6, "no such session");
        };
        if known.of_user(user).is_none() {
            return match operation {
                "Complete" | "Leave" if known.left.iter().any(|left| left == user) => {
                    self.complete_left(user, session)
                }
                _ => Answer::refused(2, "not a participant"),
            };
        }
        match operation {
            "SendMessage" => self.send(user, session, request, Kind::Text, Visibility::All),
            "SendToAgents" => self.send(user, session, request, Kind::Text, Visibility::Agents),
            "SendUrl" => self.send(user, session, request, Kind::PushUrl, Visibility::All),
            "SendStartTypingNotification" => {
                self.type_on(user, session, Kind::TypingStarted, Visibility::All)
            }
            "SendStopTypingNotification" => {
                self.type_on(user, session, Kind::TypingStopped, Visibility::All)
            }
            "SendStartTypingToAgentsNotification" => {
                self.type_on(user, session, Kind::TypingStarted, Visibility::Agents)
            }
            // Printed with one Agent; the capability has several.
            "SendStopTypingToAgentNotification" | "SendStopTypingToAgentsNotification" => {
                self.type_on(user, session, Kind::TypingStopped, Visibility::Agents)
            }
            "SwitchToMonitor" => self.switch(user, session, Mode::Monitor),
            "SwitchToCoach" => self.switch(user, session, Mode::Coach),
            "SwitchToBargeIn" => self.switch(user, session, Mode::BargeIn),
            "Leave" => self.leave(user, session),
            "Complete" => self.complete_by(user, session),
            "Invite" => self.invite(session, request, None),
            "Consult" => self.invite(session, request, Some(user)),
            "SetDisposition" => self.dispose(user, session, request),
            "AttachUserData" | "UpdateUserData" => self.attach(user, session, request),
            "DeleteUserData" => self.detach(user, session, request),
            _ => Answer::refused(2, "no such operation"),
        }
    }

    pub(super) fn is_supervisor(&self, user: &str) -> bool {
        self.user(user)
            .is_some_and(|user| user.role == Role::Supervisor)
    }
}

/// Opens the channels asked for. The mail server of this floor is away.
fn start(request: &Request, shape: PartialShape) -> Answer {
    let channels: Vec<&str> = request
        .body
        .get("channels")
        .and_then(Value::as_array)
        .map(|channels| channels.iter().filter_map(Value::as_str).collect())
        .unwrap_or_default();
    if channels.is_empty() {
        return Answer::refused(1, "channels were not given");
    }
    let away = |channel: &str| !matches!(channel, "smssession" | "chat" | "voice");
    let failed = channels.iter().filter(|channel| away(channel)).count();
    if failed == 0 {
        return Answer::ok();
    }
    if failed == channels.len() {
        return Answer::refused(4, "no interaction server is connected");
    }
    let part = |channel: &&str| {
        if away(channel) {
            let why = format!("the {channel} server is away");
            json!({ "statusCode": 4, "statusMessage": why })
        } else {
            json!({ "statusCode": 0 })
        }
    };
    let mut answer = json!({ "statusCode": 7 });
    if shape != PartialShape::Keyed {
        answer["statusMessage"] = json!("not every channel was started");
    }
    match shape {
        PartialShape::List => {
            let named = |channel: &&str| {
                let mut part = part(channel);
                part["channel"] = json!(channel);
                part
            };
            answer["channels"] = channels.iter().map(named).collect();
        }
        PartialShape::Keyed => {
            for channel in &channels {
                answer[*channel] = part(channel);
            }
        }
        PartialShape::Bare => {}
    }
    Answer::json(200, answer)
}
