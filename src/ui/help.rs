//! Help, made from the table of actions: the keys of the screen that is shown first, then those of
//! every screen, then the other screens. The keys of other contexts stand with their screen.

use ratatui::layout::Rect;
use ratatui::style::Style;
use strum::IntoEnumIterator as _;

use super::paper::Paper;
use super::pen::{self, Pen};
use super::theme::Theme;
use crate::app::action::{BINDINGS, Heard};
use crate::app::{Keymap, Model, Screen, Seen, wrap};

/// Columns for the keys.
const KEYS: u16 = 12;

/// The screen it belongs to (none: every screen), its head, and its keys or marks.
type Context = (
    Option<Screen>,
    &'static str,
    &'static [(&'static str, &'static str)],
);

/// What is not in the table, because other keys are heard there, or none.
const CONTEXTS: &[Context] = &[
    (
        Some(Screen::Floor),
        "while writing",
        &[
            (
                "Enter",
                "sends; a text for the customer waits a moment first",
            ),
            (
                "Esc",
                "takes back a text that still waits; else keeps the draft and closes",
            ),
            ("PgUp PgDn", "scroll the transcript; every letter is text"),
            ("Ctrl-T", "insert a snippet; it is never sent by itself"),
        ],
    ),
    (
        None,
        "on a question",
        &[
            ("y", "yes"),
            (
                "n Esc",
                "no; nothing else is taken, and nothing in the first quarter second",
            ),
        ],
    ),
    (
        Some(Screen::Log),
        "marks in the log",
        &[
            ("> !", "said to you; a warning"),
            ("i W E .", "done; did not work; an error; a detail"),
        ],
    ),
    (
        Some(Screen::Floor),
        "in the filter",
        &[("Enter", "keeps it"), ("Esc", "clears it; ↑ ↓ move")],
    ),
    (
        Some(Screen::Floor),
        "above the transcript",
        &[
            (
                "[Ann M 2]",
                "your sessions: the one shown, your mode there (M C B; ? not confirmed), unread lines",
            ),
            ("‹3 4›", "so many more to the left and to the right"),
        ],
    ),
    (
        Some(Screen::Team),
        "marks on the team",
        &[
            ("*", "marked"),
            (
                "≥ 12m",
                "so at first look, or changed while nobody looked: it may be longer",
            ),
            (
                "2 ~",
                "the agent's list is too old to be trusted; ? was never read",
            ),
            (
                "1 of 3 read",
                "only sessions that you are in can be read: what a wait rests on",
            ),
        ],
    ),
    (
        Some(Screen::Floor),
        "marks in the list",
        &[
            (
                "> »",
                "the highlighted session; the one whose transcript is shown",
            ),
            (
                "· ~",
                "read from the agent's list, not pushed; too old to be trusted",
            ),
            (
                "R N - ?",
                "the agent is ready, not ready, logged out, something else",
            ),
            ("! !!", "an alert about it is open; a critical one"),
            (
                "w W",
                "the agent is watched; watched with another mode than Monitor",
            ),
            ("d", "under “new”: a draft is kept there; i or s opens it"),
            (
                "?",
                "under “me”: in, but the server has not said in which mode",
            ),
        ],
    ),
];

enum Line<'a> {
    Head(String),
    Key(String, &'a str),
    More(&'a str),
}

/// Draws it over everything below header and banner.
pub(super) fn draw(paper: &mut Paper, over: Rect, model: &Model, theme: &Theme, seen: &mut Seen) {
    pen::clear(paper, over);
    let Some(at) = model.help() else { return };
    let keys = KEYS.min(over.width / 3);
    let words = over.width.saturating_sub(keys + 2);
    let lines = lines(model.keymap(), model.screen(), usize::from(words));
    let (body, foot) = super::plan::top(over, over.height.saturating_sub(1));
    let page = usize::from(body.height);
    seen.help_last = lines.len().saturating_sub(page);
    let from = at.min(seen.help_last);
    for (n, line) in (0..body.height).zip(lines.iter().skip(from)) {
        let mut pen = Pen::on(paper, body, n);
        pen.gap(1);
        let plain: Style = theme.text();
        match line {
            Line::Head(text) => pen.put(text, theme.head()),
            Line::Key(keys_of, text) => pen
                .column(keys, keys_of, theme.strong())
                .gap(1)
                .put(text, plain),
            Line::More(text) => pen.gap(keys + 1).put(text, plain),
        };
    }
    let more = if from < seen.help_last {
        " · j and PgDn show more"
    } else {
        ""
    };
    Pen::new(paper, foot).put(&format!("help · Esc closes{more}"), theme.strong());
}

fn lines(keymap: &Keymap, here: Screen, width: usize) -> Vec<Line<'static>> {
    let mut lines = Vec::new();
    let of = |lines: &mut Vec<Line<'static>>, head: String, heard: Heard| {
        if !lines.is_empty() {
            lines.push(Line::More(""));
        }
        lines.push(Line::Head(head));
        for binding in BINDINGS.iter().filter(|b| b.heard == heard) {
            push(lines, keymap.text(binding), binding.help, width);
        }
        let screen = match heard {
            Heard::Everywhere => None,
            Heard::On(screen) => Some(screen),
        };
        for (_, head, keys) in CONTEXTS.iter().filter(|(of, ..)| *of == screen) {
            lines.push(Line::More(""));
            lines.push(Line::Head((*head).to_owned()));
            for (key, help) in *keys {
                push(lines, (*key).to_owned(), help, width);
            }
        }
    };
    of(
        &mut lines,
        format!("keys here, on the {} screen", here.name()),
        Heard::On(here),
    );
    of(&mut lines, "keys on every screen".into(), Heard::Everywhere);
    for other in Screen::iter().filter(|other| *other != here) {
        let head = format!("keys on the {} screen", other.name());
        of(&mut lines, head, Heard::On(other));
    }
    lines
}

fn push(lines: &mut Vec<Line<'static>>, keys: String, help: &'static str, width: usize) {
    let mut folded = wrap::fold(help, width.max(1)).into_iter();
    lines.push(Line::Key(keys, folded.next().unwrap_or("")));
    lines.extend(folded.map(Line::More));
}
