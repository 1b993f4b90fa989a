//! `ecrc::diff` against `tests/cases/changes.yaml`, whose expectations are written by hand.

use crate::generate::{block, config, statements};
use crate::spec::{compiled, project, sound};
use ecrc::backend;
use ecrc::backend::{Options, Target};
use ecrc::diff::{Access, Broadened, Change, Class, Side, Spec, TemplateChange, Update, compare, update};
use ecrc::plan::logical_id;
use ecrc::trace::Origin;
use ecrc::{Compilation, Plan};
use proptest::prelude::*;
use proptest::sample::Index;
use serde_yaml::Value;
use std::collections::{BTreeMap, BTreeSet};

const TARGETS: [Target; 2] = [Target::CloudFormationYaml, Target::TerraformJson];

fn sides<'c>(compiled: &'c Compilation, plans: &'c [Plan]) -> Vec<Side<'c>> {
    let sides = compiled.blocks.iter().zip(plans).map(|(block, plan)| Side {
        name: &block.name,
        plan,
        spec: Some(Spec { block, sources: &compiled.sources }),
        origin: Origin::Spec,
    });
    sides.collect()
}

/// What becomes of the texts' templates.
fn changes(old: &str, new: &str, target: Target) -> Vec<TemplateChange> {
    let (old, new) = (sound(old), sound(new));
    compare(&sides(&old, &old.plans()), &sides(&new, &new.plans()), target, Options::default())
}

fn texts(case: &Value, key: &str) -> Vec<String> {
    let list = case.get(key).map(|list| list.as_sequence().unwrap_or_else(|| panic!("{key} is a list: {case:?}")));
    list.into_iter().flatten().map(|text| text.as_str().unwrap_or_else(|| panic!("{text:?}")).to_owned()).collect()
}

/// Both sides of a case.
fn specs(table: &Value, case: &Value) -> [String; 2] {
    let name = case["of"].as_str().unwrap();
    let (without, with, not) = (texts(case, "without"), texts(case, "with"), texts(case, "not"));
    let mut common: Vec<String> = texts(&table["specs"], name);
    for taken in not.iter().chain(&without) {
        common.retain(|statement| statement != taken);
    }
    common.extend(texts(case, "also"));
    [without, with].map(|own| {
        let statements: String = common.iter().chain(&own).map(|statement| format!("  {statement};\n")).collect();
        format!("private_ecr web <\n{statements}>\n")
    })
}

type Classes = BTreeMap<&'static str, Vec<String>>;

const WORDS: [(Class, &str); 5] = [
    (Class::Added, "added"),
    (Class::Changed, "changed"),
    (Class::Replaced, "replaced"),
    (Class::Moved, "moved"),
    (Class::Removed, "removed"),
];

fn expected_classes(of: &Value) -> Classes {
    let classes = WORDS.iter().map(|(_, word)| {
        let mut ids = texts(of, word);
        ids.sort();
        (*word, ids)
    });
    classes.filter(|(_, ids)| !ids.is_empty()).collect()
}

fn classes(change: &TemplateChange) -> Classes {
    let classes = WORDS.iter().map(|(class, word)| {
        let of_class = change.resources.iter().filter(|resource| resource.class == *class);
        let mut ids: Vec<String> = of_class.map(|resource| logical_id(&resource.id)).collect();
        ids.sort();
        (*word, ids)
    });
    classes.filter(|(_, ids)| !ids.is_empty()).collect()
}

fn grants(access: &Access, through: bool) -> Vec<String> {
    let grants = access.grants.iter().map(|grant| {
        let sign = if grant.change == Change::Gained { '+' } else { '-' };
        let mut words = format!("{sign} {}: {}", grant.who.join(", "), grant.what);
        if let Some(on) = &grant.on {
            words.push_str(if grant.partly { " on some of " } else { " on " });
            words.push_str(on);
        }
        if through && !grant.through.is_empty() {
            words.push_str(&format!(" through {}", grant.through.join(" and ")));
        }
        if grant.conditional {
            words.push_str(", conditionally");
        }
        words
            .replace("EcrApiEndpoint and EcrDkrEndpoint", "ecr")
            .replace("EcrFipsApiEndpoint and EcrFipsDkrEndpoint", "ecr-fips")
    });
    let mut grants: Vec<String> = grants.collect();
    grants.sort();
    grants
}

