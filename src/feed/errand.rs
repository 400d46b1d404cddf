//! REST work that the engine sends out, so that it never waits for an answer itself.

use secrecy::SecretString;

use super::{Plan, Remembered};
use crate::domain::{
    Call, Epoch, Event, Fault, Roster, SessionReport, SignOn, Text, UserId, Watch,
};
use crate::gws::Api;

/// So many watches are asked for at once.
const TOGETHER: usize = 4;

/// What came back.
#[derive(Debug)]
pub(super) enum Done {
    /// `GET /me`.
    SignedOn(Result<SignOn, Fault>),
    /// Start, roster and watching, after a sign-in.
    Opened(Opened),
    /// The snapshot of an epoch.
    Snapshot(Epoch, Result<Vec<SessionReport>, Fault>),
    /// A read of my sessions to compare with.
    Check(Result<Vec<SessionReport>, Fault>),
    /// The same once more, for the mode in sessions where the comparison showed another.
    Reread(Result<Vec<SessionReport>, Fault>),
}

/// What the opening brought.
#[derive(Debug, Default)]
pub(super) struct Opened {
    pub(super) facts: Vec<Event>,
    pub(super) agents: Vec<UserId>,
    pub(super) signed_out: bool,
}

pub(super) async fn sign_on(api: Api, again: Again) -> Done {
    match again {
        Again::First => {}
        Again::SamePassword => api.sign_in_again(None),
        Again::NewPassword(password) => api.sign_in_again(Some(password)),
    }
    Done::SignedOn(api.me().await)
}

/// Whether somebody signed in before.
#[derive(Debug)]
pub(super) enum Again {
    First,
    SamePassword,
    NewPassword(SecretString),
}

/// Whom to watch silently on a new HTTP session.
#[derive(Clone, Debug)]
pub(super) enum Wanted {
    /// The first of this run: whom the plan names, and whom an earlier run watched.
    First(Remembered),
    /// Whom the app watches.
    Now(Vec<UserId>),
}

impl Wanted {
    /// By id. Without a roster no name can be looked up.
    fn ids(self, names: &[String], roster: Option<&Roster>) -> Vec<UserId> {
        match self {
            Self::Now(agents) => agents,
            Self::First(remembered) => {
                let mut ids = roster.map_or_else(Vec::new, |roster| named(names, roster));
                ids.retain(|id| !remembered.stopped.contains(id));
                for id in remembered.watched {
                    if !ids.contains(&id) {
                        ids.push(id);
                    }
                }
                ids
            }
        }
    }
}

/// Start of the contact-centre session, roster, silent watching: once for each HTTP session.
pub(super) async fn open(api: Api, plan: Plan, wanted: Wanted) -> Done {
    let mut opened = Opened::default();
    if let Some(start) = &plan.start {
        match api.start_session(start).await {
            Ok(None) => {}
            Ok(Some(partly)) => opened.facts.push(Event::Notice(Text::line(&format!(
                "the contact-centre session was started in part: {partly}"
            )))),
            Err(fault) => {
                opened.signed_out |= matches!(fault, Fault::SignIn { .. });
                opened.facts.push(Event::Notice(Text::line(&format!(
                    "the contact-centre session was not started: {fault}"
                ))));
            }
        }
    }
    match api.roster(&plan.agents).await {
        Ok(roster) => {
            opened.agents = roster.agents.iter().map(|a| a.id.clone()).collect();
            let watch = wanted.ids(&plan.watch, Some(&roster));
            // Who cannot be seen cannot be given up either; a list that is cut says nothing.
            let cut = roster.total.is_some_and(|total| total > roster.arrived);
            let (watch, unlisted) = watch
                .into_iter()
                .partition(|id| cut || opened.agents.contains(id));
            opened.facts.push(Event::Roster(roster));
            watch_all(&api, watch, unlisted, plan.nickname.as_ref(), &mut opened).await;
        }
        Err(fault) => {
            opened.signed_out |= matches!(fault, Fault::SignIn { .. });
            opened.facts.push(Event::RosterFailed(fault));
            if !opened.signed_out {
                let watch = wanted.ids(&plan.watch, None);
                watch_all(&api, watch, Vec::new(), plan.nickname.as_ref(), &mut opened).await;
            }
        }
    }
    Done::Opened(opened)
}

fn named(names: &[String], roster: &Roster) -> Vec<UserId> {
    roster
        .agents
        .iter()
        .filter(|a| names.contains(&a.user_name))
        .map(|a| a.id.clone())
        .collect()
}

async fn watch_all(
    api: &Api,
    agents: Vec<UserId>,
    unlisted: Vec<UserId>,
    nickname: Option<&String>,
    opened: &mut Opened,
) {
    if agents.is_empty() && unlisted.is_empty() {
        return;
    }
    let mut asked = tokio::task::JoinSet::new();
    let mut waiting = agents.into_iter();
    loop {
        while asked.len() < TOGETHER
            && let Some(agent) = waiting.next()
        {
            let (api, nickname) = (api.clone(), nickname.cloned());
            asked.spawn(async move {
                let call = Call::Watch {
                    agent: agent.clone(),
                    watch: Watch::SILENT,
                    nickname,
                };
                (agent, api.carry_out(call).await.map(drop))
            });
        }
        match asked.join_next().await {
            Some(Ok((agent, outcome))) => opened.facts.push(Event::Watched { agent, outcome }),
            Some(Err(e)) => tracing::error!("asking for a watch: {e}"),
            None => break,
        }
    }
    opened.facts.push(Event::WatchesAsked { unlisted });
}

pub(super) async fn snapshot(api: Api, epoch: Epoch) -> Done {
    Done::Snapshot(epoch, api.my_sessions().await)
}

pub(super) async fn check(api: Api) -> Done {
    Done::Check(api.my_sessions().await)
}

pub(super) async fn reread(api: Api) -> Done {
    Done::Reread(api.my_sessions().await)
}
