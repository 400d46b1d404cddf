#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "tests"
)]

use proptest::prelude::*;

use super::*;
use crate::app::Press;
use crate::console::input::paste::LONGEST;

const HOLD: Duration = Duration::from_millis(50);

/// A keyboard on a link that loses time where it is told to.
struct Link {
    decoder: Decoder,
    now: Instant,
    heard: Vec<Heard>,
}

impl Link {
    fn new() -> Self {
        Self {
            decoder: Decoder::new(HOLD),
            now: Instant::now(),
            heard: Vec::new(),
        }
    }

    fn bytes(&mut self, bytes: &[u8]) -> &mut Self {
        self.decoder.read(bytes, self.now, &mut self.heard);
        self
    }

    /// Nothing comes for so long; what falls due on the way is decided then.
    fn pause(&mut self, by: Duration) -> &mut Self {
        let end = self.now + by;
        let mut turns = 0;
        while let Some(at) = self.decoder.deadline().filter(|at| *at <= end) {
            self.decoder.silence(at, &mut self.heard);
            turns += 1;
            assert!(turns < 4, "a deadline that stays is a busy loop");
        }
        self.now = end;
        self
    }

    fn words(&mut self) -> Vec<String> {
        std::mem::take(&mut self.heard)
            .into_iter()
            .map(|heard| match heard {
                Heard::Key(press) => format!("{:?}", press.key),
                other => format!("{other:?}"),
            })
            .collect()
    }
}

fn read(bytes: &[u8]) -> Vec<String> {
    let mut link = Link::new();
    link.bytes(bytes).pause(Duration::from_secs(2)).words()
}

/// Every sequence that means something to us, and what it means.
const MEANT: &[(&str, &str)] = &[
    ("\x1b[A", "Up"),
    ("\x1b[B", "Down"),
    ("\x1b[C", "Right"),
    ("\x1b[D", "Left"),
    ("\x1b[H", "Home"),
    ("\x1b[F", "End"),
    ("\x1b[1~", "Home"),
    ("\x1b[4~", "End"),
    ("\x1b[7~", "Home"),
    ("\x1b[8~", "End"),
    ("\x1b[3~", "Delete"),
    ("\x1b[5~", "PageUp"),
    ("\x1b[6~", "PageDown"),
    ("\x1b[1;5A", "Up"),
    ("\x1b[1;2B", "Down"),
    ("\x1b[5;3~", "PageUp"),
    ("\x1b[11~", "F(1)"),
    ("\x1b[15~", "F(5)"),
    ("\x1b[17~", "F(6)"),
    ("\x1b[21~", "F(10)"),
    ("\x1b[24~", "F(12)"),
    ("\x1bOP", "F(1)"),
    ("\x1bOS", "F(4)"),
    ("\x1bOA", "Up"),
    ("\x1bOH", "Home"),
    ("\x1b[1;2P", "F(1)"),
    ("\x1b[[A", "F(1)"),
    ("\x1b[[E", "F(5)"),
    ("\x1b[I", "FocusIn"),
    ("\x1b[O", "FocusOut"),
    ("\x1b[98u", "Char('b')"),
    ("\x1b[98;2u", "Char('B')"),
    ("\x1b[47:63;2u", "Char('?')"),
    ("\x1b[99;5u", "Ctrl('c')"),
    ("\x1b[13u", "Enter"),
    ("\x1b[27u", "Esc"),
    ("\x1b[127u", "Backspace"),
    ("\x1b[27;5;99~", "Ctrl('c')"),
    ("é", "Char('é')"),
    ("€", "Char('€')"),
    ("😀", "Char('😀')"),
    ("\x1b[200~mcb\r\x1b[201~", "Paste(\"mcb\\r\")"),
    ("\x1b[200~né 😀\x1b[201~", "Paste(\"né 😀\")"),
    (
        "\x1b[200~a\x1b[200~b\x1b[20\x1b[201~",
        "Paste(\"a\\u{1b}[200~b\\u{1b}[20\")",
    ),
    (
        "\x1b[<0;12;3M",
        "Mouse(Mouse { code: 0, column: 11, row: 2, pressed: Down })",
    ),
    (
        "\x1b[<65;1;1m",
        "Mouse(Mouse { code: 65, column: 0, row: 0, pressed: Up })",
    ),
];

