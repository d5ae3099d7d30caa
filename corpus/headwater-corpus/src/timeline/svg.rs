//! A timeline as a picture (SVG): a strip with all events to scale, and below it each event on a row of its own. It has no
//! script, takes its letters from the system, and is light or dark as the reader's programs are. What a colour says, a
//! shape says too.

use std::fmt::Write;

use jiff::civil::Date;
use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

use super::{Event, Precision, Timeline, web_url};
use crate::plain::{beginning, line};

const WIDTH: i32 = 960;
/// Where the line of time stands, and the texts beside it.
const AXIS: i32 = 190;
const TEXT: i32 = 216;
/// The strip lies between these.
const STRIP: (i32, i32) = (40, WIDTH - 40);
const LINE: i32 = 20;
const TOP: i32 = 190;
/// A line has so many columns: a Chinese character has two.
const COLUMNS: usize = 92;
const LINES: usize = 2;

const STYLE: &str = "\
svg{--paper:#fff;--ink:#1b1f24;--soft:#57606a;--rule:#afb8c1;--day:#0b5cad;--long:#6b3fa0;--odd:#b3261e;\
font-family:system-ui,sans-serif;font-size:14px}\
@media(prefers-color-scheme:dark){svg{--paper:#14171b;--ink:#e8eaed;--soft:#a6adb5;--rule:#4b535c;--day:#7db7f2;\
--long:#c5a3f0;--odd:#ff9b91}}\
.paper{fill:var(--paper)}text{fill:var(--ink)}.soft{fill:var(--soft);font-size:12px}.date{font-weight:600}\
.odd{fill:var(--odd)}text.odd{font-size:12px}path.odd{fill:none;stroke:var(--odd);stroke-width:1.6}.day{fill:var(--day)}.long{fill:var(--long)}\
.rule{stroke:var(--rule);stroke-width:1.5}.title{font-size:20px;font-weight:600}a text{text-decoration:underline}";

impl Timeline {
    /// As SVG.
    #[must_use]
    pub fn to_svg(&self) -> String {
        let mut rows = String::new();
        let mut y = TOP;
        let mut before: Option<&Event> = None;
        for event in &self.events {
            y = gap(before, event, y, &mut rows);
            y = event.draw(y, &mut rows);
            before = Some(event);
        }
        let end = y;
        let height = end + 20 + LINE * i32::try_from(self.notes().len()).unwrap_or(0);
        let mut out = String::new();
        let title = xml(&beginning(&self.query, 80));
        let _ = writeln!(
            out,
            "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {WIDTH} {height}\" width=\"{WIDTH}\" height=\"{height}\" role=\"img\" aria-labelledby=\"title\">\n\
             <title id=\"title\">Timeline: {title}</title>\n<style>{STYLE}</style>\n\
             <rect class=\"paper\" width=\"{WIDTH}\" height=\"{height}\"/>\n\
             <text class=\"title\" x=\"40\" y=\"40\">{title}</text>"
        );
        self.legend(&mut out);
        self.strip(&mut out);
        if !self.events.is_empty() {
            let _ = writeln!(
                out,
                "<line class=\"rule\" x1=\"{AXIS}\" y1=\"{}\" x2=\"{AXIS}\" y2=\"{}\"/>",
                TOP - 18,
                end - 24
            );
        }
        out.push_str(&rows);
        for (note, number) in self.notes().iter().zip(1..) {
            let _ = writeln!(
                out,
                "<text class=\"soft\" x=\"40\" y=\"{}\">{}.</text>",
                end + 10 + LINE * number,
                xml(note)
            );
        }
        out.push_str("</svg>\n");
        out
    }

    fn legend(&self, out: &mut String) {
        const ENTRIES: [(Precision, i32, &str); 4] = [
            (Precision::Day, 330, "a day"),
            (Precision::Week, 400, "some days"),
            (Precision::Month, 495, "a month"),
            (Precision::Year, 580, "a year"),
        ];
        const Y: i32 = 68;
        let events = self.events.len();
        let count = if events == 0 {
            "No dated sentence was found".to_owned()
        } else {
            let events = counted(events, "event");
            format!("{events} in order of time")
        };
        let _ = writeln!(
            out,
            "<text class=\"soft\" x=\"40\" y=\"{}\">{count}</text>",
            Y + 4
        );
        for (precision, x, name) in ENTRIES {
            marker(precision, x, Y, out);
            let _ = writeln!(
                out,
                "<text class=\"soft\" x=\"{}\" y=\"{}\">{name}</text>",
                x + 12,
                Y + 4
            );
        }
        unlike(662, Y, out);
        let _ = writeln!(
            out,
            "<text class=\"odd\" x=\"676\" y=\"{}\">another date for what may be the same event</text>",
            Y + 4
        );
    }

