//! Input: the command line of `ecrc report`.
//! Output: the page, and the same facts as JSON.
//! Never: opens the page; the engines do, in Chromium.

use super::{Folder, SPEC};
use serde_json::Value;

/// A VPC that lacks most of what its tasks need, with texts that would be markup.
const TEMPLATE: &str = "\
Parameters:
  Peer: { Type: String }
Resources:
  Vpc:
    Type: AWS::EC2::VPC
    Properties: { CidrBlock: 10.0.0.0/16, EnableDnsHostnames: true }
  Private:
    Type: AWS::EC2::Subnet
    Properties: { VpcId: !Ref Vpc, CidrBlock: 10.0.0.0/20 }
  Registry:
    Type: AWS::EC2::VPCEndpoint
    Properties:
      VpcId: !Ref Vpc
      ServiceName: com.amazonaws.us-east-2.ecr.dkr # <script>alert(1)</script>
      VpcEndpointType: Interface
      PrivateDnsEnabled: false
      SubnetIds: [!Ref Private]
      SecurityGroupIds: [!Ref Peer]
";

fn json(folder: &Folder, arguments: &[&str]) -> Value {
    let text = folder.run(&[&["report"], arguments, &["--format", "json"]].concat()).fine();
    serde_json::from_str(&text).unwrap()
}

#[test]
fn the_page_has_all_of_it() {
    let folder = Folder::with(&[("network.yaml", TEMPLATE)]);
    let arguments = ["report", "network.yaml", "--launch", "fargate:1.4.0", "-o", "report.html"];
    assert_eq!(folder.run(&arguments).fine(), "");
    let page = folder.read("report.html");
    let order = [
        "<h1>Private access to Amazon ECR: Vpc</h1>",
        "class=\"verdict error\"",
        "Picture of Vpc",
        "<h3>Endpoints</h3>",
        "tasks on Fargate 1.4.0 need it <a href=\"https://docs.aws.amazon.com/",
        "<h3>Who may do what</h3>",
        "AWS's default policy",
        "<h3>Start of fargate 1.4.0</h3>",
        "class=\"cross\"",
        "What the rules report</h2>",
        "<span class=\"badge error\">error ECR201</span>",
        "<code>network.yaml:16:26</code>",
        "PrivateDnsEnabled: <mark>false</mark>",
        "What is accepted</h2>",
        "What is not known</h2>",
        "<details><summary>network.yaml, 18 lines</summary>",
        "Made by ecrc ",
    ];
    let mut rest = page.as_str();
    for text in order {
        let (_, after) = rest.split_once(text).unwrap_or_else(|| panic!("{text} is not there, or too early\n{page}"));
        rest = after;
    }
    assert!(page.contains("&lt;script&gt;") && !page.contains("<script"), "no script");
    // Links lead elsewhere only where a reader follows them.
    let loads = ["src=", "@import", "url(", "<iframe", "<object", "<link rel=\"stylesheet\""];
    assert!(!loads.iter().any(|load| page.contains(load)), "it asks for nothing");
    assert_eq!(folder.run(&["report", "network.yaml", "--launch", "fargate:1.4.0"]).fine(), page);
}

#[test]
fn no_name_of_a_place_is_there_twice() {
    let folder = Folder::with(&[("network.yaml", TEMPLATE), ("shop.ecr", SPEC)]);
    let page = folder.run(&["report", ".", "--launch", "fargate:1.4.0", "--launch", "ec2"]).fine();
    let mut ids: Vec<&str> = page.split(" id=\"").skip(1).map(|rest| rest.split('"').next().unwrap()).collect();
    let count = ids.len();
    ids.sort_unstable();
    ids.dedup();
    assert!(ids.len() == count && count > 20, "{count} {ids:?}");
    for target in page.split("href=\"#").skip(1).map(|rest| rest.split('"').next().unwrap()) {
        assert!(ids.contains(&target), "{target} is nowhere");
    }
}

#[test]
fn the_document_has_the_same_facts() {
    let folder = Folder::with(&[("network.yaml", TEMPLATE), ("shop.ecr", "")]);
    let accepted = SPEC.replace("logs awslogs;", "logs awslogs; accept ECR507 \"they have no other way\";");
    folder.write("shop.ecr", accepted);
    let found = json(&folder, &["network.yaml", "shop.ecr", "--launch", "fargate:1.4.0"]);
    assert_eq!(found["version"], 1);
    assert_eq!(found["summary"]["vpcs"], 2);
    assert_eq!(found["summary"]["accepted"], 1);
    assert_eq!(found["summary"]["starts_stopped"], 1);
    let [shop, network] = [&found["vpcs"][0], &found["vpcs"][1]];
    assert_eq!((&shop["name"], &shop["origin"]), (&"shop".into(), &"spec".into()));
    assert!(shop["template"].as_str().unwrap().contains("AWS::EC2::VPCEndpoint"));
    assert_eq!(shop["endpoints"][0]["rule"], "ECR103");
    assert!(shop["endpoints"][0]["source"].as_str().unwrap().starts_with("https://docs.aws.amazon.com/"));
    let grant = &shop["access"]["grants"][0];
    assert_eq!((&grant["who"][0], &grant["what"]), (&"everyone".into(), &"everything but delete".into()));
    assert_eq!((&network["origin"], &network["template"]), (&"template".into(), &Value::Null));
    assert_eq!(network["starts"][0]["verdict"], "stops");
    let reasons: Vec<&Value> = found["diagnostics"].as_array().unwrap().iter().map(|it| &it["accepted"]).collect();
    assert!(reasons.contains(&&"they have no other way".into()), "{reasons:?}");
    assert_eq!(found["files"][1]["lines"], 18);
    let more = json(&folder, &["network.yaml", "--launch", "fargate:1.4.0", "--accept", "ECR201=a test of mine"]);
    assert_eq!(more["summary"]["accepted"], 1, "{more}");
    let idle = folder.run(&["report", "shop.ecr", "--accept", "ECR201=nothing", "-o", "a.html"]);
    assert!(idle.err.contains("`--accept ECR201` accepts nothing"), "{}", idle.err);
    folder.run(&["report", "shop.ecr", "-o", "report.json"]).fine();
    assert!(folder.read("report.json").starts_with('{'));
}

