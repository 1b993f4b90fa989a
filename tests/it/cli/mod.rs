//! Input: command lines.
//! Output: exit codes, output and files, compared with `ecrc`'s promises.
//! Never: needs the network, or permission to write outside of a temporary directory.

mod additions;
mod build;
mod build_check;
mod changed;
mod check;
mod collect;
mod comments;
mod diff;
mod existing;
mod explain;
mod fix;
mod fmt;
mod folders;
mod gates;
mod git;
mod graph;
mod import;
mod inputs;
mod logs;
mod lsp;
mod others;
mod outputs;
mod report;
mod repositories;
mod revisions;
mod roots;
mod together;
mod trace;
mod trace_errors;
mod watch;

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use tempfile::TempDir;

/// A spec without a finding that stops anything.
const SPEC: &str = "\
private_ecr <
  region us-east-2;
  launch fargate 1.4.0;
  logs awslogs;
  deny delete repo \"x\"
>
";

/// A spec of that region.
fn spec_in(region: &str) -> String {
    SPEC.replace("us-east-2", region)
}

/// A block of that name.
fn block(name: &str) -> String {
    SPEC.replace("private_ecr", &format!("private_ecr {name}"))
}

/// This many blocks, which is more than AWS lets one account have.
fn many(count: usize) -> String {
    let blocks = (0..count).map(|n| block(&format!("b{n}")));
    std::iter::once("defaults < accept ECR801 \"of many accounts\" >\n".to_owned()).chain(blocks).collect()
}

/// A folder to run ecrc in.
struct Folder(TempDir);

/// What a run came to.
struct Run {
    code: Option<i32>,
    out: String,
    err: String,
}

impl Folder {
    fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    /// A folder with these files.
    fn with(files: &[(&str, &str)]) -> Self {
        let folder = Self::new();
        for (name, text) in files {
            folder.write(name, text);
        }
        folder
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    fn write(&self, name: &str, text: impl AsRef<[u8]>) {
        let path = self.path(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    }

    fn read(&self, name: &str) -> String {
        std::fs::read_to_string(self.path(name)).unwrap()
    }

    fn has(&self, name: &str) -> bool {
        std::fs::symlink_metadata(self.path(name)).is_ok()
    }

    /// All files below, by path, hidden ones too.
    fn files(&self) -> Vec<String> {
        fn below(top: &Path, folder: &Path, names: &mut Vec<String>) {
            for entry in std::fs::read_dir(folder).unwrap() {
                let path = entry.unwrap().path();
                if path.is_dir() && !path.is_symlink() {
                    below(top, &path, names);
                } else {
                    names.push(path.strip_prefix(top).unwrap().to_str().unwrap().to_owned());
                }
            }
        }
        let mut names = Vec::new();
        below(self.0.path(), self.0.path(), &mut names);
        names.sort();
        names
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_ecrc"));
        command
            .current_dir(self.0.path())
            .args(arguments)
            .env_remove("NO_COLOR")
            .env_remove("COLUMNS")
            .stdin(Stdio::null());
        command
    }

    fn run(&self, arguments: &[&str]) -> Run {
        Run::of(&self.command(arguments).output().unwrap())
    }

    /// Runs with a text on standard input.
    fn run_on(&self, arguments: &[&str], stdin: impl AsRef<[u8]>) -> Run {
        let mut command = self.command(arguments);
        let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        // Nobody may be reading.
        let _ = child.stdin.take().unwrap().write_all(stdin.as_ref());
        Run::of(&child.wait_with_output().unwrap())
    }
}

impl Run {
    fn of(output: &Output) -> Self {
        Self {
            code: output.status.code(),
            out: String::from_utf8(output.stdout.clone()).unwrap(),
            err: String::from_utf8(output.stderr.clone()).unwrap(),
        }
    }

    /// It did its work and says nothing; what it printed.
    #[track_caller]
    fn fine(self) -> String {
        assert_eq!(self.code, Some(0), "{}{}", self.err, self.out);
        assert_eq!(self.err, "");
        self.out
    }

    /// It found something, and printed nothing else; what it says.
    #[track_caller]
    fn findings(self) -> String {
        assert_eq!(self.code, Some(1), "{}{}", self.err, self.out);
        assert_eq!(self.out, "");
        self.err
    }

    /// It could not do its work, and printed nothing else; the one line that it says, or two with a help.
    #[track_caller]
    fn failed(self) -> String {
        assert_eq!(self.code, Some(2), "{}{}", self.err, self.out);
        assert_eq!(self.out, "");
        assert!(self.err.starts_with("error: "), "{}", self.err);
        // A long help goes on below its first word.
        let said = self.err.replace("\n          ", " ");
        let mut rest = said.lines().skip(1);
        assert!(rest.next().is_none_or(|line| line.starts_with("  = help: ")) && rest.next().is_none(), "{said}");
        said
    }
}
