//! Input: policies and marks of a VPC.
//! Output: the panels below its picture: who may do what, what was reported, and what the signs mean.
//! Never: shortens a policy.

use super::measure::MARGIN;
use super::pen::{Area, NAME, Pen, SMALL, TEXT, badge_width, badges_width};
use super::walk::sign;
use crate::picture::model::{Badge, Fate, Network, Sign};

const PAD: f64 = 12.0;
const GAP: f64 = 12.0;
/// What hangs below a title.
const INDENT: f64 = 14.0;

/// Draws them from there down; gives where they end.
pub(super) fn below(pen: &mut Pen, network: &Network, width: f64, top: f64) -> f64 {
    let mut y = changes(pen, network, width, top);
    y = calls(pen, network, width, y);
    y = marks(pen, network, width, y);
    y = policies(pen, network, width, y);
    legend(pen, network, y)
}

fn panel(pen: &mut Pen, width: f64, top: f64, title: &str, content: impl FnOnce(&mut Pen, f64, f64) -> f64) -> f64 {
    let x = MARGIN + PAD;
    let y = pen.lines(NAME, x, top + 9.0, &[title.to_owned()]) + 4.0;
    let end = content(pen, x, y) + 9.0;
    pen.area("panel", Area { x: MARGIN, y: top, width: width - 2.0 * MARGIN, height: end - top }, 6.0);
    end + GAP
}

fn changes(pen: &mut Pen, network: &Network, width: f64, top: f64) -> f64 {
    if network.changes.is_empty() {
        return top;
    }
    let of = |fate: Option<Fate>| fate.map(|fate| Badge { code: fate.word().to_owned(), sign: Sign::Becomes(fate) });
    let badges = network.changes.iter().filter_map(|line| of(line.fate));
    let wide = badges.map(|badge| badges_width(&[badge])).fold(0.0, f64::max) + 8.0;
    panel(pen, width, top, "What changes", |pen, x, top| {
        let mut y = top;
        for line in &network.changes {
            let badge: Vec<Badge> = of(line.fate).into_iter().collect();
            pen.badges(x, y + TEXT.line() / 2.0, &badge);
            y = pen.lines(TEXT, x + wide, y, &TEXT.font.wrap(&line.text, width - MARGIN - PAD - x - wide)) + 3.0;
        }
        y
    })
}

fn calls(pen: &mut Pen, network: &Network, width: f64, top: f64) -> f64 {
    let Some(walk) = &network.walk else { return top };
    panel(pen, width, top, "What happens to each call", |pen, x, top| {
        let room = width - MARGIN - PAD - x;
        let answer = format!("{}: {}", walk.title, walk.answer);
        let mut y = pen.lines(TEXT, x, top, &TEXT.font.wrap(&answer, room)) + 4.0;
        let number_width = badge_width(&walk.calls.len().to_string());
        let (text, room) = (x + number_width + 8.0, room - number_width - 8.0);
        for (at, call) in walk.calls.iter().enumerate() {
            pen.pill(sign(call), x, y + TEXT.line() / 2.0, number_width, &(at + 1).to_string());
            y = pen.lines(TEXT, text, y, &TEXT.font.wrap(&call.words(), room));
            y = pen.lines(SMALL, text, y, &SMALL.font.wrap(&call.way(), room)) + 3.0;
        }
        y
    })
}

fn marks(pen: &mut Pen, network: &Network, width: f64, top: f64) -> f64 {
    if network.marks.is_empty() {
        return top;
    }
    panel(pen, width, top, "What the rules report", |pen, x, top| {
        let mut y = top;
        for mark in &network.marks {
            let badge = [Badge { code: mark.code.clone(), sign: Sign::Reported(mark.weight) }];
            let text = x + badges_width(&badge) + 8.0;
            let words = format!("{}: {}", mark.weight.word(), mark.message);
            pen.badges(x, y + TEXT.line() / 2.0, &badge);
            y = pen.lines(TEXT, text, y, &TEXT.font.wrap(&words, width - MARGIN - PAD - text)) + 3.0;
        }
        y
    })
}

fn policies(pen: &mut Pen, network: &Network, width: f64, top: f64) -> f64 {
    if network.policies.is_empty() {
        return top;
    }
    let title = if network.changes.is_empty() { "Who may do what" } else { "Who may do what, after the change" };
    panel(pen, width, top, title, |pen, x, top| {
        let room = width - MARGIN - PAD - x;
        let mut y = top;
        for policy in &network.policies {
            y = pen.lines(TEXT, x, y, &TEXT.font.wrap(&policy.title, room));
            for statement in &policy.statements {
                let lines = SMALL.font.wrap(statement, room - 2.0 * INDENT);
                let (first, rest) = lines.split_at(1);
                y = pen.lines(SMALL, x + INDENT, y, first);
                y = pen.lines(SMALL, x + 2.0 * INDENT, y, rest);
            }
            y += 5.0;
        }
        y
    })
}

/// What dots and dashes mean.
fn legend(pen: &mut Pen, network: &Network, top: f64) -> f64 {
    let middle = top + SMALL.line() / 2.0;
    let mut x = MARGIN + 5.0;
    pen.dot(x, middle);
    x += 10.0;
    let words = "network interface in that zone";
    pen.text(SMALL, x, top, words);
    x += SMALL.font.width(words) + 24.0;
    pen.area("panel unknown", Area { x, y: middle - 6.5, width: 27.0, height: 13.0 }, 0.0);
    let words = "or ?: not known";
    pen.text(SMALL, x + 33.0, top, words);
    if network.walk.is_some() {
        x += 33.0 + SMALL.font.width(words) + 24.0;
        pen.cross(x, middle, 10.0);
        pen.text(SMALL, x + 16.0, top, "the call stops here");
    }
    top + SMALL.line()
}
