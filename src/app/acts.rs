//! What an action does, once it is known which and on what.

use super::action::{Action, OnSession};
use super::effect::{Effect, Step};
use super::ladder::{self, Confirmed};
use super::model::{Model, Pane};
use super::screen::Screen;
use super::search::Search;
use super::sign_in::SignIn;
use super::urgency::{self, Way};
use super::{
    alerts, copy, find, flags, job, leave_all, links, lock, log, pause, pointer, privacy, quit,
    record, send, tabs, team, typed_on, views, watch,
};
use crate::domain::{Link, Mode, ModeWord, Noticed, OfflineWhy, SessionId};

/// Does it.
pub(crate) fn act(model: &mut Model, action: Action, target: Option<SessionId>, step: &mut Step) {
    if model.screen() == Screen::Team && team::act(model, action, step) {
        return;
    }
    match model.screen() {
        Screen::Alerts if action.is_a_move() => return alerts::moved(model, action),
        Screen::Log if action.is_a_move() => return log::moved(model, action),
        Screen::Floor | Screen::Team | Screen::Alerts | Screen::Log => {}
    }
    match action {
        Action::Down => go(model, 1),
        Action::Up => go(model, -1),
        Action::PageDown => page(model, 1),
        Action::PageUp => page(model, -1),
        Action::Top => end(model, -1),
        Action::Bottom => end(model, 1),
        Action::Open => {
            if let Some(id) = model.cursor.id().cloned() {
                model.open(&id, step);
            }
        }
        Action::NextPane => {
            model.pane = match model.pane {
                Pane::List if model.opened.is_some() => Pane::Transcript,
                Pane::List | Pane::Transcript => Pane::List,
            };
        }
        Action::Alert(what) => alerts::act(model, what, step),
        Action::SearchLog => log::search(model),
        Action::Filter => match model.pane {
            Pane::List => model.filter.typing = true,
            Pane::Transcript => model.search = Some(Search::default()),
        },
        Action::Links => links::open(model),
        Action::Flag => match model.target() {
            Some(session) => flags::key(model, &session),
            None => model.info("no session is highlighted"),
        },
        Action::NextMine => tabs::go(model, Way::Next, step),
        Action::PreviousMine => tabs::go(model, Way::Previous, step),
        Action::LeaveAll => leave_all::key(model),
        // Heard on its own screen only, and taken there.
        Action::Team(_) => {}
        Action::Flags => flags::open(model),
        Action::NextUrgent => urgency::go(model, Way::Next, step),
        Action::PreviousUrgent => urgency::go(model, Way::Previous, step),
        Action::PauseOrder => pause::key(model),
        Action::Order => views::open_order(model),
        Action::Views => views::open(model),
        Action::Find => find::open(model),
        Action::Reveal => privacy::key(model, step),
        Action::Lock => lock::close(model, step),
        Action::Help => model.help = Some(0),
        Action::Report => report(model),
        Action::Back => back(model),
        Action::Copy => copy::key(model, step),
        Action::Mouse => pointer::toggle(model, step),
        Action::Repaint => step.push(Effect::Repaint),
        Action::Suspend => job::key(model, step),
        Action::Quit => quit::key(model, step),
        Action::Resync => resync(model, step),
        Action::Session(what) => match target {
            Some(session) => {
                on_session(model, what, &session, step);
                typed_on::after(model, what);
            }
            None => model.info("no session is highlighted"),
        },
        Action::Go(screen) => {
            model.screen = screen;
            model.order_is_old = true;
        }
    }
}

fn on_session(model: &mut Model, what: OnSession, session: &SessionId, step: &mut Step) {
    if !model.floor.has_row(session) {
        model.warn("this session is gone; nothing was sent");
        return;
    }
    if let Some(why) = record::refusal(model, noticed(model, what, session)) {
        model.warn(&why);
        return;
    }
    match what {
        OnSession::Monitor => ladder::be_in(model, session, Mode::Monitor, Confirmed::No, step),
        OnSession::Coach => ladder::be_in(model, session, Mode::Coach, Confirmed::No, step),
        OnSession::Barge => ladder::be_in(model, session, Mode::BargeIn, Confirmed::No, step),
        OnSession::IntrudeAsWatched => ladder::as_watched(model, session, step),
        OnSession::Watch => watch::key(model, session, step),
        OnSession::WriteAgent => send::to_agents(model, session, step),
        OnSession::WriteCustomer => send::to_customer(model, session, step),
        OnSession::Accept => ladder::accept(model, session, Confirmed::No, step),
        OnSession::Decline => ladder::decline(model, session, step),
        OnSession::Leave => ladder::leave_key(model, session, step),
    }
}

