//! Templates of CloudFormation and modules of Terraform, where the client wants them checked.

use super::client::{Client, Files, uri};
use ecrc::audit::{Settings, Subject, audit};
use ecrc::span::{Source, Sources};
use serde_json::{Value, json};

const TEMPLATE: &str = "\
Resources:
  Api:
    Type: AWS::EC2::VPCEndpoint
    Properties:
      VpcEndpointType: Interface
      ServiceName: com.amazonaws.us-east-2.ecr.api
      VpcId: vpc-0a1b2c3d4e5f60718
      SubnetIds: [subnet-0a1b2c3d4e5f60718]
      PrivateDnsEnabled: false
";

fn codes(found: &[Value]) -> Vec<&str> {
    found.iter().map(|it| it["code"].as_str().unwrap()).collect()
}

/// What `audit` says of the template alone.
fn expected(text: &str) -> Vec<String> {
    let mut sources = Sources::default();
    let id = sources.add(Source::new("/w/t.yaml", text));
    let found = audit(&Subject::CloudFormation(vec![id]), &mut sources, &Settings::default(), &Files::default());
    found.report.open().map(|found| found.rule.code.to_string()).collect()
}

#[test]
fn templates_are_left_alone_unless_switched_on() {
    let mut client = Client::new(&Files::default());
    client.open("/w/t.yaml", TEMPLATE);
    assert_eq!(client.diagnostics("/w/t.yaml"), [Value::Null; 0]);
    assert!(client.end());
}

#[test]
fn a_template_has_the_diagnostics_of_audit() {
    let params = json!({ "capabilities": {}, "initializationOptions": { "templates": true } });
    let (mut client, _) = Client::started(&Files::default(), params);
    client.open("/w/t.yaml", TEMPLATE);
    let found = client.diagnostics("/w/t.yaml");
    assert_eq!(codes(&found), expected(TEMPLATE));
    assert!(codes(&found).contains(&"ECR202") || codes(&found).contains(&"ECR103"), "{found:?}");
    let hover = client.ask_of("textDocument/hover", "/w/t.yaml", json!({ "position": { "line": 1, "character": 4 } }));
    let said = hover["contents"]["value"].as_str().unwrap();
    assert!(said.contains("ecr.api") && said.contains("private DNS: off"), "{said}");
    let broken = TEMPLATE.replace("    Type", "  \tType");
    client.change("/w/t.yaml", &[(Value::Null, &broken)]);
    assert_eq!(codes(&client.diagnostics("/w/t.yaml")), expected(&broken));
    assert!(client.end());
}

#[test]
fn a_module_is_read_as_the_editor_shows_it() {
    let endpoint = "resource \"aws_vpc_endpoint\" \"api\" {\n  vpc_id              = \"vpc-0a1b2c3d4e5f60718\"\n  service_name        = \"com.amazonaws.us-east-2.${var.service}\"\n  vpc_endpoint_type   = \"Interface\"\n}\n";
    let files = Files::of(&[
        ("/w/m/main.tf", "# saved\n"),
        ("/w/m/variables.tf", "variable \"service\" {\n  default = \"ecr.api\"\n}\n"),
    ]);
    let (mut client, _) =
        Client::started(&files, json!({ "capabilities": {}, "initializationOptions": { "templates": true } }));
    client.open("/w/m/main.tf", endpoint);
    let found = client.diagnostics("/w/m/main.tf");
    assert!(!found.is_empty());
    client.open("/w/m/variables.tf", "variable \"service\" {\n  default = \"ecr.dkr\"\n}\n");
    let on = client.diagnostics("/w/m/main.tf");
    let lacks = |found: &[Value], service: &str| {
        found.iter().any(|it| it["message"].as_str().unwrap().contains(&format!("the {service} endpoint is missing")))
    };
    assert!(lacks(&found, "`ecr.dkr`") && !lacks(&found, "`ecr.api`"), "{found:?}");
    assert!(!lacks(&on, "`ecr.dkr`"), "the variable says another thing now: {on:?}");
    assert!(client.end());
}

