//! Input: the name of a function of Terraform's, and its arguments.
//! Output: what it makes of them.
//! Never: works a function out on something that is not known, but for those that only move values about.

mod call;
mod collections;
mod encoding;
mod numbers;
mod patterns;
mod sets;
#[cfg(test)]
mod tests;
mod texts;

pub(super) use call::Call;

use crate::template::value::{Kind, Value, Why};
use call::Made;

/// Whether a function looks into its arguments.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Needs {
    /// All of them have to be known wholly.
    Known,
    /// It copes with unknown values by itself.
    Any,
}

use Needs::{Any, Known};

/// A name, the fewest and the most arguments, what it needs of them, and what it does.
type Row = (&'static str, usize, usize, Needs, fn(&Call) -> Made);

const MANY: usize = usize::MAX;

/// The functions of Terraform 1.11, but for those that read files (`file`, `templatefile`), look at failures (`try`,
/// `can`), hash, encrypt, or give another result each time.
#[rustfmt::skip]
const TABLE: &[Row] = &[
    ("abs",             1, 1,    Known, numbers::abs),
    ("alltrue",         1, 1,    Any,   sets::alltrue),
    ("anytrue",         1, 1,    Any,   sets::anytrue),
    ("base64decode",    1, 1,    Any,   encoding::base64decode),
    ("base64encode",    1, 1,    Any,   encoding::base64encode),
    ("basename",        1, 1,    Known, texts::basename),
    ("ceil",            1, 1,    Known, numbers::ceil),
    ("chomp",           1, 1,    Known, texts::chomp),
    ("chunklist",       2, 2,    Any,   collections::chunklist),
    ("cidrhost",        2, 2,    Known, numbers::cidrhost),
    ("cidrnetmask",     1, 1,    Known, numbers::cidrnetmask),
    ("cidrsubnet",      3, 3,    Known, numbers::cidrsubnet),
    ("cidrsubnets",     1, MANY, Known, numbers::cidrsubnets),
    ("coalesce",        1, MANY, Any,   collections::coalesce),
    ("coalescelist",    1, MANY, Any,   collections::coalescelist),
    ("compact",         1, 1,    Any,   sets::compact),
    ("concat",          0, MANY, Any,   collections::concat),
    ("contains",        2, 2,    Any,   sets::contains),
    ("dirname",         1, 1,    Known, texts::dirname),
    ("distinct",        1, 1,    Any,   sets::distinct),
    ("element",         2, 2,    Any,   collections::element),
    ("endswith",        2, 2,    Known, texts::endswith),
    ("flatten",         1, 1,    Any,   collections::flatten),
    ("floor",           1, 1,    Known, numbers::floor),
    ("format",          1, MANY, Any,   texts::format),
    ("formatlist",      1, MANY, Any,   texts::formatlist),
    ("indent",          2, 2,    Known, texts::indent),
    ("index",           2, 2,    Known, collections::index),
    ("issensitive",     1, 1,    Any,   |call| call.made(Kind::Bool(false))),
    ("join",            1, MANY, Any,   texts::join),
    ("jsondecode",      1, 1,    Any,   encoding::jsondecode),
    ("jsonencode",      1, 1,    Any,   encoding::jsonencode),
    ("keys",            1, 1,    Any,   collections::keys),
    ("length",          1, 1,    Any,   collections::length),
    ("log",             2, 2,    Known, numbers::log),
    ("lookup",          2, 3,    Any,   collections::lookup),
    ("lower",           1, 1,    Known, texts::lower),
    ("matchkeys",       3, 3,    Known, collections::matchkeys),
    ("max",             1, MANY, Known, numbers::max),
    ("merge",           0, MANY, Any,   collections::merge),
    ("min",             1, MANY, Known, numbers::min),
    ("nonsensitive",    1, 1,    Any,   |call| call.first()),
    ("one",             1, 1,    Any,   collections::one),
    ("parseint",        2, 2,    Known, numbers::parseint),
    ("pow",             2, 2,    Known, numbers::pow),
    ("range",           1, 3,    Known, numbers::range),
    ("regex",           2, 2,    Known, patterns::regex),
    ("regexall",        2, 2,    Any,   patterns::regexall),
    ("replace",         3, 3,    Known, texts::replace),
    ("reverse",         1, 1,    Any,   collections::reverse),
    ("sensitive",       1, 1,    Any,   |call| call.first()),
    ("setintersection", 1, MANY, Known, sets::setintersection),
    ("setproduct",      1, MANY, Any,   sets::setproduct),
    ("setsubtract",     2, 2,    Known, sets::setsubtract),
    ("setunion",        1, MANY, Any,   sets::setunion),
    ("signum",          1, 1,    Known, numbers::signum),
    ("slice",           3, 3,    Any,   collections::slice),
    ("sort",            1, 1,    Known, collections::sort),
    ("split",           2, 2,    Any,   texts::split),
    ("startswith",      2, 2,    Known, texts::startswith),
    ("strcontains",     2, 2,    Known, texts::strcontains),
    ("strrev",          1, 1,    Known, texts::strrev),
    ("substr",          3, 3,    Known, texts::substr),
    ("sum",             1, 1,    Known, numbers::sum),
    ("title",           1, 1,    Known, texts::title),
    ("tobool",          1, 1,    Any,   encoding::tobool),
    ("tolist",          1, 1,    Any,   |call| Ok(Value { is_of_set: false, ..call.first()? })),
    ("tomap",           1, 1,    Any,   |call| call.first()),
    ("tonumber",        1, 1,    Any,   encoding::tonumber),
    ("toset",           1, 1,    Any,   sets::toset),
    ("tostring",        1, 1,    Any,   encoding::tostring),
    ("transpose",       1, 1,    Known, collections::transpose),
    ("trim",            2, 2,    Known, texts::trim),
    ("trimprefix",      2, 2,    Known, texts::trimprefix),
    ("trimspace",       1, 1,    Known, texts::trimspace),
    ("trimsuffix",      2, 2,    Any,   texts::trimsuffix),
    ("upper",           1, 1,    Known, texts::upper),
    ("urlencode",       1, 1,    Known, encoding::urlencode),
    ("values",          1, 1,    Any,   collections::values),
    ("yamldecode",      1, 1,    Known, encoding::yamldecode),
    ("zipmap",          2, 2,    Any,   collections::zipmap),
];

/// What a function makes of its arguments.
pub(super) fn call(name: &str, call: &Call) -> Value {
    let Call { values, at, .. } = *call;
    let name = name.strip_prefix("core::").unwrap_or(name);
    let Some((_, least, most, needs, function)) = TABLE.iter().find(|(known, ..)| *known == name) else {
        return Value::unknown(Why::Function(name.to_owned()), at);
    };
    if values.len() < *least || values.len() > *most {
        return Value::unknown(Why::Fails(format!("`{name}` is given {} arguments", values.len())), at);
    }
    if *needs == Known
        && let Some(open) = values.iter().find(|value| !value.is_known())
    {
        return open.not_known(at);
    }
    match function(call) {
        Ok(value) => value.made_of(values),
        Err(why) => Value::unknown(why, at).made_of(values),
    }
}
