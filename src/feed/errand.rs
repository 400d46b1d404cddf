//! REST work that the engine sends out, so that it never waits for an answer itself.

use secrecy::SecretString;

use super::Plan;
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

/// Start of the contact-centre session, roster, silent watching: once for each HTTP session.
pub(super) async fn open(api: Api, plan: Plan, watched: Option<Vec<UserId>>) -> Done {
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
            let watch = watched.unwrap_or_else(|| named(&plan.watch, &roster));
            opened.facts.push(Event::Roster(roster));
            watch_all(&api, watch, plan.nickname.as_ref(), &mut opened).await;
        }
        Err(fault) => {
            opened.signed_out |= matches!(fault, Fault::SignIn { .. });
            opened.facts.push(Event::RosterFailed(fault));
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

async fn watch_all(api: &Api, agents: Vec<UserId>, nickname: Option<&String>, opened: &mut Opened) {
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
            None => return,
        }
    }
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
