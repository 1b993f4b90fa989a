//! Input: a rule's code, or an error text: as arguments, or on standard input.
//! Output: the rule page, or what the text says and which rules explain it.
//! Never: words a page or reads a text; the library does.

use super::failure::{Failure, unreadable};
use super::outcome::Outcome;
use super::page;
use super::terminal::{Terminal, show, show_json};
use clap::builder::{OsStringValueParser, PossibleValue, TypedValueParser};
use clap::{Arg, Args, Command, ValueEnum};
use ecrc::aws::uses;
use ecrc::diagnostic::{Code, Severity};
use ecrc::evidence::{self, Reading};
use ecrc::{cards, explain, suggest};
use std::ffi::{OsStr, OsString};
use std::io::{IsTerminal, Read};
use std::sync::LazyLock;

/// Explain a rule, a word of `uses`, or an AWS error
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub struct Explain {
    /// Rule code (ECR402 or 402), word of `uses`, error text, or - to read an error or a log from standard input
    #[arg(value_name = "CODE|WORD|ERROR TEXT", num_args = 1.., value_parser = CodeOrText, hide_possible_values = true)]
    words: Vec<OsString>,
    /// Output format for an error text
    #[arg(long, value_enum, default_value_t, value_name = "FORMAT")]
    format: Format,
}

const EXAMPLES: &str = "\
Examples:
  ecrc explain ECR402
  ecrc explain karpenter
  ecrc explain \"CannotPullContainerError: ... i/o timeout\"
  kubectl describe pod web | ecrc explain -
";

/// Takes any text. Shells complete the codes, and the words of `uses`.
#[derive(Debug, Clone)]
struct CodeOrText;

impl TypedValueParser for CodeOrText {
    type Value = OsString;

    fn parse_ref(&self, command: &Command, argument: Option<&Arg>, value: &OsStr) -> Result<OsString, clap::Error> {
        OsStringValueParser::new().parse_ref(command, argument, value)
    }

    fn possible_values(&self) -> Option<Box<dyn Iterator<Item = PossibleValue> + '_>> {
        let codes = CODES.iter().map(|(code, title)| PossibleValue::new(code.as_str()).help(*title));
        let words = uses::ALL.iter().map(|word| PossibleValue::new(word.word).help(word.title));
        Some(Box::new(codes.chain(words)))
    }
}

/// Every code, with its rule's title.
static CODES: LazyLock<Vec<(String, &str)>> =
    LazyLock::new(|| cards::ALL.iter().map(|rule| (rule.code.to_string(), rule.title)).collect());

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
enum Format {
    #[default]
    Text,
    Json,
}

/// No log that anybody reads is longer; what is behind that is left, and it is said.
const LONGEST: u64 = 64 << 20;

impl Explain {
    pub fn run(self, terminal: Terminal) -> Result<Outcome, Failure> {
        let words: Vec<String> = self.words.iter().map(|word| word.to_string_lossy().into_owned()).collect();
        let given = words.join(" ");
        let text = match given.as_str() {
            "" if self.words.is_empty() && std::io::stdin().is_terminal() => {
                let help = "give a rule's code or an error text, or pipe a log: `ecrc explain - < FILE`";
                return Err(Failure::new("nothing to explain").help(help));
            }
            "" if self.words.is_empty() => piped(terminal)?,
            "-" => piped(terminal)?,
            _ => given,
        };
        let trimmed = text.trim();
        if let Some(rule) = explain::by_code(trimmed) {
            if self.format == Format::Json {
                let help = "remove `--format`, or give an error text";
                return Err(Failure::new(format!("`{trimmed}` is a rule, and rule pages have no JSON form")).help(help));
            }
            let look = terminal.stdout();
            let card = if terminal.is_looked_at() { page::card(rule, look) } else { explain::card(rule) };
            show(&card, look.color)?;
            return Ok(Outcome::Fine);
        }
        let word = trimmed.strip_prefix("uses ").unwrap_or(trimmed).to_ascii_lowercase();
        if let Some(word) = uses::find(&word) {
            if self.format == Format::Json {
                let help = "leave `--format` out, or give an error text";
                return Err(Failure::new(format!("`{trimmed}` is a word of `uses`, whose page is no JSON")).help(help));
            }
            show(&explain::word(word), false)?;
            return Ok(Outcome::Fine);
        }
        if let Some(digits) = digits_of(trimmed) {
            return Err(unknown(trimmed, digits));
        }
        let reading = evidence::read(&text);
        let answer = explain::answer(&reading);
        match (self.format, answer) {
            (Format::Json, _) => show_json(&format!("{:#}", explain::answer_json(&reading)))?,
            (Format::Text, Some(answer)) => {
                let look = terminal.stdout();
                show(&page::answer(&answer, look), look.color)?;
            }
            (Format::Text, None) => {
                let (headline, help) = unplaced(&reading, trimmed);
                terminal.say(Severity::Error, &headline, Some(&help));
            }
        }
        Ok(Outcome::findings(reading.placed.is_empty()))
    }
}

