//! Input: a list.
//! Output: what is in it, each once.
//! Never: changes the order.

/// Each once, in their order.
pub fn once<T: PartialEq>(all: impl Iterator<Item = T>) -> Vec<T> {
    let mut once = Vec::new();
    for one in all {
        if !once.contains(&one) {
            once.push(one);
        }
    }
    once
}
