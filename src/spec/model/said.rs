//! Input: one statement of the tree.
//! Output: what it says, typed, with the key by which a block's statement replaces that of `defaults`.
//! Never: looks at other statements.

use super::accept;
use super::arguments::Arguments;
use super::defaults::once;
use super::endpoint;
use super::execution_roles;
use super::ids::{PARAMETER, ids, is_parameter, own_id};
use super::launch;
use super::propose;
use super::saying::{Said, Saying};
use super::uses;
use super::{Client, Existing, PrivateDns, PrivateDnsOf, Tag, Vpc, WindowsImages};
use super::{access, access_on};
use crate::aws::{
    self, AccountId, BucketName, Date, Ipv4Cidr, Ipv6Cidr, PrefixListId, PullThroughPrefix, Region, RouteTableId,
    SecurityGroupId, Service, SubnetId, VpcEndpointId, VpcId,
};
use crate::cards;
use crate::diagnostic::{Diagnostic, Fix, Report, Severity};
use crate::plan::{IpAddressType, SecretStore};
use crate::span::{Source, SourceId, Spanned};
use crate::spec::syntax::{self, Argument, Item, Keyword, Statement, inside_quotes};
use crate::suggest::only_closest;

/// Reads one statement.
pub(super) fn read(statement: &Statement, report: &mut Report) -> Saying {
    let so_far = report.diagnostics.len();
    let saying = read_by(statement, Arguments::new(statement, report, Some(trial)));
    let faults = report.diagnostics.get_mut(so_far..).unwrap_or_default();
    // A statement that stays wrong is not half mended: what is meant is not known.
    if faults.iter().any(|found| found.severity() == Severity::Error && !found.fixes.iter().any(Fix::is_safe)) {
        faults.iter_mut().for_each(Diagnostic::ask);
    }
    saying
}

/// Reads one statement that is tried, and proposes nothing where it is wrong.
fn attempt(statement: &Statement, report: &mut Report) -> Saying {
    read_by(statement, Arguments::new(statement, report, None))
}

/// What is wrong with statements, each with its place in them; `None` where they are no statements of one block.
fn trial(statements: &str) -> Option<Vec<(usize, String)>> {
    let open = "private_ecr < ";
    let source = Source::new("", format!("{open}{statements} >"));
    let mut report = Report::default();
    let file = syntax::parse(&source, SourceId::default(), &mut report);
    for item in &file.items {
        let (Item::Block(block) | Item::Defaults(block)) = item else { return None };
        let mut sayings: Vec<_> = block.statements.iter().map(|statement| attempt(statement, &mut report)).collect();
        once(&mut sayings, &mut report);
    }
    let place = |found: &Diagnostic| found.primary.as_ref().map_or(0, |label| label.span.range().start);
    let faults = report.diagnostics.into_iter();
    Some(faults.map(|found| (place(&found).saturating_sub(open.len()), found.message)).collect())
}

fn read_by(statement: &Statement, mut arguments: Arguments) -> Saying {
    let said = read_said(statement.keyword, &mut arguments);
    let sound = arguments.finish();
    let said = said.filter(|_| sound).unwrap_or(Said::Nothing);
    Saying { keyword: statement.keyword.value, about: about(statement), span: statement.span, said, again: false }
}

/// Reads every statement of a file for its shape alone: what is wrong goes into the report.
pub fn read_all(file: &crate::spec::syntax::File, report: &mut Report) {
    for item in &file.items {
        if let crate::spec::syntax::Item::Defaults(block) | crate::spec::syntax::Item::Block(block) = item {
            for statement in &block.statements {
                if report.is_full() {
                    return;
                }
                read(statement, report);
            }
        }
    }
}

fn about(statement: &Statement) -> Option<String> {
    let keyword = statement.keyword.value;
    let tells_apart =
        matches!(keyword, Keyword::Tag | Keyword::Existing | Keyword::Accept | Keyword::PrivateDns | Keyword::S3);
    if !tells_apart {
        return Some(String::new());
    }
    let first = match statement.arguments.first()? {
        Argument::Word(word) => word.value,
        Argument::Text(text) => text.value.as_ref(),
        Argument::Quoted(text) => inside_quotes(text.value),
        Argument::Comma(_) | Argument::Broken(_) => return None,
    };
    let of_all = match first {
        "on" | "off" | "own" => keyword == Keyword::PrivateDns,
        "minimal" | "full" => keyword == Keyword::S3,
        _ => false,
    };
    Some(if of_all { String::new() } else { first.to_owned() })
}

