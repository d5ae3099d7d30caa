//! A small trace made by hand, about a ferry that nobody ever took, and traces of random texts.

use super::{
    Captured, FetchStatus, RecordPlace, SentenceKind, Source, SourceStatus, TimelineEntry, Trace,
    TracedSentence,
};
use crate::check::{
    ArticlePlace, Contradiction, Departure, DepartureKind, Evidence, Explanation, Finding, Message,
    Reason, SourcePlace, Verdict,
};
use crate::document::{Block, BlockKind, Credit, Document, Link, LinkKind};
use crate::language::values::{Basis, Dating, Precision};
use crate::language::{Language, Reading, Script};
use crate::text::Span;
use proptest::prelude::*;
use proptest::sample::Index;

/// What an attacker would write.
const HOSTILE: &str = "\"><img src=x onerror=alert(1)> <script>alert('x')</script> \
    ](javascript:alert(2)) \u{202E}倒写\u{202C} \u{1b}[31m红字 | `code` www.evil.example";

/// A document from blocks of sentences, joined by `gap`; sentences become spans.
fn reading(tag: &str, gap: &str, blocks: &[(BlockKind, &[&str])]) -> Reading {
    let mut document = Document::default();
    let mut sentences = Vec::new();
    for (kind, texts) in blocks {
        if !document.text.is_empty() {
            document.text.push_str("\n\n");
        }
        let start = document.text.len();
        for (at, text) in texts.iter().enumerate() {
            if at > 0 {
                document.text.push_str(gap);
            }
            let from = document.text.len();
            document.text.push_str(text);
            sentences.push(Span::new(from, document.text.len()));
        }
        let span = Span::new(start, document.text.len());
        document.blocks.push(Block { kind: *kind, span });
    }
    Reading {
        document,
        tag: tag.to_owned(),
        language: Language::from_tag(tag),
        script: None,
        published: None,
        sentences,
    }
}

/// The lead says three tenths more, a later sentence another month: both of the headline's and of the
/// lead's own words.
fn against_itself(text: &str, sentences: &[Span], sentence: Span) -> Vec<Contradiction> {
    const OTHERWISE: [(&str, &str, &str, &str); 2] = [
        ("六月起", "2031-06", "六月举行", "2031-06"),
        ("18艘渡轮", "18 {ship}", "六月举行", "2031-06"),
    ];
    let place = |words: &str, value: &str| ArticlePlace {
        span: find(text, words),
        value: Some(value.to_owned()),
        dating: Dating::default(),
    };
    OTHERWISE
        .iter()
        .map(|(here, value, there, other)| (place(here, value), place(there, other)))
        .filter(|(here, _)| sentence.contains(here.span))
        .filter_map(|(here, there)| {
            let other = sentences.iter().position(|s| s.contains(there.span))?;
            Some(Contradiction {
                kind: DepartureKind::Date,
                here,
                there,
                sentence: other,
                message: Message::DatesOther,
            })
        })
        .collect()
}

fn find(text: &str, words: &str) -> Span {
    let start = text
        .find(words)
        .unwrap_or_else(|| panic!("{words} is not in {text}"));
    Span::new(start, start + words.len())
}

const ARTICLE: &[(BlockKind, &[&str])] = &[
    (BlockKind::Heading(1), &["潮汐港渡轮票价将上调三成"]),
    (
        BlockKind::Credit,
        &["编译：林小舟　校对：<script>alert(1)</script>"],
    ),
    (
        BlockKind::Lead,
        &["潮汐港市政府宣布，渡轮票价将从六月起上调三成。"],
    ),
    (
        BlockKind::Paragraph,
        &[
            "据白波新闻5月2日报道，运营公司去年收入为4.12亿元。",
            "市长玛拉·韦恩说：“我们没有别的选择。”",
            "公司目前有18艘渡轮，每天运送约两万名乘客。",
        ],
    ),
    (BlockKind::Heading(2), &["新船与罢工"]),
    (
        BlockKind::Paragraph,
        &[
            "新船“北极星号”将于5月12日下水。",
            "该船可载客10,000多人，是港口历史上最大的渡轮。",
            "工会将在六月举行罢工。",
        ],
    ),
    (BlockKind::Caption, &["停在三号码头的渡轮。图：港口博物馆"]),
    (
        BlockKind::Quote,
        &["وقال المتحدث باسم الميناء إن الرحلات الليلية ستستمر حتى نهاية يونيو."],
    ),
    (
        BlockKind::Paragraph,
        &["另一家网站称，航线还将延长至灯塔岛。", HOSTILE],
    ),
    (BlockKind::FurtherReading, &["延展阅读：渡轮简史"]),
    (BlockKind::Disclaimer, &["免责声明：本文只代表译者的观点。"]),
];

