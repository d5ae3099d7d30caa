//! Names of `meta` elements by what they say, the surest first. In lower case, `dc:` as `dc.`.

pub(super) const TITLE: [&str; 8] = [
    "og:title",
    "twitter:title",
    "headline",
    "dc.title",
    "dcterms.title",
    "parsely-title",
    "sailthru.title",
    "citation_title",
];
pub(super) const SUBTITLE: [&str; 3] = ["alternativeheadline", "dcterms.alternative", "subtitle"];
pub(super) const AUTHORS: [&str; 13] = [
    "author",
    "article:author",
    "og:article:author",
    "og:author",
    "parsely-author",
    "dc.creator",
    "dcterms.creator",
    "sailthru.author",
    "citation_author",
    "byl",
    "authors",
    "article:author_name",
    "cxenseparse:author",
];
/// The day of publication.
pub(super) const PUBLISHED: [&str; 34] = [
    "article:published_time",
    "og:article:published_time",
    "article:published",
    "og:published_time",
    "datepublished",
    "og:pubdate",
    "og:publish_date",
    "parsely-pub-date",
    "sailthru.date",
    "rnews:datepublished",
    "bt:pubdate",
    "pubdate",
    "publishdate",
    "publish-date",
    "publish_date",
    "publication-date",
    "publication_date",
    "article.published",
    "published-date",
    "published_date",
    "published_time",
    "publishedat",
    "displaydate",
    "display_date",
    "originalpublicationdate",
    "article_date_original",
    "article:post_date",
    "cxenseparse:recs:publishtime",
    "citation_publication_date",
    "citation_date",
    "dc.date.issued",
    "dcterms.issued",
    "weibo:article:create_at",
    "apub:time",
];
/// A day which may be any of the page's: what the page shows its readers is surer.
pub(super) const DATE: [&str; 12] = [
    "dcterms.date",
    "dc.date",
    "dc.date.created",
    "dcterms.created",
    "dcterms.available",
    "date",
    "datecreated",
    "created",
    "creation_date",
    "article.created",
    "dc.created",
    "last-published",
];
/// The day of the last change.
pub(super) const MODIFIED: [&str; 9] = [
    "article:modified_time",
    "og:updated_time",
    "datemodified",
    "dcterms.modified",
    "dc.date.modified",
    "lastmodified",
    "last-modified",
    "revision_date",
    "modified",
];
pub(super) const SITE: [&str; 3] = ["og:site_name", "application-name", "cre"];
pub(super) const PUBLISHER: [&str; 5] = [
    "dc.publisher",
    "dcterms.publisher",
    "publisher",
    "article:publisher",
    "citation_publisher",
];
pub(super) const SECTION: [&str; 5] = [
    "article:section",
    "og:article:section",
    "articlesection",
    "parsely-section",
    "section",
];
pub(super) const LANGUAGE: [&str; 6] = [
    "content-language",
    "inlanguage",
    "language",
    "dc.language",
    "dcterms.language",
    "og:locale",
];
pub(super) const LICENCE: [&str; 5] = [
    "license",
    "dcterms.license",
    "dc.rights",
    "dcterms.rights",
    "dcterms.accessrights",
];
/// The address of what the page repeats.
pub(super) const ORIGINAL: [&str; 2] = ["original-source", "syndication-source"];
/// `free`, `metered` or `locked`.
pub(super) const TIER: [&str; 3] = [
    "article:content_tier",
    "og:article:content_tier",
    "content_tier",
];
