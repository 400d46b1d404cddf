//! How long to wait before the next attempt: full jitter, so that many consoles that lost one
//! server do not come back as one.

use std::time::Duration;

use super::Tempo;

/// Counts failures and draws the waits.
#[derive(Debug)]
pub(super) struct Backoff {
    attempt: u32,
    dice: fastrand::Rng,
}

impl Backoff {
    pub(super) fn new(seed: u64) -> Self {
        Self {
            attempt: 0,
            dice: fastrand::Rng::with_seed(seed),
        }
    }

    /// Failures since the last reset.
    pub(super) fn attempt(&self) -> u32 {
        self.attempt
    }

    pub(super) fn reset(&mut self) {
        self.attempt = 0;
    }

    /// Counts one failure and draws the wait after it.
    pub(super) fn draw(&mut self, tempo: &Tempo) -> Duration {
        let bound = bound(self.attempt, tempo);
        self.attempt = self.attempt.saturating_add(1);
        bound.mul_f64(self.dice.f64())
    }
}

/// The longest wait after `failures` earlier failures.
fn bound(failures: u32, tempo: &Tempo) -> Duration {
    match failures.checked_sub(1) {
        None => tempo.first_retry,
        Some(doublings) => tempo
            .retry_base
            .saturating_mul(2_u32.saturating_pow(doublings))
            .min(tempo.retry_cap),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bounds_double_from_the_base_to_the_cap() {
        let tempo = Tempo::default();
        let bounds: Vec<u128> = (0..9).map(|n| bound(n, &tempo).as_millis()).collect();
        assert_eq!(
            bounds,
            [500, 800, 1600, 3200, 6400, 12_800, 25_600, 30_000, 30_000]
        );
        assert_eq!(bound(u32::MAX, &tempo), tempo.retry_cap);
    }

    #[test]
    fn waits_spread_over_the_whole_bound() {
        let tempo = Tempo::default();
        let firsts: Vec<Duration> = (0..200)
            .map(|seed| Backoff::new(seed).draw(&tempo))
            .collect();
        assert!(firsts.iter().all(|wait| *wait <= tempo.first_retry));
        assert!(firsts.iter().any(|wait| *wait < tempo.first_retry / 10));
        assert!(firsts.iter().any(|wait| *wait > tempo.first_retry * 9 / 10));
    }

    #[test]
    fn a_reset_begins_anew() {
        let tempo = Tempo::default();
        let mut backoff = Backoff::new(7);
        for _ in 0..10 {
            backoff.draw(&tempo);
        }
        assert_eq!(backoff.attempt(), 10);
        backoff.reset();
        assert!(backoff.draw(&tempo) <= tempo.first_retry);
        assert_eq!(backoff.attempt(), 1);
    }
}