const ON_OFF: &[(&str, bool)] = &[("on", true), ("off", false)];

fn read_said(keyword: Spanned<Keyword>, arguments: &mut Arguments) -> Option<Said> {
    let span = arguments.span();
    Some(match keyword.value {
        Keyword::Region => Said::Region(region(arguments)?),
        Keyword::Account => {
            let word = arguments.word("an account ID");
            Said::Account(arguments.read(word, AccountId::parse)?)
        }
        Keyword::Tag => tag(arguments)?,
        Keyword::Name => {
            let name = arguments.text("a name");
            let name = arguments.read(name, |name| aws::name_tag_fault(name).map_or(Ok(name.to_owned()), Err))?;
            Said::Name(name)
        }
        Keyword::Vpc => Said::Vpc(vpc(arguments)?),
        Keyword::Subnets => Said::Subnets(Spanned::new(ids(arguments, "a subnet ID", SubnetId::parse)?, span)),
        Keyword::RouteTables => {
            Said::RouteTables(Spanned::new(ids(arguments, "a route table ID", RouteTableId::parse)?, span))
        }
        Keyword::Existing => Said::Existing(existing(arguments)?),
        Keyword::Endpoint => {
            let endpoints = arguments.list("an endpoint service", endpoint::read);
            (!endpoints.is_empty()).then_some(Said::Endpoints(endpoints))?
        }
        Keyword::Clients => {
            let clients = arguments.list("a client", client);
            (!clients.is_empty()).then_some(Said::Clients(Spanned::new(clients, span)))?
        }
        Keyword::SecurityGroup => {
            Said::SecurityGroup(own_id(arguments, "a security group ID", SecurityGroupId::parse)?)
        }
        Keyword::Tasks => {
            let what = "a security group ID";
            let groups = arguments.list(what, |arguments| own_id(arguments, what, SecurityGroupId::parse));
            (!groups.is_empty()).then_some(Said::Tasks(Spanned::new(groups, span)))?
        }
        Keyword::Dns => Said::CustomDns(arguments.one_of("a resolver", &[("amazon", false), ("custom", true)])?),
        Keyword::PrivateDns => private_dns(arguments)?,
        Keyword::Ip => {
            let kinds = [IpAddressType::Ipv4, IpAddressType::Dualstack].map(|kind| (kind.as_str(), kind));
            if arguments.peek_word() == Some(IpAddressType::Ipv6.as_str()) {
                let word = arguments.word("an address type")?;
                let message = "`ip ipv6` is not supported: some endpoints have no IPv6 addresses";
                let found = Diagnostic::new(&cards::UNKNOWN_WORD, word.span, message).label("not an address type here");
                arguments.fault(found.help("write `ip dualstack`, for both kinds of addresses"));
                return None;
            }
            Said::Ip(Spanned::new(arguments.one_of("an address type", &kinds)?.value, span))
        }
        Keyword::Fips => Said::Fips(Spanned::new(arguments.one_of("a setting", ON_OFF)?.value, span)),
        Keyword::Sdk => {
            let word = arguments.word("a date");
            Said::Sdk(arguments.read(word, Date::parse)?)
        }
        Keyword::Launch => Said::Launch(launch::read(arguments)?),
        Keyword::Uses => {
            let uses = arguments.list("a word of `uses`", uses::read);
            (!uses.is_empty()).then_some(Said::Uses(uses))?
        }
        Keyword::Logs => Said::Awslogs(logs(arguments)?),
        Keyword::Secrets => {
            let stores = &[("secretsmanager", SecretStore::SecretsManager), ("ssm", SecretStore::Ssm)];
            let stores = arguments.list("a secret store", |arguments| arguments.one_of("a secret store", stores));
            (!stores.is_empty()).then_some(Said::Secrets(stores))?
        }
        Keyword::Exec => Said::Exec(arguments.one_of("a setting", ON_OFF)?),
        Keyword::Kms => Said::Kms(arguments.one_of("a setting", ON_OFF)?),
        Keyword::Images => Said::Images(Spanned::new(images(arguments)?, span)),
        Keyword::S3 => s3(arguments)?,
        Keyword::PullThroughCache => {
            let prefix = arguments.text("a prefix");
            Said::PullThroughCache(arguments.read(prefix, PullThroughPrefix::parse)?)
        }
        Keyword::ExecutionRole => execution_roles::read(arguments)?,
        Keyword::Allow | Keyword::Deny => {
            let allow = keyword.value == Keyword::Allow;
            let read = if access_on::is_on(arguments) { access_on::read } else { access::read };
            Said::Access(Spanned::new(read(allow, arguments)?, span))
        }
        Keyword::Accept => Said::Accept(accept::read(arguments)?),
    })
}

