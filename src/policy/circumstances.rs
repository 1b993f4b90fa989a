//! Input: a policy document, and what is known of one call: who makes it, and through which endpoint.
//! Output: the document as it is for this call: what is decided is gone from it.
//! Never: decides a condition on a key whose value this call does not tell.

use super::known::{Known, any};
use super::open::OpenName;
use super::symbol::symbols;
use super::{Budget, Pattern, Who, principal};
use crate::plan::{Condition, PolicyDocument, Principals, Statement, Value};

/// So many steps a pattern may take.
const STEPS: usize = 100_000;

/// The value of a condition key in one call.
#[derive(Debug, Clone, PartialEq)]
pub enum Given {
    /// This value.
    Is(Value),
    /// The call has no such key.
    Absent,
    /// Not known.
    Unknown,
}

/// Who makes a call.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Principal {
    /// The names of its ARN, such as the attribute of a resource and the same written out; none if it is not known.
    pub arns: Vec<Value>,
    /// The role's name, without its path.
    pub name: Option<String>,
    /// Its path, such as `/` or `/team/`, if it is known.
    pub path: Option<String>,
    /// Its account: its id, or that of the deployment; none if it is not known.
    pub account: Option<Value>,
}

/// What is known of one call.
#[derive(Debug, Clone, PartialEq)]
pub struct Circumstances {
    /// Who makes it; `None` if it is nobody whom the document can name, so that whom it names is left as it is.
    pub principal: Option<Principal>,
    /// `aws:SourceVpc`.
    pub source_vpc: Given,
    /// `aws:SourceVpce`.
    pub source_vpce: Given,
    /// The ids of endpoints that are surely another one than this.
    pub other_endpoints: Vec<Value>,
    /// `aws:RequestedRegion`, which is in every call.
    pub region: Given,
    /// `aws:SourceAccount`, where a service calls.
    pub source_account: Given,
    /// `aws:SourceArn`, where a service calls.
    pub source_arn: Given,
}

impl Circumstances {
    /// The document for this call: a statement that is not about it is left out, and a condition that holds is, too.
    /// What remains depends on what is not known.
    pub fn settle(&self, document: &PolicyDocument) -> PolicyDocument {
        let statements = document.statements.iter().filter_map(|statement| self.statement(statement));
        PolicyDocument { statements: statements.collect() }
    }

    fn statement(&self, statement: &Statement) -> Option<Statement> {
        let principals = match &statement.principals {
            named if self.principal.is_none() => named.clone().unwrap_or(Principals::Everyone),
            // A policy of a role is about that role.
            None | Some(Principals::Everyone) => Principals::Everyone,
            Some(Principals::Unknown) => Principals::Unknown,
            Some(Principals::Service(_)) => return None,
            Some(Principals::Aws(listed)) => match any(listed.iter().map(|listed| self.principal.as_ref()?.is(listed)))
            {
                Some(true) => Principals::Everyone,
                Some(false) => return None,
                None => Principals::Unknown,
            },
        };
        let mut conditions = Vec::new();
        for condition in &statement.conditions {
            match self.holds(condition) {
                Some(true) => {}
                Some(false) => return None,
                None => conditions.push(condition.clone()),
            }
        }
        Some(Statement { principals: Some(principals), conditions, ..statement.clone() })
    }

