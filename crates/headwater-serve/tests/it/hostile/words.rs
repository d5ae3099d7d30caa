//! Words to search by, judgements and JSON that are not what they should be.

use std::time::{Duration, Instant};

use super::{Harm, JSON, TYPED, desk, get, gzip, meet, post, unharmed};

/// What is looked for is text, whatever it means to a database.
#[test]
fn words_to_search_by() {
    let search = |words: &str| get(&format!("/?q={words}"));
    let program = |words: &str| get(&format!("/api/v1/cases?q={words}"));
    let begin = Instant::now();
    meet(&[
        ("SQL", search("%27%3B+DROP+TABLE+cases%3B--+%22%00"), 200),
        (
            "SQL that joins",
            search("%27+UNION+SELECT+*+FROM+judgements--"),
            200,
        ),
        ("a quotation mark", search("%22"), 200),
        (
            "words of FTS5",
            search("dam+OR+NOT+AND+NEAR%28a+b%2C+5%29"),
            200,
        ),
        (
            "a column of FTS5",
            search("title%3Adam+%7Btitle+text%7D%3A+x"),
            200,
        ),
        (
            "marks of FTS5",
            search("%5Edam+dam*+-dam+%2Bdam+%28dam"),
            200,
        ),
        (
            "a command of FTS5",
            search("case_words%28%27delete-all%27%29"),
            200,
        ),
        ("marks of LIKE", search("%25+_+%5C+%25%25"), 200),
        ("a mark that FTS5 ends at", search("%00%00%00"), 200),
        ("bytes that are no text", search("%ff%fe%c0%af"), 200),
        ("letters that turn round", search("%E2%80%AEmad"), 200),
        ("ten thousand words", search(&"abc+".repeat(10_000)), 200),
        (
            "ten thousand short words",
            search(&"a+".repeat(10_000)),
            200,
        ),
        (
            "ten thousand words, by JSON",
            program(&"abc+".repeat(10_000)),
            200,
        ),
        ("a word of 60 KB", search(&"ab".repeat(30_000)), 200),
        (
            "a word of 60 KB, by JSON",
            program(&"ab".repeat(30_000)),
            200,
        ),
        ("a word of 30,000 marks", search(&"%25".repeat(20_000)), 200),
        (
            "words that are an address too long",
            search(&"x".repeat(100_000)),
            414,
        ),
        ("two searches at once", get("/?q=a&q=b"), 400),
        ("a page that is no number", get("/?page=abc"), 400),
        ("a page far away", get("/?page=18446744073709551615"), 200),
        (
            "a page beyond numbers",
            get("/?page=18446744073709551616"),
            400,
        ),
        (
            "a page far away, by JSON",
            get("/api/v1/cases?page=18446744073709551615"),
            400,
        ),
        ("a choice that is none", get("/?show=everything"), 400),
        (
            "fields that nobody asked for",
            get("/?__proto__=x&constructor=y&q%5B%5D=z"),
            200,
        ),
    ]);
    assert!(
        begin.elapsed() < Duration::from_secs(20),
        "{:?}",
        begin.elapsed()
    );
}

#[test]
fn judgements_of_nothing() {
    let (desk, case) = desk();
    let judge = |body: &str| post(&format!("{case}/judgements"), TYPED, body);
    meet(&[
        (
            "a sentence that is none",
            judge("sentence=0&opinion=agree"),
            404,
        ),
        (
            "a sentence far away",
            judge("sentence=99999&opinion=agree"),
            404,
        ),
        (
            "a sentence beyond numbers",
            judge("sentence=18446744073709551616&opinion=agree"),
            400,
        ),
        (
            "a sentence below nothing",
            judge("sentence=-1&opinion=agree"),
            400,
        ),
        (
            "a departure that is none",
            judge("sentence=2&departure=9&opinion=agree"),
            404,
        ),
        (
            "an opinion that is none",
            judge("sentence=2&opinion=maybe"),
            400,
        ),
        ("no opinion", judge("sentence=2"), 400),
        (
            "two sentences",
            judge("sentence=2&sentence=3&opinion=agree"),
            400,
        ),
        (
            "bytes that are no text",
            judge("sentence=2&opinion=agree&note=%ff%fe%00"),
            303,
        ),
        (
            "a note of 1 MB",
            judge(&format!(
                "sentence=2&opinion=agree&note={}",
                "x".repeat(1_000_000)
            )),
            303,
        ),
        (
            "a name of 1 MB",
            judge(&format!(
                "sentence=2&opinion=agree&name={}",
                "x".repeat(1_000_000)
            )),
            303,
        ),
        (
            "ten thousand fields",
            judge(&"sentence=2&".repeat(10_000)),
            400,
        ),
        (
            "a judgement of another case",
            post(
                "/cases/aaaaaaaaaaaaaaaa/judgements",
                TYPED,
                "sentence=2&opinion=agree",
            ),
            404,
        ),
        (
            "a judgement in JSON as a form",
            post(&format!("{case}/judgements"), JSON, "{\"sentence\":2}"),
            400,
        ),
    ]);
    let turned = "sentence=2&opinion=agree&name=A%E2%80%AEmoc&note=B%E2%80%AEmoc%E2%81%A6&rating=C%E2%80%AEmoc";
    assert_eq!(
        desk.submit(&format!("{case}/judgements"), turned).status,
        303
    );
    let page = desk.get(case).body;
    assert!(page.contains("Amoc") && page.contains("Bmoc"), "{page}");
    assert!(!page.contains(['\u{202E}', '\u{2066}']), "{page}");
    assert!(page.len() < 200_000, "what is too long is cut");
    unharmed("letters that turn round");
}

