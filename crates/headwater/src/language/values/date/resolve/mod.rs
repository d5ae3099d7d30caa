//! From what the words say to which day that is.

mod length;
mod named;
mod range;
mod shifted;
mod stretch;
mod told;
mod within;
mod year;

pub(super) use self::range::resolve_range;

use self::length::{counted, duration, is_counted, several_beside};
use self::named::{days, undated};
use self::stretch::{Missing, Size, Stretch};
use self::told::{Extent, Mention, Told, lacks_told};
use crate::language::values::date::fields::{Edge, Fields, Part};
use crate::language::values::{Basis, ValueKind};
use jiff::civil::DateTime;

/// What is known around the words.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Around {
    /// The document's date.
    pub(super) reference: Option<DateTime>,
    /// Whether the words around speak of what is to come.
    pub(super) future: bool,
    /// A date named shortly before.
    pub(super) earlier: Option<Mention>,
    /// The date that the text told last.
    pub(super) told: Told,
}

impl Around {
    /// Keeps what a finding says for those behind it.
    pub(super) fn remember(&mut self, fields: &Fields, resolved: &Resolved) {
        if !matches!(resolved.kind, ValueKind::Date | ValueKind::DateTime) {
            return;
        }
        self.told = resolved.days.map_or(Told::Other, Told::Days);
        if fields.month.is_some() || resolved.basis == Basis::EarlierMention {
            let day = resolved.days.and_then(Extent::day);
            let mention = day.map(|day| Mention { day, near: true });
            self.earlier = mention.or(self.earlier);
        }
    }
}

/// A finding, read.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Resolved {
    pub(super) kind: ValueKind,
    pub(super) value: Option<String>,
    pub(super) basis: Basis,
    pub(super) approximate: bool,
    /// The days that it is.
    pub(super) days: Option<Extent>,
    /// What the words say without the date that they lean on.
    pub(super) said: Option<String>,
}

/// Reads one finding; `None` where it cannot be what it looks like.
pub(super) fn resolve(fields: &Fields, around: &Around) -> Option<Resolved> {
    if fields.each {
        return Some(plain(ValueKind::Set, recurrence(fields)));
    }
    match fields.shift.filter(|_| fields.from_told) {
        Some((by, None)) if !fields.length.is_empty() => {
            return several_beside(fields, by, around);
        }
        Some((by, unit)) if lacks_told(by, unit, around) => return None,
        _ => {}
    }
    if let Some(direction) = fields.direction
        && !fields.length.is_empty()
        && is_counted(fields, direction, around)
    {
        return counted(fields, direction, around);
    }
    if fields.has_date() {
        return match days(fields, around) {
            Ok(stretch) => Some(dated(fields, stretch)?),
            Err(Missing::Unknown(value)) => {
                let basis = match value {
                    Some(_) => Basis::Stated,
                    None => Basis::DocumentDate,
                };
                Some(Resolved {
                    basis,
                    ..plain(ValueKind::Date, value)
                })
            }
            Err(Missing::Impossible) => None,
        };
    }
    if let Some(time) = clock(fields).ok()? {
        let time = format!("T{time}{}", zone(fields));
        return Some(plain(ValueKind::Time, Some(time)));
    }
    if fields.length.is_empty() {
        return None;
    }
    Some(plain(ValueKind::Duration, Some(duration(&fields.length)?)))
}

fn plain(kind: ValueKind, value: Option<String>) -> Resolved {
    Resolved {
        kind,
        value,
        basis: Basis::Stated,
        approximate: false,
        days: None,
        said: None,
    }
}

/// A date as it is written, with its time of day where it has one.
fn dated(fields: &Fields, stretch: Stretch) -> Option<Resolved> {
    let Stretch { start, end, .. } = stretch;
    let one_day = stretch.size == Size::Day;
    let mut resolved = plain(ValueKind::Date, None);
    resolved.basis = stretch.basis;
    if stretch.basis != Basis::Stated {
        resolved.said = undated(fields).ok().flatten();
    }
    resolved.days = Some(Extent { start, end });
    resolved.approximate = fields.edge.is_some();
    resolved.value = Some(match stretch.size {
        Size::Day => start.to_string(),
        Size::Month => start.strftime("%Y-%m").to_string(),
        Size::Year => start.strftime("%Y").to_string(),
        Size::Season(season) => format!("{:04}-{}", start.year(), 20 + season),
        Size::Interval => format!("{start}/{end}"),
    });
    let time = clock(fields).ok()?;
    if !one_day && fields.hour.is_some() {
        return None;
    }
    // by the end of Monday
    let last_second = (fields.edge == Some(Edge::End)).then(|| "23:59:59".to_owned());
    if one_day && let Some(time) = time.or(last_second) {
        resolved.kind = ValueKind::DateTime;
        resolved.value = Some(format!("{start}T{time}{}", zone(fields)));
    }
    Some(resolved)
}

/// The time of day as `hh:mm:ss`, where one is named; an error where it cannot be.
fn clock(fields: &Fields) -> Result<Option<String>, Missing> {
    let hour = match (fields.hour, fields.part) {
        (Some(hour), Some(part)) => part.hour(hour),
        (Some(hour), None) => hour,
        (None, Some(Part::Noon)) => 12,
        (None, Some(Part::Midnight)) => 0,
        (None, _) => return Ok(None),
    };
    let minute = fields.minute.unwrap_or(0);
    let second = fields.second.unwrap_or(0);
    let hour = match hour {
        24 if minute == 0 && second == 0 => 0,
        0..=23 => hour,
        _ => return Err(Missing::Impossible),
    };
    Ok(Some(format!("{hour:02}:{minute:02}:{second:02}")))
}

/// How far the clock is from Greenwich, as ISO 8601 writes it; nothing where no zone is named.
fn zone(fields: &Fields) -> String {
    match fields.zone {
        None => String::new(),
        Some(0) => "Z".to_owned(),
        Some(minutes) => {
            let sign = if minutes < 0 { '-' } else { '+' };
            let minutes = minutes.unsigned_abs();
            format!("{sign}{:02}:{:02}", minutes / 60, minutes % 60)
        }
    }
}

fn recurrence(fields: &Fields) -> Option<String> {
    if let Some(weekday) = fields.weekday {
        return Some(format!("XXXX-WXX-{weekday}"));
    }
    if let (Some(month), Some(day)) = (fields.month, fields.day) {
        return Some(format!("XXXX-{month:02}-{day:02}"));
    }
    duration(&fields.length)
}
