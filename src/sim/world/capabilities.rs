//! What the server offers to whom in a session, in the words of the vendor's pages. Knows nothing
//! of what it then does.

use serde_json::{Value, json};

use super::session::{Mode, Part, Participant};

/// Who else is asked in.
const WITH_OTHERS: [&str; 2] = ["Invite", "Consult"];

/// What is known of the session.
const DATA: [&str; 5] = [
    "SetInFocus",
    "SetDisposition",
    "AttachUserData",
    "DeleteUserData",
    "UpdateUserData",
];

/// What only agents and supervisors see.
const TO_AGENTS: [&str; 3] = [
    "SendToAgents",
    "SendStartTypingToAgentsNotification",
    "SendStopTypingToAgentsNotification",
];

/// What reaches the customer.
const TO_ALL: [&str; 3] = [
    "SendMessage",
    "SendStartTypingNotification",
    "SendStopTypingNotification",
];

/// What no agent with a session is offered.
const SELDOM: [&str; 8] = [
    "Accept",
    "Reject",
    "LeaveAndComplete",
    "SendUrl",
    "CancelConsult",
    "SwitchToMonitor",
    "SwitchToCoach",
    "SwitchBargeIn",
];

/// The capabilities of somebody in a session, in the order of the vendor's samples. Supervisors
/// are listed `SendMessage` in every mode, as there.
pub(super) fn of(participant: &Participant) -> Value {
    match participant.part {
        Part::Supervisor => json!(supervisor(participant.visibility.mode(), &TO_ALL)),
        Part::Agent => json!(agent()),
        Part::Customer | Part::Bot => json!([]),
    }
}

/// The capabilities after joining by monitoring: coaching lacks `SendMessage`
/// there (auto-join-after-coaching).
pub(super) fn joined(mode: Mode) -> Value {
    match mode {
        Mode::Coach => json!(supervisor(mode, &[])),
        Mode::Monitor | Mode::BargeIn => json!(supervisor(mode, &TO_ALL)),
    }
}

/// Every operation that any page lists as a capability.
pub(super) fn every_one() -> Value {
    json!([agent(), SELDOM.to_vec()].concat())
}

fn agent() -> Vec<&'static str> {
    [
        &["Transfer", "Leave"],
        &WITH_OTHERS[..],
        &DATA,
        &TO_AGENTS,
        &["Complete"],
        &TO_ALL,
    ]
    .concat()
}

fn supervisor(mode: Mode, words: &[&'static str]) -> Vec<&'static str> {
    [
        &["Leave"],
        &DATA[..],
        &["Transfer"],
        &WITH_OTHERS,
        &TO_AGENTS,
        words,
        &switches(mode),
    ]
    .concat()
}

fn switches(mode: Mode) -> [&'static str; 2] {
    match mode {
        Mode::Monitor => ["SwitchToCoach", "SwitchBargeIn"],
        Mode::Coach => ["SwitchToMonitor", "SwitchBargeIn"],
        Mode::BargeIn => ["SwitchToMonitor", "SwitchToCoach"],
    }
}
