//! How customer and service are called: read from the user data once, when it comes, because a
//! list of thousands asks for it at every key.

use super::Floor;
use crate::domain::{Text, UserData};

/// The keys of the user data that name something, best first.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub(crate) struct NameKeys {
    pub(crate) customer: Vec<String>,
    pub(crate) service: Vec<String>,
}

/// What the user data of one session says.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub(crate) struct Names {
    pub(crate) customer: Option<Text>,
    pub(crate) service: Option<Text>,
}

impl NameKeys {
    /// Reads the user data.
    pub(super) fn names(&self, data: Option<&UserData>) -> Names {
        Names {
            customer: data.and_then(|d| d.first(&self.customer)),
            service: data.and_then(|d| d.first(&self.service)),
        }
    }
}

impl Floor {
    /// Names everything by other keys from now on.
    pub(crate) fn name_by(&mut self, keys: NameKeys) {
        if self.keys == keys {
            return;
        }
        self.keys = keys;
        for mine in self.mine.values_mut() {
            mine.names = self.keys.names(mine.session.user_data());
        }
        for polled in self.polled.values_mut() {
            polled.names = self.keys.names(polled.session.user_data.as_ref());
        }
    }
}
