//! Input: numbers, and blocks of addresses.
//! Output: what Terraform's arithmetic and `cidr…` functions make of them.
//! Never: gives what is no number.

use super::call::{Call, Made, refused};
use crate::template::net::Block;
use crate::template::value::{Kind, Value, Why};

fn finite(call: &Call, number: f64) -> Made {
    if number.is_finite() {
        call.made(Kind::Number(number))
    } else {
        Err(Why::Fails("the result is no number".to_owned()))
    }
}

/// All arguments, or the elements of those that are lists.
fn numbers(values: &[Value]) -> Result<Vec<f64>, Why> {
    values.iter().map(|value| value.as_number().ok_or_else(|| refused(value, "a number"))).collect()
}

pub(super) fn abs(call: &Call) -> Made {
    finite(call, call.number(0)?.abs())
}

pub(super) fn ceil(call: &Call) -> Made {
    finite(call, call.number(0)?.ceil())
}

pub(super) fn floor(call: &Call) -> Made {
    finite(call, call.number(0)?.floor())
}

pub(super) fn log(call: &Call) -> Made {
    finite(call, call.number(0)?.ln() / call.number(1)?.ln())
}

pub(super) fn pow(call: &Call) -> Made {
    finite(call, call.number(0)?.powf(call.number(1)?))
}

pub(super) fn signum(call: &Call) -> Made {
    let number = call.number(0)?;
    finite(call, if number == 0.0 { 0.0 } else { number.signum() })
}

pub(super) fn max(call: &Call) -> Made {
    finite(call, numbers(call.values)?.into_iter().fold(f64::NEG_INFINITY, f64::max))
}

pub(super) fn min(call: &Call) -> Made {
    finite(call, numbers(call.values)?.into_iter().fold(f64::INFINITY, f64::min))
}

pub(super) fn sum(call: &Call) -> Made {
    let items = call.items(0)?;
    if items.is_empty() {
        return Err(Why::Fails("`sum` is given an empty list".to_owned()));
    }
    finite(call, numbers(items)?.into_iter().sum())
}

pub(super) fn parseint(call: &Call) -> Made {
    let base = call.index(1)?;
    let base = u32::try_from(base).ok().filter(|base| (2..=36).contains(base));
    let base = base.ok_or_else(|| Why::Fails("the base is out of reach".to_owned()))?;
    let text = call.text(0)?;
    let number = i64::from_str_radix(&text, base).map_err(|_| Why::Fails(format!("`{text}` is no number")))?;
    // A number that f64 does not hold exactly is none that a template needs.
    #[allow(clippy::cast_precision_loss)]
    finite(call, number as f64)
}

pub(super) fn range(call: &Call) -> Made {
    let (start, limit) =
        if call.values.len() == 1 { (0.0, call.number(0)?) } else { (call.number(0)?, call.number(1)?) };
    let down = limit < start;
    let step = if call.values.len() == 3 {
        call.number(2)?
    } else if down {
        -1.0
    } else {
        1.0
    };
    // An empty range has no direction.
    if step == 0.0 || (step < 0.0) != down && limit - start != 0.0 {
        return Err(Why::Fails("the step leads away from the limit".to_owned()));
    }
    let mut items = Vec::new();
    let mut at = start;
    while if down { at > limit } else { at < limit } {
        // Terraform makes no more than that.
        if items.len() >= 1024 {
            return Err(Why::Fails("`range` makes more than 1024 numbers".to_owned()));
        }
        call.spend(1)?;
        items.push(Value::new(Kind::Number(at), call.at));
        at += step;
    }
    call.made(Kind::List(items))
}

fn block(call: &Call) -> Result<Block, Why> {
    let text = call.text(0)?;
    Block::parse(&text).ok_or_else(|| Why::Fails(format!("`{text}` is no block of addresses")))
}

fn found<T>(found: Option<T>) -> Result<T, Why> {
    found.ok_or_else(|| Why::Fails("the block has no room for that".to_owned()))
}

pub(super) fn cidrhost(call: &Call) -> Made {
    #[allow(clippy::cast_possible_truncation)]
    let number = call.number(1)? as i128;
    call.made(Kind::Text(found(block(call)?.host(number))?))
}

pub(super) fn cidrnetmask(call: &Call) -> Made {
    call.made(Kind::Text(found(block(call)?.netmask())?))
}

pub(super) fn cidrsubnet(call: &Call) -> Made {
    let more = u32::try_from(call.index(1)?).unwrap_or(u32::MAX);
    call.made(Kind::Text(found(block(call)?.subnet(more, call.index(2)? as u128))?.spelled()))
}

pub(super) fn cidrsubnets(call: &Call) -> Made {
    let more: Result<Vec<u32>, Why> =
        (1..call.values.len()).map(|index| Ok(u32::try_from(call.index(index)?).unwrap_or(u32::MAX))).collect();
    let blocks = found(block(call)?.subnets(&more?))?;
    call.made(Kind::List(blocks.into_iter().map(|block| Value::text(block.spelled(), call.at)).collect()))
}
