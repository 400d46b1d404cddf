//! The tests' hand on the world: what happens on the floor and what goes wrong,
//! on command; and what was asked, seen and true.

mod wire;

use std::sync::Arc;
use std::time::Instant;

use serde_json::Value;

use super::faults::{Fault, Raw};
use super::hub::Hub;
use super::script::occasion;
use super::world::{AgentState, Answer, Failing, Mode, Role, Visibility, World};

/// A hand on a running server's world. Agents are named by user id or by user
/// name; who or what is not there is left alone.
#[derive(Debug, Clone)]
pub struct Stage {
    hub: Arc<Hub>,
}

/// What is asked and seen.
impl Stage {
    pub(crate) fn new(hub: Arc<Hub>) -> Self {
        Self { hub }
    }

    /// The facts in order, each with a `seq`: what each person saw
    /// (`person`, `who`, `session`, `text`, `from`, `visibility`, `type`),
    /// every operation asked for (`request`, `user`, `statusCode`; before the
    /// facts that follow from it), and every list of participants that a
    /// supervisor's console was told (`told`, `session`, `participants`, `how`
    /// = pushed or fetched), noted when it is sent.
    #[must_use]
    pub fn ledger(&self) -> Vec<Value> {
        self.hub.state().ledger.all()
    }

    /// Every HTTP request received: `method`, `path` with query, `headers`
    /// (names), `authorization`, `cookie` and `upgrade` as booleans, `body`.
    #[must_use]
    pub fn requests(&self) -> Vec<Value> {
        self.hub.state().requests.all()
    }

    /// User id and user name of every agent.
    #[must_use]
    pub fn agents(&self) -> Vec<(String, String)> {
        self.hub
            .state()
            .world
            .users()
            .iter()
            .filter(|user| user.role == Role::Agent)
            .map(|user| (user.id.clone(), user.user_name.clone()))
            .collect()
    }

    /// Ids of the sessions that an agent (user id) serves, oldest first.
    #[must_use]
    pub fn sessions_of(&self, agent: &str) -> Vec<String> {
        self.hub.state().world.sessions_of(agent)
    }

    /// The whole world without times and links: `users`, `sessions` with
    /// participants, modes and logs, `watches`.
    #[must_use]
    pub fn truth(&self) -> Value {
        self.hub.state().world.truth()
    }

    /// How many CometD clients the server knows.
    #[must_use]
    pub fn clients(&self) -> usize {
        self.hub.state().comet.count()
    }

    fn world<T>(&self, act: impl FnOnce(&mut World) -> T) -> T {
        self.hub.act(|state| act(&mut state.world))
    }
}

/// What happens on the floor.
impl Stage {
    /// Lets the script do so many steps, as it does by itself at a rate.
    pub fn ticks(&self, count: usize) {
        self.hub.act(|state| state.ticks(count));
    }

    /// A customer comes to an agent. Empty when there is no such agent.
    pub fn open_session(&self, agent: &str, customer: &str) -> String {
        self.world(|world| {
            let (user_data, greeting) = occasion(customer);
            world
                .open(agent, customer, user_data, &greeting)
                .unwrap_or_default()
        })
    }

    /// The customer writes.
    pub fn customer_says(&self, session: &str, text: &str) {
        self.world(|world| world.customer_says(session, text));
    }

    /// The customer types; the text is the preview.
    pub fn customer_types(&self, session: &str, preview: &str) {
        self.world(|world| world.customer_types(session, preview));
    }

    /// The agent writes to everybody.
    pub fn agent_says(&self, session: &str, text: &str) {
        self.world(|world| world.agent_says(session, text, Visibility::All));
    }

    /// The agent writes to agents and supervisors only.
    pub fn agent_whispers(&self, session: &str, text: &str) {
        self.world(|world| world.agent_says(session, text, Visibility::Agents));
    }

    /// The first agent leaves the session.
    pub fn agent_leaves(&self, session: &str) {
        self.world(|world| world.agent_leaves(session));
    }

    /// The customer leaves the session.
    pub fn customer_leaves(&self, session: &str) {
        self.world(|world| world.customer_leaves(session));
    }

    /// Another agent comes into the session, visible to everybody.
    pub fn agent_joins(&self, session: &str, agent: &str) {
        self.world(|world| world.come_to_serve(agent, session));
    }

