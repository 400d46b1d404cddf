//! Texts kept at hand: chosen by a few letters, inserted into the open composer, never sent by
//! themselves. What a snippet leaves open in braces must be filled in before it can leave.

use super::chooser::{Choice, Chooser, Pick};
use super::draft::Draft;
use super::model::Model;
use super::privacy::Veil;
use crate::domain::{SessionId, Text};

/// A text kept at hand.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Snippet {
    /// What it is found by.
    pub name: String,
    /// What is inserted. `{customer}`, `{agent}`, `{service}` and `{me}` are filled in where they
    /// are known; any other word in braces is for the person.
    pub text: String,
}

/// The key in a composer: opens the list.
pub(crate) fn open(model: &mut Model) {
    if model.settings.snippets.is_empty() {
        model.info("no snippets are configured: [[writing.snippet]] in the config file");
        return;
    }
    let choices = model.settings.snippets.iter().map(|snippet| Choice {
        label: Text::line(&snippet.name),
        detail: Text::line(&snippet.text),
        pick: Pick::Snippet(snippet.text.clone()),
    });
    model.chooser = Some(Chooser::new("insert", choices.collect()));
}

/// One was chosen: it goes where the cursor is.
pub(crate) fn insert(model: &mut Model, text: &str) {
    let Some(composer) = model.composer.clone() else {
        return;
    };
    let (filled, blanks) = fill(text, |name| known(model, &composer.session, name));
    let place = (composer.session, composer.audience);
    let work = model.works.entry(place).or_default();
    if matches!(work.draft, Draft::Writing | Draft::Failed(_)) {
        work.edit.insert(&filled);
        work.blanks.extend(blanks);
        work.draft = Draft::Writing;
    }
}

/// What stands for a name in braces.
fn known(model: &Model, session: &SessionId, name: &str) -> Option<String> {
    // What the person does not see is not put into their words: it stays a blank to fill in.
    let (row, clear) = (model.row(session)?, model.veiled(session, Veil::Clear)?);
    if row.customer != clear.customer && name == "customer"
        || row.service != clear.service && name == "service"
    {
        return None;
    }
    let text = match name {
        "customer" => row.customer?,
        "agent" => row.agent_name,
        "service" => row.service?,
        "me" => model.nickname(),
        _ => return None,
    };
    let text = text.on_one_line();
    (!text.is_empty()).then(|| text.to_string())
}

/// Fills in what is known; what is not stays, and is returned with its braces.
fn fill(text: &str, known: impl Fn(&str) -> Option<String>) -> (String, Vec<String>) {
    let (mut filled, mut blanks) = (String::new(), Vec::new());
    let mut rest = text;
    while let Some((before, behind)) = rest.split_once('{') {
        filled.push_str(before);
        let Some((name, after)) = behind.split_once('}').filter(|(n, _)| is_name(n)) else {
            filled.push('{');
            rest = behind;
            continue;
        };
        if let Some(value) = known(name) {
            filled.push_str(&value);
        } else {
            let blank = format!("{{{name}}}");
            filled.push_str(&blank);
            blanks.push(blank);
        }
        rest = after;
    }
    filled.push_str(rest);
    (filled, blanks)
}

fn is_name(text: &str) -> bool {
    let plain = |c: char| c.is_alphanumeric() || matches!(c, ' ' | '-' | '_');
    (1..=40).contains(&text.len()) && text.chars().all(plain)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_known_is_filled_in_and_the_rest_is_named() {
        let known = |name: &str| (name == "customer").then(|| "Rowan {x}".to_owned());
        let (text, blanks) = fill("Dear {customer}, {amount} is due {date}. {} {a;b} {", known);
        assert_eq!(text, "Dear Rowan {x}, {amount} is due {date}. {} {a;b} {");
        assert_eq!(
            blanks,
            ["{amount}", "{date}"],
            "a customer's braces are nobody's blank"
        );
    }
}
