//! Comes in: sets of patterns, of which a text is to match some, and others that it is not to match.
//! Goes out: whether there is such a text, decided over all texts at once.
//! Never: searches without bound.

use super::Answer;
use super::pattern::{Part, Pattern, Symbol};
use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

/// How many steps a question may take. A step looks at one place of one pattern; questions of a spec take some
/// hundreds, the hardest of a policy within AWS's quota some ten thousands. Past it, the answer is not known.
const STEPS: usize = 2_000_000;

/// The steps that are left to a question.
pub(super) struct Budget(usize);

impl Budget {
    pub(super) fn new() -> Self {
        Budget(STEPS)
    }

    /// Takes steps; `None` where they are used up.
    pub(super) fn spend(&mut self, steps: usize) -> Option<()> {
        self.0 = self.0.checked_sub(steps)?;
        Some(())
    }
}

/// Whether there is a text that in each of `required` some pattern matches, and in `forbidden` none.
pub(super) fn exists(required: &[&[Pattern]], forbidden: &[Pattern]) -> Answer {
    exists_within(required, forbidden, &mut Budget::new())
}

/// As [`exists`], within a budget that several searches share.
pub(super) fn exists_within(required: &[&[Pattern]], forbidden: &[Pattern], budget: &mut Budget) -> Answer {
    if required.iter().any(|patterns| patterns.is_empty()) {
        return Answer::No;
    }
    // What every text matches asks for nothing, and twice the same asks for no more than once.
    let asks_nothing = |patterns: &&[Pattern]| patterns.iter().any(Pattern::matches_everything);
    let asked: BTreeSet<&[Pattern]> = required.iter().copied().filter(|patterns| !asks_nothing(patterns)).collect();
    if asked.len() <= 1 && forbidden.is_empty() {
        return Answer::Yes;
    }
    // What is forbidden word for word, or by a beginning and a star, needs no search.
    let words: BTreeSet<&Pattern> = forbidden.iter().collect();
    let beginnings: Vec<&[Part]> = forbidden.iter().filter_map(Pattern::beginning).collect();
    let is_forbidden = |pattern: &Pattern| {
        words.contains(pattern) || beginnings.iter().any(|beginning| pattern.parts().starts_with(beginning))
    };
    if asked.iter().any(|patterns| patterns.iter().all(is_forbidden)) {
        return Answer::No;
    }
    let unions: Vec<Union> = asked.into_iter().map(Union::new).collect();
    // Where nothing is asked for, every text will do.
    let unions = if unions.is_empty() { vec![Union::anything()] } else { unions };
    match search(&unions, forbidden, budget) {
        Some(true) => Answer::Yes,
        Some(false) => Answer::No,
        None => Answer::Unknown,
    }
}

/// A place in a [`Union`].
#[derive(Debug, Default)]
struct Node<'p> {
    /// Where a symbol leads.
    exactly: BTreeMap<&'p Symbol, usize>,
    /// Where `?` leads.
    one: Option<usize>,
    /// The star that begins here.
    many: Option<usize>,
    /// Whether this is a star: any symbol leads back here.
    is_star: bool,
    /// Whether a pattern ends here.
    ends: bool,
}

/// Patterns of which one is to match, as a tree, so that what they begin with alike is walked once.
struct Union<'p>(Vec<Node<'p>>);

impl<'p> Union<'p> {
    fn anything() -> Self {
        Union(vec![Node { is_star: true, ends: true, ..Node::default() }])
    }

    fn new(patterns: &'p [Pattern]) -> Self {
        let mut nodes = vec![Node::default()];
        for pattern in patterns {
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
        }
        Union(nodes)
    }
}

impl Node<'_> {
    /// Where a symbol may lead from here, this being the node `at`, and whether any other would too; `None` is a symbol
    /// that no pattern names.
    fn after(&self, at: usize, symbol: Option<&Symbol>) -> Vec<(usize, bool)> {
        let exactly = symbol.and_then(|symbol| self.exactly.get(symbol));
        let any = self.is_star.then_some(at).into_iter().chain(self.one).map(|to| (to, true));
        any.chain(exactly.map(|to| (*to, false))).collect()
    }

    /// Whether any symbol leads somewhere from here.
    fn takes_any(&self) -> bool {
        self.is_star || self.one.is_some()
    }
}

