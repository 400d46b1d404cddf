//! Who may say what to whom. The only maker of a [`CustomerPermit`]: without one no value exists
//! that could carry a word to a customer.

use thiserror::Error;

use super::{Link, Mode, Session, SessionId, State};

/// Permission to let the customer of one session read one thing, as things stood at one revision.
/// Not `Clone`, made only by [`may_reach_customer`], and used up by the call that carries it.
#[derive(Debug, PartialEq, Eq)]
pub struct CustomerPermit {
    session: SessionId,
    revision: u64,
}

impl CustomerPermit {
    /// The session it is for.
    pub fn session(&self) -> &SessionId {
        &self.session
    }

    /// The session's revision when it was given.
    pub fn revision(&self) -> u64 {
        self.revision
    }
}

/// What is open between us and the server in a session.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Unanswered {
    /// Nothing is open.
    Nothing,
    /// A Switch or Leave of ours has no answer yet: the mode may change at any moment.
    SwitchOrLeave,
    /// The person last asked for this mode and has not taken the one that is confirmed instead.
    OtherModeAsked(Mode),
}

/// Why nothing may be written now.
#[derive(Clone, PartialEq, Eq, Debug, Error)]
pub enum Refusal {
    /// The feed is not live: what we know may be old.
    #[error("the link is not live: nothing is sent until it is")]
    NotLive,
    /// The session is not in conversation.
    #[error("{}", not_chatting(.0))]
    NotChatting(String),
    /// The server has confirmed another mode.
    #[error("the server confirms {0}; only Barge reaches the customer")]
    OtherMode(Mode),
    /// The server has confirmed no mode.
    #[error("the server has not confirmed the mode: press the mode's key to ask for it")]
    UnknownMode,
    /// A switch or leave is on its way.
    #[error("a switch or leave is not answered yet")]
    Unanswered,
    /// The server has confirmed Barge, and the person asked for something else.
    #[error("the server confirms Barge, but {0} was asked for: press the key of the mode you want")]
    NotAsked(Mode),
    /// Monitor is silent.
    #[error("Monitor is silent: switch to Coach to write to the agent")]
    Silent,
}

/// Decides whether the customer of `session` may read something now (design §4).
///
/// # Errors
/// Says why not. Neither capabilities nor `supervisorMode` nor the mode asked for count: the
/// vendor's own samples offer `SendMessage` to supervisors who may not send.
pub fn may_reach_customer(
    session: &Session,
    link: &Link,
    unanswered: Unanswered,
) -> Result<CustomerPermit, Refusal> {
    standing(session, link)?;
    if unanswered == Unanswered::SwitchOrLeave {
        return Err(Refusal::Unanswered);
    }
    if let Unanswered::OtherModeAsked(asked) = unanswered
        && asked != Mode::BargeIn
        && session.confirmed() == Some(Mode::BargeIn)
    {
        return Err(Refusal::NotAsked(asked));
    }
    match session.confirmed() {
        Some(Mode::BargeIn) => Ok(CustomerPermit {
            session: session.id().clone(),
            revision: session.revision(),
        }),
        Some(other) => Err(Refusal::OtherMode(other)),
        None => Err(Refusal::UnknownMode),
    }
}

/// Decides whether the agents of `session` may be written to now.
///
/// # Errors
/// [`Refusal::Silent`] in Monitor, where Coach is to be offered; [`Refusal::UnknownMode`] where the
/// person must be asked once a session.
pub fn may_reach_agents(session: &Session, link: &Link) -> Result<(), Refusal> {
    standing(session, link)?;
    match session.confirmed() {
        Some(Mode::Coach | Mode::BargeIn) => Ok(()),
        Some(Mode::Monitor) => Err(Refusal::Silent),
        None => Err(Refusal::UnknownMode),
    }
}

/// What the server's word for a state means to somebody who wanted to write.
fn not_chatting(word: &str) -> String {
    match word {
        "Invited" => "the invitation is not accepted yet".into(),
        "LeftChat" => "you have left the session".into(),
        "Completed" => "the session is over".into(),
        "Revoked" => "the session was taken away: it is over, or back in the queue".into(),
        "gone" => "the session is gone".into(),
        other => format!("the session is {other}, not Chatting"),
    }
}

fn standing(session: &Session, link: &Link) -> Result<(), Refusal> {
    if *link != Link::Live {
        return Err(Refusal::NotLive);
    }
    match session.state() {
        State::Chatting => Ok(()),
        other => Err(Refusal::NotChatting(other.word().to_owned())),
    }
}

#[cfg(test)]
mod tests;
