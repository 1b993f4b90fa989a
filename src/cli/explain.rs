//! Comes in: a rule's code, or an error message that somebody saw.
//! Goes out: the rule's card, or the rules behind the message.
//! Never: words a card; the library does.

use super::terminal::{Terminal, print};
use super::{Failure, Outcome, reason};
use clap::builder::{PossibleValue, StringValueParser, TypedValueParser};
use clap::{Arg, Args, Command};
use ecrc::diagnostic::{Rule, Severity};
use ecrc::{explain, rules, suggest};
use std::ffi::OsStr;
use std::fmt::Write;
use std::io::Read;
use std::sync::LazyLock;

/// Explain a rule, or find the rules behind an error message
#[derive(Debug, Args)]
pub struct Explain {
    /// A rule's code (ECR402, or 402), or the text of an error; - reads it from standard input
    #[arg(value_name = "CODE|ERROR TEXT", required = true, num_args = 1.., value_parser = CodeOrText)]
    #[arg(hide_possible_values = true)]
    words: Vec<String>,
}

/// Takes any text. Shells complete the codes.
#[derive(Debug, Clone)]
struct CodeOrText;

impl TypedValueParser for CodeOrText {
    type Value = String;

    fn parse_ref(&self, command: &Command, argument: Option<&Arg>, value: &OsStr) -> Result<String, clap::Error> {
        StringValueParser::new().parse_ref(command, argument, value)
    }

    fn possible_values(&self) -> Option<Box<dyn Iterator<Item = PossibleValue> + '_>> {
        Some(Box::new(CODES.iter().map(|(code, title)| PossibleValue::new(code.as_str()).help(*title))))
    }
}

/// Every code, with its rule's title.
static CODES: LazyLock<Vec<(String, &str)>> =
    LazyLock::new(|| rules::ALL.iter().map(|entry| (entry.rule.code.to_string(), entry.rule.title)).collect());

impl Explain {
    pub fn run(self, terminal: Terminal) -> Result<Outcome, Failure> {
        let mut text = self.words.join(" ");
        if text == "-" {
            text.clear();
            std::io::stdin()
                .lock()
                .take(1 << 20)
                .read_to_string(&mut text)
                .map_err(|error| Failure::new(format!("cannot read `-`: {}", reason(&error))))?;
        }
        let text = text.trim();
        if let Some(rule) = explain::by_code(text) {
            print(&explain::card(rule))?;
            return Ok(Outcome::Fine);
        }
        if let Some(digits) = digits_of(text) {
            return Err(unknown(text, digits));
        }
        let found = explain::by_error_text(text);
        match found.as_slice() {
            [] => {
                let help = "paste the words of the error alone; `ecrc rules` lists all rules";
                terminal.say(Severity::Error, "no rule knows this error", Some(help));
                return Ok(Outcome::Findings);
            }
            [rule] => print(&explain::card(rule))?,
            several => print(&list(several))?,
        }
        Ok(Outcome::Fine)
    }
}

/// What stands for the digits in a text that has the shape of a code.
fn digits_of(text: &str) -> Option<&str> {
    let digits = match text.get(..3) {
        Some(front) if front.eq_ignore_ascii_case("ecr") => text.get(3..)?.trim_start_matches(['-', '_', ' ']),
        _ => text,
    };
    let is_short = (1..=5).contains(&digits.len()) && digits.bytes().all(|byte| byte.is_ascii_alphanumeric());
    (is_short && digits.starts_with(|c: char| c.is_ascii_digit())).then_some(digits)
}

fn unknown(text: &str, digits: &str) -> Failure {
    let numbers: Vec<String> = rules::ALL.iter().map(|entry| format!("{:03}", entry.rule.code.0)).collect();
    let failure = Failure::new(format!("there is no rule `{text}`"));
    match suggest::closest(digits, numbers.iter().map(String::as_str)) {
        Some(near) => failure.help(format!("did you mean `ECR{near}`? `ecrc rules` lists all of them")),
        None => failure.help("`ecrc rules` lists all of them"),
    }
}

/// The rules that may be behind an error, the likeliest first.
fn list(rules: &[&Rule]) -> String {
    let mut out = String::new();
    for rule in rules {
        let _ = writeln!(out, "{}  {}", rule.code, rule.title);
    }
    let _ = writeln!(out, "\n`ecrc explain CODE` tells all about one of them.");
    out
}
