//! Input: texts that are written as most templates are, and what becomes of them with a sign more or less.
//! Output: whether the reader of these and the parser, which reads all of YAML, read the same.
//! Never: takes a text that only one of them can read for a difference.

use super::super::{Aliases, usual, yaml};
use super::ID;

const TEXTS: [&str; 4] = [
    "---\n# all\nResources:\n  A: # one\n    Type: AWS::EC2::VPC\n    On: \"a # b\"\n\n  B:\n    - !Ref A\n    - 'b: c'\n",
    "a:\n- b: !Sub ${X}.y\n  c: [d, !GetAZs \"\", {e: f}]\n-   - 1\n-\n  g: -1\nh: {}\n",
    "P: {S: [{E: Allow, P: {S: x.y}, A: 's:*'}], V: \"1\"}\nq: !If\n  - C\n  - !Ref B\n  - d: e\n    f: []\n",
    "\"k\":\n    a b: c d  # e\n    m:\n    - n\n    - o: p\nz: http://x/#y\n",
];

/// What changes how a text is read.
const SIGNS: [&str; 44] = [
    " ", "  ", "\n", "- ", "-", ":", ": ", "a: ", "'", "\"", "[", "]", "{", "}", ",", "#", " #", "# x\n", "!Ref ",
    "!If\n", "!", "a", "---\n", "...\n", "&a ", "*a", "| ", ">", "? ", "<<: ", "~", "%", "@", "`", "\\", "\n\n",
    "\n  ", "!!str ", "\t", "\r\n", "\u{85}", "\u{feff}", "\0", "é",
];

/// Whether a text is usual; it is read in both ways then, to the same.
fn is_usual(text: &str) -> bool {
    let Some(node) = usual::read(text, ID) else { return false };
    for aliases in [Aliases::Refused, Aliases::Followed] {
        assert_eq!(yaml::read(text, ID, aliases, &mut None).as_ref(), Ok(&node), "{text:?}");
    }
    true
}

#[test]
fn what_is_usual_is_read_as_the_parser_reads_it() {
    let usual = TEXTS.map(is_usual);
    assert_eq!(usual, [true, false, true, true], "a list in a list, and a dash with nothing behind it, are not");
    let mut count = 0;
    for text in TEXTS {
        for at in 0..text.len() {
            let (before, behind) = text.split_at(at);
            let less = format!("{before}{}", &behind[1..]);
            count += usize::from(is_usual(&less)) + usize::from(is_usual(before));
            count += SIGNS.iter().filter(|sign| is_usual(&format!("{before}{sign}{behind}"))).count();
        }
    }
    assert!(count > 3_500, "{count}");
}

#[test]
fn what_is_deep_or_has_a_key_twice_is_left_to_the_parser() {
    let deep = format!("a: {}{}\n", "[".repeat(40), "]".repeat(40));
    let long = format!("{}: b\n", "a".repeat(2_000));
    let steps: Vec<String> = (0..40).map(|depth| format!("{}a:\n", "  ".repeat(depth))).collect();
    for text in
        ["a: b\na: c\n", "a: {b: c, b: d}\n", &deep, &long, &format!("{}{}b: c\n", steps.concat(), "  ".repeat(40))]
    {
        assert_eq!(usual::read(text, ID), None, "{text}");
    }
}
