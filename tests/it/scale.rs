//! Input that is too large, too deep or too odd: ecrc answers soon, and on a small stack.

use crate::spec::{Folder, codes, compiled, findings};
use ecrc::Compilation;
use ecrc::backend::{Options, Target, emit};
use ecrc::render;
use std::fmt::Write as _;

/// Half a megabyte, a sixteenth of a main thread's.
const STACK: usize = 512 * 1024;

const SOUND: &str = "region us-east-2; launch fargate 1.4.0; logs awslogs";

/// Compiles and renders on a small stack.
fn on_a_small_stack(text: String) -> (Compilation, String) {
    let work = move || {
        let compilation = compiled(&text);
        let mut out = Vec::new();
        render::pretty(&mut out, &compilation.sources, compilation.report.open().take(3), render::Look::PLAIN).unwrap();
        (compilation, String::from_utf8(out).unwrap())
    };
    std::thread::Builder::new().stack_size(STACK).spawn(work).unwrap().join().unwrap()
}

#[test]
fn a_hundred_thousand_nested_brackets() {
    for (open, times) in [("<", 100_000), ("{", 10_000), ("private_ecr <", 10_000), ("< ", 10_000), ("<;", 10_000)] {
        let (compilation, _) = on_a_small_stack(open.repeat(times));
        assert!(compilation.report.has_errors(), "{open}");
    }
    let (compilation, _) = on_a_small_stack(format!("private_ecr < {} >", "<".repeat(100_000)));
    assert_eq!(codes(&compilation), ["ECR001"]);
}

#[test]
fn a_million_semicolons() {
    let (compilation, _) = on_a_small_stack(format!("private_ecr < {SOUND}; {} >", ";".repeat(50_000)));
    assert!(compilation.report.has_errors());
    assert!(compilation.plans().is_empty());
    let (compilation, _) = on_a_small_stack(";".repeat(1_000_000));
    assert!(compilation.report.has_errors());
}

#[test]
fn reading_stops_where_nobody_reads_the_findings() {
    let all = format!("private_ecr < {SOUND};\n{} >", "lanuch ec2;\n".repeat(50_000));
    let said = format!("private_ecr < {SOUND};\n{} >", "kms maybe;\n".repeat(50_000));
    let blocks = "private_ecr < region >\n".repeat(50_000);
    for text in [all, said, blocks, ";".repeat(50_000), format!("private_ecr < {}", ";".repeat(50_000))] {
        let text = format!("private_ecr sound < {SOUND} >\n{text}");
        let (compilation, _) = on_a_small_stack(text.clone());
        let found = compilation.report.open().count();
        assert!(compilation.report.has_errors() && found < 10_100, "{found}");
        // What was not read is not taken for absent.
        assert!(compilation.plans().is_empty() || found < 10_000);
        assert!(ecrc::format("spec.ecr", text.into_bytes()).is_err());
    }
    let (compilation, _) = on_a_small_stack(format!("private_ecr < {SOUND};\n{} >", "lanuch ec2;\n".repeat(50_000)));
    let last = compilation.report.open().last().unwrap();
    assert_eq!(last.message, "too many diagnostics to continue");
    let at = last.primary.as_ref().unwrap().span;
    let line = compilation.sources.get(at.source).unwrap().position(at.start).line;
    assert!((10_000..10_020).contains(&line), "{line}");
}

#[test]
fn one_statement_cannot_fill_the_report() {
    for (many, codes) in [
        (",".repeat(50_000), &["ECR001"][..]),
        ("ssm, ".repeat(50_000), &["ECR001", "ECR005"]),
        ("'a'".repeat(50_000), &["ECR001", "ECR002"]),
        ("\u{a0}=".repeat(50_000), &["ECR001"]),
        (format!("\"{}\"", "\\a".repeat(50_000)), &["ECR001"]),
        (format!("ssm \"{}\" ", "\\a".repeat(50)).repeat(1_000), &["ECR001"]),
    ] {
        let (compilation, _) = on_a_small_stack(format!("private_ecr < {SOUND}; secrets {many} >"));
        let found = self::codes(&compilation);
        assert!(!found.is_empty() && found.len() <= 10_001, "{}", found.len());
        assert!(found.iter().all(|code| codes.contains(&code.as_str())), "{many:.20}: {codes:?}");
    }
    let (compilation, _) =
        on_a_small_stack(format!("private_ecr < {SOUND}; deny delete {} >", "\"a\" ".repeat(50_000)));
    assert_eq!(codes(&compilation).len(), 10_001);
}

