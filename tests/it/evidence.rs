//! Input: error texts, as people pasted them and as AWS prints them (`tests/cases/errors.json`, `errors_seen.json`).
//! Output: whether ecrc reads from each what its case says.
//! Never: a text made to fit the reader: each case says where it was seen, and its answer comes from the documents.

mod cut;

use crate::spec::project;
use ecrc::cards::{self, Page};
use ecrc::evidence::{self, Call, HostKind, How, Layer, Reading, Weighed};
use serde_json::Value;
use std::time::{Duration, Instant};

const FILES: &[&str] = &["tests/cases/errors.json", "tests/cases/errors_seen.json"];

/// The cases of a file: name and case.
fn cases(file: &str) -> Vec<(String, Value)> {
    let text = std::fs::read_to_string(project(file)).unwrap();
    let cases: serde_json::Map<String, Value> = serde_json::from_str(&text).unwrap();
    // Of two cases with one name, a map has the last alone.
    let written = text.lines().filter(|line| line.starts_with(" \"") && line.ends_with('{')).count();
    assert_eq!(cases.values().filter(|case| case.is_object()).count(), written, "{file} has a name twice");
    cases.into_iter().filter(|(name, _)| name != "//").collect()
}

fn strings<'c>(case: &'c Value, key: &str) -> Vec<&'c str> {
    case[key].as_array().map(|list| list.iter().map(|it| it.as_str().unwrap()).collect()).unwrap_or_default()
}

fn codes(reading: &Reading) -> Vec<String> {
    let first = reading.placed.first();
    first.map(|it| it.weighed.rules.iter().map(|rule| rule.code.to_string()).collect()).unwrap_or_default()
}

/// All that is said of the first failure.
fn said(reading: &Reading) -> String {
    let first = reading.placed.first();
    first.map(|it| format!("{} {:?}", it.says, it.weighed)).unwrap_or_default()
}

/// The patterns of the cases are literal texts with `|` between them, and `(?i)` in front of some.
fn matches(pattern: &str, text: &str) -> bool {
    let (pattern, text) = match pattern.strip_prefix("(?i)") {
        Some(pattern) => (pattern.to_lowercase(), text.to_lowercase()),
        None => (pattern.to_owned(), text.to_owned()),
    };
    pattern.replace("\\.", ".").split('|').any(|literal| text.contains(literal))
}

/// What is wrong with the answer to a case.
fn faults(case: &Value) -> Vec<String> {
    let reading = evidence::read(case["text"].as_str().unwrap());
    let (codes, said) = (codes(&reading), said(&reading));
    let mut faults = Vec::new();
    let mut hold = |holds: bool, fault: String| {
        if !holds {
            faults.push(fault);
        }
    };
    let first = strings(case, "first");
    hold(
        first.is_empty() || codes.first().is_some_and(|code| first.contains(&code.as_str())),
        format!("first {first:?}"),
    );
    for code in strings(case, "also") {
        hold(codes.iter().any(|it| it == code), format!("also {code}"));
    }
    for code in strings(case, "never") {
        hold(codes.iter().all(|it| it != code), format!("never {code}"));
    }
    if let Some(pattern) = case["says"].as_str() {
        hold(matches(pattern, &said), format!("says {pattern}"));
    }
    if case["none"] == true {
        hold(codes.is_empty() && !reading.placed.is_empty(), "none".to_owned());
    } else if case["unplaced"] == true {
        hold(reading.placed.is_empty(), "unplaced".to_owned());
    } else {
        hold(!reading.placed.is_empty(), "placed".to_owned());
    }
    let seen = reading.placed.first().map(|it| it.evidence.clone()).unwrap_or_default();
    let has = |key: &str, value: Option<&str>| case[key].as_str().is_none_or(|wanted| value == Some(wanted));
    hold(has("call", seen.call.map(Call::name)), format!("call {}", case["call"]));
    hold(has("how", seen.how.map(How::name)), format!("how {}", case["how"]));
    hold(has("layer", seen.layer.map(Layer::name)), format!("layer {}", case["layer"]));
    hold(case["private"].as_bool().is_none_or(|private| seen.private() == Some(private)), "private".to_owned());
    if !faults.is_empty() {
        let how = seen.how.map(How::name);
        faults.push(format!("but {codes:?} call {:?} how {how:?} {said}", seen.call.map(Call::name)));
    }
    faults
}

