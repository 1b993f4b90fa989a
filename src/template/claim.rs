//! Input: what conditions say of the values that nothing decides, as far as that is read.
//! Output: whether all of it can be so at once.
//! Never: takes what is not read for a contradiction.

use std::collections::{BTreeMap, BTreeSet};

/// So many values are tried at most; what takes more counts as possible.
const MOST_STEPS: usize = 10_000;

const TRUTHS: [&str; 2] = ["true", "false"];

/// What a condition says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Claim {
    /// That something, which has one value whatever it is, has this one.
    Is(String, String),
    /// The opposite.
    Not(Box<Claim>),
    /// All of these.
    All(Vec<Claim>),
    /// One of these, or several.
    Any(Vec<Claim>),
}

/// The values that are tried; `None` is one that no claim names.
type Tried<'c> = BTreeMap<&'c str, Option<&'c str>>;

impl Claim {
    /// That something is true.
    pub(super) fn holds(what: impl Into<String>) -> Self {
        Claim::Is(what.into(), "true".to_owned())
    }

    /// That something is one of these.
    pub(super) fn one_of(what: &str, values: impl IntoIterator<Item = String>) -> Self {
        Claim::Any(values.into_iter().map(|value| Claim::Is(what.to_owned(), value)).collect())
    }

    /// What is known already.
    pub(super) fn known(holds: bool) -> Self {
        if holds { Claim::All(Vec::new()) } else { Claim::Any(Vec::new()) }
    }

    /// That it is so, or is not.
    #[must_use]
    pub fn being(self, so: bool) -> Self {
        if so { self } else { Claim::Not(Box::new(self)) }
    }

    /// Whether it holds with the values that are tried, if these decide it.
    fn decided(&self, tried: &Tried) -> Option<bool> {
        match self {
            Claim::Is(what, value) => tried.get(what.as_str()).map(|tried| *tried == Some(value)),
            Claim::Not(claim) => claim.decided(tried).map(|holds| !holds),
            Claim::All(claims) => one_decides(claims, tried, false),
            Claim::Any(claims) => one_decides(claims, tried, true),
        }
    }

    /// Adds what it is about, with the values that it names.
    fn collect<'c>(&'c self, named: &mut BTreeMap<&'c str, BTreeSet<&'c str>>) {
        match self {
            Claim::Is(what, value) => {
                named.entry(what).or_default().insert(value);
            }
            Claim::Not(claim) => claim.collect(named),
            Claim::All(claims) | Claim::Any(claims) => claims.iter().for_each(|claim| claim.collect(named)),
        }
    }
}

fn one_decides(claims: &[Claim], tried: &Tried, deciding: bool) -> Option<bool> {
    let mut result = Some(!deciding);
    for claim in claims {
        match claim.decided(tried) {
            Some(holds) if holds == deciding => return Some(deciding),
            Some(_) => {}
            None => result = None,
        }
    }
    result
}

/// Whether all of these can be so at once. Of what holds in any case, that alone counts that is about the same.
pub fn can_be(claims: &[Claim], in_any_case: &[Claim]) -> bool {
    let mut named = BTreeMap::new();
    for claim in claims {
        claim.collect(&mut named);
    }
    let mut asked: Vec<&Claim> = claims.iter().collect();
    for claim in in_any_case {
        let mut also = BTreeMap::new();
        claim.collect(&mut also);
        if also.keys().any(|what| named.contains_key(what)) {
            for (what, values) in also {
                named.entry(what).or_default().extend(values);
            }
            asked.push(claim);
        }
    }
    let named: Vec<(&str, BTreeSet<&str>)> = named.into_iter().collect();
    let mut steps = MOST_STEPS;
    try_values(&asked, &named, &mut Tried::new(), &mut steps)
}

fn try_values<'c>(
    asked: &[&'c Claim],
    open: &[(&'c str, BTreeSet<&'c str>)],
    tried: &mut Tried<'c>,
    steps: &mut usize,
) -> bool {
    let Some(left) = steps.checked_sub(1) else { return true };
    *steps = left;
    let decided: Vec<Option<bool>> = asked.iter().map(|claim| claim.decided(tried)).collect();
    if decided.contains(&Some(false)) {
        return false;
    }
    let Some(((what, values), open)) = open.split_first() else { return true };
    // What is compared with truth values alone is one.
    let is_truth = values.iter().all(|value| TRUTHS.contains(value));
    let truths = TRUTHS.into_iter().filter(|_| is_truth).map(Some);
    let others = values.iter().copied().map(Some).chain([None]).filter(|_| !is_truth);
    for value in truths.chain(others) {
        tried.insert(what, value);
        if try_values(asked, open, tried, steps) {
            return true;
        }
    }
    tried.remove(what);
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    fn is(what: &str, value: &str) -> Claim {
        Claim::Is(what.to_owned(), value.to_owned())
    }

    #[test]
    fn one_thing_has_one_value() {
        let (dev, prod) = (|| is("Env", "dev"), || is("Env", "prod"));
        let allowed = [Claim::one_of("Env", ["dev".to_owned(), "prod".to_owned()])];
        let either = || Claim::Any(vec![dev(), prod()]);
        for (claims, possible, where_allowed) in [
            (vec![dev()], true, true),
            (vec![dev(), prod()], false, false),
            (vec![dev(), prod().being(false)], true, true),
            (vec![dev().being(false), prod().being(false)], true, false),
            (vec![either(), dev().being(false)], true, true),
            (vec![either().being(false), dev()], false, false),
            (vec![Claim::All(vec![dev(), is("Size", "l")]), is("Size", "s")], false, false),
            (vec![is("Env", "stage")], true, false),
            (vec![is("Size", "l"), dev()], true, true),
            (vec![is("On", "true").being(false), is("On", "false").being(false)], false, false),
            (vec![is("On", "true").being(false), is("On", "null").being(false)], true, true),
            (vec![Claim::known(false)], false, false),
            (vec![Claim::known(true).being(false)], false, false),
            (vec![], true, true),
        ] {
            assert_eq!(can_be(&claims, &[]), possible, "{claims:?}");
            assert_eq!(can_be(&claims, &allowed), where_allowed, "{claims:?}");
        }
    }

    #[test]
    fn what_takes_too_long_is_possible() {
        let pairs = (0..40).map(|it| Claim::Any(vec![is(&format!("{it}"), "a"), is(&format!("{it}"), "b")]));
        let none = Claim::All((0..40).map(|it| is(&format!("{it}"), "c")).collect());
        let claims: Vec<Claim> = [none.being(false)].into_iter().chain(pairs).collect();
        assert!(can_be(&claims, &[]));
    }
}
