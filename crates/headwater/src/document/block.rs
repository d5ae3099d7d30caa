use crate::text::Span;

/// A piece of a document that stands by itself: a paragraph, a heading, a caption.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Block {
    pub(crate) kind: BlockKind,
    pub(crate) span: Span,
}

impl Block {
    /// What kind of piece it is.
    #[must_use]
    pub fn kind(self) -> BlockKind {
        self.kind
    }

    /// Where it stands in the document's text.
    #[must_use]
    pub fn span(self) -> Span {
        self.span
    }
}

/// What a block is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum BlockKind {
    /// A heading of level 1 to 6.
    Heading(u8),
    /// The standfirst: a paragraph before the body that sums it up, often all bold.
    Lead,
    /// A paragraph of the body.
    Paragraph,
    /// An item of a list.
    ListItem,
    /// A block quotation.
    Quote,
    /// A row of a table, cells parted by tabs.
    TableRow,
    /// Preformatted text.
    Code,
    /// The words under or over an image.
    Caption,
    /// Who wrote, edited, translated, published; the date line.
    Credit,
    /// "First published at …", 转载自, 転載元.
    Repost,
    /// A note, or an entry of the list of references: where something comes from, and no claim.
    Reference,
    /// "See also", 延展阅读: links that support nothing.
    FurtherReading,
    /// 免责声明, "Disclaimer".
    Disclaimer,
    /// Links and notices below the article.
    Footer,
}

impl BlockKind {
    /// The name in output for machines.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Heading(_) => "heading",
            Self::Lead => "lead",
            Self::Paragraph => "paragraph",
            Self::ListItem => "list-item",
            Self::Quote => "quote",
            Self::TableRow => "table-row",
            Self::Code => "code",
            Self::Caption => "caption",
            Self::Credit => "credit",
            Self::Repost => "repost",
            Self::Reference => "reference",
            Self::FurtherReading => "further-reading",
            Self::Disclaimer => "disclaimer",
            Self::Footer => "footer",
        }
    }

    /// Whether it stands around the text and carries nothing of it: links and notices.
    pub(crate) fn is_around_the_text(self) -> bool {
        matches!(
            self,
            Self::Footer | Self::FurtherReading | Self::Disclaimer | Self::Reference
        )
    }
}
