//! What the `data` of a published message is read as.

use std::fmt::Debug;

use serde::Deserialize;
use serde_json::value::RawValue;

use crate::json::Raw;

/// What a consumer makes of a published message's `data`.
///
/// It is read along with the message around it: reading a text twice costs twice. What is not as
/// the consumer expects it comes by itself, as raw JSON.
pub trait Payload: Sized + Send + 'static {
    /// `data` as it usually is, borrowed from the frame.
    type Usual<'a>: Deserialize<'a>;

    /// What is remembered of one message for those after it: nothing that changes what is made of
    /// them, only what makes it less work.
    type Memory: Default + Debug + Send;

    /// Of `data` that is as usual; `None` if it is not, looked at closely.
    fn usual(data: Self::Usual<'_>, memory: &mut Self::Memory) -> Option<Self>;

    /// Of `data` that could not be read so, which may be any JSON.
    fn unusual(data: &RawValue) -> Self;
}

/// Unread.
impl Payload for Box<RawValue> {
    type Usual<'a> = Raw<'a>;

    type Memory = ();

    fn usual(data: Raw<'_>, (): &mut ()) -> Option<Self> {
        RawValue::from_string(data.0.to_owned()).ok()
    }

    fn unusual(data: &RawValue) -> Self {
        data.to_owned()
    }
}