    /// Whether a condition holds. Of a key that is absent, a negated operator and `…IfExists` hold, and no other does:
    /// <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html>, read
    /// 2026-11-30.
    fn holds(&self, condition: &Condition) -> Known {
        let operator = condition.operator.to_ascii_lowercase();
        let (operator, if_exists) =
            operator.strip_suffix("ifexists").map_or((operator.as_str(), false), |operator| (operator, true));
        let key = condition.key.to_ascii_lowercase();
        if key == "aws:principalarn" {
            return self.holds_of_principal(operator, condition);
        }
        let secure = Given::Is(Value::literal("true"));
        let account = self.principal.as_ref().and_then(|principal| principal.account.clone());
        let account = account.map_or(Given::Unknown, Given::Is);
        let given = match key.as_str() {
            "aws:sourcevpc" => &self.source_vpc,
            "aws:sourcevpce" => &self.source_vpce,
            "aws:sourceaccount" => &self.source_account,
            "aws:sourcearn" => &self.source_arn,
            "aws:principalaccount" => &account,
            "aws:requestedregion" => &self.region,
            // All calls here are https.
            "aws:securetransport" => &secure,
            _ => &Given::Unknown,
        };
        let values = &condition.values;
        if operator == "null" {
            let wants_absent = values.first()?.as_literal()?.parse::<bool>().ok()?;
            return match given {
                Given::Is(_) => Some(!wants_absent),
                Given::Absent => Some(wants_absent),
                Given::Unknown => None,
            };
        }
        let (how, negated) = how(operator)?;
        match given {
            Given::Unknown => None,
            Given::Absent => Some(negated || if_exists),
            Given::Is(value) => {
                let is_other = |asked| key == "aws:sourcevpce" && self.other_endpoints.contains(asked);
                let met = |asked| if is_other(asked) { Some(false) } else { meets(how, asked, value) };
                any(values.iter().map(met)).map(|met| met != negated)
            }
        }
    }

    fn holds_of_principal(&self, operator: &str, condition: &Condition) -> Known {
        let (how, negated) = how(operator)?;
        let principal = self.principal.as_ref().filter(|principal| !principal.arns.is_empty())?;
        let met = condition.values.iter().map(|asked| {
            let text = asked.to_string();
            let is_pattern = text.contains(['*', '?']);
            // The key holds the ARN of the role: the root of an account is none.
            if text.ends_with(":root") {
                return Some(false);
            }
            match how {
                How::Like if is_pattern => principal.is_like(asked),
                How::Equals | How::Like => principal.is(asked),
                // Another one may be the same in another letter case.
                How::EqualsInAnyCase => principal.is(asked).filter(|is_it| *is_it),
            }
        });
        any(met).map(|met| met != negated)
    }
}

/// How an operator compares.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum How {
    Equals,
    EqualsInAnyCase,
    Like,
}

/// How an operator compares, and whether it is negated; `None` for one that is not about strings or ARNs.
fn how(operator: &str) -> Option<(How, bool)> {
    Some(match operator {
        "stringequals" => (How::Equals, false),
        "stringnotequals" => (How::Equals, true),
        "stringequalsignorecase" | "bool" => (How::EqualsInAnyCase, false),
        "stringnotequalsignorecase" => (How::EqualsInAnyCase, true),
        "stringlike" | "arnlike" | "arnequals" => (How::Like, false),
        "stringnotlike" | "arnnotlike" | "arnnotequals" => (How::Like, true),
        _ => return None,
    })
}

/// Whether a value is one that a condition asks for. Ids that a deployment gives may be any that is written out.
fn meets(how: How, asked: &Value, value: &Value) -> Known {
    if asked == value && !matches!(value, Value::Unknown(_)) {
        return Some(true);
    }
    let (text, literal) = (asked.as_literal(), value.as_literal());
    match how {
        How::Like if text == Some("*") => Some(true),
        How::Like => {
            let matches = Pattern::of(asked)?.matches_symbols(&symbols(value)?);
            // What only the deployment knows may be what is written out.
            (matches || literal.is_some()).then_some(matches)
        }
        How::Equals => Some(text? == literal?),
        How::EqualsInAnyCase => Some(text?.eq_ignore_ascii_case(literal?)),
    }
}

