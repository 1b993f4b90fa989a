//! Input: a text in HCL.
//! Output: its tree.
//! Never: lets another file of ours know the library that parses.

use super::syntax::{Argument, Block, Body, ELEMENT, Expr, ExprKind, For, Operator, Piece};
use crate::span::{SourceId, Span, UNRESOLVED, merge_conflict};
use crate::template::evaluated::Fault;
use hcl_edit::Span as _;
use hcl_edit::expr::{BinaryOperator, Expression, ForExpr, ObjectKey, TraversalOperator, UnaryOperator};
use hcl_edit::structure::Structure;
use hcl_edit::template::{Directive, Element, Strip, Template};
use std::collections::HashMap;
use std::ops::Range;

/// Reads a file; of one that is broken, the blocks before the one that is.
pub(super) fn body(text: &str, source: SourceId) -> Result<Body, (Body, Fault)> {
    whole(text, source).map_err(|fault| {
        // A block ends at a bracket in the first column, as `terraform fmt` writes it.
        let ends: Vec<usize> = text.match_indices("\n}").map(|(at, end)| at + end.len()).collect();
        let part = |end: usize| whole(text.get(..end).unwrap_or_default(), source);
        let read = ends.partition_point(|&end| part(end).is_ok());
        let end = read.checked_sub(1).and_then(|last| ends.get(last)).copied().unwrap_or_default();
        (part(end).unwrap_or_default(), fault)
    })
}

fn whole(text: &str, source: SourceId) -> Result<Body, Fault> {
    let mut reading = Reading { source, offset: 0, whole: None, renamed: HashMap::new() };
    let mut renamed = String::new();
    for attempt in 0..=MOST_REPEATED {
        let text = if attempt == 0 { text } else { renamed.as_str() };
        match hcl_edit::parser::parse_body(text) {
            Ok(parsed) => return Ok(reading.body(&parsed)),
            Err(error) => {
                renamed = reading.rename(text, &error, attempt).ok_or_else(|| {
                    let conflict = merge_conflict(text, source);
                    conflict
                        .map_or_else(|| reading.fault(&error), |span| Fault { span, message: UNRESOLVED.to_owned() })
                })?;
            }
        }
    }
    Err(reading.fault_at(0, "too many keys of its objects are repeated"))
}

/// So many keys that an object repeats are read in one file.
const MOST_REPEATED: usize = 100;

/// Reads an expression of its own, as it stands behind `-var`.
pub(super) fn expression(text: &str, span: Span) -> Option<Expr> {
    let reading = Reading { source: span.source, offset: 0, whole: Some(span), renamed: HashMap::new() };
    hcl_edit::parser::parse_expr(text).ok().map(|parsed| reading.expr(&parsed))
}

/// Reads a template, whose text stands at a place: exactly there, or somehow escaped.
pub(super) fn template(text: &str, span: Span, verbatim: Option<u32>) -> Result<Vec<Piece>, String> {
    let reading = Reading {
        source: span.source,
        offset: verbatim.unwrap_or(0),
        whole: if verbatim.is_some() { None } else { Some(span) },
        renamed: HashMap::new(),
    };
    let parsed = hcl_edit::parser::parse_template(text).map_err(|error| error.message().to_owned())?;
    Ok(reading.pieces(&parsed))
}

/// Where the text that is read stands.
struct Reading {
    source: SourceId,
    /// Of its first byte.
    offset: u32,
    /// The one place of all of it, where it stands there in another spelling.
    whole: Option<Span>,
    /// The keys that were renamed for the parser, by the offset where they begin.
    renamed: HashMap<usize, String>,
}

impl Reading {
    fn fault(&self, error: &hcl_edit::parser::Error) -> Fault {
        self.fault_at(error.location().offset(), error.message())
    }

    fn fault_at(&self, offset: usize, message: &str) -> Fault {
        let at = u32::try_from(offset).unwrap_or(u32::MAX);
        let span = Span { source: self.source, start: at, end: at };
        Fault { span, message: format!("this is not Terraform's language: {message}") }
    }

