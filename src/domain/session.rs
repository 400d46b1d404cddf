//! An SMS session as the server reports it, merged piece by piece.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::{
    Capabilities, Mode, ModeWord, Participant, ParticipantType, ReferenceId, SessionId, Stamp,
    Standing, State, UserData, UserId, Visibility,
};

/// Where this supervisor stands, in the terms of the list.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Presence {
    /// Invited, not in.
    Offered,
    /// In.
    In,
    /// Left while alone with the customer; nothing can be written.
    LeftAlone,
    /// Over for us.
    Over,
}

/// A field that a message may leave out, or garble.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Reported<T> {
    /// Not in the message: what was known stands.
    Absent,
    /// There, but not understood: confirms nothing.
    Unreadable,
    /// Reported.
    Is(T),
}

/// How a report came.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Arrival {
    /// By notification.
    Pushed,
    /// In the answer to a GET.
    Fetched,
}

/// What one message says of a session. Absent is not empty.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct SessionReport {
    /// The session.
    pub id: SessionId,
    /// Its state, where stated.
    pub state: Option<State>,
    /// The participants, where listed.
    pub participants: Reported<Arc<[Participant]>>,
    /// The capabilities, where listed and readable.
    pub capabilities: Option<Capabilities>,
    /// When the session began.
    pub received: Option<Stamp>,
    /// The mode that an offer names (`supervisorMode`); never a confirmed mode.
    pub offered: Option<ModeWord>,
    /// The user data, where sent.
    pub user_data: Option<UserData>,
    /// The operation that this answers, where named.
    pub reference: Option<ReferenceId>,
    /// Pushed or fetched.
    pub arrival: Arrival,
}

impl SessionReport {
    /// A report that says nothing yet.
    pub fn new(id: SessionId, arrival: Arrival) -> Self {
        Self {
            id,
            state: None,
            participants: Reported::Absent,
            capabilities: None,
            received: None,
            offered: None,
            user_data: None,
            reference: None,
            arrival,
        }
    }
}

/// One session that is, was, or is offered to be ours.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Session {
    id: SessionId,
    standing: Standing,
    participants: Arc<[Participant]>,
    capabilities: Capabilities,
    offered: Option<ModeWord>,
    received: Option<Stamp>,
    user_data: Option<UserData>,
    /// Users seen with a supervisor's visibility: a supervisor is listed as an agent, and one
    /// who barges is otherwise not to be told from the agent who handles the session.
    supervisors: BTreeSet<UserId>,
    revision: u64,
}

impl Session {
    /// The session as its first report shows it.
    pub fn new(report: SessionReport, me: &UserId) -> Self {
        let mut session = Self {
            id: report.id.clone(),
            standing: Standing::default(),
            participants: Arc::new([]),
            capabilities: Capabilities::default(),
            offered: None,
            received: None,
            user_data: None,
            supervisors: BTreeSet::new(),
            revision: 0,
        };
        session.apply(report, me);
        session
    }

    /// Merges a report. Applying the same one twice changes nothing but the revision. Says whether
    /// its people are others than before.
    pub fn apply(&mut self, report: SessionReport, me: &UserId) -> bool {
        self.revision += 1;
        self.standing.apply(&report, me);
        if let Some(capabilities) = report.capabilities {
            self.capabilities = capabilities;
        }
        if report.received.is_some() {
            self.received = report.received;
        }
        if report.user_data.is_some() {
            self.user_data = report.user_data;
        }
        self.offered = match self.standing.state() {
            State::Invited => report.offered.or(self.offered.take()),
            _ => None,
        };
        match report.participants {
            Reported::Is(list) => self.list(list, me),
            Reported::Absent | Reported::Unreadable => false,
        }
    }

    /// Keeps one copy of a user's id for all the sessions that name it, as far as it is known. A
    /// list that is held elsewhere as well has its copies there.
    pub fn share_users(&mut self, known: impl Fn(&UserId) -> Option<UserId>) {
        let people = Arc::get_mut(&mut self.participants).unwrap_or_default();
        for user in people.iter_mut().filter_map(|p| p.user.as_mut()) {
            if let Some(known) = known(user) {
                *user = known;
            }
        }
    }

    fn list(&mut self, list: Arc<[Participant]>, me: &UserId) -> bool {
        if Arc::ptr_eq(&list, &self.participants) {
            return false;
        }
        for p in &*list {
            if let (Some(user), Some(Visibility::Agents | Visibility::Supervisors)) =
                (&p.user, &p.visibility)
                && user != me
            {
                self.supervisors.insert(user.clone());
            }
        }
        // An empty list right after Accept is printed on the vendor's own page while three people
        // are there: it confirms no mode, but it does not send anybody home.
        // Those of before stay where they are: most news of a session are none of its people.
        let others = !list.is_empty() && self.participants != list;
        // Of two that say the same the one that somebody holds already: it is known when it comes
        // again, and is there once.
        if others || (!list.is_empty() && Arc::strong_count(&list) > 1) {
            self.participants = list;
        }
        others
    }

    /// A complete list no longer names it: over for us, without a word from the server.
    pub fn vanish(&mut self) {
        self.revision += 1;
        self.standing.vanish();
        self.offered = None;
    }

    /// Forgets the confirmed mode: a new epoch begins and nothing is known until reported again.
    pub fn forget_mode(&mut self) {
        self.revision += 1;
        self.standing.forget_mode();
    }

    /// The session's id.
    pub fn id(&self) -> &SessionId {
        &self.id
    }

    /// The state as last reported.
    pub fn state(&self) -> &State {
        self.standing.state()
    }

