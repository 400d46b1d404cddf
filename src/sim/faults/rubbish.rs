//! The bytes of what nobody should send; knows nothing of who gets them.

use super::Rubbish;

/// Text that does harm where it is printed as it is: controls of 7 and 8 bit,
/// a window title, a cleared screen, a turned direction, a line too many.
pub(crate) const HOSTILE: &str = "\u{1b}]0;owned\u{7}\u{1b}[2J\u{1b}[1;1H\u{9b}31m\u{202e}desrever\u{2066}\u{0}\r\n\u{8}\u{feff}y\u{301}\u{301}\u{301}";

/// How deep the deep one is.
const DEPTH: usize = 10_000;

/// How large the huge one is, in bytes.
const HUGE: usize = 17 << 20;

/// How large the message in fragments of half a MiB is, in bytes.
const VAST: usize = 100 << 20;

/// How many fragments the message of many has.
const FRAGMENTS: usize = 65_536;

/// How much the bomb becomes, in bytes.
const BOMB: usize = 256 << 20;

/// How much the compressed frame becomes, in bytes: it is no large frame itself.
const FRAME_BOMB: usize = 100 << 20;

const GZIP_HEADER: [u8; 10] = [0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 255];

const EVENT: &str = r#"[{"channel":"/v2/me/smssessions","data":{"messageType":"Rubbish","x":"#;

/// How the bytes of a frame, or of the body of a poll, travel.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Form {
    /// In one frame.
    Whole,
    /// In a first frame and continuations (RFC 6455, 5.4) of at most so many bytes.
    Fragments(usize),
    /// A frame with the bit of a compression that nobody agreed on (RFC 7692, 6); as a body: gzip.
    Compressed,
}

/// Bytes that travel as they are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Raw {
    /// The bytes; where compressed, with the header of gzip.
    pub(crate) bytes: Vec<u8>,
    /// How they travel.
    pub(crate) form: Form,
}

impl Raw {
    /// In one frame.
    pub(crate) fn whole(bytes: Vec<u8>) -> Self {
        Self {
            bytes,
            form: Form::Whole,
        }
    }

    /// The payload of each websocket frame, in order.
    pub(crate) fn payloads(self) -> Vec<Vec<u8>> {
        match self.form {
            Form::Whole => vec![self.bytes],
            Form::Fragments(size) => self.bytes.chunks(size).map(<[u8]>::to_vec).collect(),
            Form::Compressed => vec![self.bytes[GZIP_HEADER.len()..].to_vec()],
        }
    }
}

/// A frame, or the body of a poll; none for what is no frame.
pub(crate) fn frame(rubbish: Rubbish) -> Option<Raw> {
    let mut bytes = EVENT.as_bytes().to_vec();
    let mut long = |count| {
        bytes.push(b'"');
        bytes.extend(std::iter::repeat_n(b'x', count));
        bytes.extend_from_slice(b"\"}}]");
    };
    let mut form = Form::Whole;
    match rubbish {
        Rubbish::BadUtf8 => bytes.extend_from_slice(b"\"\xff\xfe\xc0\x80\"}}]"),
        Rubbish::TruncatedJson => bytes.extend_from_slice(b"\"half a w"),
        Rubbish::DeepJson => {
            bytes.extend(std::iter::repeat_n(b'[', DEPTH));
            bytes.extend(std::iter::repeat_n(b']', DEPTH));
            bytes.extend_from_slice(b"}}]");
        }
        Rubbish::HugeFrame => long(HUGE),
        Rubbish::HugeMessage => {
            long(VAST);
            form = Form::Fragments(512 << 10);
        }
        Rubbish::ManyFragments => {
            let size = 80;
            long(FRAGMENTS * size - EVENT.len() - 5);
            form = Form::Fragments(size);
        }
        Rubbish::CompressedFrame => {
            bytes = gzip_of(FRAME_BOMB);
            form = Form::Compressed;
        }
        Rubbish::CompressionBomb | Rubbish::HostileText => return None,
    }
    Some(Raw { bytes, form })
}

/// The gzip bomb for an answer of REST.
pub(crate) fn bomb() -> Vec<u8> {
    gzip_of(BOMB)
}

/// A gzip stream of zeros (RFC 1951, 1952): one literal, and then the longest
/// match there is, again and again. It has no end.
fn gzip_of(size: usize) -> Vec<u8> {
    let mut bits = Bits::new(GZIP_HEADER.to_vec());
    // The last block, with the fixed codes.
    bits.push(0b110, 3);
    // The literal 0.
    bits.push(0b0011_0000, 8);
    for _ in 0..size / 258 {
        // Length 258, distance 1.
        bits.push(0b1100_0101, 8);
        bits.push(0, 5);
    }
    bits.bytes
}

/// Bits from the lowest of each byte on.
struct Bits {
    bytes: Vec<u8>,
    used: u8,
}

impl Bits {
    fn new(bytes: Vec<u8>) -> Self {
        Self { bytes, used: 8 }
    }

    /// So many bits, the highest first, as Huffman codes are packed.
    fn push(&mut self, code: u16, count: u8) {
        for place in (0..count).rev() {
            if self.used == 8 {
                self.bytes.push(0);
                self.used = 0;
            }
            if let Some(last) = self.bytes.last_mut() {
                *last |= u8::from(code >> place & 1 == 1) << self.used;
            }
            self.used += 1;
        }
    }
}
