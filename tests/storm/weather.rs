//! One schedule: two gusts of faults and keys, a calm after each, and the judgement.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::sync::Mutex;
use std::time::{Duration, Instant};

use floorwalk::app::Key;
use floorwalk::sim::{Mode, Server, Stage};
use serde_json::Value;
use tokio::time::sleep;

use crate::judge::{self, Done, Events, Pressed};
use crate::link::{self, Watched};
use crate::plan::{Act, Deed, Floor, Gust, Plan};
use crate::proxy::{Line, Proxy};
use crate::seat::{Seat, Shown, View};

/// After the faults are over it is LIVE again within this time: the longest wait between two
/// tries and one try, several times over.
const RECOVERY: Duration = Duration::from_secs(12);

/// And everything is right within this time: a comparison of the lists and its grace, several
/// times over.
const TRUTH: Duration = Duration::from_secs(15);

/// When the machine stood still.
type Stands = Mutex<Vec<(Instant, Duration)>>;

struct Storm {
    proxy: Proxy,
    stage: Stage,
    seat: Seat,
    pressed: Vec<Pressed>,
    opened: BTreeSet<String>,
    words: usize,
}

/// Runs one schedule, and says what was wrong with what was seen.
pub(crate) async fn storm(seed: u64) -> Result<Done, String> {
    let stands = Mutex::default();
    tokio::select! {
        done = under_watch(seed, &stands) => done,
        () = link::watch_the_machine(&stands) => Err("nobody watches the machine".to_owned()),
    }
}

async fn under_watch(seed: u64, stands: &Stands) -> Result<Done, String> {
    let plan = Plan::of(seed);
    let server = Server::start(plan.options.clone())
        .await
        .map_err(|e| e.to_string())?;
    let proxy = Proxy::to(server.addr()).await;
    let seat = Seat::at(proxy.addr(), plan.transport, seed);
    let mut storm = Storm {
        proxy,
        stage: server.stage(),
        seat,
        pressed: Vec::new(),
        opened: BTreeSet::new(),
        words: 0,
    };
    storm.live("at the start").await?;
    let mut rng = fastrand::Rng::with_seed(seed);
    for gust in &plan.gusts {
        storm.blow(gust, &mut rng).await?;
        storm.stage.mend();
        storm.proxy.line(Line::Open);
        storm.proxy.cut_after(0);
        storm.live("after the faults").await?;
    }
    let done = storm.settle(&plan, stands).await;
    if std::env::var_os("FLOORWALK_STORM_SEED").is_some() {
        let text = format!(
            "{plan:#?}\nsaid: {:#?}\npressed: {:?}\n",
            storm.seat.now().said,
            storm.pressed
        );
        return done.map_err(|why| format!("{why}\n{text}"));
    }
    done.map_err(|why| {
        format!(
            "{why}\n  ({:?}, ack {:?}, csrf {:?})",
            plan.transport, plan.options.ack, plan.options.csrf
        )
    })
}

impl Storm {
    /// It is LIVE before long; what a person has to do for it is done.
    async fn live(&mut self, when: &str) -> Result<(), String> {
        let until = Instant::now() + RECOVERY;
        loop {
            let left = until.saturating_duration_since(Instant::now());
            let part = left.min(Duration::from_millis(700));
            if self.seat.comes(part, |v| v.link == Shown::Live).await {
                return Ok(());
            }
            if left.is_zero() {
                let view = self.seat.now();
                return Err(format!(
                    "not LIVE {when}: {:?}, said {:#?}",
                    view.link, view.said
                ));
            }
            if self.seat.now().link == Shown::Asking {
                self.seat.back_to_list().await?;
                self.press('r').await?;
                if self
                    .seat
                    .comes(Duration::from_millis(300), |v| v.sign_in)
                    .await
                {
                    for letter in "demo".chars() {
                        self.seat.key(Key::Char(letter)).await?;
                    }
                    self.seat.key(Key::Enter).await?;
                }
            }
        }
    }

    async fn blow(&mut self, gust: &Gust, rng: &mut fastrand::Rng) -> Result<(), String> {
        let (stage, proxy) = (self.stage.clone(), &self.proxy);
        let faults = async {
            for (after, deed) in &gust.deeds {
                sleep(*after).await;
                match deed {
                    Deed::Server(fault) => stage.fault(fault),
                    Deed::Cut(cut) => proxy.cut(*cut),
                    Deed::Fuse(bytes) => proxy.cut_after(*bytes),
                    Deed::Line(line, span) => {
                        proxy.line(*line);
                        sleep(*span).await;
                        proxy.line(Line::Open);
                    }
                    Deed::Floor(floor) => happens(&stage, *floor),
                }
            }
        };
        let acts = async {
            let seat = &self.seat;
            let (pressed, words) = (&mut self.pressed, &mut self.words);
            let mut hand = Hand {
                seat,
                stage: &stage,
                pressed,
            };
            for (after, act) in &gust.acts {
                sleep(*after).await;
                hand.act(*act, words, rng).await?;
                self.opened.extend(seat.now().opened);
            }
            Ok::<(), String>(())
        };
        let ((), acted) = tokio::join!(faults, acts);
        acted
    }

