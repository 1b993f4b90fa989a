//! Input: texts, and markup that is sound.
//! Output: parts of a page.
//! Never: lets a text become markup.

use std::fmt::Write;

/// A text that is unfolded at a wish.
pub fn folded(out: &mut String, title: &str, content: &str) {
    let _ = writeln!(
        out,
        "<details><summary>{}</summary>\n<pre tabindex=\"0\">{}</pre></details>",
        text(title),
        text(content)
    );
}

/// What may be wider than the screen, and is moved there by keyboard, too.
pub fn scrolling(out: &mut String, label: &str, content: &str) {
    let _ = writeln!(
        out,
        "<div class=\"scroll\" role=\"group\" tabindex=\"0\" aria-label=\"{}\">\n{content}</div>",
        text(label)
    );
}

/// A table of cells that are markup.
pub fn table(out: &mut String, caption: &str, heads: &[&str], rows: impl Iterator<Item = Vec<String>>) {
    let mut table = format!("<table><caption class=\"unseen\">{}</caption>\n<thead><tr>", text(caption));
    for head in heads {
        let head = if head.is_empty() { "<span class=\"unseen\">Number</span>" } else { head };
        let _ = write!(table, "<th scope=\"col\">{head}</th>");
    }
    table.push_str("</tr></thead>\n<tbody>\n");
    for row in rows {
        let _ = writeln!(table, "<tr><td>{}</td></tr>", row.join("</td><td>"));
    }
    table.push_str("</tbody></table>\n");
    scrolling(out, caption, &table);
}

/// A list of markup; nothing if it is empty.
pub fn list(out: &mut String, items: impl Iterator<Item = String>) {
    let items: Vec<String> = items.collect();
    if !items.is_empty() {
        let _ = writeln!(out, "<ul>\n<li>{}</li>\n</ul>", items.join("</li>\n<li>"));
    }
}

/// A rule's code, with a link to AWS's page.
pub fn rule(code: &str, source: Option<&str>) -> String {
    match source {
        Some(source) => format!("<a href=\"{}\">{}</a>", text(source), text(code)),
        None => text(code),
    }
}

/// Words of a file, a host or a name.
pub fn code(content: &str) -> String {
    format!("<code>{}</code>", text(content))
}

/// A sentence, in which what stands between backticks is code.
pub fn prose(content: &str) -> String {
    let pieces: Vec<&str> = content.split('`').collect();
    if pieces.len().is_multiple_of(2) {
        return text(content);
    }
    let piece = |(at, piece): (usize, &&str)| if at % 2 == 1 { code(piece) } else { text(piece) };
    pieces.iter().enumerate().map(piece).collect()
}

/// A text in which nothing is markup, and nothing acts on what is around it.
pub fn text(content: &str) -> String {
    let mut out = String::new();
    for c in content.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\n' | '\t' => out.push(c),
            '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => out.push('\u{fffd}'),
            c if c.is_control() => out.push('\u{fffd}'),
            c => out.push(c),
        }
    }
    out
}
