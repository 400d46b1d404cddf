//! Which key means what, and where. Begins as the table of actions says; settings may give an
//! action other keys.

use super::action::{Action, BINDINGS, Binding, Reach};
use super::key::Key;
use super::screen::Screen;

/// The keys in force.
#[derive(Clone, Debug)]
pub struct Keymap {
    /// Beside each entry of the table, its keys.
    keys: Vec<Vec<Key>>,
}

impl Default for Keymap {
    fn default() -> Self {
        Self {
            keys: BINDINGS.iter().map(|b| b.keys.to_vec()).collect(),
        }
    }
}

/// Why a keymap cannot be.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
pub enum Conflict {
    /// Two actions want one key where both are heard.
    #[error("{key} is bound to both {} and {}", .one.name(), .two.name())]
    Twice {
        /// The key.
        key: Key,
        /// The one.
        one: Action,
        /// The other.
        two: Action,
    },
    /// A letter whose other case acts without asking: a slip of the shift key would send.
    #[error("{key} cannot be bound to {}: its other case is {}, which sends", .action.name(), .sends.name())]
    OtherCase {
        /// The key.
        key: Key,
        /// What it was to be.
        action: Action,
        /// What its other case does.
        sends: Action,
    },
}

impl Keymap {
    /// The table with other keys for some actions. The first key of an action is what hints show.
    ///
    /// # Errors
    /// Two actions that are heard on one screen want the same key, or a letter that sends would
    /// have its other case bound (design §4).
    pub fn with(changes: &[(Action, Vec<Key>)]) -> Result<Self, Conflict> {
        let mut map = Self::default();
        for (action, keys) in changes {
            for (binding, place) in BINDINGS.iter().zip(&mut map.keys) {
                if binding.action == *action {
                    place.clone_from(keys);
                }
            }
        }
        map.check()?;
        Ok(map)
    }

    fn check(&self) -> Result<(), Conflict> {
        let each = || {
            let pairs = BINDINGS.iter().zip(&self.keys);
            pairs.flat_map(|(b, keys)| keys.iter().map(move |key| (b, *key)))
        };
        for (n, (one, key)) in each().enumerate() {
            for (two, other) in each().skip(n + 1) {
                if key == other && one.heard.meets(two.heard) {
                    return Err(Conflict::Twice {
                        key,
                        one: one.action,
                        two: two.action,
                    });
                }
            }
            let Some(other) = other_case(key) else {
                continue;
            };
            for (two, _) in each().filter(|(_, k)| *k == other) {
                if one.sends_unasked() {
                    return Err(Conflict::OtherCase {
                        key: other,
                        action: two.action,
                        sends: one.action,
                    });
                }
            }
        }
        Ok(())
    }

    /// What a key is bound to on a screen.
    pub fn bound(&self, key: Key, screen: Screen) -> Option<&'static Binding> {
        BINDINGS
            .iter()
            .zip(&self.keys)
            .find(|(b, keys)| b.heard.covers(screen) && keys.contains(&key))
            .map(|(b, _)| b)
    }

    /// The keys of an entry of the table.
    pub fn keys(&self, binding: &Binding) -> &[Key] {
        BINDINGS
            .iter()
            .zip(&self.keys)
            .find(|(b, _)| b.action == binding.action && b.heard == binding.heard)
            .map_or(&[], |(_, keys)| keys.as_slice())
    }

    /// The key that hints show for an action; empty if it has none.
    pub fn hint(&self, action: Action) -> String {
        let bound = BINDINGS.iter().zip(&self.keys);
        bound
            .filter(|(b, _)| b.action == action)
            .find_map(|(_, keys)| keys.first())
            .map_or_else(String::new, ToString::to_string)
    }

    /// How the keys of an entry are written, e.g. `j ↓`.
    pub fn text(&self, binding: &Binding) -> String {
        let keys = self.keys(binding).iter();
        keys.map(ToString::to_string).collect::<Vec<_>>().join(" ")
    }
}

impl Binding {
    /// Whether a slip onto this key may send something without a question. Leaving is excepted
    /// (design §4): for a second after a step it only speaks, and its other case, leaving all,
    /// always asks.
    fn sends_unasked(&self) -> bool {
        let spared = self.action == Action::LEAVE || self.action == Action::LeaveAll;
        self.reach == Reach::World && !spared
    }
}

fn other_case(key: Key) -> Option<Key> {
    let Key::Char(c) = key else { return None };
    let other = if c.is_lowercase() {
        c.to_ascii_uppercase()
    } else {
        c.to_ascii_lowercase()
    };
    (other != c).then_some(Key::Char(other))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::action::OnSession;

    #[test]
    fn the_table_has_no_conflict() {
        assert_eq!(Keymap::default().check(), Ok(()));
    }

    #[test]
    fn other_keys_several_of_them_and_conflicts() {
        let coach = Action::Session(OnSession::Coach);
        let map = Keymap::with(&[(coach, vec![Key::Char(','), Key::F(7)])]).unwrap();
        let is = |key| map.bound(key, Screen::Floor).map(|b| b.action);
        assert_eq!(is(Key::Char(',')), Some(coach));
        assert_eq!(is(Key::F(7)), Some(coach));
        assert_eq!(is(Key::Char('c')), None);
        assert_eq!(map.bound(Key::F(7), Screen::Team).map(|b| b.action), None);
        assert!(matches!(
            Keymap::with(&[(coach, vec![Key::Char('m')])]),
            Err(Conflict::Twice {
                key: Key::Char('m'),
                ..
            })
        ));
        assert!(matches!(
            Keymap::with(&[(Action::Help, vec![Key::Char('M')])]),
            Err(Conflict::OtherCase {
                key: Key::Char('M'),
                ..
            })
        ));
    }
}
