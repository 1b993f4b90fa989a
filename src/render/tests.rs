use super::{Look, counts, headline, pretty};
use crate::cards;
use crate::diagnostic::{Diagnostic, Edit, Severity};
use crate::span::{Source, SourceId, Sources, Span};

fn sources(text: &str) -> Sources {
    let mut sources = Sources::default();
    sources.add(Source::new("infra.ecr", text));
    sources
}

/// The place of the `nth` occurrence of some words.
fn place(sources: &Sources, words: &str, nth: usize) -> Span {
    let text = &sources.get(SourceId(0)).unwrap().text;
    let (start, _) = text.match_indices(words).nth(nth).unwrap();
    let at = |offset: usize| u32::try_from(offset).unwrap();
    Span { source: SourceId(0), start: at(start), end: at(start + words.len()) }
}

fn rendered(sources: &Sources, found: &Diagnostic, color: bool) -> String {
    let mut out = Vec::new();
    pretty(&mut out, sources, [found], Look { color, ..Look::PLAIN }).unwrap();
    String::from_utf8(out).unwrap()
}

#[test]
fn a_finding_shows_its_line_its_help_and_its_fix() {
    let sources = sources("private_ecr <\r\n\tregion us-eats-2;\r\n>\r\n");
    let span = place(&sources, "us-eats-2", 0);
    let found = Diagnostic::new(&cards::UNUSED_ACCEPT, span, "unknown region `us-eats-2`")
        .label("a similar name exists: `us-east-2`")
        .note("a note\nof two lines")
        .help("add the one you use, as in `us-east-2`")
        .suggest(span, "us-east-2", "add the one you use, as in `us-east-2`");
    let shown = rendered(&sources, &found, false);
    assert_eq!(
        shown.split_once("  = see").map_or(shown.as_str(), |(front, _)| front).trim_end(),
        "\
warning[ECR008]: unknown region `us-eats-2`
  ┌─ infra.ecr:2:9
  │
2 │     region us-eats-2;
  │            ^^^^^^^^^ a similar name exists: `us-east-2`
  │
  = note: a note
          of two lines
  = help: add the one you use, as in `us-east-2`
    2 - region us-eats-2;
    2 + region us-east-2;"
    );
}

/// A place of several lines has one frame, however long they are: its words stand below.
#[test]
fn a_place_of_several_lines_has_one_frame() {
    let long = "x".repeat(120);
    let text = format!("private_ecr <\n  tag \"a\" \"{long}\";\n  tag \"b\" \"{long}\";\n>\n");
    let sources = sources(&text);
    let span = place(&sources, text.trim_start_matches("private_ecr <\n").trim_end_matches(">\n").trim(), 0);
    let found = Diagnostic::new(&cards::UNUSED_ACCEPT, span, "two tags").label("of these, one is too many");
    let shown = rendered(&sources, &found, false);
    assert_eq!(shown.matches('╭').count(), 1, "{shown}");
    assert!(shown.contains("of these, one is too many"), "{shown}");
}

#[test]
fn two_places_are_shown_together() {
    let sources = sources("private_ecr <\n  region us-east-1;\n\n\n\n  region us-east-2;\n>\n");
    let found =
        Diagnostic::new(&cards::CONTRADICTION, place(&sources, "region us-east-2", 0), "`region` appears twice")
            .label("the same again")
            .also(place(&sources, "region us-east-1", 0), "the first one");
    assert_eq!(
        rendered(&sources, &found, false),
        "\
error[ECR005]: `region` appears twice
  ┌─ infra.ecr:6:3
  │
2 │   region us-east-1;
  │   ---------------- the first one
  ·
6 │   region us-east-2;
  │   ^^^^^^^^^^^^^^^^ the same again

"
    );
}

#[test]
fn two_files_are_shown_one_below_the_other() {
    let mut sources = sources("include \"common.ecr\";\n");
    let other = sources.add(Source::new("common.ecr", "private_ecr < >"));
    let found = Diagnostic::new(
        &cards::CONTRADICTION,
        Span { source: other, start: 0, end: 11 },
        "an included file contains a block",
    )
    .also(place(&sources, "\"common.ecr\"", 0), "included here");
    assert_eq!(
        rendered(&sources, &found, false),
        "\
error[ECR005]: an included file contains a block
  ┌─ common.ecr:1:1
  │
1 │ private_ecr < >
  │ ^^^^^^^^^^^
  │
  ┌─ infra.ecr:1:9
  │
1 │ include \"common.ecr\";
  │         ------------ included here

"
    );
}

#[test]
fn wide_letters_keep_the_carets_in_place() {
    let sources = sources("tag \"漢字\" wrong;");
    let found = Diagnostic::new(&cards::CONTRADICTION, place(&sources, "wrong", 0), "no");
    let shown = rendered(&sources, &found, false);
    assert!(shown.contains("infra.ecr:1:10\n"), "{shown}");
    assert!(shown.contains("1 │ tag \"漢字\" wrong;\n  │            ^^^^^\n"), "{shown}");
}

