//! Input: nothing.
//! Output: facts of AWS, each with its source, and value types that are well-formed by construction.
//! Never: guesses; what could not be confirmed is marked so.

pub mod action;
mod arn;
mod arn_parts;
mod cidr;
mod date;
pub mod endpoint_services;
mod fips;
mod id;
mod image;
pub mod internet;
mod malformed;
mod managed_policy;
pub mod mistaken;
mod name;
mod principal_kind;
mod ranges;
pub mod region;
pub mod registries;
mod resolver;
pub mod service;
pub mod service_actions;
pub mod service_name;
mod start;
mod tag;
pub mod unusable;
pub mod uses;
mod variants;
pub mod wildcard;

pub use action::{
    ACTIONS, Action, ActionLevel, DELETE, GET_AUTHORIZATION_TOKEN, PULL, PULL_THROUGH_CACHE, PUSH, PUSH_ALONE,
};
pub use arn::{PrincipalArn, RepositoryArn};
pub use cidr::{Ipv4Cidr, Ipv6Cidr, subnets_for, zones};
pub use date::Date;
pub use endpoint_services::is_listed as is_endpoint_service;
pub use fips::{FIPS_REGIONS, Fips};
pub use id::{
    AccountId, PrefixListId, RouteTableId, SecurityGroupId, SubnetId, VpcEndpointId, VpcId, is_account, is_placeholder,
};
pub use image::{REGISTRY_HOSTS, internet_registry_of, is_image_name, may_be_in_image_name, registry_in};
pub use malformed::Malformed;
pub use managed_policy::{allowed_by, arn_of_managed, denies_nothing};
pub use name::{BucketName, PrincipalName, PullThroughPrefix, RepositoryPattern};
pub use principal_kind::PrincipalKind;
pub use ranges::Ranges;
pub use region::{Partition, Region};
pub use resolver::is_amazon_dns;
pub use service::{Listed, Service};
pub use service_name::ServiceName;
pub use start::{is_of_a_start, is_unsigned, start_actions};
pub use tag::{iam_tag_fault, name_tag_fault, tag_key_fault, tag_value_fault};
