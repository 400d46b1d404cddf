//! The roster, and which user is behind a contact. Whether a contact's id is the user's id is not
//! published: it is found out once a server, and remembered by user name.

use std::collections::HashMap;
use std::sync::{MutexGuard, PoisonError};

use futures_util::{StreamExt as _, stream};

use super::{Answer, Api, Prepared, Read, answer, request};
use crate::domain::{Fault, Roster, Text, UserId};
use crate::gws::answer::Contacts;
use crate::gws::roster::Contact;

/// How many users are asked for at the same time.
const AT_ONCE: usize = 4;
/// From how many unknown names on the whole list of users is read instead.
const MANY: usize = 8;

/// What is known about contact ids on this server.
#[derive(Debug, Default)]
pub(super) struct People {
    ids: Ids,
    users: HashMap<String, UserId>,
}

#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
enum Ids {
    /// Nobody has been looked up yet.
    #[default]
    Unknown,
    /// A contact's id is the user's.
    Same,
    /// It is not: users are looked up by name.
    Differ,
}

/// What [`ask`] brought, and what else has to be asked to understand it.
pub(super) async fn roster(
    api: &Api,
    names: &[String],
    answers: &[Answer],
) -> Result<Roster, Fault> {
    let contacts = contacts(answers)?;
    let mut roster = Roster {
        total: contacts.total,
        arrived: contacts.arrived,
        missing: names
            .iter()
            .filter(|name| !contacts.contacts.iter().any(|c| is_named(c, name)))
            .map(|name| Text::line(name))
            .collect(),
        agents: Vec::new(),
    };
    let wanted: Vec<Contact> = contacts
        .contacts
        .into_iter()
        .filter(|contact| {
            if names.is_empty() {
                contact.is_agent
            } else {
                names.iter().any(|name| is_named(contact, name))
            }
        })
        .collect();
    with_user_ids(api, wanted, &mut roster).await?;
    Ok(roster)
}

/// A filter may go by a name that differs from the user name in case, or altogether.
fn is_named(contact: &Contact, name: &str) -> bool {
    contact.agent.user_name.eq_ignore_ascii_case(name)
        || contact
            .name
            .as_deref()
            .is_some_and(|other| other.eq_ignore_ascii_case(name))
}

/// Asks for the contacts, by groups of names where there are any.
pub(super) async fn ask(api: &Api, names: &[String]) -> Result<Vec<Answer>, Fault> {
    let mut groups = request::name_groups(names);
    if groups.is_empty() {
        groups.push(Vec::new());
    }
    let mut answers = Vec::with_capacity(groups.len());
    for names in groups {
        // After a refusal nothing more is asked.
        if let Some(before) = answers.last() {
            answer::contacts(before)?;
        }
        let read = Prepared::read(&Read::Contacts { names }, &api.words());
        answers.push(api.send(&read).await?);
    }
    Ok(answers)
}

fn contacts(answers: &[Answer]) -> Result<Contacts, Fault> {
    let mut all = Contacts::default();
    for answer in answers {
        let part = answer::contacts(answer)?;
        all.contacts.extend(part.contacts);
        all.arrived += part.arrived;
        all.total = match (all.total, part.total) {
            (Some(a), Some(b)) => Some(a + b),
            (a, b) => a.or(b),
        };
    }
    Ok(all)
}

async fn with_user_ids(
    api: &Api,
    contacts: Vec<Contact>,
    roster: &mut Roster,
) -> Result<(), Fault> {
    if let Some(first) = contacts.first()
        && people(api).ids == Ids::Unknown
    {
        let ids = find_out(api, first).await?;
        people(api).ids = ids;
    }
    if people(api).ids != Ids::Differ {
        roster.agents = contacts.into_iter().map(|c| c.agent).collect();
        return Ok(());
    }
    look_up(api, &contacts).await?;
    let people = people(api);
    for contact in contacts {
        let mut agent = contact.agent;
        match people.users.get(&agent.user_name) {
            Some(id) => {
                agent.id = id.clone();
                roster.agents.push(agent);
            }
            // Without a user nobody could be watched or joined.
            None => roster.missing.push(Text::line(&agent.user_name)),
        }
    }
    Ok(())
}

fn people(api: &Api) -> MutexGuard<'_, People> {
    api.0.people.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Asks for one contact's id as a user: if the same person answers, all ids are user ids.
async fn find_out(api: &Api, contact: &Contact) -> Result<Ids, Fault> {
    let name = &contact.agent.user_name;
    let read = Read::AgentSessions(contact.agent.id.clone());
    let answer = api.send(&Prepared::read(&read, &api.words())).await?;
    match answer::agent_sessions(&answer) {
        Ok(found) => {
            let same = found
                .user
                .and_then(|user| user.user_name)
                .is_none_or(|found| found == *name);
            return Ok(if same { Ids::Same } else { Ids::Differ });
        }
        Err(fault @ (Fault::SignIn { .. } | Fault::Busy { .. } | Fault::Unknown { .. })) => {
            return Err(fault);
        }
        Err(_) => {}
    }
    // Nobody by that id, or no right to ask so: the name decides.
    match named(api, name).await {
        Ok(Some(id)) if id == contact.agent.id => Ok(Ids::Same),
        Ok(Some(_)) => Ok(Ids::Differ),
        // Neither way is open: the samples look alike, so the contact's id is taken.
        Ok(None) | Err(Fault::Refused { .. } | Fault::Http { .. } | Fault::NotGws { .. }) => {
            Ok(Ids::Unknown)
        }
        Err(fault) => Err(fault),
    }
}

async fn look_up(api: &Api, contacts: &[Contact]) -> Result<(), Fault> {
    let unknown = || -> Vec<String> {
        let people = people(api);
        contacts
            .iter()
            .map(|c| &c.agent.user_name)
            .filter(|name| !people.users.contains_key(*name))
            .cloned()
            .collect()
    };
    if unknown().len() >= MANY {
        let answer = api
            .send(&Prepared::read(&Read::Users, &api.words()))
            .await?;
        // A refusal, or a list that is cut, leaves the names for the other way.
        if let Ok(users) = answer::users(&answer) {
            let mut people = people(api);
            for user in users {
                if let Some(name) = user.user_name {
                    people.users.insert(name, user.id);
                }
            }
        }
    }
    let mut found = stream::iter(unknown())
        .map(|name| async move {
            let id = named(api, &name).await;
            (name, id)
        })
        .buffer_unordered(AT_ONCE);
    while let Some((name, id)) = found.next().await {
        match id {
            Ok(Some(id)) => drop(people(api).users.insert(name, id)),
            Ok(None) | Err(Fault::Refused { .. }) => {}
            Err(fault) => return Err(fault),
        }
    }
    Ok(())
}

async fn named(api: &Api, name: &str) -> Result<Option<UserId>, Fault> {
    let read = Read::UserNamed(name.to_owned());
    let answer = api.send(&Prepared::read(&read, &api.words())).await?;
    Ok(answer::id_of(name, &answer::users(&answer)?))
}
