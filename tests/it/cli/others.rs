//! Input: the command line of the small commands.
//! Output: whether each does what its help says.
//! Never: tests more than that.

use super::{Folder, SPEC, block};
use serde_json::Value;

#[test]
fn the_starter_compiles_without_a_word_and_is_canonical() {
    let folder = Folder::new();
    let starter = folder.run(&["init"]).fine();
    assert!(starter.starts_with('#'));
    assert_eq!(folder.run(&["init", "-"]).fine(), starter);
    assert!(folder.files().is_empty());
    folder.run(&["init", "infra.ecr"]).fine();
    assert_eq!(folder.read("infra.ecr"), starter);
    assert_eq!(folder.run(&["fmt", "--diff", "infra.ecr"]).fine(), "");
    assert_eq!(folder.run(&["check", "infra.ecr", "--fail-on", "note"]).fine(), "");
    for target in ["cfn", "cfn-json", "tf"] {
        assert!(!folder.run(&["build", "infra.ecr", "--notes", "-t", target]).fine().is_empty());
    }
}

#[test]
fn what_the_starter_shows_commented_out_compiles_too() {
    let folder = Folder::new();
    let starter = folder.run(&["init"]).fine();
    let taken = |line: &str| line.starts_with("  # ") && line.ends_with(';') && !line.contains("vpc new");
    let lines: Vec<String> =
        starter.lines().map(|line| if taken(line) { line.replacen("# ", "", 1) } else { line.to_owned() }).collect();
    assert!(lines.iter().filter(|line| line.contains("vpc-0")).all(|line| !line.contains('#')));
    folder.write("all.ecr", lines.join("\n"));
    let run = folder.run(&["check", "all.ecr"]);
    assert_eq!(run.code, Some(0), "{}", run.err);
}

#[test]
fn init_overwrites_nothing() {
    let folder = Folder::with(&[("infra.ecr", "mine"), ("empty.ecr", ""), ("notes", "mine"), ("empty", "")]);
    let help = "  = help: name another file, or remove it first\n";
    for (name, why) in [
        ("infra.ecr", ", and is a spec"),
        ("empty.ecr", ", and is empty"),
        ("notes", ", and ecrc did not write it"),
        ("empty", ", and is empty"),
    ] {
        let before = folder.read(name);
        assert_eq!(folder.run(&["init", name]).failed(), format!("error: `{name}` already exists{why}\n{help}"));
        assert_eq!(folder.read(name), before);
    }
    assert_eq!(folder.run(&["init", "."]).failed(), "error: cannot write `.`: it is a directory\n");
}

#[test]
fn endpoints_are_a_table_for_people() {
    let folder = Folder::with(&[("infra.ecr", SPEC)]);
    let table = folder.run(&["endpoints", "infra.ecr"]).fine();
    assert!(table.starts_with("infra in us-east-2\n\n  SERVICE  TYPE "), "{table}");
    for words in ["  ecr.dkr  Interface  on ", "ECR401", "policy ecr, on ecr.api and ecr.dkr"] {
        assert!(table.contains(words), "{table}");
    }
    assert!(table.contains("deny ecr:DeleteRepository on arn:aws:ecr:us-east-2:<account>:repository/x"), "{table}");
}

#[test]
fn endpoints_are_json_for_programs() {
    let text = block("beta").replace("logs awslogs", "logs awslogs; existing logs \"vpce-0123456789abcdef0\"");
    let folder = Folder::with(&[("two.ecr", &(text + &block("alpha")))]);
    let document: Value =
        serde_json::from_str(&folder.run(&["endpoints", "two.ecr", "--format", "json"]).fine()).unwrap();
    assert_eq!(document["version"], 1);
    let blocks = document["blocks"].as_array().unwrap();
    assert_eq!(blocks.iter().map(|block| &block["name"]).collect::<Vec<_>>(), ["alpha", "beta"]);
    let endpoints = blocks[1]["endpoints"].as_array().unwrap();
    let keys: Vec<&String> = endpoints[0].as_object().unwrap().keys().collect();
    let expected = ["service", "service_name", "type", "existing", "private_dns", "zone", "policy", "rule", "reason"];
    assert_eq!(keys, expected.iter().collect::<Vec<_>>());
    let logs = endpoints.iter().find(|endpoint| endpoint["service"] == "logs").unwrap();
    assert_eq!(logs["existing"], "vpce-0123456789abcdef0");
    assert_eq!(blocks[0]["policies"][0]["on"], serde_json::json!(["ecr.api", "ecr.dkr"]));
}

#[test]
fn endpoints_of_a_broken_spec_are_findings() {
    let folder = Folder::with(&[("bad.ecr", "private_ecr < region nowhere-1; launch ec2 >")]);
    assert!(folder.run(&["endpoints", "bad.ecr"]).findings().contains("ECR701"));
}

