//! What the environment decides: the state folder and the theme.

use std::path::PathBuf;

use etcetera::BaseStrategy as _;

/// `$XDG_STATE_HOME/floorwalk`, or its default below the home folder.
pub(super) fn folder() -> Option<PathBuf> {
    let base = etcetera::base_strategy::Xdg::new().ok()?;
    base.state_dir().map(|dir| dir.join("floorwalk"))
}

/// The theme that this terminal and this person's environment ask for.
pub(super) fn theme() -> crate::ui::Theme {
    let no_color = std::env::var_os("NO_COLOR");
    crate::ui::Theme::of(no_color.as_deref()).in_zone(jiff::tz::TimeZone::system())
}
