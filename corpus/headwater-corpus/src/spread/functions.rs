//! The functions that the plans of a spread call, beside those that everyone may.

use std::sync::Arc;

use datafusion::arrow::array::{
    Array, ArrayRef, AsArray, FixedSizeBinaryArray, Int64Array, ListBuilder, PrimitiveBuilder,
};
use datafusion::arrow::datatypes::{DataType, Field, Int64Type};
use datafusion::common::cast::{as_binary_array, as_fixed_size_binary_array, as_int64_array};
use datafusion::common::utils::take_function_args;
use datafusion::error::Result;
use datafusion::logical_expr::{Accumulator, ColumnarValue, Volatility, create_udaf, create_udf};
use datafusion::prelude::SessionContext;
use datafusion::scalar::ScalarValue;

use super::planes::{MEAN_UNIT, PLANES, Sides, length};
use crate::store::{VECTOR_TYPE, VECTOR_WIDTH};

/// Adds them to a session.
pub fn register(session: &SessionContext) {
    let vector = || VECTOR_TYPE;
    let number = || DataType::Int64;
    let keys = DataType::List(Arc::new(Field::new_list_field(DataType::Int64, true)));
    session.register_udf(create_udf(
        "plane_keys",
        vec![vector(), vector(), number(), number(), number()],
        keys,
        Volatility::Immutable,
        Arc::new(plane_keys),
    ));
    session.register_udf(create_udf(
        "simhash",
        vec![vector(), vector(), number()],
        DataType::Int64,
        Volatility::Immutable,
        Arc::new(simhash),
    ));
    session.register_udf(create_udf(
        "differing_bits",
        vec![number(), number()],
        DataType::Int64,
        Volatility::Immutable,
        Arc::new(differing_bits),
    ));
    session.register_udaf(create_udaf(
        "mean_vector",
        vec![vector()],
        Arc::new(vector()),
        Volatility::Immutable,
        Arc::new(|_| Ok(Box::<Mean>::default())),
        Arc::new(vec![DataType::Binary]),
    ));
}

/// `plane_keys(vector, mean, bits, first, tables)`: for so many tables from the first on, the table and the sides of its
/// `bits` planes in one number.
fn plane_keys(arguments: &[ColumnarValue]) -> Result<ColumnarValue> {
    let arrays = ColumnarValue::values_to_arrays(arguments)?;
    let [vectors, means, bits, first, tables] = take_function_args("plane_keys", arrays)?;
    let vectors = as_fixed_size_binary_array(&vectors)?;
    let means = as_fixed_size_binary_array(&means)?;
    let [bits, first, tables] = [&bits, &first, &tables].map(only);
    let mut keys = ListBuilder::new(PrimitiveBuilder::<Int64Type>::new());
    for row in 0..vectors.len() {
        if let Some(sides) = sides(vectors, means, row) {
            for table in first..first + tables {
                let code = sides.code(table * bits, bits);
                let table = i64::try_from(table).unwrap_or_default();
                keys.values().append_value(table << bits | code);
            }
        }
        keys.append(true);
    }
    Ok(ColumnarValue::Array(Arc::new(keys.finish())))
}

/// `simhash(vector, mean, part)`: 63 bits that differ the less from another's the nearer both are; each part has others.
fn simhash(arguments: &[ColumnarValue]) -> Result<ColumnarValue> {
    const BITS: usize = 63;
    let arrays = ColumnarValue::values_to_arrays(arguments)?;
    let [vectors, means, part] = take_function_args("simhash", arrays)?;
    let vectors = as_fixed_size_binary_array(&vectors)?;
    let (means, part) = (as_fixed_size_binary_array(&means)?, only(&part));
    let codes = (0..vectors.len()).map(|row| {
        let sides = sides(vectors, means, row)?;
        Some(sides.code(part * BITS, BITS))
    });
    Ok(ColumnarValue::Array(Arc::new(
        codes.collect::<Int64Array>(),
    )))
}

