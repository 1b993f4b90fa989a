//! Input: the calls that have arrived, and what is decided over each.
//! Output: the same hops where the same call has arrived the same way.
//! Never: keeps anything beyond one caller's calls.

use super::data::Hop;
use super::step::Step;
use crate::plan::Resource;
use std::cell::RefCell;

/// How a call has arrived.
#[derive(Debug, Clone, Copy)]
pub(super) enum Via<'p> {
    /// Through this endpoint.
    Endpoint(&'p Resource),
    /// Past the endpoints.
    Public,
    /// Not known, or not at all.
    Unknown,
}

impl Via<'_> {
    /// Whether both are the same.
    pub(super) fn is(&self, other: &Via) -> bool {
        match (self, other) {
            (Via::Endpoint(one), Via::Endpoint(other)) => one.id == other.id,
            (Via::Public, Via::Public) | (Via::Unknown, Via::Unknown) => true,
            (_, _) => false,
        }
    }
}

/// What is decided over a caller's calls: policies do not see from which of its subnets a call is.
#[derive(Debug, Clone, Default)]
pub(super) struct Answers<'p>(RefCell<Vec<(Step, Via<'p>, Vec<Hop>)>>);

impl<'p> Answers<'p> {
    /// The hops of a call, decided where it is the first of its kind.
    pub(super) fn of(&self, step: Step, via: Via<'p>, decide: impl FnOnce() -> Vec<Hop>) -> Vec<Hop> {
        let known = |(of, by, _): &&(Step, Via, Vec<Hop>)| *of == step && by.is(&via);
        if let Some((.., hops)) = self.0.borrow().iter().find(known) {
            return hops.clone();
        }
        let hops = decide();
        self.0.borrow_mut().push((step, via, hops.clone()));
        hops
    }
}
