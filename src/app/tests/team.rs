//! The Team screen: what it knows of the agents, and watching several at once.

use super::desk::{AGENTS, Desk, SUPERVISORS, id, refusal, report, user};
use crate::app::{Ask, Effect, Group, Key, Load, Redraw, Screen, Settings};
use crate::domain::{
    Agent, AgentState, Call, Entry, EntryKind, Event, Fault, Link, Mode, ParticipantType, Roster,
    Speaker, Stamp, State, Text, UserId, Visibility, Watch, WatchScope,
};

/// On the Team screen, with the agents Ann, Bo and Cy.
fn team() -> Desk {
    team_with(Settings::default())
}

fn team_with(settings: Settings) -> Desk {
    let mut desk = Desk::with(settings);
    desk.roster(&["ann", "bo", "cy"]);
    desk.key('t');
    assert_eq!(desk.model.screen(), Screen::Team);
    desk.paint();
    desk
}

fn states(desk: &mut Desk, states: &[(&str, AgentState)]) {
    let agents = (states.iter())
        .map(|(name, state)| Agent {
            id: user(name),
            user_name: (*name).to_owned(),
            name: Text::line(name),
            state: state.clone(),
            channels: Vec::new(),
        })
        .collect();
    desk.event(Event::Roster(Roster {
        agents,
        total: None,
        arrived: 2,
        missing: Vec::new(),
    }));
}

fn seen(desk: &Desk, name: &str) -> (u64, bool) {
    let (age, at_least) = desk.model.agent_row(&user(name)).unwrap().seen.unwrap();
    (age.as_secs(), at_least)
}

fn load(desk: &mut Desk, name: &str) -> Load {
    desk.model.settle();
    desk.model.agent_row(&user(name)).unwrap().load
}

fn watched(calls: &[Call]) -> Vec<(UserId, Watch)> {
    calls
        .iter()
        .filter_map(|c| match c {
            Call::Watch { agent, watch, .. } => Some((agent.clone(), *watch)),
            _ => None,
        })
        .collect()
}

fn names(agents: &[UserId]) -> Vec<String> {
    agents.iter().map(ToString::to_string).collect()
}

fn customer_says(desk: &mut Desk, session: &str, at: i64) {
    let entry = Entry {
        index: 1,
        kind: EntryKind::Text,
        from: Some(Speaker {
            id: None,
            kind: ParticipantType::Customer,
            nickname: Text::line("customer"),
            user: None,
        }),
        visibility: Some(Visibility::All),
        at: Some(Stamp(at)),
        text: Text::line("hello?"),
    };
    desk.event(Event::Said(id(session), vec![entry]));
}

#[test]
fn a_state_is_at_least_so_old_until_it_was_seen_to_change() {
    let mut desk = team();
    let (ready, away) = (AgentState::Ready, AgentState::NotReady(Text::line("Lunch")));
    desk.wait(8_000);
    states(&mut desk, &[("ann", ready.clone()), ("bo", away.clone())]);
    desk.wait(12_000);
    desk.paint();
    assert_eq!(seen(&desk, "ann"), (20, true), "so at first look");
    assert_eq!(seen(&desk, "bo"), (12, false), "seen to change");
    // Another word for not ready is another state.
    let meeting = AgentState::NotReady(Text::line("Meeting"));
    states(
        &mut desk,
        &[("ann", ready.clone()), ("bo", meeting.clone())],
    );
    assert_eq!(seen(&desk, "bo"), (0, false));
    // Nobody looked for a while: it may have changed at any moment.
    desk.wait(60_000);
    states(&mut desk, &[("ann", away), ("bo", meeting)]);
    assert_eq!(seen(&desk, "ann"), (0, true));
    desk.paint();
    assert_eq!(seen(&desk, "bo"), (60, false), "that was seen, and stayed");
}

