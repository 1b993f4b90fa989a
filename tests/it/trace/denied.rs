//! Input: templates of which one policy refuses a call of a start.
//! Output: the rule, the place and the help, as IAM's pages say: an explicit deny wins whatever else is allowed.
//! Never: a help that leaves the call refused.

use super::rights::of_step;
use super::{changed, trace};
use ecrc::trace::{Asked, Hop, Origin, Verdict};

const FIRST: &str =
    "            Statement:\n              - Effect: Allow\n                Action: ecr:GetAuthorizationToken\n";
const OF_S3: &str = "      RouteTableIds: [!Ref Table]\n";
const OF_DKR: &str = "      PrivateDnsEnabled: true # of Dkr\n";
const ALL: &str = "{Effect: Allow, Principal: '*', Action: '*', Resource: '*'}";

/// The hop that stops a template's start, with the step of its call, the error, and the text at its place.
fn stop(text: &str) -> (&'static str, Hop, String, String) {
    let starts = trace(text, &Asked::of(Origin::Template), None);
    let stop = starts[0].stop().expect("a stop");
    let place = stop.hop.span.map_or(String::new(), |span| text[span.range()].to_owned());
    (stop.call.step.name(), stop.hop.clone(), stop.error, place)
}

fn policy(after: &str, statements: &[&str]) -> (String, String) {
    (after.to_owned(), format!("{after}      PolicyDocument: {{Statement: [{}]}}\n", statements.join(", ")))
}

#[test]
fn a_denial_is_shown_at_its_policy_and_no_allow_is_its_help() {
    let role = |deny: &str| {
        (FIRST.to_owned(), FIRST.replace("Statement:\n", &format!("Statement:\n              - {deny}\n")))
    };
    let s3 = |deny: &str| policy(OF_S3, &[ALL, deny]);
    let of_layers = "exclude `s3:GetObject` on `arn:aws:s3:::prod-us-east-2-starport-layer-bucket/*` from the `Deny` in the \
                     policy of `S3`";
    for (change, step, code, help, why) in [
        (
            role(
                "{Effect: Deny, NotAction: ['ecr:*Token', 'ecr:Batch*', 'secretsmanager:*', 'logs:*'], Resource: '*'}",
            ),
            "layer-url",
            513,
            "exclude `ecr:GetDownloadUrlForLayer` from the `Deny` in a policy of `pulls`",
            "",
        ),
        (
            role("{Effect: Deny, Action: 'ecr:*', NotResource: 'arn:aws:ecr:*:*:repository/team/web'}"),
            "token",
            513,
            "exclude `ecr:GetAuthorizationToken` from the `Deny` in a policy of `pulls`",
            "with an explicit deny in an identity-based policy",
        ),
        (
            s3("{Effect: Deny, Principal: '*', Action: 's3:*', NotResource: 'arn:aws:s3:::mine/*'}"),
            "layer",
            403,
            of_layers,
            "",
        ),
        (
            s3(
                "{Effect: Deny, Principal: '*', Action: '*', Resource: '*', Condition: {StringEquals: {'aws:SourceVpce': !Ref S3}}}",
            ),
            "layer",
            403,
            of_layers,
            "",
        ),
        (
            policy(OF_S3, &["{Effect: Allow, Principal: '*', Action: 's3:*', Resource: 'arn:aws:s3:::mine/*'}"]),
            "layer",
            403,
            "allow `s3:GetObject` on `arn:aws:s3:::prod-us-east-2-starport-layer-bucket/*` to everyone, without conditions, in \
             the policy of `S3`",
            "",
        ),
        (
            policy(OF_DKR, &[ALL, "{Effect: Deny, Principal: {AWS: !GetAtt Role.Arn}, Action: '*', Resource: '*'}"]),
            "manifest",
            511,
            "exclude `ecr:BatchGetImage` from the `Deny` in the policy of `Dkr`",
            "",
        ),
    ] {
        let (stopped, hop, error, place) = stop(&changed(&[change]));
        assert_eq!((stopped, hop.rule.map(|rule| rule.code.0)), (step, Some(code)), "{help}");
        assert_eq!(hop.help.as_deref(), Some(help));
        assert!(error.ends_with(why), "{error}");
        assert!(place.contains("Statement:"), "{help}: {place}");
    }
}

#[test]
fn what_a_key_refuses_is_shown_at_its_policy() {
    const KEY: &str = "  Key: {Type: AWS::KMS::Key, Properties: {KeyPolicy: {Statement: [HERE]}}}\n  Sec: {Type: \
                       AWS::SecretsManager::Secret, Properties: {KmsKeyId: !Ref Key}}\n  Role:\n";
    const ROOT: &str = "Principal: {AWS: !Sub 'arn:aws:iam::${AWS::AccountId}:root'}, Resource: '*'";
    let deny = "{Effect: Deny, Principal: '*', Action: 'kms:Decrypt', Resource: '*'}";
    for (statements, help) in [
        (
            format!("{{Effect: Allow, {ROOT}, Action: 'kms:*'}}, {deny}"),
            "exclude `kms:Decrypt` from the `Deny` in the policy of `Key`",
        ),
        (
            format!("{{Effect: Allow, {ROOT}, Action: 'kms:Put*'}}"),
            "allow `kms:Decrypt` to `pulls` in the policy of `Key`",
        ),
    ] {
        let (step, hop, _, place) = stop(&changed(&[
            ("  Role:\n", KEY.replace("HERE", &statements).as_str()),
            ("arn:aws:secretsmanager:us-east-2:111122223333:secret:key", "!Ref Sec"),
            ("Action: secretsmanager:GetSecretValue", "Action: [secretsmanager:GetSecretValue, kms:Decrypt]"),
        ]));
        assert_eq!((step, hop.rule.map(|rule| rule.code.0), hop.help.as_deref()), ("secrets", Some(513), Some(help)));
        assert!(place.contains("Statement: [{Effect"), "{place}");
    }
}

