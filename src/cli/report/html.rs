//! Input: the facts of a report.
//! Output: them as one page: no script, nothing from elsewhere, light or dark as the reader prefers, and fit for paper.
//! Never: says what the facts do not.

use super::access::Access;
use super::facts::{Facts, Row, Summary, Vpc};
use super::findings;
use super::markup::{code, folded, list, prose, rule, scrolling, table, text};
use crate::cli::replaces::REPORT_TITLE;
use ecrc::picture::{count_of, page_style, svg_of_page};
use ecrc::trace::{Call, Start, Verdict};
use std::fmt::Write;

/// A source of so many bytes is shown whole.
const LONGEST_SOURCE: usize = 400_000;

/// The page on these files.
pub fn page(facts: &Facts, files: &[String]) -> String {
    let mut out = String::new();
    let _ = write!(
        out,
        "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <meta name=\"color-scheme\" content=\"light dark\">\n<link rel=\"icon\" href=\"data:,\">\n\
         {REPORT_TITLE}{}</title>\n<style>\n{}{}</style>\n</head>\n<body>\n\
         <a class=\"skip\" href=\"#main\">Skip to the report</a>\n<header>\n<h1>{}</h1>\n",
        text(&named(facts)),
        include_str!("page.css"),
        page_style(),
        text(&format!("Private access to Amazon ECR: {}", named(facts))),
    );
    verdict(&mut out, &facts.summary);
    let _ = writeln!(out, "<p class=\"of\">Files: {}</p>\n</header>", codes(files));
    contents(&mut out, facts);
    out.push_str("<main id=\"main\">\n");
    for (at, vpc) in facts.vpcs.iter().enumerate() {
        self::vpc(&mut out, at + 1, vpc);
    }
    findings::sections(&mut out, facts);
    sources(&mut out, facts);
    out.push_str("</main>\n");
    let made = &facts.made_by;
    let [first, last] = made.sources_read;
    let _ = write!(
        out,
        "<footer><p>Made by ecrc {} with {} rules. The rules cite AWS pages read from {first} to {last}. ecrc \
         checked only these files and made no AWS API calls.</p></footer>\n</body>\n</html>\n",
        text(made.ecrc),
        made.rules
    );
    out
}

/// The VPCs, or how many there are.
fn named(facts: &Facts) -> String {
    let names: Vec<&str> = facts.vpcs.iter().map(|vpc| vpc.name.as_str()).collect();
    if names.len() <= 3 { names.join(", ") } else { count_of(names.len(), "VPC") }
}

/// The answer on top.
fn verdict(out: &mut String, summary: &Summary) {
    let Summary { errors, warnings, notes, accepted, unknown, starts, starts_stopped, starts_unknown, .. } = *summary;
    let (class, answer) = match (errors, starts_stopped, warnings) {
        (0, 0, 0) if starts == 0 => ("note", "No errors or warnings; the files do not show what starts".to_owned()),
        (0, 0, 0) if unknown > 0 || starts_unknown > 0 => {
            ("note", "No errors or warnings, and no start is stopped, but some facts are unknown".to_owned())
        }
        (0, 0, 0) => ("passes", "No errors or warnings, and every start gets through".to_owned()),
        (0, 0, warnings) => ("warning", format!("No errors, but {}", count_of(warnings, "warning"))),
        (0, stopped, _) => ("error", format!("{stopped} of {} cannot get through", count_of(starts, "start"))),
        (errors, 0, _) => ("error", format!("{} found", count_of(errors, "error"))),
        (errors, stopped, _) => {
            let starts = count_of(starts, "start");
            ("error", format!("{} found, and {stopped} of {starts} cannot get through", count_of(errors, "error")))
        }
    };
    let counts = [
        count_of(errors, "error"),
        count_of(warnings, "warning"),
        count_of(notes, "note"),
        format!("{accepted} accepted"),
        format!("{unknown} unknown"),
        match starts {
            0 => "starts unknown".to_owned(),
            starts => {
                format!("{}: {starts_stopped} stopped, {starts_unknown} unknown", count_of(starts, "start"))
            }
        },
    ];
    let _ = writeln!(out, "<p class=\"verdict {class}\">{}</p>\n<p>{}</p>", text(&answer), text(&counts.join(" · ")));
}

fn contents(out: &mut String, facts: &Facts) {
    out.push_str("<nav aria-label=\"Contents\"><ul>\n");
    for (at, vpc) in facts.vpcs.iter().enumerate() {
        let _ = writeln!(out, "<li><a href=\"#vpc-{}\">{}</a></li>", at + 1, text(&vpc.name));
    }
    for (id, title) in findings::TITLES {
        let _ = writeln!(out, "<li><a href=\"#{id}\">{title}</a></li>");
    }
    out.push_str("<li><a href=\"#files\">Files</a></li>\n</ul></nav>\n");
}

