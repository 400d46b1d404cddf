//! Keys that send wait a moment. A paste that lost its brackets arrives as keys, all at once; a
//! person does not type nine in thirty milliseconds.

use std::collections::VecDeque;
use std::time::{Duration, Instant};

use super::action::Action;
use crate::domain::{SessionId, UserId};

/// More printable keys than this within the time are a paste.
const PERSON: usize = 8;

/// A key that sends, with what it was aimed at when it was read.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Held {
    pub(crate) action: Action,
    pub(crate) target: Option<SessionId>,
    /// On the Team screen: whom.
    pub(crate) agents: Vec<UserId>,
    pub(crate) at: Instant,
    /// When it acts: counted from when the app took it, so that keys which were read together but
    /// taken late, after a slow frame, are still seen together.
    pub(crate) due: Instant,
}

/// What became of the held keys.
#[derive(PartialEq, Eq, Debug)]
pub(crate) enum Release {
    /// Nothing is due.
    Nothing,
    /// These act now.
    Act(Vec<Held>),
    /// It was a paste: this many keys that send were dropped.
    Dropped(usize),
}

/// The held keys.
#[derive(Debug, Default)]
pub(crate) struct Hold {
    held: Vec<Held>,
    printable: VecDeque<Instant>,
    /// The newest paste: its tail is a paste too, however short.
    paste_until: Option<Instant>,
}

impl Hold {
    /// Counts a printable key.
    pub(crate) fn count(&mut self, at: Instant, window: Duration) {
        self.printable.push_back(at);
        while self
            .printable
            .front()
            .is_some_and(|&t| at.saturating_duration_since(t) > window)
        {
            self.printable.pop_front();
        }
        if self.printable.len() > PERSON {
            self.paste_until = Some(at + window);
        }
    }

    /// Holds a key that sends.
    pub(crate) fn hold(&mut self, held: Held) {
        self.held.push(held);
    }

    /// When something is to be decided.
    pub(crate) fn due(&self) -> Option<Instant> {
        self.held.iter().map(|h| h.due).min()
    }

    /// Decides what is due.
    pub(crate) fn release(&mut self, now: Instant) -> Release {
        if self.due().is_none_or(|due| due > now) {
            return Release::Nothing;
        }
        let before = self.held.len();
        if let Some(until) = self.paste_until {
            self.held.retain(|h| h.at > until);
        }
        if self.held.len() < before {
            return Release::Dropped(before - self.held.len());
        }
        let (act, keep) = self.held.drain(..).partition(|h| h.due <= now);
        self.held = keep;
        Release::Act(act)
    }

    /// Drops what is held: something else has the keys now.
    pub(crate) fn clear(&mut self) {
        self.held.clear();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const WINDOW: Duration = Duration::from_millis(30);

    fn held(at: Instant) -> Held {
        Held {
            action: Action::LEAVE,
            target: None,
            agents: Vec::new(),
            at,
            due: at + WINDOW,
        }
    }

    #[test]
    fn one_key_acts_after_the_window() {
        let (mut hold, t) = (Hold::default(), Instant::now());
        hold.count(t, WINDOW);
        hold.hold(held(t));
        assert_eq!(
            hold.release(t + Duration::from_millis(29)),
            Release::Nothing
        );
        assert_eq!(hold.release(t + WINDOW), Release::Act(vec![held(t)]));
        assert_eq!(hold.due(), None);
    }

    #[test]
    fn nine_keys_at_once_send_nothing() {
        let (mut hold, t) = (Hold::default(), Instant::now());
        for i in 0..9 {
            let at = t + Duration::from_millis(i);
            hold.count(at, WINDOW);
            if i % 3 == 0 {
                hold.hold(held(at));
            }
        }
        assert_eq!(
            hold.release(t + Duration::from_millis(40)),
            Release::Dropped(3)
        );
        assert_eq!(
            hold.release(t + Duration::from_millis(90)),
            Release::Nothing
        );
    }

    #[test]
    fn the_tail_of_a_paste_is_a_paste() {
        let (mut hold, t) = (Hold::default(), Instant::now());
        for i in 0..17 {
            let at = t + Duration::from_millis(i * 3);
            assert!(!matches!(hold.release(at), Release::Act(_)));
            hold.count(at, WINDOW);
            hold.hold(held(at));
        }
        assert!(!matches!(
            hold.release(t + Duration::from_millis(90)),
            Release::Act(_)
        ));
        let later = t + Duration::from_millis(200);
        hold.hold(held(later));
        assert!(matches!(hold.release(later + WINDOW), Release::Act(_)));
    }

    #[test]
    fn a_fast_typist_is_a_person() {
        let (mut hold, t) = (Hold::default(), Instant::now());
        for i in 0..20 {
            hold.count(t + Duration::from_millis(i * 20), WINDOW);
        }
        hold.hold(held(t + Duration::from_millis(400)));
        assert!(matches!(
            hold.release(t + Duration::from_millis(431)),
            Release::Act(_)
        ));
    }
}
