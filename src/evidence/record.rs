//! Input: a text as pasted or piped: an error, or a whole log.
//! Output: its records: an error each, on one line, without escapes, colors and boxes, with the line that it begins on.
//! Never: joins entries of a log that show where they begin: by a time, a level, a brace.

use super::lines::{self, Joins, Line, Wrapping};

/// One entry of a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Record {
    /// The line that it begins on; the first is 1.
    pub line: usize,
    /// Its words, on one line.
    pub text: String,
}

/// No error is longer; what is longer is read in pieces.
const LONGEST: usize = 16 * 1024;

/// Few errors are longer.
const LONG: usize = 2 * 1024;

/// A text's records, in its order. Two lines that may have been one are joined unless they tell of failures `apart`.
pub fn records(text: &str, apart: fn(&str, &str) -> bool) -> Vec<Record> {
    let mut records: Vec<Record> = Vec::new();
    let mut entry: Vec<Line> = Vec::new();
    for (index, line) in text.lines().enumerate() {
        let bare = unquoted(line).trim_end();
        let folded = line.ends_with(' ') && !line.ends_with("  ");
        let length = bare.chars().count();
        let first = bare.split_whitespace().next().map_or(0, |word| word.chars().count());
        let indented = bare.starts_with(' ');
        let clean = clean(line);
        if clean.iter().all(String::is_empty) {
            close(&mut entry, &mut records, apart);
        }
        for text in clean.into_iter().filter(|part| !part.is_empty()) {
            let number = index + 1;
            let rest = lines::behind_prefix(&entry, &text).map(str::to_owned);
            let further = rest.is_some();
            let text = rest.unwrap_or(text);
            match entry.last_mut() {
                // Behind a line break that was escaped.
                Some(last)
                    if last.number == number && last.text.len() < LONGEST && !lines::begins_entry(None, &text) =>
                {
                    if !lines::parts_name(&last.text, &text) {
                        last.text.push(' ');
                    }
                    last.text.push_str(&text);
                }
                _ => {
                    let begins = !further && lines::begins_entry(entry.last(), &text);
                    // No error has more lines than characters: what has is read in pieces, too.
                    if begins || entry.len() >= LONGEST {
                        close(&mut entry, &mut records, apart);
                    }
                    entry.push(Line { number, text, length, first, indented, folded });
                }
            }
        }
    }
    close(&mut entry, &mut records, apart);
    records
}

/// Joins the lines of an entry that belong together.
fn close(entry: &mut Vec<Line>, records: &mut Vec<Record>, apart: fn(&str, &str) -> bool) {
    let wrapping = Wrapping::of(entry);
    let joins = |record: &Record, last: &Line, line: &Line| match wrapping.joins(last, line) {
        _ if record.text.len() + line.text.len() >= LONGEST => false,
        Joins::Surely => true,
        // Read again with each line that is joined: so not a long one.
        Joins::Maybe if record.text.len() < LONG => !apart(&record.text, &line.text),
        Joins::Maybe => !apart(&last.text, &line.text),
        Joins::No => false,
    };
    let mut open: Option<(Record, Line)> = None;
    for line in entry.drain(..) {
        match &mut open {
            Some((record, last)) if joins(record, last, &line) => {
                if !wrapping.parts_word(last, &line) {
                    record.text.push(' ');
                }
                record.text.push_str(&line.text);
                *last = line;
            }
            _ => {
                records.extend(open.take().map(|(record, _)| record));
                open = Some((Record { line: line.number, text: line.text.clone() }, line));
            }
        }
    }
    records.extend(open.map(|(record, _)| record));
}

/// A line without what quotes it, and with its indent.
fn unquoted(line: &str) -> &str {
    let bare = line.trim_start_matches(['>', '|', '│']);
    if bare.len() < line.len() { bare.strip_prefix(' ').unwrap_or(bare) } else { line }
}

/// Whether a character stands in front of a line that is quoted, or in a list or a table.
fn is_mark(c: char) -> bool {
    c.is_whitespace() || matches!(c, '|' | '>' | '*' | '•')
}

