//! The console's loop with channels, a canvas and hands that the test holds: no terminal, no
//! server. Frames are counted against the time that really passed, so a slow machine may draw
//! fewer of them and never fails for it.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    missing_docs,
    reason = "tests"
)]

use std::io;
use std::pin::pin;
use std::time::{Duration, Instant};

use floorwalk::app::{Effect, Exit, Key, Model, Msg, Press, Quit, Seen, Settings, Stop};
use floorwalk::console::{Canvas, Hands, Ports, now, run_shell};
use floorwalk::domain::{
    Arrival, Event, Link, Participant, ParticipantType, Reported, SessionId, SessionReport, SignOn,
    State, Text, UserId, Visibility,
};
use floorwalk::ui::Theme;
use tokio::sync::{mpsc, watch};

/// Most messages that the loop takes in one turn.
const BATCH: u64 = 64;
/// Facts that fit in the queue: many batches.
const QUEUE: usize = 1024;
/// Nothing here takes so long.
const LIMIT: Duration = Duration::from_secs(20);

/// The other ends of the loop's channels.
#[derive(Clone)]
struct Wires {
    facts: mpsc::Sender<Event>,
    answers: mpsc::Sender<Msg>,
    keys: mpsc::Sender<Msg>,
    signals: mpsc::Sender<Stop>,
}

impl Wires {
    fn new() -> (Self, Ports) {
        let (facts, facts_out) = mpsc::channel(QUEUE);
        let (answers, answers_out) = mpsc::channel(QUEUE);
        let (keys, keys_out) = mpsc::channel(QUEUE);
        let (signals, signals_out) = mpsc::channel(4);
        let ports = Ports {
            facts: facts_out,
            answers: answers_out,
            keys: keys_out,
            signals: signals_out,
            changes: None,
        };
        let wires = Self {
            facts,
            answers,
            keys,
            signals,
        };
        (wires, ports)
    }

    /// Puts as many countable facts in the queue as it takes.
    fn flood(&self) {
        while self.facts.try_send(odd()).is_ok() {}
    }

    fn key(&self, key: Key) {
        let at = Instant::now();
        self.keys
            .try_send(Msg::Key(Press { key, at }))
            .expect("room for a key");
    }

    fn quit(&self) {
        self.key(Key::Ctrl('c'));
        self.key(Key::Ctrl('c'));
    }
}

/// A canvas that counts, and then does what the test wants done in the middle of a turn.
struct Counting<F> {
    painted: watch::Sender<usize>,
    then: F,
}

fn canvas<F: FnMut(usize, &Model) -> io::Result<()>>(then: F) -> Counting<F> {
    Counting {
        painted: watch::Sender::new(0),
        then,
    }
}

impl<F: FnMut(usize, &Model) -> io::Result<()>> Canvas for Counting<F> {
    fn paint(&mut self, model: &Model, _: &Theme) -> io::Result<Seen> {
        self.painted.send_modify(|n| *n += 1);
        let count = *self.painted.borrow();
        (self.then)(count, model)?;
        let rows: Vec<SessionId> = model.order().iter().take(40).cloned().collect();
        let list_height = rows.len();
        Ok(Seen {
            rows,
            list_height,
            ..Seen::default()
        })
    }
}

/// Hands that remember, and tell.
struct Recording<F> {
    done: Vec<Effect>,
    then: F,
}

impl<F: FnMut(&Effect)> Hands for Recording<F> {
    fn carry_out(&mut self, effect: Effect) {
        (self.then)(&effect);
        self.done.push(effect);
    }
}

fn hands() -> Recording<impl FnMut(&Effect)> {
    Recording {
        done: Vec::new(),
        then: |_: &Effect| {},
    }
}

fn model() -> Model {
    Model::new(Settings::default(), now())
}

/// Runs the loop to its end beside what the test does meanwhile.
async fn run(
    model: &mut Model,
    canvas: &mut impl Canvas,
    ports: Ports,
    hands: &mut impl Hands,
    meanwhile: impl Future<Output = ()>,
) -> Quit {
    let theme = Theme::terminal();
    let both = async { tokio::join!(run_shell(model, canvas, &theme, ports, hands), meanwhile).0 };
    tokio::time::timeout(LIMIT, both)
        .await
        .expect("the loop ends")
}

/// A fact that the model counts and that changes nothing else.
fn odd() -> Event {
    Event::Odd {
        what: "test",
        raw: Text::default(),
    }
}

