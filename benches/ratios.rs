//! `cargo bench`: how long `ecrc build` and `ecrc diff` take, as ratios of medians taken in alternating pairs in one run.
//!
//! Each row times whole processes. What it is compared with is an empty Rust process, built by `rustc` here, and
//! `jrsonnet` on the same stack, where that is installed. It judges nothing: machines differ, and so do their moods.

// A harness starts processes and prints.
#![allow(clippy::disallowed_methods, clippy::disallowed_macros)]

use std::error::Error;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Instant;

const PAIRS: usize = 41;
const BLOCK: &str = "region us-east-2; launch fargate 1.4.0; logs awslogs; deny delete repo \"x\"";

fn main() -> Result<(), Box<dyn Error>> {
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("ratios");
    fs::create_dir_all(&folder)?;
    let ecrc = Path::new(env!("CARGO_BIN_EXE_ecrc"));
    let one = folder.join("one.ecr");
    fs::write(&one, format!("private_ecr < {BLOCK} >\n"))?;
    let build = |spec: &Path, target: &str| {
        let mut command = Command::new(ecrc);
        command.arg("build").arg(spec).args(["-t", target, "-o", "-"]);
        command
    };

    println!("| measure | ratio of medians |\n|---|---|");
    let empty = empty_process(&folder)?;
    let ratio = ratio(PAIRS, &mut build(&one, "cfn"), &mut Command::new(&empty))?;
    println!("| one block, `build -t cfn`, over an empty Rust process | {ratio:.2} |");

    if let Some(stack) = jsonnet(&folder, &mut build(&one, "cfn-json"))? {
        let ratio = self::ratio(PAIRS, &mut build(&one, "cfn"), Command::new("jrsonnet").arg(&stack))?;
        println!("| one block, `build -t cfn`, over `jrsonnet` on the same stack | {ratio:.2} |");
    } else {
        println!("| one block, over `jrsonnet` on the same stack | not installed |");
    }

    let other = folder.join("other.ecr");
    fs::write(&other, format!("private_ecr < {BLOCK}; allow pull role \"app\" repo \"team/*\" >\n"))?;
    let mut diff = Command::new(ecrc);
    diff.arg("diff").args([&one, &other]);
    let ratio = self::ratio(PAIRS, &mut diff, &mut build(&one, "cfn"))? / 2.0;
    println!("| `diff` of two one-block specs, over the two builds | {ratio:.2} |");

    let thousand = blocks(&folder, 1_000)?;
    let ten_thousand = blocks(&folder, 10_000)?;
    let ratio = self::ratio(7, &mut build(&ten_thousand, "cfn"), &mut build(&thousand, "cfn"))?;
    println!("| time of 10,000 blocks over 1,000 | {ratio:.2} |");
    Ok(())
}

fn blocks(folder: &Path, count: usize) -> Result<PathBuf, Box<dyn Error>> {
    let mut text = String::new();
    for number in 1..=count {
        writeln!(text, "private_ecr vpc-{number} < {BLOCK} >")?;
    }
    let path = folder.join(format!("{count}.ecr"));
    fs::write(&path, text)?;
    Ok(path)
}

fn empty_process(folder: &Path) -> Result<PathBuf, Box<dyn Error>> {
    let source = folder.join("empty.rs");
    fs::write(&source, "fn main() {}\n")?;
    let binary = folder.join("empty");
    let rustc = std::env::var_os("RUSTC").unwrap_or_else(|| "rustc".into());
    let built = Command::new(rustc).args(["-O", "-o"]).arg(&binary).arg(&source).status()?;
    if built.success() { Ok(binary) } else { Err("the empty process does not build".into()) }
}

/// The stack as a Jsonnet program: JSON is one. `None` where `jrsonnet` is not installed.
fn jsonnet(folder: &Path, build: &mut Command) -> Result<Option<PathBuf>, Box<dyn Error>> {
    if Command::new("jrsonnet").arg("--version").stdout(Stdio::null()).status().is_err() {
        return Ok(None);
    }
    let path = folder.join("stack.jsonnet");
    fs::write(&path, build.output()?.stdout)?;
    Ok(Some(path))
}

/// The ratio of the medians of both, run in turn after a warm-up.
fn ratio(pairs: usize, a: &mut Command, b: &mut Command) -> Result<f64, Box<dyn Error>> {
    let (mut of_a, mut of_b) = (Vec::new(), Vec::new());
    for round in 0..=pairs {
        let (time_a, time_b) = (time(a)?, time(b)?);
        if round > 0 {
            of_a.push(time_a);
            of_b.push(time_b);
        }
    }
    Ok(median(of_a) / median(of_b))
}

fn time(command: &mut Command) -> Result<f64, Box<dyn Error>> {
    let start = Instant::now();
    let status = command.stdout(Stdio::null()).stderr(Stdio::null()).status()?;
    let seconds = start.elapsed().as_secs_f64();
    if status.success() { Ok(seconds) } else { Err(format!("{command:?} failed").into()) }
}

fn median(mut times: Vec<f64>) -> f64 {
    times.sort_by(f64::total_cmp);
    times.get(times.len() / 2).copied().unwrap_or(f64::NAN)
}
