//! A timeline for a terminal.

use std::fmt::Write;

use super::svg::counted;
use super::{Event, Stated, Timeline};
use crate::plain::{beginning, line};
use crate::search::tell_languages;

/// A sentence has at most so many characters.
const MOST: usize = 300;

impl Timeline {
    /// For a terminal.
    #[must_use]
    pub fn to_text(&self) -> String {
        let mut out = String::new();
        for event in &self.events {
            event.tell(&mut out);
        }
        if self.events.is_empty() {
            out.push_str("No dated sentence was found.\n\n");
        }
        tell_languages(&self.looked_in, self.without_date, &mut out);
        for note in self.notes() {
            let _ = writeln!(out, "{}.", line(&note));
        }
        out
    }

    /// What has to be known of the timeline as a whole.
    pub(super) fn notes(&self) -> Vec<String> {
        let mut notes: Vec<String> = self.note.iter().cloned().collect();
        let mut bound = |found: u64, most: usize, what| {
            if found > most as u64 {
                notes.push(format!("Of {found} {what} the best {most} were looked at"));
            }
        };
        bound(
            self.matched_documents,
            super::MOST_DOCUMENTS,
            "documents found by words",
        );
        bound(
            self.matched_sentences,
            super::MOST_SENTENCES,
            "sentences found by meaning",
        );
        if self.open_dates > 0 {
            let dates = self.open_dates;
            notes.push(format!(
                "{dates} dates are not shown: they do not say of which month or year they are"
            ));
        }
        if self.left_out > 0 {
            notes.push(format!(
                "{} more dated statements were left out",
                self.left_out
            ));
        }
        notes
    }
}

impl Event {
    fn tell(&self, out: &mut String) {
        let statements = counted(self.statements.len(), "statement");
        let published = self.first_published.as_deref().unwrap_or("unknown");
        let facts = format!(
            "{} ({}) · {} · {statements} · {} · first published {published}",
            self.date,
            self.precision.name(),
            self.id,
            self.languages.join(", "),
        );
        let _ = writeln!(out, "{}", line(&facts));
        for stated in &self.statements {
            stated.tell(out);
        }
        for other in &self.disagreements {
            let told = format!(
                "   ≠ {} ({}) by {}: perhaps the same event ({} {:.2})",
                other.date,
                other.event,
                other.says.join(", "),
                other.likeness.by.name(),
                other.likeness.score,
            );
            let _ = writeln!(out, "{}", line(&told));
        }
        out.push('\n');
    }
}

impl Stated {
    fn tell(&self, out: &mut String) {
        let _ = writeln!(out, "   {}", line(&beginning(&self.passage.text, MOST)));
        let published = self.published.as_deref().unwrap_or("no date");
        let joined = self.joined.map_or_else(String::new, |joined| {
            format!(" · joined by {} {:.2}", joined.by.name(), joined.score)
        });
        let told = format!(
            "      {} · {} · {published} · {} [{}] · “{}” is {}{joined}",
            self.who(),
            self.language,
            self.document,
            self.passage.sentence,
            self.said,
            self.date,
        );
        let _ = writeln!(out, "{}", line(&told));
    }
}
