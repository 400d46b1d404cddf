//! Somebody in a session changes what it is: the own mode, or who else serves.

use serde_json::json;

use super::session::{Kind, Mode, Part, Visibility};
use super::{Answer, Request, World};
use crate::sim::options::{SwitchLogType, SwitchRefused};

impl World {
    /// A supervisor changes mode. To the same mode: refused with code 2.
    pub(super) fn switch(&mut self, user: &str, session: &str, mode: Mode) -> Answer {
        let Some(me) = self.sessions.get_mut(session).and_then(|known| {
            known
                .participants
                .iter_mut()
                .find(|person| person.user.as_deref() == Some(user))
        }) else {
            return Answer::refused(2, "not a participant");
        };
        if me.part != Part::Supervisor || me.visibility == mode.visibility() {
            let why = "the mode cannot be changed now";
            return match self.switches.switch_refused {
                SwitchRefused::Code2 => Answer::refused(2, why),
                SwitchRefused::Code0Silent => Answer::ok(),
                SwitchRefused::Asynchronous => self.refuse_by_notice(user, why),
            };
        }
        me.visibility = mode.visibility();
        let me = me.clone();
        self.tell_participants(session, None);
        let (kind, words) = match self.switches.switch_log_type {
            SwitchLogType::Rejoined => (Kind::ParticipantRejoined, None),
            SwitchLogType::Joined => (Kind::ParticipantJoined, None),
            SwitchLogType::Notice => (Kind::Notice, Some("mode changed")),
        };
        self.write(session, me, kind, mode.visibility(), words, None);
        Answer::ok()
    }

    /// A supervisor (id or user name) changes mode by a console of their own.
    pub(crate) fn supervisor_switches(&mut self, who: &str, session: &str, mode: Mode) {
        let Some(user) = self.user(who).map(|user| user.id.clone()) else {
            return;
        };
        let other = (self.session(session))
            .and_then(|known| known.of_user(&user))
            .is_some_and(|me| me.visibility != mode.visibility());
        if other {
            let _ = self.switch(&user, session, mode);
        }
    }

    /// Invite and Consult: the other agent comes in at once. The target stands
    /// under one of three names (`target_field`).
    pub(super) fn invite(
        &mut self,
        session: &str,
        request: &Request,
        consulting: Option<&str>,
    ) -> Answer {
        let target = ["targetPath", "targetUri", "userUri"]
            .iter()
            .find_map(|key| request.word(key));
        let Some(target) = target.and_then(|link| link.rsplit('/').next()) else {
            return Answer::refused(1, "no target was given");
        };
        let Some(target) = self.user(target).map(|user| user.id.clone()) else {
            return Answer::refused(6, "no such user");
        };
        if self.participant(session, &target).is_some() {
            return Answer::refused(2, "already a participant");
        }
        let reference = self.next_reference();
        if let Some(known) = self.sessions.get_mut(session) {
            known.consult = consulting.map(str::to_owned);
        }
        self.join(session, &target, Part::Agent, Visibility::All, None);
        Answer::with(json!({ "referenceId": reference }))
    }

    /// CancelConsult is silent when it works; else an Error follows.
    pub(super) fn cancel_consult(&mut self, user: &str, session: &str) -> Answer {
        let reference = self.next_reference();
        let pending = self
            .sessions
            .get_mut(session)
            .and_then(|known| known.consult.take());
        if pending.is_none() {
            self.tell_error(user, "Request failed", reference);
        }
        Answer::with(json!({ "referenceId": reference }))
    }
}
