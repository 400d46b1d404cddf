//! Paths and bodies.

use super::*;
use crate::domain::{Watch, WatchScope};

fn words() -> Words {
    Words::of(&crate::gws::Dialect::auto())
}

#[test]
fn ids_from_outside_stay_inside_their_segment() {
    let call = Call::Leave {
        session: SessionId::new("../../users/x/channels/voice?a=b#c é"),
    };
    assert_eq!(
        Prepared::call(&call, &words()).path,
        "/api/v2/me/smssessions/..%2F..%2Fusers%2Fx%2Fchannels%2Fvoice%3Fa%3Db%23c%20%C3%A9"
    );
    let up = Call::Leave {
        session: SessionId::new(".."),
    };
    assert_eq!(
        Prepared::call(&up, &words()).path,
        "/api/v2/me/smssessions/%00"
    );
}

#[test]
fn only_four_words_go_to_an_agents_channel() {
    let mut seen = Vec::new();
    for mode in Mode::ALL {
        for scope in [WatchScope::All, WatchScope::Next] {
            let watch = Watch { mode, scope };
            let order = AgentOrder::Watch {
                watch,
                nickname: None,
            };
            let body: serde_json::Value = serde_json::from_str(&order.body()).unwrap();
            seen.push(body["operationName"].as_str().unwrap().to_owned());
        }
    }
    let cancel: serde_json::Value = serde_json::from_str(&AgentOrder::Cancel.body()).unwrap();
    assert_eq!(
        cancel,
        serde_json::json!({"operationName": "CancelSupervisorMonitoring"})
    );
    seen.dedup();
    assert_eq!(seen, ["Monitor", "Coach", "BargeIn"]);
}

#[test]
fn long_name_lists_are_asked_in_groups() {
    let names: Vec<String> = (0..500).map(|i| format!("agent.number.{i}@site")).collect();
    let groups = name_groups(&names);
    assert!(groups.len() > 1);
    assert_eq!(groups.concat(), names);
    for group in groups {
        assert!(contacts_path(&group).len() < 2000);
    }
    assert!(name_groups(&[]).is_empty());
}
