//! Invitations: put in front of a user, taken back, grown old.

use super::session::{Mode, Offer};
use super::{ONLINE, PDF, World};
use crate::sim::options::{Dialect, OfferWithdrawn};

impl World {
    /// Offers a session to a supervisor, as if somebody had asked for it.
    pub(crate) fn offer_mode(&mut self, who: &str, session: &str, mode: Mode) {
        let Some(user) = self.user(who).map(|user| user.id.clone()) else {
            return;
        };
        let segment = match self.dialect {
            Dialect::Pdf => PDF,
            Dialect::Online | Dialect::Both => ONLINE,
        };
        self.offer(
            session,
            Offer {
                user,
                mode: Some(mode),
                word: Some(mode.word().to_owned()),
                segment,
                since: self.now,
            },
        );
    }

    /// Puts an offer in front of its user.
    pub(super) fn offer(&mut self, session: &str, offer: Offer) {
        let Some(known) = self.sessions.get_mut(session) else {
            return;
        };
        known.offers.retain(|other| other.user != offer.user);
        let view = known.invited(&offer);
        let user = offer.user.clone();
        known.offers.push(offer);
        self.tell_change(&user, "StatusChange", view);
    }

    /// Withdraws every open offer of a session.
    pub(crate) fn withdraw(&mut self, session: &str) {
        self.withdraw_until(session, i64::MAX);
    }

    /// Withdraws every offer that is older than so many milliseconds.
    pub(crate) fn withdraw_old(&mut self, life: i64) {
        let until = self.now.saturating_sub(life);
        let old: Vec<String> = self
            .sessions()
            .filter(|session| session.offers.iter().any(|offer| offer.since <= until))
            .map(|session| session.id.clone())
            .collect();
        for session in old {
            self.withdraw_until(&session, until);
        }
    }

    /// When the oldest offer was made, in milliseconds since 1970.
    pub(crate) fn oldest_offer(&self) -> Option<i64> {
        self.sessions()
            .flat_map(|session| &session.offers)
            .map(|offer| offer.since)
            .min()
    }

    fn withdraw_until(&mut self, session: &str, until: i64) {
        let state = match self.switches.offer_withdrawn {
            OfferWithdrawn::Revoked => Some("Revoked"),
            OfferWithdrawn::Completed => Some("Completed"),
            OfferWithdrawn::Silent => None,
        };
        let Some(known) = self.sessions.get_mut(session) else {
            return;
        };
        let (old, rest): (Vec<Offer>, Vec<Offer>) = std::mem::take(&mut known.offers)
            .into_iter()
            .partition(|offer| offer.since <= until);
        known.offers = rest;
        let view = state.map(|state| known.bare(state));
        for offer in old {
            if let Some(view) = &view {
                self.tell_change(&offer.user, "StatusChange", view.clone());
            }
        }
        self.settle(session);
    }
}
