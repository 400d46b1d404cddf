//! The locked screen: no content, no key that acts, and a way out. Unlocked by a passphrase of its
//! own, which is in no `Debug`, no history and no log.

use std::fmt;
use std::time::{Duration, Instant};

use secrecy::{ExposeSecret as _, SecretString};
use subtle::ConstantTimeEq as _;

use super::ask::{self, Ask};
use super::draft::Draft;
use super::edit::LineEdit;
use super::effect::{Redraw, Step};
use super::key::Key;
use super::model::Model;
use super::{quit, record, typing};
use crate::domain::Note;

/// The longest that a wrong passphrase makes one wait.
const LONGEST_WAIT: Duration = Duration::from_secs(60);
/// Bytes that are compared, whatever was typed: nothing is learned from the time it takes.
const COMPARED: usize = 4096;

/// What unlocks the screen.
#[derive(Clone)]
pub struct Passphrase(SecretString);

impl Passphrase {
    /// Takes it.
    pub fn new(secret: SecretString) -> Self {
        Self(secret)
    }

    /// Compares in a time that does not depend on what was typed.
    fn is(&self, typed: &str) -> bool {
        let (known, typed) = (self.0.expose_secret().as_bytes(), typed.as_bytes());
        let same_length = known.len().ct_eq(&typed.len());
        let padded = |bytes: &[u8]| {
            let mut padded = [0_u8; COMPARED];
            padded
                .iter_mut()
                .zip(bytes)
                .for_each(|(place, byte)| *place = *byte);
            padded
        };
        let fits = known.len() <= COMPARED && typed.len() <= COMPARED;
        let same = padded(known).ct_eq(&padded(typed));
        fits && bool::from(same_length & same)
    }
}

impl fmt::Debug for Passphrase {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Passphrase(…)")
    }
}

/// The lock while it is closed.
#[derive(Default)]
pub struct Lock {
    /// What is being typed; `None` until Enter begins it.
    entry: Option<LineEdit>,
    tries: u32,
    wait_until: Option<Instant>,
    /// Texts for a customer that were taken back when it closed.
    taken_back: usize,
}

impl fmt::Debug for Lock {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Lock({} wrong tries)", self.tries)
    }
}

impl Lock {
    /// How many characters were typed, for the dots; `None` while nothing is being typed.
    pub fn typed(&self) -> Option<usize> {
        self.entry.as_ref().map(|e| e.text().chars().count())
    }

    /// How many wrong passphrases were given.
    pub fn tries(&self) -> u32 {
        self.tries
    }
}

/// `z`, or too long without a key.
pub(crate) fn close(model: &mut Model, step: &mut Step) {
    step.redraw(Redraw::Now);
    if model.settings.privacy.passphrase.is_none() {
        model.warn(
            "no passphrase to unlock with: set lock_passphrase_file or lock_passphrase_command \
             in [privacy]",
        );
        return;
    }
    // Nobody is there to take it back: it is taken back now.
    let mut taken_back = 0;
    for work in model.works.values_mut() {
        if matches!(work.draft, Draft::Held { .. }) {
            work.draft = Draft::Writing;
            taken_back += 1;
        }
    }
    // What was being asked or chosen is asked anew: whoever unlocks must read it first.
    model.hold.clear();
    model.question = None;
    model.chooser = None;
    model.prompt = None;
    model.sign_in = None;
    model.help = None;
    model.report = None;
    model.search = None;
    model.filter.typing = false;
    model.revealed = None;
    model.lock = Some(Lock {
        taken_back,
        ..Lock::default()
    });
    record::note(model, Note::Locked, step);
    // The hand is off the keys.
    typing::follow(model, step);
}

/// A key while the screen is locked and no question is open.
pub(crate) fn key(model: &mut Model, key: Key, step: &mut Step) {
    step.redraw(Redraw::Now);
    let now = model.now.mono;
    let Some(lock) = &mut model.lock else { return };
    let waits = lock.wait_until.is_some_and(|until| now < until);
    match (&mut lock.entry, key) {
        (None, Key::Enter) => lock.entry = Some(LineEdit::default()),
        (None, Key::Char('q')) => ask::open(model, Ask::Quit),
        (None, _) => {}
        (Some(_), Key::Esc) => lock.entry = None,
        (Some(_), Key::Enter) if waits => {}
        (Some(entry), Key::Enter) => {
            let typed = SecretString::from(entry.text().to_owned());
            try_open(model, &typed, step);
        }
        (Some(entry), other) => {
            entry.key(other);
        }
    }
}

