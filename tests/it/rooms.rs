//! Input: the text of every file of `src/`.
//! Output: that no module and no file names what it must not, and that there are no cycles.
//! Never: checks tests; they may import anything public.

mod circles;
mod graph;
mod items;
mod paths;

use crate::spec::{entries, project};
use circles::circles;
use graph::Graph;
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

/// The rooms of the library from the ground up, and what each may import.
const TABLE: &[(&str, &[&str])] = &[
    ("span", &[]),
    ("document", &["span"]),
    ("suggest", &[]),
    ("parallel", &[]),
    ("aws", &["suggest"]),
    ("diagnostic", &["span"]),
    ("cards", &["diagnostic"]),
    ("plan", &["aws", "cards", "diagnostic", "span"]),
    ("spec", &["plan", "aws", "cards", "diagnostic", "span", "suggest"]),
    ("template", &["document", "plan", "aws", "cards", "diagnostic", "span", "suggest"]),
    ("deployed", &["document", "plan", "aws", "span"]),
    ("policy", &["plan", "aws"]),
    ("packets", &["plan", "aws", "span"]),
    ("rules", &["plan", "spec", "policy", "packets", "aws", "cards", "diagnostic", "span", "suggest", "parallel"]),
    ("backend", &["plan", "aws"]),
    ("picture", &["plan", "aws"]),
    ("evidence", &["aws", "cards", "diagnostic"]),
    ("trace", &["plan", "policy", "packets", "evidence", "aws", "cards", "diagnostic", "span"]),
    ("diff", &["plan", "policy", "trace", "backend", "spec", "aws", "cards", "diagnostic", "span"]),
    ("marks", &["plan", "spec", "picture", "trace", "cards", "diagnostic", "span"]),
    ("product", &["backend", "document", "plan", "aws", "cards", "diagnostic", "span"]),
    ("render", &["evidence", "aws", "diagnostic", "cards", "span", "suggest"]),
    ("explain", &["evidence", "aws", "diagnostic", "cards", "span", "suggest"]),
];

/// Only call the rooms, as an outsider would.
const OUTSIDE: &[&str] = &["lib", "main", "cli", "lsp", "fix", "audit", "import"];

/// The first part of a file's path.
fn room(file: &str) -> &str {
    file.split('/').next().unwrap().trim_end_matches(".rs")
}

/// The edges that the table does not allow. A room without a line may import nothing.
fn wrong_edges(graph: &Graph, table: &[(&str, &[&str])]) -> Vec<String> {
    let mut wrong = Vec::new();
    for ((from, to), place) in &graph.edges {
        let (room, of) = (room(from), room(to));
        let allowed = table.iter().find(|(name, _)| *name == room).map_or([].as_slice(), |(_, allowed)| allowed);
        if room != of && !OUTSIDE.contains(&room) && !allowed.contains(&of) {
            wrong.push(format!("{from}:{}: {} is in {to}", place.line, place.path));
        }
    }
    wrong
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let paths = entries(folder).into_iter();
    paths.flat_map(|path| if path.is_dir() { files(&path) } else { vec![path] }).collect()
}

/// The Rust files of `src/` by their paths in it.
fn sources() -> BTreeMap<String, String> {
    let src = project("src");
    let rust = files(&src).into_iter().filter(|file| file.extension().is_some_and(|ending| ending == "rs"));
    let name = |file: &Path| file.strip_prefix(&src).unwrap().to_str().unwrap().replace('\\', "/");
    rust.map(|file| (name(&file), std::fs::read_to_string(&file).unwrap())).collect()
}

/// The crates that `Cargo.toml` names as dependencies of the product, as paths write them.
fn dependencies() -> BTreeSet<String> {
    let manifest = std::fs::read_to_string(project("Cargo.toml")).unwrap();
    let (_, section) = manifest.split_once("\n[dependencies]\n").unwrap();
    let lines = section.lines().take_while(|line| !line.starts_with('['));
    lines.filter_map(|line| Some(line.split_once(" = ")?.0.replace('-', "_"))).collect()
}

/// Read once for all tests.
static GRAPH: LazyLock<Graph> = LazyLock::new(|| graph::read(&sources(), "ecrc", &dependencies()));

#[test]
fn every_path_leads_somewhere() {
    let faults = &GRAPH.faults;
    assert!(faults.is_empty(), "\n{}", faults.join("\n"));
}

