//! Input: the book's page of the language.
//! Output: the section of a statement, as documentation in an editor.
//! Never: says anything else than the book.

use crate::spec::syntax::Keyword;

const PAGE: &str = include_str!("../../book/src/reference.md");

/// The section of a statement, without its heading; links lead nowhere in an editor, so only their words stay.
pub fn section(keyword: Keyword) -> String {
    of_word(keyword.as_str())
}

/// The section of `include`, `defaults` or a statement.
pub fn of_word(word: &str) -> String {
    let heading = format!("\n### `{word}`\n");
    let Some((_, rest)) = PAGE.split_once(heading.as_str()) else { return String::new() };
    let end = rest.find("\n## ").unwrap_or(rest.len()).min(rest.find("\n### ").unwrap_or(rest.len()));
    plain(rest.get(..end).unwrap_or(rest).trim())
}

/// The first sentence of its first paragraph in prose, or what comes before a list in it, on one line.
pub fn summary(section: &str) -> String {
    let is_shape = |paragraph: &str| paragraph.starts_with('`') && paragraph.contains("` \u{2014} ");
    let is_prose = |paragraph: &&str| !paragraph.starts_with(['|', '#', '-']) && !paragraph.starts_with("```");
    let paragraphs = section.split("\n\n").map(str::trim).filter(is_prose);
    let prose = paragraphs.filter(|paragraph| !paragraph.is_empty()).find(|paragraph| !is_shape(paragraph));
    let words: Vec<&str> = prose.unwrap_or_default().split_whitespace().collect();
    let line = words.join(" ");
    let ends = [". ", ": "].into_iter().filter_map(|end| line.find(end));
    line.get(..ends.min().unwrap_or(line.len())).unwrap_or_default().trim_end_matches(['.', ':']).to_owned()
}

/// Markdown without links: `[text](target)` becomes `text`.
fn plain(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find("](") {
        let (before, behind) = rest.split_at(at);
        let Some(end) = behind.find(')') else { break };
        match before.rfind('[') {
            Some(open) => {
                out.push_str(before.get(..open).unwrap_or_default());
                out.push_str(before.get(open + 1..).unwrap_or_default());
            }
            None => out.push_str(before),
        }
        rest = behind.get(end + 1..).unwrap_or_default();
    }
    out.push_str(rest);
    out
}

#[cfg(test)]
mod tests {
    use super::{of_word, section, summary};
    use crate::spec::syntax::Keyword;

    #[test]
    fn every_statement_has_a_section_without_links() {
        let words = Keyword::ALL.iter().map(|keyword| section(*keyword));
        for (text, word) in words
            .chain([of_word("include"), of_word("defaults")])
            .zip(Keyword::ALL.iter().map(|keyword| keyword.as_str()).chain(["include", "defaults"]))
        {
            assert!(text.len() > 40, "{word}: {text:?}");
            assert!(!text.contains("](") && !text.contains("\n## "), "{word}: {text}");
            let summary = summary(&text);
            assert!(summary.len() > 15 && text.replace('\n', " ").contains(&summary), "{word}: {summary}");
            assert!(!summary.ends_with([',', ';', '.']) && !summary.contains('\n'), "{word}: {summary}");
        }
    }
}
