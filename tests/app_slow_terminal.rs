//! A paste that lost its brackets, on a terminal that takes longer to draw one frame than a key is
//! held: the keys that were read meanwhile are counted before anything of it may act.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "tests"
)]

use std::time::{Duration, Instant};

use floorwalk::app::{Effect, Exit, Key, Model, Msg, Press, Seen, Settings, Stop};
use floorwalk::console::{Canvas, Hands, Ports, now, run_shell};
use floorwalk::domain::{
    Agent, AgentState, Call, Epoch, Event, Link, Listed, PolledSession, Roster, SessionId, SignOn,
    Text, UserId,
};
use floorwalk::ui::Theme;
use tokio::sync::mpsc;

/// Draws slowly; the rest of the paste is read while it draws the first key's frame.
struct Slow {
    keys: mpsc::Sender<Msg>,
    signals: mpsc::Sender<Stop>,
    frames: usize,
    first_key_seen: bool,
}

impl Canvas for Slow {
    fn paint(&mut self, model: &Model, _theme: &Theme) -> std::io::Result<Seen> {
        self.frames += 1;
        let m = || {
            Msg::Key(Press {
                key: Key::Char('m'),
                at: Instant::now(),
            })
        };
        let ready = !model.order().is_empty();
        if ready && !self.first_key_seen {
            self.first_key_seen = true;
            self.keys.try_send(m()).unwrap();
        } else if self.first_key_seen {
            for _ in 0..12 {
                self.keys.try_send(m()).ok();
            }
            std::thread::sleep(Duration::from_millis(60));
            if model
                .said()
                .any(|n| n.text.as_str().contains("like a paste"))
            {
                self.signals.try_send(Stop::Terminated).ok();
            }
        }
        Ok(Seen::default())
    }
}

#[derive(Default)]
struct Made(Vec<Call>);

impl Hands for Made {
    fn carry_out(&mut self, effect: Effect) {
        if let Effect::Call { call, .. } = effect {
            self.0.push(call);
        }
    }
}

#[tokio::test]
async fn keys_read_during_a_slow_frame_are_counted_before_the_first_acts() {
    let (facts_in, facts) = mpsc::channel(64);
    let (_answers_in, answers) = mpsc::channel(64);
    let (keys_in, keys) = mpsc::channel(256);
    let (signals_in, signals) = mpsc::channel(4);
    let ann = UserId::new("ann");
    for event in [
        Event::SignedOn(SignOn {
            me: UserId::new("me"),
            user_name: Text::line("supervisor"),
            name: Text::line("Sade"),
            server: Text::line("host:1"),
        }),
        Event::Began(Epoch(1)),
        Event::Ended(Epoch(1)),
        Event::Link(Link::Live),
        Event::Roster(Roster {
            agents: vec![Agent {
                id: ann.clone(),
                user_name: "ann".into(),
                name: Text::line("Ann"),
                state: AgentState::Ready,
                channels: Vec::new(),
            }],
            total: None,
            arrived: 1,
            missing: Vec::new(),
        }),
        Event::Listed(Listed {
            agent: ann,
            sessions: vec![PolledSession {
                id: SessionId::new("s1"),
                received: None,
                user_data: None,
            }],
            at: Instant::now(),
            period: Duration::from_secs(60),
        }),
    ] {
        facts_in.try_send(event).unwrap();
    }
    let mut canvas = Slow {
        keys: keys_in,
        signals: signals_in,
        frames: 0,
        first_key_seen: false,
    };
    let ports = Ports {
        facts,
        answers,
        keys,
        signals,
        changes: None,
    };
    let mut made = Made::default();
    let mut model = Model::new(Settings::default(), now());
    let quit = tokio::time::timeout(
        Duration::from_secs(30),
        run_shell(&mut model, &mut canvas, &Theme::mono(), ports, &mut made),
    )
    .await
    .expect("the paste was never recognised");
    assert_eq!(quit.exit, Exit::Terminated);
    assert_eq!(made.0, [], "nothing of a paste is sent");
    drop(facts_in);
}
