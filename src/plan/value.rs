//! Input: what a spec says, or leaves open.
//! Output: values that a back end can spell: literals, parameters, attributes, joins; and why one is unknown.
//! Never: contains text of a target's own language (`${` in a literal is two characters), or takes what is unknown for a
//! value.

use super::{ResourceId, logical_id};
use crate::aws::{Region, Service};
use std::borrow::Cow;
use std::fmt;

/// A string in the making.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Value {
    /// Exactly these characters.
    Literal(Cow<'static, str>),
    /// What the spec leaves open: a parameter or variable (or, for the VPC's CIDR in Terraform, a look-up).
    Parameter(Parameter),
    /// An attribute of a resource of the same plan.
    Attribute(ResourceId, Attribute),
    /// What only the deployment knows.
    Pseudo(Pseudo),
    /// One after the other, with nothing between.
    Join(Vec<Value>),
    /// Not known.
    Unknown(Why),
}

impl Value {
    /// What nobody says.
    pub fn unknown() -> Self {
        Value::Unknown(Why::default())
    }

    /// A literal.
    pub fn literal(text: impl Into<Cow<'static, str>>) -> Self {
        Value::Literal(text.into())
    }

    /// Parts, one after the other; adjacent literals become one.
    pub fn join(parts: impl IntoIterator<Item = Value>) -> Self {
        let mut joined: Vec<Value> = Vec::new();
        let flat = parts.into_iter().flat_map(|part| if let Value::Join(parts) = part { parts } else { vec![part] });
        for part in flat {
            match (joined.last_mut(), part) {
                (Some(Value::Literal(text)), Value::Literal(more)) => text.to_mut().push_str(&more),
                (_, part) => joined.push(part),
            }
        }
        if joined.len() == 1 { joined.remove(0) } else { Value::Join(joined) }
    }

    /// The ARN of a role of this path and name, in the account that deploys.
    pub fn role_arn(path: &str, name: Value) -> Self {
        let rest = Value::join([Value::literal(format!("role{path}")), name]);
        Value::arn("iam", Value::literal(""), Value::Pseudo(Pseudo::Account), rest)
    }

    /// The ARN of something of a service, in the partition that is deployed to.
    pub fn arn(service: &str, region: Value, account: Value, rest: Value) -> Self {
        Value::join([
            Value::literal("arn:"),
            Value::Pseudo(Pseudo::Partition),
            Value::literal(format!(":{service}:")),
            region,
            Value::literal(":"),
            account,
            Value::literal(":"),
            rest,
        ])
    }

    /// Whether it is known what it will be: a literal, or an attribute of a resource of the same plan.
    pub fn is_known(&self) -> bool {
        matches!(self, Value::Literal(_) | Value::Attribute(..))
    }

    /// What a `NotAction` or a `NotResource` excludes, if this value is one; with wildcards.
    pub fn all_but(&self) -> Option<&[Value]> {
        if let Value::Unknown(Why::AllBut(others)) = self { Some(others) } else { None }
    }

    /// Whether it is so of the value, or of one of those that it joins or excludes.
    pub fn has(&self, is_so: &impl Fn(&Value) -> bool) -> bool {
        match self {
            Value::Join(parts) | Value::Unknown(Why::AllBut(parts)) => parts.iter().any(|part| part.has(is_so)),
            Value::Literal(_) | Value::Parameter(_) | Value::Attribute(..) | Value::Pseudo(_) | Value::Unknown(_) => {
                is_so(self)
            }
        }
    }

    /// Whether values that equal it are certainly the same: it is known, or one parameter or variable says it. An
    /// element of a list is not, as its index may be unknown.
    pub fn is_identified(&self) -> bool {
        match self {
            Value::Unknown(Why::Open(name)) => !name.contains('['),
            Value::Literal(_) | Value::Attribute(..) => true,
            Value::Parameter(_) | Value::Pseudo(_) | Value::Join(_) | Value::Unknown(_) => false,
        }
    }

    /// The value as it is in a region: the partition and the region are written out.
    #[must_use]
    pub fn in_region(&self, region: Option<&Region>) -> Value {
        match (self, region) {
            (Value::Pseudo(Pseudo::Partition), Some(region)) => Value::literal(region.partition.id()),
            (Value::Pseudo(Pseudo::Region), Some(region)) => Value::literal(region.id),
            (Value::Join(parts), _) => Value::join(parts.iter().map(|part| part.in_region(region))),
            (Value::Unknown(Why::AllBut(others)), _) => {
                Value::Unknown(Why::AllBut(others.iter().map(|other| other.in_region(region)).collect()))
            }
            (
                Value::Literal(_) | Value::Parameter(_) | Value::Attribute(..) | Value::Pseudo(_) | Value::Unknown(_),
                _,
            ) => self.clone(),
        }
    }

    /// The value as it is in an account: that of the deployment is written out.
    #[must_use]
    pub fn in_account(&self, account: &str) -> Value {
        match self {
            Value::Pseudo(Pseudo::Account) => Value::literal(account.to_owned()),
            Value::Join(parts) => Value::join(parts.iter().map(|part| part.in_account(account))),
            Value::Unknown(Why::AllBut(others)) => {
                Value::Unknown(Why::AllBut(others.iter().map(|other| other.in_account(account)).collect()))
            }
            Value::Literal(_) | Value::Parameter(_) | Value::Attribute(..) | Value::Pseudo(_) | Value::Unknown(_) => {
                self.clone()
            }
        }
    }

    /// The characters, where they are known wholly.
    pub fn as_literal(&self) -> Option<&str> {
        match self {
            Value::Literal(text) => Some(text),
            Value::Parameter(_) | Value::Attribute(..) | Value::Pseudo(_) | Value::Join(_) | Value::Unknown(_) => None,
        }
    }

