//! The strings that a page shows, each with its place (ISO 32000-1, 8 and 9).

use std::collections::BTreeMap;
use std::rc::Rc;

use hayro_syntax::content::UntypedIter;
use hayro_syntax::object::{Array, Dict, Name, Object, Stream};
use hayro_syntax::page::{Page, Resources};
use memchr::memmem;

use super::font::Font;
use super::stream::Budget;

/// Forms within forms beyond this are not looked into.
const DEEPEST: usize = 8;
/// States that are kept at one time; more are only counted.
const MOST_SAVED: usize = 256;
/// Glyphs of one file beyond this are not read.
const MOST_GLYPHS: usize = 4_000_000;
/// Runs of one page beyond this are not read.
const MOST_RUNS: usize = 200_000;
/// Pictures within a stream are looked through so much faster than the rest is read.
const INLINE: usize = 16;
/// Ends of such pictures beyond this end the stream: each may be weighed against all others.
const MOST_ENDS: usize = 2000;
/// A step between two glyphs beyond this, in units of the size, parts two runs.
const WIDE_STEP: f64 = 0.15;

/// Glyphs in a row.
#[derive(Debug, Clone, Default)]
pub(super) struct Run {
    pub(super) text: String,
    pub(super) start: (f64, f64),
    pub(super) end: (f64, f64),
    /// The height of the type, in the page's units.
    pub(super) size: f64,
}

/// What was seen of a file so far.
#[derive(Debug)]
pub(super) struct Reader {
    /// By the place of what describes them.
    fonts: BTreeMap<usize, Rc<Font>>,
    pub(super) budget: Budget,
    /// Glyphs that show something, and such whose meaning nothing says.
    pub(super) known: usize,
    pub(super) unknown: usize,
    pub(super) images: usize,
}

/// A matrix: what it makes of the axes, and where the origin goes.
type Matrix = [f64; 6];

const IDENTITY: Matrix = [1.0, 0.0, 0.0, 1.0, 0.0, 0.0];

/// First `a`, then `b`.
fn then(a: Matrix, b: Matrix) -> Matrix {
    let [a0, a1, a2, a3, a4, a5] = a;
    let [b0, b1, b2, b3, b4, b5] = b;
    [
        a0 * b0 + a1 * b2,
        a0 * b1 + a1 * b3,
        a2 * b0 + a3 * b2,
        a2 * b1 + a3 * b3,
        a4 * b0 + a5 * b2 + b4,
        a4 * b1 + a5 * b3 + b5,
    ]
}

fn moved(x: f64, y: f64) -> Matrix {
    [1.0, 0.0, 0.0, 1.0, x, y]
}

/// What operators change and `q` keeps.
#[derive(Debug, Clone)]
struct State {
    page: Matrix,
    font: Option<Rc<Font>>,
    size: f64,
    between: f64,
    between_words: f64,
    stretch: f64,
    leading: f64,
    rise: f64,
}

/// One stream of operators while it is read.
struct Walk {
    state: State,
    saved: Vec<State>,
    /// States beyond [`MOST_SAVED`].
    unsaved: usize,
    text: Matrix,
    line: Matrix,
    /// Whether each open mark is one of what is no text of the document: heads, feet, rules.
    marks: Vec<bool>,
    run: Run,
    runs: Vec<Run>,
}

impl Reader {
    pub(super) fn new() -> Self {
        Self {
            fonts: BTreeMap::new(),
            budget: Budget::new(),
            known: 0,
            unknown: 0,
            images: 0,
        }
    }

    /// Whether so much was read that the rest is left alone.
    pub(super) fn is_full(&self) -> bool {
        self.budget.is_spent() || self.known + self.unknown >= MOST_GLYPHS
    }

