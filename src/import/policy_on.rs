//! Input: the policies of endpoints but those of ECR and S3.
//! Output: `allow … on SERVICE` and `deny … on SERVICE`.
//! Never: leaves out a statement: what the language cannot say is an error at its place.

use super::access::principal;
use super::atoms::{Of, on, whom};
use super::draft::Draft;
use super::names::quoted;
use super::place;
use super::s3_policy::{is_full, unread};
use super::side::Side;
use crate::aws::{Region, Service, service_actions};
use crate::plan::{Effect, PolicyDocument, PolicyId, Resource, Statement};
use crate::spec::model::Keyword;

/// Says what the other endpoints let through.
pub(super) fn write(draft: &mut Draft, region: &'static Region) {
    let interfaces = draft.kept.interfaces.iter().map(|it| (it.service, it.resource, &it.endpoint.policy));
    let gateways = draft.kept.gateways.iter().map(|(service, resource, it)| (*service, *resource, &it.policy));
    let others: Vec<(Service, &Resource, &Option<PolicyId>)> =
        interfaces.chain(gateways).filter(|(service, ..)| !service.is_ecr()).collect();
    for (service, resource, policy) in others {
        let Some(policy) = policy else { continue };
        let Some(document) = draft.plan.policy(policy) else {
            unread(draft, resource, service);
            continue;
        };
        if !is_full(document, &draft.side(region), Of::Other) {
            say(draft, region, (service.plain(), resource), document);
        }
    }
}

/// Whether statements can say what an endpoint lets through.
pub(super) fn can_say(draft: &Draft, service: Service, policy: Option<&PolicyId>) -> bool {
    let (Some(policy), Some(region)) = (policy, draft.plan.region) else { return policy.is_none() };
    let Some(document) = draft.plan.policy(policy) else { return false };
    let side = draft.side(region);
    let is_sayable = |statement: &Statement| words(statement, service.plain(), &side).is_ok();
    let allows = |statement: &Statement| statement.effect == Effect::Allow;
    document.statements.iter().any(allows) && document.statements.iter().all(is_sayable)
}

fn say(
    draft: &mut Draft,
    region: &'static Region,
    (service, resource): (Service, &Resource),
    document: &PolicyDocument,
) {
    let key = service.name();
    let statements = &document.statements;
    if statements.iter().all(|statement| statement.effect == Effect::Deny) {
        let at = place::of_policy(draft, resource);
        let message = format!("the policy of `{key}` allows nothing, but a spec without `allow` allows everything");
        let help = "first add an `Allow` to the policy";
        return draft.refuse(at, message, "no `Allow`", help);
    }
    let side = draft.side(region);
    let mut said: Vec<(Keyword, String)> = Vec::new();
    let mut has_everything = false;
    for (index, statement) in statements.iter().enumerate() {
        match words(statement, service, &side) {
            Ok(words) => {
                let keyword = if statement.effect == Effect::Deny { Keyword::Deny } else { Keyword::Allow };
                for words in words {
                    if keyword == Keyword::Allow && words == "all" {
                        has_everything = true;
                    } else {
                        said.push((keyword, format!("{words} on {key}")));
                    }
                }
            }
            Err((at, what)) => {
                let negation = place::negation(draft, resource, index);
                let what = negation.map_or(what, |key| format!("`{key}`"));
                let at = place::of_key(draft, resource, index, negation.unwrap_or(at));
                let message = format!("a spec cannot express {what} in the policy of `{key}`");
                let help = "change the policy first, or keep the endpoint in its template and list it in `existing`";
                draft.refuse(at, message, "no statement can express this", help);
            }
        }
    }
    // Without an `allow`, everything is allowed.
    if has_everything && said.iter().any(|(keyword, _)| *keyword == Keyword::Allow) {
        said.insert(0, (Keyword::Allow, format!("all on {key}")));
    }
    for (keyword, words) in said {
        draft.say_once(keyword, words);
    }
}

/// What a statement says, without the endpoint; else what no statement of a spec does, and under which key.
fn words(statement: &Statement, service: Service, side: &Side) -> Result<Vec<String>, (&'static str, String)> {
    if let Some(condition) = statement.conditions.first() {
        return Err(("Condition", format!("a condition such as `{}`", condition.key)));
    }
    if let Some(arn) = on(statement, side, Of::Other).into_iter().find(|arn| arn != "*") {
        return Err(("Resource", format!("the resource `{arn}`")));
    }
    let mut principals = Vec::new();
    let whom = whom(statement, side);
    // With everyone among them, the others say nothing more.
    for arn in whom.iter().filter(|_| !whom.iter().any(|arn| arn == "*")) {
        match principal(arn, side) {
            Some(words) => principals.push(words),
            None => return Err(("Principal", format!("the principal `{arn}`"))),
        }
    }
    let mut said = Vec::new();
    for action in &statement.actions {
        let text = side.value(action);
        let is_sound = side.is_known(action) && service_actions::may_be_action(service.name(), &text);
        let verb = match text.as_str() {
            "*" => Some("all".to_owned()),
            _ => quoted(&text).filter(|_| is_sound),
        };
        let Some(verb) = verb else { return Err(("Action", format!("the action `{text}`"))) };
        said.push([vec![verb], principals.clone()].concat().join(" "));
    }
    Ok(said)
}
