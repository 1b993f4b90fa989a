//! Input: what a picture shows, and a start.
//! Output: the same with the start on it: each call at what it goes through.
//! Never: leaves a call out: what leads nowhere has a place, too.

use super::model::{Network, On};
use super::walk::{Calls, DeadEnd, Passage, Side, Through, Walk};

impl Network {
    /// The same with a start on it.
    #[must_use]
    pub fn with(mut self, walk: Walk) -> Self {
        let through = |on: &On| {
            calls(&walk, |through| matches!((through, on), (Through::Endpoint(id), On::Resource(of)) if id == of))
        };
        for endpoint in self.groups.iter_mut().flat_map(|group| &mut group.endpoints) {
            endpoint.calls = through(&endpoint.on);
        }
        for gateway in &mut self.gateways {
            gateway.calls = through(&gateway.on);
        }
        for exit in &mut self.ways_out {
            exit.calls = calls(&walk, |through| *through == Through::WayOut(exit.kind));
        }
        let endpoints = self.groups.iter().flat_map(|group| &group.endpoints).map(|it| &it.calls);
        let gateways = self.gateways.iter().map(|it| &it.calls);
        let drawn: Calls =
            endpoints.chain(gateways).chain(self.ways_out.iter().map(|it| &it.calls)).flatten().copied().collect();
        for (at, call) in walk.calls.iter().enumerate().filter(|(at, _)| !drawn.contains(at)) {
            let known = call.passage != Passage::Unknown || matches!(call.through, Through::Other(_));
            let end = if known { format!("no route to {}", call.service) } else { call.service.clone() };
            let (name, detail) = match &call.through {
                Through::Other(name) => (name.clone(), "not in this VPC".to_owned()),
                Through::Nothing | Through::Endpoint(_) | Through::WayOut(_) => (end, call.host.clone()),
            };
            let same = |end: &&mut DeadEnd| (&end.name, &end.detail, end.known) == (&name, &detail, known);
            match self.dead_ends.iter_mut().find(same) {
                Some(end) => end.calls.push(at),
                None => {
                    self.dead_ends.push(DeadEnd { name, detail, known, beyond: call.beyond.clone(), calls: vec![at] });
                }
            }
        }
        let named = |who: &String| self.runs.iter().position(|run| run.name == *who);
        self.from = walk.who.iter().find_map(named).unwrap_or_default();
        self.walk = Some(walk);
        self
    }
}

/// A part of a call's way, from node to node.
pub(super) struct Leg<'l> {
    pub(super) from: &'l str,
    pub(super) to: &'l str,
    /// The number of the call and its name, and the code if it stops here.
    pub(super) text: String,
    /// What becomes of the call here.
    pub(super) passage: Passage,
}

impl Network {
    /// The ways of calls from node to node: through the second one, to the third. A call that stops has no further part.
    pub(super) fn legs<'l>(&self, [from, through, to]: [&'l str; 3], calls: &[usize]) -> Vec<Leg<'l>> {
        let mut legs = Vec::new();
        let Some(walk) = &self.walk else { return legs };
        for (number, call) in calls.iter().filter_map(|number| Some((*number, walk.calls.get(*number)?))) {
            for (side, from, to) in [(Side::Before, from, through), (Side::Behind, through, to)] {
                let is_later = call.passage == Passage::Stops && !call.stops(side);
                let passage = if is_later { Passage::Passes } else { call.passage };
                legs.push(Leg { from, to, text: call.short(number, side), passage });
                if call.stops(side) {
                    break;
                }
            }
        }
        legs
    }
}

/// The calls through something, by their numbers.
fn calls(walk: &Walk, is_it: impl Fn(&Through) -> bool) -> Calls {
    walk.calls.iter().enumerate().filter(|(_, call)| is_it(&call.through)).map(|(at, _)| at).collect()
}