    /// Where this supervisor stands.
    pub fn presence(&self) -> Presence {
        match self.state() {
            State::Invited => Presence::Offered,
            State::Chatting | State::Other(_) => Presence::In,
            State::LeftChat => Presence::LeftAlone,
            State::Completed | State::Revoked => Presence::Over,
        }
    }

    /// The mode that the server has confirmed by the visibility of our own participant; nothing
    /// else confirms. `None` is unknown, and permits nothing.
    pub fn confirmed(&self) -> Option<Mode> {
        self.standing.confirmed()
    }

    /// The mode that an open offer names.
    pub fn offered(&self) -> Option<&ModeWord> {
        self.offered.as_ref()
    }

    /// The people, as last listed.
    pub fn participants(&self) -> &[Participant] {
        &self.participants
    }

    /// What the server says can be done.
    pub fn capabilities(&self) -> &Capabilities {
        &self.capabilities
    }

    /// When the session began.
    pub fn received(&self) -> Option<Stamp> {
        self.received
    }

    /// What the site attached to it.
    pub fn user_data(&self) -> Option<&UserData> {
        self.user_data.as_ref()
    }

    /// Rises with every report.
    pub fn revision(&self) -> u64 {
        self.revision
    }

    /// The customer, if listed.
    pub fn customer(&self) -> Option<&Participant> {
        self.participants
            .iter()
            .find(|p| p.kind == ParticipantType::Customer)
    }

    /// The agents whom the customer reads: type Agent, visibility All, neither me nor a known
    /// supervisor (fixture `supervisor-is-an-agent`).
    pub fn agents<'a>(&'a self, me: &'a UserId) -> impl Iterator<Item = &'a Participant> {
        self.participants.iter().filter(move |p| {
            p.kind == ParticipantType::Agent
                && p.visibility == Some(Visibility::All)
                && p.user
                    .as_ref()
                    .is_some_and(|u| u != me && !self.supervisors.contains(u))
        })
    }

    /// Other supervisors known to be there.
    pub fn other_supervisors<'a>(
        &'a self,
        me: &'a UserId,
    ) -> impl Iterator<Item = &'a Participant> {
        self.participants.iter().filter(move |p| {
            p.user
                .as_ref()
                .is_some_and(|u| u != me && self.supervisors.contains(u))
        })
    }

    /// Whether another agent is known to be with the customer, so that leaving hangs up on nobody.
    pub fn has_other_agent(&self, me: &UserId) -> bool {
        self.agents(me).next().is_some()
    }

    /// Whether the newest list shows that we are the only one left with the customer.
    pub fn alone_with_customer(&self, me: &UserId) -> bool {
        self.presence() == Presence::In
            && self.customer().is_some()
            && !self
                .participants
                .iter()
                .any(|p| p.kind == ParticipantType::Agent && p.user.as_ref() != Some(me))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{ParticipantId, Text};

    fn person(user: &str, visibility: Visibility) -> Participant {
        Participant {
            id: Some(ParticipantId::new(user)),
            kind: ParticipantType::Agent,
            nickname: Text::line(user),
            visibility: Some(visibility),
            user: Some(UserId::new(user)),
        }
    }

    fn report(people: &Arc<[Participant]>) -> SessionReport {
        let mut report = SessionReport::new(SessionId::new("s"), Arrival::Pushed);
        report.state = Some(State::Chatting);
        report.participants = Reported::Is(Arc::clone(people));
        report
    }

    fn people(mine: Visibility) -> Arc<[Participant]> {
        [person("me", mine), person("ann", Visibility::All)].into()
    }

    /// Whether they are the same or only say the same, a list confirms what it says each time.
    #[test]
    fn a_list_that_is_known_still_confirms() {
        let me = UserId::new("me");
        let (coach, barge) = (people(Visibility::Agents), people(Visibility::All));
        let mut session = Session::new(report(&coach), &me);
        for (list, others, mode) in [
            (&coach, false, Mode::Coach),
            (&barge, true, Mode::BargeIn),
            (&barge, false, Mode::BargeIn),
            (&people(Visibility::All), false, Mode::BargeIn),
            (&coach, true, Mode::Coach),
        ] {
            session.forget_mode();
            assert_eq!(session.confirmed(), None);
            assert_eq!(session.apply(report(list), &me), others, "{list:?}");
            assert_eq!(session.confirmed(), Some(mode));
            assert_eq!(session.participants(), &**list);
        }
    }

    #[test]
    fn an_empty_list_sends_nobody_home_and_confirms_nothing() {
        let me = UserId::new("me");
        let mut session = Session::new(report(&people(Visibility::All)), &me);
        let none: Arc<[Participant]> = [].into();
        for _ in 0..2 {
            assert!(!session.apply(report(&none), &me));
            assert_eq!(session.participants().len(), 2);
            assert_eq!(session.confirmed(), None);
        }
    }

    #[test]
    fn of_two_that_say_the_same_the_one_that_is_held_elsewhere_is_kept() {
        let me = UserId::new("me");
        let (first, held) = (people(Visibility::Agents), people(Visibility::Agents));
        let mut session = Session::new(report(&first), &me);
        drop(first);
        session.apply(report(&held), &me);
        assert!(Arc::ptr_eq(&held, &session.participants));
        let mut alone = report(&held);
        alone.participants = Reported::Is(people(Visibility::Agents));
        session.apply(alone, &me);
        assert!(Arc::ptr_eq(&held, &session.participants));
        // Nobody else's list is changed to share an id.
        session.share_users(|_| Some(UserId::new("other")));
        assert_eq!(held, people(Visibility::Agents));
        assert_eq!(session.participants(), &*held);
    }
}