fn put(id: &str, agents: &[&str]) -> Event {
    let person = |user: &str, kind, visibility| Participant {
        id: None,
        kind,
        nickname: Text::line(user),
        visibility: Some(visibility),
        user: Some(UserId::new(user)),
    };
    let mut people = vec![
        person("me", ParticipantType::Agent, Visibility::Supervisors),
        person("customer", ParticipantType::Customer, Visibility::All),
    ];
    let others = agents
        .iter()
        .map(|a| person(a, ParticipantType::Agent, Visibility::All));
    people.extend(others);
    let mut report = SessionReport::new(SessionId::new(id), Arrival::Pushed);
    report.state = Some(State::Chatting);
    report.participants = Reported::Is(people.into());
    Event::Put(report)
}

fn signed_on() -> Event {
    let (user_name, name, server) = (Text::line("me"), Text::line("Me"), Text::line("h:1"));
    Event::SignedOn(SignOn {
        me: UserId::new("me"),
        user_name,
        name,
        server,
    })
}

/// Frames that may have been drawn in this time, if `gap` lies between two of them.
fn frames_in(elapsed: Duration, gap: Duration) -> usize {
    // One at the very start, and the first after it.
    2 + usize::try_from(elapsed.as_millis() / gap.as_millis()).unwrap()
}

#[tokio::test]
async fn a_thousand_facts_are_few_frames() {
    let (wires, ports) = Wires::new();
    let began = Instant::now();
    let (shown_in, mut shown) = watch::channel(0);
    let mut canvas = canvas(|_, model| {
        shown_in.send_replace(model.order().len());
        Ok(())
    });
    let painted = canvas.painted.subscribe();
    let mut model = model();
    let mut hands = hands();
    let quit = run(&mut model, &mut canvas, ports, &mut hands, async {
        wires.facts.send(signed_on()).await.unwrap();
        for n in 0..1000 {
            wires
                .facts
                .send(put(&format!("S{n:04}"), &["ana"]))
                .await
                .unwrap();
        }
        shown.wait_for(|n| *n == 1000).await.expect("all are drawn");
        wires.quit();
    });
    assert_eq!(quit.await.exit, Exit::Quit);
    let (frames, most) = (
        *painted.borrow(),
        frames_in(began.elapsed(), Duration::from_millis(100)),
    );
    assert!(
        (2..=most).contains(&frames),
        "{frames} frames, {most} at most"
    );
}

#[tokio::test]
async fn a_hundred_keys_are_few_frames() {
    let (wires, ports) = Wires::new();
    let began = Instant::now();
    let mut canvas = canvas(|_, _| Ok(()));
    let mut painted = canvas.painted.subscribe();
    let (mut model, mut hands) = (model(), hands());
    let quit = run(&mut model, &mut canvas, ports, &mut hands, async {
        for _ in 0..100 {
            wires.key(Key::Down);
            tokio::task::yield_now().await;
        }
        painted
            .wait_for(|n| *n >= 2)
            .await
            .expect("a key is answered by a frame");
        wires.quit();
    });
    assert_eq!(quit.await.exit, Exit::Quit);
    let (frames, most) = (
        *painted.borrow(),
        frames_in(began.elapsed(), Duration::from_millis(16)),
    );
    assert!(frames <= most, "{frames} frames, {most} at most");
}

#[tokio::test]
async fn a_key_is_heard_within_a_batch_however_many_facts_wait() {
    let (wires, ports) = Wires::new();
    let mut before = 0;
    let mut canvas = canvas(|count, model| {
        if count == 2 {
            before = model.oddities();
            wires.flood();
            wires.quit();
        }
        Ok(())
    });
    let (mut model, mut hands) = (model(), hands());
    let quit = run(&mut model, &mut canvas, ports, &mut hands, async {
        wires.flood();
    });
    assert_eq!(quit.await.exit, Exit::Quit);
    let taken = model.oddities() - before;
    assert!(before > 0, "the flood had begun");
    assert!(
        taken <= BATCH,
        "{taken} of {QUEUE} facts were taken before the key"
    );
}

#[tokio::test]
async fn a_signal_is_heard_within_a_batch_however_much_waits() {
    let (wires, ports) = Wires::new();
    let mut canvas = canvas(|_, _| {
        wires.flood();
        while wires.keys.try_send(Msg::Resize).is_ok() {}
        while wires.answers.try_send(Msg::Event(odd())).is_ok() {}
        wires.signals.try_send(Stop::Terminated).unwrap();
        Ok(())
    });
    let (mut model, mut hands) = (model(), hands());
    let quit = run(&mut model, &mut canvas, ports, &mut hands, async {}).await;
    assert_eq!(quit.exit, Exit::Terminated);
    assert!(model.oddities() <= 2 * BATCH, "{}", model.oddities());
}

