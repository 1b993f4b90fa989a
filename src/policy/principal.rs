//! Input: the principals that a statement names, and the caller.
//! Output: whether the statement applies to the caller.
//! Never: treats two values as equal if they only may be.

use super::known::{Known, any};
use super::symbol::{Symbol, symbols};
use crate::plan::{Effect, PolicyDocument, Principals, Statement, Value};
use std::collections::BTreeMap;

/// Who asks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Who<'r> {
    /// The role or user of this ARN; of `arn:aws:iam::111122223333:root`, somebody of that account who is not named.
    Arn(&'r Value),
    /// A principal that the document does not name, neither by an ARN nor by an account.
    AnyoneElse,
}

/// Texts by number, so that those who are named often are compared at once.
#[derive(Debug, Default)]
pub(super) struct Texts(BTreeMap<Vec<Symbol>, usize>);

impl Texts {
    fn number(&mut self, text: &[Symbol]) -> usize {
        let next = self.0.len();
        *self.0.entry(text.to_vec()).or_insert(next)
    }

    /// A principal.
    pub(super) fn name<'v>(&mut self, value: &'v Value) -> Name<'v> {
        let text = symbols(value);
        let account = text.as_deref().and_then(account_of).map(|account| self.number(account));
        Name {
            value,
            is_whole_account: text.as_deref().is_some_and(is_whole_account),
            account,
            text: text.map(|text| self.number(&text)),
        }
    }

    /// Whom a statement names. One of a role's own policy names nobody, and it is not known who has it.
    pub(super) fn whom<'v>(&mut self, statement: &'v Statement) -> Whom<'v> {
        let (others, listed) = match &statement.principals {
            Some(Principals::Everyone) => (Some(true), [].as_slice()),
            Some(Principals::Aws(listed)) => (Some(false), listed.as_slice()),
            Some(Principals::Service(_)) => (Some(false), [].as_slice()),
            Some(Principals::Unknown) | None => (None, [].as_slice()),
        };
        Whom { others, listed: listed.iter().map(|listed| self.name(listed)).collect() }
    }
}

/// A principal that a document names, or that asks.
#[derive(Debug)]
pub(super) struct Name<'v> {
    value: &'v Value,
    /// Its text's number; `None` where it is not known.
    text: Option<usize>,
    /// Its account's.
    account: Option<usize>,
    /// Whether it stands for everybody of the account.
    is_whole_account: bool,
}

impl Name<'_> {
    /// Whether what a statement lists is, or contains, who asks: `None` is somebody who is not named.
    fn contains(&self, asks: Option<&Name>) -> Known {
        if self.value.as_literal() == Some("*") {
            return Some(true);
        }
        let Some(asks) = asks else { return self.text.map(|_| false) };
        match (self.text, asks.text) {
            (Some(listed), Some(text)) => {
                let account = self.account.filter(|_| self.is_whole_account);
                Some(listed == text || account.is_some() && account == asks.account)
            }
            // The same parameter has the same value.
            (None, None) if self.value == asks.value && !holds_unknown(self.value) => Some(true),
            (None, _) | (_, None) => None,
        }
    }
}

/// The principals of a statement.
#[derive(Debug)]
pub(super) struct Whom<'v> {
    /// Whether about those who are not listed.
    others: Known,
    pub(super) listed: Vec<Name<'v>>,
}

impl Whom<'_> {
    /// Whether about who asks: `None` is somebody who is not named.
    pub(super) fn contains(&self, asks: Option<&Name>) -> Known {
        any([self.others].into_iter().chain(self.listed.iter().map(|listed| listed.contains(asks))))
    }
}

/// Whether a statement is about somebody.
pub(super) fn is_about(statement: &Statement, who: Who) -> Known {
    Audience::of(statement).contains(who)
}

/// Whom one statement is about, to be asked for many.
pub(super) struct Audience<'v> {
    texts: Texts,
    whom: Whom<'v>,
}

impl<'v> Audience<'v> {
    pub(super) fn of(statement: &'v Statement) -> Self {
        let mut texts = Texts::default();
        let whom = texts.whom(statement);
        Self { texts, whom }
    }

    pub(super) fn contains(&mut self, who: Who) -> Known {
        let asks = match who {
            Who::AnyoneElse => None,
            Who::Arn(asks) => Some(self.texts.name(asks)),
        };
        self.whom.contains(asks.as_ref())
    }
}

/// The account of an ARN, or of an account's id alone.
fn account_of(text: &[Symbol]) -> Option<&[Symbol]> {
    if is_account_id(text) { Some(text) } else { text.split(|symbol| *symbol == Symbol::Character(':')).nth(4) }
}

/// Whether it stands for everybody of an account: `arn:aws:iam::111122223333:root`, or its 12 digits alone.
fn is_whole_account(text: &[Symbol]) -> bool {
    let root = ":root".chars().map(Symbol::Character).collect::<Vec<_>>();
    is_account_id(text) || text.ends_with(&root)
}

