//! Judges the server's ledger: did a customer ever see a supervisor's word without a confirmed
//! Barge? Works on the raw JSON alone and knows nothing of the program's own rules.

use serde_json::Value;

/// Where the server last told me that I stand in a session.
#[derive(Clone, PartialEq, Eq, Debug)]
enum Standing {
    /// Not among its people.
    Out,
    /// Among them, once, with this visibility; `None` if it names none, or names me twice.
    In(Option<String>),
}

/// Everything wrong that the ledger shows; empty is good.
pub fn offences(ledger: &[Value], me: &str) -> Vec<String> {
    let mut offences = Vec::new();
    // Per session: what the server last told me of my own visibility, and whether a Switch or
    // Leave of mine has been carried out since.
    let mut told: std::collections::HashMap<String, Standing> = Default::default();
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
            let standing = match mine.as_slice() {
                [] => Standing::Out,
                [one] => Standing::In(one["visibility"].as_str().map(str::to_owned)),
                _ => Standing::In(None),
            };
            told.insert(session.clone(), standing);
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
                let stands = told.get(&session);
                let barged = matches!(stands, Some(Standing::In(Some(all))) if all == "All");
                // Words that left before the news of my going had arrived: the server refuses them.
                let too_late = stands == Some(&Standing::Out) && fact["statusCode"] != 0;
                if !barged && !too_late {
                    offences.push(format!(
                        "#{at}: {operation} in {session}, but I was last told {stands:?}"
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
