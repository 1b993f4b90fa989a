//! Input: the arguments of a function of Terraform's.
//! Output: each as what the function takes it for, or why it is not that.
//! Never: converts what Terraform would not.

use crate::span::Span;
use crate::template::meter::Meter;
use crate::template::value::{Kind, Value, Why};

/// What a function is given.
pub(in crate::template::terraform) struct Call<'v> {
    pub values: &'v [Value],
    pub at: Span,
    pub meter: &'v Meter,
    /// Where it is deployed, where that was said.
    pub region: Option<&'v str>,
}

/// What a function makes, or why it makes nothing.
pub(in crate::template::terraform) type Made = Result<Value, Why>;

impl<'v> Call<'v> {
    /// The argument at an index.
    pub fn value(&self, index: usize) -> Result<&'v Value, Why> {
        self.values.get(index).ok_or_else(|| Why::Fails("an argument is missing".to_owned()))
    }

    pub fn first(&self) -> Made {
        self.value(0).cloned()
    }

    #[allow(clippy::unnecessary_wraps, reason = "functions end in it")]
    pub fn made(&self, kind: Kind) -> Made {
        Ok(Value::new(kind, self.at))
    }

    pub fn text(&self, index: usize) -> Result<String, Why> {
        let value = self.value(index)?;
        value.as_text().ok_or_else(|| refused(value, "a text"))
    }

    pub fn number(&self, index: usize) -> Result<f64, Why> {
        let value = self.value(index)?;
        value.as_number().ok_or_else(|| refused(value, "a number"))
    }

    pub fn index(&self, index: usize) -> Result<usize, Why> {
        let value = self.value(index)?;
        value.as_index().ok_or_else(|| refused(value, "a whole number"))
    }

    pub fn items(&self, index: usize) -> Result<&'v [Value], Why> {
        let value = self.value(index)?;
        value.items().ok_or_else(|| refused(value, "a list"))
    }

    pub fn spend(&self, steps: usize) -> Result<(), Why> {
        if self.meter.spend(steps) { Ok(()) } else { Err(Why::TooLarge) }
    }
}

/// Why a value is not what a function needs: it is not known, or of another kind.
pub(super) fn refused(value: &Value, needed: &str) -> Why {
    value.why().unwrap_or_else(|| Why::Fails(format!("a function is given what is not {needed}")))
}

/// A number as a value.
pub(super) fn number(number: usize) -> Kind {
    Kind::Number(u32::try_from(number).map_or(f64::INFINITY, f64::from))
}
