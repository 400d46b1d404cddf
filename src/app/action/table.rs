//! The table itself: every action with its keys, its hint and its sentence.

use super::{Action, Binding, Heard, OnAlert, OnSession, OnTeam, Reach};
use crate::app::key::Key;
use crate::app::screen::Screen;

const fn screen(
    action: Action,
    keys: &'static [Key],
    hint: &'static str,
    help: &'static str,
) -> Binding {
    Binding {
        action,
        keys,
        hint,
        help,
        reach: Reach::Screen,
        heard: Heard::Everywhere,
    }
}

const fn world(
    action: Action,
    keys: &'static [Key],
    hint: &'static str,
    help: &'static str,
) -> Binding {
    Binding {
        action,
        keys,
        hint,
        help,
        reach: Reach::World,
        heard: Heard::Everywhere,
    }
}

impl Binding {
    const fn only(self, screen: Screen) -> Self {
        Self {
            heard: Heard::On(screen),
            ..self
        }
    }
}

const fn session(
    what: OnSession,
    keys: &'static [Key],
    hint: &'static str,
    help: &'static str,
) -> Binding {
    world(Action::Session(what), keys, hint, help).only(Screen::Floor)
}

const fn alert(
    what: OnAlert,
    keys: &'static [Key],
    hint: &'static str,
    help: &'static str,
) -> Binding {
    screen(Action::Alert(what), keys, hint, help).only(Screen::Alerts)
}

use Key::{Char, Ctrl};

