//! Input: the command line of `ecrc graph`.
//! Output: which pictures go where, what is marked in them, and the exit code.
//! Never: tests where something is in a picture; that is for the library's tests.

use super::{Folder, SPEC, block};

/// One endpoint of a VPC that lacks the others.
const TEMPLATE: &str = "\
Resources:
  Api:
    Type: AWS::EC2::VPCEndpoint
    Properties:
      VpcId: vpc-0a1b2c3d
      ServiceName: com.amazonaws.us-east-2.ecr.api
      VpcEndpointType: Interface
      PrivateDnsEnabled: false
      SubnetIds: [subnet-0a1b2c3d]
      SecurityGroupIds: [sg-0a1b2c3d]
";

#[test]
fn a_picture_goes_to_standard_output_or_into_a_file() {
    let folder = Folder::with(&[("shop.ecr", SPEC)]);
    let svg = folder.run(&["graph", "shop.ecr"]).fine();
    assert!(svg.starts_with("<svg ") && svg.ends_with("</svg>\n"), "{svg}");
    assert_eq!(folder.run(&["graph", "shop.ecr", "-o", "shop.svg"]).fine(), "");
    assert_eq!(folder.read("shop.svg"), svg);
    assert_eq!(folder.run(&["graph", "shop.ecr", "-o", "-"]).fine(), svg);
    assert_eq!(folder.run_on(&["graph", "-", "--format", "dot"], TEMPLATE).code, Some(0));
    assert!(folder.run(&["graph", "shop.ecr", "-o", ""]).failed().contains("`-o` names nothing"));
    assert!(
        folder
            .run(&["graph", "shop.ecr", "-o", "shop.ecr", "--format", "svg"])
            .failed()
            .contains("is a file that this command reads")
    );
}

#[test]
fn the_ending_of_the_file_decides_unless_a_format_is_said() {
    let folder = Folder::with(&[("shop.ecr", SPEC)]);
    let first = |name: &str, more: &[&str]| {
        folder.run(&[&["graph", "shop.ecr", "-o", name], more].concat()).fine();
        folder.read(name).split_whitespace().next().unwrap().to_owned()
    };
    assert_eq!(first("a.mmd", &[]), "%%{init:");
    assert_eq!(first("a.mermaid", &[]), "%%{init:");
    assert_eq!(first("a.dot", &[]), "digraph");
    assert_eq!(first("a.gv", &[]), "digraph");
    assert_eq!(first("a.svg", &[]), "<svg");
    assert_eq!(first("a", &[]), "<svg");
    assert_eq!(first("b.svg", &["--format", "dot"]), "digraph");
}

#[test]
fn what_the_rules_report_is_marked_where_it_is() {
    let spec = SPEC.replace("logs awslogs;", "logs awslogs; private_dns ecr.dkr off; security_group \"sg-0a1b2c3d\";");
    let folder = Folder::with(&[("shop.ecr", &spec), ("network.yaml", TEMPLATE)]);
    let dot = folder.run(&["graph", "shop.ecr", "--format", "dot"]).fine();
    let line = |dot: &str, start: &str| {
        let found = dot.lines().find(|line| line.trim_start().starts_with(start));
        found.unwrap_or_else(|| panic!("{start}\n{dot}")).to_owned()
    };
    let dkr = line(&dot, "v0g0e1 ");
    assert!(dkr.contains("ecr.dkr") && dkr.contains("error ECR201") && dkr.contains("color="), "{dkr}");
    assert!(!line(&dot, "v0g0e0 ").contains("ECR"), "{dot}");
    let group = line(&dot, "label=\"security group sg-0a1b2c3d");
    assert!(group.contains("note ECR305"), "{group}");
    // What is missing is marked on the VPC, and not on the endpoint that the words are about.
    let dot = folder.run(&["graph", "network.yaml", "--format", "dot"]).fine();
    let (vpc, api) = (line(&dot, "label=\"vpc-0a1b2c3d"), line(&dot, "v0g0e0 "));
    assert!(vpc.contains("note ECR103") && vpc.contains("note ECR401"), "{vpc}");
    assert!(api.contains("ECR202") && !api.contains("ECR103") && !api.contains("ECR401"), "{api}");
    assert!(dot.contains("not known what runs here"), "{dot}");
    let said = folder.run(&["graph", "network.yaml", "--launch", "ec2", "--format", "dot"]).fine();
    assert!(said.contains("ECS container instances") && said.contains("ECR104"), "{said}");
}

#[test]
fn accepted_diagnostics_are_not_marked() {
    let folder = Folder::with(&[("shop.ecr", SPEC)]);
    assert!(folder.run(&["graph", "shop.ecr"]).fine().contains("ECR507"));
    folder.write("shop.ecr", SPEC.replace("logs awslogs;", "logs awslogs; accept ECR507 \"they have no other way\";"));
    assert!(!folder.run(&["graph", "shop.ecr"]).fine().contains("ECR507"));
}

