use super::{MessageLanguage, Trace, annotations, html, json, markdown, terminal};

/// A way to write a [`Trace`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Format {
    /// A summary for the terminal: see [`terminal()`].
    Text,
    /// The trace as data, schema `headwater.trace/1`: see [`json()`].
    Json,
    /// One self-contained page: see [`html()`].
    Html,
    /// For an issue or a content system: see [`markdown()`].
    Markdown,
    /// W3C Web Annotations: see [`annotations()`].
    Annotations,
}

impl Format {
    /// All of them, the default first.
    pub const ALL: [Self; 5] = [
        Self::Text,
        Self::Json,
        Self::Html,
        Self::Markdown,
        Self::Annotations,
    ];

    /// The word used on the command line.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::Json => "json",
            Self::Html => "html",
            Self::Markdown => "markdown",
            Self::Annotations => "annotations",
        }
    }

    /// The format of that name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|format| format.name() == name)
    }

    /// What to send it as.
    #[must_use]
    pub const fn media_type(self) -> &'static str {
        match self {
            Self::Text => "text/plain; charset=utf-8",
            Self::Json => "application/json",
            Self::Html => "text/html; charset=utf-8",
            Self::Markdown => "text/markdown; charset=utf-8",
            Self::Annotations => {
                "application/ld+json; profile=\"http://www.w3.org/ns/anno.jsonld\""
            }
        }
    }

    /// Writes the trace in words of `language`. `colour` matters to [`Format::Text`] alone. What comes
    /// back ends with a newline.
    #[must_use]
    pub fn write(self, trace: &Trace, language: MessageLanguage, colour: bool) -> String {
        match self {
            Self::Text => terminal(trace, language, colour),
            Self::Json => json(trace, language),
            Self::Html => html(trace, language),
            Self::Markdown => markdown(trace, language),
            Self::Annotations => annotations(trace, language),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::fixture;

    #[test]
    fn every_format_is_found_by_its_name() {
        for format in Format::ALL {
            assert_eq!(Format::from_name(format.name()), Some(format));
        }
        assert_eq!(Format::from_name("pdf"), None);
    }

    #[test]
    fn every_format_ends_with_a_newline_even_for_a_trace_with_nothing_in_it() {
        for trace in [fixture::trace(), fixture::empty()] {
            for format in Format::ALL {
                for language in MessageLanguage::ALL {
                    let written = format.write(&trace, language, false);
                    assert!(written.ends_with('\n'), "{}", format.name());
                }
            }
        }
    }
}