fn article() -> Reading {
    let mut reading = reading("zh", "", ARTICLE);
    reading.script = Some(Script::Hans);
    reading.published = Some("2031-05-03".to_owned());
    let document = &mut reading.document;
    document.location = "ferry.md".to_owned();
    document.url = Some("https://digest.example/ferry?a=1&b=2".to_owned());
    document.title = Some("潮汐港渡轮票价将上调三成".to_owned());
    document.publisher = Some("海岸文摘".to_owned());
    document.authors = vec!["海岸译组".to_owned()];
    document.credits = vec![Credit {
        role: "proofreader".to_owned(),
        name: "<script>alert(1)</script>".to_owned(),
    }];
    document.repost_of = Some("https://first.example/ferry".to_owned());
    document.disclaimer = Some("本文只代表译者的观点。".to_owned());
    let link =
        |words: &str, url: &str, kind| Link::new(find(&document.text, words), url.to_owned(), kind);
    document.links = vec![
        link(
            "白波新闻",
            "https://shiranami.example/ferry_(1)",
            LinkKind::Citation,
        ),
        link("另一家网站", "javascript:alert(3)", LinkKind::Citation),
        link(
            "渡轮简史",
            "https://history.example/",
            LinkKind::FurtherReading,
        ),
    ];
    reading
}

fn arabic() -> Reading {
    let mut arabic = reading(
        "ar",
        " ",
        &[(
            BlockKind::Paragraph,
            &[
                "أعلنت إدارة الميناء جدول الصيف.",
                "وقال المتحدث باسم الميناء إن الرحلات الليلية مستمرة حتى آخر يونيو.",
            ],
        )],
    );
    arabic.document.title = Some("جدول الصيف".to_owned());
    arabic.document.publisher = Some("صحيفة الميناء".to_owned());
    arabic.published = Some("2031-04-30".to_owned());
    arabic
}

/// What came of fetching three of the sources.
fn captures() -> [Captured; 3] {
    let hash = "9f".repeat(32);
    let record = |offset| RecordPlace::new("archive/data.warc.gz", offset, Some(812));
    let here = Captured::new(
        FetchStatus::Read,
        "https://shiranami.example/ferry_(1)",
        "2031-05-09T23:59:58Z",
    )
    .record(record(1204), Some(format!("sha256:{hash}")))
    .sha256(&hash);
    let copied = Captured::new(
        FetchStatus::Dead,
        "https://copies.example/20310502/<b>x</b>",
        "2031-05-09T23:59:59Z",
    )
    .detail("the server answered 404")
    .record(record(9), None)
    .sha256(&hash)
    .memento("2031-05-02T06:00:00Z");
    let refused = Captured::new(
        FetchStatus::BadCertificate,
        "javascript:alert(3)",
        "<script>alert(5)</script>",
    )
    .detail("certificate expired");
    [here, copied, refused]
}

