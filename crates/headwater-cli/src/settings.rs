//! What the arguments mean on this terminal.

use std::io::IsTerminal;

use headwater::document::Document;
use indicatif::{ProgressBar, ProgressStyle};

use crate::args::{Args, Color};
use crate::output::plain;

/// How to speak to the user.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Settings {
    /// Whether standard output gets colour.
    pub(crate) color: bool,
    /// Whether progress is shown: on a terminal only.
    progress: bool,
    talk: Talk,
}

/// How much to say beside the result.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Talk {
    Little,
    Some,
    Much,
}

impl Settings {
    pub(crate) fn of(args: &Args) -> Self {
        let terminal = std::io::stdout().is_terminal();
        let plain = |name| std::env::var_os(name).is_some_and(|value| !value.is_empty());
        let dumb = std::env::var_os("TERM").is_some_and(|term| term == "dumb");
        Self {
            color: match args.color {
                Color::Always => true,
                Color::Never => false,
                Color::Auto => terminal && !plain("NO_COLOR") && !dumb,
            },
            progress: std::io::stderr().is_terminal() && !args.quiet && !dumb,
            talk: match (args.quiet, args.verbose) {
                (true, _) => Talk::Little,
                (false, true) => Talk::Much,
                (false, false) => Talk::Some,
            },
        }
    }

    /// A bar of so many steps, in a template of `indicatif`; none where no progress is shown.
    pub(crate) fn bar(self, length: usize, template: &str) -> ProgressBar {
        if !self.progress {
            return ProgressBar::hidden();
        }
        let bar = ProgressBar::new(length as u64);
        match ProgressStyle::with_template(template) {
            Ok(style) => bar.with_style(style),
            Err(_) => bar,
        }
    }

    /// Something that the user should know, but that stops nothing.
    pub(crate) fn warn(self, message: impl AsRef<str>) {
        if self.talk != Talk::Little {
            let message = plain(message.as_ref());
            anstream::eprintln!("headwater: {message}");
        }
    }

    pub(crate) fn warn_all(self, messages: &[String]) {
        for message in messages {
            self.warn(message);
        }
    }

    /// What of a document could not be read, and what makes it look other than it is.
    pub(crate) fn warn_of_conditions(self, document: &Document) {
        if document.invisible().overrides() > 0 {
            let what =
                "holds characters that turn the letters round for the eye; they are left out";
            self.warn(format!("{}: {what}", document.location()));
        }
        for condition in document.conditions() {
            if let Some(advice) = condition.advice() {
                self.warn(format!("{}: {advice}", document.location()));
            }
        }
    }

    /// What is being done, for who asked.
    pub(crate) fn tell(self, message: impl FnOnce() -> String) {
        if self.talk == Talk::Much {
            anstream::eprintln!("{}", message());
        }
    }
}
