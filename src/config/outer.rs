//! Flags and environment as layers.
//!
//! Knows which of their words is which setting. Must not know the file, nor who wins.

use super::error::{Complaint, Origin};
use super::given::{Environment, Flags};
use super::layer::Layer;
use super::password::PasswordSource;
use super::privacy::PrivacyLayer;
use super::{address, values};

/// What the command line says.
pub(super) fn from_flags(flags: &Flags, complaints: &mut Vec<Complaint>) -> Layer {
    let url = checked(
        flags.url.as_deref(),
        "--url",
        Origin::Flag,
        address::base,
        complaints,
    );
    Layer {
        urls: url.map(|url| (vec![url], Origin::Flag("--url"))),
        user: checked(
            flags.user.as_deref(),
            "--user",
            Origin::Flag,
            values::user,
            complaints,
        ),
        transport: flags.transport,
        // It can be switched on here, and not off.
        privacy: PrivacyLayer::sending_nothing(flags.read_only.then_some(true)),
        ..Layer::default()
    }
}

/// What the environment says.
pub(super) fn from_environment(
    environment: &Environment,
    complaints: &mut Vec<Complaint>,
) -> Layer {
    let mut layer = Layer {
        password: environment.password.clone().map(PasswordSource::Given),
        ..Layer::default()
    };
    let (url, user, transport) = ("FLOORWALK_URL", "FLOORWALK_USER", "FLOORWALK_TRANSPORT");
    let variable = Origin::Variable;
    layer.urls = checked(
        environment.url.as_deref(),
        url,
        variable,
        address::base,
        complaints,
    )
    .map(|base| (vec![base], Origin::Variable(url)));
    layer.user = checked(
        environment.user.as_deref(),
        user,
        variable,
        values::user,
        complaints,
    );
    layer.transport = checked(
        environment.transport.as_deref(),
        transport,
        variable,
        values::transport,
        complaints,
    );
    layer.privacy = PrivacyLayer::sending_nothing(checked(
        environment.read_only.as_deref(),
        "FLOORWALK_READ_ONLY",
        variable,
        values::yes,
        complaints,
    ));
    layer
}

/// The value in `text`, or a complaint at `name`.
fn checked<T>(
    text: Option<&str>,
    name: &'static str,
    origin: fn(&'static str) -> Origin,
    check: fn(&str) -> Result<T, String>,
    complaints: &mut Vec<Complaint>,
) -> Option<T> {
    match check(text?) {
        Ok(value) => Some(value),
        Err(what) => {
            let origin = origin(name);
            complaints.push(Complaint { origin, what });
            None
        }
    }
}
