//! Input: the questions that rules ask about the policies of one block.
//! Output: their answers, each within a limit of steps; and which questions it leaves undecided.
//! Never: treats an undecided question as a yes or a no.

use crate::aws::Region;
use crate::cards;
use crate::diagnostic::Rule;
use crate::plan::{PolicyDocument, PolicyId};
use crate::policy::{self, Answer, Budget, Part, Puller};
use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;

/// So many steps a question may take, which is some hundredths of a second. Questions of a spec take some hundreds; to
/// compare 280 statements, as many as AWS's quota has room for, takes 200,000.
pub const MOST: usize = 2_000_000;

/// So many times the steps of one question all questions of a block may take.
const QUESTIONS: usize = 4;

/// How far the rules go in judging the policies of one block, and what they leave undecided.
pub struct Bound {
    steps: usize,
    spent: Cell<usize>,
    undecided: RefCell<BTreeMap<PolicyId, Vec<&'static Rule>>>,
    /// Whether somebody can pull under a policy, once a rule has asked.
    pulls: RefCell<BTreeMap<PolicyId, Answer>>,
}

impl Bound {
    /// So many steps for each question.
    pub fn new(steps: usize) -> Self {
        Self { steps, spent: Cell::new(0), undecided: RefCell::default(), pulls: RefCell::default() }
    }

    /// Asks what a rule has to know of a policy.
    pub(super) fn ask<T>(&self, rule: &'static Rule, policy: &PolicyId, question: impl FnOnce(&mut Budget) -> T) -> T {
        let mut is_exhausted = false;
        let answer = self.ask_for_words(|budget| {
            let answer = question(budget);
            is_exhausted = budget.is_exhausted();
            answer
        });
        if is_exhausted {
            let mut undecided = self.undecided.borrow_mut();
            let rules = undecided.entry(policy.clone()).or_default();
            if !rules.contains(&rule) {
                rules.push(rule);
            }
        }
        answer
    }

    /// Whether anyone can do that part of a pull under a policy of the block. Several rules ask this; it is answered once,
    /// and if it stays undecided, that counts for ECR502.
    pub(super) fn somebody_can_pull(
        &self,
        policy: &PolicyId,
        document: &PolicyDocument,
        part: Part,
        region: Option<&Region>,
    ) -> Answer {
        let known = self.pulls.borrow().get(policy).copied();
        known.unwrap_or_else(|| {
            let repositories = policy::repositories_of(region);
            let question =
                |budget: &mut Budget| policy::can_pull(document, Puller::Anybody, part, &repositories, budget);
            let answer = self.ask(&cards::NOBODY_CAN_PULL, policy, question);
            self.pulls.borrow_mut().insert(policy.clone(), answer);
            answer
        })
    }

    /// Asks what affects only the wording of a certain diagnostic, so that it leaves nothing undecided.
    pub(super) fn ask_for_words<T>(&self, question: impl FnOnce(&mut Budget) -> T) -> T {
        let left = (QUESTIONS * self.steps).saturating_sub(self.spent.get());
        let mut budget = Budget::new(self.steps.min(left));
        let answer = question(&mut budget);
        self.spent.set(self.spent.get() + budget.spent());
        answer
    }

    /// The policies that are not judged by all rules, and the rules that leave them undecided.
    pub(super) fn undecided(&self) -> BTreeMap<PolicyId, Vec<&'static Rule>> {
        self.undecided.borrow().clone()
    }

    /// How many steps all questions took.
    pub(super) fn spent(&self) -> usize {
        self.spent.get()
    }
}

impl Default for Bound {
    fn default() -> Self {
        Self::new(MOST)
    }
}
