//! A Rust source file taken apart just far enough for rules about it: its tokens without comments
//! and without what is compiled for tests only, and the paths that they name. Knows no rule.

/// What a token is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Kind {
    /// An identifier, a keyword or a number.
    Word,
    /// The content of a string literal.
    Text,
    /// `::`, `->`, `=>` or one character.
    Mark,
}

/// One token and the line it stands on, from 1.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Token {
    pub kind: Kind,
    pub text: String,
    pub line: usize,
}

impl Token {
    fn is(&self, mark: &str) -> bool {
        self.kind != Kind::Text && self.text == mark
    }
}

/// One path, with the groups of a `use` spelled out, and the line it begins on.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Path {
    pub parts: Vec<String>,
    pub line: usize,
}

impl Path {
    /// Whether it names this, from its first part on.
    pub fn starts(&self, with: &[&str]) -> bool {
        self.parts.len() >= with.len() && self.parts.iter().zip(with).all(|(a, b)| a == b)
    }

    /// Whether it names this, up to its last part.
    pub fn ends(&self, with: &[&str]) -> bool {
        let from = self.parts.len().checked_sub(with.len());
        from.is_some_and(|from| self.parts[from..].iter().zip(with).all(|(a, b)| a == b))
    }

    /// Whether any part of it is this word.
    pub fn has(&self, word: &str) -> bool {
        self.parts.iter().any(|part| part == word)
    }
}

/// One file under `src/`.
#[derive(Debug)]
pub struct Source {
    /// Its place, as `src/app/send.rs`.
    pub place: String,
    /// Its first line.
    pub first_line: String,
    /// Lines that are not compiled for tests only.
    pub lines: usize,
    /// What it says when it is not compiled for tests.
    pub tokens: Vec<Token>,
    /// What it names.
    pub paths: Vec<Path>,
}

impl Source {
    /// Reads the text of a file.
    pub fn read(place: &str, text: &str) -> Self {
        let (tokens, skipped) = without_tests(&tokens(text));
        let paths = paths(&tokens);
        Self {
            place: place.to_owned(),
            first_line: text.lines().next().unwrap_or_default().to_owned(),
            lines: text.lines().count() - skipped,
            tokens,
            paths,
        }
    }

    /// Whether it is compiled for tests only, by its name.
    pub fn is_test(place: &str) -> bool {
        place.ends_with("/tests.rs") || place.contains("/tests/")
    }

    /// The modules that it stands in: `app`, `send` for `src/app/send.rs`.
    pub fn modules(&self) -> Vec<&str> {
        let inner = self
            .place
            .trim_start_matches("src/")
            .trim_end_matches(".rs");
        inner.split('/').collect()
    }

    /// The top-level module that it belongs to.
    pub fn layer(&self) -> &str {
        self.modules()[0]
    }

    /// The top-level modules of the crate that it names, by `crate::`, by the crate's own name or
    /// by climbing with `super::`.
    pub fn layers_named(&self) -> Vec<(String, usize)> {
        let depth = self.modules().len();
        let named = self.paths.iter().filter_map(|path| {
            let up = path.parts.iter().take_while(|p| *p == "super").count();
            let at = match path.parts.first().map(String::as_str) {
                Some("crate" | "floorwalk") => 1,
                Some("super") if up >= depth => up,
                _ => return None,
            };
            Some((path.parts.get(at)?.clone(), path.line))
        });
        named.collect()
    }
}

/// Takes a text apart.
fn tokens(text: &str) -> Vec<Token> {
    let chars: Vec<char> = text.chars().collect();
    let (mut found, mut at, mut line) = (Vec::new(), 0, 1);
    while let Some(&c) = chars.get(at) {
        let from = at;
        let began = line;
        let peek = |ahead: usize| chars.get(at + ahead).copied().unwrap_or(' ');
        let kind = if c.is_whitespace() {
            at += 1;
            None
        } else if c == '/' && peek(1) == '/' {
            at += chars[at..].iter().take_while(|c| **c != '\n').count();
            None
        } else if c == '/' && peek(1) == '*' {
            at = after_comment(&chars, at);
            None
        } else if let Some(end) = after_string(&chars, at) {
            at = end;
            Some(Kind::Text)
        } else if c == '\'' {
            at = after_quote(&chars, at);
            None
        } else if c.is_alphanumeric() || c == '_' {
            at += chars[at..]
                .iter()
                .take_while(|c| c.is_alphanumeric() || **c == '_')
                .count();
            Some(Kind::Word)
        } else {
            let two: String = [c, peek(1)].iter().collect();
            at += if ["::", "->", "=>"].contains(&two.as_str()) {
                2
            } else {
                1
            };
            Some(Kind::Mark)
        };
        line += chars[from..at].iter().filter(|c| **c == '\n').count();
        if let Some(kind) = kind {
            let text = chars[from..at].iter().collect();
            found.push(Token {
                kind,
                text,
                line: began,
            });
        }
    }
    found
}

