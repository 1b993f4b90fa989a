//! Input: items as they are parsed.
//! Output: their names, the paths that they import, and whether they are only for tests.
//! Never: knows what a path leads to.

use proc_macro2::{TokenStream, TokenTree};
use std::collections::BTreeSet;
use syn::punctuated::Punctuated;
use syn::{Attribute, Ident, Item, Meta, Token, UseTree};

/// One import: its whole path, and the name that it gets; none of a glob. `_` is a name that nobody says.
pub struct Leaf {
    pub path: Vec<String>,
    pub name: Option<String>,
    pub line: usize,
}

/// All that a `use` imports, its braces opened.
pub fn leaves(tree: &UseTree) -> Vec<Leaf> {
    let leaf = |ident: &Ident, name: &Ident| Leaf {
        path: vec![word(ident)],
        name: Some(word(name)),
        line: ident.span().start().line,
    };
    match tree {
        UseTree::Name(name) => vec![leaf(&name.ident, &name.ident)],
        UseTree::Rename(rename) => vec![leaf(&rename.ident, &rename.rename)],
        UseTree::Glob(glob) => vec![Leaf { path: Vec::new(), name: None, line: glob.star_token.span.start().line }],
        UseTree::Group(group) => group.items.iter().flat_map(leaves).collect(),
        UseTree::Path(path) => {
            let mut found = leaves(&path.tree);
            for leaf in &mut found {
                // `a::{self}` is `a`.
                if leaf.path == ["self"] {
                    leaf.path.clear();
                    let name = leaf.name.take().filter(|name| name != "self");
                    leaf.name = Some(name.unwrap_or_else(|| word(&path.ident)));
                }
                leaf.path.insert(0, word(&path.ident));
            }
            found
        }
    }
}

pub fn word(ident: &Ident) -> String {
    ident.to_string().trim_start_matches("r#").to_owned()
}

/// A path's words, without what stands in its angle brackets.
pub fn segments(path: &syn::Path) -> Vec<String> {
    path.segments.iter().map(|segment| word(&segment.ident)).collect()
}

/// All words of a macro's text.
pub fn words(tokens: TokenStream, found: &mut BTreeSet<String>) {
    for token in tokens {
        match token {
            TokenTree::Ident(ident) => _ = found.insert(word(&ident)),
            TokenTree::Group(group) => words(group.stream(), found),
            TokenTree::Punct(_) | TokenTree::Literal(_) => {}
        }
    }
}

/// Whether only a build of the tests has what bears these attributes.
pub fn is_test(attributes: &[Attribute]) -> bool {
    attributes.iter().any(|attribute| {
        let condition = || attribute.parse_args::<Meta>().is_ok_and(|condition| asks_for_test(&condition));
        attribute.path().is_ident("test") || attribute.path().is_ident("cfg") && condition()
    })
}

fn asks_for_test(condition: &Meta) -> bool {
    let Meta::List(list) = condition else { return condition.path().is_ident("test") };
    let parts = list.parse_args_with(Punctuated::<Meta, Token![,]>::parse_terminated).unwrap_or_default();
    let (all, any) = (list.path.is_ident("all"), list.path.is_ident("any"));
    all && parts.iter().any(asks_for_test) || any && parts.iter().all(asks_for_test)
}

/// An item's attributes, and its name where it is no module and no macro.
pub fn head(item: &Item) -> (&[Attribute], Option<&Ident>) {
    match item {
        Item::Const(item) => (&item.attrs, Some(&item.ident)),
        Item::Enum(item) => (&item.attrs, Some(&item.ident)),
        Item::Fn(item) => (&item.attrs, Some(&item.sig.ident)),
        Item::Static(item) => (&item.attrs, Some(&item.ident)),
        Item::Struct(item) => (&item.attrs, Some(&item.ident)),
        Item::Trait(item) => (&item.attrs, Some(&item.ident)),
        Item::TraitAlias(item) => (&item.attrs, Some(&item.ident)),
        Item::Type(item) => (&item.attrs, Some(&item.ident)),
        Item::Union(item) => (&item.attrs, Some(&item.ident)),
        Item::ExternCrate(item) => (&item.attrs, None),
        Item::ForeignMod(item) => (&item.attrs, None),
        Item::Impl(item) => (&item.attrs, None),
        Item::Macro(item) => (&item.attrs, None),
        Item::Mod(item) => (&item.attrs, None),
        Item::Use(item) => (&item.attrs, None),
        _ => (&[], None),
    }
}
