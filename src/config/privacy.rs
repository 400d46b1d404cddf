//! `[privacy]`: what is hidden on the screen, when it locks itself, and whether anything is sent.
//!
//! Knows this table alone. Must not know who shows or sends anything.

use std::time::Duration;

use super::error::{Complaint, Origin};
use super::password::PasswordSource;
use super::section::Section;
use super::values;

/// `[privacy]`, with the defaults filled in.
#[derive(Debug, Clone)]
pub struct Privacy {
    /// Whether telephone numbers, cards and other long numbers are hidden.
    pub mask_numbers: bool,
    /// User-data keys whose values are hidden whole.
    pub mask_keys: Vec<String>,
    /// After how long without a key the screen locks itself; `None` = by key only.
    pub lock_after: Option<Duration>,
    /// Where the passphrase that unlocks it comes from; `None` = it cannot be locked.
    pub passphrase: Option<PasswordSource>,
    /// Whether nothing is sent but reads.
    pub read_only: bool,
}

/// What one place says about it.
#[derive(Debug, Clone, Default)]
pub(super) struct PrivacyLayer {
    mask_numbers: Option<bool>,
    mask_keys: Option<Vec<String>>,
    /// `Some(None)` is `"off"`, which can be laid over a time.
    lock_after: Option<(Option<Duration>, Origin)>,
    passphrase: Option<PasswordSource>,
    read_only: Option<bool>,
}

impl PrivacyLayer {
    /// What the table says.
    pub(super) fn read(section: &mut Section<'_, '_, '_>) -> Self {
        let command = section.command("lock_passphrase_command", values::argument);
        let file = section.path("lock_passphrase_file");
        Self {
            mask_numbers: section.truth("mask_numbers"),
            mask_keys: section.list("mask_keys", values::plain),
            lock_after: section.placed_text("lock_after", values::idle),
            passphrase: command
                .map(|(program, arguments)| PasswordSource::Command { program, arguments })
                .or(file.map(PasswordSource::File)),
            read_only: section.truth("read_only"),
        }
    }

    /// What flags and environment say of it.
    pub(super) fn sending_nothing(read_only: Option<bool>) -> Self {
        Self {
            read_only,
            ..Self::default()
        }
    }

    /// This one where it says something, else `base`.
    pub(super) fn over(self, base: Self) -> Self {
        Self {
            mask_numbers: self.mask_numbers.or(base.mask_numbers),
            mask_keys: self.mask_keys.or(base.mask_keys),
            lock_after: self.lock_after.or(base.lock_after),
            passphrase: self.passphrase.or(base.passphrase),
            read_only: self.read_only.or(base.read_only),
        }
    }

    /// With the defaults. A time without a passphrase would lock the person out.
    pub(super) fn complete(self, complaints: &mut Vec<Complaint>) -> Privacy {
        if let (Some((Some(_), origin)), None) = (&self.lock_after, &self.passphrase) {
            complaints.push(Complaint {
                origin: origin.clone(),
                what: "needs a passphrase to unlock with: set lock_passphrase_file or \
                       lock_passphrase_command beside it"
                    .to_owned(),
            });
        }
        Privacy {
            mask_numbers: self.mask_numbers.unwrap_or(true),
            mask_keys: self.mask_keys.unwrap_or_default(),
            lock_after: self.lock_after.and_then(|(after, _)| after),
            passphrase: self.passphrase,
            read_only: self.read_only.unwrap_or(false),
        }
    }
}