#[test]
fn rooms_import_only_what_they_may() {
    let wrong = wrong_edges(&GRAPH, TABLE);
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
    let rooms: BTreeSet<String> = sources().keys().map(|file| room(file).to_owned()).collect();
    let rooms: Vec<&str> = rooms.iter().map(String::as_str).filter(|room| !OUTSIDE.contains(room)).collect();
    let mut table: Vec<&str> = TABLE.iter().map(|(name, _)| *name).collect();
    table.sort_unstable();
    assert_eq!(rooms, table, "each room has its line in the table, and each line its room");
}

#[test]
fn no_arrow_of_the_table_runs_up() {
    for (place, (room, allowed)) in TABLE.iter().enumerate() {
        for below in *allowed {
            let is_below = TABLE[..place].iter().any(|(name, _)| name == below);
            assert!(is_below, "{room} may import {below}, which does not stand before it");
        }
    }
}

#[test]
fn no_circle_of_files() {
    let found = circles(&GRAPH);
    assert!(found.is_empty(), "{} circles\n{}", found.len(), found.join("\n"));
}

/// The text without comments, and without the tests at its end.
fn code(text: &str) -> String {
    let text = text.split("#[cfg(test)]\nmod tests {").next().unwrap_or_default();
    let lines = text.lines().map(|line| match line.find("//") {
        Some(at) if !line[..at].contains('"') => &line[..at],
        _ => line,
    });
    lines.collect::<Vec<_>>().join("\n")
}

/// The one file for each heavy dependency, and none that looks at the world.
#[test]
fn dependencies_stay_in_their_files() {
    let homes = [
        ("pest", ["spec/syntax/parse.rs", "spec/syntax/parse/"].as_slice()),
        ("codespan_reporting", &["render.rs", "render/"]),
        ("serde_saphyr", &["backend/document.rs"]),
        ("granit_parser", &["document/yaml.rs"]),
        ("hcl_edit", &["template/terraform/hcl.rs"]),
        ("regex_lite", &["template/terraform/functions/patterns.rs"]),
        ("clap", &["cli/", "main.rs"]),
        ("notify", &["cli/watch.rs"]),
    ];
    for (inside, text) in sources() {
        let text = code(&text);
        for (dependency, homes) in homes {
            let used = text.contains(&format!("use {dependency}::")) || text.contains(&format!(" {dependency}::"));
            assert!(!used || homes.iter().any(|home| inside.starts_with(home)), "{inside} imports {dependency}");
        }
        for world in ["std::fs", "std::env", "std::process", "std::io::std"] {
            let at_home = inside.starts_with("cli/") || inside == "main.rs" || inside.ends_with("tests.rs");
            assert!(at_home || !text.contains(world), "{inside} looks at {world}");
        }
    }
}

#[test]
fn one_file_touches_the_streams() {
    // What is written for people passes through it, and is harmless in a log.
    for (file, text) in sources() {
        let text = code(&text);
        let touches =
            ["io::stdout", "io::stderr", ".print()", "println!", "eprint!"].iter().any(|word| text.contains(word));
        assert_eq!(touches, file == "cli/terminal.rs", "{file}");
    }
}

/// The graph of a tree made up in a test.
fn of(files: &[(&str, &str)]) -> Graph {
    let files = files.iter().map(|(name, text)| ((*name).to_owned(), (*text).to_owned())).collect();
    graph::read(&files, "ecrc", &BTreeSet::from(["serde".to_owned()]))
}

/// Its edges in one line each; there is nothing that could not be followed.
fn edges(files: &[(&str, &str)]) -> Vec<String> {
    let graph = of(files);
    assert_eq!(graph.faults, [""; 0]);
    let edges = graph.edges.iter();
    edges.map(|((from, to), place)| format!("{from}:{}: {} -> {to}", place.line, place.path)).collect()
}

#[test]
fn two_files_in_a_circle() {
    let graph = of(&[
        ("lib.rs", "mod a;\nmod b;"),
        ("a.rs", "use crate::b::B;\npub struct A(B);"),
        ("b.rs", "pub struct B;\nimpl B {\n    fn a() -> crate::a::A { todo!() }\n}"),
    ]);
    assert_eq!(circles(&graph), ["a.rs -> b.rs -> a.rs\n    a.rs:1: crate::b::B\n    b.rs:3: crate::a::A"]);
}

