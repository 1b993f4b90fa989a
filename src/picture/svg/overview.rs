//! Input: what the pictures of several VPCs show.
//! Output: a tile for each, with what it has and how many marks; it leads to the picture.
//! Never: shows a VPC that has no picture below.

use super::measure::MARGIN;
use super::pen::{Area, NAME, Pen, SMALL, Style, TITLE};
use crate::picture::model::{Network, Weight, count_of};

const TILE: f64 = 236.0;
const GAP: f64 = 12.0;
const PAD: f64 = 12.0;
const IN_A_ROW: usize = 4;

/// Draws it from there down; gives how wide it is, and where it ends.
pub(super) fn overview(pen: &mut Pen, networks: &[Network], top: f64, prefix: &str) -> (f64, f64) {
    let title = count_of(networks.len(), "VPC");
    let mut y = pen.lines(TITLE, MARGIN, top, &[title]) + GAP;
    for (row, tiles) in networks.chunks(IN_A_ROW).enumerate() {
        let texts: Vec<Vec<(Style, Vec<String>)>> = tiles.iter().map(lines).collect();
        let high =
            |lines: &Vec<(Style, Vec<String>)>| lines.iter().map(|(style, lines)| style.height(lines)).sum::<f64>();
        let height = texts.iter().map(high).fold(0.0, f64::max) + 2.0 * PAD;
        let mut x = MARGIN;
        for (column, (network, texts)) in tiles.iter().zip(&texts).enumerate() {
            pen.raw(&format!("  <a href=\"#{prefix}vpc-{}\">\n", row * IN_A_ROW + column + 1));
            let worst = network.marks.first().map(|mark| mark.weight);
            let area = Area { x, y, width: TILE, height };
            pen.area("vpc", area, 6.0);
            if let Some(worst) = worst {
                pen.area(worst.word(), Area { x: x + TILE - 20.0, y: y + PAD, width: 8.0, height: 8.0 }, 4.0);
            }
            let mut top = y + PAD;
            for (style, lines) in texts {
                top = pen.lines(*style, x + PAD, top, lines);
            }
            pen.raw("  </a>\n");
            x += TILE + GAP;
        }
        y += height + GAP;
    }
    let columns: f64 = networks.iter().take(IN_A_ROW).map(|_| TILE + GAP).sum();
    (2.0 * MARGIN + columns - GAP, y)
}

/// What stands in a tile.
fn lines(network: &Network) -> Vec<(Style, Vec<String>)> {
    let small = |text: &str| (SMALL, SMALL.font.wrap(text, TILE - 2.0 * PAD));
    let runs: Vec<&str> = network.runs.iter().map(|run| run.name.as_str()).collect();
    let counts = [count_of(network.interfaces(), "interface endpoint"), count_of(network.gateways.len(), "gateway")];
    let verdict: Vec<String> = network.verdict().into_iter().map(|(_, words): (Weight, String)| words).collect();
    let name = (NAME, NAME.font.wrap(&network.name, TILE - 2.0 * PAD - 16.0));
    let mut lines = vec![name, small(&network.facts.join(" · ")), small(&counts.join(", ")), small(&runs.join(", "))];
    if let Some(walk) = &network.walk {
        lines.push(small(&format!("{}: {}", walk.title, walk.passage.word())));
    }
    if !verdict.is_empty() {
        lines.push(small(&verdict.join(", ")));
    }
    lines
}
