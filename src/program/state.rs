//! Where this program keeps what outlives a run: the XDG state folder.

use std::path::PathBuf;

use etcetera::BaseStrategy as _;

/// `$XDG_STATE_HOME/floorwalk`, or its default below the home folder.
pub(super) fn folder() -> Option<PathBuf> {
    let base = etcetera::base_strategy::Xdg::new().ok()?;
    base.state_dir().map(|dir| dir.join("floorwalk"))
}
