//! A table of figures: aligned for a terminal, or as Markdown.

/// How tables are printed.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Style {
    Plain,
    Markdown,
}

pub struct Table {
    title: String,
    head: Vec<String>,
    rows: Vec<Vec<String>>,
    notes: Vec<String>,
}

impl Table {
    pub fn new(title: &str, head: &[&str]) -> Self {
        Self {
            title: title.to_owned(),
            head: head.iter().map(ToString::to_string).collect(),
            rows: Vec::new(),
            notes: Vec::new(),
        }
    }

    /// The table of promises: what, found, promised, whether met.
    pub fn of_limits(title: &str) -> Self {
        Self::new(title, &["limit", "found", "promised", ""])
    }

    pub fn row<T: Into<String>>(&mut self, cells: impl IntoIterator<Item = T>) {
        self.rows.push(cells.into_iter().map(Into::into).collect());
    }

    /// A figure that was to be at most so much; without one, nothing can be said.
    pub fn at_most(&mut self, what: &str, found: Option<f64>, most: f64, unit: &str) {
        self.limit(
            what,
            found,
            most,
            unit,
            ("≤", found.is_some_and(|f| f <= most)),
        );
    }

    /// A figure that was to be at least so much.
    pub fn at_least(&mut self, what: &str, found: Option<f64>, least: f64, unit: &str) {
        self.limit(
            what,
            found,
            least,
            unit,
            ("≥", found.is_some_and(|f| f >= least)),
        );
    }

    fn limit(&mut self, what: &str, found: Option<f64>, bound: f64, unit: &str, is: (&str, bool)) {
        let (sign, met) = is;
        let verdict = match found {
            None => "not measured",
            Some(_) if met => "met",
            Some(_) => "NOT met",
        };
        let found = found.map_or("-".to_owned(), |found| format!("{}{unit}", number(found)));
        let bound = format!("{sign} {}{unit}", number(bound));
        self.row([what.to_owned(), found, bound, verdict.to_owned()]);
    }

    pub fn note(&mut self, note: impl Into<String>) {
        self.notes.push(note.into());
    }

    pub fn print(&self, style: Style) {
        match style {
            Style::Plain => self.plain(),
            Style::Markdown => self.markdown(),
        }
    }

    fn plain(&self) {
        let lines = || std::iter::once(&self.head).chain(&self.rows);
        let width = |column: usize| {
            let cells = lines().filter_map(|line| line.get(column));
            cells.map(|cell| cell.chars().count()).max().unwrap_or(0)
        };
        let widths: Vec<usize> = (0..self.head.len()).map(width).collect();
        println!("\n{}", self.title);
        for line in lines() {
            let cells = line.iter().zip(&widths).enumerate();
            let text: Vec<String> = cells
                .map(|(n, (cell, &width))| match n {
                    0 => format!("{cell:<width$}"),
                    _ => format!("{cell:>width$}"),
                })
                .collect();
            println!("  {}", text.join("  ").trim_end());
        }
        for note in &self.notes {
            println!("  {note}");
        }
    }

    fn markdown(&self) {
        println!("\n{}\n", self.title);
        println!("| {} |", self.head.join(" | "));
        let rule: Vec<&str> = (0..self.head.len())
            .map(|n| if n == 0 { "---" } else { "---:" })
            .collect();
        println!("| {} |", rule.join(" | "));
        for row in &self.rows {
            println!("| {} |", row.join(" | "));
        }
        for note in &self.notes {
            println!("\n{note}");
        }
    }
}

/// Three digits that count, and a comma between thousands.
pub fn number(value: f64) -> String {
    let digits = match value.abs() {
        v if v >= 100.0 || v == v.trunc() => 0,
        v if v >= 10.0 => 1,
        v if v >= 0.995 => 2,
        _ => 3,
    };
    let text = format!("{value:.digits$}");
    let (whole, rest) = text
        .split_once('.')
        .map_or((text.as_str(), None), |(w, r)| (w, Some(r)));
    let (sign, whole) = whole.strip_prefix('-').map_or(("", whole), |w| ("-", w));
    let mut grouped = String::new();
    for (n, digit) in whole.chars().enumerate() {
        if n > 0 && (whole.len() - n).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    rest.map_or_else(
        || format!("{sign}{grouped}"),
        |rest| format!("{sign}{grouped}.{rest}"),
    )
}

/// The same, or a dash.
pub fn maybe(value: Option<f64>) -> String {
    value.map_or("-".to_owned(), number)
}
