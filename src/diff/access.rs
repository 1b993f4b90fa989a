//! Comes in: the policies of one template, before and after, and what becomes of what carries them.
//! Goes out: who gains and who loses which actions on what, through which endpoint; whether access is broadened.
//! Never: compares policies as texts: both are evaluated, for everybody and everything that either names, and for the
//! rest.

mod realm;

use super::Side;
use super::pairs::Pair;
use super::resources::{Class, ResourceChange};
use crate::aws::Service;
use crate::plan::{
    Effect, Plan, PolicyDocument, PolicyId, Principals, Resource, ResourceId, ResourceKind, Statement, Value,
};
use crate::policy::{Caller, Difference, Gain, Who, excess};
use realm::{Level, Realm};
use std::collections::{BTreeMap, BTreeSet};

/// Whether somebody may do what was not allowed before.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub enum Broadened {
    /// Nobody.
    #[default]
    No,
    /// It cannot be told.
    Unknown,
    /// Somebody.
    Yes,
}

/// In which direction a grant changes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Change {
    /// It was not allowed, and will be.
    Gained,
    /// It was allowed, and will not be.
    Lost,
}

/// What somebody gains or loses.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Grant {
    /// Which of both.
    pub change: Change,
    /// Who: `everyone`, `role app`.
    pub who: Vec<String>,
    /// The actions, by verbs of the language where they make one up: `pull`, `everything`.
    pub what: String,
    /// The actions themselves, as AWS writes them.
    pub actions: Vec<String>,
    /// On what: `every repository`; `None` where the actions have no resource.
    pub on: Option<String>,
    /// The endpoints, as the template calls them; none for what a role may do by its own policy.
    pub through: Vec<String>,
    /// Whether it is about a part of what `on` names.
    pub partly: bool,
    /// Whether it hangs on a condition of the policy.
    pub conditional: bool,
}

/// What becomes of access.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Access {
    /// The decision.
    pub broadened: Broadened,
    /// What is gained, then what is lost.
    pub grants: Vec<Grant>,
    /// What cannot be told, and why.
    pub undecided: Vec<String>,
}

/// The access that one template gives.
pub(super) fn compare(pair: &Pair, resources: &[ResourceChange]) -> Access {
    let mut access = Access::default();
    // What carries the same policies before and after is one: both of ECR's endpoints, as a rule.
    let mut carried: Vec<Carried> = Vec::new();
    for id in [
        ResourceId::Endpoint(Service::EcrApi),
        ResourceId::Endpoint(Service::EcrDkr),
        ResourceId::Endpoint(Service::S3),
        ResourceId::ExecutionRolePolicy,
    ] {
        for next in carriers(&id, pair, resources, &mut access.undecided) {
            match carried.iter_mut().find(|known| known.is_like(&next)) {
                Some(known) => known.addresses.extend(next.addresses),
                None => carried.push(next),
            }
        }
    }
    for carried in carried {
        carried.compare(pair, &mut access);
    }
    let trust = |side: Option<Side>| Some(side?.plan.policy(&PolicyId::ExecutionRoleTrust)?.clone());
    if let (Some(old), Some(new)) = (trust(pair.old), trust(pair.new))
        && old != new
    {
        access.undecided.push("who may assume the execution role changes".to_owned());
    }
    access.grants.sort_by_key(|grant| grant.change);
    if !access.undecided.is_empty() {
        access.broadened = access.broadened.max(Broadened::Unknown);
    }
    access
}

