//! Input: a module, and the provider that a block in it names.
//! Output: the region that this provider's configuration says, through the modules that hand it on.
//! Never: takes the default configuration for another one.

use super::folder::argument;
use super::instance::Frame;
use super::resolve::Resolve;
use super::syntax::{Block, ExprKind};
use super::world::{Module, World};
use crate::span::Span;
use crate::template::value::{Kind, Pseudo, Value, Why};
use std::rc::Rc;

/// The configuration that is meant where nothing names one.
const DEFAULT: &str = "aws";

impl<'a> World<'a> {
    /// The region that a block's resources are in: what was said, or what the configuration of its provider says.
    /// <https://developer.hashicorp.com/terraform/language/modules/develop/providers>, read 2026-11-30.
    pub fn region(&self, module: &Rc<Module<'a>>, block: Option<&Block>, at: Span) -> Value {
        if let Some(region) = &self.settings.region {
            return Value::text(region.as_str(), at);
        }
        let named = block.and_then(|block| argument(block, "provider"));
        let name = named.map_or_else(|| DEFAULT.to_owned(), |named| self.spelled(named));
        let key = format!("{}provider.{name}.region", module.address);
        Value::clone(&self.once(key, at, || self.region_of(module, name.clone(), at)))
    }

    fn region_of(&self, module: &Rc<Module<'a>>, mut name: String, at: Span) -> Value {
        let mut module = Rc::clone(module);
        loop {
            let is_called = |block: &&Block| match argument(block, "alias") {
                None => name == DEFAULT,
                Some(alias) => name == format!("{DEFAULT}.{}", self.spelled(alias).trim_matches('"')),
            };
            let mut own = module.folder.providers.iter().filter(|block| block.label(0) == DEFAULT);
            if let Some(provider) = own.find(is_called) {
                return match argument(provider, "region") {
                    Some(said) => self.value(&module, said, &mut Frame::new()),
                    None => Value::new(Kind::Pseudo(Pseudo::Region), at),
                };
            }
            let Some((caller, call, _)) = &module.caller else { break };
            let handed = argument(call, "providers").and_then(|providers| {
                let ExprKind::Map(pairs) = &providers.kind else { return None };
                pairs.iter().find(|(inner, _)| self.spelled(inner) == name).map(|(_, outer)| self.spelled(outer))
            });
            match handed {
                Some(outer) => name = outer,
                // What is handed on by nobody is inherited if it is the default.
                None if name == DEFAULT => {}
                None => break,
            }
            module = Rc::clone(caller);
        }
        // Without a block, the environment configures the default.
        if name == DEFAULT {
            Value::new(Kind::Pseudo(Pseudo::Region), at)
        } else {
            Value::unknown(Why::Missing(format!("provider {name}")), at)
        }
    }
}
