//! A spec that is compiled again after an edit, with what is known of its blocks, is compiled as if for the first time.

use crate::generate::config;
use crate::spec::{Folder, input};
use ecrc::{Memo, compile, compile_again};
use proptest::prelude::*;
use proptest::sample::Index;
use std::fmt::Write as _;

/// A spec and the file that it includes, compiled after each edit.
struct Edited {
    texts: [String; 2],
    memo: Memo,
}

const NAMES: [&str; 2] = ["a.ecr", "common.ecr"];

impl Edited {
    fn of(spec: &str, common: &str) -> Self {
        let mut edited = Self { texts: [spec.to_owned(), common.to_owned()], memo: Memo::default() };
        edited.check();
        edited
    }

    /// Compiles what is there, again and for the first time. How many blocks it has, and the codes of what is found.
    fn check(&mut self) -> (usize, Vec<String>) {
        let folder = Folder::of(&[(NAMES[0], &self.texts[0]), (NAMES[1], &self.texts[1])]);
        let inputs = || vec![input(NAMES[0], self.texts[0].clone().into_bytes())];
        let again = compile_again(inputs(), &folder, &mut self.memo);
        let fresh = compile(inputs(), &folder);
        assert_eq!(again.report, fresh.report, "{:?}", self.texts);
        assert_eq!(again.blocks, fresh.blocks, "{:?}", self.texts);
        let codes = fresh.report.open().map(|found| found.rule.code.to_string()).collect();
        (fresh.blocks.len(), codes)
    }

    /// Puts another text in the place of one that is there, sign by sign, and compiles after each.
    fn type_over(&mut self, old: &str, new: &str) -> (usize, Vec<String>) {
        let at = self.texts[0].find(old).unwrap_or_else(|| panic!("{old}"));
        self.texts[0].replace_range(at..at + old.len(), "");
        self.check();
        for (offset, sign) in new.char_indices() {
            self.texts[0].insert(at + offset, sign);
            self.check();
        }
        self.check()
    }

    /// The same at once.
    fn paste_over(&mut self, old: &str, new: &str) -> (usize, Vec<String>) {
        let at = self.texts[0].find(old).unwrap_or_else(|| panic!("{old}"));
        self.texts[0].replace_range(at..at + old.len(), new);
        self.check()
    }
}

/// A spec of some blocks that take statements from its own `defaults` and from an include.
fn spec(blocks: usize) -> String {
    let mut text = "include \"common.ecr\";\ndefaults <\n  tag \"team\" \"shop\";\n>\n\n# The VPCs.\n".to_owned();
    for number in 0..blocks {
        let _ = write!(
            text,
            "private_ecr vpc-{number} <\n  region us-east-2;\n  launch fargate 1.4.0; # {number}\n  deny delete repo \"x{number}\";\n>\n"
        );
    }
    text
}

const COMMON: &str = "defaults <\n  logs awslogs;\n  accept ECR507 \"the registry denies it\";\n>\n";

#[test]
fn typing_in_blocks_and_between_them() {
    let mut edited = Edited::of(&spec(20), COMMON);
    assert_eq!(edited.check(), (20, Vec::new()));
    // In the first block, in one in the middle, in the last one.
    for number in [0, 9, 19] {
        let (blocks, _) = edited.type_over(&format!(" # {number}\n"), "\n  secrets ssm;\n  allow pull role \"web\";\n");
        assert_eq!(blocks, 20);
    }
    // At the file's start and end: until it is a block, nothing is concluded in the file.
    edited.texts[0].push('@');
    edited.type_over("@", "private_ecr new < region us-east-2; launch eks >\n");
    edited.type_over("include", "# of all\ninclude");
    let (blocks, codes) = edited.type_over("include", "private_ecr first < launch eks; region us-east-2 >\ninclude");
    assert_eq!((blocks, codes.contains(&"ECR001".to_owned())), (22, true), "the include comes too late");
}

#[test]
fn signs_that_change_how_the_rest_is_read() {
    let whole = spec(12);
    let mut edited = Edited::of(&whole, COMMON);
    for (old, new) in [
        ("vpc-3 <\n", "vpc-3 \n"),
        ("\"x4\";\n>", "\"x4\";\n"),
        ("\"x5\"", "\"x5"),
        ("\"x6\"", "x6\""),
        ("# 7\n", "/* 7\n"),
        ("# 8\n", "# 8 */\n"),
        ("vpc-9 <", "vpc-9 < <"),
        ("private_ecr vpc-10", "private_ecr"),
        ("vpc-11", "vpc-1"),
        ("include", "private_ecr < \"include"),
    ] {
        for edit in [Edited::paste_over, Edited::type_over] {
            edit(&mut edited, old, new);
            edited.texts[0].clone_from(&whole);
            assert_eq!(edited.check(), (12, Vec::new()), "{new} is undone");
        }
    }
}

