//! Input: the blocks of a module.
//! Output: its resources, look-ups, calls and outputs, each instance with its properties.
//! Never: leaves out a module whose text is not there; it says what that is given.

use super::folder::{argument, assumed_version, source_of};
use super::instance::Frame;
use super::resolve::Resolve;
use super::syntax::{Argument, Block, Expr};
use super::world::{Module, World};
use crate::span::Span;
use crate::template::evaluated::{Evaluated, Exists, ModuleUse, Output, Parameter, Resource, UnknownNote};
use crate::template::value::{Entry, Kind, Value, Why};
use std::rc::Rc;

/// How many resources one world may have.
const MOST: usize = 10_000;

impl<'a> World<'a> {
    /// What the root module makes, and all modules that it calls.
    pub fn evaluate(&self) -> Evaluated {
        let mut evaluated = Evaluated::default();
        let Some(folder) = self.folders.get(&self.folders.root) else { return evaluated };
        let root = Rc::new(Module {
            folder,
            address: String::new(),
            call: String::new(),
            caller: None,
            exists: Exists::Always,
            depth: 0,
        });
        for (name, block) in &folder.variables {
            let default = self.default_of(&root, name, block);
            evaluated.parameters.push(Parameter { name: format!("var.{name}"), default, span: block.name_span() });
        }
        self.write_module(&root, &mut evaluated);
        evaluated.in_any_case = self.asked_of_variables(&root);
        evaluated.region = self.region(&root, None, Span::default()).as_text();
        for output in &folder.outputs {
            self.write_output(&root, output, &mut evaluated);
        }
        evaluated.undecided = self.undecided.take();
        evaluated.unknowns = self.unknowns.take();
        if self.meter.is_spent() {
            let span = folder.resources.first().map_or_else(Span::default, |block| block.span);
            evaluated.unknowns.push(UnknownNote { what: folder.path.clone(), why: Why::TooLarge, span });
        }
        evaluated
    }

    fn write_module(&self, module: &Rc<Module<'a>>, evaluated: &mut Evaluated) {
        let before = evaluated.resources.len();
        for block in &module.folder.resources {
            let made = self.resources(module, block, evaluated.resources.len());
            evaluated.resources.extend(made);
        }
        for block in &module.folder.lookups {
            let made = self.resources(module, block, evaluated.lookups.len());
            evaluated.lookups.extend(made);
        }
        let own = evaluated.resources.get(before..).unwrap_or_default();
        for (file, at) in &module.folder.broken {
            let name = |of: &Resource| Entry {
                key: of.address.clone(),
                key_span: *at,
                value: Value::attribute(of.address.clone(), "id", *at),
            };
            let names = own.iter().map(name).collect();
            evaluated.modules.push(ModuleUse::broken(file, *at, module.exists.clone(), names));
        }
        for block in &module.folder.modules {
            for instance in self.instances(module, block) {
                if let Some(called) = self.called(module, block, &instance) {
                    if let Some(major) = assumed_version(called.folder, block) {
                        let what = format!("{}.version", instance.address);
                        let note = UnknownNote { what, why: Why::Version(major), span: block.name_span() };
                        self.unknowns.borrow_mut().push(note);
                    }
                    self.meter.deeper(|| self.write_module(&called, evaluated));
                    continue;
                }
                let source = source_of(block).unwrap_or_default().to_owned();
                evaluated.modules.push(ModuleUse {
                    address: instance.address,
                    is_published: false,
                    version: argument(block, "version").and_then(Expr::text).map(str::to_owned),
                    inputs: self.body(module, &block.body, &mut instance.frame.clone(), block.span),
                    span: block.name_span(),
                    body: block.span,
                    exists: instance.exists,
                    why: Why::Module(source.clone()),
                    source,
                    accepts: Vec::new(),
                });
            }
        }
    }

    fn resources(&self, module: &Rc<Module<'a>>, block: &'a Block, already: usize) -> Vec<Resource> {
        let mut made = Vec::new();
        for instance in self.instances(module, block) {
            if already + made.len() >= MOST {
                let note = UnknownNote { what: instance.address, why: Why::TooLarge, span: block.name_span() };
                self.unknowns.borrow_mut().push(note);
                break;
            }
            let mut frame = instance.frame;
            let span = self.said_in_call(block, &frame).unwrap_or_else(|| block.name_span());
            let properties = self.body(module, &block.body, &mut frame, block.span);
            let region = match properties.get("region") {
                Some(own) => own.as_text(),
                None => self.region(module, Some(block), block.span).as_text(),
            };
            made.push(Resource {
                address: instance.address,
                kind: block.label(0).to_owned(),
                properties,
                region,
                fate: self.fate(block),
                span,
                body: block.span,
                exists: instance.exists,
                accepts: Vec::new(),
            });
        }
        made
    }

    /// The word of a call that asks for one of what a module makes, where texts of ours stand for the module.
    fn said_in_call(&self, block: &Block, frame: &Frame) -> Option<Span> {
        let (_, each) = frame.iter().rev().find(|(name, _)| name == "each")?;
        let word = each.get("key")?.span;
        let is_ours = |span: Span| self.folders.known.contains_key(&span.source);
        (is_ours(block.span) && !is_ours(word)).then_some(word)
    }

    /// What `lifecycle` says, in its own words.
    fn fate(&self, block: &Block) -> Value {
        let said = block.body.blocks_of("lifecycle").flat_map(|lifecycle| &lifecycle.body.arguments);
        let entries = said.map(|Argument { name, name_span, value }| Entry {
            key: format!("lifecycle.{name}"),
            key_span: *name_span,
            value: Value::text(self.spelled(value), value.span),
        });
        Value::new(Kind::Map(entries.collect()), block.span)
    }

    fn write_output(&self, module: &Rc<Module<'a>>, block: &'a Block, evaluated: &mut Evaluated) {
        let Some(value) = argument(block, "value") else { return };
        let value = self.value(module, value, &mut Frame::new());
        evaluated.outputs.push(Output { name: block.label(0).to_owned(), export_name: None, value });
    }
}
