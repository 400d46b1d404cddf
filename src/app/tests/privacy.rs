//! What is hidden, the lock, and what neither of them lets through.

use std::time::Duration;

use secrecy::SecretString;

use super::desk::{ALL, Desk, id, report, words};
use crate::app::{
    Audience, Draft, Effect, Key, Msg, Numbers, Passphrase, Privacy, Settings, Tell, Veil,
};
use crate::domain::{Entry, EntryKind, Event, Participant, ParticipantType, Speaker, State, Text};

const SECRET: &str = "sesame";

fn desk(privacy: Privacy) -> Desk {
    let mut desk = Desk::with(Settings {
        privacy,
        ..Settings::default()
    });
    desk.put(report("s1", State::Chatting, ALL));
    desk.paint();
    desk.take();
    desk
}

fn lockable() -> Privacy {
    Privacy {
        passphrase: Some(Passphrase::new(SecretString::from(SECRET))),
        ..Privacy::default()
    }
}

fn types(desk: &mut Desk, text: &str) {
    for c in text.chars() {
        desk.press(Key::Char(c));
    }
    desk.press(Key::Enter);
}

fn says(desk: &mut Desk, text: &str) {
    let entry = Entry {
        index: 1,
        kind: EntryKind::Text,
        from: Some(Speaker {
            id: None,
            kind: ParticipantType::Customer,
            nickname: Text::line("customer"),
            user: None,
        }),
        visibility: ALL,
        text: Text::clean(text),
        at: None,
    };
    desk.event(Event::Said(id("s1"), vec![entry]));
}

fn last_line(desk: &Desk) -> String {
    let row = desk.model.row(&id("s1")).unwrap();
    row.last_line.unwrap().to_string()
}

#[test]
fn p_shows_the_numbers_of_the_opened_session_for_a_while_or_until_it_is_closed() {
    let mut desk = desk(Privacy::default());
    says(&mut desk, "call 07700 900123");
    assert_eq!(last_line(&desk), "call ***** ***123");
    desk.key('p');
    assert!(desk.said().contains("no session is opened"));
    desk.press(Key::Enter);
    desk.key('p');
    assert_eq!(last_line(&desk), "call 07700 900123");
    assert_eq!(desk.model.veil(&id("s2")), Veil::Masked, "no other");
    desk.wait(29_000);
    assert_eq!(last_line(&desk), "call 07700 900123");
    desk.wait(1_100);
    assert_eq!(last_line(&desk), "call ***** ***123");
    assert_eq!(desk.model.revealed_for(), None);

    desk.key('p').key('p');
    assert_eq!(last_line(&desk), "call ***** ***123", "p hides them again");
    desk.key('p').key('j');
    desk.press(Key::Enter);
    desk.key('k');
    desk.press(Key::Enter);
    assert_eq!(last_line(&desk), "call ***** ***123", "closed is closed");
}

#[test]
fn what_is_said_copied_or_sent_to_the_desktop_is_no_clearer_than_the_screen() {
    let mut desk = desk(Privacy::default());
    desk.event(Event::Notice(Text::line("the server knows 07700 900123")));
    assert_eq!(desk.said(), "the server knows ***** ***123");
    says(&mut desk, "see https://x.example/07700900123");
    desk.press(Key::Enter);
    let mut copied = || {
        desk.key('u');
        let shown = desk
            .model
            .chooser()
            .unwrap()
            .shown()
            .next()
            .unwrap()
            .clone();
        desk.press(Key::Enter);
        let copy = desk.other.drain(..).find_map(|effect| match effect {
            Effect::Tell(Tell::Copy { text }) => Some(text.to_string()),
            _ => None,
        });
        desk.key('p');
        (shown.label.to_string(), copy.expect("a copy"))
    };
    let hidden = "https://x.example/********123".to_owned();
    assert_eq!(copied(), (hidden.clone(), hidden));
    let clear = "https://x.example/07700900123".to_owned();
    assert_eq!(copied(), (clear.clone(), clear));
}

#[test]
fn a_snippet_puts_no_hidden_name_into_words_for_a_customer() {
    let mut desk = Desk::with(Settings {
        customer_keys: vec!["Name".into()],
        snippets: vec![crate::app::Snippet {
            name: "hello".into(),
            text: "Hello {customer}".into(),
        }],
        ..Settings::default()
    });
    let mut report = report("s1", State::Chatting, ALL);
    let data = r#"{"Name":"07700 900123"}"#;
    report.user_data = Some(crate::domain::UserData::new(data));
    desk.put(report);
    desk.paint();
    desk.key('s');
    desk.press(Key::Ctrl('t'));
    desk.press(Key::Enter);
    assert_eq!(desk.draft("s1", Audience::Customer), "Hello {customer}");
    desk.press(Key::Enter);
    desk.wait(5_000);
    assert_eq!(words(&desk.take()), [], "it is to be filled in first");
}

#[test]
fn where_nothing_is_masked_nothing_is() {
    let mut desk = desk(Privacy {
        numbers: Numbers::Shown,
        ..Privacy::default()
    });
    says(&mut desk, "call 07700 900123");
    assert_eq!(last_line(&desk), "call 07700 900123");
    desk.press(Key::Enter);
    desk.key('p');
    assert!(desk.said().contains("nothing is hidden"));
}

