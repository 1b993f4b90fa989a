//! Input: an unknown word, and the known ones.
//! Output: the one that was probably meant.
//! Never: spends time on words that are too long to be a typing mistake.

/// Longer words are not compared: no word of the language comes near.
const LONGEST: usize = 48;

/// More letters than that are another word, not a slip.
const FARTHEST: usize = 4;

/// The candidate that `word` is likely a misspelling of: at most a third of its letters differ.
pub fn closest<'c>(word: &str, candidates: impl IntoIterator<Item = &'c str>) -> Option<&'c str> {
    near(word, candidates).into_iter().min_by_key(|(distance, _)| *distance).map(|(_, candidate)| candidate)
}

/// The same, unless another candidate is as near: where the wrong one would do harm.
pub fn only_closest<'c>(word: &str, candidates: impl IntoIterator<Item = &'c str>) -> Option<&'c str> {
    if let [one] = nearest(word, candidates).as_slice() { Some(one) } else { None }
}

/// The candidates that `word` is likely a misspelling of, all as near as the closest.
pub fn nearest<'c>(word: &str, candidates: impl IntoIterator<Item = &'c str>) -> Vec<&'c str> {
    let near = near(word, candidates);
    let least = near.iter().map(|(distance, _)| *distance).min();
    near.into_iter().filter(|(distance, _)| Some(*distance) == least).map(|(_, candidate)| candidate).collect()
}

/// The candidates that are near, each with how far it is.
fn near<'c>(word: &str, candidates: impl IntoIterator<Item = &'c str>) -> Vec<(usize, &'c str)> {
    if word.is_empty() || word.len() > LONGEST {
        return Vec::new();
    }
    let limit = (word.chars().count() / 3).clamp(1, FARTHEST);
    let lower = word.to_ascii_lowercase();
    let distances =
        candidates.into_iter().map(|candidate| (distance(&lower, &candidate.to_ascii_lowercase()), candidate));
    distances.filter(|(distance, _)| *distance <= limit).collect()
}

/// Whether one letter of a word is missing, too many, another one, or swapped with its neighbour.
pub fn is_slip(word: &str, meant: &str) -> bool {
    // What differs by more is told at once: many words are held against many.
    let same = |pair: &(u8, u8)| pair.0.eq_ignore_ascii_case(&pair.1);
    let begin = word.bytes().zip(meant.bytes()).take_while(same).count();
    let end = word.bytes().rev().zip(meant.bytes().rev()).take_while(same).count();
    let shorter = word.len().min(meant.len());
    word.len().abs_diff(meant.len()) <= 1
        && begin + end + 2 >= shorter
        && distance(&word.to_ascii_lowercase(), &meant.to_ascii_lowercase()) <= 1
}

/// How many letters have to be put in, left out, replaced or swapped with their neighbour.
fn distance(a: &str, b: &str) -> usize {
    let (a, b): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().collect());
    let mut before: Vec<usize> = Vec::new();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    let at = |row: &[usize], index: usize| row.get(index).copied().unwrap_or(usize::MAX - 1);
    for (i, x) in a.iter().enumerate() {
        let mut next = vec![i + 1];
        for (j, y) in b.iter().enumerate() {
            let mut least = (at(&row, j) + usize::from(x != y)).min(at(&row, j + 1) + 1).min(at(&next, j) + 1);
            let swapped = i > 0 && j > 0 && a.get(i - 1) == Some(y) && b.get(j - 1) == Some(x);
            if swapped {
                least = least.min(at(&before, j - 1) + 1);
            }
            next.push(least);
        }
        before = std::mem::replace(&mut row, next);
    }
    at(&row, b.len())
}

#[cfg(test)]
mod tests {
    use super::{closest, only_closest};

    #[test]
    fn a_slip_finds_its_word() {
        let words = ["launch", "logs", "us-east-2", "us-west-2"];
        assert_eq!(closest("lanuch", words), Some("launch"));
        assert_eq!(closest("Launch", words), Some("launch"));
        assert_eq!(closest("us-eats-2", words), Some("us-east-2"));
        assert_eq!(closest("log", words), Some("logs"));
        assert_eq!(closest("privat", words), None);
        assert_eq!(closest("", words), None);
    }

    #[test]
    fn of_two_that_are_as_near_there_is_no_only_one() {
        assert_eq!(only_closest("pul", ["pull", "push"]), Some("pull"));
        assert_eq!(only_closest("pusl", ["pull", "push"]), None);
        assert_eq!(only_closest("x", ["pull", "push"]), None);
    }
}