/// The same with gained and lost, added and removed turned.
fn turned(lines: &[String]) -> Vec<String> {
    let turn = |line: &String| match line.split_at(1) {
        ("+", rest) => format!("-{rest}"),
        ("-", rest) => format!("+{rest}"),
        _ => panic!("{line}"),
    };
    let mut lines: Vec<String> = lines.iter().map(turn).collect();
    lines.sort();
    lines
}

#[test]
fn the_table_of_changes() {
    let text = std::fs::read_to_string(project("tests/cases/changes.yaml")).unwrap();
    let table: Value = serde_yaml::from_str(&text).unwrap();
    let cases = table["changes"].as_sequence().unwrap();
    assert!(cases.len() >= 40);
    let mut wrong = String::new();
    for case in cases {
        let name = case["name"].as_str().unwrap();
        let [old, new] = specs(&table, case);
        let in_cfn = expected_classes(case);
        let in_terraform = case.get("terraform").map_or_else(|| in_cfn.clone(), expected_classes);
        for target in TARGETS {
            let terraform = target == Target::TerraformJson;
            let mut check = |what: &str, expected: String, found: String| {
                if expected != found {
                    wrong.push_str(&format!("{name}, {target:?}: {what}\n  expected {expected}\n  found    {found}\n"));
                }
            };
            let found = changes(&old, &new, target);
            let [change] = found.as_slice() else { panic!("{name}: {found:?}") };
            let expected = if terraform { &in_terraform } else { &in_cfn };
            check("classes", format!("{expected:?}"), format!("{:?}", classes(change)));

            let own = if terraform { "tf:" } else { "cfn:" };
            let means = texts(case, "means").into_iter().filter_map(|name| match name.split_once(':') {
                Some(_) => name.strip_prefix(own).map(str::to_owned),
                None => Some(name),
            });
            let mut means: Vec<String> = means.collect();
            means.sort();
            let mut found: Vec<&str> = change.meanings.iter().map(|meaning| meaning.consequence.name()).collect();
            found.sort_unstable();
            check("means", format!("{means:?}"), format!("{found:?}"));

            let mut access = texts(case, "access");
            access.sort();
            if !terraform {
                check("access", format!("{access:#?}"), format!("{:#?}", grants(&change.access, true)));
            }
            let decision = |key: &str| match case.get(key).and_then(Value::as_str) {
                None => Broadened::No,
                Some("yes") => Broadened::Yes,
                Some("unknown") => Broadened::Unknown,
                Some(other) => panic!("{name}: {other}"),
            };
            let (broadened, reach) = (decision("broadened"), decision("reach"));
            check("broadened", format!("{broadened:?}"), format!("{:?}", change.access.broadened));
            check("reach", format!("{reach:?}"), format!("{:?}", change.reach.broadened));
            // What is not known has a reason, and what is opened is seen first.
            let opens = change.meanings.iter().filter(|meaning| meaning.consequence.is_dangerous()).count();
            let told = |decision: Broadened, why: &[String], seen: usize| match decision {
                Broadened::No => why.is_empty(),
                Broadened::Unknown => !why.is_empty() || seen > 0,
                Broadened::Yes => seen > 0,
            };
            assert!(told(change.reach.broadened, &change.reach.undecided, opens), "{name}: {:?}", change.reach);

            // The way back is the mirror image.
            let found = changes(&new, &old, target);
            let [back] = found.as_slice() else { panic!("{name}: {found:?}") };
            let mut mirrored = expected.clone();
            let (added, removed) = (mirrored.remove("added"), mirrored.remove("removed"));
            mirrored.extend(added.map(|ids| ("removed", ids)));
            mirrored.extend(removed.map(|ids| ("added", ids)));
            if !mirrored.contains_key("moved") {
                check("classes of the way back", format!("{mirrored:?}"), format!("{:?}", classes(back)));
            }
            let mirrored = turned(&grants(&change.access, true));
            check("access of the way back", format!("{mirrored:#?}"), format!("{:#?}", grants(&back.access, true)));
        }
    }
    assert!(wrong.is_empty(), "\n{wrong}");
}

