//! Input: the tree of modules, and one parsed file.
//! Output: an edge for each path of the file that leads to another file, and a fault for each that leads nowhere.
//! Never: resolves a method by its type; only one that its name alone identifies.

use super::graph::{Graph, Place, Target, Tree};
use super::items::{Leaf, head, is_test, leaves, segments, word};
use proc_macro2::{Delimiter, Spacing, TokenStream, TokenTree};
use std::collections::BTreeSet;
use syn::punctuated::Punctuated;
use syn::visit::{self, Visit};
use syn::{Expr, Token, UseTree, Visibility};

/// Names that are in scope everywhere and open a path.
const PRELUDE: &str = "Self bool char str u8 u16 u32 u64 u128 usize i8 i16 i32 i64 i128 isize f32 f64 Box String Vec \
    Option Result Iterator IntoIterator DoubleEndedIterator ExactSizeIterator Extend FromIterator Default Clone Copy \
    Send Sync Sized Drop Fn FnMut FnOnce From Into TryFrom TryInto AsRef AsMut ToOwned ToString PartialEq Eq \
    PartialOrd Ord";

/// Adds to the graph what a file names.
pub fn follow(tree: &mut Tree, module: usize, file: &syn::File, graph: &mut Graph) {
    let scopes = vec![BTreeSet::new()];
    let mut reader = Reader { tree, module, scopes, generics: BTreeSet::new(), in_attribute: false, graph };
    reader.visit_file(file);
}

struct Reader<'t, 'f> {
    tree: &'t mut Tree<'f>,
    module: usize,
    /// The variables, block by block.
    scopes: Vec<BTreeSet<String>>,
    /// All type parameters so far. They are asked last, so that none of them hides a path of ours.
    generics: BTreeSet<String>,
    in_attribute: bool,
    graph: &'t mut Graph,
}

/// How sure it is that words are a path.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Origin {
    Code,
    Tokens,
}

impl Reader<'_, '_> {
    fn path(&mut self, path: &[String], line: usize, origin: Origin) {
        let [first, rest @ ..] = path else { return };
        let is_root = matches!(first.as_str(), "crate" | "self" | "super");
        if rest.is_empty() && (is_root || self.scopes.iter().any(|scope| scope.contains(first))) {
            return;
        }
        let targets = self.tree.resolve(self.module, path);
        let is_known = || self.generics.contains(first) || PRELUDE.split(' ').any(|name| name == first);
        if targets.is_empty() && (is_root || origin == Origin::Code && !rest.is_empty() && !is_known()) {
            let file = self.tree.file_of(self.module);
            self.graph.faults.push(format!("{file}:{line}: `{}` leads nowhere", path.join("::")));
        }
        for target in targets {
            if let Target::Item(module) = target {
                self.edge(module, path, line);
                // `Type::function`, written in another file than the type.
                if let [.., of, function] = path
                    && is_capital(of)
                    && let Some(apart) = self.tree.apart(function)
                {
                    self.edge(apart, path, line);
                }
            }
        }
    }

    fn edge(&mut self, to: usize, path: &[String], line: usize) {
        let [from, to] = [self.module, to].map(|module| self.tree.file_of(module).to_owned());
        if from != to {
            let place = Place { line, path: path.join("::") };
            self.graph.edges.entry((from, to)).or_insert(place);
        }
    }

    /// A re-export of what lies below is a signpost, and no use of it.
    fn import(&mut self, leaf: &Leaf, is_public: bool) {
        let targets = self.tree.resolve(self.module, &leaf.path);
        let is_below = |target: &Target| match target {
            Target::Item(module) | Target::Module(module) => self.tree.is_below(*module, self.module),
            Target::Foreign => false,
        };
        if targets.is_empty() || !is_public || !targets.iter().any(is_below) {
            // `use name;` of an extern crate is a path of one word that must lead somewhere, too.
            if targets.is_empty() && leaf.path.len() == 1 {
                let file = self.tree.file_of(self.module);
                self.graph.faults.push(format!("{file}:{}: `{}` leads nowhere", leaf.line, leaf.path[0]));
            }
            self.path(&leaf.path, leaf.line, Origin::Code);
        }
    }

    fn bind(&mut self, name: String) {
        self.scopes.last_mut().unwrap().insert(name);
    }

    /// A scope for variables.
    fn within(&mut self, inside: impl FnOnce(&mut Self)) {
        self.scopes.push(BTreeSet::new());
        inside(self);
        self.scopes.pop();
    }

    /// The body of a function sees no variable of the function around it.
    fn apart(&mut self, inside: impl FnOnce(&mut Self)) {
        let outer = std::mem::replace(&mut self.scopes, vec![BTreeSet::new()]);
        inside(self);
        self.scopes = outer;
    }

