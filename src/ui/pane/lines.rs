//! What is said about the shown session, in words.

use std::time::Duration;

use ratatui::style::Style;
use unicode_width::UnicodeWidthStr;

use crate::app::{Audience, Draft, Ending, Model, Stage, age};
use crate::domain::{
    Link, Mode, Participant, ParticipantType, Presence, Session, SessionId, State, Visibility,
    Watch,
};
use crate::ui::theme::Theme;
use crate::ui::words;

/// Whose session it is, and with whom; the service only where there is room for it.
pub(super) fn title(model: &Model, session: &SessionId, room: usize) -> String {
    let Some(row) = model.row(session) else {
        return session.to_string();
    };
    let mut parts = Vec::new();
    if !row.agent_name.is_empty() {
        parts.push(row.agent_name.to_string());
    }
    parts.extend(row.customer.as_ref().map(ToString::to_string));
    if parts.is_empty() {
        parts.push(session.to_string());
    }
    let short = parts.join(" · ");
    match &row.service {
        Some(service) if short.width() + service.as_str().width() + 3 <= room => {
            format!("{short} · {service}")
        }
        Some(_) | None => short,
    }
}

fn presence(model: &Model, session: &SessionId) -> Option<Presence> {
    model.floor().mine(session).map(|m| m.session.presence())
}

fn confirmed(model: &Model, session: &SessionId) -> Option<Mode> {
    model
        .floor()
        .mine(session)
        .and_then(|m| m.session.confirmed())
}