#[test]
fn a_circle_through_a_re_export() {
    let graph = of(&[
        ("lib.rs", "pub mod x;"),
        ("x/mod.rs", "mod a;\nmod b;\npub use b::{B as Other};"),
        ("x/a.rs", "pub fn a(_: super::Other) {}"),
        ("x/b.rs", "pub struct B;\nfn b() { crate::x::a::a(B) }"),
    ]);
    let circle = "x/a.rs -> x/b.rs -> x/a.rs\n    x/a.rs:1: super::Other\n    x/b.rs:2: crate::x::a::a";
    assert_eq!(circles(&graph), [circle]);
}

#[test]
fn a_circle_of_parent_and_child() {
    let child = ("x/child.rs", "pub struct Child;\npub fn of(_: &super::Parent) -> Child { Child }");
    let parent = |text| of(&[("lib.rs", "mod x;"), ("x.rs", text), child]);
    // A signpost is no use, a use behind a signpost is one.
    assert_eq!(circles(&parent("mod child;\npub use child::of;\npub struct Parent;")), [""; 0]);
    let circle = "x.rs -> x/child.rs -> x.rs\n    x.rs:4: of\n    x/child.rs:2: super::Parent";
    let text = "mod child;\npub(super) use child::of;\npub struct Parent;\nfn f(parent: Parent) { of(&parent); }";
    assert_eq!(circles(&parent(text)), [circle]);
}

#[test]
fn circles_that_share_no_edge_are_told_apart() {
    let graph = of(&[
        ("lib.rs", "mod a; mod b; mod c;"),
        ("a.rs", "pub struct A(super::b::B);"),
        ("b.rs", "pub struct B(super::c::C, super::a::A);"),
        ("c.rs", "pub struct C(super::b::B);"),
    ]);
    let lines: Vec<String> = circles(&graph).iter().map(|circle| circle.lines().next().unwrap().to_owned()).collect();
    assert_eq!(lines, ["a.rs -> b.rs -> a.rs", "b.rs -> c.rs -> b.rs"]);
}

#[test]
fn an_arrow_up() {
    let graph = of(&[
        ("lib.rs", "mod low; mod high;\npub use high::High;\npub struct Lib;\nmod cli;"),
        ("low.rs", "pub struct Low;\npub fn low() -> crate::High { crate::High }\nuse crate::Lib;"),
        ("high/mod.rs", "mod deep;\npub use deep::High;"),
        ("high/deep.rs", "pub struct High;\nuse crate::low::Low;"),
        ("cli.rs", "use crate::{Lib, high::High};"),
    ]);
    let table: &[(&str, &[&str])] = &[("low", &[]), ("high", &["low"])];
    let wrong = ["low.rs:2: crate::High is in high/deep.rs", "low.rs:3: crate::Lib is in lib.rs"];
    assert_eq!(wrong_edges(&graph, table), wrong);
    // Without its line, `high` may import nothing.
    assert_eq!(wrong_edges(&graph, &table[..1]).len(), 3);
}

#[test]
fn paths_in_macros() {
    let found = edges(&[
        ("lib.rs", "#[macro_use] mod a; mod b { pub mod c; } mod d; mod e;"),
        ("a.rs", "macro_rules! m { ($x:ident) => {\n  use $crate::d::{D, e as other};\n  $x::y(x.b::c, 'd, D)\n} }"),
        ("b/c.rs", "m! { Made { a, b } }\npub enum Kind { One, Two }"),
        ("d.rs", "pub struct D;\npub fn e() { println!(\"{}\", crate::e::E); }"),
        (
            "e.rs",
            "use crate::b::c;\npub const E: u8 = 1;\n\
            fn f(x: X) -> bool {\n    matches!(x, Some(c::Kind::One | c::Kind::Two) if d::<X>())\n}",
        ),
    ]);
    let edges = [
        "a.rs:2: crate::d::D -> d.rs",
        "b/c.rs:1: m -> a.rs",
        "d.rs:2: crate::e::E -> e.rs",
        "e.rs:4: c::Kind::One -> b/c.rs",
    ];
    assert_eq!(found, edges);
}

