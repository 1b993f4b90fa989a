//! Input: diagnostics, and the plans that are drawn.
//! Output: the marks on each plan, where their words are about something in it.
//! Never: drops a diagnostic: what is about none of the plans is given back.

use crate::cards;
use crate::diagnostic::{Diagnostic, Severity};
use crate::picture::{Mark, On, Weight};
use crate::plan::{Plan, Property, Resource, World};
use crate::span::Span;
use crate::spec::model::Block;
use crate::trace::Origin;

/// A plan that is drawn, and where its words are.
#[derive(Debug)]
pub struct Place {
    /// What people call its VPC.
    pub name: String,
    /// The plan.
    pub plan: Plan,
    /// What it was read from.
    pub origin: Origin,
    /// The words of a spec's statements.
    words: Vec<Span>,
    /// The words of a template that say which VPC it is.
    home: Option<Span>,
}

impl Place {
    /// That of a spec's block.
    pub fn of_block(block: &Block, plan: Plan) -> Self {
        let words = block.statements.iter().map(|statement| statement.span).chain([block.span]).collect();
        Self { name: block.name.clone(), plan, origin: Origin::Spec, words, home: None }
    }

    /// That of a VPC in what exists.
    pub fn of_world(world: World, origin: Origin) -> Self {
        let name = world.name.trim_matches(['"', '\'']).to_owned();
        Self { name, plan: world.plan, origin, words: Vec::new(), home: world.span }
    }

    /// What in the plan these words are about.
    fn on(&self, at: Span) -> Option<On> {
        let surroundings = &self.plan.surroundings;
        // What was said on the command line is said where the VPC is.
        let is_launch = |span: Span| Some(span) != self.home && touches(span, at);
        if let Some(launch) = surroundings.workload.launches.iter().position(|launch| is_launch(launch.span)) {
            return Some(On::Launch(launch));
        }
        let existing = &surroundings.existing;
        if let Some(existing) = existing.iter().position(|it| it.span.is_some_and(|span| touches(span, at))) {
            return Some(On::Existing(existing));
        }
        let names_groups = |resource: &&Resource| {
            resource
                .said(Property::SecurityGroupIds)
                .is_some_and(|span| touches(span, at) && resource.span != Some(span))
        };
        if let Some(first) = self.plan.resources.iter().find(names_groups) {
            return Some(On::GroupsOf(first.id.clone()));
        }
        let is_said = |resource: &&Resource| {
            resource.places.iter().any(|(_, span)| touches(*span, at)) || resource.span == Some(at)
        };
        let mut said = self.plan.resources.iter().filter(is_said);
        if let (Some(only), None) = (said.next(), said.next()) {
            return Some(On::Resource(only.id.clone()));
        }
        let resources = self.plan.resources.iter();
        let spans = resources.flat_map(|it| it.span.into_iter().chain(it.places.iter().map(|(_, span)| *span)));
        let clients = surroundings.clients.iter().filter_map(|client| client.span);
        let acls = surroundings.acls.iter().filter_map(|acl| acl.span);
        let tasks = surroundings.tasks.iter().filter_map(|task| task.span);
        let around = clients.chain(acls).chain(tasks).chain(self.home).chain(self.words.iter().copied());
        spans.chain(around).any(|span| touches(span, at)).then_some(On::Vpc)
    }
}

/// Whether one of two places is in the other.
fn touches(one: Span, other: Span) -> bool {
    one.holds(other) || other.holds(one)
}

/// The marks of each plan, and the diagnostics that are about none of them.
pub fn marks<'d>(places: &[Place], found: &[&'d Diagnostic]) -> (Vec<Vec<Mark>>, Vec<&'d Diagnostic>) {
    let mut marks: Vec<Vec<Mark>> = places.iter().map(|_| Vec::new()).collect();
    let mut aside = Vec::new();
    for diagnostic in found {
        let at = diagnostic.primary.as_ref().map(|label| label.span);
        let mut is_marked = false;
        for (place, marks) in places.iter().zip(&mut marks) {
            let on = match at {
                Some(at) => place.on(at).map(|on| if is_of_missing(diagnostic) { On::Vpc } else { on }),
                None => Some(On::Vpc).filter(|_| places.len() == 1),
            };
            if let Some(on) = on {
                is_marked = true;
                marks.push(mark(diagnostic, on));
            }
        }
        // In a spec, such words are of a block that is not drawn.
        if let (false, [Place { home: Some(_), .. }], Some(only)) = (is_marked, places, marks.first_mut()) {
            is_marked = true;
            only.push(mark(diagnostic, On::Vpc));
        }
        if !is_marked {
            aside.push(*diagnostic);
        }
    }
    (marks, aside)
}

/// Whether it is about an endpoint that does not exist: the words that it points at are about others.
fn is_of_missing(diagnostic: &Diagnostic) -> bool {
    let missing = [
        &cards::ECR_ENDPOINT_MISSING,
        &cards::ECS_ENDPOINT_MISSING,
        &cards::LOGS_ENDPOINT_MISSING,
        &cards::FEATURE_ENDPOINT_MISSING,
        &cards::S3_GATEWAY_MISSING,
    ];
    missing.contains(&diagnostic.rule)
}

fn mark(diagnostic: &Diagnostic, on: On) -> Mark {
    let weight = match diagnostic.severity() {
        Severity::Note => Weight::Note,
        Severity::Warning => Weight::Warning,
        Severity::Error => Weight::Error,
    };
    Mark { code: diagnostic.rule.code.to_string(), weight, message: diagnostic.message.clone(), on }
}
