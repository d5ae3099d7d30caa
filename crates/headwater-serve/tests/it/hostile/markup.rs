//! Scripts in everything that a page shows, in titles, in the texts of links, in names and in captured pages.

use super::{TYPED, desk, unharmed};
use crate::client::{Answer, Part};

const SCRIPTS: &str = "<html><head><title><script>alert(1)</script></title><link rel=canonical href=\"javascript:alert(10)\">\
    <base href=\"https://evil.example/\"><meta http-equiv=refresh content=\"0;url=https://evil.example/\">\
    <meta property=\"og:site_name\" content=\"<script>alert(11)</script>\"><meta name=author content=\"'><script>alert(12)</script>\">\
    <script type=\"application/ld+json\">{\"@type\":\"NewsArticle\",\"headline\":\"</script><script>alert(13)</script>\"}</script></head>\
    <body onload=\"alert(14)\"><article><h1>\"><img src=x onerror=alert(2)></h1>\
    <p>The dam held, <a href=\"javascript:alert(3)\"><script>alert(4)</script>the office</a> said on Monday. \
    &lt;script&gt;alert(5)&lt;/script&gt; was in its letter of May, <a href=\"https://x.example/&quot;><script>alert(15)</script>\">\
    &lt;img src=x onerror=alert(16)&gt;</a> and <a href=\"data:text/html,<script>alert(17)</script>\">this</a>, too.</p>\
    <iframe src=\"https://evil.example/\"></iframe><object data=\"https://evil.example/\"></object>\
    <form action=\"https://evil.example/\"><input name=a><button>Go</button></form><svg onload=alert(18)></svg>\
    <script>alert(6)</script></article></body></html>";

/// Nothing in a page of the service is what came from elsewhere as markup.
fn plain(name: &str, page: &Answer) {
    let body = page.body.replace("<script src=\"/assets/", "");
    let lower = body.to_ascii_lowercase();
    for markup in [
        "<script",
        "<img",
        "<object",
        "<svg onload",
        "<base",
        "href=\"javascript:",
        "href=\"data:",
        "src=\"http",
        "action=\"http",
    ] {
        assert!(!lower.contains(markup), "{name}: {markup} in {body}");
    }
    // No element has a field that runs something.
    for element in lower.split('<').filter_map(|rest| rest.split('>').next()) {
        let quoted: String = element.split('"').step_by(2).collect();
        assert!(!quoted.contains(" on"), "{name}: {element}");
    }
    assert!(!body.contains(['\u{202E}', '\u{2066}']), "{name}: {body}");
    let policy = page.field("content-security-policy").expect("a policy");
    assert!(
        policy.contains("script-src 'self'") && !policy.contains("unsafe"),
        "{name}: {policy}"
    );
}

/// Whatever the article and its source are written in, no script of theirs stands in a page.
#[test]
fn no_text_becomes_markup() {
    let (desk, _) = desk();
    let markdown = "---\ntitle: <script>alert(1)</script>\n---\n\n# A dam <img src=x onerror=alert(2)>\n\nThe dam held, \
        [the <script>alert(3)</script> office](javascript:alert(4)) said on Monday. <svg onload=alert(5)> \
        ![x](x \"onerror=alert(6)\") and <https://x.example/\"onclick=alert(7)>.\n\n<script>alert(8)</script>\n";
    let wikitext = "== A dam <script>alert(1)</script> ==\nThe dam held, [javascript:alert(2) the office] said on Monday.\
        <ref>[https://x.example/\"><script>alert(3)</script> <img src=x onerror=alert(4)>]</ref> {{cite web|url=javascript:alert(5)|title=<script>alert(6)</script>}}\n";
    let plain_text = "A dam <script>alert(1)</script>\n\nThe dam \u{202E}held\u{2066} on Monday. <img src=x onerror=alert(2)> javascript:alert(3)\n";
    let feed = "<?xml version=\"1.0\"?><rss><channel><item><title>A dam <![CDATA[<script>alert(1)</script>]]></title>\
        <link>javascript:alert(2)</link><description>&lt;img src=x onerror=alert(3)&gt; The dam held on Monday.</description></item></channel></rss>";
    for (name, file, text) in [
        ("a page", "<script>alert(7)</script>.html", SCRIPTS),
        ("Markdown", "<img src=x onerror=alert(7)>.md", markdown),
        (
            "wikitext",
            "\u{202E}'\"><script>alert(7)<script>.wiki",
            wikitext,
        ),
        ("a text", "story.txt\" onload=\"alert(7)", plain_text),
        ("a feed", "feed.rss", feed),
    ] {
        let part = |name, file| Part {
            name,
            file: Some(file),
            bytes: text.as_bytes(),
        };
        let source = format!("source <svg onload=alert(8)> {}", file.replace('"', "'"));
        let file = file.replace('"', "'");
        let parts = [part("file", &file), part("source-files", &source)];
        let (case, shown) = desk.finished(&desk.upload(&parts));
        let judged = "opinion=agree&note=%3Cscript%3Ealert(9)%3C%2Fscript%3E&name=%3Cb%20onclick%3D%22alert(9)%22%3E&rating=%3Csvg%3E";
        for sentence in 1..5 {
            desk.submit(
                &format!("{case}/judgements"),
                &format!("sentence={sentence}&{judged}"),
            );
        }
        for (place, page) in [
            ("the case", shown),
            ("the case, judged", desk.get(&case)),
            ("the list", desk.get("/")),
            (
                "a search",
                desk.get("/?q=%22%3E%3Cscript%3Ealert(1)%3C/script%3E"),
            ),
            ("the source", desk.get(&format!("{case}/sources/1"))),
            (
                "an address that is none",
                desk.get("/%3Cscript%3Ealert(1)%3C/script%3E"),
            ),
        ] {
            plain(&format!("{name}, {place}"), &page);
        }
        captured(name, &case);
        unharmed(name);
    }
}

