//! What may happen to the app: small pools of sessions, people and words, odd ones included.

use std::sync::Arc;

use floorwalk::app::Key;
use floorwalk::domain::{
    Arrival, Capabilities, Entry, EntryKind, Epoch, Event, Fault, Link, Mode, ModeWord, OfflineWhy,
    Participant, ParticipantType, ReferenceId, Reported, SessionId, SessionReport, Speaker, Stamp,
    State, Text, UserId, Visibility,
};
use proptest::prelude::*;

use crate::oracle::ME;

/// One thing that happens. Times are milliseconds.
#[derive(Clone, Debug)]
pub(crate) enum Op {
    Event(Event),
    /// A complete epoch, or one that never ends.
    Epoch(Vec<SessionReport>, Ends),
    /// The nth agent's list with these sessions.
    List(usize, Vec<usize>),
    /// The nth agent's list says what it said before, if anybody knows what that was.
    ListAgain(usize),
    RosterAgain,
    /// Keys, each with time to act.
    Keys(Vec<Key>),
    /// Keys all at once.
    Burst(Vec<Key>),
    /// A key that asks, and `y` as soon as it counts.
    Ask(Key),
    Paste(String),
    Paint,
    Resize,
    Wait(u64),
    Highlight(usize),
    /// A person who is confirmed as Barge and writes to the customer; what follows decides.
    Reach(usize),
    /// A person who asks to be let in, and the invitation some time after.
    Join(usize, Mode, u64),
    /// A reading that a push overtakes: on its way it shows Barge, and the push another mode.
    Overtaken(usize, Option<Visibility>),
    AnswerOk(usize, Option<i64>),
    AnswerErr(usize, Fault),
    AnswerMine(usize, Vec<SessionReport>),
    /// The answer to something never asked.
    Stray,
}

#[derive(Clone, Copy, Debug)]
pub(crate) enum Ends {
    Whole,
    Old,
    Never,
}

pub(crate) fn session(n: usize) -> SessionId {
    SessionId::new(&format!("s{n}"))
}

pub(crate) fn agent(n: usize) -> UserId {
    UserId::new(&format!("agent{n}"))
}

pub(crate) fn person(
    user: Option<&str>,
    kind: ParticipantType,
    visibility: Option<Visibility>,
) -> Participant {
    Participant {
        id: None,
        kind,
        nickname: Text::line(user.unwrap_or("customer")),
        visibility,
        user: user.map(UserId::new),
    }
}

/// Customer, agent 0 and me.
pub(crate) fn people(mine: Option<Visibility>) -> Vec<Participant> {
    vec![
        person(None, ParticipantType::Customer, Some(Visibility::All)),
        person(
            Some("agent0"),
            ParticipantType::Agent,
            Some(Visibility::All),
        ),
        person(Some(ME), ParticipantType::Agent, mine),
    ]
}

pub(crate) fn put(n: usize, state: State, mine: Option<Visibility>) -> Event {
    let mut report = SessionReport::new(session(n), Arrival::Pushed);
    report.state = Some(state);
    report.participants = Reported::Is(people(mine).into());
    Event::Put(report)
}

pub(crate) fn offer(n: usize, mode: Option<Mode>) -> Event {
    let mut report = SessionReport::new(session(n), Arrival::Pushed);
    report.state = Some(State::Invited);
    report.offered = mode.map(ModeWord::Known);
    Event::Put(report)
}

fn visibility() -> impl Strategy<Value = Option<Visibility>> {
    prop_oneof![
        6 => Just(Some(Visibility::All)),
        2 => Just(Some(Visibility::Agents)),
        2 => Just(Some(Visibility::Supervisors)),
        1 => Just(Some(Visibility::Other(Text::line("Everyone").into()))),
        1 => Just(None),
    ]
}

fn participant() -> impl Strategy<Value = Participant> {
    let user = prop_oneof![
        3 => Just(Some(ME)),
        2 => Just(Some("agent0")),
        1 => Just(Some("agent1")),
        1 => Just(Some("")),
        2 => Just(None),
    ];
    let kind = prop_oneof![
        3 => Just(ParticipantType::Agent),
        2 => Just(ParticipantType::Customer),
        1 => Just(ParticipantType::External),
        1 => Just(ParticipantType::Other(Text::line("Robot").into())),
    ];
    (user, kind, visibility()).prop_map(|(u, k, v)| person(u, k, v))
}

