//! `[urgency]`: how long a customer may wait, also by service.
//!
//! Knows its keys, and that nothing is overdue before it is soon overdue. Must not know how a wait
//! is measured.

use std::time::Duration;

use super::error::{Complaint, Origin};
use super::layer::Layer;
use super::section::Section;
use super::values;

/// How long a customer may wait.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Urgency {
    /// From when on a wait is soon overdue.
    pub warn: Duration,
    /// From when on it is overdue; not shorter than `warn`.
    pub critical: Duration,
    /// Services with limits of their own, by the value of their user data.
    pub services: Vec<ServiceLimit>,
}

impl Default for Urgency {
    fn default() -> Self {
        Self {
            warn: Duration::from_secs(180),
            critical: Duration::from_secs(300),
            services: Vec::new(),
        }
    }
}

/// `[[urgency.service]]`: the limits of one service.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ServiceLimit {
    /// The value of the user data, in any case.
    pub name: String,
    /// As in [`Urgency`].
    pub warn: Duration,
    /// As in [`Urgency`].
    pub critical: Duration,
}

/// The same with what may be left out, and where it stands.
#[derive(Debug, Clone)]
pub(super) struct ServicePart {
    name: String,
    warn: Option<Duration>,
    critical: Option<Duration>,
    origin: Origin,
}

/// Reads the table.
pub(super) fn read(section: &mut Section<'_, '_, '_>, layer: &mut Layer) {
    layer.warn = section.placed_text("warn", values::span);
    layer.critical = section.placed_text("critical", values::span);
    layer.service_limits = section.each("service", "urgency.service", |service| {
        let warn = service.text("warn", values::span);
        let critical = service.text("critical", values::span);
        service.must_have(&["name"]);
        Some(ServicePart {
            name: service.text("name", values::plain)?,
            origin: service.place("name"),
            warn,
            critical,
        })
    });
}

/// Fills in the defaults, and judges what belongs together.
pub(super) fn complete(layer: &mut Layer, complaints: &mut Vec<Complaint>) -> Urgency {
    let usual = Urgency::default();
    let places = [&layer.critical, &layer.warn];
    let origin = places.into_iter().flatten().map(|(_, o)| o.clone()).next();
    let of = |part: Option<(Duration, Origin)>, usual| part.map_or(usual, |(span, _)| span);
    let warn = of(layer.warn.take(), usual.warn);
    let critical = of(layer.critical.take(), usual.critical);
    if let Some(origin) = origin.filter(|_| critical < warn) {
        complaints.push(upside_down(origin));
    }
    let mut services = Vec::new();
    for part in layer.service_limits.take().unwrap_or_default() {
        let limit = ServiceLimit {
            name: part.name,
            warn: part.warn.unwrap_or(warn),
            critical: part.critical.unwrap_or(critical),
        };
        if limit.critical < limit.warn {
            complaints.push(upside_down(part.origin));
        }
        services.push(limit);
    }
    Urgency {
        warn,
        critical,
        services,
    }
}

fn upside_down(origin: Origin) -> Complaint {
    let what = "critical must not be shorter than warn; what is left out of a service is as in \
                [urgency], whose defaults are 3m and 5m";
    Complaint {
        origin,
        what: what.to_owned(),
    }
}
