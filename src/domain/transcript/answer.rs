//! What of a log answers the customer, and whether a line is held at all.

use super::{Entry, Transcript, WaitingSide, side_of};

impl Transcript {
    /// Whether an entry is held, or was and has been let go: it is no news when it comes.
    pub fn knows(&self, index: u32) -> bool {
        self.entries.contains_key(&index)
            || (self.let_go.as_ref()).is_some_and(|gone| gone.numbers.hold(index))
    }

    /// The newest line of an agent that the customer can read: a bot's line is no answer, and
    /// neither is a whisper.
    pub fn answer(&self) -> Option<&Entry> {
        let is_answer = |e: &&Entry| side_of(e) == Some(WaitingSide::Agent);
        let held = self.lines_back().find(is_answer);
        let gone = self.let_go.as_ref().and_then(|gone| gone.answer.as_ref());
        held.into_iter().chain(gone).max_by_key(|e| e.index)
    }
}
