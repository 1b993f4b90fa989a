//! Input: a statement that is written incorrectly.
//! Output: how it can be written, tested before it is proposed.
//! Never: proposes what would be refused, or changes which principals an access statement covers.

use crate::diagnostic::{Edit, Repair};
use crate::span::Span;
use crate::spec::syntax::{Argument, Keyword, Statement, inside_quotes};

/// Longer statements are not tried: a text could be made of them.
pub(super) const MOST_ARGUMENTS: usize = 64;

/// What is proposed for a statement.
pub(super) struct Proposal {
    /// In a sentence, with the statement as it would be.
    pub(super) help: String,
    pub(super) edits: Vec<Edit>,
    /// What the edits do.
    pub(super) message: String,
    /// The edits, if they leave one reading.
    pub(super) repair: Option<Repair<'static>>,
}

/// A string of the language.
pub(super) fn quoted(text: &str) -> String {
    format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""))
}

/// A statement of these words.
pub(super) fn text_of(keyword: &str, arguments: &[Argument]) -> String {
    let mut text = keyword.to_owned();
    for argument in arguments {
        let word = match argument {
            Argument::Word(word) => word.value.to_owned(),
            Argument::Text(text) => quoted(&text.value),
            Argument::Quoted(text) => quoted(inside_quotes(text.value)),
            Argument::Comma(_) => ",".to_owned(),
            // Nothing that could be tried.
            Argument::Broken(_) => "{".to_owned(),
        };
        if word != "," {
            text.push(' ');
        }
        text.push_str(&word);
    }
    text
}

/// What is wrong with statements, each with its place in them: how a proposal is tried. `None` where they are no statements
/// of one block.
pub(super) type Trial = fn(&str) -> Option<Vec<(usize, String)>>;

/// Whether statements are read without an error.
pub(super) fn reads(trial: Trial, statements: &str) -> bool {
    trial(statements).is_some_and(|faults| faults.is_empty())
}

/// Why another word in place of the one at `span` is refused: by what stands before it, or right behind. The rest may
/// be read for the first time.
pub(super) fn refused(statement: &Statement, span: Span, instead: &str, trial: Trial) -> Option<String> {
    let arguments = statement.arguments.as_slice();
    let is_broken = arguments.iter().any(|argument| matches!(argument, Argument::Broken(_)));
    if is_broken || arguments.len() > MOST_ARGUMENTS {
        return None;
    }
    let at = arguments.iter().position(|argument| argument.span() == span)?;
    let keyword = statement.keyword.value.as_str();
    let before = trial(&text_of(keyword, arguments))?;
    let front = text_of(keyword, arguments.get(..at)?);
    let end = front.len() + 1 + instead.len();
    let after = trial(&format!("{front} {instead}{}", text_of("", arguments.get(at + 1..)?)))?;
    let known = |message: &String| before.iter().any(|(_, known)| known == message);
    after.into_iter().find(|(place, message)| *place <= end && !known(message)).map(|(_, message)| message)
}

/// What a statement with commas in it, where no list stands, can be written as.
pub(super) fn at_commas(statement: &Statement, trial: Trial) -> Option<Proposal> {
    let reads = |text: &str| reads(trial, text);
    let arguments = statement.arguments.as_slice();
    if arguments.len() > MOST_ARGUMENTS {
        return None;
    }
    let keyword = statement.keyword.value;
    let word = keyword.as_str();
    let is_comma = |argument: &Argument| matches!(argument, Argument::Comma(_));
    let end = arguments.iter().rposition(|argument| !is_comma(argument)).map_or(0, |last| last + 1);
    let groups: Vec<&[Argument]> = arguments.split(is_comma).filter(|group| !group.is_empty()).collect();
    let commas = arguments.iter().enumerate().filter(|(_, argument)| is_comma(argument));
    let commas: Vec<(usize, Span)> = commas.map(|(index, comma)| (index, comma.span())).collect();
    // Each comma, but those at the end, stands between two parts.
    let parts = commas.iter().filter(|(index, _)| *index < end).count() + 1 == groups.len();
    let proposal = |text: &str, instead: &str, help: String, message: String| {
        let text_at = |index: usize| if index < end { instead } else { "" };
        let edits = commas.iter().map(|(index, span)| in_place_of(statement, *index, *span, text_at(*index))).collect();
        reads(text).then_some(Proposal { help, edits, message, repair: None })
    };
    let each = |statements: Vec<String>, instead: &str| {
        let text = statements.join("; ");
        proposal(&text, instead, format!("write one `{word}` for each: `{text}`"), format!("write `{text}`"))
    };
    let apart = || {
        let same = groups.iter().all(|group| limits(group) == groups.first().map_or([false; 2], |it| limits(it)));
        let statements = groups.iter().map(|group| text_of(word, group)).collect();
        each(statements, &format!("; {word}")).filter(|_| parts && groups.len() > 1 && same)
    };
    // `allow pull, push role "ci"`: what follows the last one is of each.
    let sharing = || {
        let (last, others) = groups.split_last()?;
        let length = others.first()?.len();
        let (head, tail) = last.split_at_checked(length)?;
        let even = others.iter().all(|group| group.len() == length) && !tail.is_empty();
        let statement = |head: &[Argument]| text_of(word, &[head, tail].concat());
        let statements = others.iter().copied().chain([head]).map(statement).collect();
        each(statements, &format!("{}; {word}", text_of("", tail))).filter(|_| parts && even)
    };
    let without = || {
        let text = text_of(word, &groups.concat());
        // `deny pull role "a", repo "b"`: is that one limit, or are there two?
        let limited: Vec<[bool; 2]> = groups.iter().map(|group| limits(group)).filter(|it| *it != [false; 2]).collect();
        if limited.iter().any(|limits| Some(limits) != limited.first()) {
            let help =
                format!("if both limit the same `{word}`, write `{text}`; otherwise write one `{word}` for each");
            return reads(&text).then_some(Proposal { help, edits: Vec::new(), message: String::new(), repair: None });
        }
        let message = if commas.len() == 1 { "remove the comma" } else { "remove the commas" };
        let mut proposal = proposal(&text, "", format!("write `{text}`"), message.to_owned())?;
        // Both values are needed, and there is no other.
        let needs_both = matches!(keyword, Keyword::Tag | Keyword::Existing | Keyword::Accept);
        proposal.repair = match commas.as_slice() {
            [(index, comma)] if needs_both && groups.len() == 2 => {
                let Edit { span, text } = in_place_of(statement, *index, *comma, "");
                Some(if text.is_empty() { Repair::RemoveComma(span) } else { Repair::Space(span) })
            }
            _ => None,
        };
        Some(proposal)
    };
    // `role "a", "b"`: the word before the first one is of each.
    let again = || {
        let first = groups.first().filter(|_| parts)?;
        let [.., Argument::Word(part), Argument::Text(_) | Argument::Quoted(_)] = first else { return None };
        let others: Vec<String> = groups.iter().skip(1).map(|group| text_of(part.value, group)).collect();
        let text = format!("{} {}", text_of(word, first), others.join(" "));
        proposal(&text, &format!(" {}", part.value), format!("write `{text}`"), format!("write `{}` again", part.value))
    };
    // `deny all on logs, sqs`: a statement for each. Actions are of one service, and are not guessed for another one.
    let on_each = || {
        let (first, others) = groups.split_first()?;
        let [head @ .., service] = first else { return None };
        let is_on = matches!(head.last(), Some(Argument::Word(word)) if word.value == "on");
        if !is_on || !parts || others.is_empty() || others.iter().any(|group| group.len() != 1) {
            return None;
        }
        let head = text_of(word, head);
        let services = [service].into_iter().chain(others.iter().copied().flatten());
        let statements = services.map(|service| text_of(&head, std::slice::from_ref(service))).collect();
        each(statements, &format!("; {head}")).or_else(|| {
            let help =
                format!("write one `{word}` for each endpoint, with its own action: `{}`; …", text_of(word, first));
            Some(Proposal { help, edits: Vec::new(), message: String::new(), repair: None })
        })
    };
    apart().or_else(sharing).or_else(without).or_else(again).or_else(on_each)
}

