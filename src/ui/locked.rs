//! The locked screen: that it is locked, how it is opened, and how the program is left. Nothing
//! else of the model is looked at.

use ratatui::layout::{Position, Rect};

use super::overlay;
use super::paper::Paper;
use super::pen::Pen;
use super::theme::Theme;
use crate::app::{Model, age, wrap};

const WORDS: &str = "LOCKED. Alerts still ring; everything goes on that was asked before.";

/// Draws it in the middle; returns where the cursor goes while the passphrase is typed.
pub(super) fn draw(
    paper: &mut Paper,
    over: Rect,
    model: &Model,
    theme: &Theme,
) -> Option<Position> {
    let lock = model.lock()?;
    let inside = overlay::place(paper, over, WORDS, 3, theme.strong());
    if inside.is_empty() {
        return None;
    }
    let room = inside.height.saturating_sub(3).max(1);
    for (n, line) in (0..room).zip(wrap::fold(WORDS, usize::from(inside.width))) {
        Pen::on(paper, inside, n).put(line, theme.text());
    }
    let state = inside.height.saturating_sub(3);
    if inside.height > 3 {
        let mut pen = Pen::on(paper, inside, state);
        match (model.lock_waits(), lock.tries()) {
            _ if model.quits_with_ctrl_c() => {
                pen.put("Ctrl-C once more within 2 s quits", theme.call());
            }
            (Some(left), _) => {
                let left = age::ticking(left + std::time::Duration::from_millis(999));
                pen.put(
                    &format!("! wrong; the next try counts in {left}"),
                    theme.call(),
                );
            }
            (None, 0) => {}
            (None, 1) => {
                pen.put("! 1 wrong try", theme.call());
            }
            (None, tries) => {
                pen.put(&format!("! {tries} wrong tries"), theme.call());
            }
        }
    }
    let keys = match lock.typed() {
        None => "Enter: passphrase · q quits (asks) · Ctrl-C twice quits",
        Some(_) => "Enter unlocks · Esc back · Ctrl-C twice quits",
    };
    Pen::on(paper, inside, inside.height - 1).put(keys, theme.strong());
    let typed = lock.typed()?;
    let line = inside.height.checked_sub(2)?;
    let mut pen = Pen::on(paper, inside, line);
    pen.put("Passphrase ", theme.quiet());
    let dots = typed.min(pen.room().saturating_sub(1));
    pen.put(&"•".repeat(dots), theme.strong());
    Some(Position::new(
        pen.x().min(inside.right() - 1),
        inside.y + line,
    ))
}
