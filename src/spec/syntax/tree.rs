//! Input: what the grammar found.
//! Output: items and statements, as written, borrowing the source's text.
//! Never: guarantees anything about words: that a statement has the right ones is checked by the model, and that a
//! block is named, or named once, too.

use crate::span::{Span, Spanned};
use std::borrow::Cow;

/// One source file.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct File<'a> {
    /// What it holds, in the order of the text.
    pub items: Vec<Item<'a>>,
    /// Whether something that could not be read as an item stands in it.
    pub broken: bool,
}

/// What a file holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Item<'a> {
    /// `include "…";`
    Include(Include<'a>),
    /// `defaults < … >`; its name is `None`.
    Defaults(Block<'a>),
    /// `private_ecr NAME < … >`
    Block(Block<'a>),
}

/// An `include`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Include<'a> {
    /// The word itself.
    pub keyword: Span,
    /// The path; `None` where it could not be read, which has been reported.
    pub path: Option<Spanned<Cow<'a, str>>>,
    /// From the word to the path.
    pub span: Span,
}

impl Item<'_> {
    /// Where it stands, without the `;` of an include.
    pub fn span(&self) -> Span {
        match self {
            Item::Include(include) => include.span,
            Item::Defaults(block) | Item::Block(block) => block.span,
        }
    }
}

/// A block of statements.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Block<'a> {
    /// `private_ecr` or `defaults`.
    pub keyword: Span,
    /// The name, as written.
    pub name: Option<Spanned<&'a str>>,
    /// Its statements that open with a known word, in the order of the text.
    pub statements: Vec<Statement<'a>>,
    /// From the keyword to the closing `>`.
    pub span: Span,
    /// Whether something in it was broken or unknown: then nothing is concluded from what is absent.
    pub broken: bool,
    /// Whether a bracket closes it, so that no text behind it could change how it is read.
    pub closed: bool,
}

/// A statement.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Statement<'a> {
    /// The word that opens it.
    pub keyword: Spanned<Keyword>,
    /// What follows that word.
    pub arguments: Vec<Argument<'a>>,
    /// From its first word to its last.
    pub span: Span,
}

/// One of a statement's words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Argument<'a> {
    /// A bare word.
    Word(Spanned<&'a str>),
    /// A string, its escapes read.
    Text(Spanned<Cow<'a, str>>),
    /// A string in other quotes, such as `“text”`, with them. Whoever reads it reports it: some places take no string.
    Quoted(Spanned<&'a str>),
    /// A comma.
    Comma(Span),
    /// Something that has been reported, and may have stood for anything.
    Broken(Span),
}

impl Argument<'_> {
    /// Where it stands.
    pub fn span(&self) -> Span {
        match self {
            Argument::Word(word) => word.span,
            Argument::Text(text) => text.span,
            Argument::Quoted(text) => text.span,
            Argument::Comma(span) | Argument::Broken(span) => *span,
        }
    }
}

/// Whether a block can have that name: `[a-z][a-z0-9-]*`, at most 40 characters.
pub fn is_name(text: &str) -> bool {
    text.starts_with(|c: char| c.is_ascii_lowercase())
        && text.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-')
        && text.len() <= 40
}

/// A quoted text without its first and last character.
pub fn inside_quotes(text: &str) -> &str {
    let mut characters = text.chars();
    characters.next();
    characters.next_back();
    characters.as_str()
}

macro_rules! keywords {
    ($($variant:ident $word:literal),* $(,)?) => {
        /// The words that open statements, in the order of the reference, which is the formatter's.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[allow(missing_docs)]
        pub enum Keyword { $($variant),* }

        impl Keyword {
            /// All values.
            pub const ALL: &[Keyword] = &[$(Keyword::$variant),*];

            /// As it is written.
            pub fn as_str(self) -> &'static str {
                match self { $(Keyword::$variant => $word),* }
            }
        }
    };
}

keywords! {
    Region "region",
    Account "account",
    Tag "tag",
    Name "name",
    Vpc "vpc",
    Subnets "subnets",
    RouteTables "route_tables",
    Existing "existing",
    Endpoint "endpoint",
    Clients "clients",
    SecurityGroup "security_group",
    Tasks "tasks",
    Dns "dns",
    PrivateDns "private_dns",
    Ip "ip",
    Fips "fips",
    Sdk "sdk",
    Launch "launch",
    Uses "uses",
    Logs "logs",
    Secrets "secrets",
    Exec "exec",
    Kms "kms",
    Images "images",
    S3 "s3",
    PullThroughCache "pull_through_cache",
    ExecutionRole "execution_role",
    Allow "allow",
    Deny "deny",
    Accept "accept",
}

impl Keyword {
    /// Whether it opens a statement on who may do what.
    pub fn is_access(self) -> bool {
        matches!(self, Self::Allow | Self::Deny)
    }

    /// The keyword of that spelling.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|keyword| keyword.as_str() == word)
    }
}
