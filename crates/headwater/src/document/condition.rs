/// What the reader of a page should know of it: that there is more than was read, or that it is no
/// ordinary article.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
#[non_exhaustive]
pub enum Condition {
    /// The story goes on on other pages.
    MorePages,
    /// Only the beginning is shown; the rest is for those who pay or sign in.
    PaywallStub,
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
}

impl Condition {
    /// The condition as it stands in output for machines.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::MorePages => "more-pages",
            Self::PaywallStub => "paywall-stub",
            Self::ScriptShell => "script-shell",
            Self::VideoOnly => "video-only",
            Self::LiveBlog => "live-blog",
            Self::Gallery => "gallery",
            Self::Amp => "amp",
            Self::Print => "print",
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
            Self::ScriptShell => Some("hardly any text before a browser runs the page's scripts"),
            Self::VideoOnly => Some("a film with hardly any text"),
            Self::LiveBlog | Self::Gallery | Self::Amp | Self::Print => None,
        }
    }
}
