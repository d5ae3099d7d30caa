use crate::document::{Block, BlockKind, Document, LinkKind};
use crate::text::Span;

/// What a sentence of the article leans on, by its citations.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Cites {
    /// Places in the list of sources.
    pub(crate) sources: Vec<usize>,
    /// Whether it cites a page that is not among the sources.
    pub(crate) elsewhere: bool,
}

/// For each sentence, the sources that it leans on.
///
/// A sentence leans on the last citation at or before it in its paragraph. Where there is none,
/// it leans on the paragraph's next one ("read more" stands at the end), and a paragraph without
/// any goes on with the citation of the paragraph before. A standfirst leans on nothing: it sums
/// up the whole.
///
/// `addresses` gives the address of each source, where it has one.
pub(crate) fn scope(
    article: &Document,
    sentences: &[Span],
    addresses: &[Option<&str>],
) -> Vec<Cites> {
    let mut carried = Cites::default();
    let mut all = vec![Cites::default(); sentences.len()];
    for block in article
        .blocks()
        .iter()
        .filter(|block| carries(block.kind()))
    {
        let citations = citations_in(article, *block, addresses);
        let inside = sentences
            .iter()
            .zip(all.iter_mut())
            .filter(|(s, _)| block.span().contains(**s));
        for (sentence, cites) in inside {
            let own = citations.iter().filter(|(at, _)| sentence.intersects(*at));
            let own: Vec<_> = own.map(|(_, cites)| cites).collect();
            *cites = if own.is_empty() {
                let before = citations
                    .iter()
                    .rfind(|(at, _)| at.end() <= sentence.start());
                let nearest = before.or(citations.first());
                nearest.map_or_else(|| carried.clone(), |(_, cites)| cites.clone())
            } else {
                own.into_iter().fold(Cites::default(), joined)
            };
        }
        if let Some((_, last)) = citations.last() {
            carried = last.clone();
        }
    }
    all
}

fn carries(kind: BlockKind) -> bool {
    matches!(
        kind,
        BlockKind::Paragraph | BlockKind::ListItem | BlockKind::Quote | BlockKind::TableRow
    )
}

fn joined(mut one: Cites, other: &Cites) -> Cites {
    one.sources.extend(&other.sources);
    one.sources.sort_unstable();
    one.sources.dedup();
    one.elsewhere |= other.elsewhere;
    one
}

fn citations_in(
    article: &Document,
    block: Block,
    addresses: &[Option<&str>],
) -> Vec<(Span, Cites)> {
    let links = article.links().iter();
    links
        .filter(|link| link.kind() == LinkKind::Citation && block.span().contains(link.span()))
        .map(|link| {
            let wanted = key(link.url());
            let sources: Vec<usize> = addresses
                .iter()
                .enumerate()
                .filter(|(_, address)| address.is_some_and(|address| key(address) == wanted))
                .map(|(place, _)| place)
                .collect();
            let elsewhere = sources.is_empty();
            (link.span(), Cites { sources, elsewhere })
        })
        .collect()
}

/// An address reduced to what tells pages apart: no scheme, no `www.`, no fragment, no tracking
/// parameters, no slash at the end.
fn key(address: &str) -> String {
    let address = address.trim();
    let address = address.split_once("://").map_or(address, |(_, rest)| rest);
    let address = address.split('#').next().unwrap_or_default();
    let (place, query) = address.split_once('?').unwrap_or((address, ""));
    let (host, path) = place.split_once('/').unwrap_or((place, ""));
    let host = host.to_lowercase();
    let host = host.strip_prefix("www.").unwrap_or(&host);
    let kept: Vec<&str> = query
        .split('&')
        .filter(|p| !p.is_empty() && !is_tracking(p))
        .collect();
    let mut key = format!("{host}/{}", path.trim_end_matches('/'));
    if !kept.is_empty() {
        key.push('?');
        key.push_str(&kept.join("&"));
    }
    key
}

fn is_tracking(parameter: &str) -> bool {
    let name = parameter.split('=').next().unwrap_or_default();
    name.starts_with("utm_") || matches!(name, "fbclid" | "gclid" | "mc_cid" | "mc_eid" | "igshid")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::Link;

    /// A document of paragraphs in which `[n]` is a link to page n, and each `|` ends a sentence.
    fn document(paragraphs: &[&str]) -> (Document, Vec<Span>) {
        let mut document = Document::default();
        let mut sentences = Vec::new();
        for paragraph in paragraphs {
            let start = document.text.len();
            document.text.push_str(paragraph);
            let mut at = start;
            for sentence in paragraph.split_inclusive('|') {
                sentences.push(Span::new(at, at + sentence.len()));
                at += sentence.len();
            }
            let links = paragraph.match_indices('[').map(|(place, _)| {
                let span = Span::new(start + place, start + place + 3);
                let page = span.of(paragraphs.concat().as_str()).to_owned();
                let url = format!("https://news.example/{}", page.trim_matches(['[', ']']));
                Link {
                    span,
                    url,
                    kind: LinkKind::Citation,
                }
            });
            document.links.extend(links);
            let span = Span::new(start, document.text.len());
            document.blocks.push(Block {
                kind: BlockKind::Paragraph,
                span,
            });
        }
        (document, sentences)
    }

    fn scopes(paragraphs: &[&str]) -> Vec<Vec<usize>> {
        let (document, sentences) = document(paragraphs);
        let addresses = [
            Some("https://www.news.example/1/"),
            None,
            Some("http://news.example/2?utm_source=x"),
        ];
        scope(&document, &sentences, &addresses)
            .into_iter()
            .map(|cites| cites.sources)
            .collect()
    }

    #[test]
    fn a_citation_covers_what_follows_it() {
        assert_eq!(
            scopes(&["Says [1].|It went on.|Then [2] said.|More.", "And more."]),
            [vec![0], vec![0], vec![2], vec![2], vec![2]]
        );
    }

    #[test]
    fn read_more_at_the_end_covers_the_paragraph() {
        assert_eq!(
            scopes(&["By [1].", "A claim.|Another.|[2]"]),
            [vec![0], vec![2], vec![2], vec![2]]
        );
    }

    #[test]
    fn two_links_in_one_sentence_both_count() {
        assert_eq!(scopes(&["Both [2] and [1] say so."]), [vec![0, 2]]);
    }

    #[test]
    fn a_page_that_was_not_given_is_said_so() {
        let (document, sentences) = document(&["Says [7].|On.", "Nothing."]);
        let found = scope(&document, &sentences, &[Some("https://news.example/1")]);
        assert!(
            found
                .iter()
                .all(|cites| cites.elsewhere && cites.sources.is_empty())
        );
    }

    #[test]
    fn addresses_that_differ_in_nothing_that_matters_are_one() {
        assert_eq!(
            key("HTTP://WWW.a.example/B/?utm_medium=x&id=3#top"),
            key("a.example/B?id=3")
        );
        assert_ne!(key("a.example/B?id=3"), key("a.example/b?id=3"));
        assert_ne!(key("a.example/B?id=3"), key("a.example/B?id=4"));
    }
}
