//! Input: texts in YAML and JSON.
//! Output: whether places, aliases and bounds are as they should be.
//! Never: looks at what a template means.

mod usual;

use super::*;

const ID: SourceId = SourceId(3);

fn followed(text: &str) -> Result<Node, Malformed> {
    yaml(text, ID, Aliases::Followed)
}

fn fault(text: &str) -> (String, String) {
    let malformed = followed(text).unwrap_err();
    (text[malformed.span.range()].to_owned(), malformed.message)
}

/// Every key and value in the order of the tree, as the characters at its place.
fn places(text: &str, node: &Node) -> Vec<String> {
    assert_eq!(node.span.source, ID);
    let mut found = vec![text[node.span.range()].to_owned()];
    match &node.content {
        Content::Scalar(_) => {}
        Content::List(nodes) => found.extend(nodes.iter().flat_map(|node| places(text, node))),
        Content::Map(entries) => {
            for entry in entries {
                found.push(format!("{}:", &text[entry.key_span.range()]));
                found.extend(places(text, &entry.node));
            }
        }
    }
    found
}

#[test]
fn every_value_of_yaml_has_its_word() {
    let text = "a: !Ref  B # why\n\"c\":\n- 'it''s'\n-   d: |\n      one\n      two\n\n\n  # end\ne: {f: [1, x y ], g: }\nh: ~\n";
    let tree = followed(text).unwrap();
    let expected = [
        text.trim_end(),
        "a:",
        "!Ref  B",
        "\"c\":",
        // Without indentation it starts at its first element, as the parser has it.
        "'it''s'\n-   d: |\n      one\n      two",
        "'it''s'",
        "d: |\n      one\n      two",
        "d:",
        "one\n      two",
        "e:",
        "{f: [1, x y ], g: }",
        "f:",
        "[1, x y ]",
        "1",
        "x y",
        "g:",
        "",
        "h:",
        "~",
    ];
    assert_eq!(places(text, &tree), expected);
    assert_eq!(tree.get("a").unwrap().tag.as_deref(), Some("!Ref"));
    assert_eq!(tree.get("c").unwrap().items().unwrap()[0].text(), Some("it's"));
}

#[test]
fn every_value_of_json_has_its_word() {
    let text = "{ \"a\" :\r\n [1.5, \"x\\n\",{ } ], \"b\":null}\n";
    let tree = json(text, ID).unwrap();
    let expected = [text.trim_end(), "\"a\":", "[1.5, \"x\\n\",{ } ]", "1.5", "\"x\\n\"", "{ }", "\"b\":", "null"];
    assert_eq!(places(text, &tree), expected);
    assert_eq!(yaml(text, ID, Aliases::Refused).map(|tree| places(text, &tree)).unwrap(), expected);
}

#[test]
fn line_ends_of_windows_change_no_value() {
    let text = "a:\n  - b: |\n      c\n      d\n  - e\n";
    let windows = text.replace('\n', "\r\n");
    let texts = |text: &str| format!("{:?}", without_places(&followed(text).unwrap()));
    assert_eq!(texts(text), texts(&windows));
}

/// The tree as lists of its texts.
fn without_places(node: &Node) -> Vec<String> {
    match &node.content {
        Content::Scalar(scalar) => vec![scalar.text.clone()],
        Content::List(nodes) => nodes.iter().flat_map(without_places).collect(),
        Content::Map(entries) => {
            entries.iter().flat_map(|entry| [vec![entry.key.clone()], without_places(&entry.node)].concat()).collect()
        }
    }
}

#[test]
fn an_alias_is_what_its_anchor_names() {
    let text = "a: &x {b: 1}\nc: *x\n? &y key\n: 2\nd: *y\n";
    let tree = followed(text).unwrap();
    assert_eq!(tree.get("c"), tree.get("a"));
    assert_eq!(tree.get("d").unwrap().text(), Some("key"));
}

#[test]
fn merged_maps_give_way_to_what_is_written() {
    let text =
        "one: &one {a: 1, b: 1}\ntwo: &two {b: 2, c: 2}\nall:\n  <<: [*one, *two]\n  a: 0\nsome: {b: 3, <<: *one}\n";
    let tree = followed(text).unwrap();
    assert_eq!(without_places(tree.get("all").unwrap()), ["a", "0", "b", "1", "c", "2"]);
    assert_eq!(without_places(tree.get("some").unwrap()), ["b", "3", "a", "1"]);
    // In quotes it is a key like any other, as in JSON.
    assert!(followed("a: {\"<<\": {b: 1}}").unwrap().get("a").unwrap().get("<<").is_some());
    assert_eq!(fault("a: {<<: b}"), ("b".to_owned(), "`<<` takes a map or a list of maps".to_owned()));
}

