//! The floor: who is there and what happens. Pure and synchronous: an
//! operation in; an answer, notices and facts out. Knows no sockets, no
//! CometD, and no clock but the one it is told.

mod answer;
mod capabilities;
mod changing;
mod conversation;
mod doing;
mod fault;
mod joining;
mod leaving;
mod monitoring;
mod offering;
mod person;
mod printing;
mod reading;
mod request;
mod session;
mod truth;
mod userdata;
mod view;

#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, VecDeque};

use serde_json::{Value, json};

pub(crate) use answer::{Answer, Body as AnswerBody};
pub(crate) use fault::{Failing, Fault};
pub use person::AgentState;
pub(crate) use person::{Role, User, user_uri};
pub(crate) use request::{Request, Target};
pub use session::Mode;
pub(crate) use session::{Eyes, Kind, Part, Session, Visibility};
pub(crate) use view::{ONLINE, PDF};

use super::options::{Dialect, IntrudeUnmonitored, MonitoringRule, Options, SmsTopic, Switches};
use monitoring::Watch;

/// What stands before every link. A host that nobody may contact.
const HOST: &str = "http://gws-node-2.example.test:8080";

/// Something to publish to one user.
#[derive(Debug, Clone)]
pub(crate) struct Notice {
    pub(crate) user: String,
    pub(crate) channel: &'static str,
    pub(crate) data: Value,
}

/// The whole floor.
#[derive(Debug)]
pub(crate) struct World {
    /// Milliseconds since 1970, as told by [`World::at`].
    now: i64,
    users: Vec<User>,
    sessions: BTreeMap<String, Session>,
    watches: Vec<Watch>,
    faults: VecDeque<Fault>,
    notices: Vec<Notice>,
    facts: Vec<Value>,
    reference: u64,
    numbers: u64,
    session_prefix: String,
    participant_prefix: String,
    dialect: Dialect,
    switches: Switches,
}

impl World {
    /// An empty floor with these users.
    pub(crate) fn new(options: &Options, users: Vec<User>) -> Self {
        let mut switches = options.switches;
        if options.monitoring == MonitoringRule::Strict
            && switches.intrude_unmonitored == IntrudeUnmonitored::Allowed
        {
            switches.intrude_unmonitored = IntrudeUnmonitored::Code2;
        }
        let mut rng = fastrand::Rng::with_seed(options.seed);
        let session_prefix = format!("0000K{}", letters(&mut rng, 6));
        let participant_prefix = format!("00C4{:06X}", rng.u32(..0x00FF_FFFF));
        Self {
            now: 0,
            users,
            sessions: BTreeMap::new(),
            watches: Vec::new(),
            faults: VecDeque::new(),
            notices: Vec::new(),
            facts: Vec::new(),
            reference: 16,
            numbers: 0,
            session_prefix,
            participant_prefix,
            dialect: options.dialect,
            switches,
        }
    }

    /// Tells the time, in milliseconds since 1970.
    pub(crate) fn at(&mut self, now: i64) {
        self.now = now;
    }

    /// The time as it was told.
    pub(crate) fn now(&self) -> i64 {
        self.now
    }

    /// What is to be published since the last call.
    pub(crate) fn take_notices(&mut self) -> Vec<Notice> {
        std::mem::take(&mut self.notices)
    }

    /// What became a fact since the last call.
    pub(crate) fn take_facts(&mut self) -> Vec<Value> {
        std::mem::take(&mut self.facts)
    }

    pub(crate) fn users(&self) -> &[User] {
        &self.users
    }

    pub(crate) fn sessions(&self) -> impl Iterator<Item = &Session> {
        self.sessions.values()
    }

    pub(crate) fn session(&self, id: &str) -> Option<&Session> {
        self.sessions.get(id)
    }

    /// A user by id or by name.
    pub(crate) fn user(&self, who: &str) -> Option<&User> {
        self.users
            .iter()
            .find(|user| user.id == who || user.user_name == who)
    }

    /// Changes an agent's state and tells that agent's own console.
    pub(crate) fn set_state(&mut self, who: &str, state: AgentState) {
        let Some(user) = self
            .users
            .iter_mut()
            .find(|user| user.id == who || user.user_name == who)
        else {
            return;
        };
        user.state = state;
        let (id, data) = (user.id.clone(), user.channel_change());
        self.notices.push(Notice {
            user: id,
            channel: "/v2/me/channels",
            data,
        });
    }

    /// Tells a user (id or name) anything at all.
    pub(crate) fn say_anything(&mut self, who: &str, data: Value) {
        if let Some(id) = self.user(who).map(|user| user.id.clone()) {
            self.tell(&id, data);
        }
    }

    fn eyes_of(&self, user: &str) -> Eyes {
        match self.user(user).map(|user| user.role) {
            Some(Role::Supervisor) => Eyes::Supervisor,
            Some(Role::Agent) => Eyes::Agent,
            None => Eyes::Customer,
        }
    }

    fn tell(&mut self, user: &str, data: Value) {
        self.notices.push(Notice {
            user: user.to_owned(),
            channel: match self.switches.sms_topic {
                SmsTopic::Plural => "/v2/me/smssessions",
                SmsTopic::Singular => "/v2/me/smssession",
            },
            data,
        });
    }

    fn tell_change(&mut self, user: &str, notification: &str, session: Value) {
        let session = self.notified(user, session);
        self.tell(user, view::state_change(notification, session));
    }

    /// The same with a reference id, which stands only in the notification.
    fn tell_referred(&mut self, user: &str, notification: &str, session: Value) {
        let session = self.notified(user, session);
        let mut data = view::state_change(notification, session);
        data["referenceId"] = json!(self.next_reference());
        self.tell(user, data);
    }

    fn next_reference(&mut self) -> u64 {
        self.reference += 1;
        self.reference
    }

    fn next_participant(&mut self) -> String {
        self.numbers += 1;
        format!("{}{:06X}", self.participant_prefix, self.numbers)
    }

    fn next_session(&mut self) -> String {
        self.numbers += 1;
        format!("{}{}", self.session_prefix, base36(self.numbers, 5))
    }
}

const DIGITS: &[u8; 36] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ";

fn base36(mut number: u64, width: usize) -> String {
    let mut digits = Vec::with_capacity(width);
    while number > 0 || digits.len() < width {
        let digit = usize::try_from(number % 36).unwrap_or_default();
        digits.push(char::from(DIGITS[digit]));
        number /= 36;
    }
    digits.iter().rev().collect()
}

fn letters(rng: &mut fastrand::Rng, count: usize) -> String {
    (0..count)
        .map(|_| char::from(DIGITS[rng.usize(..36)]))
        .collect()
}
