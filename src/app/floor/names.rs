//! How customer and service are called: read from the user data once, when it comes, because a
//! list of thousands asks for it at every key.

use super::Floor;
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
    pub(crate) hidden: Hidden,
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
        Names {
            hidden: Hidden {
                customer: hidden(customer_key, &customer),
                service: hidden(service_key, &service),
            },
            customer,
            service,
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
        self.changed.all();
        for mine in self.mine.values_mut() {
            mine.names = self.keys.names(mine.session.user_data());
        }
        for polled in self.polled.values_mut() {
            polled.names = self.keys.names(polled.session.user_data.as_ref());
        }
    }
}
