use proptest::prelude::*;
use ratatui::Terminal;
use ratatui::backend::{Backend as _, TestBackend};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::{Color, Modifier, Style};

use super::Glass;
use crate::ui::finish::Finish;
use crate::ui::paper::Paper;
use crate::ui::pen::{self, Pen};
use crate::ui::theme::{BuiltIn, Characters, Theme};

const SIZE: Rect = Rect::new(0, 0, 14, 3);

/// What is drawn, and where.
#[derive(Clone, Debug)]
enum Draw {
    Put(Rect, String, Style),
    Wash(Rect, Style),
    Clear(Rect),
}

fn style() -> impl Strategy<Value = Style> {
    let colours = [Color::Reset, Color::Red, Color::Indexed(7)];
    let colour = prop::sample::select(colours.to_vec());
    let marks = [Modifier::empty(), Modifier::REVERSED, Modifier::BOLD];
    (colour.clone(), colour, prop::sample::select(marks.to_vec()))
        .prop_map(|(fg, bg, marks)| Style::new().fg(fg).bg(bg).add_modifier(marks))
}

fn draw() -> impl Strategy<Value = Draw> {
    // Some of it beyond the edges.
    let place =
        (0u16..16, 0u16..4, 0u16..16, 0u16..4).prop_map(|(x, y, w, h)| Rect::new(x, y, w, h));
    let texts = [
        "",
        "a",
        "abc",
        "漢字",
        "e\u{301}t",
        "👩‍🚀!",
        "☎\u{fe0f}x",
        "ｶﾞ",
        "a long line of words",
    ];
    let text = prop::sample::select(texts.map(str::to_owned).to_vec());
    prop_oneof![
        5 => (place.clone(), text, style()).prop_map(|(at, text, style)| Draw::Put(at, text, style)),
        1 => (place.clone(), style()).prop_map(|(at, style)| Draw::Wash(at, style)),
        1 => place.prop_map(Draw::Clear),
    ]
}

fn themes() -> Vec<Theme> {
    vec![
        Theme::terminal(),
        Theme::built_in(BuiltIn::Dark),
        Theme::terminal().for_characters(Characters::Ascii),
    ]
}

fn write(paper: &mut Paper, theme: &Theme, draws: &[Draw]) {
    paper.begin(SIZE, Finish::of(theme));
    for draw in draws {
        match draw {
            Draw::Put(place, text, style) => {
                Pen::new(paper, *place)
                    .put(text, *style)
                    .put("|", Style::new());
            }
            Draw::Wash(place, style) => pen::wash(paper, *place, *style),
            Draw::Clear(place) => pen::clear(paper, *place),
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, cases: 400, ..ProptestConfig::default() })]

    /// Every cell of every frame drawn anew, and compared with all of the last by ratatui, judges
    /// what is drawn line by line.
    #[test]
    fn a_terminal_is_told_what_ratatui_would_tell_it(
        frames in prop::collection::vec((0usize..3, prop::collection::vec(draw(), 0..8)), 1..6),
    ) {
        let mut glass = Glass::new(SIZE);
        let mut shown = TestBackend::new(SIZE.width, SIZE.height);
        let mut judge = Terminal::new(TestBackend::new(SIZE.width, SIZE.height)).unwrap();
        let mut last: Vec<Draw> = Vec::new();
        for (theme, draws) in &frames {
            // Most of a frame is as it was.
            last.extend(draws.iter().cloned());
            if draws.len() > 6 {
                last = draws.clone();
            }
            write(&mut glass.spare, &themes()[*theme], &last);
            glass.turn();
            shown.draw(glass.changes()).unwrap();
            judge.draw(|frame| {
                let mut paper = Paper::default();
                write(&mut paper, &themes()[*theme], &last);
                paper.lay_all(frame.buffer_mut());
            }).unwrap();
            prop_assert_eq!(shown.buffer(), judge.backend().buffer());
        }
    }

    #[test]
    fn a_pen_stands_where_its_text_ends(text in "\\PC{0,12}", x in 0u16..6) {
        let mut paper = Paper::default();
        paper.begin(SIZE, Finish::default());
        let mut pen = Pen::new(&mut paper, Rect::new(x, 0, SIZE.width, 1));
        pen.put(&text, Style::new());
        let stands = pen.x();
        let mut cells = Buffer::empty(SIZE);
        let room = usize::from(SIZE.width - x);
        let cut = crate::app::wrap::cut(&text, room);
        let (ends, _) = cells.set_stringn(x, 0, &cut, room, Style::new());
        prop_assert_eq!(stands, ends.min(SIZE.width));
    }
}

#[test]
fn what_lies_outside_the_cells_leaves_the_others_their_words() {
    let mut paper = Paper::default();
    let draws = [
        Draw::Put(Rect::new(10, 0, 4, 1), "out".into(), Style::new()),
        Draw::Put(Rect::new(0, 0, 4, 1), "in".into(), Style::new()),
    ];
    write(&mut paper, &Theme::terminal(), &draws);
    let mut cells = Buffer::empty(Rect::new(0, 0, 5, 1));
    paper.lay(0, &mut cells);
    assert_eq!(cells, Buffer::with_lines(["in|  "]));
}

#[test]
fn a_line_that_is_as_it_was_is_not_put_into_cells() {
    let mut glass = Glass::new(SIZE);
    let theme = Theme::terminal();
    let place = |y| Rect::new(0, y, SIZE.width, 1);
    let mut drawn = |words: &str| {
        let draws = [
            Draw::Put(place(0), "the same".into(), Style::new()),
            Draw::Put(place(1), words.into(), Style::new()),
        ];
        write(&mut glass.spare, &theme, &draws);
        glass.turn();
        let cells: Vec<_> = glass.changes().map(|(x, y, _)| (x, y)).collect();
        (glass.changed.clone(), cells)
    };
    // A blank one knows of no line.
    assert_eq!(drawn("ab").0, [0, 1, 2]);
    assert_eq!(drawn("ab"), (vec![], vec![]));
    assert_eq!(drawn("ac"), (vec![1], vec![(1, 1)]));
    assert_eq!(drawn("ac"), (vec![], vec![]));
}