/// Another text for a comma, the argument at `index`. What the comma alone separated from what follows is separated by a
/// blank; of two blanks around it, one is left.
pub(super) fn in_place_of(statement: &Statement, index: usize, comma: Span, text: &str) -> Edit {
    let before = match index.checked_sub(1) {
        Some(last) => statement.arguments.get(last).map(Argument::span),
        None => Some(statement.keyword.span),
    };
    let gap_before = before.map_or(0, |before| comma.start - before.end);
    let gap_behind = statement.arguments.get(index + 1).map(|next| next.span().start - comma.end);
    match gap_behind {
        Some(0) if !text.is_empty() || gap_before == 0 => Edit { span: comma, text: format!("{text} ") },
        Some(1..) if text.is_empty() && gap_before == 1 => {
            Edit { span: Span { start: comma.start - 1, ..comma }, text: String::new() }
        }
        Some(_) | None => Edit { span: comma, text: text.to_owned() },
    }
}

/// Whether a part of an access statement names roles or users, and whether it names repositories.
fn limits(group: &[Argument]) -> [bool; 2] {
    let says = |words: &[&str]| {
        group.iter().any(|argument| matches!(argument, Argument::Word(word) if words.contains(&word.value)))
    };
    [says(&["role", "user"]), says(&["repo"])]
}

/// Whether a word is the beginning of a name, of at least a third of it or up to a dot.
pub(super) fn begins(word: &str, name: &str) -> bool {
    let rest = name.strip_prefix(word).filter(|_| word.len() > 1);
    rest.is_some_and(|rest| rest.starts_with('.') || word.len() * 3 >= name.len())
}

/// Words of other languages for those of a set.
const SYNONYMS: &[(&str, &[&str])] = &[
    ("on", &["true", "yes", "enabled", "enable", "1"]),
    ("off", &["false", "no", "disabled", "disable", "none", "0"]),
    ("none", &["off", "false", "no", "disabled"]),
    ("awslogs", &["cloudwatch", "cloudwatch_logs", "on", "true"]),
    ("amazon", &["default", "route53", "aws"]),
    ("ssm", &["parameter_store", "parameterstore", "parameter-store", "parameters"]),
    ("secretsmanager", &["secrets_manager", "secrets-manager", "secrets", "asm", "sm"]),
    ("pull", &["read", "get"]),
    ("push", &["write", "put"]),
    ("repo", &["repository", "repositories"]),
    ("delete", &["remove"]),
    ("eks", &["kubernetes", "k8s"]),
];

/// The word of a set that another language's word stands for.
pub(super) fn synonym(word: &str, known: &[&'static str]) -> Option<&'static str> {
    let word = word.to_ascii_lowercase();
    // `com.amazonaws.us-east-2.ecr.dkr`
    let service = word.split_once("com.amazonaws.");
    let service = service.and_then(|(_, rest)| rest.split_once('.'));
    if let Some(name) = service.and_then(|(_, service)| known.iter().copied().find(|name| *name == service)) {
        return Some(name);
    }
    let mut synonyms = SYNONYMS.iter().filter(|(_, others)| others.contains(&word.as_str()));
    synonyms.find_map(|(meant, _)| known.iter().copied().find(|name| name == meant))
}
