//! The arguments as they were typed. What they mean is settled in `settings.rs`.

use std::ffi::OsStr;
use std::num::NonZeroUsize;
use std::path::PathBuf;

use clap::builder::{PossibleValue, PossibleValuesParser, TypedValueParser};
use clap::{Parser, Subcommand, ValueEnum};
use headwater::report::{Format, MessageLanguage};

/// Traces what a news article says to what its sources say.
///
/// Judges fidelity to the cited source, never truth.
#[derive(Parser, Debug)]
#[command(name = "headwater", version, propagate_version = true)]
pub(crate) struct Args {
    /// When to use colour; `NO_COLOR` is heeded
    #[arg(long, global = true, value_enum, default_value = "auto")]
    pub(crate) color: Color,
    /// Print nothing but the result and errors
    #[arg(long, short, global = true)]
    pub(crate) quiet: bool,
    /// Say what is being done and how long it took
    #[arg(long, short, global = true, conflicts_with = "quiet")]
    pub(crate) verbose: bool,
    #[command(subcommand)]
    pub(crate) command: Command,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Color {
    Auto,
    Always,
    Never,
}

#[derive(Subcommand, Debug)]
pub(crate) enum Command {
    /// Trace an article to its sources
    Trace(Trace),
    /// Show documents as they were read
    Read(Read),
    /// Find dates, numbers, amounts and quotations in a text
    Annotate(Annotate),
    /// Tell whether two names, in any scripts, are the same
    Names(Names),
    /// Turn texts, one a line, into sentence vectors
    Embed(Embed),
    /// Read documents named on standard input, for `read`
    #[command(hide = true)]
    Worker,
    /// Print a completion script for a shell
    Completions {
        /// Which shell
        shell: clap_complete::Shell,
    },
    /// Print the manual page, for man(1)
    Man,
}

#[derive(clap::Args, Debug)]
#[command(
    after_help = "Exit codes: 0 done, 1 departures that --fail-on names, 2 wrong use or \
                        unreadable input.\n\nExample: headwater trace article.md --source \
                        reports/ --case out/"
)]
pub(crate) struct Trace {
    /// The article: Markdown, HTML, wikitext or plain text
    pub(crate) article: PathBuf,
    /// A source: a file, a folder of them, or URL=FILE to tie a file to the citation of that URL
    #[arg(long = "source", short, value_name = "PATH")]
    pub(crate) sources: Vec<String>,
    /// How to show the trace
    #[arg(long, short, default_value = "text", value_parser = formats())]
    pub(crate) format: Format,
    /// The language of the messages, as a BCP 47 tag such as zh-TW
    #[arg(long, value_name = "LANGUAGE", default_value = "en", value_parser = Messages)]
    pub(crate) messages: MessageLanguage,
    /// Write to this file instead of standard output
    #[arg(long, short, value_name = "FILE")]
    pub(crate) output: Option<PathBuf>,
    /// Keep trace.json and report.html in this folder
    #[arg(long, value_name = "DIR")]
    pub(crate) case: Option<PathBuf>,
    /// Exit with 1 where a claim gets one of these verdicts, or the article contradicts itself
    #[arg(long, value_name = "VERDICTS", value_delimiter = ',', value_enum)]
    pub(crate) fail_on: Vec<FailOn>,
    /// Say why a sentence, counted from 1, got its verdict, or `all`; in the formats text and json
    #[arg(long, value_name = "N", value_parser = explained)]
    pub(crate) explain: Option<Explain>,
    /// Use another sentence model
    #[arg(long, value_name = "FILE")]
    pub(crate) model: Option<PathBuf>,
    /// Use another word model, or `none`: faster, but less is found
    #[arg(long, value_name = "FILE")]
    pub(crate) word_model: Option<PathBuf>,
}

/// Which sentences' verdicts to explain.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Explain {
    All,
    /// One, counted from 1.
    Sentence(NonZeroUsize),
}

fn explained(given: &str) -> Result<Explain, String> {
    if given == "all" {
        return Ok(Explain::All);
    }
    let number = given.parse().map(Explain::Sentence);
    number.map_err(|_| "give the number of a sentence, or `all`".to_owned())
}

/// Takes any tag of a language that the library speaks, and names those that it knows.
#[derive(Clone)]
struct Messages;

impl TypedValueParser for Messages {
    type Value = MessageLanguage;

    fn parse_ref(
        &self,
        command: &clap::Command,
        argument: Option<&clap::Arg>,
        given: &OsStr,
    ) -> Result<MessageLanguage, clap::Error> {
        let spoken = |tag: &str| {
            let all = MessageLanguage::ALL.map(MessageLanguage::tag).join(" ");
            MessageLanguage::from_tag(tag).ok_or_else(|| format!("name one of {all}"))
        };
        spoken.parse_ref(command, argument, given)
    }

