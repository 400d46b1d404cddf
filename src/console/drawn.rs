//! What the terminal shows, and the bytes that make it show the next frame. Writes to no terminal.

use std::io;

use crossterm::{cursor, queue};
use ratatui::backend::{Backend as _, CrosstermBackend};
use ratatui::layout::{Position, Rect};

use super::modes::frame;
use super::writer::Sheet;
use crate::app::{Model, Seen};
use crate::ui::{Glass, Theme};

/// No colour and nothing else.
const PLAIN: &[u8] = b"\x1b[0m";

/// What was drawn last.
#[derive(Debug)]
pub(super) struct Drawn {
    glass: Glass,
    backend: CrosstermBackend<Sheet>,
    /// What the backend wrote on.
    sheet: Sheet,
    /// What the backend says after the cells of a frame, if there are any or not.
    end_of_cells: Vec<u8>,
    /// Where the last frame had its cursor.
    cursor: Option<Position>,
    /// Whether the next frame begins on an empty screen.
    wipes: bool,
}

impl Drawn {
    /// A screen of its size that is empty, and shows no cursor.
    pub(super) fn new(area: Rect) -> io::Result<Self> {
        let sheet = Sheet::default();
        let mut backend = CrosstermBackend::new(sheet.clone());
        backend.draw(std::iter::empty())?;
        Ok(Self {
            glass: Glass::new(area),
            backend,
            end_of_cells: sheet.take(),
            sheet,
            cursor: None,
            wipes: false,
        })
    }

    pub(super) fn area(&self) -> Rect {
        self.glass.area()
    }

    /// What is shown may be gone: the next frame draws everything.
    pub(super) fn wipe(&mut self, area: Rect) {
        // A new one knows of no cell.
        self.glass = Glass::new(area);
        self.wipes = true;
    }

    /// Draws a frame: what was seen in it, and the bytes of what is new; none, if it changes neither
    /// a cell nor the cursor.
    pub(super) fn draw(
        &mut self,
        model: &Model,
        theme: &Theme,
    ) -> io::Result<(Seen, Option<Vec<u8>>)> {
        let (seen, cursor) = self.glass.draw(model, theme);
        self.backend.draw(self.glass.changes())?;
        let cells = self.sheet.take();
        let news = self.news(cells, cursor)?;
        let wipes = std::mem::take(&mut self.wipes);
        let bytes = news.map(|news| frame(&news, wipes)).transpose()?;
        Ok((seen, bytes))
    }

    /// What of a frame is to be sent. Over a slow line each key pays for what is said in vain:
    /// colours that are reset one by one before everything is, and a cursor that is hidden already.
    fn news(
        &mut self,
        mut cells: Vec<u8>,
        cursor: Option<Position>,
    ) -> io::Result<Option<Vec<u8>>> {
        if cells.ends_with(&self.end_of_cells) {
            cells.truncate(cells.len() - self.end_of_cells.len());
        }
        let moved = cursor != std::mem::replace(&mut self.cursor, cursor);
        if cells.is_empty() && !self.wipes && !moved {
            return Ok(None);
        }
        if !cells.is_empty() {
            cells.extend_from_slice(PLAIN);
        }
        match cursor {
            // Drawing takes a cursor along that is shown; one that is hidden stays so.
            Some(at) => queue!(cells, cursor::Show, cursor::MoveTo(at.x, at.y))?,
            None if moved || self.wipes => queue!(cells, cursor::Hide)?,
            None => {}
        }
        Ok(Some(cells))
    }
}
