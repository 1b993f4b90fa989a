//! Input: the policies of both ECR endpoints.
//! Output: `allow`, `deny` and `pull_through_cache`.
//! Never: leaves out a statement that has an effect: what the language cannot say is an error at its place.

use super::access::{account, principal, repository};
use super::atoms::{Atom, Of, action, atoms, covering, has_no_effect, on, whom};
use super::draft::Draft;
use super::names::quoted;
use super::place;
use super::side::Side;
use crate::aws::{self, PullThroughPrefix, Region};
use crate::plan::{Effect, InterfaceEndpoint, PolicyDocument, Resource, Statement};
use crate::spec::model::Keyword;
use std::collections::BTreeSet;

/// Says who may do what, of the policy that both endpoints have.
pub(super) fn write(draft: &mut Draft, region: &'static Region) {
    let ecr = draft.kept.interfaces.iter().filter(|interface| interface.service.is_ecr());
    let ecr: Vec<(&Resource, &InterfaceEndpoint)> = ecr.map(|it| (it.resource, it.endpoint)).collect();
    let Some((resource, document)) = ecr.iter().find_map(|(resource, endpoint)| {
        let policy = endpoint.policy.as_ref()?;
        Some((*resource, draft.plan.policy(policy)))
    }) else {
        return;
    };
    let Some(document) = document else {
        let at = place::of_policy(draft, resource);
        let help = "give what it depends on a value, with `--assume KEY=VALUE` or `--var NAME=VALUE`";
        return draft.refuse(at, "the policy of an ECR endpoint is not known", "not read as a policy", help);
    };
    for (index, statement) in document.statements.iter().enumerate() {
        refuse(draft, region, resource, index, statement);
    }
    if document.statements.iter().all(|statement| statement.effect == Effect::Deny) {
        let at = place::of_policy(draft, resource);
        let help = "first add an `Allow` to the policy";
        draft.refuse(
            at,
            "this policy allows nothing, but a spec without `allow` allows everything",
            "no `Allow`",
            help,
        );
    }
    let side = draft.side(region);
    if atoms(document, &side, Of::Ecr).is_none() {
        let at = place::of_policy(draft, resource);
        let help = "divide its principals, actions and resources among fewer statements";
        draft.refuse(at, "the policy of an ECR endpoint says too much to be compared", "too many combinations", help);
    }
    let full = PolicyDocument::full_access();
    for (other, endpoint) in &ecr {
        let own = endpoint.policy.as_ref().map_or(Some(&full), |policy| draft.plan.policy(policy));
        if own.and_then(|own| atoms(own, &side, Of::Ecr)) != atoms(document, &side, Of::Ecr) {
            let at = place::of_policy(draft, other);
            let help = "give both endpoints the same policy first";
            draft.refuse(at, "the two ECR endpoints have different policies", "a spec has one policy for both", help);
        }
    }
    if !draft.report.has_errors() {
        let side = draft.side(region);
        let account = account(draft, region);
        let mut writer = Writer::new(&side, account.as_deref(), document, draft.guesses.caches);
        writer.write(document);
        let Writer { said, prefixes, notes, .. } = writer;
        for prefix in prefixes {
            draft.say(Keyword::PullThroughCache, format!("\"{prefix}\""));
        }
        for (keyword, words) in said {
            draft.say(keyword, words);
        }
        draft.note_all(notes);
    }
}

