//! Input: a policy document, and what is known of one call: who makes it, and through which endpoint.
//! Output: the document as it is for this call: what is decided is gone from it.
//! Never: decides a condition on a key whose value this call does not tell.

use super::known::{Known, any};
use super::open::OpenName;
use super::symbol::symbols;
use super::{Budget, Pattern, Who, principal};
use crate::plan::{Attribute, Condition, PolicyDocument, Principals, ResourceId, Statement, Value};

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
    /// `kms:ViaService`, where a service calls KMS in somebody's name.
    pub via_service: Given,
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
            "aws:principalaccount" | "kms:calleraccount" => &account,
            "kms:viaservice" => &self.via_service,
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
                _ if principal.is_other_made(asked) => Some(false),
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
        if self.is_other_made(listed) {
            return Some(false);
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

    /// Whether a value is the ARN, or a pattern of the ARN, of another role that the same template makes: no two roles have
    /// one ARN, nor one name in an account.
    fn is_other_made(&self, listed: &Value) -> bool {
        let Some(other) = made_as(listed) else { return false };
        let mut own = self.arns.iter().filter_map(made_as).peekable();
        own.peek().is_some() && own.all(|own| own != other)
    }

    /// Whether its ARN matches a pattern: of its names, one may tell.
    fn is_like(&self, pattern: &Value) -> Known {
        let mut budget = Budget::new(STEPS);
        self.arns.iter().find_map(|arn| OpenName::of(arn).is_like(pattern, &mut budget))
    }
}

/// The role whose ARN a value is, or whose name ends it, if a template makes the role.
fn made_as(arn: &Value) -> Option<&ResourceId> {
    match arn {
        Value::Attribute(id, Attribute::Arn) => Some(id),
        Value::Join(parts) => match parts.as_slice() {
            [.., Value::Literal(before), Value::Attribute(id, Attribute::Name)] if before.ends_with('/') => Some(id),
            _ => None,
        },
        Value::Attribute(..) | Value::Literal(_) | Value::Parameter(_) | Value::Pseudo(_) | Value::Unknown(_) => None,
    }
}

#[cfg(test)]
mod tests;
