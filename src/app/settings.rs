//! Everything that can be set from outside, with every duration that the app measures.

use std::time::Duration;

use super::alerts::AlertSettings;
use super::effect::{Redraw, Step};
use super::job::Shell;
use super::kept::Kept;
use super::keymap::Keymap;
use super::model::Model;
use super::privacy::Privacy;
use super::snippets::Snippet;
use super::urgency::Limits;
use super::views::View;
use crate::domain::{Access, Record, Text};

/// Everything that can be set from outside, with every duration that the app measures.
#[derive(Clone, Debug)]
pub struct Settings {
    /// The name that others see; else the user name.
    pub nickname: Option<String>,
    /// User-data keys that name the customer, best first.
    pub customer_keys: Vec<String>,
    /// User-data keys that name the service, best first.
    pub service_keys: Vec<String>,
    /// Whether others are told that we are writing.
    pub typing_notices: bool,
    /// Texts kept at hand.
    pub snippets: Vec<Snippet>,
    /// How long a text for the customer can be taken back.
    pub send_delay: Duration,
    /// How long an invitation is ours to accept by itself, and how long a step may take before
    /// the world is looked at.
    pub step: Duration,
    /// How long a question must have been on the screen before a key answers it.
    pub question: Duration,
    /// How long a key that sends is held, to tell a paste from a person.
    pub hold: Duration,
    /// How long `x` only speaks after a step has ended.
    pub calm: Duration,
    /// How long an ended session stays in the list.
    pub linger: Duration,
    /// Sessions that an earlier run could not leave.
    pub left_open: Vec<Text>,
    /// Which key means what.
    pub keymap: Keymap,
    /// Whether there is a shell that Ctrl-Z can go back to.
    pub shell: Shell,
    /// Named groups of agents, to be marked together on the Team screen.
    pub groups: Vec<Group>,
    /// What alerts, and how.
    pub alerts: AlertSettings,
    /// What earlier runs kept for this person at this server.
    pub kept: Kept,
    /// How long a customer may wait, by service.
    pub urgency: Limits,
    /// The saved views, in the order of the file.
    pub views: Vec<View>,
    /// What is hidden, and when the screen locks itself.
    pub privacy: Privacy,
    /// Whether anything but reads may leave.
    pub access: Access,
    /// Whether what is done is written down, at the start.
    pub record: Record,
}

/// A named group of agents.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Group {
    /// Its name.
    pub name: String,
    /// The sign-in names of its agents.
    pub agents: Vec<String>,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            nickname: None,
            customer_keys: Vec::new(),
            service_keys: Vec::new(),
            typing_notices: true,
            snippets: Vec::new(),
            send_delay: Duration::from_secs(2),
            step: Duration::from_secs(10),
            question: Duration::from_millis(250),
            hold: Duration::from_millis(30),
            calm: Duration::from_secs(1),
            linger: Duration::from_secs(60),
            left_open: Vec::new(),
            keymap: Keymap::default(),
            shell: Shell::default(),
            groups: Vec::new(),
            alerts: AlertSettings::default(),
            kept: Kept::default(),
            urgency: Limits::default(),
            views: Vec::new(),
            privacy: Privacy::default(),
            access: Access::default(),
            record: Record::default(),
        }
    }
}

/// A new configuration is in force. What an earlier run left behind is not in it.
pub(crate) fn changed(model: &mut Model, new: Settings, later: &[&str], step: &mut Step) {
    let Settings {
        left_open,
        kept,
        shell,
        privacy,
        access,
        record,
        ..
    } = std::mem::take(&mut model.settings);
    model.settings = Settings {
        left_open,
        kept,
        shell,
        access,
        record,
        privacy: Privacy {
            passphrase: privacy.passphrase,
            ..new.privacy
        },
        ..new
    };
    model.name_sessions();
    model.order_is_old = true;
    if later.is_empty() {
        model.mention("the configuration was read again");
    } else {
        let tables: Vec<String> = later.iter().map(|t| format!("[{t}]")).collect();
        model.warn(&format!(
            "the configuration was read again; {} counts from the next start",
            tables.join(" ")
        ));
    }
    step.redraw(Redraw::Now);
}

/// A new configuration cannot be: the old one stays, and it is said why.
pub(crate) fn refused(model: &mut Model, why: &Text, step: &mut Step) {
    model.warn(&format!("the old configuration stays: {why}"));
    step.redraw(Redraw::Now);
}
