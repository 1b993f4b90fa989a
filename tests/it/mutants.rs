//! Input: a spec's text.
//! Output: the same with one mistake: a token removed, doubled, swapped, in another case, in other
//! punctuation, or added.
//! Never: knows whether a mistake changes what the spec means.

use std::ops::Range;

/// The tokens of a text, without comments: words, strings, and signs one by one.
pub fn tokens(text: &str) -> Vec<Range<usize>> {
    let mut tokens = Vec::new();
    let mut characters = text.char_indices().peekable();
    while let Some((start, c)) = characters.next() {
        let mut end = start + c.len_utf8();
        match c {
            '#' => {
                while characters.next_if(|(_, c)| *c != '\n').is_some() {}
                continue;
            }
            '"' => {
                let mut escaped = false;
                for (at, c) in characters.by_ref() {
                    end = at + c.len_utf8();
                    if c == '"' && !escaped {
                        break;
                    }
                    escaped = c == '\\' && !escaped;
                }
            }
            c if c.is_whitespace() => continue,
            c if is_sign(c) => {}
            _ => {
                while let Some((at, c)) = characters.next_if(|(_, c)| !c.is_whitespace() && !is_sign(*c) && *c != '"') {
                    end = at + c.len_utf8();
                }
            }
        }
        tokens.push(start..end);
    }
    tokens
}

fn is_sign(c: char) -> bool {
    ";,<>{}".contains(c)
}

/// Words that are none of the language where they stand, and mean something to a reader.
const SPEECH: &[&str] = &["and", "all", "except", "everyone", "not", "the", "only", "account 333344445555"];

/// A word with its first two different letters swapped.
fn swapped(word: &str) -> Option<String> {
    let mut letters: Vec<char> = word.chars().collect();
    let at = letters.windows(2).position(|pair| pair[0] != pair[1] && pair.iter().all(char::is_ascii_lowercase))?;
    letters.swap(at, at + 1);
    Some(letters.into_iter().collect())
}

/// Every text with one slip, and what the slip is.
pub fn mutants(text: &str) -> Vec<(&'static str, String)> {
    let tokens = tokens(text);
    let mut mutants = Vec::new();
    let speech: Vec<&str> =
        SPEECH.iter().copied().filter(|it| !text.contains("account") || !it.contains(' ')).collect();
    for (index, token) in tokens.iter().enumerate() {
        let (before, word, after) = (&text[..token.start], &text[token.clone()], &text[token.end..]);
        let mut put = |slip: &'static str, instead: String| mutants.push((slip, format!("{before}{instead}{after}")));
        put("left out", String::new());
        put("behind a word too many", format!("{} {word}", speech[index % speech.len()]));
        // `no` means something.
        if let Some(swapped) = swapped(word).filter(|_| !word.starts_with('"') && word != "on") {
            put("with letters swapped", swapped);
        }
        put("twice", format!("{word} {word}"));
        put("in capitals", word.to_uppercase());
        put("with a capital", word.chars().take(2).flat_map(char::to_uppercase).chain(word.chars().skip(2)).collect());
        put("before an ending blank", format!("{word}\u{a0}"));
        put("before a comma", format!("{word},"));
        put("before a semicolon", format!("{word};"));
        put("before a comment of C", format!("{word} // why\n"));
        put("before a comment of SQL", format!("{word} -- why\n"));
        put("before a comment in the line", format!("{word} /* why */"));
        match word {
            "<" => put("as a brace", "{".to_owned()),
            ">" => put("as a brace", "}".to_owned()),
            _ if word.starts_with('"') => {
                put("as a word of speech", speech[index % speech.len()].to_owned());
                let bare = &word[1..word.len() - 1].replace("\\\"", "\"").replace("\\\\", "\\");
                // Without its quotes a text keeps no blanks at its ends, and may end a statement or begin something else.
                if bare.trim() == bare && !bare.contains(['#', ';', ',', '<', '>', '{', '}', '\'', '“', '”', '‘', '’'])
                {
                    put("without quotes", bare.to_owned());
                }
                if !bare.contains(['“', '”', '"']) {
                    put("in smart quotes", format!("“{bare}”"));
                }
                if !bare.contains(['\'', '’', '"']) {
                    put("in single quotes", format!("'{bare}'"));
                }
                put("without its closing quote", word[..word.len() - 1].to_owned());
            }
            _ if !is_sign(word.chars().next().unwrap()) => {
                put("in quotes", format!("\"{word}\""));
                put("in smart quotes", format!("“{word}”"));
                put("without a letter", word.chars().skip(1).collect());
            }
            _ => {}
        }
        if let Some(next) = tokens.get(index + 1) {
            let (gap, following) = (&text[token.end..next.start], &text[next.clone()]);
            let rest = &text[next.end..];
            mutants.push(("swapped", format!("{before}{following}{gap}{word}{rest}")));
            if gap.contains('\n') && !gap.contains('#') {
                mutants.push(("left out with the line end", format!("{before} {following}{rest}")));
                mutants.push(("before no line end", format!("{before}{word} {following}{rest}")));
            } else {
                mutants.push(("before a line end", format!("{before}{word}\n      {following}{rest}")));
            }
            mutants.push(("left out before a deeper line", format!("{before}\n      {following}{rest}")));
        }
    }
    mutants
}
