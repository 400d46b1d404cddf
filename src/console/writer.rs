//! Frames are written at once as far as the terminal takes them without a wait, which is mostly all
//! of them, and the rest by a thread of its own: a terminal that stops reading (Ctrl-S, a stalled
//! link) holds up that thread and nothing else. At most one frame is on its way; while it is, none
//! is made, so that skipped frames cost nothing and the next one shows the newest state.

use std::cell::RefCell;
use std::fs::File;
use std::io::{self, Write};
use std::rc::Rc;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{SyncSender, sync_channel};
use std::time::{Duration, Instant};

use tokio::sync::mpsc;

use super::line::Line;

/// Most pieces that wait to be written.
const ON_THEIR_WAY: usize = 4;

/// Held while bytes go to the terminal.
static WRITING: Mutex<()> = Mutex::new(());
/// Whether the terminal was given back behind the writer's back: it writes nothing any more.
static CLOSED: AtomicBool = AtomicBool::new(false);

/// Says the last words from elsewhere (in a panic, on an error) after the frame that may be on its
/// way; what comes after it is dropped. A terminal that takes no bytes is waited for no longer than
/// `patience`.
pub(super) fn last_words(patience: Duration, say: impl FnOnce()) {
    CLOSED.store(true, Ordering::SeqCst);
    let end = Instant::now() + patience;
    let mut held = WRITING.try_lock();
    while held.is_err() && Instant::now() < end {
        std::thread::sleep(Duration::from_millis(1));
        held = WRITING.try_lock();
    }
    say();
}

fn write<T>(write: impl FnOnce() -> io::Result<T>) -> io::Result<T> {
    // A writer that panicked has left nothing half done.
    let _held = WRITING
        .lock()
        .unwrap_or_else(std::sync::PoisonError::into_inner);
    if CLOSED.load(Ordering::SeqCst) {
        return Err(io::Error::other("it was given back after a panic"));
    }
    write()
}

/// Writes what is taken without a wait; says how much that was.
fn write_some(out: &mut File, bytes: &[u8]) -> io::Result<usize> {
    let mut done = 0;
    while let Some(rest) = bytes.get(done..).filter(|rest| !rest.is_empty()) {
        match out.write(rest) {
            Ok(0) => break,
            Ok(some) => done += some,
            Err(e) if e.kind() == io::ErrorKind::WouldBlock => break,
            Err(e) if e.kind() == io::ErrorKind::Interrupted => {}
            Err(e) => return Err(e),
        }
    }
    Ok(done)
}

/// Where ratatui writes a frame, piece by piece.
#[derive(Clone, Debug, Default)]
pub(super) struct Sheet(Rc<RefCell<Vec<u8>>>);

impl Sheet {
    /// Takes what was written since the last time.
    pub(super) fn take(&self) -> Vec<u8> {
        std::mem::take(&mut self.0.borrow_mut())
    }
}

impl Write for Sheet {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.borrow_mut().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// What was written, and how long that took.
#[derive(Clone, Copy, Debug)]
struct Written {
    bytes: usize,
    took: Duration,
}

/// What writes, with the thread for what has to wait.
#[derive(Debug)]
pub(super) struct Writer {
    /// The way on which nothing waits, where there is one.
    direct: Option<File>,
    /// `None` once the last words were said.
    frames: Option<SyncSender<Vec<u8>>>,
    thread: Option<std::thread::JoinHandle<()>>,
    written: mpsc::Receiver<(io::Result<()>, Written)>,
    line: Line,
    /// How many are on their way: a frame, or what stops and starts frames around it.
    in_flight: usize,
}

impl Writer {
    /// Starts the thread. It ends with the writer, or with the program. `direct` leads to the same
    /// terminal and refuses to wait.
    pub(super) fn start(mut out: File, direct: Option<File>) -> io::Result<Self> {
        let (frames, queue) = sync_channel::<Vec<u8>>(ON_THEIR_WAY);
        let (tell, written) = mpsc::channel(ON_THEIR_WAY);
        let thread = std::thread::Builder::new()
            .name("frames".into())
            .spawn(move || {
                for frame in queue {
                    let begun = Instant::now();
                    let outcome = write(|| out.write_all(&frame));
                    let written = Written {
                        bytes: frame.len(),
                        took: begun.elapsed(),
                    };
                    // Nobody may listen any more: the last words are written all the same.
                    let _ = tell.blocking_send((outcome, written));
                }
            })?;
        Ok(Self {
            direct,
            frames: Some(frames),
            thread: Some(thread),
            written,
            line: Line::new(Instant::now()),
            in_flight: 0,
        })
    }