fn try_open(model: &mut Model, typed: &SecretString, step: &mut Step) {
    let right = model
        .settings
        .privacy
        .passphrase
        .as_ref()
        .is_some_and(|known| known.is(typed.expose_secret()));
    let now = model.now.mono;
    if right {
        let lock = model.lock.take();
        if lock.is_some_and(|lock| lock.taken_back > 0) {
            model.warn(
                "the text for the customer was taken back when the screen was locked; nothing was sent",
            );
        }
        model.last_key = now;
        record::note(model, Note::Unlocked, step);
        return;
    }
    let Some(lock) = &mut model.lock else { return };
    lock.tries = lock.tries.saturating_add(1);
    lock.entry = Some(LineEdit::default());
    lock.wait_until = Some(now + wait(lock.tries));
    let tries = lock.tries;
    record::note(model, Note::WrongPassphrase { tries }, step);
}

/// One second after the first wrong one, then twice as long each time.
fn wait(tries: u32) -> Duration {
    let doubled = 1_u64
        .checked_shl(tries.saturating_sub(1))
        .unwrap_or(u64::MAX);
    Duration::from_secs(doubled).min(LONGEST_WAIT)
}

/// What quitting from here means: whoever stands at a locked screen may stop the program, and hangs
/// up on nobody. It names nobody either.
pub(crate) fn quits(model: &Model) -> String {
    let (mine, alone) = quit::standing(model);
    let leaves = match mine - alone.len() {
        0 => String::new(),
        1 => " 1 session is left.".to_owned(),
        n => format!(" {n} sessions are left."),
    };
    let stays = match alone.len() {
        0 => String::new(),
        n => format!(" In {n} nobody else is with the customer: nothing is sent there."),
    };
    format!("Quit?{leaves}{stays}")
}

/// Pasted text goes into the passphrase that is being typed, and nowhere else.
pub(crate) fn paste(model: &mut Model, text: &str) {
    if let Some(entry) = model.lock.as_mut().and_then(|lock| lock.entry.as_mut()) {
        entry.insert(text.trim_end_matches(['\r', '\n']));
    }
}

/// When the lock has something to do: to close by itself, or to show how long is waited.
pub(crate) fn wake_at(model: &Model) -> Option<Instant> {
    match &model.lock {
        None => {
            let privacy = &model.settings.privacy;
            let after = privacy.passphrase.as_ref().and(privacy.lock_after)?;
            Some(model.last_key + after)
        }
        Some(lock) => {
            let until = lock.wait_until.filter(|until| *until > model.now.mono)?;
            Some(until.min(model.now.mono + Duration::from_secs(1)))
        }
    }
}

/// Closes it if it is time.
pub(crate) fn ring(model: &mut Model, step: &mut Step) {
    let due = wake_at(model).is_some_and(|at| at <= model.now.mono);
    if due && model.lock.is_none() {
        close(model, step);
    }
}

impl Model {
    /// The lock, while the screen is locked.
    pub fn lock(&self) -> Option<&Lock> {
        self.lock.as_ref()
    }

    /// How long is still waited after a wrong passphrase.
    pub fn lock_waits(&self) -> Option<Duration> {
        let until = self.lock.as_ref()?.wait_until?;
        let left = until.saturating_duration_since(self.now.mono);
        (!left.is_zero()).then_some(left)
    }

    /// Whether Ctrl-C was pressed once.
    pub fn quits_with_ctrl_c(&self) -> bool {
        self.ctrl_c
            .is_some_and(|at| self.now.mono.saturating_duration_since(at) <= super::keys::CHORD)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_very_passphrase_is_right() {
        let known = Passphrase::new(SecretString::from("correct horse"));
        assert!(known.is("correct horse"));
        for wrong in [
            "",
            "correct hors",
            "correct horse ",
            "Correct horse",
            "correct horse\0",
        ] {
            assert!(!known.is(wrong), "{wrong:?}");
        }
        assert!(!known.is(&"x".repeat(COMPARED + 1)));
        assert!(!format!("{known:?}").contains("horse"));
        let times: Vec<u64> = (1..9).map(|n| wait(n).as_secs()).collect();
        assert_eq!(times, [1, 2, 4, 8, 16, 32, 60, 60]);
        assert_eq!(wait(u32::MAX), LONGEST_WAIT);
    }
}
