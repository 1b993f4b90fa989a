//! Input: the tree of one template, and what its parameters are given.
//! Output: these, with what has been found out about them so far.
//! Never: works anything out by itself.

use super::exports::Exports;
use super::files::Files;
use crate::document::Node;
use crate::template::evaluated::Undecided;
use crate::template::input::Settings;
use crate::template::meter::Meter;
use crate::template::value::{Entry, Value};
use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};

/// How many resources one world may have, those of loops counted one by one.
pub(super) const MOST_RESOURCES: usize = 10_000;

/// Where a template stands, and what all templates of the world share.
#[derive(Clone, Copy)]
pub(super) struct Place<'t> {
    /// The name of its text.
    pub name: &'t str,
    /// What its addresses begin with.
    pub prefix: &'t str,
    pub settings: &'t Settings,
    pub exports: &'t Exports,
    pub files: &'t Files,
    pub meter: &'t Meter,
    /// How many stacks it is nested in.
    pub depth: usize,
}

/// One template under evaluation.
pub(super) struct Stack<'t> {
    pub root: &'t Node,
    pub place: Place<'t>,
    /// What a stack around it gives to its parameters.
    pub given: &'t [Entry],
    /// What conditions that are assumed say of parameters: `Environment` is `prod`.
    pub settled: Vec<(String, String, bool)>,
    /// The resources' logical ids, those of loops too.
    pub resources: BTreeMap<String, (&'t Node, Loop)>,
    /// What is being worked out, to see what needs itself.
    pub underway: RefCell<BTreeSet<String>>,
    /// What outputs of nested stacks were worked out to: parameters of other stacks ask for them again and again.
    pub outputs: RefCell<BTreeMap<String, Option<Value>>>,
    pub undecided: RefCell<Vec<Undecided>>,
}

/// The values of `Fn::ForEach`'s identifiers where something stands.
pub(super) type Loop = Vec<(String, Value)>;