fn vpc(out: &mut String, number: usize, vpc: &Vpc) {
    let id = format!("vpc-{number}");
    let _ = writeln!(
        out,
        "<section id=\"{id}\" aria-labelledby=\"{id}-h\">\n<h2 id=\"{id}-h\">{}</h2>\n<p>{} ({})</p>",
        text(&vpc.name),
        text(&vpc.facts.join(" · ")),
        vpc.origin
    );
    let picture = svg_of_page(std::slice::from_ref(&vpc.network), &format!("p{number}"));
    scrolling(out, &format!("Picture of {}", vpc.name), &picture);
    endpoints(out, &vpc.name, &vpc.endpoints);
    access(out, &vpc.name, &vpc.access);
    for (at, (start, network)) in vpc.walks.iter().enumerate() {
        let picture = svg_of_page(std::slice::from_ref(network), &format!("p{number}s{}", at + 1));
        self::start(out, start, &picture);
    }
    if let Some(template) = &vpc.template {
        out.push_str("<h3>Template</h3>\n");
        folded(out, &format!("CloudFormation template of {}", vpc.name), template);
    }
    out.push_str("</section>\n");
}

fn endpoints(out: &mut String, name: &str, endpoints: &[Row]) {
    out.push_str("<h3>Endpoints</h3>\n");
    if endpoints.is_empty() {
        out.push_str("<p>No endpoints.</p>\n");
        return;
    }
    let rows = endpoints.iter().map(|row| {
        let rule = row.need.rule.as_ref().map_or(String::new(), |code| rule(code, row.need.source));
        let reason = row.need.reason.as_deref().unwrap_or("ecrc does not know what needs it");
        let groups = row.groups.as_deref().map(text).unwrap_or_default();
        vec![code(&row.service), row.r#type.to_owned(), text(&row.detail), groups, format!("{} {rule}", prose(reason))]
    });
    let heads = ["Service", "Type", "Private DNS, routes and policy", "Security groups", "Why"];
    table(out, &format!("Endpoints of {name}"), &heads, rows);
}

fn access(out: &mut String, name: &str, access: &Access) {
    out.push_str("<h3>Who may do what</h3>\n");
    let rows = access.grants.iter().map(|grant| {
        // Words for many actions name some of them.
        let all = grant.what.contains("more actions").then(|| grant.actions.join(", "));
        let mut what = text(all.as_ref().unwrap_or(&grant.what));
        if grant.conditional {
            what.push_str(" (depends on a condition)");
        }
        let on = grant.on.as_deref().unwrap_or("-");
        let on = format!("{}{}", if grant.partly { "part of " } else { "" }, prose(on));
        let through =
            if grant.through.is_empty() { "the role's own policy".to_owned() } else { grant.through.join(", ") };
        vec![text(&grant.who.join(", ")), what, on, text(&through)]
    });
    table(out, &format!("Who may do what in {name}"), &["Who", "May", "On", "Through"], rows);
    out.push_str(
        "<p>The endpoints' policies, and the roles' policies in these files, allow this. The caller's other \
         policies and the repository's policy must also allow a request.</p>\n",
    );
    list(out, access.undecided.iter().map(|undecided| format!("Unknown: {}", prose(undecided))));
}

fn start(out: &mut String, start: &Start, picture: &str) {
    let title = crate::cli::trace::text::title(start);
    let _ = writeln!(out, "<h3>Start of {}</h3>", text(&title));
    let class = match start.verdict() {
        Verdict::Passes => "passes",
        Verdict::Stops => "error",
        Verdict::Unknown => "note",
    };
    let answer = crate::cli::trace::text::answer(start);
    let _ = writeln!(out, "<p class=\"answer {class}\">{}</p>", prose(&answer));
    if let Some(stop) = start.stop() {
        if let Some(help) = &stop.hop.help {
            let _ = writeln!(out, "<p>Fix: {}</p>", prose(help));
        }
        let _ = writeln!(out, "<p>The error that AWS shows:</p>\n<pre class=\"wrap\">{}</pre>", text(&stop.error));
    }
    scrolling(out, &format!("Picture of the start of {title}"), picture);
    let rows = start.calls.iter().enumerate().map(|(at, call)| {
        let through = call.through.as_deref().unwrap_or_default();
        vec![(at + 1).to_string(), text(call.step.name()), code(&call.host), text(through), outcome(call)]
    });
    table(out, &format!("Calls of the start of {title}"), &["", "Call", "Host", "Through", "Verdict"], rows);
}

/// What becomes of a call, and why.
fn outcome(call: &Call) -> String {
    let mut out = format!("<strong>{}</strong>", call.verdict.name());
    for hop in call.hops.iter().filter(|hop| hop.verdict == call.verdict && hop.verdict != Verdict::Passes) {
        let rule = hop.rule.map_or(String::new(), |of| rule(&of.code.to_string(), of.source));
        let _ = write!(out, "<br>{}: {} {rule}", hop.kind.name(), prose(&hop.why));
    }
    out
}

fn sources(out: &mut String, facts: &Facts) {
    out.push_str("<section id=\"files\" aria-labelledby=\"files-h\">\n<h2 id=\"files-h\">Files</h2>\n");
    for file in &facts.files {
        let title = format!("{}, {}", file.name, count_of(file.lines, "line"));
        if file.text.len() > LONGEST_SOURCE {
            let _ = writeln!(out, "<p>{}: too long to show</p>", text(&title));
        } else {
            folded(out, &title, file.text);
        }
    }
    out.push_str("</section>\n");
}

fn codes(files: &[String]) -> String {
    files.iter().map(|file| code(file)).collect::<Vec<_>>().join(", ")
}
