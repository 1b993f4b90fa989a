//! Comes in: documents of endpoints.
//! Goes out: the answers that rules ask for: can anybody pull, does one statement cover another, is the layer bucket open.
//! Never: tries examples; the question is put to all texts at once.

use super::decide::{Known, Who, is_about, names_action};
use super::pattern::exists;
use super::{Answer, Pattern};
use crate::aws::{ACTIONS, GET_AUTHORIZATION_TOKEN, Region};
use crate::plan::{Effect, PolicyDocument, Principals, Statement, Value};

/// Whether somebody has the token and both other actions of a pull on one repository of the region.
pub fn somebody_can_pull(document: &PolicyDocument, region: &Region) -> Answer {
    let mut whom: Vec<Who> = vec![Who::AnyoneElse];
    let named = document.statements.iter().filter_map(|statement| match &statement.principals {
        Some(Principals::Aws(arns)) => Some(arns),
        Some(Principals::Everyone | Principals::Service(_) | Principals::Unknown) | None => None,
    });
    let mut named: Vec<&Value> = named.flatten().collect();
    named.sort();
    named.dedup();
    whom.extend(named.into_iter().map(Who::Arn));
    let mut answer = Answer::No;
    for who in whom {
        match can_pull(document, region, who) {
            Answer::Yes => return Answer::Yes,
            Answer::Unknown => answer = Answer::Unknown,
            Answer::No => {}
        }
    }
    answer
}

/// What hangs on a condition is taken once as it helps, once as it hinders: where both agree, that is the answer.
fn can_pull(document: &PolicyDocument, region: &Region, who: Who) -> Answer {
    let surely = can_pull_if(document, region, who, false);
    if surely == Answer::Yes {
        return Answer::Yes;
    }
    match can_pull_if(document, region, who, true) {
        Answer::No => Answer::No,
        Answer::Yes | Answer::Unknown => Answer::Unknown,
    }
}

fn can_pull_if(document: &PolicyDocument, region: &Region, who: Who, kindly: bool) -> Answer {
    // What is not known holds for an allow, and not for a deny, where it is taken kindly.
    let holds = |known: Known, effect: Effect| known.unwrap_or((effect == Effect::Allow) == kindly);
    let on = |action: &str, effect: Effect| -> Vec<Pattern> {
        let statements = document.statements.iter().filter(|statement| {
            let conditions = if statement.conditions.is_empty() { Some(true) } else { None };
            statement.effect == effect
                && [conditions, is_about(statement, who), names_action(statement, action)]
                    .into_iter()
                    .all(|known| holds(known, effect))
        });
        let resources = statements.flat_map(|statement| &statement.resources);
        let whatever = || holds(None, effect).then(|| Pattern::new("*"));
        resources.filter_map(|resource| Pattern::of(resource).or_else(whatever)).collect()
    };
    let matches_all = |patterns: &[Pattern]| patterns.iter().any(|pattern| pattern.matches("*"));
    let token = matches_all(&on(GET_AUTHORIZATION_TOKEN, Effect::Allow))
        && !matches_all(&on(GET_AUTHORIZATION_TOKEN, Effect::Deny));
    if !token {
        return Answer::No;
    }
    let repositories = [Pattern::new(&format!("arn:{}:ecr:{}:?*:repository/?*", region.partition.id(), region.id))];
    let actions = ["ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer"];
    let [manifests, layers] = actions.map(|action| on(action, Effect::Allow));
    let denied = actions.map(|action| on(action, Effect::Deny)).concat();
    // Those that deny nothing of the region's repositories only slow the search.
    let denied: Vec<Pattern> =
        denied.into_iter().filter(|deny| repositories.iter().any(|all| deny.intersects(all) != Answer::No)).collect();
    exists(&[&repositories, &manifests, &layers], &denied)
}

/// Whether an allow grants all that another one grants; both without conditions.
pub fn covers(wide: &Statement, narrow: &Statement) -> bool {
    let principals = match (&wide.principals, &narrow.principals) {
        (Some(Principals::Everyone), _) => true,
        (Some(Principals::Aws(wide)), Some(Principals::Aws(narrow))) => narrow.iter().all(|arn| wide.contains(arn)),
        _ => false,
    };
    let granted = |statement: &Statement, action: &str| names_action(statement, action) == Some(true);
    let actions = || ACTIONS.iter().all(|action| !granted(narrow, action.name) || granted(wide, action.name));
    let patterns = |statement: &Statement| statement.resources.iter().map(Pattern::of).collect::<Option<Vec<_>>>();
    let resources = || match (patterns(wide), patterns(narrow)) {
        (Some(wide), Some(narrow)) => exists(&[&narrow], &wide) == Answer::No,
        _ => false,
    };
    principals && actions() && resources()
}

