use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::Instant;

use headwater::align::{Models, WordEmbedder};
use headwater::check::{Reason, Verdict};
use headwater::document::Document;
use headwater::report::{self, Captured, MessageLanguage, SourceStatus, Trace};
use headwater::{SourceInput, trace};
use headwater_capture::{Case, is_archive};
use tempfile::TempDir;

use super::model;
use crate::args::{Explain, FailOn, Trace as Args};
use crate::failure::Failure;
use crate::settings::Settings;
use crate::{fetching, input, output};

pub(super) fn run(args: &Args, settings: Settings) -> Result<ExitCode, Failure> {
    let started = Instant::now();
    let fetched = args
        .fetch
        .then(|| Fetched::get(args, settings))
        .transpose()?;
    let Given {
        article,
        captured,
        sources,
    } = given(args, fetched.as_ref(), settings)?;
    let embedder = model::Watched::new(model::load(args.model.as_deref())?, settings);
    settings.tell(|| format!("read {} sources: {:.2?}", sources.len(), started.elapsed()));
    let words = model::load_words(args.word_model.as_deref())?;
    let models = Models {
        sentences: &embedder,
        words: words.as_ref().map(|words| words as &dyn WordEmbedder),
    };
    let mut trace = trace(article, sources, models);
    drop(embedder);
    if let Some(captured) = captured {
        trace.capture_article(captured);
    }
    warn_of_what_is_not_compared(&trace, settings);
    let explained = match args.explain {
        None => 0..0,
        Some(Explain::All) => 0..trace.sentences().len(),
        Some(Explain::Sentence(number)) => number.get() - 1..number.get(),
    };
    explained.for_each(|sentence| trace.explain(sentence));
    settings.tell(|| format!("traced: {:.2?}", started.elapsed()));
    if let Some(folder) = &args.case {
        keep(&trace, args.messages, folder)?;
        settings.tell(|| format!("kept in {}", folder.display()));
    }
    let color = settings.color && args.output.is_none();
    let written = args.format.write(&trace, args.messages, color);
    output::write(&written, args.output.as_deref())?;
    let failed = args.fail_on.iter().any(|named| count(&trace, *named) > 0);
    Ok(if failed {
        ExitCode::from(1)
    } else {
        ExitCode::SUCCESS
    })
}

/// Says what was read and yet takes no part, where no one can miss it.
fn warn_of_what_is_not_compared(trace: &Trace, settings: Settings) {
    let article = trace.article();
    settings.warn_of_conditions(article.document());
    if article.language().is_none() {
        settings.warn(format!(
            "{}: its language ({}) is not one that Headwater reads; none of its sentences is checked",
            article.document().location(),
            article.tag()
        ));
    }
    for source in trace.sources() {
        source
            .document()
            .inspect(|document| settings.warn_of_conditions(document));
        let (SourceStatus::Missing(reason), Some(reading)) = (source.status(), source.reading())
        else {
            continue;
        };
        let why = match reason {
            Reason::UnsupportedLanguage => format!(
                "its language ({}) is not one that Headwater reads",
                reading.tag()
            ),
            _ => "it has links and notices only".to_owned(),
        };
        settings.warn(format!(
            "{}: {why}; nothing is checked against it",
            source.location()
        ));
    }
}

/// How many sentences there are of what `--fail-on` names.
fn count(trace: &Trace, named: FailOn) -> usize {
    let summary = trace.summary();
    match named {
        FailOn::Differs => summary.count(Verdict::Differs),
        FailOn::Unsupported => summary.count(Verdict::Unsupported),
        FailOn::Unchecked => summary.count(Verdict::Unchecked),
        FailOn::Contradicts => summary.contradictions(),
    }
}

fn keep(trace: &Trace, language: MessageLanguage, folder: &Path) -> Result<(), Failure> {
    std::fs::create_dir_all(folder).map_err(|error| Failure::at(folder, &error))?;
    output::whole_file(&report::json(trace, language), &folder.join("trace.json"))?;
    output::whole_file(&report::html(trace, language), &folder.join("report.html"))
}

