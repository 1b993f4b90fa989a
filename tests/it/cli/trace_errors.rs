//! Input: a template, what is changed in it, and an error text.
//! Output: what `trace --error` holds to be the cause, or that the text and the files do not fit together.
//! Never: judges a hop; the worlds of `tests/cases/trace` do.

use super::Folder;
use super::trace::{TIMEOUT, sound, without_private_dns};
use crate::spec::project;
use serde_json::Value;

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

#[test]
fn an_error_text_leads_to_what_explains_it_here() {
    let folder = Folder::with(&[("a.yaml", &without_private_dns()), ("b.yaml", &sound())]);
    let said = folder.run(&["trace", "a.yaml", "--error", TIMEOUT]).fine();
    assert!(said.contains("private DNS of `Dkr` is off") && said.contains("(ECR201) a.yaml:68:26"), "{said}");
    let run = folder.run(&["trace", "b.yaml", "--error", TIMEOUT]);
    assert_eq!(run.code, Some(1));
    assert!(run.out.contains("nothing in these files explains it"), "{}", run.out);
    let run = folder.run(&["trace", "b.yaml", "--error", "hello"]);
    assert_eq!(run.code, Some(2), "{}", run.err);
    let run = folder.run(&["trace", "a.yaml", "--error", TIMEOUT, "--format", "json"]);
    let document: Value = serde_json::from_str(&run.out).unwrap();
    assert_eq!(document["failures"][0]["causes"][0]["code"], "ECR201");
}

/// An answer shows that the call has arrived, a host shows which region it is of, and a call that passes has no cause.
#[test]
fn an_error_text_is_held_against_what_it_shows() {
    let gateway = "      RouteTableIds: [!Ref Table]\n";
    let policy = "      PolicyDocument: {Statement: [{Effect: Allow, Principal: '*', Action: 's3:GetObject', Resource: 'arn:aws:s3:::mine/*'}]}\n";
    let closed = sound()
        .replace(gateway, &format!("{gateway}{policy}"))
        .replace("        - CidrIp: 0.0.0.0/0\n", "        - CidrIp: 10.0.0.0/16\n");
    let acl = "  # more of the network\n  Acl:\n    Type: AWS::EC2::NetworkAcl\n    Properties: {VpcId: !Ref Vpc}\n  \
               AclOfA:\n    Type: AWS::EC2::SubnetNetworkAclAssociation\n    Properties: {SubnetId: !Ref SubnetA, NetworkAclId: \
               !Ref Acl}\n";
    let filtered = sound().replace("  # more of the network\n", acl).replace(", !Ref SubnetB] #", "] #");
    let folder = Folder::with(&[("closed.yaml", &closed), ("filtered.yaml", &filtered), ("sound.yaml", &sound())]);
    let forbidden = "CannotPullContainerError: ref pull has been retried 1 time(s): failed to copy: httpReadSeeker: failed open: \
                     unexpected status code https://prod-us-east-2-starport-layer-bucket.s3.us-east-2.amazonaws.com/x: 403 Forbidden";
    let said = folder.run(&["trace", "closed.yaml", "--error", forbidden]).fine();
    assert!(said.contains("(ECR403)"), "{said}");
    let elsewhere = TIMEOUT.replace("us-east-2", "eu-west-1");
    let said = folder.run(&["trace", "sound.yaml", "--error", &elsewhere]).fine();
    assert!(said.contains("(ECR504)"), "{said}");
    // Within a subnet no ACL filters: it stops the layer, and not what the text names.
    let run = folder.run(&["trace", "filtered.yaml", "--error", TIMEOUT]);
    assert!(run.code == Some(1) && run.out.contains("nothing in these files explains it"), "{}", run.out);
}

/// AWS names the role, and the files say that it starts the task.
#[test]
fn the_role_that_a_denial_names_is_found_here() {
    let folder = Folder::with(&[("a.yaml", &sound().replace("ecr:BatchGetImage", "ecr:DescribeImages"))]);
    let denied = |role: &str| {
        format!(
            "User: arn:aws:sts::111122223333:assumed-role/{role}/x is not authorized to perform: ecr:BatchGetImage because no \
             identity-based policy allows the ecr:BatchGetImage action"
        )
    };
    let said = folder.run(&["trace", "a.yaml", "--error", &denied("pulls")]).fine();
    assert!(said.contains("`ecr:BatchGetImage` (ECR513) a.yaml:"), "{said}");
    let run = folder.run(&["trace", "a.yaml", "--error", &denied("others")]);
    assert!(run.code == Some(1) && !run.out.contains("a.yaml"), "{}", run.out);
}

/// What one hop stops is said once. At a private address, the name led to something in the network.
#[test]
fn a_cause_is_said_once_and_fits_the_address() {
    let folder = Folder::with(&[("a.yaml", &sound())]);
    let elsewhere = TIMEOUT.replace("us-east-2", "eu-west-1");
    let said = folder.run(&["trace", "a.yaml", "--error", &elsewhere]).fine();
    assert_eq!(said.matches("(ECR504)").count(), 1, "{said}");
    let run = folder.run(&["trace", "a.yaml", "--error", &elsewhere.replace("52.94.0.1", "10.0.3.21")]);
    assert!(run.code == Some(1) && !run.out.contains("(ECR504)"), "{}", run.out);
}

#[test]
fn an_error_text_comes_on_standard_input() {
    let folder = Folder::with(&[("a.yaml", &without_private_dns())]);
    let said = folder.run(&["trace", "a.yaml", "--error", TIMEOUT]).fine();
    assert_eq!(folder.run_on(&["trace", "a.yaml", "--error", "-"], TIMEOUT).fine(), said);
    let run = folder.run_on(&["trace", "-", "--error", "-"], sound());
    assert_eq!(run.code, Some(2));
    assert!(run.err.contains("standard input can be read once"), "{}", run.err);
}
