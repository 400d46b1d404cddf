//! Reads the terminal in a task of its own and speaks the app's keys. Dropping the task stops
//! reading, so that nothing steals what is typed for the shell.

use std::time::Instant;

use crossterm::event::{Event, EventStream, KeyCode, KeyEvent, KeyEventKind, KeyModifiers};
use futures_util::StreamExt as _;
use tokio::sync::mpsc;
use tokio::task::JoinHandle;

use crate::app::{Key, Msg, Press};

/// Starts reading. The channel closes when the terminal is gone.
pub(super) fn start(keys: mpsc::Sender<Msg>) -> JoinHandle<()> {
    tokio::spawn(async move {
        let mut events = EventStream::new();
        while let Some(Ok(event)) = events.next().await {
            let Some(msg) = message(event) else { continue };
            if keys.send(msg).await.is_err() {
                return;
            }
        }
    })
}

fn message(event: Event) -> Option<Msg> {
    match event {
        Event::Key(event) if event.kind != KeyEventKind::Release => Some(Msg::Key(Press {
            key: key(event),
            at: Instant::now(),
        })),
        Event::Paste(text) => Some(Msg::Paste(text)),
        Event::Resize(..) => Some(Msg::Resize),
        Event::Key(_) | Event::FocusGained | Event::FocusLost | Event::Mouse(_) => None,
    }
}

fn key(event: KeyEvent) -> Key {
    let ctrl = event.modifiers.contains(KeyModifiers::CONTROL);
    let alt = event.modifiers.contains(KeyModifiers::ALT);
    match event.code {
        KeyCode::Char(c) if ctrl && !alt => Key::Ctrl(c.to_ascii_lowercase()),
        // Alt with a letter is no letter; AltGr arrives as the character it makes.
        KeyCode::Char(_) if alt && !ctrl => Key::Unknown,
        KeyCode::Char(c) => Key::Char(c),
        KeyCode::Enter => Key::Enter,
        KeyCode::Esc => Key::Esc,
        KeyCode::Tab => Key::Tab,
        KeyCode::Backspace => Key::Backspace,
        KeyCode::Delete => Key::Delete,
        KeyCode::Up => Key::Up,
        KeyCode::Down => Key::Down,
        KeyCode::Left => Key::Left,
        KeyCode::Right => Key::Right,
        KeyCode::PageUp => Key::PageUp,
        KeyCode::PageDown => Key::PageDown,
        KeyCode::Home => Key::Home,
        KeyCode::End => Key::End,
        KeyCode::F(n) => Key::F(n),
        _ => Key::Unknown,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_what_they_say() {
        let of = |code, modifiers| key(KeyEvent::new(code, modifiers));
        assert_eq!(of(KeyCode::Char('b'), KeyModifiers::NONE), Key::Char('b'));
        assert_eq!(of(KeyCode::Char('G'), KeyModifiers::SHIFT), Key::Char('G'));
        assert_eq!(
            of(KeyCode::Char('C'), KeyModifiers::CONTROL),
            Key::Ctrl('c')
        );
        assert_eq!(
            of(KeyCode::Char('b'), KeyModifiers::ALT),
            Key::Unknown,
            "Alt-b barges into nothing"
        );
        assert_eq!(
            of(
                KeyCode::Char('@'),
                KeyModifiers::CONTROL | KeyModifiers::ALT
            ),
            Key::Char('@')
        );
    }
}
