//! Input: texts.
//! Output: what Terraform's functions on texts make of them.
//! Never: splits what only the deployment knows in a way that depends on what it will be.

use super::call::{Call, Made, refused};
use crate::template::value::{Kind, Value, Why, spelled};

fn text(call: &Call, text: String) -> Made {
    call.spend(text.len())?;
    call.made(Kind::Text(text))
}

fn truth(call: &Call, it: bool) -> Made {
    call.made(Kind::Bool(it))
}

pub(super) fn lower(call: &Call) -> Made {
    text(call, call.text(0)?.to_lowercase())
}

pub(super) fn upper(call: &Call) -> Made {
    text(call, call.text(0)?.to_uppercase())
}

pub(super) fn title(call: &Call) -> Made {
    let mut out = String::new();
    let mut inside = false;
    for c in call.text(0)?.chars() {
        if inside {
            out.push(c);
        } else {
            out.extend(c.to_uppercase());
        }
        inside = c.is_alphanumeric() || c == '_' || c == '\'';
    }
    text(call, out)
}

pub(super) fn strrev(call: &Call) -> Made {
    text(call, call.text(0)?.chars().rev().collect())
}

pub(super) fn chomp(call: &Call) -> Made {
    text(call, call.text(0)?.trim_end_matches(['\n', '\r']).to_owned())
}

pub(super) fn trimspace(call: &Call) -> Made {
    text(call, call.text(0)?.trim().to_owned())
}

pub(super) fn trim(call: &Call) -> Made {
    let set: Vec<char> = call.text(1)?.chars().collect();
    text(call, call.text(0)?.trim_matches(set.as_slice()).to_owned())
}

pub(super) fn trimprefix(call: &Call) -> Made {
    let (of, prefix) = (call.text(0)?, call.text(1)?);
    text(call, of.strip_prefix(prefix.as_str()).unwrap_or(&of).to_owned())
}

pub(super) fn trimsuffix(call: &Call) -> Made {
    if let Some(bare) = without_revision(call.value(0)?, call.value(1)?) {
        return call.made(bare);
    }
    let (of, suffix) = (call.text(0)?, call.text(1)?);
    text(call, of.strip_suffix(suffix.as_str()).unwrap_or(&of).to_owned())
}

/// Of an ARN that ends in the revision of the same resource, the attribute that has all but that.
fn without_revision(arn: &Value, suffix: &Value) -> Option<Kind> {
    let Kind::Attribute { resource, attribute } = &arn.kind else { return None };
    let [colon, revision] = suffix.pieces() else { return None };
    let Kind::Attribute { resource: of, attribute: cut } = &revision.kind else { return None };
    let is_its = resource == of && attribute == "arn" && cut == "revision" && colon.as_text().as_deref() == Some(":");
    is_its.then(|| Kind::Attribute { resource: resource.clone(), attribute: "arn_without_revision".to_owned() })
}

pub(super) fn startswith(call: &Call) -> Made {
    truth(call, call.text(0)?.starts_with(&call.text(1)?))
}

pub(super) fn endswith(call: &Call) -> Made {
    truth(call, call.text(0)?.ends_with(&call.text(1)?))
}

pub(super) fn strcontains(call: &Call) -> Made {
    truth(call, call.text(0)?.contains(&call.text(1)?))
}

pub(super) fn basename(call: &Call) -> Made {
    let path = call.text(0)?;
    let last = path.trim_end_matches('/').rsplit('/').next().unwrap_or_default();
    text(call, if path.is_empty() { ".".to_owned() } else { last.to_owned() })
}

pub(super) fn dirname(call: &Call) -> Made {
    let path = call.text(0)?;
    let folder = match path.rsplit_once('/') {
        Some(("", _)) => "/",
        Some((folder, _)) => folder,
        None => ".",
    };
    text(call, folder.to_owned())
}

pub(super) fn substr(call: &Call) -> Made {
    let characters: Vec<char> = call.text(0)?.chars().collect();
    let count = characters.len();
    #[allow(clippy::cast_possible_truncation)]
    let (offset, length) = (call.number(1)? as i64, call.number(2)? as i64);
    let from = if offset < 0 {
        count.saturating_sub(usize::try_from(offset.unsigned_abs()).unwrap_or(usize::MAX))
    } else {
        usize::try_from(offset).unwrap_or(usize::MAX).min(count)
    };
    let take = usize::try_from(length).unwrap_or(usize::MAX);
    text(call, characters.into_iter().skip(from).take(take).collect())
}

pub(super) fn indent(call: &Call) -> Made {
    let blanks = " ".repeat(call.index(0)?.min(1000));
    let of = call.text(1)?;
    call.spend(of.lines().count().saturating_mul(blanks.len()))?;
    text(call, of.replace('\n', &format!("\n{blanks}")))
}

