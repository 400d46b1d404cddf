//! What the `data` of a published message is read as.

use serde::Deserialize;
use serde_json::value::RawValue;

/// What a consumer makes of a published message's `data`.
///
/// It is read along with the message around it: reading a text twice costs twice. What is not as
/// the consumer expects it comes by itself, as raw JSON.
pub trait Payload: Sized + Send + 'static {
    /// `data` as it usually is, borrowed from the frame.
    type Usual<'a>: Deserialize<'a>;

    /// Of `data` that is as usual.
    fn usual(data: Self::Usual<'_>) -> Self;

    /// Of `data` that could not be read so, which may be any JSON.
    fn unusual(data: &RawValue) -> Self;
}

/// Unread.
impl Payload for Box<RawValue> {
    type Usual<'a> = &'a RawValue;

    fn usual(data: &RawValue) -> Self {
        data.to_owned()
    }

    fn unusual(data: &RawValue) -> Self {
        data.to_owned()
    }
}