/// Whether the document lets everyone, without conditions, get every object of `objects` (an ARN that ends in `/*`).
pub fn anyone_can_get_object(document: &PolicyDocument, objects: &str) -> Answer {
    let get = "s3:GetObject";
    let mut allowed = Vec::new();
    let mut unknown = false;
    let objects = Pattern::new(objects);
    for statement in &document.statements {
        let about = names_action(statement, get);
        unknown |= about.is_none() || statement.principals == Some(Principals::Unknown);
        if about == Some(false) {
            continue;
        }
        for resource in &statement.resources {
            match (Pattern::of(resource), statement.effect) {
                (None, _) => unknown = true,
                (Some(pattern), Effect::Allow) => {
                    if statement.principals == Some(Principals::Everyone) && statement.conditions.is_empty() {
                        allowed.push(pattern);
                    }
                }
                (Some(pattern), Effect::Deny) => {
                    if pattern.intersects(&objects) != Answer::No {
                        if statement.principals == Some(Principals::Everyone) && statement.conditions.is_empty() {
                            return Answer::No;
                        }
                        unknown = true;
                    }
                }
            }
        }
    }
    match exists(&[&[objects]], &allowed) {
        _ if unknown => Answer::Unknown,
        Answer::Yes => Answer::No,
        Answer::No => Answer::Yes,
        Answer::Unknown => Answer::Unknown,
    }
}

#[cfg(test)]
mod tests {
    use super::{anyone_can_get_object, somebody_can_pull};
    use crate::aws::{PULL, region};
    use crate::plan::{Condition, Effect, PolicyDocument, Principals, Statement, Value};
    use crate::policy::Answer;

    fn statement(effect: Effect, actions: &[&str], resource: &str) -> Statement {
        Statement {
            sid: None,
            effect,
            principals: Some(Principals::Everyone),
            actions: actions.iter().map(|action| Value::literal(*action)).collect(),
            resources: vec![Value::literal(resource)],
            conditions: Vec::new(),
        }
    }

    fn pull(statements: Vec<Statement>) -> Answer {
        somebody_can_pull(&PolicyDocument { statements }, region::find("us-east-2").unwrap())
    }

    #[test]
    fn a_pull_needs_the_token_and_both_actions_on_one_repository() {
        use Effect::{Allow, Deny};
        let repository = |name: &str| format!("arn:aws:ecr:us-east-2:111122223333:repository/{name}");
        let token = || statement(Allow, &["ecr:GetAuthorizationToken"], "*");
        let (manifests, layers) = ("ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer");
        let on = |action: &str, name: &str| statement(Allow, &[action], &repository(name));
        let deny = |action: &str, name: &str| statement(Deny, &[action], &repository(name));
        for (case, statements, expected) in [
            ("all", vec![statement(Allow, &["*"], "*")], Answer::Yes),
            ("pull", vec![statement(Allow, PULL, "*")], Answer::Yes),
            ("none", vec![], Answer::No),
            ("no token", vec![on(manifests, "a"), on(layers, "a")], Answer::No),
            ("token on a repository", vec![statement(Allow, PULL, &repository("a"))], Answer::No),
            ("two repositories", vec![token(), on(manifests, "a"), on(layers, "b")], Answer::No),
            ("common", vec![token(), on(manifests, "a*"), on(layers, "*b")], Answer::Yes),
            ("deny all", vec![statement(Allow, &["*"], "*"), statement(Deny, &["*"], "*")], Answer::No),
            ("deny the only", vec![token(), on(manifests, "a"), on(layers, "a"), deny(layers, "?")], Answer::No),
            ("deny another", vec![token(), on(manifests, "a"), on(layers, "a"), deny(layers, "b*")], Answer::Yes),
            (
                "deny by parts",
                vec![token(), on(manifests, "a*"), on(layers, "a*"), deny(layers, "a"), deny(manifests, "a?*")],
                Answer::No,
            ),
            (
                "other region",
                vec![token(), statement(Allow, PULL, "arn:aws:ecr:us-west-2:111122223333:repository/*")],
                Answer::No,
            ),
            (
                "lower case",
                vec![statement(Allow, &["ecr:*"], "*"), statement(Deny, &["ECR:BATCHGETIMAGE"], "*")],
                Answer::No,
            ),
        ] {
            assert_eq!(pull(statements), expected, "{case}");
        }
    }

    #[test]
    fn the_layer_bucket_is_open_only_to_everyone_without_conditions() {
        let objects = "arn:aws:s3:::prod-us-east-2-starport-layer-bucket/*";
        let ask = |statements: Vec<Statement>| anyone_can_get_object(&PolicyDocument { statements }, objects);
        let get = |resource: &str| statement(Effect::Allow, &["s3:GetObject"], resource);
        assert_eq!(ask(vec![get(objects)]), Answer::Yes);
        assert_eq!(ask(vec![get("*")]), Answer::Yes);
        assert_eq!(ask(vec![statement(Effect::Allow, &["*"], "*")]), Answer::Yes);
        assert_eq!(ask(vec![get("arn:aws:s3:::prod-us-west-2-starport-layer-bucket/*")]), Answer::No);
        assert_eq!(ask(vec![get("arn:aws:s3:::prod-us-east-2-starport-layer-bucket")]), Answer::No);
        let mut tied = get("*");
        tied.conditions.push(Condition {
            operator: "StringEquals".into(),
            key: "aws:PrincipalAccount".into(),
            values: vec![Value::literal("111122223333")],
        });
        assert_eq!(ask(vec![tied]), Answer::No);
        let mut unknown = get("*");
        unknown.resources = vec![Value::Unknown];
        assert_eq!(ask(vec![unknown]), Answer::Unknown);
        assert_eq!(ask(vec![get("*"), statement(Effect::Deny, &["s3:Get*"], objects)]), Answer::No);
    }
}
