//! Input: what the picture of a VPC shows.
//! Output: how wide its columns are, so that everything in them has room.
//! Never: draws.

use super::pen::{BADGE_HEIGHT, NAME, SMALL, Style, badges_width};
use crate::picture::model::{Badge, Network};

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
    let names = runs().map(|run| run.name.as_str()).chain(endpoints().map(|it| it.service.as_str()));
    let name_width = widest(NAME, names, 90.0, 240.0);
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
    let beyond_width = widest(NAME, beyond, 90.0, 170.0) + 2.0 * ROW_PAD;

    let all_lanes = network.zones.iter().map(|_| lane_width).sum::<f64>();
    let badges_pad = if badges_width > 0.0 { badges_width + ROW_PAD } else { 0.0 };
    let beside = 2.0 * (MARGIN + VPC_PAD + GROUP_PAD) + GUTTER + ROW_PAD + BEYOND_GAP + beyond_width;
    let row_width = |detail: f64| 4.0 * ROW_PAD + name_width + detail + all_lanes + badges_pad;
    detail_width += (LEAST_WIDTH - beside - row_width(detail_width)).max(0.0);

    let area = MARGIN + VPC_PAD;
    let group = area + GUTTER;
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
        beyond: vpc_right + BEYOND_GAP,
        beyond_width,
        width: vpc_right + BEYOND_GAP + beyond_width + MARGIN,
    }
}

impl Columns {
    /// From the names to the lanes: there stand titles.
    pub(super) fn label_width(&self) -> f64 {
        self.lanes - ROW_PAD - self.name
    }
}

/// How high a row with these lines is.
pub(super) fn row_height(name: &[String], detail: &[String], beyond: &[String]) -> f64 {
    let highest = NAME.height(name).max(SMALL.height(detail)).max(NAME.height(beyond)).max(BADGE_HEIGHT);
    highest + 13.0
}
