//! The app: one [`Model`], one pure [`update`]. Knows the domain; knows no clock, no task, no
//! socket and no terminal. What it wants done it returns as [`Effect`]s.

pub mod action;
mod acts;
pub mod age;
pub mod alerts;
mod ask;
mod asked;
mod away;
mod chooser;
mod clock;
mod copy;
mod cursor;
mod draft;
mod edit;
mod effect;
mod enter;
mod facts;
pub mod filter;
mod find;
mod flags;
mod floor;
mod hold;
mod job;
mod kept;
mod key;
mod keymap;
mod keys;
mod ladder;
mod leave_all;
mod links;
mod lock;
mod log;
mod message;
mod model;
mod notice;
mod order;
mod pause;
mod pointer;
mod privacy;
mod prompt;
mod quit;
mod reads;
mod record;
mod row;
mod screen;
mod scroll;
mod search;
mod send;
mod settings;
mod sign_in;
mod snippets;
mod sort;
mod tabs;
mod team;
mod tell;
mod timers;
mod typed_on;
mod typing;
mod urgency;
mod view;
mod views;
mod watch;
mod world;
pub mod wrap;

pub use ask::{Ask, Question};
pub use asked::Difference;
pub use away::{Item, What};
pub use chooser::{Choice, Chooser};
pub use draft::{Audience, Composer, Draft};
pub use edit::LineEdit;
pub use effect::{Effect, Exit, Quit, Redraw, Step};
pub use floor::{Floor, Mine};
pub use job::Shell;
pub use kept::{Flagged, Kept, Watched};
pub use key::{Key, Press};
pub use keymap::{Conflict, Keymap};
pub use ladder::{Attempt, Ending, Stage};
pub use lock::{Lock, Passphrase};
pub use log::{LogLine, Mark};
pub use message::{Moment, Msg, Place, Seen, Stop};
pub use model::{Model, Pane};
pub use notice::{Notice, Severity};
pub use order::{Basis, Rows, Tabs};
pub use pause::Paused;
pub use pointer::{Deed, Pointer};
pub use privacy::{Numbers, Privacy, Veil};
pub use prompt::{Prompt, Wanted};
pub use row::{Freshness, Row};
pub use screen::Screen;
pub use scroll::{Scroll, entry_height, entry_text};
pub use search::Search;
pub use settings::{Group, Settings};
pub use sign_in::SignIn;
pub use snippets::Snippet;
pub use sort::{Run, Sort, SortBy};
pub use team::{AgentRow, Load, TeamSort};
pub use tell::{Mouse, Tell};
pub use timers::wake_at;
pub use urgency::{Level, Limit, Limits, Tally};
pub use view::Typing;
pub use views::View;

/// Takes one message into the model and says what follows. `now` is the only clock there is.
pub fn update(model: &mut Model, msg: Msg, now: Moment) -> Step {
    model.now = now;
    let mut step = Step::default();
    match msg {
        Msg::Key(press) => keys::press(model, &press, &mut step),
        Msg::Paste(text) => keys::paste(model, &text, &mut step),
        Msg::Pointer(pointer) => pointer::hear(model, pointer, &mut step),
        Msg::Resize => step.redraw(Redraw::Soon),
        Msg::Shown => {}
        Msg::Painted(seen) => keys::painted(model, seen, &mut step),
        Msg::Event(event) => world::event(model, event, &mut step),
        Msg::Answer { call, outcome } => world::answer(model, call, outcome, &mut step),
        Msg::Logged(lines) => log::logged(model, lines, &mut step),
        Msg::Configured { settings, later } => {
            settings::changed(model, *settings, &later, &mut step);
        }
        Msg::ConfigRefused(why) => settings::refused(model, &why, &mut step),
        Msg::Record(record) => record::heard(model, record, &mut step),
        Msg::Timer => timers::ring(model, &mut step),
        Msg::Suspend => job::stop(&mut step),
        Msg::Continued => job::continued(model, &mut step),
        Msg::Stop(stop) => quit::at_once(model, stop, &mut step),
    }
    leave_all::go_on(model, &mut step);
    record::settle(model, &mut step);
    privacy::settle(model, &mut step);
    alerts::settle(model, &mut step);
    log::settle(model);
    step
}

#[cfg(test)]
mod tests;