/// Every statement of the language is in the table, taken away or brought in.
#[test]
fn the_table_has_every_statement() {
    let text = std::fs::read_to_string(project("tests/cases/changes.yaml")).unwrap();
    let table: Value = serde_yaml::from_str(&text).unwrap();
    let changed: Vec<String> = table["changes"]
        .as_sequence()
        .unwrap()
        .iter()
        .flat_map(|case| [texts(case, "without"), texts(case, "with")].concat())
        .collect();
    for keyword in ecrc::spec::syntax::Keyword::ALL {
        let word = keyword.as_str();
        assert!(changed.iter().any(|statement| statement.split(' ').next() == Some(word)), "{word}");
    }
}

/// A resource of each kind, with every property that a template can have.
const EVERY_KIND: &str = "\
private_ecr made <
  region us-east-2;
  vpc new 10.0.0.0/16;
  launch fargate 1.4.0;
  execution_role new \"app\";
  tag \"team\" \"web\";
>
private_ecr joined <
  region us-east-2;
  vpc \"vpc-0a1b2c3d\";
  launch fargate 1.4.0;
  clients 10.0.0.0/16, 2001:db8::/32, \"sg-0a1b2c3d\", \"pl-0a1b2c3d\";
  tasks \"sg-0a1b2c3d\";
>
";

/// The engines' tests hold `expectations/replacement.json` against the engines; this holds it against ecrc.
#[test]
fn the_replacements_are_those_that_the_engines_prove() {
    let compiled = sound(EVERY_KIND);
    let mut table: BTreeMap<&str, BTreeMap<&str, BTreeMap<&str, &str>>> = BTreeMap::new();
    for (target, name) in TARGETS.into_iter().zip(["cfn", "tf"]) {
        for plan in &compiled.plans() {
            for resource in &plan.resources {
                let types = table.entry(name).or_default();
                let of_type = types.entry(backend::type_name(&resource.kind, target)).or_default();
                for (property, _) in plan.properties(resource) {
                    let does = match update(&resource.kind, property, target) {
                        Update::InPlace => "in place",
                        Update::Replace => "replace",
                    };
                    of_type.insert(backend::property_name(property, target), does);
                }
            }
        }
    }
    let text = serde_json::to_string_pretty(&table).unwrap() + "\n";
    let path = project("tests/engines/expectations/replacement.json");
    if std::env::var_os("ECRC_BLESS").is_some() {
        std::fs::write(&path, &text).unwrap();
    }
    assert_eq!(std::fs::read_to_string(&path).unwrap(), text, "ECRC_BLESS=1 cargo test --test it review");
}

/// A template without the words that change nothing: reasons and descriptions.
fn without_words(mut template: serde_json::Value) -> serde_json::Value {
    fn strip(value: &mut serde_json::Value) {
        if let Some(object) = value.as_object_mut() {
            for words in ["Metadata", "Description"] {
                object.remove(words);
            }
            object.values_mut().for_each(strip);
        }
    }
    strip(&mut template);
    template
}

/// Blocks, of which one may be the other with a statement less or more.
fn two_blocks() -> impl Strategy<Value = (String, String)> {
    (statements(), statements(), any::<Index>(), any::<Index>(), 0..3_u8).prop_map(|(old, other, from, to, how)| {
        let mut new = old.clone();
        match how {
            0 => new.clone_from(&other),
            1 => {
                new.remove(from.index(new.len()));
            }
            _ => {
                let at = from.index(new.len());
                new[at].clone_from(&other[to.index(other.len())]);
            }
        }
        (block(&old), block(&new))
    })
}

