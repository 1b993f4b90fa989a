//! Input: functions that read files beside the module.
//! Output: what they make of them.
//! Never: opens a file; the loader does.

use super::hcl;
use super::resolve::Resolve;
use super::syntax::{Expr, ExprKind};
use super::world::{Module, World};
use crate::span::Span;
use crate::template::base64;
use crate::template::input::joined;
use crate::template::value::{Kind, Value, Why};
use std::rc::Rc;

impl<'a> World<'a> {
    /// What a function makes of a file.
    pub fn file(&self, module: &Rc<Module<'a>>, name: &str, values: &[Value], at: Span) -> Value {
        let Some(path) = values.first() else { return Value::unknown(Why::Function(name.to_owned()), at) };
        let Some(text) = path.as_text() else { return path.not_known(at) };
        // Terraform takes paths from where it runs, which is the folder of the root module:
        // <https://developer.hashicorp.com/terraform/language/functions/file>, read 2026-11-30.
        let path = joined(&self.folders.root, &text);
        let bytes = self.loader.file(&path);
        let missing = || Value::unknown(Why::File(path.clone()), at);
        match (name, bytes) {
            ("fileexists", bytes) => Value::new(Kind::Bool(bytes.is_some()), at),
            ("file", Some(bytes)) => String::from_utf8(bytes).map_or_else(|_| missing(), |text| Value::text(text, at)),
            ("filebase64", Some(bytes)) => Value::text(base64::encode(&bytes), at),
            ("templatefile", Some(bytes)) => match (String::from_utf8(bytes), values.get(1)) {
                (Ok(text), Some(variables)) => self.template_of(module, &text, variables, at),
                _ => missing(),
            },
            ("file" | "filebase64" | "templatefile", None) => missing(),
            _ => Value::unknown(Why::Function(name.to_owned()), at),
        }
    }

    /// A file that is a template, with its variables.
    pub fn template_of(&self, module: &Rc<Module<'a>>, text: &str, variables: &Value, at: Span) -> Value {
        let Some(entries) = variables.entries() else { return variables.not_known(at) };
        match hcl::template(text, at, None) {
            Ok(pieces) => {
                let mut frame = entries.iter().map(|entry| (entry.key.clone(), Rc::new(entry.value.clone()))).collect();
                self.value(module, &Expr::new(ExprKind::Template(pieces), at), &mut frame)
            }
            Err(message) => Value::unknown(Why::Fails(message), at),
        }
    }
}