#[test]
fn everything_below_a_directory_is_in_one_picture() {
    let folder = Folder::with(&[("a.ecr", &format!("{}{}", block("one"), block("two"))), ("t/n.yaml", TEMPLATE)]);
    for (name, text) in crate::deployed::files() {
        folder.write(&format!("vpc/{name}"), text);
    }
    let svg = folder.run(&["graph", "."]).fine();
    assert!(svg.contains(">4 VPCs</text>") && svg.contains("<a href=\"#vpc-4\">"), "{svg}");
    assert!(svg.contains("<g id=\"vpc-4\">") && svg.contains("us-east-2a"), "{svg}");
    let mermaid = folder.run(&["graph", ".", "--format", "mermaid"]).fine();
    assert_eq!(mermaid.matches("Amazon ECR").count(), 1, "the services are shared\n{mermaid}");
}

#[test]
fn what_is_broken_is_not_drawn() {
    let folder = Folder::with(&[("a.ecr", "private_ecr < regoin us-east-2 >"), ("b.yaml", "Resources: [")]);
    let errors = folder.run(&["graph", "a.ecr", "-o", "a.svg"]).findings();
    assert!(errors.contains("ECR002") && errors.contains("nothing is drawn"), "{errors}");
    assert!(!folder.has("a.svg"));
    // One block of two compiles: a picture of it alone would hide the other.
    folder.write("a.ecr", format!("{}private_ecr two < region nowhere-1; launch eks >", block("one")));
    let errors = folder.run(&["graph", "a.ecr"]).findings();
    assert!(errors.contains("ECR701"), "{errors}");
    let errors = folder.run(&["graph", "b.yaml", "--as", "cfn"]).findings();
    assert!(errors.contains("ECR001"), "{errors}");
    folder.write("c.yaml", "Resources:\n  Topic:\n    Type: AWS::SNS::Topic\n");
    assert!(folder.run(&["graph", "c.yaml"]).failed().contains("no VPC found to draw"));
    assert!(folder.run(&["graph", "none.ecr"]).failed().contains("none.ecr"));
}

#[test]
fn a_picture_that_mermaid_refuses_comes_with_a_warning() {
    let blocks: String = (0..60).map(|at| block(&format!("block-{at}"))).collect();
    let folder = Folder::with(&[("many.ecr", &blocks)]);
    let run = folder.run(&["graph", "many.ecr", "-o", "many.mmd"]);
    assert_eq!(run.code, Some(0), "{}", run.err);
    assert!(run.err.starts_with("warning: Mermaid draws no text of more than 50000 characters"), "{}", run.err);
    assert_eq!(folder.run(&["graph", "many.ecr", "-o", "many.svg"]).fine(), "");
}

#[test]
fn a_start_is_drawn_call_by_call() {
    let folder = Folder::with(&[("shop.ecr", SPEC), ("network.yaml", TEMPLATE)]);
    let network = ["graph", "network.yaml", "--launch", "ec2", "--trace", "--format"];
    let mermaid = folder.run(&[network.as_slice(), &["mermaid"]].concat()).fine();
    // Private DNS of the only endpoint is off: the name leads to a public address, and whether anything leads there is
    // not known; so it is of what has no endpoint.
    let calls: Vec<&str> = mermaid.lines().filter(|line| line.contains("token") && line.contains("v0r0")).collect();
    assert!(matches!(calls.as_slice(), [only] if only.contains("-.->|\"4 token#63;\"|")), "{mermaid}");
    let dot = folder.run(&[network.as_slice(), &["dot"]].concat()).fine();
    assert!(dot.contains("style=dashed"), "{dot}");
    let svg = folder.run(&["graph", "shop.ecr", "--trace"]).fine();
    assert!(svg.contains("What happens to each call") && svg.contains("ECR507"), "{svg}");
    let traced = folder.run(&["trace", "shop.ecr", "--format", "svg"]).fine();
    assert!(traced.contains("What happens to each call") && !traced.contains("ECR507"), "{traced}");
    let closed = SPEC.replace("logs awslogs;", "logs awslogs; private_dns ecr.dkr off;");
    folder.write("closed.ecr", closed);
    let run = folder.run(&["trace", "closed.ecr", "--format", "svg"]);
    assert_eq!(run.code, Some(1), "{}", run.err);
    assert!(run.out.contains("class=\"cross\"") && run.out.contains(">ECR201</text>"), "{}", run.out);
    let none = folder.run(&["graph", "network.yaml", "--trace", "-o", "none.svg"]);
    assert!(none.err.contains("`--trace` has no effect"), "{}", none.err);
    let both = folder.run(&["trace", "closed.ecr", "--format", "svg", "--error", "AccessDenied ecr:BatchGetImage"]);
    assert!(both.failed().contains("`--error` cannot be combined with"));
}
