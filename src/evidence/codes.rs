//! Input: nothing.
//! Output: the codes of the rules that an error text can point to; whoever prints them looks the rules up.
//! Never: the words of a rule page.

use crate::diagnostic::Code;

/// Declares each code with its name, and the list of all.
macro_rules! codes {
    ($($name:ident $number:literal)*) => {
        $(#[allow(missing_docs)] pub const $name: Code = Code($number);)*
        /// All of them, by number.
        pub const ALL: &[Code] = &[$($name),*];
    };
}

codes! {
    CONTRADICTION 5
    PLATFORM_VERSION_UNKNOWN 101
    ECR_ENDPOINT_MISSING 103
    ECS_ENDPOINT_MISSING 104
    LOGS_ENDPOINT_MISSING 106
    FEATURE_ENDPOINT_MISSING 107
    LOGS_UNSAID 108
    CONTAINER_AGENT_RESTART 109
    DKR_PRIVATE_DNS 201
    API_PRIVATE_DNS_OFF 202
    SDK_BEFORE_PRIVATE_DNS 203
    CUSTOM_DNS 204
    VPC_DNS 205
    PRIVATE_DNS_CONFLICT 206
    PRIVATE_DNS_OFF 208
    OWN_ZONES 209
    HTTPS_NOT_ADMITTED 301
    CIDR_TOO_SMALL 304
    SUBNETS_SHARE_ZONE 307
    IPV6_WITHOUT_ENDPOINT 308
    VPC_RANGE_REFUSED 309
    ZONES_OF_REGION 310
    TASK_EGRESS_CLOSED 311
    NETWORK_ACL_CLOSED 312
    S3_GATEWAY_MISSING 401
    S3_ROUTE_TABLE_MISSING 402
    LAYER_BUCKET_CLOSED 403
    S3_CONNECTIONS_INTERRUPTED 404
    S3_INTERFACE_INSTEAD 405
    S3_MINIMAL_ON_NODES 406
    GATEWAY_PRINCIPAL 407
    TWO_GATEWAYS 408
    NOBODY_CAN_PULL 502
    REPOSITORY_ELSEWHERE 504
    ECR_POLICIES_DIFFER 506
    TOKEN_UNDER_SOURCE_CONDITION 508
    AWS_IMAGES_STOPPED 509
    OWN_ROLE_SHUT_OUT 511
    ADD_ONS_SHUT_OUT 512
    EXECUTION_ROLE_LACKS_RIGHTS 513
    ROLE_MADE_TWICE 514
    START_SHUT_OUT 516
    WINDOWS_FOREIGN_LAYERS 601
    FIRST_PULL_NEEDS_INTERNET 603
    PULL_THROUGH_CACHE_UNAVAILABLE 604
    CALL_WITHOUT_ENDPOINT 605
    REGION_UNKNOWN 701
    PARTITION_UNCONFIRMED 702
    SERVICE_NAME_ELSEWHERE 703
    SERVICE_NAME_UNKNOWN 704
    FIPS_SERVICE_MISSING 706
    QUOTA 801
    GROUP_OR_TEMPLATE_QUOTA 802
}

#[cfg(test)]
mod tests {
    use super::ALL;
    use crate::cards;

    #[test]
    fn each_code_has_its_card() {
        assert!(ALL.is_sorted());
        let missing: Vec<String> =
            ALL.iter().filter(|code| cards::find(**code).is_none()).map(ToString::to_string).collect();
        assert!(missing.is_empty(), "no card yet: {}", missing.join(", "));
    }
}