#[test]
fn what_cannot_be_read_has_a_place() {
    for (text, at, message) in [
        ("a: 1\na: 2\n", "a", "the key `a` appears twice in one map"),
        ("a: 1\n---\nb: 2\n", "---", "there is a second document in it"),
        ("", "", "there is no document in it"),
        ("a: *b\nb: &b 1\n", "", "this is not YAML: while parsing node, found unknown anchor"),
        ("a: &a [*a]\n", "*a", "the alias names nothing that is complete before it"),
        ("[a]: 1\n", "[", "a key is not a plain text"),
    ] {
        let malformed = followed(text).unwrap_err();
        assert_eq!((&text[malformed.span.range()], malformed.message.as_str()), (at, message), "{text}");
    }
    assert!(fault("a: [1\nb: 2\n").1.starts_with("this is not YAML: "));
    let twice = json("{\"a\": 1, \"a\": 2}", ID).unwrap_err();
    assert_eq!((twice.span.start, twice.span.end, twice.legal), (9, 12, false));
}

#[test]
fn anchors_are_refused_where_none_may_be() {
    let malformed = yaml("a: [&x 1, *x]\n", ID, Aliases::Refused).unwrap_err();
    assert!(malformed.legal && malformed.message == "there is an anchor", "{malformed:?}");
    let kept = yaml("a: {<<: {b: 1}}", ID, Aliases::Refused).unwrap();
    assert!(kept.get("a").unwrap().get("<<").is_some());
}

/// Nine lines that stand for a billion values; and a chain of anchors in each other, which would be copied each.
#[test]
fn a_short_text_stays_short() {
    let mut bomb = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n".to_owned();
    for level in 1..9 {
        let aliases = vec![format!("*a{}", level - 1); 10].join(", ");
        bomb.extend([format!("a{level}: &a{level} [{aliases}]\n")]);
    }
    assert_eq!(fault(&bomb).1, "the anchors and aliases of this text stand for more than 100000 values");
    let merged = bomb.replace('[', "{").replace(']', "}").replace("x, ", "").replace("{x}", "{x: 1}");
    assert!(followed(&merged).is_err());
    let deep = (0..40).map(|level| format!("&d{level} [")).collect::<Vec<_>>().concat();
    let wide = format!("{deep}{}{}", "x, ".repeat(10_000), "]".repeat(40));
    assert_eq!(fault(&wide).1, "the anchors and aliases of this text stand for more than 100000 values");
}

#[test]
fn depth_is_bounded_through_aliases_too() {
    let nest = |depth: usize, inside: &str| format!("{}{inside}{}", "[".repeat(depth), "]".repeat(depth));
    assert!(followed(&nest(64, "x")).is_ok());
    assert!(followed(&nest(65, "x")).unwrap_err().message.contains("more than 64 deep"));
    assert!(json(&nest(65, "1"), ID).unwrap_err().message.contains("more than 64 deep"));
    let chain = format!("a: &a {}\nb: &b {}\nc: {}\n", nest(30, "x"), nest(30, "*a"), nest(5, "*b"));
    assert!(followed(&chain).unwrap_err().message.contains("more than 64 deep"));
}

/// The library counts bytes, and the text may end within what it counts.
#[test]
fn a_fault_of_json_lies_between_characters() {
    for text in ["{\"a\": \"\u{feff}", "{\"é", "\u{feff}", "[1, \u{1f600}]"] {
        let span = json(text, ID).unwrap_err().span;
        assert!(text.get(span.range()).is_some(), "{text:?} {span:?}");
    }
}

#[test]
fn a_merge_conflict_is_what_is_wrong() {
    let conflict = "<<<<<<< HEAD\n    B: 1\n=======\n    B: 2\n>>>>>>> feature\n";
    for (before, after) in [("A:\n", "C: 3\n"), ("{\n", "}\n"), ("A: |\n  x\n", ""), ("", "A: 1\r\n")] {
        let text = format!("{before}{conflict}{after}");
        let of = |found: super::Malformed| (found.span.range(), found.message);
        let expected = (before.len()..before.len() + "<<<<<<< HEAD".len(), crate::span::UNRESOLVED.to_owned());
        let id = crate::span::SourceId(0);
        assert_eq!(of(super::yaml(&text, id, super::Aliases::Followed).unwrap_err()), expected, "{text}");
        assert_eq!(of(super::json(&text, id).unwrap_err()), expected, "{text}");
    }
    let quoted = "A: |\n  <<<<<<< HEAD\n";
    assert!(super::yaml(quoted, crate::span::SourceId(0), super::Aliases::Followed).is_ok());
}
