//! Channel names and patterns of Bayeux 1.0; knows nothing else.

/// Whether a subscription takes a channel: `/a/*` one segment more, `/a/**`
/// any number.
pub(super) fn matches(pattern: &str, channel: &str) -> bool {
    if let Some(base) = pattern.strip_suffix("/**") {
        return channel
            .strip_prefix(base)
            .is_some_and(|rest| rest.starts_with('/'));
    }
    if let Some(base) = pattern.strip_suffix("/*") {
        return channel
            .strip_prefix(base)
            .and_then(|rest| rest.strip_prefix('/'))
            .is_some_and(|rest| !rest.is_empty() && !rest.contains('/'));
    }
    pattern == channel
}

/// Whether a name can be subscribed to.
pub(super) fn is_valid(pattern: &str) -> bool {
    pattern.len() > 1
        && pattern.starts_with('/')
        && !pattern.starts_with("/meta/")
        && !pattern.ends_with('/')
}

#[cfg(test)]
mod tests {
    use super::{is_valid, matches};

    #[test]
    fn patterns_match_whole_segments() {
        assert!(matches("/v2/me/*", "/v2/me/smssessions"));
        assert!(!matches("/v2/me/*", "/v2/me/a/b"));
        assert!(!matches("/v2/me/*", "/v2/me/"));
        assert!(!matches("/v2/me/*", "/v2/meadow/x"));
        assert!(matches("/**", "/v2/me/smssessions"));
        assert!(matches("/v2/**", "/v2/me/smssessions"));
        assert!(!matches("/v2/**", "/v20/me"));
        assert!(matches("/v2/me/smssessions", "/v2/me/smssessions"));
    }

    #[test]
    fn meta_channels_cannot_be_subscribed_to() {
        assert!(is_valid("/v2/me/*"));
        assert!(!is_valid("/meta/connect"));
        assert!(!is_valid("v2"));
        assert!(!is_valid("/"));
    }
}
