//! My sessions in one line above the transcript: the customer, the mode, what is unread; the shown
//! one between brackets. As many as fit around it; the others are counted at the ends.

use ratatui::layout::Rect;
use ratatui::style::Style;
use unicode_width::UnicodeWidthStr;

use super::paper::Paper;
use super::pen::Pen;
use super::theme::Theme;
use crate::app::{Model, wrap};
use crate::domain::{Mode, SessionId};

/// Columns of a name at most.
const NAME: usize = 14;
/// From this width on a mode is a word.
const WORDS: u16 = 76;
/// Columns for a count at either end.
const END: usize = 4;

/// Whether there is something to go to: one session alone needs no tabs.
pub(super) fn wanted(model: &Model) -> bool {
    model.tabs().count() > 1
}

/// Draws them.
pub(super) fn draw(paper: &mut Paper, area: Rect, model: &Model, theme: &Theme) {
    if area.is_empty() {
        return;
    }
    let tabs = model.tabs();
    let here = model.shown_tab();
    let room = usize::from(area.width).saturating_sub(2 * END);
    let (from, drawn) = around(here.unwrap_or(0), room, |place| {
        (tabs.get(place)).map(|id| tab(model, id, area.width, theme))
    });
    let after = tabs.count() - from - drawn.len();
    let mut pen = Pen::new(paper, area);
    if from > 0 {
        pen.put(&format!("‹{from} "), theme.call());
    }
    for (n, tab) in drawn.iter().enumerate() {
        let shown = here == Some(from + n);
        let (open, close, style) = if shown {
            ("[", "]", theme.here())
        } else {
            (" ", " ", Style::new())
        };
        let on = |part: Style| if shown { style } else { part };
        pen.put(open, on(theme.quiet()))
            .put(&tab.name, on(theme.text()))
            .put(" ", on(theme.text()))
            .put(tab.mode, on(tab.mode_style));
        if tab.unread > 0 {
            pen.put(&format!(" {}", tab.count()), on(theme.strong()));
        }
        pen.put(close, on(theme.quiet()));
    }
    if after > 0 {
        pen.put(&format!(" {after}›"), theme.call());
    }
}

struct Tab {
    name: String,
    mode: &'static str,
    mode_style: Style,
    unread: usize,
}

impl Tab {
    fn count(&self) -> String {
        if self.unread > 99 {
            "99+".into()
        } else {
            self.unread.to_string()
        }
    }

    fn width(&self) -> usize {
        let unread = if self.unread > 0 {
            self.count().len() + 1
        } else {
            0
        };
        self.name.width() + self.mode.width() + unread + 3
    }
}

fn tab(model: &Model, id: &SessionId, width: u16, theme: &Theme) -> Tab {
    let row = model.row(id);
    let customer = row.as_ref().and_then(|r| r.customer.as_ref());
    let name = customer.map_or_else(|| id.to_string(), |c| c.on_one_line().to_string());
    let word = width >= WORDS;
    let (mode, mode_style) = match row.as_ref().and_then(|r| r.mode) {
        Some(Mode::Monitor) => (if word { "Monitor" } else { "M" }, theme.quiet()),
        Some(Mode::Coach) => (if word { "Coach" } else { "C" }, theme.calm()),
        Some(Mode::BargeIn) => (if word { "BARGE" } else { "B" }, theme.danger_word()),
        None => ("?", theme.strong()),
    };
    Tab {
        name: wrap::cut(&name, NAME).into_owned(),
        mode,
        mode_style,
        unread: row.map_or(0, |r| r.unread),
    }
}

/// As many as there is room for, around one: the place of the first, and they.
fn around(here: usize, room: usize, tab: impl Fn(usize) -> Option<Tab>) -> (usize, Vec<Tab>) {
    let Some(middle) = tab(here) else {
        return (0, Vec::new());
    };
    let (mut from, mut used) = (here, middle.width());
    let mut drawn = std::collections::VecDeque::from([middle]);
    loop {
        let right = tab(from + drawn.len());
        let left = from.checked_sub(1).and_then(&tab);
        let fits = |tab: &Tab| used + tab.width() <= room;
        // In turn, so that the shown one stays in the middle.
        let balanced = here - from < drawn.len() - (here - from);
        match (left.filter(&fits), right.filter(&fits)) {
            (Some(tab), None) => {
                used += tab.width();
                from -= 1;
                drawn.push_front(tab);
            }
            (Some(tab), Some(_)) if balanced => {
                used += tab.width();
                from -= 1;
                drawn.push_front(tab);
            }
            (_, Some(tab)) => {
                used += tab.width();
                drawn.push_back(tab);
            }
            (None, None) => return (from, drawn.into()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn as_many_as_fit_around_the_shown_one() {
        let tab = |place: usize| Tab {
            name: place.to_string(),
            mode: "M",
            mode_style: Style::new(),
            unread: 0,
        };
        let shown = |here, room| {
            let (from, drawn) = around(here, room, |place| (place < 9).then(|| tab(place)));
            (from, drawn.len())
        };
        assert_eq!(shown(0, 15), (0, 3));
        assert_eq!(shown(4, 15), (3, 3));
        assert_eq!(shown(8, 15), (6, 3));
        assert_eq!(shown(4, 100), (0, 9));
        assert_eq!(shown(4, 3), (4, 1), "the shown one at least");
        assert_eq!(around(0, 9, |_| None).1.len(), 0);
    }
}