/// A line without what terminals, editors and JSON put around its words: one for each line break that is escaped in it.
fn clean(line: &str) -> Vec<String> {
    let mut lines = vec![String::with_capacity(line.len().min(LONGEST))];
    let put = |c: char, lines: &mut Vec<String>| {
        let last = lines.last().map(String::as_str).unwrap_or_default();
        let too_long = last.len() >= LONGEST && c == ' ';
        // The next object of a list in JSON.
        let object = c == '{' && last.trim_end().ends_with("},");
        if c == '\n' || too_long || object {
            lines.push(String::new());
        }
        if let Some(last) = lines.last_mut().filter(|_| c != '\n' && !too_long) {
            // Boxes and bars of terminals, and whatever else is no text, part words.
            let c =
                if c.is_control() || matches!(c, '│' | '┃' | '║' | '╷' | '╵' | '\u{a0}') { ' ' } else { c };
            if c != ' ' || !last.is_empty() && !last.ends_with(' ') {
                last.push(c);
            }
        }
    };
    let mut chars = line.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            // UTF-16 that was read as bytes has these between its letters.
            '\0' | '\u{feff}' | '\u{200b}' => {}
            '\u{1b}' => {
                if chars.next_if_eq(&'[').is_some() {
                    while chars.next_if(|c| !c.is_ascii_alphabetic()).is_some() {}
                    chars.next();
                }
            }
            '\\' => {
                while chars.next_if_eq(&'\\').is_some() {}
                match chars.next() {
                    Some('n' | 'r') => put('\n', &mut lines),
                    Some('u') => {
                        let code: String =
                            std::iter::from_fn(|| chars.next_if(char::is_ascii_hexdigit)).take(4).collect();
                        let c = u32::from_str_radix(&code, 16).ok().and_then(char::from_u32);
                        put(c.unwrap_or(' '), &mut lines);
                    }
                    Some('t') | None => put(' ', &mut lines),
                    Some(c) => put(c, &mut lines),
                }
            }
            // Progress bars write over their line.
            '\r' => put('\n', &mut lines),
            c => put(c, &mut lines),
        }
    }
    for line in &mut lines {
        *line = line.trim_start_matches(is_mark).trim_end().to_owned();
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::records;

    fn texts(text: &str) -> Vec<String> {
        records(text, |_, _| false).into_iter().map(|record| record.text).collect()
    }

    #[test]
    fn escapes_colors_and_boxes_go() {
        assert_eq!(texts("\u{1b}[31mError\u{1b}[0m: \\\"x\\\""), ["Error: \"x\""]);
        assert_eq!(texts("Post \\\\\\\"https://x\\\\\\\""), ["Post \"https://x\""]);
        assert_eq!(texts("│ Error: a\n│   with b\n╵"), ["Error: a with b"]);
        assert_eq!(texts("\u{feff}E\0r\0r\0"), ["Err"]);
        assert_eq!(texts("\\u003cCode\\u003e"), ["<Code>"]);
        assert_eq!(texts("a\tb  c"), ["a b c"]);
        assert_eq!(texts(""), Vec::<String>::new());
        assert_eq!(texts("\\"), Vec::<String>::new());
        assert_eq!(texts("[{\"a\": 1}, {\"b\": 2},{\"c\": 3}]"), ["[{\"a\": 1},", "{\"b\": 2},", "{\"c\": 3}]"]);
    }

    #[test]
    fn lines_of_one_error_are_joined() {
        assert_eq!(texts("RequestError: x\ncaused by: Post y"), ["RequestError: x caused by: Post y"]);
        assert_eq!(texts("RequestError: x\\ncaused by: Post y"), ["RequestError: x caused by: Post y"]);
        assert_eq!(
            texts("not authorized to perform:\r\n  s3:GetObject\r\n"),
            ["not authorized to perform: s3:GetObject"]
        );
        let wrapped = "CannotPullContainerError: pull image manifest has\nBEEN RETRIED 5 time(s): failed to resolve the\nREFERENCE";
        assert_eq!(texts(wrapped).len(), 1, "{:?}", texts(wrapped));
    }

    #[test]
    fn entries_of_a_log_are_not() {
        assert_eq!(texts("Pulling image\nPulled image\nERROR db: x").len(), 3);
        assert_eq!(texts("2025-01-01 a b\n2025-01-01 c d").len(), 2);
        assert_eq!(texts("pulling\ndb: dial tcp").len(), 2);
        assert_eq!(texts("one\n\ntwo").len(), 2);
        assert_eq!(
            records("a\n\nb\nC d", |_, _| false).iter().map(|record| record.line).collect::<Vec<_>>(),
            [1, 3, 4]
        );
    }
}
