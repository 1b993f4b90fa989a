//! Input: what the picture of a VPC shows, and from where down it is drawn.
//! Output: the picture, and where it ends.
//! Never: lets a text leave its box: a box is as high as its texts.

use super::measure::{Columns, ROW_PAD, columns, row_height};
use super::panels;
use super::pen::{self, Area, NAME, Pen, SMALL, TEXT, TITLE};
use super::walk::{self, Taken};
use crate::picture::model::{Badge, Network, Places, Sign};

/// Between two rows, and between other things.
const ROW_GAP: f64 = 6.0;
const GAP: f64 = 12.0;

/// What a row shows.
struct Row<'r, 'n> {
    class: &'static str,
    known: bool,
    name: &'r str,
    detail: &'r str,
    /// Where its network interfaces are, if it can have any.
    places: Option<&'n Places>,
    badges: &'n [Badge],
    /// The service that it leads to.
    beyond: &'n str,
    /// The calls of the start that go through it.
    calls: &'n [usize],
}

/// A service, and the rows that lead to it.
struct Beyond<'n> {
    name: &'n str,
    class: &'static str,
    rows: Vec<Area>,
}

struct Drawing<'n, 'p> {
    network: &'n Network,
    columns: Columns,
    pen: &'p mut Pen,
    beyond: Vec<Beyond<'n>>,
    taken: Vec<Taken<'n>>,
    /// Where the ways from what runs end.
    goals: Vec<f64>,
}

/// Draws it from there down; gives how wide it is, and where it ends.
pub(super) fn vpc(pen: &mut Pen, network: &Network, top: f64) -> (f64, f64) {
    let columns = columns(network);
    // The boxes around are drawn first, and are as high as what is in them: that is drawn twice.
    let mut trial = Pen::default();
    let first = Drawing { network, columns, pen: &mut trial, beyond: Vec::new(), taken: Vec::new(), goals: Vec::new() };
    let (area, vpc, _) = first.draw(top, None);
    let real = Drawing { network, columns, pen, beyond: Vec::new(), taken: Vec::new(), goals: Vec::new() };
    let (_, _, end) = real.draw(top, Some((area, vpc)));
    (columns.width, panels::below(pen, network, columns.width, end + GAP))
}

