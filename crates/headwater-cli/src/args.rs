//! The arguments as they were typed. What they mean is settled in `settings.rs`.

use std::ffi::{OsStr, OsString};
use std::net::SocketAddr;
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
    /// Keep an article and all that it cites in a web archive
    Capture(Capture),
    /// Tell whether a case, or a folder of cases, still holds what it says: every hash, every digest, every place
    Verify(Verify),
    /// Show documents as they were read
    Read(Read),
    /// Show cases in a browser, and trace what is given there
    Serve(Serve),
    /// Copy a folder of cases, also while it is served
    Backup(Backup),
    /// Offer trace, read and search to an assistant (Model Context Protocol) on standard input and output
    Mcp {
        /// The folder of the cases to search, as `serve` has it
        folder: Option<PathBuf>,
    },
    /// Keep many documents, search them and follow stories through them
    #[command(disable_help_flag = true)]
    Corpus {
        /// As `headwater corpus --help` has them
        #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
        arguments: Vec<OsString>,
    },
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
    /// The article: Markdown, HTML, wikitext or plain text; a web archive that `capture` made; with --fetch also
    /// its address
    pub(crate) article: PathBuf,
    /// A source: a file, a folder of them, a web archive, or URL=FILE to tie a file to the citation of that URL; with
    /// --fetch also an address
    #[arg(long = "source", short, value_name = "PATH")]
    pub(crate) sources: Vec<String>,
    /// Which article of an archive with several: its address, or the name of its file
    #[arg(long = "article", value_name = "NAME")]
    pub(crate) pick: Option<String>,
    /// Fetch the article and what it cites first, and trace from what was kept
    #[arg(long)]
    pub(crate) fetch: bool,
    /// How to show the trace
    #[arg(long, short, default_value = "text", value_parser = formats())]
    pub(crate) format: Format,
    /// The language of the messages, as a BCP 47 tag such as zh-TW
    #[arg(long, value_name = "LANGUAGE", default_value = "en", value_parser = Messages)]
    pub(crate) messages: MessageLanguage,
    /// Write to this file instead of standard output
    #[arg(long, short, value_name = "FILE")]
    pub(crate) output: Option<PathBuf>,
    /// Keep trace.json and report.html in this folder, and the archive case.wacz where something was fetched
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
    #[command(flatten, next_help_heading = "Fetching")]
    pub(crate) fetching: Fetching,
}

#[derive(clap::Args, Debug)]
#[command(
    after_help = "An archive that is there already keeps what it has. Exit codes: 0 done, 2 an article could not be \
                        read.\n\nExample: headwater capture https://paper.example/dam --output case.wacz \
                        --contact desk@paper.example"
)]
pub(crate) struct Capture {
    /// Articles: their addresses, or files
    #[arg(required = true, value_name = "ARTICLE_OR_URL")]
    pub(crate) articles: Vec<String>,
    /// The archive (WACZ)
    #[arg(long, short, value_name = "CASE.wacz")]
    pub(crate) output: PathBuf,
    /// A source beside those that are cited: its address, a file, or URL=FILE
    #[arg(long = "source", short, value_name = "PATH_OR_URL")]
    pub(crate) sources: Vec<String>,
    /// How to show what came of each
    #[arg(long, short, value_enum, default_value = "text")]
    pub(crate) format: ListFormat,
    #[command(flatten, next_help_heading = "Fetching")]
    pub(crate) fetching: Fetching,
}

#[derive(clap::Args, Debug)]
#[command(after_help = "Exit codes: 0 all of it holds, 1 something does not, 2 it cannot be read.")]
pub(crate) struct Verify {
    /// A web archive, a folder with one and its trace.json, or a folder of cases that nobody serves just now, such as a
    /// backup: nothing in it is changed
    pub(crate) case: PathBuf,
    /// Trust this certificate (PEM or DER), too, to vouch for time stamps
    #[arg(long, value_name = "FILE")]
    pub(crate) trust: Vec<PathBuf>,
}

