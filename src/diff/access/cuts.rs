//! Input: what a principal loses through a policy, and the policy that allowed it.
//! Output: what it allowed and no longer allows: pulls, pushes, logins, reads of objects.
//! Never: treats as a pull or a push what was not completely allowed.

use super::decided::{Decided, Lost};
use super::level::Level;
use super::realm::Realm;
use crate::aws::{GET_AUTHORIZATION_TOKEN, PULL, PUSH};
use crate::plan::PolicyDocument;
use crate::policy::{Applies, Budget, Caller, Comparison, Difference, Gain};
use std::collections::{BTreeMap, BTreeSet};

/// What is done with a repository or a bucket, and the actions that it takes there.
fn verbs() -> [(&'static str, Vec<&'static str>); 3] {
    let on_repository = |of: &[&'static str]| of.iter().copied().filter(|it| *it != GET_AUTHORIZATION_TOKEN).collect();
    [("pull", on_repository(PULL)), ("push", on_repository(PUSH)), ("read objects", vec!["s3:GetObject"])]
}

const LOGIN: &str = "log in";

/// What can no longer be done on a scope: whether that is on a part of it, and the verbs.
type Verbs = (bool, Vec<&'static str>);

/// Who can no longer do what, by the scopes, by whether it is a part of them, and by the verbs.
pub(super) type Found = BTreeMap<(BTreeSet<usize>, bool, Vec<&'static str>), BTreeSet<usize>>;

/// What is cut off; `None` where that takes more steps than there are.
pub(super) fn find(
    old: &PolicyDocument,
    callers: &[(String, Caller)],
    realm: &Realm,
    decided: &Decided,
    budget: &mut Budget,
) -> Option<Found> {
    let nothing = PolicyDocument { statements: Vec::new() };
    let comparison = Comparison::of(&nothing, old);
    let mut held = Held { comparison, realm, namings: BTreeMap::new(), known: BTreeMap::new() };
    let mut found = Found::new();
    for (who, lost) in decided.lost() {
        let Some((_, caller)) = callers.get(who) else { continue };
        let about = held.comparison.about(*caller, budget)?;
        let mut scopes: BTreeMap<Verbs, BTreeSet<usize>> = BTreeMap::new();
        for (scope, classes) in &lost {
            let cut = held.cut(&about, *scope, classes, budget)?;
            if !cut.1.is_empty() {
                scopes.entry(cut).or_default().insert(*scope);
            }
        }
        // Who can do nothing more with it has no use for a login.
        let is_login = |verbs: &[&str]| verbs == [LOGIN];
        if scopes.keys().any(|(_, verbs)| !is_login(verbs)) {
            scopes.retain(|(_, verbs), _| !is_login(verbs));
        }
        for ((partly, verbs), scopes) in scopes {
            found.entry((scopes, partly, verbs)).or_default().insert(who);
        }
    }
    Some(found)
}

/// What the old policy allows.
struct Held<'h> {
    /// With a policy that allows nothing.
    comparison: Comparison<'h>,
    realm: &'h Realm,
    /// By the number of the class of actions.
    namings: BTreeMap<usize, Applies>,
    known: BTreeMap<(Difference, usize), bool>,
}

impl Held<'_> {
    /// What can no longer be done on a scope, of which classes of actions are lost, each on a part of it or not.
    fn cut(&mut self, about: &Applies, scope: usize, lost: &Lost, budget: &mut Budget) -> Option<Verbs> {
        let Some(level) = self.realm.scopes.get(scope).map(|scope| scope.level) else {
            return Some((false, Vec::new()));
        };
        let (mut cut, mut wholly) = (Vec::new(), false);
        for (verb, actions) in verbs() {
            let classes: Option<Vec<usize>> = actions.iter().map(|it| self.realm.class_of(level, it)).collect();
            let Some(classes) = classes else { continue };
            let losses: Vec<bool> = classes.iter().filter_map(|class| lost.get(class).copied()).collect();
            if losses.is_empty() || !self.could_log_in(about, budget)? {
                continue;
            }
            let mut could = true;
            for class in classes {
                could = could && self.allows(about, class, scope, budget)?;
            }
            if could {
                cut.push(verb);
                wholly |= losses.contains(&false);
            }
        }
        let login = self.realm.class_of(level, GET_AUTHORIZATION_TOKEN).and_then(|class| lost.get(&class));
        if let Some(partly) = login {
            cut.push(LOGIN);
            wholly |= !partly;
        }
        Some((!wholly, cut))
    }

    /// Pulls and pushes take a login, where the policy is about logins.
    fn could_log_in(&mut self, about: &Applies, budget: &mut Budget) -> Option<bool> {
        let class = self.realm.class_of(Level::Registry, GET_AUTHORIZATION_TOKEN);
        let scope = self.realm.scopes.iter().position(|scope| scope.level == Level::Registry);
        let Some((class, scope)) = class.zip(scope) else { return Some(true) };
        self.allows(about, class, scope, budget)
    }

    /// Whether a caller may do an action on some of the resources of a scope; `None` where there are too few steps.
    fn allows(&mut self, about: &Applies, class: usize, scope: usize, budget: &mut Budget) -> Option<bool> {
        let (actions, of) = (self.realm.classes.get(class)?, self.realm.scopes.get(scope)?);
        if !self.namings.contains_key(&class) {
            self.namings.insert(class, self.comparison.naming(&actions.example, budget)?);
        }
        let key = (self.comparison.difference(about, self.namings.get(&class)?, budget)?, scope);
        if let Some(known) = self.known.get(&key) {
            return Some(*known);
        }
        let (gain, _) = self.comparison.gained(&key.0, &of.resources, budget);
        if budget.is_exhausted() {
            return None;
        }
        let allows = gain > Gain::Unknown;
        self.known.insert(key, allows);
        Some(allows)
    }
}
