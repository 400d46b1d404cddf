//! Requests and answers joined over HTTP: credentials and cookies on every request, redirects and
//! retries off, bodies capped. The dialect is found out here, by reading; writing never guesses.

use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError, RwLock};

use foldhash::quality::RandomState;
use http::HeaderValue;
use secrecy::SecretString;
use tokio::sync::watch;

use super::answer::{self, Answer, Print};
use super::cookies::Cookies;
use super::names::Names;
use super::nodes::Nodes;
use super::proxy::Proxies;
use super::request::{self, Method, Prepared, Read};
use super::tls::Trust;
use super::{Dialect, Segment, StartSession, Timeouts, Words, dialect, faults};
use crate::audit::Clerk;
use crate::domain::{
    Access, Call, Entry, Fault, PolledSession, Reply, Roster, SessionId, SessionReport, Skew, Text,
    UserId,
};

mod comet;
mod line;
mod nodes;
mod people;
mod proxied;
mod recorded;
mod set_up;
mod sign_in;
mod wire;

use line::Line;
use sign_in::authorization;

/// What a read brought that is repeated all day long.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Reading<T> {
    /// The answer that was known.
    Same,
    /// Another one.
    Is {
        /// What it says.
        what: T,
        /// What the answer is known by the next time, if it can be.
        print: Option<Print>,
    },
}

/// A signed-in client of one server. Cheap to clone; all clones share cookies and what was found
/// out about the server.
#[derive(Clone, Debug)]
pub struct Api(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    line: RwLock<Line>,
    trust: Trust,
    proxies: Proxies,
    names: Names,
    timeouts: Timeouts,
    nodes: Nodes,
    user: String,
    /// `Authorization`, marked sensitive, so that its `Debug` shows nothing.
    authorization: RwLock<HeaderValue>,
    cookies: Arc<Cookies>,
    dialect: Dialect,
    /// The segment that answered, under [`Segment::Auto`].
    pinned: RwLock<Option<String>>,
    /// Whether the agents' lists go by the online word although the segment is another.
    online_lists: RwLock<bool>,
    /// What answers are told apart by.
    prints: RandomState,
    people: Mutex<people::People>,
    /// Whether the newest request was answered, whatever the answer.
    answered: AtomicBool,
    skew: watch::Sender<Skew>,
    /// How often the sign-in was begun anew: an older request's refusal says nothing of this one.
    renewals: AtomicU64,
    /// Whether anything but reads may leave.
    access: Access,
    /// Who writes down what is done.
    clerk: Option<Clerk>,
}

impl Api {
    /// `StartContactCenterSession`. Gives what failed where only a part worked (code 7).
    ///
    /// # Errors
    /// As the server refused it.
    pub async fn start_session(&self, start: &StartSession) -> Result<Option<Text>, Fault> {
        let request = async { answer::passed_on(&self.send(&Prepared::start(start)).await?) };
        match self.recorded("start-session", request).await? {
            Reply::PassedOn { partly, .. } => Ok(partly),
            Reply::Log(..) | Reply::Mine(_) => Ok(None),
        }
    }

    /// `EndContactCenterSession`: ends every channel and the HTTP session; sent last.
    ///
    /// # Errors
    /// As the server refused it.
    pub async fn end_session(&self) -> Result<(), Fault> {
        let request = async { answer::passed_on(&self.send(&Prepared::end()).await?) };
        self.recorded("end-session", request).await.map(drop)
    }

    /// The agents: those named, or everybody with the agent's role. Ids are user ids.
    ///
    /// # Errors
    /// As the server refused it.
    pub async fn roster(&self, names: &[String]) -> Result<Roster, Fault> {
        let answers = people::ask(self, names).await?;
        people::roster(self, names, &answers).await
    }

    /// The same, unless the answer is the one that is known.
    ///
    /// # Errors
    /// As the server refused it.
    pub async fn roster_again(
        &self,
        names: &[String],
        known: Option<Print>,
    ) -> Result<Reading<Roster>, Fault> {
        let answers = people::ask(self, names).await?;
        let print = Print::of(&answers, &self.0.prints);
        if known == Some(print) {
            return Ok(Reading::Same);
        }
        let what = people::roster(self, names, &answers).await?;
        // Who is missing is looked up again the next time.
        let print = what.missing.is_empty().then_some(print);
        Ok(Reading::Is { what, print })
    }

    /// The sessions of an agent that can be joined, unless the answer is the one that is known.
    ///
    /// # Errors
    /// As the server refused it.
    pub async fn agent_sessions(
        &self,
        agent: &UserId,
        known: Option<Print>,
    ) -> Result<Reading<Vec<PolledSession>>, Fault> {
        let read = Read::AgentSessions(agent.clone());
        let mut words = self.words();
        let online = copied(&self.0.online_lists);
        if online {
            dialect::ONLINE.clone_into(&mut words.segment);
        }
        let answer = self.send(&Prepared::read(&read, &words)).await?;
        let print = Print::of(std::slice::from_ref(&answer), &self.0.prints);
        if known == Some(print) {
            return Ok(Reading::Same);
        }
        let is = |what, print| Reading::Is { what, print };
        if let Some(sessions) = answer::agent_sessions(&answer)?.sessions {
            return Ok(is(sessions, Some(print)));
        }
        // No list at all: there are none, or the word is not known here. A read may ask again.
        if request::is_online(&words) {
            return Ok(is(Vec::new(), Some(print)));
        }
        dialect::ONLINE.clone_into(&mut words.segment);
        let listed = self.send(&Prepared::read(&read, &words)).await?;
        let sessions = answer::agent_sessions(&listed)?.sessions;
        if sessions.is_some() {
            *write(&self.0.online_lists) = true;
        }
        Ok(is(sessions.unwrap_or_default(), None))
    }

