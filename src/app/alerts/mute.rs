//! What is not to ring: a session, an agent or a rule, for a while or until it is cleared. A muted
//! alert is still listed; it rings no bell and is counted nowhere.

use std::time::Instant;

use super::alert::Alert;
use super::list;
use crate::app::age;
use crate::app::chooser::{Choice, Chooser, Pick};
use crate::app::model::Model;
use crate::domain::{SessionId, Text, UserId};

/// What is muted.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Muted {
    /// Everything about this session.
    Session(SessionId),
    /// Everything about this agent and their sessions.
    Agent(UserId),
    /// The rule of this name, wherever it holds.
    Rule(Text),
}

impl Muted {
    fn covers(&self, alert: &Alert) -> bool {
        match self {
            Self::Session(id) => alert.session.as_ref() == Some(id),
            Self::Agent(id) => alert.agent.as_ref() == Some(id),
            Self::Rule(name) => alert.name == *name,
        }
    }
}

/// One mute.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Mute {
    /// What.
    pub of: Muted,
    /// The same in words.
    pub label: Text,
    /// Until when; `None` until it is cleared.
    pub until: Option<Instant>,
}

/// What can be picked in the menu of mutes.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum MuteChoice {
    /// Mute it.
    Set(Mute),
    /// No longer.
    Clear(Muted),
}

/// The mutes in force.
#[derive(Debug, Default)]
pub(super) struct Mutes(Vec<Mute>);

impl Mutes {
    pub(super) fn cover(&self, alert: &Alert) -> bool {
        self.0.iter().any(|mute| mute.of.covers(alert))
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = &Mute> {
        self.0.iter()
    }

    /// When the next one ends by itself.
    pub(super) fn next(&self) -> Option<Instant> {
        self.0.iter().filter_map(|mute| mute.until).min()
    }

    /// Ends those whose time is over.
    pub(super) fn expire(&mut self, now: Instant) {
        self.0.retain(|mute| mute.until.is_none_or(|at| at > now));
    }

    fn set(&mut self, mute: Mute) {
        self.clear(&mute.of);
        self.0.push(mute);
    }

    fn clear(&mut self, of: &Muted) {
        self.0.retain(|mute| mute.of != *of);
    }
}

/// `u`: the menu for the highlighted alert, and for what is muted already.
pub(super) fn menu(model: &mut Model) {
    let mut choices = Vec::new();
    let now = model.now.mono;
    if let Some(alert) = list::highlighted(model) {
        let span = model.settings.alerts.mute;
        let mut of = vec![(
            Muted::Rule(alert.name.clone()),
            format!("the rule {}", alert.name),
        )];
        if let Some(agent) = &alert.agent {
            let label = format!("the agent {}", alert.agent_name);
            of.insert(0, (Muted::Agent(agent.clone()), label));
        }
        if let Some(session) = &alert.session {
            let label = format!("this session: {}", alert.customer);
            of.insert(0, (Muted::Session(session.clone()), label));
        }
        for (of, label) in of {
            for (until, detail) in [
                (Some(now + span), format!("for {}", age::span(span))),
                (None, "until cleared".to_owned()),
            ] {
                let mute = Mute {
                    of: of.clone(),
                    label: Text::line(&label),
                    until,
                };
                choices.push(Choice {
                    label: Text::line(&format!("mute {label}")),
                    detail: Text::line(&detail),
                    pick: Pick::Mute(MuteChoice::Set(mute)),
                });
            }
        }
    }
    for mute in model.alerts.mutes.iter() {
        choices.push(Choice {
            label: Text::line(&format!("hear {} again", mute.label)),
            detail: Text::line(&left(mute, now)),
            pick: Pick::Mute(MuteChoice::Clear(mute.of.clone())),
        });
    }
    if choices.is_empty() {
        model.info("there is no alert to mute, and nothing is muted");
    } else {
        model.chooser = Some(Chooser::new("mute", choices));
    }
}

/// How long a mute still holds, in words.
fn left(mute: &Mute, now: Instant) -> String {
    match mute.until {
        Some(at) => format!(
            "muted, {} left",
            age::ticking(at.saturating_duration_since(now))
        ),
        None => "muted until cleared".to_owned(),
    }
}

/// Something was picked in the menu.
pub(crate) fn picked(model: &mut Model, choice: MuteChoice) {
    match choice {
        MuteChoice::Set(mute) => {
            let how_long = mute.until.map_or_else(
                || "until u clears it".to_owned(),
                |at| {
                    format!(
                        "for {}",
                        age::span(at.saturating_duration_since(model.now.mono))
                    )
                },
            );
            model.info(&format!("muted {how_long}: {}", mute.label));
            model.alerts.mutes.set(mute);
        }
        MuteChoice::Clear(of) => {
            model.alerts.mutes.clear(&of);
            model.info("heard again");
        }
    }
}