/// Sequences that mean nothing: swallowed, or a key that means nothing. Never letters.
const MEANT_NOT: &[&str] = &[
    "\x1bb",
    "\x1bB",
    "\x1bé",
    "\x1b\r",
    "\x1b[Z",
    "\x1b[2~",
    "\x1b[25~",
    "\x1b[98;3u",
    "\x1b[98;1:3u",
    "\x1b[13;2u",
    "\x1b[57399u",
    "\x1bOM",
    "\x1bOm",
    "\x1b[a",
    "\x1b[b",
    "\x1b[12;40R",
    "\x1b[?62;22c",
    "\x1b[>0;276;0c",
    "\x1b[?2026;2$y",
    "\x1b[201~",
    "\x1b[Mm c",
    "\x1b[<0;m",
    "\x1b]11;rgb:ffff/mmmm/bbbb\x1b\\",
    "\x1b]52;c;bWNi\x07",
    "\x1b[?0n",
    "\x1b[5n",
    "\x1bP1$r0m\x1b\\",
    "\x1b_Gi=31;OK\x1b\\",
];

#[test]
fn every_sequence_is_what_it_means() {
    for (bytes, meant) in MEANT {
        assert_eq!(read(bytes.as_bytes()), [*meant], "{bytes:?}");
    }
    for bytes in ["\x1b[0n", "\x1b[3n"] {
        assert_eq!(read(bytes.as_bytes()), ["Well"], "{bytes:?}");
    }
    for bytes in MEANT_NOT {
        let words = read(bytes.as_bytes());
        assert!(words.iter().all(|w| w == "Unknown"), "{bytes:?} {words:?}");
    }
    let keys = read(b"b\r\x7f\x08\t\x03\x00\x1c");
    let meant = [
        "Char('b')",
        "Enter",
        "Backspace",
        "Backspace",
        "Tab",
        "Ctrl('c')",
        "Ctrl(' ')",
        "Unknown",
    ];
    assert_eq!(keys, meant);
}

#[test]
fn a_split_anywhere_gives_the_same_keys() {
    let all = MEANT
        .iter()
        .map(|(bytes, _)| *bytes)
        .chain(MEANT_NOT.iter().copied());
    for bytes in all.map(str::as_bytes) {
        let whole = read(bytes);
        for at in 1..bytes.len() {
            let (head, tail) = bytes.split_at(at);
            let mut link = Link::new();
            link.bytes(head)
                .pause(Duration::from_millis(49))
                .bytes(tail);
            assert_eq!(
                link.pause(Duration::from_secs(2)).words(),
                whole,
                "{bytes:?} at {at}"
            );
        }
        let mut link = Link::new();
        for byte in bytes {
            link.bytes(&[*byte]).pause(Duration::from_millis(49));
        }
        assert_eq!(
            link.pause(Duration::from_secs(2)).words(),
            whole,
            "{bytes:?} byte by byte"
        );
    }
}

#[test]
fn a_split_on_a_link_that_stalls_gives_no_letter() {
    for stall in [60, 190, 210, 1000, 9000] {
        for (bytes, meant) in MEANT {
            let bytes = bytes.as_bytes();
            for at in 1..bytes.len() {
                let (head, tail) = bytes.split_at(at);
                let mut link = Link::new();
                link.bytes(head)
                    .pause(Duration::from_millis(stall))
                    .bytes(tail);
                let words = link.pause(Duration::from_secs(2)).words();
                let words: Vec<&str> = words.iter().map(String::as_str).collect();
                // An Esc too many closes something; what was meant comes all the same.
                let words = match &words[..] {
                    ["Esc", rest @ ..] if at == 1 => rest,
                    all => all,
                };
                if meant.starts_with("Paste") {
                    assert!(
                        words.iter().all(|w| w.starts_with("Paste")),
                        "{bytes:?} at {at}: {words:?}"
                    );
                } else {
                    assert_eq!(words, [*meant], "{bytes:?} at {at}, {stall} ms");
                }
            }
        }
    }
}

#[test]
fn esc_is_a_key_after_the_hold_and_was_pressed_when_it_was_read() {
    let mut link = Link::new();
    let pressed = link.now;
    link.bytes(b"\x1b").pause(HOLD - Duration::from_millis(1));
    assert_eq!(link.heard, []);
    link.pause(Duration::from_millis(1));
    assert_eq!(
        link.heard,
        [Heard::Key(Press {
            key: Key::Esc,
            at: pressed
        })]
    );
    assert_eq!(link.decoder.deadline(), None, "at rest nothing wakes");
    link.heard.clear();
    assert_eq!(link.bytes(b"\x1b\x1b\x1b[A").words(), ["Esc", "Esc", "Up"]);
    // A person who closes something and goes on.
    link.bytes(b"\x1b").pause(Duration::from_millis(300));
    assert_eq!(
        link.bytes(b"O").bytes(b"q").words(),
        ["Esc", "Char('O')", "Char('q')"]
    );
}

