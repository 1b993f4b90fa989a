//! Input: incorrect specs: the cases, and valid specs with a mistake.
//! Output: that every proposal is accepted: no fix, and no statement that a help quotes, is an error at its place; and that
//! none grants an action that the text does not name.
//! Never: judges whether a proposal is otherwise what was meant.

use crate::fixes::accepted;
use crate::mutants::{mutants, tokens};
use crate::spec::{compiled, entries, project, specs_of};
use ecrc::Compilation;
use ecrc::diagnostic::{Diagnostic, Edit, Severity};
use ecrc::spec::syntax::Keyword;
use ecrc::suggest::closest;
use std::collections::BTreeSet;
use std::ops::Range;

/// The errors of a compilation, each with its place.
fn errors(compilation: &Compilation) -> Vec<(Range<usize>, String)> {
    let errors = compilation.report.open().filter(|found| found.severity() == Severity::Error);
    errors.map(|found| (place(found), format!("{}: {}", found.rule.code, found.message))).collect()
}

fn place(found: &Diagnostic) -> Range<usize> {
    found.primary.as_ref().unwrap().span.range()
}

/// The statements around a range: from what ends the one before to what ends the last one.
fn around(text: &str, range: &Range<usize>) -> Range<usize> {
    let ends = |token: &&Range<usize>| [";", "<", ">", "{", "}"].contains(&&text[(*token).clone()]);
    let tokens = tokens(text);
    let before = tokens.iter().filter(ends).rfind(|token| token.end <= range.start);
    let after = tokens.iter().filter(ends).find(|token| token.start >= range.end);
    before.map_or(0, |token| token.end)..after.map_or(text.len(), |token| token.start)
}

/// A text with edits, and where they are in it.
fn edited(text: &str, edits: &[Edit]) -> (String, Range<usize>) {
    let mut edits: Vec<(Range<usize>, &str)> = edits.iter().map(|it| (it.span.range(), it.text.as_str())).collect();
    edits.sort_by_key(|(range, _)| (range.start, range.end));
    let mut after = text.to_owned();
    for (range, new) in edits.iter().rev() {
        after.replace_range(range.clone(), new);
    }
    let (start, end) = (edits[0].0.start, edits[edits.len() - 1].0.end);
    (after.clone(), start..end + after.len() - text.len())
}

/// What is wrong in that range, and was not before.
fn refused(text: &str, range: &Range<usize>, before: &[(Range<usize>, String)]) -> Vec<String> {
    let known: BTreeSet<&String> = before.iter().map(|(_, error)| error).collect();
    // What a block lacks or leaves to nobody is known once it is read.
    let of_block = |error: &str| {
        let elsewhere = ["ECR107", "ECR502", "ECR516"].iter().any(|code| error.starts_with(code));
        elsewhere || (error.starts_with("ECR005") && error.contains(" needs "))
    };
    let statement = around(text, range);
    let there = |at: &Range<usize>| at.start < statement.end.max(statement.start + 1) && at.end > statement.start;
    let errors = errors(&compiled(text)).into_iter();
    errors
        .filter(|(at, error)| there(at) && !known.contains(error) && !of_block(error))
        .map(|(_, error)| error)
        .collect()
}

/// The statements that a help says to write, whole.
fn statements(help: &str) -> Vec<&str> {
    let mut statements = Vec::new();
    let mut parts = help.split('`');
    let mut wanted = false;
    while let (Some(words), Some(code)) = (parts.next(), parts.next()) {
        let words: Vec<&str> = words.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
        wanted = match words.last() {
            None | Some(&("or" | "and")) if words.len() <= 1 => wanted,
            last => last.is_some_and(|last| ["write", "add", "each", "in"].contains(last)),
        };
        let mut words = code.split(' ');
        let is_statement = words.next().is_some_and(|word| Keyword::parse(word).is_some()) && words.next().is_some();
        if wanted && is_statement {
            statements.push(code);
        }
    }
    statements
}

/// The actions of a proposed statement that a text has under no similar name: it would grant what nobody meant.
fn unmeant<'s>(text: &str, statement: &'s str) -> impl Iterator<Item = &'s str> {
    let is_meant = |action: &str, prefix: &str, name: &str| {
        // Most are there as they stand.
        let is_near = |token: Range<usize>| {
            let word = text[token].trim_matches('"');
            let own = format!("{prefix}:{}", word.split_once(':').map_or(word, |(_, name)| name));
            closest(word, [action]).or_else(|| closest(&own, [action])).is_some()
        };
        text.contains(name) || tokens(text).into_iter().any(is_near)
    };
    let named = statement.split('"').filter_map(|text| Some((text, text.split_once(':')?)));
    let actions = named.filter(|(_, (_, name))| name.starts_with(|c: char| c.is_ascii_uppercase()));
    actions
        .filter(|(action, (prefix, name))| !is_meant(action, prefix, name))
        .map(|(action, _)| action)
        .collect::<Vec<_>>()
        .into_iter()
}