fn sources() -> Vec<Source> {
    let mut japanese = reading(
        "ja",
        "",
        &[
            (BlockKind::Heading(1), &["潮汐港のフェリー、運賃三割上げへ"]),
            (
                BlockKind::Paragraph,
                &[
                    "潮汐港市は1日、フェリーの運賃を6月から三割引き上げると発表した。",
                    "運航会社の昨年の売上高は3億1200万元だった。",
                    "同社は現在18隻を運航し、1日におよそ2万人が利用する。",
                ],
            ),
        ],
    );
    japanese.document.title = Some("潮汐港のフェリー、運賃三割上げへ".to_owned());
    japanese.document.publisher = Some("白波新聞".to_owned());
    japanese.published = Some("2031-05-02".to_owned());

    let mut english = reading(
        "en",
        " ",
        &[
            (
                BlockKind::Heading(1),
                &["Ferry fares to rise as Port Alder waits for its new ship"],
            ),
            (
                BlockKind::Paragraph,
                &[
                    "“We had few other choices,” said Tomas Reed, an aide to Mayor Mara Wren.",
                    "The North Star is to be launched on May 21.",
                    "She will be the largest ferry that the yard has built, with room for 900 cars.",
                ],
            ),
            (
                BlockKind::Paragraph,
                &["The union said that it may strike in June if talks fail."],
            ),
        ],
    );
    english.document.title =
        Some("Ferry fares to rise as Port Alder waits for its new ship".to_owned());
    english.document.publisher = Some("Port Alder Gazette".to_owned());
    english.published = Some("2031-05-01T07:30:00Z".to_owned());

    let arabic = arabic();

    let read = |location: &str, url: &str, reading| Source {
        location: location.to_owned(),
        url: Some(url.to_owned()),
        status: SourceStatus::Read,
        reading: Some(reading),
        captured: None,
    };
    let missing = |location: &str, url: &str, reason| Source {
        location: location.to_owned(),
        url: Some(url.to_owned()),
        status: SourceStatus::Missing(reason),
        reading: None,
        captured: None,
    };
    let [here, copied, refused] = captures();
    vec![
        Source {
            captured: Some(here),
            ..read(
                "sources/shiranami.html",
                "https://shiranami.example/ferry_(1)",
                japanese,
            )
        },
        Source {
            captured: Some(copied),
            ..read(
                "sources/gazette.md",
                "https://gazette.example/2031/ferry",
                english,
            )
        },
        read("sources/mina.txt", "https://mina.example/الصيف", arabic),
        Source {
            captured: Some(refused),
            ..missing(
                "javascript:alert(3)",
                "javascript:alert(3)",
                Reason::Unreachable,
            )
        },
        missing(
            "\"><img src=x onerror=alert(4)>",
            "https://lamp.example/\"|x",
            Reason::NotFetched,
        ),
    ]
}

/// What the fixture says of one sentence: the sources' passages and the departures by their words.
struct Said<'a> {
    verdict: Option<Verdict>,
    reason: Option<Reason>,
    support: Option<f32>,
    evidence: &'a [(usize, &'a str, f32)],
    departures: &'a [Differs<'a>],
}

struct Differs<'a> {
    kind: DepartureKind,
    here: (&'a str, Option<&'a str>),
    there: Option<(usize, &'a str, Option<&'a str>)>,
    message: Message,
}

/// What a departure of that kind says of its dates.
fn dating(kind: DepartureKind) -> Dating {
    if kind != DepartureKind::Date {
        return Dating::default();
    }
    Dating {
        basis: Some(Basis::DocumentDate),
        precision: Some(Precision::Day),
    }
}

const NOTHING: Said = Said {
    verdict: None,
    reason: Some(Reason::NotAClaim),
    support: None,
    evidence: &[],
    departures: &[],
};

fn finding(text: &str, sources: &[Source], said: &Said) -> Finding {
    let in_source =
        |index: usize, words: &str| find(sources[index].document().unwrap().text(), words);
    Finding {
        explanation: Explanation::default(),
        verdict: said.verdict,
        reason: said.reason,
        support: said.support,
        evidence: said
            .evidence
            .iter()
            .map(|(source, words, score)| Evidence {
                source: *source,
                span: in_source(*source, words),
                score: *score,
            })
            .collect(),
        departures: said
            .departures
            .iter()
            .map(|d| Departure {
                kind: d.kind,
                article: ArticlePlace {
                    span: find(text, d.here.0),
                    value: d.here.1.map(str::to_owned),
                    dating: dating(d.kind),
                },
                source: d.there.map(|(source, words, value)| SourcePlace {
                    source,
                    span: in_source(source, words),
                    value: value.map(str::to_owned),
                    dating: dating(d.kind),
                }),
                message: d.message,
            })
            .collect(),
    }
}