/// Reports what of a statement the language cannot say.
fn refuse(draft: &mut Draft, region: &'static Region, resource: &Resource, index: usize, statement: &Statement) {
    let side = draft.side(region);
    let account = account(draft, region);
    let at = |key: &str| place::of_key(draft, resource, index, key);
    let known = "give it a value, with `--assume KEY=VALUE` or `--var NAME=VALUE`";
    if let Some(condition) = statement.conditions.first() {
        let message = format!("no `allow` or `deny` has a condition such as `{}`", condition.key);
        let help = "move the condition to the repositories' policies, or keep this endpoint in its template";
        let at = at("Condition");
        return draft.refuse(at, message, "a condition", help);
    }
    if let Some(key) = place::negation(draft, resource, index) {
        let help = format!("list what the statement means instead of `{key}`");
        let at = at(key);
        return draft.refuse(at, format!("no `allow` or `deny` says `{key}`"), "all but these", help);
    }
    if let Some(value) = statement.actions.iter().find(|value| !side.is_known(value)) {
        let message = format!("the actions of a statement are not known: {}", side.value(value));
        let at = at("Action");
        return draft.refuse(at, message, "not known", known);
    }
    for arn in whom(statement, &side) {
        if principal(&arn, &side).is_none() {
            let message = format!("no `allow` or `deny` can name the principal `{arn}`");
            let help = "name roles and users by their names or ARNs; an account or a service cannot be named";
            let at = at("Principal");
            return draft.refuse(at, message, "neither a role nor a user", help);
        }
    }
    for arn in on(statement, &side, Of::Ecr) {
        if arn != "*" && repository(&arn, account.as_deref(), &side).is_none() {
            let message = format!("no `allow` or `deny` can name the resource `{arn}`");
            let help = format!("name repositories of one account in {}, or `*`", region.id);
            let at = at("Resource");
            return draft.refuse(at, message, "no repository of this region", help);
        }
    }
}

/// Statements in the making.
struct Writer<'s> {
    side: &'s Side<'s>,
    account: Option<&'s str>,
    /// What the document says.
    all: BTreeSet<Atom>,
    caches: bool,
    /// What the statements so far say.
    written: BTreeSet<Atom>,
    said: Vec<(Keyword, String)>,
    prefixes: BTreeSet<String>,
    notes: Vec<String>,
}

/// The principals, actions and resources of a statement.
struct Parts {
    denies: bool,
    whom: Vec<String>,
    actions: Vec<String>,
    on: Vec<String>,
}

impl Parts {
    fn of(statement: &Statement, side: &Side) -> Self {
        let mut on = on(statement, side, Of::Ecr);
        if on.iter().any(|on| on == "*") {
            on.retain(|on| on == "*");
        }
        let mut actions: Vec<String> =
            statement.actions.iter().map(|value| action(&side.value(value), Of::Ecr)).collect();
        if actions.iter().any(|action| action == "*") {
            actions.retain(|action| action == "*");
        }
        Self { denies: statement.effect == Effect::Deny, whom: whom(statement, side), actions, on }
    }

    fn is_everything(&self) -> bool {
        !self.denies && [&self.whom, &self.actions, &self.on].iter().all(|all| all.as_slice() == ["*"])
    }

    fn atoms<'a>(&'a self, actions: &'a [&'a str]) -> impl Iterator<Item = Atom> + 'a {
        let whom = self.whom.iter();
        whom.flat_map(move |whom| {
            actions.iter().flat_map(move |action| self.on.iter().map(move |on| self.atom(whom, action, on)))
        })
    }

    fn atom(&self, whom: &str, action: &str, on: &str) -> Atom {
        let [whom, action, on] = [whom, action, on].map(str::to_owned);
        Atom { denies: self.denies, whom, action, on, when: String::new() }
    }

    fn on_repositories(&self) -> bool {
        self.on.as_slice() != ["*"]
    }
}

impl<'s> Writer<'s> {
    fn new(side: &'s Side, account: Option<&'s str>, document: &PolicyDocument, caches: bool) -> Self {
        Self {
            side,
            account,
            all: atoms(document, side, Of::Ecr).unwrap_or_default(),
            caches,
            written: BTreeSet::new(),
            said: Vec::new(),
            prefixes: BTreeSet::new(),
            notes: Vec::new(),
        }
    }

    fn write(&mut self, document: &PolicyDocument) {
        let mut statements: Vec<Parts> = document.statements.iter().map(|it| Parts::of(it, self.side)).collect();
        // The login that goes with another statement is known once that is written.
        statements.sort_by_key(|parts| parts.actions == [aws::GET_AUTHORIZATION_TOKEN]);
        let has_everything = statements.iter().any(Parts::is_everything);
        for parts in statements.iter().filter(|parts| !parts.is_everything()) {
            self.statement(parts);
        }
        // Without an `allow`, everything is allowed.
        if has_everything && self.said.iter().any(|(keyword, _)| *keyword == Keyword::Allow) {
            self.said.insert(0, (Keyword::Allow, "all".to_owned()));
        }
    }

