//! Input: two policies of one kind of carrier.
//! Output: the actions and the resources to distinguish, and how to name several of them.
//! Never: omits what neither policy names: everything else is one more action, and one more resource.

use super::level::{Example, Level};
use crate::aws::{DELETE, GET_AUTHORIZATION_TOKEN, PULL, PUSH, PUSH_ALONE};
use crate::plan::{PolicyDocument, Statement, Value};
use crate::policy::{Answer, Budget, Pattern, Resources, names_action};
use std::collections::{BTreeMap, BTreeSet};

/// So many actions at most are said to be excepted from all those of a service.
const MOST_EXCEPTED: usize = 5;

/// Actions that both policies treat alike.
#[derive(Debug)]
pub(super) struct Actions {
    level: Level,
    /// One of them.
    pub(super) example: String,
    names: BTreeSet<String>,
}

/// Resources that are told apart from others.
#[derive(Debug)]
pub(super) struct Scope {
    pub(super) level: Level,
    name: String,
    /// The names of the narrower ones that it is told apart from.
    but: Vec<String>,
    /// Whether it is what no policy names. It stands behind the others of its level.
    is_rest: bool,
    pub(super) resources: Resources,
}

/// What policies of one kind of carrier are about.
#[derive(Debug)]
pub(super) struct Realm {
    pub(super) classes: Vec<Actions>,
    pub(super) scopes: Vec<Scope>,
}

impl Realm {
    /// What two policies are about; resources are told apart only where that is asked for, and while there are steps.
    pub(super) fn of(
        levels: &[Level],
        partition: &str,
        policies: [&PolicyDocument; 2],
        one_by_one: bool,
        budget: &mut Budget,
    ) -> Self {
        let statements: Vec<&Statement> = policies.iter().flat_map(|policy| &policy.statements).collect();
        let patterns: BTreeSet<&str> =
            statements.iter().flat_map(|statement| &statement.actions).filter_map(Value::as_literal).collect();
        // Most statements have the actions of one of a few verbs.
        let lists: BTreeMap<&[Value], &Statement> =
            statements.iter().map(|statement| (statement.actions.as_slice(), *statement)).collect();
        let named_by_all = lists.keys().map(|list| list.len()).sum();
        let mut classes: BTreeMap<(Level, Vec<Option<bool>>), Actions> = BTreeMap::new();
        let mut scopes: Vec<Scope> = Vec::new();
        for &level in levels {
            for Example { name, action, is_spare } in level.examples(&patterns) {
                // What is known is soon looked through.
                if is_spare && budget.spend(named_by_all).is_none() {
                    break;
                }
                let named: Vec<Option<bool>> =
                    lists.values().map(|statement| names_action(statement, &action)).collect();
                if is_spare && classes.contains_key(&(level, named.clone())) {
                    continue;
                }
                let actions = Actions { level, example: action, names: BTreeSet::new() };
                classes.entry((level, named)).or_insert(actions).names.insert(name);
            }
            scopes.extend(told_apart(level, partition, if one_by_one { &statements } else { &[] }, budget));
        }
        Self { classes: classes.into_values().collect(), scopes }
    }

    /// The resources that actions can be about.
    pub(super) fn scopes_of(&self, actions: &Actions) -> impl Iterator<Item = (usize, &Scope)> {
        let level = actions.level;
        self.scopes.iter().enumerate().filter(move |(_, scope)| scope.level == level)
    }

    /// The class of an action that is known by name.
    pub(super) fn class_of(&self, level: Level, action: &str) -> Option<usize> {
        self.classes.iter().position(|class| class.level == level && class.names.contains(action))
    }

    /// The names of the actions of some classes.
    pub(super) fn actions(&self, classes: &BTreeSet<usize>) -> Vec<String> {
        let names: BTreeSet<&String> = self.of_classes(classes).flat_map(|actions| &actions.names).collect();
        names.into_iter().cloned().collect()
    }

    fn of_classes<'r>(&'r self, classes: &'r BTreeSet<usize>) -> impl Iterator<Item = &'r Actions> {
        self.classes.iter().enumerate().filter(|(index, _)| classes.contains(index)).map(|(_, actions)| actions)
    }

    /// `pull`, `everything but delete`: in the verbs of the language, where these make it up.
    pub(super) fn name_actions(&self, classes: &BTreeSet<usize>) -> String {
        let Some(level) = self.of_classes(classes).map(|actions| actions.level).next() else { return String::new() };
        let (mut chosen, mut others) = (BTreeSet::new(), BTreeSet::new());
        for (index, actions) in self.classes.iter().enumerate().filter(|(_, actions)| actions.level == level) {
            let side = if classes.contains(&index) { &mut chosen } else { &mut others };
            side.extend(actions.names.iter().map(String::as_str));
        }
        match (level, others.len()) {
            (Level::Registry, 0) => "everything on the registry itself".to_owned(),
            (Level::Repository | Level::Bucket | Level::Other, 0) => "everything".to_owned(),
            // All that no policy names cannot be counted, and is most of what there is.
            (Level::Other, excepted) if excepted <= MOST_EXCEPTED && chosen.contains(level.rest()) => {
                format!("everything but {}", verbs(others))
            }
            // What is said to be excepted has to have names.
            (_, excepted) if excepted < chosen.len() && !others.contains(level.rest()) => {
                format!("everything but {}", verbs(others))
            }
            _ => verbs(chosen),
        }
    }

