//! Input: what a command has to say.
//! Output: bytes on standard output and standard error, with colors if they are wanted. This is the only file that
//! touches these streams: what it writes for people passes through [`Log`].
//! Never: panics because nobody listens: a closed pipe ends quietly.

use super::failure::{Failure, reason};
use super::log::{Log, document};
use super::usage;
use clap::ValueEnum;
use ecrc::diagnostic::{Diagnostic, Severity};
use ecrc::render::{self, Look};
use ecrc::span::Sources;
use std::collections::BTreeSet;
use std::io::{self, BufWriter, IsTerminal, StdoutLock, Write};
use std::sync::mpsc::{self, RecvTimeoutError, Sender};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};
use terminal_size::{Height, Width, terminal_size_of};

/// When to use color. `Auto`: on a terminal, unless `NO_COLOR` is set.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
pub enum When {
    #[default]
    Auto,
    Always,
    Never,
}

/// Where a command writes.
#[derive(Debug, Clone, Copy)]
pub struct Terminal {
    when: When,
}

impl Terminal {
    /// Colors go by `when`, asked of each stream.
    pub fn new(when: When) -> Self {
        Self { when }
    }

    fn colors(self, stream: &impl IsTerminal) -> bool {
        match self.when {
            When::Always => true,
            When::Never => false,
            When::Auto => {
                let said = |name: &str| std::env::var_os(name).filter(|value| !value.is_empty());
                stream.is_terminal() && said("NO_COLOR").is_none() && said("TERM").is_none_or(|term| term != "dumb")
            }
        }
    }

    /// How what is written to standard output looks. In a pipe, its lines stay whole.
    pub fn stdout(self) -> Look {
        self.look(&io::stdout(), width(terminal_size_of(io::stdout())).unwrap_or(usize::MAX))
    }

    fn stderr(self) -> Look {
        self.look(&io::stderr(), width(terminal_size_of(io::stderr())).unwrap_or(Look::PLAIN.width))
    }

    fn look(self, stream: &impl IsTerminal, width: usize) -> Look {
        let color = self.colors(stream);
        Look { color, width, links: color && stream.is_terminal() && shows_links() }
    }

    /// Whether standard output is a terminal.
    pub fn is_at_terminal() -> bool {
        io::stdout().is_terminal()
    }

    /// Whether somebody looks at standard output: it is a terminal, or is to be in color.
    pub fn is_looked_at(self) -> bool {
        self.when == When::Always || Self::is_at_terminal()
    }

    /// Says on standard error, if that is a terminal, that all is well.
    pub fn reassure(message: &str) {
        if io::stderr().is_terminal() {
            let mut err = Log::new(io::stderr().lock(), false);
            let _ = writeln!(err, "{message}");
            let _ = err.finish();
        }
    }

    /// Shows findings on standard error, and a line that counts them, with what came of it where they are the reason
    /// for exit code 1.
    pub fn report(self, sources: &Sources, findings: &[&Diagnostic], fails: bool, outcome: &str) {
        if findings.is_empty() {
            return;
        }
        let look = self.stderr();
        let mut err = Log::new(BufWriter::new(io::stderr().lock()), look.color);
        // Where standard error is gone, nobody can be told so.
        let _ = render::pretty(&mut err, sources, findings.iter().copied(), look);
        if let Some((severity, counts)) = render::counts(findings.iter().copied()) {
            let codes: BTreeSet<String> = findings.iter().map(|found| found.rule.code.to_string()).collect();
            let code = if codes.len() == 1 { codes.first().map_or("CODE", String::as_str) } else { "CODE" };
            let help = format!("for details, run `ecrc explain {code}`");
            let message = format!("{counts} found{outcome}");
            let severity = if fails { Severity::Error } else { severity };
            let _ = render::headline(&mut err, severity, &message, Some(&help), look);
        }
        let _ = err.finish();
    }

    /// Says on standard error, in a line, what a command came to.
    pub fn say(self, severity: Severity, message: &str, help: Option<&str>) {
        let look = self.stderr();
        let mut err = Log::new(io::stderr().lock(), look.color);
        let _ = render::headline(&mut err, severity, message, help, look);
        let _ = err.finish();
    }

    /// Prints what the command line's reader has to say: help on standard output, complaints on standard error.
    pub fn usage(self, usage: &clap::Error) -> Result<(), Failure> {
        let text = |color: bool| {
            let text = usage.render();
            if color { text.ansi().to_string() } else { text.to_string() }
        };
        if !usage.use_stderr() {
            let color = self.stdout().color;
            return show(&text(color), color);
        }
        let color = self.stderr().color;
        let mut err = Log::new(io::stderr().lock(), color);
        // Where standard error is gone, nobody can be told so.
        let _ = err.write_all(usage::in_our_words(&text(color)).as_bytes());
        let _ = err.finish();
        Ok(())
    }

    /// Says on standard error why a command failed.
    pub fn fail(self, failure: &Failure) {
        self.say(Severity::Error, &failure.message, failure.help.as_deref());
    }
}

/// The columns of a stream's terminal, or those that `COLUMNS` names; at most 100.
fn width(size: Option<(Width, Height)>) -> Option<usize> {
    let named = || std::env::var("COLUMNS").ok()?.parse().ok();
    let columns = size.map(|(Width(columns), _)| usize::from(columns)).or_else(named);
    columns.map(|columns: usize| columns.clamp(NARROWEST, Look::PLAIN.width))
}

