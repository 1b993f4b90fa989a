//! Input: tables of phrases, each with what it means; a text.
//! Output: which phrases the text contains, and where.
//! Never: takes longer than the text is long: each word is looked up once, and few phrases begin alike. Case,
//! punctuation and line breaks between words do not count.

use std::collections::HashMap;

/// Phrases by their first word.
pub struct Phrases<M: 'static> {
    by_first: HashMap<&'static str, Vec<(Vec<&'static str>, M)>>,
}

/// A phrase that was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Hit<M> {
    /// The first byte of its first word.
    pub at: usize,
    /// The byte just past its last word.
    pub end: usize,
    /// What it means.
    pub meaning: M,
}

impl<M: Copy> Phrases<M> {
    /// Reads tables. A phrase is its words in lower case, with single spaces between them.
    pub fn new(phrases: impl IntoIterator<Item = (&'static str, M)>) -> Self {
        let mut by_first: HashMap<&'static str, Vec<(Vec<&'static str>, M)>> = HashMap::new();
        for (phrase, meaning) in phrases {
            let mut words = phrase.split(' ');
            if let Some(first) = words.next() {
                by_first.entry(first).or_default().push((words.collect(), meaning));
            }
        }
        Self { by_first }
    }

    /// All phrases in a text, in its order.
    pub fn find(&self, text: &str) -> Vec<Hit<M>> {
        let lower = text.to_ascii_lowercase();
        let words = words(&lower);
        let mut hits = Vec::new();
        for (index, (at, first)) in words.iter().enumerate() {
            let rest = words.get(index + 1..).unwrap_or_default();
            for (phrase, meaning) in self.by_first.get(first).into_iter().flatten() {
                let heard = rest.iter().zip(phrase).all(|((_, word), wanted)| word == wanted);
                if heard && rest.len() >= phrase.len() {
                    let last = phrase.len().checked_sub(1).and_then(|last| rest.get(last));
                    let (start, word) = last.copied().unwrap_or((*at, *first));
                    hits.push(Hit { at: *at, end: start + word.len(), meaning: *meaning });
                }
            }
        }
        hits
    }
}

/// The words of a text with their places: letters and digits.
fn words(text: &str) -> Vec<(usize, &str)> {
    let mut words = Vec::new();
    let mut start = None;
    for (at, byte) in text.bytes().enumerate() {
        if byte.is_ascii_alphanumeric() {
            start.get_or_insert(at);
        } else if let Some(from) = start.take() {
            words.push((from, text.get(from..at).unwrap_or_default()));
        }
    }
    if let Some(from) = start {
        words.push((from, text.get(from..).unwrap_or_default()));
    }
    words
}

#[cfg(test)]
mod tests {
    use super::Phrases;

    #[test]
    fn phrases_are_words_in_a_row() {
        let phrases = Phrases::new([("i o timeout", 1), ("timeout", 2), ("can t pull", 3)]);
        let found =
            |text: &str| phrases.find(text).iter().map(|hit| (hit.at, hit.end, hit.meaning)).collect::<Vec<_>>();
        assert_eq!(found("x: I/O\n  Timeout."), [(3, 16, 1), (9, 16, 2)]);
        assert_eq!(found("we can’t pull"), [(3, 15, 3)]);
        assert_eq!(found("i/o"), []);
        assert_eq!(found("timeouts"), []);
        assert_eq!(found("é timeout é"), [(3, 10, 2)]);
        assert_eq!(found(""), []);
    }
}
