//! What a call, its answer or a note leaves behind in a line. The server's words are left out:
//! they may quote what was written.

use super::clerk::Words;
use super::line::Deed;
use crate::domain::{About, Call, CallKind, Fault, Mode, Note, Reply, Text};

/// What is about to be asked.
pub(super) fn of_call(call: &Call, about: &About, words: Words) -> Deed {
    let said = call.words();
    Deed {
        action: action(call.kind()).to_owned(),
        session: call.session().map(|id| clean(id.as_str())),
        agent: call
            .agent()
            .or(about.agent.as_ref())
            .map(|id| clean(id.as_str())),
        asked: call.mode().or(about.asked).map(word),
        confirmed: about.confirmed.map(word),
        length: said.map(|text| text.chars().count() as u64),
        text: match words {
            Words::Kept => said.map(ToOwned::to_owned),
            Words::Counted => None,
        },
        ..Deed::default()
    }
}

/// The same deed with what came of it. The words are not written twice.
pub(super) fn of_answer(deed: &Deed, outcome: &Result<Reply, Fault>) -> Deed {
    let (outcome, code) = match outcome {
        Ok(Reply::PassedOn { partly: None, .. } | Reply::Log(..) | Reply::Mine(_)) => ("ok", None),
        Ok(Reply::PassedOn { .. }) => ("partly", Some(7)),
        Err(Fault::Refused { code, .. }) => ("refused", Some(*code)),
        Err(Fault::SignIn { .. }) => ("not-signed-in", None),
        Err(Fault::Http { status }) => ("http", Some(i64::from(*status))),
        Err(Fault::Busy { status, .. }) => ("busy", Some(i64::from(*status))),
        Err(Fault::NotSent { .. }) => ("not-sent", None),
        Err(Fault::Unknown { .. }) => ("unknown", None),
        Err(Fault::NotGws { .. }) => ("not-understood", None),
    };
    Deed {
        outcome: Some(outcome.to_owned()),
        code,
        text: None,
        ..deed.clone()
    }
}

/// Something that asks nothing of the server.
pub(super) fn of_note(note: &Note) -> Deed {
    let named = |action: &str| Deed {
        action: action.to_owned(),
        ..Deed::default()
    };
    match note {
        Note::SignedIn { user } => Deed {
            outcome: Some(user.on_one_line().to_string()),
            ..named("signed-in")
        },
        Note::Confirmed { session, about } => Deed {
            session: Some(clean(session.as_str())),
            agent: about.agent.as_ref().map(|id| clean(id.as_str())),
            asked: about.asked.map(word),
            confirmed: Some(about.confirmed.map_or_else(|| "none".to_owned(), word)),
            ..named("mode-confirmed")
        },
        Note::Revealed { session } => Deed {
            session: Some(clean(session.as_str())),
            ..named("reveal")
        },
        Note::Locked => named("lock"),
        Note::Unlocked => named("unlock"),
        Note::WrongPassphrase { tries } => Deed {
            length: None,
            code: Some(i64::from(*tries)),
            outcome: Some("wrong-passphrase".to_owned()),
            ..named("unlock")
        },
    }
}

/// A request beside the calls: starting and ending the contact-centre session.
pub(super) fn named(action: &str) -> Deed {
    Deed {
        action: action.to_owned(),
        ..Deed::default()
    }
}

fn action(kind: CallKind) -> &'static str {
    match kind {
        CallKind::Intrude => "intrude",
        CallKind::Accept => "accept",
        CallKind::Reject => "reject",
        CallKind::Switch => "switch",
        CallKind::Leave => "leave",
        CallKind::SendToAgents => "write-to-agents",
        CallKind::SendMessage => "write-to-customer",
        CallKind::TypingToAgents => "typing-to-agents",
        CallKind::TypingToAll => "typing-to-all",
        CallKind::Watch => "watch",
        CallKind::Unwatch => "unwatch",
        CallKind::ReadLog => "read-log",
        CallKind::ReadMine => "read-mine",
    }
}

fn word(mode: Mode) -> String {
    mode.word().to_owned()
}

fn clean(raw: &str) -> String {
    Text::line(raw).to_string()
}
