//! Input: two sides.
//! Output: the comment that `diff` writes for a pull request, and its picture.
//! Never: checks what a change means; `tests/cases/changes.yaml` does.

use super::{Folder, SPEC, many};

#[test]
fn markdown_is_a_comment() {
    let spec = |more: &str| {
        SPEC.replace("  deny", &format!("  tag \"k\" \"{more}\";\n  route_tables \"rtb-0a1b2c3d\";\n  deny"))
    };
    let folder = Folder::with(&[("old.ecr", &spec("a")), ("new.ecr", "")]);
    folder.write("new.ecr", spec("`</details> @all | [x](y) *b*").replace("rtb-0a1b2c3d", "rtb-1a1b2c3d"));
    let text = folder.run(&["diff", "old.ecr", "new.ecr", "--format", "markdown"]).fine();
    let mut lines = text.lines();
    assert_eq!(lines.next(), Some("5 changed · access broadened: unknown · reach broadened: yes"));
    assert_eq!(lines.next(), Some("<!-- ecrc diff -->"));
    let first = text.find("Look at this first").unwrap();
    assert!(text.find("`rtb-0a1b2c3d` loses the route to S3").unwrap() > first);
    assert!(first < text.find("<details>").unwrap());
    // What a user wrote stays text.
    assert!(text.contains("``k = `</details> @all \\| [x](y) *b*``"), "{text}");
    assert_eq!(text.matches("<details>").count(), 2);
}

#[test]
fn a_comment_has_a_limit_and_says_so() {
    let folder = Folder::with(&[("old.ecr", &many(400)), ("new.ecr", "")]);
    folder.write("new.ecr", many(400).replace("repo \"x\"", "repo \"y\""));
    let text = folder.run(&["diff", "old.ecr", "new.ecr", "--format", "markdown"]).fine();
    assert!(text.starts_with("800 changed · access broadened: yes\n<!-- ecrc diff -->\n"));
    let length = text.chars().count();
    assert!((50_000..=60_000).contains(&length), "{length}");
    assert!(text.ends_with("`ecrc diff` shows all\n"), "{}", &text[text.len() - 200..]);
}

/// What a picture shows of a change.
const CHANGED: [&str; 6] = ["added", "changed", "removed", "replaced", "opened", "moved"];

#[test]
fn a_change_has_a_picture() {
    let spec = |more: &str| SPEC.replace("  deny", &format!("{more}\n  deny"));
    let folder = Folder::with(&[("old.ecr", &spec("  secrets ssm; clients 10.0.0.0/16;")), ("new.ecr", "")]);
    folder.write("new.ecr", spec("  exec on; clients 10.0.0.0/16, 10.1.0.0/16;"));
    let text = folder.run(&["diff", "old.ecr", "new.ecr", "--format", "markdown"]).fine();
    let (before, after) = text.split_once("\n```mermaid\n").unwrap();
    let (mermaid, details) = after.split_once("\n```\n").unwrap();
    assert!(before.contains("Look at this first") && details.contains("<details>"), "{text}");
    let line =
        |word: &str| mermaid.lines().find(|line| line.contains(word)).unwrap_or_else(|| panic!("{word}\n{text}"));
    assert!(line("[\"ssm<br>").ends_with("<br>removed\"]"), "{mermaid}");
    assert!(line("[\"ssmmessages<br>").ends_with("<br>added\"]"), "{mermaid}");
    assert!(line("subgraph v0g0").ends_with("<br>changed, opened\"]"), "{mermaid}");
    assert!(!CHANGED.iter().any(|word| line("[\"ecr.dkr<br>").contains(word)), "{mermaid}");
    let svg = folder.run(&["diff", "old.ecr", "new.ecr", "--format", "svg"]).fine();
    assert!(svg.contains("class=\"made is-removed\"") && svg.contains("class=\"made is-added\""), "{svg}");
    assert!(svg.contains(">What changes</text>") && svg.contains("`10.1.0.0/16` can now reach the endpoints"), "{svg}");
}

#[test]
fn what_stays_has_no_badge_in_the_picture() {
    let folder = Folder::with(&[("old.ecr", SPEC), ("new.ecr", &SPEC.replace("  deny", "  tag \"k\" \"v\";\n  deny"))]);
    folder.write("same.ecr", SPEC);
    let markdown = folder.run(&["diff", "old.ecr", "same.ecr", "--format", "markdown"]).fine();
    assert!(!markdown.contains("```mermaid"), "{markdown}");
    let svg = folder.run(&["diff", "old.ecr", "same.ecr", "--format", "svg"]).fine();
    assert!(svg.contains(">no change</text>") && !svg.contains(" is-"), "{svg}");
    let svg = folder.run(&["diff", "old.ecr", "/dev/null", "--format", "svg"]).fine();
    assert!(svg.contains("(gone)") && svg.contains(" is-removed\"") && !svg.contains(" is-added\""), "{svg}");
    let svg = folder.run(&["diff", "/dev/null", "new.ecr", "--format", "svg"]).fine();
    assert!(svg.contains("(new)") && svg.contains(" is-added\"") && !svg.contains(" is-removed\""), "{svg}");
}
