use std::fs;
use std::io::{self, Write};

use tempfile::TempDir;

use super::{Format, LONGEST, ask};
use crate::Error;
use crate::store::{Limits, Store};
use crate::testing::{bare_page, store};

const FERRIES: &str = "# =1+2\n\nThe harbour of Lowmere closes on 12 January, “for good”. It cost 3.2 million euros.\n";

async fn harbour() -> (TempDir, Store) {
    let day = Some("2022-01-10");
    store([bare_page("lowmere-post.example", "ferries", day, FERRIES)]).await
}

async fn answer(store: &Store, question: &str, format: Format) -> Result<String, Error> {
    let mut out = Vec::new();
    ask(store, question, &Limits::default(), format, &mut out).await?;
    Ok(String::from_utf8(out).unwrap())
}

#[tokio::test]
async fn an_answer_comes_in_three_forms() {
    let (_folder, store) = harbour().await;
    let question = "SELECT title, sentences, fetched, authors FROM documents";
    let table = answer(&store, question, Format::Table).await.unwrap();
    assert!(
        table.contains("| =1+2  | 3         |         | []      |"),
        "{table}"
    );
    let csv = answer(&store, question, Format::Csv).await.unwrap();
    assert_eq!(csv, "title,sentences,fetched,authors\r\n'=1+2,3,,[]\r\n");
    let json = answer(&store, question, Format::Json).await.unwrap();
    assert_eq!(
        json,
        "{\"title\":\"=1+2\",\"sentences\":3,\"authors\":[]}\n"
    );
}

#[tokio::test]
async fn an_answer_without_rows_still_has_its_columns() {
    let (_folder, store) = harbour().await;
    let question = "SELECT title FROM documents WHERE language = 'ko'";
    let table = answer(&store, question, Format::Table).await.unwrap();
    assert!(table.contains("| title |"), "{table}");
    let csv = answer(&store, question, Format::Csv).await.unwrap();
    assert_eq!(csv, "title\r\n");
}

#[tokio::test]
async fn the_functions_are_known() {
    let (_folder, store) = harbour().await;
    let question = "SELECT language(text) AS l, published_between(published, '2022', '') AS p, \
        carried('the harbour of lowmere', text) AS c FROM documents";
    let json = answer(&store, question, Format::Json).await.unwrap();
    assert_eq!(json, "{\"l\":\"en\",\"p\":true,\"c\":1.0}\n");
}

#[tokio::test]
async fn a_long_answer_is_cut_for_a_terminal_alone() {
    let (_folder, store) = harbour().await;
    let many = "SELECT value FROM generate_series(1, 5000)";
    let table = answer(&store, many, Format::Table).await.unwrap();
    assert!(table.contains("the first 1000 rows; --format csv or json gives all"));
    assert_eq!(table.lines().count(), 1005);
    let csv = answer(&store, many, Format::Csv).await.unwrap();
    assert_eq!(csv.lines().count(), 5001);
    let long = "SELECT repeat('港', 600) AS long, chr(27) || '[2J' AS loud";
    let table = answer(&store, long, Format::Table).await.unwrap();
    assert!(table.contains(&format!(" {}… ", "港".repeat(500))) && !table.contains('\u{1b}'));
}

/// Everything that would reach beyond the tables.
#[tokio::test]
async fn sql_reads_the_tables_and_nothing_else() {
    let (folder, store) = harbour().await;
    let outside = folder.path().join("outside");
    fs::create_dir(&outside).unwrap();
    let secret = outside.join("secret.csv");
    fs::write(&secret, "a,b\n1,2\n").unwrap();
    let secret = secret.to_str().unwrap();
    let copy = outside.join("copy.csv");
    let refused = [
        format!("COPY (SELECT 1) TO '{}'", copy.display()),
        format!("COPY documents TO '{}' STORED AS PARQUET", copy.display()),
        format!("EXPLAIN ANALYZE COPY (SELECT 1) TO '{}'", copy.display()),
        format!("CREATE EXTERNAL TABLE t STORED AS CSV LOCATION '{secret}'"),
        format!("SELECT * FROM '{secret}'"),
        format!("SELECT * FROM \"file://{secret}\""),
        format!("SELECT * FROM read_csv('{secret}')"),
        format!("SELECT * FROM read_parquet('{secret}')"),
        "CREATE TABLE t AS SELECT 1".to_owned(),
        "CREATE VIEW v AS SELECT 1".to_owned(),
        "CREATE FUNCTION f() RETURNS INT RETURN 1".to_owned(),
        "DROP TABLE documents".to_owned(),
        "INSERT INTO documents SELECT * FROM documents".to_owned(),
        "DELETE FROM documents".to_owned(),
        "UPDATE documents SET title = ''".to_owned(),
        "TRUNCATE TABLE documents".to_owned(),
        "SET datafusion.execution.batch_size = 1".to_owned(),
        "RESET datafusion.execution.batch_size".to_owned(),
        "PREPARE p AS SELECT 1".to_owned(),
        "BEGIN".to_owned(),
        "SELECT 1; DROP TABLE documents".to_owned(),
        String::new(),
    ];
    for question in refused {
        let refused = answer(&store, &question, Format::Csv).await;
        assert!(refused.is_err(), "{question}: {refused:?}");
    }
    assert!(!copy.exists());
    let why = answer(&store, "DROP TABLE documents", Format::Csv).await;
    let why = why.unwrap_err().to_string();
    assert!(
        why.contains("only reads the tables documents, sentences"),
        "{why}"
    );
    let rows = answer(&store, "SELECT count(*) AS n FROM documents", Format::Csv).await;
    assert_eq!(rows.unwrap(), "n\r\n1\r\n");
}

#[tokio::test]
async fn a_plan_can_be_looked_at() {
    let (_folder, store) = harbour().await;
    let question = "EXPLAIN SELECT title FROM documents WHERE language = 'en'";
    let plan = answer(&store, question, Format::Table).await.unwrap();
    assert!(
        plan.contains("physical_plan") && plan.contains("predicate"),
        "{plan}"
    );
}

#[tokio::test]
async fn too_little_memory_and_too_long_a_question_are_told() {
    let (_folder, store) = harbour().await;
    let limits = Limits::default().memory(1024 * 1024).partitions(1);
    let question =
        "SELECT count(DISTINCT repeat(CAST(value AS VARCHAR), 50)) FROM generate_series(1, 200000)";
    let refused = ask(&store, question, &limits, Format::Csv, &mut Vec::new()).await;
    let refused = refused.unwrap_err().to_string();
    assert!(refused.contains("more than 1 MiB of memory"), "{refused}");
    let long = format!("SELECT '{}'", "a".repeat(LONGEST));
    let refused = answer(&store, &long, Format::Csv)
        .await
        .unwrap_err()
        .to_string();
    assert!(refused.contains("at most 1048576 bytes"), "{refused}");
}

/// A reader that has gone.
struct Gone;

impl Write for Gone {
    fn write(&mut self, _: &[u8]) -> io::Result<usize> {
        Err(io::ErrorKind::BrokenPipe.into())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[tokio::test]
async fn that_nobody_reads_on_is_the_end_and_no_fault() {
    let (_folder, store) = harbour().await;
    for format in [Format::Table, Format::Csv, Format::Json] {
        let question = "SELECT title FROM documents";
        let ended = ask(&store, question, &Limits::default(), format, &mut Gone).await;
        assert!(ended.unwrap_err().is_closed_pipe(), "{format:?}");
    }
}
