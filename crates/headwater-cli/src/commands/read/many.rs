//! Many documents as JSON Lines: each on a line of its own, in the order in which they were named.

use std::io::BufRead;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::thread;

use headwater_capture::{Archive, is_archive};
use indicatif::ProgressBar;

use crate::args::{Read, ReadFormat};
use crate::failure::Failure;
use crate::input;
use crate::output::Output;
use crate::settings::Settings;
use crate::worker::{Answer, Limits, Task, read_all};

/// Processor time for one document, in seconds, where nothing is said.
const DEADLINE: f64 = 10.0;

pub(super) fn run(args: &Read, settings: Settings) -> Result<ExitCode, Failure> {
    if matches!(args.format, Some(ReadFormat::Text | ReadFormat::Markdown)) {
        let message = "several documents are shown as JSON, one a line; leave --format out";
        return Err(Failure::new(message));
    }
    let tasks = tasks(args)?;
    let cores = thread::available_parallelism().map_or(1, usize::from);
    let limits = Limits {
        deadline: args.deadline.unwrap_or(DEADLINE),
        workers: args.jobs.map_or(cores, usize::from),
    };
    let mut shown = Shown {
        output: Output::open(args.output.as_deref())?,
        failed: Vec::new(),
        bar: settings.bar(
            tasks.len(),
            "reading documents {wide_bar} {pos}/{len} {eta}",
        ),
    };
    read_all(&tasks, limits, |task, answer| shown.take(task, answer))?;
    shown.bar.finish_and_clear();
    shown.output.finish()?;
    for failure in &shown.failed {
        settings.warn(failure);
    }
    if shown.failed.is_empty() {
        return Ok(ExitCode::SUCCESS);
    }
    let (failed, all) = (shown.failed.len(), tasks.len());
    settings.warn(format!("{failed} of {all} documents could not be read"));
    Ok(ExitCode::from(2))
}

/// What is to be read: the files that are named, those in folders, and those of a list.
fn tasks(args: &Read) -> Result<Vec<Task>, Failure> {
    let task = |path: PathBuf, url: Option<String>| Task {
        path,
        url,
        explain: args.explain,
        capture: None,
        refused: None,
    };
    let mut tasks = Vec::new();
    for path in &args.inputs {
        // A file that is not there is a failure of its own, and stops no other.
        if path.is_dir() {
            let files = input::files(path)?;
            tasks.extend(files.into_iter().map(|file| task(file, None)));
        } else {
            tasks.push(task(path.clone(), args.url.clone()));
        }
    }
    if args.batch {
        for line in std::io::stdin().lock().lines() {
            let line = line?;
            let line = line.trim();
            if line.starts_with('{') {
                tasks.push(match serde_json::from_str::<Task>(line) {
                    Ok(listed) => task(listed.path, listed.url),
                    Err(error) => Task {
                        refused: Some(format!("is no entry of a list: {error}")),
                        ..task(PathBuf::from(line), None)
                    },
                });
            } else if !line.is_empty() {
                tasks.push(task(PathBuf::from(line), None));
            }
        }
    }
    // A worker's standard input are its tasks: it would wait for itself.
    if tasks.iter().any(|task| task.path == Path::new("-")) {
        let message = "standard input is one document; read it alone";
        return Err(Failure::new(message));
    }
    Ok(tasks.into_iter().flat_map(in_file).collect())
}

/// What one file gives to read: itself, or the pages of an archive, with what is broken in it.
fn in_file(task: Task) -> Vec<Task> {
    if task.refused.is_some() || !is_archive(&task.path) {
        return vec![task];
    }
    let refused = |why| Task {
        refused: Some(why),
        ..task.clone()
    };
    match Archive::open(&task.path) {
        Ok(archive) => {
            let held = archive.pages().filter_map(|page| archive.held(page));
            let pages = held.map(|capture| Task {
                url: Some(capture.url().to_owned()),
                capture: Some(capture),
                ..task.clone()
            });
            let broken = archive.broken().iter();
            pages
                .chain(broken.map(|broken| refused(broken.to_string())))
                .collect()
        }
        Err(error) => vec![refused(error.to_string())],
    }
}

/// What has been shown.
struct Shown {
    output: Output,
    failed: Vec<String>,
    bar: ProgressBar,
}

impl Shown {
    fn take(&mut self, task: &Task, answer: Answer) -> Result<(), Failure> {
        let line = answer.unwrap_or_else(|error| self.failure(task, &error));
        self.output.add(&line)?;
        self.bar.inc(1);
        Ok(())
    }

    /// The line of a document that could not be read.
    fn failure(&mut self, task: &Task, error: &str) -> String {
        let location = task.path.to_string_lossy();
        // Most errors begin with the file's name.
        let told = error.starts_with(location.as_ref());
        self.failed.push(if told {
            error.to_owned()
        } else {
            format!("{location}: {error}")
        });
        let line = serde_json::json!({ "location": location, "error": error });
        format!("{line}\n")
    }
}
