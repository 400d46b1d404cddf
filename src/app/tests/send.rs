//! Two composers, their drafts, and the two seconds (design §4).

use super::desk::{AGENTS, ALL, Desk, SUPERVISORS, bare, id, lost, refusal, report, switch, words};
use crate::app::{Ask, Audience, Draft, Key, Msg, Settings};
use crate::domain::{Call, Mode, State};
use std::time::Duration;

fn to_agents(text: &str) -> Call {
    Call::SendToAgents {
        session: id("s1"),
        text: text.into(),
    }
}

#[test]
fn esc_takes_back_what_waits_and_then_closes() {
    let mut desk = Desk::in_s1(ALL);
    desk.key('s');
    desk.write("oops");
    desk.wait(1_900);
    desk.press(Key::Esc);
    assert!(desk.model.composer().is_some());
    desk.wait(60_000);
    assert_eq!(words(&desk.take()), []);
    assert_eq!(desk.draft("s1", Audience::Customer), "oops");
    desk.press(Key::Esc);
    assert!(desk.model.composer().is_none());
    desk.key('s');
    assert_eq!(desk.draft("s1", Audience::Customer), "oops");
}

#[test]
fn nothing_changes_or_hides_a_text_that_waits() {
    let mut desk = Desk::in_s1(ALL);
    desk.key('s');
    desk.write("hello");
    for key in [
        Key::Char('!'),
        Key::Backspace,
        Key::Enter,
        Key::Tab,
        Key::Ctrl('u'),
    ] {
        desk.press(key);
    }
    desk.send(Msg::Paste("more".into()));
    desk.send(Msg::Paste("two\nlines".into()));
    assert!(desk.asks().is_none(), "Esc must reach the text");
    desk.wait(2_000);
    assert_eq!(words(&desk.take()), [("s1".into(), "hello".into())]);
}

#[test]
fn the_delay_is_a_setting() {
    let mut desk = Desk::with(Settings {
        send_delay: Duration::ZERO,
        ..Settings::default()
    });
    desk.put(report("s1", State::Chatting, ALL));
    desk.paint();
    desk.key('s');
    desk.write("now");
    assert_eq!(words(&desk.take()), [("s1".into(), "now".into())]);
}

#[test]
fn a_draft_never_crosses() {
    let mut desk = Desk::in_s1(ALL);
    desk.put(report("s2", State::Chatting, ALL));
    desk.key('i');
    desk.write("");
    for c in "he lies".chars() {
        desk.press(Key::Char(c));
        desk.wait(50);
    }
    desk.press(Key::Esc);
    desk.key('s');
    assert_eq!(desk.draft("s1", Audience::Customer), "");
    desk.write("hello");
    desk.wait(2_000);
    assert_eq!(words(&desk.take()), [("s1".into(), "hello".into())]);
    desk.press(Key::Esc);
    desk.press(Key::Down);
    desk.key('s');
    assert_eq!(desk.model.composer().unwrap().session, id("s2"));
    assert_eq!(desk.draft("s2", Audience::Customer), "");
    assert_eq!(desk.draft("s1", Audience::Agents), "he lies");
}

#[test]
fn drafts_survive_refusal_silence_and_loss() {
    for fault in [
        refusal(5),
        lost(),
        crate::domain::Fault::Http { status: 502 },
    ] {
        for (mine, key, audience) in [
            (AGENTS, 'i', Audience::Agents),
            (ALL, 's', Audience::Customer),
        ] {
            let mut desk = Desk::in_s1(mine);
            desk.key(key);
            desk.write("keep me");
            desk.wait(2_000);
            let call = desk.newest_act();
            assert_eq!(desk.take().len(), 1);
            desk.answer(call, Err(fault.clone()));
            assert_eq!(desk.draft("s1", audience), "keep me");
            assert!(matches!(
                desk.model.draft(&id("s1"), audience),
                Some((_, Draft::Failed(_)))
            ));
            desk.wait(60_000);
            assert_eq!(desk.take(), [], "never repeated by itself");
            desk.press(Key::Enter);
            desk.wait(2_000);
            assert_eq!(desk.take().len(), 1, "by key it is");
        }
    }
}