    /// All events to scale.
    fn strip(&self, out: &mut String) {
        const Y: i32 = 112;
        let days: Vec<(Date, &Event)> = self
            .events
            .iter()
            .filter_map(|event| Some((event.first.parse().ok()?, event)))
            .collect();
        let (Some((first, _)), Some((last, _))) = (days.first(), days.last()) else {
            return;
        };
        let (left, right) = STRIP;
        let _ = writeln!(
            out,
            "<line class=\"rule\" x1=\"{left}\" y1=\"{Y}\" x2=\"{right}\" y2=\"{Y}\"/>"
        );
        let whole = f64::from((*last - *first).get_days()).max(1.0);
        for (day, event) in &days {
            let part = f64::from((*day - *first).get_days()) / whole;
            #[expect(
                clippy::cast_possible_truncation,
                reason = "a place within the picture"
            )]
            let x = left + (part * f64::from(right - left)).round() as i32;
            if !event.disagreements.is_empty() {
                unlike(x, Y - 15, out);
            }
            marker(event.precision, x, Y, out);
        }
        let _ = writeln!(
            out,
            "<text class=\"soft\" x=\"{left}\" y=\"{}\">{first}</text>",
            Y + 24
        );
        if first != last {
            let _ = writeln!(
                out,
                "<text class=\"soft\" x=\"{right}\" y=\"{}\" text-anchor=\"end\">{last}</text>",
                Y + 24
            );
        }
    }
}

/// So many of something.
pub(super) fn counted(number: usize, thing: &str) -> String {
    let ending = if number == 1 { "" } else { "s" };
    format!("{number} {thing}{ending}")
}

/// How much time lies between two events.
fn gap(before: Option<&Event>, event: &Event, y: i32, out: &mut String) -> i32 {
    const SHOWN: i32 = 60;
    let days = before.and_then(|before| {
        let (last, first): (Date, Date) = (before.last.parse().ok()?, event.first.parse().ok()?);
        Some((first - last).get_days())
    });
    let Some(days) = days.filter(|days| *days > SHOWN) else {
        return y;
    };
    let told = if days > 730 {
        format!("{} years", days / 365)
    } else {
        format!("{} months", days / 30)
    };
    let _ = writeln!(
        out,
        "<text class=\"soft\" x=\"{}\" y=\"{y}\" text-anchor=\"end\">{told} later</text>",
        AXIS - 16
    );
    y + LINE
}

impl Event {
    /// Draws it, and says where the next one begins.
    fn draw(&self, y: i32, out: &mut String) -> i32 {
        let _ = writeln!(
            out,
            "<g><title>{}</title>",
            xml(&beginning(self.headline(), 500))
        );
        marker(self.precision, AXIS, y - 5, out);
        let dates = self.date.split('/').zip(0..);
        for (date, row) in dates {
            let date = if row == 0 {
                date.to_owned()
            } else {
                format!("to {date}")
            };
            let _ = writeln!(
                out,
                "<text class=\"date\" x=\"{}\" y=\"{}\" text-anchor=\"end\">{date}</text>",
                AXIS - 16,
                y + LINE * row
            );
        }
        let mut at = y;
        let url = self
            .statements
            .iter()
            .find_map(|stated| web_url(stated.url.as_deref()));
        for words in wrapped(&line(self.headline()), COLUMNS, LINES) {
            let text = format!(
                "<text x=\"{TEXT}\" y=\"{at}\"{}>{}</text>",
                direction(self.headline()),
                xml(&words)
            );
            let _ = match url {
                Some(url) => writeln!(out, "<a href=\"{}\">{text}</a>", xml(url)),
                None => writeln!(out, "{text}"),
            };
            at += LINE;
        }
        let told = format!(
            "{} · {} · {}",
            counted(self.statements.len(), "statement"),
            self.languages.join(", "),
            self.says().join(", ")
        );
        soft("soft", TEXT, &told, &mut at, out);
        for other in &self.disagreements {
            let told = format!("{} by {}", other.date, other.says.join(", "));
            unlike(TEXT + 5, at - 5, out);
            soft("odd", TEXT + 16, &told, &mut at, out);
        }
        out.push_str("</g>\n");
        at.max(y + LINE * 2) + 18
    }
}

