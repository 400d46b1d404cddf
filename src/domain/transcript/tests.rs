//! Tests of transcripts.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "tests"
)]

use super::*;

fn entry(index: u32, kind: EntryKind, from: ParticipantType, visibility: Visibility) -> Entry {
    let from = Speaker {
        id: None,
        kind: from,
        nickname: Text::line("x"),
        user: None,
    };
    Entry {
        index,
        kind,
        from: Some(from),
        visibility: Some(visibility),
        text: Text::clean("t"),
        at: Some(Stamp(i64::from(index) * 1000)),
    }
}

#[test]
fn order_is_by_index_and_doubles_are_one() {
    let text = |i| {
        entry(
            i,
            EntryKind::Text,
            ParticipantType::Customer,
            Visibility::All,
        )
    };
    let mut log = Transcript::default();
    assert_eq!(log.merge([text(14), text(11)]), 2);
    assert_eq!(log.merge([text(11), text(14), text(12)]), 1);
    assert_eq!(
        log.entries().map(|e| e.index).collect::<Vec<_>>(),
        [11, 12, 14]
    );
    assert_eq!(log.next_index(), 15);
}

#[test]
fn a_hole_is_asked_for_once_and_marked_when_nobody_fills_it() {
    let text = |i| {
        let from = ParticipantType::Customer;
        entry(i, EntryKind::Text, from, Visibility::All)
    };
    let mut log = Transcript::default();
    log.merge([text(1), text(2)]);
    log.was_read(1);
    log.merge([text(6)]);
    assert_eq!(log.hole(), Some(3));
    assert_eq!(log.missing_before(6), 0, "it may still come");
    log.merge([text(4)]);
    log.was_read(1);
    assert_eq!(log.hole(), None, "its parts are no new ones");
    assert_eq!((log.missing_before(4), log.missing_before(6)), (1, 1));
    log.merge([text(3)]);
    assert_eq!((log.missing_before(4), log.missing_before(6)), (0, 1));
    log.merge([text(9)]);
    assert_eq!(log.hole(), Some(7));
    log.merge([text(12)]);
    log.was_read(1);
    assert_eq!(log.missing_before(9), 0, "a server that leaves numbers out");
}

#[test]
fn the_customer_waits_since_the_oldest_unanswered_line() {
    use ParticipantType::{Agent, Customer, External};
    let mut log = Transcript::default();
    log.merge([entry(1, EntryKind::Text, Customer, Visibility::All)]);
    log.merge([entry(2, EntryKind::Text, External, Visibility::All)]);
    let waits = |side, at| {
        Some(Waiting {
            side,
            since: Some(Stamp(at)),
        })
    };
    assert_eq!(log.waiting(), waits(WaitingSide::Customer, 1000));
    log.merge([entry(3, EntryKind::Text, Agent, Visibility::All)]);
    assert_eq!(log.waiting(), waits(WaitingSide::Agent, 3000));
    log.merge([
        entry(4, EntryKind::Text, Customer, Visibility::All),
        entry(5, EntryKind::Text, Customer, Visibility::All),
        entry(6, EntryKind::Text, Agent, Visibility::Agents),
    ]);
    assert_eq!(
        log.waiting(),
        waits(WaitingSide::Customer, 4000),
        "a whisper is no answer"
    );
    assert_eq!(log.answer().map(|e| e.index), Some(3));
    assert!(log.knows(6) && !log.knows(7));
}

#[test]
fn who_waits_does_not_depend_on_the_order_of_arrival() {
    use ParticipantType::{Agent, Customer, External};
    for seed in 0..200_u32 {
        let line = |index: u32| {
            let dice = seed.wrapping_mul(31).wrapping_add(index * 7) / 3 % 5;
            let from = [Customer, Customer, Agent, External, Agent][dice as usize].clone();
            let sees = [Visibility::All, Visibility::Agents][usize::from(dice == 4)].clone();
            entry(index, EntryKind::Text, from, sees)
        };
        let (mut one, mut other, mut last) = <(Transcript, Transcript, Transcript)>::default();
        for index in 1..9 {
            one.merge([line(index)]);
        }
        other.merge((1..9).rev().map(line));
        last.merge([line(8), line(2), line(5)]);
        last.merge([1, 3, 4, 6, 7].map(line));
        assert_eq!(
            (one.waiting(), one.waiting()),
            (other.waiting(), last.waiting())
        );
    }
}