/// Behind a block comment; they nest.
fn after_comment(chars: &[char], from: usize) -> usize {
    let (mut depth, mut at) = (0, from);
    while at < chars.len() {
        match (chars[at], chars.get(at + 1)) {
            ('/', Some('*')) => (depth, at) = (depth + 1, at + 2),
            ('*', Some('/')) => (depth, at) = (depth - 1, at + 2),
            _ => at += 1,
        }
        if depth == 0 {
            break;
        }
    }
    at.min(chars.len())
}

/// Behind a string literal of any kind that begins here, if one does.
fn after_string(chars: &[char], from: usize) -> Option<usize> {
    let prefix = chars[from..]
        .iter()
        .take_while(|c| "bcr".contains(**c))
        .count();
    let raw = chars[from..from + prefix].contains(&'r');
    let begun_by_word = from > 0 && (chars[from - 1].is_alphanumeric() || chars[from - 1] == '_');
    if prefix > 2 || begun_by_word {
        return None;
    }
    let fences = chars[from + prefix..]
        .iter()
        .take_while(|c| **c == '#')
        .count();
    if fences > 0 && !raw || chars.get(from + prefix + fences) != Some(&'"') {
        return None;
    }
    let mut at = from + prefix + fences + 1;
    while at < chars.len() {
        if chars[at] == '\\' && !raw {
            at += 2;
        } else if chars[at] == '"'
            && chars[at + 1..]
                .iter()
                .take(fences)
                .filter(|c| **c == '#')
                .count()
                == fences
        {
            return Some(at + 1 + fences);
        } else {
            at += 1;
        }
    }
    Some(chars.len())
}

/// Behind a character literal, or behind the quote of a lifetime.
fn after_quote(chars: &[char], from: usize) -> usize {
    if chars.get(from + 1) == Some(&'\\') {
        let rest = chars[from + 3..].iter().take_while(|c| **c != '\'').count();
        from + 3 + rest + 1
    } else if chars.get(from + 2) == Some(&'\'') {
        from + 3
    } else {
        from + 1
    }
}

/// Leaves out every item under `#[cfg(test)]` or `#[test]`; with the number of lines left out.
fn without_tests(tokens: &[Token]) -> (Vec<Token>, usize) {
    let (mut kept, mut skipped, mut at) = (Vec::new(), 0, 0);
    while at < tokens.len() {
        if opens_test(&tokens[at..]) {
            let end = after_item(tokens, at);
            skipped += tokens[end - 1].line - tokens[at].line + 1;
            at = end;
        } else {
            kept.push(tokens[at].clone());
            at += 1;
        }
    }
    (kept, skipped)
}

fn opens_test(tokens: &[Token]) -> bool {
    let begins = |with: &[&str]| {
        tokens.len() >= with.len() && tokens.iter().zip(with).all(|(token, text)| token.is(text))
    };
    begins(&["#", "[", "cfg", "(", "test", ")", "]"])
        || begins(&["#", "[", "cfg", "(", "all", "(", "test"])
        || begins(&["#", "[", "test", "]"])
}

/// Behind the item that begins here: at its `;`, or at the end of its first block.
fn after_item(tokens: &[Token], from: usize) -> usize {
    let (mut open, mut blocks) = (0usize, 0usize);
    for (at, token) in tokens.iter().enumerate().skip(from) {
        if token.is("(") || token.is("[") {
            open += 1;
        } else if token.is(")") || token.is("]") {
            open = open.saturating_sub(1);
        } else if token.is("{") {
            blocks += 1;
        } else if token.is("}") {
            blocks = blocks.saturating_sub(1);
        }
        if open == 0 && blocks == 0 && (token.is(";") || token.is("}")) {
            return at + 1;
        }
    }
    tokens.len()
}

/// Every path that is named.
fn paths(tokens: &[Token]) -> Vec<Path> {
    let (mut found, mut at) = (Vec::new(), 0);
    while at < tokens.len() {
        at = if tokens[at].kind == Kind::Word {
            path(tokens, at, &[], &mut found)
        } else {
            at + 1
        };
    }
    found
}

/// Reads the path that begins here, and the group at its end; returns what is behind it.
fn path(tokens: &[Token], from: usize, stem: &[String], found: &mut Vec<Path>) -> usize {
    let mut parts = stem.to_vec();
    let mut at = from;
    let is = |at: usize, mark: &str| tokens.get(at).is_some_and(|t| t.is(mark));
    while tokens.get(at).is_some_and(|t| t.kind == Kind::Word) {
        parts.push(tokens[at].text.clone());
        at += 1;
        if !is(at, "::") {
            break;
        }
        at += 1;
        if is(at, "{") {
            at += 1;
            while at < tokens.len() && !is(at, "}") {
                at = if tokens[at].kind == Kind::Word {
                    path(tokens, at, &parts, found)
                } else {
                    at + 1
                };
            }
            return at + 1;
        }
    }
    found.push(Path {
        parts,
        line: tokens[from].line,
    });
    at
}
