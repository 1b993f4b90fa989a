//! Input: a document, and a request for a resource of which not all may be known.
//! Output: what the document answers, whatever the rest of the resource's name is.
//! Never: tells two names apart that may be the same, such as an account that is written out and the one that deploys.

use super::decide::{Decision, names_action, weigh, without_conditions};
use super::known::{Known, and, any};
use super::named::names;
use super::principal::{Who, is_about};
use super::search::exists;
use super::symbol::{Part, Symbol};
use super::{Answer, Budget, Pattern};
use crate::plan::{Attribute, PolicyDocument, Pseudo, ResourceId, Statement, Value, Why};
use std::cell::LazyCell;

/// What the document says to somebody whom it does not name. What of it is not known makes the answer unknown where it
/// decides.
pub fn decide_open(document: &PolicyDocument, action: &str, resource: &Value, budget: &mut Budget) -> Decision {
    let name = LazyCell::new(|| OpenName::of(resource));
    weigh(document, |statement| {
        let known = and(is_about(statement, Who::AnyoneElse), names_action(statement, action));
        if known == Some(false) {
            return known;
        }
        let is_of = if is_of_all(statement) { Some(true) } else { name.is_of(statement, budget) };
        and(known, and(is_of, without_conditions(statement)))
    })
}

/// Whether a statement is about every resource, whatever its name is.
fn is_of_all(statement: &Statement) -> bool {
    statement.resources.iter().any(|resource| matches!(resource, Value::Literal(text) if text == "*"))
}

/// A name of which not all may be known.
pub(super) struct OpenName {
    /// Its places; what is not known is one.
    once: Vec<Symbol>,
    /// The same, with two places for each: what matches both matches it at any length.
    twice: Vec<Symbol>,
}

/// What is taken for the account that deploys.
#[derive(Debug, Clone)]
enum Account {
    /// One that is written nowhere here.
    Itself,
    /// Any twelve characters.
    Any,
    /// One that is written out: its digits.
    Written(Vec<Symbol>),
}

impl OpenName {
    pub(super) fn of(value: &Value) -> Self {
        let mut once = Vec::new();
        places(&told_apart(value), &mut once);
        let twice = once.iter().flat_map(|symbol| vec![symbol.clone(); times(symbol)]).collect();
        Self { once, twice }
    }

    fn is_of(&self, statement: &Statement, budget: &mut Budget) -> Known {
        let itself = statement.resources.is_empty().then_some(Some(true));
        any(itself
            .into_iter()
            .chain(statement.resources.iter().map(|value| names(value, |value| self.is_like(value, budget)))))
    }

    /// Whether it matches a pattern.
    pub(super) fn is_like(&self, value: &Value, budget: &mut Budget) -> Known {
        let value = &told_apart(value);
        let pattern = Pattern::of(value);
        let twice = |part: &Part| match part {
            Part::Exactly(symbol) => vec![part.clone(); times(symbol)],
            Part::Many | Part::One => vec![part.clone()],
        };
        let matches = |pattern: &Pattern| {
            let doubled = Pattern::of_parts(pattern.parts().iter().flat_map(twice));
            pattern.matches_symbols(&self.once) && doubled.matches_symbols(&self.twice)
        };
        if pattern.as_ref().is_some_and(matches) {
            return Some(true);
        }
        let own: Vec<Part> = self.once.iter().cloned().map(Part::Exactly).collect();
        let others = Pattern::widest(value);
        let mut meets = |account: &Account| {
            let widened = |parts: &[Part]| [Pattern::of_parts(parts.iter().map(|part| account.widened(part)))];
            exists(&[&widened(&own), &widened(others.parts())], &[], budget) != Answer::No
        };
        let accounts = Account::among(&own).into_iter().chain(Account::among(others.parts()));
        (!meets(&Account::Itself) && !accounts.into_iter().any(|account| meets(&account))).then_some(false)
    }
}

