//! The loop: one owner of the model, bounded channels in, effects out. No arm awaits anything but
//! its own channel; a turn takes at most [`BATCH`] messages and draws at most one frame, checked
//! outside the `select!`, so that neither keys nor frames nor timers can starve.

use std::io::ErrorKind;
use std::time::Instant;

use tokio::sync::mpsc;

use super::Change;
use super::frames::FrameClock;
use super::pulse::now;
use super::scribe;
use crate::app::{self, Effect, Key, Model, Moment, Msg, Quit, Redraw, Seen, Stop, Tell};
use crate::domain::Event;
use crate::drill;
use crate::ui::Theme;

/// Most messages of one turn.
const BATCH: usize = 64;

/// Where frames go.
pub trait Canvas {
    /// Draws the model; returns what could be seen.
    ///
    /// # Errors
    /// The terminal is gone; of [`ErrorKind::Other`]: it was given back after a panic.
    fn paint(&mut self, model: &Model, theme: &Theme) -> std::io::Result<Seen>;

    /// The next frame paints everything: what is shown may be gone.
    ///
    /// # Errors
    /// The terminal is gone.
    fn repaint(&mut self) -> std::io::Result<()> {
        Ok(())
    }

    /// Has the terminal do something beside showing frames. Never waits for it.
    fn tell(&mut self, tell: &Tell) {
        let _ = tell;
    }

    /// Whether the last frame is still being written: until it is, no other is asked for.
    fn in_flight(&self) -> bool {
        false
    }

    /// Waits until the frame on its way has been written; giving up the waiting loses nothing.
    fn written(&mut self) -> impl Future<Output = std::io::Result<()>> {
        std::future::pending()
    }

    /// It says that what was written when it was asked is shown.
    ///
    /// # Errors
    /// The terminal is gone.
    fn shown(&mut self) -> std::io::Result<()> {
        Ok(())
    }

    /// When it will be through with what was written, if it is slow: until then only what the person
    /// did is shown.
    fn through(&self) -> Option<Instant> {
        None
    }

    /// Gives back what was taken and stops the process, until [`Msg::Continued`] comes. Waits for
    /// the canvas, but not long.
    fn suspend(&mut self) -> impl Future<Output = ()> {
        std::future::ready(())
    }

    /// Takes it again after a stop; the next frame paints everything.
    ///
    /// # Errors
    /// The terminal is gone.
    fn resume(&mut self) -> std::io::Result<()> {
        Ok(())
    }

    /// No more frames: begins to give back what was taken.
    fn leave(&mut self) {}

    /// Waits until it is given back, but not long.
    fn left(&mut self) -> impl Future<Output = ()> {
        std::future::ready(())
    }
}

/// What the canvas is for at the moment.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Shows {
    /// Frames.
    Frames,
    /// Nothing: the shell has it while we are stopped.
    Nothing,
}

/// Who carries out effects, but for those that are for the canvas. Never waits.
pub trait Hands {
    /// Begins to carry it out; a [`Effect::Quit`] never comes here.
    fn carry_out(&mut self, effect: Effect);
}

/// What the loop listens to.
#[derive(Debug)]
pub struct Ports {
    /// Facts from the feed.
    pub facts: mpsc::Receiver<Event>,
    /// Answers to calls.
    pub answers: mpsc::Receiver<Msg>,
    /// Keys and pastes.
    pub keys: mpsc::Receiver<Msg>,
    /// Signals and the lost terminal.
    pub signals: mpsc::Receiver<Stop>,
    /// A configuration that was read again; `None` if none ever is.
    pub changes: Option<mpsc::Receiver<Change>>,
}

/// Runs until the app quits.
pub async fn run(
    model: &mut Model,
    canvas: &mut impl Canvas,
    theme: &Theme,
    mut ports: Ports,
    hands: &mut impl Hands,
) -> Quit {
    let mut theme = theme.clone();
    let mut frames = FrameClock::default();
    frames.request(Redraw::Now, Instant::now());
    let mut wake = None;
    // What the frame shows that is being written.
    let mut seen: Option<Seen> = None;
    let mut shows = Shows::Frames;
    let mut batch = Vec::with_capacity(BATCH);
    let mut facts = Vec::with_capacity(BATCH);
    let mut answers = Vec::with_capacity(BATCH);
    loop {
        if wake
            .take_if(|at: &mut Instant| *at <= Instant::now())
            .is_some()
        {
            batch.push(Msg::Timer);
        }
        let mut at = now();
        for msg in batch.drain(..) {
            let quit = take(model, msg, &mut at, &mut frames, &mut shows, canvas, hands).await;
            if let Some(quit) = quit {
                return quit;
            }
        }
        // While a frame is on its way no other is made: what changes meanwhile is in the next one.
        let free = seen.is_none() && shows == Shows::Frames && !canvas.in_flight();
        frames.hold(canvas.through());
        if free && frames.take(Instant::now()) {
            model.settle();
            match unharmed(|| canvas.paint(model, &theme)) {
                Some(Ok(painted)) => seen = Some(painted),
                Some(Err(e)) => batch.push(gone(&e)),
                None => batch.push(Msg::Stop(Stop::Crashed)),
            }
        }
        if !canvas.in_flight()
            && let Some(seen) = seen.take()
        {
            frames.hold(canvas.through());
            batch.push(Msg::Painted(seen));
        }
        let mut at = now();
        for msg in batch.drain(..) {
            let quit = take(model, msg, &mut at, &mut frames, &mut shows, canvas, hands).await;
            if let Some(quit) = quit {
                return quit;
            }
        }
        wake = app::wake_at(model);
        let writing = canvas.in_flight();
        let idle = seen.is_none() && shows == Shows::Frames && !writing;
        let due = frames.due().filter(|_| idle);
        let next = [wake, due].into_iter().flatten().min();
        let sleep = async {
            match next {
                Some(at) => tokio::time::sleep_until(at.into()).await,
                None => std::future::pending().await,
            }
        };
        tokio::select! {
            biased;
            stop = ports.signals.recv() => batch.push(Msg::Stop(stop.unwrap_or(Stop::Crashed))),
            // Before what may never end: as long as it is not heard that a frame was written, there is
            // no other. It is heard once for each frame, so that nothing waits for it in vain.
            outcome = canvas.written(), if writing => {
                batch.extend(outcome.err().map(|e| gone(&e)));
            }
            n = ports.keys.recv_many(&mut batch, BATCH) => if n == 0 {
                batch.push(Msg::Stop(Stop::HungUp));
            },
            change = changed(&mut ports.changes) => batch.push(match change {
                Change::Read { settings, theme: new, later } => {
                    theme = *new;
                    Msg::Configured { settings, later }
                }
                Change::Refused(why) => Msg::ConfigRefused(why),
            }),
            n = ports.answers.recv_many(&mut answers, BATCH) => if n == 0 {
                answers.push(Msg::Stop(Stop::Crashed));
            },
            n = ports.facts.recv_many(&mut facts, BATCH) => {
                if n == 0 {
                    // The feed never ends by itself: going on would show a list that is silently old.
                    answers.push(Msg::Stop(Stop::Crashed));
                }
            }
            () = sleep => {}
        }
        batch.append(&mut answers);
        batch.extend(facts.drain(..).inspect(scribe::note).map(Msg::Event));
    }
}