/// What is known from before the link was lost is said as that.
fn when(model: &Model, word: &'static str) -> &'static str {
    match model.link() {
        Link::Live | Link::Late { .. } => "",
        Link::Offline { .. } => word,
    }
}

/// Where I stand, by what the server has confirmed.
pub(super) fn standing(model: &Model, session: &SessionId, theme: &Theme) -> (String, Style) {
    let (was, sure) = match when(model, "was ") {
        "" => ("", ", confirmed"),
        was => (was, ""),
    };
    match (presence(model, session), confirmed(model, session)) {
        (Some(Presence::In), Some(Mode::BargeIn)) => {
            (format!("{was}in as BARGE{sure}"), theme.danger_word())
        }
        (Some(Presence::In), Some(mode)) => (format!("{was}in as {mode}{sure}"), theme.calm()),
        (Some(Presence::In), None) => ("in, mode not confirmed".into(), theme.strong()),
        (Some(Presence::Offered), _) => ("invited".into(), theme.call()),
        (Some(Presence::LeftAlone), _) => ("left; it has ended".into(), theme.quiet()),
        (Some(Presence::Over), _) => {
            let word = model
                .floor()
                .mine(session)
                .map_or("", |m| match m.session.state() {
                    State::Revoked => "taken away: completed or queued",
                    _ => "over for you",
                });
            (word.into(), theme.quiet())
        }
        (None, _) => ("not joined".into(), theme.quiet()),
    }
}

/// The other supervisors who are there. Who is listed as an agent without a visibility that we know
/// may be one, unless the roster has them.
fn other_supervisors<'a>(model: &'a Model, session: &'a Session) -> Vec<&'a Participant> {
    let Some(me) = model.sign_on().map(|s| &s.me) else {
        return Vec::new();
    };
    if session.presence() != Presence::In {
        return Vec::new();
    }
    let known = |p: &Participant| session.other_supervisors(me).any(|o| std::ptr::eq(o, p));
    let listed =
        |p: &Participant| (p.user.as_ref()).is_some_and(|u| model.floor().agent(u).is_some());
    let people = session.participants().iter();
    people
        .filter(|p| p.kind == ParticipantType::Agent && p.user.as_ref() != Some(me))
        .filter(|p| known(p) || (p.visibility != Some(Visibility::All) && !listed(p)))
        .collect()
}

/// They, with the mode that their visibility means; what is not known is said.
pub(super) fn others(model: &Model, session: &SessionId, theme: &Theme) -> Option<(String, Style)> {
    let session = &model.floor().mine(session)?.session;
    let names: Vec<String> = other_supervisors(model, session)
        .into_iter()
        .map(|p| {
            let name = match p.nickname.on_one_line() {
                name if name.is_empty() => "?".to_owned(),
                name => name.to_string(),
            };
            match p.visibility.as_ref().and_then(Visibility::mode) {
                Some(mode) => format!("{name} ({mode})"),
                None => format!("{name} (mode not known)"),
            }
        })
        .collect();
    (!names.is_empty()).then(|| (format!("also here: {}", names.join(", ")), theme.strong()))
}

/// Who else is there, and who sees whom.
pub(super) fn people(model: &Model, session: &SessionId, theme: &Theme) -> Option<(String, Style)> {
    let veil = model.veil(session);
    let session = &model.floor().mine(session)?.session;
    if matches!(session.presence(), Presence::Over | Presence::LeftAlone) {
        return None;
    }
    let me = model.sign_on().map(|s| &s.me);
    let others = other_supervisors(model, session);
    let is_other = |p: &Participant| others.iter().any(|o| std::ptr::eq(*o, p));
    let names: Vec<String> = session
        .participants()
        .iter()
        .filter(|p| !is_other(p))
        .map(|p| {
            let mut name = veil.text(&p.nickname.on_one_line()).to_string();
            if p.user.is_some() && p.user.as_ref() == me {
                name = format!("you “{name}”");
            } else {
                match &p.kind {
                    ParticipantType::Agent => {}
                    ParticipantType::Customer => name.push_str(" (customer)"),
                    ParticipantType::External => name.push_str(" (bot)"),
                    ParticipantType::Other(word) => name.push_str(&format!(" ({word})")),
                }
            }
            // A customer sees and is seen by everybody; no server states it of them.
            let plain = p.kind == ParticipantType::Customer && p.visibility.is_none();
            match words::mark(p.visibility.as_ref()).filter(|_| !plain) {
                Some(mark) => format!("{name} {mark}"),
                None => name,
            }
        })
        .collect();
    (!names.is_empty()).then(|| (format!("there: {}", names.join(" · ")), theme.quiet()))
}

/// The person's own flag, with the time at which they set it.
pub(super) fn flag(model: &Model, session: &SessionId, theme: &Theme) -> Option<(String, Style)> {
    let flag = model.flag_of(session)?;
    let clock = words::clock(flag.at, theme).unwrap_or_default();
    let when = match words::day(flag.at, theme) {
        Some(day) if words::day(model.now().wall, theme) != Some(day) => {
            format!("{} {clock}", words::day_words(day))
        }
        Some(_) | None => clock,
    };
    let line = if flag.note.is_empty() {
        format!("F flagged {when}")
    } else {
        format!("F flagged {when}: {}", flag.note)
    };
    Some((line, theme.call()))
}

/// The steps of the ladder with their ages, or what an invitation is.
pub(super) fn steps(model: &Model, session: &SessionId, theme: &Theme) -> Option<(String, Style)> {
    let offer = model.offer_text(session);
    // What was done before is no news beside a new invitation.
    let attempt = model
        .attempt(session)
        .filter(|a| offer.is_none() || !matches!(a.stage, Stage::Ended(Ending::Done, _)));
    let Some(attempt) = attempt else {
        return offer.map(|text| (text, theme.call()));
    };
    let mut line: Vec<String> = attempt
        .trail
        .iter()
        .map(|(word, took)| format!("{word} {}", age::ticking(*took)))
        .collect();
    let style = match &attempt.stage {
        Stage::Ended(Ending::Done, words) => {
            line.push(words.clone());
            theme.text()
        }
        Stage::Ended(Ending::Failed, words) => {
            line.push(format!("! {words}"));
            theme.call()
        }
        Stage::Asked
        | Stage::Invited
        | Stage::Accepting
        | Stage::Switching
        | Stage::Leaving
        | Stage::Declining
        | Stage::Checking => {
            let now: Duration = model.now().mono.saturating_duration_since(attempt.since);
            line.push(format!("{} {}", attempt.word(), age::ticking(now)));
            theme.strong()
        }
    };
    let want = attempt
        .want
        .map_or_else(String::new, |mode| format!("{mode}: "));
    Some((format!("{want}{}", line.join(" → ")), style))
}

/// Who sees what, while an intrusion is under way and while it lasts.
pub(super) fn who_sees(
    model: &Model,
    session: &SessionId,
    theme: &Theme,
) -> Option<(String, Style)> {
    let (nick, when) = (model.nickname(), when(model, "when last live: "));
    if presence(model, session) == Some(Presence::In) {
        return Some(match confirmed(model, session) {
            Some(Mode::Monitor) => (
                format!("{when}only other supervisors see you"),
                theme.quiet(),
            ),
            Some(Mode::Coach) => (
                format!("{when}the agent reads you; the customer does not"),
                theme.calm(),
            ),
            Some(Mode::BargeIn) if model.is_alone_in(session) => (
                format!("{when}the CUSTOMER reads you, as “{nick}”; no agent is there"),
                theme.danger_word(),
            ),
            Some(Mode::BargeIn) => (
                format!("{when}the CUSTOMER and the agent read you, as “{nick}”"),
                theme.danger_word(),
            ),
            None => (
                "the server has not said who sees you: nothing can be sent to the customer".into(),
                theme.strong(),
            ),
        });
    }
    let attempt = model.attempt(session).filter(|a| a.under_way())?;
    if matches!(attempt.stage, Stage::Leaving | Stage::Declining) {
        return None;
    }
    Some(match attempt.want {
        Some(Mode::Monitor) => (
            "once in: only other supervisors see you".into(),
            theme.quiet(),
        ),
        Some(Mode::Coach) => (
            "once in: the agent reads you; the customer does not".into(),
            theme.calm(),
        ),
        Some(Mode::BargeIn) => (
            format!("once in: the CUSTOMER and the agent read you, as “{nick}”"),
            theme.danger_word(),
        ),
        None => (
            "the server has not said who will see you".into(),
            theme.strong(),
        ),
    })
}

/// What to say where no transcript is.
pub(super) fn nothing_read(model: &Model, session: &SessionId) -> Vec<String> {
    match presence(model, session) {
        None | Some(Presence::Over) => {
            let Some(row) = model.row(session) else {
                return vec!["this session is gone".into()];
            };
            if row.presence == Some(Presence::Over) {
                return vec!["this session is over; nothing of it was read".into()];
            }
            let mut lines = vec![
                "not joined: the server tells its age and nothing of what is said".into(),
                "m Monitor · c Coach · b BARGE: be in it".into(),
            ];
            if let Some(began) = row.began {
                lines.insert(
                    0,
                    format!("began {} ago", words::since(began, model.wall())),
                );
            }
            lines.push(match model.watch_of_row(&row) {
                Some(Watch { mode, .. }) => {
                    format!("its agent is watched: coming sessions are joined as {mode}")
                }
                None => "w watches the agent: coming sessions are joined silently".into(),
            });
            lines
        }
        Some(Presence::Offered) => {
            vec!["the transcript can be read once the invitation is accepted".into()]
        }
        Some(Presence::In) => vec!["nothing was said yet, or it is still being read".into()],
        Some(Presence::LeftAlone) => vec!["nothing of it was read".into()],
    }
}

/// Drafts that wait for their composer.
pub(super) fn drafts(model: &Model, session: &SessionId) -> Option<String> {
    let of = |audience: Audience, key: &str, whom: &str| {
        let open = model
            .composer()
            .is_some_and(|c| c.session == *session && c.audience == audience);
        let (text, draft) = model.draft(session, audience)?;
        if open || text.trim().is_empty() {
            return None;
        }
        Some(match draft {
            Draft::Writing => format!("draft for {whom} kept: {key}"),
            Draft::Held { .. } | Draft::Sending { .. } => format!("being sent to {whom}"),
            Draft::Failed(_) => format!("not sent to {whom}, kept: {key}"),
        })
    };
    let drafts: Vec<String> = [
        of(Audience::Agents, "i", "the agent"),
        of(Audience::Customer, "s", "the CUSTOMER"),
    ]
    .into_iter()
    .flatten()
    .collect();
    (!drafts.is_empty()).then(|| drafts.join(" · "))
}
