//! Input: the folders of a root module and of those that it calls.
//! Output: every instance of every module, and what was worked out of it.
//! Never: works a value out before somebody needs it, so that modules may need each other's outputs.

use super::folder::{self, DEEPEST, Folder, Folders};
use super::instance::{Frame, Instance};
use super::syntax::{Block, Expr};
use crate::span::{Sources, Span};
use crate::template::claim::Claim;
use crate::template::evaluated::{Exists, Undecided, UnknownNote};
use crate::template::input::{Loader, Settings};
use crate::template::meter::Meter;
use crate::template::value::{Value, Why};
use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

/// What all modules of one evaluation share.
pub(super) struct World<'a> {
    pub folders: &'a Folders,
    pub sources: &'a Sources,
    pub settings: &'a Settings,
    pub loader: &'a dyn Loader,
    pub meter: Meter,
    /// What was worked out, by address: of every module its variables, locals, outputs and attributes.
    pub known: RefCell<BTreeMap<String, Rc<Value>>>,
    /// What is being worked out, to see what needs itself.
    pub underway: RefCell<BTreeSet<String>>,
    /// The instances of resources, look-ups and modules that somebody named, by address.
    pub things: RefCell<BTreeMap<String, Thing<'a>>>,
    pub undecided: RefCell<Vec<Undecided>>,
    pub unknowns: RefCell<Vec<UnknownNote>>,
}

/// What stands at an address.
#[derive(Clone)]
pub(super) enum Thing<'a> {
    /// A resource or look-up.
    Resource(Rc<Module<'a>>, &'a Block, Frame),
    Module(Rc<Module<'a>>),
    /// A module whose text is not there.
    Absent,
}

/// One instance of a module.
pub(super) struct Module<'a> {
    pub folder: &'a Folder,
    /// Empty, or `module.network["a"].`, with the dot.
    pub address: String,
    /// The path of its calls, as `terraform init` names it: `network.endpoints`.
    pub call: String,
    /// Who calls it: what its variables are given stands there.
    pub caller: Option<(Rc<Module<'a>>, &'a Block, Frame)>,
    pub exists: Exists,
    pub depth: usize,
}

impl<'a> World<'a> {
    pub fn new(folders: &'a Folders, sources: &'a Sources, settings: &'a Settings, loader: &'a dyn Loader) -> Self {
        Self {
            folders,
            sources,
            settings,
            loader,
            meter: Meter::default(),
            known: RefCell::default(),
            underway: RefCell::default(),
            things: RefCell::default(),
            undecided: RefCell::default(),
            unknowns: RefCell::default(),
        }
    }

    /// An undecided condition, remembered once.
    pub fn remember(&self, key: &str, span: Span, claim: impl FnOnce() -> Claim) {
        if !self.is_condition(key) {
            let claim = claim();
            self.undecided.borrow_mut().push(Undecided { key: key.to_owned(), claim, span });
        }
    }

    /// Whether a key is that of an undecided condition; of a variable that is open it is not.
    pub fn is_condition(&self, key: &str) -> bool {
        self.undecided.borrow().iter().any(|known| known.key == key)
    }

    /// Works something out once; unknown where it needs itself.
    pub fn once(&self, key: String, at: Span, work: impl FnOnce() -> Value) -> Rc<Value> {
        if let Some(known) = self.known.borrow().get(&key) {
            return Rc::clone(known);
        }
        if !self.underway.borrow_mut().insert(key.clone()) {
            return Rc::new(Value::unknown(Why::Cycle(key), at));
        }
        let value = self.meter.deeper(work).unwrap_or_else(|| Value::unknown(Why::TooLarge, at));
        self.underway.borrow_mut().remove(&key);
        let value = Rc::new(value);
        self.known.borrow_mut().insert(key, Rc::clone(&value));
        value
    }

    /// The text of an expression, as a condition is called: with single blanks.
    pub fn spelled(&self, expr: &Expr) -> String {
        self.sources.text(expr.span).split_whitespace().collect::<Vec<_>>().join(" ")
    }

    /// The instances of a call, each a module where its text is there.
    pub fn called(&self, caller: &Rc<Module<'a>>, call: &'a Block, instance: &Instance) -> Option<Rc<Module<'a>>> {
        let path = folder::called(&caller.call, call);
        let folder = self.folders.called(caller.folder, &path, call)?;
        if caller.depth >= DEEPEST {
            return None;
        }
        Some(Rc::new(Module {
            folder,
            address: format!("{}.", instance.address),
            call: path,
            caller: Some((Rc::clone(caller), call, instance.frame.clone())),
            exists: instance.exists.clone(),
            depth: caller.depth + 1,
        }))
    }
}
