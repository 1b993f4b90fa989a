//! Input: what changed in a resource, and the specs of both sides.
//! Output: the statement that causes it.
//! Never: blames a statement that both sides have.

use super::change::{Cause, Class, ResourceChange};
use super::side::{Side, Spec};
use crate::plan::{Plan, PolicyId, Property, Resource, ResourceKind, Setting};
use crate::span::Span;
use crate::spec::syntax::Keyword;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// A statement, in its own words.
struct Said<'s> {
    keyword: Keyword,
    span: Span,
    text: Arc<str>,
    spec: Spec<'s>,
    /// The policy that it is on, if it is an `allow` or a `deny`.
    policy: Option<PolicyId>,
}

/// The statements in which two specs differ, those of the new one first.
pub(super) struct Changed<'s> {
    /// Whether each was taken away, and what it is.
    said: Vec<(bool, Said<'s>)>,
    /// A template has no statements: which of a spec's are other ones, is not known then.
    beside_template: bool,
}

impl<'s> Changed<'s> {
    /// Those of two sides; a template has none.
    pub(super) fn between(old: Option<Side<'s>>, new: Option<Side<'s>>) -> Self {
        let beside_template = [old, new].into_iter().flatten().any(|side| side.spec.is_none());
        let said = |side: Option<Side<'s>>| side.and_then(|side| side.spec).map_or_else(Vec::new, statements);
        let (old, new) = (said(old), said(new));
        let texts = |side: &[Said]| side.iter().map(|said| Arc::clone(&said.text)).collect::<BTreeSet<_>>();
        let (before, after) = (texts(&old), texts(&new));
        let added = new.into_iter().filter(|said| !before.contains(&said.text)).map(|said| (false, said));
        let removed = old.into_iter().filter(|said| !after.contains(&said.text)).map(|said| (true, said));
        Self { said: added.chain(removed).collect(), beside_template }
    }

    /// The statement that changes a resource of a plan: of the new side, or of the old where it is removed.
    pub(super) fn cause_of(&self, change: &ResourceChange, plan: &Plan, resource: &Resource) -> Option<Cause> {
        match change.class {
            Class::Unchanged => None,
            Class::Added | Class::Moved => self.find(resource.span, asking_for(&resource.kind), None, false),
            Class::Removed => self.find(resource.span, asking_for(&resource.kind), None, true),
            Class::Changed | Class::Replaced => {
                // What replaces the resource is said rather than what else changes in it, and who may do what before tags.
                let weight = |of: Property| (of == Property::PolicyDocument, of != Property::Tags);
                let decides = change.properties.iter().max_by_key(|it| (it.update, weight(it.property)));
                let Some(decides) = decides else { return self.find(None, &[Keyword::Region], None, false) };
                let setting = plan.properties(resource).into_iter().find(|(of, _)| *of == decides.property);
                let words = deciding(&resource.kind, decides.property, setting.map(|(_, setting)| setting));
                let policy = PolicyId::of_endpoint(&resource.id);
                self.find(resource.said(decides.property), words, policy.as_ref(), false)
            }
        }
    }

    /// The first of them that holds a place or opens with one of the words, in the order of the words; of `allow` and `deny`
    /// only those on a policy, if one is given.
    fn find(
        &self,
        asked_by: Option<Span>,
        keywords: &[Keyword],
        policy: Option<&PolicyId>,
        prefer_removed: bool,
    ) -> Option<Cause> {
        let is_on = |said: &Said| policy.is_none() || said.policy.is_none() || said.policy.as_ref() == policy;
        let of_side = |removed: bool| self.said.iter().filter(move |(is_removed, _)| *is_removed == removed);
        let both = || of_side(prefer_removed).chain(of_side(!prefer_removed));
        let holds = |said: &Said| asked_by.is_some_and(|span| said.span.holds(span));
        let around = of_side(prefer_removed).find(|(_, said)| holds(said));
        let worded = || {
            let mut fitting =
                keywords.iter().flat_map(|word| both().filter(|(_, said)| said.keyword == *word && is_on(said)));
            let first = fitting.next();
            first.filter(|_| !self.beside_template || fitting.next().is_none())
        };
        let (removed, said) = around.or_else(worded)?;
        let source = said.spec.sources.get(said.span.source)?;
        Some(Cause {
            file: source.name.clone(),
            position: source.position(said.span.start),
            text: Arc::clone(&said.text),
            removed: *removed,
        })
    }
}

