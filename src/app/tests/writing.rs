//! Help with writing: typing notices and snippets. None of it speaks to anybody by itself.

use super::desk::{AGENTS, ALL, Desk, refusal, report};
use crate::app::{Audience, Key, Settings, Snippet};
use crate::domain::{Call, State, TypingNotice, Visibility};

const OFFERED: &[&str] = &[
    "SendStartTypingNotification",
    "SendStartTypingToAgentsNotification",
];

/// In a session where the server offers typing notices.
fn desk(mine: Option<Visibility>) -> Desk {
    let mut desk = Desk::in_s1(mine);
    desk.can("s1", OFFERED);
    desk.take();
    desk
}

/// The notices told since the last time: to whom, and what.
fn told(desk: &mut Desk) -> Vec<(Audience, TypingNotice)> {
    let calls = desk.take();
    let notice = |call: &Call| match call {
        Call::TypingToAgents { notice, .. } => Some((Audience::Agents, *notice)),
        Call::TypingToAll(typing) => Some((Audience::Customer, typing.notice())),
        _ => None,
    };
    calls.iter().filter_map(notice).collect()
}

#[test]
fn typing_is_told_once_until_the_hand_is_still_or_gone() {
    use TypingNotice::{Started, Stopped};
    for (mine, key, audience) in [
        (ALL, 's', Audience::Customer),
        (ALL, 'i', Audience::Agents),
        (AGENTS, 'i', Audience::Agents),
    ] {
        let mut desk = desk(mine);
        desk.key(key);
        assert_eq!(told(&mut desk), [], "an empty line is no typing");
        for letter in "hello".chars() {
            desk.press(Key::Char(letter));
        }
        assert_eq!(told(&mut desk), [(audience, Started)]);
        desk.wait(9_000);
        assert_eq!(told(&mut desk), []);
        desk.wait(2_000);
        assert_eq!(told(&mut desk), [(audience, Stopped)]);
        desk.press(Key::Char('!'));
        desk.press(Key::Esc);
        assert_eq!(told(&mut desk), [(audience, Started), (audience, Stopped)]);
    }
}

#[test]
fn a_text_that_leaves_ends_it_without_a_word() {
    let mut desk = desk(AGENTS);
    desk.key('i');
    desk.press(Key::Char('x'));
    desk.take();
    desk.press(Key::Enter);
    desk.wait(60_000);
    assert_eq!(told(&mut desk), []);
}

#[test]
fn nobody_is_told_who_may_not_see_it_or_does_not_want_it() {
    // The mode is no longer Barge: not even that the hand has stopped reaches the customer.
    let mut one = desk(ALL);
    one.key('s');
    one.press(Key::Char('x'));
    one.take();
    one.put(report("s1", State::Chatting, AGENTS));
    one.press(Key::Char('y'));
    one.press(Key::Esc);
    assert_eq!(told(&mut one), []);

    // The server does not offer it.
    let mut two = Desk::in_s1(ALL);
    two.key('s');
    two.press(Key::Char('x'));
    assert_eq!(told(&mut two), []);

    // The server refuses it: once is enough.
    let mut three = desk(ALL);
    three.key('s');
    three.press(Key::Char('x'));
    let call = three.newest(|call| matches!(call, Call::TypingToAll(_)));
    three.take();
    three.answer(call, Err(refusal(3)));
    three.press(Key::Char('y'));
    three.press(Key::Esc);
    assert_eq!(told(&mut three), []);

    // The person does not want it.
    let mut four = Desk::with(Settings {
        typing_notices: false,
        ..Settings::default()
    });
    four.put(report("s1", State::Chatting, ALL));
    four.can("s1", OFFERED);
    four.paint();
    four.key('s');
    four.press(Key::Char('x'));
    assert_eq!(told(&mut four), []);
}

#[test]
fn a_snippet_is_inserted_and_leaves_only_when_it_is_filled_in() {
    let mut desk = Desk::with(Settings {
        snippets: vec![
            Snippet {
                name: "hours".into(),
                text: "We are open until six.".into(),
            },
            Snippet {
                name: "refund".into(),
                text: "Your refund of {amount}, {me}.".into(),
            },
        ],
        nickname: Some("Sade".into()),
        ..Settings::default()
    });
    desk.put(report("s1", State::Chatting, AGENTS));
    desk.paint();
    desk.key('i');
    desk.press(Key::Ctrl('t'));
    for letter in "rfd".chars() {
        desk.press(Key::Char(letter));
    }
    desk.press(Key::Enter);
    desk.wait(60_000);
    let sent = |desk: &mut Desk| {
        let calls = desk.take();
        let text = |call: &Call| match call {
            Call::SendToAgents { text, .. } => Some(text.clone()),
            _ => None,
        };
        calls.iter().filter_map(text).collect::<Vec<_>>()
    };
    assert_eq!(sent(&mut desk), [""; 0], "it is never sent by itself");
    assert_eq!(
        desk.draft("s1", Audience::Agents),
        "Your refund of {amount}, Sade."
    );
    desk.press(Key::Enter);
    assert_eq!(sent(&mut desk), [""; 0]);
    assert!(desk.said().contains("{amount}"), "{}", desk.said());
    for _ in 0..", Sade.".len() {
        desk.press(Key::Left);
    }
    for _ in 0.."{amount}".len() {
        desk.press(Key::Backspace);
    }
    for letter in "5 €".chars() {
        desk.press(Key::Char(letter));
    }
    desk.wait(31);
    desk.press(Key::Enter);
    let call = desk.newest(|call| matches!(call, Call::SendToAgents { .. }));
    assert_eq!(sent(&mut desk), ["Your refund of 5 €, Sade."]);
    // Braces of one's own are nobody's business.
    desk.passed_on(call);
    desk.write("see {this}");
    assert_eq!(sent(&mut desk), ["see {this}"]);
}

#[test]
fn words_for_a_composer_that_did_not_open_do_nothing_until_the_hand_pauses() {
    // Coaching: the customer cannot be written to.
    let mut desk = Desk::in_s1(AGENTS);
    desk.paint();
    desk.take();
    desk.key('s');
    assert!(desk.model.composer().is_none());
    for letter in "xbmcqof".chars() {
        desk.wait(200);
        desk.press(Key::Char(letter));
        desk.wait(40);
        assert!(desk.model.question().is_none(), "{letter}");
        assert!(desk.model.prompt().is_none(), "{letter}");
    }
    assert_eq!(desk.take(), []);
    let said = desk.said();
    assert!(
        said.contains("only Barge reaches") && said.contains("letters typed on were ignored"),
        "{said}"
    );
    // After a pause, and after any key that is no letter, a letter is a key again.
    desk.wait(700);
    desk.key('x');
    assert_eq!(desk.take(), [super::desk::leave("s1")]);
    let mut desk = Desk::in_s1(AGENTS);
    desk.paint();
    desk.take();
    desk.key('s');
    desk.press(Key::Esc);
    desk.key('x');
    assert_eq!(desk.take(), [super::desk::leave("s1")]);
}