    async fn press(&mut self, key: char) -> Result<(), String> {
        let mut hand = Hand {
            seat: &self.seat,
            stage: &self.stage,
            pressed: &mut self.pressed,
        };
        hand.press(key).await
    }

    /// All is well now; so is what is shown, and so was everything before.
    async fn settle(&mut self, plan: &Plan, stands: &Stands) -> Result<Done, String> {
        self.seat.back_to_list().await?;
        // Whatever was lost shows when the next line comes.
        for id in judge::joined(&self.stage.truth()) {
            self.stage.customer_says(&id, "Are you there?");
            self.stage.agent_whispers(&id, "All is well again.");
        }
        if plan.events() == Events::Dropped {
            self.agrees("by itself", |truth, view| {
                judge::differences(truth, view, Events::Dropped)
            })
            .await?;
            self.resync().await?;
        }
        self.agrees("", |truth, view| {
            judge::differences(truth, view, Events::AllSent)
        })
        .await?;
        let mine = judge::joined(&self.stage.truth());
        let opened: Vec<String> = mine
            .iter()
            .filter(|id| self.opened.contains(*id))
            .cloned()
            .collect();
        self.agrees("in the transcripts", |truth, view| {
            judge::misread(truth, view, &opened)
        })
        .await?;
        for id in &mine {
            self.open(id).await?;
            self.agrees("in a transcript just opened", |truth, view| {
                judge::misread(truth, view, [id])
            })
            .await?;
        }
        // A comparison that finds what the feed missed reads everything again.
        self.live("in the calm").await?;
        let view = self.seat.now();
        let ledger = self.stage.ledger();
        let abouts = self.seat.abouts.lock().unwrap().clone();
        let causes = judge::causes(&self.pressed, &abouts);
        let mut wrong = judge::repeated(&ledger, &causes);
        wrong.extend(judge::unwanted(&ledger, &causes));
        wrong.extend(judge::unsafe_words(&ledger));
        let watched = Watched {
            links: self.seat.links.lock().unwrap().clone(),
            heard: self.proxy.heard(),
            stands: stands.lock().unwrap().clone(),
            end: Instant::now(),
        };
        wrong.extend(watched.overdue());
        if plan.is_whole() {
            wrong.extend(watched.premature());
        }
        if !wrong.is_empty() {
            return Err(wrong.join("\n"));
        }
        Ok(Done {
            joined: judge::count(&ledger, "Accept"),
            sent: judge::count(&ledger, "SendToAgents"),
            spoken: judge::count(&ledger, "SendMessage"),
            outages: watched.times(|shown| matches!(shown, Shown::Offline | Shown::Silent)),
            lates: watched.times(|shown| shown == Shown::Late),
            lines: mine
                .iter()
                .filter_map(|id| view.logs.get(id))
                .map(std::collections::BTreeMap::len)
                .sum(),
        })
    }

    /// Has everything read again by the key, which only tries to connect where it is not LIVE.
    async fn resync(&mut self) -> Result<(), String> {
        for _ in 0..5 {
            self.live("before the resync").await?;
            self.press('r').await?;
            let agrees = |view: &View| {
                judge::differences(&self.stage.truth(), view, Events::AllSent).is_empty()
            };
            if self.seat.comes(Duration::from_secs(1), agrees).await {
                break;
            }
        }
        Ok(())
    }

    /// What is shown agrees with the truth before long.
    async fn agrees(
        &mut self,
        place: &str,
        compare: impl Fn(&Value, &View) -> Vec<String>,
    ) -> Result<(), String> {
        let until = Instant::now() + TRUTH;
        while Instant::now() < until {
            if compare(&self.stage.truth(), &self.seat.now()).is_empty() {
                return Ok(());
            }
            // A refusal from before the calm can arrive in it.
            if self.seat.now().link == Shown::Asking {
                self.live("in the calm").await?;
            }
            sleep(Duration::from_millis(40)).await;
        }
        let view = self.seat.now();
        let mut why = compare(&self.stage.truth(), &view).join("\n");
        let _ = write!(
            why,
            "\n  {place} (link {:?}); said {:#?}",
            view.link, view.said
        );
        Err(why)
    }

