//! Filter, sort, views: the language in the line, what a number rests on, saved views, and the
//! fuzzy way to sessions and agents.

use floorwalk::app::{Key, Settings, Sort, SortBy, View};

use super::point_04_urgency::{customer, settings, waiting};
use crate::support::{Desk, Wish, still};

fn wish() -> Wish {
    Wish {
        settings: Settings {
            views: vec![View {
                name: "Overdue billing".into(),
                filter: "service:billing wait>1s".into(),
                sort: Sort::forward(SortBy::Wait),
            }],
            ..settings()
        },
        ..Wish::default()
    }
}

fn rows(view: &crate::support::View) -> Vec<String> {
    view.rows.iter().map(|r| r.id.clone()).collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn point_05_the_filter_its_numbers_views_and_the_way_to_everything() {
    let desk = Desk::open(still(), wish()).await;
    let billing = waiting(&desk, 2).await;
    let slow = waiting(&desk, 1).await;
    let other = desk.stage.agents()[1].clone();
    let unread = desk.stage.open_session(&other.0, &customer(0));
    desk.until("all three", |v| v.rows.len() == 3).await;
    desk.stage.customer_says(&slow, "I want my REFUND now");

    desk.press('/').await;
    desk.type_text("text:\"refund now\" wait>").await;
    let view = desk
        .until("found in what was read", |v| rows(v) == [slow.clone()])
        .await;
    assert!(
        view.screen.contains("1 of 3 sessions, 2 read")
            && view.screen.contains("“wait>” is left out: how long?"),
        "{}",
        view.screen
    );
    desk.key(Key::Ctrl('u')).await;
    desk.type_text("-agent:\"").await;
    desk.type_text(&other.1).await;
    desk.key(Key::Enter).await;
    let view = desk
        .until("all but theirs", |v| {
            v.rows.len() == 2 && v.row(&unread).is_none()
        })
        .await;
    assert!(view.screen.contains("2 of 3 sessions"), "{}", view.screen);
    assert!(
        !view.screen.contains("2 of 3 sessions, "),
        "nothing of it rests on reading"
    );
    desk.key(Key::Esc).await;
    desk.key(Key::Esc).await;
    desk.until("everything again", |v| v.rows.len() == 3).await;

    // A saved view, and what time does to it.
    desk.press('v').await;
    desk.type_text("overdue bill").await;
    desk.key(Key::Enter).await;
    let view = desk
        .until("who has waited for more than a second", |v| {
            rows(v) == [billing.clone()]
        })
        .await;
    assert!(
        view.screen.contains("service:billing wait>1s") && view.screen.contains("by wait ▼"),
        "{}",
        view.screen
    );

    // The way to an agent narrows the floor to them, the way to a session leads past that.
    desk.press(':').await;
    desk.type_text("agent: their").await;
    desk.until("agents are offered", |v| {
        v.screen.contains("agent: their sessions")
    })
    .await;
    desk.key(Key::Esc).await;
    desk.press(':').await;
    desk.type_text(&customer(1)).await;
    desk.key(Key::Enter).await;
    desk.until("the session, shown", |v| {
        v.opened.as_ref() == Some(&slow) && v.rows.len() == 3
    })
    .await;
}
