//! Input: the pictures of all examples, of generated specs and plans, and of what exists.
//! Output: that they are well-formed, that no text overlaps another one or leaves its box, and that all is in them.
//! Never: asks the code that draws where something is: all is read from the SVG itself.

mod markup;

use crate::generate::{block, config, statements};
use crate::snapshots::{examples, hold};
use crate::spec::{compiled, sound};
use ecrc::Compilation;
use ecrc::picture::{
    Call, Fate, Line, Mark, Network, On, Passage, Side, Through, Walk, Weight, between, dot, is_changed, mermaid,
    network, svg,
};
use ecrc::plan::{
    EndpointService, InterfaceEndpoint, List, Plan, Resource, ResourceId, ResourceKind, Subnet, Value, WayOut,
    WayOutKind, Zone,
};
use markup::{Picture, read};
use proptest::prelude::*;
use std::time::{Duration, Instant};

fn networks(compilation: &Compilation) -> Vec<Network> {
    let plans = compilation.plans();
    compilation.blocks.iter().zip(&plans).map(|(block, plan)| network(&block.name, plan, marks(plan))).collect()
}

/// A mark on each thing that can have one.
fn marks(plan: &Plan) -> Vec<Mark> {
    let weights = [Weight::Error, Weight::Warning, Weight::Note];
    let mark = |at: usize, on: On| Mark {
        code: format!("ECR{}", 101 + at),
        weight: weights[at % 3],
        message: format!("number {at} of `{on:?}` & <others>"),
        on,
    };
    let resources = plan.resources.iter().map(|resource| On::Resource(resource.id.clone()));
    let groups = plan.interface_endpoints().map(|(resource, _)| On::GroupsOf(resource.id.clone()));
    let launches = (0..plan.surroundings.workload.launches.len()).map(On::Launch);
    let existing = (0..plan.surroundings.existing.len()).map(On::Existing);
    let all = resources.chain(groups).chain(launches).chain(existing).chain([On::Vpc]);
    all.enumerate().map(|(at, on)| mark(at, on)).collect()
}

/// A start whose calls go through everything, each with another outcome, and through nothing.
fn walk(plan: &Plan) -> Walk {
    let interfaces = plan.interface_endpoints().map(|(resource, _)| resource.id.clone());
    let endpoints = interfaces.chain(plan.gateway_endpoints().map(|(resource, _)| resource.id.clone()));
    let ways = plan.surroundings.ways_out.iter().map(|way| Through::WayOut(way.kind));
    let others = [Through::Nothing, Through::Other("a network interface elsewhere".to_owned()), Through::Nothing];
    let through: Vec<Through> = endpoints.map(Through::Endpoint).chain(ways).chain(others).collect();
    let passages = [Passage::Stops, Passage::Passes, Passage::Unknown, Passage::Stops];
    let call = |(at, through): (usize, &Through)| Call {
        name: format!("call-{at}"),
        host: format!("{}.a-service-{}.us-east-1.amazonaws.com", "long-".repeat(at % 12), at / 2),
        service: format!("a-service-{}", at / 2),
        beyond: "the internet".to_owned(),
        through: through.clone(),
        passage: passages[at % 4],
        side: if at % 3 == 0 { Side::Behind } else { Side::Before },
        code: (at % 5 > 0).then(|| format!("ECR{}", 301 + at)),
        why: (0..at % 3).map(|_| format!("the reason of number {at} & <others>")).collect(),
    };
    Walk {
        title: "tasks on Fargate in a-subnet-with-a-name, and-another-one".to_owned(),
        answer: "it is stopped".to_owned(),
        who: [String::new(), String::new()],
        passage: Passage::Stops,
        // Several calls share what they go through.
        calls: through.iter().chain(&through).enumerate().map(call).collect(),
    }
}

