//! Input: a subject, of which nothing decides some conditions.
//! Output: what it makes in each way in which these may hold, and what is so in some of the ways alone.
//! Never: tries more ways than are cheap: what is not tried stays unknown.

use super::subject::{Read, Settings, Subject, evaluate, runs, worlds};
use crate::diagnostic::Diagnostic;
use crate::plan::World;
use crate::span::Sources;
use crate::template::{self, Claim, Evaluated, Loader, Undecided, can_be};

/// So many ways are tried at most.
const MOST_WAYS: usize = 8;

/// Of so many conditions at most it is asked whether they matter.
const MOST_ASKED: usize = 8;

/// What is assumed of conditions that nothing decides: their keys and values.
pub type Assumed = Vec<(String, String)>;

/// A subject, read in each way in which the conditions may hold that nothing decides.
#[derive(Debug, Clone, Default)]
pub struct Ways {
    /// What is assumed in each.
    pub tries: Vec<Assumed>,
    /// The worlds in which something runs, each with the number of its try.
    pub worlds: Vec<(usize, World)>,
}

impl Ways {
    /// The conditions under which it is so in these tries and in no other, in a clause; `None` if it is in all of them.
    pub fn only(&self, numbers: &[usize]) -> Option<String> {
        (numbers.len() < self.tries.len()).then(|| named(deciding(&self.tries, numbers)))
    }
}

/// The ways in which a subject may be, with the sources before it was read; none, if all come to the same.
pub fn ways(subject: &Subject, read: &Read, given: &Sources, settings: &Settings, loader: &dyn Loader) -> Ways {
    let again = Again { subject, given, settings, loader };
    let tries = again.tries(&read.evaluated);
    if tries.iter().all(Vec::is_empty) {
        return Ways::default();
    }
    let of_try = |assumed: &Assumed| again.assuming(assumed).1.into_iter().filter(runs).collect::<Vec<_>>();
    let each: Vec<Vec<World>> = tries.iter().map(of_try).collect();
    if each.len() > 1 && each.windows(2).all(|two| matches!(two, [one, other] if one == other)) {
        return Ways::default();
    }
    let numbered =
        each.into_iter().enumerate().flat_map(|(number, worlds)| worlds.into_iter().map(move |it| (number, it)));
    Ways { tries, worlds: numbered.collect() }
}

/// A subject that is read again.
pub(super) struct Again<'a> {
    pub subject: &'a Subject,
    /// The sources before it was read: the same files become the same sources again, so that places can be compared.
    pub given: &'a Sources,
    pub settings: &'a Settings,
    pub loader: &'a dyn Loader,
}

impl Again<'_> {
    /// What it makes if that is assumed.
    pub(super) fn assuming(&self, assumed: &[(String, String)]) -> (Evaluated, Vec<World>) {
        let mut settings: template::Settings = self.settings.template.clone();
        for (key, value) in assumed {
            settings.assumptions = settings.assumptions.with(key.clone(), value.clone());
        }
        let evaluated = evaluate(self.subject, &mut self.given.clone(), &settings, self.loader);
        let worlds = worlds(&evaluated, self.settings);
        (evaluated, worlds)
    }

    /// What is assumed of conditions that nothing decides, way by way: of all, or where there are too many, first of those
    /// that change by themselves something that a rule asks for.
    pub(super) fn tries(&self, evaluated: &Evaluated) -> Vec<Assumed> {
        let (tries, is_whole) = combined(evaluated.undecided.iter(), &evaluated.in_any_case);
        if is_whole {
            return tries;
        }
        let (asked, others) = evaluated.undecided.split_at(evaluated.undecided.len().min(MOST_ASKED));
        let (first, next): (Vec<_>, Vec<_>) = asked.iter().partition(|undecided| self.matters(undecided));
        combined(first.into_iter().chain(next).chain(others), &evaluated.in_any_case).0
    }

    /// Whether it makes a difference how a condition is decided.
    fn matters(&self, undecided: &Undecided) -> bool {
        let [one, other] = [true, false].map(|holds| self.assuming(&[assumed(undecided, holds)]).1);
        one != other
    }
}

/// The ways in which conditions can hold together, and whether there are few enough for all conditions.
fn combined<'e>(open: impl Iterator<Item = &'e Undecided>, in_any_case: &[Claim]) -> (Vec<Assumed>, bool) {
    let mut ways: Vec<(Assumed, Vec<Claim>)> = vec![Default::default()];
    let mut is_whole = true;
    for undecided in open {
        let mut more = Vec::new();
        for (before, claims) in &ways {
            for holds in [true, false] {
                let claims = [claims.as_slice(), &[undecided.claim.clone().being(holds)]].concat();
                if can_be(&claims, in_any_case) {
                    more.push(([before.as_slice(), &[assumed(undecided, holds)]].concat(), claims));
                }
            }
        }
        match more.len() {
            1..=MOST_WAYS => ways = more,
            _ => is_whole = false,
        }
    }
    (ways.into_iter().map(|(assumed, _)| assumed).collect(), is_whole)
}

fn assumed(undecided: &Undecided, holds: bool) -> (String, String) {
    (undecided.key.clone(), holds.to_string())
}

/// A finding that holds in some worlds alone, with what makes it hold.
pub(super) fn under(finding: Diagnostic, tries: &[Assumed], numbers: &[usize]) -> Diagnostic {
    finding.note(format!("only where {}", named(deciding(tries, numbers))))
}

/// What is assumed, in a clause.
fn named(assumed: &[(String, String)]) -> String {
    assumed.iter().map(|(key, value)| format!("`{key}` is `{value}`")).collect::<Vec<_>>().join(" and ")
}

/// Of what is assumed in some tries, the one thing that is assumed in no other; all of it in the first, if there is none.
fn deciding<'t>(tries: &'t [Assumed], numbers: &[usize]) -> &'t [(String, String)] {
    let holds = |number: usize| numbers.contains(&number);
    let settles = |(key, value): &&(String, String)| {
        let assumes = |assumed: &Assumed| assumed.iter().any(|it| (&it.0, &it.1) == (key, value));
        tries.iter().enumerate().all(|(number, assumed)| assumes(assumed) == holds(number))
    };
    let first = numbers.first().and_then(|number| tries.get(*number)).map_or([].as_slice(), Vec::as_slice);
    first.iter().find(settles).map_or(first, std::slice::from_ref)
}
