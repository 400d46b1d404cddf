//! Urgency: limits for each service, a letter beside the colour, counts in the header, the way
//! from one to the next, and an order that can be paused.

use std::time::Duration;

use floorwalk::app::{Key, Limit, Limits, Settings};
use floorwalk::domain::Mode;

use crate::support::{Desk, View, Wish, still};

/// A customer whose session is about the service at this place of the embedded server's topics:
/// repairs, deliveries, billing.
pub(crate) fn customer(topic: usize) -> String {
    let names = ('a'..='z').map(|c| format!("Customer {c}"));
    let sum = |name: &String| name.bytes().map(usize::from).sum::<usize>();
    names
        .into_iter()
        .find(|name| sum(name) % 12 == topic)
        .unwrap()
}

/// Names and services are shown; billing is overdue after two seconds, the others after an hour.
pub(crate) fn settings() -> Settings {
    let limit = |warn, critical| Limit {
        warn: Duration::from_millis(warn),
        critical: Duration::from_millis(critical),
    };
    Settings {
        customer_keys: vec!["CustomerName".into()],
        service_keys: vec!["ServiceType".into()],
        urgency: Limits::new(
            limit(1_800_000, 3_600_000),
            [("Billing".to_owned(), limit(1_000, 2_000))],
        ),
        ..Wish::default().settings
    }
}

/// A session that is joined as Monitor, in which the customer waits.
pub(crate) async fn waiting(desk: &Desk, topic: usize) -> String {
    let agent = desk.stage.agents()[0].0.clone();
    let session = desk.stage.open_session(&agent, &customer(topic));
    desk.highlight(&session).await;
    desk.press('m').await;
    desk.until_mode(&session, Mode::Monitor).await;
    desk.stage.customer_says(&session, "Is anybody there?");
    desk.until("what they say", |v| {
        let lines = v.row(&session).map(|r| r.lines.clone());
        lines.is_some_and(|l| l.iter().any(|l| l == "Is anybody there?"))
    })
    .await;
    session
}

fn order(view: &View) -> Vec<String> {
    view.rows.iter().map(|r| r.id.clone()).collect()
}

fn shows(view: &View, session: &str, words: &str) -> bool {
    let place = view.rows.iter().position(|r| r.id == session);
    let heads = view.screen.lines().position(|l| l.contains("waiting  "));
    let line = place.zip(heads).and_then(|(place, head)| {
        let mut lines = view.screen.lines();
        lines.nth(head + 1 + place)
    });
    line.is_some_and(|l| l.contains(words))
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn point_04_limits_by_service_letters_counts_n_and_a_paused_order() {
    let wish = Wish {
        settings: settings(),
        ..Wish::default()
    };
    let desk = Desk::open(still(), wish).await;
    let slow = waiting(&desk, 1).await;
    let billing = waiting(&desk, 2).await;
    let view = desk
        .until("overdue by the limits of its service", |v| {
            v.screen.contains("1 overdue") && order(v) == [billing.clone(), slow.clone()]
        })
        .await;
    assert!(shows(&view, &billing, " O "), "{}", view.screen);
    assert!(!shows(&view, &slow, " O ") && !shows(&view, &slow, " S "));

    // The most urgent, whatever the list is sorted by.
    desk.press('O').await;
    desk.type_text("customer").await;
    desk.key(Key::Enter).await;
    desk.until("the arrow", |v| v.screen.contains("customer▼"))
        .await;
    desk.highlight(&slow).await;
    for next in [&billing, &slow, &billing] {
        desk.press('n').await;
        desk.until("the next", |v| v.highlighted.as_ref() == Some(next))
            .await;
    }
    desk.press('N').await;
    desk.until("the previous", |v| v.highlighted.as_ref() == Some(&slow))
        .await;
    desk.press('O').await;
    desk.type_text("urgency").await;
    desk.key(Key::Enter).await;
    desk.until("by urgency again", |v| {
        order(v) == [billing.clone(), slow.clone()]
    })
    .await;

    // Paused: the answer counts at once, and no row moves.
    desk.press('o').await;
    desk.until("that it is said", |v| v.screen.contains("order paused: o"))
        .await;
    desk.stage.agent_says(&billing, "Yes, I am.");
    let agent = desk.stage.agents()[1].0.clone();
    let new = desk.stage.open_session(&agent, &customer(0));
    let view = desk
        .until("the new one at the end", |v| {
            !v.screen.contains("overdue") && v.row(&new).is_some()
        })
        .await;
    assert_eq!(order(&view), [billing.clone(), slow.clone(), new.clone()]);
    desk.press('o').await;
    desk.until("in order again", |v| {
        order(v) == [slow.clone(), billing.clone(), new.clone()]
            && !v.screen.contains("order paused")
    })
    .await;
}
