//! What the terminal is asked to do beside showing frames, in bytes. Knows escape sequences and
//! the multiplexers they must pass; asks the terminal nothing back.
//!
//! OSC 52 (clipboard), 9 and 777 (notification) as xterm, iTerm2 and urxvt brought them in; the
//! wrapping as tmux's `allow-passthrough` and GNU screen's DCS document it.

use std::ffi::OsString;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use crate::app::{Mouse, Tell};

/// Most bytes of a text for the clipboard: what fits into an OSC of 100,000 bytes.
const LARGEST_COPY: usize = 74_994;
/// The same for the title of a notification.
const LARGEST_TITLE: usize = 200;
/// GNU screen passes strings on up to 256 bytes, with what is around them.
const SCREEN_PIECE: usize = 240;

/// What stands between the program and the person's terminal.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Between {
    Nothing,
    Tmux,
    Screen,
}

/// How the terminal shows a notification.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Notice {
    Osc9,
    Osc777,
    /// Not at all: it only rings.
    Bell,
}

/// Where the bytes go.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Surroundings {
    between: Between,
    notice: Notice,
    osc: Osc,
}

/// Whether the terminal knows operating system commands at all.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Osc {
    Known,
    /// The Linux console, which may show them as text.
    Unknown,
}

impl Surroundings {
    /// As the environment tells them.
    pub(super) fn of(var: impl Fn(&str) -> Option<OsString>) -> Self {
        let set = |name| var(name).filter(|value| !value.is_empty());
        let is = |name, heads: &[&str]| {
            set(name).is_some_and(|value| {
                let value = value.to_string_lossy();
                heads.iter().any(|head| value.starts_with(head))
            })
        };
        let between = if set("TMUX").is_some() {
            Between::Tmux
        } else if set("STY").is_some() {
            Between::Screen
        } else {
            Between::Nothing
        };
        let console = between == Between::Nothing && is("TERM", &["linux", "vt"]);
        let notice = if console {
            Notice::Bell
        } else if set("VTE_VERSION").is_some() || is("TERM", &["rxvt", "foot"]) {
            Notice::Osc777
        } else {
            Notice::Osc9
        };
        Self {
            between,
            notice,
            osc: if console { Osc::Unknown } else { Osc::Known },
        }
    }

    /// As this process was started.
    pub(super) fn of_process() -> Self {
        Self::of(|name| std::env::var_os(name))
    }

    /// An OSC through what stands between.
    fn pass(self, osc: &[u8]) -> Vec<u8> {
        match self.between {
            Between::Nothing => osc.to_vec(),
            Between::Tmux => {
                let mut out = b"\x1bPtmux;".to_vec();
                for &byte in osc {
                    if byte == 0x1b {
                        out.push(byte);
                    }
                    out.push(byte);
                }
                out.extend_from_slice(b"\x1b\\");
                out
            }
            Between::Screen => osc
                .chunks(SCREEN_PIECE)
                .flat_map(|piece| [b"\x1bP", piece, b"\x1b\\"].concat())
                .collect(),
        }
    }
}

/// Modes of the mouse: buttons and wheel (1000), in decimal (1006), and whether the window has the
/// keyboard (1004), since the click that brings it is not meant for us.
pub(super) const MOUSE_ON: &[u8] = b"\x1b[?1000h\x1b[?1006h\x1b[?1004h";
/// The same taken back.
pub(super) const MOUSE_OFF: &[u8] = b"\x1b[?1004l\x1b[?1006l\x1b[?1000l";

/// The bytes of what is to be told.
pub(super) fn encode(tell: &Tell, to: Surroundings) -> Vec<u8> {
    match tell {
        Tell::Bell => b"\x07".to_vec(),
        Tell::Notify { title } => {
            let title = cut(title.as_str(), LARGEST_TITLE);
            let osc = match to.notice {
                Notice::Osc9 => format!("\x1b]9;{title}\x07"),
                Notice::Osc777 => format!("\x1b]777;notify;floorwalk;{title}\x07"),
                Notice::Bell => return b"\x07".to_vec(),
            };
            // Who does not know the sequence hears the bell.
            [&to.pass(osc.as_bytes())[..], b"\x07"].concat()
        }
        Tell::Copy { text } => copy(text.as_str(), to),
        Tell::Mouse(Mouse::On) => MOUSE_ON.to_vec(),
        Tell::Mouse(Mouse::Off) => MOUSE_OFF.to_vec(),
    }
}

