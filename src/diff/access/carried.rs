//! Input: two policies that differ, and what carries them.
//! Output: who gains and who loses what through them.
//! Never: distinguishes more than its steps suffice for: then all resources count as one, and it says
//! what is undecided.

use super::crossing::is_entangled;
use super::cuts;
use super::decided::{Decided, Kind};
use super::level::Level;
use super::realm::{Realm, Scope};
use super::reserve::Reserve;
use crate::diff::grant::{Access, Broadened, Change, Cut, Grant};
use crate::diff::pairs::Pair;
use crate::plan::{PolicyDocument, Principals, Statement, Value};
use crate::policy::{Answer, Budget, Caller, Comparison, Difference, Gain, Who, excess};
use std::collections::{BTreeMap, BTreeSet};

/// The partition that both sides are in; any where they are in two.
fn partition_of(pair: &Pair) -> &'static str {
    let [old, new] =
        [pair.old, pair.new].map(|side| side.and_then(|side| side.plan.region).map(|region| region.partition));
    match (old, new) {
        (Some(old), Some(new)) if old != new => "?*",
        (old, new) => new.or(old).map_or("?*", |partition| partition.id()),
    }
}

/// What carries a policy.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Bearer {
    /// One of ECR's endpoints.
    Ecr,
    /// The S3 gateway.
    S3,
    /// An endpoint for another service.
    Other,
    /// The role of that name.
    Role(String),
}

impl Bearer {
    /// On what the actions act that its policy is about.
    fn levels(&self) -> &'static [Level] {
        match self {
            Bearer::Ecr => &[Level::Repository, Level::Registry],
            Bearer::S3 => &[Level::Bucket],
            Bearer::Other => &[Level::Other],
            Bearer::Role(_) => &[Level::Repository, Level::Registry, Level::Other],
        }
    }
}

/// Two policies that differ, and what carries them.
#[derive(Debug)]
pub(super) struct Carried {
    pub(super) bearer: Bearer,
    pub(super) old: PolicyDocument,
    pub(super) new: PolicyDocument,
    pub(super) addresses: Vec<String>,
}

impl Carried {
    /// Whether a role loses by one what it gets by the other: its policy has another name in the new template.
    pub(super) fn is_other_half(&self, other: &Carried) -> bool {
        let is_empty = |document: &PolicyDocument| document.statements.is_empty();
        matches!(self.bearer, Bearer::Role(_))
            && self.bearer == other.bearer
            && (is_empty(&self.old) && is_empty(&other.new) || is_empty(&self.new) && is_empty(&other.old))
    }

    /// Takes in the other half.
    pub(super) fn join(&mut self, other: Carried) {
        if self.old.statements.is_empty() {
            self.old = other.old;
        } else {
            self.new = other.new;
        }
        self.addresses.extend(other.addresses);
    }

    pub(super) fn is_like(&self, other: &Carried) -> bool {
        self.bearer == other.bearer && self.old == other.old && self.new == other.new
    }

    /// Whether a role carries it, as a policy of its own.
    fn is_of_role(&self) -> bool {
        matches!(self.bearer, Bearer::Role(_))
    }

    /// The endpoints that it is about.
    fn through(&self) -> Vec<String> {
        if self.is_of_role() { Vec::new() } else { self.addresses.clone() }
    }

    fn policy(&self) -> String {
        format!("the policy of `{}`", self.addresses.join("`, `"))
    }