/// Every action, in the order in which help shows them.
pub const BINDINGS: &[Binding] = &[
    session(
        OnSession::Monitor,
        &[Char('m')],
        "monitor",
        "be in the session as Monitor: nobody but other supervisors notices",
    ),
    session(
        OnSession::Coach,
        &[Char('c')],
        "coach",
        "be in it as Coach: the agent reads you, the customer does not",
    ),
    session(
        OnSession::Barge,
        &[Char('b')],
        "barge",
        "be in it as Barge: the CUSTOMER reads you; asks first",
    ),
    session(
        OnSession::WriteAgent,
        &[Char('i')],
        "to agent",
        "write to the agent; the customer does not see it",
    ),
    session(
        OnSession::WriteCustomer,
        &[Char('s')],
        "to customer",
        "write to the CUSTOMER; only while Barge is confirmed",
    ),
    session(
        OnSession::Leave,
        &[Char('x')],
        "leave",
        "leave the session; while a step is under way, stop waiting for it",
    ),
    world(
        Action::LeaveAll,
        &[Char('X')],
        "",
        "leave all of your sessions, one after the other; always asks",
    )
    .only(Screen::Floor),
    screen(
        Action::NextMine,
        &[Key::Right],
        "",
        "show the next of your sessions; the line above the transcript names them",
    )
    .only(Screen::Floor),
    screen(
        Action::PreviousMine,
        &[Key::Left],
        "",
        "show the previous of your sessions",
    )
    .only(Screen::Floor),
    session(
        OnSession::Watch,
        &[Char('w')],
        "watch",
        "join the agent's coming sessions silently; on a watched agent: change or stop that",
    ),
    session(
        OnSession::IntrudeAsWatched,
        &[Char('e')],
        "",
        "intrude without naming a mode: the server takes the one with which you watch the agent",
    ),
    session(OnSession::Accept, &[Char('a')], "", "accept the invitation"),
    session(
        OnSession::Decline,
        &[Char('d')],
        "",
        "decline the invitation",
    ),
    screen(
        Action::Open,
        &[Key::Enter],
        "open",
        "show the highlighted session; sends nothing",
    )
    .only(Screen::Floor),
    screen(
        Action::NextPane,
        &[Key::Tab],
        "pane",
        "go to the other pane",
    )
    .only(Screen::Floor),
    screen(
        Action::Filter,
        &[Char('/'), Ctrl('f')],
        "filter",
        "narrow the list: words, wait>3m agent:lee is:unread text:\"refund\"; in the transcript: search",
    )
    .only(Screen::Floor),
    world(
        Action::Team(OnTeam::Watch),
        &[Char('w')],
        "watch",
        "watch the agent, or all that are marked; on watched ones: change or stop that",
    )
    .only(Screen::Team),
    screen(
        Action::Team(OnTeam::Show),
        &[Key::Enter],
        "sessions",
        "the floor, narrowed to the agent's sessions",
    )
    .only(Screen::Team),
    screen(
        Action::Team(OnTeam::Mark),
        &[Char(' ')],
        "mark",
        "mark the agent, or take the mark off; Esc takes all marks off",
    )
    .only(Screen::Team),
    screen(
        Action::Team(OnTeam::Group),
        &[Char('T')],
        "group",
        "mark the agents of a named group ([[team.group]] in the config file)",
    )
    .only(Screen::Team),
    screen(
        Action::Team(OnTeam::Sort),
        &[Char('o')],
        "sort",
        "sort the agents by the next column",
    )
    .only(Screen::Team),
    screen(Action::Down, &[Char('j'), Key::Down], "", "one down"),
    screen(Action::Up, &[Char('k'), Key::Up], "", "one up"),
    screen(Action::PageDown, &[Key::PageDown], "", "a page down"),
    screen(Action::PageUp, &[Key::PageUp], "", "a page up"),
    screen(Action::Top, &[Char('g'), Key::Home], "", "to the first"),
    screen(Action::Bottom, &[Char('G'), Key::End], "", "to the last"),
    world(
        Action::Resync,
        &[Char('r')],
        "",
        "read everything again; while offline: try now, or sign in",
    ),
    screen(
        Action::Report,
        &[Char('h')],
        "",
        "what happened while you were not live: sessions new, gone, moved; messages missed",
    ),
    screen(
        Action::Flag,
        &[Char('f')],
        "",
        "flag the session with a note of yours; on a flagged one: change the note, or take it off",
    )
    .only(Screen::Floor),
    screen(
        Action::Flags,
        &[Char('F')],
        "",
        "every flag with its note, of sessions that have gone too",
    )
    .only(Screen::Floor),
    screen(
        Action::NextUrgent,
        &[Char('n')],
        "",
        "to the next invitation or waiting customer by urgency, however the list is sorted",
    )
    .only(Screen::Floor),
    screen(
        Action::PreviousUrgent,
        &[Char('N')],
        "",
        "to the previous one",
    )
    .only(Screen::Floor),
    screen(
        Action::PauseOrder,
        &[Char('o')],
        "",
        "pause re-ordering: rows keep their place, new ones go to the end; again: go on",
    )
    .only(Screen::Floor),
    screen(
        Action::Order,
        &[Char('O')],
        "",
        "sort by a column; the same once more: the other way round",
    )
    .only(Screen::Floor),
    screen(
        Action::Views,
        &[Char('v')],
        "",
        "views: unread, waiting, flagged, and those saved in the config",
    )
    .only(Screen::Floor),
    screen(
        Action::Links,
        &[Char('u')],
        "",
        "the links of the transcript that is shown",
    )
    .only(Screen::Floor),
    screen(
        Action::Find,
        &[Char(':')],
        "",
        "find a session, a screen or an action by a few letters; sends nothing",
    ),
    screen(
        Action::Reveal,
        &[Char('p')],
        "",
        "show the hidden numbers of the opened session for 30 s; it is written down",
    )
    .only(Screen::Floor),
    screen(
        Action::Lock,
        &[Char('z')],
        "",
        "lock the screen: hides everything until the passphrase is given",
    ),
    alert(
        OnAlert::Open,
        &[Key::Enter],
        "open",
        "show the alert's session on the floor; sends nothing",
    ),
    alert(
        OnAlert::Acknowledge,
        &[Char(' ')],
        "seen",
        "acknowledge the alert: it counts no longer, and stays in the list",
    ),
    alert(
        OnAlert::Mute,
        &[Char('u')],
        "mute",
        "mute the session, the agent or the rule for a while or until cleared; hear one again",
    ),
    alert(
        OnAlert::Order,
        &[Char('o')],
        "order",
        "critical ones first, or the newest first",
    ),
    alert(
        OnAlert::Test,
        &[Char('T')],
        "test",
        "raise a test alert that goes the whole way: list, bell, desktop",
    ),
    screen(
        Action::SearchLog,
        &[Char('/'), Ctrl('f')],
        "search",
        "show only the lines that hold some letters; Enter keeps it, Esc clears it",
    )
    .only(Screen::Log),
    screen(Action::Help, &[Char('?'), Key::F(1)], "help", "this help"),
    screen(Action::Back, &[Key::Esc], "", "back"),
    world(
        Action::Quit,
        &[Char('q')],
        "quit",
        "quit; inside sessions it asks (Ctrl-C twice always quits)",
    ),
    screen(
        Action::Copy,
        &[Char('y')],
        "",
        "the message scrolled to, else the last, to the clipboard",
    )
    .only(Screen::Floor),
    screen(
        Action::Mouse,
        &[Key::F(9), Ctrl('p')],
        "",
        "mouse on or off: the wheel scrolls, a click highlights",
    ),
    screen(Action::Repaint, &[Ctrl('l')], "", "paint the screen anew"),
    world(
        Action::Suspend,
        &[Ctrl('z')],
        "",
        "back to the shell for a while (`fg` goes on); inside sessions it asks",
    ),
    screen(
        Action::Go(Screen::Floor),
        &[Key::F(2)],
        "floor",
        "the floor: sessions and transcript",
    ),
    screen(
        Action::Go(Screen::Team),
        &[Char('t'), Key::F(3)],
        "team",
        "the team: every agent, and how you watch them",
    ),
    screen(
        Action::Go(Screen::Alerts),
        &[Char('l'), Key::F(4)],
        "alerts",
        "what the rules found",
    ),
    screen(
        Action::Go(Screen::Log),
        &[Char('L'), Key::F(5)],
        "",
        "what the program did, and what the server answered",
    ),
];
