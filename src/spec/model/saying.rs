//! Input: nothing.
//! Output: the shapes of what a statement can say.
//! Never: reads one.

use super::{
    Accept, Access, Client, EndpointKey, ExecutionRoles, Existing, OwnId, PrivateDns, PrivateDnsOf, Tag, Vpc,
    WindowsImages,
};
use crate::aws::uses::Use;
use crate::aws::{AccountId, BucketName, Date, PullThroughPrefix, Region, RouteTableId, SecurityGroupId, SubnetId};
use crate::plan::{IpAddressType, Launch, SecretStore};
use crate::span::{Span, Spanned};
use crate::spec::syntax::Keyword;

/// What a statement says.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Said {
    Region(Spanned<&'static Region>),
    Account(Spanned<AccountId>),
    Tag(Tag),
    Name(Spanned<String>),
    Vpc(Vpc),
    Subnets(Spanned<Vec<Spanned<SubnetId>>>),
    RouteTables(Spanned<Vec<Spanned<RouteTableId>>>),
    Existing(Existing),
    Endpoints(Vec<Spanned<EndpointKey>>),
    Clients(Spanned<Vec<Spanned<Client>>>),
    SecurityGroup(Spanned<OwnId<SecurityGroupId>>),
    Tasks(Spanned<Vec<Spanned<OwnId<SecurityGroupId>>>>),
    CustomDns(Spanned<bool>),
    PrivateDns(Spanned<PrivateDns>),
    PrivateDnsOf(PrivateDnsOf),
    Ip(Spanned<IpAddressType>),
    Fips(Spanned<bool>),
    Sdk(Spanned<Date>),
    Launch(Spanned<Launch>),
    Uses(Vec<Spanned<&'static Use>>),
    Awslogs(Spanned<bool>),
    Secrets(Vec<Spanned<SecretStore>>),
    Exec(Spanned<bool>),
    Kms(Spanned<bool>),
    Images(Spanned<WindowsImages>),
    S3Full(Spanned<bool>),
    S3Also(Vec<Spanned<BucketName>>),
    S3InUse(Span),
    PullThroughCache(Spanned<PullThroughPrefix>),
    ExecutionRoles(Spanned<ExecutionRoles>),
    Access(Spanned<Access>),
    Accept(Accept),
    /// Nothing that could be relied on; what is wrong has been reported.
    Nothing,
}

/// A statement, read.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Saying {
    pub(super) keyword: Keyword,
    /// What of the keyword it is about: a tag's key, a service, a code; `None` where what says that is broken. Replacement
    /// goes by both.
    pub(super) about: Option<String>,
    pub(super) span: Span,
    pub(super) said: Said,
    /// It says again what may be said once: the block that takes it is checked, but not compiled.
    pub(super) again: bool,
}

impl Saying {
    /// Whether a block may say it more than once, whatever it says.
    pub(super) fn may_stand_often(&self) -> bool {
        let often = matches!(
            self.keyword,
            Keyword::Endpoint
                | Keyword::Launch
                | Keyword::Uses
                | Keyword::PullThroughCache
                | Keyword::Allow
                | Keyword::Deny
        );
        often || (self.keyword == Keyword::S3 && self.is_about("also"))
    }

    /// What a statement on the same topic, of an outer `defaults`, is replaced by. `allow` and `deny` add up.
    pub(super) fn topic(&self) -> Option<(Keyword, &str)> {
        let adds_up = matches!(self.keyword, Keyword::Allow | Keyword::Deny);
        Some((self.keyword, self.about.as_deref()?)).filter(|_| !adds_up)
    }

    /// Whether it is about this of the keyword.
    pub(super) fn is_about(&self, what: &str) -> bool {
        self.about.as_deref() == Some(what)
    }
}