fn region(arguments: &mut Arguments) -> Option<Spanned<&'static Region>> {
    let word = arguments.word("a region")?;
    if let Some(region) = aws::region::find(word.value) {
        return Some(arguments.settle(&word).map(|_| region));
    }
    let known: Vec<&'static str> = Region::all().iter().filter(|it| it.launched).map(|it| it.id).collect();
    arguments.unknown(&cards::REGION_UNKNOWN, &word, "region", &known);
    None
}

fn existing(arguments: &mut Arguments) -> Option<Existing> {
    let first = arguments.peek_word().or_else(|| arguments.peek_text());
    if first.is_some_and(|id| VpcEndpointId::parse(id).is_ok()) {
        arguments.needs_first("the service of the endpoint");
        return None;
    }
    let service = endpoint::listed(arguments, "an endpoint", |_| true);
    let id = own_id(arguments, "an endpoint ID", VpcEndpointId::parse);
    Some(Existing { service: service?, id: id? })
}

/// The log driver: whether it is `awslogs`.
fn logs(arguments: &mut Arguments) -> Option<Spanned<bool>> {
    if !matches!(arguments.peek_word(), Some("firelens" | "awsfirelens")) {
        return arguments.one_of("a log driver", &[("awslogs", true), ("none", false)]);
    }
    let word = arguments.word("a log driver")?;
    let message = format!("`logs` takes no `{}`", word.value);
    let found = Diagnostic::new(&cards::UNKNOWN_WORD, word.span, message).label("a word of `uses`");
    arguments.fault(found.help("write `logs none; uses firelens`"));
    None
}

fn images(arguments: &mut Arguments) -> Option<WindowsImages> {
    if arguments.peek_word() == Some("nondistributable") {
        arguments.needs_first("a kind of images");
        return None;
    }
    if arguments.one_of("a kind of images", &[("windows", ())]).is_none() {
        arguments.give_up();
        return None;
    }
    let nondistributable = arguments.more();
    if nondistributable {
        arguments.perhaps_one_of("a kind of layers", &[("nondistributable", ())])?;
    }
    Some(WindowsImages { nondistributable })
}

fn tag(arguments: &mut Arguments) -> Option<Said> {
    let owned = |fault: Option<aws::Malformed>, text: &str| fault.map_or(Ok(text.to_owned()), Err);
    let key = arguments.text("a tag key");
    let key = arguments.read(key, |key| owned(aws::tag_key_fault(key), key));
    let value = arguments.text("a tag value");
    let value = arguments.read(value, |value| owned(aws::tag_value_fault(value), value));
    Some(Said::Tag(Tag { key: key?, value: value? }))
}

fn vpc(arguments: &mut Arguments) -> Option<Vpc> {
    let span = arguments.span();
    if arguments.peek_word().is_none() && arguments.peek_text() != Some("new") {
        let id = arguments.text("a VPC ID");
        return Some(Vpc::Existing(arguments.read(id, VpcId::parse)?));
    }
    if arguments.peek_word().is_some_and(|word| word.starts_with("vpc-")) {
        let id = arguments.text("a VPC ID");
        return Some(Vpc::Existing(arguments.read(id, VpcId::parse)?));
    }
    if arguments.one_of("a kind of VPC", &[("new", ())]).is_none() {
        arguments.give_up();
        return None;
    }
    let cidr = arguments.word("a CIDR block");
    let cidr = arguments.read(cidr, Ipv4Cidr::parse_of_vpc);
    let mut zones = None;
    if arguments.more() {
        if arguments.perhaps_one_of("a part of `vpc new`", &[("zones", ())]).is_none() {
            arguments.give_up();
            return None;
        }
        let count = arguments.word("a number of zones");
        zones = Some(arguments.read(count, aws::zones)?);
    }
    let cidr = cidr?;
    match aws::subnets_for(cidr.value, zones.map_or(2, |zones| zones.value)) {
        Ok(subnets) => Some(Vpc::New { span, cidr, subnets, zones }),
        Err(fault) => {
            let mut found = Diagnostic::new(&cards::CIDR_TOO_SMALL, cidr.span, fault.to_string())
                .label(fault.label().unwrap_or_default())
                .help("choose a block from /16 to /28 with room for a /28 subnet in each zone");
            if let Some(zones) = zones {
                found = found.also(zones.span, "one subnet per zone");
            }
            arguments.fault(found);
            None
        }
    }
}

