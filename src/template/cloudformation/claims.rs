//! Input: the conditions of a template that nothing decides, what it allows as parameters, and what its rules assert.
//! Output: what they say, as far as it is read.
//! Never: follows a condition through more names than one.

use super::call::function;
use super::resolve::Resolve;
use super::stack::{Loop, Stack};
use crate::document::Node;
use crate::template::claim::Claim;
use crate::template::value::{Kind, Value};

impl Stack<'_> {
    /// What a condition says.
    pub fn claim(&self, node: &Node, around: &Loop) -> Claim {
        self.claim_through(node, around, true)
    }

    /// The same; what others say that it names is followed or not, and never what these name.
    fn claim_through(&self, node: &Node, around: &Loop, follows: bool) -> Claim {
        let unread = || Claim::holds(format!("{:?}", node.span));
        if let Some(known) = self.truth(node, around).known {
            return Claim::known(known);
        }
        let Some((function, of)) = function(node, true) else { return unread() };
        let deeper =
            |node: &Node| self.place.meter.deeper(|| self.claim_through(node, around, follows)).unwrap_or_else(unread);
        let each = || of.items().unwrap_or_default().iter().map(deeper);
        match (function, of.items()) {
            ("Condition", _) => {
                let Some(name) = of.text().map(|name| self.key(name, around)) else { return unread() };
                let itself = || Claim::holds(format!("Condition {name}"));
                match self.condition_node(&name).filter(|_| follows) {
                    Some((node, around)) => {
                        self.place.meter.deeper(|| self.claim_through(node, &around, false)).unwrap_or_else(itself)
                    }
                    None => itself(),
                }
            }
            ("Equals", Some([a, b])) => {
                let (a, b) = (self.subject(a, around), self.subject(b, around));
                match (a, b) {
                    (Ok(value), Err(subject)) | (Err(subject), Ok(value)) => Claim::Is(subject, value),
                    (Err(one), Err(other)) => Claim::holds(format!("{one} = {other}")),
                    (Ok(one), Ok(other)) => Claim::known(one == other),
                }
            }
            ("Not", Some([one])) => Claim::Not(Box::new(deeper(one))),
            ("And", Some(_)) => Claim::All(each().collect()),
            ("Or", Some(_)) => Claim::Any(each().collect()),
            ("Contains", Some([list, one])) => {
                let (list, one) = (self.value(list, around), self.subject(one, around));
                let texts = list.as_ref().and_then(Value::items).map(|all| all.iter().map(Value::as_text));
                match (texts.and_then(Iterator::collect::<Option<Vec<_>>>), one) {
                    (Some(texts), Err(subject)) => Claim::one_of(&subject, texts),
                    _ => unread(),
                }
            }
            _ => unread(),
        }
    }

    /// The text that stands at a place, or how what stands there is called.
    fn subject(&self, node: &Node, around: &Loop) -> Result<String, String> {
        let value = self.value(node, around);
        match value.as_ref().map(|value| (&value.kind, value.as_text())) {
            Some((_, Some(text))) => Ok(text),
            Some((Kind::Parameter(name, path), None)) => Err(format!("{name}{path}")),
            Some((Kind::Pseudo(pseudo), None)) => Err(format!("{pseudo:?}")),
            Some(_) | None => Err(format!("{:?}", node.span)),
        }
    }

    /// What holds whatever is deployed: the values that parameters may have, and what `Rules` assert.
    /// <https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/parameters-section-structure.html>,
    /// <https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/rules-section-structure.html>, read 2026-12-01.
    pub fn in_any_case(&self) -> Vec<Claim> {
        let fields = |section: &str| self.root.get(section).and_then(Node::entries).unwrap_or_default();
        let allowed = fields("Parameters").iter().filter_map(|field| {
            let values = field.node.get("AllowedValues")?.items()?.iter();
            let texts: Option<Vec<String>> = values.map(|it| self.value(it, &Loop::new())?.as_text()).collect();
            Some(Claim::one_of(&field.key, texts?))
        });
        let asserted = fields("Rules").iter().flat_map(|field| {
            let only_if = field.node.get("RuleCondition").map(|node| self.claim(node, &Loop::new()));
            let assertions = field.node.get("Assertions").and_then(Node::items).unwrap_or_default().iter();
            assertions.filter_map(move |assertion| {
                let claim = self.claim(assertion.get("Assert")?, &Loop::new());
                Some(match only_if.clone() {
                    Some(only_if) => Claim::Any(vec![only_if.being(false), claim]),
                    None => claim,
                })
            })
        });
        allowed.chain(asserted).collect()
    }
}