#[test]
fn each_text_is_read_as_its_case_says() {
    let mut wrong = Vec::new();
    for file in FILES {
        for (name, case) in cases(file) {
            let faults = faults(&case);
            if !faults.is_empty() {
                wrong.push(format!("{name}: {}", faults.join("; ")));
            }
        }
    }
    assert!(wrong.is_empty(), "{}\n{} wrong", wrong.join("\n"), wrong.len());
}

#[test]
fn every_symptom_of_a_card_leads_to_that_card() {
    let mut wrong = Vec::new();
    for rule in cards::ALL {
        let code = rule.code.to_string();
        for symptom in Page::of(rule).symptoms {
            let reading = evidence::read(symptom);
            // Of a service that takes no part in pulling, it is said what it is.
            let said_to_be = reading
                .placed
                .first()
                .and_then(|it| it.weighed.other.as_ref())
                .is_some_and(|other| other.contains(&code));
            if !codes(&reading).contains(&code) && !said_to_be {
                wrong.push(format!("{code}: {symptom}\n  {:?} {}", codes(&reading), said(&reading)));
            }
        }
    }
    assert!(wrong.is_empty(), "{}\n{} wrong", wrong.join("\n"), wrong.len());
}

/// All texts of the cases, by name.
fn texts() -> Vec<(String, String)> {
    let cases = FILES.iter().flat_map(|file| cases(file));
    cases.map(|(name, case)| (name, case["text"].as_str().unwrap().to_owned())).collect()
}

/// What must hold of whatever is read from any text.
fn holds_of_any(reading: &Reading) -> Result<(), String> {
    for failure in reading.placed.iter().chain(&reading.unplaced) {
        let (seen, weighed) = (&failure.evidence, &failure.weighed);
        let of_endpoint = seen.host.as_ref().is_some_and(|host| matches!(host.kind, HostKind::OfEndpoint { .. }));
        if weighed.rules.iter().any(|rule| rule.code.0 == 301) && seen.private() != Some(true) && !of_endpoint {
            return Err(format!("ports without the endpoint's address: {failure:?}"));
        }
        if seen.private() == Some(true) && weighed.rules.iter().any(|rule| [103, 201, 203].contains(&rule.code.0)) {
            return Err(format!("a missing endpoint at its own address: {failure:?}"));
        }
        if weighed.other.is_some() && !weighed.rules.is_empty() {
            return Err(format!("rules, and none: {failure:?}"));
        }
        if seen.how.is_some_and(|how| !how.is_connection())
            && weighed.rules.iter().any(|rule| rule.code.0 == 205)
            && seen.call != Some(Call::Deploy)
        {
            return Err(format!("an answer, and no name: {failure:?}"));
        }
    }
    Ok(())
}

#[test]
fn no_text_is_read_against_what_it_says() {
    for (name, text) in texts() {
        // Cut off anywhere, at both ends.
        for (at, _) in text.char_indices() {
            let (front, back) = text.split_at(at);
            for part in [front, back] {
                if let Err(fault) = holds_of_any(&evidence::read(part)) {
                    panic!("{name}, cut at {at}: {fault}\n{part}");
                }
            }
        }
    }
}

/// As an editor wraps a line: between words.
fn wrap(line: &str, width: usize) -> String {
    let mut lines: Vec<String> = Vec::new();
    for word in line.split(' ') {
        match lines.last_mut().filter(|line| line.len() + word.len() < width) {
            Some(line) => *line = format!("{line} {word}"),
            None => lines.push(word.to_owned()),
        }
    }
    lines.join("\n")
}

/// As a terminal shows a text: filled to the last column, within words, too.
fn cut(text: &str, width: usize) -> String {
    let chars: Vec<char> = text.chars().collect();
    chars.chunks(width).map(String::from_iter).collect::<Vec<_>>().join("\n")
}