    /// The text with another key of the same length where an object repeats one. Terraform lets the last one stand; the
    /// parser refuses it. The tree gets the key that was written.
    fn rename(&mut self, text: &str, error: &hcl_edit::parser::Error, attempt: usize) -> Option<String> {
        if !error.message().contains("found redefined object key") {
            return None;
        }
        let begin = error.location().offset();
        let (before, rest) = text.split_at_checked(begin)?;
        let (quote, rest) = rest.strip_prefix('"').map_or(("", rest), |rest| ("\"", rest));
        let length = rest.find(|c: char| !c.is_alphanumeric() && c != '_' && c != '-')?;
        let (key, rest) = rest.split_at_checked(length)?;
        if !rest.starts_with(quote) {
            return None;
        }
        // Letters as the digits of a number that is another one each time.
        let letter = |place: u32| char::from(b'a' + (attempt / 26_usize.pow(place.min(2)) % 26).to_le_bytes()[0]);
        let name: String = (0..).take(length).map(letter).collect();
        self.renamed.entry(begin).or_insert_with(|| key.to_owned());
        Some([before, quote, &name, rest].concat())
    }

    fn place(&self, range: Option<Range<usize>>) -> Span {
        if let Some(whole) = self.whole {
            return whole;
        }
        let range = range.unwrap_or_default();
        let offset = |at: usize| u32::try_from(at).unwrap_or(u32::MAX).saturating_add(self.offset);
        Span { source: self.source, start: offset(range.start), end: offset(range.end) }
    }

    fn body(&self, body: &hcl_edit::structure::Body) -> Body {
        let mut read = Body::default();
        for structure in body {
            match structure {
                Structure::Attribute(attribute) => read.arguments.push(Argument {
                    name: attribute.key.as_str().to_owned(),
                    name_span: self.place(attribute.key.span()),
                    value: self.expr(&attribute.value),
                }),
                Structure::Block(block) => read.blocks.push(Block {
                    kind: block.ident.as_str().to_owned(),
                    kind_span: self.place(block.ident.span()),
                    labels: block
                        .labels
                        .iter()
                        .map(|label| (label.as_str().to_owned(), self.place(label.span())))
                        .collect(),
                    body: self.body(&block.body),
                    span: self.place(block.span()),
                }),
            }
        }
        read
    }

    fn boxed(&self, expression: &Expression) -> Box<Expr> {
        Box::new(self.expr(expression))
    }

    fn expr(&self, expression: &Expression) -> Expr {
        let span = self.place(expression.span());
        let kind = match expression {
            Expression::Null(_) => ExprKind::Null,
            Expression::Bool(value) => ExprKind::Bool(*value.value()),
            Expression::Number(number) => ExprKind::Number(number.value().as_f64().unwrap_or(f64::NAN)),
            Expression::String(text) => ExprKind::Text(String::from(text.value().as_str())),
            Expression::Array(items) => ExprKind::List(items.iter().map(|item| self.expr(item)).collect()),
            Expression::Object(object) => {
                let entries = object.iter().map(|(key, value)| (self.key(key), self.expr(value.expr())));
                ExprKind::Map(entries.collect())
            }
            Expression::StringTemplate(template) => ExprKind::Template(self.elements(template.iter(), false, false)),
            Expression::HeredocTemplate(heredoc) => match self.pieces(&heredoc.template).as_slice() {
                [] => ExprKind::Text(String::new()),
                [Piece::Text(text, span)] => return Expr::new(ExprKind::Text(text.clone()), *span),
                pieces => ExprKind::Template(pieces.to_vec()),
            },
            Expression::Parenthesis(inner) => return self.expr(inner.inner()),
            Expression::Variable(name) => ExprKind::Name(name.as_str().to_owned()),
            Expression::Conditional(conditional) => ExprKind::If(Box::new([
                self.expr(&conditional.cond_expr),
                self.expr(&conditional.true_expr),
                self.expr(&conditional.false_expr),
            ])),
            Expression::FuncCall(call) => {
                let mut name = String::new();
                for part in &call.name.namespace {
                    name.push_str(part.as_str());
                    name.push_str("::");
                }
                name.push_str(call.name.name.as_str());
                let arguments = call.args.iter().map(|argument| self.expr(argument)).collect();
                ExprKind::Call { name, arguments, expanded: call.args.expand_final() }
            }
            Expression::Traversal(traversal) => {
                let operators: Vec<&TraversalOperator> =
                    traversal.operators.iter().map(hcl_edit::Decorated::value).collect();
                return self.steps(self.expr(&traversal.expr), &operators, span);
            }
            Expression::UnaryOp(unary) => match unary.operator.value() {
                UnaryOperator::Neg => ExprKind::Negative(self.boxed(&unary.expr)),
                UnaryOperator::Not => ExprKind::Not(self.boxed(&unary.expr)),
            },
            Expression::BinaryOp(binary) => {
                let operands = [self.expr(&binary.lhs_expr), self.expr(&binary.rhs_expr)];
                ExprKind::Binary(operator(*binary.operator.value()), Box::new(operands))
            }
            Expression::ForExpr(of) => ExprKind::For(Box::new(self.each(of))),
        };
        Expr::new(kind, span)
    }