fn list() -> impl Strategy<Value = Reported<Arc<[Participant]>>> {
    prop_oneof![
        3 => Just(Reported::Absent),
        1 => Just(Reported::Unreadable),
        8 => visibility().prop_map(|v| Reported::Is(people(v).into())),
        3 => proptest::collection::vec(participant(), 0..4).prop_map(|l| Reported::Is(l.into())),
    ]
}

fn state() -> impl Strategy<Value = Option<State>> {
    prop_oneof![
        10 => Just(Some(State::Chatting)),
        2 => Just(Some(State::Invited)),
        1 => Just(Some(State::LeftChat)),
        1 => Just(Some(State::Completed)),
        1 => Just(Some(State::Revoked)),
        1 => Just(Some(State::Other(Text::line("Held").into()))),
        2 => Just(None),
    ]
}

fn capabilities() -> impl Strategy<Value = Option<Capabilities>> {
    let words = proptest::sample::subsequence(
        vec![
            "Accept",
            "Leave",
            "SendMessage",
            "SendStartTypingNotification",
            "SendStartTypingToAgentsNotification",
            "SendToAgents",
            "SwitchToMonitor",
            "SwitchToCoach",
            "SwitchBargeIn",
            "Dance",
        ],
        0..8,
    );
    proptest::option::weighted(0.3, words.prop_map(Capabilities::read))
}

fn offered() -> impl Strategy<Value = Option<ModeWord>> {
    prop_oneof![
        1 => Just(None),
        4 => proptest::sample::select(&Mode::ALL[..]).prop_map(|m| Some(ModeWord::Known(m))),
        1 => Just(Some(ModeWord::Other(Text::line("Whisper").into()))),
    ]
}

pub(crate) fn report(arrival: Arrival) -> impl Strategy<Value = SessionReport> {
    (0..3_usize, state(), list(), capabilities(), offered()).prop_map(
        move |(n, state, participants, capabilities, offered)| {
            let mut report = SessionReport::new(session(n), arrival);
            report.state = state;
            report.participants = participants;
            report.capabilities = capabilities;
            report.offered = offered;
            report.received = Some(Stamp(1_000 * i64::try_from(n).unwrap_or(0)));
            report
        },
    )
}

fn entry() -> impl Strategy<Value = Entry> {
    (1..40_u32, visibility(), 0..2_u8).prop_map(|(index, visibility, who)| Entry {
        index,
        kind: EntryKind::Text,
        from: Some(Speaker {
            id: None,
            kind: if who == 0 {
                ParticipantType::Customer
            } else {
                ParticipantType::Agent
            },
            nickname: Text::line("x"),
            user: None,
        }),
        visibility,
        text: Text::clean("wört\nzwei 👩‍👩‍👧"),
        at: Some(Stamp(i64::from(index) * 1_000)),
    })
}

fn link() -> impl Strategy<Value = Event> {
    // `since` is set by the desk: the pool knows no clock.
    prop_oneof![
        6 => Just(Event::Link(Link::Live)),
        1 => Just(Event::Notice(Text::line("late"))),
        1 => Just(Event::Notice(Text::line("offline"))),
        1 => Just(Event::Notice(Text::line("sign in"))),
    ]
}

/// The link that a stand-in of [`link`] means.
pub(crate) fn link_of(word: &str, since: std::time::Instant) -> Option<Link> {
    let offline = |why| Link::Offline {
        why,
        since,
        retry_at: None,
    };
    match word {
        "late" => Some(Link::Late { since }),
        "offline" => Some(offline(OfflineWhy::Silent)),
        "sign in" => Some(offline(OfflineWhy::SignIn(Text::line("no")))),
        _ => None,
    }
}

fn event() -> impl Strategy<Value = Event> {
    prop_oneof![
        10 => report(Arrival::Pushed).prop_map(Event::Put),
        6 => (0..3_usize, visibility()).prop_map(|(n, v)| put(n, State::Chatting, v)),
        4 => (0..3_usize, proptest::sample::select(&Mode::ALL[..])).prop_map(|(n, m)| offer(n, Some(m))),
        1 => (0..3_usize).prop_map(|n| Event::Gone(session(n))),
        2 => (0..3_usize, proptest::collection::vec(entry(), 1..4))
            .prop_map(|(n, e)| Event::Said(session(n), e)),
        4 => link(),
        1 => (0..4_u64).prop_map(|e| Event::Began(Epoch(e))),
        2 => (0..4_u64, report(Arrival::Fetched)).prop_map(|(e, r)| Event::Row(Epoch(e), r)),
        2 => (0..4_u64).prop_map(|e| Event::Ended(Epoch(e))),
        1 => (0..6_i64).prop_map(|r| Event::Failed {
            reference: Some(ReferenceId(r)),
            session: None,
            message: Text::line("no"),
        }),
        1 => Just(Event::Lost),
        1 => Just(Event::MissesEvents),
    ]
}