/// What makes a text begin at the right that is written so; it stands at the same place on the left.
fn direction(text: &str) -> &'static str {
    let is_from_right = |c: char| matches!(c, '\u{0590}'..='\u{08FF}' | '\u{FB1D}'..='\u{FEFC}');
    match text.chars().find(|c| c.is_alphabetic()) {
        Some(c) if is_from_right(c) => " direction=\"rtl\" text-anchor=\"end\"",
        _ => "",
    }
}

fn soft(class: &str, x: i32, told: &str, at: &mut i32, out: &mut String) {
    for words in wrapped(&line(told), COLUMNS + 14, 1) {
        let _ = writeln!(
            out,
            "<text class=\"{class}\" x=\"{x}\" y=\"{at}\">{}</text>",
            xml(&words)
        );
        *at += LINE - 2;
    }
}

/// Two strokes that are struck through: an unequal sign that no font draws badly.
fn unlike(x: i32, y: i32, out: &mut String) {
    let (left, top) = (x - 5, y - 2);
    let _ = writeln!(
        out,
        "<path class=\"odd\" d=\"M{left} {top}h10m0 5h-10m2 4l6-13\"/>"
    );
}

/// A circle for a day, an upright lozenge for some days, a square for a month, a wide bar for a year.
fn marker(precision: Precision, x: i32, y: i32, out: &mut String) {
    let _ = match precision {
        Precision::Day => writeln!(
            out,
            "<circle class=\"day\" cx=\"{x}\" cy=\"{y}\" r=\"5.5\"/>"
        ),
        Precision::Week | Precision::Stretch => {
            writeln!(
                out,
                "<path class=\"long\" d=\"M{x} {}l6 7l-6 7l-6-7z\"/>",
                y - 7
            )
        }
        Precision::Month => writeln!(
            out,
            "<rect class=\"long\" x=\"{}\" y=\"{}\" width=\"11\" height=\"11\"/>",
            x - 5,
            y - 5
        ),
        Precision::Year => writeln!(
            out,
            "<rect class=\"long\" x=\"{}\" y=\"{}\" width=\"18\" height=\"7\"/>",
            x - 9,
            y - 3
        ),
    };
}

/// A text in lines of so many columns; dots say that there was more.
fn wrapped(text: &str, columns: usize, most: usize) -> Vec<String> {
    let mut lines = vec![String::new()];
    let mut width = 0;
    let mut is_cut = false;
    for word in pieces(text, columns) {
        let wide = word.width();
        if width + wide > columns {
            if lines.len() == most {
                is_cut = true;
                break;
            }
            lines.push(String::new());
            width = 0;
        }
        if let Some(last) = lines.last_mut() {
            last.push_str(word);
        }
        width += wide;
    }
    if is_cut && let Some(last) = lines.last_mut() {
        last.truncate(last.trim_end().len());
        last.push('…');
    }
    lines.retain(|line| !line.trim().is_empty());
    lines
}

/// Where a line may break: behind a space, behind a wide character, and in a word that is longer than a line.
fn pieces(text: &str, columns: usize) -> Vec<&str> {
    let (mut pieces, mut start, mut width) = (Vec::new(), 0, 0);
    for (at, c) in text.char_indices() {
        let wide = c.width().unwrap_or(0);
        width += wide;
        if c == ' ' || wide > 1 || width >= columns {
            let end = at + c.len_utf8();
            pieces.extend(text.get(start..end));
            (start, width) = (end, 0);
        }
    }
    pieces.extend(text.get(start..).filter(|rest| !rest.is_empty()));
    pieces
}

/// A text as XML has it: what marks up is escaped, and what XML knows no way to say is left out.
fn xml(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in line(text).chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            c => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_is_broken_at_spaces_and_between_wide_characters() {
        assert_eq!(
            wrapped("one two three four", 9, 3),
            ["one two ", "three ", "four"]
        );
        assert_eq!(wrapped("港口今天关闭了", 6, 2), ["港口今", "天关闭…"]);
        assert_eq!(
            wrapped(&"x".repeat(25), 10, 2),
            ["xxxxxxxxxx", "xxxxxxxxxx…"]
        );
        assert!(wrapped("", 10, 2).is_empty());
    }

    #[test]
    fn a_text_begins_at_the_side_where_its_letters_do() {
        assert!(direction("“أغلق ميناء Lowmere”").contains("rtl"));
        assert_eq!(direction("Lowmere أغلق"), "");
    }

    #[test]
    fn markup_is_text() {
        assert_eq!(
            xml("</svg><script>'\"&\0\u{202E}"),
            "&lt;/svg&gt;&lt;script&gt;&#39;&quot;&amp;"
        );
    }
}