#[test]
fn the_way_a_text_is_written_does_not_count() {
    type Way<'w> = (&'static str, Box<dyn Fn(&str) -> String + 'w>);
    let ways: Vec<Way<'_>> = vec![
        ("CRLF", Box::new(|text| text.replace('\n', "\r\n"))),
        ("escaped quotes", Box::new(|text| text.replace('"', "\\\""))),
        ("typographic quotes", Box::new(|text| text.replace('\'', "’").replace(" \"", " “").replace('"', "”"))),
        ("upper case", Box::new(str::to_ascii_uppercase)),
        ("lower case", Box::new(str::to_ascii_lowercase)),
        ("a JSON string", Box::new(|text| serde_json::json!({ "log": text }).to_string())),
        ("within a log", Box::new(|text| format!("2026-01-01 INFO starting\n\n{text}\n\n2026-01-01 INFO stopping\n"))),
        ("quoted", Box::new(|text| text.lines().map(|line| format!("> {line}\n")).collect())),
        ("lines of 120", Box::new(|text| text.lines().map(|line| wrap(line, 120) + "\n").collect())),
        ("wrapped lines", Box::new(|text| text.lines().map(|line| wrap(line, 80) + "\n").collect())),
        ("cut into lines", Box::new(|text| text.lines().map(|line| cut(line, 80) + "\n").collect())),
    ];
    let mut wrong = Vec::new();
    for (name, text) in texts() {
        let plain = evidence::read(&text);
        let read = |reading: &Reading| {
            let first = reading.placed.first();
            first.map(|it| (codes(reading), it.evidence.call, it.evidence.how, it.evidence.layer))
        };
        // Short lines are wrapped already, and case tells whether a line goes on.
        let short = text.lines().all(|line| line.len() < 100);
        let lines = text.lines().count() > 1;
        // A wide line before one that begins with a capital letter may be whole.
        let capital = wrap(&text, 120).lines().skip(1).any(|line| line.starts_with(|c: char| c.is_ascii_uppercase()));
        let fits = |way: &str| {
            !(short && way.contains("lines") || lines && way == "upper case" || capital && way == "lines of 120")
        };
        for (way, rewrite) in ways.iter().filter(|(way, _)| fits(way)) {
            let other = evidence::read(&rewrite(&text));
            if read(&other) != read(&plain) {
                wrong.push(format!("{name}, {way}: {:?} instead of {:?}", read(&other), read(&plain)));
            }
        }
    }
    assert!(wrong.is_empty(), "{}\n{} wrong", wrong.join("\n"), wrong.len());
}

#[test]
fn a_step_goes_on_with_how_it_failed() {
    let (_, text) = texts().into_iter().find(|(name, _)| name == "denied-by-endpoint").unwrap();
    let whole = codes(&evidence::read(&text));
    for width in 60..=132 {
        assert_eq!(codes(&evidence::read(&wrap(&text, width))), whole, "wrapped at {width}");
    }
}

#[test]
fn a_long_log_is_read_at_once() {
    let noise = "2026-01-01T00:00:00.000Z INFO  request served path=/v2/items/1234 status=200 duration=12ms user=alice ip=10.0.0.1\n";
    let failure = "2026-01-01T00:00:01.000Z ERROR Get \"https://111122223333.dkr.ecr.us-east-1.amazonaws.com/v2/\": dial tcp 10.0.3.21:443: i/o timeout\n";
    let mut log = noise.repeat(5_000_000 / noise.len());
    log.push_str(failure);
    log.push_str(&noise.repeat(5_000_000 / noise.len()));
    let (reading, taken) = timed(&log);
    assert_eq!(codes(&reading).first().map(String::as_str), Some("ECR301"));
    assert!(taken < Duration::from_secs(2), "{taken:?}");
    // Nothing but failures, each another one.
    let errors = (0..40_000).map(|n| {
        failure.replace("111122223333", &format!("{n:012}")).replace("3.21", &format!("{}.{}", n / 250, n % 250))
    });
    let (reading, taken) = timed(&errors.collect::<String>());
    assert_eq!(reading.placed.len(), 1, "the same failure, whatever the account and address");
    assert!(taken < Duration::from_secs(2), "{taken:?}");
}