/// Who would notice what a key asks for, as far as that is known before it is asked.
fn noticed(model: &Model, what: OnSession, session: &SessionId) -> Noticed {
    match what {
        OnSession::Monitor | OnSession::Watch | OnSession::Decline | OnSession::Leave => {
            Noticed::Silent
        }
        OnSession::Accept => {
            let offered = model.floor.mine(session).and_then(|m| m.session.offered());
            match offered.and_then(ModeWord::known) {
                Some(Mode::Monitor) => Noticed::Silent,
                Some(Mode::Coach | Mode::BargeIn) | None => Noticed::Seen,
            }
        }
        OnSession::Coach
        | OnSession::Barge
        | OnSession::IntrudeAsWatched
        | OnSession::WriteAgent
        | OnSession::WriteCustomer => Noticed::Seen,
    }
}

fn report(model: &mut Model) {
    if model.report_items().is_empty() {
        model.info("nothing was missed since the program started, or the report was dismissed");
    } else {
        model.report = Some(0);
    }
}

fn back(model: &mut Model) {
    if model.notices.current().is_some() {
        model.notices.dismiss();
    } else if model.screen == Screen::Log && !model.log.search.text().is_empty() {
        model.log.search.clear();
    } else if model.screen != Screen::Floor {
        model.screen = Screen::Floor;
    } else if model.pane == Pane::Transcript {
        model.pane = Pane::List;
    } else if !model.filter.edit.text().is_empty() {
        model.filter.edit.clear();
    } else if model.away.is_some() {
        model.away = None;
    } else {
        model.close();
    }
}

fn resync(model: &mut Model, step: &mut Step) {
    match &model.link {
        Link::Offline {
            why: OfflineWhy::SignIn(_),
            ..
        } => model.sign_in = Some(SignIn::default()),
        Link::Offline { .. } => {
            model.info("trying now");
            step.push(Effect::Retry);
        }
        Link::Live | Link::Late { .. } => {
            model.info("reading everything again");
            step.push(Effect::Resync);
        }
    }
}

fn go(model: &mut Model, by: isize) {
    match model.pane {
        Pane::List => move_by(model, by),
        Pane::Transcript => scroll_by(model, by),
    }
}

fn page(model: &mut Model, by: isize) {
    match model.pane {
        Pane::List => {
            let rows = isize::try_from(model.seen.list_height.max(2) - 1).unwrap_or(1);
            move_by(model, rows * by);
        }
        Pane::Transcript => scroll_page(model, by),
    }
}

fn end(model: &mut Model, by: isize) {
    match (model.pane, by) {
        (Pane::List, _) => move_by(model, by.saturating_mul(isize::MAX)),
        (Pane::Transcript, ..0) => {
            if let Some(log) = model.opened.as_ref().and_then(|id| model.floor.log(id)) {
                model.scroll.top(log);
                model.scroll.fill(log, &model.seen);
            }
        }
        (Pane::Transcript, _) => model.scroll = super::Scroll::Follow,
    }
}

/// Moves the highlight by rows.
pub(crate) fn move_by(model: &mut Model, by: isize) {
    model.cursor.step(&model.list.rows(), by);
}

/// Scrolls the transcript by pages; a line of context stays.
pub(crate) fn scroll_page(model: &mut Model, by: isize) {
    let lines = isize::try_from(model.seen.transcript_height.max(2) - 1).unwrap_or(1);
    scroll_by(model, lines * by);
}

/// Scrolls the transcript by lines.
pub(crate) fn scroll_by(model: &mut Model, lines: isize) {
    if let Some(log) = model.opened.as_ref().and_then(|id| model.floor.log(id)) {
        model.scroll.by(log, lines, model.seen.transcript_width);
        if lines < 0 {
            model.scroll.fill(log, &model.seen);
        }
    }
}
