//! Input: a start, and the rows that its calls go through.
//! Output: the way of each call with its number, a cross where one stops, and the code of the rule that says so.
//! Never: draws a way beyond the cross.

use super::measure::{CROSS, Columns, WALK_GAP as GAP, number_width};
use super::pen::{Area, BADGE_HEIGHT, Pen, badge_width};
use crate::picture::walk::{Call, Passage, Side, Walk};

/// From one call to the next, in one row.
const APART: f64 = 20.0;

/// A row through which calls go.
pub(super) struct Taken<'n> {
    pub(super) area: Area,
    pub(super) calls: &'n [usize],
}

/// How high the ways of calls through one row are.
pub(super) fn height(calls: &[usize]) -> f64 {
    let apart: f64 = calls.iter().skip(1).map(|_| APART).sum();
    if calls.is_empty() { 0.0 } else { apart + BADGE_HEIGHT }
}

/// Draws the ways of all calls, from what starts.
pub(super) fn ways(pen: &mut Pen, at: &Columns, walk: &Walk, start: f64, taken: &[Taken<'_>]) {
    let mut ends = Vec::new();
    for row in taken {
        let mut y = row.area.middle() - (height(row.calls) - BADGE_HEIGHT) / 2.0;
        for number in row.calls {
            if let Some(call) = walk.calls.get(*number) {
                way(pen, at, walk, (*number, call), y, row);
                ends.push(y);
            }
            y += APART;
        }
    }
    if let Some(last) = ends.last() {
        pen.line("way", &[(at.row, start), (at.trunk, start), (at.trunk, *last)]);
    }
}

fn way(pen: &mut Pen, at: &Columns, walk: &Walk, (number, call): (usize, &Call), y: f64, row: &Taken<'_>) {
    let class = format!("way {}", sign(call));
    let mut x = at.trunk + GAP;
    pen.line(&class, &[(at.trunk, y), (x, y)]);
    x = pen.pill(sign(call), x, y, number_width(walk), &(number + 1).to_string());
    if call.stops(Side::Before) {
        pen.line(&class, &[(x, y), (x + GAP, y)]);
        cross(pen, x + GAP, y, call);
        return;
    }
    pen.way(&class, &[(x, y), (row.area.x, y)]);
    let right = row.area.x + row.area.width;
    if call.stops(Side::Behind) {
        let end = at.vpc_right + GAP;
        pen.line(&class, &[(right, y), (end, y)]);
        cross(pen, end, y, call);
    } else {
        pen.way(&class, &[(right, y), (at.beyond, y)]);
    }
}

/// A cross at the end of a way, and the code behind it.
fn cross(pen: &mut Pen, x: f64, y: f64, call: &Call) {
    pen.cross(x, y, CROSS);
    if let Some(code) = &call.code {
        pen.pill("stops", x + CROSS + GAP, y, badge_width(code), code);
    }
}

/// The class of what is drawn for a call.
pub(super) fn sign(call: &Call) -> &'static str {
    match call.passage {
        Passage::Passes => "passes",
        Passage::Stops => "stops",
        Passage::Unknown => "open",
    }
}