    /// The session is over.
    pub fn complete(&self, session: &str) {
        self.world(|world| world.complete(session));
    }

    /// The session goes to a queue, and so is over for everybody in it.
    pub fn queue(&self, session: &str) {
        self.world(|world| world.complete(session));
    }

    /// A new customer is routed to a user: `Invited` without supervisorMode.
    pub fn offer_unasked(&self, user: &str) -> String {
        self.world(|world| {
            let customer = "Noor A.";
            let (user_data, greeting) = occasion(customer);
            world
                .route(user, customer, user_data, &greeting)
                .unwrap_or_default()
        })
    }

    /// A session is offered to a user with a mode.
    pub fn offer(&self, user: &str, session: &str, mode: Mode) {
        self.world(|world| world.offer_mode(user, session, mode));
    }

    /// Every open offer of a session is withdrawn: `Revoked`.
    pub fn withdraw_offers(&self, session: &str) {
        self.world(|world| world.withdraw(session));
    }

    /// The other supervisor comes in.
    pub fn second_supervisor_joins(&self, session: &str, mode: Mode) {
        self.world(|world| world.come_in("supervisor2", session, mode));
    }

    /// A supervisor changes mode in a session, at another console.
    pub fn switches_elsewhere(&self, supervisor: &str, session: &str, mode: Mode) {
        self.world(|world| world.supervisor_switches(supervisor, session, mode));
    }

    /// A supervisor leaves a session, at another console.
    pub fn leaves_elsewhere(&self, supervisor: &str, session: &str) {
        self.world(|world| world.supervisor_goes(supervisor, session));
    }

    /// An agent's state changes.
    pub fn set_agent_state(&self, agent: &str, state: AgentState) {
        self.world(|world| world.set_state(agent, state));
    }
}

/// What goes wrong.
impl Stage {
    /// The server forgets every CometD client.
    pub fn forget_clients(&self) {
        self.fault(&Fault::ForgetClients);
    }

    /// Every JSESSIONID is void, and monitoring with it.
    pub fn forget_http_sessions(&self) {
        self.fault(&Fault::ForgetLogins);
    }

    /// Every TCP connection is cut; new ones are taken.
    pub fn drop_connections(&self) {
        self.fault(&Fault::Close);
    }

    /// The next such operation is refused. Reads are called `GET me`,
    /// `GET contacts`, `GET users`, `GET user`, `GET sessions`, `GET session`
    /// and `GET messages`.
    pub fn refuse(&self, operation: &str, code: u8, message: &str) {
        self.fail(operation, Failing::Answer(Answer::refused(code, message)));
    }

    /// The next such operation is answered `statusCode` 0 and refused later by
    /// an Error notification with this message.
    pub fn refuse_later(&self, operation: &str, message: &str) {
        self.fail(operation, Failing::Later(message.to_owned()));
    }

    /// The next such operation is answered this body as JSON.
    pub fn answer_json(&self, operation: &str, status: u16, body: Value) {
        self.fail(operation, Failing::Answer(Answer::json(status, body)));
    }

    /// The next such operation is answered this text as HTML, with seconds
    /// for a `Retry-After` header where they are given.
    pub fn answer_html(&self, operation: &str, status: u16, text: &str, retry: Option<u32>) {
        let mut answer = Answer::html(status, text);
        answer.retry_after = retry;
        self.fail(operation, Failing::Answer(answer));
    }

    /// The next such operation is answered `statusCode` 0, and nothing follows.
    pub fn silence(&self, operation: &str) {
        self.fail(operation, Failing::Silent);
    }

    fn fail(&self, operation: &str, failing: Failing) {
        self.hub.state().world.fail(operation, failing);
    }

    /// Publishes anything to a user on the topic of SMS sessions.
    pub fn push_raw(&self, user: &str, data: Value) {
        self.world(|world| world.say_anything(user, data));
    }

    /// Sends any text to a user's clients: as a frame, or as the body of the
    /// next poll.
    pub fn push_raw_frame(&self, user: &str, text: &str) {
        self.hub.act(|state| {
            let id = state.world.user(user).map(|user| user.id.clone());
            if let Some(id) = id {
                let raw = Raw::whole(text.as_bytes().to_vec());
                state.comet.publish_raw(Some(&id), &raw, Instant::now());
            }
        });
    }
}