impl Principal {
    /// Whether what a policy lists is, or contains, this principal.
    fn is(&self, listed: &Value) -> Known {
        if listed.as_literal() == Some("*") {
            return Some(true);
        }
        if self.arns.is_empty() {
            return None;
        }
        let about = |arn| {
            let principals = Some(Principals::Aws(vec![listed.clone()]));
            let statement = Statement { principals, ..Statement::allow_everything() };
            principal::is_about(&statement, Who::Arn(arn))
        };
        if self.arns.iter().any(|arn| about(arn) == Some(true)) {
            return Some(true);
        }
        let text = listed.to_string();
        let is_written_out = |value: &Value| value.as_literal().is_some();
        if is_written_out(listed) && self.arns.iter().any(is_written_out) {
            return Some(false);
        }
        // The account that deploys may be any that is written out.
        let own = self.name.as_deref()?;
        let (_, named) = text.rsplit_once(":role")?;
        let name = named.rsplit('/').next().unwrap_or(named);
        let is_other = match &self.path {
            Some(path) => !named.contains(['<', '?', '*']) && named != [path.as_str(), own].concat(),
            // A path may stand before a name.
            None => !name.contains(['<', '?', '*']) && name != own,
        };
        is_other.then_some(false)
    }

    /// Whether its ARN matches a pattern: of its names, one may tell.
    fn is_like(&self, pattern: &Value) -> Known {
        let mut budget = Budget::new(STEPS);
        self.arns.iter().find_map(|arn| OpenName::of(arn).is_like(pattern, &mut budget))
    }
}

#[cfg(test)]
mod tests {
    use super::{Circumstances, Given, Principal};
    use crate::plan::{Attribute, Condition, PolicyDocument, Principals, Pseudo, ResourceId, Statement, Value};
    use crate::policy::{Decision, Request, Who, decide};

    fn call() -> Circumstances {
        Circumstances {
            principal: Some(Principal {
                arns: vec![Value::literal("arn:aws:iam::111122223333:role/team/tasks")],
                name: Some("tasks".into()),
                path: None,
                account: Some(Value::literal("111122223333")),
            }),
            source_vpc: Given::Is(Value::literal("vpc-1")),
            source_vpce: Given::Is(Value::Attribute(ResourceId::Named("Api".into()), Attribute::Id)),
            other_endpoints: vec![Value::Attribute(ResourceId::Named("Dkr".into()), Attribute::Id)],
            region: Given::Is(Value::literal("us-east-2")),
            source_account: Given::Is(Value::Pseudo(Pseudo::Account)),
            source_arn: Given::Is(Value::join([
                Value::literal("arn:aws:ecs:eu-west-1:"),
                Value::Pseudo(Pseudo::Account),
                Value::literal(":task/a"),
            ])),
        }
    }

    fn decided(call: &Circumstances, statement: Statement) -> Decision {
        let document = call.settle(&PolicyDocument { statements: vec![statement] });
        let resource = Value::literal("*");
        decide(&document, &Request { who: Who::AnyoneElse, action: "ecr:GetAuthorizationToken", resource: &resource })
    }

    fn under(call: &Circumstances, operator: &str, key: &str, value: Value) -> Decision {
        let conditions = vec![Condition { operator: operator.into(), key: key.into(), values: vec![value] }];
        decided(call, Statement { conditions, ..Statement::allow_everything() })
    }

