//! Sessions begin, people come into them and change their mode.

use serde_json::{Map, Value, json};

use super::capabilities;
use super::printing::{Listing, list};
use super::session::{Kind, Mode, Offer, Part, Participant, Session, Visibility};
use super::view::new_messages;
use super::{Answer, ONLINE, World};
use crate::sim::options::{AcceptGone, AutoJoinInvited, AutoJoinOrder};

impl World {
    /// Opens a session between a customer and an agent (id or user name) and
    /// lets everybody in who monitors that agent. Nothing for an unknown agent.
    pub(crate) fn open(
        &mut self,
        agent: &str,
        customer: &str,
        user_data: Map<String, Value>,
        greeting: &str,
    ) -> Option<String> {
        let agent = self.user(agent)?.id.clone();
        let session = self.begin(customer, user_data, greeting);
        self.join(&session, &agent, Part::Agent, Visibility::All, None);
        for watch in self.take_watches(&agent) {
            match self.switches.auto_join_invited {
                AutoJoinInvited::JoinedAtOnce => self.join_watching(
                    &session,
                    &watch.supervisor,
                    watch.mode,
                    watch.nickname.as_deref(),
                ),
                AutoJoinInvited::InvitedFirst => {
                    self.offer_mode(&watch.supervisor, &session, watch.mode);
                }
            }
        }
        Some(session)
    }

    /// Opens a session without an agent and routes it to a user.
    pub(crate) fn route(
        &mut self,
        who: &str,
        customer: &str,
        user_data: Map<String, Value>,
        greeting: &str,
    ) -> Option<String> {
        let user = self.user(who)?.id.clone();
        let session = self.begin(customer, user_data, greeting);
        self.offer(
            &session,
            Offer {
                user,
                mode: None,
                word: None,
                segment: ONLINE,
                since: self.now,
            },
        );
        Some(session)
    }

    fn begin(&mut self, customer: &str, user_data: Map<String, Value>, greeting: &str) -> String {
        let id = self.next_session();
        let guest = Participant {
            id: self.next_participant(),
            part: Part::Customer,
            nickname: customer.to_owned(),
            visibility: Visibility::All,
            user: None,
        };
        let bot = Participant {
            id: self.next_participant(),
            part: Part::Bot,
            nickname: "Desk bot".to_owned(),
            ..guest.clone()
        };
        let session = Session {
            id: id.clone(),
            received: self.now,
            customer: customer.to_owned(),
            participants: vec![guest.clone()],
            log: Vec::new(),
            user_data,
            offers: Vec::new(),
            left: Vec::new(),
            consult: None,
        };
        self.sessions.insert(id.clone(), session);
        let all = Visibility::All;
        self.write(&id, guest, Kind::ParticipantJoined, all, None, None);
        self.write(&id, bot.clone(), Kind::ParticipantJoined, all, None, None);
        self.write(&id, bot, Kind::Text, all, Some(greeting), None);
        id
    }

    /// Puts somebody into a session and tells the others.
    pub(super) fn join(
        &mut self,
        session: &str,
        user: &str,
        part: Part,
        visibility: Visibility,
        nickname: Option<&str>,
    ) {
        let Some(known) = self.user(user) else { return };
        let participant = Participant {
            nickname: nickname.unwrap_or(&known.first).to_owned(),
            id: String::new(),
            part,
            visibility,
            user: Some(user.to_owned()),
        };
        let participant = Participant {
            id: self.next_participant(),
            ..participant
        };
        let Some(known) = self.sessions.get_mut(session) else {
            return;
        };
        known.participants.push(participant.clone());
        // Who is in has nothing left to accept or to complete.
        known.offers.retain(|offer| offer.user != user);
        known.left.retain(|left| left != user);
        self.tell_participants(session, Some(user));
        self.write(
            session,
            participant,
            Kind::ParticipantJoined,
            visibility,
            None,
            Some(user),
        );
    }

    /// Tells everybody in a session who is there, except one.
    pub(super) fn tell_participants(&mut self, session: &str, except: Option<&str>) {
        let Some(known) = self.session(session) else {
            return;
        };
        let views: Vec<(String, Value)> = known
            .participants
            .iter()
            .filter_map(|person| {
                let user = person
                    .user
                    .as_deref()
                    .filter(|user| except != Some(*user))?;
                Some((user.to_owned(), known.chatting(person, self.eyes_of(user))))
            })
            .collect();
        for (user, view) in views {
            self.tell_change(&user, "ParticipantsUpdated", view);
        }
    }