/// Endpoints of a VPC, each with another policy.
const POLICIES: &str = "\
Parameters: { Doc: { Type: String } }
Resources:
  Api:
    Type: AWS::EC2::VPCEndpoint
    Properties: { VpcId: vpc-1, ServiceName: com.amazonaws.us-east-2.ecr.api, VpcEndpointType: Interface, PolicyDocument: !Ref Doc }
  Dkr:
    Type: AWS::EC2::VPCEndpoint
    Properties:
      VpcId: vpc-1
      ServiceName: com.amazonaws.us-east-2.ecr.dkr
      VpcEndpointType: Interface
      PolicyDocument:
        Statement:
          - Effect: Allow
            Principal: { AWS: 'arn:aws:iam::111122223333:role/app' }
            Action: ['ecr:BatchGetImage', 'ecr:GetDownloadUrlForLayer']
            Resource: 'arn:aws:ecr:us-east-2:111122223333:repository/team/*'
  Logs:
    Type: AWS::EC2::VPCEndpoint
    Properties:
      VpcId: vpc-1
      ServiceName: com.amazonaws.us-east-2.logs
      VpcEndpointType: Interface
      PolicyDocument: { Statement: [{ Effect: Allow, Principal: '*', Action: '*', Resource: '*' }] }
  Layers:
    Type: AWS::EC2::VPCEndpoint
    Properties:
      VpcId: vpc-1
      ServiceName: com.amazonaws.us-east-2.s3
      PolicyDocument: { Statement: [{ Effect: Deny, Principal: '*', Action: '*', Resource: '*' }] }
  Secrets:
    Type: AWS::EC2::VPCEndpoint
    Properties: { VpcId: vpc-1, ServiceName: com.amazonaws.us-east-2.secretsmanager, VpcEndpointType: Interface }
";

#[test]
fn what_no_policy_decides_is_not_said_to_be_allowed() {
    let folder = Folder::with(&[("policies.yaml", POLICIES)]);
    let found = json(&folder, &["policies.yaml"]);
    let access = &found["vpcs"][0]["access"];
    let through = |name: &str| -> Vec<(String, String)> {
        let grants = access["grants"].as_array().unwrap().iter();
        let of = grants.filter(|grant| grant["through"].as_array().unwrap().contains(&name.into()));
        of.map(|grant| (grant["who"][0].to_string(), grant["what"].to_string())).collect()
    };
    let one = |who: &str, what: &str| vec![(format!("\"{who}\""), format!("\"{what}\""))];
    assert_eq!(through("Api"), Vec::new(), "its policy is not known");
    assert_eq!(through("Dkr"), one("arn:aws:iam::111122223333:role/app", "pull"));
    assert_eq!(through("Logs"), one("everyone", "everything"));
    assert_eq!(through("Layers"), one("nobody", "anything"));
    assert_eq!(through("Secrets"), one("everyone", "everything"));
    let undecided = access["undecided"].to_string();
    assert!(undecided.contains("the policy of `Api` is unknown"), "{undecided}");
}

#[test]
fn what_is_broken_has_no_report() {
    let folder = Folder::with(&[("a.ecr", "private_ecr < regoin us-east-2 >"), ("b.yaml", "Resources: {}\n")]);
    let errors = folder.run(&["report", "a.ecr", "-o", "a.html"]).findings();
    assert!(errors.contains("ECR002") && errors.contains("no report is written"), "{errors}");
    assert!(!folder.has("a.html"));
    assert!(folder.run(&["report", "b.yaml", "--as", "cfn"]).failed().contains("no VPC found to report on"));
    assert!(folder.run(&["report", "a.ecr", "-o", ""]).failed().contains("`-o` names nothing"));
    assert!(folder.run(&["report", "a.ecr", "--image", "nginx"]).failed().contains("is not an image"));
    folder.write("a.ecr", SPEC);
    assert!(
        folder
            .run(&["report", "a.ecr", "-o", "a.ecr", "--format", "html"])
            .failed()
            .contains("is a file that this command reads")
    );
}
