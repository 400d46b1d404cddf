//! The rules of the config file as the app takes them.

use crate::app::alerts::{AlertSettings, Level, Rule, Side, When};
use crate::config::alerts as config;
use crate::domain::{Text, UserDataKey};

/// Makes them.
pub(super) fn of(alerts: &config::Alerts) -> AlertSettings {
    let rules = alerts.rules.iter().map(|rule| Rule {
        name: Text::line(&rule.name),
        when: when(&rule.when),
        level: match rule.severity {
            config::Severity::Warning => Level::Warning,
            config::Severity::Critical => Level::Critical,
        },
    });
    AlertSettings {
        rules: rules.collect(),
        bell: alerts.bell,
        notify: alerts.notify,
        mute: alerts.mute,
    }
}

fn when(when: &config::When) -> When {
    match when {
        config::When::Waiting(of, longer) => When::Waiting {
            side: side(*of),
            longer: *longer,
        },
        config::When::NoAnswer(longer) => When::NoAnswer { longer: *longer },
        config::When::Older(longer) => When::Older { longer: *longer },
        config::When::Words(of, pattern) => When::Words {
            side: side(*of),
            pattern: pattern.clone(),
        },
        config::When::Help { code, user_data } => When::Help {
            code: code.clone(),
            user_data: user_data.as_deref().map(UserDataKey::new),
        },
        config::When::NotReady(longer) => When::NotReady { longer: *longer },
        config::When::Alone => When::Alone,
    }
}

fn side(side: config::Side) -> Side {
    match side {
        config::Side::Customer => Side::Customer,
        config::Side::Agent => Side::Agent,
        config::Side::Any => Side::Any,
    }
}
