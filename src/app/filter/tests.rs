//! The language: what is read, what is complained of, and that printing and reading agree.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "tests"
)]

use std::time::Duration;

use proptest::prelude::*;
use strum::IntoEnumIterator as _;

use super::*;

fn read(line: &str) -> (String, Vec<String>) {
    let filter = Filter::parse(line);
    let complaints = filter.complaints.iter();
    let complaints = complaints.map(|c| format!("{} | {}", c.piece, c.what));
    (filter.to_string(), complaints.collect())
}

#[test]
fn everything_the_language_has_is_read() {
    let line = "wait>3m age<1h30m agent:Lee mode:coach text:\"Refund now\" service:billing \
                customer:ROWAN is:unread is:waiting is:flagged is:overdue is:soon is:mine \
                is:invited is:ended is:watched -agent:kim -\"two words\" Plain 10:30 \"a\\\"b\\\\\"";
    let (printed, complaints) = read(line);
    assert_eq!(
        printed,
        "wait>3m age<1h30m agent:lee mode:coach text:\"refund now\" service:billing \
         customer:rowan is:unread is:waiting is:flagged is:overdue is:soon is:mine is:invited \
         is:ended is:watched -agent:kim -\"two words\" plain \"10:30\" a\"b\\"
    );
    assert_eq!(complaints, Vec::<String>::new());
    assert_eq!(
        Filter::parse("WAIT>90s").terms,
        [Term {
            sign: Sign::With,
            test: Test::Lasts(Clock::Wait, Than::Over, Duration::from_secs(90)),
        }]
    );
}

#[test]
fn what_is_half_typed_hides_nothing_and_says_how_it_goes() {
    for (line, left, says) in [
        ("lee wait>", "lee", "wait> | how long? wait>3m"),
        ("wait>3 lee", "lee", "wait>3 | how long?"),
        ("wait>3x", "", "wait>3x | how long?"),
        ("wait>m", "", "how long?"),
        ("age<99999999999999999999d", "", "how long?"),
        ("wait:3m", "", "wait:3m | write wait>3m or wait<3m"),
        ("agent: lee", "lee", "agent: | agent: and then what"),
        ("text:\"\"", "", "text:\"\" | text: and then what"),
        ("is:fun", "", "is:fun | is: and then one of unread waiting"),
        (
            "mode:",
            "",
            "mode: and then one of monitor coach barge none",
        ),
        ("agnt:lee bo", "bo", "agnt:lee | there is agent customer"),
        ("agent>3m", "", "agent>3m | only wait age can be compared"),
        ("- lee", "lee", "- | nothing to look for"),
    ] {
        let (printed, complaints) = read(line);
        assert_eq!(printed, left, "{line}");
        assert!(
            complaints.len() == 1 && complaints[0].contains(says),
            "{line}: {complaints:?}"
        );
    }
}

#[test]
fn quotes_that_are_still_open_are_read_as_far_as_they_go() {
    assert_eq!(read("text:\"refund pl").0, "text:\"refund pl\"");
    assert_eq!(read("\"").1, ["\" | nothing to look for"]);
    assert_eq!(read("\"a\"b").0, "a b");
}

fn word() -> impl Strategy<Value = Folded> {
    prop_oneof![".{1,12}", "[a-z:<>\"\\\\ -]{1,8}", "\\PC{1,6}"].prop_map(|s| Folded::new(&s))
}

fn test() -> impl Strategy<Value = Test> {
    let one_of = |n: usize| 0..n;
    prop_oneof![
        word().prop_map(Test::Word),
        (one_of(Field::iter().len()), word())
            .prop_map(|(n, word)| Test::In(Field::iter().nth(n).unwrap(), word)),
        one_of(InMode::iter().len()).prop_map(|n| Test::Mode(InMode::iter().nth(n).unwrap())),
        one_of(Is::iter().len()).prop_map(|n| Test::Is(Is::iter().nth(n).unwrap())),
        (0..2_usize, any::<bool>(), any::<u64>()).prop_map(|(clock, over, seconds)| {
            let than = if over { Than::Over } else { Than::Under };
            let clock = Clock::iter().nth(clock).unwrap();
            Test::Lasts(clock, than, Duration::from_secs(seconds))
        }),
    ]
}

proptest! {
    #[test]
    fn what_is_printed_reads_as_the_same(
        terms in proptest::collection::vec((any::<bool>(), test()), 0..6)
    ) {
        let terms = terms.into_iter().map(|(without, test)| {
            let sign = if without { Sign::Without } else { Sign::With };
            Term { sign, test }
        });
        let filter = Filter { terms: terms.collect(), complaints: Vec::new() };
        prop_assert_eq!(Filter::parse(&filter.to_string()), filter);
    }

    #[test]
    fn any_line_is_read_and_what_was_understood_stays_understood(
        line in prop_oneof!["\\PC{0,40}", "(?s).{0,20}", "[a-z:<>\"\\\\ 0-9-]{0,30}",
            "((wait|is|mode|agent|text|age|x)(:|<|>)?\"?[0-9]{0,3}(m|lee|unread)? ?){0,5}"]
    ) {
        let read = Filter::parse(&line);
        let again = Filter::parse(&read.to_string());
        prop_assert_eq!(again.terms, read.terms);
        prop_assert_eq!(again.complaints, Vec::new());
    }
}
