//! Input: patterns of which one must match.
//! Output: a tree of places, in which common beginnings are shared.
//! Never: changes which texts they match together.

use super::Budget;
use super::pattern::Pattern;
use super::symbol::{Part, Symbol};
use std::collections::BTreeMap;

/// A place in a [`Union`].
#[derive(Debug, Default)]
pub(super) struct Node<'p> {
    /// Where a symbol leads.
    pub(super) exactly: BTreeMap<&'p Symbol, usize>,
    /// Where `?` leads.
    one: Option<usize>,
    /// The star that begins here.
    pub(super) many: Option<usize>,
    /// Whether this is a star: any symbol leads back here.
    is_star: bool,
    /// Whether a pattern ends here.
    pub(super) ends: bool,
}

/// Patterns of which one is to match, as a tree, so that what they begin with alike is walked once.
pub(super) struct Union<'p>(pub(super) Vec<Node<'p>>);

impl<'p> Union<'p> {
    pub(super) fn anything() -> Self {
        Union(vec![Node { is_star: true, ends: true, ..Node::default() }])
    }

    /// Whether a pattern is among them, or one that is its beginning and a star.
    pub(super) fn holds(&self, pattern: &Pattern) -> bool {
        let star_ends = |node: &Node| node.many.and_then(|star| self.0.get(star)).is_some_and(|star| star.ends);
        let mut at = 0;
        for part in pattern.parts() {
            let Some(node) = self.0.get(at) else { return false };
            let next = match part {
                _ if star_ends(node) => return true,
                Part::Many => node.many,
                Part::One => node.one,
                Part::Exactly(symbol) => node.exactly.get(symbol).copied(),
            };
            let Some(next) = next else { return false };
            at = next;
        }
        self.0.get(at).is_some_and(|node| node.ends || star_ends(node))
    }

    pub(super) fn new(patterns: impl IntoIterator<Item = &'p Pattern>) -> Self {
        let mut union = Union(vec![Node::default()]);
        for pattern in patterns {
            union.add(pattern);
        }
        union
    }

    /// One pattern more; the place where it ends.
    pub(super) fn add(&mut self, pattern: &'p Pattern) -> usize {
        let Union(nodes) = self;
        let mut at = 0;
        for part in pattern.parts() {
            let fresh = nodes.len();
            let Some(node) = nodes.get_mut(at) else { break };
            at = match part {
                Part::Many => *node.many.get_or_insert(fresh),
                Part::One => *node.one.get_or_insert(fresh),
                Part::Exactly(symbol) => *node.exactly.entry(symbol).or_insert(fresh),
            };
            if at == fresh {
                nodes.push(Node { is_star: *part == Part::Many, ..Node::default() });
            }
        }
        if let Some(node) = nodes.get_mut(at) {
            node.ends = true;
        }
        at
    }

    /// The places where the patterns end that match a text; `None` where that takes more steps than there are.
    pub(super) fn ends_of(&self, text: &[Symbol], budget: &mut Budget) -> Option<Vec<usize>> {
        // A star may take nothing.
        let enter = |into: &mut Vec<usize>, at: usize| {
            into.push(at);
            into.extend(self.0.get(at).and_then(|node| node.many));
        };
        let mut open = Vec::new();
        enter(&mut open, 0);
        for symbol in text {
            // The places of a trie are looked up, not passed one after the other.
            budget.spend(6 * open.len())?;
            let mut next = Vec::with_capacity(open.len());
            for at in open {
                let Some(node) = self.0.get(at) else { continue };
                let any = node.is_star.then_some(at).into_iter().chain(node.one);
                any.chain(node.exactly.get(symbol).copied()).for_each(|to| enter(&mut next, to));
            }
            next.sort_unstable();
            next.dedup();
            open = next;
        }
        open.retain(|at| self.0.get(*at).is_some_and(|node| node.ends));
        Some(open)
    }
}

impl Node<'_> {
    /// Where a symbol may lead from here, this being the node `at`, and whether any other would too; `None` is a symbol
    /// that no pattern names.
    pub(super) fn after(&self, at: usize, symbol: Option<&Symbol>) -> Vec<(usize, bool)> {
        let exactly = symbol.and_then(|symbol| self.exactly.get(symbol));
        let any = self.is_star.then_some(at).into_iter().chain(self.one).map(|to| (to, true));
        any.chain(exactly.map(|to| (*to, false))).collect()
    }

    /// Whether any symbol leads somewhere from here.
    pub(super) fn takes_any(&self) -> bool {
        self.is_star || self.one.is_some()
    }
}

#[cfg(test)]
mod tests {
    use super::{Budget, Pattern, Union};
    use crate::plan::Value;
    use crate::policy::symbol::symbols;
    use proptest::prelude::*;

    #[test]
    fn what_is_forbidden_by_its_beginning_is_held() {
        for (forbidden, pattern, expected) in [
            (vec!["ab"], "ab", true),
            (vec!["ab"], "abc", false),
            (vec!["ab*"], "abc", true),
            (vec!["ab*"], "ab", true),
            (vec!["ab*"], "a*", false),
            (vec!["a*b*"], "a*bc?", true),
            (vec!["a*b"], "a*bc", false),
            (vec!["*"], "", true),
            (vec!["?*"], "a", false),
            (vec!["?*"], "?a", true),
            (vec!["x", "a?*"], "a?b*c", true),
            (vec![], "a", false),
        ] {
            let forbidden: Vec<Pattern> = forbidden.iter().map(|text| Pattern::new(text)).collect();
            assert_eq!(Union::new(&forbidden).holds(&Pattern::new(pattern)), expected, "{forbidden:?} {pattern}");
        }
    }

    proptest! {
        #[test]
        fn those_end_that_match(patterns in prop::collection::vec("[ab*?]{0,6}", 0..8), text in "[ab]{0,8}") {
            let patterns: Vec<Pattern> = patterns.iter().map(|text| Pattern::new(text)).collect();
            let mut union = Union::new([]);
            let ends: Vec<usize> = patterns.iter().map(|pattern| union.add(pattern)).collect();
            let text = symbols(&Value::literal(text)).unwrap();
            let found = union.ends_of(&text, &mut Budget::new(10_000)).unwrap();
            for (pattern, end) in patterns.iter().zip(ends) {
                prop_assert_eq!(found.contains(&end), pattern.matches_symbols(&text), "{:?}", pattern);
            }
        }
    }
}
