//! Where everything goes at a given size. Knows rectangles, not what is drawn in them.

use ratatui::layout::Rect;

use crate::app::{Model, Pane, Place, Screen};

/// From this width on the list stands beside the transcript.
const BESIDE: u16 = 110;
/// From this height on notices have a line of their own, so that hints do not come and go.
const TWO_FEET: u16 = 18;
/// Below this height of the middle, only the pane in use is shown.
const ONE_PANE: u16 = 8;
/// Below this height of the middle, an open composer takes all of it.
const COMPOSER_ALONE: u16 = 12;

/// The places of one frame. Empty rectangles are not drawn.
#[derive(Clone, Copy, Debug)]
pub(super) struct Plan {
    /// The link and the counts.
    pub(super) header: Rect,
    /// What the person must not forget.
    pub(super) banner: Rect,
    /// What is between banner and footer, for the screens that have it whole.
    pub(super) middle: Rect,
    /// The session list.
    pub(super) list: Option<Rect>,
    /// The line between list and transcript.
    pub(super) rule: Option<Rect>,
    /// The transcript with everything that belongs to its session.
    pub(super) pane: Option<Rect>,
    /// Notices; empty where they share the line of the hints.
    pub(super) notice: Rect,
    /// Key hints.
    pub(super) hints: Rect,
    /// Where overlays may stand: never over header and banner.
    pub(super) over: Rect,
}

impl Plan {
    pub(super) fn of(area: Rect, banners: usize, model: &Model) -> Self {
        let (header, rest) = top(area, 1);
        let most = (rest.height / 2).max(1);
        let (banner, rest) = top(rest, u16::try_from(banners).unwrap_or(u16::MAX).min(most));
        let over = rest;
        let feet = match area.height {
            0..4 => 0,
            4..TWO_FEET => 1,
            _ => 2,
        };
        let (middle, feet) = top(rest, rest.height.saturating_sub(feet));
        let (notice, hints) = top(feet, feet.height.saturating_sub(1));
        let mut plan = Self {
            header,
            banner,
            middle,
            list: None,
            rule: None,
            pane: None,
            notice,
            hints,
            over,
        };
        plan.split(middle, model);
        plan
    }

    fn split(&mut self, middle: Rect, model: &Model) {
        if model.screen() != Screen::Floor {
            return;
        }
        if model.opened().is_none() {
            self.list = Some(middle);
            return;
        }
        if middle.width >= BESIDE {
            let width = middle.width / 2;
            self.list = Some(Rect { width, ..middle });
            self.rule = Some(Rect {
                x: middle.x + width,
                width: 1,
                ..middle
            });
            self.pane = Some(Rect {
                x: middle.x + width + 2,
                width: middle.width - width - 2,
                ..middle
            });
            return;
        }
        let writes = model.composer().is_some();
        if middle.height < ONE_PANE || (writes && middle.height < COMPOSER_ALONE) {
            if writes || model.pane() == Pane::Transcript {
                self.pane = Some(middle);
            } else {
                self.list = Some(middle);
            }
            return;
        }
        let (list, pane) = top(middle, (middle.height * 2 / 5).max(4));
        self.list = Some(list);
        self.pane = Some(pane);
    }
}

/// A rectangle in the app's words.
pub(super) fn place(area: Rect) -> Place {
    Place {
        column: area.x,
        row: area.y,
        width: area.width,
        height: area.height,
    }
}

/// Takes lines from the top.
pub(super) fn top(area: Rect, height: u16) -> (Rect, Rect) {
    let height = height.min(area.height);
    let first = Rect { height, ..area };
    let rest = Rect {
        y: area.y + height,
        height: area.height - height,
        ..area
    };
    (first, rest)
}
