//! Whether the server acknowledges, and how it says so.

/// The answer to `ext.ack` in a handshake (`ack_reply` of the fixtures).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum AckReply {
    /// None: events that meet a dead socket are lost.
    #[default]
    Absent,
    /// `{"ack": true}`, the older form.
    True,
    /// `{"ack": {"enabled": true, "batch": 0}}`, CometD 3.1 and later.
    Object,
}