/// Where in each forbidden pattern a text may have come to: pattern and place, sorted. Patterns that it can no longer
/// match are not there.
type Barred = Vec<(usize, usize)>;

/// A search through the places that texts lead to: in each union one of them, guessed; in what is forbidden all of
/// them (the subset construction, made as it goes).
///
/// Where no guess needs a certain symbol, only one is tried that no pattern names: a forbidden pattern that matches
/// with it matches with every other one too. And what was tried with fewer forbidden places need not be tried again
/// with more.
fn search(unions: &[Union], forbidden: &[Pattern], budget: &mut Budget) -> Option<bool> {
    let mut start = Barred::new();
    (0..).zip(forbidden).for_each(|(index, pattern)| enter(&mut start, index, pattern, 0));
    let mut tried: BTreeMap<Vec<usize>, Vec<Rc<Barred>>> = BTreeMap::new();
    let mut open = vec![(vec![0; unions.len()], Rc::new(start))];
    while let Some((places, barred)) = open.pop() {
        budget.spend(unions.len() + barred.len())?;
        if barred.iter().any(|(index, at)| forbidden.get(*index).is_some_and(|pattern| ends_in_star(pattern, *at))) {
            continue;
        }
        let before = tried.entry(places.clone()).or_default();
        budget.spend(before.iter().map(|fewer| fewer.len()).sum())?;
        if before.iter().any(|fewer| matches_less(fewer, &barred, forbidden)) {
            continue;
        }
        before.push(Rc::clone(&barred));
        let nodes: Vec<&Node> = places.iter().zip(unions).filter_map(|(at, union)| union.0.get(*at)).collect();
        let is_barred =
            || barred.iter().any(|(index, at)| forbidden.get(*index).is_some_and(|p| *at == p.parts().len()));
        if nodes.iter().all(|node| node.ends) && !is_barred() {
            return Some(true);
        }
        for symbol in wanted(&nodes) {
            budget.spend(barred.len() + nodes.len())?;
            let next = Rc::new(step(&barred, forbidden, symbol));
            let ways = nodes.iter().zip(&places).map(|(node, at)| node.after(*at, symbol));
            let ways = choices(ways).into_iter().filter(|(_, any)| !any || symbol.is_none());
            open.extend(ways.map(|(places, _)| (places, Rc::clone(&next))));
        }
        for (index, node) in nodes.iter().enumerate() {
            let Some(many) = node.many else { continue };
            let mut places = places.clone();
            if let Some(place) = places.get_mut(index) {
                *place = many;
            }
            open.push((places, Rc::clone(&barred)));
        }
    }
    Some(false)
}

/// The symbols that lead further from all nodes at once; `None` is one that no pattern names.
fn wanted<'p>(nodes: &[&'p Node<'p>]) -> Vec<Option<&'p Symbol>> {
    let bound = nodes.iter().filter(|node| !node.takes_any());
    if let Some(node) = bound.min_by_key(|node| node.exactly.len()) {
        return node.exactly.keys().map(|symbol| Some(*symbol)).collect();
    }
    let mut all: Vec<_> = nodes.iter().flat_map(|node| node.exactly.keys().map(|symbol| Some(*symbol))).collect();
    all.sort_unstable();
    all.dedup();
    all.push(None);
    all
}

/// One of each, in all ways, and whether any symbol would lead there.
fn choices(ways: impl Iterator<Item = Vec<(usize, bool)>>) -> Vec<(Vec<usize>, bool)> {
    ways.fold(vec![(Vec::new(), true)], |chosen, way| {
        let with = |(head, all_any): &(Vec<usize>, bool)| {
            let next = |(to, any): &(usize, bool)| ([head.as_slice(), &[*to]].concat(), *all_any && *any);
            way.iter().map(next).collect::<Vec<_>>()
        };
        chosen.iter().flat_map(with).collect()
    })
}

/// Puts a place in, and the one behind it where a star may take nothing.
fn enter(barred: &mut Barred, index: usize, pattern: &Pattern, at: usize) {
    barred.push((index, at));
    if pattern.parts().get(at) == Some(&Part::Many) {
        barred.push((index, at + 1));
    }
}

