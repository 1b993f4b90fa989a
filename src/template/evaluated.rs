//! Input: what the readers of `CloudFormation` and Terraform found out.
//! Output: one shape for both: resources, outputs, parameters, and what could not be seen.
//! Never: knows what a resource type means.

use super::claim::Claim;
use super::value::{Entry, Kind, Value, Why};
use crate::span::Span;

/// What one template, or several that make one world together, or one root module, makes.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Evaluated {
    /// In the order of the texts; instances of `count` and `for_each` one by one.
    pub resources: Vec<Resource>,
    /// What Terraform looks up (`data`), as far as it is not worked into the values.
    pub lookups: Vec<Resource>,
    /// Modules and nested stacks whose text is not there, with what they are given.
    pub modules: Vec<ModuleUse>,
    /// The region that the root module's provider says.
    pub region: Option<String>,
    /// `Outputs` of `CloudFormation`, `output` blocks of the root module.
    pub outputs: Vec<Output>,
    /// `Parameters` of `CloudFormation`, variables of the root module.
    pub parameters: Vec<Parameter>,
    /// Conditions that nothing decides.
    pub undecided: Vec<Undecided>,
    /// What holds whatever is deployed: the values that a parameter may have.
    pub in_any_case: Vec<Claim>,
    /// What was not seen beside values: a file that is missing, a loop over something unknown.
    pub unknowns: Vec<UnknownNote>,
    /// Findings that the whole text accepts, in `Metadata` of the template.
    pub accepts: Vec<Accept>,
    /// Texts, or parts of them, that are broken.
    pub faults: Vec<Fault>,
    /// Keys of which another one of the same name in the same map counts.
    pub repeated: Vec<Fault>,
}

impl Evaluated {
    /// The resource at an address.
    pub fn resource(&self, address: &str) -> Option<&Resource> {
        self.resources.iter().find(|resource| resource.address == address)
    }

    /// The resources of a type.
    pub fn of_type<'e>(&'e self, kind: &'e str) -> impl Iterator<Item = &'e Resource> {
        self.resources.iter().filter(move |resource| resource.kind == kind)
    }
}

/// A resource as it is written, with its values worked out.
#[derive(Debug, Clone, PartialEq)]
pub struct Resource {
    /// `EcrApiEndpoint`; below a nested stack `Network.EcrApiEndpoint`; `module.m.aws_vpc_endpoint.this["ecr_api"]`.
    /// Where several templates make one world: behind the template's name and `#`.
    pub address: String,
    /// `AWS::EC2::VPCEndpoint`, `aws_vpc_endpoint`.
    pub kind: String,
    /// A map: `Properties`, or the arguments and blocks; a block that may stand several times is a list of maps.
    pub properties: Value,
    /// The region that it is made in, where it says so, or its provider does.
    pub region: Option<String>,
    /// A map of what stands beside these, and says what becomes of the resource: `DeletionPolicy`, `lifecycle.prevent_destroy`.
    pub fate: Value,
    /// Its name in the text.
    pub span: Span,
    /// The whole of it.
    pub body: Span,
    /// Whether it is made.
    pub exists: Exists,
    /// Findings that it accepts.
    pub accepts: Vec<Accept>,
}

/// Whether a resource is made. What is certainly not made is not in [`Evaluated`].
#[derive(Debug, Clone, PartialEq)]
pub enum Exists {
    /// It is.
    Always,
    /// It depends on these, which nothing decides: keys for [`super::Assumptions`], under which it is made or is not in
    /// [`Evaluated`]. Of `CloudFormation` it is made where all of them hold.
    When(Vec<String>),
    /// It stands for some number of resources like it, which is not known: why.
    Several(Why),
}

impl Exists {
    /// Whether something is made that needs both.
    pub(super) fn and(&self, inner: &Exists) -> Exists {
        match (self, inner) {
            (Exists::Always, other) | (other, Exists::Always) => other.clone(),
            (Exists::When(a), Exists::When(b)) => Exists::When([a.as_slice(), b].concat()),
            (Exists::Several(why), _) | (_, Exists::Several(why)) => Exists::Several(why.clone()),
        }
    }
}

/// A condition that nothing decides.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Undecided {
    /// What [`super::Assumptions`] call it: a condition's or parameter's name, `var.private`, or an expression.
    pub key: String,
    /// What it says, as far as that is read.
    pub claim: Claim,
    /// Where it stands.
    pub span: Span,
}

/// What a module or nested stack is given, whose text is not there.
#[derive(Debug, Clone, PartialEq)]
pub struct ModuleUse {
    /// `module.endpoints`, `module.endpoints["a"]`, or the nested stack's logical id.
    pub address: String,
    /// `terraform-aws-modules/vpc/aws`, or the URL of the nested stack's template.
    pub source: String,
    /// Whether it is an application of AWS's Serverless Application Repository.
    pub is_published: bool,
    /// `version`, where it is said.
    pub version: Option<String>,
    /// A map: its arguments, or `Parameters`.
    pub inputs: Value,
    /// Its name in the text.
    pub span: Span,
    /// The whole of it.
    pub body: Span,
    /// Whether it is used.
    pub exists: Exists,
    /// Why its text is not there.
    pub why: Why,
    /// Findings that it accepts.
    pub accepts: Vec<Accept>,
}

impl ModuleUse {
    /// A file that is broken: like a module whose text is not there, it may make anything, with what it may name.
    pub(super) fn broken(file: &str, at: Span, exists: Exists, names: Vec<Entry>) -> Self {
        Self {
            address: file.to_owned(),
            source: String::new(),
            is_published: false,
            version: None,
            inputs: Value::new(Kind::Map(names), at),
            span: at,
            body: at,
            exists,
            why: Why::Fails("its text is broken".to_owned()),
            accepts: Vec::new(),
        }
    }
}

/// An output.
#[derive(Debug, Clone, PartialEq)]
pub struct Output {
    /// Its name; behind the template's name and `#` where there are several templates.
    pub name: String,
    /// The name under which it is exported.
    pub export_name: Option<Value>,
    /// Its value.
    pub value: Value,
}

/// A parameter or variable.
#[derive(Debug, Clone, PartialEq)]
pub struct Parameter {
    /// Its name, as [`super::Assumptions`] call it.
    pub name: String,
    /// Its default. Whoever deploys may give another value.
    pub default: Option<Value>,
    /// Its name in the text.
    pub span: Span,
}

/// Something that was not seen, and why.
#[derive(Debug, Clone, PartialEq)]
pub struct UnknownNote {
    /// What: an address, a path.
    pub what: String,
    /// Why.
    pub why: Why,
    /// Where.
    pub span: Span,
}

/// A finding that the text itself accepts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Accept {
    /// `ECR303`; as written, known or not.
    pub code: String,
    /// Why. Empty where none is given, which is a fault of whoever wrote it.
    pub reason: String,
    /// Where it says so.
    pub span: Span,
}

/// A place where a text is broken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// Where.
    pub span: Span,
    /// What is wrong, lower case, without a full stop.
    pub message: String,
}
