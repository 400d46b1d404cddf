//! Settings of which any may be missing, and laying them over each other.
//!
//! Knows which keys belong together. Must not know files, variables or defaults.

use std::path::PathBuf;
use std::time::Duration;

use url::Url;

use super::audit::AuditLayer;
use super::error::Origin;
use super::password::PasswordSource;
use super::privacy::PrivacyLayer;
use super::settings::{Barge, Group, KeyChoice, Monitor, Segment, Snippet, Theme, Transport};
use super::urgency::ServicePart;
use super::values::Edition;
use super::view::View;

/// What one place says about the settings.
#[derive(Debug, Clone, Default)]
pub(super) struct Layer {
    /// The addresses, never none, and where they stand: they are judged again when all layers are
    /// known. One value, so that a profile's `url` replaces the base's `urls`.
    pub(super) urls: Option<(Vec<Url>, Origin)>,
    pub(super) user: Option<String>,
    /// One value for all sources, so that a profile's file replaces the base's command.
    pub(super) password: Option<PasswordSource>,
    pub(super) transport: Option<Transport>,
    pub(super) edition: Option<Edition>,
    pub(super) segment: Option<Segment>,
    pub(super) barge: Option<Barge>,
    pub(super) topics: Option<Vec<String>>,
    pub(super) ca_file: Option<PathBuf>,
    /// These three need another one, which may stand in another layer.
    pub(super) ca_only: Option<(bool, Origin)>,
    pub(super) client_cert: Option<(PathBuf, Origin)>,
    pub(super) client_key: Option<(PathBuf, Origin)>,
    pub(super) allow_plain_http: Option<bool>,
    pub(super) agents: Option<Vec<String>>,
    pub(super) monitor: Option<Monitor>,
    pub(super) groups: Option<Vec<Group>>,
    pub(super) start: Option<bool>,
    pub(super) channels: Option<Vec<String>>,
    pub(super) place: Option<String>,
    pub(super) login_code: Option<String>,
    pub(super) queue: Option<String>,
    pub(super) nickname: Option<String>,
    pub(super) customer: Option<Vec<String>>,
    pub(super) service: Option<Vec<String>>,
    pub(super) send_delay: Option<Duration>,
    pub(super) polls_per_second: Option<u32>,
    pub(super) typing_notices: Option<bool>,
    pub(super) snippets: Option<Vec<Snippet>>,
    pub(super) theme: Option<(Theme, Origin)>,
    pub(super) ascii: Option<bool>,
    pub(super) timezone: Option<(String, Origin)>,
    pub(super) keys: Vec<KeyChoice>,
    /// These two are held against each other.
    pub(super) warn: Option<(Duration, Origin)>,
    pub(super) critical: Option<(Duration, Origin)>,
    pub(super) service_limits: Option<Vec<ServicePart>>,
    pub(super) views: Option<Vec<View>>,
    pub(super) privacy: PrivacyLayer,
    pub(super) audit: AuditLayer,
}

impl Layer {
    /// This layer where it says something, else `base`.
    pub(super) fn over(self, base: Self) -> Self {
        Self {
            urls: self.urls.or(base.urls),
            user: self.user.or(base.user),
            password: self.password.or(base.password),
            transport: self.transport.or(base.transport),
            edition: self.edition.or(base.edition),
            segment: self.segment.or(base.segment),
            barge: self.barge.or(base.barge),
            topics: self.topics.or(base.topics),
            ca_file: self.ca_file.or(base.ca_file),
            ca_only: self.ca_only.or(base.ca_only),
            client_cert: self.client_cert.or(base.client_cert),
            client_key: self.client_key.or(base.client_key),
            allow_plain_http: self.allow_plain_http.or(base.allow_plain_http),
            agents: self.agents.or(base.agents),
            monitor: self.monitor.or(base.monitor),
            groups: self.groups.or(base.groups),
            start: self.start.or(base.start),
            channels: self.channels.or(base.channels),
            place: self.place.or(base.place),
            login_code: self.login_code.or(base.login_code),
            queue: self.queue.or(base.queue),
            nickname: self.nickname.or(base.nickname),
            customer: self.customer.or(base.customer),
            service: self.service.or(base.service),
            send_delay: self.send_delay.or(base.send_delay),
            warn: self.warn.or(base.warn),
            critical: self.critical.or(base.critical),
            service_limits: self.service_limits.or(base.service_limits),
            views: self.views.or(base.views),
            polls_per_second: self.polls_per_second.or(base.polls_per_second),
            typing_notices: self.typing_notices.or(base.typing_notices),
            snippets: self.snippets.or(base.snippets),
            theme: self.theme.or(base.theme),
            ascii: self.ascii.or(base.ascii),
            timezone: self.timezone.or(base.timezone),
            keys: keys_over(self.keys, base.keys),
            privacy: self.privacy.over(base.privacy),
            audit: self.audit.over(base.audit),
        }
    }
}

/// Action by action.
fn keys_over(mut above: Vec<KeyChoice>, base: Vec<KeyChoice>) -> Vec<KeyChoice> {
    for choice in base {
        if !above.iter().any(|known| known.action == choice.action) {
            above.push(choice);
        }
    }
    above
}
