//! Input: a module, and the provider that a block in it names.
//! Output: the region that this provider's configuration says, through the modules that hand it on, and whether its account
//! is the default one's.
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

/// What a configuration says of any account.
/// <https://registry.terraform.io/providers/hashicorp/aws/latest/docs#argument-reference>, read 2026-11-30.
const OF_ANY_ACCOUNT: &[&str] =
    &["alias", "default_tags", "ignore_tags", "max_retries", "region", "retry_mode", "version"];

/// The configuration that a name means.
struct Configuration<'a> {
    /// The module that has it, or to which the name leads.
    module: Rc<Module<'a>>,
    /// What it is called there.
    name: String,
    /// `None` if that module has none of the name.
    block: Option<&'a Block>,
}

impl<'a> World<'a> {
    /// The region that a block's resources are in: what was said, or what the configuration of its provider says.
    /// <https://developer.hashicorp.com/terraform/language/modules/develop/providers>, read 2026-11-30.
    pub fn region(&self, module: &Rc<Module<'a>>, block: Option<&Block>, at: Span) -> Value {
        if let Some(region) = &self.settings.region {
            return Value::text(region.as_str(), at);
        }
        let name = self.provider_of(block);
        let key = format!("{}provider.{name}.region", module.address);
        Value::clone(&self.once(key, at, || self.region_of(module, name.clone(), at)))
    }

    /// Whether a block's provider surely is of the account of the root module's own: no other credentials are said.
    pub fn is_of_own_account(&self, module: &Rc<Module<'a>>, block: &Block) -> bool {
        let mut root = Rc::clone(module);
        while let Some((caller, ..)) = &root.caller {
            root = Rc::clone(caller);
        }
        let own = self.configuration(&root, DEFAULT.to_owned());
        let meant = self.configuration(module, self.provider_of(Some(block)));
        if meant.block.is_none() && meant.name != DEFAULT {
            return false;
        }
        let [of_own, of_meant] =
            [&own, &meant].map(|it| it.block.map(|block| self.credentials(block)).unwrap_or_default());
        // The same words mean the same in the same module.
        of_own == of_meant && (of_own.is_empty() || own.module.address == meant.module.address)
    }

    /// What a configuration says that may decide the account.
    fn credentials(&self, provider: &Block) -> Vec<&str> {
        let body = &provider.body;
        let arguments = body.arguments.iter().map(|it| (it.name.as_str(), it.name_span.to(it.value.span)));
        let all = arguments.chain(body.blocks.iter().map(|it| (it.kind.as_str(), it.span)));
        all.filter(|(name, _)| !OF_ANY_ACCOUNT.contains(name)).map(|(_, span)| self.sources.text(span)).collect()
    }

    /// What the configuration is called that a block means, in its module.
    fn provider_of(&self, block: Option<&Block>) -> String {
        let named = block.and_then(|block| argument(block, "provider"));
        named.map_or_else(|| DEFAULT.to_owned(), |named| self.spelled(named))
    }

    fn region_of(&self, module: &Rc<Module<'a>>, name: String, at: Span) -> Value {
        let Configuration { module, name, block } = self.configuration(module, name);
        match block.map(|block| argument(block, "region")) {
            Some(Some(said)) => self.value(&module, said, &mut Frame::new()),
            Some(None) => Value::new(Kind::Pseudo(Pseudo::Region), at),
            // Without a block, the environment configures the default.
            None if name == DEFAULT => Value::new(Kind::Pseudo(Pseudo::Region), at),
            None => Value::unknown(Why::Missing(format!("provider {name}")), at),
        }
    }

    /// Follows a name through the modules that hand it on.
    fn configuration(&self, module: &Rc<Module<'a>>, mut name: String) -> Configuration<'a> {
        let mut module = Rc::clone(module);
        loop {
            let is_called = |block: &&Block| match argument(block, "alias") {
                None => name == DEFAULT,
                Some(alias) => name == format!("{DEFAULT}.{}", self.spelled(alias).trim_matches('"')),
            };
            let folder = module.folder;
            let block = folder.providers.iter().filter(|block| block.label(0) == DEFAULT).find(is_called);
            let Some((caller, call, _)) = module.caller.as_ref().filter(|_| block.is_none()) else {
                return Configuration { module, name, block };
            };
            let handed = argument(call, "providers").and_then(|providers| {
                let ExprKind::Map(pairs) = &providers.kind else { return None };
                pairs.iter().find(|(inner, _)| self.spelled(inner) == name).map(|(_, outer)| self.spelled(outer))
            });
            match handed {
                Some(outer) => name = outer,
                // What is handed on by nobody is inherited if it is the default.
                None if name == DEFAULT => {}
                None => return Configuration { module, name, block },
            }
            module = Rc::clone(caller);
        }
    }
}