#[test]
fn paths_in_attributes() {
    let found = edges(&[
        ("lib.rs", "mod a; mod b; mod c;"),
        ("a.rs", "#[derive(Debug, super::b::Shown)]\n#[serde(with = \"crate::c::text\")]\npub struct A;"),
        ("b.rs", "pub use serde::Shown as Other;\npub struct Shown;"),
        ("c.rs", "/// [`crate::a::A`]\npub mod text {}\npub fn text() {}"),
    ]);
    assert_eq!(found, ["a.rs:1: super::b::Shown -> b.rs", "a.rs:2: crate::c::text -> c.rs"]);
}

#[test]
fn a_method_that_is_written_apart_from_its_type() {
    let found = edges(&[
        ("lib.rs", "mod plan;"),
        (
            "plan.rs",
            "mod names; mod more;\npub struct Plan;\nfn f(plan: Plan) {\n    plan.name();\n    plan.both();\n}",
        ),
        ("plan/names.rs", "use super::Plan;\nimpl Plan { pub fn name(&self) {} fn both(&self) {} fn new() {} }"),
        (
            "plan/more.rs",
            "struct Other;\nimpl Other { fn both() { super::Plan::new() } }\n\
            mod own { pub fn name() {} }\nfn g() { own::name() }",
        ),
    ]);
    let edges = [
        "plan.rs:4: .name() -> plan/names.rs",
        "plan/more.rs:2: super::Plan::new -> plan.rs",
        "plan/more.rs:2: super::Plan::new -> plan/names.rs",
        "plan/names.rs:1: super::Plan -> plan.rs",
    ];
    assert_eq!(found, edges);
}

/// What looks like a path to another file, and is none.
#[test]
fn a_clean_tree() {
    let found = edges(&[
        ("lib.rs", "//! Text.\npub mod a; pub mod b; pub use a::A; #[cfg(test)] mod samples;"),
        (
            "a.rs",
            "mod inner { pub use super::A as B; fn f() -> B { super::super::a::A::new::<u8>() } }\n\
            mod child; pub use child::{child, E};\n\
            pub struct A(Made);\nmake! { Made }\n\
            impl A { fn new<T: Default>() -> Self { let child = T::default(); child; Self::new(u8::MAX) } }\n\
            fn f(child: u8) { if let Some(child) = std::env::var(child) { |x| child; } }\n\
            #[cfg(test)]\nmod tests { use crate::b::B; }\n\
            #[cfg(all(test, unix))]\nfn g() -> crate::b::B {}",
        ),
        ("a/child.rs", "pub enum E { F }\npub fn child() -> E { use E::F as G; enum H { I } let _ = H::I; G }"),
        ("a/child/tests.rs", "use crate::b::B;"),
        ("samples.rs", "use crate::b::B;"),
        (
            "b.rs",
            "use super::a::*; pub type B = <A as Clone>::C; fn f() -> E { E::F }\nuse serde::de; fn d() -> de::D {}",
        ),
        ("main.rs", "mod cli;\nfn main() { cli::run() }"),
        ("cli/mod.rs", "use ecrc::{A, b}; pub fn run() -> b::B { super::main() }"),
    ]);
    let edges = [
        "b.rs:1: A -> a.rs",
        "b.rs:1: E -> a/child.rs",
        "cli/mod.rs:1: ecrc::A -> a.rs",
        "cli/mod.rs:1: b::B -> b.rs",
        "cli/mod.rs:1: super::main -> main.rs",
        "main.rs:2: cli::run -> cli/mod.rs",
    ];
    assert_eq!(found, edges);
}

#[test]
fn what_leads_nowhere_is_told() {
    let graph = of(&[
        ("lib.rs", "mod a;\nmod gone;"),
        ("a.rs", "use crate::nobody::X;\nuse stranger::Y;\nfn f() {\n    nowhere::g();\n    vec![crate::z::Z; 3]\n}"),
        ("lost.rs", "not Rust"),
    ]);
    let faults = [
        "lib.rs: no file for `mod gone;`",
        "lost.rs: no `mod` leads to this file",
        "a.rs:1: `crate::nobody::X` leads nowhere",
        "a.rs:2: `stranger::Y` leads nowhere",
        "a.rs:4: `nowhere::g` leads nowhere",
        "a.rs:5: `crate::z::Z` leads nowhere",
    ];
    assert_eq!(graph.faults, faults);
    assert!(of(&[("lib.rs", "fn {")]).faults[0].starts_with("lib.rs:1: "));
}
