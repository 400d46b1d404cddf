//! What the tests order to go wrong, once each; knows nothing of the rest.

use serde_json::json;

use super::{Answer, Request, Role, World};
use crate::sim::faults::HOSTILE;

/// How the next such operation goes wrong.
#[derive(Debug, Clone)]
pub(crate) enum Failing {
    /// It is answered this, and not carried out.
    Answer(Answer),
    /// It is answered `statusCode` 0, and nothing follows.
    Silent,
    /// It is answered `statusCode` 0 and a reference id; an Error follows.
    Later(String),
}

/// One order.
#[derive(Debug, Clone)]
pub(crate) struct Fault {
    pub(crate) operation: String,
    pub(crate) failing: Failing,
}

impl World {
    /// Harmful text everywhere where text is: the first agent's name, the
    /// nicknames, user data and a message of that agent's first session, and
    /// an error text to every supervisor.
    pub(crate) fn speak_hostile(&mut self) {
        let Some(agent) = self.users.iter_mut().find(|user| user.role == Role::Agent) else {
            return;
        };
        agent.first = format!("{}{HOSTILE}", agent.first);
        let agent = agent.id.clone();
        if let Some(session) = self.sessions_of(&agent).first()
            && let Some(known) = self.sessions.get_mut(session)
        {
            for participant in &mut known.participants {
                participant.nickname = format!("{}{HOSTILE}", participant.nickname);
            }
            known
                .user_data
                .insert(format!("Key{HOSTILE}"), json!(format!("Value{HOSTILE}")));
            self.tell_participants(session, None);
            self.customer_says(session, &format!("Hello {HOSTILE}"));
        }
        let supervisors = self
            .users
            .iter()
            .filter(|user| user.role == Role::Supervisor);
        for supervisor in supervisors.map(|user| user.id.clone()).collect::<Vec<_>>() {
            let reference = self.next_reference();
            self.tell_error(&supervisor, &format!("No {HOSTILE}"), reference);
        }
    }

    /// Has the next such operation go wrong. Reads are called `GET me`,
    /// `GET contacts`, `GET users`, `GET user`, `GET sessions`, `GET session`
    /// and `GET messages`.
    pub(crate) fn fail(&mut self, operation: &str, failing: Failing) {
        self.faults.push_back(Fault {
            operation: operation.to_owned(),
            failing,
        });
    }

    pub(super) fn failed(&mut self, user: &str, request: &Request) -> Option<Answer> {
        let operation = request.operation();
        let place = self
            .faults
            .iter()
            .position(|fault| fault.operation == operation)?;
        let fault = self.faults.remove(place)?;
        Some(match fault.failing {
            Failing::Answer(answer) => answer,
            Failing::Silent => Answer::ok(),
            Failing::Later(message) => {
                let reference = self.next_reference();
                self.tell_error(user, &message, reference);
                Answer::with(json!({ "referenceId": reference }))
            }
        })
    }

    /// `statusCode` 0 with a reference id, and an Error that has a messageType,
    /// as the fixtures show it for what is refused asynchronously.
    pub(super) fn refuse_by_notice(&mut self, user: &str, message: &str) -> Answer {
        let reference = self.next_reference();
        self.tell(
            user,
            json!({
                "messageType": "SMSsessionStateChangeMessage",
                "notificationType": "Error",
                "errorMessage": message,
                "referenceId": reference,
            }),
        );
        Answer::with(json!({ "referenceId": reference }))
    }

    /// An asynchronous refusal: it has no messageType.
    pub(super) fn tell_error(&mut self, user: &str, message: &str, reference: u64) {
        self.tell(
            user,
            json!({
                "notificationType": "Error",
                "errorMessage": message,
                "referenceId": reference,
            }),
        );
    }
}
