//! From strings with places to lines in the order in which they are read.

use super::content::Run;

/// Steps across a page by which columns are looked for.
const STEPS: usize = 512;
/// Lines that stand on each side of a gap between columns.
const FEWEST: usize = 5;
/// Columns of running text are wider than this, in units of the type's size; those of tables are not.
const NARROWEST: f64 = 9.0;
/// A gap beyond this, in units of the size, may be one between columns.
const WIDE_GAP: f64 = 0.8;
/// A gap beyond this stands for a space.
const SPACE: f64 = 0.15;
/// Heavy type is at times made by drawing it twice; so many strings back are looked at.
const NEAR: usize = 4;

/// A line, or a part of one.
#[derive(Debug, Clone, Default)]
pub(super) struct Line {
    pub(super) text: String,
    pub(super) left: f64,
    pub(super) right: f64,
    /// The height of its foot above that of the page.
    pub(super) y: f64,
    pub(super) size: f64,
    /// Which column of the page it stands in; `None` where it goes over several.
    pub(super) column: Option<usize>,
}

/// A string, turned so that it runs from left to right.
struct Piece {
    text: String,
    left: f64,
    right: f64,
    y: f64,
    size: f64,
}

/// The lines of a page in reading order.
pub(super) fn of(runs: Vec<Run>) -> Vec<Line> {
    let parts = parts(pieces(runs));
    let gaps = gaps(&parts);
    in_order(parts, &gaps)
}

/// The direction of a string in quarter turns; `None` for what is set aslant.
fn direction(run: &Run) -> Option<usize> {
    let (x, y) = (run.end.0 - run.start.0, run.end.1 - run.start.1);
    if x.abs().min(y.abs()) > 0.2 * x.abs().max(y.abs()) {
        return None;
    }
    Some(match (x.abs() >= y.abs(), x >= 0.0, y >= 0.0) {
        (true, true, _) => 0,
        (false, _, true) => 1,
        (true, false, _) => 2,
        (false, _, false) => 3,
    })
}

/// The strings that run as most of the page does.
fn pieces(runs: Vec<Run>) -> Vec<Piece> {
    let mut weights = [0; 4];
    for run in &runs {
        if let Some(weight) = direction(run).and_then(|turn| weights.get_mut(turn)) {
            *weight += run.text.len();
        }
    }
    let most = (0..4).rev().max_by_key(|turn| weights.get(*turn).copied());
    let turned = |(x, y): (f64, f64)| match most {
        Some(1) => (y, -x),
        Some(2) => (-x, -y),
        Some(3) => (-y, x),
        _ => (x, y),
    };
    let runs = runs.into_iter().filter(|run| direction(run) == most);
    runs.map(|run| Piece {
        left: turned(run.start).0,
        right: turned(run.end).0,
        y: turned(run.start).1,
        size: run.size,
        text: run.text,
    })
    .collect()
}

/// Joins strings that stand on one line without a wide gap.
fn parts(mut pieces: Vec<Piece>) -> Vec<Line> {
    pieces.sort_by(|a, b| b.y.total_cmp(&a.y));
    let mut parts = Vec::new();
    let mut row: Vec<Piece> = Vec::new();
    let (mut foot, mut size) = (f64::MAX, 0.0);
    for piece in pieces {
        if !row.is_empty() && foot - piece.y > 0.45 * piece.size.max(size) {
            join_row(&mut row, &mut parts);
        }
        if row.is_empty() {
            (foot, size) = (piece.y, 0.0);
        }
        size = piece.size.max(size);
        row.push(piece);
    }
    join_row(&mut row, &mut parts);
    parts
}

fn join_row(row: &mut Vec<Piece>, parts: &mut Vec<Line>) {
    row.sort_by(|a, b| a.left.total_cmp(&b.left));
    let first = parts.len();
    let mut seen: Vec<(f64, String)> = Vec::new();
    for piece in row.drain(..) {
        let text = piece.text.trim();
        let mut near = seen.iter().rev().take(NEAR);
        if near.any(|(left, known)| (left - piece.left).abs() < 0.3 * piece.size && known == text) {
            continue;
        }
        seen.push((piece.left, text.to_owned()));
        let is_new = parts.len() == first;
        match parts.last_mut() {
            Some(line) if !is_new && piece.left - line.right < WIDE_GAP * piece.size => {
                add(line, &piece);
            }
            _ => parts.push(Line {
                text: text.to_owned(),
                left: piece.left,
                right: piece.right,
                y: piece.y,
                size: piece.size,
                column: None,
            }),
        }
    }
}

/// Writes a string behind a line.
fn add(line: &mut Line, piece: &Piece) {
    let gap = piece.left - line.right;
    let begins = piece.text.chars().next();
    let ends = line.text.chars().next_back();
    let wide = |c: Option<char>| c.is_some_and(is_wide);
    let is_parted = gap > SPACE * piece.size || begins == Some(' ');
    if is_parted && !(wide(begins) && wide(ends)) {
        line.text.push(' ');
    }
    line.text.push_str(&piece.text);
    // What is raised or small does not tell how the line is set.
    if piece.text.len() > line.text.len() / 2 {
        (line.y, line.size) = (piece.y, piece.size);
    }
    line.right = line.right.max(piece.right);
}

