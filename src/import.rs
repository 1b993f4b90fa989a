//! Input: a VPC that exists, as a template or the AWS CLI shows it, and what is said beside it.
//! Output: a spec that compiles to the same resources; in comments, what differs and what stays where it is.
//! Never: drops a policy statement: one that the language cannot say is an error at its place.
//!
//! What is written is compiled again, and both plans are compared. A guess that does not hold (that the spec makes the
//! VPC, that it ties a role, that a cache fills repositories) is taken back, and the spec written without it.

mod access;
mod atoms;
mod beyond;
mod clients;
mod compare;
mod draft;
mod ecr_policy;
mod endpoints;
mod kept;
mod left;
mod names;
mod network;
mod place;
mod policy_on;
mod roles;
mod runs;
mod s3_policy;
mod shape;
mod side;
mod tags;
mod tasks;

pub use names::block_name;

use crate::diagnostic::Report;
use crate::plan::{Attribute, Plan, ResourceId, Value, World};
use crate::span::Sources;
use crate::spec::derive;
use crate::spec::model::{Input, Keyword, NoFiles};
use crate::template::Evaluated;
use compare::{Difference, Part};
use draft::{Draft, Guesses, Statement, Ties, wrapped};
use kept::Kept;
use names::{bare, plain};

/// What a VPC came to.
#[derive(Debug, Clone)]
pub struct Imported {
    /// A name for its block.
    pub name: String,
    /// What the spec makes otherwise than it is, a sentence each, lower case, without a period.
    pub differences: Vec<String>,
    /// What the language cannot say. If it has an error, the spec is not to be used.
    pub report: Report,
    /// Whether its region, or what runs in it, is not known, which every block needs: the report has no other errors.
    pub is_open: bool,
    comments: Vec<String>,
    statements: Vec<Statement>,
}

impl Imported {
    /// The block, with its comments; without a name it goes by that of its file.
    fn text(&self, name: Option<&str>) -> String {
        draft::text(name, &self.comments, &self.statements)
    }
}

/// A spec of these blocks in canonical form; a single one may go without a name.
pub fn spec<'i>(blocks: impl IntoIterator<Item = (Option<&'i str>, &'i Imported)>) -> String {
    let texts: Vec<String> = blocks.into_iter().map(|(name, block)| block.text(name)).collect();
    let text = texts.join("\n");
    // It has been compiled: its syntax is sound.
    crate::format("import", text.clone().into_bytes()).unwrap_or(text)
}

/// The spec of a VPC. `evaluated` is the template that it is from, which has what a plan does not: tags, conditions, and
/// the places of policy statements.
pub fn import(world: &World, evaluated: Option<&Evaluated>, sources: &Sources) -> Imported {
    let mut guesses = Guesses::default();
    let world = &World { plan: by_their_ids(&world.plan, evaluated), ..world.clone() };
    loop {
        let mut draft = Draft::new(world, evaluated, guesses);
        if write(&mut draft).is_none() {
            return Imported { is_open: true, ..finished(draft, sources, Vec::new()) };
        }
        let made = match compiled(&draft) {
            Ok(made) => made,
            // Something else may go with what was guessed no longer.
            Err(_) if guesses != Guesses::NONE => {
                guesses = Guesses::NONE;
                continue;
            }
            Err(why) => {
                let message = format!("the spec for `{}` does not compile: {why}", bare(&draft.world.name));
                draft.refuse(draft.world.span, message, "this VPC", "write its spec by hand");
                return finished(draft, sources, Vec::new());
            }
        };
        let mut differences = compare::compare(&draft, &made);
        differences.extend(beyond::differences(&draft));
        let fails = |part: Part| differences.iter().any(|difference| difference.part == part);
        let next = Guesses {
            makes_vpc: guesses.makes_vpc && !fails(Part::Network),
            caches: guesses.caches && !fails(Part::EcrPolicy) && (!fails(Part::Role) || guesses.ties == Ties::All),
            ties: match guesses.ties {
                ties if !fails(Part::Role) => ties,
                Ties::All => Ties::First,
                Ties::First | Ties::None => Ties::None,
            },
            opens_tasks: guesses.opens_tasks && !fails(Part::Tasks),
        };
        if next == guesses {
            let texts = sentences(&mut draft, differences);
            return finished(draft, sources, texts);
        }
        guesses = next;
    }
}

