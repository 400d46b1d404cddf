//! The two spellings that the vendor prints. Knows words only; which one a server takes is found
//! out by `Api`.

/// The path segment of the online reference.
pub(super) const ONLINE: &str = "smssessions";
/// The path segment of the PDF edition of the Intrude page.
pub(super) const PDF: &str = "smsessions";
/// The third mode in the online reference.
const BARGE_ONLINE: &str = "BargeIn";
/// The third mode in the PDF edition of the Intrude page.
const BARGE_PDF: &str = "Bargain";

/// Which path segment the SMS URLs have.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Segment {
    /// `smssessions`; where that list answers 404, `smsessions`. What answered is kept.
    Auto,
    /// This one, always.
    Fixed(String),
}

/// How a server spells what the vendor's editions spell differently.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Dialect {
    /// The path segment.
    pub segment: Segment,
    /// The third mode, in `supervisorVisibilityMode` and nowhere else.
    pub barge: String,
}

impl Dialect {
    /// The online words, with the segment found out by reading.
    pub fn auto() -> Self {
        Self {
            segment: Segment::Auto,
            barge: BARGE_ONLINE.to_owned(),
        }
    }

    /// The vendor's online reference: `smssessions`, `BargeIn`.
    pub fn online() -> Self {
        Self {
            segment: Segment::Fixed(ONLINE.to_owned()),
            barge: BARGE_ONLINE.to_owned(),
        }
    }

    /// The PDF edition of the Intrude page: `smsessions`, `Bargain`.
    pub fn pdf() -> Self {
        Self {
            segment: Segment::Fixed(PDF.to_owned()),
            barge: BARGE_PDF.to_owned(),
        }
    }
}

impl Default for Dialect {
    fn default() -> Self {
        Self::auto()
    }
}

/// The words to write one request with.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Words {
    /// The path segment of the SMS URLs.
    pub segment: String,
    /// The third mode in `supervisorVisibilityMode`.
    pub barge: String,
}

impl Words {
    /// The words of a dialect; an automatic segment starts as the online one.
    pub fn of(dialect: &Dialect) -> Self {
        Self {
            segment: match &dialect.segment {
                Segment::Auto => ONLINE.to_owned(),
                Segment::Fixed(segment) => segment.clone(),
            },
            barge: dialect.barge.clone(),
        }
    }

    /// The sentence that a refused Intrude gets: which setting to look at, and what it is now.
    pub(super) fn advice(&self) -> String {
        format!(
            "check the dialect setting: now path `{}` and third mode `{}`; \
             the editions print {ONLINE} with {BARGE_ONLINE}, and {PDF} with {BARGE_PDF}",
            self.segment, self.barge
        )
    }
}
