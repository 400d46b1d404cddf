//! What the environment decides: the state folder.

use std::path::PathBuf;

use etcetera::BaseStrategy as _;

/// `$XDG_STATE_HOME/floorwalk`, or its default below the home folder.
pub(super) fn folder() -> Option<PathBuf> {
    let base = etcetera::base_strategy::Xdg::new().ok()?;
    base.state_dir().map(|dir| dir.join("floorwalk"))
}

/// The name of the file in which things are kept for a person at a server. Readable, and never
/// the same for two: what cannot stand in a file name is written by its number.
pub(super) fn kept(base: &url::Url, user: &str) -> String {
    let mut name = "kept-".to_owned();
    let port = base.port().map(|p| format!("_{p}")).unwrap_or_default();
    let whole = format!("{user}@{}{port}", base.host_str().unwrap_or_default());
    for byte in whole.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'.' | b'_' | b'@' => {
                name.push(char::from(byte));
            }
            other => name.push_str(&format!("-{other:02x}")),
        }
    }
    name + ".json"
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_for_each_person_at_each_server() {
        let at = |url: &str, user| kept(&url.parse().unwrap(), user);
        assert_eq!(
            at("https://gws.example/", "sade"),
            "kept-sade@gws.example.json"
        );
        assert_ne!(
            at("https://gws.example/", "a/b"),
            at("https://gws.example/", "a-b")
        );
        assert!(!at("https://gws.example:8090/", "../x").contains('/'));
    }
}
