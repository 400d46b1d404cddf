//! The links of the transcript that is shown, newest first: to be looked at, and to be sent to the
//! terminal's clipboard. Nothing opens one.

use super::chooser::{Choice, Chooser, Pick};
use super::model::Model;
use crate::domain::{Entry, EntryKind, Text};

/// Opens the list.
pub(crate) fn open(model: &mut Model) {
    let log = model.opened.as_ref().and_then(|id| model.floor.log(id));
    let entries = log.into_iter().flat_map(|log| log.lines().rev());
    let veil = (model.opened.as_ref()).map_or_else(|| model.usual_veil(), |id| model.veil(id));
    let choices: Vec<Choice> = entries
        .flat_map(|entry| in_entry(entry).into_iter().map(move |link| (entry, link)))
        .map(|(entry, link)| {
            let link = Text::line(link);
            Choice {
                label: veil.text(&link),
                detail: (entry.from.as_ref())
                    .map_or_else(Text::default, |f| veil.text(&f.nickname)),
                pick: Pick::Link(link),
            }
        })
        .collect();
    if choices.is_empty() {
        model.info("no links in the transcript that is shown");
    } else {
        let title = "links: Enter sends one to the terminal's clipboard";
        model.chooser = Some(Chooser::new(title, choices));
    }
}

fn in_entry(entry: &Entry) -> Vec<&str> {
    match entry.kind {
        EntryKind::PushUrl => vec![entry.text.as_str()],
        EntryKind::Text | EntryKind::Notice => links(entry.text.as_str()),
        _ => Vec::new(),
    }
}

/// What looks like a link: from its scheme to the next space, without the sentence's own marks.
fn links(text: &str) -> Vec<&str> {
    const STARTS: [&str; 3] = ["https://", "http://", "www."];
    let words = text.split(|c: char| c.is_whitespace() || matches!(c, '<' | '>' | '"' | '“' | '”'));
    words
        .filter_map(|word| {
            let small = word.to_ascii_lowercase();
            let start = STARTS.iter().filter_map(|s| small.find(s)).min()?;
            let link = word.get(start..)?;
            let mut link = link.trim_end_matches(['.', ',', ';', ':', '!', '?', '\'', '’']);
            while link.ends_with(')') && link.matches(')').count() > link.matches('(').count() {
                link = link.get(..link.len() - 1)?;
            }
            let host = link.split("://").last().unwrap_or(link);
            (host.len() > 4).then_some(link)
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_link_ends_where_the_sentence_goes_on() {
        for (text, expected) in [
            (
                "see https://a.example/x?y=1.",
                &["https://a.example/x?y=1"][..],
            ),
            (
                "(www.example.com), or HTTP://B.example!",
                &["www.example.com", "HTTP://B.example"],
            ),
            (
                "https://en.example/wiki/A_(b) and (https://c.example/d)",
                &["https://en.example/wiki/A_(b)", "https://c.example/d"],
            ),
            ("no link: http:// www. a.b", &[]),
            ("“https://é.example”", &["https://é.example"]),
        ] {
            assert_eq!(links(text), expected, "{text}");
        }
    }
}