/// Where a symbol leads in what is forbidden; `None` is one that no pattern names.
fn step(barred: &Barred, forbidden: &[Pattern], symbol: Option<&Symbol>) -> Barred {
    let mut next = Barred::with_capacity(barred.len());
    for (index, at) in barred {
        let Some(pattern) = forbidden.get(*index) else { continue };
        match pattern.parts().get(*at) {
            Some(Part::Many) => enter(&mut next, *index, pattern, *at),
            Some(Part::One) => enter(&mut next, *index, pattern, at + 1),
            Some(Part::Exactly(wanted)) if Some(wanted) == symbol => enter(&mut next, *index, pattern, at + 1),
            Some(Part::Exactly(_)) | None => {}
        }
    }
    next.sort_unstable();
    next.dedup();
    // A star that has been reached matches all that places before it lead to.
    let mut star = None;
    let mut kept = Barred::with_capacity(next.len());
    for (index, at) in next.into_iter().rev() {
        if star == Some(index) {
            continue;
        }
        if is_star(forbidden, index, at) {
            star = Some(index);
        }
        kept.push((index, at));
    }
    kept.reverse();
    kept
}

/// Whether from a place on a pattern matches everything.
fn ends_in_star(pattern: &Pattern, at: usize) -> bool {
    pattern.parts().get(at..) == Some(&[Part::Many])
}

/// Whether from all places of `few` nothing matches that does not match from those of `many`: they are among them, or
/// a star of the same pattern is that lies behind them.
fn matches_less(few: &Barred, many: &Barred, forbidden: &[Pattern]) -> bool {
    few.iter().all(|(index, at)| {
        // A star is the first of its pattern's places.
        let first = many.get(many.partition_point(|place| *place < (*index, 0)));
        first.is_some_and(|(of, star)| of == index && star >= at && is_star(forbidden, *index, *star))
            || many.binary_search(&(*index, *at)).is_ok()
    })
}

fn is_star(forbidden: &[Pattern], index: usize, at: usize) -> bool {
    forbidden.get(index).is_some_and(|pattern| pattern.parts().get(at) == Some(&Part::Many))
}

#[cfg(test)]
mod tests {
    use super::{Answer, Budget, Pattern, STEPS, exists, exists_within, matches_less};
    use crate::aws::wildcard;
    use proptest::prelude::*;

    fn patterns(texts: &[&str]) -> Vec<Pattern> {
        texts.iter().map(|text| Pattern::new(text)).collect()
    }

    #[test]
    fn several_are_exact_together() {
        for (required, forbidden, expected) in [
            // What begins with another letter is left.
            (vec![vec!["*"]], vec!["a*", ""], Answer::Yes),
            (vec![vec!["*"]], vec!["?*", ""], Answer::No),
            (vec![vec!["*"]], vec!["??*", "?"], Answer::Yes),
            (vec![vec!["*"]], vec!["??*", "?", ""], Answer::No),
            (vec![vec!["?"]], vec!["a", "b", "c"], Answer::Yes),
            (vec![vec!["a", "b"]], vec!["a", "b"], Answer::No),
            (vec![vec!["a", "b"]], vec!["a"], Answer::Yes),
            (vec![vec!["a*"], vec!["*b"]], vec!["ab"], Answer::Yes),
            (vec![vec!["a*"], vec!["*b"]], vec!["ab", "a?*b"], Answer::No),
            (vec![vec!["a"], vec!["b"]], vec![], Answer::No),
            (vec![vec!["a"], vec![]], vec![], Answer::No),
            (vec![vec!["*"], vec![]], vec![], Answer::No),
            (vec![], vec![], Answer::Yes),
            (vec![], vec!["*"], Answer::No),
            (vec![], vec!["?*", ""], Answer::No),
            (vec![], vec!["?*"], Answer::Yes),
            (vec![vec!["a"]], vec!["*"], Answer::No),
            (vec![vec!["a*", "b*"], vec!["*c", "*d"], vec!["??"]], vec!["ac", "ad", "bc"], Answer::Yes),
            (vec![vec!["a*", "b*"], vec!["*c", "*d"], vec!["??"]], vec!["ac", "ad", "b?"], Answer::No),
            (vec![vec!["*a?*"]], vec!["*aa*", "*ab*"], Answer::Yes),
        ] {
            let asked: Vec<Vec<Pattern>> = required.iter().map(|texts| patterns(texts)).collect();
            let asked: Vec<&[Pattern]> = asked.iter().map(Vec::as_slice).collect();
            assert_eq!(exists(&asked, &patterns(&forbidden)), expected, "{required:?} {forbidden:?}");
        }
    }

