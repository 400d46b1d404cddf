//! What a session offers. Knows names and aliases; a capability alone permits nothing.

use super::{Mode, Text, trimmed};

/// What agents are offered and a supervisor has no use for (SMS pages of the vendor).
const FOR_AGENTS: [&str; 13] = [
    "InFocus",
    "Invite",
    "Transfer",
    "Consult",
    "Complete",
    "SetDisposition",
    "PushUrl",
    "AttachUserData",
    "UpdateUserData",
    "DeleteUserData",
    "SendCustomNotice",
    "SendStopTypingNotification",
    "SendStopTypingToAgentsNotification",
];

/// One thing that the server says can be done. Only those we use are named.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Capability {
    /// An offer can be accepted.
    Accept,
    /// An offer can be declined.
    Reject,
    /// The session can be left.
    Leave,
    /// Text to agents.
    SendToAgents,
    /// Text that the customer sees.
    SendMessage,
    /// Typing notices to the agents.
    TypingToAgents,
    /// Typing notices to everybody.
    TypingToAll,
    /// Switch to the mode. `SwitchBargeIn` and `SwitchToBargeIn` are one.
    SwitchTo(Mode),
    /// Any other word, kept as received.
    Other(Text),
}

impl Capability {
    /// Reads a whole word: `SendMessageLater` is not `SendMessage`.
    pub fn read(word: &str) -> Self {
        let word = trimmed(word);
        Self::ours(word).unwrap_or_else(|| Self::Other(Text::line(printed(word))))
    }

    /// One that is named here.
    fn ours(word: &str) -> Option<Self> {
        Some(match word {
            "Accept" => Self::Accept,
            "Reject" => Self::Reject,
            "Leave" => Self::Leave,
            "SendToAgents" => Self::SendToAgents,
            "SendMessage" => Self::SendMessage,
            "SendStartTypingToAgentsNotification" => Self::TypingToAgents,
            "SendStartTypingNotification" => Self::TypingToAll,
            "SwitchToMonitor" => Self::SwitchTo(Mode::Monitor),
            "SwitchToCoach" => Self::SwitchTo(Mode::Coach),
            "SwitchBargeIn" | "SwitchToBargeIn" => Self::SwitchTo(Mode::BargeIn),
            _ => return None,
        })
    }

    /// Its bit; none for a word that no page of the vendor has.
    fn bit(&self) -> Option<u32> {
        let place = match self {
            Self::Accept => 0,
            Self::Reject => 1,
            Self::Leave => 2,
            Self::SendToAgents => 3,
            Self::SendMessage => 4,
            Self::TypingToAgents => 5,
            Self::TypingToAll => 6,
            Self::SwitchTo(Mode::Monitor) => 7,
            Self::SwitchTo(Mode::Coach) => 8,
            Self::SwitchTo(Mode::BargeIn) => 9,
            Self::Other(word) => return bit_for_agents(word.as_str()),
        };
        Some(1 << place)
    }
}

/// One capability with two printed names (SMSAccept, switch pages).
fn printed(word: &str) -> &str {
    if word == "SetInFocus" {
        "InFocus"
    } else {
        word
    }
}

/// The bit of one that only agents have a use for.
fn bit_for_agents(word: &str) -> Option<u32> {
    let place = FOR_AGENTS.iter().position(|other| word == *other)?;
    Some(1 << (10 + place))
}

/// What the server says can be done in a session now. Most sessions have the same few: each is a
/// bit, and only words of which we know nothing are kept as words.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Capabilities {
    known: u32,
    others: Box<[Text]>,
}

impl Capabilities {
    /// From the words of the wire.
    pub fn read(words: impl IntoIterator<Item = impl AsRef<str>>) -> Self {
        let (mut known, mut others) = (0, Vec::new());
        for word in words {
            let word = trimmed(word.as_ref());
            let bit = match Capability::ours(word) {
                Some(ours) => ours.bit(),
                None => bit_for_agents(printed(word)),
            };
            match bit {
                Some(bit) => known |= bit,
                None => others.push(Text::line(word)),
            }
        }
        let others = others.into();
        Self { known, others }
    }

    /// Whether it is offered.
    pub fn has(&self, capability: &Capability) -> bool {
        match (capability.bit(), capability) {
            (Some(bit), _) => self.known & bit != 0,
            (None, Capability::Other(word)) => self.others.contains(word),
            (None, _) => false,
        }
    }

    /// Whether nothing at all is offered, or listed.
    pub fn is_empty(&self) -> bool {
        self.known == 0 && self.others.is_empty()
    }

    /// The modes that can be switched to, lowest first.
    pub fn switches(&self) -> Vec<Mode> {
        Mode::ALL
            .into_iter()
            .filter(|mode| self.has(&Capability::SwitchTo(*mode)))
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_word_is_found_and_no_other() {
        let words = [
            "Accept",
            "Reject",
            "Leave",
            "SendToAgents",
            "SendMessage",
            "SendStartTypingToAgentsNotification",
            "SendStartTypingNotification",
            "SwitchToMonitor",
            "SwitchToCoach",
            "SwitchToBargeIn",
            "SetInFocus",
            "DeleteUserData",
            "SendMessageLater",
            "sendmessage",
        ];
        for word in words {
            let one = Capabilities::read([word]);
            for other in words {
                assert_eq!(
                    one.has(&Capability::read(other)),
                    word == other,
                    "{word}, {other}"
                );
            }
        }
        assert!(Capabilities::default().is_empty());
        let all = Capabilities::read(words);
        assert!(!all.is_empty() && !Capabilities::read(["SendMessageLater"]).is_empty());
        assert!(words.iter().all(|word| all.has(&Capability::read(word))));
        assert_eq!(all.switches(), Mode::ALL);
        assert!(Capabilities::read([" SwitchBargeIn "]).has(&Capability::SwitchTo(Mode::BargeIn)));
        assert!(Capabilities::read(["InFocus"]).has(&Capability::read("SetInFocus")));
    }
}
