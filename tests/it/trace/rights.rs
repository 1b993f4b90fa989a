//! Input: templates whose role names secrets, parameters and log streams, and a task that uses some.
//! Output: whether the role may, as AWS's pages say.
//! Never: takes a name for another that only begins alike.

use super::with_vpc::of_module;
use super::{base, instances, trace};
use ecrc::trace::{Asked, Origin, Verdict};

const FROM: &str = "arn:aws:secretsmanager:us-east-2:111122223333:secret:key";
const ALLOWED: &str = "                Action: secretsmanager:GetSecretValue\n                Resource: \"*\"\n";
const SHOWN: &str = "  Sec: {Type: AWS::SecretsManager::Secret, Properties: {Name: db}}
  Other: {Type: AWS::SecretsManager::Secret, Properties: {Name: db2}}
  Unnamed: {Type: AWS::SecretsManager::Secret}
  Par: {Type: AWS::SSM::Parameter, Properties: {Name: /app/x, Type: String, Value: x}}
  Plain: {Type: AWS::SSM::Parameter, Properties: {Name: app, Type: String, Value: x}}
  Ssm:
    Type: AWS::EC2::VPCEndpoint
    Properties:
      VpcId: !Ref Vpc
      ServiceName: com.amazonaws.us-east-2.ssm
      VpcEndpointType: Interface
      PrivateDnsEnabled: true
      SubnetIds: [!Ref SubnetA, !Ref SubnetB]
      SecurityGroupIds: [!Ref EndpointsGroup]
";

/// What becomes of a call where a secret comes from here, and a policy is about this resource.
fn becomes(from: &str, resource: &str, more: &str) -> Verdict {
    let action = "[secretsmanager:GetSecretValue, ssm:GetParameters]";
    let allowed = format!("                Action: {action}\n                Resource: {resource}\n{more}");
    let text = base().replace(FROM, from).replace(ALLOWED, &allowed).replace("  Role:\n", &format!("{SHOWN}  Role:\n"));
    of_step(&text, "secrets")
}

/// What becomes of the calls of a step.
pub fn of_step(text: &str, step: &str) -> Verdict {
    let starts = trace(text, &Asked::of(Origin::Template), None);
    let calls: Vec<_> = starts[0].calls.iter().filter(|call| call.step.name() == step).collect();
    assert!(!calls.is_empty(), "no {step}");
    Verdict::of_all(calls.iter().map(|call| call.verdict))
}