#[test]
fn agents_that_are_as_they_were_were_looked_at_all_the_same() {
    let mut desk = team();
    let (ready, away) = (AgentState::Ready, AgentState::NotReady(Text::line("Lunch")));
    let unread = || Fault::Http { status: 500 };
    desk.event(Event::Link(Link::Live));
    for _ in 0..6 {
        desk.wait(10_000);
        desk.event(Event::RosterAgain);
    }
    assert_eq!(desk.redraw, Redraw::No, "nothing is new");
    desk.wait(10_000);
    states(&mut desk, &[("ann", away), ("bo", ready)]);
    assert_eq!(seen(&desk, "ann"), (0, false), "seen to change");
    // A failure after a read that brought nothing new is one more, and said.
    desk.event(Event::RosterFailed(unread()));
    assert!(desk.said().contains("could not be read"), "{}", desk.said());
    desk.wait(60_000);
    assert_eq!(desk.said(), "");
    desk.event(Event::RosterFailed(unread()));
    assert_eq!(desk.said(), "", "said once");
    desk.event(Event::RosterAgain);
    desk.event(Event::RosterFailed(unread()));
    assert!(desk.said().contains("could not be read"), "{}", desk.said());
}

#[test]
fn sessions_and_the_longest_wait_with_what_it_rests_on() {
    let mut desk = team();
    assert_eq!(load(&mut desk, "bo").sessions, None, "never read");
    desk.list("ann", &["s1", "s2", "s3"]);
    let l = load(&mut desk, "ann");
    assert_eq!((l.sessions, l.read, l.waits), (Some(3), 0, None));
    for (session, at) in [("s1", -60_000), ("s2", -240_000)] {
        desk.put(report(session, State::Chatting, SUPERVISORS));
        customer_says(&mut desk, session, at);
    }
    let l = load(&mut desk, "ann");
    assert_eq!((l.sessions, l.read), (Some(3), 2));
    assert_eq!(l.waits, Some(Some(Stamp(-240_000))));
    // One that we are in counts before a list shows it; one that is another's no longer does.
    desk.put(report("s9", State::Chatting, SUPERVISORS));
    assert_eq!(load(&mut desk, "ann").sessions, Some(4));
    desk.list("bo", &["s9"]);
    assert_eq!(load(&mut desk, "bo").sessions, Some(0));
}

#[test]
fn sorted_by_each_column_with_the_highlight_on_its_agent() {
    let mut desk = team();
    desk.list("bo", &["s5", "s6"]);
    desk.press(Key::Down);
    assert_eq!(desk.model.highlighted_agent(), Some(&user("bo")));
    let order = |desk: &mut Desk| {
        desk.model.settle();
        names(desk.model.team())
    };
    assert_eq!(order(&mut desk), ["ann", "bo", "cy"]);
    states(
        &mut desk,
        &[
            ("ann", AgentState::LoggedOut),
            ("bo", AgentState::NotReady(Text::line("Lunch"))),
            ("cy", AgentState::Ready),
        ],
    );
    desk.key('o');
    assert_eq!(order(&mut desk), ["cy", "bo", "ann"]);
    desk.list("ann", &["s1"]);
    desk.key('o');
    assert_eq!(order(&mut desk), ["bo", "ann", "cy"]);
    desk.put(report("s1", State::Chatting, SUPERVISORS));
    customer_says(&mut desk, "s1", -1_000);
    desk.key('o');
    assert_eq!(order(&mut desk), ["ann", "bo", "cy"]);
    desk.event(Event::Watched {
        agent: user("cy"),
        outcome: Ok(()),
    });
    desk.key('o');
    assert_eq!(order(&mut desk), ["cy", "ann", "bo"]);
    assert_eq!(desk.model.highlighted_agent(), Some(&user("bo")));
    for (key, name) in [(Key::Home, "cy"), (Key::End, "bo"), (Key::Char('k'), "ann")] {
        desk.press(key);
        assert_eq!(desk.model.highlighted_agent(), Some(&user(name)));
    }
}

#[test]
fn one_is_watched_as_on_the_floor_and_its_row_says_asked() {
    let mut desk = team();
    desk.press(Key::End);
    desk.key('w');
    assert_eq!(watched(&desk.take()), [(user("cy"), Watch::SILENT)]);
    assert!(desk.model.agent_row(&user("cy")).unwrap().asking);
    // Ann has sessions: their joining is offered, too.
    desk.press(Key::Home);
    desk.key('w');
    assert!(matches!(desk.asks(), Some(Ask::WatchMore { .. })));
}

