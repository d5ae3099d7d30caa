//! The table of sources: what was given, and what came of it.

use std::collections::BTreeSet;

use super::frame::address;
use super::{Places, dir, lang};
use crate::language::Reading;
use crate::report::catalogue::Words;
use crate::report::escape::clean;
use crate::report::{Source, SourceStatus, Trace};
use maud::{Markup, html};

pub(super) fn section(trace: &Trace, words: &Words, places: Places) -> Markup {
    let table = &words.table;
    let sources = trace.sources().iter().enumerate().zip(resting(trace));
    html! {
        section aria-labelledby="sources" {
            h2 #sources { (words.section.sources) }
            @if trace.sources().is_empty() {
                p { (words.section.no_source_given) }
            } @else {
                table {
                    thead {
                        tr {
                            th scope="col" { (table.number) }
                            th scope="col" { (table.source) }
                            th scope="col" { (table.language) }
                            th scope="col" { (table.date) }
                            th scope="col" { (table.sentences) }
                            th scope="col" { (table.status) }
                        }
                    }
                    tbody {
                        @for ((index, source), rests) in sources {
                            (row(words, places, index, source, rests))
                        }
                    }
                }
            }
        }
    }
}

/// How many sentences rest on each source, if only in part.
fn resting(trace: &Trace) -> Vec<usize> {
    let mut counts = vec![0; trace.sources().len()];
    for sentence in trace.sentences() {
        let evidence = sentence.finding().evidence().iter();
        let sources: BTreeSet<usize> = evidence.map(|evidence| evidence.source()).collect();
        for source in sources {
            if let Some(count) = counts.get_mut(source) {
                *count += 1;
            }
        }
    }
    counts
}

fn row(words: &Words, places: Places, index: usize, source: &Source, rests: usize) -> Markup {
    let table = &words.table;
    let id = Source::id(index);
    let reading = source.reading();
    let document = source.document();
    let url = source.url().or(document.and_then(|d| d.url()));
    let is_read = source.status() == SourceStatus::Read;
    html! {
        tr id=(id) {
            th scope="row" { (id) }
            td.source {
                @if let Some(title) = document.and_then(|d| d.title()) {
                    span.title lang=[reading.and_then(lang)] dir=(reading.map_or("auto", dir)) {
                        (clean(title.trim()))
                    }
                }
                @if let Some(publisher) = document.and_then(|d| d.publisher()) {
                    span.publisher { bdi { (clean(publisher)) } }
                }
                span.address { (address(url, source.location())) }
                @for line in words.kept(source.captured()) { span.kept { (line) } }
                (places.source(index))
            }
            td data-name=(table.language) {
                (reading.map(|r| words.language(r.tag())).unwrap_or_default())
            }
            td data-name=(table.date) {
                @if let Some(date) = reading.and_then(Reading::published) { (words.date(date)) }
            }
            td.count data-name=(table.sentences) { (rests) }
            td.status.missing[!is_read] data-name=(table.status) { (words.came_of(source)) }
        }
    }
}
