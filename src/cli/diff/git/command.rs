//! Input: queries to git.
//! Output: git's answers.
//! Never: lets the repository's own configuration run a program, or contacts its remotes: no monitor, hook, pager,
//! helper or transport.

use crate::cli::failure::{Failure, reason};
use std::io::{BufRead, BufReader, Read, Write};
use std::process::{Child, ChildStdin, ChildStdout, Command, Output, Stdio};

/// git, such that nothing of the repository but its objects, index and references plays a part.
fn command() -> Command {
    let mut command = Command::new("git");
    command
        .args(["--no-pager", "--no-optional-locks"])
        // A program that `ls-files` would ask for changes; hooks; repositories that lie within another's files.
        .args(["-c", "core.fsmonitor=false", "-c", "core.hooksPath=/dev/null", "-c", "safe.bareRepository=explicit"])
        // What a partial clone lacks is not fetched: older versions of git know the last of these alone.
        .env("GIT_NO_LAZY_FETCH", "1")
        .env("GIT_TERMINAL_PROMPT", "0")
        .env("GIT_ALLOW_PROTOCOL", "");
    command
}

fn cannot_start(error: &std::io::Error) -> Failure {
    Failure::new(format!("cannot start git: {}", reason(error))).help("install git, or name two files to compare")
}

/// What a git command prints; inside, what it complains of.
pub fn git(arguments: &[&str]) -> Result<Result<Vec<u8>, String>, Failure> {
    let output = command().args(arguments).stdin(Stdio::null()).output().map_err(|error| cannot_start(&error))?;
    Ok(printed(output))
}

/// The same of a command that reads a text.
pub fn git_fed(arguments: &[&str], text: &str) -> Result<Result<Vec<u8>, String>, Failure> {
    let mut command = command();
    command.args(arguments).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().map_err(|error| cannot_start(&error))?;
    let questions = child.stdin.take();
    // It answers while it reads. Where it no longer reads, it says why.
    let output = std::thread::scope(|scope| {
        scope.spawn(move || questions.map(|mut questions| questions.write_all(text.as_bytes())));
        child.wait_with_output()
    });
    Ok(printed(output.map_err(|error| cannot_start(&error))?))
}

fn printed(output: Output) -> Result<Vec<u8>, String> {
    let mut printed = output.stdout;
    if output.status.success() {
        if printed.last() == Some(&b'\n') {
            printed.pop();
        }
        return Ok(printed);
    }
    let said = String::from_utf8_lossy(&output.stderr);
    Err(said.trim().trim_start_matches("fatal: ").to_owned())
}

/// What git prints, as text.
pub fn text(bytes: Vec<u8>) -> Result<String, Failure> {
    String::from_utf8(bytes).map_err(|_| Failure::new("a path in git is not valid UTF-8"))
}

/// `git cat-file`, which answers one question after the other.
pub struct Objects {
    child: Child,
    questions: ChildStdin,
    answers: BufReader<ChildStdout>,
}

impl Objects {
    pub fn start(top: &str) -> Result<Self, Failure> {
        let mut command = command();
        command.args(["-C", top, "cat-file", "--batch"]);
        let mut child = command
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .map_err(|error| cannot_start(&error))?;
        match (child.stdin.take(), child.stdout.take()) {
            (Some(questions), Some(answers)) => Ok(Self { child, questions, answers: BufReader::new(answers) }),
            _ => Err(Failure::new("cannot talk to git")),
        }
    }

    /// The content of an object that a tree or the index names; `None` where the repository does not hold it.
    pub fn read(&mut self, object: &str) -> Result<Option<Vec<u8>>, Failure> {
        let failed = |error: &std::io::Error| Failure::new(format!("cannot ask git: {}", reason(error)));
        writeln!(self.questions, "{object}").and_then(|()| self.questions.flush()).map_err(|error| failed(&error))?;
        let mut head = String::new();
        self.answers.read_line(&mut head).map_err(|error| failed(&error))?;
        // `object type size`, or `object missing`.
        let size = head.split_whitespace().nth(2).and_then(|size| size.parse::<usize>().ok());
        let Some(size) = size else { return Ok(None) };
        // After its content stands a line end.
        let mut bytes = vec![0; size + 1];
        self.answers.read_exact(&mut bytes).map_err(|error| failed(&error))?;
        bytes.pop();
        Ok(Some(bytes))
    }
}

impl Drop for Objects {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
