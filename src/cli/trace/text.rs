//! Input: starts that were traced.
//! Output: them for people: the answer on top, then the calls, like a traceroute, within 80 columns.
//! Never: breaks a word: a host, a path or a piece of an error may be longer than a line.

use super::traced::Traced;
use crate::cli::diagnostics::Place;
use ecrc::evidence::Failure;
use ecrc::plan::once;
use ecrc::span::{Sources, Span};
use ecrc::trace::{self, Call, Cause, Hop, Start, Verdict};
use std::fmt::Write;

const COLUMNS: usize = 80;

/// All starts, a blank line between them.
pub fn of(sources: &Sources, traced: &[Traced], verbose: bool) -> String {
    let each: Vec<String> = traced.iter().map(|traced| start(sources, traced, verbose)).collect();
    each.join("\n")
}

/// What starts, and where.
pub fn title(start: &Start) -> String {
    let launch = launch(start);
    let name = if start.name == start.launch.who() { launch } else { format!("{} ({launch})", start.name) };
    let off = start.off.as_ref().map_or_else(String::new, |off| format!(", off now (`{off}`)"));
    let place = if start.subnets.is_empty() { String::new() } else { format!(" in {}", start.subnets.join(", ")) };
    format!("{name}{place}{off}")
}

/// The same, with the conditions under which it starts so, if nothing decides them.
pub fn heading(traced: &Traced) -> String {
    let only = traced.only.as_ref().map_or(String::new(), |only| format!(", only where {only}"));
    format!("{}{only}", title(&traced.start))
}

/// A launch, as the language writes it.
pub fn launch(start: &Start) -> String {
    use ecrc::plan::{BatchOn, Launch, OperatingSystem};
    let windows = |os| if os == OperatingSystem::Windows { " windows" } else { "" };
    match start.launch {
        Launch::Fargate { version, os } => format!("fargate {version}{}", windows(os)),
        Launch::Ec2 { os } => format!("ec2{}", windows(os)),
        Launch::Eks { fargate: true } => "eks fargate".to_owned(),
        Launch::Eks { fargate: false } => "eks".to_owned(),
        Launch::Docker { os } => format!("docker{}", windows(os)),
        Launch::Batch(BatchOn::Fargate) => "batch fargate".to_owned(),
        Launch::Batch(BatchOn::Ec2) => "batch ec2".to_owned(),
        Launch::Batch(BatchOn::Eks) => "batch eks".to_owned(),
        Launch::ManagedInstances => "managed_instances".to_owned(),
    }
}

/// What comes of a start, in a sentence without a period.
pub fn answer(start: &Start) -> String {
    let count = start.calls.len();
    match (start.verdict(), start.stop()) {
        (Verdict::Stops, Some(stop)) => format!("{} is stopped: {}", stop.call.step.what(), stop.hop.why),
        (Verdict::Stops | Verdict::Passes, _) if count == 1 => "its only call gets through".to_owned(),
        (Verdict::Stops | Verdict::Passes, _) => format!("all {count} calls get through"),
        (Verdict::Unknown, _) if count == 1 => {
            "nothing is known to stop it; its only call cannot be decided".to_owned()
        }
        (Verdict::Unknown, _) => {
            let unknown = start.calls.iter().filter(|call| call.verdict == Verdict::Unknown).count();
            format!("nothing is known to stop it; {unknown} of {count} calls cannot be decided")
        }
    }
}

fn start(sources: &Sources, traced: &Traced, verbose: bool) -> String {
    let Traced { start, fix, only: _ } = traced;
    let mut out = String::new();
    wrap(&mut out, "", 2, &format!("{}: {}", heading(traced), answer(start)));
    if let Some(stop) = start.stop() {
        let rule = stop.hop.rule.map_or(String::new(), |rule| format!(" ({})", rule.code));
        if let Some(span) = stop.hop.span {
            line(&mut out, &format!("  at   {}{rule}", place(sources, span)));
        } else if !rule.is_empty() {
            line(&mut out, &format!("  rule{rule}"));
        }
        wrap(&mut out, "  AWS  ", 7, &stop.error);
        if let Some(fix) = fix {
            wrap(&mut out, "  fix  ", 7, &format!("{}; with that the call passes this hop", fix.message));
        } else if let Some(help) = &stop.hop.help {
            wrap(&mut out, "  help ", 7, help);
        }
    }
    if start.verdict() == Verdict::Unknown {
        for why in unknown(start) {
            wrap(&mut out, "  ?    ", 7, why);
        }
    }
    out.push('\n');
    for (number, call) in start.calls.iter().enumerate() {
        self::call(&mut out, sources, number + 1, call, verbose);
    }
    out
}