#[test]
fn json_that_is_none() {
    let case = |body: &str| post("/api/v1/cases", JSON, body);
    let file = |name: &str, base64: &str| {
        case(&format!(
            "{{\"article\":{{\"kind\":\"file\",\"name\":\"{name}\",\"base64\":\"{base64}\"}}}}"
        ))
    };
    let page = |url: &str| {
        case(&format!(
            "{{\"article\":{{\"kind\":\"page\",\"url\":\"{url}\"}}}}"
        ))
    };
    let judge = |body: &str| post(&format!("/api/v1{}/judgements", desk().1), JSON, body);
    let deep =
        |open: &str, close: &str| format!("{}{}", open.repeat(100_000), close.repeat(100_000));
    let sources = |count: usize| {
        let source = "{\"kind\":\"text\",\"text\":\"a\"},".repeat(count);
        case(&format!(
            "{{\"article\":{{\"kind\":\"text\",\"text\":\"a\"}},\"sources\":[{}]}}",
            source.trim_end_matches(',')
        ))
    };
    let fields: Vec<String> = (0..200_000)
        .map(|field| format!("\"f{field}\":0"))
        .collect();
    let fields = fields.join(",");
    let harms: Vec<Harm> = vec![
        ("lists 100,000 deep", case(&deep("[", "]")), 422),
        (
            "lists 100,000 deep where nobody asked",
            case(&format!(
                "{{\"article\":{{\"kind\":\"text\",\"text\":\"a\"}},\"x\":{}}}",
                deep("[", "]")
            )),
            422,
        ),
        (
            "objects 100,000 deep",
            case(&deep("{\"article\":", "}")),
            400,
        ),
        (
            "200,000 fields",
            case(&format!("{{{fields},\"article\":0}}")),
            422,
        ),
        (
            "a field twice",
            case(
                "{\"article\":{\"kind\":\"text\",\"text\":\"a\"},\"article\":{\"kind\":\"text\",\"text\":\"b\"}}",
            ),
            422,
        ),
        (
            "a kind twice",
            case("{\"article\":{\"kind\":\"text\",\"kind\":\"file\",\"text\":\"a\"}}"),
            422,
        ),
        (
            "a prototype",
            case("{\"__proto__\":{\"fetch\":true},\"article\":{\"kind\":\"text\",\"text\":\"a\"}}"),
            422,
        ),
        (
            "half a letter",
            case("{\"article\":{\"kind\":\"text\",\"text\":\"\\ud800\"}}"),
            400,
        ),
        (
            "bytes that are no text",
            post("/api/v1/cases", JSON, b"{\"article\":\"\xff\xfe\"}"),
            400,
        ),
        ("a mark of the order of bytes", case("\u{FEFF}{}"), 400),
        ("nothing", case(""), 400),
        ("no end", case("{\"article\":"), 400),
        (
            "more behind the end",
            case("{\"article\":{\"kind\":\"text\",\"text\":\"a\"}} {}"),
            400,
        ),
        ("a file that is no Base64", file("a.pdf", "%%%%"), 422),
        ("a file of nothing", file("a.pdf", ""), 422),
        ("a file without a name", file("", "YQ=="), 422),
        (
            "an address that is a script",
            page("javascript:alert(1)"),
            422,
        ),
        ("an address that is a file", page("file:///etc/passwd"), 422),
        ("an address that is data", page("data:text/html,x"), 422),
        (
            "an address of this network, where nothing is fetched",
            page("http://169.254.169.254/latest/"),
            409,
        ),
        ("more sources than there may be", sources(201), 422),
        ("ten thousand sources", sources(10_000), 422),
        (
            "a number beyond numbers",
            judge("{\"sentence\":1e400,\"opinion\":\"agree\"}"),
            400,
        ),
        (
            "a number of 100,000 figures",
            judge(&format!(
                "{{\"sentence\":{},\"opinion\":\"agree\"}}",
                "9".repeat(100_000)
            )),
            400,
        ),
        (
            "half a sentence",
            judge("{\"sentence\":1.5,\"opinion\":\"agree\"}"),
            422,
        ),
        (
            "a sentence below nothing",
            judge("{\"sentence\":-1,\"opinion\":\"agree\"}"),
            422,
        ),
        (
            "JSON that is said to be a form",
            post("/api/v1/cases", TYPED, "{}"),
            415,
        ),
        (
            "JSON that is said to be packed",
            post(
                "/api/v1/cases",
                &format!("{JSON}Content-Encoding: gzip\r\n"),
                gzip(&vec![b' '; 50_000_000]),
            ),
            400,
        ),
        (
            "a key of 1 KB",
            post(
                "/api/v1/cases",
                &format!("{JSON}Idempotency-Key: {}\r\n", "k".repeat(1_000)),
                "{\"article\":{\"kind\":\"text\",\"text\":\"a\"}}",
            ),
            400,
        ),
        (
            "a key of bytes",
            post(
                "/api/v1/cases",
                &format!("{JSON}Idempotency-Key: \u{e9}\r\n"),
                "{\"article\":{\"kind\":\"text\",\"text\":\"a\"}}",
            ),
            400,
        ),
    ];
    meet(&harms);
}
