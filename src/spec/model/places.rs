//! Input: a block whose text stands at another place than when it was read.
//! Output: the block with all its places there.
//! Never: leaves out a place; each part is taken apart by name.

use super::{
    Accept, Access, Block, Client, EndpointKey, ExecutionRoles, Existing, OwnId, Principal, PrivateDns, PrivateDnsOf,
    Repository, Tag, Verb, Vpc, WindowsImages,
};
use crate::aws::uses::Use;
use crate::aws::{
    AccountId, BucketName, Date, Ipv4Cidr, PrincipalName, PullThroughPrefix, Region, RouteTableId, SecurityGroupId,
    Service, SubnetId, VpcEndpointId, VpcId,
};
use crate::diagnostic::Code;
use crate::plan::{IpAddressType, Launch, SecretStore, Workload};
use crate::span::{Moves, Span, Spanned};
use crate::spec::syntax::Keyword;

/// What has places.
pub(super) trait Placed {
    /// Moves all of them.
    fn follow(&mut self, moves: &Moves);
}

impl Placed for Span {
    fn follow(&mut self, moves: &Moves) {
        moves.apply(self);
    }
}

impl<T: Placed> Placed for Spanned<T> {
    fn follow(&mut self, moves: &Moves) {
        let Self { value, span } = self;
        value.follow(moves);
        span.follow(moves);
    }
}

impl<T: Placed> Placed for Option<T> {
    fn follow(&mut self, moves: &Moves) {
        if let Some(it) = self {
            it.follow(moves);
        }
    }
}

impl<T: Placed> Placed for Vec<T> {
    fn follow(&mut self, moves: &Moves) {
        for it in self {
            it.follow(moves);
        }
    }
}

/// Values that stand nowhere by themselves.
macro_rules! placeless {
    ($($value:ty),* $(,)?) => { $(impl Placed for $value { fn follow(&mut self, _: &Moves) {} })* };
}

placeless!(
    &'static Region,
    &'static Use,
    AccountId,
    BucketName,
    Client,
    Code,
    Date,
    EndpointKey,
    IpAddressType,
    Ipv4Cidr,
    Keyword,
    Launch,
    OwnId<SecurityGroupId>,
    OwnId<VpcEndpointId>,
    Principal,
    PrincipalName,
    PrivateDns,
    PullThroughPrefix,
    Repository,
    RouteTableId,
    SecretStore,
    Service,
    String,
    SubnetId,
    Verb,
    VpcId,
    WindowsImages,
    bool,
    u8,
);

/// Structs that have places in their parts alone: all of these are named, so that a new one cannot be forgotten.
macro_rules! placed {
    ($($whole:ident { $($part:ident),* $(,)? })*) => {
        $(impl Placed for $whole {
            fn follow(&mut self, moves: &Moves) {
                let Self { $($part),* } = self;
                $($part.follow(moves);)*
            }
        })*
    };
}

placed! {
    Block {
        name, span, region, account, tags, name_tag, vpc, subnets, route_tables, existing, endpoints, clients,
        security_group, tasks, custom_dns, private_dns, private_dns_of, ip, fips, sdk, workload, images, s3_full, s3_also,
        s3_in_use, pull_through_cache, execution_roles, access, access_on, accepts, statements,
    }
    Tag { key, value }
    Existing { service, id }
    PrivateDnsOf { service, setting }
    ExecutionRoles { names, new }
    Access { allow, verb, principals, repositories, idle, on }
    Accept { code, reason }
    Workload { launches, awslogs, secrets, exec, kms, uses }
}

impl Placed for Vpc {
    fn follow(&mut self, moves: &Moves) {
        match self {
            Vpc::Unsaid => {}
            Vpc::Existing(id) => id.follow(moves),
            // The blocks of its subnets follow from its own.
            Vpc::New { span, cidr, subnets: _, zones } => {
                span.follow(moves);
                cidr.follow(moves);
                zones.follow(moves);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Placed;
    use crate::compile;
    use crate::span::{Moves, SourceId, Span};
    use crate::spec::model::{Block, Input, NoFiles};
    use std::path::Path;
    use std::sync::Arc;

    fn blocks(text: &str) -> Vec<Arc<Block>> {
        let name = || "a.ecr".to_owned();
        let bytes = text.as_bytes().to_vec();
        compile(vec![Input { name: name(), identity: name(), root: name(), stem: name(), bytes }], &NoFiles).blocks
    }

    #[test]
    #[allow(clippy::disallowed_methods)] // The cases are files.
    fn a_block_that_has_moved_is_what_is_read_at_its_new_place() {
        let mut count = 0;
        let cases = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases/pass");
        for file in std::fs::read_dir(cases).unwrap().map(|file| file.unwrap().path()) {
            let Ok(text) = std::fs::read_to_string(&file) else { continue };
            let whole = |start: usize| {
                let offset = |at: usize| u32::try_from(at).unwrap();
                Span { source: SourceId(0), start: offset(start), end: offset(start + text.len()) }
            };
            let down = Moves::of(std::iter::once((whole(0), whole(8))));
            let mut moved = blocks(&text);
            for block in &mut moved {
                Arc::make_mut(block).follow(&down);
            }
            assert_eq!(moved, blocks(&format!("# Moved\n{text}")), "{}", file.display());
            count += moved.len();
        }
        assert!(count > 30, "{count}");
    }
}
