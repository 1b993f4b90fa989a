//! What the targets share: a spec from any bytes.

use ecrc::diagnostic::Severity;
use ecrc::spec::model::{LoadError, Loaded, Loader};
use ecrc::{Compilation, Input, compile};

/// There is no other file.
struct Alone;

impl Loader for Alone {
    fn load(&self, _root: &str, _name: &str, _path: &str) -> Result<Loaded, LoadError> {
        Err(LoadError::Missing)
    }
}

/// What bytes compile to; `None` where they are found to be wrong.
pub fn spec(bytes: &[u8]) -> Option<Compilation> {
    let name = "spec.ecr".to_owned();
    let input = Input {
        identity: name.clone(),
        name,
        root: String::new(),
        stem: "spec".to_owned(),
        bytes: bytes.to_vec(),
    };
    let compiled = compile(vec![input], &Alone);
    (compiled.report.count(Severity::Error) == 0).then_some(compiled)
}
