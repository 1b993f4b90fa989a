//! Input: items, and a function that processes some of them at a time.
//! Output: the results, in the order of the items, from as many threads as the machine has.
//! Never: lets the output depend on the number of threads, or holds more of it than some chunks at a time.

use std::num::NonZero;
use std::ops::ControlFlow;
use std::sync::mpsc::{Receiver, sync_channel};
use std::thread::{Builder, Scope, available_parallelism, scope};

/// As much as the first thread has: what is read may be deep.
const STACK: usize = 8 << 20;

/// So many blocks are worth a thread.
pub const BLOCKS: usize = 64;

/// Makes something of each chunk of so many items, and hands it on in their order until that breaks off.
pub fn in_order<T: Sync, R: Send, B>(
    items: &[T],
    chunk: usize,
    make: impl Fn(&[T]) -> R + Sync,
    mut take: impl FnMut(&[T], R) -> ControlFlow<B>,
) -> ControlFlow<B> {
    let mut chunks = items.chunks(chunk);
    let threads = if chunks.len() > 1 { available_parallelism().map_or(1, NonZero::get).min(chunks.len()) } else { 1 };
    scope(|threads_of| {
        let lanes = (0..threads).map(|lane| {
            let own = items.chunks(chunk).skip(lane).step_by(threads);
            start(threads_of, own, &make)
        });
        let lanes: Option<Vec<Receiver<R>>> = if threads > 1 { lanes.collect() } else { None };
        // What no thread can be started for is made here.
        let Some(lanes) = lanes else { return chunks.try_for_each(|chunk| take(chunk, make(chunk))) };
        for (chunk, lane) in chunks.zip(lanes.iter().cycle()) {
            let Ok(result) = lane.recv() else { break };
            take(chunk, result)?;
        }
        ControlFlow::Continue(())
    })
}

/// Starts a thread that makes something of each of its chunks; it ends when nobody takes them any more.
fn start<'scope, T: Sync + 'scope, R: Send + 'scope>(
    threads_of: &'scope Scope<'scope, '_>,
    chunks: impl Iterator<Item = &'scope [T]> + Send + 'scope,
    make: &'scope (impl Fn(&[T]) -> R + Sync),
) -> Option<Receiver<R>> {
    let (send, receive) = sync_channel(4);
    let work = move || chunks.map(make).try_for_each(|made| send.send(made));
    Builder::new().stack_size(STACK).spawn_scoped(threads_of, work).ok()?;
    Some(receive)
}

#[cfg(test)]
mod tests {
    use super::in_order;
    use std::ops::ControlFlow;

    const CHUNK: usize = 64;

    #[test]
    fn what_is_made_comes_in_the_order_of_the_items() {
        for count in [0, 1, CHUNK, CHUNK + 1, 10 * CHUNK, 100 * CHUNK + 7] {
            let items: Vec<usize> = (0..count).collect();
            let mut taken = Vec::new();
            let double = |chunk: &[usize]| chunk.iter().map(|item| item * 2).collect::<Vec<_>>();
            let flow = in_order(&items, CHUNK, double, |chunk, made| {
                taken.extend(chunk.iter().copied().zip(made));
                ControlFlow::<()>::Continue(())
            });
            assert!(flow.is_continue());
            assert_eq!(taken, items.iter().map(|item| (*item, item * 2)).collect::<Vec<_>>());
        }
    }

    #[test]
    fn it_breaks_off_where_what_takes_does() {
        let items: Vec<usize> = (0..100 * CHUNK).collect();
        let mut taken = 0;
        let flow = in_order(&items, CHUNK, <[usize]>::to_vec, |_, made| {
            taken += 1;
            if made.contains(&(3 * CHUNK)) { ControlFlow::Break(made[0]) } else { ControlFlow::Continue(()) }
        });
        assert_eq!((flow, taken), (ControlFlow::Break(3 * CHUNK), 4));
    }
}
