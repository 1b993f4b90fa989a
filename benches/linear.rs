//! `cargo bench --bench linear`: whether time and memory stay linear on hostile input, from 10 KB to 100 MB.
//!
//! A row is a kind of input; its columns are seconds and, in brackets, MiB at each size, then what a byte costs at the
//! largest size compared with a tenth of it: in the program's own time, and in memory. Linear means a ratio not far
//! above 1. The ratio omits the system's time, because what gigabytes of fresh memory cost depends on the machine.
//! `-- 10` ends at 10 MB.

// A harness starts processes and prints.
#![allow(clippy::disallowed_methods, clippy::disallowed_macros)]

use std::error::Error;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Instant;

type Outcome<T> = Result<T, Box<dyn Error>>;

const SIZES: [usize; 5] = [10_000, 100_000, 1_000_000, 10_000_000, 100_000_000];
const GNU_TIME: &str = "/usr/bin/time";

/// The beginning of a text, what is repeated in it with a number, and its end.
struct Kind {
    name: &'static str,
    head: &'static str,
    piece: fn(usize) -> String,
    tail: &'static str,
}

const OPEN: &str = "private_ecr web < region us-east-2; launch fargate 1.4.0; logs awslogs;\n";

const KINDS: &[Kind] = &[
    Kind { name: "nested brackets", head: "", piece: |_| "<".to_owned(), tail: "" },
    Kind { name: "blocks opened in blocks", head: "", piece: |_| "private_ecr < ".to_owned(), tail: "" },
    Kind { name: "comments", head: OPEN, piece: |n| format!("# comment {n}\n"), tail: ">\n" },
    Kind { name: "comments of C in a line", head: OPEN, piece: |n| format!("/* {n} */ "), tail: ">\n" },
    Kind {
        name: "strings behind a comment",
        head: "// c\nprivate_ecr web < region us-east-2; launch fargate 1.4.0; s3 also ",
        piece: |n| format!("\"bucket-{n}\", "),
        tail: ">\n",
    },
    Kind {
        name: "lists where none is",
        head: OPEN,
        piece: |n| format!("allow pull role \"r{n}\", role \"s\";\n"),
        tail: ">\n",
    },
    Kind { name: "semicolons", head: OPEN, piece: |_| ";".to_owned(), tail: ">\n" },
    Kind { name: "statements", head: OPEN, piece: |n| format!("deny delete repo \"team-{n}\";\n"), tail: ">\n" },
    Kind {
        name: "distinct names of blocks",
        head: "",
        piece: |n| format!("private_ecr vpc-{n} < region us-east-2; launch fargate 1.4.0; logs awslogs >\n"),
        tail: "",
    },
    Kind { name: "unknown words", head: OPEN, piece: |n| format!("lanuch{n} fargate 1.4.0;\n"), tail: ">\n" },
    Kind { name: "open strings", head: OPEN, piece: |n| format!("tag \"k{n}\" \"open;\n"), tail: ">\n" },
    Kind { name: "distinct principals", head: OPEN, piece: |n| format!("allow pull role \"r{n}\";\n"), tail: ">\n" },
    Kind { name: "commas of one list", head: "private_ecr < secrets ", piece: |_| ",".into(), tail: ">\n" },
    Kind { name: "wildcards", head: OPEN, piece: |n| format!("deny delete repo \"*a?{n}*b\";\n"), tail: ">\n" },
];

fn main() -> Outcome<()> {
    let most: usize = std::env::args().nth(1).and_then(|most| most.parse().ok()).unwrap_or(100);
    let sizes: Vec<usize> = SIZES.into_iter().filter(|size| *size <= most * 1_000_000).collect();
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("linear");
    fs::create_dir_all(&folder)?;
    let heads: Vec<String> = sizes.iter().map(|size| format!("{} KB", size / 1000)).collect();
    println!("Seconds, and in brackets MiB; then what a byte costs at the largest size over one at a tenth of it:");
    println!("in the program's own time, without the system's, and in memory.\n");
    println!("| input | {} | time | memory |\n|---|{}---|---|", heads.join(" | "), "---|".repeat(sizes.len()));
    for kind in KINDS {
        let mut cells = Vec::new();
        let (mut times, mut memories) = (Vec::new(), Vec::new());
        for size in &sizes {
            let path = folder.join("hostile.ecr");
            fs::write(&path, text(kind, *size))?;
            let (seconds, own, kib) = measure(&path)?;
            cells.push(format!("{seconds:.2} ({:.0})", kib / 1024.0));
            times.push(own / as_number(*size));
            memories.push(kib / as_number(*size));
        }
        let growth = |costs: &[f64]| match costs {
            [.., tenth, last] if *tenth > 0.0 => format!("{:.2}", last / tenth),
            _ => String::new(),
        };
        println!("| {} | {} | {} | {} |", kind.name, cells.join(" | "), growth(&times), growth(&memories));
    }
    Ok(())
}

fn as_number(size: usize) -> f64 {
    u32::try_from(size).map_or(f64::NAN, f64::from)
}

fn text(kind: &Kind, size: usize) -> String {
    let mut text = String::with_capacity(size + 200);
    text.push_str(kind.head);
    let mut number = 0;
    while text.len() < size {
        text.push_str(&(kind.piece)(number));
        number += 1;
    }
    text.push_str(kind.tail);
    text
}

/// Seconds, those of them that the program itself ran, on all cores, and KiB of `ecrc check`; its findings are thrown
/// away.
fn measure(path: &Path) -> Outcome<(f64, f64, f64)> {
    let ecrc = env!("CARGO_BIN_EXE_ecrc");
    let start = Instant::now();
    let mut command = Command::new(GNU_TIME);
    command.args(["-f", "%U %M", ecrc, "check", "--format", "short"]).arg(path).stdout(Stdio::null());
    let output = command.output()?;
    let seconds = start.elapsed().as_secs_f64();
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    if output.status.code().is_none_or(|code| code > 1) {
        return Err(format!("{}: {said}", path.display()).into());
    }
    let (own, kib) = said.lines().next_back().and_then(|last| last.split_once(' ')).ok_or("GNU time said nothing")?;
    Ok((seconds, own.parse()?, kib.parse()?))
}
