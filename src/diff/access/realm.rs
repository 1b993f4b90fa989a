//! Comes in: two policies of one kind of carrier.
//! Goes out: the actions and the resources that are to be told apart, and how to name several of them.
//! Never: leaves out what neither policy names: everything else is one more resource.

use crate::aws::{ACTIONS, ActionLevel, DELETE, GET_AUTHORIZATION_TOKEN, PULL, PUSH, PUSH_ALONE};
use crate::plan::{PolicyDocument, Statement, Value};
use crate::policy::{Answer, Pattern, Resources, names_action};
use std::collections::{BTreeMap, BTreeSet};

/// So many decisions are taken for one policy; past that, resources are no longer told apart.
const DECISIONS: usize = 20_000;

/// On what an action acts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Level {
    /// On a repository.
    Repository,
    /// On the registry: the resource is `*`.
    Registry,
    /// On a bucket, or what is in it.
    Bucket,
    /// Of a service that the policies name beside these.
    Other,
}

/// Actions that both policies treat alike.
#[derive(Debug)]
pub(super) struct Actions {
    level: Level,
    /// One of them.
    pub(super) example: String,
    names: Vec<String>,
}

/// Resources that are told apart from others.
#[derive(Debug)]
pub(super) struct Scope {
    level: Level,
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
    /// What two policies are about, for so many callers.
    pub(super) fn of(levels: &[Level], partition: &str, policies: [&PolicyDocument; 2], callers: usize) -> Self {
        let statements: Vec<&Statement> = policies.iter().flat_map(|policy| &policy.statements).collect();
        let patterns: BTreeSet<&str> =
            statements.iter().flat_map(|statement| &statement.actions).filter_map(Value::as_literal).collect();
        let mut classes: BTreeMap<(Level, Vec<Option<bool>>), Actions> = BTreeMap::new();
        let mut scopes: Vec<Scope> = Vec::new();
        for &level in levels {
            for (name, example) in level.actions(&patterns) {
                let named: Vec<Option<bool>> =
                    statements.iter().map(|statement| names_action(statement, &example)).collect();
                let known = classes.entry((level, named)).or_insert(Actions { level, example, names: Vec::new() });
                known.names.push(name);
            }
            scopes.extend(level.scopes(partition, &statements));
        }
        let classes: Vec<Actions> = classes.into_values().collect();
        if callers * classes.len() * scopes.len() > DECISIONS {
            scopes.retain(|scope| scope.is_rest);
            for scope in &mut scopes {
                scope.resources.without.clear();
            }
        }
        Self { classes, scopes }
    }

    /// Whether the policies name actions of other services by patterns of which two match some of the same: an action
    /// that both match stands in no class.
    pub(super) fn is_entangled(levels: &[Level], policies: [&PolicyDocument; 2]) -> bool {
        let statements = policies.iter().flat_map(|policy| &policy.statements);
        let patterns: BTreeSet<String> = statements
            .flat_map(|statement| &statement.actions)
            .filter_map(Value::as_literal)
            .map(str::to_ascii_lowercase)
            .filter(|pattern| levels.iter().any(|level| level.is_open_to(pattern)))
            .collect();
        let patterns: Vec<Pattern> = patterns.iter().map(|pattern| Pattern::new(pattern)).collect();
        let cross = |one: &Pattern, other: &Pattern| {
            one.intersects(other) != Answer::No && one.covers(other) != Answer::Yes && other.covers(one) != Answer::Yes
        };
        patterns.iter().enumerate().any(|(at, one)| patterns.iter().skip(at + 1).any(|other| cross(one, other)))
    }

    /// The resources that actions can be about.
    pub(super) fn scopes_of(&self, actions: &Actions) -> impl Iterator<Item = (usize, &Scope)> {
        let level = actions.level;
        self.scopes.iter().enumerate().filter(move |(_, scope)| scope.level == level)
    }