    #[test]
    fn conditions_are_decided_with_the_values_of_the_call() {
        use Decision::{Allowed, NotAllowed, Unknown};
        let id = |name: &str| Value::Attribute(ResourceId::Named(name.into()), Attribute::Id);
        let text = |text: &'static str| Value::literal(text);
        for (operator, key, value, expected) in [
            ("StringEquals", "aws:SourceVpc", text("vpc-1"), Allowed),
            ("StringEquals", "AWS:sourcevpc", text("vpc-2"), NotAllowed),
            ("StringNotEquals", "aws:SourceVpc", text("vpc-1"), NotAllowed),
            ("StringNotEqualsIfExists", "aws:SourceVpc", text("vpc-2"), Allowed),
            ("StringLike", "aws:SourceVpc", text("vpc-*"), Allowed),
            ("StringEquals", "aws:SourceVpc", text("vpc-*"), NotAllowed),
            ("StringEquals", "aws:SourceVpc", text("VPC-1"), NotAllowed),
            ("StringEqualsIgnoreCase", "aws:SourceVpc", text("VPC-1"), Allowed),
            ("StringNotEqualsIgnoreCase", "aws:SourceVpc", text("VPC-1"), NotAllowed),
            ("StringEqualsIgnoreCase", "aws:SourceVpc", text("VPC-2"), NotAllowed),
            ("StringEquals", "aws:SourceVpce", id("Api"), Allowed),
            // The stack's endpoint may have that very id.
            ("StringEquals", "aws:SourceVpce", text("vpce-1"), Unknown),
            ("StringEquals", "aws:SourceVpce", id("Dkr"), NotAllowed),
            ("StringNotEquals", "aws:SourceVpce", id("Dkr"), Allowed),
            // That may be this one, by another name.
            ("StringEquals", "aws:SourceVpce", id("Looked"), Unknown),
            ("StringEquals", "aws:RequestedRegion", text("us-east-2"), Allowed),
            ("StringEquals", "aws:RequestedRegion", text("eu-west-1"), NotAllowed),
            ("StringNotEquals", "aws:RequestedRegion", text("us-east-2"), NotAllowed),
            ("StringLike", "aws:RequestedRegion", text("us-*"), Allowed),
            ("StringEquals", "aws:RequestedRegion", Value::Pseudo(Pseudo::Region), Unknown),
            ("Null", "aws:SourceVpce", text("false"), Allowed),
            ("Null", "aws:SourceVpce", text("true"), NotAllowed),
            ("Bool", "aws:SecureTransport", text("true"), Allowed),
            ("Bool", "aws:SecureTransport", text("false"), NotAllowed),
            ("ArnEquals", "aws:PrincipalArn", text("arn:aws:iam::111122223333:role/team/tasks"), Allowed),
            ("ArnLike", "aws:PrincipalArn", text("arn:aws:iam::*:role/team/*"), Allowed),
            ("StringEqualsIgnoreCase", "aws:PrincipalArn", text("arn:aws:iam::111122223333:role/Team/tasks"), Unknown),
            ("ArnLike", "aws:PrincipalArn", text("arn:aws:iam::*:role/other/*"), NotAllowed),
            ("StringNotLike", "aws:PrincipalArn", text("arn:aws:iam::*:role/team/*"), NotAllowed),
            ("StringEquals", "aws:PrincipalAccount", text("111122223333"), Allowed),
            ("StringNotEquals", "aws:PrincipalAccount", text("111122223333"), NotAllowed),
            ("StringEquals", "aws:PrincipalAccount", text("444455556666"), NotAllowed),
            // The account that deploys may be this one.
            ("StringEquals", "aws:PrincipalAccount", Value::Pseudo(Pseudo::Account), Unknown),
            ("StringEquals", "aws:SourceAccount", Value::Pseudo(Pseudo::Account), Allowed),
            ("StringEquals", "aws:SourceAccount", text("111122223333"), Unknown),
            ("ArnLike", "aws:SourceArn", text("arn:aws:ecs:eu-west-1:*:*"), Allowed),
            ("ArnLike", "aws:SourceArn", text("arn:aws:ecs:*:????????????:*"), Allowed),
            ("ArnLike", "aws:SourceArn", text("arn:aws:ecs:eu-west-1:111122223333:*"), Unknown),
            ("StringEquals", "aws:PrincipalOrgID", text("o-1"), Unknown),
            ("IpAddress", "aws:SourceIp", text("10.0.0.0/8"), Unknown),
            ("ForAnyValue:StringEquals", "aws:SourceVpc", text("vpc-1"), Unknown),
        ] {
            assert_eq!(under(&call(), operator, key, value.clone()), expected, "{operator} {key} {value}");
        }
    }

