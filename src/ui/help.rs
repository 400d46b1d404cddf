//! Help, made from the table of actions; the keys of the other contexts follow in short.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;

use super::pen::{self, Pen};
use super::theme::Theme;
use crate::app::action::BINDINGS;
use crate::app::{Keymap, Model, Seen, wrap};

/// Columns for the keys.
const KEYS: u16 = 12;

/// What is not in the table, because other keys are heard there.
const CONTEXTS: &[(&str, &[(&str, &str)])] = &[
    (
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
        "in the filter",
        &[("Enter", "keeps it"), ("Esc", "clears it; ↑ ↓ move")],
    ),
    (
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
        "on the team",
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
        "in the list",
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
    Head(&'a str),
    Key(String, &'a str),
    More(&'a str),
}

/// Draws it over everything below header and banner.
pub(super) fn draw(buf: &mut Buffer, over: Rect, model: &Model, theme: &Theme, seen: &mut Seen) {
    pen::clear(buf, over);
    let Some(at) = model.help() else { return };
    let keys = KEYS.min(over.width / 3);
    let words = over.width.saturating_sub(keys + 2);
    let lines = lines(model.keymap(), usize::from(words));
    let (body, foot) = super::plan::top(over, over.height.saturating_sub(1));
    let page = usize::from(body.height);
    seen.help_last = lines.len().saturating_sub(page);
    let from = at.min(seen.help_last);
    for (n, line) in (0..body.height).zip(lines.iter().skip(from)) {
        let mut pen = Pen::on(buf, body, n);
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
    Pen::new(buf, foot).put(&format!("help · Esc closes{more}"), theme.strong());
}

fn lines(keymap: &Keymap, width: usize) -> Vec<Line<'static>> {
    let mut lines = vec![Line::Head("keys")];
    for binding in BINDINGS {
        push(&mut lines, keymap.text(binding), binding.help, width);
    }
    for (head, keys) in CONTEXTS {
        lines.push(Line::More(""));
        lines.push(Line::Head(head));
        for (key, help) in *keys {
            push(&mut lines, (*key).to_owned(), help, width);
        }
    }
    lines
}

fn push(lines: &mut Vec<Line<'static>>, keys: String, help: &'static str, width: usize) {
    let mut folded = wrap::fold(help, width.max(1)).into_iter();
    lines.push(Line::Key(keys, folded.next().unwrap_or("")));
    lines.extend(folded.map(Line::More));
}
