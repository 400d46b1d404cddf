//! A user from JSON (Users pages).

use super::loose::{self, Fields, Odds};
use crate::domain::{Text, UserId};

/// What we need to know of a user.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct User {
    /// The id that `/users/{id}` takes.
    pub id: UserId,
    /// The sign-in name, exactly as the server wrote it.
    pub user_name: Option<String>,
    /// First and last name, or the user name.
    pub name: Text,
}

/// A user; `None` if nothing says which.
pub(super) fn read(fields: &Fields<'_>, odds: &mut Odds) -> Option<User> {
    let link = loose::linked(fields, &["path"], &["uri"], odds);
    let id = fields
        .text("id", odds)
        .filter(|id| !id.trim().is_empty())
        .or(link)?;
    let user_name = fields
        .text("userName", odds)
        .map(std::borrow::Cow::into_owned);
    Some(User {
        name: name(fields, user_name.as_deref().unwrap_or(&id), odds),
        id: UserId::new(&id),
        user_name,
    })
}

/// First and last name, or `fallback`.
pub(super) fn name(fields: &Fields<'_>, fallback: &str, odds: &mut Odds) -> Text {
    let parts: Vec<_> = [
        fields.text("firstName", odds),
        fields.text("lastName", odds),
    ]
    .into_iter()
    .flatten()
    .filter(|part| !part.trim().is_empty())
    .collect();
    if parts.is_empty() {
        Text::line(fallback)
    } else {
        Text::line(&parts.join(" "))
    }
}