#[test]
fn success_empties_it() {
    let mut desk = Desk::in_s1(AGENTS);
    desk.key('i');
    desk.write("well done");
    assert_eq!(
        desk.model.draft(&id("s1"), Audience::Agents).map(|d| d.0),
        Some("well done")
    );
    let call = desk.newest_act();
    desk.passed_on(call);
    assert_eq!(desk.draft("s1", Audience::Agents), "");
    assert_eq!(desk.take(), [to_agents("well done")]);
}

#[test]
fn a_revoked_session_keeps_its_composer_and_the_letters_in_it() {
    for (mine, key, audience) in [
        (AGENTS, 'i', Audience::Agents),
        (ALL, 's', Audience::Customer),
    ] {
        let mut desk = Desk::in_s1(mine);
        desk.key(key);
        desk.press(Key::Char('a'));
        desk.put(bare("s1", State::Revoked));
        desk.list("ann", &["s2"]);
        desk.wait(120_000);
        for c in "mcbxq".chars() {
            desk.press(Key::Char(c));
            desk.wait(50);
        }
        desk.press(Key::Enter);
        desk.wait(5_000);
        assert_eq!(desk.take(), []);
        assert_eq!(desk.draft("s1", audience), "amcbxq");
        assert_eq!(
            desk.model.composer().map(|c| c.session.clone()),
            Some(id("s1"))
        );
        assert!(desk.quit.is_none());
        desk.press(Key::Esc);
        assert!(desk.model.composer().is_none());
    }
}

#[test]
fn writing_to_the_agent_needs_live_and_chatting_and_a_voice() {
    let mut desk = Desk::in_s1(AGENTS);
    desk.late();
    desk.key('i');
    assert!(desk.model.composer().is_none());
    let mut desk = Desk::in_s1(AGENTS);
    desk.put(bare("s1", State::Invited));
    desk.key('i');
    assert!(desk.model.composer().is_none());
    // Barge may whisper.
    let mut desk = Desk::in_s1(ALL);
    desk.key('i');
    desk.write("psst");
    assert_eq!(desk.take(), [to_agents("psst")]);
    // Monitor offers Coach.
    let mut desk = Desk::in_s1(SUPERVISORS);
    desk.key('i');
    assert!(matches!(desk.asks(), Some(Ask::CoachToWrite { .. })));
    desk.yes();
    assert_eq!(desk.take(), [switch("s1", Mode::Coach)]);
}

#[test]
fn an_unknown_mode_asks_once_a_session() {
    let mut desk = Desk::in_s1(None);
    desk.key('i');
    assert!(matches!(desk.asks(), Some(Ask::WriteUnconfirmed { .. })));
    desk.yes();
    desk.write("one");
    assert_eq!(desk.take(), [to_agents("one")]);
    desk.press(Key::Esc);
    desk.key('i');
    assert!(desk.asks().is_none() && desk.model.composer().is_some());
    desk.press(Key::Esc);
    desk.put(report("s2", State::Chatting, None));
    desk.press(Key::Down);
    desk.paint();
    desk.key('i');
    assert!(
        matches!(desk.asks(), Some(Ask::WriteUnconfirmed { .. })),
        "of another session again"
    );
}

#[test]
fn the_mode_that_goes_while_writing_stops_the_send() {
    let mut desk = Desk::in_s1(AGENTS);
    desk.key('i');
    desk.put(report("s1", State::Chatting, SUPERVISORS));
    desk.write("too late");
    assert_eq!(desk.take(), []);
    assert_eq!(desk.draft("s1", Audience::Agents), "too late");
}

#[test]
fn writing_opens_the_row_first() {
    let mut desk = Desk::in_s1(AGENTS);
    assert_eq!(desk.model.opened(), None);
    desk.key('i');
    assert_eq!(desk.model.opened(), Some(&id("s1")));
}

#[test]
fn pages_scroll_and_tab_does_nothing_and_ctrl_c_hints() {
    let mut desk = Desk::in_s1(AGENTS);
    desk.key('i');
    desk.press(Key::Char('a'));
    desk.press(Key::Tab);
    desk.press(Key::PageUp);
    desk.press(Key::Ctrl('c'));
    assert!(desk.quit.is_none());
    assert!(desk.said().contains("Ctrl-C once more"));
    assert_eq!(desk.draft("s1", Audience::Agents), "a");
    assert!(desk.model.composer().is_some());
}

