//! `tests/cases/fail`: one small spec for each mistake. Its first line gives the expected diagnostics, by code, line
//! and column, counted by hand from the documents. A directory is a spec of several files, compiled from `main.ecr`.

use crate::spec::{Folder, entries, findings, project};
use ecrc::Compilation;
use std::path::Path;

/// Every case: its name, what it expects, what was found.
pub fn all() -> Vec<(String, Vec<String>, Compilation)> {
    let paths = entries(&project("tests/cases/fail"));
    let case = |path: &Path| {
        let name = path.file_stem().unwrap().to_str().unwrap().to_owned();
        let (folder, file) = if path.is_dir() {
            (Folder::read(path), "main.ecr".to_owned())
        } else {
            let file = path.file_name().unwrap().to_str().unwrap().to_owned();
            (Folder::single(&file, std::fs::read(path).unwrap()), file)
        };
        (name, expected(&folder, &file), folder.compile(&file))
    };
    paths.iter().map(|path| case(path)).collect()
}

fn expected(folder: &Folder, file: &str) -> Vec<String> {
    let text = String::from_utf8_lossy(folder.bytes(file)).into_owned();
    let first = text.lines().next().unwrap_or_default();
    let list = first.strip_prefix("# expect:").unwrap_or_else(|| panic!("{file}: no `# expect:` in {first:?}"));
    list.split_whitespace().map(str::to_owned).collect()
}

#[test]
fn what_is_wrong_is_found_where_it_is() {
    let mut wrong = String::new();
    for (name, mut expected, compilation) in all() {
        let mut found = findings(&compilation);
        found.sort();
        expected.sort();
        if found != expected {
            wrong += &format!("{name}\n  expected {}\n  found    {}\n", expected.join(" "), found.join(" "));
            for diagnostic in compilation.report.open() {
                wrong += &format!("             {}\n", diagnostic.message);
            }
        }
    }
    assert!(wrong.is_empty(), "\n{wrong}");
}

#[test]
fn a_block_that_is_wrong_is_not_compiled() {
    for (name, _, compilation) in all() {
        if compilation.report.has_errors() {
            continue;
        }
        // What is left are warnings.
        assert!(!compilation.plans().is_empty(), "{name} has neither an error nor a plan");
    }
}
