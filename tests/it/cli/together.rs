//! Input: builds that are killed while they write, and simultaneous builds into one directory.
//! Output: that every file is complete: the old one, or a new one.
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

/// The files in a folder that are ecrc's own.
fn left(folder: &Folder) -> Vec<String> {
    folder.files().into_iter().filter(|name| name.contains(".ecrc-")).collect()
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
    let (mut untouched, mut mixed, mut leftovers) = (0, 0, 0);
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
        leftovers += left(&folder).len();
        match found.iter().filter(|(name, text)| **text == versions[1][*name]).count() {
            0 => untouched += 1,
            BLOCKS => {}
            _ => mixed += 1,
        }
        folder.run(&["build", "a.ecr", "-o", "out/"]).fine();
        assert_eq!(products(&folder, "out/"), versions[0]);
        // The next build cleans up.
        assert_eq!(left(&folder), [""; 0]);
    }
    // The first kill comes before anything is in its place, others between two files.
    assert!(untouched > 0 && mixed > 0, "{untouched} untouched, {mixed} mixed");
    assert!(leftovers > 0);
}

#[test]
fn builds_at_once_leave_whole_files() {
    let (folder, versions) = versions();
    let builds: Vec<Child> = ["a.ecr", "b.ecr", "a.ecr", "b.ecr"].iter().map(|spec| start(&folder, spec)).collect();
    for mut build in builds {
        assert!(build.wait().unwrap().success());
    }
    assert_whole(&products(&folder, "out/"), &versions);
    assert_eq!(left(&folder), [""; 0]);
}

#[test]
fn what_a_command_left_is_removed_when_it_is_gone() {
    let folder = Folder::with(&[("web.ecr", super::SPEC)]);
    let build = || folder.run(&["build", "web.ecr", "-o", "out/"]).fine();
    build();
    let of_two = ["a1", "b2"].map(|name| {
        folder.write(&format!("out/.ecrc-{name}.lock"), "held\n");
        folder.write(&format!("out/.ecrc-{name}-x.tmp"), "half a file");
        folder.write(&format!("out/.ecrc-{name}-y.old"), "");
        std::fs::File::open(folder.path(&format!("out/.ecrc-{name}.lock"))).unwrap()
    });
    // Of neither making, whatever they are called.
    folder.write("out/.ecrc-a1-notes.txt", "");
    folder.write("out/.ecrc-a1-x.tmp.d/inside.tmp", "");
    folder.write("out/ecrc-a1-x.tmp", "");
    let [runs, gone] = of_two;
    runs.lock().unwrap();
    drop(gone);
    build();
    let others = ["out/.ecrc-a1-notes.txt", "out/.ecrc-a1-x.tmp.d/inside.tmp"];
    let of_running = [
        "out/.ecrc-a1-notes.txt",
        "out/.ecrc-a1-x.tmp",
        "out/.ecrc-a1-x.tmp.d/inside.tmp",
        "out/.ecrc-a1-y.old",
        "out/.ecrc-a1.lock",
    ];
    assert_eq!(left(&folder), of_running);
    // The lock goes with the command that holds it.
    drop(runs);
    build();
    assert_eq!(left(&folder), others);
    assert!(folder.has("out/ecrc-a1-x.tmp"));
}

#[test]
fn what_no_lock_tells_of_is_left_over_after_a_day() {
    let folder = Folder::with(&[("web.ecr", super::SPEC)]);
    let aged = |name: &str, hours: u64| {
        folder.write(name, "");
        let file = std::fs::File::options().write(true).open(folder.path(name)).unwrap();
        file.set_modified(std::time::SystemTime::now() - Duration::from_hours(hours)).unwrap();
    };
    aged("out/.ecrc-old.tmp", 25);
    aged("out/.ecrc-new.tmp", 1);
    // Made, and not yet locked: its command may be about to.
    aged("out/.ecrc-a1.lock", 1);
    aged("out/.ecrc-b2.lock", 25);
    std::fs::create_dir_all(folder.path("out/.ecrc-dir.tmp")).unwrap();
    folder.run(&["build", "web.ecr", "-o", "out/"]).fine();
    assert_eq!(left(&folder), ["out/.ecrc-a1.lock", "out/.ecrc-new.tmp"]);
    assert!(folder.has("out/.ecrc-dir.tmp"));
    // Other commands that write clean up, too; those that do not, do not.
    aged("out/.ecrc-old.tmp", 25);
    folder.run(&["build", "web.ecr", "-o", "out/", "--check"]).fine();
    assert!(folder.has("out/.ecrc-old.tmp"));
    aged(".ecrc-old.tmp", 25);
    folder.run(&["fmt", "web.ecr"]).fine();
    assert!(!folder.has(".ecrc-old.tmp") && folder.has("out/.ecrc-old.tmp"));
}

/// As many folders as a command may write to have one lock, and no file that is held open for each.
#[cfg(target_os = "linux")]
#[test]
fn many_folders_are_marked_with_few_files_open() {
    let folder = Folder::with(&[("all.ecr", &many(300))]);
    let script = format!("ulimit -n 64 && exec '{}' build all.ecr -t tf -o out/", env!("CARGO_BIN_EXE_ecrc"));
    let build = std::process::Command::new("sh").current_dir(folder.path("")).args(["-c", &script]).output().unwrap();
    assert!(build.status.success(), "{}", String::from_utf8_lossy(&build.stderr));
    assert_eq!(left(&folder), [""; 0]);
    assert_eq!(folder.files().iter().filter(|name| name.ends_with("main.tf.json")).count(), 300);
}
