/// The named fields of a record, or those of an HTTP message: `Name: value`, a line each.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Fields {
    all: Vec<(String, String)>,
}

impl Fields {
    /// Reads lines. Whatever has no colon is passed over; a line that begins with white space goes on with the
    /// one before it.
    pub(crate) fn parse(lines: &[u8]) -> Self {
        let text = String::from_utf8_lossy(lines);
        let mut all: Vec<(String, String)> = Vec::new();
        for line in text.split('\n').map(|line| line.trim_end_matches('\r')) {
            let goes_on = line.starts_with([' ', '\t']);
            if let Some((_, value)) = all.last_mut().filter(|_| goes_on) {
                value.push_str(if value.is_empty() { "" } else { " " });
                value.push_str(line.trim());
            } else if let Some((name, value)) = line.split_once(':') {
                all.push((name.trim().to_owned(), value.trim().to_owned()));
            }
        }
        Self { all }
    }

    /// The first field of a name, in any case.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&str> {
        let mut all = self.all.iter();
        let (_, value) = all.find(|(known, _)| known.eq_ignore_ascii_case(name))?;
        Some(value)
    }

    /// All fields of a name, in any case.
    pub fn all<'f>(&'f self, name: &'f str) -> impl Iterator<Item = &'f str> {
        let named = |(known, _): &&(String, String)| known.eq_ignore_ascii_case(name);
        self.all
            .iter()
            .filter(named)
            .map(|(_, value)| value.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_the_same_in_any_case_and_lines_may_go_on() {
        let fields = Fields::parse(
            b"WARC-Type: response\r\nWARC-Target-URI:\r\n https://a.example/\nno field\r\n",
        );
        assert_eq!(fields.get("warc-type"), Some("response"));
        assert_eq!(fields.get("WARC-Target-URI"), Some("https://a.example/"));
        assert_eq!(fields.get("Content-Length"), None);
    }
}
