//! Input: the file of a module, in HCL or JSON.
//! Output: one tree for both: blocks, arguments and expressions with their places.
//! Never: works anything out.

use crate::span::Span;

/// An expression.
#[derive(Debug, Clone)]
pub(super) struct Expr {
    pub kind: ExprKind,
    pub span: Span,
}

#[derive(Debug, Clone)]
pub(super) enum ExprKind {
    Null,
    Bool(bool),
    Number(f64),
    Text(String),
    Template(Vec<Piece>),
    List(Vec<Expr>),
    Map(Vec<(Expr, Expr)>),
    /// A name at the front of a path: `var`, `aws_vpc`, `each`, or that of a loop.
    Name(String),
    Get(Box<Expr>, String),
    Index(Box<Expr>, Box<Expr>),
    /// `of[*]` and what is asked of each element, in which the element is [`ELEMENT`].
    Splat(Box<Expr>, Box<Expr>),
    If(Box<[Expr; 3]>),
    Call {
        name: String,
        arguments: Vec<Expr>,
        /// The last argument is a list of arguments, `f(list...)`.
        expanded: bool,
    },
    Not(Box<Expr>),
    Negative(Box<Expr>),
    Binary(Operator, Box<[Expr; 2]>),
    For(Box<For>),
}

/// The name of a splat's element; no name of a user's has a star.
pub(super) const ELEMENT: &str = "*";

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Operator {
    Equal,
    NotEqual,
    LessOrEqual,
    GreaterOrEqual,
    Less,
    Greater,
    Plus,
    Minus,
    Times,
    Divide,
    Modulo,
    And,
    Or,
}

/// `[for k, v in of : value if condition]`, `{for k, v in of : key => value...}`.
#[derive(Debug, Clone)]
pub(super) struct For {
    pub key_name: Option<String>,
    pub value_name: String,
    pub of: Expr,
    pub key: Option<Expr>,
    pub value: Expr,
    pub grouped: bool,
    pub condition: Option<Expr>,
}

/// A piece of a template.
#[derive(Debug, Clone)]
pub(super) enum Piece {
    Text(String, Span),
    Value(Expr),
    If(Expr, Vec<Piece>, Vec<Piece>),
    For { key_name: Option<String>, value_name: String, of: Expr, pieces: Vec<Piece> },
}

/// What stands in braces, or in a file.
#[derive(Debug, Clone, Default)]
pub(super) struct Body {
    pub arguments: Vec<Argument>,
    pub blocks: Vec<Block>,
}

#[derive(Debug, Clone)]
pub(super) struct Argument {
    pub name: String,
    pub name_span: Span,
    pub value: Expr,
}

#[derive(Debug, Clone)]
pub(super) struct Block {
    pub kind: String,
    pub kind_span: Span,
    pub labels: Vec<(String, Span)>,
    pub body: Body,
    pub span: Span,
}

impl Body {
    pub fn argument(&self, name: &str) -> Option<&Argument> {
        self.arguments.iter().find(|argument| argument.name == name)
    }

    pub fn blocks_of<'b>(&'b self, kind: &'b str) -> impl Iterator<Item = &'b Block> {
        self.blocks.iter().filter(move |block| block.kind == kind)
    }
}

impl Block {
    pub fn label(&self, index: usize) -> &str {
        self.labels.get(index).map_or("", |(label, _)| label)
    }

    /// Where its name stands: its last label.
    pub fn name_span(&self) -> Span {
        self.labels.last().map_or(self.kind_span, |(_, span)| *span)
    }
}

impl Expr {
    pub fn new(kind: ExprKind, span: Span) -> Self {
        Self { kind, span }
    }

    /// The characters of a text without templates in it.
    pub fn text(&self) -> Option<&str> {
        if let ExprKind::Text(text) = &self.kind { Some(text) } else { None }
    }
}