#[test]
fn a_paste_that_falls_silent_has_ended_and_its_rest_is_still_a_paste() {
    let mut link = Link::new();
    link.bytes(b"\x1b[200~mcb")
        .pause(Duration::from_millis(199));
    assert_eq!(link.words(), [""; 0]);
    link.pause(Duration::from_millis(1));
    assert_eq!(link.words(), ["Paste(\"mcb\")"]);
    assert_eq!(link.decoder.deadline(), None);
    link.bytes(b"bb\rx").pause(Duration::from_millis(250));
    assert_eq!(link.words(), ["Paste(\"bb\\rx\")"]);
    link.bytes(b"m\x1b[20").bytes(b"1~m");
    assert_eq!(link.words(), ["Paste(\"m\")", "Char('m')"]);
    // The end never comes: one key is a person.
    for (key, meant) in [
        ("m", "Char('m')"),
        ("\x03", "Ctrl('c')"),
        ("\x1b[A", "Up"),
        ("é", "Char('é')"),
        ("\x1b", "Esc"),
    ] {
        link.bytes(b"\x1b[200~hello")
            .pause(Duration::from_millis(200));
        link.bytes(key.as_bytes()).pause(HOLD);
        assert_eq!(link.words(), ["Paste(\"hello\")", meant]);
        link.pause(Duration::from_secs(2)).bytes(b"jk");
        assert_eq!(link.words(), ["Char('j')", "Char('k')"]);
    }
    // A character that was cut by the silence.
    link.bytes(b"\x1b[200~a\xc3")
        .pause(Duration::from_millis(300));
    link.bytes(b"\xa9b\x1b[201~");
    assert_eq!(link.words(), ["Paste(\"a\")", "Paste(\"éb\")"]);
}

#[test]
fn a_paste_is_bounded() {
    let mut link = Link::new();
    link.bytes(b"\x1b[200~");
    for _ in 0..100 {
        link.bytes(&[b'x'; 4096]);
    }
    link.bytes(b"\x1b[201~");
    let [Heard::Paste(text)] = &link.heard[..] else {
        panic!("{:?}", link.heard.len());
    };
    assert_eq!(text.len(), LONGEST);
}

#[test]
fn ctrl_c_ends_whatever_is_half_read() {
    for head in ["\x1b[1;", "\x1bO", "\x1b]0;", "\x1bP", "\x1b[[", "\x1b[M"] {
        let words = read(&[head.as_bytes(), b"\x03"].concat());
        assert_eq!(words, ["Ctrl('c')"], "{head:?}");
    }
}

/// Bytes as a keyboard, a paste and a broken link make them.
fn anything() -> impl Strategy<Value = Vec<u8>> {
    let sequence = prop::sample::select(
        MEANT
            .iter()
            .map(|(bytes, _)| bytes.as_bytes().to_vec())
            .chain(MEANT_NOT.iter().map(|bytes| bytes.as_bytes().to_vec()))
            .collect::<Vec<_>>(),
    );
    let piece = prop_oneof![
        3 => sequence,
        2 => prop::collection::vec(any::<u8>(), 0..6),
        1 => prop::collection::vec(0x20_u8..0x7f, 0..20),
    ];
    prop::collection::vec(piece, 0..8).prop_map(|pieces| pieces.concat())
}

proptest! {
    /// Whatever comes: no panic, and a read that ends elsewhere changes nothing.
    #[test]
    fn any_split_of_anything_is_the_same(bytes in anything(), cuts in prop::collection::vec(1_usize..7, 0..64)) {
        let whole = read(&bytes);
        let mut link = Link::new();
        let mut rest = &bytes[..];
        for cut in cuts {
            let (head, tail) = rest.split_at(cut.min(rest.len()));
            link.bytes(head);
            rest = tail;
        }
        link.bytes(rest);
        prop_assert_eq!(link.pause(Duration::from_secs(2)).words(), whole);
    }

    /// The same with stalls: no panic, no busy waiting, bounded memory, and Ctrl-C always works.
    #[test]
    fn stalls_do_no_harm(pieces in prop::collection::vec((anything(), 0_u64..400), 0..8)) {
        let mut link = Link::new();
        for (bytes, stall) in pieces {
            link.bytes(&bytes).pause(Duration::from_millis(stall));
        }
        link.pause(Duration::from_secs(2)).words();
        prop_assert!(link.decoder.paste.len() <= LONGEST && link.decoder.letter.len() <= 4);
        link.bytes(b"\x03");
        prop_assert_eq!(link.words().pop(), Some("Ctrl('c')".to_owned()));
    }
}