fn copy(text: &str, to: Surroundings) -> Vec<u8> {
    // A text of the domain is never so long; a terminal would drop it without a word.
    if to.osc == Osc::Unknown || text.len() > LARGEST_COPY {
        return Vec::new();
    }
    let osc = format!("\x1b]52;c;{}\x07", STANDARD.encode(text));
    let mut out = to.pass(osc.as_bytes());
    if to.between == Between::Tmux {
        // A tmux that passes nothing through may still take it for itself.
        out.extend_from_slice(osc.as_bytes());
    }
    out
}

/// The longest head of at most so many bytes.
fn cut(text: &str, most: usize) -> &str {
    let mut end = most.min(text.len());
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    text.get(..end).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::Text;

    fn at(vars: &[(&str, &str)]) -> Surroundings {
        Surroundings::of(|name| {
            let found = vars.iter().find(|(known, _)| *known == name);
            found.map(|(_, value)| value.into())
        })
    }

    fn bytes(tell: &Tell, vars: &[(&str, &str)]) -> String {
        String::from_utf8(encode(tell, at(vars))).unwrap()
    }

    #[test]
    fn each_in_each_surrounding() {
        let xterm = [("TERM", "xterm-256color")];
        let tmux = [
            ("TERM", "tmux-256color"),
            ("TMUX", "/tmp/tmux-1/default,1,0"),
        ];
        let screen = [("TERM", "screen"), ("STY", "1.pts-0.host")];
        let linux = [("TERM", "linux")];
        let title = Text::line("3 waiting");
        let notify = Tell::Notify { title };
        let text = Text::line("help");
        let copy = Tell::Copy { text };
        for vars in [&xterm[..], &tmux, &screen, &linux] {
            assert_eq!(bytes(&Tell::Bell, vars), "\x07");
        }
        assert_eq!(bytes(&notify, &xterm), "\x1b]9;3 waiting\x07\x07");
        assert_eq!(
            bytes(&notify, &[("TERM", "foot")]),
            "\x1b]777;notify;floorwalk;3 waiting\x07\x07"
        );
        assert_eq!(
            bytes(&notify, &tmux),
            "\x1bPtmux;\x1b\x1b]9;3 waiting\x07\x1b\\\x07"
        );
        assert_eq!(
            bytes(&notify, &screen),
            "\x1bP\x1b]9;3 waiting\x07\x1b\\\x07"
        );
        assert_eq!(bytes(&notify, &linux), "\x07");
        assert_eq!(bytes(&copy, &xterm), "\x1b]52;c;aGVscA==\x07");
        assert_eq!(
            bytes(&copy, &tmux),
            "\x1bPtmux;\x1b\x1b]52;c;aGVscA==\x07\x1b\\\x1b]52;c;aGVscA==\x07"
        );
        assert_eq!(bytes(&copy, &screen), "\x1bP\x1b]52;c;aGVscA==\x07\x1b\\");
        assert_eq!(bytes(&copy, &linux), "");
    }

    #[test]
    fn the_clipboard_has_a_cap_and_screen_takes_small_pieces() {
        let of = |n: usize, vars: &[(&str, &str)]| copy(&"x".repeat(n), at(vars));
        assert_eq!(of(LARGEST_COPY + 1, &[]), b"");
        assert_eq!(of(LARGEST_COPY, &[]).len(), 100_000);
        let pieces = String::from_utf8(of(1_000, &[("STY", "1")])).unwrap();
        assert!(pieces.split("\x1b\\").all(|piece| piece.len() <= 256));
        let whole = pieces.replace("\x1bP", "").replace("\x1b\\", "");
        assert_eq!(whole.as_bytes(), of(1_000, &[]));
    }

    #[test]
    fn nothing_of_a_text_is_a_command() {
        let hostile = "a\x1b]52;c;!\x07\u{9c}b\x1b\\";
        let title = Text::line(hostile);
        let told = bytes(&Tell::Notify { title }, &[]);
        assert_eq!(told.matches('\x1b').count(), 1, "{told:?}");
        assert_eq!(told.matches('\x07').count(), 2, "{told:?}");
        let long = Text::line(&"é".repeat(500));
        assert!(encode(&Tell::Notify { title: long }, at(&[])).len() < 220);
    }
}