/// With a pattern between slashes it replaces what matches.
pub(super) fn replace(call: &Call) -> Made {
    let (of, sought, with) = (call.text(0)?, call.text(1)?, call.text(2)?);
    if sought.len() > 1 && sought.starts_with('/') && sought.ends_with('/') {
        return super::patterns::replace(call, &of, &sought, &with);
    }
    call.spend(of.matches(sought.as_str()).count().saturating_mul(with.len()))?;
    text(call, of.replace(&sought, &with))
}

pub(super) fn join(call: &Call) -> Made {
    let between = call.value(0)?;
    let separator = between.as_text().ok_or_else(|| refused(between, "a text"))?;
    let mut parts = Vec::new();
    for index in 1..call.values.len() {
        for item in call.items(index)? {
            if !parts.is_empty() && !separator.is_empty() {
                call.spend(separator.len())?;
                parts.push(Value::text(separator.as_str(), between.span));
            }
            parts.push(item.clone());
        }
    }
    Ok(Value::join(parts, call.at))
}

/// Ids hold no separator that anybody splits at, so that what `join` made of them comes apart again.
pub(super) fn split(call: &Call) -> Made {
    let separator = call.text(0)?;
    let of = call.value(1)?;
    let mut items: Vec<Vec<Value>> = vec![Vec::new()];
    for piece in of.pieces() {
        if let Some(known) = piece.as_text() {
            call.spend(known.len())?;
            let parts: Vec<&str> = if separator.is_empty() {
                known.split("").filter(|part| !part.is_empty()).collect()
            } else {
                known.split(separator.as_str()).collect()
            };
            for (index, part) in parts.into_iter().enumerate() {
                if index > 0 {
                    items.push(Vec::new());
                }
                if let Some(last) = items.last_mut().filter(|_| !part.is_empty()) {
                    last.push(piece.with(Kind::Text(part.to_owned())));
                }
            }
        } else if matches!(&piece.kind, Kind::Attribute { attribute, .. } if attribute == "id" || separator == ",")
            || matches!(piece.kind, Kind::Pseudo(_))
        {
            items.last_mut().into_iter().for_each(|last| last.push(piece.clone()));
        } else {
            return Err(refused(of, "a text"));
        }
    }
    call.made(Kind::List(items.into_iter().map(|parts| Value::join(parts, call.at)).collect()))
}

pub(super) fn format(call: &Call) -> Made {
    let (spec, arguments) = (call.value(0)?, call.values.get(1..).unwrap_or_default());
    // What is not known wholly stands for itself, where nothing that is known in it is to be filled in.
    let is_plain = |piece: &Value| piece.as_text().is_none_or(|text| !text.contains('%'));
    if arguments.is_empty() && spec.as_text().is_none() && spec.pieces().iter().all(is_plain) {
        return Ok(spec.clone());
    }
    let parts = formatted(call, &call.text(0)?, arguments)?;
    Ok(Value::join(parts, call.at))
}

/// `format` for each element of those arguments that are lists.
pub(super) fn formatlist(call: &Call) -> Made {
    let spec = call.text(0)?;
    let values = call.values.get(1..).unwrap_or_default();
    if let Some(open) = values.iter().find(|value| matches!(value.kind, Kind::Unknown(_) | Kind::Parameter(..))) {
        return Err(refused(open, "a list"));
    }
    let count = values.iter().filter_map(|value| value.items().map(<[Value]>::len)).max().unwrap_or(1);
    let mut made = Vec::new();
    for index in 0..count {
        let arguments: Option<Vec<Value>> =
            values.iter().map(|value| value.items().map_or(Some(value), |items| items.get(index)).cloned()).collect();
        let arguments =
            arguments.ok_or_else(|| Why::Fails("`formatlist` is given lists of different lengths".to_owned()))?;
        made.push(Value::join(formatted(call, &spec, &arguments)?, call.at));
    }
    call.made(Kind::List(made))
}

/// A verb of `format`: `%05d`, `%-10s`, `%[2]q`.
#[derive(Default)]
struct Verb {
    left: bool,
    zeros: bool,
    plus: bool,
    width: usize,
    precision: Option<usize>,
    argument: Option<usize>,
    letter: char,
}