#[test]
fn what_is_cut_pasted_moved_and_undone() {
    let whole = spec(18);
    let mut edited = Edited::of(&whole, COMMON);
    let start = whole.find("private_ecr vpc-5").unwrap();
    let end = whole.find("private_ecr vpc-15").unwrap();
    let cut = whole[start..end].to_owned();
    let (blocks, _) = edited.paste_over(&cut, "");
    assert_eq!(blocks, 8);
    edited.texts[0].push_str(&cut);
    assert_eq!(edited.check(), (18, Vec::new()), "moved to the end");
    edited.texts[0].push_str(&cut);
    let (_, codes) = edited.check();
    assert_eq!(codes.iter().filter(|code| *code == "ECR006").count(), 10, "pasted once more: {codes:?}");
    edited.texts[0].clone_from(&whole);
    assert_eq!(edited.check(), (18, Vec::new()), "all undone");
    edited.texts[0] = whole.replace("fargate", "ec2").replace("vpc-7 ", "vpc-8 ");
    edited.check();
    edited.texts[0] = whole.replace('\n', "\r\n");
    assert_eq!(edited.check(), (18, Vec::new()));
}

#[test]
fn what_all_blocks_take_from_elsewhere() {
    let mut edited = Edited::of(&spec(8), COMMON);
    edited.type_over("tag \"team\"", "tag \"group\"");
    edited.type_over("defaults <\n", "# moved\ndefaults <\n  vpc \"vpc-0a1b2c3d4e5f60718\";\n");
    for common in [
        "\n\n# moved\ndefaults <\n  logs awslogs;\n  accept ECR507 \"the registry denies it\";\n>\n",
        "defaults <\n  logs awslogs;\n  accept ECR507 \"another reason\";\n>\n",
        "defaults <\n  logs none;\n  accept ECR507 \"the registry denies it\";\n>\n",
        "defaults < logs",
        "defaults < logs none >\nprivate_ecr x < region us-east-2; launch eks >\n",
        "include \"a.ecr\";",
        "",
        "defaults < deny delete repo \"x\"; clients 10.0.0.0/8; ip dualstack; vpc new 10.0.0.0/16 >\n",
        COMMON,
    ] {
        common.clone_into(&mut edited.texts[1]);
        edited.check();
        edited.paste_over("# The VPCs.", "# The VPCs.\n# They are:");
    }
}

/// Pieces that specs are made of, sound and broken.
const PIECES: &[&str] = &[
    "private_ecr a <",
    "private_ecr vpc-1 < region us-east-2; launch eks >\n",
    "private_ecr <",
    ">",
    "\n>\n",
    ";",
    "\n",
    "\r",
    " ",
    "\"",
    "#",
    "\u{1f600}",
    "\u{feff}",
    "\u{1b}",
    "// x",
    "/*",
    "*/",
    "launch ec2",
    "accept ECR507 \"why\";",
    "defaults < logs awslogs >\n",
    "include \"common.ecr\";\n",
    "vpc \"vpc-0a1b2c3d4e5f60718\";",
    "route_tables \"rtb-0a1b2c3d4e5f60718\";",
    "account 111122223333;",
    "deny delete repo \"x\"",
    "deny delete repo “x”;",
    "}",
    "execution_role new \"web\";",
];

proptest! {
    #![proptest_config(config(24))]

    #[test]
    fn after_any_edits_it_is_compiled_as_if_for_the_first_time(
        edits in proptest::collection::vec(
            (0..8_usize, any::<Index>(), 0..80_usize, proptest::collection::vec(any::<Index>(), 0..3)),
            1..12,
        ),
    ) {
        let mut edited = Edited::of(&spec(5), COMMON);
        let mut before = edited.texts.clone();
        for (which, from, length, pieces) in edits {
            if which == 7 {
                std::mem::swap(&mut before, &mut edited.texts);
            } else {
                before = edited.texts.clone();
                let text = &mut edited.texts[usize::from(which == 6)];
                let boundary = |at: usize| (at..=text.len()).find(|at| text.is_char_boundary(*at)).unwrap();
                let from = boundary(from.index(text.len() + 1));
                // Mostly small edits: half of them insert.
                let to = if which % 2 == 0 { from } else { boundary((from + length).min(text.len())) };
                let new: String = pieces.iter().map(|piece| PIECES[piece.index(PIECES.len())]).collect();
                text.replace_range(from..to, &new);
            }
            edited.check();
        }
    }
}
