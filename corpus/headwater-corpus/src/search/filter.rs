//! Which documents are looked in: by site, language and day of publication.

use datafusion::common::{JoinType, ScalarValue};
use datafusion::functions::string::expr_fn::ends_with;
use datafusion::logical_expr::expr_fn::in_list;
use datafusion::prelude::{DataFrame, Expr, SessionContext, col, lit};
use jiff::civil::Date;

use crate::Error;
use crate::rows::since_epoch;
use crate::store::Table;

/// Which documents are looked in; all of them, if nothing is said.
#[derive(Debug, Clone, Default)]
pub struct Filter {
    sites: Vec<String>,
    languages: Vec<String>,
    from: Option<Date>,
    to: Option<Date>,
}

impl Filter {
    /// All documents.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Also those of this site and of the sites below it: `post.example` has `news.post.example`.
    #[must_use]
    pub fn site(mut self, site: &str) -> Self {
        let site = site.trim().to_lowercase();
        let site = site.strip_prefix("www.").unwrap_or(&site);
        self.sites.push(site.to_owned());
        self
    }

    /// Also those of this language, a BCP 47 tag, of which the primary subtag counts.
    #[must_use]
    pub fn language(mut self, tag: &str) -> Self {
        let primary = tag.split(['-', '_']).next().unwrap_or_default();
        self.languages.push(primary.trim().to_lowercase());
        self
    }

    /// Only those published on this day or later: a year, a month or a day (ISO 8601).
    ///
    /// # Errors
    /// Where it is none of these.
    pub fn from(mut self, day: &str) -> Result<Self, Error> {
        self.from = Some(stretch(day)?.0);
        Ok(self)
    }

    /// Only those published by this day, or within this year or month.
    ///
    /// # Errors
    /// Where it is none of these.
    pub fn to(mut self, day: &str) -> Result<Self, Error> {
        self.to = Some(stretch(day)?.1);
        Ok(self)
    }

    /// Whether a document needs a day of publication to be looked in.
    pub(crate) fn wants_day(&self) -> bool {
        self.from.is_some() || self.to.is_some()
    }

    /// The documents but for their days.
    fn of_any_day(&self) -> Vec<Expr> {
        let mut all = self.by_language();
        let sites = self.sites.iter().map(|site| {
            let below = ends_with(col("site"), lit(format!(".{site}")));
            col("site").eq(lit(site.as_str())).or(below)
        });
        all.extend(sites.reduce(Expr::or));
        all
    }

    fn by_language(&self) -> Vec<Expr> {
        let tags: Vec<Expr> = self.languages.iter().map(|tag| lit(tag.as_str())).collect();
        let has_one = (!tags.is_empty()).then(|| in_list(col("language"), tags, false));
        has_one.into_iter().collect()
    }

    fn by_day(&self) -> Vec<Expr> {
        let day = |day: Date| lit(ScalarValue::Date32(Some(since_epoch(day))));
        let from = self.from.map(|from| col("day").gt_eq(day(from)));
        let to = self.to.map(|to| col("day").lt_eq(day(to)));
        from.into_iter().chain(to).collect()
    }

    /// By month, which every table has: its files are parted by it.
    fn by_month(&self) -> Vec<Expr> {
        let month = |day: Date| lit(day.strftime("%Y-%m").to_string());
        let from = self.from.map(|from| col("month").gt_eq(month(from)));
        let to = self.to.map(|to| col("month").lt_eq(month(to)));
        from.into_iter().chain(to).collect()
    }

    /// The documents that are looked in.
    pub(crate) async fn documents(&self, session: &SessionContext) -> Result<DataFrame, Error> {
        let all = [self.of_any_day(), self.by_day(), self.by_month()].concat();
        filtered(session.table(Table::Documents.name()).await?, all)
    }

    /// Those that are not looked in for the sole reason that they do not say when they were published.
    pub(crate) async fn undated(&self, session: &SessionContext) -> Result<DataFrame, Error> {
        let undated = [self.of_any_day(), vec![col("day").is_null()]].concat();
        filtered(session.table(Table::Documents.name()).await?, undated)
    }

    /// The rows of another table that are of these documents.
    pub(crate) async fn rows(
        &self,
        session: &SessionContext,
        table: Table,
    ) -> Result<DataFrame, Error> {
        let mut of_rows = self.by_month();
        if table == Table::Sentences {
            of_rows.extend(self.by_language());
        }
        let rows = filtered(session.table(table.name()).await?, of_rows)?;
        let needs_documents = !self.sites.is_empty()
            || self.wants_day()
            || (table != Table::Sentences && !self.languages.is_empty());
        if !needs_documents {
            return Ok(rows);
        }
        let documents = self
            .documents(session)
            .await?
            .select_columns(&["document"])?;
        let on = ["document"];
        Ok(rows.join(documents, JoinType::LeftSemi, &on, &on, None)?)
    }
}

pub(crate) fn filtered(table: DataFrame, all: Vec<Expr>) -> Result<DataFrame, Error> {
    match all.into_iter().reduce(Expr::and) {
        Some(all) => Ok(table.filter(all)?),
        None => Ok(table),
    }
}

/// The first and the last day of a year, a month or a day.
fn stretch(said: &str) -> Result<(Date, Date), Error> {
    let wrong = || {
        Error::new(format!(
            "{said:?} is no date such as 2022, 2022-01 or 2022-01-10"
        ))
    };
    let begin = |rest: &str| format!("{said}{rest}").parse::<Date>();
    let found = match said.len() {
        4 => begin("-01-01").map(|first| (first, first.last_of_year())),
        7 => begin("-01").map(|first| (first, first.last_of_month())),
        10 => begin("").map(|day| (day, day)),
        _ => return Err(wrong()),
    };
    found.map_err(|_| wrong())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_year_and_a_month_have_a_first_and_a_last_day() {
        let shown = |said| {
            let (first, last) = stretch(said).unwrap();
            format!("{first}/{last}")
        };
        assert_eq!(shown("2024"), "2024-01-01/2024-12-31");
        assert_eq!(shown("2024-02"), "2024-02-01/2024-02-29");
        assert_eq!(shown("2024-02-03"), "2024-02-03/2024-02-03");
        for wrong in [
            "",
            "24",
            "2024-13",
            "2024-02-30",
            "soon",
            "二〇二四",
            "2024-2-3 ",
        ] {
            assert!(stretch(wrong).is_err(), "{wrong}");
        }
    }
}
