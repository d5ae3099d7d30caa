//! Which pairs of documents in different languages are worth a comparison, by the meaning of their sentences.
//!
//! Sentences that lie on the same side of some `bits` hyperplanes in one of several tables point at a pair of documents, and it
//! is a candidate if the mean vectors of both are not far apart: such a pair is a translation as a whole or in most of
//! it. More bits are taken the more sentences there are, so that each stands beside few that mean something else.

use std::collections::BTreeSet;

use datafusion::prelude::SessionContext;

use super::candidates::{Candidate, keep, pairs};
use super::planes::PLANES;
use crate::Error;

/// So many tables, or as many as there are planes for.
const TABLES: usize = 24;
/// A cell of a table has about so many sentences: 2 to this.
const CELL: u32 = 3;
/// Codes have at least and at most so many bits.
const BITS: std::ops::RangeInclusive<u32> = 8..=24;
/// Cells with more sentences than these are left out: what fills them is said by everyone.
const MOST_IN_CELL: usize = 512;
/// The mean vectors of both documents differ in at most so many of 126 bits: they are less than 60 degrees apart.
const MOST_BITS: usize = 42;
/// So many sentences with their keys are held at once.
const HELD: usize = 4_000_000;

/// The mean of each language.
const MEANS: &str = "
    SELECT language, mean_vector(vector) AS mean FROM documents WHERE vector IS NOT NULL GROUP BY language";

/// A code for each document.
const CODED: &str = "
    SELECT document, language, mean, simhash(vector, mean, 0) AS code, simhash(vector, mean, 1) AS more
    FROM documents JOIN firsts USING (document) JOIN means USING (language) WHERE vector IS NOT NULL";

/// Pairs of the documents `firsts` in different languages, of which one may be a translation of the other. So many sentences are
/// in the store.
pub(crate) async fn translations(
    session: &SessionContext,
    sentences: u64,
) -> Result<Vec<Candidate>, Error> {
    let bits = sentences.max(1).ilog2().saturating_sub(CELL);
    let bits = bits.clamp(*BITS.start(), *BITS.end()) as usize;
    let tables = TABLES.min(PLANES / bits);
    let sentences = usize::try_from(sentences).unwrap_or(usize::MAX);
    let at_once = (HELD / sentences.max(1)).clamp(1, tables);
    keep(session, "means", MEANS).await?;
    keep(session, "coded", CODED).await?;
    let mut candidates = BTreeSet::new();
    for first in (0..tables).step_by(at_once) {
        let count = at_once.min(tables - first);
        let found = near(session, bits, first, count).await?;
        candidates.extend(found.into_iter().map(|(a, b)| Candidate::new(a, b)));
    }
    for name in ["coded", "means"] {
        session.deregister_table(name)?;
    }
    Ok(candidates.into_iter().collect())
}

/// Those that so many tables from the first on point at.
async fn near(
    session: &SessionContext,
    bits: usize,
    first: usize,
    tables: usize,
) -> Result<Vec<(i64, i64)>, Error> {
    let cells = format!(
        "SELECT document, coded.language, code, more,
            unnest(plane_keys(vector, mean, {bits}, {first}, {tables})) AS key
         FROM sentences JOIN coded USING (document)
         WHERE vector IS NOT NULL AND cardinality(bands) > 0"
    );
    keep(session, "cells", &cells).await?;
    let plan = format!(
        "WITH several AS (SELECT key FROM cells GROUP BY key HAVING count(*) BETWEEN 2 AND {MOST_IN_CELL}),
            kept AS (SELECT * FROM cells LEFT SEMI JOIN several USING (key))
         SELECT DISTINCT a.document, b.document AS other FROM kept a JOIN kept b USING (key)
         WHERE a.language < b.language
            AND differing_bits(a.code, b.code) + differing_bits(a.more, b.more) <= {MOST_BITS}"
    );
    let found = pairs(session, &plan).await?;
    session.deregister_table("cells")?;
    Ok(found)
}
