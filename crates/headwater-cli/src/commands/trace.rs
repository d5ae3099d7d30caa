use std::path::Path;
use std::process::ExitCode;
use std::time::Instant;

use headwater::align::{Models, WordEmbedder};
use headwater::check::{Reason, Verdict};
use headwater::document::Document;
use headwater::report::{self, MessageLanguage, SourceStatus, Trace};
use headwater::{SourceInput, trace};
use headwater_capture::is_archive;

use super::model;
use crate::args::{Explain, FailOn, Trace as Args};
use crate::failure::Failure;
use crate::settings::Settings;
use crate::{archived, input, output};

pub(super) fn run(args: &Args, settings: Settings) -> Result<ExitCode, Failure> {
    let started = Instant::now();
    let article = input::document(&args.article, None)?;
    let sources = sources(args, &article, settings)?;
    let embedder = model::Watched::new(model::load(args.model.as_deref())?, settings);
    settings.tell(|| format!("read {} sources: {:.2?}", sources.len(), started.elapsed()));
    let words = model::load_words(args.word_model.as_deref())?;
    let models = Models {
        sentences: &embedder,
        words: words.as_ref().map(|words| words as &dyn WordEmbedder),
    };
    let mut trace = trace(article, sources, models);
    drop(embedder);
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

fn sources(
    args: &Args,
    article: &Document,
    settings: Settings,
) -> Result<Vec<SourceInput>, Failure> {
    let mut sources = Vec::new();
    for given in &args.sources {
        let (url, path) = address_and_path(given);
        let Some(path) = path else {
            settings.warn(format!(
                "{given}: not fetched; save the page and give URL=FILE"
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
            if same_file(&file, &args.article) {
                if path.is_dir() {
                    continue;
                }
                let message = "the article itself is given as its source; leave it out";
                return Err(Failure::new(format!("{}: {message}", file.display())));
            }
            if is_archive(&file) && url.is_none() {
                sources.extend(archived::sources(&file, article, settings)?);
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

/// Parts `URL=FILE` into the two, and knows a URL alone from a path alone.
///
/// Both may hold `=`, so the file is what follows the first `=` after which a file is there, and
/// what follows the last one where there is none.
fn address_and_path(given: &str) -> (Option<&str>, Option<&str>) {
    if !given.starts_with("http://") && !given.starts_with("https://") {
        return (None, Some(given));
    }
    let parts = || {
        given
            .match_indices('=')
            .filter_map(|(at, _)| given.split_at_checked(at))
    };
    let parts = || parts().filter_map(|(url, rest)| Some((url, rest.strip_prefix('=')?)));
    let there = parts().find(|(_, path)| Path::new(path).exists());
    match there.or_else(|| {
        parts()
            .next_back()
            .filter(|(_, path)| looks_like_path(path))
    }) {
        Some((url, path)) => (Some(url), Some(path)),
        None => (Some(given), None),
    }
}

/// Whether what follows `=` is meant as a file rather than as the value of a query.
fn looks_like_path(text: &str) -> bool {
    text.contains(['/', '\\', '.'])
}

fn same_file(a: &Path, b: &Path) -> bool {
    match (a.canonicalize(), b.canonicalize()) {
        (Ok(a), Ok(b)) => a == b,
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::address_and_path;

    #[test]
    fn a_url_is_told_from_a_path_and_from_both() {
        assert_eq!(
            address_and_path("reports/a=b.md"),
            (None, Some("reports/a=b.md"))
        );
        let page = "https://news.example/story?id=7";
        assert_eq!(address_and_path(page), (Some(page), None));
        let tied = format!("{page}=saved/page.html");
        assert_eq!(
            address_and_path(&tied),
            (Some(page), Some("saved/page.html"))
        );
    }
}
