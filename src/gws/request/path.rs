//! Text from outside as parts of a path.

use std::fmt::Write as _;

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

/// Everything but RFC 3986's unreserved characters: an id is text from outside.
const SEGMENT: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b'~');

/// One path segment or query value. A segment of dots alone would climb the path, and cannot be
/// saved by encoding (RFC 3986 §6.2.2.3), so it is made to name nothing.
pub(super) fn encoded(raw: &str) -> String {
    if !raw.is_empty() && raw.bytes().all(|b| b == b'.') {
        return "%00".to_owned();
    }
    utf8_percent_encode(raw, SEGMENT).to_string()
}

pub(super) fn contacts_path(names: &[String]) -> String {
    let mut path = "/api/v2/contacts?type=User".to_owned();
    for (i, name) in names.iter().enumerate() {
        let before = if i == 0 { "&name=" } else { "," };
        // Writing to a String cannot fail.
        let _ = write!(path, "{before}{}", encoded(name));
    }
    path
}

/// Most characters of a request line's target; old proxies cut at 2048.
const LONGEST_PATH: usize = 1_800;

/// Names in groups whose URLs stay short.
pub(in crate::gws) fn name_groups(names: &[String]) -> Vec<Vec<String>> {
    let mut groups: Vec<Vec<String>> = Vec::new();
    let mut length = 0;
    for name in names {
        let needs = encoded(name).len() + 1;
        match groups.last_mut() {
            Some(group) if length + needs <= LONGEST_PATH => group.push(name.clone()),
            _ => {
                length = 0;
                groups.push(vec![name.clone()]);
            }
        }
        length += needs;
    }
    groups
}
