//! What the websocket pushes, read as notifications along with the messages that bring them.

use serde_json::value::RawValue;

use crate::bayeux::{self, Payload};
use crate::domain::Event;
use crate::gws::notice::{self, Memory, Usual};

/// What happens on the wire.
pub(super) type Happening = bayeux::Happening<Pushed>;

/// The facts of one notification.
#[derive(Debug)]
pub(super) struct Pushed(Vec<Event>);

impl Pushed {
    /// In the order in which it says them.
    pub(super) fn events(self) -> Vec<Event> {
        self.0
    }
}

impl Payload for Pushed {
    type Usual<'a> = Usual<'a>;

    type Memory = Memory;

    fn usual(data: Usual<'_>, memory: &mut Memory) -> Option<Self> {
        data.events(memory).map(Self)
    }

    fn unusual(data: &RawValue) -> Self {
        Self(notice::unusual(data.get()))
    }
}