/// Standard input, whatever its bytes.
pub(super) fn piped(terminal: Terminal) -> Result<String, Failure> {
    let mut bytes = Vec::new();
    let read = std::io::stdin().lock().take(LONGEST + 1).read_to_end(&mut bytes);
    let length = read.map_err(|error| unreadable("-", &error))?;
    if length as u64 > LONGEST {
        terminal.say(Severity::Warning, "only the first 64 MB of the text are read", None);
    }
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

/// What a text is that cannot be placed, and what is missing in it.
fn unplaced(reading: &Reading, text: &str) -> (String, String) {
    let headline = || "cannot tell which call to AWS failed in this text".to_owned();
    if std::path::Path::new(text).is_file() {
        return (headline(), format!("to read the file, pipe it: `ecrc explain - < {text}`"));
    }
    if let Some(near) = (!text.contains(char::is_whitespace)).then(|| similar(text)).flatten() {
        return (format!("there is no page on `{text}`"), format!("a similar word exists: run `ecrc explain {near}`"));
    }
    let words = text.split(|c: char| !c.is_alphanumeric()).filter(|word| word.get(..3).is_some_and(is_prefix));
    let mut codes: Vec<Code> = words.filter_map(explain::by_code).map(|rule| rule.code).collect();
    codes.sort_unstable();
    codes.dedup();
    if let [first, ..] = codes.as_slice() {
        let help = format!("explain one rule at a time: run `ecrc explain {first}`");
        return ("this text names rule codes, but no error that ecrc knows".to_owned(), help);
    }
    if let Some(place) = cause_is_elsewhere(text) {
        return (headline(), format!("it says that something failed, and not why: {place}"));
    }
    let rest = "paste the whole error, with its host, address and error code; `ecrc rules` lists all rules";
    let help = match &reading.unplaced {
        Some(failure) => format!("all it says is: {} It names no AWS service; {rest}", failure.says),
        None => format!("it names no failure that ecrc knows; {rest}"),
    };
    (headline(), help)
}

/// Where the cause stands, of words that only wrap one.
fn cause_is_elsewhere(text: &str) -> Option<&'static str> {
    const ECS: &str = "`aws ecs describe-tasks` prints the cause as `stoppedReason` of a stopped task";
    const PODS: &str = "`kubectl describe pod` prints the cause among the events";
    const STACKS: &str =
        "`aws cloudformation describe-stack-events` prints the cause at the first resource that failed";
    const WRAPPERS: &[(&str, &str)] = &[
        ("unable to consistently start tasks", ECS),
        ("deployment circuit breaker", ECS),
        ("essential container in task exited", ECS),
        ("imagepullbackoff", PODS),
        ("errimagepull", PODS),
        ("back-off pulling image", PODS),
        ("did not stabilize", STACKS),
        ("create_failed", STACKS),
        ("rollback_in_progress", STACKS),
    ];
    let text = text.to_lowercase();
    WRAPPERS.iter().find(|(words, _)| text.contains(words)).map(|(_, place)| *place)
}

fn is_prefix(text: &str) -> bool {
    text.eq_ignore_ascii_case("ecr")
}

/// A rule's name or a word of `uses` that is spelled nearly so.
fn similar(text: &str) -> Option<String> {
    let names = cards::ALL.iter().map(|rule| rule.name).chain(uses::ALL.iter().map(|it| it.word));
    let near = suggest::closest(text, names)?;
    Some(cards::ALL.iter().find(|rule| rule.name == near).map_or(near.to_owned(), |rule| rule.code.to_string()))
}

/// What stands for the digits in a text that has the shape of a code.
fn digits_of(text: &str) -> Option<&str> {
    let digits = match text.get(..3) {
        Some(front) if is_prefix(front) => text.get(3..)?.trim_start_matches(['-', '_', ' ']),
        _ => text,
    };
    let is_short = (1..=5).contains(&digits.len()) && digits.bytes().all(|byte| byte.is_ascii_alphanumeric());
    (is_short && digits.starts_with(|c: char| c.is_ascii_digit())).then_some(digits)
}

fn unknown(text: &str, digits: &str) -> Failure {
    let numbers: Vec<String> = cards::ALL.iter().map(|rule| format!("{:03}", rule.code.0)).collect();
    let failure = Failure::new(format!("there is no rule `{text}`"));
    match suggest::closest(digits, numbers.iter().map(String::as_str)) {
        Some(near) => failure.help(format!("a similar code exists: `ECR{near}`; `ecrc rules` lists all rules")),
        None => failure.help("run `ecrc rules` for the list"),
    }
}