#[test]
fn events_on_one_line_of_json_stay_apart() {
    let events = [
        "starting",
        "Get \"https://111122223333.dkr.ecr.us-east-1.amazonaws.com/v2/\": dial tcp 10.0.3.21:443: i/o timeout",
        "retrying",
        "lookup logs.us-east-1.amazonaws.com: no such host",
    ];
    let events: Vec<Value> = events.iter().map(|message| serde_json::json!({ "message": message })).collect();
    let reading = evidence::read(&serde_json::json!({ "events": events }).to_string());
    let calls: Vec<_> = reading.placed.iter().map(|it| it.evidence.call).collect();
    assert_eq!(calls, [Some(Call::Manifest), Some(Call::Logs)]);
}

#[test]
fn no_text_is_slow_to_read() {
    let pieces = [
        "[",
        "]",
        "a.",
        "1.",
        "\\",
        "\\n",
        "\\u",
        "\u{1b}[",
        "\"",
        "é",
        "\n",
        "x\n",
        "- ",
        "a:\n",
        ".dkr.ecr.",
        "api.ecr.us-east-1.amazonaws.com ",
        "api.ecr.us-east-1.amazonaws.com:443: i/o timeout\n",
        "arn:aws:ecs:us-east-1:1:x ",
        "lookup ",
        "i/o timeout ",
        "->1.2.3.4:443 ",
        "is not authorized to perform: ",
        "is not authorized to perform: ecr:BatchGetImage because no VPC endpoint policy allows\n",
        "com.amazonaws.us-east-1.s3 does not exist ",
        "https://",
        "https://a.b/",
        "::ffff:",
        "[::1]:443 ",
        "failed to resolve ref: not found ",
        "operation error ECR: ",
        "remote access: ",
        "\0",
        "caused by: x\n",
        "},{",
        "The task cannot pull ‘a’ from the Amazon ECR repository ‘111122223333.dkr.ecr.us-east-1.amazonaws.com/a’, it says, and no more, however long \
         this line gets\n",
    ];
    for piece in pieces {
        let (reading, taken) = timed(&piece.repeat(2_000_000 / piece.len()));
        assert!(taken < Duration::from_secs(2), "{piece:?}: {taken:?}");
        holds_of_any(&reading).unwrap();
    }
}

fn timed(text: &str) -> (Reading, Duration) {
    let start = Instant::now();
    let reading = evidence::read(text);
    (reading, start.elapsed())
}

#[test]
fn the_book_lists_the_closed_sets() {
    let row = |name: &str, what: &str| format!("| `{name}` | {what} |");
    let table = |rows: Vec<String>| format!("\n| | |\n|---|---|\n{}\n", rows.join("\n"));
    let calls = table(Call::ALL.iter().map(|it| row(it.name(), it.what())).collect());
    let ways = table(How::ALL.iter().map(|it| row(it.name(), it.what())).collect());
    let layers = table(Layer::ALL.iter().map(|it| row(it.name(), it.what())).collect());
    let page = std::fs::read_to_string(project("book/src/explaining.md")).unwrap();
    for table in [calls, ways, layers] {
        assert!(page.contains(&table), "the page on errors misses\n{table}");
    }
}

#[test]
fn failures_on_lines_of_their_own_stay_apart() {
    // Narrower lines may be wrapped, and one that does not say how something failed may go on in the next.
    let whole = |text: &str| {
        let reading = evidence::read(text);
        let says_how = reading.placed.iter().chain(&reading.unplaced).any(|it| it.evidence.how.is_some());
        text.lines().count() == 1 && text.len() > 132 && says_how
    };
    let single: Vec<(String, String)> = texts().into_iter().filter(|(_, text)| whole(text)).collect();
    assert!(single.len() > 100);
    // A region beside that of a registry is read from the whole text.
    let plain = |mut weighed: Weighed| {
        weighed.rules.retain(|rule| rule.code.0 != 504);
        weighed
    };
    let all = |text: &str| evidence::read(text).placed.into_iter().map(|it| plain(it.weighed)).collect::<Vec<_>>();
    let mut wrong = Vec::new();
    for step in [1, 7, 31] {
        for (at, (name, text)) in single.iter().enumerate() {
            let (other_name, other) = &single[(at + step) % single.len()];
            let both = all(&format!("{text}\n{other}\n"));
            let lost = |text: &str| all(text).first().is_some_and(|one| !both.iter().any(|it| it.is_like(one)));
            if lost(text) || lost(other) {
                wrong.push(format!("{name}, {other_name}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{}\n{} wrong", wrong.join("\n"), wrong.len());
}