/// A plan of so many endpoints, in so many zones, of which each third is not known.
fn made(endpoints: usize, zones: u8, unknown: bool) -> Plan {
    let text = format!("private_ecr < region us-east-1; launch fargate 1.4.0; vpc new 10.0.0.0/16 zones {zones} >");
    let mut plan = sound(text).plans().remove(0);
    let subnets: Vec<Value> = (1..=zones)
        .map(|number| Value::Attribute(ResourceId::PrivateSubnet(number), ecrc::plan::Attribute::Id))
        .collect();
    plan.resources.retain(|resource| !matches!(resource.kind, ResourceKind::InterfaceEndpoint(_)));
    for at in 0..endpoints {
        let is_open = unknown && at % 3 == 0;
        let endpoint = InterfaceEndpoint {
            is_sure: true,
            service: match at % 5 {
                _ if is_open => EndpointService::unknown(),
                0 => EndpointService::Named(format!("com.amazonaws.us-east-1.a-service-with-a-long-name-{at}")),
                1 => EndpointService::Named(format!("com.amazonaws.vpce.us-east-1.vpce-svc-0123456789abcde{at:02}")),
                _ => EndpointService::Known(ecrc::aws::Service::ALL[at % 16]),
            },
            vpc: plan.vpc.clone(),
            addresses: None,
            inbound_only: None,
            private_dns: if is_open { None } else { Some(at % 2 == 0) },
            subnets: if is_open { List::unknown() } else { List::Items(subnets[..=at % subnets.len()].to_vec()) },
            security_groups: match at % 7 {
                _ if is_open => List::unknown(),
                0..=3 => List::Items(vec![Value::literal("sg-0123456789abcdef0")]),
                4 => List::Items(Vec::new()),
                _ => List::Items((0..at).map(|at| Value::literal(format!("sg-{at:08}"))).collect()),
            },
            policy: (at % 4 == 0).then(|| ecrc::plan::PolicyId::Named("not-read".to_owned())),
        };
        plan.resources.push(Resource {
            id: ResourceId::Named(format!("Endpoint{at}")),
            kind: ResourceKind::InterfaceEndpoint(endpoint),
            reason: None,
            span: None,
            places: Vec::new(),
        });
    }
    if unknown {
        plan.region = None;
        plan.surroundings.workload.launches.clear();
        let kinds = [WayOutKind::Nat, WayOutKind::Transit, WayOutKind::Internet, WayOutKind::Nat, WayOutKind::Part];
        let way = |(at, kind): (usize, &WayOutKind)| WayOut {
            nat: None,
            kind: *kind,
            table: (at % 2 == 0).then(|| Value::literal(format!("rtb-{at:017}"))),
            span: None,
        };
        plan.surroundings.ways_out = kinds.iter().enumerate().map(way).collect();
    }
    plan
}

/// A picture in which everything has its room.
fn sound_picture(networks: &[Network]) -> Picture {
    let text = svg(networks);
    let picture = read(&text).unwrap_or_else(|fault| panic!("{fault}\n{text}"));
    let faults = picture.faults();
    assert!(faults.is_empty(), "{}\n{text}", faults.join("\n"));
    let words = picture.words();
    let calls = networks.iter().filter_map(|network| network.walk.as_ref()).flat_map(|walk| &walk.calls);
    let stopped = calls.filter(|call| call.passage == Passage::Stops).count();
    let in_legends = networks.iter().filter(|network| network.walk.is_some()).count();
    assert_eq!(picture.crosses(), stopped + in_legends, "a cross for each call that stops, and one in each legend");
    for network in networks {
        for endpoint in network.groups.iter().flat_map(|group| &group.endpoints) {
            assert!(words.contains(&squeezed(&endpoint.service)), "{} is not in the picture", endpoint.service);
        }
        for call in network.walk.iter().flat_map(|walk| &walk.calls) {
            for text in [&call.name, &call.host].into_iter().chain(&call.why).chain(&call.code) {
                assert!(words.contains(&squeezed(text)), "{text} is not in the picture");
            }
        }
        for mark in &network.marks {
            assert!(words.contains(&squeezed(&mark.message)), "{} is not in the picture", mark.message);
        }
    }
    for (name, text) in [("mermaid", mermaid(networks)), ("dot", dot(networks))] {
        let quotes = |line: &str| line.replace("\\\\", "").replace("\\\"", "").matches('"').count();
        assert!(text.lines().all(|line| quotes(line) % 2 == 0), "{name}: a quote is open\n{text}");
        assert!(!text.contains(|c: char| c.is_control() && c != '\n'), "{name}: a sign that acts\n{text}");
    }
    picture
}