#[test]
fn a_marked_set_is_watched_changed_and_given_up_with_one_line_each() {
    let mut desk = team();
    desk.press(Key::Char(' '));
    desk.press(Key::Char(' '));
    assert_eq!(desk.model.marked_agents(), 2);
    desk.key('w');
    assert!(matches!(desk.asks(), Some(Ask::WatchMenu { agents, .. }) if agents.len() == 2));
    assert_eq!(desk.take(), [], "asked first");
    desk.reply(Key::Char('c'));
    desk.reply(Key::Char('a'));
    let all = |mode| Watch {
        mode,
        scope: WatchScope::All,
    };
    assert_eq!(desk.calls.len(), 2);
    let calls: Vec<_> = desk.calls.iter().map(|(id, _)| *id).collect();
    assert_eq!(
        watched(&desk.take()),
        [
            (user("ann"), all(Mode::Coach)),
            (user("bo"), all(Mode::Coach))
        ]
    );
    desk.passed_on(calls[0]);
    let before = desk.model.said().count();
    desk.answer(calls[1], Err(refusal(5)));
    assert_eq!(desk.model.said().count(), before + 1, "one line for all");
    let said = desk.said();
    assert!(said.contains("watching 1 agent: ann"), "{said}");
    assert!(said.contains("refused: bo"), "{said}");
    assert_eq!(desk.model.watch_of(&user("ann")), Some(all(Mode::Coach)));
    assert_eq!(desk.model.watch_of(&user("bo")), None);
    // Only who is watched is given up.
    desk.key('w');
    desk.reply(Key::Char('x'));
    assert_eq!(desk.take(), [Call::Unwatch { agent: user("ann") }]);
    desk.press(Key::Esc);
    desk.press(Key::Esc);
    assert_eq!(desk.model.marked_agents(), 0, "Esc takes the marks off");
    assert_eq!(desk.model.screen(), Screen::Team);
}

#[test]
fn barge_for_a_set_asks_each_time_and_is_grave() {
    let mut desk = team();
    desk.press(Key::Char(' '));
    desk.press(Key::Char(' '));
    desk.key('w');
    desk.reply(Key::Char('b'));
    desk.reply(Key::Char('n'));
    let (text, _) = desk.model.question_text().unwrap();
    assert!(text.contains("BARGE") && text.contains("ann, bo"), "{text}");
    assert!(desk.model.question_is_grave());
    assert_eq!(desk.take(), []);
    desk.yes();
    assert_eq!(watched(&desk.take()).len(), 2);
}

#[test]
fn a_group_is_chosen_and_marked_and_nothing_is_sent_by_choosing() {
    let groups = vec![
        Group {
            name: "night".into(),
            agents: vec!["cy".into(), "nobody".into()],
        },
        Group {
            name: "day".into(),
            agents: vec!["ann".into(), "bo".into()],
        },
    ];
    let mut desk = team_with(Settings {
        groups,
        ..Settings::default()
    });
    desk.press(Key::Char('T'));
    desk.write("day");
    assert_eq!(desk.take(), []);
    assert_eq!(desk.model.marked_agents(), 2);
    desk.key('w');
    assert!(matches!(desk.asks(), Some(Ask::WatchMenu { agents, .. }) if agents.len() == 2));
    desk.reply(Key::Esc);
    desk.press(Key::Char('T'));
    desk.write("night");
    assert_eq!(desk.model.marked_agents(), 1);
    assert!(desk.said().contains("1 marked of 2"), "{}", desk.said());
}

#[test]
fn enter_goes_to_the_floor_narrowed_to_the_agent() {
    let mut desk = team();
    desk.list("bo", &["s7"]);
    desk.press(Key::Down);
    desk.press(Key::Enter);
    desk.model.settle();
    assert_eq!(desk.model.screen(), Screen::Floor);
    assert_eq!(desk.model.order().to_vec(), [id("s7")]);
    desk.press(Key::Esc);
    desk.model.settle();
    assert_eq!(desk.model.order().len(), 3, "and Esc widens it again");
}

#[test]
fn the_floors_letters_mean_nothing_here() {
    let mut desk = team();
    for c in "mcbeisadxXMCBEISAD".chars() {
        desk.key(c);
        assert_eq!(desk.take(), [], "{c}");
        assert!(
            desk.asks().is_none() && desk.model.composer().is_none(),
            "{c}"
        );
    }
}

