//! `ecrc` compiles a small declarative language to `CloudFormation` and Terraform: what a VPC without a way to the
//! internet needs so that its containers can pull images from Amazon ECR.
//!
//! The stages, in the order in which [`compile`] calls them:
//!
//! 1. [`syntax`] reads a text into a tree. What is broken is reported, statement by statement, and the rest is read.
//! 2. [`model`] reads the tree for what it means: includes and `defaults` are worked in, every value gets its type,
//!    and what contradicts itself is reported. A [`model::Block`] is valid by construction.
//! 3. [`plan`] derives what follows: endpoints, security group, policies, outputs, in AWS's terms and no target's.
//! 4. [`rules`] hold model and plan against the documented rules of AWS. They read the plan, so that a compiled
//!    template proves itself.
//! 5. [`backend`] writes the plan as a template. It cannot fail; an error in the report keeps it from running.
//!
//! The way back: [`import`] reads the plan out of a template that [`backend`] wrote.
//!
//! What is written in the wrong signs is put right by [`fix`], which compiles before and after.
//!
//! Two plans side by side: [`diff`] says what a change does to resources, access and what runs.
//!
//! The library touches no file, no environment variable and no terminal: texts come in through
//! [`model::Input`] and [`model::Loader`], and go out as strings and [`diagnostic::Report`]s.

pub mod aws;
pub mod backend;
pub mod diagnostic;
pub mod diff;
pub mod document;
pub mod evidence;
pub mod explain;
pub mod fix;
pub mod import;
pub mod model;
pub mod parallel;
pub mod plan;
pub mod policy;
pub mod render;
pub mod rules;
pub mod span;
pub mod suggest;
pub mod syntax;

pub use model::{Block, Input, Loader};
pub use plan::Plan;

use backend::{Options, Target};
use diagnostic::Report;
use rules::{size_quota, syntax_error};
use span::Sources;

/// What one command compiled.
#[derive(Debug)]
pub struct Compilation {
    /// The texts, for the places in the report.
    pub sources: Sources,
    /// What was found, in the order of the text.
    pub report: Report,
    /// The blocks without an error of their own, in the order of the inputs and of the text.
    pub blocks: Vec<Block>,
}

impl Compilation {
    /// What a target cannot take of the templates, once they are written: CloudFormation limits their size.
    pub fn oversized(&self, target: Target, options: Options) -> Report {
        let mut report = Report::default();
        if target == Target::TerraformJson {
            return report;
        }
        for block in self.blocks.iter().filter(|block| may_be_large(block)) {
            let plan = plan::plan(block);
            let span = block.clients.as_ref().map_or(block.span, |clients| clients.span);
            let bytes = backend::emit(&plan, target, options).len();
            if let Some(found) = size_quota::of_template(&plan, bytes, Some(span)) {
                report.push(found);
            }
        }
        report.sorted()
    }

    /// What follows from each block. Made when it is asked for: plans take more memory than all else.
    pub fn plans(&self) -> Vec<Plan> {
        self.blocks.iter().map(plan::plan).collect()
    }
}

/// Whether a block's template may come near to what a target takes: only clients and tags make a template large.
fn may_be_large(block: &Block) -> bool {
    let clients = block.clients.as_ref().map_or(0, |clients| clients.value.len());
    let tags: usize = block.tags.iter().map(|tag| tag.key.value.len() + tag.value.value.len()).sum();
    clients > 300 || tags > 10_000
}

/// Compiles all files of one command, up to the plans. Where the report has an error, nothing may be emitted.
pub fn compile(inputs: Vec<Input>, loader: &dyn Loader) -> Compilation {
    let mut sources = Sources::default();
    let mut report = Report::default();
    let blocks = model::resolve(inputs, loader, &mut sources, &mut report);
    let every_block = !report.has_errors();
    report.diagnostics.extend(rules::check(&blocks, every_block).diagnostics);
    Compilation { sources, report: report.sorted(), blocks }
}

/// The canonical form of a spec; or, where its syntax is broken, what is.
///
/// # Errors
/// The report of what is broken. Such a text is better left as it is.
pub fn format(name: &str, bytes: Vec<u8>) -> Result<String, (Sources, Report)> {
    let mut sources = Sources::default();
    let mut report = Report::default();
    let formatted = syntax::decode(&mut sources, name, bytes, &mut report).and_then(|id| {
        let source = sources.get(id)?;
        let file = syntax::parse(source, id, &mut report);
        if report.diagnostics.is_empty() {
            model::read_all(&file, &mut report);
            if !report.is_full() {
                report.diagnostics.retain(|found| found.rule == &syntax_error::RULE);
            }
        }
        report.diagnostics.is_empty().then(|| syntax::format(source, &file))
    });
    formatted.ok_or_else(|| (sources, report.sorted()))
}
