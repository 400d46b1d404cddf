//! Facts on their way to the app. Where there is no room, whoever tells waits, and the server with it.

use tokio::sync::mpsc;

use super::{Deaf, Told};
use crate::domain::Event;

pub(super) async fn one(to: &mpsc::Sender<Event>, event: Event) -> Told {
    to.send(event).await.map_err(|_| Deaf)
}

/// Several in order. Where there is room, as mostly in a flood, with one look for all of them and
/// nothing kept for a wait. Leaves none.
pub(super) async fn all(to: &mpsc::Sender<Event>, events: &mut Vec<Event>) -> Told {
    if let Ok(places) = to.try_reserve_many(events.len()) {
        (places.zip(events.drain(..))).for_each(|(place, event)| place.send(event));
        return Ok(());
    }
    for event in events.drain(..) {
        one(to, event).await?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]

    use super::*;
    use crate::domain::Epoch;

    fn facts(numbers: std::ops::Range<u64>) -> Vec<Event> {
        numbers.map(|n| Event::Began(Epoch(n))).collect()
    }

    #[tokio::test]
    async fn each_comes_once_and_in_order_whether_there_is_room_or_not() {
        let (to, mut from) = mpsc::channel(4);
        let teller = tokio::spawn(async move {
            let mut told = 0;
            for count in [1, 4, 0, 3, 9, 2, 4] {
                let mut some = facts(told..told + count);
                assert!(all(&to, &mut some).await.is_ok());
                assert!(some.is_empty());
                told += count;
            }
            told
        });
        let mut heard = Vec::new();
        while let Some(event) = from.recv().await {
            heard.push(event);
        }
        assert_eq!(heard, facts(0..teller.await.unwrap()));
    }

    #[tokio::test]
    async fn nobody_who_listens_is_said_and_nothing_is_kept() {
        let (to, from) = mpsc::channel(4);
        drop(from);
        for count in [1, 3, 9] {
            let mut some = facts(0..count);
            assert!(all(&to, &mut some).await.is_err());
            assert!(some.is_empty());
        }
    }
}