#[test]
fn a_key_aimed_at_one_who_is_gone_sends_nothing() {
    let mut desk = team();
    desk.press(Key::End);
    desk.press(Key::Char('w'));
    desk.roster(&["ann", "bo"]);
    desk.wait(31);
    assert_eq!(desk.take(), []);
}

// --- what is kept ---------------------------------------------------------------------------------

fn kept(desk: &Desk) -> Vec<String> {
    desk.model
        .kept()
        .watched
        .iter()
        .map(|w| w.agent.to_string())
        .collect()
}

fn opened(desk: &mut Desk, outcomes: &[(&str, Result<(), Fault>)]) {
    for (name, outcome) in outcomes {
        desk.event(Event::Watched {
            agent: user(name),
            outcome: outcome.clone(),
        });
    }
    desk.event(Event::WatchesAsked {
        unlisted: Vec::new(),
    });
}

fn asked_again(desk: &Desk) -> Option<Vec<String>> {
    desk.other.iter().rev().find_map(|e| match e {
        Effect::Watches(agents) => Some(names(agents)),
        _ => None,
    })
}

#[test]
fn kept_when_the_server_confirmed_and_only_silence() {
    let mut desk = team();
    desk.press(Key::End);
    desk.key('w');
    assert!(kept(&desk).is_empty(), "asked is not confirmed");
    let call = desk.newest_act();
    desk.passed_on(call);
    assert_eq!(kept(&desk), ["cy"]);
    assert!(desk.other.iter().any(|e| matches!(e, Effect::Keep(_))));
    // Coach in its place is not kept; giving up a kept one is remembered as that.
    desk.key('w');
    desk.reply(Key::Char('c'));
    desk.reply(Key::Char('a'));
    let call = desk.newest_act();
    desk.passed_on(call);
    assert!(kept(&desk).is_empty());
    desk.key('w');
    desk.reply(Key::Char('x'));
    let call = desk.newest_act();
    desk.passed_on(call);
    assert_eq!(desk.model.kept().stopped, [user("cy")]);
    assert_eq!(asked_again(&desk), Some(vec![]));
    // Watched anew, it is no longer a stopped one.
    desk.key('w');
    let call = desk.newest_act();
    desk.passed_on(call);
    assert_eq!(kept(&desk), ["cy"]);
    assert!(desk.model.kept().stopped.is_empty());
}

#[test]
fn after_a_new_sign_in_one_line_says_who_is_watched_again() {
    let mut desk = team();
    opened(&mut desk, &[("ann", Ok(())), ("bo", Ok(()))]);
    assert!(
        desk.said().contains("watching 2 agents: ann, bo"),
        "{}",
        desk.said()
    );
    desk.event(Event::Link(Link::Late { since: desk.now }));
    desk.sign_on("me");
    let before = desk.model.said().count();
    opened(&mut desk, &[("ann", Ok(())), ("bo", Err(refusal(5)))]);
    assert_eq!(desk.model.said().count(), before + 1);
    let said = desk.said();
    assert!(
        said.contains("watching 1 agent again: ann; refused: bo"),
        "{said}"
    );
    // The server never had it in this session: it is not shown as if it had.
    assert_eq!(desk.model.watch_of(&user("bo")), None);
    // It is asked for once more at the next one, and stays kept.
    assert_eq!(asked_again(&desk), Some(vec!["ann".into(), "bo".into()]));
    assert_eq!(kept(&desk), ["ann", "bo"]);
}

#[test]
fn what_an_earlier_run_kept_is_said_as_again_and_who_is_gone_is_named() {
    let mut settings = Settings::default();
    settings.kept.watched = ["ann", "zoe"]
        .map(|name| crate::app::Watched {
            agent: user(name),
            name: Text::line(&name.to_uppercase()),
        })
        .to_vec();
    let mut desk = team_with(settings);
    desk.event(Event::Watched {
        agent: user("ann"),
        outcome: Ok(()),
    });
    desk.event(Event::WatchesAsked {
        unlisted: vec![user("zoe")],
    });
    let said = desk.said();
    assert!(said.contains("watching 1 agent again: ann"), "{said}");
    assert!(said.contains("no longer listed: ZOE"), "{said}");
    assert_eq!(
        kept(&desk),
        ["ann", "zoe"],
        "who comes back is watched again"
    );
    desk.put(report("s1", State::Chatting, AGENTS));
}