    fn statement(&mut self, parts: &Parts) {
        if self.is_of_a_cache(parts) {
            return;
        }
        let mut left: Vec<&str> = Vec::new();
        for action in &parts.actions {
            let idle = parts.atoms(&[action]).all(|atom| has_no_effect(&atom, Of::Ecr));
            if idle {
                let on = if parts.on_repositories() { " on repositories" } else { "" };
                self.notes.push(format!("`{action}`{on} has no effect on an endpoint of ECR, and is left out"));
            } else {
                left.push(action);
            }
        }
        if left == ["*"] {
            return self.say(parts, "all", &["*"]);
        }
        let verbs: [(&str, &[&str]); 3] = if parts.denies {
            [("pull", aws::PULL), ("push", aws::PUSH_ALONE), ("delete", aws::DELETE)]
        } else {
            [("pull", aws::PULL), ("push", aws::PUSH), ("delete", aws::DELETE)]
        };
        for (verb, actions) in verbs {
            let actions = without_token(actions, parts);
            let adds = actions.iter().any(|action| left.contains(action) && !self.is_written(parts, action));
            if adds && self.allows(parts, &actions) && self.allows_login(parts, verb) {
                self.say(parts, verb, &actions);
            }
        }
        for action in left {
            if !self.is_written(parts, action) {
                // What no string can hold is no action, and does not compile.
                let verb = quoted(action).unwrap_or_default();
                self.say(parts, &verb, &[action]);
            }
        }
    }

    /// Whether the document says all of that.
    fn allows(&self, parts: &Parts, actions: &[&str]) -> bool {
        parts.atoms(actions).all(|atom| covering(&atom).any(|wider| self.all.contains(&wider)))
    }

    /// Whether it says the login, which an `allow` on repositories brings with it.
    fn allows_login(&self, parts: &Parts, verb: &str) -> bool {
        parts.denies || !parts.on_repositories() || verb == "delete" || {
            let mut logins = parts.whom.iter().map(|whom| parts.atom(whom, aws::GET_AUTHORIZATION_TOKEN, "*"));
            logins.all(|login| covering(&login).any(|wider| self.all.contains(&wider)))
        }
    }

    fn is_written(&self, parts: &Parts, action: &str) -> bool {
        parts.atoms(&[action]).all(|atom| self.written.contains(&atom))
    }

    fn say(&mut self, parts: &Parts, verb: &str, actions: &[&str]) {
        self.written.extend(parts.atoms(actions));
        if !parts.denies && parts.on_repositories() && matches!(verb, "all" | "pull" | "push") {
            let logins = parts.whom.iter().map(|whom| parts.atom(whom, aws::GET_AUTHORIZATION_TOKEN, "*"));
            self.written.extend(logins);
        }
        let keyword = if parts.denies { Keyword::Deny } else { Keyword::Allow };
        let whom = parts.whom.iter().filter_map(|arn| principal(arn, self.side));
        let on = parts.on.iter().filter(|on| *on != "*").filter_map(|arn| repository(arn, self.account, self.side));
        let mut words = vec![verb.to_owned()];
        words.extend(whom.chain(on).filter(|words| !words.is_empty()));
        let said = (keyword, words.join(" "));
        if !self.said.contains(&said) {
            self.said.push(said);
        }
    }

    /// Whether a statement lets repositories be filled that a cache's prefix stands for: then its prefixes are known.
    fn is_of_a_cache(&mut self, parts: &Parts) -> bool {
        let mut actions = parts.actions.clone();
        actions.sort_unstable();
        if !self.caches || parts.denies || actions != aws::PULL_THROUGH_CACHE || !parts.on_repositories() {
            return false;
        }
        self.prefixes.extend(parts.on.iter().filter_map(|arn| prefix(arn)));
        !self.prefixes.is_empty()
    }
}

/// The prefix of a cache in the ARN of all its repositories.
pub(super) fn prefix(arn: &str) -> Option<String> {
    let (_, name) = arn.split_once(":repository/")?;
    let prefix = name.strip_suffix("/*")?;
    PullThroughPrefix::parse(prefix).is_ok().then(|| prefix.to_owned())
}

/// The actions of a verb: on repositories, and where it is denied, without the login.
fn without_token<'a>(actions: &[&'a str], parts: &Parts) -> Vec<&'a str> {
    let all = !parts.denies && !parts.on_repositories();
    actions.iter().copied().filter(|action| all || *action != aws::GET_AUTHORIZATION_TOKEN).collect()
}
