use crate::letters::turns_letters;

/// Letters of a file's name.
const LONGEST: usize = 120;

/// A file's name without folders and without what does not belong in one.
pub(crate) fn file_name(given: &str) -> String {
    let name = given.rsplit(['/', '\\']).next().unwrap_or_default();
    let letters = name
        .chars()
        .filter(|letter| !letter.is_control() && !turns_letters(*letter));
    let name: String = letters.take(LONGEST).collect();
    match name.trim() {
        "" | "." | ".." => "file".to_owned(),
        name => name.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::file_name;

    #[test]
    fn a_name_keeps_no_folder() {
        assert_eq!(file_name("../../etc/passwd"), "passwd");
        assert_eq!(file_name("C:\\texts\\story.md"), "story.md");
        assert_eq!(file_name("a/.."), "file");
        assert_eq!(file_name("报道\n\0.html"), "报道.html");
        assert_eq!(file_name("a\u{202E}dm.yrots"), "adm.yrots");
    }
}
