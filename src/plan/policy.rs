//! Input: what is allowed and denied.
//! Output: IAM policy documents as typed statements.
//! Never: a blob of JSON.

use super::{ResourceId, Value, logical_id};
use crate::aws::{Region, Service};
use std::fmt;

/// A document that resources of a plan name.
#[derive(Debug, Clone, PartialEq)]
pub struct Policy {
    /// What they name it by.
    pub id: PolicyId,
    /// What it says.
    pub document: PolicyDocument,
}

/// Names of policy documents.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum PolicyId {
    /// On both ECR endpoints.
    Ecr,
    /// On the S3 gateway endpoint.
    S3,
    /// On another endpoint; those for the FIPS names of a service have the one of its plain endpoint.
    Endpoint(ResourceId),
    /// Who may assume the task execution role.
    ExecutionRoleTrust,
    /// What the task execution role may do.
    ExecutionRole,
    /// What one of several task execution roles may do, by its [`super::role_label`].
    ExecutionRoleOf(String),
    /// Of a resource of a template that ecrc did not write.
    Named(String),
}

impl PolicyId {
    /// The policy that a block's endpoint has, if it has one; `None` of what is no endpoint.
    pub fn of_endpoint(endpoint: &ResourceId) -> Option<Self> {
        match endpoint {
            ResourceId::Endpoint(Service::S3) => Some(PolicyId::S3),
            ResourceId::Endpoint(service) if service.is_ecr() => Some(PolicyId::Ecr),
            ResourceId::Endpoint(service) => Some(PolicyId::Endpoint(ResourceId::Endpoint(service.plain()))),
            ResourceId::EndpointOf(_) => Some(PolicyId::Endpoint(endpoint.clone())),
            ResourceId::Vpc
            | ResourceId::PrivateSubnet(_)
            | ResourceId::PrivateRouteTable
            | ResourceId::PrivateSubnetRouteTableAssociation(_)
            | ResourceId::EndpointSecurityGroup
            | ResourceId::HttpsFromVpc
            | ResourceId::HttpsFrom(_)
            | ResourceId::HttpsFromClientGroup
            | ResourceId::HttpsToEndpoints(_)
            | ResourceId::HttpsToS3(_)
            | ResourceId::ExecutionRole
            | ResourceId::ExecutionRolePolicy
            | ResourceId::ExecutionRoleOf(_)
            | ResourceId::ExecutionRolePolicyOf(_)
            | ResourceId::Named(_) => None,
        }
    }
}

/// For people: `ecr`, `logs`, `execution-role`.
impl fmt::Display for PolicyId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            PolicyId::Ecr => f.write_str("ecr"),
            PolicyId::S3 => f.write_str("s3"),
            PolicyId::Endpoint(ResourceId::Endpoint(service)) => f.write_str(service.name()),
            PolicyId::Endpoint(id) => f.write_str(&logical_id(id)),
            PolicyId::ExecutionRoleTrust => f.write_str("execution-role-trust"),
            PolicyId::ExecutionRole => f.write_str("execution-role"),
            PolicyId::ExecutionRoleOf(label) => write!(f, "execution-role-{label}"),
            PolicyId::Named(name) => f.write_str(name),
        }
    }
}

/// A policy document, version 2012-10-17.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PolicyDocument {
    /// Its statements, in canonical order.
    pub statements: Vec<Statement>,
}

/// A statement of a policy document. Its lists are sorted and have no duplicates.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Statement {
    /// `Sid`.
    pub sid: Option<String>,
    /// `Effect`.
    pub effect: Effect,
    /// `Principal`; `None` in a policy of a role.
    pub principals: Option<Principals>,
    /// `Action`: literals, with wildcards.
    pub actions: Vec<Value>,
    /// `Resource`, with wildcards; empty in a trust policy.
    pub resources: Vec<Value>,
    /// `Condition`; all of them must hold.
    pub conditions: Vec<Condition>,
}

impl Statement {
    /// Everything, to everyone.
    pub fn allow_everything() -> Self {
        Self {
            sid: None,
            effect: Effect::Allow,
            principals: Some(Principals::Everyone),
            actions: vec![Value::literal("*")],
            resources: vec![Value::literal("*")],
            conditions: Vec::new(),
        }
    }

    /// The statement as if it were about everyone, without conditions.
    #[must_use]
    pub fn to_everyone(&self) -> Self {
        Self { principals: Some(Principals::Everyone), conditions: Vec::new(), ..self.clone() }
    }

    /// The statement as it is in a region: in its resources and conditions, the partition and the region are written
    /// out.
    #[must_use]
    pub fn in_region(&self, region: Option<&Region>) -> Self {
        let written = |values: &[Value]| values.iter().map(|value| value.in_region(region)).collect();
        let condition = |it: &Condition| Condition { values: written(&it.values), ..it.clone() };
        let conditions = self.conditions.iter().map(condition).collect();
        Self { resources: written(&self.resources), conditions, ..self.clone() }
    }