#[tokio::test]
async fn frames_are_drawn_while_facts_never_end() {
    let (wires, ports) = Wires::new();
    let mut canvas = canvas(|count, _| {
        if count == 5 {
            wires.quit();
        }
        Ok(())
    });
    let (mut model, mut hands) = (model(), hands());
    let quit = run(&mut model, &mut canvas, ports, &mut hands, async {
        // Ends when the loop has gone.
        while wires.facts.send(odd()).await.is_ok() {}
    });
    assert_eq!(quit.await.exit, Exit::Quit);
    assert!(
        model.oddities() >= 4,
        "every frame but the first was for a fact"
    );
}

/// A terminal that takes a moment for each frame, and says only when it is asked that it has it.
struct Slow<C> {
    canvas: C,
    in_flight: bool,
    facts: mpsc::Sender<Event>,
}

impl<C: Canvas> Canvas for Slow<C> {
    fn paint(&mut self, model: &Model, theme: &Theme) -> io::Result<Seen> {
        self.in_flight = true;
        self.canvas.paint(model, theme)
    }

    /// Asked at every turn; then there is always one more fact.
    fn in_flight(&self) -> bool {
        // A full queue will do as well.
        let _ = self.facts.try_send(odd());
        self.in_flight
    }

    async fn written(&mut self) -> io::Result<()> {
        self.in_flight = false;
        Ok(())
    }
}

#[tokio::test]
async fn a_written_frame_is_heard_of_while_facts_never_end() {
    let (wires, ports) = Wires::new();
    let canvas = canvas(|count, _| {
        if count == 5 {
            wires.quit();
        }
        Ok(())
    });
    let mut slow = Slow {
        canvas,
        in_flight: false,
        facts: wires.facts.clone(),
    };
    let (mut model, mut hands) = (model(), hands());
    let quit = run(&mut model, &mut slow, ports, &mut hands, async {});
    assert_eq!(quit.await.exit, Exit::Quit);
}

#[tokio::test]
async fn a_timer_rings_while_facts_never_end() {
    let (wires, ports) = Wires::new();
    let mut canvas = canvas(|_, _| Ok(()));
    let mut model = model();
    // A resync key is held for a moment and carried out by the timer.
    let ender = wires.clone();
    let mut hands = Recording {
        done: Vec::new(),
        then: |effect: &Effect| {
            if matches!(effect, Effect::Resync) {
                ender.quit();
            }
        },
    };
    let quit = run(&mut model, &mut canvas, ports, &mut hands, async {
        wires.facts.send(signed_on()).await.unwrap();
        wires.facts.send(Event::Link(Link::Live)).await.unwrap();
        wires.key(Key::Char('r'));
        while wires.facts.send(odd()).await.is_ok() {}
    });
    assert_eq!(quit.await.exit, Exit::Quit);
    assert!(hands.done.iter().any(|e| matches!(e, Effect::Resync)));
    assert!(
        !hands.done.iter().any(|e| matches!(e, Effect::Quit(_))),
        "quitting is the loop's own"
    );
}

#[tokio::test]
async fn at_rest_nothing_is_drawn() {
    let (wires, ports) = Wires::new();
    let (live_in, mut live) = watch::channel(false);
    let mut canvas = canvas(|_, model| {
        live_in.send_replace(*model.link() == Link::Live);
        Ok(())
    });
    let painted = canvas.painted.subscribe();
    let (mut model, mut hands) = (model(), hands());
    let quit = run(&mut model, &mut canvas, ports, &mut hands, async {
        wires.facts.send(signed_on()).await.unwrap();
        wires.facts.send(Event::Link(Link::Live)).await.unwrap();
        live.wait_for(|live| *live)
            .await
            .expect("the link is shown");
        // What was still on its way has another three frames' time.
        tokio::time::sleep(Duration::from_millis(300)).await;
        let before = *painted.borrow();
        tokio::time::sleep(Duration::from_millis(1100)).await;
        assert_eq!(*painted.borrow(), before, "frames at rest");
        wires.quit();
    });
    assert_eq!(quit.await.exit, Exit::Quit);
}

#[tokio::test]
async fn a_visible_age_goes_on() {
    let (wires, ports) = Wires::new();
    let mut canvas = canvas(|_, _| Ok(()));
    let mut painted = canvas.painted.subscribe();
    let (mut model, mut hands) = (model(), hands());
    let quit = run(&mut model, &mut canvas, ports, &mut hands, async {
        let since = Instant::now();
        wires
            .facts
            .send(Event::Link(Link::Late { since }))
            .await
            .unwrap();
        // The first frame, the fact's own, and then one for every second that it shows.
        painted.wait_for(|n| *n >= 4).await.expect("the age ticks");
        assert!(since.elapsed() >= Duration::from_secs(2), "not more often");
        wires.quit();
    });
    assert_eq!(quit.await.exit, Exit::Quit);
}

