//! Input: a template, and a place in it.
//! Output: the setting of a resource that stands there, as a plan has it.
//! Never: takes a setting of another kind for the one that is asked for.

use super::cursor::{Cursor, canonical_or_fault};
use super::fault::Fault;
use super::found::literal;
use super::names::Names;
use super::{cloudformation, terraform};
use crate::aws::{Ipv4Cidr, Ipv6Cidr, Region, Service};
use crate::backend::Target;
use crate::cards;
use crate::diagnostic::Code;
use crate::document::shown;
use crate::plan::{
    EndpointService, IpAddressType, List, Peer, Policy, PolicyDocument, PolicyId, Ports, Reason, ResourceId, Value,
    Zone,
};

/// A template that is read setting by setting.
pub(super) struct Reading<'d> {
    pub(super) target: Target,
    pub(super) region: &'static Region,
    pub(super) names: Names,
    pub(super) root: Cursor<'d>,
    pub(super) policies: Vec<Policy>,
}

impl Reading<'_> {
    pub(super) fn spelt<'s>(&self, cloudformation: &'s str, terraform: &'s str) -> &'s str {
        match self.target {
            Target::CloudFormationYaml | Target::CloudFormationJson => cloudformation,
            Target::TerraformJson => terraform,
        }
    }

    pub(super) fn value(&self, at: &Cursor) -> Result<Value, Fault> {
        match self.target {
            Target::CloudFormationYaml | Target::CloudFormationJson => cloudformation::value(&self.names, at),
            Target::TerraformJson => terraform::value(&self.names, at),
        }
    }

    pub(super) fn text(&self, at: &Cursor) -> Result<String, Fault> {
        literal(self.value(at)?, at)
    }

    pub(super) fn list(&self, at: &Cursor) -> Result<List, Fault> {
        if at.is_list() {
            let items: Result<Vec<Value>, Fault> = at.items()?.map(|item| self.value(&item)).collect();
            return items.map(List::Items);
        }
        match self.value(at)? {
            Value::Parameter(parameter) => Ok(List::Parameter(parameter)),
            Value::Literal(_) | Value::Attribute(..) | Value::Pseudo(_) | Value::Join(_) | Value::Unknown(_) => {
                Err(at.fault("must be a list or a parameter"))
            }
        }
    }

    pub(super) fn tags(&self, at: &Cursor) -> Result<Vec<(String, String)>, Fault> {
        match self.target {
            Target::CloudFormationYaml | Target::CloudFormationJson => cloudformation::tags(&self.names, at),
            Target::TerraformJson => terraform::tags(&self.names, at),
        }
    }

    pub(super) fn reason(&self, body: &Cursor) -> Result<Reason, Fault> {
        let (code, sentence, at) = match self.target {
            Target::CloudFormationYaml | Target::CloudFormationJson => cloudformation::reason(body)?,
            Target::TerraformJson => terraform::reason(body)?,
        };
        let rule = code.strip_prefix("ECR").and_then(|number| cards::find(Code(number.parse().ok()?)));
        let rule = rule.ok_or_else(|| at.fault(format!("names {}, which is not a rule", shown(code))))?;
        Ok(Reason { rule, sentence: sentence.to_owned().into() })
    }

    /// The addresses of an endpoint, IPv4 where nothing is said. Of the records of its names the comparison tells.
    pub(super) fn addresses(&self, properties: &Cursor) -> Result<Option<IpAddressType>, Fault> {
        let Some(at) = properties.get(self.spelt("IpAddressType", "ip_address_type")) else {
            return Ok(Some(IpAddressType::Ipv4));
        };
        let kind = IpAddressType::parse(&self.text(&at)?);
        kind.map(Some).ok_or_else(|| at.fault("is not an address type"))
    }

    /// A CIDR in its one spelling, where it is written down.
    pub(super) fn cidr(&self, at: &Cursor) -> Result<Value, Fault> {
        let value = self.value(at)?;
        if let Some(text) = value.as_literal() {
            let canonical = Ipv4Cidr::parse(text).map(|cidr| cidr.to_string());
            canonical_or_fault(at, text, canonical.map_err(|malformed| malformed.to_string()))?;
        }
        Ok(value)
    }

    /// Who is let in; not known where no property says so.
    pub(super) fn peer(&self, properties: &Cursor) -> Result<Peer, Fault> {
        let get = |cloudformation: &str, terraform: &str| properties.get(self.spelt(cloudformation, terraform));
        if let Some(at) = get("CidrIp", "cidr_ipv4") {
            return self.cidr(&at).map(Peer::Ipv4);
        }
        if let Some(at) = get("CidrIpv6", "cidr_ipv6") {
            let value = self.value(&at)?;
            let text = value.as_literal().unwrap_or_default();
            let canonical = Ipv6Cidr::parse(text).map(|cidr| cidr.to_string());
            canonical_or_fault(&at, text, canonical.map_err(|malformed| malformed.to_string()))?;
            return Ok(Peer::Ipv6(value));
        }
        if let Some(at) = get("SourceSecurityGroupId", "referenced_security_group_id") {
            return self.value(&at).map(Peer::Group);
        }
        if let Some(at) = get("SourcePrefixListId", "prefix_list_id") {
            return self.value(&at).map(Peer::PrefixList);
        }
        Ok(Peer::Unknown)
    }

    pub(super) fn ports(&self, properties: &Cursor) -> Result<Ports, Fault> {
        if properties.need(self.spelt("IpProtocol", "ip_protocol"))?.text()? != "tcp" {
            return Ok(Ports::All);
        }
        let port = |at: Result<Cursor, Fault>| at?.number();
        let from = port(properties.need(self.spelt("FromPort", "from_port")))?;
        Ok(Ports::Tcp(from, port(properties.need(self.spelt("ToPort", "to_port")))?))
    }

    pub(super) fn zone(&self, at: &Cursor) -> Result<Zone, Fault> {
        match self.target {
            Target::CloudFormationYaml | Target::CloudFormationJson => cloudformation::zone(&self.names, at),
            Target::TerraformJson => terraform::zone(&self.names, at),
        }
    }

    /// A service under its name of the region; under another, it is one that ecrc does not know.
    pub(super) fn service(&self, service: Service, at: &Cursor) -> Result<EndpointService, Fault> {
        let name = self.text(at)?;
        let known = name == service.endpoint_service_name(self.region);
        Ok(if known { EndpointService::Known(service) } else { EndpointService::Named(name) })
    }

    /// The policy of an endpoint that has one.
    pub(super) fn own_policy(&mut self, endpoint: &ResourceId, properties: &Cursor) -> Result<Option<PolicyId>, Fault> {
        let at = properties.get(self.spelt("PolicyDocument", "policy"));
        let policy = at.and_then(|at| Some((at, PolicyId::of_endpoint(endpoint)?)));
        policy.map(|(at, id)| self.policy(id, &at)).transpose()
    }

    /// Takes in a policy document. That all of the same id are one is seen when the template is compared.
    pub(super) fn policy(&mut self, id: PolicyId, at: &Cursor) -> Result<PolicyId, Fault> {
        if !self.policies.iter().any(|policy| policy.id == id) {
            let document: PolicyDocument = match self.target {
                Target::CloudFormationYaml | Target::CloudFormationJson => cloudformation::document(&self.names, at)?,
                Target::TerraformJson => terraform::document(&self.root, &self.names, at)?,
            };
            self.policies.push(Policy { id: id.clone(), document });
        }
        Ok(id)
    }
}