#[test]
fn nothing_blank_is_sent() {
    let mut desk = Desk::in_s1(AGENTS);
    desk.key('i');
    desk.write("   ");
    assert_eq!(desk.take(), []);
}

fn type_in(desk: &mut Desk, text: &str) {
    for c in text.chars() {
        desk.press(Key::Char(c));
        desk.wait(31);
    }
}

#[test]
fn the_next_text_can_be_begun_while_one_is_on_its_way() {
    let mut desk = Desk::in_s1(AGENTS);
    desk.key('i');
    type_in(&mut desk, "first");
    desk.press(Key::Enter);
    let call = desk.newest_act();
    type_in(&mut desk, "next");
    for _ in 0..9 {
        desk.press(Key::Backspace);
    }
    type_in(&mut desk, "second");
    desk.press(Key::Enter);
    assert_eq!(desk.newest_act(), call, "one at a time");
    desk.passed_on(call);
    let (text, draft) = desk.model.draft(&id("s1"), Audience::Agents).unwrap();
    assert_eq!((text, draft), ("second", &Draft::Writing));
    desk.press(Key::Enter);
    let call = desk.newest_act();
    type_in(&mut desk, " and more");
    desk.answer(call, Err(lost()));
    let (text, draft) = desk.model.draft(&id("s1"), Audience::Agents).unwrap();
    assert_eq!(text, "second and more", "nothing is lost");
    assert!(matches!(draft, Draft::Failed(_)));
}

/// Keys that are read together, `apart` milliseconds between two of them.
fn burst(desk: &mut Desk, text: &str, apart: u64) {
    for c in text.chars() {
        desk.press(match c {
            '\r' => Key::Enter,
            c => Key::Char(c),
        });
        desk.wait(apart);
    }
}

#[test]
fn a_paste_without_brackets_into_a_composer_sends_none_of_its_lines() {
    let lines = [
        ("first line\rsecond line", "first line second line"),
        // The line before the break alone is no paste yet; what follows it at once says so.
        ("ok\rmcb", "ok mcb"),
        ("ok\r\rmcb\r\r", "ok  mcb  "),
        ("a longer line\r", "a longer line "),
    ];
    for audience in [Audience::Agents, Audience::Customer] {
        for (pasted, text) in lines {
            for apart in [0, 2] {
                let mut desk = Desk::in_s1(ALL);
                desk.key(if audience == Audience::Agents {
                    'i'
                } else {
                    's'
                });
                burst(&mut desk, pasted, apart);
                desk.wait(60);
                assert_eq!(
                    desk.said(),
                    "that came too fast for a person, like a paste: its line breaks do not send"
                );
                desk.wait(60_000);
                assert_eq!(desk.take(), [], "{pasted:?}");
                assert_eq!(desk.draft("s1", audience), text);
                // It is the person's to send.
                desk.press(Key::Enter);
                desk.wait(2_000);
                assert_eq!(desk.take().len(), 1, "{pasted:?}");
            }
        }
    }
}

#[test]
fn a_fast_typist_still_sends_and_esc_right_behind_it_does_not() {
    let mut desk = Desk::in_s1(ALL);
    desk.key('i');
    // One read of a slow link: a short word and its Enter.
    burst(&mut desk, "yes\r", 0);
    assert_eq!(desk.take(), [], "it waits for what follows");
    desk.wait(30);
    assert_eq!(desk.take(), [to_agents("yes")]);

    let mut desk = Desk::in_s1(ALL);
    desk.key('i');
    burst(&mut desk, "yes\r", 10);
    desk.wait(21);
    // Read later than the time, though it was taken before the timer rang.
    desk.press(Key::Char('x'));
    assert_eq!(desk.take(), [to_agents("yes")]);

    let mut desk = Desk::in_s1(ALL);
    desk.key('i');
    burst(&mut desk, "yes\r", 0);
    desk.press(Key::Esc);
    desk.wait(60_000);
    assert_eq!(desk.take(), []);

    let mut desk = Desk::in_s1(ALL);
    desk.key('i');
    burst(&mut desk, "yes\r", 0);
    desk.send(Msg::Paste("and more".into()));
    desk.wait(60_000);
    assert_eq!(desk.take(), []);
    assert_eq!(desk.draft("s1", Audience::Agents), "yesand more");
}