/// A text without spaces: they are where lines break.
fn squeezed(text: &str) -> String {
    text.split_whitespace().collect()
}

#[test]
fn examples_have_room() {
    for (_, compilation) in examples() {
        sound_picture(&networks(&compilation));
    }
}

#[test]
fn endpoints_zones_and_what_is_unknown_have_room() {
    for endpoints in 0..=30 {
        for zones in [1, 2, 3, 6] {
            for unknown in [false, true] {
                let plan = made(endpoints, zones, unknown);
                sound_picture(&[network("vpc", &plan, marks(&plan))]);
                sound_picture(&[network("vpc", &plan, Vec::new())]);
                if endpoints % 3 == 0 {
                    sound_picture(&[network("vpc", &plan, marks(&plan)).with(walk(&plan))]);
                }
            }
        }
    }
}

#[test]
fn subnets_of_unknown_zones_have_room() {
    for count in 0..20 {
        let mut plan = made(3, 1, false);
        let subnets: Vec<Value> = (0..count).map(|at| Value::literal(format!("subnet-{at:017}"))).collect();
        for (at, subnet) in subnets.iter().enumerate().filter(|(at, _)| at % 3 == 0) {
            let zone = Zone::Named(format!("us-east-2{}", ['a', 'b', 'c'][at % 2]));
            let kind = ResourceKind::Subnet(Subnet { vpc: plan.vpc.clone(), cidr: Value::unknown(), zone });
            let id = ResourceId::Named(subnet.to_string());
            plan.resources.push(Resource { id, kind, reason: None, span: None, places: Vec::new() });
        }
        for resource in &mut plan.resources {
            if let ResourceKind::InterfaceEndpoint(endpoint) = &mut resource.kind {
                endpoint.subnets = List::Items(subnets.clone());
            }
        }
        let picture = sound_picture(&[network("vpc", &plan, Vec::new())]);
        assert!(picture.dots() > 0, "{count}");
    }
}

#[test]
fn each_interface_is_a_dot() {
    let plan = made(5, 3, false);
    let interfaces = plan.interface_endpoints().map(|(_, endpoint)| endpoint.subnets.items().len());
    // One more is in the legend.
    assert_eq!(sound_picture(&[network("vpc", &plan, Vec::new())]).dots(), interfaces.sum::<usize>() + 1);
}

proptest! {
    #![proptest_config(config(250))]

    #[test]
    fn generated_specs_have_room(statements in statements()) {
        let compilation = compiled(block(&statements));
        sound_picture(&networks(&compilation));
        let plans = compilation.plans();
        let walked = plans.iter().map(|plan| network("vpc", plan, Vec::new()).with(walk(plan)));
        sound_picture(&walked.collect::<Vec<_>>());
    }

    #[test]
    fn any_name_has_room(name in "\\PC{0,300}", control in "[\\x00-\\x20\\u{202a}-\\u{202e}\\u{fffe}\"<&\\\\]{0,5}") {
        let name = format!("{name}{control}");
        let plan = made(2, 1, false);
        let mark = Mark { code: "ECR101".to_owned(), weight: Weight::Error, message: name.clone(), on: On::Vpc };
        let networks = [network(&name, &plan, vec![mark])];
        let text = svg(&networks);
        let picture = read(&text).unwrap_or_else(|fault| panic!("{fault}\n{text}"));
        prop_assert_eq!(picture.faults(), Vec::<String>::new());
        let acts = text.contains(|c| matches!(c, '\u{202a}'..='\u{202e}' | '\u{fffe}'));
        prop_assert!(!acts);
        sound_picture(&[network("vpc", &plan, Vec::new())]);
    }
}