#[test]
fn a_line_of_a_megabyte_shows_a_window() {
    let text = format!("private_ecr < tag \"{}\" wrong \"{}\" >", "x".repeat(500_000), "y".repeat(500_000));
    let sources = sources(&text);
    let span = place(&sources, "wrong", 0);
    let found = Diagnostic::new(&cards::CONTRADICTION, span, format!("`{text}`"))
        .label(text.clone())
        .help("add the one you use, as in `right`")
        .suggest(span, "right", "add the one you use, as in `right`");
    let shown = rendered(&sources, &found, false);
    assert!(shown.len() < 4_000, "{} bytes", shown.len());
    assert!(shown.contains("infra.ecr:1:500022\n"), "{shown}");
    assert!(shown.contains("x\" wrong \"y") && shown.contains("x\" right \"y"), "{shown}");
}

#[test]
fn a_placeless_finding_has_no_snippet() {
    let shown = rendered(&sources("x"), &Diagnostic::placeless(&cards::CONTRADICTION, "too many"), false);
    assert_eq!(shown, "error[ECR005]: too many\n\n");
}

#[test]
fn a_place_at_the_end_of_an_empty_file_is_shown() {
    let sources = sources("");
    let found = Diagnostic::new(&cards::SYNTAX_ERROR, Span::default(), "the file has nothing in it");
    let shown = rendered(&sources, &found, false);
    assert!(shown.starts_with("error[ECR001]: the file has nothing in it\n  ┌─ infra.ecr:1:1\n"), "{shown}");
}

#[test]
fn a_place_of_many_lines_shows_its_ends() {
    let body = (0..50).map(|n| format!("  line {n}\n")).collect::<Vec<_>>().concat();
    let text = format!("private_ecr <\n{body}>\n");
    let sources = sources(&text);
    let span = Span { end: u32::try_from(text.len()).unwrap(), ..place(&sources, "private_ecr", 0) };
    let shown = rendered(&sources, &Diagnostic::new(&cards::CONTRADICTION, span, "all of it"), false);
    assert_eq!(
        shown,
        "\
error[ECR005]: all of it
   ┌─ infra.ecr:1:1
   │\x20\x20
 1 │ ╭ private_ecr <
 2 │ │   line 0
 3 │ │   line 1
   · │
51 │ │   line 49
52 │ │ >
   │ ╰─^

"
    );
}

#[test]
fn nothing_reaches_the_terminal_that_it_would_obey() {
    let mut sources = Sources::default();
    sources.add(Source::new("in\x1bfra\n.ecr", "tag \"\x1b[2J\u{202e}\" wrong"));
    let span = place(&sources, "wrong", 0);
    let found = Diagnostic::new(&cards::CONTRADICTION, span, "no \x1b[2J")
        .label("\x07")
        .note("\u{9b}")
        .help("\x08")
        .fix(vec![Edit { span, text: "\x1b".into() }], "\x1b");
    let shown = rendered(&sources, &found, false);
    assert!(!shown.contains(|c: char| c.is_control() && c != '\n'), "{shown:?}");
    assert!(!shown.contains('\u{202e}'));
}

#[test]
fn colors_are_there_only_when_asked_for() {
    let sources = sources("wrong");
    let found = Diagnostic::new(&cards::CONTRADICTION, place(&sources, "wrong", 0), "no");
    let plain = rendered(&sources, &found, false);
    let colored = rendered(&sources, &found, true);
    assert!(!plain.contains('\x1b') && colored.contains("\x1b[1;31merror"));
    let mut stripped = String::new();
    let mut rest = colored.as_str();
    while let Some((before, after)) = rest.split_once("\x1b[") {
        stripped.push_str(before);
        rest = after.split_once('m').unwrap().1;
    }
    assert_eq!(stripped + rest, plain);
}

#[test]
fn findings_are_counted_in_words() {
    let found = |rule| Diagnostic::placeless(rule, "");
    let report = [found(&cards::CONTRADICTION), found(&cards::UNUSED_ACCEPT), found(&cards::REGION_UNKNOWN)];
    assert_eq!(counts(&report), Some((Severity::Error, "2 errors, 1 warning".to_owned())));
    assert_eq!(counts(&report[1..2]), Some((Severity::Warning, "1 warning".to_owned())));
    assert_eq!(counts(&[]), None);
}

#[test]
fn a_headline_is_one_line_and_its_help() {
    let mut out = Vec::new();
    headline(&mut out, Severity::Error, "there is no file `a\nb`", Some("name another"), Look::PLAIN).unwrap();
    assert_eq!(String::from_utf8(out).unwrap(), "error: there is no file `a␊b`\n  = help: name another\n");
}
