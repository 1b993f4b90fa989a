//! Input: what a terminal of 80 columns shows of two commands, in color.
//! Output: the picture of it that the book shows.
//! Never: shows what no command printed.

use super::{printed, run_in};
use std::fmt::Write as _;

/// What a line of the terminal takes, in pixels; a character is as wide as the font's digits.
const LINE: usize = 18;
const MARGIN: usize = 20;
const TITLE_BAR: usize = 34;
const WIDTH: usize = 80 * 8 + 2 * MARGIN;

const INFRA: &str = "\
private_ecr <
  region us-east-2;
  launch fargate 1.4.0;
  logs awslogs;
  private_dns ecr.dkr off;
>
";

fn shop(pulls: &str) -> String {
    format!(
        "private_ecr shop <\n  region us-east-2;\n  launch fargate 1.4.0;\n  logs awslogs;\n  allow pull role \
         \"shop-task-execution\"{pulls};\n>\n"
    )
}

/// The class of a text that an SGR sequence such as `1;31` colors.
fn class(codes: &str) -> &'static str {
    let has = |code: &str| codes.split(';').any(|found| found == code);
    let bold = has("1");
    match codes.split(';').next_back() {
        Some("31" | "91") if bold => "red bold",
        Some("31" | "91") => "red",
        Some("32" | "92") => "green",
        Some("33" | "93") if bold => "yellow bold",
        Some("33" | "93") => "yellow",
        Some("34" | "94") => "blue",
        Some("36" | "96") => "cyan",
        Some("2") => "dim",
        Some("1") => "bold",
        Some(_) | None => "",
    }
}

/// A text in which no viewer joins the spaces.
fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace(' ', "\u{a0}")
}

/// A line as spans. Colors last until the next sequence.
fn spans(line: &str, codes: &mut String) -> String {
    let mut spans = String::new();
    let mut put = |text: &str, codes: &str| match class(codes) {
        _ if text.is_empty() => {}
        "" => spans += &escaped(text),
        class => write!(spans, "<tspan class=\"{class}\">{}</tspan>", escaped(text)).unwrap(),
    };
    let mut parts = line.split("\x1b[");
    put(parts.next().unwrap(), codes);
    for part in parts {
        let (sequence, text) = part.split_once('m').unwrap();
        // Each style is set after a reset, in one sequence or in several.
        if matches!(sequence, "" | "0") {
            codes.clear();
        } else {
            let sequence = sequence.trim_start_matches("0;");
            *codes = if codes.is_empty() { sequence.to_owned() } else { format!("{codes};{sequence}") };
        }
        put(text, codes);
    }
    spans
}

#[test]
fn the_recorded_terminal_is_the_real_one() {
    let folder = tempfile::tempdir().unwrap();
    let files = [("infra.ecr", INFRA.to_owned()), ("old.ecr", shop(" repo \"shop/*\"")), ("new.ecr", shop(""))];
    for (name, text) in files {
        std::fs::write(folder.path().join(name), text).unwrap();
    }
    let mut lines = String::new();
    let mut count = 0;
    for command in ["ecrc check infra.ecr", "ecrc diff old.ecr new.ecr --no-text"] {
        let shown = run_in(&format!("{command} --color always"), folder.path(), &[]);
        let mut codes = String::new();
        let prompt =
            format!("<tspan class=\"green\">$</tspan>\u{a0}<tspan class=\"bold\">{}</tspan>", escaped(command));
        let shown = shown.trim_end().lines().map(|line| spans(line, &mut codes));
        for line in std::iter::once(prompt).chain(shown.collect::<Vec<_>>()).chain([String::new()]) {
            let y = TITLE_BAR + MARGIN + LINE * count;
            if !line.is_empty() {
                writeln!(lines, "  <text x=\"{MARGIN}\" y=\"{y}\">{line}</text>").unwrap();
            }
            count += 1;
        }
    }
    let height = TITLE_BAR + MARGIN + LINE * (count - 1);
    let svg = include_str!("recording.svg")
        .replace("WIDTH", &WIDTH.to_string())
        .replace("HEIGHT", &height.to_string())
        .replace("  LINES\n", &lines);
    printed("book/src/images/terminal.svg", &svg);
}
