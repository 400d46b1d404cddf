//! What the program did, for the Log screen: the journal's lines and the notices, in one bounded
//! ring. The file has more; this is what can be looked at without leaving.

use std::collections::VecDeque;

use super::action::Action;
use super::edit::LineEdit;
use super::effect::{Redraw, Step};
use super::key::Key;
use super::message::Moment;
use super::model::Model;
use super::notice::Severity;
use super::screen::Screen;
use super::view::Typing;
use crate::domain::Text;

/// Most lines kept; the oldest go first.
const KEPT: usize = 2_000;

/// What a line is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Mark {
    /// Said to the person.
    Said(Severity),
    /// Something is wrong with the program.
    Error,
    /// Something did not work.
    Warning,
    /// Something was done.
    Info,
    /// A detail.
    Detail,
}

impl Mark {
    /// Its sign: one letter, so that a colour is never alone.
    pub fn sign(self) -> &'static str {
        match self {
            Self::Said(Severity::Info) => ">",
            Self::Said(Severity::Warning) => "!",
            Self::Error => "E",
            Self::Warning => "W",
            Self::Info => "i",
            Self::Detail => ".",
        }
    }
}

/// One line.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct LogLine {
    /// What it is.
    pub mark: Mark,
    /// When.
    pub at: Moment,
    /// What it says: no secret and no customer's words, cleaned.
    pub text: Text,
}

/// The ring, and where the person is in it.
#[derive(Debug, Default)]
pub(crate) struct Log {
    lines: VecDeque<LogLine>,
    /// The number of the newest line, from 1.
    newest: u64,
    /// The line at the foot of the screen; `None` follows the newest.
    foot: Option<u64>,
    /// How many notices are in it.
    notices: u64,
    pub(crate) search: LineEdit,
    pub(crate) typing: bool,
}

impl Log {
    fn add(&mut self, line: LogLine) {
        self.lines.push_back(line);
        self.newest += 1;
        if self.lines.len() > KEPT {
            self.lines.pop_front();
        }
    }

    /// The lines that hold what is searched with their numbers, newest first.
    fn found(&self) -> impl Iterator<Item = (u64, &LogLine)> {
        let needle = self.search.text().trim().to_lowercase();
        let holds = move |line: &LogLine| {
            needle.is_empty() || line.text.as_str().to_lowercase().contains(&needle)
        };
        let numbers = (0..=self.newest).rev();
        (numbers.zip(self.lines.iter().rev())).filter(move |(_, line)| holds(line))
    }

    /// Moves the foot of the screen by lines that are found; past the newest it follows.
    fn move_by(&mut self, lines: isize) {
        let found: Vec<u64> = self.found().map(|(number, _)| number).collect();
        let foot = self.foot.unwrap_or(u64::MAX);
        let at = found.iter().position(|n| *n <= foot).unwrap_or(0);
        let to = at.saturating_add_signed(lines.saturating_neg());
        self.foot = match to.min(found.len().saturating_sub(1)) {
            0 => None,
            to => found.get(to).copied(),
        };
    }

    /// As far up as still fills a page.
    fn top(&mut self, page: usize) {
        let found: Vec<u64> = self.found().map(|(number, _)| number).collect();
        self.foot = match found.len().saturating_sub(page + 1) {
            0 => None,
            to => found.get(to).copied(),
        };
    }

    /// Whether the search takes the keys.
    pub(crate) fn takes_keys(&self, screen: Screen) -> bool {
        self.typing && screen == Screen::Log
    }
}

/// The journal has lines.
pub(crate) fn logged(model: &mut Model, lines: Vec<LogLine>, step: &mut Step) {
    for line in lines {
        model.log.add(line);
    }
    if model.screen() == Screen::Log {
        step.redraw(Redraw::Soon);
    }
}

