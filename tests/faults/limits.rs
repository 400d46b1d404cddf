//! Case 17 in the normal run: sizes, which no slow machine makes larger.

use crate::sizes::{BY_POLLS, BY_WEBSOCKET, too_large};

#[test]
fn c17_too_large_by_websocket() {
    too_large("websocket", BY_WEBSOCKET);
}

#[test]
fn c17_too_large_by_polls() {
    too_large("long-polling", BY_POLLS);
}