#[test]
fn typing_ends_with_a_message_or_its_stop() {
    let mut log = Transcript::default();
    log.merge([entry(
        1,
        EntryKind::TypingStarted,
        ParticipantType::Customer,
        Visibility::All,
    )]);
    let me = UserId::new("me");
    assert!(log.typing(&me, &[]).is_some() && log.lines().next().is_none());
    log.merge([entry(
        2,
        EntryKind::Text,
        ParticipantType::Customer,
        Visibility::All,
    )]);
    assert!(log.typing(&me, &[]).is_none());
}

#[test]
fn our_own_typing_is_not_shown_to_us_and_hides_nobody_elses() {
    let me = UserId::new("me");
    let started = |index, kind, user: Option<&str>| {
        let mut one = entry(index, EntryKind::TypingStarted, kind, Visibility::All);
        if let Some(from) = &mut one.from {
            from.user = user.map(UserId::new);
        }
        one
    };
    let mut log = Transcript::default();
    log.merge([started(1, ParticipantType::Agent, Some("me"))]);
    assert!(log.typing(&me, &[]).is_none());
    log.merge([
        started(2, ParticipantType::Customer, None),
        started(3, ParticipantType::Agent, Some("me")),
    ]);
    assert_eq!(log.typing(&me, &[]).map(|e| e.index), Some(2));
    assert_eq!(
        log.typing(&UserId::new("ann"), &[]).map(|e| e.index),
        Some(3)
    );
    // The newest names our participant, and no user.
    let mut named = started(4, ParticipantType::Agent, None);
    let id = ParticipantId::new("p-me");
    if let Some(from) = &mut named.from {
        from.id = Some(id.clone());
    }
    log.merge([named]);
    assert_eq!(log.typing(&me, &[]).map(|e| e.index), Some(4));
    assert_eq!(log.typing(&me, &[id]).map(|e| e.index), Some(2));
}

fn said(index: u32, from: ParticipantType) -> Entry {
    entry(index, EntryKind::Text, from, Visibility::All)
}

#[test]
fn what_the_list_needs_outlives_what_is_let_go() {
    use ParticipantType::{Agent, Customer};
    let joined = |n| entry(n, EntryKind::Joined, Agent, Visibility::All);
    let mut log = Transcript::default();
    log.merge([
        said(1, Customer),
        said(2, Agent),
        said(3, Customer),
        said(4, Customer),
    ]);
    log.merge((5..=60).map(joined));
    let all = log.clone();
    assert_eq!(log.let_go(20), 40);
    assert_eq!((log.len(), log.next_index()), (20, 61));
    let needed = |log: &Transcript| {
        (
            log.waiting(),
            log.answer().map(|e| e.index),
            log.last_line().map(|e| e.index),
        )
    };
    assert_eq!(needed(&log), needed(&all));
    // A late line makes all of it be looked at again.
    log.merge([joined(62)]);
    log.merge([joined(61)]);
    assert_eq!(needed(&log), needed(&all));
    log.merge([said(63, Customer)]);
    assert_eq!(log.waiting().unwrap().since, Some(Stamp(3_000)));
    assert_eq!(log.last_line().map(|e| e.index), Some(63));
    log.merge([said(64, Agent)]);
    assert_eq!(log.answer().map(|e| e.index), Some(64));
    log.let_go(1);
    log.merge([said(65, Customer)]);
    assert_eq!(log.waiting().unwrap().since, Some(Stamp(65_000)));
}