/// A plan in which the ids that a state shows stand in place of what has them: the spec can name these.
fn by_their_ids(plan: &Plan, evaluated: Option<&Evaluated>) -> Plan {
    plan.with_values(&|value| {
        let Value::Attribute(ResourceId::Named(name), Attribute::Id) = value else { return None };
        let said = |address: &str, attribute: &str| evaluated?.resource(address)?.properties.get(attribute)?.as_text();
        let of_vpc = || name.rsplit_once('.').and_then(|(vpc, attribute)| said(vpc, attribute));
        said(name, "id").or_else(of_vpc).map(Value::literal)
    })
}

/// Writes all statements; `None` where what every block needs is not known.
fn write(draft: &mut Draft) -> Option<()> {
    let region = draft.region();
    let runs = runs::write(draft);
    let (region, needed) = region.zip(runs)?;
    draft.say(Keyword::Region, region.id);
    draft.kept = Kept::of(draft.plan, region, &needed);
    endpoints::write(draft, &needed);
    network::write(draft);
    clients::write(draft);
    tasks::write(draft);
    access::write_account(draft, region);
    ecr_policy::write(draft, region);
    s3_policy::write(draft, region);
    policy_on::write(draft, region);
    roles::write(draft);
    tags::write(draft);
    place::note_conditions(draft);
    beyond::note_tags(draft);
    beyond::note_referring(draft);
    Some(())
}

/// The plan that a draft compiles to, or why it does not.
fn compiled(draft: &Draft) -> Result<Plan, String> {
    let text = draft::text(Some("import"), &[], &draft.statements);
    let input = Input {
        name: "import".into(),
        identity: "import".into(),
        root: String::new(),
        stem: "import".into(),
        bytes: text.into_bytes(),
    };
    let compiled = crate::compile(vec![input], &NoFiles);
    if let [block] = compiled.blocks.as_slice() {
        return Ok(derive::plan(block));
    }
    let messages = compiled.report.diagnostics.into_iter().map(|found| found.message);
    Err(messages.collect::<Vec<_>>().join("; "))
}

/// The sentences of what differs; of policies, errors instead: nothing of those is dropped.
fn sentences(draft: &mut Draft, differences: Vec<Difference>) -> Vec<String> {
    let mut texts = Vec::new();
    for difference in differences {
        match difference.policy_of {
            None => texts.push(difference.text),
            // What a statement cannot say has been said at its place.
            Some(_) if draft.report.has_errors() => {}
            Some(id) => {
                let at = draft.plan.resource(&id).and_then(|resource| place::of_policy(draft, resource));
                let help = "change the policy first, or write the spec by hand";
                draft.refuse(at, difference.text, "no statement says this", help);
            }
        }
    }
    texts
}

fn finished(draft: Draft, sources: &Sources, differences: Vec<String>) -> Imported {
    let comments = comments(&draft, sources, &differences);
    let Draft { world, report, mut statements, .. } = draft;
    statements.sort_by_key(|statement| statement.keyword);
    let name = block_name(&bare(&world.name));
    Imported { name, differences, report: report.sorted(), is_open: false, comments, statements }
}

/// The comments above the block.
fn comments(draft: &Draft, sources: &Sources, differences: &[String]) -> Vec<String> {
    let file = draft.world.span.and_then(|span| sources.get(span.source)).map(|source| source.name.as_str());
    let of_file = file.map_or_else(String::new, |file| format!(" in `{}`", plain(file)));
    let mut lines = wrapped("", "", &format!("Imported from `{}`{of_file}.", bare(&draft.world.name)));
    let mut section = |title: &str, entries: &[String]| {
        if !entries.is_empty() {
            lines.push(String::new());
            lines.push(title.to_owned());
        }
        for entry in entries {
            lines.extend(wrapped("- ", "  ", &plain(entry)));
        }
    };
    section("The spec differs from what exists:", differences);
    section("Left as it is:", &left::left(draft));
    section("Check:", &draft.notes);
    lines
}
