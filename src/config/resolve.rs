//! All layers together → complete settings, or every reason why not.
//!
//! Knows which place wins and the defaults. Must not know how a file is read.

use std::path::Path;

use super::address::is_exposed;
use super::error::{Complaint, ConfigError, Origin};
use super::given::{Environment, Flags};
use super::layer::Layer;
use super::password::PasswordSource;
use super::read::{Contents, unknown_profile};
use super::settings::{
    Barge, DEFAULT_TOPICS, Dialect, Display, Limits, Segment, Server, Session, Settings, Team,
    UserData, Writing,
};
use super::values::Edition;
use super::words::{cleaned, quoted};
use super::{outer, trust, urgency};

/// A config file that was read, or the place where there is none.
pub(super) enum Found<'f> {
    /// The file and what it says.
    File(&'f Path, Box<Contents>),
    /// The place, as a person would write it.
    Nothing(String),
}

/// Lays flags over environment over profile over base over defaults.
pub(super) fn resolve(
    found: Found<'_>,
    environment: &Environment,
    flags: &Flags,
) -> Result<Settings, ConfigError> {
    let mut complaints = environment.complaints.clone();
    let profile = match (&flags.profile, &environment.profile) {
        (Some(name), _) => Some((name.as_str(), Origin::Flag("--profile"))),
        (None, Some(name)) => Some((name.as_str(), Origin::Variable("FLOORWALK_PROFILE"))),
        (None, None) => None,
    };
    let above = outer::from_flags(flags, &mut complaints)
        .over(outer::from_environment(environment, &mut complaints));
    let (place, below) = match found {
        Found::File(path, contents) => {
            let below = chosen(path, *contents, profile, &mut complaints);
            (Place::File(path), below)
        }
        Found::Nothing(copy_to) => {
            if let Some((name, origin)) = profile {
                let what = format!(
                    "there is no profile {}: no config file at {copy_to}",
                    quoted(name)
                );
                complaints.push(Complaint { origin, what });
            } else if above.urls.is_none() && complaints.is_empty() {
                return Err(ConfigError::NothingConfigured { copy_to });
            }
            (Place::None(copy_to), Layer::default())
        }
    };
    let layer = above.over(below);
    complete(layer, &place, complaints)
}

/// Where a missing setting could be set.
enum Place<'f> {
    File(&'f Path),
    None(String),
}

/// The base of the file with the wanted profile laid over it.
fn chosen(
    path: &Path,
    mut contents: Contents,
    profile: Option<(&str, Origin)>,
    complaints: &mut Vec<Complaint>,
) -> Layer {
    // A file that could not be read as TOML seems to have no profiles; that is not the mistake.
    let readable = contents.complaints.is_empty() || !contents.profiles.is_empty();
    complaints.append(&mut contents.complaints);
    let Some((name, origin)) = profile else {
        return contents.base;
    };
    match contents.profiles.remove(name) {
        Some(layer) => layer.over(contents.base),
        None => {
            if readable {
                let what = unknown_profile(name, path, &contents.profiles);
                complaints.push(Complaint { origin, what });
            }
            contents.base
        }
    }
}