/// What is to be traced.
struct Given {
    article: Document,
    captured: Option<Captured>,
    sources: Vec<SourceInput>,
}

impl Given {
    fn kept(archive: &Path, wanted: Option<&str>, settings: Settings) -> Result<Self, Failure> {
        let case = Case::open(archive, wanted)?;
        settings.warn_all(case.warnings());
        let (article, captured, sources) = case.into_parts();
        Ok(Self {
            article,
            captured: Some(captured),
            sources,
        })
    }
}

/// From an archive what it holds, and what is named beside it; else what is named.
fn given(args: &Args, fetched: Option<&Fetched>, settings: Settings) -> Result<Given, Failure> {
    if let Some(fetched) = fetched {
        return Given::kept(&fetched.path, None, settings);
    }
    if is_archive(&args.article) {
        let mut given = Given::kept(&args.article, args.pick.as_deref(), settings)?;
        given
            .sources
            .extend(sources(args, &given.article, settings)?);
        return Ok(given);
    }
    if args.article.to_str().is_some_and(input::is_address) {
        let shown = args.article.display();
        return Err(Failure::new(format!(
            "{shown}: add --fetch to fetch the article, or save the page and name the file"
        )));
    }
    let article = input::document(&args.article, None)?;
    let sources = sources(args, &article, settings)?;
    Ok(Given {
        article,
        captured: None,
        sources,
    })
}

/// The archive of what was fetched for this trace. Without a case it goes away with it.
struct Fetched {
    path: PathBuf,
    _folder: Option<TempDir>,
}

impl Fetched {
    fn get(args: &Args, settings: Settings) -> Result<Self, Failure> {
        if is_archive(&args.article) {
            let shown = args.article.display();
            return Err(Failure::new(format!(
                "{shown}: is an archive already; leave --fetch out"
            )));
        }
        let (folder, path) = if let Some(case) = &args.case {
            std::fs::create_dir_all(case).map_err(|error| Failure::at(case, &error))?;
            (None, case.join("case.wacz"))
        } else {
            let folder = tempfile::tempdir().map_err(|error| Failure::new(error.to_string()))?;
            let path = folder.path().join("case.wacz");
            (Some(folder), path)
        };
        let article = fetching::named(&args.article.to_string_lossy())?;
        let mut sources = Vec::new();
        for given in &args.sources {
            sources.extend(fetching::all_named(given, &args.article)?);
        }
        fetching::capture(vec![article], sources, &path, &args.fetching, settings)?;
        Ok(Self {
            path,
            _folder: folder,
        })
    }
}

fn sources(
    args: &Args,
    article: &Document,
    settings: Settings,
) -> Result<Vec<SourceInput>, Failure> {
    let mut sources = Vec::new();
    for given in &args.sources {
        let (url, path) = input::address_and_path(given);
        let Some(path) = path else {
            settings.warn(format!(
                "{given}: not fetched; add --fetch, or save the page and give URL=FILE"
            ));
            sources.push(SourceInput::missing(given, Reason::NotFetched).cited_as(given));
            continue;
        };
        let path = Path::new(path);
        let files = input::files(path)?;
        if url.is_some() && path.is_dir() {
            return Err(Failure::new(format!(
                "{given}: a folder cannot stand for one URL"
            )));
        }
        for file in files {
            if input::same_file(&file, &args.article) {
                if path.is_dir() {
                    continue;
                }
                let message = "the article itself is given as its source; leave it out";
                return Err(Failure::new(format!("{}: {message}", file.display())));
            }
            if is_archive(&file) && url.is_none() {
                let (pages, warnings) = headwater_capture::sources(&file, article)?;
                settings.warn_all(&warnings);
                sources.extend(pages);
                continue;
            }
            let source = match input::document(&file, url) {
                Ok(document) => SourceInput::read(document),
                Err(failure) => {
                    settings.warn(failure.to_string());
                    SourceInput::missing(file.to_string_lossy(), Reason::Unreadable)
                }
            };
            sources.push(match url {
                Some(url) => source.cited_as(url),
                None => source,
            });
        }
    }
    Ok(sources)
}
