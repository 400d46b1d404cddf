//! What can be sent to an agent's SMS channel: the only maker of that body.
//!
//! The same URL family takes `Ready`, `NotReady` and `Offline`, which change a live agent's state
//! (AgentStateControl pages). This enum has no such word, and nothing else writes there.

use serde::Serialize;

use crate::domain::{Mode, Watch, WatchScope};

/// One order to an agent's SMS channel (SMSMonitor, SMSCoach, SMSBargeIn and
/// SMSCancelSupervisorMonitoring pages).
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum AgentOrder<'a> {
    /// Join the agent's sessions as they come.
    Watch {
        /// With which mode, and how many.
        watch: Watch,
        /// The name others see.
        nickname: Option<&'a str>,
    },
    /// Stop that.
    Cancel,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Body<'a> {
    operation_name: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    supervisor_monitoring_mode: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    nickname: Option<&'a str>,
}

impl AgentOrder<'_> {
    /// The JSON body.
    pub fn body(&self) -> String {
        let body = match self {
            Self::Watch { watch, nickname } => Body {
                operation_name: match watch.mode {
                    Mode::Monitor => "Monitor",
                    Mode::Coach => "Coach",
                    Mode::BargeIn => "BargeIn",
                },
                supervisor_monitoring_mode: Some(match watch.scope {
                    WatchScope::All => "AllChats",
                    WatchScope::Next => "NextChat",
                }),
                nickname: *nickname,
            },
            Self::Cancel => Body {
                operation_name: "CancelSupervisorMonitoring",
                supervisor_monitoring_mode: None,
                nickname: None,
            },
        };
        // A struct of strings always serialises; an empty body would be refused by the server.
        serde_json::to_string(&body).unwrap_or_default()
    }
}
