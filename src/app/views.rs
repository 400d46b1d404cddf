//! Views of the list: a filter and an order under a name. Some are always there, the others are
//! saved in the config. Choosing one sends nothing.

use super::chooser::{Choice, Chooser, Pick};
use super::model::{Model, Pane};
use super::screen::Screen;
use super::sort::{Sort, SortBy};
use crate::domain::Text;

/// A filter and an order.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct View {
    /// How it is called.
    pub name: String,
    /// The filter's line.
    pub filter: String,
    /// The order.
    pub sort: Sort,
}

/// The views that are always there: name, filter, and by what they are sorted.
const QUICK: [(&str, &str, SortBy); 6] = [
    ("everything", "", SortBy::Urgency),
    ("unread", "is:unread", SortBy::Unread),
    ("waiting", "is:waiting", SortBy::Wait),
    ("flagged", "is:flagged", SortBy::Urgency),
    ("overdue", "is:overdue", SortBy::Wait),
    ("mine", "is:mine", SortBy::Urgency),
];

/// `v`: all of them.
pub(crate) fn open(model: &mut Model) {
    let quick = QUICK.map(|(name, filter, by)| View {
        name: name.to_owned(),
        filter: filter.to_owned(),
        sort: Sort::forward(by),
    });
    let views = model.settings.views.iter().cloned().chain(quick);
    let choices = views.map(|view| Choice {
        label: Text::line(&view.name),
        detail: Text::line(&in_words(&view)),
        pick: Pick::View(view),
    });
    model.chooser = Some(Chooser::new("view", choices.collect()));
}

fn in_words(view: &View) -> String {
    let filter = match view.filter.as_str() {
        "" => "no filter",
        filter => filter,
    };
    format!(
        "{filter} · by {} {}",
        view.sort.by.name(),
        view.sort.arrow()
    )
}

/// One was chosen.
pub(crate) fn chosen(model: &mut Model, view: &View) {
    narrow(model, &view.filter);
    model.sort_by(view.sort);
}

/// Shows the list with this filter.
pub(crate) fn narrow(model: &mut Model, filter: &str) {
    model.screen = Screen::Floor;
    model.pane = Pane::List;
    model.filter.set(filter);
    model.filter.typing = false;
}

/// `O`: by what to sort.
pub(crate) fn open_order(model: &mut Model) {
    let now = model.sort();
    let choices = SortBy::all().map(|by| {
        let says = if by == now.by {
            format!("{} now; again: the other way round", now.arrow())
        } else {
            by.says().to_owned()
        };
        Choice {
            label: Text::line(by.name()),
            detail: Text::line(&says),
            pick: Pick::Sort(by),
        }
    });
    model.chooser = Some(Chooser::new("sort by", choices.collect()));
}
