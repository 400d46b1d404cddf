//! What of a log answers the customer, and whether a line is held at all.

use super::Transcript;
use crate::domain::{Entry, ParticipantType};

impl Transcript {
    /// Whether an entry is held.
    pub fn holds(&self, index: u32) -> bool {
        self.entries.contains_key(&index)
    }

    /// The newest line of an agent that the customer can read: a bot's line is no answer, and
    /// neither is a whisper.
    pub fn answer(&self) -> Option<&Entry> {
        self.lines_back()
            .filter(|e| e.may_reach_customer())
            .find(|e| e.is_from(&ParticipantType::Agent))
    }
}
