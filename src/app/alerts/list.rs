//! The Alerts screen's hands: which alert is highlighted, in which order they stand, and what the
//! keys do there. Nothing here sends.

use std::cmp::Reverse;

use super::alert::{Alert, Origin, Standing, Subject};
use super::{mute, raise};
use crate::app::action::{Action, OnAlert};
use crate::app::effect::Step;
use crate::app::model::Model;
use crate::app::screen::Screen;
use crate::domain::SessionId;

/// In which order open alerts stand.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Order {
    /// The critical ones first, then the newest.
    #[default]
    Severe,
    /// The newest first.
    Newest,
}

/// Where the person is in the list.
#[derive(Debug, Default)]
pub(super) struct Place {
    number: Option<u64>,
    /// Where it was last: the neighbour is taken when it is gone, or over by itself.
    at: usize,
    /// Whether it was over already when it was highlighted.
    over: bool,
    pub(super) order: Order,
}

impl Place {
    fn put(&mut self, list: &[(u64, bool)], at: usize) {
        self.at = at;
        self.number = list.get(at).map(|(number, _)| *number);
        self.over = list.get(at).is_some_and(|(_, over)| *over);
    }
}

fn is_over(alert: &Alert) -> bool {
    matches!(alert.standing, Standing::Over { .. })
}

/// The highlight goes to this place of the list.
fn put(model: &mut Model, at: usize) {
    let list = model.alerts_list();
    let list: Vec<(u64, bool)> = list.iter().map(|a| (a.number, is_over(a))).collect();
    model.alerts.place.put(&list, at);
}

impl Model {
    /// Every alert there is to see: open, muted, acknowledged, over.
    pub fn alerts_list(&self) -> Vec<&Alert> {
        let alerts = &self.alerts;
        let mut list: Vec<&Alert> = alerts.history.standing().collect();
        list.sort_by_key(|alert| {
            let group = match alert.standing {
                Standing::Open if alerts.mutes.cover(alert) => 1,
                Standing::Open => 0,
                Standing::Acknowledged => 2,
                Standing::Over { .. } => 3,
            };
            let level = match alerts.place.order {
                Order::Severe => Some(Reverse(alert.level)),
                Order::Newest => None,
            };
            (group, level, Reverse(alert.number))
        });
        list.extend(alerts.history.over().rev());
        list
    }

    /// The order of the list.
    pub fn alerts_order(&self) -> Order {
        self.alerts.place.order
    }

    /// The place of the highlight in a list. It stays with its alert, but does not follow it down
    /// to those that are over: the open ones would be out of sight.
    pub fn alert_at(&self, list: &[&Alert]) -> usize {
        let place = &self.alerts.place;
        let same = |a: &&Alert| Some(a.number) == place.number && is_over(a) == place.over;
        let standing = list.iter().filter(|a| !is_over(a)).count();
        let last = match standing {
            0 => list.len(),
            n => n,
        };
        (list.iter().position(same)).unwrap_or_else(|| place.at.min(last.saturating_sub(1)))
    }
}

/// The highlighted alert.
pub(super) fn highlighted(model: &Model) -> Option<&Alert> {
    let list = model.alerts_list();
    let at = model.alert_at(&list);
    list.get(at).copied()
}

/// A move of the highlight.
pub(crate) fn moved(model: &mut Model, action: Action) {
    let list = model.alerts_list();
    let page = model.seen.list_height.max(2) - 1;
    let at = model.alert_at(&list);
    let last = list.len().saturating_sub(1);
    let to = match action {
        Action::Down => at + 1,
        Action::Up => at.saturating_sub(1),
        Action::PageDown => at + page,
        Action::PageUp => at.saturating_sub(page),
        Action::Top => 0,
        Action::Bottom => last,
        _ => at,
    }
    .min(last);
    put(model, to);
}

/// A frame has shown which one is highlighted: it stays so, whatever comes above it.
pub(crate) fn painted(model: &mut Model) {
    if model.screen() == Screen::Alerts {
        let list = model.alerts_list();
        let at = model.alert_at(&list);
        put(model, at);
    }
}

/// A key of the Alerts screen.
pub(crate) fn act(model: &mut Model, what: OnAlert, step: &mut Step) {
    match what {
        OnAlert::Open => open(model, step),
        OnAlert::Acknowledge => acknowledge(model),
        OnAlert::Mute => mute::menu(model),
        OnAlert::Test => raise::test(model, step),
        OnAlert::Order => {
            let order = match model.alerts.place.order {
                Order::Severe => Order::Newest,
                Order::Newest => Order::Severe,
            };
            model.alerts.place.order = order;
            model.info(match order {
                Order::Severe => "the critical ones first, then the newest",
                Order::Newest => "the newest first",
            });
        }
    }
}

/// Shows the session on the Floor; for an agent, the oldest of theirs.
fn open(model: &mut Model, step: &mut Step) {
    let Some(alert) = highlighted(model) else {
        model.info("there is no alert");
        return;
    };
    let (session, test) = (session_of(model, alert), alert.origin == Origin::Test);
    match session {
        Some(id) if model.floor.has_row(&id) => {
            model.screen = Screen::Floor;
            model.cursor.go(&id);
            model.open(&id, step);
        }
        Some(_) => model.info("this session is no longer in the list"),
        None if test => model.info("a test alert is about nobody: Space acknowledges it"),
        None => model.info("this agent has no sessions now"),
    }
}

fn session_of(model: &Model, alert: &Alert) -> Option<SessionId> {
    let of_agent = || {
        let list = model.floor.list_of(alert.agent.as_ref()?)?;
        list.sessions.first().cloned()
    };
    alert.session.clone().or_else(of_agent)
}

/// The person has seen it. The highlight stays where it is, on the next one.
fn acknowledge(model: &mut Model) {
    let wall = model.wall();
    let list = model.alerts_list();
    let at = model.alert_at(&list);
    let Some((number, standing, origin)) = list.get(at).map(|a| (a.number, a.standing, a.origin))
    else {
        model.info("there is no alert");
        return;
    };
    match standing {
        Standing::Open => {
            if let Some(alert) = model.alerts.history.get_mut(number) {
                alert.standing = Standing::Acknowledged;
            }
            if origin == Origin::Test {
                model.alerts.history.end_number(number, wall);
            }
            model.alerts.place.number = None;
            model.alerts.place.at = at;
        }
        Standing::Acknowledged => model.info("it is acknowledged, and still so"),
        Standing::Over { .. } => model.info("it is over"),
    }
}

impl Alert {
    /// Which alert it is, among all of this run.
    pub fn number(&self) -> u64 {
        self.number
    }

    /// Whether it is about an agent and not about one session.
    pub fn is_of_agent(&self) -> bool {
        matches!(self.subject, Some(Subject::Agent(_)))
    }
}
