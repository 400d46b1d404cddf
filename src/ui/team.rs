//! The team: every agent with what they do and for how long, what they have to do, and how they are
//! watched. Draws only the rows that are seen.

mod columns;

use ratatui::layout::Rect;
use ratatui::style::Style;

use super::list::window;
use super::paper::Paper;
use super::pen::{Pen, row, wash};
use super::plan::top;
use super::theme::Theme;
use super::words;
use crate::app::{AgentRow, Model, Seen, TeamSort, age};
use crate::domain::{AgentState, Link, Mode, Watch, WatchScope};
use columns::{Column, Columns};

/// Draws it in the middle, and notes whom was seen.
pub(super) fn draw(paper: &mut Paper, area: Rect, model: &Model, theme: &Theme, seen: &mut Seen) {
    let (head, body) = top(area, u16::from(area.height >= 3));
    let columns = Columns::of(area.width);
    draw_head(paper, head, model, &columns, theme);
    let team = model.team();
    if team.is_empty() {
        let why = match model.link() {
            Link::Live | Link::Late { .. } => "no agents are listed yet",
            Link::Offline { .. } => "offline: no agents are known",
        };
        Pen::new(paper, body).gap(2).put(why, theme.quiet());
        return;
    }
    let here = (model.highlighted_agent())
        .and_then(|id| team.iter().position(|k| k == id))
        .unwrap_or(0);
    let height = usize::from(body.height);
    seen.agents_top = window(model.seen().agents_top, here, team.len(), height);
    let shown = team.iter().enumerate().skip(seen.agents_top);
    for (n, (place, id)) in (0..body.height).zip(shown) {
        let Some(found) = model.agent_row(id) else {
            continue;
        };
        agent(paper, row(body, n), model, &found, &columns, theme);
        if place == here {
            wash(paper, row(body, n), theme.here());
            Pen::on(paper, body, n).put(">", theme.here());
        }
        seen.agents.push(id.clone());
    }
}

fn draw_head(paper: &mut Paper, area: Rect, model: &Model, columns: &Columns, theme: &Theme) {
    wash(paper, area, theme.head());
    let mut pen = Pen::new(paper, area);
    pen.gap(3);
    let marked = model.marked_agents();
    for (column, width) in columns.iter() {
        let (word, sort) = match column {
            Column::Name => ("agent", Some(TeamSort::Name)),
            Column::State => ("state", Some(TeamSort::State)),
            Column::Channels => ("channels", None),
            Column::Sessions => ("live", Some(TeamSort::Sessions)),
            Column::Wait => ("longest wait", Some(TeamSort::Wait)),
            Column::Watch => ("I watch", Some(TeamSort::Watch)),
        };
        let sorted = sort == Some(model.team_sort());
        let word = if marked > 0 && column == Column::Name {
            format!("{marked} marked")
        } else if sorted {
            format!("{word} ▾")
        } else {
            word.to_owned()
        };
        pen.column(width, &word, theme.head()).gap(1);
    }
}

fn agent(
    paper: &mut Paper,
    area: Rect,
    model: &Model,
    found: &AgentRow,
    columns: &Columns,
    theme: &Theme,
) {
    let offline = matches!(model.link(), Link::Offline { .. });
    let base = if offline || found.state == AgentState::LoggedOut {
        theme.quiet()
    } else {
        theme.text()
    };
    let mut pen = Pen::new(paper, area);
    pen.gap(1)
        .put(if found.marked { "*" } else { " " }, theme.call())
        .gap(1);
    for (column, width) in columns.iter() {
        let (text, style) = match column {
            Column::Name => (found.name.to_string(), base),
            Column::State => state(found, theme, base),
            Column::Channels => (channels(found), base),
            Column::Sessions => (sessions(found, model), base),
            Column::Wait => wait(found, model, theme, base),
            Column::Watch => watch(found, theme, base),
        };
        pen.column(width, &text, style).gap(1);
    }
}

/// The state, and for how long it has been seen: `≥` where it may be longer.
fn state(found: &AgentRow, theme: &Theme, base: Style) -> (String, Style) {
    let age = found.seen.map_or_else(String::new, |(age, at_least)| {
        let sign = if at_least { "≥ " } else { "" };
        format!(" {sign}{}", age::coarse(age))
    });
    // What the site calls it says more than the state alone.
    let text = match &found.state {
        AgentState::NotReady(why) if !why.is_empty() => format!("{}{age}", why.on_one_line()),
        state => format!("{}{age}", state.word()),
    };
    let busy = found.load.sessions.is_some_and(|n| n > 0);
    let style = match &found.state {
        // Not there, and somebody may be waiting.
        AgentState::NotReady(_) | AgentState::LoggedOut if busy => base.patch(theme.strong()),
        AgentState::Ready
        | AgentState::NotReady(_)
        | AgentState::LoggedOut
        | AgentState::Other(_) => base,
    };
    (text, style)
}

fn channels(found: &AgentRow) -> String {
    let each = found.channels.iter().map(|c| {
        let letter = words::state_letter(Some(&c.state));
        format!("{} {letter}", c.channel.on_one_line())
    });
    each.collect::<Vec<_>>().join(" · ")
}

fn sessions(found: &AgentRow, model: &Model) -> String {
    let old = (found.load.stale_at).is_none_or(|at| at <= model.now().mono);
    match found.load.sessions {
        None => "?".into(),
        Some(n) if old => format!("{n} ~"),
        Some(n) => n.to_string(),
    }
}

/// The longest wait with what it rests on: only what we are in can be read.
fn wait(found: &AgentRow, model: &Model, theme: &Theme, base: Style) -> (String, Style) {
    let load = &found.load;
    let of = load.sessions.unwrap_or(0);
    if of == 0 {
        return (String::new(), base);
    }
    let rests = format!("({} of {of} read)", load.read);
    match load.waits {
        _ if load.read == 0 => (format!("none read of {of}"), theme.quiet()),
        None => (format!("nobody {rests}"), base),
        Some(since) => {
            let age = since.map_or_else(|| "?".into(), |at| words::since(at, model.wall()));
            (format!("{age} {rests}"), base.patch(theme.strong()))
        }
    }
}

/// How we watch: the mode and which sessions.
fn watch(found: &AgentRow, theme: &Theme, base: Style) -> (String, Style) {
    if found.asking {
        return ("asked…".into(), theme.strong());
    }
    let Some(watch) = found.watch else {
        return (String::new(), base);
    };
    let Watch { mode, scope } = watch;
    let which = match scope {
        WatchScope::All => "all",
        WatchScope::Next => "next",
    };
    match mode {
        Mode::Monitor => (format!("Monitor {which}"), base),
        Mode::Coach => (format!("Coach {which}"), base.patch(theme.calm())),
        Mode::BargeIn => (format!("BARGE {which}"), theme.danger_word()),
    }
}
