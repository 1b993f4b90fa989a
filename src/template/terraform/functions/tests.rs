//! Input: `tests/cases/terraform_expressions.tsv`, expressions and what Terraform makes of them.
//! Output: whether ecrc makes the same.
//! Never: takes an expectation from ecrc; the engines' tests hold the file against `terraform console`.

use crate::template::terraform::tests::expression;
use crate::template::value::to_json;

const CASES: &str = include_str!("../../../../tests/cases/terraform_expressions.tsv");

#[test]
fn expressions_are_what_terraform_makes_of_them() {
    let mut wrong = Vec::new();
    for case in CASES.lines() {
        let (text, expected) = case.split_once('\t').unwrap();
        let value = expression(text);
        let found = to_json(&value).unwrap_or_else(|| match value.why() {
            Some(crate::template::Why::Fails(_) | crate::template::Why::Missing(_)) => "<fails>".to_owned(),
            why => format!("{why:?}"),
        });
        if found != expected {
            wrong.push(format!("{text}\n  ecrc      {found}\n  terraform {expected}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
