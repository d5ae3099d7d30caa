//! Captures as the arguments ask for them.

use std::path::Path;
use std::time::Duration;

use headwater_capture::{Crawl, Input, Limits, Note, Progress, UserFile, is_archive};

use crate::args::{Asking, Fetching};
use crate::failure::Failure;
use crate::input;
use crate::settings::Settings;

const MEGABYTE: u64 = 1024 * 1024;

/// Captures articles and what they cite into an archive, and says what came of each.
pub(crate) fn capture(
    articles: Vec<Input>,
    sources: Vec<Input>,
    output: &Path,
    args: &Fetching,
    settings: Settings,
) -> Result<Vec<Note>, Failure> {
    let bar = settings.bar(0, "fetching {wide_bar} {pos}/{len} {elapsed} {msg}");
    let mut shown = |progress: &Progress| {
        bar.set_length(progress.total as u64);
        bar.set_position(progress.done as u64);
        if let Some((url, status)) = &progress.last {
            settings.tell(|| format!("{}: {url}", status.as_str()));
            bar.set_message(host(url));
        }
    };
    let notes = crawl(args)?.run(articles, sources, output, &mut shown);
    bar.finish_and_clear();
    Ok(notes?)
}

fn crawl(args: &Fetching) -> Result<Crawl, Failure> {
    let contact = contact(&args.asking).ok_or_else(|| {
        let message = "say whom a site can write to about the requests: --contact with a mail address or the \
                       address of a page, or HEADWATER_CONTACT";
        Failure::new(message)
    })?;
    Ok(asking(&args.asking, contact).resume(args.resume))
}

/// Whom a site can write to, where that is said.
pub(crate) fn contact(args: &Asking) -> Option<String> {
    let said = args.contact.clone();
    let contact = said.or_else(|| std::env::var("HEADWATER_CONTACT").ok());
    contact.filter(|contact| contact.contains(['@', ':']))
}

/// A capture that asks as it is told.
pub(crate) fn asking(args: &Asking, contact: String) -> Crawl {
    let limits = Limits::default()
        .body(args.max_size * MEGABYTE)
        .exchange(Duration::from_secs_f64(args.timeout));
    let asked = |prefix: &str| (prefix != "none").then(|| prefix.to_owned());
    let mut crawl = Crawl::new(contact)
        .ignore_robots(args.ignore_robots)
        .apart(Duration::from_secs_f64(args.delay))
        .limits(limits)
        .images(!args.no_images)
        .timestamp(args.timestamp.clone())
        .mementos(asked(&args.time_gate), asked(&args.time_map));
    for host in &args.allow_hosts {
        crawl = crawl.allow_host(host);
    }
    for port in &args.allow_ports {
        crawl = crawl.allow_port(*port);
    }
    crawl
}

/// What a path or an address stands for.
pub(crate) fn named(given: &str) -> Result<Input, Failure> {
    let (url, path) = input::address_and_path(given);
    let Some(path) = path else {
        return Ok(Input::Page(given.to_owned()));
    };
    let path = Path::new(path);
    if is_archive(path) {
        let shown = path.display();
        let message = "is an archive already; trace from it without fetching";
        return Err(Failure::new(format!("{shown}: {message}")));
    }
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let file = UserFile::new(name, input::bytes(path)?);
    Ok(Input::File(match url {
        Some(url) => file.cited_as(url),
        None => file,
    }))
}

/// The same, and of a folder the documents in it but the article.
pub(crate) fn all_named(given: &str, article: &Path) -> Result<Vec<Input>, Failure> {
    let path = Path::new(given);
    if input::is_address(given) || !path.is_dir() {
        return Ok(vec![named(given)?]);
    }
    let files = input::files(path)?;
    let others = files.iter().filter(|file| !input::same_file(file, article));
    others.map(|file| named(&file.to_string_lossy())).collect()
}

/// The host of an address, which is short enough to stand beside a bar.
fn host(url: &str) -> String {
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    rest.split('/').next().unwrap_or_default().to_owned()
}
