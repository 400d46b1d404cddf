//! The one table of actions: keymap, help and footer are all made from it.

use super::key::Key;

/// What a key can do outside a composer, a question and the filter.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Action {
    /// One row or line down.
    Down,
    /// One up.
    Up,
    /// One page down.
    PageDown,
    /// One page up.
    PageUp,
    /// To the first.
    Top,
    /// To the last.
    Bottom,
    /// Show the highlighted session. Sends nothing.
    Open,
    /// Be in the session as Monitor.
    Monitor,
    /// Be in the session as Coach.
    Coach,
    /// Be in the session as Barge.
    Barge,
    /// Intrude with the mode with which the agent is watched.
    IntrudeAsWatched,
    /// Watch the agent, or change that.
    Watch,
    /// Write to the agent.
    WriteAgent,
    /// Write to the customer.
    WriteCustomer,
    /// Accept an invitation.
    Accept,
    /// Decline an invitation.
    Decline,
    /// Leave the session, or stop waiting for a step.
    Leave,
    /// Narrow the list.
    Filter,
    /// What happened while we were not live.
    Report,
    /// Help.
    Help,
    /// The other pane.
    NextPane,
    /// Read everything again; retry; sign in.
    Resync,
    /// Back.
    Back,
    /// Quit.
    Quit,
}

/// What an action does to the world outside.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Reach {
    /// Moves something on this screen only; acts at once.
    Screen,
    /// Sends or asks: waits 30 ms, so that a paste that lost its brackets is recognised.
    World,
}

/// One action with everything that is said about it.
#[derive(Debug)]
pub struct Binding {
    /// The action.
    pub action: Action,
    /// Its keys; the first is the one that hints show.
    pub keys: &'static [Key],
    /// One or two words for the footer; empty if it is not shown there.
    pub hint: &'static str,
    /// A sentence for the help.
    pub help: &'static str,
    /// How far it reaches.
    pub reach: Reach,
}

const fn screen(
    action: Action,
    keys: &'static [Key],
    hint: &'static str,
    help: &'static str,
) -> Binding {
    Binding {
        action,
        keys,
        hint,
        help,
        reach: Reach::Screen,
    }
}

const fn world(
    action: Action,
    keys: &'static [Key],
    hint: &'static str,
    help: &'static str,
) -> Binding {
    Binding {
        action,
        keys,
        hint,
        help,
        reach: Reach::World,
    }
}

use Key::{Char, Ctrl};

/// Every action, in the order in which help shows them.
pub const BINDINGS: &[Binding] = &[
    world(
        Action::Monitor,
        &[Char('m')],
        "monitor",
        "be in the session as Monitor: nobody but other supervisors notices",
    ),
    world(
        Action::Coach,
        &[Char('c')],
        "coach",
        "be in it as Coach: the agent reads you, the customer does not",
    ),
    world(
        Action::Barge,
        &[Char('b')],
        "barge",
        "be in it as Barge: the CUSTOMER reads you; asks first",
    ),
    world(
        Action::WriteAgent,
        &[Char('i')],
        "to agent",
        "write to the agent; the customer does not see it",
    ),
    world(
        Action::WriteCustomer,
        &[Char('s')],
        "to customer",
        "write to the CUSTOMER; only while Barge is confirmed",
    ),
    world(
        Action::Leave,
        &[Char('x')],
        "leave",
        "leave the session; while a step is under way, stop waiting for it",
    ),
    world(
        Action::Watch,
        &[Char('w')],
        "watch",
        "join the agent's coming sessions silently; on a watched agent: change or stop that",
    ),
    world(
        Action::IntrudeAsWatched,
        &[Char('e')],
        "",
        "intrude without naming a mode: the server takes the one with which you watch the agent",
    ),
    world(Action::Accept, &[Char('a')], "", "accept the invitation"),
    world(Action::Decline, &[Char('d')], "", "decline the invitation"),
    screen(
        Action::Open,
        &[Key::Enter],
        "open",
        "show the highlighted session; sends nothing",
    ),
    screen(
        Action::NextPane,
        &[Key::Tab],
        "pane",
        "go to the other pane",
    ),
    screen(
        Action::Filter,
        &[Char('/'), Ctrl('f')],
        "filter",
        "narrow the list; Enter keeps it, Esc clears it",
    ),
    screen(Action::Down, &[Char('j'), Key::Down], "", "one down"),
    screen(Action::Up, &[Char('k'), Key::Up], "", "one up"),
    screen(Action::PageDown, &[Key::PageDown], "", "a page down"),
    screen(Action::PageUp, &[Key::PageUp], "", "a page up"),
    screen(Action::Top, &[Char('g'), Key::Home], "", "to the first"),
    screen(Action::Bottom, &[Char('G'), Key::End], "", "to the last"),
    world(
        Action::Resync,
        &[Char('r')],
        "",
        "read everything again; while offline: try now, or sign in",
    ),
    screen(
        Action::Report,
        &[Char('h')],
        "",
        "what happened while you were not live: sessions new, gone, moved; messages missed",
    ),
    screen(Action::Help, &[Char('?'), Key::F(1)], "help", "this help"),
    screen(Action::Back, &[Key::Esc], "", "back"),
    world(
        Action::Quit,
        &[Char('q')],
        "quit",
        "quit; inside sessions it asks (Ctrl-C twice always quits)",
    ),
];

/// What a key is bound to.
pub fn bound(key: Key) -> Option<&'static Binding> {
    BINDINGS.iter().find(|b| b.keys.contains(&key))
}

/// How the keys of a binding are written, e.g. `j ↓`.
pub fn keys_text(binding: &Binding) -> String {
    binding
        .keys
        .iter()
        .map(ToString::to_string)
        .collect::<Vec<_>>()
        .join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_key_is_bound_twice_and_no_sending_letter_has_a_bound_other_case() {
        let mut seen = std::collections::BTreeSet::new();
        for b in BINDINGS {
            for key in b.keys {
                assert!(seen.insert(format!("{key:?}")), "{key} twice");
                if let (Reach::World, Char(c)) = (b.reach, key) {
                    let other = Char(if c.is_lowercase() {
                        c.to_ascii_uppercase()
                    } else {
                        c.to_ascii_lowercase()
                    });
                    assert!(bound(other).is_none(), "{other} is bound beside {key}");
                }
            }
        }
    }
}