/// Whether a character is of a script that is written without spaces.
pub(super) fn is_wide(c: char) -> bool {
    matches!(c, '\u{2E80}'..='\u{9FFF}' | '\u{F900}'..='\u{FAFF}' | '\u{FE30}'..='\u{FE4F}'
        | '\u{FF00}'..='\u{FFEF}' | '\u{20000}'..='\u{3FFFF}')
}

/// Where gaps between columns run down the page, from left to right.
fn gaps(parts: &[Line]) -> Vec<f64> {
    let left = parts.iter().map(|part| part.left).fold(f64::MAX, f64::min);
    let right = parts.iter().map(|part| part.right).fold(f64::MIN, f64::max);
    let step = (right - left) / STEPS as f64;
    if step <= 0.0 || parts.len() < 2 * FEWEST {
        return Vec::new();
    }
    let place = |at: usize| left + (at as f64 + 0.5) * step;
    let crossings = crossings(parts, left, step);
    let mut before: Vec<f64> = parts.iter().map(|part| part.right).collect();
    let mut behind: Vec<f64> = parts.iter().map(|part| part.left).collect();
    before.sort_by(f64::total_cmp);
    behind.sort_by(f64::total_cmp);
    let limit = |at: usize| {
        let on_left = before.partition_point(|right| *right <= place(at));
        let on_right = parts.len() - behind.partition_point(|left| *left < place(at));
        let fewer = on_left.min(on_right);
        (fewer >= FEWEST).then_some(fewer / 3)
    };
    let open = |at: usize| {
        let crossing = crossings.get(at).copied().unwrap_or(0);
        limit(at)
            .filter(|limit| crossing <= *limit)
            .map(|_| crossing)
    };
    let mut gaps = Vec::new();
    let mut at = 0;
    while at < STEPS {
        let Some(mut lowest) = open(at) else {
            at += 1;
            continue;
        };
        let mut middle = (at, at);
        while let Some(crossing) = open(at) {
            if crossing < lowest {
                (lowest, middle) = (crossing, (at, at));
            } else if crossing == lowest && middle.1 + 1 == at {
                middle.1 = at;
            }
            at += 1;
        }
        gaps.push(place(usize::midpoint(middle.0, middle.1)));
    }
    if gaps.is_empty() || !are_wide(parts, &gaps) {
        Vec::new()
    } else {
        gaps
    }
}

/// How many lines go over each step of the way across.
fn crossings(parts: &[Line], left: f64, step: f64) -> Vec<usize> {
    let mut begin = vec![0_usize; STEPS + 1];
    let mut end = begin.clone();
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a float is cut off at the ends of the range, and so is what it stands for"
    )]
    let index = |x: f64| (((x - left) / step) as usize).min(STEPS);
    for part in parts {
        if let Some(begin) = begin.get_mut(index(part.left)) {
            *begin += 1;
        }
        if let Some(end) = end.get_mut(index(part.right)) {
            *end += 1;
        }
    }
    let mut open = 0_usize;
    let steps = begin.into_iter().zip(end);
    steps
        .map(|(begin, end)| {
            open = (open + begin).saturating_sub(end);
            open
        })
        .collect()
}

/// Whether what stands between gaps is running text.
fn are_wide(parts: &[Line], gaps: &[f64]) -> bool {
    let mut sums = vec![(0.0, 0.0); gaps.len() + 1];
    for part in parts {
        let column = column_of(part, gaps);
        if let Some((width, lines)) = column.and_then(|column| sums.get_mut(column)) {
            *width += (part.right - part.left) / part.size.max(0.1);
            *lines += 1.0;
        }
    }
    sums.iter().all(|(width, lines)| *width > NARROWEST * lines)
}

/// Which column a line stands in, if it stands in one.
fn column_of(part: &Line, gaps: &[f64]) -> Option<usize> {
    let first = gaps.partition_point(|gap| *gap < part.left);
    let last = gaps.partition_point(|gap| *gap < part.right);
    (first == last).then_some(first)
}

/// Down one column and then the next, between lines that go over several.
fn in_order(parts: Vec<Line>, gaps: &[f64]) -> Vec<Line> {
    let mut lines = Vec::with_capacity(parts.len());
    let mut columns: Vec<Vec<Line>> = vec![Vec::new(); gaps.len() + 1];
    for mut part in parts {
        part.column = column_of(&part, gaps);
        if let Some(column) = part.column.and_then(|column| columns.get_mut(column)) {
            join_or_push(column, part);
        } else {
            for column in &mut columns {
                lines.append(column);
            }
            join_or_push(&mut lines, part);
        }
    }
    for column in &mut columns {
        lines.append(column);
    }
    lines
}

/// A part goes on the line before it where both stand at one height.
fn join_or_push(lines: &mut Vec<Line>, part: Line) {
    match lines.last_mut() {
        Some(line)
            if line.column == part.column
                && (line.y - part.y).abs() < 0.45 * line.size.max(part.size)
                && part.left >= line.right =>
        {
            line.text.push(' ');
            line.text.push_str(&part.text);
            line.right = part.right;
        }
        _ => lines.push(part),
    }
}