    /// What it stands for, as people call it: the resource, or the text.
    pub fn name(&self) -> String {
        match self {
            Value::Attribute(id, _) => logical_id(id),
            Value::Literal(_) | Value::Parameter(_) | Value::Pseudo(_) | Value::Join(_) | Value::Unknown(_) => {
                self.to_string()
            }
        }
    }
}

/// For people: what only the deployment knows stands in `<…>`.
impl fmt::Display for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Value::Literal(text) => f.write_str(text),
            Value::Parameter(parameter) => write!(f, "<{}>", parameter.name()),
            Value::Attribute(id, _) => write!(f, "<{}>", logical_id(id)),
            Value::Pseudo(Pseudo::Account) => f.write_str("<account>"),
            Value::Pseudo(Pseudo::Partition) => f.write_str("<partition>"),
            Value::Pseudo(Pseudo::Region) => f.write_str("<region>"),
            Value::Join(parts) => parts.iter().try_for_each(|part| part.fmt(f)),
            Value::Unknown(_) => f.write_str("?"),
        }
    }
}

/// A list of strings.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum List {
    /// These.
    Items(Vec<Value>),
    /// A parameter that is a list.
    Parameter(Parameter),
    /// Not known.
    Unknown(Why),
}

impl List {
    /// What nobody says.
    pub fn unknown() -> Self {
        List::Unknown(Why::default())
    }

    /// What is known to be in it.
    pub fn items(&self) -> &[Value] {
        match self {
            List::Items(items) => items,
            List::Parameter(_) | List::Unknown(_) => &[],
        }
    }
}

/// What the spec leaves open. The names are an interface: people pass them on the command line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Parameter {
    /// The VPC's id.
    VpcId,
    /// The VPC's IPv4 block; Terraform looks it up.
    VpcCidr,
    /// The private subnets: a list.
    SubnetIds,
    /// The private subnets' route tables: a list.
    RouteTableIds,
    /// The group whose members may reach the endpoints.
    ClientSecurityGroupId,
    /// The endpoints' group.
    EndpointSecurityGroupId,
    /// An existing endpoint.
    EndpointId(Service),
    /// The tasks' own group.
    TaskSecurityGroupId,
    /// The prefix list of S3, to which its gateway endpoint routes; Terraform reads it from an endpoint of its own.
    S3PrefixListId,
}

impl Parameter {
    /// As `CloudFormation` spells it; a Terraform variable has the same name in its own spelling.
    pub fn name(self) -> Cow<'static, str> {
        match self {
            Parameter::VpcId => "VpcId".into(),
            Parameter::VpcCidr => "VpcCidr".into(),
            Parameter::SubnetIds => "SubnetIds".into(),
            Parameter::RouteTableIds => "RouteTableIds".into(),
            Parameter::ClientSecurityGroupId => "ClientSecurityGroupId".into(),
            Parameter::EndpointSecurityGroupId => "EndpointSecurityGroupId".into(),
            Parameter::TaskSecurityGroupId => "TaskSecurityGroupId".into(),
            Parameter::S3PrefixListId => "S3PrefixListId".into(),
            Parameter::EndpointId(service) => [&service.pascal_case(), "EndpointId"].concat().into(),
        }
    }

    /// Whether a template's parameter has this name, or is the variable of a module that stands for it.
    pub fn is_called(self, name: &str) -> bool {
        let plain = |text: &str| text.trim_start_matches("var.").replace('_', "").to_ascii_lowercase();
        plain(name) == plain(&self.name())
    }
}

/// What can be asked of a resource.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Attribute {
    /// Its id: `Ref`, or `GroupId` of a security group.
    Id,
    /// Its ARN.
    Arn,
    /// Its name (of a role).
    Name,
    /// Its IPv4 block (of a VPC), which nothing writes out.
    Cidr,
}

/// What only the deployment knows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Pseudo {
    /// The account that deploys, `AWS::AccountId`.
    Account,
    /// The partition, `AWS::Partition`.
    Partition,
    /// The region, `AWS::Region`.
    Region,
}

/// Why something is not known.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Why {
    /// Nothing says it.
    #[default]
    Unsaid,
    /// A parameter or a variable without a value says it, by this name.
    Open(String),
    /// What another stack, a data source or a module that is not there says, by this name.
    Elsewhere(String),
    /// For this reason, in a clause.
    Because(String),
    /// Something makes it that is not read, for this reason, in a clause. What is unknown so stands for any number of its kind.
    Unread(String),
    /// It is everything but these, with wildcards: `NotAction` or `NotResource`.
    AllBut(Vec<Value>),
}

/// In a clause: "the parameter `VpcId` has no value".
impl fmt::Display for Why {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Why::Unsaid => f.write_str("nothing sets it"),
            Why::Open(name) => write!(f, "`{name}` has no value"),
            Why::Elsewhere(name) => write!(f, "`{name}` is known only elsewhere"),
            Why::Because(reason) | Why::Unread(reason) => f.write_str(reason),
            Why::AllBut(others) => {
                let others: Vec<String> = others.iter().map(|other| format!("`{other}`")).collect();
                write!(f, "it is everything except {}", others.join(", "))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_element_of_an_open_list_is_not_one_value() {
        let open = |name: &str| Value::Unknown(Why::Open(name.to_owned()));
        assert!(open("VpcId").is_identified() && open("var.vpc.id").is_identified());
        assert!(!open("var.tables[?]").is_identified() && !Value::unknown().is_identified());
    }
}
