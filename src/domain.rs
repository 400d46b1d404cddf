//! The nouns of the floor, its rules and permits, and the two vocabularies: [`Event`] in,
//! [`Call`] and [`Reply`] out. Knows nothing of wires, screens, clocks or tasks.

mod agent;
mod by_session;
mod call;
mod capability;
pub mod clean;
mod event;
mod fault;
mod id;
pub mod mask;
mod mode;
mod participant;
pub mod policy;
mod record;
mod session;
mod sms;
mod stamp;
mod standing;
mod transcript;
mod user_data;

pub use agent::{Agent, AgentState, ChannelState, Watch, WatchScope};
pub use by_session::{BySession, SessionSet};
pub use call::{Call, CallKind, CustomerText, CustomerTyping, Noticed, Reply, TypingNotice};
pub use capability::{Capabilities, Capability};
pub use clean::{Text, trimmed};
pub use event::{Event, Link, Listed, OfflineWhy, PolledSession, Roster, SignOn, Step};
pub use fault::Fault;
pub use id::{CallId, Epoch, ParticipantId, ReferenceId, SessionId, UserId};
pub use mode::{Mode, ModeWord};
pub use participant::{Participant, ParticipantType, Visibility};
pub use record::{About, Access, Note, Record, Unrecorded};
pub use session::{Arrival, Presence, Reported, Session, SessionReport};
pub use sms::{Alphabet, SmsParts};
pub use stamp::{Skew, Stamp};
pub use standing::{Standing, State};
pub use transcript::{Entry, EntryKind, Gap, Older, Speaker, Transcript, Waiting, WaitingSide};
pub use user_data::{UserData, UserDataKey};
