//! Files that mean harm: each comes to a sound trace or to the reason why there is none, soon, and nothing is unpacked.

use std::io::{Cursor, Write};
use std::time::{Duration, Instant};

use data_encoding::HEXLOWER;
use flate2::Compression;
use flate2::write::ZlibEncoder;
use sha2::{Digest, Sha256};
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

use super::{desk, gzip, unharmed};

/// What comes of a file: a trace, or none.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Gets {
    Trace,
    Reason,
}
use Gets::{Reason, Trace};

/// A name, the name of the file, its bytes, and what comes of it.
type Upload = (&'static str, &'static str, Vec<u8>, Gets);

fn take(uploads: &[Upload]) {
    let (desk, _) = desk();
    let mut wrong = Vec::new();
    for (name, file, bytes, gets) in uploads {
        let begin = Instant::now();
        let (case, page) = desk.text(file, bytes);
        assert_eq!(page.status, 200, "{name}: {}", page.body);
        // What the machine has in its own files is in no page.
        assert!(!page.body.contains("root:"), "{name}: {}", page.body);
        let took = begin.elapsed();
        assert!(took < Duration::from_secs(30), "{name}: {took:?}");
        let got = if page.body.contains("This case came to no trace.") {
            Reason
        } else {
            Trace
        };
        if got != *gets {
            let why = page
                .body
                .split("class=\"problem\"")
                .nth(1)
                .unwrap_or_default();
            let why: String = why.chars().take(200).collect();
            wrong.push(format!("{name}: {got:?} {why}"));
        }
        unharmed(name);
        assert_eq!(
            desk.submit(&format!("{case}/delete"), "").status,
            303,
            "{name}"
        );
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// A ZIP file of these; a name that begins with `->` is that of a link, to what its bytes say.
fn zip(files: &[(&str, &[u8])]) -> Vec<u8> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in files {
        // Records have to lie in it as they are; what is large is packed all the same.
        let method = if bytes.len() > 1_000_000 {
            CompressionMethod::Deflated
        } else {
            CompressionMethod::Stored
        };
        let options = SimpleFileOptions::default().compression_method(method);
        if let Some(link) = name.strip_prefix("->") {
            let target = String::from_utf8_lossy(bytes);
            zip.add_symlink(link, target, options)
                .expect("no error in memory");
        } else {
            zip.start_file(*name, options).expect("no error in memory");
            zip.write_all(bytes).expect("no error in memory");
        }
    }
    zip.finish().expect("no error in memory").into_inner()
}

/// A record of a page.
fn record(url: &str, fields: &str, page: &[u8]) -> Vec<u8> {
    let response = format!(
        "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n{fields}Content-Length: {}\r\n\r\n",
        page.len()
    );
    let head = format!(
        "WARC/1.1\r\nWARC-Type: response\r\nWARC-Record-ID: <urn:uuid:12345678-1234-4123-8123-123456789abc>\r\n\
         WARC-Date: 2031-05-01T00:00:00Z\r\nWARC-Target-URI: {url}\r\nContent-Type: application/http; msgtype=response\r\n\
         Content-Length: {}\r\n\r\n",
        response.len() + page.len()
    );
    [head.as_bytes(), response.as_bytes(), page, b"\r\n\r\n"].concat()
}

const PAGE: &[u8] = b"<html><title>A dam</title><article><h1>A dam</h1><p>The dam above Orlin held on Monday, the office said.</p>\
    </article></html>";

/// An archive of these files, with a list of them.
fn wacz(files: &[(&str, &[u8])]) -> Vec<u8> {
    let resources: Vec<String> = files
        .iter()
        .map(|(name, bytes)| {
            let hash = HEXLOWER.encode(&Sha256::digest(bytes));
            let length = bytes.len();
            format!(
                "{{\"name\":\"x\",\"path\":{name:?},\"hash\":\"sha256:{hash}\",\"bytes\":{length}}}"
            )
        })
        .collect();
    let package = format!(
        "{{\"profile\":\"data-package\",\"wacz_version\":\"1.1.1\",\"resources\":[{}]}}",
        resources.join(",")
    );
    let mut all = vec![("datapackage.json", package.as_bytes())];
    all.extend(files);
    zip(&all)
}

#[test]
fn archives() {
    let warc = |page: &[u8]| record("https://paper.example/dam", "", page);
    let whole = warc(PAGE);
    let index = |file: &str| {
        format!(
            "example,paper)/dam 20310501000000 {{\"url\":\"https://paper.example/dam\",\"filename\":\"{file}\",\"offset\":\"0\",\"length\":\"10\",\"status\":\"200\",\"mime\":\"text/html\"}}\n"
        )
    };
    let zeros = vec![0; 50_000_000];
    let bomb = gzip(&vec![0; 200_000_000]);
    let nested = zip(&[(
        "archive/data.warc.gz",
        &gzip(&zip(&[("archive/data.warc.gz", &bomb)])),
    )]);
    let packed = record(
        "https://paper.example/dam",
        "Content-Encoding: gzip\r\n",
        &bomb,
    );
    let twice = record(
        "https://paper.example/dam",
        "Content-Encoding: gzip, gzip\r\n",
        &gzip(&bomb),
    );
    let long = format!("archive/{}.warc", "n".repeat(60_000));
    let many: Vec<(String, &[u8])> = (0..5_000)
        .map(|number| (format!("archive/{number}.warc"), whole.as_slice()))
        .collect();
    let many: Vec<(&str, &[u8])> = many
        .iter()
        .map(|(name, bytes)| (name.as_str(), *bytes))
        .collect();
    let to_links: Vec<u8> = (0..50).flat_map(|number| {
        let way = format!("HTTP/1.1 302 Found\r\nLocation: https://paper.example/{}\r\n\r\n", (number + 1) % 50);
        format!("WARC/1.1\r\nWARC-Type: response\r\nWARC-Date: 2031-05-01T00:00:00Z\r\nWARC-Target-URI: https://paper.example/{number}\r\nContent-Type: application/http; msgtype=response\r\nContent-Length: {}\r\n\r\n{way}\r\n\r\n", way.len()).into_bytes()
    }).collect();
    take(&[
        ("an archive that is none", "case.wacz", b"no archive".to_vec(), Reason),
        ("an archive of nothing", "case.wacz", zip(&[]), Reason),
        ("an archive that is cut", "case.wacz", zip(&[("archive/data.warc.gz", b"x")]).into_iter().take(40).collect(), Reason),
        ("an archive without a page", "case.wacz", wacz(&[("archive/data.warc", b"")]), Reason),
        ("an archive of one page", "case.wacz", wacz(&[("archive/data.warc", &whole)]), Trace),
        ("a link out of the folder", "case.wacz", zip(&[("->archive/data.warc", b"/etc/passwd")]), Reason),
        ("a link beside what is whole", "case.wacz", wacz(&[("archive/data.warc", &whole), ("->archive/passwd.warc", b"/etc/passwd")]), Trace),
        ("a link to a folder", "case.wacz", wacz(&[("->archive", b"/tmp"), ("archive/headwater-evil.warc", &whole)]), Trace),
        ("dots in a name", "case.wacz", wacz(&[("../../archive/headwater-evil.warc", &whole)]), Reason),
        ("backslashes in a name", "case.wacz", wacz(&[("archive\\..\\..\\headwater-evil.warc", &whole)]), Reason),
        ("a name from the root", "case.wacz", wacz(&[("/tmp/headwater-evil.warc", &whole)]), Reason),
        ("dots within a name", "case.wacz", wacz(&[("archive/../../headwater-evil.warc", &whole)]), Trace),
        ("a NUL in a name", "case.wacz", wacz(&[("archive/a\0/../headwater-evil.warc", &whole)]), Trace),
        ("a name of 60 KB", "case.wacz", wacz(&[(&long, &whole)]), Trace),
        ("5,000 files", "case.wacz", wacz(&many), Trace),
        ("an index that leads out", "case.wacz", wacz(&[("archive/data.warc", &whole), ("indexes/index.cdx", index("../../../../etc/passwd").as_bytes())]), Trace),
        ("a list that leads out", "case.wacz", zip(&[("datapackage.json", b"{\"resources\":[{\"path\":\"../../../../etc/passwd\",\"hash\":\"\",\"bytes\":1}]}"), ("archive/data.warc", &whole)]), Trace),
        ("a list that is none", "case.wacz", zip(&[("datapackage.json", "[".repeat(100_000).as_bytes()), ("archive/data.warc", &whole)]), Trace),
        ("zeros", "case.wacz", zip(&[("archive/data.warc", &zeros)]), Reason),
        ("packed zeros", "case.wacz", zip(&[("archive/data.warc.gz", &bomb)]), Reason),
        ("an archive in an archive", "case.wacz", nested, Reason),
        ("a page of packed zeros", "case.wacz", wacz(&[("archive/data.warc", &packed)]), Reason),
        ("a page of zeros packed twice", "case.wacz", wacz(&[("archive/data.warc", &twice)]), Reason),
        ("a page of a file", "case.wacz", wacz(&[("archive/data.warc", &record("file:///etc/passwd", "", PAGE))]), Reason),
        ("a page of a script", "case.wacz", wacz(&[("archive/data.warc", &record("javascript:alert(1)", "", PAGE))]), Reason),
        ("a page of dots", "case.wacz", wacz(&[("archive/data.warc", &record("https://paper.example/../../../etc/passwd\"><script>", "", PAGE))]), Trace),
        ("a record longer than its file", "case.wacz", wacz(&[("archive/data.warc", String::from_utf8_lossy(&whole).replacen("Content-Length: ", "Content-Length: 99999999", 1).as_bytes())]), Reason),
        ("pages that lead in a ring", "case.wacz", wacz(&[("archive/data.warc", &to_links)]), Reason),
        ("a WARC file by itself", "case.warc", whole.clone(), Reason),
    ]);
}

#[test]
fn packed_files() {
    let pdf = |packed: &[u8]| {
        let head = format!(
            "%PDF-1.7\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n\
             3 0 obj<</Type/Page/Parent 2 0 R/Contents 4 0 R>>endobj\n4 0 obj<</Length {}/Filter/FlateDecode>>stream\n",
            packed.len()
        );
        [
            head.as_bytes(),
            packed,
            b"\nendstream endobj\ntrailer<</Root 1 0 R>>",
        ]
        .concat()
    };
    let mut zlib = ZlibEncoder::new(Vec::new(), Compression::best());
    zlib.write_all(&vec![b' '; 200_000_000])
        .expect("no error in memory");
    let bomb = zlib.finish().expect("no error in memory");
    let once = gzip(&vec![0; 100_000_000]);
    take(&[
        ("zeros that are packed", "story.html.gz", once.clone(), Reason),
        ("zeros that are packed twice", "story.html.gz", gzip(&once), Reason),
        ("a text that is packed", "story.md.gz", gzip(b"# A dam\n\nThe dam held."), Trace),
        ("a pack that is cut", "story.md.gz", gzip(b"# A dam\n\nThe dam held.").into_iter().take(20).collect(), Trace),
        ("a ZIP file", "story.md", zip(&[("a", &vec![0; 50_000_000])]), Reason),
        ("a PDF file that is none", "story.pdf", b"%PDF-1.7\n1 0 obj<</Length 99999999999>>stream\n".to_vec(), Reason),
        ("a PDF file with a packed page", "story.pdf", pdf(&bomb), Reason),
        ("a PDF file that leads to itself", "story.pdf", b"%PDF-1.7\n1 0 obj<</Type/Catalog/Pages 1 0 R/Kids[1 0 R]/Count 9999999>>endobj\ntrailer<</Root 1 0 R/Prev 0>>".to_vec(), Reason),
        ("bytes that are no text", "story.md", [0, 159, 146, 150, 0, 255].repeat(200), Trace),
        ("a program", "story.html", [b"\x7FELF".as_slice(), &[7; 4_000]].concat(), Reason),
        ("a picture", "story.html", [b"\x89PNG\r\n\x1a\n".as_slice(), &[0; 4_000]].concat(), Reason),
    ]);
}

/// What grows when it is read, and what reads another file.
#[test]
fn feeds_and_entities() {
    let names: Vec<char> = ('a'..='j').collect();
    let grows: Vec<String> = names
        .windows(2)
        .map(|pair| {
            format!(
                "<!ENTITY {} \"{}\">",
                pair[1],
                format!("&{};", pair[0]).repeat(10)
            )
        })
        .collect();
    let grows = grows.concat();
    let laughs = |rest: &str| {
        format!("<?xml version=\"1.0\"?><!DOCTYPE l [<!ENTITY a \"haha\">{grows}]>{rest}")
            .into_bytes()
    };
    let rss = "<rss version=\"2.0\"><channel><title>&j;</title><item><title>A dam &j;</title><description>The dam held. &j;&j;</description></item></channel></rss>";
    let atom = "<feed xmlns=\"http://www.w3.org/2005/Atom\"><title>&j;</title><entry><title>&j;</title><content>&j;</content></entry></feed>";
    let outside = "<?xml version=\"1.0\"?><!DOCTYPE r [<!ENTITY x SYSTEM \"file:///etc/passwd\">]><rss><channel><item><title>A dam</title><description>The dam held. &x;</description></item></channel></rss>";
    let parameter = "<?xml version=\"1.0\"?><!DOCTYPE r [<!ENTITY % x SYSTEM \"http://127.0.0.1:1/evil.dtd\"> %x;]><rss><channel><item><title>A dam</title></item></channel></rss>";
    let long = format!(
        "<?xml version=\"1.0\"?><!DOCTYPE r [<!ENTITY x \"{}\">]><rss><item>{}</item></rss>",
        "x".repeat(100_000),
        // a gigabyte, if it were put in
        "&x;".repeat(10_000)
    );
    let included = "<?xml version=\"1.0\"?><r xmlns:xi=\"http://www.w3.org/2001/XInclude\"><xi:include href=\"file:///etc/passwd\" parse=\"text\"/>The dam held.</r>";
    let drawn = "<svg xmlns=\"http://www.w3.org/2000/svg\"><script>alert(1)</script><text>The dam held on Monday.</text></svg>";
    take(&[
        ("a billion laughs in RSS", "feed.rss", laughs(rss), Trace),
        (
            "a billion laughs in RSS, as XML",
            "feed.xml",
            laughs(rss),
            Trace,
        ),
        ("a billion laughs in Atom", "feed.atom", laughs(atom), Trace),
        (
            "a billion laughs in XHTML",
            "story.xhtml",
            laughs("<html><body><p>The dam held. &j;</p></body></html>"),
            Trace,
        ),
        (
            "a billion laughs in a page",
            "story.html",
            laughs("<html><body><p>The dam held. &j;</p></body></html>"),
            Trace,
        ),
        (
            "one entity that is long",
            "feed.xml",
            long.into_bytes(),
            Trace,
        ),
        (
            "an entity that is a file",
            "feed.xml",
            outside.as_bytes().to_vec(),
            Trace,
        ),
        (
            "an entity that is an address",
            "feed.rss",
            parameter.as_bytes().to_vec(),
            Trace,
        ),
        (
            "a file that is to be put in",
            "feed.xml",
            included.as_bytes().to_vec(),
            Trace,
        ),
        (
            "a drawing with a script",
            "story.svg",
            drawn.as_bytes().to_vec(),
            Trace,
        ),
        (
            "elements 100,000 deep",
            "feed.xml",
            format!("<?xml version=\"1.0\"?>{}", "<a>".repeat(100_000)).into_bytes(),
            Trace,
        ),
    ]);
}

/// Texts that are much work to read.
#[test]
fn texts_that_are_much_work() {
    let text = |text: &str, count: usize| text.repeat(count).into_bytes();
    let yaml = format!(
        "---\na: &a [x, x]\n{}---\n# A dam\n\nThe dam held.",
        ('b'..='z')
            .zip('a'..='y')
            .map(|(to, from)| format!("{to}: &{to} [*{from}, *{from}, *{from}]\n"))
            .collect::<Vec<_>>()
            .concat()
    );
    let turned = "# A \u{202E}dam\u{2066}\n\nThe \u{202E}dam held.";
    take(&[
        ("ten thousand tags in each other", "story.html", text("<div>", 10_000), Trace),
        ("a hundred thousand tags that end nothing", "story.html", text("</p></table></b>", 100_000), Trace),
        ("a hundred thousand bold ones", "story.html", text("<b><i><p>", 30_000), Trace),
        ("tables in tables", "story.html", text("<table><tr><td>", 20_000), Trace),
        ("a tag of 1 MB", "story.html", format!("<p {}>The dam held on Monday.", "a=b ".repeat(250_000)).into_bytes(), Trace),
        ("a hundred thousand brackets", "story.md", text("[", 100_000), Trace),
        ("a hundred thousand links in links", "story.md", text("[a](", 100_000), Trace),
        ("a hundred thousand stars", "story.md", text("*a **b ", 50_000), Trace),
        ("quotations 50,000 deep", "story.md", format!("{} The dam held.", ">".repeat(50_000)).into_bytes(), Trace),
        ("a hundred thousand backticks", "story.md", (1..400).flat_map(|count| format!("{} ", "`".repeat(count)).into_bytes()).collect(), Trace),
        ("lists in lists", "story.md", (0..2_000).flat_map(|depth| format!("{}- a\n", " ".repeat(depth)).into_bytes()).collect(), Trace),
        ("front matter that grows", "story.md", yaml.into_bytes(), Trace),
        ("templates 50,000 deep", "story.wiki", text("{{a|", 50_000), Trace),
        ("tables of wikitext in each other", "story.wiki", text("{|\n|\n", 20_000), Trace),
        ("a million empty lines", "story.md", text("\n", 1_000_000), Reason),
        ("a line of a megabyte", "story.txt", text("dam ", 250_000), Trace),
        ("a letter with a thousand marks", "story.md", format!("# A dam\n\nThe d{}am held.", "\u{301}".repeat(1_000)).into_bytes(), Trace),
        ("letters that turn round", "story.md", turned.as_bytes().to_vec(), Trace),
        ("letters in too many bytes", "story.md", b"# A dam\n\nThe dam held \xc0\xaf\xc0\xae\xe0\x80\xaf on Monday.".to_vec(), Trace),
        ("half of a pair", "story.md", b"\xff\xfe\x00\xd8\x41\x00\x00\xdc".to_vec(), Trace),
        ("one letter", "a.md", b"a".to_vec(), Trace),
        ("nothing but spaces", "a.md", b" ".to_vec(), Reason),
        ("a page in parts that lie", "story.mhtml", b"MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary=\"b\"\r\n\r\n--b\r\nContent-Type: text/html\r\nContent-Location: ../../../../tmp/headwater-evil\r\n\r\n<p>The dam held on Monday.</p>\r\n--b--".to_vec(), Trace),
        ("parts in parts", "story.mhtml", text("MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary=b\r\n\r\n--b\r\n", 5_000), Trace),
    ]);
}
