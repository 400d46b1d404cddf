//! Characters that arrive in two pieces. The emulated terminal loses a letter beside one (vt100
//! 0.18), and would show what the program never drew: it is given whole ones.

/// What has arrived of a character that is not whole yet.
#[derive(Default)]
pub struct Pieces(Vec<u8>);

impl Pieces {
    /// Adds what arrived; returns what is whole of it, in order.
    pub fn whole(&mut self, bytes: &[u8]) -> Vec<u8> {
        self.0.extend_from_slice(bytes);
        let last = self.0.utf8_chunks().last();
        let begun = last.map_or(&[][..], |chunk| chunk.invalid());
        // What has no length ends too soon: anything else is no character at all.
        let is_begun = std::str::from_utf8(begun).is_err_and(|e| e.error_len().is_none());
        let cut = if is_begun { begun.len() } else { 0 };
        let held = self.0.split_off(self.0.len() - cut);
        std::mem::replace(&mut self.0, held)
    }
}

#[test]
fn a_character_in_two_pieces_is_one() {
    let text = "José Á. 王 芳 👩‍🚀 \u{301}";
    for size in 1..9 {
        let mut pieces = Pieces::default();
        let mut all = Vec::new();
        for piece in text.as_bytes().chunks(size) {
            let whole = pieces.whole(piece);
            assert!(std::str::from_utf8(&whole).is_ok());
            all.extend(whole);
        }
        assert_eq!(all, text.as_bytes());
    }
    // What is no character is not held back.
    assert_eq!(Pieces::default().whole(b"a\xffb"), b"a\xffb");
    assert_eq!(Pieces::default().whole(b"a\xff"), b"a\xff");
}
