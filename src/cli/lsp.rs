//! Input: an editor's messages, on standard input.
//! Output: the server's, on standard output.
//! Never: decides what they say; the library does.

use super::audit::found::Disk;
use super::audit::said::Said;
use super::failure::{Failure, reason};
use super::input::{Includes, resolved_as_far, root_in, specs_below};
use super::outcome::Outcome;
use super::terminal::{Stdout, Terminal, show_exactly};
use clap::Args;
use ecrc::audit::Settings;
use ecrc::diagnostic::Severity;
use ecrc::lsp::lsp_server::Message;
use ecrc::lsp::{Arrival, Host, Sent, Wire, serve};
use ecrc::spec::model::{self, LoadError, Loaded};
use ecrc::template;
use serde_json::Value;
use std::cell::RefCell;
use std::io::{self, BufReader};
use std::sync::mpsc::channel;
use std::thread::Builder;

/// Run the language server for editors
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub struct Lsp {
    /// Speak over standard input and output, as the server always does
    #[arg(long, hide = true)]
    stdio: bool,
}

const EXAMPLES: &str = "\
Editors start it, and speak the Language Server Protocol with it over standard input and output.
";

impl Lsp {
    pub fn run(self, terminal: Terminal) -> Result<Outcome, Failure> {
        // There is no other way to speak; editors name it all the same.
        let Self { stdio: _ } = self;
        let (sender, incoming) = channel();
        let read = move || read(terminal, |message| sender.send(message).is_ok());
        let reader = Builder::new().spawn(read);
        let reader = reader.map_err(|error| Failure::new(format!("cannot start a thread: {}", reason(&error))))?;
        let written = RefCell::new(Ok(()));
        let out = |sent: Sent| {
            *written.borrow_mut() = write(&sent);
            written.borrow().is_ok()
        };
        let in_order = serve(incoming, &out, &Machine);
        // A reader that still waits is left alone: it ends with the process.
        // The protocol's exit codes: 1 for a client that leaves without saying so.
        if !in_order {
            written.into_inner()?;
            let message = match reader.join() {
                Ok(Ok(true)) => "the editor sent `exit` before `shutdown`".to_owned(),
                Ok(Err(error)) => format!("cannot read from the editor: {}", reason(&error)),
                Ok(Ok(false)) | Err(_) => "the editor closed the connection without sending `exit`".to_owned(),
            };
            terminal.say(Severity::Error, &message, None);
        }
        Ok(Outcome::findings(!in_order))
    }
}

/// Hands on what the editor sends, until it leaves; whether it said so.
fn read(terminal: Terminal, hand_on: impl Fn(Message) -> bool) -> io::Result<bool> {
    let mut wire = Wire::new(BufReader::new(io::stdin()));
    while let Some(arrival) = wire.receive()? {
        match arrival {
            Arrival::Message(message) => {
                let is_exit = matches!(&message, Message::Notification(it) if it.method == "exit");
                if !hand_on(message) || is_exit {
                    return Ok(is_exit);
                }
            }
            Arrival::Refused(answer) => show_exactly(&answer).map_err(|failure| io::Error::other(failure.message))?,
            Arrival::Unreadable(why) => terminal.say(Severity::Warning, &why, None),
        }
    }
    Ok(false)
}

/// Sends a message to the editor.
fn write(message: &Sent) -> Result<(), Failure> {
    let text = message.framed().map_err(|error| Failure::new(format!("cannot write a message: {}", reason(&error))))?;
    let mut out = Stdout::exact();
    out.text(&text)?;
    out.flush()?;
    if out.is_closed() { Err(Failure::new("the editor stopped reading the server's output")) } else { Ok(()) }
}

/// The files of this machine.
struct Machine;

impl model::Loader for Machine {
    fn load(&self, root: &str, name: &str, path: &str) -> Result<Loaded, LoadError> {
        Includes.load(root, name, path)
    }
}

impl template::Loader for Machine {
    fn file(&self, path: &str) -> Option<Vec<u8>> {
        Disk.file(path)
    }

    fn folder(&self, path: &str) -> Option<Vec<String>> {
        Disk.folder(path)
    }
}

impl Host for Machine {
    fn identity(&self, path: &str) -> String {
        resolved_as_far(path)
    }

    fn root(&self, path: &str, folders: &[String]) -> String {
        root_in(path, folders).unwrap_or_default()
    }

    fn specs(&self, folder: &str) -> Vec<String> {
        specs_below(folder)
    }

    fn settings(&self, options: &Value) -> Result<Settings, String> {
        Said::of_editor(options).map_err(|failure| failure.message)
    }
}
