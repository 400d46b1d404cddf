//! What the server pushes, as text: notifications of as many sessions as wanted, and logs.

#![allow(
    dead_code,
    unreachable_pub,
    missing_docs,
    reason = "shared by benches, each of which uses a part"
)]

/// The vendor's own sample; its bare `None` is no JSON.
pub const SAMPLE: &str = include_str!("../../tests/data/intrude-notification.txt");

/// The vendor's notification as JSON, of the session with this number.
pub fn notification(n: usize) -> String {
    SAMPLE
        .replace(": None", ": null")
        .replace("0000UaB58WAR003N", &format!("0000UaB5{n:08}"))
}

/// The same with people in it, whom the vendor's sample lacks: an agent, a customer and whoever
/// listens.
pub fn peopled(n: usize) -> String {
    let people = r#"[{"participantId":"00C46A1F20B30012","type":"Agent","nickname":"Sade",
        "visibility":"Supervisors",
        "uri":"http://gws.example.test:8080/api/v2/users/7ec4a9d2b1f04c6e8a35d0917b2c6f41"},
        {"participantId":"00C46A1F20B30011","type":"Agent","nickname":"Jonas","visibility":"All",
        "uri":"http://gws.example.test:8080/api/v2/users/1b9f6c03e58d4a7fb2c4708e6d15a39c"},
        {"participantId":"00C46A1F20B30010","type":"Customer","nickname":"Rowan P.",
        "visibility":"All"}]"#;
    notification(n).replace(
        "\"participants\": []",
        &format!("\"participants\": {people}"),
    )
}

/// A notification of new messages.
pub fn log(entries: u32) -> String {
    let entry = |n: u32| {
        format!(
            r#"{{"index":{n},"type":"Text","from":{{"participantId":"00C46A1F20B30010",
            "type":"Customer","nickname":"Rowan P."}},"visibility":"All",
            "timestamp":"2026-03-17 09:42:33.000+0100","timestampSeconds":1773736953000,
            "text":"My heater shows E7 since last night 🥶, and the dial sits at half a bar."}}"#
        )
    };
    let entries: Vec<String> = (1..=entries).map(entry).collect();
    format!(
        r#"{{"messageType":"MessageLogUpdated","notificationType":"NewMessages",
        "smssessionUri":"http://gws.example.test:8080/api/v2/smssessions/0000KfW27QX1004T",
        "messages":[{}]}}"#,
        entries.join(",")
    )
}