#[test]
fn completions_know_the_commands() {
    let folder = Folder::new();
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        let script = folder.run(&["completions", shell]).fine();
        for word in ["ecrc", "endpoints", "fail-on"] {
            assert!(script.contains(word), "{shell} lacks {word}");
        }
        if matches!(shell, "bash" | "zsh" | "fish") {
            assert!(script.contains("ECR001") && script.contains("ECR801"), "{shell} lacks the codes");
        }
    }
    assert_eq!(folder.run(&["completions", "nosuch"]).code, Some(2));
}

#[test]
fn the_manual_has_a_page_for_each_command() {
    let folder = Folder::new();
    let page = folder.run(&["man"]).fine();
    assert!(page.contains(".TH ecrc 1") && page.contains("endpoints"), "{page}");
    let page = folder.run(&["man", "build"]).fine();
    assert!(page.contains(".TH ecrc-build 1") && page.contains("module"), "{page}");
    assert!(folder.run(&["man", "nosuch"]).failed().contains("`nosuch`"));
}

const ROOT: &str =
    "provider \"aws\" { region = \"us-east-2\" }\nresource \"aws_vpc\" \"v\" { cidr_block = \"10.0.0.0/16\" }
resource \"aws_subnet\" \"s\" { vpc_id = aws_vpc.v.id }\n";
const MODULE: &str = "variable \"vpc\" {}\nresource \"aws_vpc_endpoint\" \"e\" {\n  vpc_id = var.vpc
  service_name = \"com.amazonaws.us-east-2.ecr.api\"\n  vpc_endpoint_type = \"Interface\"\n}\n";

#[test]
fn a_module_that_no_root_calls_is_left_out_and_said() {
    let left = "note: `p/modules/unused` is left out: no module here calls it\n  \
                = help: to read a module by itself, name its directory\n";
    let folder = Folder::with(&[
        ("p/main.tf", &format!("{ROOT}module \"m\" {{\n  source = \"./modules/used\"\n  vpc    = aws_vpc.v.id\n}}\n")),
        ("p/modules/used/main.tf", MODULE),
        ("p/modules/unused/main.tf", MODULE),
    ]);
    let audit = folder.run(&["audit", "p"]);
    assert!(audit.err.contains(left), "{}", audit.err);
    assert!(!audit.err.contains("modules/unused/main.tf"), "{}", audit.err);
    let imported = folder.run(&["import", "p", "--launch=fargate:1.4.0"]);
    assert!(imported.err.contains(left), "{}", imported.err);
    assert_eq!(imported.out.matches("private_ecr").count(), 1, "{}", imported.out);
    for command in [&["graph", "p"][..], &["report", "p"], &["trace", "p", "--launch=fargate:1.4.0"]] {
        let run = folder.run(command);
        assert!(run.err.contains(left), "{command:?}: {}", run.err);
    }
    // Programs are told, too.
    let json = folder.run(&["audit", "p", "--format", "json"]).out;
    assert!(json.contains("it is left out, because no module here calls it"), "{json}");
    // Whoever names it wants to read it, and a library has no root.
    for named in
        [&["audit", "p", "p/modules/unused"][..], &["audit", "p/modules/unused/main.tf"], &["audit", "p/modules"]]
    {
        let audit = folder.run(named);
        assert!(audit.err.contains("modules/unused/main.tf"), "{named:?}: {}", audit.err);
        assert!(!audit.err.contains("left out"), "{named:?}: {}", audit.err);
    }
    folder.write("p/main.tf", ROOT.replace("provider", "# provider"));
    let audit = folder.run(&["audit", "p"]);
    assert!(audit.err.contains("modules/unused/main.tf") && !audit.err.contains("left out"), "{}", audit.err);
}

/// A module may be called by its address, or by a program that calls modules.
#[test]
fn a_module_that_is_called_from_afar_is_read() {
    let call = |source: &str| format!("{ROOT}module \"m\" {{\n  source = \"{source}\"\n}}\n");
    let tested = |files: &[(&str, &str)], is_read: bool| {
        let folder = Folder::with(&[("p/modules/far/main.tf", MODULE)]);
        for (name, text) in files {
            folder.write(name, text);
        }
        let audit = folder.run(&["audit", "p"]);
        assert_eq!(audit.err.contains("modules/far/main.tf"), is_read, "{files:?}: {}", audit.err);
        assert_eq!(audit.err.contains("left out"), !is_read, "{files:?}: {}", audit.err);
    };
    for (source, is_read) in [
        ("git::https://example.com/infra.git//modules/far?ref=v1", true),
        ("git@example.com:acme/infra.git//./modules/far/", true),
        ("acme/far/aws//modules/far", true),
        ("git::https://example.com/infra.git//modules/other?ref=v1", false),
        ("git::https://example.com/infra.git", false),
        ("git::https://example.com/infra.git//", false),
    ] {
        tested(&[("p/live/main.tf", &call(source))], is_read);
    }
    let other = "p/deep/prod/";
    for (name, is_read) in
        [("terragrunt.hcl", true), ("stack.tm.hcl", true), ("cdktf.json", true), ("packer.pkr.hcl", false)]
    {
        tested(&[("p/main.tf", ROOT), (&format!("{other}{name}"), "")], is_read);
    }
}