    fn tokens(&mut self, stream: TokenStream) {
        let tokens: Vec<TokenTree> = stream.into_iter().collect();
        let mut at = 0;
        while at < tokens.len() {
            match &tokens[at] {
                TokenTree::Group(group) => self.tokens(group.stream()),
                TokenTree::Ident(_) if opens_path(&tokens, at) => {
                    at = self.token_path(&tokens, at);
                    continue;
                }
                TokenTree::Literal(literal) if self.in_attribute => {
                    // `#[serde(with = "crate::place::name")]`.
                    if let Ok(text) = syn::parse2(TokenTree::from(literal.clone()).into()) {
                        self.text(&text);
                    }
                }
                TokenTree::Ident(_) | TokenTree::Punct(_) | TokenTree::Literal(_) => {}
            }
            at += 1;
        }
    }

    /// Follows the path that opens at a token; where it ends.
    fn token_path(&mut self, tokens: &[TokenTree], start: usize) -> usize {
        let mut path = Vec::new();
        let mut at = start;
        let mut is_open = false;
        while let Some(TokenTree::Ident(ident)) = tokens.get(at) {
            path.push(word(ident));
            at += 1;
            is_open = is_colons(tokens, at);
            if !is_open {
                break;
            }
            at += 2;
        }
        let line = tokens[start].span().start().line;
        match tokens.get(at) {
            // `use crate::a::{b, c};` in a macro's text.
            Some(TokenTree::Group(group)) if group.delimiter() == Delimiter::Brace && is_open => {
                if let Ok(tree) = syn::parse2::<UseTree>(TokenStream::from(tokens[at].clone())) {
                    for leaf in leaves(&tree) {
                        self.path(&[path.clone(), leaf.path].concat(), line, Origin::Tokens);
                    }
                }
            }
            next => {
                // A single word may be anything: a type is told by its capital, a function by its call.
                let is_call = matches!(next, Some(TokenTree::Group(group))
                    if group.delimiter() == Delimiter::Parenthesis && !self.in_attribute);
                if path.len() > 1 || is_call || is_capital(&path[0]) {
                    self.path(&path, line, Origin::Tokens);
                }
            }
        }
        at
    }

    fn text(&mut self, text: &syn::LitStr) {
        if let (true, Ok(path)) = (text.value().contains("::"), text.parse::<syn::Path>()) {
            self.path(&segments(&path), text.span().start().line, Origin::Tokens);
        }
    }
}

fn is_capital(name: &str) -> bool {
    name.starts_with(|first: char| first.is_uppercase())
}

fn is_sign(token: Option<&TokenTree>, sign: char) -> bool {
    matches!(token, Some(TokenTree::Punct(punct)) if punct.as_char() == sign)
}

fn is_colons(tokens: &[TokenTree], at: usize) -> bool {
    let is_joint = matches!(&tokens.get(at), Some(TokenTree::Punct(punct)) if punct.spacing() == Spacing::Joint);
    is_joint && is_sign(tokens.get(at), ':') && is_sign(tokens.get(at + 1), ':')
}

/// Whether a word of a macro can be the first of a path: no field, lifetime, macro's variable or name of a definition.
fn opens_path(tokens: &[TokenTree], at: usize) -> bool {
    let before = |steps: usize| at.checked_sub(steps).and_then(|before| tokens.get(before));
    match before(1) {
        Some(TokenTree::Punct(punct)) => match punct.as_char() {
            ':' => !is_sign(before(2), ':'),
            '.' => is_sign(before(2), '.'),
            '\'' => false,
            '$' => matches!(&tokens[at], TokenTree::Ident(ident) if ident == "crate"),
            _ => true,
        },
        Some(TokenTree::Ident(ident)) => !["fn", "mod", "struct", "enum", "type", "trait"].iter().any(|w| ident == w),
        Some(TokenTree::Group(_) | TokenTree::Literal(_)) | None => true,
    }
}

impl<'ast> Visit<'ast> for Reader<'_, '_> {
    fn visit_path(&mut self, path: &'ast syn::Path) {
        // With colons in front it is another crate's, or the end of `<T>::name`.
        if path.leading_colon.is_none() {
            self.path(&segments(path), path.segments[0].ident.span().start().line, Origin::Code);
        }
        visit::visit_path(self, path);
    }

    fn visit_item(&mut self, item: &'ast syn::Item) {
        if !is_test(head(item).0) {
            visit::visit_item(self, item);
        }
    }

    fn visit_item_use(&mut self, item: &'ast syn::ItemUse) {
        let is_public = !matches!(item.vis, Visibility::Inherited);
        for leaf in leaves(&item.tree) {
            self.import(&leaf, is_public);
        }
    }

    fn visit_item_mod(&mut self, item: &'ast syn::ItemMod) {
        let outer = self.module;
        if let (Some(_), Some(child)) = (&item.content, self.tree.inline(outer, &item.ident)) {
            self.module = child;
            visit::visit_item_mod(self, item);
            self.module = outer;
        }
    }

