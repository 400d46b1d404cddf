//! A frame as an SVG picture: the cells as they are, so that a picture shows what the program
//! draws. Knows cells and their styles; knows nothing of the model.

use std::fmt::Write as _;

use ratatui::buffer::{Buffer, Cell};
use ratatui::style::{Color, Modifier};
use unicode_width::UnicodeWidthStr;

/// Width of a cell in the picture's own units.
const WIDE: f32 = 8.4;
/// Height of a cell.
const HIGH: f32 = 18.0;
const MARGIN: f32 = 12.0;
const PAPER: &str = "#16181d";
const INK: &str = "#d7dae0";

/// The picture of a frame on a dark ground.
pub fn svg(buffer: &Buffer) -> String {
    let area = buffer.area;
    let width = f32::from(area.width) * WIDE + 2.0 * MARGIN;
    let height = f32::from(area.height) * HIGH + 2.0 * MARGIN;
    let mut out = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width:.0}\" height=\"{height:.0}\" \
         viewBox=\"0 0 {width:.0} {height:.0}\" font-family=\"DejaVu Sans Mono, Menlo, Consolas, \
         monospace\" font-size=\"14\" xml:space=\"preserve\">\n\
         <rect width=\"100%\" height=\"100%\" rx=\"8\" fill=\"{PAPER}\"/>\n"
    );
    for y in area.top()..area.bottom() {
        let mut x = area.left();
        while x < area.right() {
            let (text, cells) = run(buffer, x, y);
            if let Some(cell) = buffer.cell((x, y)) {
                write_run(&mut out, (x - area.x, y - area.y), cells, &text, cell);
            }
            x += cells.max(1);
        }
    }
    out.push_str("</svg>\n");
    out
}

/// The cells from here on that look alike. A wide character is a run of its own, so that a font
/// with another idea of its width moves nothing else.
fn run(buffer: &Buffer, x: u16, y: u16) -> (String, u16) {
    let Some(first) = buffer.cell((x, y)) else {
        return (String::new(), 1);
    };
    let wide = |cell: &Cell| u16::try_from(cell.symbol().width()).unwrap_or(1).max(1);
    let mut text = first.symbol().to_owned();
    let mut cells = wide(first);
    if cells > 1 {
        return (text, cells);
    }
    while let Some(next) = buffer.cell((x + cells, y)) {
        let alike = (next.fg, next.bg, next.modifier) == (first.fg, first.bg, first.modifier);
        if !alike || wide(next) > 1 {
            break;
        }
        text.push_str(next.symbol());
        cells += 1;
    }
    (text, cells)
}

fn write_run(out: &mut String, (x, y): (u16, u16), cells: u16, text: &str, cell: &Cell) {
    let (mut ink, mut paper) = (colour(cell.fg, INK), colour(cell.bg, PAPER));
    if cell.modifier.contains(Modifier::REVERSED) {
        std::mem::swap(&mut ink, &mut paper);
    }
    let (left, top) = (MARGIN + f32::from(x) * WIDE, MARGIN + f32::from(y) * HIGH);
    let width = f32::from(cells) * WIDE;
    if paper != PAPER {
        let _ = writeln!(
            out,
            "<rect x=\"{left:.1}\" y=\"{top:.1}\" width=\"{width:.1}\" height=\"{HIGH}\" fill=\"{paper}\"/>"
        );
    }
    if text.trim().is_empty() {
        if cell.modifier.contains(Modifier::UNDERLINED) {
            let _ = writeln!(
                out,
                "<rect x=\"{left:.1}\" y=\"{:.1}\" width=\"{width:.1}\" height=\"1\" fill=\"{ink}\" fill-opacity=\"0.4\"/>",
                top + HIGH - 2.5
            );
        }
        return;
    }
    let mut looks = String::new();
    if cell.modifier.contains(Modifier::BOLD) {
        looks.push_str(" font-weight=\"bold\"");
    }
    if cell.modifier.contains(Modifier::DIM) {
        looks.push_str(" fill-opacity=\"0.6\"");
    }
    if cell.modifier.contains(Modifier::UNDERLINED) {
        looks.push_str(" text-decoration=\"underline\"");
    }
    let _ = writeln!(
        out,
        "<text x=\"{left:.1}\" y=\"{:.1}\" textLength=\"{width:.1}\" fill=\"{ink}\"{looks}>{}</text>",
        top + 13.5,
        escape(text)
    );
}

fn escape(text: &str) -> String {
    text.chars()
        .flat_map(|c| match c {
            '&' => "&amp;".chars().collect::<Vec<_>>(),
            '<' => "&lt;".chars().collect(),
            '>' => "&gt;".chars().collect(),
            ' ' => vec!['\u{a0}'],
            c => vec![c],
        })
        .collect()
}

fn colour(colour: Color, default: &'static str) -> &'static str {
    match colour {
        Color::Red => "#e06c75",
        Color::Green => "#98c379",
        Color::Magenta => "#c678dd",
        Color::Cyan => "#56b6c2",
        Color::Yellow => "#e5c07b",
        Color::Blue => "#61afef",
        _ => default,
    }
}