#[test]
fn what_was_let_go_is_no_hole_and_no_news_and_is_read_again_page_by_page() {
    let line = |n| said(n, ParticipantType::Customer);
    let mut log = Transcript::default();
    log.merge((1..=30).chain(32..=100).map(line));
    assert_eq!(log.hole(), Some(31));
    log.was_read(31);
    assert!(log.is_whole() && log.read_again().is_none());
    assert_eq!(log.let_go(20), 79);
    assert!(!log.is_whole() && log.knows(7) && !log.knows(31) && !log.knows(101));
    assert_eq!(log.older_before(81), Some(Older::LetGo));
    assert_eq!((log.older_before(82), log.hole()), (None, None));
    // Once, until it has failed.
    assert_eq!((log.read_again(), log.read_again()), (Some(1), None));
    assert_eq!(log.older_before(81), Some(Older::Reading));
    log.not_read();
    assert_eq!(log.read_again(), Some(1));
    assert_eq!(log.merge((1..=30).chain(32..=50).map(line)), 0, "no news");
    assert_eq!(log.merge([line(101)]), 1);
    assert_eq!(log.hole(), None, "the next page is on its way");
    log.was_read(90);
    assert!(!log.is_whole(), "another reading came to its end");
    assert_eq!((log.older_before(1), log.older_before(50)), (None, None));
    assert_eq!(log.older_before(81), Some(Older::Reading));
    log.merge((51..=101).map(line));
    log.was_read(1);
    assert!(log.is_whole() && log.older_before(81).is_none());
    assert_eq!((log.len(), log.missing_before(32)), (100, 1));
    assert_eq!((log.hole(), log.read_again()), (None, None));
    assert_eq!(log.waiting().unwrap().since, Some(Stamp(1_000)));
}

#[test]
fn a_reading_that_is_overtaken_by_letting_go_leaves_no_silent_hole() {
    let line = |n| said(n, ParticipantType::Agent);
    let mut log = Transcript::default();
    log.merge((1..=1_000).map(line));
    log.let_go(20);
    assert_eq!(log.read_again(), Some(1));
    log.merge((1..=500).map(line));
    log.let_go(20);
    log.merge((501..=1_000).map(line));
    log.was_read(1);
    assert!(!log.is_whole());
    assert_eq!(log.older_before(981), Some(Older::LetGo));
    assert_eq!(log.read_again(), Some(1));
}

#[test]
fn no_more_is_read_again_than_is_kept() {
    let line = |n| said(n, ParticipantType::Agent);
    let kept = u32::from(KEPT);
    let mut log = Transcript::default();
    log.merge((1..=kept + 200).map(line));
    assert_eq!((log.len(), log.read_again()), (usize::from(KEPT), None));
    assert_eq!(log.older_before(201), Some(Older::LetGo));
    log.let_go(20);
    assert_eq!(log.read_again(), Some(201));
    log.merge((201..=kept + 180).map(line));
    // What comes meanwhile pushes out what was read again first.
    log.merge([line(kept + 201), line(kept + 202)]);
    log.was_read(201);
    assert_eq!((log.len(), log.read_again()), (usize::from(KEPT), None));
    assert_eq!(log.older_before(203), Some(Older::LetGo));
}

#[test]
fn a_server_that_leaves_numbers_out_makes_no_list_of_them() {
    let line = |n: u32| said(n * 3, ParticipantType::Customer);
    let mut log = Transcript::default();
    log.merge((1..=900).map(line));
    log.let_go(10);
    assert!(log.knows(3) && log.knows(890 * 3) && !log.knows(890 * 3 + 1));
    assert_eq!(log.read_again(), Some(3));
    assert_eq!(log.merge((1..=900).map(line)), 0);
    log.was_read(3);
    assert!(log.is_whole() && log.len() == 900);
}

#[test]
fn long_names_are_kept_once() {
    let nickname = |e: &Entry| e.from.as_ref().unwrap().nickname.as_str().as_ptr();
    let mut log = Transcript::default();
    log.merge((1..=9).map(|n| {
        let mut line = said(n, ParticipantType::Agent);
        // A short one needs no place of its own.
        line.from.as_mut().unwrap().nickname = Text::line(&"Bartholomew ".repeat(3));
        line
    }));
    let first = log.entries().next().map(nickname);
    assert!(log.entries().all(|e| Some(nickname(e)) == first));
}