/// What is proposed for a text and then refused.
fn proposed(text: &str, seen: &mut BTreeSet<String>, tried: &mut [usize; 2]) -> Vec<String> {
    let compilation = compiled(text);
    let before = errors(&compilation);
    let mut wrong = Vec::new();
    for found in compilation.report.open() {
        for fix in &found.fixes {
            tried[0] += 1;
            let (after, range) = edited(text, &fix.edits);
            let mut refused = refused(&after, &range, &before);
            // What a statement goes on to say may be read for the first time.
            if found.message.starts_with("unknown statement") {
                refused.retain(|error| error.contains("unknown statement") || error.contains("expected `;`"));
            } else if found.message.starts_with("unknown escape") {
                refused.retain(|error| error.contains("unknown escape"));
            }
            if !refused.is_empty() {
                wrong.push(format!(
                    "{}: {}\n  fix {}: {refused:?}\n{after}",
                    found.rule.code, found.message, fix.message
                ));
            }
        }
        // What a spec says may hold a backtick.
        let help = found.help.iter().filter(|_| !text.contains('`'));
        for statement in help.flat_map(|help| statements(help)) {
            tried[1] += 1;
            let unmeant = unmeant(text, statement).filter(|_| found.rule.code.0 != 516);
            wrong.extend(unmeant.map(|action| format!("`{action}` is proposed, and nobody wrote it\n{text}")));
            let action = statement.replace("\"…\"", "\"sqs:Zzzz\"").replace(":…\"", ":Zzzz\"");
            let sample = action.replace("…\"", "0123456789abcdef0\"");
            let at = around(text, &place(found));
            let is_statement =
                text[at.clone()].split_whitespace().next().is_some_and(|it| Keyword::parse(it).is_some());
            let (at, sample) = match (is_statement, text.rfind('>')) {
                (true, _) => (at, sample),
                (false, Some(end)) if text[..end].trim_end().ends_with([';', '<']) => (end..end, sample),
                (false, Some(end)) => (end..end, format!(";{sample}")),
                (false, None) => continue,
            };
            let edit = format!("{}{sample}{}", &text[..at.start], &text[at.end..]);
            let range = at.start..at.start + sample.len();
            // That it is there already, or not to be had in the region, is another matter.
            let is_other = |it: &String| it.starts_with("ECR005") || it.starts_with("ECR706");
            let refused: Vec<_> = refused(&edit, &range, &before).into_iter().filter(|it| !is_other(it)).collect();
            if !refused.is_empty() && seen.insert(format!("{} {statement}", found.rule.code)) {
                wrong
                    .push(format!("{}: {}\n  help `{statement}`: {refused:?}\n{edit}", found.rule.code, found.message));
            }
        }
    }
    wrong
}

#[test]
fn what_is_proposed_for_the_cases_is_taken() {
    let (mut wrong, mut tried) = (Vec::new(), [0; 2]);
    let texts = entries(&project("tests/cases/fail")).into_iter().filter(|path| path.is_file());
    let texts = texts.filter_map(|path| String::from_utf8(std::fs::read(&path).unwrap()).ok());
    let bad = ecrc::cards::ALL.iter().flat_map(|rule| specs_of(rule, true)).map(str::to_owned);
    // Places count without a byte-order mark; what is not read has none.
    for text in texts.chain(bad).filter(|text| !text.contains(['\0', '\u{feff}'])) {
        wrong.extend(proposed(&text, &mut BTreeSet::new(), &mut tried));
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(tried[0] >= 100 && tried[1] >= 80, "{tried:?}");
}

#[test]
fn what_is_proposed_for_a_slip_is_taken() {
    let mut seen = BTreeSet::new();
    let (mut wrong, mut tried) = (Vec::new(), [0; 2]);
    for text in accepted() {
        for (slip, mutant) in mutants(&text) {
            let found = proposed(&mutant, &mut seen, &mut tried).into_iter();
            wrong.extend(found.map(|it| format!("{slip}\n{it}")));
        }
        if wrong.len() > 10 {
            break;
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(tried[0] >= 5_000 && tried[1] >= 2_000, "{tried:?}");
}