#[test]
fn roles_that_one_template_makes_are_told_apart() {
    const OTHER: &str =
        "  Other: {Type: AWS::IAM::Role, Properties: {AssumeRolePolicyDocument: {Statement: []}}}\n  Web:\n";
    let arn = |role: &str| format!("!GetAtt {role}.Arn");
    let by_name = |role: &str| format!("!Sub 'arn:aws:iam::${{AWS::AccountId}}:role/${{{role}}}'");
    let principal = |effect: &str, role: &str| {
        format!("{{Effect: {effect}, Principal: {{AWS: {role}}}, Action: '*', Resource: '*'}}")
    };
    let under = |effect: &str, operator: &str, role: &str| {
        let condition = format!("{{{operator}: {{'aws:PrincipalArn': {role}}}}}");
        format!("{{Effect: {effect}, Principal: '*', Action: '*', Resource: '*', Condition: {condition}}}")
    };
    for name in ["      RoleName: pulls\n", ""] {
        for (own, other) in [(arn("Role"), arn("Other")), (by_name("Role"), by_name("Other"))] {
            for (statements, expected) in [
                (vec![principal("Allow", &own)], Verdict::Passes),
                (vec![principal("Allow", &other)], Verdict::Stops),
                (vec![ALL.to_owned(), principal("Deny", &own)], Verdict::Stops),
                (vec![ALL.to_owned(), principal("Deny", &other)], Verdict::Passes),
                (vec![under("Allow", "ArnEquals", &own)], Verdict::Passes),
                (vec![under("Allow", "ArnEquals", &other)], Verdict::Stops),
                (vec![under("Allow", "StringEqualsIgnoreCase", &other)], Verdict::Stops),
                (vec![ALL.to_owned(), under("Deny", "ArnNotEquals", &own)], Verdict::Passes),
                (vec![ALL.to_owned(), under("Deny", "ArnNotEquals", &other)], Verdict::Stops),
            ] {
                let statements: Vec<&str> = statements.iter().map(String::as_str).collect();
                let (from, to) = policy(OF_DKR, &statements);
                let changes = [(from.as_str(), to.as_str()), ("      RoleName: pulls\n", name), ("  Web:\n", OTHER)];
                assert_eq!(of_step(&changed(&changes), "manifest"), expected, "{name}: {statements:?}");
            }
        }
    }
}

#[test]
fn a_channel_is_opened_by_the_very_role_of_the_task() {
    const MORE: &str = "  Own:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument:
        Statement: [{Effect: Allow, Principal: {Service: ecs-tasks.amazonaws.com}, Action: sts:AssumeRole}]
      Policies:
        - PolicyName: p
          PolicyDocument: {Statement: [{Effect: Allow, Action: 'ssmmessages:*', Resource: '*'}]}
  Msg:
    Type: AWS::EC2::VPCEndpoint
    Properties:
      VpcId: !Ref Vpc
      ServiceName: com.amazonaws.us-east-2.ssmmessages
      VpcEndpointType: Interface
      PrivateDnsEnabled: true
      SubnetIds: [!Ref SubnetA, !Ref SubnetB]
      SecurityGroupIds: [!Ref EndpointsGroup]
      PolicyDocument: {Statement: [HERE]}
  Role:
";
    let of = |effect: &str, role: &str| {
        format!("{{Effect: {effect}, Principal: {{AWS: !GetAtt {role}.Arn}}, Action: '*', Resource: '*'}}")
    };
    for (statements, expected) in [
        (of("Allow", "Own"), Verdict::Passes),
        (of("Allow", "Role"), Verdict::Stops),
        (format!("{ALL}, {}", of("Deny", "Own")), Verdict::Stops),
        (format!("{ALL}, {}", of("Deny", "Role")), Verdict::Passes),
    ] {
        let text = changed(&[
            ("  Role:\n", MORE.replace("HERE", &statements).as_str()),
            ("      LaunchType: FARGATE\n", "      LaunchType: FARGATE\n      EnableExecuteCommand: true\n"),
            (
                "      ExecutionRoleArn: !GetAtt Role.Arn\n",
                "      ExecutionRoleArn: !GetAtt Role.Arn\n      TaskRoleArn: !GetAtt Own.Arn\n",
            ),
        ]);
        assert_eq!(of_step(&text, "exec"), expected, "{statements}");
    }
}