#[test]
fn a_chain_of_includes_is_read_to_a_depth() {
    let chain = |length: usize| {
        let mut files: Vec<_> = (1..length)
            .map(|n| (format!("{n}.ecr"), format!("include \"{}.ecr\"; defaults < kms on >", n + 1)))
            .collect();
        files.push((format!("{length}.ecr"), "defaults < exec on >".to_owned()));
        files.push(("0.ecr".to_owned(), format!("include \"1.ecr\"; private_ecr < {SOUND} >")));
        let files: Vec<_> = files.iter().map(|(name, text)| (name.as_str(), text.as_str())).collect();
        let folder = Folder::of(&files);
        let work = move || findings(&folder.compile("0.ecr"));
        std::thread::Builder::new().stack_size(STACK).spawn(work).unwrap().join().unwrap()
    };
    assert_eq!(chain(100), [""; 0]);
    assert_eq!(chain(10_000), ["ECR007@100.ecr:1:9"]);
}

#[test]
fn what_contradicts_a_new_vpc_is_found_among_many_statements() {
    let denies: String = (0..20_000).map(|n| format!("deny delete repo \"r{n}\";")).collect();
    let groups: Vec<String> = (0..20_000).map(|n| format!("\"sg-{n:08x}\"")).collect();
    let text = format!("private_ecr < {SOUND}; vpc new 10.0.0.0/16; {denies} clients {} >", groups.join(", "));
    let (compilation, _) = on_a_small_stack(text);
    assert_eq!(codes(&compilation), ["ECR005"]);
}

#[test]
fn what_blocks_take_from_defaults_is_bounded() {
    let tags: String = (0..2_000).map(|n| format!("tag \"k{n}\" \"v\";")).collect();
    let blocks = |count: usize| -> String { (0..count).map(|n| format!("private_ecr b{n} < {SOUND} >\n")).collect() };
    let (compilation, shown) = on_a_small_stack(format!("defaults < {tags} >\n{}", blocks(2_000)));
    assert_eq!(codes(&compilation), ["ECR001"], "{shown}");
    assert!(shown.contains("`defaults` is too large for this many blocks"), "{shown}");
    let clients: Vec<String> = (0..1_000).map(|n| format!("10.0.{}.{}/32", n / 256, n % 256)).collect();
    let (compilation, _) = on_a_small_stack(format!("defaults < clients {} >\n{}", clients.join(", "), blocks(2_000)));
    assert_eq!(codes(&compilation), ["ECR001"]);
}

#[test]
fn of_many_places_a_few_are_shown() {
    let caches: String = (0..50).map(|n| format!("pull_through_cache \"hub-{n}\";")).collect();
    let (compilation, shown) = on_a_small_stack(format!("private_ecr < {SOUND}; {caches} >"));
    assert_eq!(codes(&compilation), ["ECR603"]);
    assert!(shown.matches("and of this prefix").count() == 10, "{shown}");
    assert!(shown.contains("there are 39 more such places"), "{shown}");
}

#[test]
fn hundreds_of_principals_are_compared_once() {
    let roles: String = (0..400).map(|n| format!(" role \"r{n}\"")).collect();
    let blocks: String = (0..100).map(|n| format!("private_ecr b{n} < {SOUND} >\n")).collect();
    let (compilation, _) =
        on_a_small_stack(format!("defaults < accept ECR801 \"many\"; allow pull {roles} >\n{blocks}"));
    assert!(!compilation.report.has_errors());
}

/// Two patterns of which it takes millions of steps to tell whether the first covers the second.
const WIDE: &str = "?*??a*a?????*????*??*??*??a*a?????*????*??*??";
const NARROW: &str = "*a?*aa*a??aaa*a?*aa*a??aaa*a?*aa*a??aaa*a?*aa*a??aaa";

#[test]
fn wildcards_that_cross_are_left_undecided_once_for_a_policy() {
    let (compilation, shown) = on_a_small_stack(format!(
        "private_ecr < {SOUND}; allow \"ecr:DescribeImages\" repo \"{WIDE}\"; \
         allow pull repo \"{NARROW}\"; deny pull repo \"{WIDE}\"; deny pull repo \"*?*{NARROW}\"; accept ECR507 \"x\"; accept ECR509 \"x\" >"
    ));
    assert_eq!(codes(&compilation), ["ECR515"]);
    assert!(
        shown.contains("ecrc cannot decide ECR009, ECR502, and ECR511: too many wildcards of this policy overlap"),
        "{shown}"
    );
    let pairs: String = (10..40)
        .map(|n| format!("allow \"ecr:DescribeImages\" repo \"{WIDE}-{n}\"; allow \"ecr:Put*\" repo \"{NARROW}-{n}\";"))
        .collect();
    let (compilation, shown) = on_a_small_stack(format!("private_ecr < {SOUND}; allow pull; {pairs} >"));
    assert_eq!(codes(&compilation), [""; 0], "{shown}");
    let (compilation, shown) =
        on_a_small_stack(format!("private_ecr < {SOUND}; allow pull; {} >", pairs.replace("Put*", "DescribeImages")));
    assert_eq!(codes(&compilation), ["ECR515"]);
    assert!(shown.contains("ecrc cannot decide ECR501"), "{shown}");
}

