//! Input: templates with an endpoint that AWS refuses, or that a repository does not name.
//! Output: where a start stops, and what to write instead.
//! Never: takes away what protects a repository.

use super::{changed, said, trace};
use ecrc::trace::{Asked, Origin};

/// AWS creates an endpoint with IPv6 addresses only in IPv6-only subnets.
#[test]
fn an_endpoint_that_aws_refuses_carries_nothing() {
    let with_ipv6 = |subnets: &[(&str, &str)]| {
        let of_dkr = ("PrivateDnsEnabled: true # of Dkr", "PrivateDnsEnabled: true\n      IpAddressType: ipv6");
        let text = changed(&[subnets, &[of_dkr]].concat());
        trace(&text, &Asked::of(Origin::Template), None).iter().map(said).collect::<Vec<_>>()
    };
    assert_eq!(with_ipv6(&[]), ["manifest ports 308"]);
    let native = [("CidrBlock: 10.0.0.0/20", "Ipv6Native: true"), ("CidrBlock: 10.0.16.0/20", "Ipv6Native: true")];
    // There, the other endpoints are those that nothing reaches.
    assert_eq!(with_ipv6(&native), ["token route 308"]);
}

/// A policy that denies all but one endpoint is kept, with the endpoint that manifests take.
#[test]
fn a_repository_that_denies_other_endpoints_is_given_this_one() {
    let help = |denied: &str| {
        let policy = format!(
            "{{Statement: [{{Effect: Deny, Principal: '*', Action: 'ecr:BatchGetImage', Condition: {{StringNotEquals: {denied}}}}}]}}"
        );
        let text = changed(&[
            (
                "  # more of the network\n",
                &*format!(
                    "  Repo:\n    Type: AWS::ECR::Repository\n    Properties:\n      RepositoryName: team/web\n      RepositoryPolicyText: {policy}\n"
                ),
            ),
            ("Image: 111122223333.dkr", "Image: !Sub ${AWS::AccountId}.dkr"),
        ]);
        let starts = trace(&text, &Asked::of(Origin::Template), None);
        starts[0].stop().and_then(|stop| stop.hop.help.clone())
    };
    assert_eq!(help("{'aws:SourceVpce': !Ref Dkr}"), None);
    let named = help("{'aws:SourceVpce': !Ref Api}").unwrap();
    assert_eq!(
        named,
        "name `Dkr`, which the call takes, in the condition on `aws:SourceVpce` in the policy of `team/web`"
    );
    let removed = help("{'aws:SourceVpc': vpc-0a1b2c3d}").unwrap_or_default();
    assert!(!removed.contains("aws:SourceVpce"), "{removed}");
}
