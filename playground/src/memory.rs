//! Input: how much memory is asked for.
//! Output: memory, from the module's end on.
//! Never: takes memory back: an instance of the module answers one request and is gone, and without what would take memory
//! back the module is a good deal smaller.
#![allow(unsafe_code, reason = "allocators are unsafe by contract")]

use std::alloc::{GlobalAlloc, Layout};
use std::arch::wasm32::{memory_grow, memory_size};
use std::ptr;
use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};

#[global_allocator]
static HEAP: Heap = Heap { next: AtomicUsize::new(0), end: AtomicUsize::new(0) };

const PAGE: usize = 1 << 16;

/// A module has one thread, so that these are numbers like others.
struct Heap {
    /// The first free byte.
    next: AtomicUsize,
    /// The byte past the memory that there is.
    end: AtomicUsize,
}

impl Heap {
    /// Whether there is memory up to that byte, if need be after asking for more.
    fn reaches(&self, wanted: usize) -> bool {
        let end = self.end.load(Relaxed);
        if wanted <= end {
            return true;
        }
        // Much at a time: asking is slow.
        let pages = (wanted - end).div_ceil(PAGE).max(end / PAGE / 4).max(16);
        let is_grown = memory_grow::<0>(pages) != usize::MAX;
        if is_grown {
            self.end.store(memory_size::<0>() * PAGE, Relaxed);
        }
        is_grown
    }
}

// SAFETY: what is handed out lies in the module's memory, is aligned, and is handed out once, since `next` never goes back.
unsafe impl GlobalAlloc for Heap {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        if self.end.load(Relaxed) == 0 {
            let end = memory_size::<0>() * PAGE;
            self.end.store(end, Relaxed);
            self.next.store(end, Relaxed);
        }
        let Some(start) = self.next.load(Relaxed).checked_next_multiple_of(layout.align()) else {
            return ptr::null_mut();
        };
        let Some(next) = start.checked_add(layout.size()) else { return ptr::null_mut() };
        if !self.reaches(next) {
            return ptr::null_mut();
        }
        self.next.store(next, Relaxed);
        ptr::with_exposed_provenance_mut(start)
    }

    unsafe fn dealloc(&self, _: *mut u8, _: Layout) {}

    unsafe fn realloc(&self, from: *mut u8, layout: Layout, size: usize) -> *mut u8 {
        let start = from.expose_provenance();
        // What was handed out last grows where it is.
        if start + layout.size() == self.next.load(Relaxed)
            && let Some(next) = start.checked_add(size)
            && self.reaches(next)
        {
            self.next.store(next, Relaxed);
            return from;
        }
        if size <= layout.size() {
            return from;
        }
        // SAFETY: the caller's layout is sound, and so is one of another size below the address space.
        let to = unsafe { self.alloc(Layout::from_size_align_unchecked(size, layout.align())) };
        if !to.is_null() {
            // SAFETY: both are of this allocator, and lie apart.
            unsafe { ptr::copy_nonoverlapping(from, to, layout.size()) };
        }
        to
    }
}