    /// What a page shows, in the order in which it is drawn.
    pub(super) fn page(&mut self, page: &Page<'_>) -> Vec<Run> {
        let dict = page.raw();
        let mut content = Vec::new();
        if let Some(stream) = dict.get::<Stream<'_>>(b"Contents") {
            let bytes = self.budget.decoded(&stream);
            content.extend_from_slice(&bytes.unwrap_or_default());
        }
        let parts = dict.get::<Array<'_>>(b"Contents");
        for stream in parts.iter().flat_map(Array::iter::<Stream<'_>>) {
            let bytes = self.budget.decoded(&stream);
            content.extend_from_slice(&bytes.unwrap_or_default());
            content.push(b' ');
        }
        self.stream(&content, page.resources(), IDENTITY, 0)
    }

    fn stream(
        &mut self,
        content: &[u8],
        from: &Resources<'_>,
        at: Matrix,
        depth: usize,
    ) -> Vec<Run> {
        let mut walk = Walk::new(at);
        let end = memmem::find_iter(content, b"EI").nth(MOST_ENDS);
        let content = end.and_then(|end| content.get(..end)).unwrap_or(content);
        let mut instructions = UntypedIter::new(content);
        while let Some(instruction) = instructions.next() {
            if self.is_full() {
                break;
            }
            let operands: Vec<&Object<'_>> = instruction.operands().collect();
            match (&**instruction.operator, operands.as_slice()) {
                (b"Tf", [Object::Name(name), Object::Number(size)]) => {
                    walk.state.size = size.as_f64();
                    walk.state.font = self.font(name, from);
                }
                (b"Do", [Object::Name(name)]) => {
                    walk.end_run();
                    if let Some(object) = from.get_x_object(name) {
                        let runs = self.object(&object, from, walk.state.page, depth);
                        if !walk.is_artifact() {
                            let room = MOST_RUNS.saturating_sub(walk.runs.len());
                            walk.runs.extend(runs.into_iter().take(room));
                        }
                    }
                }
                (b"BI", _) => {
                    self.images += 1;
                    // Its end may have been looked for through all that follows.
                    self.budget.spend(content.len() / INLINE);
                }
                (b"Tj", [Object::String(text)]) => self.show(&mut walk, text),
                (b"'", [Object::String(text)]) => {
                    walk.next_line();
                    self.show(&mut walk, text);
                }
                (
                    b"\"",
                    [
                        Object::Number(words),
                        Object::Number(between),
                        Object::String(text),
                    ],
                ) => {
                    walk.state.between_words = words.as_f64();
                    walk.state.between = between.as_f64();
                    walk.next_line();
                    self.show(&mut walk, text);
                }
                (b"TJ", [Object::Array(parts)]) => {
                    for part in parts.iter::<Object<'_>>() {
                        match part {
                            Object::String(text) => self.show(&mut walk, &text),
                            Object::Number(step) => walk.step_back(step.as_f64()),
                            _ => {}
                        }
                    }
                }
                (operator, operands) => walk.set(operator, operands),
            }
        }
        walk.end_run();
        walk.runs
    }

    /// A form, which is a stream of its own, or a picture.
    fn object(
        &mut self,
        object: &Stream<'_>,
        from: &Resources<'_>,
        at: Matrix,
        depth: usize,
    ) -> Vec<Run> {
        let dict = object.dict();
        let kind = dict.get::<Name<'_>>(b"Subtype");
        if kind.as_deref() == Some(b"Image") {
            self.images += 1;
        }
        if kind.as_deref() != Some(b"Form") || depth >= DEEPEST {
            return Vec::new();
        }
        let Some(content) = self.budget.decoded(object) else {
            return Vec::new();
        };
        let own = dict.get::<Dict<'_>>(b"Resources").map(Resources::new);
        let matrix = numbers(dict.get::<Array<'_>>(b"Matrix").as_ref()).unwrap_or(IDENTITY);
        self.stream(
            &content,
            own.as_ref().unwrap_or(from),
            then(matrix, at),
            depth + 1,
        )
    }

    fn font(&mut self, name: &Name<'_>, from: &Resources<'_>) -> Option<Rc<Font>> {
        let dict = from.get_font(name)?;
        let key = dict.data().as_ptr().addr();
        if let Some(font) = self.fonts.get(&key) {
            return Some(Rc::clone(font));
        }
        let font = Rc::new(Font::read(&dict, &mut self.budget));
        self.fonts.insert(key, Rc::clone(&font));
        Some(font)
    }

    fn show(&mut self, walk: &mut Walk, mut rest: &[u8]) {
        let Some(font) = walk.state.font.clone() else {
            return;
        };
        while let Some(glyph) = font.next(&mut rest) {
            if self.is_full() {
                return;
            }
            match &glyph.text {
                Some(text) if text.trim().is_empty() => {}
                Some(_) => self.known += 1,
                None => self.unknown += 1,
            }
            let state = &walk.state;
            let mut step = glyph.advance * state.size + state.between;
            if glyph.is_space {
                step += state.between_words;
            }
            walk.glyph(
                glyph.text.as_deref().unwrap_or("\u{FFFD}"),
                step,
                font.is_vertical,
            );
        }
    }
}

/// Six numbers.
fn numbers(array: Option<&Array<'_>>) -> Option<Matrix> {
    let numbers: Vec<f64> = array?.iter::<f64>().take(6).collect();
    numbers.try_into().ok()
}

impl Walk {
    fn new(at: Matrix) -> Self {
        Self {
            state: State {
                page: at,
                font: None,
                size: 1.0,
                between: 0.0,
                between_words: 0.0,
                stretch: 1.0,
                leading: 0.0,
                rise: 0.0,
            },
            saved: Vec::new(),
            unsaved: 0,
            text: IDENTITY,
            line: IDENTITY,
            marks: Vec::new(),
            run: Run::default(),
            runs: Vec::new(),
        }
    }