/// A resource's policy without what it leaves to the policies of an account's roles: an account in an `Allow` alone lets no
/// role of that account do anything.
/// <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html>, read 2026-11-30.
pub fn without_accounts(document: &PolicyDocument) -> PolicyDocument {
    let is_one = |listed: &Value| symbols(listed).as_deref().is_some_and(is_whole_account);
    let settled = |statement: &Statement| match (&statement.principals, statement.effect) {
        (Some(Principals::Aws(listed)), Effect::Allow) => {
            let named: Vec<Value> = listed.iter().filter(|listed| !is_one(listed)).cloned().collect();
            let principals = Some(Principals::Aws(named.clone()));
            (!named.is_empty()).then(|| Statement { principals, ..statement.clone() })
        }
        (_, _) => Some(statement.clone()),
    };
    PolicyDocument { statements: document.statements.iter().filter_map(settled).collect() }
}

fn is_account_id(text: &[Symbol]) -> bool {
    text.len() == 12
        && text.iter().all(|symbol| match symbol {
            Symbol::Character(c) => c.is_ascii_digit(),
            Symbol::Account(_) => true,
            Symbol::Opaque(_) => false,
        })
}

fn holds_unknown(value: &Value) -> bool {
    value.has(&|part| matches!(part, Value::Unknown(_)))
}

#[cfg(test)]
mod tests {
    use super::is_about;
    use crate::plan::{Attribute, Effect, Parameter, Principals, Pseudo, ResourceId, Statement, Value};
    use crate::policy::Who;

    fn about(principals: Option<Principals>, who: Who) -> Option<bool> {
        let statement = Statement {
            sid: None,
            effect: Effect::Allow,
            principals,
            actions: Vec::new(),
            resources: Vec::new(),
            conditions: Vec::new(),
        };
        is_about(&statement, who)
    }

    fn here(tail: &str) -> Value {
        Value::join([Value::literal("arn:aws:iam::"), Value::Pseudo(Pseudo::Account), Value::literal(tail.to_string())])
    }

    #[test]
    fn an_arn_is_listed_or_of_an_account_that_is() {
        let literal = |text: &str| Value::literal(text.to_string());
        let role = || literal("arn:aws:iam::111122223333:role/r");
        let unknown = || Value::Join(vec![literal("arn:aws:iam::1"), Value::unknown()]);
        let parameter = || Value::Join(vec![literal("arn:"), Value::Parameter(Parameter::VpcId)]);
        let attribute = || Value::Attribute(ResourceId::ExecutionRole, Attribute::Arn);
        for (listed, asks, expected) in [
            (role(), role(), Some(true)),
            (role(), literal("arn:aws:iam::111122223333:role/R"), Some(false)),
            (role(), literal("arn:aws:iam::111122223333:role/rr"), Some(false)),
            (literal("*"), role(), Some(true)),
            (literal("*"), Value::unknown(), Some(true)),
            (literal("arn:aws:iam::111122223333:role/*"), role(), Some(false)),
            (literal("arn:aws:iam::111122223333:root"), role(), Some(true)),
            (literal("111122223333"), role(), Some(true)),
            (literal("111122223333"), literal("arn:aws:iam::111122223333:root"), Some(true)),
            (literal("arn:aws:iam::111122223333:root"), literal("111122223333"), Some(true)),
            (role(), literal("arn:aws:iam::111122223333:root"), Some(false)),
            (literal("444455556666"), role(), Some(false)),
            (literal("arn:aws:iam::444455556666:root"), role(), Some(false)),
            (literal("11112222333"), role(), Some(false)),
            (literal("11112222333x"), role(), Some(false)),
            // Twelve places, and each a digit.
            (literal("11112222333"), literal("arn:aws:iam::11112222333:role/r"), Some(false)),
            (literal("11112222333x"), literal("arn:aws:iam::11112222333x:role/r"), Some(false)),
            (here(":root"), here(":role/r"), Some(true)),
            (Value::Pseudo(Pseudo::Account), here(":role/r"), Some(true)),
            (here(":root"), role(), Some(false)),
            (literal("111122223333"), here(":role/r"), Some(false)),
            (attribute(), attribute(), Some(true)),
            (attribute(), role(), Some(false)),
            (parameter(), parameter(), Some(true)),
            (parameter(), role(), None),
            (role(), parameter(), None),
            (unknown(), unknown(), None),
            (unknown(), role(), None),
            (Value::unknown(), Value::unknown(), None),
        ] {
            let principals = Some(Principals::Aws(vec![listed.clone()]));
            assert_eq!(about(principals, Who::Arn(&asks)), expected, "{listed:?} {asks:?}");
        }
    }

    #[test]
    fn anyone_else_is_nobody_who_is_named() {
        let listed = |values: &[Value]| about(Some(Principals::Aws(values.to_vec())), Who::AnyoneElse);
        assert_eq!(listed(&[here(":role/r"), here(":root"), Value::literal("111122223333")]), Some(false));
        assert_eq!(listed(&[here(":role/r"), Value::literal("*")]), Some(true));
        assert_eq!(listed(&[here(":role/r"), Value::unknown()]), None);
        assert_eq!(listed(&[Value::unknown(), Value::literal("*")]), Some(true));
        assert_eq!(listed(&[]), Some(false));
    }

    #[test]
    fn of_other_principals() {
        let role = here(":role/r");
        for who in [Who::AnyoneElse, Who::Arn(&role)] {
            assert_eq!(about(Some(Principals::Everyone), who), Some(true));
            assert_eq!(about(Some(Principals::Service("ecs-tasks.amazonaws.com".into())), who), Some(false));
            assert_eq!(about(Some(Principals::Unknown), who), None);
            assert_eq!(about(None, who), None);
        }
    }
}