    /// A monitoring supervisor is in an agent's new session at once: three
    /// notifications, no invitation (`auto_join_invited`, `auto_join_order`).
    fn join_watching(&mut self, session: &str, user: &str, mode: Mode, nickname: Option<&str>) {
        self.join(session, user, Part::Supervisor, mode.visibility(), nickname);
        let eyes = self.eyes_of(user);
        let Some(known) = self.session(session) else {
            return;
        };
        let Some(me) = known.of_user(user) else {
            return;
        };
        let mut view = known.full(me, eyes);
        view["capabilities"] = capabilities::joined(mode);
        let log = self.log_for(session, eyes);
        match self.switches.auto_join_order {
            AutoJoinOrder::ParticipantsFirst => {
                self.tell_change(user, "ParticipantsUpdated", view.clone());
                self.tell_change(user, "StatusChange", view);
            }
            AutoJoinOrder::StatusFirst => {
                // Nobody is listed first, as the Accept page shows it.
                let mut bare = view.clone();
                list(&mut bare, Listing::Empty);
                self.tell_change(user, "StatusChange", bare);
                self.tell_change(user, "ParticipantsUpdated", view);
            }
        }
        self.tell(user, new_messages(session, log));
    }

    /// Another agent comes in and serves too.
    pub(crate) fn come_to_serve(&mut self, who: &str, session: &str) {
        let Some(user) = self.user(who).map(|user| user.id.clone()) else {
            return;
        };
        if self
            .session(session)
            .is_some_and(|known| known.of_user(&user).is_none())
        {
            self.join(session, &user, Part::Agent, Visibility::All, None);
        }
    }

    /// A supervisor comes in without having been asked.
    pub(crate) fn come_in(&mut self, who: &str, session: &str, mode: Mode) {
        let Some(user) = self.user(who).map(|user| user.id.clone()) else {
            return;
        };
        if self
            .session(session)
            .is_some_and(|known| known.of_user(&user).is_none())
        {
            self.join_watching(session, &user, mode, None);
        }
    }

    /// Accept: StatusChange without participants, the participants, the log.
    pub(super) fn accept(&mut self, user: &str, session: &str, nickname: Option<&str>) -> Answer {
        let Some(offer) = self.take_offer(user, session) else {
            let code = match self.switches.accept_gone {
                AcceptGone::Code2 => 2,
                AcceptGone::Code6 => 6,
            };
            return Answer::refused(code, "the invitation is no longer open");
        };
        let (part, visibility) = match offer.mode {
            Some(mode) => (Part::Supervisor, mode.visibility()),
            None => (Part::Agent, Visibility::All),
        };
        self.join(session, user, part, visibility, nickname);
        let eyes = self.eyes_of(user);
        let Some(known) = self.session(session) else {
            return Answer::refused(6, "no such session");
        };
        let Some(me) = known.of_user(user) else {
            return Answer::refused(2, "not a participant");
        };
        let mut view = known.bare("Chatting");
        view["capabilities"] = capabilities::of(me);
        view["participants"] = json!([]);
        let mut listed = view.clone();
        listed["participants"] = known.participants_for(eyes);
        list(&mut listed, Listing::after_accept(&self.switches));
        let log = self.log_for(session, eyes);
        self.tell_referred(user, "StatusChange", view);
        self.tell_change(user, "ParticipantsUpdated", listed);
        self.tell(user, new_messages(session, log));
        Answer::ok()
    }

    /// Reject: `Completed`, with a reference id in the notification only.
    pub(super) fn reject(&mut self, user: &str, session: &str) -> Answer {
        if self.take_offer(user, session).is_none() {
            return Answer::refused(2, "the invitation is no longer open");
        }
        if let Some(known) = self.session(session) {
            let mut view = known.bare("Completed");
            view["participants"] = json!([]);
            self.tell_referred(user, "StatusChange", view);
        }
        self.settle(session);
        Answer::ok()
    }

    fn take_offer(&mut self, user: &str, session: &str) -> Option<Offer> {
        let known = self.sessions.get_mut(session)?;
        let place = known.offers.iter().position(|offer| offer.user == user)?;
        Some(known.offers.remove(place))
    }
}
