//! Input: an editor's messages, on standard input.
//! Output: the server's, on standard output.
//! Never: decides what they say; the library does.

use super::audit::found::Disk;
use super::audit::said::Said;
use super::failure::{Failure, reason};
use super::input::{Includes, resolved_or_same, root_of, specs_below};
use super::outcome::Outcome;
use clap::Args;
use ecrc::audit::Settings;
use ecrc::lsp::lsp_server::Connection;
use ecrc::lsp::{Host, Place, Sent, serve};
use ecrc::spec::model::{self, LoadError, Loaded};
use ecrc::template;
use serde_json::Value;

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
    pub fn run(self) -> Result<Outcome, Failure> {
        // There is no other way to speak; editors name it all the same.
        let Self { stdio: _ } = self;
        let (connection, threads) = Connection::stdio();
        // The protocol's exit codes: 1 for a client that leaves without saying so.
        let Connection { sender, receiver } = connection;
        let send = |sent: Sent| sent.into_message().is_ok_and(|message| sender.send(message).is_ok());
        let in_order = serve(receiver, &send, &Machine);
        drop(sender);
        if in_order && let Err(error) = threads.join() {
            return Err(Failure::new(format!("cannot communicate with the editor: {}", reason(&error))));
        }
        Ok(Outcome::findings(!in_order))
    }
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
    fn place(&self, path: &str) -> Place {
        Place { identity: resolved_or_same(path), root: root_of(path).unwrap_or_default() }
    }

    fn specs(&self, folder: &str) -> Vec<String> {
        specs_below(folder)
    }

    fn settings(&self, options: &Value) -> Result<Settings, String> {
        Said::of_editor(options).map_err(|failure| failure.message)
    }
}