    fn each(&self, of: &ForExpr) -> For {
        For {
            key_name: of.intro.key_var.as_ref().map(|name| name.as_str().to_owned()),
            value_name: of.intro.value_var.as_str().to_owned(),
            of: self.expr(&of.intro.collection_expr),
            key: of.key_expr.as_ref().map(|key| self.expr(key)),
            value: self.expr(&of.value_expr),
            grouped: of.grouping,
            condition: of.cond.as_ref().map(|condition| self.expr(&condition.expr)),
        }
    }

    fn key(&self, key: &ObjectKey) -> Expr {
        let renamed = key.span().and_then(|range| self.renamed.get(&range.start));
        if let Some(name) = renamed {
            return Expr::new(ExprKind::Text(name.clone()), self.place(key.span()));
        }
        match key {
            ObjectKey::Ident(name) => Expr::new(ExprKind::Text(name.as_str().to_owned()), self.place(name.span())),
            ObjectKey::Expression(Expression::Variable(name)) => {
                Expr::new(ExprKind::Text(name.as_str().to_owned()), self.place(name.span()))
            }
            // As a key, a word is a name, whatever it means elsewhere.
            ObjectKey::Expression(Expression::Null(word)) => {
                Expr::new(ExprKind::Text("null".to_owned()), self.place(word.span()))
            }
            ObjectKey::Expression(Expression::Bool(word)) => {
                Expr::new(ExprKind::Text(word.value().to_string()), self.place(word.span()))
            }
            ObjectKey::Expression(expression) => self.expr(expression),
        }
    }

    /// What stands behind a value: `.name`, `[index]`, `[*]`. What follows a splat is asked of each element.
    fn steps(&self, of: Expr, operators: &[&TraversalOperator], whole: Span) -> Expr {
        let Some((first, rest)) = operators.split_first() else { return of };
        let of = Box::new(of);
        let kind = match first {
            TraversalOperator::GetAttr(name) => ExprKind::Get(of, name.as_str().to_owned()),
            TraversalOperator::Index(index) => ExprKind::Index(of, self.boxed(index)),
            TraversalOperator::LegacyIndex(index) => {
                let number = u32::try_from(*index.value()).map_or(f64::NAN, f64::from);
                ExprKind::Index(of, Box::new(Expr::new(ExprKind::Number(number), whole)))
            }
            TraversalOperator::FullSplat(_) => {
                let element = Expr::new(ExprKind::Name(ELEMENT.to_owned()), whole);
                return Expr::new(ExprKind::Splat(of, Box::new(self.steps(element, rest, whole))), whole);
            }
            TraversalOperator::AttrSplat(_) => {
                let names = rest.iter().take_while(|step| matches!(step, TraversalOperator::GetAttr(_))).count();
                let (names, rest) = rest.split_at_checked(names).unwrap_or((rest, &[]));
                let element = Expr::new(ExprKind::Name(ELEMENT.to_owned()), whole);
                let each = Box::new(self.steps(element, names, whole));
                return self.steps(Expr::new(ExprKind::Splat(of, each), whole), rest, whole);
            }
        };
        self.steps(Expr::new(kind, whole), rest, whole)
    }