/// Networks of clients in 10.0.0.0/14, each with the numbers of the /18 that it holds.
fn networks() -> impl Strategy<Value = Vec<(String, Vec<u32>)>> {
    let network = (0..16_u32, 14..=18_u32).prop_map(|(number, prefix)| {
        let size = 1 << (18 - prefix);
        let first = number / size * size;
        let address = (10 << 24) + (first << 14);
        (format!("{}/{prefix}", std::net::Ipv4Addr::from(address)), (first..first + size).collect())
    });
    prop::collection::btree_set(network, 1..5).prop_map(|networks| networks.into_iter().collect())
}

proptest! {
    #![proptest_config(config(250))]

    /// Reach is broadened where an address is let in that was not, however the networks are written.
    #[test]
    fn reach_is_what_clients_cover_together(old in networks(), new in networks()) {
        let spec = |networks: &[(String, Vec<u32>)]| {
            let clients = networks.iter().map(|(text, _)| text.as_str()).collect::<Vec<_>>().join(", ");
            format!("private_ecr < region us-east-2; launch fargate 1.4.0; logs awslogs; clients {clients} >")
        };
        let held = |networks: &[(String, Vec<u32>)]| networks.iter().flat_map(|of| of.1.clone()).collect::<BTreeSet<_>>();
        let change = changes(&spec(&old), &spec(&new), Target::CloudFormationYaml).remove(0);
        let (before, after) = (held(&old), held(&new));
        let expected = if after.is_subset(&before) { Broadened::No } else { Broadened::Yes };
        prop_assert_eq!(change.reach.broadened, expected);
        let means = |name: &str| change.meanings.iter().any(|meaning| meaning.consequence.name() == name);
        prop_assert_eq!(means("clients-admitted"), expected == Broadened::Yes);
        prop_assert_eq!(means("clients-lost"), !before.is_subset(&after));
    }

    /// Whatever changes in a template is said, nothing else is, and the way back is the mirror image.
    #[test]
    fn what_changes_is_said_and_nothing_else((old, new) in two_blocks()) {
        let (old, new) = (compiled(&old), compiled(&new));
        prop_assume!(old.plans().len() == 1 && new.plans().len() == 1);
        let json = |compiled: &Compilation| {
            let text = backend::emit(&compiled.plans()[0], Target::CloudFormationJson, Options::default());
            without_words(serde_json::from_str(&text).unwrap())
        };
        let changed = json(&old) != json(&new);
        for target in TARGETS {
            let found = compare(&sides(&old, &old.plans()), &sides(&new, &new.plans()), target, Options::default());
            let change = &found[0];
            let quiet = classes(change).is_empty() && change.meanings.is_empty();
            prop_assert_eq!(quiet, !changed, "{:?}\n{:#?}", target, change.meanings);
            if quiet {
                prop_assert!(change.access.grants.is_empty() && change.access.broadened == Broadened::No);
            }
            let back = &compare(&sides(&new, &new.plans()), &sides(&old, &old.plans()), target, Options::default())[0];
            prop_assert_eq!(turned(&grants(&change.access, true)), grants(&back.access, true));
            prop_assert_eq!(change.count(Class::Added), back.count(Class::Removed));
            prop_assert_eq!(change.count(Class::Replaced), back.count(Class::Replaced));
            prop_assert_eq!(change.count(Class::Moved), back.count(Class::Moved));
        }
        let same = compare(&sides(&old, &old.plans()), &sides(&old, &old.plans()), Target::TerraformJson, Options::default());
        prop_assert!(same[0].is_same() && classes(&same[0]).is_empty() && same[0].meanings.is_empty());
    }
}