/// Takes in what was said since the last message.
pub(crate) fn settle(model: &mut Model) {
    let total = model.notices.total();
    let new = usize::try_from(total - model.log.notices).unwrap_or(usize::MAX);
    if new == 0 {
        return;
    }
    model.log.notices = total;
    let (wall, held) = (model.now.wall, model.notices.history().count());
    for notice in model.notices.history().skip(held.saturating_sub(new)) {
        model.log.add(LogLine {
            mark: Mark::Said(notice.severity),
            at: Moment {
                mono: notice.at,
                wall,
            },
            text: notice.text.clone(),
        });
    }
}

/// A move on the Log screen.
pub(crate) fn moved(model: &mut Model, action: Action) {
    let page = model.seen.list_height.max(2) - 1;
    let lines = isize::try_from(page).unwrap_or(1);
    match action {
        Action::Down => model.log.move_by(1),
        Action::Up => model.log.move_by(-1),
        Action::PageDown => model.log.move_by(lines),
        Action::PageUp => model.log.move_by(-lines),
        Action::Top => model.log.top(page),
        Action::Bottom => model.log.foot = None,
        _ => {}
    }
}

/// `/`: letters narrow the log.
pub(crate) fn search(model: &mut Model) {
    model.log.typing = true;
    model.log.foot = None;
}

/// A key while the letters are typed.
pub(crate) fn key(model: &mut Model, key: Key) {
    match key {
        Key::Enter => model.log.typing = false,
        Key::Esc => {
            model.log.search.clear();
            model.log.typing = false;
        }
        Key::Up => model.log.move_by(-1),
        Key::Down => model.log.move_by(1),
        other => {
            model.log.search.key(other);
        }
    }
}

impl Model {
    /// The lines of the log that are searched for, from the foot of the screen upwards.
    pub fn log_lines(&self) -> impl Iterator<Item = &LogLine> {
        let foot = self.log.foot.unwrap_or(u64::MAX);
        (self
            .log
            .found()
            .skip_while(move |(number, _)| *number > foot))
        .map(|(_, line)| line)
    }

    /// How many lines there are.
    pub fn log_count(&self) -> usize {
        self.log.lines.len()
    }

    /// Whether the newest line is always shown.
    pub fn log_follows(&self) -> bool {
        self.log.foot.is_none()
    }

    /// What is searched for in the log, and whether it is being typed.
    pub fn log_search(&self) -> (&LineEdit, Typing) {
        let typing = if self.log.typing {
            Typing::Yes
        } else {
            Typing::No
        };
        (&self.log.search, typing)
    }
}

#[cfg(test)]
mod tests {
    #![allow(
        clippy::unwrap_used,
        clippy::expect_used,
        clippy::panic,
        reason = "tests"
    )]
    use std::time::Instant;

    use super::*;
    use crate::domain::Stamp;

    fn log(lines: usize) -> Log {
        let at = Moment {
            mono: Instant::now(),
            wall: Stamp(0),
        };
        let mut log = Log::default();
        for n in 0..lines {
            log.add(LogLine {
                mark: Mark::Info,
                at,
                text: Text::line(&format!("line {n}")),
            });
        }
        log
    }

    fn foot(log: &Log) -> String {
        let foot = log.foot.unwrap_or(u64::MAX);
        let line = log.found().find(|(n, _)| *n <= foot).unwrap();
        line.1.text.to_string()
    }

    #[test]
    fn the_foot_stays_while_lines_come_and_follows_at_the_end() {
        let mut log = log(10);
        assert_eq!(foot(&log), "line 9");
        log.move_by(-3);
        assert_eq!(foot(&log), "line 6");
        let line = log.lines[0].clone();
        log.add(line);
        assert_eq!(foot(&log), "line 6");
        log.move_by(2);
        assert_eq!(foot(&log), "line 8");
        log.move_by(50);
        assert_eq!(log.foot, None);
        log.top(4);
        assert_eq!(foot(&log), "line 4");
    }

    #[test]
    fn bounded_and_searched_by_letters() {
        let mut log = log(KEPT + 7);
        assert_eq!(log.lines.len(), KEPT);
        log.search.insert("LINE 203");
        let found: Vec<_> = log.found().map(|(_, l)| l.text.to_string()).collect();
        assert_eq!(found, ["line 203"]);
        log.move_by(-5);
        assert_eq!(foot(&log), "line 203");
    }
}
