//! How customer and service are called: read from the user data when somebody first looks, and once,
//! because a list of thousands asks for it at every key.

use std::sync::OnceLock;

use super::{Floor, Mine, Polled};
use crate::domain::{Text, UserData, mask};

/// The keys of the user data that name something, best first.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub(crate) struct NameKeys {
    pub(crate) customer: Vec<String>,
    pub(crate) service: Vec<String>,
    /// Keys whose values are hidden whole.
    pub(crate) hidden: Vec<String>,
}

/// What the user data of one session says.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub(crate) struct Names {
    pub(crate) customer: Option<Text>,
    pub(crate) service: Option<Text>,
    /// Nothing, where neither key is hidden.
    pub(crate) hidden: Option<Box<Hidden>>,
}

/// Values of hidden keys, as they are shown while they are hidden; `None` where the key is not.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub(crate) struct Hidden {
    pub(crate) customer: Option<Text>,
    pub(crate) service: Option<Text>,
}

impl NameKeys {
    /// Reads the user data.
    pub(super) fn names(&self, data: Option<&UserData>) -> Names {
        let first = |keys| data.and_then(|d| d.first_of(keys)).unzip();
        let (customer_key, customer) = first(&self.customer);
        let (service_key, service) = first(&self.service);
        let hidden = |key: Option<&String>, value: &Option<Text>| {
            key.filter(|key| self.hidden.contains(key))
                .and(value.as_ref())
                .map(|value| Text::line(&mask::whole(value.as_str())))
        };
        let hidden = Hidden {
            customer: hidden(customer_key, &customer),
            service: hidden(service_key, &service),
        };
        Names {
            hidden: (hidden != Hidden::default()).then(|| hidden.into()),
            customer,
            service,
        }
    }
}

impl Floor {
    /// What the user data of a session of mine says.
    pub(crate) fn names_of<'a>(&self, mine: &'a Mine) -> &'a Names {
        let data = || Box::new(self.keys.names(mine.session.user_data()));
        mine.names.get_or_init(data)
    }

    /// The same of one that lists show.
    pub(crate) fn names_of_polled<'a>(&self, polled: &'a Polled) -> &'a Names {
        let data = || Box::new(self.keys.names(polled.user_data.as_ref()));
        polled.names.get_or_init(data)
    }

    /// Names everything by other keys from now on.
    pub(crate) fn name_by(&mut self, keys: NameKeys) {
        if self.keys == keys {
            return;
        }
        self.keys = keys;
        self.changed.all();
        for (_, both) in self.rows.unordered_mut() {
            let (mine, polled) = both.split();
            if let Some(mine) = mine {
                mine.names = OnceLock::new();
            }
            if let Some(polled) = polled {
                polled.names = OnceLock::new();
            }
        }
    }
}
