//! `ecrc` compiles a small declarative language to `CloudFormation` and Terraform: what a VPC that has no internet
//! access needs so that its containers can pull images from Amazon ECR.
//!
//! The center is the [`Plan`]: resources, policies and what surrounds them, in AWS's terms. Front ends make plans, and
//! code that reads a plan does not ask where it comes from.
//!
//! [`compile`] runs all stages:
//!
//! 1. [`spec`] is the language. Its `syntax` parses a text into a tree, its `model` says what the tree means, and its
//!    `derive` turns that into a plan.
//! 2. [`rules`] check model and plan against AWS's documentation; the [`cards`] say what each rule requires and why.
//! 3. [`backend`] writes the plan as a template. It cannot fail; an error in the report keeps it from running.
//!
//! In reverse, [`product`] reads the plan back from a template that [`backend`] wrote.
//!
//! What people wrote themselves, in `CloudFormation` or Terraform, [`template`] works out and lifts to plans, and
//! [`audit`] checks these. [`import`] writes them as specs.
//!
//! [`fix`] corrects mistakes in punctuation, and compiles before and after.
//!
//! [`diff`] compares two plans, and says what a change does to resources, access and what runs.
//!
//! [`picture`] draws a plan; [`marks`] are what the rules report, at what it is about in the picture.
//!
//! [`trace`] follows a task's start, call by call, and finds the first hop that stops it; [`packets`] and [`policy`] judge
//! the hops.
//!
//! [`evidence`] reads an error text, and [`explain`] answers it.
//!
//! With the feature `lsp`, `lsp` serves editors.
//!
//! The library touches no file, no environment variable and no terminal: it takes texts through [`Input`] and
//! [`Loader`], and returns strings and [`diagnostic::Report`]s.

pub mod audit;
pub mod aws;
pub mod backend;
pub mod cards;
pub mod deployed;
pub mod diagnostic;
pub mod diff;
pub mod document;
pub mod evidence;
pub mod explain;
pub mod fix;
pub mod import;
#[cfg(feature = "lsp")]
pub mod lsp;
pub mod marks;
pub mod packets;
pub mod parallel;
pub mod picture;
pub mod plan;
pub mod policy;
pub mod product;
pub mod render;
pub mod rules;
pub mod span;
pub mod spec;
pub mod suggest;
pub mod template;
pub mod trace;

pub use plan::Plan;
pub use spec::model::{Block, Input, Loader};

use backend::{Options, Target};
use diagnostic::Report;
use rules::size_quota;
use span::{Sources, Span};
use spec::{derive, model, syntax};
use std::sync::Arc;

/// What one command compiled.
#[derive(Debug)]
pub struct Compilation {
    /// The texts, for the places in the report.
    pub sources: Sources,
    /// The diagnostics, in the order of the text.
    pub report: Report,
    /// The blocks without an error of their own, in the order of the inputs and of the text.
    pub blocks: Vec<Arc<Block>>,
}

impl Compilation {
    /// What a target would refuse in the written templates: CloudFormation limits their size.
    pub fn oversized(&self, target: Target, options: Options) -> Report {
        let mut report = Report::default();
        if target == Target::TerraformJson {
            return report;
        }
        for block in self.blocks.iter().filter(|block| may_be_large(block)) {
            let plan = derive::plan(block);
            let longest = block.statements.iter().max_by_key(|statement| length(statement.span));
            let span = longest.map_or(block.span, |statement| statement.span);
            let bytes = backend::emit(&plan, target, options).len();
            if let Some(found) = size_quota::of_template(&plan, bytes, Some(span)) {
                report.push(found);
            }
        }
        report.sorted()
    }

    /// The plan of each block. Made on demand: plans take more memory than everything else.
    pub fn plans(&self) -> Vec<Plan> {
        self.blocks.iter().map(|block| derive::plan(block)).collect()
    }
}

/// Whether a block's template may come near a target's limits, so that it is worth writing to measure it. Each resource
/// may repeat everything that the block says: the tags, the subnets of an endpoint, the policy.
fn may_be_large(block: &Block) -> bool {
    /// Resources of a block that has one client.
    const RESOURCES: usize = 40;
    /// Bytes of a resource that repeats nothing.
    const EACH: usize = 2_000;
    /// Bytes of a template for a byte of a spec: a list's item is indented, and what a target would interpret is taken apart.
    const BYTES: usize = 32;
    let clients = block.clients.as_ref().map_or(1, |clients| clients.value.len());
    let written: usize = block.statements.iter().map(|statement| length(statement.span)).sum();
    (RESOURCES + clients).saturating_mul(EACH + BYTES * written) > size_quota::BYTES
}

fn length(span: Span) -> usize {
    span.range().len()
}

/// Compiles all files of one command, up to the plans. If the report has an error, nothing may be emitted.
pub fn compile(inputs: Vec<Input>, loader: &dyn Loader) -> Compilation {
    compiled(inputs, loader, None)
}

/// The results for each block of the last run, which the next run on similar inputs reuses.
#[derive(Default)]
pub struct Memo {
    blocks: model::Memo,
    rules: rules::Memo,
}

/// Like [`compile`], for inputs that differ little from the last ones: blocks that have not changed are neither read
/// nor checked again.
pub fn compile_again(inputs: Vec<Input>, loader: &dyn Loader, memo: &mut Memo) -> Compilation {
    compiled(inputs, loader, Some(memo))
}

fn compiled(inputs: Vec<Input>, loader: &dyn Loader, memo: Option<&mut Memo>) -> Compilation {
    let (mut of_blocks, of_rules) = memo.map(|memo| (&mut memo.blocks, &mut memo.rules)).unzip();
    let mut sources = Sources::default();
    let mut report = Report::default();
    let model::Resolved { blocks, places } =
        model::resolve(inputs, loader, &mut sources, &mut report, of_blocks.as_deref_mut());
    syntax::say_what_is_left_out(&mut report);
    let every_block = !report.has_errors();
    let of_rules = of_rules.zip(of_blocks).map(|(memo, blocks)| {
        memo.retain(&blocks.numbers());
        (memo, places.as_slice())
    });
    report.diagnostics.extend(rules::check(&blocks, every_block, of_rules).diagnostics);
    Compilation { sources, report: report.sorted(), blocks }
}

/// The canonical form of a spec, or a report if its syntax is broken.
///
/// # Errors
/// The report of what is broken. Leave such a text unchanged.
pub fn format(name: &str, bytes: Vec<u8>) -> Result<String, (Sources, Report)> {
    let mut sources = Sources::default();
    let mut report = Report::default();
    let formatted = syntax::decode(&mut sources, name, bytes, &mut report).and_then(|id| {
        let source = sources.get(id)?;
        let file = syntax::parse(source, id, &mut report);
        if report.diagnostics.is_empty() {
            model::read_all(&file, &mut report);
            if !report.is_full() {
                report.diagnostics.retain(|found| found.rule == &cards::SYNTAX_ERROR);
            }
        }
        syntax::say_what_is_left_out(&mut report);
        report.diagnostics.is_empty().then(|| syntax::format(source, &file))
    });
    formatted.ok_or_else(|| (sources, report.sorted()))
}