impl<'n> Drawing<'n, '_> {
    /// Gives the area of the subnets, that of the VPC, and where all ends.
    fn draw(mut self, top: f64, around: Option<(Area, Area)>) -> (Area, Area, f64) {
        let (network, at) = (self.network, self.columns);
        if let Some((area, vpc)) = around {
            self.pen.area("vpc", vpc, 8.0);
            self.pen.area("area", area, 6.0);
        }
        let width = at.vpc_right - at.vpc - 2.0 * GAP;
        let mut y = self.pen.lines(TITLE, at.area, top + GAP, &TITLE.font.wrap(&network.name, width));
        y = self.pen.lines(SMALL, at.area, y, &SMALL.font.wrap(&network.facts.join(" · "), width));
        if let Some(walk) = &network.walk {
            let start = format!("start of {}: {}", walk.title, walk.passage.word());
            y = self.pen.lines(TEXT, at.area, y + 2.0, &TEXT.font.wrap(&start, width));
        }
        for badges in pen::rows(&network.badges, width) {
            self.pen.badges(at.area, y + 4.0 + pen::BADGE_HEIGHT / 2.0, &badges);
            y += pen::BADGE_HEIGHT + 4.0;
        }
        let area_top = y + GAP;
        y = self.zones(area_top, around.map(|(area, _)| area));
        let mut starts = Vec::new();
        for run in &network.runs {
            let row = Row {
                class: "plain",
                known: run.known,
                name: &run.name,
                detail: &run.detail,
                places: Some(&run.places),
                badges: &run.badges,
                beyond: "",
                calls: &[],
            };
            let drawn = self.row(&row, y);
            starts.push(drawn.middle());
            y = drawn.bottom() + ROW_GAP;
        }
        if !network.uses.is_empty() {
            let uses = network.uses();
            y = self.pen.lines(SMALL, at.name, y, &SMALL.font.wrap(&uses, at.label_width())) + ROW_GAP;
        }
        for group in 0..network.groups.len() {
            y = self.group(group, y + ROW_GAP) + ROW_GAP;
        }
        if network.groups.is_empty() {
            y = self.pen.lines(SMALL, at.name, y + ROW_GAP, &["no interface endpoints".to_owned()]) + ROW_GAP;
        }
        let area = Area { x: at.area, y: area_top, width: at.area_right - at.area, height: y + ROW_GAP - area_top };
        y = self.gateways(area.bottom() + GAP);
        let vpc = Area { x: at.vpc, y: top, width: at.vpc_right - at.vpc, height: y - top };
        match &network.walk {
            Some(walk) => {
                let start = starts.get(network.from).copied().unwrap_or(top);
                walk::ways(self.pen, &at, walk, start, &self.taken);
            }
            None => self.ways(&starts),
        }
        let end = self.services().max(vpc.bottom());
        (area, vpc, end)
    }

    /// The lanes of the zones with their heads; gives where these end.
    fn zones(&mut self, top: f64, area: Option<Area>) -> f64 {
        let (network, at) = (self.network, self.columns);
        let title = if network.zones.is_empty() { "subnets not known" } else { "subnets" };
        let mut end = self.pen.lines(SMALL, at.area + GAP, top + 8.0, &[title.to_owned()]) + GAP;
        let wrapped: Vec<(Vec<String>, Vec<String>)> = network
            .zones
            .iter()
            .map(|zone| {
                let width = at.lane_width - 14.0;
                let subnets = zone.subnets.iter().flat_map(|subnet| SMALL.font.wrap(subnet, width));
                (NAME.font.wrap(&zone.name, width), subnets.collect())
            })
            .collect();
        let height =
            wrapped.iter().map(|(name, subnets)| NAME.height(name) + SMALL.height(subnets)).fold(0.0, f64::max);
        let mut x = at.lanes;
        for (zone, (name, subnets)) in network.zones.iter().zip(&wrapped) {
            let head = Area { x: x + 2.0, y: top + 8.0, width: at.lane_width - 4.0, height: height + 8.0 };
            if let Some(area) = area {
                let below = Area { y: head.bottom(), height: area.bottom() - head.bottom() - 2.0, ..head };
                self.pen.area("lane", below, 0.0);
            }
            self.pen.area(if zone.known { "zone" } else { "zone unknown" }, head, 4.0);
            let y = self.pen.lines(NAME, head.x + 5.0, head.y + 4.0, name);
            self.pen.lines(SMALL, head.x + 5.0, y, subnets);
            end = end.max(head.bottom() + GAP);
            x += at.lane_width;
        }
        end
    }

    /// A group with its endpoints; gives where it ends.
    fn group(&mut self, number: usize, top: f64) -> f64 {
        let at = self.columns;
        let Some(group) = self.network.groups.get(number) else { return top };
        let mut y = top + 7.0;
        let name = NAME.font.wrap(&group.name, at.label_width());
        self.goals.push(y + NAME.line() / 2.0);
        self.pen.badges(at.badges, y + NAME.line() / 2.0, &group.badges);
        y = self.pen.lines(NAME, at.name, y, &name);
        if !group.admits.is_empty() {
            y = self.pen.lines(SMALL, at.name, y, &SMALL.font.wrap(&group.admits, at.label_width()));
        }
        y += ROW_GAP;
        for endpoint in &group.endpoints {
            let row = Row {
                class: "made",
                known: endpoint.known,
                name: &endpoint.service,
                detail: &endpoint.detail,
                places: Some(&endpoint.places),
                badges: &endpoint.badges,
                beyond: &endpoint.beyond,
                calls: &endpoint.calls,
            };
            let drawn = self.row(&row, y);
            self.lead(drawn, &endpoint.beyond, "aws", &endpoint.calls);
            y = drawn.bottom() + ROW_GAP;
        }
        let area = Area { x: at.group, y: top, width: at.group_right - at.group, height: y + 4.0 - top };
        let unknown = if group.known { "" } else { " unknown" };
        self.pen.area(&format!("group{unknown}{}", fate(&group.badges)), area, 6.0);
        area.bottom()
    }

    /// The gateways and other ways out; gives where the VPC ends.
    fn gateways(&mut self, top: f64) -> f64 {
        let network = self.network;
        let mut y = top;
        let titles: Vec<String> =
            network.gateways.iter().map(|gateway| format!("{} gateway", gateway.service)).collect();
        for (gateway, title) in network.gateways.iter().zip(&titles) {
            let row = Row {
                class: "made",
                known: gateway.known,
                name: title,
                detail: &gateway.detail,
                places: None,
                badges: &gateway.badges,
                beyond: &gateway.beyond,
                calls: &gateway.calls,
            };
            let drawn = self.row(&row, y);
            self.goals.push(drawn.middle());
            self.lead(drawn, &gateway.beyond, "aws", &gateway.calls);
            y = drawn.bottom() + ROW_GAP;
        }
        for exit in &network.ways_out {
            let row = Row {
                class: "plain",
                known: true,
                name: &exit.name,
                detail: &exit.detail,
                places: None,
                badges: &[],
                beyond: &exit.beyond,
                calls: &exit.calls,
            };
            let drawn = self.row(&row, y);
            self.goals.push(drawn.middle());
            self.lead(drawn, &exit.beyond, "outside", &exit.calls);
            y = drawn.bottom() + ROW_GAP;
        }
        for end in &network.dead_ends {
            let row = Row {
                class: "outside",
                known: end.known,
                name: &end.name,
                detail: &end.detail,
                places: None,
                badges: &[],
                beyond: &end.beyond,
                calls: &end.calls,
            };
            let drawn = self.row(&row, y);
            self.lead(drawn, &end.beyond, "aws", &end.calls);
            y = drawn.bottom() + ROW_GAP;
        }
        y + ROW_GAP
    }

    /// A row; gives its area.
    fn row(&mut self, row: &Row<'_, 'n>, top: f64) -> Area {
        let at = self.columns;
        let name = NAME.font.wrap(row.name, if row.detail.is_empty() { at.label_width() } else { at.name_width });
        // What has no places in the zones has their room for its words.
        let detail_width = if row.places.is_some() { at.detail_width } else { at.badges - ROW_PAD - at.detail };
        let detail = SMALL.font.wrap(row.detail, detail_width);
        let beyond = NAME.font.wrap(row.beyond, at.beyond_width - 2.0 * ROW_PAD);
        let height = row_height(&name, &detail, &beyond, walk::height(row.calls));
        let area = Area { x: at.row, y: top, width: at.row_right - at.row, height };
        let unknown = if row.known { "" } else { " unknown" };
        self.pen.area(&format!("{}{unknown}{}", row.class, fate(row.badges)), area, 5.0);
        self.pen.lines(NAME, at.name, area.middle() - NAME.height(&name) / 2.0, &name);
        self.pen.lines(SMALL, at.detail, area.middle() - SMALL.height(&detail) / 2.0, &detail);
        if let Some(places) = row.places {
            self.places(area.middle(), places.as_deref());
        }
        self.pen.badges(at.badges, area.middle(), row.badges);
        if !row.calls.is_empty() {
            self.taken.push(Taken { area, calls: row.calls });
        }
        area
    }

    /// A dot for each network interface, in the lane of its zone.
    fn places(&mut self, y: f64, places: Option<&[usize]>) {
        /// From dot to dot.
        const APART: f64 = 14.0;
        let at = self.columns;
        let mut x = at.lanes;
        for lane in 0..self.network.zones.len() {
            let middle = Area { x, y: y - 10.0, width: at.lane_width, height: 20.0 };
            let count = places.map(|places| places.iter().filter(|place| **place == lane).count());
            let room = at.lane_width / APART - 1.0;
            match count {
                None => self.pen.centered(SMALL, middle, &["?".to_owned()]),
                Some(0) => {}
                Some(count) => {
                    let dots: Vec<f64> = (0..count).scan(0.0, |x, _| Some(std::mem::replace(x, *x + APART))).collect();
                    let wide = dots.last().copied().unwrap_or_default();
                    if wide < room * APART {
                        let first = x + at.lane_width / 2.0 - wide / 2.0;
                        for dot in dots {
                            self.pen.dot(first + dot, y);
                        }
                    } else {
                        self.pen.dot(x + 16.0, y);
                        let words = Area { x: x + 20.0, width: at.lane_width - 20.0, ..middle };
                        self.pen.centered(SMALL, words, &[format!("× {count}")]);
                    }
                }
            }
            x += at.lane_width;
        }
    }

    /// Remembers where a row leads. Rows below each other share the box of a service. Of a start only its ways are drawn.
    fn lead(&mut self, row: Area, name: &'n str, class: &'static str, calls: &[usize]) {
        if self.network.walk.is_some() && calls.is_empty() {
            return;
        }
        match self.beyond.last_mut() {
            Some(last) if last.name == name && last.class == class => last.rows.push(row),
            Some(_) | None => self.beyond.push(Beyond { name, class, rows: vec![row] }),
        }
    }

    /// The ways from what runs to groups, gateways and ways out.
    fn ways(&mut self, starts: &[f64]) {
        let at = self.columns;
        let (Some(first), Some(last)) = (starts.first(), self.goals.last()) else { return };
        for start in starts {
            self.pen.line("way", &[(at.row, *start), (at.trunk, *start)]);
        }
        self.pen.line("way", &[(at.trunk, *first), (at.trunk, *last)]);
        for (number, goal) in self.goals.iter().enumerate() {
            // Groups begin a little more to the left than gateways.
            let end = if number < self.network.groups.len() { at.group } else { at.row };
            self.pen.way("way", &[(at.trunk, *goal), (end, *goal)]);
        }
    }

    /// The services, and the ways to them; gives where they end.
    fn services(&mut self) -> f64 {
        let at = self.columns;
        let mut end: f64 = 0.0;
        for beyond in &self.beyond {
            let (Some(first), Some(last)) = (beyond.rows.first(), beyond.rows.last()) else { continue };
            let area = Area { x: at.beyond, y: first.y, width: at.beyond_width, height: last.bottom() - first.y };
            for row in beyond.rows.iter().filter(|_| self.network.walk.is_none()) {
                self.pen.way("way", &[(at.row_right, row.middle()), (at.beyond, row.middle())]);
            }
            self.pen.area(beyond.class, area, 5.0);
            let lines = NAME.font.wrap(beyond.name, at.beyond_width - 2.0 * ROW_PAD);
            self.pen.centered(NAME, area, &lines);
            end = end.max(area.bottom());
        }
        end
    }
}

/// The class of what a change does something to.
fn fate(badges: &[Badge]) -> String {
    let mut fates = badges.iter().filter_map(|badge| match badge.sign {
        Sign::Becomes(fate) => Some(format!(" is-{}", fate.word())),
        Sign::Reported(_) => None,
    });
    fates.next().unwrap_or_default()
}
