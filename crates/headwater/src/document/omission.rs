/// Why a part of a page is no part of the document that was read from it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Omission {
    /// Nobody sees it on the page.
    Hidden,
    /// How a word is said, above it.
    Pronunciation,
    /// Navigation, a footer, a form or a dialogue, by its element or its role.
    Navigation,
    /// An advertisement, a share bar, a rail of other stories, comments, by its class.
    Aside,
    /// A story that the page shows beside its own.
    OtherStory,
    /// Outside what was found to be the main content.
    OutsideMainContent,
    /// Said before in the same words.
    Repeated,
    /// Who wrote the story and when; the frame has it.
    Byline,
    /// Who the author is.
    Biography,
    /// Where a picture is from, a notice of copyright, who else worked on the story.
    Credit,
    /// Links to other stories of the same site.
    FurtherReading,
    /// A request to the reader: to subscribe, to follow, to write.
    Request,
    /// A few words around the story that say nothing by themselves.
    Scrap,
    /// A heading or label of what was left out.
    EmptyHeading,
}

impl Omission {
    /// The reason as one word, as it stands in output for machines.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Hidden => "hidden",
            Self::Pronunciation => "pronunciation",
            Self::Navigation => "navigation",
            Self::Aside => "aside",
            Self::OtherStory => "other-story",
            Self::OutsideMainContent => "outside-main-content",
            Self::Repeated => "repeated",
            Self::Byline => "byline",
            Self::Biography => "biography",
            Self::Credit => "credit",
            Self::FurtherReading => "further-reading",
            Self::Request => "request",
            Self::Scrap => "scrap",
            Self::EmptyHeading => "empty-heading",
        }
    }
}
