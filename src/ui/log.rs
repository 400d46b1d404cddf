//! What the program did, newest last.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::pen::Pen;
use super::theme::Theme;
use crate::app::Model;

/// Draws it in the middle.
pub(super) fn draw(buf: &mut Buffer, area: Rect, model: &Model, theme: &Theme) {
    Pen::new(buf, area).put(model.screen().name(), theme.head());
    if let Some((file, head)) = model.audit_head() {
        let mut pen = Pen::on(buf, area, 1);
        pen.put("audit ", theme.quiet())
            .put(file.as_str(), theme.text())
            .put(" head ", theme.quiet())
            .put(head.as_str(), theme.text());
    }
}
