//! Input: a template, what is changed in it, and an error text.
//! Output: what `trace --error` holds to be the cause, or that the text and the files do not fit together.
//! Never: judges a hop; the worlds of `tests/cases/trace` do.

use super::Folder;
use crate::spec::project;

const REGISTRY: &str = "111122223333.dkr.ecr.us-east-2.amazonaws.com";
const API_OFF: (&str, &str) = ("PrivateDnsEnabled: true # of Api", "PrivateDnsEnabled: false");
const DKR_OFF: (&str, &str) = ("PrivateDnsEnabled: true # of Dkr", "PrivateDnsEnabled: false");
const NO_TOKEN: (&str, &str) = ("Action: ecr:GetAuthorizationToken", "Action: ecr:DescribeImages");
const NO_IMAGE: (&str, &str) = ("ecr:BatchGetImage", "ecr:DescribeImages");
const CLOSED: (&str, &str) = ("        - CidrIp: 10.0.0.0/16", "        - CidrIp: 192.168.0.0/16");

/// What is said of a text: the exit code, and all of it on one line.
fn said(changes: &[(&str, &str)], error: &str) -> (i32, String) {
    let mut template = std::fs::read_to_string(project("tests/cases/trace/fargate.yaml")).unwrap();
    for (from, to) in changes {
        assert!(template.contains(from), "{from}");
        template = template.replace(from, to);
    }
    let folder = Folder::with(&[("a.yaml", &template)]);
    let run = folder.run(&["trace", "a.yaml", "--region", "us-east-2", "--error", error]);
    let words: Vec<&str> = run.out.split_whitespace().collect();
    (run.code.unwrap_or_default(), words.join(" "))
}

/// A registry that saw no valid token was reached: what failed is the request for one, and never the rights of a pull, of which
/// the answer is 403.
#[test]
fn a_401_is_held_against_the_request_for_a_token() {
    let unauthorized = format!(
        "pull image manifest has been retried 1 time(s): failed to resolve ref {REGISTRY}/team/web:1: unexpected status from \
                 HEAD request to https://{REGISTRY}/v2/team/web/manifests/1: 401 Unauthorized"
    );
    let plain =
        format!("Failed to pull image: Get https://{REGISTRY}/v2/team/web/manifests/1: no basic auth credentials");
    for error in [&unauthorized, &plain] {
        for (changes, expected) in [
            (vec![API_OFF], "(ECR202)"),
            (vec![NO_TOKEN], "(ECR513)"),
            (vec![NO_TOKEN, NO_IMAGE], "`ecr:GetAuthorizationToken` (ECR513)"),
        ] {
            let (code, said) = said(&changes, error);
            assert!(code == 0 && said.contains(expected) && !said.contains("BatchGetImage"), "{changes:?}: {said}");
        }
        let (code, said) = said(&[NO_IMAGE], error);
        assert!(code == 1 && said.contains("nothing in these files explains it"), "{said}");
    }
}

/// An answer shows that something leads there, whatever the files show.
#[test]
fn an_answer_refutes_that_nothing_leads_there() {
    let elsewhere = REGISTRY.replace("us-east-2", "us-west-2");
    for answer in [
        format!("failed to resolve ref {elsewhere}/shop:1: not found"),
        format!(
            "failed to resolve ref {elsewhere}/shop:1: unexpected status from HEAD request to https://{elsewhere}/v2/shop/manifests/1: 403 Forbidden"
        ),
        format!(
            "failed to resolve ref {elsewhere}/shop:1: unexpected status from HEAD request to https://{elsewhere}/v2/shop/manifests/1: 401 Unauthorized"
        ),
        format!("unexpected status code https://{elsewhere}/shop: 405 Method Not Allowed"),
    ] {
        let (code, said) = said(&[], &answer);
        assert!(code == 1 && said.contains("in these files nothing leads there"), "{answer}: {said}");
        assert!(!said.contains("(ECR504)"), "{answer}: {said}");
    }
    // No endpoint and no route makes a name one that does not resolve.
    let (code, said) = said(
        &[],
        &format!(
            "Head \"https://{elsewhere}/v2/a/manifests/1\": dial tcp: lookup {elsewhere} on 10.0.0.2:53: no such host"
        ),
    );
    assert!(code == 1 && !said.contains("(ECR504)"), "{said}");
}

/// What stops the calls to one service says nothing of another.
#[test]
fn the_endpoint_of_another_service_is_no_cause() {
    let post = |host: &str| {
        format!(
            "RequestError: send request failed caused by: Post \"https://{host}/\": dial tcp 10.0.3.21:443: i/o timeout"
        )
    };
    for host in ["sts.us-east-2.amazonaws.com", "kms.us-east-2.amazonaws.com", "api.ecr.eu-west-1.amazonaws.com"] {
        let (code, said) = said(&[CLOSED], &post(host));
        assert!(code == 1 && !said.contains("a.yaml:"), "{host}: {said}");
    }
    let (code, said) = said(&[CLOSED], &post("api.ecr.us-east-2.amazonaws.com"));
    assert!(code == 0 && said.contains("`Api`") && !said.contains("`Dkr`"), "{said}");
}

/// On a host of one's own, no ECS agent says anything: people search its logs for what a helper or Docker says.
#[test]
fn a_host_of_ones_own_prints_no_words_of_the_agent() {
    let template = std::fs::read_to_string(project("tests/cases/trace/fargate.yaml")).unwrap();
    let (template, _) = template.split_once("  Task:\n").unwrap();
    let image = format!("{REGISTRY}/team/web:1");
    for (change, words) in [
        (API_OFF, "ecr: Failed to get authorization token: RequestError"),
        (NO_TOKEN, "ecr: Failed to get authorization token: AccessDeniedException"),
        (DKR_OFF, "Error response from daemon: Get"),
        (NO_IMAGE, "Error response from daemon: unexpected status"),
        (("RouteTableIds: [!Ref Table]", "RouteTableIds: []"), "error pulling image configuration: Get"),
    ] {
        let folder = Folder::with(&[("a.yaml", &template.replace(change.0, change.1))]);
        let arguments =
            ["trace", "a.yaml", "--region", "us-east-2", "--launch", "docker", "--role", "pulls", "--image", &image];
        let run = folder.run(&arguments);
        let said: Vec<&str> = run.out.split_whitespace().collect();
        let said = said.join(" ");
        assert!(said.contains(words) && !said.contains("CannotPull"), "{change:?}: {said}");
    }
}

/// An address of no VPC that is shown is that of no endpoint that is shown.
#[test]
fn an_address_beyond_the_vpc_is_told() {
    let timeout = |address: &str| {
        format!("Head \"https://{REGISTRY}/v2/team/web/manifests/1\": dial tcp {address}:443: i/o timeout")
    };
    let beyond = "is in no VPC of these files";
    let (code, within) = said(&[CLOSED], &timeout("10.0.3.21"));
    assert!(code == 0 && within.contains("(ECR301)") && !within.contains(beyond), "{within}");
    let (code, said) = said(&[CLOSED], &timeout("10.99.3.21"));
    assert!(code == 1 && said.contains(&format!("10.99.3.21 {beyond}")), "{said}");
    // At a public address, it is not told of what VPC.
    let (code, public) = self::said(&[DKR_OFF], &timeout("52.94.0.1"));
    assert!(code == 0 && public.contains("(ECR201)") && !public.contains(beyond), "{public}");
}