#[test]
fn thousands_of_blocks_share_the_steps_for_their_wildcards() {
    let begin = std::time::Instant::now();
    let block = |n: usize| {
        format!(
            "private_ecr b{n} < {SOUND}; allow pull repo \"{NARROW}\"; deny pull repo \"{WIDE}\"; deny pull repo \"*{n}\" >\n"
        )
    };
    let accepts = "accept ECR507 \"x\"; accept ECR509 \"x\"; accept ECR801 \"x\"";
    // The first of them has steps that are left over; a policy that is easy needs none.
    let easy = format!("private_ecr easy < {SOUND}; allow pull repo \"team-*\"; deny pull repo \"team-a\" >\n");
    let blocks: String = (0..2_000).map(block).collect();
    let (compilation, _) = on_a_small_stack(format!("defaults < {accepts} >\n{blocks}{easy}"));
    let found = codes(&compilation);
    assert!(found.iter().all(|code| code == "ECR515") && (1_000..=2_000).contains(&found.len()), "{}", found.len());
    // A second or two, but this build is not optimized, and the machine may be busy.
    assert!(begin.elapsed() < std::time::Duration::from_secs(30), "{:?}", begin.elapsed());
}

#[test]
fn ordinary_policies_of_hundreds_of_blocks_are_all_decided() {
    let statements: String =
        (0..40).map(|n| format!("allow push repo \"team-{n}/*\"; deny delete repo \"team-{n}/app-?\";")).collect();
    let accepts = "accept ECR507 \"x\"; accept ECR801 \"x\"";
    let blocks: String =
        (0..300).map(|n| format!("private_ecr b{n} < {SOUND}; deny push repo \"own-{n}\" >\n")).collect();
    let (compilation, shown) = on_a_small_stack(format!("defaults < {accepts}; allow pull; {statements} >\n{blocks}"));
    assert_eq!(codes(&compilation), [""; 0], "{shown}");
}

#[test]
fn a_column_in_a_long_line_is_found_by_strides() {
    use ecrc::span::{Position, Source};
    let text = format!("a\n{}é\n{}", "é€".repeat(5_000), "x".repeat(5_000));
    let source = Source::new("spec.ecr", text.as_str());
    for (offset, _) in text.char_indices() {
        let line = text[..offset].matches('\n').count() + 1;
        let column = text[..offset].chars().rev().take_while(|c| *c != '\n').count() + 1;
        assert_eq!(source.position(u32::try_from(offset).unwrap()), Position { line, column });
    }
    let end = |text: &str| Source::new("spec.ecr", text).position(u32::try_from(text.len()).unwrap());
    assert_eq!(end(&text), Position { line: 3, column: 5_001 });
    for length in 0..=5_000 {
        assert_eq!(end(&"x".repeat(length)), Position { line: 1, column: length + 1 });
    }
}

#[test]
fn thousands_of_grants_are_not_compared_with_each_other() {
    let allows: String = (0..5_000).map(|n| format!("allow pull role \"r{n}\";")).collect();
    let (compilation, _) = on_a_small_stack(format!("private_ecr < {SOUND}; {allows} >"));
    assert!(codes(&compilation).contains(&"ECR505".to_owned()));
}

#[test]
fn a_line_of_a_megabyte_is_shown_through_a_window() {
    let long = "a".repeat(1 << 20);
    for text in [
        format!("private_ecr < {SOUND}; tag \"k\" \"{long}\" >"),
        format!("private_ecr < {SOUND}; kms {long} >"),
        format!("private_ecr < {SOUND}; {long} >"),
        format!("private_ecr {long} < {SOUND} >"),
        format!("private_ecr < {SOUND}; deny delete repo \"{long}\" >"),
        format!("{long} private_ecr < {SOUND}; kms maybe >"),
        format!("private_ecr < region {long} >"),
        format!("private_ecr < {SOUND}; tag \"{long}"),
        format!("include \"{long}\"; private_ecr < {SOUND} >"),
        format!("private_ecr < {SOUND}; clients {} >", "10.0.0.0/8, ".repeat(100_000 / 10)),
    ] {
        let (compilation, shown) = on_a_small_stack(text);
        let found = codes(&compilation);
        assert!(compilation.report.has_errors(), "{found:?}");
        let longest = shown.lines().map(str::len).max().unwrap();
        assert!(longest < 2_000, "{found:?}: a line of {longest}");
    }
}