/// What is said of the sentences of [`ARTICLE`], in order, with their kinds and citations.
const SAID: &[(SentenceKind, &[usize], Said)] = &[
    (SentenceKind::Headline, &[], NOTHING),
    (SentenceKind::Credit, &[], NOTHING),
    (
        SentenceKind::Lead,
        &[],
        Said {
            verdict: Some(Verdict::Supported),
            reason: None,
            support: Some(0.941_2),
            evidence: &[
                (
                    0,
                    "潮汐港市は1日、フェリーの運賃を6月から三割引き上げると発表した。",
                    0.887_5,
                ),
                (
                    1,
                    "Ferry fares to rise as Port Alder waits for its new ship",
                    0.612,
                ),
            ],
            departures: &[],
        },
    ),
    (
        SentenceKind::Claim,
        &[0],
        Said {
            verdict: Some(Verdict::Differs),
            reason: None,
            support: Some(0.31),
            evidence: &[(0, "運航会社の昨年の売上高は3億1200万元だった。", 0.912_3)],
            departures: &[Differs {
                kind: DepartureKind::Number,
                here: ("4.12亿元", Some("412000000 CNY")),
                there: Some((0, "3億1200万元", Some("312000000 CNY"))),
                message: Message::SaysOther,
            }],
        },
    ),
    (
        SentenceKind::Quotation,
        &[0],
        Said {
            verdict: Some(Verdict::Differs),
            reason: None,
            support: Some(0.42),
            evidence: &[(
                1,
                "“We had few other choices,” said Tomas Reed, an aide to Mayor Mara Wren.",
                0.803,
            )],
            departures: &[
                Differs {
                    kind: DepartureKind::Quote,
                    here: ("我们没有别的选择。", None),
                    there: Some((1, "We had few other choices,", None)),
                    message: Message::QuotesOther,
                },
                Differs {
                    kind: DepartureKind::Attribution,
                    here: ("玛拉·韦恩", Some("Mara Wren")),
                    there: Some((1, "Tomas Reed", Some("Tomas Reed"))),
                    message: Message::SpeakerOther,
                },
            ],
        },
    ),
    (
        SentenceKind::Claim,
        &[0],
        Said {
            verdict: Some(Verdict::Supported),
            reason: None,
            support: Some(0.93),
            evidence: &[(
                0,
                "同社は現在18隻を運航し、1日におよそ2万人が利用する。",
                0.9,
            )],
            departures: &[],
        },
    ),
    (SentenceKind::Headline, &[], NOTHING),
    (
        SentenceKind::Claim,
        &[1],
        Said {
            verdict: Some(Verdict::Differs),
            reason: None,
            support: Some(0.38),
            evidence: &[(1, "The North Star is to be launched on May 21.", 0.861)],
            departures: &[Differs {
                kind: DepartureKind::Date,
                here: ("5月12日", Some("2031-05-12")),
                there: Some((1, "May 21", Some("2031-05-21"))),
                message: Message::DatesOther,
            }],
        },
    ),
    (
        SentenceKind::Claim,
        &[1],
        Said {
            verdict: Some(Verdict::Unsupported),
            reason: None,
            support: Some(0.12),
            evidence: &[(
                1,
                "She will be the largest ferry that the yard has built, with room for 900 cars.",
                0.55,
            )],
            departures: &[],
        },
    ),
    (
        SentenceKind::Claim,
        &[1],
        Said {
            verdict: Some(Verdict::Differs),
            reason: None,
            support: Some(0.46),
            evidence: &[(
                1,
                "The union said that it may strike in June if talks fail.",
                0.78,
            )],
            departures: &[Differs {
                kind: DepartureKind::Certainty,
                here: ("将", None),
                there: Some((1, "may", None)),
                message: Message::ToldAsFact,
            }],
        },
    ),
    (SentenceKind::Caption, &[], NOTHING),
    (
        SentenceKind::Quotation,
        &[2],
        Said {
            verdict: Some(Verdict::Supported),
            reason: None,
            support: Some(0.97),
            evidence: &[(
                2,
                "وقال المتحدث باسم الميناء إن الرحلات الليلية مستمرة حتى آخر يونيو.",
                0.95,
            )],
            departures: &[],
        },
    ),
    (
        SentenceKind::Claim,
        &[3],
        Said {
            verdict: Some(Verdict::Unchecked),
            reason: Some(Reason::Unreachable),
            ..NOTHING
        },
    ),
    (
        SentenceKind::Claim,
        &[],
        Said {
            verdict: Some(Verdict::Unchecked),
            reason: Some(Reason::NoSourceGiven),
            ..NOTHING
        },
    ),
    (SentenceKind::FurtherReading, &[], NOTHING),
    (SentenceKind::Disclaimer, &[], NOTHING),
];

