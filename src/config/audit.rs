//! `[audit]`: what is written down of what a supervisor does.
//!
//! Knows this table alone. Must not know the file that is written.

use super::section::Section;

/// `[audit]`, with the defaults filled in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Audit {
    /// Whether whatever an agent or a customer notices is refused while nothing can be written.
    pub required: bool,
    /// Whether the words that were sent are kept; else their length.
    pub message_text: bool,
}

/// What one place says about it.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct AuditLayer {
    required: Option<bool>,
    message_text: Option<bool>,
}

impl AuditLayer {
    /// What the table says.
    pub(super) fn read(section: &mut Section<'_, '_, '_>) -> Self {
        Self {
            required: section.truth("required"),
            message_text: section.truth("message_text"),
        }
    }

    /// This one where it says something, else `base`.
    pub(super) fn over(self, base: Self) -> Self {
        Self {
            required: self.required.or(base.required),
            message_text: self.message_text.or(base.message_text),
        }
    }

    /// With the defaults.
    pub(super) fn complete(self) -> Audit {
        Audit {
            required: self.required.unwrap_or(true),
            message_text: self.message_text.unwrap_or(false),
        }
    }
}