    #[test]
    fn thousands_are_decided() {
        let many = |head: &str| (0..2_000).map(|index| Pattern::new(&format!("{head}-{index}"))).collect::<Vec<_>>();
        let repositories = many("repository");
        assert_eq!(exists(&[&patterns(&["repository-*"])], &repositories), Answer::Yes);
        assert_eq!(exists(&[&repositories], &repositories), Answer::No);
        assert_eq!(exists(&[&repositories], &many("other")), Answer::Yes);
        assert_eq!(exists(&[&repositories, &many("other")], &[]), Answer::No);
        assert_eq!(exists(&[&repositories, &patterns(&["*-1999"])], &repositories[..1_999]), Answer::Yes);
    }

    #[test]
    fn places_that_match_less_are_told_by_their_own_pattern() {
        let forbidden = patterns(&["a*b", "x*y", "xyz"]);
        for (few, many, expected) in [
            (vec![(0, 1)], vec![(0, 1)], true),
            (vec![(0, 0)], vec![(0, 1)], true),
            (vec![(0, 2)], vec![(0, 1)], false),
            (vec![(0, 1)], vec![(2, 1)], false),
            (vec![(1, 0)], vec![(0, 1), (1, 1)], true),
            (vec![(1, 0)], vec![(0, 1), (2, 1)], false),
            (vec![(0, 0), (1, 0)], vec![(0, 1), (1, 1)], true),
            (vec![(0, 0), (2, 0)], vec![(0, 1), (2, 1)], false),
            (vec![], vec![], true),
        ] {
            assert_eq!(matches_less(&few, &many, &forbidden), expected, "{few:?} {many:?}");
        }
    }

    #[test]
    fn past_the_bound_it_is_not_known() {
        let required = patterns(&["a*b*c"]);
        let forbidden = patterns(&["*x", "*b?c"]);
        let steps = |steps| exists_within(&[&required], &forbidden, &mut Budget(steps));
        assert_eq!(steps(STEPS), Answer::Yes);
        assert_eq!(steps(3), Answer::Unknown);
        // The first of them matches whatever has an `a`.
        let wide: Vec<Pattern> = (0..60).map(|n| Pattern::new(&format!("*a*{}", "?b*".repeat(n)))).collect();
        assert_eq!(exists(&[&patterns(&[&"*a*b".repeat(60)])], &wide), Answer::No);
    }

    /// All texts of up to eight letters, of which no pattern has `c`.
    fn texts() -> Vec<String> {
        let mut all = vec![String::new()];
        let mut last = all.clone();
        for _ in 0..8 {
            last = last.iter().flat_map(|text| ["a", "b", "c"].map(|c| format!("{text}{c}"))).collect();
            all.extend(last.clone());
        }
        all
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(300))]
        /// No text that is to be found here needs more than eight letters.
        #[test]
        fn answers_agree_with_enumeration(
            required in prop::collection::vec(prop::collection::vec("[ab*?]{0,3}", 0..3), 1..3),
            forbidden in prop::collection::vec("[ab*?]{0,3}", 0..4),
        ) {
            let compiled = |texts: &Vec<String>| texts.iter().map(|text| Pattern::new(text)).collect::<Vec<_>>();
            let asked: Vec<Vec<Pattern>> = required.iter().map(compiled).collect();
            let asked: Vec<&[Pattern]> = asked.iter().map(Vec::as_slice).collect();
            let any = |patterns: &Vec<String>, text: &str| patterns.iter().any(|p| wildcard::matches(p, text));
            let found = texts().iter().any(|text| required.iter().all(|u| any(u, text)) && !any(&forbidden, text));
            let expected = if found { Answer::Yes } else { Answer::No };
            prop_assert_eq!(exists(&asked, &compiled(&forbidden)), expected);
            let turned: Vec<&[Pattern]> = asked.iter().rev().chain(&asked).copied().collect();
            let twice: Vec<String> = forbidden.iter().rev().chain(&forbidden).cloned().collect();
            prop_assert_eq!(exists(&turned, &compiled(&twice)), expected);
        }
    }
}
