//! Invitations that nobody here asked for.

use std::time::Duration;

use floorwalk::domain::Presence;

use crate::support::{BOTH, Desk};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_unasked_invitation_is_shown_and_never_accepted_by_itself() {
    for transport in BOTH {
        let desk = Desk::over(transport).await;
        desk.session().await;
        let s = desk.stage.offer_unasked("supervisor");
        let v = desk
            .until("the invitation", |v| {
                v.presence(&s) == Some(Presence::Offered)
            })
            .await;
        assert!(v.question.is_none(), "nothing asynchronous takes the focus");
        tokio::time::sleep(Duration::from_millis(300)).await;
        assert_eq!(desk.count("Accept"), 0);
        desk.go(&s, 'd').await;
        desk.until("declined", |v| v.presence(&s) != Some(Presence::Offered))
            .await;
        let s = desk.stage.offer_unasked("supervisor");
        desk.until("another", |v| v.presence(&s) == Some(Presence::Offered))
            .await;
        desk.go(&s, 'a').await;
        let v = desk
            .until("a question, because the mode is not stated", |v| {
                v.question.is_some()
            })
            .await;
        assert!(v.question.unwrap().contains("does not say in which mode"));
        desk.yes().await;
        desk.until("in", |v| v.presence(&s) == Some(Presence::In))
            .await;
        assert_eq!(desk.count("Accept"), 1);
        desk.assert_clean();
    }
}