/// What came of it, unless it panicked: the hook has said that, and given the terminal back.
fn unharmed<T>(what: impl FnOnce() -> T) -> Option<T> {
    std::panic::catch_unwind(std::panic::AssertUnwindSafe(what)).ok()
}

/// The next change; never, if there can be none.
async fn changed(changes: &mut Option<mpsc::Receiver<Change>>) -> Change {
    if let Some(receiver) = changes
        && let Some(change) = receiver.recv().await
    {
        return change;
    }
    // Whoever told them has ended: what is in force stays.
    *changes = None;
    std::future::pending().await
}

/// There is nothing to paint on any more.
fn gone(e: &std::io::Error) -> Msg {
    tracing::warn!("the terminal is gone: {e}");
    Msg::Stop(match e.kind() {
        // The system's own errors are never of this kind.
        ErrorKind::Other => Stop::Crashed,
        _ => Stop::HungUp,
    })
}

/// Has the model take a message, at the moment at which those of this turn were taken up.
async fn take(
    model: &mut Model,
    msg: Msg,
    at: &mut Moment,
    frames: &mut FrameClock,
    shows: &mut Shows,
    canvas: &mut impl Canvas,
    hands: &mut impl Hands,
) -> Option<Quit> {
    let ready = match msg {
        Msg::Continued => {
            *shows = Shows::Frames;
            canvas.resume()
        }
        // Also when the size is what it was: a terminal that shrank and grew has lost its cells.
        Msg::Resize => canvas.repaint(),
        Msg::Shown => canvas.shown(),
        _ => Ok(()),
    };
    let msg = match ready {
        Ok(()) => msg,
        Err(e) => gone(&e),
    };
    let step = unharmed(|| {
        if let Msg::Key(press) = &msg {
            drill::panic(if press.key == Key::F(12) {
                "ui-later"
            } else {
                "ui"
            });
        }
        app::update(model, msg, *at)
    });
    // Half done as it may be, it still knows which sessions are to be left.
    let step = step.unwrap_or_else(|| app::update(model, Msg::Stop(Stop::Crashed), *at));
    frames.request(step.redraw, at.mono);
    for effect in step.effects {
        match effect {
            Effect::Quit(quit) => return Some(quit),
            Effect::Tell(tell) => canvas.tell(&tell),
            Effect::Repaint => {
                if let Err(e) = canvas.repaint() {
                    tracing::warn!("painting anew: {e}");
                }
            }
            Effect::Suspend => {
                *shows = Shows::Nothing;
                canvas.suspend().await;
                // Whatever comes next may come much later.
                *at = now();
            }
            other => hands.carry_out(other),
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use std::io;

    use super::*;
    use crate::app::{Exit, Settings};

    struct Lost(fn() -> io::Error);

    impl Canvas for Lost {
        fn paint(&mut self, _: &Model, _: &Theme) -> io::Result<Seen> {
            Err((self.0)())
        }
    }

    struct NoHands;

    impl Hands for NoHands {
        fn carry_out(&mut self, _: Effect) {}
    }

    async fn exit(error: fn() -> io::Error) -> Exit {
        let mut model = Model::new(Settings::default(), now());
        let ((_f, facts), (_a, answers), (_k, keys), (_s, signals)) = (
            mpsc::channel(1),
            mpsc::channel(1),
            mpsc::channel(1),
            mpsc::channel(1),
        );
        let ports = Ports {
            facts,
            answers,
            keys,
            signals,
            changes: None,
        };
        let theme = Theme::of(None);
        run(&mut model, &mut Lost(error), &theme, ports, &mut NoHands)
            .await
            .exit
    }

    #[tokio::test]
    async fn a_terminal_that_is_gone_ends_it_and_one_given_back_after_a_panic_too() {
        // EIO: what a terminal says that has hung up.
        assert_eq!(exit(|| io::Error::from_raw_os_error(5)).await, Exit::HungUp);
        assert_eq!(exit(|| io::Error::other("panic")).await, Exit::Crashed);
    }
}
