//! Input: the messages of a client, as they arrive.
//! Output: them in their order, and whether a request has been canceled meanwhile.
//! Never: answers one.

use lsp_server::{Message, RequestId};
use std::collections::{BTreeSet, VecDeque};
use std::sync::mpsc::Receiver;

/// Messages that have arrived and are not handled yet. Canceled ones are known before their turn comes.
pub struct Inbox {
    arriving: Receiver<Message>,
    waiting: VecDeque<Message>,
    canceled: BTreeSet<RequestId>,
}

impl Inbox {
    /// An empty one.
    pub fn new(arriving: Receiver<Message>) -> Self {
        Self { arriving, waiting: VecDeque::new(), canceled: BTreeSet::new() }
    }

    /// The next message, if one has arrived.
    pub fn next_now(&mut self) -> Option<Message> {
        self.collect();
        self.waiting.pop_front()
    }

    /// The next message; `None` when the client is gone.
    pub fn next(&mut self) -> Option<Message> {
        if self.waiting.is_empty() {
            let message = self.arriving.recv().ok()?;
            self.put(message);
        }
        self.next_now()
    }

    /// Whether the client no longer wants an answer. Says so once.
    pub fn is_canceled(&mut self, id: &RequestId) -> bool {
        self.collect();
        self.canceled.remove(id)
    }

    fn collect(&mut self) {
        while let Ok(message) = self.arriving.try_recv() {
            self.put(message);
        }
    }

    fn put(&mut self, message: Message) {
        if let Message::Notification(notification) = &message
            && notification.method == "$/cancelRequest"
        {
            let id = notification.params.get("id").cloned();
            self.canceled.extend(id.and_then(|id| serde_json::from_value(id).ok()));
            // One that has been answered is not asked for again.
            while self.canceled.len() > MOST {
                self.canceled.pop_first();
            }
        }
        self.waiting.push_back(message);
    }
}

/// So many cancelations are remembered.
const MOST: usize = 1_000;
