//! Comes in: builds that are killed while they write, and builds into one folder at once.
//! Goes out: that every file is whole: the old one, or a new one.
//! Never: waits for a build longer than a build takes.

use super::{Folder, many};
use std::collections::BTreeMap;
use std::process::{Child, Stdio};
use std::time::{Duration, Instant};

const BLOCKS: usize = 1_000;

fn spec(repository: &str) -> String {
    many(BLOCKS).replace("repo \"x\"", &format!("repo \"{repository}\""))
}

/// The products of a folder, by file name.
fn products(folder: &Folder, below: &str) -> BTreeMap<String, String> {
    let names = folder.files().into_iter().filter(|name| name.starts_with(below) && !name.contains(".ecrc-"));
    names.map(|name| (name[below.len()..].to_owned(), folder.read(&name))).collect()
}

fn start(folder: &Folder, spec: &str) -> Child {
    let mut command = folder.command(&["build", spec, "-o", "out/"]);
    command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap()
}

/// Two versions of a thousand products, and a folder to write them to.
fn versions() -> (Folder, [BTreeMap<String, String>; 2]) {
    let folder = Folder::with(&[("a.ecr", &spec("first")), ("b.ecr", &spec("second-and-longer"))]);
    let [a, b] = ["a", "b"].map(|name| {
        folder.run(&["build", &format!("{name}.ecr"), "-o", &format!("{name}/")]).fine();
        products(&folder, &format!("{name}/"))
    });
    assert_eq!((a.len(), b.len()), (BLOCKS, BLOCKS));
    folder.run(&["build", "a.ecr", "-o", "out/"]).fine();
    (folder, [a, b])
}

#[track_caller]
fn assert_whole(found: &BTreeMap<String, String>, [a, b]: &[BTreeMap<String, String>; 2]) {
    assert_eq!(found.len(), BLOCKS);
    for (name, text) in found {
        assert!(*text == a[name] || *text == b[name], "{name} is neither the old nor the new one");
    }
}

#[test]
fn a_build_that_is_killed_leaves_whole_files() {
    let (folder, versions) = versions();
    let (mut untouched, mut mixed) = (0, 0);
    let (first, old) = versions[0].first_key_value().unwrap();
    for step in 0..12_u64 {
        let mut build = start(&folder, "b.ecr");
        if step % 2 == 0 {
            std::thread::sleep(Duration::from_millis(step * 15));
        } else {
            // While files are put in their places.
            let begin = Instant::now();
            while folder.read(&format!("out/{first}")) == *old && begin.elapsed() < Duration::from_secs(20) {}
        }
        // It may have ended by itself.
        let _ = build.kill();
        build.wait().unwrap();
        let found = products(&folder, "out/");
        assert_whole(&found, &versions);
        match found.iter().filter(|(name, text)| **text == versions[1][*name]).count() {
            0 => untouched += 1,
            BLOCKS => {}
            _ => mixed += 1,
        }
        folder.run(&["build", "a.ecr", "-o", "out/"]).fine();
        assert_eq!(products(&folder, "out/"), versions[0]);
    }
    // The first kill comes before anything is in its place, others between two files.
    assert!(untouched > 0 && mixed > 0, "{untouched} untouched, {mixed} mixed");
}

#[test]
fn builds_at_once_leave_whole_files() {
    let (folder, versions) = versions();
    let builds: Vec<Child> = ["a.ecr", "b.ecr", "a.ecr", "b.ecr"].iter().map(|spec| start(&folder, spec)).collect();
    for mut build in builds {
        assert!(build.wait().unwrap().success());
    }
    assert_whole(&products(&folder, "out/"), &versions);
    let left: Vec<String> = folder.files().into_iter().filter(|name| name.contains(".ecrc-")).collect();
    assert!(left.is_empty(), "{left:?}");
}
