//! Input: a request of the page, as JSON, in the module's memory.
//! Output: the answer, as JSON, in the same place.
//! Never: keeps anything from one request to the next.
//!
//! The page asks for room with [`room`], writes the request there, calls [`answer`], and reads that many bytes from
//! [`place`].

mod ask;
mod cli;
mod kind;
#[cfg(target_family = "wasm")]
mod memory;
mod read;

use std::cell::RefCell;

thread_local! {
    /// The request, then the answer.
    static TEXT: RefCell<Vec<u8>> = const { RefCell::new(Vec::new()) };
}

/// Makes room for a request of that many bytes, and returns its place.
#[allow(unsafe_code)]
#[unsafe(no_mangle)]
pub extern "C" fn room(length: usize) -> *const u8 {
    TEXT.with_borrow_mut(|text| {
        *text = vec![0; length];
        text.as_ptr()
    })
}

/// Answers the request, and returns how many bytes the answer has.
#[allow(unsafe_code)]
#[unsafe(no_mangle)]
pub extern "C" fn answer() -> usize {
    let request = TEXT.take();
    let answer = ask::answer(&request).to_string().into_bytes();
    TEXT.with_borrow_mut(|text| {
        *text = answer;
        text.len()
    })
}

/// Where the answer is.
#[allow(unsafe_code)]
#[unsafe(no_mangle)]
pub extern "C" fn place() -> *const u8 {
    TEXT.with_borrow(Vec::as_ptr)
}
