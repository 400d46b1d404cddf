//! Everything the app may ask for. Carrying it out is the console's business.

use std::collections::BTreeMap;

use secrecy::SecretString;

use super::kept::Kept;
use super::tell::Tell;
use crate::domain::{About, Call, CallId, Fault, Note, SessionId, Text, UserId};

/// When the screen has to change.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Default)]
pub enum Redraw {
    /// Not at all.
    #[default]
    No,
    /// With the next frame: the feed did it.
    Soon,
    /// At once: the person's own key did it.
    Now,
}

/// How the program ends.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Exit {
    /// The person quit.
    Quit,
    /// The first sign-in failed; the sentence goes to standard error.
    CannotStart(Fault),
    /// SIGTERM.
    Terminated,
    /// SIGHUP, or the terminal is gone.
    HungUp,
    /// A task crashed.
    Crashed,
}

/// What to do on the way out, within one second.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Quit {
    /// Why.
    pub exit: Exit,
    /// Sessions to leave.
    pub leave: Vec<SessionId>,
    /// What each of them is called, for the next start if leaving it is not confirmed.
    pub names: BTreeMap<SessionId, Text>,
    /// Sessions that stay open because leaving would hang up on the customer, with a name for
    /// the next start. If there is one, the contact-centre session is not ended either.
    pub left_open: Vec<(SessionId, Text)>,
}

/// One thing to do.
#[derive(Debug)]
pub enum Effect {
    /// Ask the server.
    Call {
        /// Under which number the answer is expected.
        id: CallId,
        /// What.
        call: Call,
    },
    /// What is known of a session on which something is asked next: for the record.
    About {
        /// Which.
        session: SessionId,
        /// What.
        about: About,
    },
    /// Write this down.
    Note(Note),
    /// Begin a new epoch.
    Resync,
    /// Try to connect now instead of later.
    Retry,
    /// Sign in again with this password.
    SignIn(SecretString),
    /// Whose lists are on the screen: they are read more often.
    Look(Vec<UserId>),
    /// Whom we watch silently: to be asked for again on a new HTTP session.
    Watches(Vec<UserId>),
    /// Write down what outlives the run.
    Keep(Kept),
    /// Have the terminal do something.
    Tell(Tell),
    /// Paint every cell with the next frame.
    Repaint,
    /// Give the terminal back and stop, until the shell lets us go on.
    Suspend,
    /// Leave.
    Quit(Quit),
}

/// What one message led to.
#[derive(Debug, Default)]
pub struct Step {
    /// When to draw.
    pub redraw: Redraw,
    /// What to do, in order.
    pub effects: Vec<Effect>,
}

impl Step {
    /// Asks for a frame; the most urgent wish counts.
    pub fn redraw(&mut self, redraw: Redraw) {
        self.redraw = self.redraw.max(redraw);
    }

    /// Asks for something to be done.
    pub fn push(&mut self, effect: Effect) {
        self.effects.push(effect);
    }
}
