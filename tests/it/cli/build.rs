//! Input: specs.
//! Output: where `build` writes their templates.
//! Never: looks into a template more than is needed to tell one from another.

use super::{Folder, SPEC, block, spec_in};

#[test]
fn one_block_goes_to_standard_output() {
    let folder = Folder::with(&[("infra.ecr", SPEC)]);
    let yaml = folder.run(&["build", "infra.ecr"]).fine();
    assert!(yaml.starts_with("AWSTemplateFormatVersion"));
    assert_eq!(folder.run(&["build", "infra.ecr", "-o", "-"]).fine(), yaml);
    assert_eq!(folder.run(&["build", "infra.ecr", "-t", "cfn"]).fine(), yaml);
    for target in ["cfn-json", "tf"] {
        let json = folder.run(&["build", "infra.ecr", "-t", target]).fine();
        assert!(serde_json::from_str::<serde_json::Value>(&json).unwrap().is_object());
    }
    assert_eq!(folder.files(), ["infra.ecr"]);
}

#[test]
fn standard_input_is_a_file_too() {
    let folder = Folder::with(&[("infra.ecr", SPEC)]);
    let from_file = folder.run(&["build", "infra.ecr"]).fine();
    assert_eq!(folder.run_on(&["build", "-"], SPEC).fine(), from_file);
    folder.run_on(&["build", "-", "-o", "out/"], SPEC).fine();
    assert_eq!(folder.files(), ["infra.ecr", "out/stdin.yaml"]);
}

#[test]
fn a_module_has_no_provider_block() {
    let folder = Folder::with(&[("infra.ecr", SPEC)]);
    let root = folder.run(&["build", "infra.ecr", "-t", "tf"]).fine();
    let module = folder.run(&["build", "infra.ecr", "-t", "tf", "--module"]).fine();
    assert!(root.contains("\"provider\": {") && !module.contains("\"provider\": {"));
}

#[test]
fn one_block_goes_to_the_file_or_into_the_folder() {
    let folder = Folder::with(&[("infra.ecr", SPEC)]);
    let yaml = folder.run(&["build", "infra.ecr"]).fine();
    assert_eq!(folder.run(&["build", "infra.ecr", "-o", "any.name"]).fine(), "");
    assert_eq!(folder.read("any.name"), yaml);
    folder.run(&["build", "infra.ecr", "-o", "new/"]).fine();
    assert_eq!(folder.read("new/infra.yaml"), yaml);
    std::fs::create_dir(folder.path("there")).unwrap();
    folder.run(&["build", "infra.ecr", "-o", "there"]).fine();
    folder.run(&["build", "infra.ecr", "-o", "there", "-t", "cfn-json"]).fine();
    folder.run(&["build", "infra.ecr", "-o", "there", "-t", "tf"]).fine();
    let files = folder.files();
    assert_eq!(
        files,
        ["any.name", "infra.ecr", "new/infra.yaml", "there/infra.json", "there/infra.yaml", "there/infra/main.tf.json"]
    );
}

#[test]
fn several_blocks_go_to_a_folder_or_a_stream() {
    let folder = Folder::with(&[("two.ecr", &(block("beta") + &block("alpha"))), ("one.ecr", SPEC)]);
    let all = ["build", "two.ecr", "one.ecr"];
    let help = folder.run(&all).failed();
    assert!(help.contains("3 blocks") && help.contains("-o DIRECTORY"), "{help}");

    folder.run(&[&all[..], &["-o", "out"]].concat()).fine();
    folder.run(&[&all[..], &["-o", "out/deep/er", "-t", "tf"]].concat()).fine();
    assert_eq!(
        folder.files(),
        [
            "one.ecr",
            "out/alpha.yaml",
            "out/beta.yaml",
            "out/deep/er/alpha/main.tf.json",
            "out/deep/er/beta/main.tf.json",
            "out/deep/er/one/main.tf.json",
            "out/one.yaml",
            "two.ecr"
        ]
    );

    let stream = folder.run(&[&all[..], &["-o", "-"]].concat()).fine();
    let parts =
        ["alpha", "beta", "one"].map(|name| format!("--- # {name}\n{}", folder.read(&format!("out/{name}.yaml"))));
    assert_eq!(stream, parts.concat());
    // Whatever the order of the files.
    assert_eq!(folder.run(&["build", "one.ecr", "two.ecr", "-o", "-"]).fine(), stream);
    assert_eq!(folder.run(&["build", ".", "-o", "-"]).fine(), stream);

    let json = folder.run(&[&all[..], &["-o", "-", "-t", "cfn-json"]].concat()).fine();
    assert_eq!(serde_json::from_str::<Vec<serde_json::Value>>(&json).unwrap().len(), 3);
    let tf = folder.run(&[&all[..], &["-o", "-", "-t", "tf"]].concat()).fine();
    let tf: serde_json::Map<String, serde_json::Value> = serde_json::from_str(&tf).unwrap();
    assert_eq!(tf.keys().collect::<Vec<_>>(), ["alpha", "beta", "one"]);
    assert_eq!(
        tf["one"],
        serde_json::from_str::<serde_json::Value>(&folder.read("out/deep/er/one/main.tf.json")).unwrap()
    );
}

#[test]
fn several_blocks_do_not_go_to_a_file() {
    let folder = Folder::with(&[("two.ecr", &(block("beta") + &block("alpha"))), ("file", "mine")]);
    let said = folder.run(&["build", "two.ecr", "-o", "file"]).failed();
    assert!(said.contains("`file`") && said.contains("-o DIRECTORY"), "{said}");
    assert_eq!(folder.read("file"), "mine");
    let said = folder.run(&["build", "two.ecr", "-o", "file/"]).failed();
    assert!(said.contains("`file"), "{said}");
}

#[test]
fn defaults_alone_compile_to_nothing() {
    let folder = Folder::with(&[("common.ecr", "defaults < region us-east-2; >\n")]);
    for arguments in [
        &["build", "common.ecr"][..],
        &["build", "common.ecr", "-o", "-", "-t", "tf"],
        &["build", "common.ecr", "-o", "out/"],
    ] {
        assert_eq!(folder.run(arguments).fine(), "");
    }
    assert_eq!(folder.files(), ["common.ecr"]);
}

#[test]
fn nothing_is_written_when_any_block_has_an_error() {
    let folder = Folder::with(&[("good.ecr", SPEC), ("bad.ecr", &spec_in("us-eats-2"))]);
    for place in ["out/", "-"] {
        let said = folder.run(&["build", "good.ecr", "bad.ecr", "-o", place]).findings();
        assert!(said.contains("bad.ecr:2:10") && said.contains("nothing was written"), "{said}");
    }
    assert_eq!(folder.files(), ["bad.ecr", "good.ecr"]);
}

#[test]
fn a_name_twice_is_an_error_over_all_files() {
    let folder = Folder::with(&[("a/infra.ecr", SPEC), ("b/infra.ecr", SPEC)]);
    let said = folder.run(&["build", ".", "-o", "out/"]).findings();
    assert!(said.contains("ECR006"), "{said}");
}

#[test]
fn a_name_of_dots_names_no_file() {
    let folder = Folder::with(&[("in/...ecr", SPEC)]);
    let said = folder.run(&["build", "in/...ecr", "-o", "out/", "-t", "tf"]).failed();
    assert!(said.contains("`..`"), "{said}");
    assert_eq!(folder.files(), ["in/...ecr"]);
}