fn key() -> impl Strategy<Value = Key> {
    let all = "mcbewisadxjkgGqr/?ynX 1é"
        .chars()
        .map(Key::Char)
        .chain([
            Key::Enter,
            Key::Esc,
            Key::Tab,
            Key::Backspace,
            Key::Delete,
            Key::Up,
            Key::Down,
            Key::Left,
            Key::Right,
            Key::PageUp,
            Key::PageDown,
            Key::Home,
            Key::End,
            Key::F(1),
            Key::Ctrl('f'),
            Key::Ctrl('u'),
            Key::Ctrl('w'),
            Key::Unknown,
        ])
        .collect::<Vec<_>>();
    proptest::sample::select(all)
}

fn fault() -> impl Strategy<Value = Fault> {
    let why = || Text::line("why");
    prop_oneof![
        proptest::sample::select(vec![2_i64, 3, 5, 6, -1]).prop_map(move |code| Fault::Refused {
            code,
            message: why(),
        }),
        Just(Fault::SignIn { message: why() }),
        Just(Fault::Http { status: 404 }),
        Just(Fault::Http { status: 502 }),
        Just(Fault::Busy {
            status: 503,
            retry_after: None,
        }),
        Just(Fault::NotSent { why: why() }),
        Just(Fault::Unknown { why: why() }),
        Just(Fault::NotGws { why: why() }),
    ]
}

pub(crate) fn write(key: char) -> Op {
    Op::Keys(vec![
        Key::Char(key),
        Key::Char('h'),
        Key::Char('i'),
        Key::Enter,
    ])
}

fn op() -> impl Strategy<Value = Op> {
    let reports = || proptest::collection::vec(report(Arrival::Fetched), 0..4);
    prop_oneof![
        30 => event().prop_map(Op::Event),
        3 => (reports(), proptest::sample::select(vec![Ends::Whole, Ends::Whole, Ends::Old, Ends::Never]))
            .prop_map(|(r, e)| Op::Epoch(r, e)),
        3 => (0..2_usize, proptest::sample::subsequence(vec![0, 1, 2], 0..=3))
            .prop_map(|(a, s)| Op::List(a, s)),
        2 => (0..3_usize).prop_map(Op::ListAgain),
        1 => Just(Op::RosterAgain),
        16 => proptest::collection::vec(key(), 1..4).prop_map(Op::Keys),
        6 => Just(write('s')),
        3 => Just(write('i')),
        4 => proptest::collection::vec(key(), 9..24).prop_map(Op::Burst),
        10 => proptest::sample::select(vec!['b', 'm', 'c', 'e', 'a', 'x', 'w'])
            .prop_map(|c| Op::Ask(Key::Char(c))),
        2 => proptest::sample::select(vec!["text", "two\nlines", "y", "m\n"])
            .prop_map(|t| Op::Paste(t.to_owned())),
        5 => Just(Op::Paint),
        1 => Just(Op::Resize),
        8 => prop_oneof![0..40_u64, 200..300_u64, 900..3_000_u64, 9_000..13_000_u64, Just(65_000)]
            .prop_map(Op::Wait),
        6 => (0..3_usize).prop_map(Op::Highlight),
        8 => (0..3_usize).prop_map(Op::Reach),
        5 => (0..3_usize, proptest::sample::select(&Mode::ALL[..]), prop_oneof![0..500_u64, 9_000..11_000_u64])
            .prop_map(|(n, mode, ms)| Op::Join(n, mode, ms)),
        4 => (0..3_usize, visibility()).prop_map(|(n, v)| Op::Overtaken(n, v)),
        4 => Just(Op::Keys(vec![Key::Esc, Key::Esc, Key::Esc])),
        10 => (0..4_usize, proptest::option::of(0..6_i64)).prop_map(|(n, r)| Op::AnswerOk(n, r)),
        5 => (0..4_usize, fault()).prop_map(|(n, f)| Op::AnswerErr(n, f)),
        5 => (0..4_usize, reports()).prop_map(|(n, r)| Op::AnswerMine(n, r)),
        1 => Just(Op::Stray),
    ]
}

pub(crate) fn ops() -> impl Strategy<Value = Vec<Op>> {
    proptest::collection::vec(op(), 1..60)
}