    /// My sessions, whole. Finds out the segment under [`Segment::Auto`].
    ///
    /// # Errors
    /// As the server refused it.
    pub async fn my_sessions(&self) -> Result<Vec<SessionReport>, Fault> {
        self.spelled(
            &Read::MySessions,
            answer::my_sessions,
            answer::is_unknown_path,
        )
        .await
    }

    /// A part of a session's log; `count` 0 is all from there on.
    ///
    /// # Errors
    /// As the server refused it.
    pub async fn log(
        &self,
        session: &SessionId,
        from: u32,
        count: u32,
    ) -> Result<Vec<Entry>, Fault> {
        let read = Read::Log {
            session: session.clone(),
            from,
            count,
        };
        // Code 6 says that there is no such session; only HTTP 404 says that there is no such path.
        let unknown_path = |fault: &Fault| matches!(fault, Fault::Http { status: 404 });
        self.spelled(&read, answer::log, unknown_path).await
    }

    /// Asks the server. Only for those who have had it written down.
    async fn ask(&self, call: Call) -> Result<Reply, Fault> {
        match &call {
            Call::ReadLog {
                session,
                from,
                count,
            } => {
                let entries = self.log(session, *from, *count).await?;
                Ok(Reply::Log(session.clone(), entries))
            }
            Call::ReadMine => self.my_sessions().await.map(Reply::Mine),
            Call::Intrude { .. }
            | Call::Accept { .. }
            | Call::Reject { .. }
            | Call::Switch { .. }
            | Call::Leave { .. }
            | Call::SendToAgents { .. }
            | Call::SendMessage(_)
            | Call::TypingToAgents { .. }
            | Call::TypingToAll(_)
            | Call::Watch { .. }
            | Call::Unwatch { .. } => {
                let words = self.words();
                let answer = self.send(&Prepared::call(&call, &words)).await?;
                answer::operation(&call, &answer, &words)
            }
        }
    }

    /// Reads with the segment in use; while none is pinned, with the other one after a 404.
    async fn spelled<T>(
        &self,
        read: &Read,
        understand: impl Fn(&Answer) -> Result<T, Fault>,
        is_unknown_path: impl Fn(&Fault) -> bool,
    ) -> Result<T, Fault> {
        let words = self.words();
        let ask = async |words: &Words| {
            let answer = self.send(&Prepared::read(read, words)).await?;
            understand(&answer)
        };
        let first = ask(&words).await;
        if self.0.dialect.segment != Segment::Auto || self.pinned().is_some() {
            return first;
        }
        match first {
            Ok(found) => {
                self.pin(&words.segment);
                Ok(found)
            }
            Err(fault) if is_unknown_path(&fault) => {
                let other = Words {
                    segment: dialect::PDF.to_owned(),
                    ..words
                };
                match ask(&other).await {
                    Ok(found) => {
                        self.pin(&other.segment);
                        Ok(found)
                    }
                    // Neither is known: the first refusal is the one to show.
                    Err(second) if is_unknown_path(&second) => Err(fault),
                    Err(second) => Err(second),
                }
            }
            Err(fault) => Err(fault),
        }
    }

    fn pinned(&self) -> Option<String> {
        copied(&self.0.pinned)
    }

    fn pin(&self, segment: &str) {
        *write(&self.0.pinned) = Some(segment.to_owned());
    }

    fn words(&self) -> Words {
        let mut words = Words::of(&self.0.dialect);
        if let Some(segment) = self.pinned() {
            words.segment = segment;
        }
        words
    }

    /// Drops the cookies and the CSRF token, and takes another password if there is one: the next [`Api::me`] signs
    /// in anew.
    pub fn sign_in_again(&self, password: Option<SecretString>) {
        self.0.renewals.fetch_add(1, Ordering::Relaxed);
        self.0.cookies.drop_all();
        if let Some(password) = password
            && let Ok(value) = authorization(&self.0.user, &password)
        {
            *write(&self.0.authorization) = value;
        }
    }

    /// The server's clock beside this machine's: changes when an answer shows that it is not as it
    /// was, within a few seconds. What is known already counts as a change.
    pub fn skew(&self) -> watch::Receiver<Skew> {
        let mut skew = self.0.skew.subscribe();
        skew.mark_changed();
        skew
    }

    /// Which sign-in is in force: rises whenever one is begun anew, so that what was heard of an
    /// older one is known for old.
    pub fn renewals(&self) -> u64 {
        self.0.renewals.load(Ordering::Relaxed)
    }

    /// The node in use, as `host:port`.
    pub fn server(&self) -> Text {
        self.0.nodes.here().name.clone()
    }

    /// The path segment in use.
    pub fn segment(&self) -> String {
        self.words().segment
    }
}

fn copied<T: Clone>(lock: &RwLock<T>) -> T {
    lock.read().unwrap_or_else(PoisonError::into_inner).clone()
}

fn write<T>(lock: &RwLock<T>) -> std::sync::RwLockWriteGuard<'_, T> {
    lock.write().unwrap_or_else(PoisonError::into_inner)
}