    /// Opens a session by keys.
    async fn open(&mut self, id: &str) -> Result<(), String> {
        self.seat.back_to_list().await?;
        for _ in 0..200 {
            let view = self.seat.now();
            if view.opened.as_deref() == Some(id) {
                return Ok(());
            }
            let place = |id: &str| view.order.iter().position(|o| o == id);
            let at = view.highlighted.as_deref().and_then(place);
            let key = match (at, place(id)) {
                (Some(at), Some(to)) if at == to => Key::Enter,
                (Some(at), Some(to)) if to < at => Key::Up,
                _ => Key::Down,
            };
            self.seat.key(key).await?;
            sleep(Duration::from_millis(30)).await;
        }
        Err(format!("{id} could not be opened: {:?}", self.seat.now()))
    }
}

/// The supervisor's hand.
struct Hand<'a> {
    seat: &'a Seat,
    stage: &'a Stage,
    pressed: &'a mut Vec<Pressed>,
}

impl Hand<'_> {
    async fn press(&mut self, key: char) -> Result<(), String> {
        let at = self.stage.ledger().len();
        let when = Instant::now();
        self.pressed.push(Pressed { at, when, key });
        let key = if key == '\n' {
            Key::Enter
        } else {
            Key::Char(key)
        };
        self.seat.key(key).await?;
        sleep(Duration::from_millis(45)).await;
        Ok(())
    }

    /// Says yes to what is asked, mostly.
    async fn answer(&mut self, rng: &mut fastrand::Rng) -> Result<(), String> {
        let asked = Duration::from_millis(60);
        if self.seat.comes(asked, |v| v.question).await && rng.u8(..8) > 0 {
            sleep(Duration::from_millis(20)).await;
            self.press('y').await?;
        }
        Ok(())
    }

    async fn act(
        &mut self,
        act: Act,
        words: &mut usize,
        rng: &mut fastrand::Rng,
    ) -> Result<(), String> {
        self.seat.back_to_list().await?;
        match act {
            Act::Move => self.seat.key([Key::Up, Key::Down][rng.usize(..2)]).await,
            Act::Open => self.seat.key(Key::Enter).await,
            Act::Back => self.seat.key(Key::Esc).await,
            Act::Key(key) => {
                self.press(key).await?;
                self.answer(rng).await
            }
            Act::WriteAgent => self.write('i', words, rng).await,
            Act::WriteCustomer => self.write('s', words, rng).await,
        }
    }

    async fn write(
        &mut self,
        key: char,
        words: &mut usize,
        rng: &mut fastrand::Rng,
    ) -> Result<(), String> {
        self.press(key).await?;
        let open = Duration::from_millis(80);
        if !self.seat.comes(open, |v| v.composer || v.question).await {
            return Ok(());
        }
        if self.seat.now().question {
            return self.answer(rng).await;
        }
        // What an earlier try left there is another text.
        self.seat.key(Key::Ctrl('u')).await?;
        *words += 1;
        for letter in format!("word{words}").chars() {
            self.seat.key(Key::Char(letter)).await?;
        }
        self.press('\n').await?;
        self.answer(rng).await?;
        // Long enough to be sent, or not.
        sleep(Duration::from_millis(rng.u64(..150))).await;
        Ok(())
    }
}

fn happens(stage: &Stage, floor: Floor) {
    let truth = stage.truth();
    let sessions: Vec<String> = truth["sessions"]
        .as_object()
        .map(|all| all.keys().cloned().collect())
        .unwrap_or_default();
    let agents = stage.agents();
    let session = |n: usize| {
        n.checked_rem(sessions.len())
            .and_then(|n| sessions.get(n))
            .cloned()
            .unwrap_or_default()
    };
    let agent = |n: usize| agents[n % agents.len()].0.clone();
    match floor {
        Floor::Ticks => stage.ticks(8),
        Floor::Customer(n) => stage.customer_says(&session(n), "And what about my heater?"),
        Floor::Agent(n) => stage.agent_says(&session(n), "I am looking into it."),
        Floor::Opens(n) => {
            stage.open_session(&agent(n), "Rowan Pike");
        }
        Floor::Completes(n) => stage.complete(&session(n)),
        Floor::AgentLeaves(n) => stage.agent_leaves(&session(n)),
        Floor::Offer(n, mode) => stage.offer("supervisor", &session(n), mode),
        Floor::Withdraw(n) => stage.withdraw_offers(&session(n)),
        Floor::Another(n) => stage.second_supervisor_joins(&session(n), Mode::BargeIn),
    }
}