    /// What of the policies is not compared, though it differs.
    fn uncompared(&self, reserve: &mut Reserve) -> Option<&'static str> {
        let differs = |of: &dyn Fn(&Statement) -> bool| {
            let [old, new] = [&self.old, &self.new]
                .map(|document| document.statements.iter().filter(|statement| of(statement)).collect::<Vec<_>>());
            old != new
        };
        let of_services = |statement: &Statement| matches!(statement.principals, Some(Principals::Service(_)));
        let of_access_points = |statement: &Statement| {
            let texts = statement.resources.iter().map(Value::to_string);
            texts.into_iter().any(|text| text.contains(":s3:") && !text.contains(":s3:::"))
        };
        if differs(&of_services) {
            return Some("differs for AWS services");
        }
        if self.bearer == Bearer::S3 && differs(&of_access_points) {
            return Some("differs for resources other than buckets, such as access points");
        }
        let levels = self.bearer.levels();
        match reserve.spend(|budget| is_entangled(levels, [&self.old, &self.new], budget)).0 {
            Answer::No => None,
            Answer::Yes => Some("names actions by patterns that overlap"),
            Answer::Unknown => Some("names actions by patterns with too many overlapping wildcards"),
        }
    }

    fn not_decided(&self) -> String {
        format!("ecrc cannot decide {}: too many of its wildcards overlap", self.policy())
    }

    pub(super) fn compare(&self, pair: &Pair, reserve: &mut Reserve, access: &mut Access) {
        if [&self.old, &self.new].iter().any(|document| excess(&document.statements).is_some()) {
            access.undecided.push(format!("{} is longer than AWS allows", self.policy()));
            return;
        }
        access.undecided.extend(self.uncompared(reserve).map(|why| format!("{} {why}", self.policy())));
        let callers = self.callers();
        let mut decide = |one_by_one: bool| {
            reserve.spend(|budget| {
                let documents = [&self.old, &self.new];
                let realm = Realm::of(self.bearer.levels(), partition_of(pair), documents, one_by_one, budget);
                let mut decided = Decided::default();
                // What is decided until the steps are used up is sure.
                let _ = self.decide(&callers, &realm, &mut decided, budget);
                (realm, decided)
            })
        };
        let (mut found, suffices) = decide(true);
        if !suffices {
            let (coarse, suffices) = decide(false);
            let surely = found.1.broadened;
            found = coarse;
            found.1.broadened = found.1.broadened.max(surely);
            if !suffices {
                access.undecided.push(self.not_decided());
            }
        }
        let (realm, decided) = found;
        match reserve.spend(|budget| cuts::find(&self.old, &callers, &realm, &decided, budget)).0 {
            Some(found) => access.cuts.extend(found.into_iter().map(|((scopes, partly, verbs), who)| Cut {
                who: named(&callers, &who, self.is_of_role()),
                verbs,
                on: realm.name_scopes(&scopes),
                partly,
                through: self.through(),
            })),
            None if access.undecided.contains(&self.not_decided()) => {}
            None => access.undecided.push(self.not_decided()),
        }
        access.broadened = access.broadened.max(decided.broadened);
        access.undecided.extend(decided.unknown.iter().map(|who| self.undecided(&callers, *who)));
        access.grants.extend(self.grants(&callers, &realm, decided));
    }

    /// Decides for each caller, action and scope; `None` where there are too few steps for all.
    fn decide(
        &self,
        callers: &[(String, Caller)],
        realm: &Realm,
        decided: &mut Decided,
        budget: &mut Budget,
    ) -> Option<()> {
        let mut comparison = Comparison::of(&self.old, &self.new);
        let namings: Option<Vec<_>> =
            realm.classes.iter().map(|actions| comparison.naming(&actions.example, budget)).collect();
        let namings = namings?;
        let mut known: BTreeMap<(Difference, usize), [(Gain, bool); 2]> = BTreeMap::new();
        for (who, (_, caller)) in callers.iter().enumerate() {
            let about = comparison.about(*caller, budget)?;
            for (class, (actions, naming)) in realm.classes.iter().zip(&namings).enumerate() {
                let difference = comparison.difference(&about, naming, budget)?;
                if comparison.is_none(&difference) {
                    continue;
                }
                for (index, Scope { resources, .. }) in realm.scopes_of(actions) {
                    if !comparison.concerns(&difference, resources, budget)? {
                        continue;
                    }
                    let key = (difference.clone(), index);
                    let found = known.get(&key).copied().unwrap_or_else(|| {
                        let gained = comparison.gained(&difference, resources, budget);
                        [gained, comparison.lost(&difference, resources, budget)]
                    });
                    if budget.is_exhausted() {
                        return None;
                    }
                    known.insert(key, found);
                    let [gained, lost] = found;
                    for (change, (extent, conditional)) in [(Change::Gained, gained), (Change::Lost, lost)] {
                        let partly = match extent {
                            Gain::Nothing => continue,
                            Gain::Unknown => {
                                decided.unknown.insert(who);
                                continue;
                            }
                            Gain::Some => true,
                            Gain::All => false,
                        };
                        if change == Change::Gained {
                            let may_be_none = conditional && self.conditions_may_be_the_same();
                            let broadened = if may_be_none { Broadened::Unknown } else { Broadened::Yes };
                            decided.broadened = decided.broadened.max(broadened);
                        }
                        let cell = ((change, partly, conditional), who, index);
                        decided.cells.entry(cell).or_default().insert(class);
                    }
                }
            }
        }
        Some(())
    }

    /// What is gained and lost, in words; who has the same on the same is said at once.
    fn grants(&self, callers: &[(String, Caller)], realm: &Realm, decided: Decided) -> Vec<Grant> {
        let mut scopes: BTreeMap<(Kind, usize, BTreeSet<usize>), BTreeSet<usize>> = BTreeMap::new();
        for ((kind, who, scope), classes) in decided.cells {
            scopes.entry((kind, who, classes)).or_default().insert(scope);
        }
        let mut whos: BTreeMap<(Kind, BTreeSet<usize>, BTreeSet<usize>), BTreeSet<usize>> = BTreeMap::new();
        for ((kind, who, classes), scopes) in scopes {
            whos.entry((kind, classes, scopes)).or_default().insert(who);
        }
        let grants = whos.into_iter().map(|(((change, partly, conditional), classes, scopes), who)| Grant {
            change,
            who: named(callers, &who, self.is_of_role()),
            what: realm.name_actions(&classes),
            actions: realm.actions(&classes),
            on: realm.name_scopes(&scopes),
            through: self.through(),
            partly,
            conditional,
        });
        grants.collect()
    }

    fn undecided(&self, callers: &[(String, Caller)], who: usize) -> String {
        let who = callers.get(who).map_or("", |(name, _)| name);
        format!("what `{}` allows {who} depends on an unknown value", self.addresses.join("`, `"))
    }

    /// All principals that either policy names, and all others; for a role's policy, the role.
    fn callers(&self) -> Vec<(String, Caller<'_>)> {
        if let Bearer::Role(name) = &self.bearer {
            return vec![(format!("role {name}"), Caller::Itself)];
        }
        let mut named: Vec<&Value> = Vec::new();
        for statement in self.old.statements.iter().chain(&self.new.statements) {
            if let Some(Principals::Aws(arns)) = &statement.principals {
                named.extend(arns.iter().filter(|arn| arn.as_literal() != Some("*")));
            }
        }
        named.sort();
        named.dedup();
        let mut callers: Vec<(String, Caller)> =
            named.into_iter().map(|arn| (who(arn), Caller::Through(Who::Arn(arn)))).collect();
        callers.push(("everyone else".to_owned(), Caller::Through(Who::AnyoneElse)));
        callers
    }

    /// Whether a condition has a parameter on one side alone: it may be deployed as what the other side says.
    fn conditions_may_be_the_same(&self) -> bool {
        let open = |document: &PolicyDocument| {
            let conditions = document.statements.iter().flat_map(|statement| &statement.conditions);
            conditions.flat_map(|condition| &condition.values).any(|value| matches!(value, Value::Parameter(_)))
        };
        open(&self.old) != open(&self.new)
    }
}

/// The names of some callers; of all who can call through an endpoint, one for all of them.
fn named(callers: &[(String, Caller)], who: &BTreeSet<usize>, is_of_role: bool) -> Vec<String> {
    if who.len() == callers.len() && !is_of_role {
        return vec!["everyone".to_owned()];
    }
    let names = callers.iter().enumerate().filter(|(index, _)| who.contains(index));
    names.map(|(_, (name, _))| name.clone()).collect()
}

/// `role app` for one of the account that deploys; the ARN for others.
fn who(arn: &Value) -> String {
    let text = arn.to_string();
    let own = text.split_once(":iam::<account>:").map(|(_, name)| name);
    match own.and_then(|name| name.split_once('/')) {
        Some((kind @ ("role" | "user"), name)) => format!("{kind} {name}"),
        Some(_) | None => text,
    }
}
