//! Input: the messages of an editor, in the Language Server Protocol.
//! Output: the editor's diagnostics, fixes, completions and whatever else it asks for.
//! Never: says of a spec what `check` does not say, or of a template what `audit` does not say.
//!
//! A [`Session`] takes one message after another and does all the work, without threads and without files: a [`Host`]
//! gives it these. [`serve`] connects it to a client: it handles what has arrived before it checks, so that a burst of
//! key strokes is checked once, and drops requests that are canceled before their turn.

mod actions;
mod address;
mod answers;
mod candidates;
mod capabilities;
mod checked;
mod client;
mod completion;
mod cursor;
mod diagnostics;
mod documents;
mod host;
mod hover;
mod inbox;
mod lens;
mod lines;
mod outline;
mod places;
mod pull;
mod reference;
mod rename;
mod sent;
mod session;
mod spelling;
mod state;
mod templates;
mod text;
mod tokens;
mod wire;
mod word;

pub use host::Host;
pub use sent::Sent;
pub use session::Session;
pub use wire::{Arrival, Wire};

pub use lsp_server;
pub use lsp_types;

use inbox::Inbox;
use lsp_server::Message;
use std::cell::RefCell;
use std::ops::ControlFlow;
use std::sync::mpsc::channel;
use std::thread::Builder;

/// Serves a client until it leaves; whether it did so in good order. `out` takes what it is sent, and says whether it is
/// still there.
pub fn serve(
    incoming: impl IntoIterator<Item = Message> + Send + 'static,
    out: &dyn Fn(Sent) -> bool,
    host: &dyn Host,
) -> bool {
    let (send, arriving) = channel();
    // Takes messages off the connection at once, so that the client never waits for the server.
    let taker = Builder::new().spawn(move || {
        for message in incoming {
            let is_exit = matches!(&message, Message::Notification(it) if it.method == "exit");
            if send.send(message).is_err() || is_exit {
                break;
            }
        }
    });
    if taker.is_err() {
        return false;
    }
    let inbox = RefCell::new(Inbox::new(arriving));
    let mut session = Session::new(host);
    loop {
        let mut waiting = inbox.borrow_mut().next_now();
        if waiting.is_none() {
            session.settle();
            if !sent(&mut session, out) {
                return false;
            }
            waiting = inbox.borrow_mut().next();
        }
        let Some(message) = waiting else { return false };
        let flow = session.receive(message, &mut |id| inbox.borrow_mut().is_canceled(id));
        if let ControlFlow::Break(in_order) = flow {
            return in_order;
        }
        if !sent(&mut session, out) {
            return false;
        }
    }
}

/// Sends what a session has to say; whether somebody listens.
fn sent(session: &mut Session, send: &dyn Fn(Sent) -> bool) -> bool {
    session.take().into_iter().all(send)
}
