//! Input: the examples of rule pages that are pieces of templates and of modules.
//! Output: that each `bad` reports its own rule and no other, each `good` none, and that none is left out.
//! Never: adds to a piece what its page does not say.

use crate::passage::Module;
use crate::pieces::{settings, whole};
use ecrc::audit::{Subject, audit};
use ecrc::cards::{self, Example, Language, Page};
use ecrc::diagnostic::{Report, Rule, Severity};
use ecrc::span::{Source, Sources};
use ecrc::template::NoFiles;

/// Rules that no audit of a template finds, and why.
const OF_SPECS: &[(&[u16], &str)] = &[
    (&[1, 2, 3, 4, 5, 6, 7, 9], "about the language of specs"),
    (&[10], "reported by `import` alone, which its own tests run"),
    (&[101, 503, 701], "reported where a spec is read: of a template such a name is unknown"),
    (&[108, 207], "about a statement of a spec, and what it says or leaves out"),
    (&[109, 404], "about what runs already, which only a spec says"),
    (&[203, 705], "about a date or a name that only a spec says"),
    (&[304], "about the subnets that `vpc new` lays out"),
    (&[305, 510], "about something of one's own that a spec names"),
    (&[406, 507], "about what a statement does not reach"),
    (&[601, 602, 603, 604], "about images and caches, which templates of a network do not show"),
    (&[110, 111], "about what `uses` says, or leaves open"),
    (&[706], "of no check: `explain` names it for an error that AWS reports"),
];

const OF_TEMPLATES: [Language; 2] = [Language::CloudFormation, Language::Terraform];

fn is_of_specs(rule: &Rule) -> bool {
    OF_SPECS.iter().any(|(codes, _)| codes.contains(&rule.code.0))
}

/// What an audit finds in each piece.
fn audited() -> Vec<(&'static Rule, Example, Sources, Report)> {
    let mut audited = Vec::new();
    for rule in cards::ALL.iter().copied().filter(|rule| !is_of_specs(rule)) {
        for example in Page::of(rule).examples.into_iter().filter(|it| OF_TEMPLATES.contains(&it.language)) {
            let text = whole(&example, rule);
            let mut sources = Sources::default();
            let settings = settings(example.text, rule);
            let found = if example.language == Language::Terraform {
                audit(&Subject::Module("page".to_owned()), &mut sources, &settings, &Module(text))
            } else {
                let id = sources.add(Source::new("template.yaml", text));
                audit(&Subject::CloudFormation(vec![id]), &mut sources, &settings, &NoFiles)
            };
            audited.push((rule, example, sources, found.report));
        }
    }
    audited
}

/// The same, for those who read diagnostics.
pub fn cases() -> impl Iterator<Item = (String, Sources, Report)> {
    audited().into_iter().map(|(rule, _, sources, report)| (rule.code.to_string(), sources, report))
}

#[test]
fn pieces_of_templates_break_their_own_rule_alone() {
    let mut wrong = Vec::new();
    for (rule, example, _, report) in &audited() {
        let weighs = |code: u16, severity| severity > Severity::Note || code == rule.code.0;
        let said = report.open().filter(|found| weighs(found.rule.code.0, found.severity()));
        let said: Vec<(u16, &str)> = said.map(|found| (found.rule.code.0, found.message.as_str())).collect();
        let is_right = if example.bad {
            !said.is_empty() && said.iter().all(|(code, _)| *code == rule.code.0)
        } else {
            said.is_empty()
        };
        if !is_right {
            wrong.push(format!("{} {:?}, bad: {}: {said:?}", rule.code, example.language, example.bad));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn a_page_shows_its_rule_in_every_language_that_can_break_it() {
    let mut wrong = Vec::new();
    for rule in cards::ALL {
        let page = Page::of(rule);
        for language in OF_TEMPLATES {
            let count = |bad: bool| page.examples(bad).filter(|example| example.language == language).count();
            if !is_of_specs(rule) && (count(true), count(false)) != (1, 1) {
                wrong.push(format!("{} {language:?}", rule.code));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
