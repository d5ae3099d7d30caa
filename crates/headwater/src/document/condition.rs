/// What the reader of a page should know of it: that there is more than was read, or that it is no
/// ordinary article.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
#[non_exhaustive]
pub enum Condition {
    /// The story goes on on other pages.
    MorePages,
    /// Only the beginning is shown; the rest is for those who pay or sign in.
    PaywallStub,
    /// It is no story: in its place stands the question whether one agrees to be tracked.
    ConsentWall,
    /// There is hardly any text: a browser has to run the page's scripts first.
    ScriptShell,
    /// There is hardly any text beside a film.
    VideoOnly,
    /// Entries that were written one after the other while something happened.
    LiveBlog,
    /// Pictures with their captions, and little else.
    Gallery,
    /// The form of the page for telephones.
    Amp,
    /// The form of the page for printers.
    Print,
    /// Elements were nested deeper than is read; they are read flat.
    CutNesting,
    /// There were more elements than are read; the text of the rest is read flat.
    CutElements,
    /// An element had more attributes, or longer ones, than are read.
    CutAttributes,
    /// There was more text with Markdown or wikitext in it than is read; its marks stand as they are.
    CutMarkup,
    /// There were more lines than are kept apart; the rest is one line.
    CutLines,
    /// There were more links and images than are kept; of the rest only the words are.
    CutLinks,
    /// There were more pages, or more on them, than is read of a PDF file.
    CutPages,
    /// Only the beginning of the bytes came.
    CutShort,
}

impl Condition {
    /// The condition as it stands in output for machines.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::MorePages => "more-pages",
            Self::PaywallStub => "paywall-stub",
            Self::ConsentWall => "consent-wall",
            Self::ScriptShell => "script-shell",
            Self::VideoOnly => "video-only",
            Self::LiveBlog => "live-blog",
            Self::Gallery => "gallery",
            Self::Amp => "amp",
            Self::Print => "print",
            Self::CutNesting => "cut-nesting",
            Self::CutElements => "cut-elements",
            Self::CutAttributes => "cut-attributes",
            Self::CutMarkup => "cut-markup",
            Self::CutLines => "cut-lines",
            Self::CutLinks => "cut-links",
            Self::CutPages => "cut-pages",
            Self::CutShort => "cut-short",
        }
    }

    /// What is missing from the text, as a sentence without a stop; `None` where nothing is.
    #[must_use]
    pub fn advice(self) -> Option<&'static str> {
        match self {
            Self::MorePages => Some("the story has more pages, which were not read"),
            Self::PaywallStub => {
                Some("only the beginning is shown to those who do not pay or sign in")
            }
            Self::ConsentWall => {
                Some("the site asks to be allowed to track before it shows the page")
            }
            Self::ScriptShell => Some("hardly any text before a browser runs the page's scripts"),
            Self::VideoOnly => Some("a film with hardly any text"),
            Self::CutPages => Some("the file has more pages, or more on them, than are read"),
            Self::CutShort => Some("only its beginning was fetched"),
            _ => None,
        }
    }
}