#[test]
fn a_file_that_comes_or_goes_changes_what_its_module_says() {
    let of = |service: &str| {
        let id = "vpc-0a1b2c3d4e5f60718";
        format!(
            "resource \"aws_vpc_endpoint\" \"{service}\" {{\n  vpc_id = \"{id}\"\n  service_name = \"com.amazonaws.us-east-2.ecr.{service}\"\n  vpc_endpoint_type = \"Interface\"\n}}\n"
        )
    };
    let files = Files::of(&[("/w/m/main.tf", "# saved\n")]);
    let (mut client, _) =
        Client::started(&files, json!({ "capabilities": {}, "initializationOptions": { "templates": true } }));
    client.open("/w/m/main.tf", &of("api"));
    let lacks_dkr = |sent: &Value| sent.to_string().contains("the `ecr.dkr` endpoint is missing");
    client.until("/w/m/main.tf", lacks_dkr);
    client.open("/w/m/ends.tf", &of("dkr"));
    client.until("/w/m/main.tf", |sent| !lacks_dkr(sent));
    client.close("/w/m/ends.tf");
    client.until("/w/m/main.tf", lacks_dkr);
    assert!(client.end());
}

#[test]
fn the_files_that_an_audit_reads_are_watched_and_told_of() {
    let watches = json!({ "workspace": { "didChangeWatchedFiles": { "dynamicRegistration": true } } });
    let mut client = Client::with(&Files::default(), watches);
    let message = format!("{:?}", client.next().unwrap());
    let extension = std::fs::read_to_string(crate::spec::project("editors/vscode/src/client.ts")).unwrap();
    let (_, pattern) = extension.split_once("pattern: '").unwrap();
    let (pattern, _) = pattern.split_once('\'').unwrap();
    assert!(message.contains(pattern), "{message}");
    for ending in ["yaml", "json", "template", "tf", "tfvars"] {
        let (_, endings) = pattern.split_once('{').unwrap();
        assert!(endings.trim_end_matches('}').split(',').any(|it| it == ending), "{pattern}");
    }
    assert!(client.end());
}

#[test]
fn the_book_and_the_extension_name_the_same_settings() {
    let manifest = std::fs::read_to_string(crate::spec::project("editors/vscode/package.json")).unwrap();
    let manifest: Value = serde_json::from_str(&manifest).unwrap();
    let settings = &manifest["contributes"]["configuration"]["properties"];
    let keys = settings["ecrc.audit"]["properties"].as_object().unwrap().keys().map(String::as_str);
    let book = std::fs::read_to_string(crate::spec::project("book/src/editors.md")).unwrap();
    let (_, section) = book.split_once("## Settings").unwrap();
    let (section, _) = section.split_once("\n## ").unwrap();
    for key in keys.chain(["templates", "audit"]) {
        assert!(section.contains(&format!("`{key}`")), "{key}");
    }
}

#[test]
fn settings_are_taken_when_they_change_and_what_is_wrong_with_them_is_said() {
    let (mut client, _) = Client::started(&Files::default(), json!({ "capabilities": {} }));
    client.open("/w/t.yaml", TEMPLATE);
    assert_eq!(client.diagnostics("/w/t.yaml"), [Value::Null; 0]);
    client.tell(
        "workspace/didChangeConfiguration",
        json!({ "settings": { "ecrc": { "templates": true, "audit": { "region": "nowhere" } } } }),
    );
    client.until("/w/t.yaml", |sent| sent["diagnostics"] != json!([]));
    assert!(client.inbox.iter().any(|it| format!("{it:?}").contains("not a region of AWS")), "{:?}", client.inbox);
    client.tell("workspace/didChangeConfiguration", json!({ "settings": { "ecrc": { "templates": false } } }));
    client.until("/w/t.yaml", |sent| sent["diagnostics"] == json!([]));
    assert_eq!(uri("/w/t.yaml"), "file:///w/t.yaml");
    assert!(client.end());
}
