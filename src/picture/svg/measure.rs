//! Input: what the picture of a VPC shows.
//! Output: how wide its columns are, so that everything in them has room.
//! Never: draws.

use super::pen::{BADGE_HEIGHT, NAME, SMALL, Style, badge_width, badges_width};
use crate::picture::model::{Badge, Network};
use crate::picture::walk::{Call, Side, Walk};

pub(super) const MARGIN: f64 = 16.0;
/// From the edge of the VPC to its subnets.
const VPC_PAD: f64 = 14.0;
/// Left of what runs and of the endpoints, for the ways between them.
const GUTTER: f64 = 34.0;
/// From the edge of a group to its endpoints.
const GROUP_PAD: f64 = 10.0;
pub(super) const ROW_PAD: f64 = 12.0;
/// From the VPC to the services.
const BEYOND_GAP: f64 = 44.0;
const LEAST_WIDTH: f64 = 660.0;
/// Before and behind the number of a call, and other signs of it.
pub(super) const WALK_GAP: f64 = 6.0;
/// How wide a cross is.
pub(super) const CROSS: f64 = 10.0;

/// Where the columns are, from left to right.
#[derive(Debug, Clone, Copy)]
pub(super) struct Columns {
    pub(super) vpc: f64,
    pub(super) area: f64,
    pub(super) trunk: f64,
    pub(super) group: f64,
    pub(super) row: f64,
    pub(super) name: f64,
    pub(super) name_width: f64,
    pub(super) detail: f64,
    pub(super) detail_width: f64,
    pub(super) lanes: f64,
    pub(super) lane_width: f64,
    pub(super) badges: f64,
    pub(super) row_right: f64,
    pub(super) group_right: f64,
    pub(super) area_right: f64,
    pub(super) vpc_right: f64,
    pub(super) beyond: f64,
    pub(super) beyond_width: f64,
    /// Of the whole picture.
    pub(super) width: f64,
}

/// The widest of some texts, within bounds.
fn widest<'t>(style: Style, texts: impl Iterator<Item = &'t str>, least: f64, most: f64) -> f64 {
    texts.map(|text| style.font.width(text)).fold(least, f64::max).min(most).ceil()
}

/// The columns of a picture.
pub(super) fn columns(network: &Network) -> Columns {
    let endpoints = || network.groups.iter().flat_map(|group| &group.endpoints);
    let runs = || network.runs.iter();
    let ends = || network.dead_ends.iter();
    let names = runs().map(|run| run.name.as_str()).chain(endpoints().map(|it| it.service.as_str()));
    let name_width = widest(NAME, names.chain(ends().map(|end| end.name.as_str())), 90.0, 240.0);
    let details = runs().map(|run| run.detail.as_str()).chain(endpoints().map(|it| it.detail.as_str()));
    let mut detail_width = widest(SMALL, details, 110.0, 230.0);
    let of_zones = network.zones.iter().flat_map(|zone| &zone.subnets).map(String::as_str);
    let titles = network.zones.iter().map(|zone| zone.name.as_str());
    let lane_width = widest(SMALL, of_zones, widest(NAME, titles, 60.0, 156.0), 156.0) + 18.0;
    let badged = |badges: &[Badge]| badges_width(badges);
    let on_groups = network.groups.iter().map(|group| badged(&group.badges));
    let on_rows = runs().map(|run| badged(&run.badges)).chain(endpoints().map(|it| badged(&it.badges)));
    let on_gateways = network.gateways.iter().map(|gateway| badged(&gateway.badges));
    let badges_width = on_groups.chain(on_rows).chain(on_gateways).fold(0.0, f64::max);
    let services = endpoints().map(|it| it.beyond.as_str()).chain(network.gateways.iter().map(|it| it.beyond.as_str()));
    let beyond = services.chain(network.ways_out.iter().map(|exit| exit.beyond.as_str()));
    let beyond = beyond.chain(ends().map(|end| end.beyond.as_str()));
    let beyond_width = widest(NAME, beyond, 90.0, 170.0) + 2.0 * ROW_PAD;

    let all_lanes = network.zones.iter().map(|_| lane_width).sum::<f64>();
    let (gutter, beyond_gap) = (GUTTER + before_width(network), BEYOND_GAP + behind_width(network));
    let badges_pad = if badges_width > 0.0 { badges_width + ROW_PAD } else { 0.0 };
    let beside = 2.0 * (MARGIN + VPC_PAD + GROUP_PAD) + gutter + ROW_PAD + beyond_gap + beyond_width;
    let row_width = |detail: f64| 4.0 * ROW_PAD + name_width + detail + all_lanes + badges_pad;
    detail_width += (LEAST_WIDTH - beside - row_width(detail_width)).max(0.0);

    let area = MARGIN + VPC_PAD;
    let group = area + gutter;
    let row = group + GROUP_PAD;
    let name = row + ROW_PAD;
    let detail = name + name_width + ROW_PAD;
    let lanes = detail + detail_width + ROW_PAD;
    let row_right = row + row_width(detail_width);
    let group_right = row_right + GROUP_PAD;
    let area_right = group_right + ROW_PAD;
    let vpc_right = area_right + VPC_PAD;
    Columns {
        vpc: MARGIN,
        area,
        trunk: area + GUTTER / 2.0,
        group,
        row,
        name,
        name_width,
        detail,
        detail_width,
        lanes,
        lane_width,
        badges: row_right - badges_pad,
        row_right,
        group_right,
        area_right,
        vpc_right,
        beyond: vpc_right + beyond_gap,
        beyond_width,
        width: vpc_right + beyond_gap + beyond_width + MARGIN,
    }
}

impl Columns {
    /// From the names to the lanes: there stand titles.
    pub(super) fn label_width(&self) -> f64 {
        self.lanes - ROW_PAD - self.name
    }
}

/// How high a row with these lines is, whose ways need so much.
pub(super) fn row_height(name: &[String], detail: &[String], beyond: &[String], ways: f64) -> f64 {
    let highest = NAME.height(name).max(SMALL.height(detail)).max(NAME.height(beyond)).max(BADGE_HEIGHT);
    highest.max(ways) + 13.0
}

/// How much room numbers, crosses and codes need before the rows.
fn before_width(network: &Network) -> f64 {
    let Some(walk) = &network.walk else { return 0.0 };
    number_width(walk) + 2.0 * WALK_GAP + stop_width(walk, Side::Before)
}

/// How much room crosses and codes need behind them.
fn behind_width(network: &Network) -> f64 {
    network.walk.as_ref().map_or(0.0, |walk| stop_width(walk, Side::Behind))
}

/// How wide the number of each call is.
pub(super) fn number_width(walk: &Walk) -> f64 {
    badge_width(&walk.calls.len().to_string())
}

fn stop_width(walk: &Walk, side: Side) -> f64 {
    let stopped = walk.calls.iter().filter(|call| call.stops(side));
    let width = |call: &Call| CROSS + WALK_GAP + call.code.as_ref().map_or(0.0, |code| badge_width(code) + WALK_GAP);
    stopped.map(width).fold(0.0, f64::max)
}