fn hold(cases: &[(&str, &str, Verdict)]) {
    let wrong: Vec<String> = cases
        .iter()
        .filter_map(|(from, resource, expected)| {
            let found = becomes(from, resource, "");
            (found != *expected).then(|| format!("{from} by {resource}: {found:?}"))
        })
        .collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

fn arn(name: &str) -> String {
    format!("arn:aws:secretsmanager:us-east-2:111122223333:secret:{name}")
}

#[test]
fn a_secret_has_six_characters_behind_its_name() {
    use Verdict::{Passes, Stops, Unknown};
    for (from, resource, expected) in [
        ("db-AbCdEf", "db-AbCdEf", Passes),
        ("db-AbCdEf:password::", "db-AbCdEf", Passes),
        ("db-AbCdEf", "db-??????", Passes),
        ("db-AbCdEf", "db-*", Passes),
        ("db-AbCdEf", "db", Stops),
        ("db-AbCdEf", "db-AbCdEg", Stops),
        ("db", "db-??????", Passes),
        ("db", "db*", Passes),
        ("db", "db", Stops),
        ("db", "db2-??????", Stops),
        ("db", "db-AbCdEf", Unknown),
        ("db", "db-???", Unknown),
        // A name, or one with its characters.
        ("db-secret", "db-*", Passes),
        ("db-secret", "db-secret", Unknown),
        ("db-secret", "db-secret-??????", Unknown),
        ("db-secret", "other-*", Stops),
    ] {
        let found = becomes(&format!("'{}'", arn(from)), &format!("'{}'", arn(resource)), "");
        assert_eq!(found, expected, "{from} by {resource}");
    }
    hold(&[(&arn("db-AbCdEf"), "arn:aws:s3:::x", Stops), (&arn("db-AbCdEf"), "'*'", Passes)]);
}

#[test]
fn a_secret_of_the_template_is_itself() {
    use Verdict::{Passes, Stops, Unknown};
    let sub = |name: &str| format!("!Sub 'arn:aws:secretsmanager:us-east-2:${{AWS::AccountId}}:secret:{name}'");
    let (short, star, other, exact) = (sub("db"), sub("db-*"), sub("db2-*"), sub("db-??????"));
    hold(&[
        ("!Ref Sec", "!Ref Sec", Passes),
        ("!Sub '${Sec}:password::'", "!Ref Sec", Passes),
        ("!GetAtt Sec.Id", "!Sub '${Sec}*'", Passes),
        ("!Ref Sec", &exact, Passes),
        ("!Sub '${Sec}:password::'", &exact, Passes),
        ("!Ref Sec", &star, Passes),
        ("!Ref Sec", &short, Stops),
        ("!Ref Sec", &other, Stops),
        ("!Ref Sec", "!Ref Other", Stops),
        ("!Ref Unnamed", "!Ref Unnamed", Passes),
        ("!Ref Unnamed", &star, Unknown),
        ("!Ref Sec", "!ImportValue Secret", Unknown),
    ]);
}

#[test]
fn a_parameter_is_named_without_its_first_slash() {
    use Verdict::{Passes, Stops};
    let sub = |name: &str| format!("!Sub 'arn:aws:ssm:us-east-2:${{AWS::AccountId}}:parameter{name}'");
    let (of_app, twice, of_ref, plain) = (sub("/app/*"), sub("/${Par}"), sub("${Par}"), sub("/${Plain}"));
    hold(&[
        ("/app/x", &of_app, Passes),
        ("app/x", &of_app, Passes),
        ("/app/x:3", &sub("/app/x"), Passes),
        ("/other/x", &of_app, Stops),
        ("!Ref Par", &of_app, Passes),
        ("!Ref Par", &of_ref, Passes),
        ("!Ref Par", &twice, Stops),
        ("!Ref Plain", &plain, Passes),
        ("arn:aws:ssm:us-east-2:111122223333:parameter/app/x", "arn:aws:ssm:*:*:parameter/app/x", Passes),
        ("arn:aws:ssm:us-east-2:111122223333:parameter/app/x", "arn:aws:ssm:*:*:parameter/app/y", Stops),
    ]);
}

#[test]
fn a_deny_counts_where_it_surely_applies() {
    use Verdict::{Passes, Stops, Unknown};
    let deny = |name: &str| {
        let (action, arn) = ("secretsmanager:GetSecretValue", arn(name));
        format!("              - {{Effect: Deny, Action: {action}, Resource: '{arn}'}}\n")
    };
    for (from, name, expected) in [
        ("db", "db-??????", Stops),
        ("db", "other-*", Passes),
        ("db", "db-AbCdEf", Unknown),
        ("db-AbCdEf", "db-AbCdEf", Stops),
        ("db-AbCdEf", "db-AbCdEg", Passes),
    ] {
        assert_eq!(becomes(&arn(from), "'*'", &deny(name)), expected, "{from} {name}");
    }
    let by_pattern = format!("'{}'", arn("db-??????"));
    assert_eq!(becomes(&arn("db"), &by_pattern, &deny("other-*")), Passes);
    assert_eq!(becomes(&arn("db"), &by_pattern, &deny("db-AbCdEf")), Unknown);
}

#[test]
fn each_secret_is_asked_for() {
    let two = format!("{}\n            - Name: MORE\n              ValueFrom: {}", arn("db-AbCdEf"), arn("x-AbCdEf"));
    let own = format!("'{}'", arn("db-AbCdEf"));
    assert_eq!(becomes(&two, &own, ""), Verdict::Stops);
    assert_eq!(becomes(&two, "'*'", ""), Verdict::Passes);
}

/// <https://docs.aws.amazon.com/secretsmanager/latest/userguide/auth-and-access_resource-policies.html>, read 2026-11-30.
#[test]
fn a_secret_has_its_own_policy_alone() {
    use Verdict::{Passes, Stops, Unknown};
    let statement = |effect: &str, more: &str| {
        format!(
            "{{Statement: [{{Effect: {effect}, Principal: '*', Action: 'secretsmanager:GetSecretValue', Resource: '*'{more}}}]}}"
        )
    };
    let (allow, deny) = (statement("Allow", ""), statement("Deny", ""));
    let by_endpoint = |endpoint: &str| {
        statement("Deny", &format!(", Condition: {{StringNotEquals: {{'aws:SourceVpce': {endpoint}}}}}"))
    };
    let of_role =
        "{Statement: [{Effect: Deny, Principal: {AWS: !GetAtt Role.Arn}, Action: 'secretsmanager:*', Resource: '*'}]}";
    let of_other = of_role.replace("!GetAtt Role.Arn", "'arn:aws:iam::111122223333:role/other'");
    let mut wrong = Vec::new();
    for (from, of, policy, with_rights, without) in [
        // Of the role's account, what the role's policies allow is enough.
        ("!Ref Sec", "!Ref Sec", allow.as_str(), Passes, Unknown),
        ("!Ref Sec", "!Ref Sec", &deny, Stops, Stops),
        ("!Ref Sec", "!Ref Sec", of_role, Stops, Stops),
        ("!Ref Sec", "!Ref Sec", &of_other, Passes, Stops),
        ("!Ref Sec", "!Ref Sec", &by_endpoint("!Ref Secrets"), Passes, Stops),
        ("!Ref Sec", "!Ref Sec", &by_endpoint("!Ref Logs"), Stops, Stops),
        ("!Ref Sec", "!Ref Sec", "!ImportValue P", Unknown, Unknown),
        // An account in the policy leaves it to the role's.
        ("!Ref Sec", "!Ref Sec", &allow.replace("'*', Action", "{AWS: '111122223333'}, Action"), Passes, Stops),
        ("!Sub '${Sec}:password::'", "!Ref Sec", &deny, Stops, Stops),
        // Another secret.
        ("!Ref Sec", "!Ref Other", &deny, Passes, Stops),
        (FROM, "x", &deny, Passes, Stops),
        (FROM, "!Ref Sec", &deny, Passes, Stops),
        (FROM, FROM, &deny, Stops, Stops),
        // One of that name in another region, or in another account.
        (FROM, &FROM.replace("us-east-2", "us-east-1"), &deny, Passes, Stops),
        (FROM, &FROM.replace("111122223333", "444455556666"), &deny, Passes, Stops),
        (FROM, "key", &deny, Stops, Stops),
        // It may be this one.
        (FROM, "!Ref Unnamed", &deny, Unknown, Unknown),
        (FROM, "!ImportValue S", &deny, Unknown, Unknown),
        ("!ImportValue S", "!Ref Sec", &deny, Unknown, Unknown),
        ("!Sub 'arn:aws:secretsmanager:us-east-2:111122223333:secret:db-AbCdEf'", "!Ref Sec", &deny, Unknown, Unknown),
    ] {
        let properties = format!("{{SecretId: {of}, ResourcePolicy: {policy}}}");
        let policy = format!("  P: {{Type: AWS::SecretsManager::ResourcePolicy, Properties: {properties}}}\n");
        let text = base().replace(FROM, from).replace("  Role:\n", &format!("{SHOWN}{policy}  Role:\n"));
        let bare = text.replace("Action: secretsmanager:GetSecretValue", "Action: secretsmanager:ListSecrets");
        let found = [of_step(&text, "secrets"), of_step(&bare, "secrets")];
        if found != [with_rights, without] {
            wrong.push(format!("{from}, {properties}: {found:?}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn a_log_stream_is_named_by_its_prefix_and_its_container() {
    let driver = "            LogDriver: awslogs\n";
    let options = "            Options: {awslogs-group: /ecs/web, awslogs-stream-prefix: x}\n";
    let allowed = "[\"logs:CreateLogStream\", \"logs:PutLogEvents\"]\n                Resource: \"*\"";
    assert!(base().contains(driver) && base().contains(allowed));
    for (stream, expected) in [
        ("x/*", Verdict::Passes),
        ("x/web/*", Verdict::Passes),
        ("y/*", Verdict::Stops),
        ("x/job/*", Verdict::Stops),
        ("x/web/1", Verdict::Unknown),
    ] {
        let resource =
            format!("!Sub 'arn:aws:logs:us-east-2:${{AWS::AccountId}}:log-group:/ecs/web:log-stream:{stream}'");
        let now = allowed.replace("\"*\"", &resource);
        let text = base().replace(driver, &format!("{driver}{options}")).replace(allowed, &now);
        assert_eq!(of_step(&text, "logs"), expected, "{stream}");
    }
}

#[test]
fn each_log_driver_creates_its_own_group() {
    let driver = "            LogDriver: awslogs\n";
    let first = "            Options: {awslogs-group: /a, awslogs-create-group: 'true'}\n";
    let second = "        - Name: side\n          Image: 111122223333.dkr.ecr.us-east-2.amazonaws.com/team/web:1\n          \
                  LogConfiguration: {LogDriver: awslogs, Options: {awslogs-group: /b}}\n  Web:\n";
    let allowed = "[\"logs:CreateLogStream\", \"logs:PutLogEvents\"]\n                Resource: \"*\"\n";
    let group = "!Sub 'arn:aws:logs:us-east-2:${AWS::AccountId}:log-group:/a:*'";
    let creates =
        format!("{allowed}              - {{Effect: Allow, Action: logs:CreateLogGroup, Resource: {group}}}\n");
    let text =
        base().replace(driver, &format!("{driver}{first}")).replace("  Web:\n", second).replace(allowed, &creates);
    let starts = trace(&text, &Asked::of(Origin::Template), None);
    let of_group: Vec<Verdict> =
        starts[0].calls.iter().filter(|call| call.step.name() == "log-group").map(|call| call.verdict).collect();
    assert_eq!(of_group, [Verdict::Passes]);
}

/// <https://docs.aws.amazon.com/secretsmanager/latest/userguide/security-encryption.html>,
/// <https://docs.aws.amazon.com/kms/latest/developerguide/key-policy-default.html>, read 2026-11-30.
#[test]
fn a_key_of_ones_own_asks_whoever_reads_the_secret() {
    use Verdict::{Passes, Stops, Unknown};
    let of = |whom: &str, action: &str, more: &str| {
        format!(
            "{{Statement: [{{Effect: Allow, Principal: {{AWS: {whom}}}, Action: '{action}', Resource: '*'{more}}}]}}"
        )
    };
    let root = of("!Sub 'arn:aws:iam::${AWS::AccountId}:root'", "kms:*", "");
    let own = of("!GetAtt Role.Arn", "kms:Decrypt", "");
    let other = of("arn:aws:iam::111122223333:role/other", "kms:Decrypt", "");
    let via = |service: &str| {
        format!(", Condition: {{StringEquals: {{'kms:ViaService': {service}.us-east-2.amazonaws.com}}}}")
    };
    let deny = root.replace("}]}", "}, {Effect: Deny, Principal: '*', Action: 'kms:*', Resource: '*', Condition: {StringNotEquals: {'aws:SourceVpce': vpce-1}}}]}");
    let by_service = of("!GetAtt Role.Arn", "kms:Decrypt", &via("secretsmanager"));
    let (none, all, named) = ("", "'*'", "!GetAtt Key.Arn");
    let by_id = "!Sub 'arn:aws:kms:us-east-2:${AWS::AccountId}:key/${Key}'";
    let by_region = "arn:aws:kms:us-west-2:*:key/*";
    let mut wrong = Vec::new();
    for (key, policy, allowed, more, expected) in [
        ("!Ref 'AWS::NoValue'", root.as_str(), none, "", Passes),
        ("alias/aws/secretsmanager", &root, none, "", Passes),
        ("!Ref Key", &root, none, "", Stops),
        ("!GetAtt Key.Arn", &root, none, "", Stops),
        ("!Ref Alias", &root, none, "", Stops),
        ("!Ref Key", &other, none, "", Stops),
        ("!Ref Key", &root, all, "", Passes),
        ("!Ref Key", &root, named, "", Passes),
        ("!GetAtt Key.Arn", &root, named, "", Passes),
        ("!GetAtt Key.Arn", &root, by_id, "", Passes),
        ("!Ref Alias", &root, named, "", Passes),
        ("!Ref Key", &root, by_region, "", Stops),
        ("!Ref Key", &root, all, &via("secretsmanager"), Passes),
        ("!Ref Key", &root, all, &via("ssm"), Stops),
        ("!Ref Key", &own, none, "", Passes),
        ("!Ref Key", &by_service, none, "", Passes),
        ("!Ref Key", "!ImportValue P", none, "", Unknown),
        ("!Ref Key", "!ImportValue P", all, "", Unknown),
        // No policy of a role is enough where the key's leaves nothing to them.
        ("!Ref Key", &other, all, "", Stops),
        ("!Ref Key", &deny, all, "", Stops),
        // Of a key that is not shown, its policy may allow it.
        ("alias/mine", &root, none, "", Unknown),
        ("alias/mine", &root, all, "", Unknown),
        ("!ImportValue K", &root, none, "", Unknown),
    ] {
        let shown = format!(
            "  Key: {{Type: AWS::KMS::Key, Properties: {{KeyPolicy: {policy}}}}}
  Alias: {{Type: AWS::KMS::Alias, Properties: {{AliasName: alias/a, TargetKeyId: !Ref Key}}}}
  Sec: {{Type: AWS::SecretsManager::Secret, Properties: {{Name: db, KmsKeyId: {key}}}}}\n"
        );
        let right = format!("              - {{Effect: Allow, Action: 'kms:Decrypt', Resource: {allowed}{more}}}\n");
        let right = if allowed.is_empty() { "" } else { &right };
        let text = base().replace(FROM, "!Ref Sec").replace("  Role:\n", &format!("{shown}  Role:\n"));
        let text = text.replace(ALLOWED, &format!("{ALLOWED}{right}"));
        let found = of_step(&text, "secrets");
        if found != expected {
            wrong.push(format!("{key}, {policy}, {allowed}{more}: {found:?}, not {expected:?}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// What a database keeps its first user's password under is not what it encrypts its storage with, and a grant may allow
/// what no policy does.
#[test]
fn the_key_of_a_secret_is_its_own() {
    use Verdict::{Passes, Stops, Unknown};
    let allowed = format!("{ALLOWED}              - {{Effect: Allow, Action: 'rds:*', Resource: '*'}}\n");
    let of = |shown: &str, from: &str| {
        let key = "  Key: {Type: AWS::KMS::Key, Properties: {KeyPolicy: {Statement: [{Effect: Allow, Principal: {AWS: !Sub 'arn:aws:iam::${AWS::AccountId}:root'}, Action: 'kms:*', Resource: '*'}]}}}\n";
        let text = base().replace(FROM, from).replace("  Role:\n", &format!("{key}{shown}  Role:\n"));
        of_step(&text.replace(ALLOWED, &allowed), "secrets")
    };
    let db = |more: &str| format!("  Db: {{Type: AWS::RDS::DBInstance, Properties: {{KmsKeyId: !Ref Key{more}}}}}\n");
    let from = "!GetAtt Db.MasterUserSecret.SecretArn";
    assert_eq!(of(&db(""), from), Passes);
    assert_eq!(of(&db(", MasterUserSecret: {KmsKeyId: !Ref Key}"), from), Stops);
    let secret = "  Sec: {Type: AWS::SecretsManager::Secret, Properties: {Name: db, KmsKeyId: !Ref Key}}\n";
    assert_eq!(of(secret, "!Ref Sec"), Stops);
    let given = "  C: {Type: 'Custom::Grant', Properties: {ServiceToken: 'arn:aws:lambda:us-east-2:111122223333:function:f', Key: !Ref Key}}\n";
    assert_eq!(of(&format!("{secret}{given}"), "!Ref Sec"), Unknown);
}

/// Terraform's provider takes `""` for what is not set.
#[test]
fn what_is_empty_is_no_key_and_no_policy() {
    let told = |secret: &str| {
        let shown = format!(
            r#"
resource "aws_iam_role" "e" {{
  name               = "e"
  assume_role_policy = jsonencode({{ Statement = [
    {{ Effect = "Allow", Principal = {{ Service = "ecs-tasks.amazonaws.com" }}, Action = "sts:AssumeRole" }}] }})
}}
resource "aws_iam_role_policy" "e" {{
  role   = aws_iam_role.e.name
  policy = jsonencode({{ Statement = [
    {{ Effect = "Allow", Action = ["ecr:*", "secretsmanager:GetSecretValue"], Resource = "*" }}] }})
}}
resource "aws_secretsmanager_secret" "s" {{
  name = "s"
  {secret}
}}
resource "aws_ecs_task_definition" "f" {{
  family                   = "f"
  requires_compatibilities = ["FARGATE"]
  execution_role_arn       = aws_iam_role.e.arn
  container_definitions    = jsonencode([{{
    name    = "a"
    image   = "111122223333.dkr.ecr.eu-west-1.amazonaws.com/a:1"
    secrets = [{{ name = "K", valueFrom = aws_secretsmanager_secret.s.arn }}]
  }}])
}}
resource "aws_ecs_service" "s" {{
  name            = "s"
  launch_type     = "FARGATE"
  task_definition = aws_ecs_task_definition.f.arn
  network_configuration {{
    subnets          = [aws_subnet.a.id]
    security_groups  = [aws_security_group.t.id]
    assign_public_ip = true
  }}
}}
"#
        );
        of_module(&(instances::base("") + &shown))
    };
    for empty in ["", "kms_key_id = \"\"", "policy = \"\"", "kms_key_id = null"] {
        assert_eq!(told(empty), "passes", "{empty}");
    }
    assert_ne!(told("policy = var.policy"), "passes");
    assert_ne!(told("kms_key_id = var.key"), "passes");
}
