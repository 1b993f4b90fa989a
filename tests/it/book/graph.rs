//! Input: specs and templates of the book, and the failing examples of some rules.
//! Output: their pictures, which the pages show.
//! Never: shows a picture that `ecrc` does not draw.

use super::{Block, blocks, printed, read, run};
use crate::spec::{project, specs_of};
use ecrc::cards;
use ecrc::diagnostic::Rule;

/// The rules whose failing spec has a picture, and how it is drawn: with its start, or without.
const PICTURED: [(u16, &str); 9] = [
    (201, " --trace"),
    (202, " --trace"),
    (208, " --trace"),
    (301, " --trace"),
    (302, ""),
    (303, ""),
    (502, " --trace"),
    (511, " --trace"),
    (512, " --trace"),
];

fn file(page: &str, name: &str) -> String {
    let page = read(&project(page));
    let is_it = |block: &Block| block.attribute("file") == Some(name);
    blocks(&page).into_iter().find(is_it).unwrap_or_else(|| panic!("{name} is in no block")).text
}

/// The picture that a command draws in a directory with these files.
fn drawn(files: &[(&str, &str)], command: &str, code: Option<&str>) -> String {
    let folder = tempfile::tempdir().unwrap();
    for (name, text) in files {
        std::fs::write(folder.path().join(name), text).unwrap();
    }
    let picture = run(command, folder.path());
    assert!(picture.starts_with("<svg "), "{picture}");
    let has = code.is_none_or(|code| picture.contains(&format!(">{code}</text>")));
    assert!(has, "{code:?} is not in the picture of `{command}`");
    picture
}

#[test]
fn pictures_of_the_pages_are_the_real_ones() {
    let shop = file("book/src/graph.md", "shop.ecr");
    let of = |name: &str, command: &str, code: &str| {
        printed(&format!("book/src/images/{name}.svg"), &drawn(&[("shop.ecr", &shop)], command, Some(code)));
    };
    of("graph", "ecrc graph shop.ecr", "ECR201");
    of("graph-trace", "ecrc graph shop.ecr --trace", "ECR201");
    let template = file("book/src/tracing.md", "shop.yaml");
    let traced = drawn(&[("shop.yaml", &template)], "ecrc trace shop.yaml --format svg", Some("ECR301"));
    printed("book/src/images/trace.svg", &traced);
    let shop = shop.replace("  private_dns ecr.dkr off;\n", "");
    let with = |more: &str| shop.replace("  logs", &format!("  {more}\n  logs"));
    let (old, new) =
        (with("secrets ssm;\n  clients 10.0.0.0/16;"), with("exec on;\n  clients 10.0.0.0/16, 10.8.0.0/16;"));
    let files = [("old.ecr", old.as_str()), ("new.ecr", new.as_str())];
    printed("book/src/images/diff.svg", &drawn(&files, "ecrc diff old.ecr new.ecr --format svg", None));
}

/// What the page of a rule shows of its failing spec.
pub fn section(rule: &Rule) -> String {
    let Some((_, how)) = PICTURED.iter().find(|(code, _)| rule.code.0 == *code) else { return String::new() };
    let does = if how.is_empty() { "makes" } else { "does" };
    format!(
        "\n## Picture\n\nWhat the first failing example {does}, as `ecrc graph{how}` draws it:\n\n\
         ![The VPC of the failing example, in which {} is marked.](../images/rules/{}.svg)\n",
        rule.code, rule.code
    )
}

#[test]
fn pictures_of_the_rules_are_the_real_ones() {
    for rule in cards::ALL {
        let Some((_, how)) = PICTURED.iter().find(|(code, _)| rule.code.0 == *code) else { continue };
        let spec = specs_of(rule, true).remove(0);
        let code = rule.code.to_string();
        let picture = drawn(&[("spec.ecr", spec)], &format!("ecrc graph spec.ecr{how} 2> note"), Some(&code));
        assert!(how.is_empty() || picture.contains("class=\"cross\""), "{code}: nothing stops");
        printed(&format!("book/src/images/rules/{code}.svg"), &picture);
    }
}