/// The fixture: a Chinese article over a Japanese, an English and an Arabic source and two that
/// could not be had, with every verdict and with hostile strings wherever a stranger can put one.
pub(crate) fn trace() -> Trace {
    let article = article();
    let sources = sources();
    let text = article.document.text.clone();
    let sentences = article
        .sentences
        .iter()
        .zip(SAID)
        .map(|(span, (kind, cites, said))| {
            // Words are looked for from the sentence on, so that they are found inside it.
            let mut finding = finding(span.of(&text), &sources, said);
            for departure in &mut finding.departures {
                departure.article.span = departure.article.span.shift(span.start());
            }
            TracedSentence {
                span: *span,
                kind: *kind,
                cites: cites.to_vec(),
                explained: false,
                finding,
                contradictions: against_itself(&text, &article.sentences, *span),
                speeches: Vec::new(),
            }
        })
        .collect();
    let entry = |date: &str, sentences: &[usize], sources: &[usize]| TimelineEntry {
        date: date.to_owned(),
        sentences: sentences.to_vec(),
        sources: sources.to_vec(),
    };
    let [here, ..] = captures();
    Trace {
        article,
        article_captured: Some(here),
        sources,
        sentences,
        timeline: vec![
            entry("2030", &[3], &[0]),
            entry("2031-05-01", &[], &[0]),
            entry("2031-05-02", &[3], &[]),
            entry("2031-05-12", &[7], &[]),
            entry("2031-05-21", &[], &[1]),
            entry("2031-06-01/2031-07-01", &[2, 9, 11], &[0, 1, 2]),
        ],
    }
}

/// A trace with nothing in it.
pub(crate) fn empty() -> Trace {
    let mut article = reading("und", "", &[]);
    article.document.location = "empty.md".to_owned();
    Trace {
        article,
        article_captured: None,
        sources: Vec::new(),
        sentences: Vec::new(),
        timeline: Vec::new(),
    }
}

/// A text out of pieces that break careless reports.
fn any_text() -> impl Strategy<Value = String> {
    const PIECES: &[&str] = &[
        "a",
        " ",
        "報",
        "ب",
        "\n",
        "\n\n",
        "<",
        ">",
        "\"",
        "'",
        "&lt;",
        "</style>",
        "<script>",
        "-->",
        "]]>",
        "`",
        "```",
        "*",
        "_",
        "[",
        "]",
        "](",
        "javascript:x",
        "https://a.example/",
        "|",
        "#",
        "- ",
        "1. ",
        "> ",
        "\\",
        "\u{1b}[2J",
        "\u{9b}",
        "\u{7}",
        "\u{202E}",
        "\u{2067}",
        "\u{200F}",
        "\u{0}",
        "~~",
        "$",
        "!",
        "@b",
        "www.",
        "\t",
        "=",
        "+",
        ":",
        "\u{10FFFF}",
    ];
    proptest::collection::vec(proptest::sample::select(PIECES), 0..24)
        .prop_map(|pieces| pieces.concat())
}

/// A span of the text whose ends are picked by two indices.
fn pick(text: &str, ends: (Index, Index)) -> Span {
    let at = |index: Index| text.ceil_char_boundary(index.index(text.len() + 1));
    let (a, b) = (at(ends.0), at(ends.1));
    Span::new(a.min(b), a.max(b))
}