fn formatted(call: &Call, spec: &str, arguments: &[Value]) -> Result<Vec<Value>, Why> {
    let mut parts = Vec::new();
    let mut plain = String::new();
    let mut next = 0;
    let mut rest = spec.chars().peekable();
    while let Some(c) = rest.next() {
        if c != '%' {
            plain.push(c);
            continue;
        }
        let verb = verb(&mut rest)?;
        if verb.letter == '%' {
            plain.push('%');
            continue;
        }
        let at = verb.argument.map_or(next, |argument| argument.saturating_sub(1));
        next = at + 1;
        let value = arguments.get(at).ok_or_else(|| Why::Fails("`format` has too few arguments".to_owned()))?;
        let piece = spelled_by(&verb, value)?;
        match piece.as_text() {
            Some(text) => {
                let missing = verb.width.saturating_sub(text.chars().count());
                call.spend(text.len() + missing)?;
                plain.push_str(&padded(&verb, &text, missing));
            }
            None if verb.width == 0 => {
                parts.push(Value::text(std::mem::take(&mut plain), call.at));
                parts.push(piece);
            }
            None => return Err(refused(&piece, "a text")),
        }
    }
    parts.push(Value::text(plain, call.at));
    Ok(parts)
}

fn verb(rest: &mut std::iter::Peekable<std::str::Chars>) -> Result<Verb, Why> {
    let mut verb = Verb::default();
    let digits = |rest: &mut std::iter::Peekable<std::str::Chars>| {
        let mut number = 0_usize;
        while let Some(digit) = rest.peek().and_then(|c| c.to_digit(10)) {
            number = number.saturating_mul(10).saturating_add(digit as usize);
            rest.next();
        }
        // No template pads to more.
        number.min(1000)
    };
    while let Some(c) = rest.next() {
        match c {
            '-' => verb.left = true,
            '0' => verb.zeros = true,
            '+' => verb.plus = true,
            ' ' | '#' => {}
            '[' => {
                verb.argument = Some(digits(rest));
                rest.next();
            }
            '.' => verb.precision = Some(digits(rest)),
            '1'..='9' => {
                verb.width = c.to_digit(10).unwrap_or(0) as usize;
                while let Some(digit) = rest.peek().and_then(|c| c.to_digit(10)) {
                    verb.width = (verb.width * 10 + digit as usize).min(1000);
                    rest.next();
                }
            }
            letter => {
                verb.letter = letter;
                return Ok(verb);
            }
        }
    }
    Err(Why::Fails("`format` ends in a verb".to_owned()))
}

fn spelled_by(verb: &Verb, value: &Value) -> Result<Value, Why> {
    let number = || value.as_number().ok_or_else(|| refused(value, "a number"));
    let whole = |number: f64| {
        #[allow(clippy::cast_possible_truncation)]
        let whole = number as i64;
        if verb.plus && whole >= 0 { format!("+{whole}") } else { whole.to_string() }
    };
    let text = match verb.letter {
        's' | 'v' if !value.is_known() && value.items().is_none() && value.entries().is_none() => {
            return Ok(value.clone());
        }
        's' => value.as_text().ok_or_else(|| refused(value, "a text"))?,
        'v' if value.is_null() => "null".to_owned(),
        'v' if value.items().is_some() || value.entries().is_some() => {
            let json = Value::new(Kind::Json(Box::new(value.clone())), value.span);
            json.as_text().ok_or_else(|| refused(value, "a text"))?
        }
        'v' => value.as_text().unwrap_or_default(),
        'q' => {
            let text = value.as_text().ok_or_else(|| refused(value, "a text"))?;
            serde_json::to_string(&text).unwrap_or_default()
        }
        'd' => whole(number()?),
        'f' | 'F' => format!("{:.*}", verb.precision.unwrap_or(6), number()?),
        'g' => spelled(number()?),
        #[allow(clippy::cast_possible_truncation)]
        'x' => format!("{:x}", number()? as i64),
        #[allow(clippy::cast_possible_truncation)]
        'X' => format!("{:X}", number()? as i64),
        #[allow(clippy::cast_possible_truncation)]
        'b' => format!("{:b}", number()? as i64),
        #[allow(clippy::cast_possible_truncation)]
        'o' => format!("{:o}", number()? as i64),
        't' => value.as_bool().ok_or_else(|| refused(value, "a truth value"))?.to_string(),
        _ => return Err(Why::Function(format!("format with %{}", verb.letter))),
    };
    let cut = match (verb.letter, verb.precision) {
        ('s', Some(most)) => text.chars().take(most).collect(),
        _ => text,
    };
    Ok(value.with(Kind::Text(cut)))
}

fn padded(verb: &Verb, text: &str, missing: usize) -> String {
    if verb.left {
        return format!("{text}{}", " ".repeat(missing));
    }
    if verb.zeros {
        let (sign, digits) = match text.strip_prefix(['-', '+']) {
            Some(digits) => text.split_at(text.len() - digits.len()),
            None => ("", text),
        };
        return format!("{sign}{}{digits}", "0".repeat(missing));
    }
    format!("{}{text}", " ".repeat(missing))
}