    /// `every repository but x`; `None` where actions have no resource.
    pub(super) fn name_scopes(&self, scopes: &BTreeSet<usize>) -> Option<String> {
        let level = self.scopes.get(*scopes.first()?)?.level;
        let (noun, plural) = match level {
            Level::Repository => ("repository", "repositories"),
            Level::Bucket => ("bucket", "buckets"),
            Level::Registry | Level::Other => return None,
        };
        let all = || self.scopes.iter().enumerate().filter(|(_, scope)| scope.level == level && !scope.is_rest);
        let is_chosen = |name: &String| all().any(|(index, scope)| scopes.contains(&index) && scope.name == *name);
        let names = |chosen: bool| {
            let named = all().filter(|(index, _)| scopes.contains(index) == chosen);
            let named = named.map(|(_, scope)| {
                let but: Vec<String> = scope.but.iter().filter(|name| chosen && !is_chosen(name)).cloned().collect();
                let but = if but.is_empty() { String::new() } else { format!(" (but not {})", list(&but)) };
                format!("{}{but}", scope.name)
            });
            named.collect::<Vec<_>>()
        };
        let has_rest = self.scopes.iter().enumerate().any(|(index, scope)| scope.is_rest && scopes.contains(&index));
        Some(match (has_rest, names(true).as_slice(), names(false).as_slice()) {
            (true, _, []) => format!("every {noun}"),
            (true, _, excepted) => format!("every {noun} but {}", list(excepted)),
            (false, [one], _) => format!("{noun} {one}"),
            (false, several, _) => format!("{plural} {}", list(several)),
        })
    }
}

/// The resources that the statements name, each without what another one names more narrowly, and the rest.
fn told_apart(level: Level, partition: &str, statements: &[&Statement], budget: &mut Budget) -> Vec<Scope> {
    let (universe, head) = match level {
        Level::Repository => (format!("arn:{partition}:ecr:?*:????????????:repository/?*"), ":repository/"),
        Level::Bucket => (format!("arn:{partition}:s3:::?*"), ":s3:::"),
        Level::Registry | Level::Other => {
            // The resource of a request to the registry is the star itself; any, of a service that is not known.
            let star = Pattern::of(&Value::literal("${*}")).filter(|_| level == Level::Registry);
            let within = star.unwrap_or(Pattern::new("*"));
            let resources = Resources { within, without: Vec::new() };
            return vec![Scope { level, name: String::new(), but: Vec::new(), is_rest: true, resources }];
        }
    };
    let universe = Pattern::new(&universe);
    let mut named: BTreeMap<Pattern, (String, String)> = BTreeMap::new();
    let values: BTreeSet<&Value> = statements.iter().flat_map(|statement| &statement.resources).collect();
    for value in values {
        let Some(pattern) = Pattern::of(value) else { continue };
        let narrows = pattern.covers(&universe, budget) == Answer::No;
        if narrows && pattern.intersects(&universe, budget) == Answer::Yes {
            let text = value.to_string();
            let short = text.split_once(head).map_or(text.as_str(), |(_, name)| name);
            let short = short.strip_suffix("/*").filter(|_| level == Level::Bucket).unwrap_or(short);
            named.insert(pattern, (format!("`{short}`"), format!("`{text}`")));
        }
    }
    // Of two accounts, the whole ARNs are said.
    let is_alone = |short: &String| named.values().filter(|(other, _)| other == short).count() == 1;
    let named: Vec<(&Pattern, &String)> =
        named.iter().map(|(pattern, (short, whole))| (pattern, if is_alone(short) { short } else { whole })).collect();
    let mut scopes = Vec::new();
    for (pattern, name) in &named {
        let others = named.iter().filter(|(other, _)| other != pattern && !pattern.is_text());
        let narrower = others.filter(|(other, _)| pattern.covers(other, budget) == Answer::Yes);
        let (without, but) = narrower.map(|(other, name)| ((*other).clone(), (*name).clone())).unzip();
        let resources = Resources { within: (*pattern).clone(), without };
        scopes.push(Scope { level, name: (*name).clone(), but, is_rest: false, resources });
    }
    scopes.sort_by(|a, b| a.name.cmp(&b.name));
    let patterns = named.iter().map(|(pattern, _)| (*pattern).clone()).collect();
    let resources = Resources { within: universe, without: patterns };
    scopes.push(Scope { level, name: String::new(), but: Vec::new(), is_rest: true, resources });
    scopes
}

/// Actions in the language's verbs, as far as they make up whole ones. A push is one where what it shares with a pull is
/// not among them: `deny push` leaves that.
fn verbs(mut actions: BTreeSet<&str>) -> String {
    let mut words: Vec<String> = Vec::new();
    let all = actions.clone();
    let login = &[GET_AUTHORIZATION_TOKEN][..];
    for (verb, own, of) in
        [("login", login, login), ("pull", PULL, PULL), ("push", PUSH_ALONE, PUSH), ("delete", DELETE, DELETE)]
    {
        // The token has no repository: who logs in, does so for every verb.
        let counts = |name: &str| verb == "login" || name != GET_AUTHORIZATION_TOKEN;
        if own.iter().filter(|name| counts(name)).all(|name| all.contains(name)) {
            words.push(verb.to_owned());
            for name in of.iter().filter(|name| counts(name)) {
                actions.remove(name);
            }
        }
    }
    let shown = if actions.len() > 5 { 3 } else { actions.len() };
    words.extend(actions.iter().take(shown).map(|name| (*name).to_owned()));
    if actions.len() > shown {
        words.push(format!("{} more actions", actions.len() - shown));
    }
    list(&words)
}

/// `a, b and c`
fn list(words: &[String]) -> String {
    match words {
        [] => String::new(),
        [one] => one.clone(),
        [front @ .., last] => format!("{} and {last}", front.join(", ")),
    }
}