    /// Sends bytes off, a frame or others. A frame only when the one before has been written. What
    /// the terminal takes at once has been written when this returns.
    pub(super) fn send(&mut self, mut frame: Vec<u8>) -> io::Result<()> {
        // Nothing overtakes what is on its way; and after the last words there are none.
        let is_free = self.in_flight == 0 && self.frames.is_some();
        if let Some(direct) = self.direct.as_mut().filter(|_| is_free) {
            let done = write(|| write_some(direct, &frame))?;
            self.line.took(done, Duration::ZERO, Instant::now());
            frame.drain(..done);
            if frame.is_empty() {
                return Ok(());
            }
        }
        let sent = self.frames.as_ref().map(|frames| frames.try_send(frame));
        if !matches!(sent, Some(Ok(()))) {
            return Err(io::ErrorKind::BrokenPipe.into());
        }
        self.in_flight += 1;
        Ok(())
    }

    /// Says the last words, after the frame that is on its way, and hands out the thread to be
    /// waited for: it ends when they are written.
    pub(super) fn finish(&mut self, words: Vec<u8>) -> Option<std::thread::JoinHandle<()>> {
        if let Some(frames) = self.frames.take() {
            // There is room: never so many are on their way.
            let _ = frames.try_send(words);
        }
        // The thread must not wait to be heard.
        self.written.close();
        self.thread.take()
    }

    /// Whether anything is on its way.
    pub(super) fn in_flight(&self) -> bool {
        self.in_flight > 0
    }

    /// Waits until the oldest of it has been written. Nothing is lost if the waiting is given up.
    pub(super) async fn written(&mut self) -> io::Result<()> {
        let outcome = self.written.recv().await;
        self.in_flight = self.in_flight.saturating_sub(1);
        let Some((outcome, written)) = outcome else {
            return Err(io::ErrorKind::BrokenPipe.into());
        };
        self.line.took(written.bytes, written.took, Instant::now());
        outcome
    }

    /// Waits until nothing is on its way.
    pub(super) async fn all_written(&mut self) -> io::Result<()> {
        while self.in_flight() {
            self.written().await?;
        }
        Ok(())
    }

    /// When the line to the terminal will be through with what was written, if it is slow.
    pub(super) fn through(&self) -> Option<Instant> {
        self.line.through()
    }
}

#[cfg(test)]
mod tests {
    use std::io::Read as _;
    use std::time::Duration;

    use super::*;

    #[tokio::test]
    async fn a_reader_that_stops_holds_up_nobody() {
        let (mut reader, pipe) = std::io::pipe().unwrap();
        let mut writer = Writer::start(File::from(std::os::fd::OwnedFd::from(pipe)), None).unwrap();
        writer.send(vec![b'x'; 1 << 20]).unwrap();
        // The pipe is full: the frame is on its way, and this task goes on.
        let waited = tokio::time::timeout(Duration::from_millis(50), writer.written()).await;
        assert!(waited.is_err() && writer.in_flight());
        let read = std::thread::spawn(move || {
            let mut all = vec![0; 1 << 20];
            reader.read_exact(&mut all).map(|()| all.len())
        });
        writer.written().await.unwrap();
        assert!(!writer.in_flight());
        assert_eq!(read.join().unwrap().unwrap(), 1 << 20);
    }

    #[tokio::test]
    async fn what_is_not_taken_at_once_follows_in_order() {
        let (mut reader, pipe) = std::io::pipe().unwrap();
        let pipe = std::os::fd::OwnedFd::from(pipe);
        // Another way to the same pipe, as to a terminal: it does not wait, the first one does.
        let way = format!("/dev/fd/{}", std::os::fd::AsRawFd::as_raw_fd(&pipe));
        let how = rustix::fs::OFlags::WRONLY | rustix::fs::OFlags::NONBLOCK;
        let direct = rustix::fs::open(way, how, rustix::fs::Mode::empty()).unwrap();
        let mut writer = Writer::start(File::from(pipe), Some(File::from(direct))).unwrap();
        writer.send(b"at once".to_vec()).unwrap();
        assert!(!writer.in_flight());
        let long: Vec<u8> = (0..=255).cycle().take(1 << 20).collect();
        writer.send(long.clone()).unwrap();
        assert!(writer.in_flight());
        writer.send(b"behind it".to_vec()).unwrap();
        let read = std::thread::spawn(move || {
            let mut all = vec![0; 7 + (1 << 20) + 9];
            reader.read_exact(&mut all).map(|()| all)
        });
        writer.all_written().await.unwrap();
        let all = read.join().unwrap().unwrap();
        assert!(all == [b"at once".as_slice(), &long, b"behind it"].concat());
    }
}