#[test]
fn a_comment_and_blank_space_of_a_megabyte() {
    let (compilation, _) = on_a_small_stack(format!("#{}\nprivate_ecr <{SOUND}>", "x".repeat(1 << 20)));
    assert_eq!(codes(&compilation), [""; 0]);
    let (compilation, _) =
        on_a_small_stack(format!("{}private_ecr <{SOUND}{}>", "\n".repeat(1 << 20), " ".repeat(1 << 20)));
    assert_eq!(codes(&compilation), [""; 0]);
}

#[test]
fn ten_thousand_blocks() {
    let mut text = String::from("defaults < region us-east-2; logs awslogs; tag \"team\" \"x\" >\n");
    for n in 0..10_000 {
        let _ = writeln!(text, "private_ecr vpc-{n} < account {n:012}; launch fargate 1.4.0 >");
    }
    let (compilation, _) = on_a_small_stack(text);
    assert_eq!(codes(&compilation), [""; 0]);
    assert_eq!((compilation.blocks.len(), compilation.plans().len()), (10_000, 10_000));
    let text = emit(&compilation.plans()[9_999], Target::CloudFormationYaml, Options::default());
    assert!(text.contains("EcrApiEndpoint"));
}

#[test]
fn thirty_thousand_blocks_of_one_vpc_are_one_finding() {
    let blocks = |count: usize| -> String {
        (0..count).map(|n| format!("private_ecr b{n} < {SOUND}; vpc \"vpc-0a1b2c3d\" >\n")).collect()
    };
    let accept = "defaults < accept ECR801 \"many\" >\n";
    let (compilation, shown) = on_a_small_stack(format!("{accept}{}", blocks(30_000)));
    assert_eq!(codes(&compilation), ["ECR206"]);
    assert!(
        shown.contains("30000 blocks claim private DNS for `ecr.api`, `ecr.dkr`, `logs` in `vpc-0a1b2c3d`"),
        "{shown}"
    );
    assert!(shown.len() < 10_000, "{}", shown.len());
    // Said in `defaults`, it is one place; the blocks are counted all the same.
    let once = format!("defaults < vpc \"vpc-0a1b2c3d\" >\n{}", blocks(3).replace("; vpc \"vpc-0a1b2c3d\"", ""));
    let (compilation, shown) = on_a_small_stack(once);
    assert_eq!(codes(&compilation), ["ECR206"]);
    assert!(shown.contains("3 blocks claim"), "{shown}");
}

#[test]
fn ten_thousand_statements_of_one_block() {
    let denies: String = (0..10_000).map(|n| format!("deny delete repo \"r{n}\";")).collect();
    let (compilation, _) = on_a_small_stack(format!("private_ecr < {SOUND}; {denies} >"));
    assert!(codes(&compilation).contains(&"ECR505".to_owned()));
    let tables: Vec<String> = (0..100_000).map(|n| format!("\"rtb-{n:08x}\"")).collect();
    let (compilation, _) = on_a_small_stack(format!("private_ecr < {SOUND}; route_tables {} >", tables.join(", ")));
    assert_eq!(codes(&compilation), [""; 0]);
    let twice: String = "kms on;".repeat(10_000);
    let (compilation, _) = on_a_small_stack(format!("private_ecr < {SOUND}; {twice} >"));
    assert_eq!(compilation.report.open().count(), 9_999);
}

#[test]
fn formatting_is_as_frugal() {
    let blocks: String = (0..500).map(|n| format!("private_ecr b{n} < {SOUND} >\n")).collect();
    for text in [blocks, "<".repeat(20_000), format!("private_ecr < {SOUND}; # {} \n>", "x".repeat(1 << 20))] {
        let work = move || ecrc::format("spec.ecr", text.into_bytes()).is_ok();
        std::thread::Builder::new().stack_size(STACK).spawn(work).unwrap().join().unwrap();
    }
}

#[test]
fn odd_bytes() {
    for text in ["", "\u{feff}", "\r", "\r\r\r", "\0", "<", ">", "\"", "\\", "#", "include", "defaults", "private_ecr"]
    {
        let (compilation, _) = on_a_small_stack(text.to_owned());
        assert!(compilation.report.has_errors(), "{text:?}");
    }
    let (compilation, _) = on_a_small_stack(format!("\u{feff}private_ecr < {SOUND} >"));
    assert_eq!(codes(&compilation), [""; 0]);
}