/// What is not known, each once.
fn unknown(start: &Start) -> Vec<&str> {
    let mut all: Vec<&str> = Vec::new();
    for hop in start.calls.iter().flat_map(|call| &call.hops).filter(|hop| hop.verdict == Verdict::Unknown) {
        if !all.contains(&hop.why.as_str()) {
            all.push(&hop.why);
        }
    }
    all
}

fn call(out: &mut String, sources: &Sources, number: usize, call: &Call, verbose: bool) {
    let through = call.through.as_ref().map_or(String::new(), |through| format!("through {through}"));
    let unknown = call.hops.iter().filter(|hop| hop.verdict == Verdict::Unknown);
    let open: Vec<&str> = once(unknown.map(|hop| hop.kind.name()));
    let open = if open.is_empty() || call.verdict != Verdict::Unknown {
        String::new()
    } else {
        format!(" ({})", open.join(", "))
    };
    let head = format!("{number:>3}  {:<10}  {:<7}  ", call.step.name(), call.verdict.name());
    wrap(out, &head, head.len(), &format!("{through}{open}"));
    line(out, &format!("     {}", call.host));
    let is_shown = |hop: &&Hop| verbose || hop.verdict == Verdict::Stops;
    call.hops.iter().filter(is_shown).for_each(|hop| self::hop(out, sources, hop));
}

fn hop(out: &mut String, sources: &Sources, hop: &Hop) {
    let mark = match hop.verdict {
        Verdict::Passes => '.',
        Verdict::Stops => 'x',
        Verdict::Unknown => '?',
    };
    let mut why = hop.why.clone();
    if hop.verdict != Verdict::Passes {
        if let Some(rule) = hop.rule {
            let _ = write!(why, " ({})", rule.code);
        }
        if let Some(span) = hop.span {
            let _ = write!(why, " {}", place(sources, span));
        }
    }
    wrap(out, &format!("     {mark} {:<17} ", hop.kind.name()), 25, &why);
}

/// What explains an error text in these files.
pub fn causes(sources: &Sources, answers: &[(&Failure, Vec<Cause>)], starts: &[Vec<Start>]) -> String {
    let mut out = String::new();
    for ((failure, causes), starts) in answers.iter().zip(starts) {
        if !out.is_empty() {
            out.push('\n');
        }
        wrap(&mut out, "", 2, &failure.says);
        if let Some(other) = &failure.weighed.other {
            wrap(&mut out, "  ", 2, other);
        }
        // Several calls may be stopped by one thing.
        let mut lines: Vec<String> = Vec::new();
        for cause in causes {
            let sure = if cause.hop.verdict == Verdict::Stops { "" } else { "may be: " };
            let at = cause.hop.span.map_or(String::new(), |span| format!(" {}", place(sources, span)));
            let code = cause.code.map_or(String::new(), |code| format!(" ({code})"));
            let line = format!("{}: {sure}{}{code}{at}", title(cause.start), cause.hop.why);
            if !lines.contains(&line) {
                lines.push(line);
            }
        }
        for (number, line) in lines.iter().enumerate() {
            wrap(&mut out, &format!("{:>3}  ", number + 1), 5, line);
        }
        if causes.is_empty() && !failure.weighed.rules.is_empty() {
            let codes: Vec<String> = failure.weighed.rules.iter().map(|reason| reason.code.to_string()).collect();
            let text = format!("nothing in these files explains it; the text points to {}", codes.join(", "));
            wrap(&mut out, "  ", 2, &text);
        }
        if let Some(text) = trace::contradiction(failure, starts) {
            wrap(&mut out, "  ", 2, &text);
        }
    }
    out
}

/// `FILE:LINE:COLUMN`.
pub fn place(sources: &Sources, span: Span) -> String {
    let Place { file, line, column, .. } = Place::of(sources, Some(span));
    format!("{file}:{line}:{column}")
}

fn line(out: &mut String, text: &str) {
    out.push_str(text.trim_end());
    out.push('\n');
}

/// Writes a text after its head, its further lines indented.
fn wrap(out: &mut String, head: &str, indent: usize, text: &str) {
    let mut current = head.to_owned();
    let mut is_first = true;
    for word in text.split_whitespace() {
        let is_full = current.chars().count() + word.chars().count() + usize::from(!is_first) > COLUMNS;
        if is_full && !is_first {
            line(out, &current);
            current = " ".repeat(indent);
        } else if !is_first {
            current.push(' ');
        }
        current.push_str(word);
        is_first = false;
    }
    line(out, &current);
}
