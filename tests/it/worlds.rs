//! Input: the worlds of `tests/cases/worlds`, each written by hand in three languages.
//! Output: that an audit finds the same in each.
//! Never: takes what one language leads to for what another has to.

use crate::audit::{of_module, of_template};
use crate::spec::{compiled, project};
use ecrc::audit::Settings;
use ecrc::diagnostic::{Report, Severity};
use serde_json::Value;
use std::collections::BTreeSet;

pub fn read(name: &str) -> String {
    std::fs::read_to_string(project("tests/cases/worlds").join(name)).unwrap()
}

/// A text of the first world, changed as a world says; `None` where its language cannot say it.
pub fn changed(world: &Value, language: &str) -> Option<String> {
    let mut text = read(&format!("world.{language}"));
    for change in world[language].as_array()? {
        let [from, to] = [0, 1].map(|index| change[index].as_str().unwrap());
        assert!(text.contains(from), "{}: {language} has no {from}", world["name"]);
        text = text.replace(from, to);
    }
    Some(text)
}

/// The codes of a report, notes aside.
fn codes(report: &Report) -> BTreeSet<String> {
    let found = report.open().filter(|found| found.severity() > Severity::Note);
    found.map(|found| found.rule.code.to_string()).collect()
}

#[test]
fn a_world_is_the_same_in_every_language() {
    let worlds: Value = serde_json::from_str(&read("worlds.json")).unwrap();
    let (mut wrong, mut written) = (Vec::new(), 0);
    for world in worlds.as_array().unwrap() {
        let finds: BTreeSet<String> = serde_json::from_value(world["finds"].clone()).unwrap();
        let launch = world["launch"].as_str().unwrap_or("fargate:1.4.0").replace(':', " ");
        let runs = compiled(format!("private_ecr < region us-east-2; launch {launch}; logs awslogs >"));
        let mut settings = Settings { workload: runs.blocks[0].workload.clone(), ..Settings::default() };
        settings.template.region = Some("us-east-2".to_owned());
        let reports = [
            ("ecr", changed(world, "ecr").map(|text| compiled(text).report)),
            ("yaml", changed(world, "yaml").map(|text| of_template(&text, &settings).1)),
            ("tf", changed(world, "tf").map(|text| of_module(&text, "main.tf", &settings).1)),
        ];
        for (language, report) in reports {
            let Some(found) = report.map(|report| codes(&report)) else { continue };
            written += 1;
            if found != finds {
                wrong.push(format!("{} {language}: {found:?} instead of {finds:?}", world["name"]));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(written > 36, "{written} texts");
}
