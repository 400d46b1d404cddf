//! Agents and their states from JSON (ContactsGetContacts and AgentStateControl pages).

use super::answer::Accepted;
use super::loose::{self, Fields, Odds};
use super::users;
use crate::domain::{Agent, AgentState, ChannelState, Text, UserId};

/// What the SMS channel is called in a contact's availability is not published.
const SMS: [&str; 4] = ["smssession", "smssessions", "smsession", "sms"];
/// Ids of the system states (AgentStateControl pages; compared without regard to case).
const READY: &str = "9430250E-0A1B-421F-B372-F29E69366DED";
const NOT_READY: &str = "900D55CC-2BB0-431F-8BF9-D3525B383BE6";
const OFFLINE: &str = "0F7F5003-EF26-4D13-A6EF-D0C7EC819BEB";

/// One contact.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Contact {
    /// The agent, still under the contact's own id.
    pub agent: Agent,
    /// The name that the `name=` filter goes by, where it differs from the user name.
    pub name: Option<String>,
    /// Whether the roles, if there are any, hold the agent's.
    pub is_agent: bool,
}

/// The contacts of one answer.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Contacts {
    /// Who can be shown.
    pub contacts: Vec<Contact>,
    /// `totalCount`.
    pub total: Option<u64>,
    /// How many contacts arrived, readable or not.
    pub arrived: u64,
}

/// The contacts in an answer; `None` if it lists none.
pub(super) fn read(accepted: &Accepted<'_>, odds: &mut Odds) -> Option<Contacts> {
    let list = match &accepted.bare {
        Some(list) => list.clone(),
        None => accepted.fields.list("contacts", odds)?,
    };
    let contacts = list
        .iter()
        .filter_map(|raw| {
            let contact = Fields::read(raw).and_then(|fields| contact(&fields, odds));
            if contact.is_none() {
                odds.note("contact", raw);
            }
            contact
        })
        .collect();
    Some(Contacts {
        contacts,
        total: accepted
            .fields
            .number("totalCount", odds)
            .and_then(|total| u64::try_from(total).ok()),
        arrived: list.len() as u64,
    })
}

fn contact(fields: &Fields<'_>, odds: &mut Odds) -> Option<Contact> {
    let user = users::read(fields, odds)?;
    let name = fields.text("name", odds).map(std::borrow::Cow::into_owned);
    let channels = channels(fields, odds);
    Some(Contact {
        is_agent: is_agent(fields, odds),
        agent: Agent {
            user_name: user
                .user_name
                .or_else(|| name.clone())
                .unwrap_or_else(|| user.id.as_str().to_owned()),
            id: UserId::new(user.id.as_str()),
            name: user.name,
            state: state(&channels),
            channels,
        },
        name,
    })
}

fn is_agent(fields: &Fields<'_>, odds: &mut Odds) -> bool {
    let other = fields
        .text("type", odds)
        .is_some_and(|kind| !kind.trim().eq_ignore_ascii_case("User"));
    let roles = fields.list("roles", odds);
    !other
        && roles.is_none_or(|roles| {
            let mut words = roles.into_iter().filter_map(loose::string);
            words.any(|word| word.trim().eq_ignore_ascii_case("ROLE_AGENT"))
        })
}

fn channels(fields: &Fields<'_>, odds: &mut Odds) -> Vec<ChannelState> {
    // Missing for somebody who is not signed in (GWS page).
    let Some(availability) = fields.object("availability", odds) else {
        return Vec::new();
    };
    let list = availability.list("channels", odds).unwrap_or_default();
    list.into_iter()
        .filter_map(Fields::read)
        .map(|channel| ChannelState {
            channel: channel
                .text("channel", odds)
                .map_or_else(Text::default, |word| Text::line(word.trim())),
            state: channel
                .object("userState", odds)
                .map_or(AgentState::LoggedOut, |state| one_state(&state, odds)),
        })
        .collect()
}

fn one_state(fields: &Fields<'_>, odds: &mut Odds) -> AgentState {
    let word = fields.text("state", odds).unwrap_or_default();
    let id = fields.text("id", odds).unwrap_or_default();
    let shown = fields
        .text("displayName", odds)
        .map(|name| Text::line(name.trim()))
        .filter(|name| !name.is_empty());
    let shown = || shown.unwrap_or_else(|| Text::line(word.trim()));
    let is = |known: &str| id.trim().eq_ignore_ascii_case(known);
    match word.trim() {
        "Ready" => AgentState::Ready,
        "NotReady" => AgentState::NotReady(shown()),
        "LoggedOut" | "Offline" => AgentState::LoggedOut,
        _ if is(READY) => AgentState::Ready,
        _ if is(NOT_READY) => AgentState::NotReady(shown()),
        _ if is(OFFLINE) => AgentState::LoggedOut,
        _ => AgentState::Other(shown()),
    }
}

fn state(channels: &[ChannelState]) -> AgentState {
    let is_sms = |c: &&ChannelState| {
        SMS.iter()
            .any(|word| c.channel.as_str().eq_ignore_ascii_case(word))
    };
    channels
        .iter()
        .find(is_sms)
        .or_else(|| channels.first())
        .map_or(AgentState::LoggedOut, |c| c.state.clone())
}