    /// The names of the actions of some classes.
    pub(super) fn actions(&self, classes: &BTreeSet<usize>) -> Vec<String> {
        let mut names: Vec<String> = self.of_classes(classes).flat_map(|actions| actions.names.clone()).collect();
        names.sort();
        names
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

impl Level {
    /// What stands for the actions that no policy names; ECR's are all known.
    fn rest(self) -> &'static str {
        match self {
            Level::Repository | Level::Registry => "",
            Level::Bucket => "every other action of S3",
            Level::Other => "every other action",
        }
    }

    /// Whether a pattern of actions, in small letters, may stand for actions of this level that are not all known.
    fn is_open_to(self, pattern: &str) -> bool {
        match self {
            Level::Repository | Level::Registry => false,
            Level::Bucket => pattern.starts_with("s3:") && pattern != "s3:*",
            Level::Other => !pattern.starts_with("ecr:") && pattern != "*",
        }
    }

    /// The actions, by name, with one that stands for it.
    fn actions(self, patterns: &BTreeSet<&str>) -> Vec<(String, String)> {
        let ecr = |level: ActionLevel| {
            let of = ACTIONS.iter().filter(move |action| action.level == level);
            of.map(|action| (action.name.to_owned(), action.name.to_owned())).collect()
        };
        // A pattern stands for the actions that it alone matches.
        let named = || {
            let named = patterns.iter().filter(|pattern| self.is_open_to(&pattern.to_ascii_lowercase()));
            let named = named.map(|pattern| ((*pattern).to_owned(), pattern.replace(['*', '?'], "\u{2026}")));
            named.collect::<Vec<_>>()
        };
        match self {
            Level::Repository => ecr(ActionLevel::Repository),
            Level::Registry => ecr(ActionLevel::Registry),
            Level::Bucket => {
                let mut actions = named();
                if actions.iter().all(|(name, _)| !name.eq_ignore_ascii_case("s3:GetObject")) {
                    actions.push(("s3:GetObject".to_owned(), "s3:GetObject".to_owned()));
                }
                actions.push((self.rest().to_owned(), "s3:\u{2026}".to_owned()));
                actions
            }
            Level::Other => {
                let mut actions = named();
                actions.push((self.rest().to_owned(), "\u{2026}:\u{2026}".to_owned()));
                actions
            }
        }
    }

    /// The resources that the statements name, each without what another one names more narrowly, and the rest.
    fn scopes(self, partition: &str, statements: &[&Statement]) -> Vec<Scope> {
        let (universe, head) = match self {
            Level::Repository => (format!("arn:{partition}:ecr:?*:????????????:repository/?*"), ":repository/"),
            Level::Bucket => (format!("arn:{partition}:s3:::?*"), ":s3:::"),
            Level::Registry | Level::Other => {
                // The resource of a request to the registry is the star itself; any, of a service that is not known.
                let star = Pattern::of(&Value::literal("${*}")).filter(|_| self == Level::Registry);
                let within = star.unwrap_or(Pattern::new("*"));
                let resources = Resources { within, without: Vec::new() };
                return vec![Scope { level: self, name: String::new(), but: Vec::new(), is_rest: true, resources }];
            }
        };
        let universe = Pattern::new(&universe);
        let mut named: BTreeMap<Pattern, (String, String)> = BTreeMap::new();
        for value in statements.iter().flat_map(|statement| &statement.resources) {
            let Some(pattern) = Pattern::of(value) else { continue };
            if pattern.covers(&universe) == Answer::No && pattern.intersects(&universe) == Answer::Yes {
                let text = value.to_string();
                let short = text.split_once(head).map_or(text.as_str(), |(_, name)| name);
                let short = short.strip_suffix("/*").filter(|_| self == Level::Bucket).unwrap_or(short);
                named.insert(pattern, (format!("`{short}`"), format!("`{text}`")));
            }
        }
        // Of two accounts, the whole ARNs are said.
        let is_alone = |short: &String| named.values().filter(|(other, _)| other == short).count() == 1;
        let named: Vec<(&Pattern, &String)> = named
            .iter()
            .map(|(pattern, (short, whole))| (pattern, if is_alone(short) { short } else { whole }))
            .collect();
        let mut scopes = Vec::new();
        for (pattern, name) in &named {
            let narrower = named.iter().filter(|(other, _)| other != pattern && pattern.covers(other) == Answer::Yes);
            let (without, but) = narrower.map(|(other, name)| ((*other).clone(), (*name).clone())).unzip();
            let resources = Resources { within: (*pattern).clone(), without };
            scopes.push(Scope { level: self, name: (*name).clone(), but, is_rest: false, resources });
        }
        scopes.sort_by(|a, b| a.name.cmp(&b.name));
        let patterns = named.iter().map(|(pattern, _)| (*pattern).clone()).collect();
        let resources = Resources { within: universe, without: patterns };
        scopes.push(Scope { level: self, name: String::new(), but: Vec::new(), is_rest: true, resources });
        scopes
    }
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