#[derive(clap::Args, Debug)]
#[command(
    after_help = "Example: headwater serve cases/ --contact desk@example.org\n\nOnly this machine is answered, unless it is said who may come in. A copy of \
                        the folder is a backup: `headwater backup` makes one also while it is served, and `headwater verify` tells \
                        whether one holds."
)]
pub(crate) struct Serve {
    /// The folder of the cases; it is made where there is none
    pub(crate) folder: PathBuf,
    /// The address and port to answer at; port 0 takes any that is free
    #[arg(long, value_name = "ADDRESS:PORT", default_value = "127.0.0.1:8765")]
    pub(crate) listen: SocketAddr,
    /// Who may come in: a file with a line for each, `read` or `edit`, a name and a token of at least 20 letters
    #[arg(long, value_name = "FILE")]
    pub(crate) readers: Option<PathBuf>,
    /// The field of a request in which a proxy in front says who asks, after it has asked who that is (OpenID Connect)
    #[arg(long, value_name = "FIELD")]
    pub(crate) proxy_field: Option<String>,
    /// Somebody who may edit by what the proxy says; all others read
    #[arg(long = "editor", value_name = "NAME", requires = "proxy_field")]
    pub(crate) editors: Vec<String>,
    /// One more name under which the service is asked for, with its port where that is not the usual one
    #[arg(long = "host", value_name = "NAME")]
    pub(crate) hosts: Vec<String>,
    /// Pages a second that a reader, or an unknown address, may ask for over some time; 0 for any number. A search counts
    /// as 5, a change as 10, and those of 20 seconds may come at once [default: 50; 1000 where only this machine is
    /// answered and nobody has a name]
    #[arg(long, value_name = "NUMBER", value_parser = clap::value_parser!(u32).range(0..=1_000_000))]
    pub(crate) rate: Option<u32>,
    /// How many cases are worked on at the same time; else one fewer than there are processors
    #[arg(long, value_name = "NUMBER")]
    pub(crate) workers: Option<NonZeroUsize>,
    #[command(flatten)]
    pub(crate) asking: Asking,
}

#[derive(clap::Args, Debug)]
#[command(
    after_help = "Example: headwater backup cases/ backup-monday/ && headwater verify backup-monday/\n\nTo go back, serve \
                        the copy."
)]
pub(crate) struct Backup {
    /// The folder of the cases
    pub(crate) folder: PathBuf,
    /// The copy: a folder that is empty, or is made
    pub(crate) copy: PathBuf,
}

/// How to fetch.
#[derive(clap::Args, Debug)]
pub(crate) struct Fetching {
    /// Go on with a capture that was broken off
    #[arg(long)]
    pub(crate) resume: bool,
    #[command(flatten)]
    pub(crate) asking: Asking,
}

/// How to ask sites for their pages.
#[derive(clap::Args, Clone, Debug)]
pub(crate) struct Asking {
    /// Whom a site can write to: a mail address or the address of a page; else what `HEADWATER_CONTACT` says
    #[arg(long, value_name = "ADDRESS")]
    pub(crate) contact: Option<String>,
    /// Fetch also what sites ask programs not to fetch (robots.txt); the archive says so
    #[arg(long)]
    pub(crate) ignore_robots: bool,
    /// Connect to this host, HOST or HOST:PORT, though it is in a private network
    #[arg(long = "allow-host", value_name = "HOST")]
    pub(crate) allow_hosts: Vec<String>,
    /// Connect to this port, too, beside 80, 443, 8080 and 8443
    #[arg(long = "allow-port", value_name = "PORT")]
    pub(crate) allow_ports: Vec<u16>,
    /// Seconds between two requests to one host
    #[arg(long, value_name = "SECONDS", value_parser = not_negative, default_value = "1")]
    pub(crate) delay: f64,
    /// Seconds after which a page is given up
    #[arg(long, value_name = "SECONDS", value_parser = seconds, default_value = "60")]
    pub(crate) timeout: f64,
    /// Megabytes of a page beyond which it is cut off
    #[arg(long, value_name = "MB", value_parser = clap::value_parser!(u64).range(1..=64), default_value = "32")]
    pub(crate) max_size: u64,
    /// Have this authority (RFC 3161) say when the archive was made
    #[arg(long, value_name = "URL")]
    pub(crate) timestamp: Option<String>,
    /// Leave out the pictures that the article shows
    #[arg(long)]
    pub(crate) no_images: bool,
    /// What stands before an address to ask another web archive for the copy nearest to the article's day (a Memento
    /// TimeGate), or `none`
    #[arg(long, value_name = "URL", default_value = headwater_capture::TIME_GATE)]
    pub(crate) time_gate: String,
    /// The same for the list of copies (a TimeMap), or `none`
    #[arg(long, value_name = "URL", default_value = headwater_capture::TIME_MAP)]
    pub(crate) time_map: String,
}

fn not_negative(given: &str) -> Result<f64, String> {
    let seconds = given
        .parse()
        .ok()
        .filter(|seconds| *seconds >= 0.0 && f64::is_finite(*seconds));
    seconds.ok_or_else(|| "give a number of seconds, or 0".to_owned())
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
    let seconds = given
        .parse()
        .ok()
        .filter(|seconds| *seconds > 0.0 && f64::is_finite(*seconds));
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