impl Account {
    /// The accounts that are written out in a pattern, whole or in part.
    fn among(parts: &[Part]) -> Vec<Account> {
        let is_digit = |part: &Part| matches!(part, Part::Exactly(Symbol::Character(sign)) if sign.is_ascii_digit());
        let is_wild = |part: &Part| matches!(part, Part::Many | Part::One);
        let in_part = parts.windows(2).any(|pair| match pair {
            [one, other] => is_digit(one) && is_wild(other) || is_wild(one) && is_digit(other),
            _ => false,
        });
        let runs = parts.split(|part| !is_digit(part)).filter(|run| run.len() == 12);
        let digit = |part: &Part| if let Part::Exactly(digit) = part { Some(digit.clone()) } else { None };
        let written = runs.map(|run| Account::Written(run.iter().filter_map(digit).collect()));
        written.chain(in_part.then_some(Account::Any)).collect()
    }

    /// A place, in which what only the deployment knows beside the account may be any text.
    fn widened(&self, part: &Part) -> Part {
        match part {
            Part::Exactly(Symbol::Opaque(_)) => Part::Many,
            Part::Exactly(Symbol::Account(at)) => match self {
                Account::Itself => part.clone(),
                Account::Any => Part::One,
                Account::Written(digits) => digits.get(usize::from(*at)).cloned().map_or(Part::One, Part::Exactly),
            },
            Part::Exactly(Symbol::Character(_)) | Part::Many | Part::One => part.clone(),
        }
    }
}

/// How many places stand for a symbol in the doubled text.
fn times(symbol: &Symbol) -> usize {
    match symbol {
        Symbol::Opaque(_) => 2,
        Symbol::Character(_) | Symbol::Account(_) => 1,
    }
}

/// A value in which one parameter or variable without a value is one thing, as what a resource is called is.
fn told_apart(value: &Value) -> Value {
    match value {
        Value::Unknown(Why::Open(name)) if value.is_identified() => {
            Value::Attribute(ResourceId::Named(format!("\0{name}")), Attribute::Id)
        }
        Value::Join(parts) => Value::Join(parts.iter().map(told_apart).collect()),
        Value::Literal(_) | Value::Parameter(_) | Value::Attribute(..) | Value::Pseudo(_) | Value::Unknown(_) => {
            value.clone()
        }
    }
}

fn places(value: &Value, into: &mut Vec<Symbol>) {
    match value {
        Value::Literal(text) => into.extend(text.chars().map(Symbol::Character)),
        Value::Pseudo(Pseudo::Account) => into.extend((0..12).map(Symbol::Account)),
        Value::Pseudo(Pseudo::Partition | Pseudo::Region) | Value::Attribute(..) => {
            into.push(Symbol::Opaque(Box::new(value.clone())));
        }
        Value::Join(parts) => parts.iter().for_each(|part| places(part, into)),
        // No pattern has this symbol.
        Value::Parameter(_) | Value::Unknown(_) => into.push(Symbol::Opaque(Box::new(Value::unknown()))),
    }
}

#[cfg(test)]
mod tests {
    use super::decide_open;
    use crate::plan::{Attribute, Effect, PolicyDocument, Pseudo, ResourceId, Statement, Value, Why};
    use crate::policy::{Budget, Decision};

    fn join(parts: &[Value]) -> Value {
        Value::join(parts.iter().cloned())
    }