/// Whether the terminal is one of those that are known to show links (OSC 8).
fn shows_links() -> bool {
    let value = |name: &str| std::env::var(name).unwrap_or_default();
    let has = |name: &str| !value(name).is_empty();
    let by_program = matches!(value("TERM_PROGRAM").as_str(), "iTerm.app" | "WezTerm" | "vscode" | "ghostty");
    let by_term = matches!(value("TERM").as_str(), "xterm-kitty" | "alacritty" | "foot" | "xterm-ghostty");
    let by_vte = value("VTE_VERSION").parse().is_ok_and(|version: u32| version >= 5000);
    !has("TMUX") && (by_program || by_term || by_vte || has("WT_SESSION"))
}

/// In fewer columns nothing can be shown.
const NARROWEST: usize = 40;

/// Standard output, buffered. What nobody reads any more is dropped.
pub struct Stdout(Sink);

enum Sink {
    /// Lines for people.
    Shown(Log<BufWriter<Pipe>>),
    /// The bytes of a file.
    Exact(BufWriter<Pipe>),
}

struct Pipe {
    out: StdoutLock<'static>,
    closed: bool,
}

impl Stdout {
    /// Standard output for lines that people read, or a CI that keeps a log of them.
    pub fn shown(color: bool) -> Self {
        Self(Sink::Shown(Log::new(Self::pipe(), color)))
    }

    /// Standard output for what goes into a file as it is: a template, a spec, a script.
    pub fn exact() -> Self {
        Self(Sink::Exact(Self::pipe()))
    }

    fn pipe() -> BufWriter<Pipe> {
        BufWriter::with_capacity(1 << 16, Pipe { out: io::stdout().lock(), closed: false })
    }

    /// Whether the reader has gone.
    pub fn is_closed(&self) -> bool {
        match &self.0 {
            Sink::Shown(log) => log.out().get_ref().closed,
            Sink::Exact(out) => out.get_ref().closed,
        }
    }

    /// Writes a text.
    pub fn text(&mut self, text: &str) -> Result<(), Failure> {
        let written = match &mut self.0 {
            Sink::Shown(log) => log.write_all(text.as_bytes()),
            Sink::Exact(out) => out.write_all(text.as_bytes()),
        };
        written.map_err(|error| Self::failure(&error))
    }

    /// Writes out what is buffered, at the end.
    pub fn finish(mut self) -> Result<(), Failure> {
        self.flush()
    }

    /// Writes out what is buffered.
    pub fn flush(&mut self) -> Result<(), Failure> {
        let written = match &mut self.0 {
            Sink::Shown(log) => log.finish(),
            Sink::Exact(out) => out.flush(),
        };
        written.map_err(|error| Self::failure(&error))
    }

    fn failure(error: &io::Error) -> Failure {
        Failure::new(format!("cannot write to standard output: {}", reason(error)))
    }
}

impl Pipe {
    fn unless_closed(&mut self, result: io::Result<usize>, otherwise: usize) -> io::Result<usize> {
        match result {
            Err(error) if error.kind() == io::ErrorKind::BrokenPipe => {
                self.closed = true;
                Ok(otherwise)
            }
            other => other,
        }
    }
}

impl Write for Pipe {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let result = if self.closed { Ok(bytes.len()) } else { self.out.write(bytes) };
        self.unless_closed(result, bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        let result = if self.closed { Ok(()) } else { self.out.flush() };
        self.unless_closed(result.map(|()| 0), 0).map(|_| ())
    }
}

/// Writes lines for people to standard output.
pub fn show(text: &str, color: bool) -> Result<(), Failure> {
    print(Stdout::shown(color), text)
}

/// Writes a JSON document to standard output.
pub fn show_json(json: &str) -> Result<(), Failure> {
    print(Stdout::exact(), &document(json))
}

/// Writes to standard output what is of ecrc's own making, or goes into a file as it is.
pub fn show_exactly(text: &str) -> Result<(), Failure> {
    print(Stdout::exact(), text)
}

fn print(mut out: Stdout, text: &str) -> Result<(), Failure> {
    out.text(text)?;
    out.finish()
}

/// Tells on a terminal, on standard error, what is going on, when it takes more than a second.
pub struct Progress(Option<(Sender<String>, JoinHandle<()>)>);

/// How long a command may be silent.
const PATIENCE: Duration = Duration::from_secs(1);
/// How often the line is written anew.
const BEAT: Duration = Duration::from_millis(200);

impl Progress {
    /// Begins to watch the time.
    pub fn start(what: impl Into<String>) -> Self {
        if !io::stderr().is_terminal() {
            return Self(None);
        }
        let (sender, receiver) = mpsc::channel::<String>();
        let mut what = what.into();
        let started = Instant::now();
        let thread = std::thread::Builder::new().spawn(move || {
            let mut wait = PATIENCE;
            let mut shown = false;
            loop {
                match receiver.recv_timeout(wait) {
                    Ok(next) => {
                        what = next;
                        wait = PATIENCE.checked_sub(started.elapsed()).unwrap_or(BEAT);
                    }
                    Err(RecvTimeoutError::Timeout) => {
                        wait = BEAT;
                        shown = true;
                        let _ = write!(io::stderr(), "\r\x1b[2K{what} … {} s", started.elapsed().as_secs());
                    }
                    Err(RecvTimeoutError::Disconnected) => break,
                }
            }
            if shown {
                let _ = write!(io::stderr(), "\r\x1b[2K");
            }
        });
        Self(thread.ok().map(|thread| (sender, thread)))
    }

    /// Goes on to something else.
    pub fn next(&self, what: impl FnOnce() -> String) {
        if let Some((sender, _)) = &self.0 {
            let _ = sender.send(what());
        }
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        if let Some((sender, thread)) = self.0.take() {
            drop(sender);
            let _ = thread.join();
        }
    }
}
