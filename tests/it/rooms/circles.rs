//! Input: the graph of files.
//! Output: its cycles, the shortest first, until no cycle is left that shares no edge with one of these.
//! Never: says where a cycle is best broken.

use super::graph::Graph;
use std::collections::{BTreeMap, BTreeSet, VecDeque};

type Edges<'g> = BTreeMap<&'g str, BTreeSet<&'g str>>;

/// Each circle as people read it: the files in a line, then the place that makes each edge.
pub fn circles(graph: &Graph) -> Vec<String> {
    let mut edges = Edges::new();
    for (from, to) in graph.edges.keys() {
        edges.entry(from).or_default().insert(to);
        edges.entry(to).or_default();
    }
    let mut found = Vec::new();
    for group in groups(&edges) {
        // Only the edges inside the group can be of its circles.
        let mut inside: Edges =
            group.iter().map(|file| (*file, edges[file].intersection(&group).copied().collect())).collect();
        while let Some(circle) = shortest(&inside) {
            let steps = circle.iter().copied().zip(circle.iter().copied().cycle().skip(1));
            let mut text = format!("{} -> {}", circle.join(" -> "), circle[0]);
            for (from, to) in steps {
                let place = &graph.edges[&(from.to_owned(), to.to_owned())];
                text += &format!("\n    {from}:{}: {}", place.line, place.path);
                inside.get_mut(from).unwrap().remove(to);
            }
            found.push(text);
        }
    }
    found
}

/// Groups of several files of which each leads to each other: the strongly connected components, by Tarjan.
pub fn groups<'g>(edges: &Edges<'g>) -> Vec<BTreeSet<&'g str>> {
    let mut search = Search { edges, order: BTreeMap::new(), open: Vec::new(), groups: Vec::new() };
    for file in edges.keys() {
        if !search.order.contains_key(file) {
            search.visit(file);
        }
    }
    search.groups
}

struct Search<'e, 'g> {
    edges: &'e Edges<'g>,
    /// When a file was met first.
    order: BTreeMap<&'g str, usize>,
    /// Files that no group has yet.
    open: Vec<&'g str>,
    groups: Vec<BTreeSet<&'g str>>,
}

impl<'g> Search<'_, 'g> {
    /// The earliest open file that can be reached from this one.
    fn visit(&mut self, file: &'g str) -> usize {
        let own = self.order.len();
        let start = self.open.len();
        self.order.insert(file, own);
        self.open.push(file);
        let mut earliest = own;
        for next in &self.edges[file] {
            match self.order.get(next) {
                None => earliest = earliest.min(self.visit(next)),
                Some(order) if self.open.contains(next) => earliest = earliest.min(*order),
                Some(_) => {}
            }
        }
        if earliest == own {
            let group = self.open.split_off(start);
            if group.len() > 1 {
                self.groups.push(group.into_iter().collect());
            }
        }
        earliest
    }
}

/// The shortest circle; of several, the first by its files' names.
fn shortest<'g>(edges: &Edges<'g>) -> Option<Vec<&'g str>> {
    edges.keys().filter_map(|start| around(edges, start)).min_by_key(Vec::len)
}

/// The shortest way from a file back to itself.
fn around<'g>(edges: &Edges<'g>, start: &'g str) -> Option<Vec<&'g str>> {
    let mut before: BTreeMap<&str, &str> = BTreeMap::new();
    let mut queue = VecDeque::from([start]);
    while let Some(file) = queue.pop_front() {
        for next in &edges[file] {
            if *next == start {
                let mut way = vec![file];
                while way[way.len() - 1] != start {
                    way.push(before[way[way.len() - 1]]);
                }
                way.reverse();
                return Some(way);
            }
            if !before.contains_key(next) {
                before.insert(next, file);
                queue.push_back(next);
            }
        }
    }
    None
}