proptest! {
    #![proptest_config(config(80))]

    #[test]
    fn changes_have_room(old in statements(), new in statements()) {
        let (old, new) = (compiled(block(&old)), compiled(block(&new)));
        let (before, after) = (old.plans(), new.plans());
        let drawn = |plans: &[Plan]| plans.first().map(|plan| network("vpc", plan, marks(plan)));
        let fates = [Fate::Added, Fate::Changed, Fate::Removed, Fate::Replaced, Fate::Opened, Fate::Moved];
        let resources = before.iter().chain(&after).flat_map(|plan| &plan.resources);
        let fates: Vec<(ResourceId, Fate)> =
            resources.zip(fates.iter().cycle()).map(|(resource, fate)| (resource.id.clone(), *fate)).collect();
        if let Some(mut both) = between(drawn(&before), drawn(&after), &fates) {
            let text = |(id, fate): &(ResourceId, Fate)| Line { fate: Some(*fate), text: format!("{id:?} & <others>") };
            both.changes = fates.iter().map(text).collect();
            prop_assert!(is_changed(&both));
            sound_picture(&[both]);
        }
    }
}

#[test]
fn what_is_unknown_is_drawn_as_unknown() {
    let picture = sound_picture(&[network("vpc", &made(3, 2, true), Vec::new())]);
    let words = picture.words();
    for text in ["region not known", "not known what runs here", "service not known", "private DNS not known"] {
        assert!(words.contains(&squeezed(text)), "{text}");
    }
    assert!(svg(&[network("vpc", &made(3, 2, true), Vec::new())]).contains("class=\"made unknown\""));
}

/// A hundredth of a second, in a build that is optimized; this one is not.
#[test]
fn thirty_endpoints_are_drawn_at_once() {
    let plan = made(30, 6, true);
    let marks = marks(&plan);
    let walk = walk(&plan);
    svg(&[network("vpc", &plan, Vec::new())]);
    let best = (0..5).map(|_| {
        let start = Instant::now();
        svg(&[network("vpc", &plan, marks.clone()).with(walk.clone())]);
        start.elapsed()
    });
    let limit = Duration::from_millis(if cfg!(debug_assertions) { 200 } else { 10 });
    let best = best.min().unwrap();
    assert!(best < limit, "{best:?}");
}

#[test]
fn snapshots() {
    for (name, compilation) in examples() {
        if ["fargate", "existing-endpoints"].contains(&name.as_str()) {
            let networks = networks(&compilation);
            hold("pictures", &format!("{name}.svg"), &svg(&networks));
            hold("pictures", &format!("{name}.mmd"), &mermaid(&networks));
            hold("pictures", &format!("{name}.dot"), &dot(&networks));
        }
    }
}

#[test]
fn what_is_wrong_with_a_picture_is_seen() {
    let picture = |inner: &str| {
        let paper = "<rect class=\"paper\" x=\"0\" y=\"0\" width=\"100\" height=\"100\"/>";
        format!("<svg width=\"100\" height=\"100\">{paper}{inner}</svg>")
    };
    let text = |x: u8, y: u8, width: u8| format!("<text x=\"{x}\" y=\"{y}\" textLength=\"{width}\">a &amp; b</text>");
    let frame = |width: u8| format!("<rect class=\"made\" x=\"10\" y=\"10\" width=\"{width}\" height=\"20\"/>");
    let faults = |inner: String| read(&picture(&inner)).unwrap().faults();
    assert_eq!(faults(frame(50) + &text(12, 25, 40)), Vec::<String>::new());
    let cases = [
        (text(12, 25, 40) + &text(30, 30, 40), "is over \"a & b\""),
        (frame(30) + &text(12, 25, 40), "leaves its made"),
        (text(80, 25, 40), "leaves its paper"),
        (text(12, 25, 40) + "<path class=\"cross\" d=\"M20 0L20 90\"/>", "is over a way"),
        (text(12, 25, 40) + "<path class=\"way\" d=\"M20 0L20 90\"/>", "is over a way"),
        (frame(50) + &frame(50).replace("x=\"10\" y=\"10\"", "x=\"20\" y=\"20\""), "made and made cross"),
        ("<path class=\"way\" d=\"M20 10L120 10\"/>".to_owned(), "a way leaves the paper"),
    ];
    for (inner, fault) in cases {
        let found = faults(inner.clone());
        assert!(found.iter().any(|found| found.contains(fault)), "{inner}: {found:?}");
    }
    for broken in
        ["<g>", "</g>", "<g></a>", "<rect x=\"1/>", "a & b", "&nbsp;", "<text x=\"1\"/>", "\u{1}", "<script/>"]
    {
        assert!(read(&picture(broken)).is_err(), "{broken}");
    }
}