#[tokio::test]
async fn waiting_for_a_deadline_is_sleeping() {
    let (wires, ports) = Wires::new();
    let (mut canvas, mut model, mut hands) = (canvas(|_, _| Ok(())), model(), hands());
    let mut painted = canvas.painted.subscribe();
    let theme = Theme::terminal();
    let mut looping = pin!(run_shell(
        &mut model,
        &mut canvas,
        &theme,
        ports,
        &mut hands
    ));
    let mut polls = 0;
    let counted = std::future::poll_fn(|cx| {
        polls += 1;
        looping.as_mut().poll(cx)
    });
    let both = async {
        tokio::join!(counted, async {
            let since = Instant::now();
            wires
                .facts
                .send(Event::Link(Link::Late { since }))
                .await
                .unwrap();
            painted.wait_for(|n| *n >= 4).await.expect("the age ticks");
            wires.quit();
        })
    };
    tokio::time::timeout(LIMIT, both)
        .await
        .expect("the loop ends");
    assert!(polls < 100, "{polls} turns for a handful of frames");
}

/// Runs until the loop ends by what is done to its channels.
async fn ended_by(undo: impl FnOnce(Wires) -> Option<Wires>) -> Exit {
    let (wires, ports) = Wires::new();
    let (mut canvas, mut model, mut hands) = (canvas(|_, _| Ok(())), model(), hands());
    let mut painted = canvas.painted.subscribe();
    let quit = run(&mut model, &mut canvas, ports, &mut hands, async {
        painted.wait_for(|n| *n >= 1).await.expect("a first frame");
        let kept = undo(wires);
        // What is not closed stays open until the loop has ended.
        if let Some(kept) = kept {
            kept.facts.closed().await;
            kept.keys.closed().await;
        }
    });
    quit.await.exit
}

/// A channel of which only the sending end is left.
fn closed<T>() -> mpsc::Sender<T> {
    mpsc::channel(1).0
}

#[tokio::test]
async fn a_dead_task_ends_the_program() {
    let no_feed = |wires: Wires| Wires {
        facts: closed(),
        ..wires
    };
    let no_answers = |wires: Wires| Wires {
        answers: closed(),
        ..wires
    };
    let no_signals = |wires: Wires| Wires {
        signals: closed(),
        ..wires
    };
    let no_keys = |wires: Wires| Wires {
        keys: closed(),
        ..wires
    };
    assert_eq!(ended_by(|w| Some(no_feed(w))).await, Exit::Crashed);
    assert_eq!(ended_by(|w| Some(no_answers(w))).await, Exit::Crashed);
    assert_eq!(ended_by(|w| Some(no_signals(w))).await, Exit::Crashed);
    assert_eq!(
        ended_by(|w| Some(no_keys(w))).await,
        Exit::HungUp,
        "the terminal is gone"
    );
}

#[tokio::test]
async fn a_signal_ends_it_with_its_own_exit() {
    for (stop, exit) in [
        (Stop::Terminated, Exit::Terminated),
        (Stop::HungUp, Exit::HungUp),
        (Stop::Crashed, Exit::Crashed),
    ] {
        let ended = ended_by(|wires| {
            wires.signals.try_send(stop).unwrap();
            Some(wires)
        });
        assert_eq!(ended.await, exit);
    }
}

#[tokio::test]
async fn a_signal_leaves_sessions_and_hangs_up_on_nobody() {
    let (wires, ports) = Wires::new();
    let mut canvas = canvas(|_, model| {
        if model.order().len() == 2 {
            wires.signals.try_send(Stop::HungUp).unwrap();
        }
        Ok(())
    });
    let (mut model, mut hands) = (model(), hands());
    let quit = run(&mut model, &mut canvas, ports, &mut hands, async {
        for fact in [signed_on(), put("with", &["ana"]), put("alone", &[])] {
            wires.facts.send(fact).await.unwrap();
        }
    });
    let quit = quit.await;
    assert_eq!(quit.leave, [SessionId::new("with")]);
    let open: Vec<&str> = quit.left_open.iter().map(|(id, _)| id.as_str()).collect();
    assert_eq!(open, ["alone"]);
}

#[tokio::test]
async fn a_frame_that_cannot_be_written_is_a_lost_terminal() {
    let (wires, ports) = Wires::new();
    let mut canvas = canvas(|count, _| match count {
        1 => Ok(()),
        _ => Err(io::Error::from(io::ErrorKind::BrokenPipe)),
    });
    let painted = canvas.painted.subscribe();
    let (mut model, mut hands) = (model(), hands());
    let quit = run(&mut model, &mut canvas, ports, &mut hands, async {
        wires.facts.send(odd()).await.unwrap();
        wires.facts.closed().await;
    });
    assert_eq!(quit.await.exit, Exit::HungUp);
    assert_eq!(*painted.borrow(), 2, "nothing is drawn on a lost terminal");
}