#[test]
fn a_configured_key_is_hidden_whole_until_it_is_asked_for() {
    let mut desk = Desk::with(Settings {
        customer_keys: vec!["Name".into()],
        service_keys: vec!["Topic".into()],
        privacy: Privacy {
            numbers: Numbers::Shown,
            keys: vec!["Name".into()],
            ..Privacy::default()
        },
        ..Settings::default()
    });
    let mut report = report("s1", State::Chatting, ALL);
    let data = r#"{"Name":"Rowan Pike","Topic":"Heaters"}"#;
    report.user_data = Some(crate::domain::UserData::new(data));
    desk.put(report);
    let shown = |desk: &Desk| {
        let row = desk.model.row(&id("s1")).unwrap();
        (
            row.customer.unwrap().to_string(),
            row.service.unwrap().to_string(),
        )
    };
    assert_eq!(shown(&desk), ("***** **ke".into(), "Heaters".into()));
    desk.press(Key::Enter);
    desk.key('p');
    assert_eq!(shown(&desk), ("Rowan Pike".into(), "Heaters".into()));
}

#[test]
fn without_a_passphrase_z_says_what_to_set() {
    let mut desk = desk(Privacy::default());
    desk.key('z');
    assert!(
        desk.said().contains("lock_passphrase_file"),
        "{}",
        desk.said()
    );
    assert!(desk.model.lock().is_none());
}

#[test]
fn left_alone_it_locks_itself_and_takes_back_what_waits() {
    let mut desk = desk(Privacy {
        lock_after: Some(Duration::from_secs(60)),
        ..lockable()
    });
    desk.key('s');
    desk.wait(59_000);
    desk.write("one moment");
    desk.wait(100);
    assert!(desk.model.lock().is_none(), "a key counts");
    desk.wait(70_000);
    assert!(desk.model.lock().is_some());
    assert_eq!(words(&desk.take()).len(), 1, "it had left long before");

    // With a delay longer than the lock's time it waits still.
    let mut desk = Desk::with(Settings {
        send_delay: Duration::from_secs(30),
        privacy: Privacy {
            lock_after: Some(Duration::from_secs(10)),
            ..lockable()
        },
        ..Settings::default()
    });
    desk.put(report("s1", State::Chatting, ALL));
    desk.paint();
    desk.key('s');
    desk.write("one moment");
    assert!(matches!(
        desk.model.draft(&id("s1"), Audience::Customer),
        Some((_, Draft::Held { .. }))
    ));
    desk.wait(60_000);
    assert!(desk.model.lock().is_some());
    assert_eq!(
        words(&desk.take()),
        [],
        "nothing left while nobody was there"
    );
    assert_eq!(desk.draft("s1", Audience::Customer), "one moment");
    desk.press(Key::Enter);
    types(&mut desk, SECRET);
    assert!(desk.model.lock().is_none());
    assert!(desk.said().contains("taken back"), "{}", desk.said());
    desk.wait(9_000);
    assert_eq!(words(&desk.take()), []);
}

#[test]
fn a_locked_screen_takes_no_key_but_its_own() {
    let mut desk = desk(lockable());
    desk.key('b');
    desk.press(Key::Esc);
    desk.key('i');
    desk.press(Key::Esc);
    desk.press(Key::Char('x'));
    desk.key('z');
    assert!(desk.model.lock().is_some());
    assert_eq!(desk.take(), [], "a key that was held is dropped");
    for c in "mcbisxawdehfLtlnp:/?".chars() {
        desk.key(c);
    }
    desk.send(Msg::Paste("sesame\r".into()));
    desk.wait(60_000);
    assert_eq!(desk.take(), []);
    assert!(desk.model.question().is_none() && desk.model.composer().is_none());
    assert!(desk.model.chooser().is_none() && desk.model.prompt().is_none());
    // A passphrase may be pasted, once it is asked for.
    desk.press(Key::Enter);
    desk.send(Msg::Paste("sesame\r".into()));
    assert_eq!(desk.model.lock().unwrap().typed(), Some(6));
    desk.press(Key::Enter);
    assert!(desk.model.lock().is_none());
}

#[test]
fn wrong_passphrases_are_slowed_and_no_word_of_them_is_kept() {
    let mut desk = desk(lockable());
    desk.key('z');
    desk.press(Key::Enter);
    for tries in 1..=4 {
        types(&mut desk, "guess");
        assert_eq!(desk.model.lock().unwrap().tries(), tries);
        // Too early: the right one does not count either.
        types(&mut desk, SECRET);
        assert!(desk.model.lock().is_some());
        for _ in 0..SECRET.len() {
            desk.press(Key::Backspace);
        }
        let wait = 1_000 << (tries - 1);
        desk.wait(wait);
        assert_eq!(desk.model.lock_waits(), None);
    }
    let seen = format!("{:?}", desk.model);
    assert!(!seen.contains(SECRET) && !seen.contains("guess"));
    types(&mut desk, SECRET);
    assert!(desk.model.lock().is_none());
}

#[test]
fn a_locked_screen_lets_one_quit_and_hangs_up_on_nobody() {
    let mut desk = desk(lockable());
    let mut alone = report("s2", State::Chatting, ALL);
    let crate::domain::Reported::Is(people) = &mut alone.participants else {
        panic!("people")
    };
    let others = |p: &&Participant| p.user.as_ref().is_none_or(|u| u.as_str() == "me");
    *people = people.iter().filter(others).cloned().collect();
    desk.put(alone);
    desk.key('z');
    desk.key('q');
    let (asked, _) = desk.model.question_text().unwrap();
    assert_eq!(
        asked,
        "Quit? 1 session is left. In 1 nobody else is with the customer: nothing is sent there."
    );
    desk.yes();
    let quit = desk.quit.unwrap();
    assert_eq!(quit.leave, [id("s1")]);
    assert_eq!(quit.left_open.len(), 1);

    let mut desk = self::desk(lockable());
    desk.key('z');
    desk.press(Key::Ctrl('c'));
    assert!(desk.model.quits_with_ctrl_c());
    desk.press(Key::Ctrl('c'));
    assert!(desk.quit.is_some());
}
