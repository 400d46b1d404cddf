//! Judges the server's ledger: did a customer ever see a supervisor's word without a confirmed
//! Barge? Works on the raw JSON alone and knows nothing of the program's own rules.

use serde_json::Value;

/// Everything wrong that the ledger shows; empty is good.
pub fn offences(ledger: &[Value], me: &str) -> Vec<String> {
    let mut offences = Vec::new();
    // Per session: what the server last told me of my own visibility, and whether a Switch or
    // Leave of mine has been carried out since.
    let mut told: std::collections::HashMap<String, Option<String>> = Default::default();
    let mut pending: std::collections::HashMap<String, bool> = Default::default();
    for (at, fact) in ledger.iter().enumerate() {
        if fact["told"] == me {
            let session = fact["session"].as_str().unwrap_or_default().to_owned();
            let mine: Vec<&Value> = fact["participants"]
                .as_array()
                .map(|list| {
                    list.iter()
                        .filter(|p| p["uri"].as_str().is_some_and(|u| u.ends_with(me)))
                        .collect()
                })
                .unwrap_or_default();
            let visibility = match mine.as_slice() {
                [one] => one["visibility"].as_str().map(str::to_owned),
                _ => None,
            };
            told.insert(session.clone(), visibility);
            pending.insert(session, false);
        }
        let Some(request) = fact.get("request").filter(|_| fact["user"] == me) else {
            continue;
        };
        let path = request["path"].as_str().unwrap_or_default();
        let session = path.rsplit('/').next().unwrap_or_default().to_owned();
        let operation = request["body"]["operationName"]
            .as_str()
            .unwrap_or_default();
        match operation {
            "SwitchToMonitor" | "SwitchToCoach" | "SwitchToBargeIn" | "Leave" => {
                pending.insert(session, true);
            }
            "SendMessage"
            | "SendUrl"
            | "SendStartTypingNotification"
            | "SendStopTypingNotification" => {
                if told.get(&session).cloned().flatten().as_deref() != Some("All") {
                    offences.push(format!(
                        "#{at}: {operation} in {session}, but I was last told {:?}",
                        told.get(&session)
                    ));
                }
                if pending.get(&session) == Some(&true) {
                    offences.push(format!(
                        "#{at}: {operation} in {session} while a switch or leave was open"
                    ));
                }
            }
            _ => {}
        }
        if path.contains("/channels/") {
            let allowed = ["Monitor", "Coach", "BargeIn", "CancelSupervisorMonitoring"];
            if !allowed.contains(&operation) {
                offences.push(format!("#{at}: {operation} was sent to {path}"));
            }
        }
    }
    offences
}