/// What becomes of the policy that a resource carries; nothing where it stays, or is not known.
fn carriers(id: &ResourceId, pair: &Pair, resources: &[ResourceChange], undecided: &mut Vec<String>) -> Vec<Carried> {
    // What only moves allows what it allowed.
    let change = resources.iter().find(|change| change.id == *id && change.class != Class::Moved);
    let Some(change) = change else { return Vec::new() };
    let [before, after] = [pair.old, pair.new].map(|side| {
        let plan = side?.plan;
        Some((plan, plan.resource(id)?))
    });
    let existing = |side: Option<Side>| {
        let there = side?.plan.existing.iter().find(|existing| ResourceId::Endpoint(existing.service) == *id);
        there.map(|existing| format!("`{}`, whose policy is not known,", existing.id))
    };
    let own = format!("`{}`", change.address);
    let takes = match (before, after) {
        (None, _) => {
            existing(pair.old).map(|other| format!("{own} takes the place of {}", other.trim_end_matches(',')))
        }
        (_, None) => existing(pair.new).map(|other| format!("{other} takes the place of {own}")),
        _ => None,
    };
    if let Some(takes) = takes {
        undecided.push(takes);
        return Vec::new();
    }
    let of = |side: Option<(&Plan, &Resource)>| {
        side.map(|(plan, resource)| (document(plan, resource), bearer(plan, resource)))
    };
    let nothing = || PolicyDocument { statements: Vec::new() };
    let carried = |bearer: Bearer, old: PolicyDocument, new: PolicyDocument| Carried {
        bearer,
        old,
        new,
        addresses: vec![change.address.clone()],
    };
    let all = match (of(before), of(after)) {
        (Some((old, bearer)), Some((new, same))) if bearer == same => vec![carried(bearer, old, new)],
        (old, new) => {
            let old = old.map(|(old, bearer)| carried(bearer, old, nothing()));
            let new = new.map(|(new, bearer)| carried(bearer, nothing(), new));
            old.into_iter().chain(new).collect()
        }
    };
    all.into_iter().filter(|carried| carried.old != carried.new).collect()
}

/// The partition that both sides are in; any where they are in two.
fn partition_of(pair: &Pair) -> &'static str {
    let [old, new] = [pair.old, pair.new].map(|side| side.map(|side| side.plan.region.partition));
    match (old, new) {
        (Some(old), Some(new)) if old != new => "?*",
        (old, new) => new.or(old).map_or("?*", |partition| partition.id()),
    }
}

/// What carries a policy.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Bearer {
    /// One of ECR's endpoints.
    Ecr,
    /// The S3 gateway.
    S3,
    /// The role of that name.
    Role(String),
}

impl Bearer {
    /// On what the actions act that its policy is about.
    fn levels(&self) -> &'static [Level] {
        match self {
            Bearer::Ecr => &[Level::Repository, Level::Registry],
            Bearer::S3 => &[Level::Bucket],
            Bearer::Role(_) => &[Level::Repository, Level::Registry, Level::Other],
        }
    }
}

fn bearer(plan: &Plan, resource: &Resource) -> Bearer {
    if let ResourceKind::RolePolicy(policy) = &resource.kind {
        return Bearer::Role(plan.role_name(policy));
    }
    if let ResourceKind::GatewayEndpoint(_) = &resource.kind { Bearer::S3 } else { Bearer::Ecr }
}

fn document(plan: &Plan, resource: &Resource) -> PolicyDocument {
    let policy = resource.kind.policy().and_then(|id| plan.policy(id));
    policy.cloned().unwrap_or_else(full_access)
}

/// The policy of an endpoint that is given none.
fn full_access() -> PolicyDocument {
    PolicyDocument {
        statements: vec![Statement {
            sid: None,
            effect: Effect::Allow,
            principals: Some(Principals::Everyone),
            actions: vec![Value::literal("*")],
            resources: vec![Value::literal("*")],
            conditions: Vec::new(),
        }],
    }
}

/// Two policies that differ, and what carries them.
struct Carried {
    bearer: Bearer,
    old: PolicyDocument,
    new: PolicyDocument,
    addresses: Vec<String>,
}

/// What is gained or lost alike: in which direction, whether in part, whether on a condition.
type Kind = (Change, bool, bool);

impl Carried {
    fn is_like(&self, other: &Carried) -> bool {
        self.bearer == other.bearer && self.old == other.old && self.new == other.new
    }

