//! Input: files, directories and standard input, good and bad.
//! Output: whether each is read, or refused with a clear message.
//! Never: expects a panic.

use super::{Folder, SPEC, many};

#[test]
fn an_unknown_file_is_one_line() {
    let folder = Folder::new();
    for command in ["build", "check", "fmt", "endpoints"] {
        let said = folder.run(&[command, "nosuch.ecr"]).failed();
        assert_eq!(said, "error: file or directory `nosuch.ecr` does not exist\n");
    }
}

#[test]
fn a_file_that_is_no_spec_is_named_for_what_it_is() {
    let spec = "private_ecr < region us-east-2; launch fargate 1.4.0; logs none >\n";
    let build = |arguments: &[&str]| Folder::new().run_on(&[&["build", "-"][..], arguments].concat(), spec).out;
    let (cfn, tf) = (build(&[]), build(&["-t", "tf"]));
    let cdk = r#"{"Resources": {"Endpoint": {"Type": "AWS::EC2::VPCEndpoint"}}}"#;
    for (file, text, what, own) in [
        ("web.yaml", cfn.as_str(), "a CloudFormation template", true),
        ("main.tf.json", &tf, "a Terraform configuration", true),
        ("template.yaml", "Resources:\n  A:\n    Type: AWS::EC2::VPC\n", "a CloudFormation template", false),
        ("cdk.out.json", cdk, "a CloudFormation template", false),
        ("main.tf", "resource \"aws_vpc\" \"a\" {}\n", "a Terraform configuration", false),
        ("terraform.tfvars", "a = 1\n", "a Terraform configuration", false),
        ("plan.json", r#"{"format_version": "1.2", "planned_values": {}}"#, "a Terraform plan", false),
        ("terraform.tfstate", r#"{"version": 4, "terraform_version": "1.9.0"}"#, "a Terraform state", false),
        ("task.json", r#"{"containerDefinitions": []}"#, "an ECS task definition", false),
        ("policy.json", r#"{"Version": "2012-10-17", "Statement": []}"#, "an IAM policy", false),
        ("package.json", r#"{"name": "x"}"#, "a JSON document", false),
        ("pod.yaml", "apiVersion: v1\nkind: Pod\n", "a Kubernetes manifest", false),
        ("compose.yml", "services:\n  web:\n    image: x\n", "a Compose file", false),
        ("values.yaml", "image: x\n", "a YAML document", false),
        ("Dockerfile", "# syntax\nFROM alpine\n", "a Dockerfile", false),
    ] {
        let folder = Folder::with(&[(file, text)]);
        for command in ["build", "check", "fix", "fmt", "endpoints"] {
            let said = folder.run(&[command, file]).failed();
            assert!(said.starts_with(&format!("error: `{file}` is {what}, not a spec\n")), "{command}: {said}");
            assert_eq!(said.contains("`ecrc diff`"), own, "{said}");
        }
        assert_eq!(folder.read(file), text);
    }
    let said = Folder::new().run_on(&["check", "-"], &cfn).failed();
    assert!(said.starts_with("error: standard input is a CloudFormation template, not a spec\n"), "{said}");
    // A spec by any other name, and what is broken in it, is read as one.
    let folder = Folder::with(&[("infra.txt", spec), ("other.yaml", spec), ("broken.ecr", cdk)]);
    assert_eq!(folder.run(&["check", "infra.txt", "other.yaml"]).code, Some(0));
    assert!(folder.run(&["check", "broken.ecr"]).findings().contains("ECR001"));
}

#[test]
fn a_folder_without_specs_is_one_line() {
    let folder = Folder::with(&[("sub/notes.txt", ""), ("sub/.hidden.ecr", SPEC), ("sub/.git/x.ecr", SPEC)]);
    assert_eq!(folder.run(&["check", "sub"]).failed(), "error: directory `sub` has no `.ecr` file\n");
    assert!(folder.run(&["check", "."]).failed().contains("`.`"));
}

#[test]
fn a_path_below_a_file_is_one_line() {
    let folder = Folder::with(&[("infra.ecr", SPEC)]);
    let said = folder.run(&["check", "infra.ecr/more.ecr"]).failed();
    assert_eq!(said, "error: cannot read `infra.ecr/more.ecr`: a part of the path is not a directory\n");
}

#[test]
fn a_folder_stands_for_every_spec_below_it() {
    let bad = "private_ecr < region nowhere-1; launch ec2 >";
    let folder = Folder::with(&[("a/z.ecr", bad), ("a/b/y.ecr", bad), ("a/x.txt", bad), ("w.ecr", bad)]);
    let files = |arguments: &[&str]| -> Vec<String> {
        let run = folder.run(&[&["check", "--format", "short"][..], arguments].concat());
        assert_eq!(run.code, Some(1));
        run.out.lines().map(|line| line.split(':').next().unwrap().to_owned()).collect()
    };
    assert_eq!(files(&["a"]), ["a/b/y.ecr", "a/z.ecr"]);
    assert_eq!(files(&["a/"]), ["a/b/y.ecr", "a/z.ecr"]);
    assert_eq!(files(&["."]), ["./a/b/y.ecr", "./a/z.ecr", "./w.ecr"]);
    assert_eq!(files(&["w.ecr", "a"]), ["a/b/y.ecr", "a/z.ecr", "w.ecr"]);
    // A file named twice is one file.
    assert_eq!(files(&["w.ecr", "w.ecr", "a/../w.ecr"]), ["a/../w.ecr"]);
}

#[cfg(unix)]
#[test]
fn a_circle_of_links_ends() {
    let folder = Folder::with(&[("a/infra.ecr", SPEC)]);
    std::os::unix::fs::symlink(".", folder.path("a/self")).unwrap();
    folder.run(&["check", "a"]);
    assert_eq!(folder.run(&["fmt", "--check", "a"]).out, folder.run(&["fmt", "--check", "a/infra.ecr"]).out);
}

#[test]
fn includes_stay_below_the_root() {
    let main = "include \"../common.ecr\";\nprivate_ecr < launch fargate 1.4.0; logs none >\n";
    let folder = Folder::with(&[("a/main.ecr", main), ("common.ecr", "defaults < region us-east-2 >\n")]);
    // The folder that is named holds both files.
    let whole = folder.run(&["build", "."]);
    assert_eq!(whole.code, Some(0), "{}", whole.err);
    assert!(folder.run(&["build", "a"]).findings().contains("ECR007"));
    assert!(folder.run(&["build", "a/main.ecr"]).findings().contains("outside"));
    // Named both ways, the wider root counts, in either order.
    assert_eq!(folder.run(&["build", "a/main.ecr", "."]).out, whole.out);
    assert_eq!(folder.run(&["build", ".", "a/main.ecr"]).out, whole.out);
    // Standard input is in the working directory.
    let text = "include \"common.ecr\";\nprivate_ecr < launch fargate 1.4.0; logs none >\n";
    assert_eq!(folder.run_on(&["build", "-"], text).code, Some(0));
    let text = "include \"../common.ecr\";\nprivate_ecr < launch fargate 1.4.0 >\n";
    let folder = Folder::with(&[("common.ecr", "defaults < region us-east-2 >\n"), ("a/b.ecr", SPEC)]);
    let mut command = folder.command(&["check", "-", "--format", "short"]);
    command.current_dir(folder.path("a")).stdin(std::process::Stdio::piped()).stdout(std::process::Stdio::piped());
    let mut child = command.spawn().unwrap();
    std::io::Write::write_all(&mut child.stdin.take().unwrap(), text.as_bytes()).unwrap();
    let run = super::Run::of(&child.wait_with_output().unwrap());
    assert!(run.out.starts_with("-:1:9: error[ECR007]"), "{}", run.out);
}

#[cfg(unix)]
#[test]
fn a_link_does_not_lead_an_include_out_of_the_root() {
    let main = "include \"link.ecr\";\nprivate_ecr < launch fargate 1.4.0; logs none >\n";
    let folder = Folder::with(&[("a/main.ecr", main), ("common.ecr", "defaults < region us-east-2 >\n")]);
    std::os::unix::fs::symlink("../common.ecr", folder.path("a/link.ecr")).unwrap();
    assert!(folder.run(&["build", "a/main.ecr"]).findings().contains("outside"));
    assert_eq!(folder.run(&["build", "a/main.ecr", "."]).code, Some(0));
}

#[cfg(unix)]
#[test]
fn a_file_named_twice_goes_by_its_own_folder_in_every_order() {
    let main = "include \"common.ecr\";\nprivate_ecr < launch fargate 1.4.0; logs none >\n";
    let folder = Folder::with(&[("own/main.ecr", main), ("own/common.ecr", "defaults < region us-east-2 >\n")]);
    folder.write("ln/common.ecr", "defaults < region us-east-2 >\n");
    std::os::unix::fs::symlink("../own/main.ecr", folder.path("ln/main.ecr")).unwrap();
    for files in [["own/main.ecr", "ln/main.ecr"], ["ln/main.ecr", "own/main.ecr"]] {
        folder.run(&[&["check"], &files[..]].concat()).fine();
    }
}

#[test]
fn an_included_file_with_a_block_is_found_whatever_its_name() {
    let block = |name: &str| format!("private_ecr {name} < region us-east-2; launch fargate 1.4.0; logs none >\n");
    for name in ["a.ecr", "z.ecr"] {
        let folder =
            Folder::with(&[(name, &block("one")), ("m.ecr", &format!("include \"{name}\";\n{}", block("two")))]);
        let said = folder.run(&["check", "--format", "short", "."]);
        assert!(said.out.starts_with(&format!("./{name}:1:1: error[ECR007]")), "{}", said.out);
    }
}

#[test]
fn included_files_go_by_the_including_file() {
    let folder = Folder::with(&[
        ("a/main.ecr", "include \"../b/./common.ecr\";\nprivate_ecr < launch fargate 1.4.0 >\n"),
        ("b/common.ecr", "defaults < region nowhere-1 >\n"),
    ]);
    let run = folder.run(&["check", "--format", "short", "."]);
    // As an input of its own it goes by the folder; it is one file, and reported once.
    assert_eq!(run.out.lines().filter(|line| line.contains("ECR701")).count(), 1, "{}", run.out);
    let folder = Folder::with(&[
        ("main.ecr", "include \"b/./common.ecr\";\nprivate_ecr < launch fargate 1.4.0 >\n"),
        ("b/common.ecr", "defaults < region nowhere-1 >\n"),
    ]);
    let run = folder.run(&["check", "--format", "short", "main.ecr"]);
    assert!(run.out.starts_with("b/./common.ecr:1:19: error[ECR701]"), "{}", run.out);
}

#[test]
fn missing_includes_and_folders_are_findings() {
    let of = |path: &str| {
        let folder = Folder::with(&[("sub/x", "")]);
        let text = format!("include \"{path}\";\nprivate_ecr < region us-east-2; launch fargate 1.4.0 >\n");
        folder.run_on(&["check", "-"], text).findings()
    };
    assert!(of("nosuch.ecr").contains("file `nosuch.ecr` does not exist"));
    assert!(of("sub").contains("it is a directory"));
    assert!(of("sub/x/y").contains("does not exist"));
    assert!(of("../nosuch.ecr").contains("outside"));
    assert!(of("/etc/passwd").contains("outside"));
}

#[test]
fn what_is_no_text_is_a_finding_with_a_place() {
    let folder = Folder::new();
    for (name, bytes, place) in [
        ("nul.ecr", &b"private_ecr <\n  \0 >"[..], "nul.ecr:2:3"),
        ("utf8.ecr", b"private_ecr <\n  region \xff >", "utf8.ecr:2:10"),
        ("utf16.ecr", b"\xff\xfep\0r\0", "utf16.ecr:1:1"),
    ] {
        folder.write(name, bytes);
        for command in ["build", "check", "fmt"] {
            let said = folder.run(&[command, name]).findings();
            assert!(said.contains("error[ECR001]") && said.contains(place), "{said}");
        }
        assert_eq!(std::fs::read(folder.path(name)).unwrap(), bytes);
    }
}

#[test]
fn an_empty_file_is_a_finding() {
    let folder = Folder::with(&[("empty.ecr", ""), ("blank.ecr", "\n# nothing\n")]);
    for file in ["empty.ecr", "blank.ecr"] {
        assert!(folder.run(&["build", file]).findings().contains("ECR004"));
    }
}

#[test]
fn a_byte_order_mark_is_dropped() {
    let folder = Folder::with(&[("infra.ecr", SPEC), ("mark.ecr", &format!("\u{feff}{SPEC}"))]);
    assert_eq!(folder.run(&["build", "mark.ecr"]).fine(), folder.run(&["build", "infra.ecr"]).fine());
}

#[test]
fn a_line_of_a_megabyte_shows_a_window() {
    let folder =
        Folder::with(&[("long.ecr", &format!("private_ecr < tag \"a\" \"{}\"; wrong >", "x".repeat(1 << 20)))]);
    let said = folder.run(&["check", "long.ecr"]).findings();
    assert!(said.contains("wrong") && said.len() < 5_000, "{} bytes", said.len());
}

#[test]
fn deep_nesting_does_not_overflow() {
    let folder = Folder::with(&[("deep.ecr", &"private_ecr < ".repeat(100_000)), ("signs.ecr", &"<".repeat(100_000))]);
    for file in ["deep.ecr", "signs.ecr"] {
        assert_eq!(folder.run(&["check", "--format", "short", file]).code, Some(1));
        assert_eq!(folder.run(&["fmt", file]).code, Some(1));
    }
}

#[test]
fn many_blocks_compile() {
    // Ten times as many are measured in the benches.
    let folder = Folder::with(&[("many.ecr", &many(1_000))]);
    let stream = folder.run(&["build", "many.ecr", "-o", "-"]).fine();
    assert_eq!(stream.matches("\n--- # ").count(), 999);
    folder.run(&["build", "many.ecr", "-o", "out", "-t", "tf"]).fine();
    assert_eq!(folder.files().len(), 1_001);
}

#[test]
fn usage_errors_are_2_and_help_is_0() {
    let folder = Folder::new();
    for arguments in [
        &["build"][..],
        &["nosuch"],
        &["check", "x", "--format", "nosuch"],
        &["build", "x", "-t", "nosuch"],
        &["check", "x", "--nosuch"],
        &[],
    ] {
        let run = folder.run(arguments);
        assert_eq!((run.code, run.out.as_str()), (Some(2), ""), "{arguments:?}");
        assert!(!run.err.is_empty());
    }
    for arguments in [&["--help"][..], &["-h"], &["--version"], &["help", "build"], &["build", "--help"]] {
        assert!(!folder.run(arguments).fine().is_empty());
    }
    assert!(folder.run(&["--version"]).fine().starts_with("ecrc "));
}

#[test]
fn a_broken_file_that_is_named_is_a_finding_at_its_place() {
    let files = [
        ("bad.yaml", "{"),
        ("bad.json", "{ \"a\": "),
        ("bad.yml", "a: [1\n"),
        ("other.yaml", "a: 1\n"),
        ("empty.yaml", ""),
        ("pods.yaml", "a: 1\n---\nb: 2\n"),
    ];
    let folder = Folder::with(&files);
    for command in ["audit", "report", "graph", "import", "trace"] {
        for file in ["bad.yaml", "bad.json", "bad.yml", "-"] {
            let run = folder.run_on(&[command, file], "{ \"Resources\"");
            assert_eq!(run.code, Some(1), "{command} {file}: {}", run.err);
            assert!(run.err.contains("error[ECR001]") && run.err.contains(&format!("┌─ {file}:")), "{}", run.err);
        }
        for file in ["other.yaml", "empty.yaml", "pods.yaml"] {
            assert!(folder.run(&[command, file]).failed().contains("name "), "{command} {file}");
        }
    }
}