    fn pieces(&self, template: &Template) -> Vec<Piece> {
        self.elements(template.iter(), false, false)
    }

    /// The pieces of a template; `~` at their front or behind them takes the blanks away.
    fn elements<'e>(&self, elements: impl Iterator<Item = &'e Element>, front: bool, behind: bool) -> Vec<Piece> {
        let mut pieces = Vec::new();
        let mut strip = front;
        for element in elements {
            let (before, after) = match element {
                Element::Literal(_) => (false, false),
                Element::Interpolation(value) => sides(value.strip),
                Element::Directive(directive) => match directive.as_ref() {
                    Directive::If(it) => (sides(it.if_expr.strip).0, sides(it.endif_expr.strip).1),
                    Directive::For(it) => (sides(it.for_expr.strip).0, sides(it.endfor_expr.strip).1),
                },
            };
            if before {
                strip_last(&mut pieces);
            }
            match element {
                Element::Literal(text) => {
                    let text = if strip { text.value().trim_start() } else { text.value().as_str() };
                    pieces.push(Piece::Text(text.to_owned(), self.place(element.span())));
                }
                Element::Interpolation(value) => pieces.push(Piece::Value(self.expr(&value.expr))),
                Element::Directive(directive) => pieces.push(self.directive(directive)),
            }
            strip = after;
        }
        if behind {
            strip_last(&mut pieces);
        }
        pieces
    }

    fn directive(&self, directive: &Directive) -> Piece {
        match directive {
            Directive::If(it) => {
                let end = sides(it.endif_expr.strip).0;
                let middle = it.else_expr.as_ref().map(|other| sides(other.strip));
                let yes = self.elements(
                    it.if_expr.template.iter(),
                    sides(it.if_expr.strip).1,
                    middle.map_or(end, |(before, _)| before),
                );
                let no = it
                    .else_expr
                    .as_ref()
                    .map(|other| self.elements(other.template.iter(), middle.is_some_and(|(_, after)| after), end));
                Piece::If(self.expr(&it.if_expr.cond_expr), yes, no.unwrap_or_default())
            }
            Directive::For(it) => Piece::For {
                key_name: it.for_expr.key_var.as_ref().map(|name| name.as_str().to_owned()),
                value_name: it.for_expr.value_var.as_str().to_owned(),
                of: self.expr(&it.for_expr.collection_expr),
                pieces: self.elements(
                    it.for_expr.template.iter(),
                    sides(it.for_expr.strip).1,
                    sides(it.endfor_expr.strip).0,
                ),
            },
        }
    }
}

/// Whether a marker takes the blanks before it away, and those behind it.
fn sides(strip: Strip) -> (bool, bool) {
    match strip {
        Strip::None => (false, false),
        Strip::Start => (true, false),
        Strip::End => (false, true),
        Strip::Both => (true, true),
    }
}

fn strip_last(pieces: &mut [Piece]) {
    if let Some(Piece::Text(text, _)) = pieces.last_mut() {
        text.truncate(text.trim_end().len());
    }
}

fn operator(operator: BinaryOperator) -> Operator {
    match operator {
        BinaryOperator::Eq => Operator::Equal,
        BinaryOperator::NotEq => Operator::NotEqual,
        BinaryOperator::LessEq => Operator::LessOrEqual,
        BinaryOperator::GreaterEq => Operator::GreaterOrEqual,
        BinaryOperator::Less => Operator::Less,
        BinaryOperator::Greater => Operator::Greater,
        BinaryOperator::Plus => Operator::Plus,
        BinaryOperator::Minus => Operator::Minus,
        BinaryOperator::Mul => Operator::Times,
        BinaryOperator::Div => Operator::Divide,
        BinaryOperator::Mod => Operator::Modulo,
        BinaryOperator::And => Operator::And,
        BinaryOperator::Or => Operator::Or,
    }
}