    fn visit_visibility(&mut self, _: &'ast Visibility) {}

    fn visit_item_fn(&mut self, item: &'ast syn::ItemFn) {
        self.apart(|reader| visit::visit_item_fn(reader, item));
    }

    fn visit_impl_item(&mut self, item: &'ast syn::ImplItem) {
        let is_for_tests = matches!(item, syn::ImplItem::Fn(item) if is_test(&item.attrs))
            || matches!(item, syn::ImplItem::Const(item) if is_test(&item.attrs));
        if !is_for_tests {
            self.apart(|reader| visit::visit_impl_item(reader, item));
        }
    }

    fn visit_trait_item(&mut self, item: &'ast syn::TraitItem) {
        self.apart(|reader| visit::visit_trait_item(reader, item));
    }

    fn visit_type_param(&mut self, parameter: &'ast syn::TypeParam) {
        self.generics.insert(word(&parameter.ident));
        visit::visit_type_param(self, parameter);
    }

    fn visit_block(&mut self, block: &'ast syn::Block) {
        let outer = self.module;
        let mut items = block.stmts.iter().filter_map(|statement| match statement {
            syn::Stmt::Item(item) => Some(item),
            syn::Stmt::Local(_) | syn::Stmt::Expr(..) | syn::Stmt::Macro(_) => None,
        });
        if items.clone().next().is_some() {
            self.module = self.tree.block(outer, &mut items);
        }
        self.within(|reader| visit::visit_block(reader, block));
        self.module = outer;
    }

    fn visit_local(&mut self, local: &'ast syn::Local) {
        if is_test(&local.attrs) {
            return;
        }
        if let Some(init) = &local.init {
            self.visit_local_init(init);
        }
        self.visit_pat(&local.pat);
    }

    fn visit_arm(&mut self, arm: &'ast syn::Arm) {
        self.within(|reader| visit::visit_arm(reader, arm));
    }

    fn visit_expr_closure(&mut self, closure: &'ast syn::ExprClosure) {
        self.within(|reader| visit::visit_expr_closure(reader, closure));
    }

    fn visit_expr_for_loop(&mut self, expr: &'ast syn::ExprForLoop) {
        self.visit_expr(&expr.expr);
        self.within(|reader| {
            reader.visit_pat(&expr.pat);
            reader.visit_block(&expr.body);
        });
    }

    fn visit_expr_if(&mut self, expr: &'ast syn::ExprIf) {
        self.within(|reader| {
            reader.visit_expr(&expr.cond);
            reader.visit_block(&expr.then_branch);
        });
        if let Some((_, otherwise)) = &expr.else_branch {
            self.visit_expr(otherwise);
        }
    }

    fn visit_expr_while(&mut self, expr: &'ast syn::ExprWhile) {
        self.within(|reader| visit::visit_expr_while(reader, expr));
    }

    fn visit_expr_let(&mut self, expr: &'ast syn::ExprLet) {
        self.visit_expr(&expr.expr);
        self.visit_pat(&expr.pat);
    }

    fn visit_expr_method_call(&mut self, call: &'ast syn::ExprMethodCall) {
        let name = word(&call.method);
        if let Some(apart) = self.tree.apart(&name) {
            self.edge(apart, &[format!(".{name}()")], call.method.span().start().line);
        }
        visit::visit_expr_method_call(self, call);
    }

    fn visit_pat_ident(&mut self, pat: &'ast syn::PatIdent) {
        let name = word(&pat.ident);
        if is_capital(&name) {
            self.path(&[name], pat.ident.span().start().line, Origin::Code);
        } else {
            self.bind(name);
        }
        visit::visit_pat_ident(self, pat);
    }

    fn visit_macro(&mut self, call: &'ast syn::Macro) {
        let name = segments(&call.path);
        let line = call.path.segments[0].ident.span().start().line;
        match (name.as_slice(), self.tree.resolve(self.module, &name).is_empty()) {
            // Of a module above, or of the standard library.
            ([only], true) => {
                if let Some(module) = self.tree.macro_in_scope(self.module, only) {
                    self.edge(module, &name, line);
                }
            }
            _ => self.path(&name, line, Origin::Code),
        }
        match call.parse_body_with(Punctuated::<Expr, Token![,]>::parse_terminated) {
            // The expressions live as long as this call; what reads them keeps nothing of them.
            Ok(expressions) => expressions.iter().for_each(|expr| Reader::visit_expr(self, expr)),
            Err(_) => self.tokens(call.tokens.clone()),
        }
    }

    fn visit_attribute(&mut self, attribute: &'ast syn::Attribute) {
        if !attribute.path().is_ident("doc") {
            self.in_attribute = true;
            self.path(&segments(attribute.path()), attribute.pound_token.span.start().line, Origin::Tokens);
            match &attribute.meta {
                syn::Meta::Path(_) => {}
                syn::Meta::List(list) => self.tokens(list.tokens.clone()),
                syn::Meta::NameValue(pair) => self.visit_expr(&pair.value),
            }
            self.in_attribute = false;
        }
    }

    fn visit_lit_str(&mut self, text: &'ast syn::LitStr) {
        if self.in_attribute {
            self.text(text);
        }
    }

    fn visit_token_stream(&mut self, tokens: &'ast TokenStream) {
        self.tokens(tokens.clone());
    }
}
