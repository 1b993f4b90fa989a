//! Input: patterns that a text must match, and others that it must not match.
//! Output: whether there is such a text, decided over all texts at once.
//! Never: searches without bound.

use super::pattern::Pattern;
use super::symbol::{Part, Symbol};
use super::union::{Node, Union};
use super::{Answer, Budget};
use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

/// So many patterns are tried for a text that answers at once, before the search begins.
const GUESSES: usize = 4;

/// Whether there is a text that in each of `required` some pattern matches, and in `forbidden` none; unknown where that
/// takes more steps than the budget has.
pub(super) fn exists(required: &[&[Pattern]], forbidden: &[Pattern], budget: &mut Budget) -> Answer {
    find(required, forbidden, budget).map_or(Answer::Unknown, Answer::from)
}

fn find(required: &[&[Pattern]], forbidden: &[Pattern], budget: &mut Budget) -> Option<bool> {
    if required.iter().any(|patterns| patterns.is_empty()) {
        return Some(false);
    }
    // What every text matches asks for nothing, and twice the same asks for no more than once.
    let asks_nothing = |patterns: &&[Pattern]| patterns.iter().any(Pattern::matches_everything);
    let asked: BTreeSet<&[Pattern]> = required.iter().copied().filter(|patterns| !asks_nothing(patterns)).collect();
    if asked.len() <= 1 && forbidden.is_empty() {
        return Some(true);
    }
    budget.spend(asked.iter().copied().chain([forbidden]).flatten().map(|pattern| 1 + pattern.parts().len()).sum())?;
    // What is forbidden word for word, or by a beginning and a star, needs no search.
    let barred = Union::new(forbidden);
    if asked.iter().any(|patterns| patterns.iter().all(|pattern| barred.holds(pattern))) {
        return Some(false);
    }
    if guess(&asked, forbidden, budget)? {
        return Some(true);
    }
    let unions: Vec<Union> = asked.into_iter().map(Union::new).collect();
    // Where nothing is asked for, every text will do.
    let unions = if unions.is_empty() { vec![Union::anything()] } else { unions };
    search(&unions, forbidden, budget)
}

/// Whether the shortest text of a pattern that is asked for does, or one with something in the place of each star.
fn guess(asked: &BTreeSet<&[Pattern]>, forbidden: &[Pattern], budget: &mut Budget) -> Option<bool> {
    let Some(fewest) = asked.iter().min_by_key(|patterns| patterns.len()) else { return Some(false) };
    for text in fewest.iter().take(GUESSES).flat_map(|pattern| [pattern.example(0), pattern.example(1)]) {
        let mut does = !any_matches(forbidden, &text, budget)?;
        for patterns in asked {
            does = does && any_matches(patterns, &text, budget)?;
        }
        if does {
            return Some(true);
        }
    }
    Some(false)
}

/// Whether one of the patterns matches a text.
pub(super) fn any_matches(patterns: &[Pattern], text: &[Symbol], budget: &mut Budget) -> Option<bool> {
    for pattern in patterns {
        if pattern.matches_within(text, budget)? {
            return Some(true);
        }
    }
    Some(false)
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
        budget.spend(8 + unions.len() + barred.len())?;
        if barred.iter().any(|(index, at)| forbidden.get(*index).is_some_and(|pattern| ends_in_star(pattern, *at))) {
            continue;
        }
        let before = tried.entry(places.clone()).or_default();
        budget.spend(before.iter().map(|fewer| 1 + fewer.len()).sum())?;
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
        budget.spend(nodes.iter().map(|node| node.exactly.len()).sum())?;
        for symbol in wanted(&nodes) {
            budget.spend(4 + 2 * barred.len() + nodes.len())?;
            let next = Rc::new(step(&barred, forbidden, symbol));
            let ways = choices(nodes.iter().zip(&places).map(|(node, at)| node.after(*at, symbol)));
            budget.spend(ways.len() * nodes.len())?;
            let ways = ways.into_iter().filter(|(_, any)| !any || symbol.is_none());
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

/// Inserts a place, and the one after it if a star may match nothing.
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
    use super::{Answer, Budget, Pattern, matches_less};
    use crate::aws::wildcard;
    use proptest::prelude::*;

    /// More than any of these questions takes.
    const ENOUGH: usize = 10_000_000;

    fn exists(required: &[&[Pattern]], forbidden: &[Pattern]) -> Answer {
        super::exists(required, forbidden, &mut Budget::new(ENOUGH))
    }

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
        let steps = |steps| super::exists(&[&required], &forbidden, &mut Budget::new(steps));
        assert_eq!(steps(ENOUGH), Answer::Yes);
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

        /// Fewer steps never lead to another answer, only to none.
        #[test]
        fn a_bounded_answer_is_right_or_undecided(
            required in prop::collection::vec(prop::collection::vec("[ab*?]{0,12}", 1..4), 1..4),
            forbidden in prop::collection::vec("[ab*?]{0,12}", 0..6),
            steps in 0..4_000_usize,
        ) {
            let compiled = |texts: &Vec<String>| texts.iter().map(|text| Pattern::new(text)).collect::<Vec<_>>();
            let asked: Vec<Vec<Pattern>> = required.iter().map(compiled).collect();
            let asked: Vec<&[Pattern]> = asked.iter().map(Vec::as_slice).collect();
            let forbidden = compiled(&forbidden);
            let mut budget = Budget::new(steps);
            let bounded = super::exists(&asked, &forbidden, &mut budget);
            prop_assert_eq!(bounded == Answer::Unknown, budget.is_exhausted());
            prop_assert!(budget.spent() <= steps);
            if bounded != Answer::Unknown {
                prop_assert_eq!(bounded, exists(&asked, &forbidden));
            }
        }
    }
}