/// The page that was captured is shown as it was, and can do nothing.
fn captured(name: &str, case: &str) {
    let (desk, _) = desk();
    let captured = desk.get(&format!("{case}/captured/1"));
    assert_eq!(captured.status, 200, "{name}");
    if name == "a page" {
        assert!(
            captured.body.contains("<script>alert(6)</script>"),
            "as it was kept"
        );
    }
    let policy = captured.field("content-security-policy").expect("a policy");
    let rules: Vec<&str> = policy.split(';').map(str::trim).collect();
    for rule in [
        "sandbox",
        "default-src 'none'",
        "form-action 'none'",
        "base-uri 'none'",
        "frame-ancestors 'self'",
    ] {
        assert!(rules.contains(&rule), "{name}: {rule}: {policy}");
    }
    assert!(
        !policy.contains("script-src") && !policy.contains("allow-"),
        "{name}: {policy}"
    );
    assert_eq!(captured.field("x-content-type-options"), Some("nosniff"));
    let frame = desk.get(&format!("{case}/sources/1")).body;
    let frame = frame
        .split("<iframe ")
        .nth(1)
        .and_then(|rest| rest.split('>').next());
    let frame = frame.expect("a frame");
    assert!(
        frame.contains(" sandbox") && !frame.contains("allow-"),
        "{name}: {frame}"
    );
}

/// What is taken along is a file to keep and no page of the service, whatever stands in it.
#[test]
fn what_is_taken_along_runs_nothing_here() {
    let (desk, _) = desk();
    let (case, _) = desk.text("story.html", SCRIPTS.as_bytes());
    for file in [
        "report.en.html",
        "trace.json",
        "trace.en.md",
        "annotations.jsonld",
        "findings.csv",
        "case.wacz",
        "judgements.json",
    ] {
        let answer = desk.get(&format!("{case}/files/{file}"));
        assert_eq!(answer.status, 200, "{file}");
        let disposition = answer.field("content-disposition").unwrap_or_default();
        assert_eq!(disposition, format!("attachment; filename=\"{file}\""));
        assert_eq!(
            answer.field("x-content-type-options"),
            Some("nosniff"),
            "{file}"
        );
        let policy = answer.field("content-security-policy").expect("a policy");
        assert!(policy.starts_with("default-src 'none'"), "{file}: {policy}");
    }
    let report = desk.get(&format!("{case}/files/report.en.html")).body;
    assert!(
        !report.contains("<script>alert") && !report.contains("<img src=x"),
        "{report}"
    );
    // A field of a table that a spreadsheet would take for a formula.
    let (case, _) = desk.text(
        "story.md",
        b"# A dam\n\n=HYPERLINK(\"https://evil.example/\") held the dam on Monday, 5 of May.",
    );
    let table = desk.get(&format!("{case}/files/findings.csv")).body;
    assert!(table.contains(",\"'=HYPERLINK(\"\"https"), "{table}");
    let answer = desk.post(
        &format!("{case}/judgements"),
        TYPED,
        b"sentence=2&opinion=agree",
    );
    assert_eq!(answer.status, 303);
    unharmed("what is taken along");
}
