#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "tests"
)]

use std::sync::Mutex;
use std::sync::atomic::AtomicBool;

use super::super::paper::Paper;
use super::super::shelf::Opened;
use super::*;
use crate::audit::verify::Leaf;
use crate::domain::{Mode, SessionId};

const SOON: Duration = Duration::from_secs(20);

/// Paper in memory that can be full.
#[derive(Clone, Default)]
struct Pad {
    bytes: Arc<Mutex<Vec<u8>>>,
    full: Arc<AtomicBool>,
}

impl Paper for Pad {
    fn put(&mut self, at: u64, line: &[u8]) -> io::Result<()> {
        let mut bytes = self.bytes.lock().unwrap();
        bytes.truncate(usize::try_from(at).unwrap());
        if self.full.load(Ordering::SeqCst) {
            bytes.extend_from_slice(&line[..line.len() / 2]);
            return Err(io::ErrorKind::StorageFull.into());
        }
        bytes.extend_from_slice(line);
        Ok(())
    }

    fn discard(&mut self) {}
}

fn clerk(pad: &Pad, rules: Rules) -> Clerk {
    let pad = pad.clone();
    let open = move |_: &str| {
        Ok(Opened {
            paper: Box::new(pad.clone()),
            name: "run".into(),
            after: None,
            prev: super::super::line::nothing(),
            turn: None,
        })
    };
    Clerk::with(Who::default(), Box::new(open), rules).unwrap()
}

fn switch() -> Call {
    Call::Switch {
        session: SessionId::new("s1"),
        mode: Mode::Coach,
    }
}

fn say() -> Call {
    Call::SendToAgents {
        session: SessionId::new("s1"),
        text: "mind the tone".into(),
    }
}

fn text(pad: &Pad) -> String {
    String::from_utf8(pad.bytes.lock().unwrap().clone()).unwrap()
}

#[tokio::test]
async fn the_intent_is_on_paper_before_anybody_goes_on() {
    let pad = Pad::default();
    let clerk = clerk(&pad, Rules::default());
    let about = About {
        confirmed: Some(Mode::Monitor),
        ..About::default()
    };
    let deed = clerk.intent(&switch(), &about, SOON).await.unwrap();
    let line = text(&pad);
    assert!(line.contains(r#""kind":"intent","deed":1,"action":"switch","session":"s1","asked":"Coach","confirmed":"Monitor""#), "{line}");
    assert!(!line.contains("result"));
    clerk
        .result(
            &deed,
            &Err(Fault::Refused {
                code: 3,
                message: Text::line("mind the tone"),
            }),
        )
        .await;
    clerk.intent(&say(), &about, SOON).await.unwrap();
    clerk.note(&Note::Locked);
    let said = clerk.finish(SOON).await;
    let all = text(&pad);
    assert!(all.contains(r#""outcome":"refused","code":3"#), "{all}");
    assert!(all.contains(r#""action":"write-to-agents""#) && all.contains(r#""length":13"#));
    assert!(!all.contains("mind the tone"), "nobody's words by default");
    let leaf = Leaf::read("run", all.as_bytes());
    assert_eq!(leaf.findings, []);
    assert!(leaf.is_ended);
    let head = leaf.hashes.last().unwrap();
    assert_eq!(said, format!("audit: run head {head}"));
}

#[tokio::test]
async fn the_words_are_kept_where_that_is_wanted() {
    let pad = Pad::default();
    let rules = Rules {
        words: Words::Kept,
        ..Rules::default()
    };
    let clerk = clerk(&pad, rules);
    let deed = clerk.intent(&say(), &About::default(), SOON).await.unwrap();
    let done = Ok(Reply::PassedOn {
        reference: None,
        partly: None,
    });
    clerk.result(&deed, &done).await;
    clerk.finish(SOON).await;
    assert_eq!(text(&pad).matches("mind the tone").count(), 1);
}

#[tokio::test]
async fn a_full_disk_is_said_and_what_was_missed_is_counted_when_there_is_room() {
    let pad = Pad::default();
    let clerk = clerk(&pad, Rules::default());
    let mut record = clerk.record();
    record
        .wait_for(|r| matches!(r, Record::Kept { .. }))
        .await
        .unwrap();
    pad.full.store(true, Ordering::SeqCst);
    for _ in 0..2 {
        let why = clerk.intent(&switch(), &About::default(), SOON).await;
        assert!(why.is_err());
        let rule = Unrecorded::Refused;
        assert!(matches!(&*record.borrow(), Record::Broken { rule: r, .. } if *r == rule));
    }
    pad.full.store(false, Ordering::SeqCst);
    clerk
        .intent(&switch(), &About::default(), SOON)
        .await
        .unwrap();
    assert!(matches!(&*record.borrow(), Record::Kept { .. }));
    let all = text(&pad);
    assert!(all.contains(r#""missed":2"#), "{all}");
    assert_eq!(Leaf::read("run", all.as_bytes()).findings, []);
}

#[tokio::test]
async fn a_disk_that_does_not_answer_holds_up_nobody() {
    let (_never, stuck) = std::sync::mpsc::sync_channel::<()>(1);
    let open = move |_: &str| {
        let _ = stuck.recv();
        Err(io::ErrorKind::Other.into())
    };
    let clerk = Clerk::with(Who::default(), Box::new(open), Rules::default()).unwrap();
    let why = clerk
        .intent(&switch(), &About::default(), Duration::from_millis(20))
        .await
        .unwrap_err();
    assert_eq!(why.as_str(), "the disk does not answer");
    assert!(matches!(&*clerk.record().borrow(), Record::Broken { .. }));
    clerk.begun(Duration::from_millis(1)).await;
    let said = clerk.finish(Duration::from_millis(20)).await;
    assert_eq!(
        said,
        "audit: could not be written: the disk does not answer"
    );
}
