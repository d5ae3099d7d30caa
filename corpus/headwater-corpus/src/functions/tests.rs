use std::fmt::Write;

use datafusion::arrow::util::display::{ArrayFormatter, FormatOptions};
use datafusion::prelude::SessionContext;

use super::register;
use crate::store::VECTOR;

/// What SQL says of an expression.
async fn answer(expression: &str) -> Result<String, String> {
    let session = SessionContext::new();
    register(&session);
    let question = format!("SELECT {expression}");
    let rows = session.sql(&question).await.map_err(|e| e.to_string())?;
    let rows = rows.collect().await.map_err(|e| e.to_string())?;
    let options = FormatOptions::new().with_null("NULL");
    let column = ArrayFormatter::try_new(rows[0].column(0), &options).unwrap();
    Ok(column.value(0).to_string())
}

async fn is(expression: &str, expected: &str) {
    assert_eq!(
        answer(expression).await.as_deref(),
        Ok(expected),
        "{expression}"
    );
}

/// A vector whose first dimensions are these.
fn vector(head: &[i8]) -> String {
    let mut hex = String::new();
    for byte in head.iter().chain(std::iter::repeat(&0)).take(VECTOR) {
        write!(hex, "{byte:02x}").unwrap();
    }
    format!("arrow_cast(X'{hex}', 'FixedSizeBinary({VECTOR})')")
}

#[tokio::test]
async fn similarity_is_the_cosine_of_two_vectors() {
    let similarity = |a: &[i8], b: &[i8]| format!("similarity({}, {})", vector(a), vector(b));
    is(&similarity(&[127, 0], &[1, 0]), "1.0").await;
    is(&similarity(&[127, 0], &[0, -127]), "0.0").await;
    is(&similarity(&[-128, -128], &[127, 127]), "-1.0").await;
    is(&similarity(&[3, 4], &[4, 3]), "0.96").await;
    is(&similarity(&[0, 0], &[1, 0]), "NULL").await;
    is(&format!("similarity(NULL, {})", vector(&[1])), "NULL").await;
    let texts = answer("similarity('a ferry', 'a boat')").await;
    assert!(texts.is_err(), "{texts:?}");
}

#[tokio::test]
async fn carried_is_the_part_of_a_text_that_stands_in_another() {
    let notice = "The harbour of Lowmere closes on Monday.";
    let carried = |a: &str, b: &str| format!("carried('{a}', '{b}')");
    is(
        &carried(
            notice,
            &format!("“{}”, said the mayor.", notice.to_uppercase()),
        ),
        "1.0",
    )
    .await;
    is(
        &carried(notice, "The harbour of Lowmere closes on Friday."),
        "0.8",
    )
    .await;
    is(
        &carried(&format!("{notice} Nobody knows why it does."), notice),
        "0.5",
    )
    .await;
    is(&carried(notice, "A bridge was opened."), "0.0").await;
    is(
        &carried("洛米尔港星期一关闭", "市长说洛米尔港星期一关闭。"),
        "1.0",
    )
    .await;
    is(&carried("He said", notice), "NULL").await;
    is("carried(NULL, 'a b c')", "NULL").await;
}

#[tokio::test]
async fn the_language_of_a_text_is_told() {
    is(
        "language('The harbour was closed because of the storm.')",
        "en",
    )
    .await;
    is("language('洛米尔港因风暴关闭，渡轮停航。')", "zh").await;
    is(
        "language('Der Hafen wurde wegen des Sturms geschlossen.')",
        "de",
    )
    .await;
    is("language('42')", "und").await;
    is("language(NULL)", "NULL").await;
}

#[tokio::test]
async fn a_day_of_publication_lies_between_others() {
    let between = |published: &str, from: &str, to: &str| {
        format!("published_between({published}, {from}, {to})")
    };
    for (published, from, to, expected) in [
        (
            "'2022-01-10T08:00:00Z'",
            "'2022-01-10'",
            "'2022-01-10'",
            "true",
        ),
        ("'2022-01-10'", "'2022-01-11'", "NULL", "false"),
        ("'2022-01-10'", "''", "'2022-01-09'", "false"),
        ("'2022-01-10'", "'2022'", "'2022'", "true"),
        ("'2022-12-31T23:59'", "'2021-12'", "'2022-11'", "false"),
        ("'2022-01'", "'2022-01-20'", "NULL", "true"),
        ("'2022'", "NULL", "NULL", "true"),
        ("NULL", "'2022'", "NULL", "NULL"),
        ("'last week'", "'2022'", "NULL", "NULL"),
        ("'2022-1-1'", "'2022'", "NULL", "NULL"),
        ("'二〇二二年'", "'2022'", "NULL", "NULL"),
    ] {
        is(&between(published, from, to), expected).await;
    }
    let wrong = answer(&between("'2022-01-10'", "'January'", "NULL")).await;
    assert!(wrong.is_err_and(|error| error.contains("is no date")));
}
