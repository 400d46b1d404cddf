//! The transcript that is shown: read page by page, searched, its links listed.

use super::desk::{AGENTS, Desk, id, lost, refusal, report};
use super::list::line;
use crate::app::{Effect, Key, Moment, Msg, Scroll, Tell};
use crate::domain::{Call, Entry, Event, Reply, State, Text};

fn entry(index: u32, text: &str) -> Entry {
    Entry {
        text: Text::clean(text),
        ..line(index, i64::from(index), true)
    }
}

fn pages(desk: &mut Desk) -> Vec<(u32, u32)> {
    let page = |call: &Call| match call {
        Call::ReadLog { from, count, .. } => Some((*from, *count)),
        _ => None,
    };
    let pages = desk.calls.iter().filter_map(|(_, call)| page(call));
    let pages = pages.collect();
    desk.take();
    pages
}

fn newest(desk: &Desk) -> crate::domain::CallId {
    desk.newest(|c| matches!(c, Call::ReadLog { .. }))
}

fn log(from: u32, to: u32) -> Result<Reply, crate::domain::Fault> {
    let entries = (from..=to).map(|n| entry(n, &format!("line {n}")));
    Ok(Reply::Log(id("s1"), entries.collect()))
}

#[test]
fn a_whole_log_is_read_page_by_page_to_its_end() {
    let mut desk = Desk::new();
    desk.put(report("s1", State::Chatting, AGENTS));
    desk.paint();
    desk.take();
    desk.press(Key::Enter);
    let first = newest(&desk);
    assert_eq!(pages(&mut desk), [(1, 500)]);
    desk.answer(first, log(1, 500));
    let second = newest(&desk);
    assert_eq!(pages(&mut desk), [(501, 500)]);
    desk.answer(second, log(501, 730));
    assert_eq!(pages(&mut desk), [], "the page was not full");
    assert_eq!(desk.model.floor().log(&id("s1")).unwrap().len(), 730);

    // A server that refuses to read past the end has no more; nothing is said of it.
    let mut desk = Desk::new();
    desk.put(report("s1", State::Chatting, AGENTS));
    desk.paint();
    desk.press(Key::Enter);
    let first = newest(&desk);
    desk.answer(first, log(1, 500));
    let second = newest(&desk);
    desk.take();
    desk.answer(second, Err(refusal(2)));
    assert!(!desk.said().contains("transcript"), "{}", desk.said());
    // One that gives the same page again is not asked for ever.
    let mut desk = Desk::new();
    desk.put(report("s1", State::Chatting, AGENTS));
    desk.paint();
    desk.press(Key::Enter);
    let first = newest(&desk);
    desk.answer(first, log(1, 500));
    let second = newest(&desk);
    desk.take();
    desk.answer(second, log(1, 500));
    assert_eq!(pages(&mut desk), []);
    // A page that is lost is said, and the log is asked for again when it is opened again.
    let mut desk = Desk::new();
    desk.put(report("s1", State::Chatting, AGENTS));
    desk.paint();
    desk.press(Key::Enter);
    let first = newest(&desk);
    desk.take();
    desk.answer(first, Err(lost()));
    assert!(desk.said().contains("transcript could not be read"));
}

fn reading(texts: &[&str]) -> Desk {
    let mut desk = Desk::in_s1(AGENTS);
    let lines = (1..).zip(texts).map(|(n, text)| entry(n, text));
    desk.event(Event::Said(id("s1"), lines.collect()));
    desk.press(Key::Enter);
    desk.press(Key::Tab);
    desk.paint();
    desk
}

#[test]
fn search_goes_from_the_newest_to_older_ones_and_sends_nothing() {
    let mut texts: Vec<String> = (0..60).map(|n| format!("line {n}")).collect();
    texts[10] = "the Ärger began".into();
    texts[30] = "more ärger".into();
    let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
    let mut desk = reading(&texts);
    desk.take();
    desk.press(Key::Char('/'));
    for letter in "ÄRGER".chars() {
        desk.press(Key::Char(letter));
    }
    let place = |desk: &Desk| {
        let log = desk.model.floor().log(&id("s1")).unwrap();
        desk.model.search().unwrap().place(log)
    };
    assert_eq!(place(&desk), (1, 2));
    assert!(matches!(desk.model.scroll(), Scroll::At { index, .. } if index >= 31));
    desk.press(Key::Enter);
    assert_eq!(place(&desk), (2, 2));
    desk.press(Key::Enter);
    assert_eq!(place(&desk), (2, 2), "there is none further");
    desk.press(Key::Down);
    assert_eq!(place(&desk), (1, 2));
    desk.send(Msg::Paste("x".into()));
    assert_eq!(place(&desk), (0, 0));
    desk.press(Key::Esc);
    assert!(desk.model.search().is_none());
    assert_eq!(desk.take(), []);
}

#[test]
fn links_are_listed_newest_first_and_go_to_the_terminal_only() {
    let mut desk = reading(&["see https://a.example/1.", "hello", "and www.b.example"]);
    desk.take();
    desk.press(Key::Char('u'));
    let shown: Vec<String> = (desk.model.chooser().unwrap().shown())
        .map(|c| c.label.to_string())
        .collect();
    assert_eq!(shown, ["www.b.example", "https://a.example/1"]);
    desk.press(Key::Down);
    let now = Moment {
        mono: desk.model.now().mono,
        ..desk.model.now()
    };
    let press = crate::app::Press {
        key: Key::Enter,
        at: now.mono,
    };
    let step = crate::app::update(&mut desk.model, Msg::Key(press), now);
    assert!(matches!(
        step.effects.as_slice(),
        [Effect::Tell(Tell::Copy { text })] if text.as_str() == "https://a.example/1"
    ));
    assert!(desk.said().contains("sent to the terminal"));
    let mut none = reading(&["no link"]);
    none.press(Key::Char('u'));
    assert!(none.model.chooser().is_none() && none.said().contains("no links"));
}