/// `differing_bits(a, b)`: in how many bits two numbers differ.
fn differing_bits(arguments: &[ColumnarValue]) -> Result<ColumnarValue> {
    let arrays = ColumnarValue::values_to_arrays(arguments)?;
    let [a, b] = take_function_args("differing_bits", arrays)?;
    let pairs = as_int64_array(&a)?.iter().zip(as_int64_array(&b)?);
    let count = |(a, b): (Option<i64>, Option<i64>)| Some(i64::from((a? ^ b?).count_ones()));
    Ok(ColumnarValue::Array(Arc::new(
        pairs.map(count).collect::<Int64Array>(),
    )))
}

fn sides(
    vectors: &FixedSizeBinaryArray,
    means: &FixedSizeBinaryArray,
    row: usize,
) -> Option<Sides> {
    let both = vectors.is_valid(row) && means.is_valid(row);
    both.then(|| Sides::of(vectors.value(row), means.value(row)))
}

/// The one value of a column that has the same in each row.
fn only(column: &ArrayRef) -> usize {
    let column = column.as_primitive_opt::<Int64Type>();
    let value = column.and_then(|column| column.iter().next().flatten());
    value
        .and_then(|value| usize::try_from(value).ok())
        .unwrap_or_default()
}

/// `mean_vector(vector)`: the mean of vectors of length 1, in parts of [`MEAN_UNIT`].
///
/// It is summed in whole numbers, so that the order does not matter.
#[derive(Debug)]
struct Mean {
    sums: Vec<i64>,
    count: i64,
}

/// What a vector's part counts in a sum.
const SUM_UNIT: f32 = 1_048_576.0;

impl Default for Mean {
    fn default() -> Self {
        Self {
            sums: vec![0; PLANES],
            count: 0,
        }
    }
}

impl Mean {
    fn add(&mut self, vector: &[u8]) {
        let unit = SUM_UNIT / length(vector);
        self.count += 1;
        for (sum, byte) in self.sums.iter_mut().zip(vector) {
            #[expect(clippy::cast_possible_truncation, reason = "at most a million")]
            let part = (f32::from(byte.cast_signed()) * unit) as i64;
            *sum += part;
        }
    }

    fn mean(&self) -> Vec<u8> {
        let unit = MEAN_UNIT / SUM_UNIT / self.count.max(1) as f32;
        let parts = self.sums.iter().map(|sum| *sum as f32 * unit);
        #[expect(clippy::cast_possible_truncation, reason = "held within its bounds")]
        let byte = |part: f32| (part.round().clamp(-127.0, 127.0) as i8).cast_unsigned();
        parts.map(byte).collect()
    }
}

impl Accumulator for Mean {
    fn update_batch(&mut self, values: &[ArrayRef]) -> Result<()> {
        let [vectors] = take_function_args("mean_vector", values)?;
        for vector in as_fixed_size_binary_array(vectors)?.iter().flatten() {
            self.add(vector);
        }
        Ok(())
    }

    fn merge_batch(&mut self, states: &[ArrayRef]) -> Result<()> {
        let [states] = take_function_args("mean_vector", states)?;
        for state in as_binary_array(states)?.iter().flatten() {
            let numbers = state
                .as_chunks()
                .0
                .iter()
                .map(|bytes| i64::from_le_bytes(*bytes));
            let mut numbers = numbers.fuse();
            self.count += numbers.next().unwrap_or_default();
            self.sums
                .iter_mut()
                .zip(numbers)
                .for_each(|(sum, more)| *sum += more);
        }
        Ok(())
    }

    fn state(&mut self) -> Result<Vec<ScalarValue>> {
        let numbers = [self.count].into_iter().chain(self.sums.iter().copied());
        let bytes = numbers.flat_map(i64::to_le_bytes).collect();
        Ok(vec![ScalarValue::Binary(Some(bytes))])
    }

    fn evaluate(&mut self) -> Result<ScalarValue> {
        let mean = self.mean();
        Ok(ScalarValue::FixedSizeBinary(VECTOR_WIDTH, Some(mean)))
    }

    fn size(&self) -> usize {
        size_of_val(self) + self.sums.len() * size_of::<i64>()
    }
}
