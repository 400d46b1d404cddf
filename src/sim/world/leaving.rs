//! People leave, sessions end.

use super::session::{Kind, Part, Participant, Visibility};
use super::{Answer, Eyes, World};

impl World {
    /// Leave. From a conference: `Completed` to me alone. Alone with the
    /// customer: `LeftChat`, and it is over for the customer.
    pub(super) fn leave(&mut self, user: &str, session: &str) -> Answer {
        let Some(known) = self.session(session) else {
            return Answer::refused(6, "no such session");
        };
        let served = known
            .of_user(user)
            .is_some_and(|me| me.visibility == Visibility::All);
        let alone = served && known.the_customer().is_some() && !known.served_without(user);
        let (left_chat, completed) = (known.left_chat(), known.bare("Completed"));
        self.take_out(session, user);
        if alone {
            self.tell_referred(user, "StatusChange", left_chat);
            if let Some(known) = self.sessions.get_mut(session) {
                known.left.push(user.to_owned());
            }
            self.revoke_hidden(session);
        } else {
            self.tell_change(user, "StatusChange", completed);
            self.settle(session);
        }
        Answer::ok()
    }

    /// Somebody goes; the others are told.
    fn take_out(&mut self, session: &str, user: &str) {
        let Some(known) = self.sessions.get_mut(session) else {
            return;
        };
        let Some(place) = known
            .participants
            .iter()
            .position(|person| person.user.as_deref() == Some(user))
        else {
            return;
        };
        let gone = known.participants.remove(place);
        self.tell_participants(session, None);
        let visibility = gone.visibility;
        self.write(session, gone, Kind::ParticipantLeft, visibility, None, None);
    }

    /// The first agent leaves. Supervision goes on while somebody else is
    /// there for the customer; else the session ends.
    pub(crate) fn agent_leaves(&mut self, session: &str) {
        let agent = self
            .session(session)
            .and_then(|known| known.first_agent()?.user.clone());
        if let Some(agent) = agent {
            let _ = self.leave(&agent, session);
            // The agent of this floor completes what he has left.
            let _ = self.complete_left(&agent, session);
        }
    }

    /// A supervisor (id or user name) leaves a session by a console of their own.
    pub(crate) fn supervisor_goes(&mut self, who: &str, session: &str) {
        if let Some(user) = self.user(who).map(|user| user.id.clone()) {
            let _ = self.leave(&user, session);
        }
    }

    /// The customer goes away.
    pub(crate) fn customer_leaves(&mut self, session: &str) {
        let Some(known) = self.sessions.get_mut(session) else {
            return;
        };
        let Some(place) = known
            .participants
            .iter()
            .position(|person| person.part == Part::Customer)
        else {
            return;
        };
        let gone = known.participants.remove(place);
        self.tell_participants(session, None);
        self.write(
            session,
            gone,
            Kind::ParticipantLeft,
            Visibility::All,
            None,
            None,
        );
        self.settle(session);
    }

    /// Complete by a user: only an agent can.
    pub(super) fn complete_by(&mut self, user: &str, session: &str) -> Answer {
        let agent = self
            .participant(session, user)
            .is_some_and(|me| me.part == Part::Agent);
        if !agent {
            return Answer::refused(2, "not possible in this state");
        }
        self.complete(session);
        Answer::ok()
    }

    /// Complete, or Leave, after LeftChat.
    pub(super) fn complete_left(&mut self, user: &str, session: &str) -> Answer {
        let Some(known) = self.sessions.get_mut(session) else {
            return Answer::refused(6, "no such session");
        };
        let Some(place) = known.left.iter().position(|left| left == user) else {
            return Answer::refused(2, "not possible in this state");
        };
        known.left.remove(place);
        let view = known.bare("Completed");
        self.tell_change(user, "StatusChange", view);
        self.settle(session);
        Answer::ok()
    }

    /// The session is over, or goes to a queue: `Completed` to agents,
    /// `Revoked` to supervisors and to everybody who was invited.
    pub(crate) fn complete(&mut self, session: &str) {
        let Some(known) = self.sessions.remove(session) else {
            return;
        };
        let completed = known.bare("Completed");
        let revoked = known.revoked(self.switches.revoked_payload);
        let told = known.participants.iter().filter_map(|person| {
            let view = match person.part {
                Part::Agent => &completed,
                Part::Supervisor => &revoked,
                Part::Customer | Part::Bot => return None,
            };
            Some((person.user.clone()?, view.clone()))
        });
        let invited = known
            .offers
            .iter()
            .map(|offer| (offer.user.clone(), revoked.clone()));
        let left = known
            .left
            .iter()
            .map(|user| (user.clone(), completed.clone()));
        for (user, view) in told.chain(invited).chain(left).collect::<Vec<_>>() {
            self.tell_change(&user, "StatusChange", view);
        }
    }

    /// Nobody serves the customer any more: supervisors who only listened are
    /// revoked, and so are invitations.
    fn revoke_hidden(&mut self, session: &str) {
        let Some(known) = self.sessions.get_mut(session) else {
            return;
        };
        let revoked = known.revoked(self.switches.revoked_payload);
        let (hidden, rest): (Vec<Participant>, Vec<Participant>) =
            std::mem::take(&mut known.participants)
                .into_iter()
                .partition(|person| person.part == Part::Supervisor);
        known.participants = rest
            .into_iter()
            .filter(|person| person.part != Part::Customer)
            .collect();
        let invited = std::mem::take(&mut known.offers);
        let users = hidden
            .into_iter()
            .filter_map(|person| person.user)
            .chain(invited.into_iter().map(|offer| offer.user));
        for user in users.collect::<Vec<_>>() {
            self.tell_change(&user, "StatusChange", revoked.clone());
        }
    }

    /// Ends what has no sense any more: a session in which no user is left,
    /// or in which only hidden supervisors are.
    pub(super) fn settle(&mut self, session: &str) {
        let Some(known) = self.session(session) else {
            return;
        };
        let served = known
            .participants
            .iter()
            .any(|person| person.user.is_some() && person.visibility == Visibility::All);
        if !served && known.offers.is_empty() && known.left.is_empty() {
            self.complete(session);
        }
    }

    /// What a customer sees of a session; for the truth.
    pub(crate) fn seen_by_customer(&self, session: &str) -> Vec<serde_json::Value> {
        self.log_for(session, Eyes::Customer)
    }
}