fn client(arguments: &mut Arguments) -> Option<Spanned<Client>> {
    if is_parameter(arguments) {
        return Some(arguments.one_of("a value", &[(PARAMETER, ())])?.map(|()| Client::Parameter));
    }
    let what = "a client (a CIDR block, `\"sg-…\"` or `\"pl-…\"`)";
    // `10.0.0.0/16`, `fd00::/8`, however they are quoted; the rest are ids.
    let of_address = |c: char| c.is_ascii_hexdigit() || matches!(c, '.' | ':' | '/');
    let is_address = |text: &str| text.contains(['.', ':']) && text.chars().all(of_address);
    let is_id = match (arguments.peek_word(), arguments.peek_text()) {
        (Some(word), _) => word.starts_with("sg-") || word.starts_with("pl-"),
        (_, Some(text)) => !is_address(text),
        (None, None) => false,
    };
    let is_given = arguments.more();
    if is_id {
        let text = arguments.text(what)?;
        return if text.value.starts_with("pl-") || text.value.contains("prefix-list/") {
            Some(arguments.read(Some(text), PrefixListId::parse)?.map(Client::PrefixList))
        } else {
            Some(arguments.read(Some(text), SecurityGroupId::parse)?.map(Client::Group))
        };
    }
    let word = arguments.word(if is_given { "a CIDR block" } else { what })?;
    if word.value.contains(':') {
        let unmapped = |text: &str| {
            let cidr = Ipv6Cidr::parse(text)?;
            cidr.as_mapped_ipv4().map_or(Ok(cidr), |mapped| {
                let fault = aws::Malformed::new(format!("`{text}` is an IPv4 network in IPv6 notation"));
                Err(fault.labeled("no packet carries such an address").meaning(mapped.to_string()))
            })
        };
        Some(arguments.read(Some(word), unmapped)?.map(Client::Ipv6))
    } else {
        Some(arguments.read(Some(word), Ipv4Cidr::parse)?.map(Client::Ipv4))
    }
}

fn private_dns(arguments: &mut Arguments) -> Option<Said> {
    let settings = &[("on", PrivateDns::On), ("off", PrivateDns::Off), ("own", PrivateDns::Own)];
    let is_alone = arguments.statement.arguments.len() == 1;
    let is_near = |word| only_closest(word, ["on", "off", "own"]).is_some() && Service::find(word).is_none();
    let is_setting = |word| {
        let is_known = settings.iter().any(|(name, _)| *name == word);
        is_known || propose::synonym(word, &["on", "off"]).is_some() || (is_alone && is_near(word))
    };
    let next = arguments.peek_word().or_else(|| arguments.peek_text());
    if !endpoint::is_whole_name(arguments) && next.is_none_or(is_setting) {
        return Some(Said::PrivateDns(arguments.one_of("a setting", settings)?));
    }
    // A gateway endpoint has no private DNS.
    if let Some(gateway) = arguments.peek_word().and_then(Service::find).filter(|service| service.is_gateway()) {
        let word = arguments.word("an interface endpoint")?;
        arguments.give_up();
        let message = format!("`{}` is not an interface endpoint", gateway.name());
        arguments.fault(
            Diagnostic::new(&cards::UNKNOWN_WORD, word.span, message)
                .label("gateway endpoints have no private DNS")
                .help("remove the statement"),
        );
        return None;
    }
    let service = endpoint::interface(arguments);
    if service.is_none() && !arguments.more() {
        return None;
    }
    let setting = arguments.one_of("a setting", settings);
    Some(Said::PrivateDnsOf(PrivateDnsOf { service: service?, setting: setting? }))
}

fn s3(arguments: &mut Arguments) -> Option<Said> {
    #[derive(Clone, Copy)]
    enum Part {
        Policy(bool),
        Also,
        InUse,
    }
    let span = arguments.span();
    let parts = &[
        ("minimal", Part::Policy(false)),
        ("full", Part::Policy(true)),
        ("also", Part::Also),
        ("in_use", Part::InUse),
    ];
    let Some(part) = arguments.one_of("a part of `s3`", parts) else {
        arguments.give_up();
        return None;
    };
    Some(match part.value {
        Part::Policy(full) => Said::S3Full(Spanned::new(full, span)),
        Part::Also => Said::S3Also(ids(arguments, "a bucket name", BucketName::parse)?),
        Part::InUse => Said::S3InUse(span),
    })
}