    #[test]
    fn outside_of_an_endpoint_there_is_no_source() {
        let outside = Circumstances { source_vpc: Given::Absent, source_vpce: Given::Absent, ..call() };
        for (operator, expected) in [
            ("StringEquals", Decision::NotAllowed),
            ("StringLike", Decision::NotAllowed),
            ("StringNotEquals", Decision::Allowed),
            ("StringEqualsIfExists", Decision::Allowed),
        ] {
            assert_eq!(under(&outside, operator, "aws:SourceVpc", Value::literal("vpc-1")), expected, "{operator}");
        }
    }

    #[test]
    fn a_principal_is_told_apart_as_far_as_it_is_known() {
        use Decision::{Allowed, NotAllowed, Unknown};
        let here = |tail: &'static str| {
            let account = Value::Pseudo(crate::plan::Pseudo::Account);
            Value::join([Value::literal("arn:aws:iam::"), account, Value::literal(tail)])
        };
        let deploying = Circumstances {
            principal: Some(Principal {
                arns: vec![here(":role/tasks")],
                name: Some("tasks".into()),
                path: None,
                account: None,
            }),
            ..call()
        };
        let unknown = Circumstances { principal: Some(Principal::default()), ..call() };
        for (listed, written, deployed, nobody) in [
            (Value::literal("*"), Allowed, Allowed, Allowed),
            (Value::literal("arn:aws:iam::111122223333:role/team/tasks"), Allowed, Unknown, Unknown),
            (Value::literal("arn:aws:iam::111122223333:role/tasks"), NotAllowed, Unknown, Unknown),
            (Value::literal("arn:aws:iam::111122223333:role/other"), NotAllowed, NotAllowed, Unknown),
            (Value::literal("arn:aws:iam::111122223333:root"), Allowed, Unknown, Unknown),
            (Value::literal("444455556666"), NotAllowed, Unknown, Unknown),
            (here(":role/tasks"), Unknown, Allowed, Unknown),
            (here(":role/other"), NotAllowed, NotAllowed, Unknown),
        ] {
            let principals = Some(Principals::Aws(vec![listed.clone()]));
            let statement = Statement { principals, ..Statement::allow_everything() };
            assert_eq!(decided(&call(), statement.clone()), written, "{listed}");
            assert_eq!(decided(&deploying, statement.clone()), deployed, "{listed}");
            assert_eq!(decided(&unknown, statement), nobody, "{listed}");
        }
    }

    #[test]
    fn a_path_is_a_part_of_the_arn() {
        use Decision::{Allowed, NotAllowed, Unknown};
        let here = |tail: &str| {
            let account = Value::Pseudo(crate::plan::Pseudo::Account);
            Value::join([Value::literal("arn:aws:iam::"), account, Value::literal(tail.to_owned())])
        };
        let of = |path: &str| Circumstances {
            principal: Some(Principal {
                arns: vec![here(&format!(":role{path}tasks"))],
                name: Some("tasks".into()),
                path: Some(path.into()),
                account: None,
            }),
            ..call()
        };
        let written = |tail: &str| Value::literal(format!("arn:aws:iam::111122223333:role{tail}"));
        for (listed, at_the_root, in_a_team) in [
            (here(":role/tasks"), Allowed, NotAllowed),
            (here(":role/team/tasks"), NotAllowed, Allowed),
            (written("/tasks"), Unknown, NotAllowed),
            (written("/team/tasks"), NotAllowed, Unknown),
        ] {
            let principals = Some(Principals::Aws(vec![listed.clone()]));
            let statement = Statement { principals, ..Statement::allow_everything() };
            assert_eq!(decided(&of("/"), statement.clone()), at_the_root, "{listed}");
            assert_eq!(decided(&of("/team/"), statement), in_a_team, "{listed}");
        }
    }
}
