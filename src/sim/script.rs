//! What happens by itself: people, what they talk about, and a director with a
//! seed. Knows the floor, and nothing of wire or CometD.

mod director;
mod forgotten;
mod incidents;
mod people;
mod said;
mod topics;
mod visitor;
mod words;

pub(crate) use director::Director;
pub(crate) use people::cast;

use serde_json::{Map, Value, json};

use topics::{TOPICS, Topic};

/// User data and greeting of a session about something; which, the customer's
/// name decides.
pub(crate) fn occasion(customer: &str) -> (Map<String, Value>, String) {
    let sum: usize = customer.bytes().map(usize::from).sum();
    let topic = &TOPICS[sum % TOPICS.len()];
    (user_data(topic, customer, sum), greeting(topic))
}

/// The bot's first line.
fn greeting(topic: &Topic) -> String {
    format!("Your message has reached the {} desk.", topic.service)
}

/// What is attached to a session from its beginning.
fn user_data(topic: &Topic, customer: &str, number: usize) -> Map<String, Value> {
    let data = json!({
        "CustomerName": customer,
        "Subject": topic.subject,
        "ServiceType": topic.service,
        "CustomerSegment": if number.is_multiple_of(5) { "gold" } else { "default" },
        "ContactId": format!("0000KfW27QC{:05X}", number % 0xF_FFFF),
        "PhoneNumber": format!("+44 7700 900{:03}", number % 1000),
        "RRequestedSkills": null,
        "ServiceObjective": 30 * (number % 4),
        "RVQID": "",
    });
    match data {
        Value::Object(map) => map,
        _ => Map::new(),
    }
}
