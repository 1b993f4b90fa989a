//! Input: texts of modules.
//! Output: what they make, as the files of tests beside ask for it.
//! Never: takes an expectation from what the reader says; they are worked out by hand from Terraform's pages.

mod documents;
mod instances;
mod known;
mod modules;
mod shown;
mod values;

use crate::span::Sources;
use crate::template::{Assumptions, Evaluated, Loader, Settings, Value, module};

/// Files in memory.
pub struct Files(Vec<(String, String)>);

impl Loader for Files {
    fn file(&self, path: &str) -> Option<Vec<u8>> {
        self.0.iter().find(|(name, _)| name == path).map(|(_, text)| text.as_bytes().to_vec())
    }

    fn folder(&self, path: &str) -> Option<Vec<String>> {
        let prefix = if path == "." { String::new() } else { format!("{path}/") };
        let inside = self.0.iter().filter_map(|(name, _)| name.strip_prefix(&prefix));
        let names: Vec<String> = inside.filter(|name| !name.contains('/')).map(str::to_owned).collect();
        (!names.is_empty()).then_some(names)
    }
}

pub struct World {
    sources: Sources,
    evaluated: Evaluated,
}

pub fn world_of(files: &[(&str, &str)], settings: &Settings) -> World {
    world_in(".", files, settings)
}

pub fn world_in(folder: &str, files: &[(&str, &str)], settings: &Settings) -> World {
    let mut sources = Sources::default();
    let files = Files(files.iter().map(|(name, text)| ((*name).to_owned(), (*text).to_owned())).collect());
    let evaluated = module(folder, &mut sources, settings, &files);
    World { sources, evaluated }
}

fn world(text: &str) -> World {
    world_of(&[("main.tf", text)], &Settings::default())
}

fn in_region(text: &str) -> World {
    let settings = Settings { region: Some("eu-west-1".to_owned()), ..Settings::default() };
    world_of(&[("main.tf", text)], &settings)
}

fn assuming(text: &str, pairs: &[(&str, &str)]) -> World {
    let pairs = pairs.iter().map(|(key, value)| ((*key).to_owned(), (*value).to_owned()));
    let settings = Settings { assumptions: pairs.collect::<Assumptions>(), ..Settings::default() };
    world_of(&[("main.tf", text)], &settings)
}

/// What an expression is, for which nothing is around it.
pub fn expression(text: &str) -> Value {
    let world = world(&format!("output \"it\" {{\n  value = {text}\n}}\n"));
    assert_eq!(world.evaluated.faults, [], "{text}");
    world.evaluated.outputs.into_iter().next().unwrap().value
}

impl World {
    fn output(&self, name: &str) -> &Value {
        &self.evaluated.outputs.iter().find(|output| output.name == name).unwrap().value
    }

    fn outputs(&self) -> Vec<String> {
        assert_eq!(self.evaluated.faults, []);
        self.evaluated.outputs.iter().map(|output| format!("{} = {}", output.name, output.value)).collect()
    }

    fn properties(&self, address: &str) -> String {
        assert_eq!(self.evaluated.faults, []);
        let found = self.evaluated.resource(address).map(|resource| resource.properties.to_string());
        found.unwrap_or_else(|| format!("none of {:?}", self.addresses()))
    }

    fn addresses(&self) -> Vec<&str> {
        self.evaluated.resources.iter().map(|resource| resource.address.as_str()).collect()
    }

    fn word(&self, value: &Value) -> &str {
        self.sources.text(value.span)
    }
}
