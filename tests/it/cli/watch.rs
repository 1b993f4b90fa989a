//! Input: specs that are saved while `check --watch` runs.
//! Output: that each save is checked, whatever was wrong before.
//! Never: waits longer than a deadline, or leaves the process behind.

use super::{Folder, SPEC};
use std::io::{BufRead, BufReader};
use std::process::{Child, Stdio};
use std::sync::mpsc::{self, Receiver};
use std::time::{Duration, Instant};

const DEADLINE: Duration = Duration::from_secs(20);

/// `check --watch`, running.
struct Watch {
    child: Child,
    lines: Receiver<String>,
}

impl Watch {
    fn start(folder: &Folder, arguments: &[&str]) -> Self {
        let mut command = folder.command(&[&["check", "--watch"], arguments].concat());
        let mut child = command.stdout(Stdio::null()).stderr(Stdio::piped()).spawn().unwrap();
        let (sender, lines) = mpsc::channel();
        let errors = BufReader::new(child.stderr.take().unwrap());
        std::thread::spawn(move || errors.lines().map_while(Result::ok).try_for_each(|line| sender.send(line)));
        Self { child, lines }
    }

    /// What is said up to the next wait.
    #[track_caller]
    fn report(&self) -> String {
        let end = Instant::now() + DEADLINE;
        let mut said = String::new();
        loop {
            let left = end.saturating_duration_since(Instant::now());
            let line = self.lines.recv_timeout(left).unwrap_or_else(|_| panic!("no end of the report: {said}"));
            if line.starts_with("note: waiting for changes") {
                return said;
            }
            said += &line;
            said.push('\n');
        }
    }
}

impl Drop for Watch {
    fn drop(&mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }
}

#[test]
fn every_save_is_checked() {
    let folder = Folder::with(&[("infra.ecr", SPEC)]);
    let watch = Watch::start(&folder, &["."]);
    assert!(watch.report().contains("no failing diagnostics"));
    folder.write("infra.ecr", SPEC.replace("us-east-2", "us-east-9"));
    assert!(watch.report().contains("error[ECR701]"));
    // As editors do it: another file in the place of the old one.
    folder.write(".infra.new", SPEC);
    std::fs::rename(folder.path(".infra.new"), folder.path("infra.ecr")).unwrap();
    assert!(watch.report().contains("no failing diagnostics"));
    folder.write("sub/more.ecr", "private_ecr more < lanuch ec2 >\n");
    let mut said = watch.report();
    // The folder comes before its file.
    if !said.contains("more.ecr") {
        said = watch.report();
    }
    assert!(said.contains("sub/more.ecr:1:20"), "{said}");
}

#[test]
fn includes_are_watched_and_a_missing_file_is_waited_for() {
    let include = "include \"shared/common.ecr\";\nprivate_ecr < launch fargate 1.4.0; logs awslogs >\n";
    let folder = Folder::with(&[("web.ecr", include), ("shared/common.ecr", "defaults < region us-east-2 >\n")]);
    let watch = Watch::start(&folder, &["web.ecr"]);
    assert!(watch.report().contains("no failing diagnostics"));
    folder.write("shared/common.ecr", "defaults < region us-east-9 >\n");
    assert!(watch.report().contains("shared/common.ecr:1:19"));
    std::fs::remove_file(folder.path("web.ecr")).unwrap();
    assert!(watch.report().contains("file or directory `web.ecr` does not exist"));
    folder.write("web.ecr", SPEC);
    assert!(watch.report().contains("no failing diagnostics"));
}

#[test]
fn what_cannot_be_watched_is_said() {
    let folder = Folder::with(&[("infra.ecr", SPEC)]);
    assert!(folder.run(&["check", "--watch", "-"]).failed().contains("standard input cannot be watched"));
    assert!(folder.run(&["check", "--watch", "infra.ecr", "--format", "json"]).failed().contains("`--watch`"));
}