    /// The operators that only change what comes later.
    fn set(&mut self, operator: &[u8], operands: &[&Object<'_>]) {
        let number = |at: usize| match operands.get(at) {
            Some(Object::Number(number)) => Some(number.as_f64()),
            _ => None,
        };
        let first = number(0);
        match operator {
            b"q" if self.saved.len() < MOST_SAVED => self.saved.push(self.state.clone()),
            b"q" => self.unsaved += 1,
            b"Q" if self.unsaved > 0 => self.unsaved -= 1,
            b"Q" => self.state = self.saved.pop().unwrap_or_else(|| self.state.clone()),
            b"cm" => {
                if let Some(matrix) = matrix(operands) {
                    self.state.page = then(matrix, self.state.page);
                }
            }
            b"BT" => (self.text, self.line) = (IDENTITY, IDENTITY),
            b"Tc" => self.state.between = first.unwrap_or(0.0),
            b"Tw" => self.state.between_words = first.unwrap_or(0.0),
            b"Tz" => self.state.stretch = first.unwrap_or(100.0) / 100.0,
            b"TL" => self.state.leading = first.unwrap_or(0.0),
            b"Ts" => self.state.rise = first.unwrap_or(0.0),
            b"Td" | b"TD" => {
                if let (Some(x), Some(y)) = (first, number(1)) {
                    if operator == b"TD" {
                        self.state.leading = -y;
                    }
                    self.line = then(moved(x, y), self.line);
                    self.text = self.line;
                }
            }
            b"Tm" => {
                if let Some(matrix) = matrix(operands) {
                    (self.text, self.line) = (matrix, matrix);
                }
            }
            b"T*" => self.next_line(),
            b"BMC" | b"BDC" => {
                let is_artifact = matches!(operands.first(),
                    Some(Object::Name(tag)) if **tag == *b"Artifact");
                self.end_run();
                if self.marks.len() < MOST_SAVED {
                    self.marks.push(is_artifact);
                }
            }
            b"EMC" => {
                self.end_run();
                self.marks.pop();
            }
            _ => {}
        }
    }

    fn is_artifact(&self) -> bool {
        self.marks.contains(&true)
    }

    fn next_line(&mut self) {
        self.line = then(moved(0.0, -self.state.leading), self.line);
        self.text = self.line;
    }

    /// A step within an array of strings, in thousandths of the size and against the direction.
    fn step_back(&mut self, step: f64) {
        let way = -step / 1000.0 * self.state.size;
        let is_vertical = self
            .state
            .font
            .as_ref()
            .is_some_and(|font| font.is_vertical);
        self.advance(way, is_vertical);
    }

    fn advance(&mut self, way: f64, is_vertical: bool) {
        let step = if is_vertical {
            moved(0.0, -way.abs())
        } else {
            moved(way * self.state.stretch, 0.0)
        };
        self.text = then(step, self.text);
    }

    /// Where the next glyph stands, and how large one unit of the size is there.
    fn place(&self) -> ((f64, f64), f64) {
        let raised = then(moved(0.0, self.state.rise), self.text);
        let [_, _, across, up, x, y] = then(raised, self.state.page);
        ((x, y), self.state.size.abs() * across.hypot(up))
    }

    fn glyph(&mut self, text: &str, step: f64, is_vertical: bool) {
        let (start, size) = self.place();
        let (x, y) = self.run.end;
        let way = (start.0 - x).hypot(start.1 - y);
        let goes_on = !self.run.text.is_empty()
            && way < WIDE_STEP * size
            && (self.run.size - size).abs() < 0.05 * size;
        if !goes_on {
            self.end_run();
            self.run = Run {
                start,
                size,
                ..Run::default()
            };
        }
        self.run.text.push_str(text);
        self.advance(step, is_vertical);
        self.run.end = self.place().0;
    }

    fn end_run(&mut self) {
        let run = std::mem::take(&mut self.run);
        let places = [run.start.0, run.start.1, run.end.0, run.end.1, run.size];
        let is_sane = places.iter().all(|place| place.abs() < 1e6);
        let has_room = self.runs.len() < MOST_RUNS;
        if has_room
            && is_sane
            && run.size > 0.1
            && !run.text.trim().is_empty()
            && !self.is_artifact()
        {
            self.runs.push(run);
        }
    }
}

fn matrix(operands: &[&Object<'_>]) -> Option<Matrix> {
    let numbers: Option<Vec<f64>> = operands
        .iter()
        .map(|operand| match operand {
            Object::Number(number) => Some(number.as_f64()),
            _ => None,
        })
        .collect();
    numbers?.try_into().ok()
}