fn any_finding(is_differing: bool, evidence: Evidence, departures: Vec<Departure>) -> Finding {
    Finding {
        verdict: Some(if is_differing {
            Verdict::Differs
        } else {
            Verdict::Unsupported
        }),
        reason: None,
        support: Some(0.5),
        evidence: vec![evidence],
        departures,
        explanation: Explanation {
            considered: vec![evidence],
            ..Explanation::default()
        },
    }
}

/// One source that was read and one that was not, both captured from wherever these strings say.
fn any_sources(s: &[String], source: Reading) -> Vec<Source> {
    let captured = Captured::new(FetchStatus::Paywall, &s[0], &s[1])
        .detail(&s[2])
        .record(RecordPlace::new(&s[3], 7, None), Some(s[4].clone()))
        .sha256(&s[5])
        .memento(&s[6]);
    let read = Source {
        location: s[0].clone(),
        url: Some(s[11].clone()),
        status: SourceStatus::Read,
        reading: Some(source),
        captured: Some(captured.clone()),
    };
    let missing = Source {
        location: s[11].clone(),
        url: Some(s[10].clone()),
        status: SourceStatus::Missing(Reason::Unreadable),
        reading: None,
        captured: Some(captured),
    };
    vec![read, missing]
}

/// A trace whose every string is [`any_text`], with random sentences, evidence and departures.
pub(crate) fn any_trace() -> impl Strategy<Value = Trace> {
    let strings = proptest::collection::vec(any_text(), 12);
    let ends = proptest::collection::vec(any::<(Index, Index)>(), 12);
    (strings, ends, any::<bool>()).prop_map(|(s, ends, is_differing)| {
        let document = |at: usize| Document {
            location: s[at].clone(),
            url: Some(s[at + 1].clone()),
            title: Some(s[at + 2].clone()),
            publisher: Some(s[at + 3].clone()),
            authors: vec![s[at].clone()],
            text: s[at + 4].clone(),
            ..Document::default()
        };
        let reading = |at: usize| {
            let document = document(at);
            Reading {
                sentences: vec![pick(&document.text, ends[at])],
                tag: s[at].clone(),
                language: None,
                script: None,
                published: Some(s[at + 1].clone()),
                document,
            }
        };
        let mut article = reading(0);
        let source = reading(5);
        let text = article.document.text.clone();
        let words = source.document.text.clone();
        let block = Span::new(0, text.len());
        article.document.blocks = vec![Block {
            kind: BlockKind::Paragraph,
            span: block,
        }];
        article.document.links = vec![Link::new(
            pick(&text, ends[1]),
            s[10].clone(),
            LinkKind::Citation,
        )];
        let departure = |article: usize, other: usize| Departure {
            kind: DepartureKind::Number,
            article: ArticlePlace {
                span: pick(&text, ends[article]),
                value: Some(s[11].clone()),
                dating: Dating::default(),
            },
            source: Some(SourcePlace {
                source: 0,
                span: pick(&words, ends[other]),
                value: Some(s[10].clone()),
                dating: Dating::default(),
            }),
            message: *ends[8].0.get(&Message::ALL),
        };
        let span = article.sentences[0];
        let evidence = Evidence {
            source: 0,
            span: pick(&words, ends[2]),
            score: 0.5,
        };
        let departures = vec![departure(3, 4), departure(6, 7)];
        let place = departure(3, 4).article;
        let finding = any_finding(is_differing, evidence, departures);
        let entry = TimelineEntry {
            date: s[10].clone(),
            sentences: vec![0],
            sources: vec![0, 1],
        };
        Trace {
            article_captured: None,
            sources: any_sources(&s, source),
            sentences: vec![TracedSentence {
                span,
                kind: SentenceKind::Claim,
                cites: vec![0],
                explained: true,
                contradictions: vec![Contradiction {
                    kind: DepartureKind::Date,
                    here: place.clone(),
                    there: place,
                    sentence: 0,
                    message: *ends[8].0.get(&Message::ALL),
                }],
                finding,
                speeches: Vec::new(),
            }],
            article,
            timeline: vec![entry],
        }
    })
}