    /// The statement as it is in an account: that of the deployment is written out.
    #[must_use]
    pub fn in_account(&self, account: &str) -> Self {
        let written = |values: &[Value]| values.iter().map(|value| value.in_account(account)).collect();
        let principals = self.principals.as_ref().map(|principals| match principals {
            Principals::Aws(listed) => Principals::Aws(written(listed)),
            Principals::Everyone | Principals::Service(_) | Principals::Unknown => principals.clone(),
        });
        let condition = |it: &Condition| Condition { values: written(&it.values), ..it.clone() };
        let conditions = self.conditions.iter().map(condition).collect();
        Self { principals, resources: written(&self.resources), conditions, ..self.clone() }
    }

    /// The statement, once for each of several services: it has room for one.
    pub fn of_each(self, services: Option<Vec<String>>) -> Vec<Self> {
        let Some(services) = services else { return vec![self] };
        let of = |service| Self { principals: Some(Principals::Service(service)), ..self.clone() };
        services.into_iter().map(of).collect()
    }
}

impl PolicyDocument {
    /// The policy of an endpoint without its own: it allows everything.
    pub fn full_access() -> Self {
        Self { statements: vec![Statement::allow_everything()] }
    }

    /// The document with a statement that allows everything: what it does not allow then, it denies.
    #[must_use]
    pub fn allowing_all(&self) -> Self {
        Self { statements: self.statements.iter().cloned().chain([Statement::allow_everything()]).collect() }
    }

    /// The document without what it denies.
    #[must_use]
    pub fn without_denials(&self) -> Self {
        let allows = self.statements.iter().filter(|statement| statement.effect == Effect::Allow);
        Self { statements: allows.cloned().collect() }
    }

    /// The document as it is in a region: in its resources and conditions, the partition and the region are written out.
    #[must_use]
    pub fn in_region(&self, region: Option<&Region>) -> Self {
        Self { statements: self.statements.iter().map(|statement| statement.in_region(region)).collect() }
    }

    /// Whether each statement says whom it is about, as AWS requires of an endpoint's policy:
    /// <https://docs.aws.amazon.com/vpc/latest/privatelink/vpc-endpoints-access.html>, read 2026-11-30.
    pub fn names_principals(&self) -> bool {
        self.statements.iter().all(|statement| statement.principals.is_some())
    }

    /// The roles, users and accounts that it names.
    pub fn principals(&self) -> impl Iterator<Item = &Value> {
        let lists = self.statements.iter().filter_map(|statement| match &statement.principals {
            Some(Principals::Aws(listed)) => Some(listed),
            Some(Principals::Everyone | Principals::Service(_) | Principals::Unknown) | None => None,
        });
        lists.flatten()
    }

    /// The values in it that are not IAM keywords: resources, principals, the values of conditions.
    pub fn values(&self) -> impl Iterator<Item = &Value> {
        self.statements.iter().flat_map(|statement| {
            let principals = match &statement.principals {
                Some(Principals::Aws(arns)) => arns.as_slice(),
                Some(Principals::Everyone | Principals::Service(_) | Principals::Unknown) | None => &[],
            };
            let conditions = statement.conditions.iter().flat_map(|condition| &condition.values);
            statement.resources.iter().chain(principals).chain(conditions)
        })
    }
}

/// For people, in a line: `deny ecr:DeleteRepository on arn:aws:ecr:us-east-2:<account>:repository/x`.
impl fmt::Display for Statement {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let list = |values: &[Value]| values.iter().map(Value::to_string).collect::<Vec<_>>().join(", ");
        f.write_str(match self.effect {
            Effect::Allow => "allow ",
            Effect::Deny => "deny ",
        })?;
        f.write_str(&list(&self.actions))?;
        match &self.principals {
            None | Some(Principals::Everyone) => {}
            Some(Principals::Aws(arns)) => write!(f, " by {}", list(arns))?,
            Some(Principals::Service(service)) => write!(f, " by {service}")?,
            Some(Principals::Unknown) => f.write_str(" by ?")?,
        }
        if !self.resources.is_empty() {
            write!(f, " on {}", list(&self.resources))?;
        }
        for (index, Condition { operator, key, values }) in self.conditions.iter().enumerate() {
            let joint = if index == 0 { "where" } else { "and" };
            write!(f, " {joint} {key} {operator} {}", list(values))?;
        }
        Ok(())
    }
}

/// What a statement does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Effect {
    /// `Allow`.
    Allow,
    /// `Deny`; it wins over every `Allow`.
    Deny,
}

/// The principals of a statement.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Principals {
    /// `"*"`.
    Everyone,
    /// `{"AWS": […]}`: ARNs of roles and users.
    Aws(Vec<Value>),
    /// `{"Service": …}`: `ecs-tasks.amazonaws.com`.
    Service(String),
    /// Not known.
    Unknown,
}

/// A condition of a statement: the key's value is one of these.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Condition {
    /// `StringEquals` and the like.
    pub operator: String,
    /// `aws:SourceVpc` and the like.
    pub key: String,
    /// The values; one of them must match.
    pub values: Vec<Value>,
}