    /// What of the policies is not compared, though it differs.
    fn uncompared(&self) -> Option<&'static str> {
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
            Some("differs for AWS services")
        } else if self.bearer == Bearer::S3 && differs(&of_access_points) {
            Some("differs for what is no bucket, such as access points")
        } else if Realm::is_entangled(self.bearer.levels(), [&self.old, &self.new]) {
            Some("names actions by patterns that overlap")
        } else {
            None
        }
    }

    fn compare(&self, pair: &Pair, access: &mut Access) {
        let policy = format!("the policy of `{}`", self.addresses.join("`, `"));
        if [&self.old, &self.new].iter().any(|document| excess(&document.statements).is_some()) {
            access.undecided.push(format!("{policy} is longer than AWS takes"));
            return;
        }
        access.undecided.extend(self.uncompared().map(|why| format!("{policy} {why}")));
        let callers = self.callers();
        let realm = Realm::of(self.bearer.levels(), partition_of(pair), [&self.old, &self.new], callers.len());
        let mut cells: BTreeMap<(Kind, usize, usize), BTreeSet<usize>> = BTreeMap::new();
        for (who, (_, caller)) in callers.iter().enumerate() {
            for (class, actions) in realm.classes.iter().enumerate() {
                let difference = Difference::of(&self.old, &self.new, *caller, &actions.example);
                if difference.is_none() {
                    continue;
                }
                for (index, scope) in realm.scopes_of(actions) {
                    let (gained, lost) = (difference.gained(&scope.resources), difference.lost(&scope.resources));
                    for (change, (extent, conditional)) in [(Change::Gained, gained), (Change::Lost, lost)] {
                        let partly = match extent {
                            Gain::Nothing => continue,
                            Gain::Unknown => {
                                access.undecided.push(self.undecided(&callers, who));
                                continue;
                            }
                            Gain::Some => true,
                            Gain::All => false,
                        };
                        if change == Change::Gained {
                            let decided = if conditional && self.conditions_may_be_the_same() {
                                Broadened::Unknown
                            } else {
                                Broadened::Yes
                            };
                            access.broadened = access.broadened.max(decided);
                        }
                        cells.entry(((change, partly, conditional), who, index)).or_default().insert(class);
                    }
                }
            }
        }
        access.undecided.dedup();
        // Who has the same on the same is said at once.
        let mut scopes: BTreeMap<(Kind, usize, BTreeSet<usize>), BTreeSet<usize>> = BTreeMap::new();
        for ((kind, who, scope), classes) in cells {
            scopes.entry((kind, who, classes)).or_default().insert(scope);
        }
        let mut whos: BTreeMap<(Kind, BTreeSet<usize>, BTreeSet<usize>), BTreeSet<usize>> = BTreeMap::new();
        for ((kind, who, classes), scopes) in scopes {
            whos.entry((kind, classes, scopes)).or_default().insert(who);
        }
        let is_own = matches!(self.bearer, Bearer::Role(_));
        let through = if is_own { Vec::new() } else { self.addresses.clone() };
        access.grants.extend(whos.into_iter().map(|(((change, partly, conditional), classes, scopes), who)| {
            let everyone = who.len() == callers.len() && !is_own;
            let names = callers.iter().enumerate().filter(|(index, _)| who.contains(index));
            Grant {
                change,
                who: if everyone {
                    vec!["everyone".to_owned()]
                } else {
                    names.map(|(_, (name, _))| name.clone()).collect()
                },
                what: realm.name_actions(&classes),
                actions: realm.actions(&classes),
                on: realm.name_scopes(&scopes),
                through: through.clone(),
                partly,
                conditional,
            }
        }));
    }

    fn undecided(&self, callers: &[(String, Caller)], who: usize) -> String {
        let who = callers.get(who).map_or("", |(name, _)| name);
        format!("what `{}` allows {who} holds a value that is not known", self.addresses.join("`, `"))
    }

    /// Everybody whom either policy names, and everybody else; of a role's policy, the role.
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

/// `role app` for one of the account that deploys; the ARN for others.
fn who(arn: &Value) -> String {
    let text = arn.to_string();
    let own = text.split_once(":iam::<account>:").map(|(_, name)| name);
    match own.and_then(|name| name.split_once('/')) {
        Some((kind @ ("role" | "user"), name)) => format!("{kind} {name}"),
        Some(_) | None => text,
    }
}