fn statements(spec: Spec) -> Vec<Said> {
    let policies = spec.block.policies();
    let on: BTreeMap<Span, &PolicyId> =
        policies.iter().flat_map(|(id, access)| access.iter().map(move |access| (access.span, id))).collect();
    let said = spec.block.statements.iter().map(|statement| Said {
        keyword: statement.value,
        span: statement.span,
        text: spec.sources.text(statement.span).split_whitespace().collect::<Vec<_>>().join(" ").into(),
        spec,
        policy: on.get(&statement.span).map(|id| (*id).clone()),
    });
    said.collect()
}

/// The statements that decide over a property.
fn deciding(kind: &ResourceKind, property: Property, setting: Option<Setting>) -> &'static [Keyword] {
    use Keyword as K;
    match property {
        Property::VpcId
        | Property::CidrBlock
        | Property::AvailabilityZone
        | Property::EnableDnsHostnames
        | Property::EnableDnsSupport
        | Property::RouteTableId
        | Property::SubnetId => &[K::Vpc],
        Property::SubnetIds => &[K::Subnets, K::Vpc],
        Property::RouteTableIds => &[K::RouteTables, K::Vpc],
        Property::SecurityGroupIds | Property::GroupId | Property::GroupDescription => {
            &[K::SecurityGroup, K::Vpc, K::Clients]
        }
        Property::CidrIp
        | Property::CidrIpv6
        | Property::Description
        | Property::SourcePrefixListId
        | Property::SourceSecurityGroupId
        | Property::FromPort
        | Property::ToPort
        | Property::IpProtocol => &[K::Clients, K::Vpc],
        Property::DestinationPrefixListId | Property::DestinationSecurityGroupId => &[K::SecurityGroup, K::Tasks],
        Property::PrivateDnsEnabled => &[K::PrivateDns],
        Property::IpAddressType | Property::DnsOptions => &[K::Ip],
        Property::ServiceName | Property::VpcEndpointType => &[K::Region],
        Property::RoleName | Property::Roles | Property::AssumeRolePolicyDocument => &[K::ExecutionRole],
        Property::PolicyName => &[K::Vpc, K::ExecutionRole],
        Property::Tags => &[K::Tag, K::Name],
        Property::PolicyDocument => match (kind, setting) {
            (ResourceKind::RolePolicy(_), _) => &[K::Logs, K::Existing, K::Vpc, K::ExecutionRole],
            (_, Some(Setting::Policy(PolicyId::S3))) => &[K::S3],
            _ => &[K::Allow, K::Deny, K::PullThroughCache, K::Account],
        },
    }
}

/// The statements that decide whether a resource is there.
fn asking_for(kind: &ResourceKind) -> &'static [Keyword] {
    use Keyword as K;
    match kind {
        ResourceKind::Vpc(_)
        | ResourceKind::Subnet(_)
        | ResourceKind::RouteTable(_)
        | ResourceKind::RouteTableAssociation(_) => &[K::Vpc],
        ResourceKind::SecurityGroup(_) => &[K::SecurityGroup, K::Existing, K::Launch],
        ResourceKind::Egress(_) => &[K::Tasks, K::SecurityGroup, K::Existing, K::Launch],
        ResourceKind::Ingress(_) => &[K::Clients, K::SecurityGroup, K::Vpc, K::Existing, K::Launch],
        ResourceKind::InterfaceEndpoint(_) | ResourceKind::GatewayEndpoint(_) => {
            &[K::Existing, K::Launch, K::Logs, K::Secrets, K::Exec, K::Kms, K::Fips]
        }
        ResourceKind::Role(_) | ResourceKind::RolePolicy(_) => &[K::ExecutionRole],
    }
}
