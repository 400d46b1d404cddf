//! Lines of a session: written, seen, noted. Knows nothing of joining.

use serde_json::{Value, json};

use super::session::{Entry, Kind, Participant, Visibility};
use super::view::new_messages;
use super::{Answer, Eyes, Part, Request, World};
use crate::sim::options::{OwnTextEcho, SendMessageNotBarged};

impl World {
    /// Writes a line into a session's log and shows it to everybody who may
    /// see it, except one who gets the whole log anyway.
    pub(super) fn write(
        &mut self,
        session: &str,
        from: Participant,
        kind: Kind,
        visibility: Visibility,
        words: Option<&str>,
        except: Option<&str>,
    ) {
        let now = self.now;
        let Some(known) = self.sessions.get_mut(session) else {
            return;
        };
        let entry = Entry {
            index: known.next_index(),
            kind,
            from,
            visibility,
            at: now,
            words: words.map(str::to_owned),
        };
        known.log.push(entry.clone());
        let there = known.participants.clone();
        for person in &there {
            let eyes = self.eyes_of_participant(person);
            if person.part == Part::Bot || !eyes.see(visibility) {
                continue;
            }
            if words.is_some() {
                self.note_seen(session, person, eyes, &entry);
            }
            if let Some(user) = person.user.as_deref()
                && except != Some(user)
            {
                self.tell(user, new_messages(session, vec![entry.pushed()]));
            }
        }
    }

    pub(super) fn eyes_of_participant(&self, person: &Participant) -> Eyes {
        match &person.user {
            Some(user) => self.eyes_of(user),
            None => Eyes::Customer,
        }
    }

    fn note_seen(&mut self, session: &str, person: &Participant, eyes: Eyes, entry: &Entry) {
        let who = person.user.as_ref().unwrap_or(&person.id);
        let from = entry.from.user.as_ref().unwrap_or(&entry.from.id);
        self.facts.push(json!({
            "person": eyes.word(),
            "who": who,
            "session": session,
            "text": entry.words,
            "from": from,
            "visibility": entry.visibility.word(),
            "type": entry.kind.word(),
            "index": entry.index,
        }));
    }

    /// The lines of a session that these eyes see, as they are pushed.
    pub(super) fn log_for(&self, session: &str, eyes: Eyes) -> Vec<Value> {
        self.session(session)
            .map(|known| {
                known
                    .log
                    .iter()
                    .filter(|entry| eyes.see(entry.visibility))
                    .map(Entry::pushed)
                    .collect()
            })
            .unwrap_or_default()
    }

    pub(super) fn participant(&self, session: &str, user: &str) -> Option<Participant> {
        self.session(session)?.of_user(user).cloned()
    }

    /// `SendMessage`, `SendUrl`, `SendToAgents`. What comes of the first two
    /// without Barge says `send_message_not_barged`; the last is refused in
    /// Monitor (`send_to_agents_in_monitor`).
    pub(super) fn send(
        &mut self,
        user: &str,
        session: &str,
        request: &Request,
        kind: Kind,
        visibility: Visibility,
    ) -> Answer {
        let key = if kind == Kind::PushUrl { "url" } else { "text" };
        let Some(words) = request.word(key) else {
            return Answer::refused(1, &format!("{key} was not given"));
        };
        let Some(from) = self.participant(session, user) else {
            return Answer::refused(2, "not a participant");
        };
        if visibility == Visibility::Agents && from.visibility == Visibility::Supervisors {
            return Answer::refused(3, "not allowed in this mode");
        }
        let visibility = if from.visibility == Visibility::All {
            visibility
        } else {
            match self.switches.send_message_not_barged {
                SendMessageNotBarged::DeliveredToAll => visibility,
                SendMessageNotBarged::DeliveredToAgents => Visibility::Agents,
                _ if visibility == Visibility::Agents => visibility,
                SendMessageNotBarged::Code2 => {
                    return Answer::refused(2, "not valid in this mode");
                }
                SendMessageNotBarged::Code3 => {
                    return Answer::refused(3, "not allowed in this mode");
                }
            }
        };
        let except = match self.switches.own_text_echo {
            OwnTextEcho::Yes => None,
            OwnTextEcho::No => Some(user),
        };
        self.write(session, from, kind, visibility, Some(words), except);
        Answer::ok()
    }

    /// The typing notices: they use up indices.
    pub(super) fn type_on(
        &mut self,
        user: &str,
        session: &str,
        kind: Kind,
        visibility: Visibility,
    ) -> Answer {
        let Some(from) = self.participant(session, user) else {
            return Answer::refused(2, "not a participant");
        };
        if visibility == Visibility::Agents && from.visibility == Visibility::Supervisors {
            return Answer::refused(3, "not allowed in this mode");
        }
        self.write(session, from, kind, visibility, None, None);
        Answer::ok()
    }

    /// The customer writes.
    pub(crate) fn customer_says(&mut self, session: &str, text: &str) {
        if let Some(from) = self.customer_of(session) {
            self.write(session, from, Kind::Text, Visibility::All, Some(text), None);
        }
    }

    /// The customer types; what is typed so far is the preview.
    pub(crate) fn customer_types(&mut self, session: &str, preview: &str) {
        if let Some(from) = self.customer_of(session) {
            let words = Some(preview).filter(|preview| !preview.is_empty());
            self.write(
                session,
                from,
                Kind::TypingStarted,
                Visibility::All,
                words,
                None,
            );
        }
    }

    /// The first agent writes to everybody, or to agents only.
    pub(crate) fn agent_says(&mut self, session: &str, text: &str, visibility: Visibility) {
        if let Some(from) = self.agent_of(session) {
            self.write(session, from, Kind::Text, visibility, Some(text), None);
        }
    }

    /// The first agent types.
    pub(crate) fn agent_types(&mut self, session: &str, kind: Kind) {
        if let Some(from) = self.agent_of(session) {
            self.write(session, from, kind, Visibility::All, None, None);
        }
    }

    /// The first agent sends a link.
    pub(crate) fn agent_links(&mut self, session: &str, url: &str) {
        if let Some(from) = self.agent_of(session) {
            self.write(
                session,
                from,
                Kind::PushUrl,
                Visibility::All,
                Some(url),
                None,
            );
        }
    }

    pub(super) fn customer_of(&self, session: &str) -> Option<Participant> {
        self.session(session)?.the_customer().cloned()
    }

    fn agent_of(&self, session: &str) -> Option<Participant> {
        self.session(session)?.first_agent().cloned()
    }
}