/// Fills in the defaults, and judges what only all layers together can tell.
fn complete(
    mut layer: Layer,
    place: &Place<'_>,
    mut complaints: Vec<Complaint>,
) -> Result<Settings, ConfigError> {
    let allow_plain_http = layer.allow_plain_http.unwrap_or(false);
    if let Some((urls, origin)) = &layer.urls
        && urls.iter().any(is_exposed)
        && !allow_plain_http
    {
        complaints.push(exposed(origin.clone()));
    }
    trust::check(&layer, &mut complaints);
    let urgency = urgency::complete(&mut layer, &mut complaints);
    let privacy = layer.privacy.clone().complete(&mut complaints);
    if layer.urls.is_none() {
        missing("url", "--url", "FLOORWALK_URL", place, &mut complaints);
    }
    if layer.user.is_none() {
        missing("user", "--user", "FLOORWALK_USER", place, &mut complaints);
    }
    let urls = layer.urls.map(|(urls, _)| urls.into_iter());
    let base_and_others = urls.and_then(|mut urls| Some((urls.next()?, urls.collect())));
    let (Some((base, other_nodes)), Some(user), true) =
        (base_and_others, layer.user, complaints.is_empty())
    else {
        return Err(ConfigError::Invalid(complaints));
    };
    let session = Session::default();
    let limits = Limits::default();
    Ok(Settings {
        server: Server {
            base,
            other_nodes,
            user,
            password: layer.password.unwrap_or(PasswordSource::Prompt),
            transport: layer.transport.unwrap_or_default(),
            dialect: dialect(
                layer.edition.unwrap_or_default(),
                layer.segment,
                layer.barge,
            ),
            topics: layer
                .topics
                .unwrap_or_else(|| DEFAULT_TOPICS.map(str::to_owned).to_vec()),
            ca_file: layer.ca_file,
            ca_only: layer.ca_only.is_some_and(|(only, _)| only),
            client_certificate: trust::client_certificate(layer.client_cert, layer.client_key),
            allow_plain_http,
        },
        team: Team {
            agents: layer.agents.unwrap_or_default(),
            monitor: layer.monitor.unwrap_or_default(),
            groups: layer.groups.unwrap_or_default(),
        },
        session: Session {
            start: layer.start.unwrap_or(session.start),
            channels: layer.channels.unwrap_or(session.channels),
            place: layer.place,
            login_code: layer.login_code,
            queue: layer.queue,
            nickname: layer.nickname,
        },
        userdata: UserData {
            customer: layer.customer.unwrap_or_default(),
            service: layer.service.unwrap_or_default(),
        },
        limits: Limits {
            send_delay: layer.send_delay.unwrap_or(limits.send_delay),
            polls_per_second: layer.polls_per_second.unwrap_or(limits.polls_per_second),
        },
        writing: Writing {
            typing_notices: layer.typing_notices.unwrap_or(true),
            snippets: layer.snippets.unwrap_or_default(),
        },
        display: Display {
            theme: layer.theme,
            ascii: layer.ascii,
            timezone: layer.timezone,
        },
        keys: layer.keys,
        urgency,
        views: layer.views.unwrap_or_default(),
        privacy,
        audit: layer.audit.complete(),
    })
}

/// `dialect` gives both spellings; `sms_path` and `barge_value` each replace one.
fn dialect(edition: Edition, segment: Option<Segment>, barge: Option<Barge>) -> Dialect {
    let (of_edition, spelling) = match edition {
        Edition::Auto => (None, Barge::BargeIn),
        Edition::Online => (Some(Segment::Smssessions), Barge::BargeIn),
        Edition::Pdf => (Some(Segment::Smsessions), Barge::Bargain),
    };
    Dialect {
        segment: segment.or(of_edition),
        barge: barge.unwrap_or(spelling),
    }
}

fn exposed(origin: Origin) -> Complaint {
    let what = "plain http would send the password readable over the network; use https, or, if \
                this network is trusted, set allow_plain_http = true in [server] of the config file";
    Complaint {
        origin,
        what: what.to_owned(),
    }
}

/// Complains that `[server] key` is nowhere, unless it was somewhere and wrong.
fn missing(
    key: &str,
    flag: &'static str,
    variable: &str,
    place: &Place<'_>,
    complaints: &mut Vec<Complaint>,
) {
    let wrong = |complaint: &Complaint| match &complaint.origin {
        Origin::Line { key: label, .. } => {
            label.is_empty()
                || label.ends_with(&format!("server] {key}"))
                || key == "url" && label.ends_with("server] urls")
        }
        Origin::Variable(name) => *name == variable,
        Origin::Flag(name) => *name == flag,
        Origin::File(_) => false,
    };
    if complaints.iter().any(wrong) {
        return;
    }
    complaints.push(match place {
        Place::File(path) => Complaint {
            origin: Origin::File(path.to_path_buf()),
            what: format!(
                "[server] {key} is missing; set it here or in {variable}, or pass {flag}"
            ),
        },
        Place::None(path) => Complaint {
            origin: Origin::Flag(flag),
            what: format!(
                "is missing; pass it, set {variable}, or set {key} in [server] of {}",
                cleaned(path)
            ),
        },
    });
}
