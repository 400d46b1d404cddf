//! What the terminal itself is asked to do, beside showing frames.

use crate::domain::Text;

/// One thing for the terminal. None of it asks the terminal anything back.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Tell {
    /// Ring.
    Bell,
    /// Show a notification on the person's desktop. Never a customer's words.
    Notify {
        /// The line to show.
        title: Text,
    },
    /// Put text on the person's clipboard.
    Copy {
        /// The text.
        text: Text,
    },
    /// Report the mouse from now on, or no longer.
    Mouse(Mouse),
}

/// Whether the mouse is listened to.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Mouse {
    /// It is not: the terminal selects text as it always does.
    #[default]
    Off,
    /// It is.
    On,
}
