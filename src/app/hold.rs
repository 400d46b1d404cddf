//! Keys that send wait a moment. A paste that lost its brackets arrives as keys, all at once; a
//! person does not type nine in thirty milliseconds. In a composer the Enter among them is text.

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

/// An Enter in a composer.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
struct Enter {
    at: Instant,
    due: Instant,
}

/// What an Enter in a composer is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Line {
    /// A person's: it sends.
    Sends,
    /// A line break of a paste: it is text.
    Breaks,
    /// Not known before what follows it at once; see [`Hold::enter_before`].
    Waits,
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
    enter: Option<Enter>,
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

    /// An Enter in a composer. One that comes by itself sends; one on the heels of other keys waits
    /// for what follows it.
    pub(crate) fn enter(&mut self, at: Instant, now: Instant, window: Duration) -> Line {
        let on_heels = |key: &Instant| at.saturating_duration_since(*key) <= window;
        if self.paste_until.is_some_and(|until| at <= until) {
            Line::Breaks
        } else if self.printable.back().is_some_and(on_heels) {
            let due = now + window;
            self.enter = Some(Enter { at, due });
            Line::Waits
        } else {
            Line::Sends
        }
    }

    /// What the Enter that waits turns out to be, now that there is a key after it.
    pub(crate) fn enter_before(&mut self, at: Instant, window: Duration) -> Option<Line> {
        let enter = self.enter.take()?;
        if at.saturating_duration_since(enter.at) > window {
            return Some(Line::Sends);
        }
        self.paste_until = self.paste_until.max(Some(at + window));
        Some(Line::Breaks)
    }

    /// Drops the Enter that waits: something came right behind it that a person did not type.
    pub(crate) fn forget_enter(&mut self) {
        self.enter = None;
    }

    /// Whether nothing followed the Enter that waits: it sends.
    pub(crate) fn enter_stands(&mut self, now: Instant) -> bool {
        self.enter.take_if(|enter| enter.due <= now).is_some()
    }

    /// When something is to be decided.
    pub(crate) fn due(&self) -> Option<Instant> {
        let enter = self.enter.map(|enter| enter.due);
        self.held.iter().map(|h| h.due).chain(enter).min()
    }

    /// Decides what is due.
    pub(crate) fn release(&mut self, now: Instant) -> Release {
        if self.held.iter().all(|h| h.due > now) {
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
        self.enter = None;
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