    #[test]
    fn what_is_not_known_decides_nothing() {
        use Decision::{Allowed, NotAllowed, Unknown};
        let text = |text: &'static str| Value::literal(text);
        let account = || Value::Pseudo(Pseudo::Account);
        let attribute = |name: &str| Value::Attribute(ResourceId::Named(name.to_owned()), Attribute::Id);
        let own = || join(&[text("arn:aws:ecr:us-east-2:"), account(), text(":repository/app")]);
        let made = || join(&[text("arn:aws:ecr:us-east-2:"), account(), text(":repository/"), attribute("Repo")]);
        let stream = || {
            let group = text(":log-group:/ecs/app:log-stream:");
            join(&[text("arn:aws:logs:us-east-2:"), account(), group, Value::unknown()])
        };
        let gap = |end: &'static str| join(&[text("arn:aws:ecr:us-east-2:"), Value::unknown(), text(end)]);
        let open = |name: &str| join(&[text("arn:aws:ecr:us-east-2:"), Value::Unknown(Why::Open(name.to_owned()))]);
        for (resource, pattern, expected) in [
            (own(), own(), Allowed),
            (own(), text("arn:aws:ecr:*:*:repository/*"), Allowed),
            (own(), text("arn:aws:ecr:*:????????????:repository/app"), Allowed),
            // The account that deploys may be this one.
            (own(), text("arn:aws:ecr:us-east-2:111122223333:repository/app"), Unknown),
            (text("arn:aws:ecr:us-east-2:111122223333:repository/app"), own(), Unknown),
            (own(), text("arn:aws:ecr:us-east-2:1111*:repository/app"), Unknown),
            (own(), text("arn:aws:ecr:us-east-2:*33:repository/app"), Unknown),
            (own(), text("arn:aws:ecr:us-east-2:111122223333:repository/other"), NotAllowed),
            // As long as an account is, and none.
            (own(), text("arn:aws:ecr:us-east-2:*:repository/b"), NotAllowed),
            (own(), text("arn:aws:ecr:us-east-2:*:repos/other-*"), NotAllowed),
            (own(), text("arn:aws:ecr:us-west-2:*:repository/app"), NotAllowed),
            (made(), made(), Allowed),
            (made(), text("arn:aws:ecr:*:*:repository/*"), Allowed),
            (made(), text("arn:aws:ecr:*:*:repository/?"), Unknown),
            (made(), own(), Unknown),
            (
                made(),
                join(&[text("arn:aws:ecr:us-east-2:"), account(), text(":repository/"), attribute("Other")]),
                Unknown,
            ),
            (made(), text("arn:aws:s3:::*"), NotAllowed),
            (stream(), text("arn:aws:logs:*:*:*"), Allowed),
            (stream(), text("arn:aws:logs:*:*:log-group:/ecs/*:log-stream:*"), Allowed),
            (stream(), text("arn:aws:logs:*:*:log-group:/ecs/app:log-stream:web/*"), Unknown),
            (stream(), join(&[text("arn:aws:logs:us-east-2:"), account(), text(":log-group:/ecs/app")]), NotAllowed),
            (gap(":repository/app"), gap(":repository/app"), Unknown),
            // One variable has one value, whatever that is, and an element of a list may be any.
            (open("var.name"), open("var.name"), Allowed),
            (open("var.name"), open("var.other"), Unknown),
            (open("var.names[?]"), open("var.names[?]"), Unknown),
            (open("var.name"), text("arn:aws:ecr:us-east-2:*"), Allowed),
            (open("var.name"), text("arn:aws:s3:::*"), NotAllowed),
            (gap(":repository/app"), gap(":repository/other"), NotAllowed),
        ] {
            for effect in [Effect::Allow, Effect::Deny] {
                let said = Statement { resources: vec![pattern.clone()], effect, ..Statement::allow_everything() };
                let all = Statement::allow_everything();
                let statements = if effect == Effect::Allow { vec![said] } else { vec![all, said] };
                let document = PolicyDocument { statements };
                let expected = match (effect, expected) {
                    (Effect::Deny, Allowed) => Decision::Denied,
                    (Effect::Deny, NotAllowed) => Allowed,
                    (_, expected) => expected,
                };
                let decision = decide_open(&document, "ecr:BatchGetImage", &resource, &mut Budget::new(1_000_000));
                assert_eq!(decision, expected, "{effect:?} {pattern} {resource}");
            }
        }
    }
}