    fn possible_values(&self) -> Option<Box<dyn Iterator<Item = PossibleValue> + '_>> {
        let tags = MessageLanguage::ALL.map(|language| PossibleValue::new(language.tag()));
        Some(Box::new(tags.into_iter()))
    }
}

/// The formats that the library has, by their names.
fn formats() -> impl TypedValueParser<Value = Format> {
    PossibleValuesParser::new(Format::ALL.map(Format::name))
        .map(|name| Format::from_name(&name).unwrap_or(Format::Text))
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum FailOn {
    Differs,
    Unsupported,
    Unchecked,
    /// A sentence says otherwise than another sentence of the article
    Contradicts,
}

#[derive(clap::Args, Debug)]
#[command(
    after_help = "Several documents are shown as JSON, one a line, in the order in which they are named; one that \
                        cannot be read is a line with `location` and `error`, and is listed on standard \
                        error at the end. Exit codes: 0 all were read, 2 some could not be.\n\nExample: \
                        headwater read pages/ --output pages.jsonl"
)]
pub(crate) struct Read {
    /// Documents, or folders of them: Markdown, HTML, MHTML, wikitext or plain text, also .gz; - for
    /// standard input
    #[arg(required_unless_present = "batch", value_name = "INPUT")]
    pub(crate) inputs: Vec<PathBuf>,
    /// Read also what is named on standard input: a path a line, or an object with `path` and `url`
    #[arg(long)]
    pub(crate) batch: bool,
    /// The address that it came from
    #[arg(long)]
    pub(crate) url: Option<String>,
    /// How to show it; several documents are always shown as JSON [default: text]
    #[arg(long, short, value_enum)]
    pub(crate) format: Option<ReadFormat>,
    /// How many documents are read at one time [default: the number of cores]
    #[arg(long, short, value_name = "N")]
    pub(crate) jobs: Option<NonZeroUsize>,
    /// Seconds of processor time after which a document is given up; 10 where there are several
    #[arg(long, value_name = "SECONDS", value_parser = seconds)]
    pub(crate) deadline: Option<f64>,
    /// Show each part of the page, kept (+) or left out (-), and why; in the formats text and json
    #[arg(long)]
    pub(crate) explain: bool,
    /// Write to this file instead of standard output
    #[arg(long, short, value_name = "FILE")]
    pub(crate) output: Option<PathBuf>,
}

fn seconds(given: &str) -> Result<f64, String> {
    let seconds = given.parse().ok().filter(|seconds| *seconds > 0.0);
    seconds.ok_or_else(|| "give a number of seconds".to_owned())
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum ReadFormat {
    Text,
    Json,
    Markdown,
}

#[derive(clap::Args, Debug)]
pub(crate) struct Annotate {
    /// The document; standard input where it is left out or -
    #[arg(conflicts_with = "batch")]
    pub(crate) input: Option<PathBuf>,
    /// Read JSON objects with `id`, `text`, `language` and `reference` from standard input, one a line
    #[arg(long)]
    pub(crate) batch: bool,
    /// The language, as a BCP 47 tag; told from the text where it is left out
    #[arg(long, short, conflicts_with = "batch")]
    pub(crate) language: Option<String>,
    /// The date that "yesterday" leans on, in ISO 8601; the document's own where it is left out
    #[arg(long, short, conflicts_with = "batch")]
    pub(crate) reference: Option<String>,
    /// How to show them
    #[arg(long, short, value_enum, default_value = "text")]
    pub(crate) format: ListFormat,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum ListFormat {
    Text,
    Json,
}

#[derive(clap::Args, Debug)]
pub(crate) struct Names {
    /// One name
    #[arg(required_unless_present = "batch", conflicts_with = "batch")]
    pub(crate) a: Option<String>,
    /// Another
    #[arg(required_unless_present = "batch", conflicts_with = "batch")]
    pub(crate) b: Option<String>,
    /// Read JSON objects with `id`, `a`, `b`, `language_a` and `language_b` from standard input, one a line
    #[arg(long)]
    pub(crate) batch: bool,
    /// How to show the score
    #[arg(long, short, value_enum, default_value = "text")]
    pub(crate) format: ListFormat,
}

#[derive(clap::Args, Debug)]
pub(crate) struct Embed {
    /// One JSON array a line is the only form so far
    #[arg(long, short, value_enum, default_value = "jsonl")]
    pub(crate) format: EmbedFormat,
    /// Use another sentence model
    #[arg(long, value_name = "FILE")]
    pub(crate) model: Option<PathBuf>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum EmbedFormat {
    Jsonl,
}
