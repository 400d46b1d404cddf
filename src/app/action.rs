//! The one table of actions: keymap, help and footer are all made from it.

mod table;

pub use table::BINDINGS;

use super::key::Key;
use super::screen::Screen;

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
    /// Do something in or about the session that was highlighted.
    Session(OnSession),
    /// Go to a screen.
    Go(Screen),
    /// Narrow the list.
    Filter,
    /// What happened while we were not live.
    Report,
    /// The links of the transcript.
    Links,
    /// Find a session or an action by a few letters.
    Find,
    /// Do something about the highlighted alert, or about alerts.
    Alert(OnAlert),
    /// Narrow the log to what holds some letters.
    SearchLog,
    /// Flag the session with a note; if it is flagged: change the note, or take the flag off.
    Flag,
    /// The next of my sessions.
    NextMine,
    /// The previous of my sessions.
    PreviousMine,
    /// Leave all of my sessions; always asks.
    LeaveAll,
    /// Do something about agents.
    Team(OnTeam),
    /// Every flag.
    Flags,
    /// To the next of those who need the person, by urgency.
    NextUrgent,
    /// To the previous one.
    PreviousUrgent,
    /// Keep every row in its place, or stop that.
    PauseOrder,
    /// Choose by what the list is sorted.
    Order,
    /// Choose a view.
    Views,
    /// Show the hidden numbers of the opened session for a while.
    Reveal,
    /// Lock the screen.
    Lock,
    /// Help.
    Help,
    /// The other pane.
    NextPane,
    /// Read everything again; retry; sign in.
    Resync,
    /// Back.
    Back,
    /// Put a message on the clipboard.
    Copy,
    /// Listen to the mouse, or no longer.
    Mouse,
    /// Paint the screen anew.
    Repaint,
    /// Stop for the shell.
    Suspend,
    /// Quit.
    Quit,
}

impl Action {
    /// Leaving the session.
    pub(crate) const LEAVE: Self = Self::Session(OnSession::Leave);

    /// Whether it only moves, which is of no use in a list of actions.
    pub(crate) fn is_a_move(self) -> bool {
        matches!(
            self,
            Self::Down | Self::Up | Self::PageDown | Self::PageUp | Self::Top | Self::Bottom
        )
    }

    /// Its name in the `[keys]` table of the config file.
    pub fn name(self) -> &'static str {
        match self {
            Self::Down => "down",
            Self::Up => "up",
            Self::PageDown => "page-down",
            Self::PageUp => "page-up",
            Self::Top => "top",
            Self::Bottom => "bottom",
            Self::Open => "open",
            Self::Session(what) => match what {
                OnSession::Monitor => "monitor",
                OnSession::Coach => "coach",
                OnSession::Barge => "barge",
                OnSession::IntrudeAsWatched => "intrude-as-watched",
                OnSession::Watch => "watch",
                OnSession::WriteAgent => "write-agent",
                OnSession::WriteCustomer => "write-customer",
                OnSession::Accept => "accept",
                OnSession::Decline => "decline",
                OnSession::Leave => "leave",
            },
            Self::Go(screen) => screen.name(),
            Self::Filter => "filter",
            Self::Alert(what) => match what {
                OnAlert::Open => "alert-open",
                OnAlert::Acknowledge => "alert-acknowledge",
                OnAlert::Mute => "alert-mute",
                OnAlert::Test => "alert-test",
                OnAlert::Order => "alert-order",
            },
            Self::SearchLog => "log-search",
            Self::Report => "report",
            Self::Links => "links",
            Self::Find => "find",
            Self::Flag => "flag",
            Self::NextMine => "next-mine",
            Self::PreviousMine => "previous-mine",
            Self::LeaveAll => "leave-all",
            Self::Team(what) => match what {
                OnTeam::Show => "show-agent",
                OnTeam::Mark => "mark-agent",
                OnTeam::Group => "mark-group",
                OnTeam::Watch => "watch-agents",
                OnTeam::Sort => "sort-agents",
            },
            Self::Flags => "flags",
            Self::NextUrgent => "next-urgent",
            Self::PreviousUrgent => "previous-urgent",
            Self::PauseOrder => "pause-order",
            Self::Order => "order",
            Self::Views => "views",
            Self::Reveal => "reveal",
            Self::Lock => "lock",
            Self::Help => "help",
            Self::NextPane => "next-pane",
            Self::Resync => "resync",
            Self::Back => "back",
            Self::Copy => "copy",
            Self::Mouse => "mouse",
            Self::Repaint => "repaint",
            Self::Suspend => "suspend",
            Self::Quit => "quit",
        }
    }
}

/// What is done in or about one session. All of it sends or asks.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum OnSession {
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
}

/// What is done on the Team screen.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum OnTeam {
    /// Go to the Floor, narrowed to the agent.
    Show,
    /// Mark the agent, or take the mark off.
    Mark,
    /// Mark a named group.
    Group,
    /// Watch the marked agents, or the highlighted one; change or stop that.
    Watch,
    /// Sort by the next column.
    Sort,
}

/// What is done on the Alerts screen. None of it sends.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum OnAlert {
    /// Show its session on the Floor.
    Open,
    /// Say that it was seen.
    Acknowledge,
    /// Mute its session, its agent or its rule, or hear something again.
    Mute,
    /// Have one raised, to see what one does.
    Test,
    /// Order the list otherwise.
    Order,
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
    /// Where its keys are heard.
    pub heard: Heard,
}

/// Where a key is heard.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Heard {
    /// On every screen.
    Everywhere,
    /// On one.
    On(Screen),
}

impl Heard {
    /// Whether it is heard on a screen.
    pub fn covers(self, screen: Screen) -> bool {
        match self {
            Self::Everywhere => true,
            Self::On(only) => only == screen,
        }
    }

    /// Whether there is a screen on which both are heard.
    pub fn meets(self, other: Self) -> bool {
        match (self, other) {
            (Self::Everywhere, _) | (_, Self::Everywhere) => true,
            (Self::On(one), Self::On(two)) => one == two,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_key_is_bound_twice_where_both_are_heard() {
        for (n, one) in BINDINGS.iter().enumerate() {
            for two in BINDINGS.iter().skip(n + 1) {
                let both = one.keys.iter().find(|k| two.keys.contains(k));
                if let Some(key) = both.filter(|_| one.heard.meets(two.heard)) {
                    panic!("{key} is {:?} and {:?}", one.action, two.action);
                }
            }
        }
    }
}
