//! Which screen fills the middle. Banner, notices, questions and the composer are above all of them.

use strum::EnumIter;

/// One screen.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Default, EnumIter)]
pub enum Screen {
    /// The sessions and the transcript.
    #[default]
    Floor,
    /// The agents.
    Team,
    /// What the rules found.
    Alerts,
    /// What the program did.
    Log,
}

impl Screen {
    /// Its name, as the header shows it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Floor => "floor",
            Self::Team => "team",
            Self::Alerts => "alerts",
            Self::Log => "log",
        }
    }
}
