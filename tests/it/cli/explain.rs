//! Input: codes, names and error texts.
//! Output: what `explain` and `rules` print for them.
//! Never: checks the words of a rule page.

use super::{Folder, Run};
use serde_json::Value;

/// A registry that is not reached, at the endpoint's address.
const TIMEOUT: &str = "CannotPullContainerError: Error response from daemon: Get \
    \"https://111122223333.dkr.ecr.us-east-1.amazonaws.com/v2/\": dial tcp 10.0.3.21:443: i/o timeout";

impl Run {
    /// What it printed as JSON, whatever the exit code.
    fn json(&self) -> Value {
        assert_eq!(self.err, "");
        serde_json::from_str(&self.out).unwrap()
    }
}

#[test]
fn a_code_is_known_in_many_spellings() {
    let folder = Folder::new();
    let card = folder.run(&["explain", "ECR402"]).fine();
    assert!(card.contains("ECR402"), "{card}");
    for spelling in ["ecr402", "402", "Ecr402", "ECR-402", "ECR 402", "s3_route_table_missing"] {
        assert_eq!(folder.run(&["explain", spelling]).fine(), card, "{spelling}");
    }
}

#[test]
fn an_unknown_code_is_a_failure_with_a_suggestion() {
    let folder = Folder::new();
    assert_eq!(folder.run(&["explain", "ECR402", "--color", "never"]).out, folder.run(&["explain", "402"]).fine());
    let said = folder.run(&["explain", "ECR412"]).failed();
    assert!(said.contains("`ECR412`") && said.contains("a similar code exists: `ECR"), "{said}");
    for code in ["ECR999", "ECR4", "4022", "ECR40a", "0"] {
        assert!(folder.run(&["explain", code]).failed().contains("there is no rule"), "{code}");
    }
}

#[test]
fn a_word_or_several_codes_are_no_error_text() {
    let folder = Folder::new();
    let page = folder.run(&["explain", "karpenter"]).fine();
    assert_eq!(folder.run(&["explain", "Karpenter"]).fine(), page);
    for (given, headline, help) in [
        ("karpentr", "there is no page on `karpentr`", "a similar word exists: run `ecrc explain karpenter`"),
        ("ECR402, ECR401", "this text names rule codes, but no error", "run `ecrc explain ECR401`"),
        ("ecr402 foo", "this text names rule codes, but no error", "run `ecrc explain ECR402`"),
    ] {
        let said = folder.run(&["explain", given]).findings();
        assert!(said.contains(headline) && said.contains(help), "{said}");
    }
}

#[test]
fn an_error_text_finds_its_rules() {
    let folder = Folder::new();
    let found = folder.run(&["explain", TIMEOUT]).fine();
    let said = "The request for an image manifest to `111122223333.dkr.ecr.us-east-1.amazonaws.com` timed out at 10.0.3.21, \
                a private address.\n\nECR301  ";
    assert!(found.starts_with(said), "{found}");
    assert!(found.contains("\nECR312") && found.contains("\nNext step: "), "{found}");
    assert!(found.ends_with("\nFor details, run `ecrc explain ECR301`.\n"), "{found}");
}

/// Whoever has only the wrapper learns where the cause stands.
#[test]
fn a_text_without_its_cause_is_told_where_that_stands() {
    for (text, place) in [
        ("(service web) is unable to consistently start tasks successfully.", "aws ecs describe-tasks"),
        ("Back-off pulling image \"web\"", "kubectl describe pod"),
        ("Resource handler returned: Service did not stabilize", "describe-stack-events"),
    ] {
        let run = Folder::new().run(&["explain", text]);
        assert!(run.code == Some(1) && run.err.contains(place), "{}", run.err);
    }
}

#[test]
fn a_text_comes_as_words_or_on_standard_input() {
    let folder = Folder::new();
    let found = folder.run(&["explain", TIMEOUT]).fine();
    let words: Vec<&str> = TIMEOUT.split(' ').collect();
    assert_eq!(folder.run(&[&["explain"][..], &words].concat()).fine(), found);
    assert_eq!(folder.run_on(&["explain", "-"], TIMEOUT).fine(), found);
    assert_eq!(folder.run_on(&["explain"], TIMEOUT).fine(), found, "piped");
    let code = folder.run(&["explain", "402"]).fine();
    assert_eq!(folder.run_on(&["explain"], "ECR402\n").fine(), code, "a piped code");
}

#[test]
fn whatever_bytes_come_are_read() {
    let folder = Folder::new();
    let found = folder.run(&["explain", TIMEOUT]).fine();
    let with = |before: &[u8], after: &[u8]| [before, TIMEOUT.as_bytes(), after].concat();
    assert_eq!(
        folder.run_on(&["explain", "-"], with(b"\xef\xbb\xbf", b"\r\n")).fine(),
        found,
        "a byte order mark, CRLF"
    );
    assert_eq!(folder.run_on(&["explain", "-"], with(b"\x1b[31m", b"\x1b[0m")).fine(), found, "colors");
    let wide: Vec<u8> = std::iter::once(0xfeff).chain(TIMEOUT.encode_utf16()).flat_map(u16::to_le_bytes).collect();
    assert_eq!(folder.run_on(&["explain", "-"], wide).fine(), found, "UTF-16");
    let invalid = with(b"\xff\xfe\x80 no text \xc3\x28\n\n", b"\n\xff\xff");
    let run = folder.run_on(&["explain", "-"], invalid);
    assert!(run.out.contains("ECR301"), "{}{}", run.out, run.err);
    for binary in [&b"\x7fELF\x02\x01\x01\0\0\0"[..], &[0; 4096], &[0xff; 4096], b"\n\n\n"] {
        folder.run_on(&["explain", "-"], binary).findings();
    }
}

#[test]
fn a_text_that_cannot_be_placed_is_said_so() {
    let folder = Folder::new();
    let said = folder.run(&["explain", "the cat sat on the mat"]).findings();
    assert!(
        said.starts_with("error: cannot tell which call to AWS failed in this text\n  = help: it names no failure"),
        "{said}"
    );
    let said = folder.run(&["explain", "dial tcp 10.0.0.1:443: i/o timeout"]).findings();
    assert!(said.contains("all it says is: A call timed out at 10.0.0.1, a private address."), "{said}");
    folder.run(&["explain", ""]).findings();
    folder.run_on(&["explain"], "").findings();
}

#[test]
fn a_file_name_is_no_text() {
    let folder = Folder::with(&[("pull.log", TIMEOUT)]);
    let said = folder.run(&["explain", "pull.log"]).findings();
    assert!(said.contains("= help: to read the file, pipe it: `ecrc explain - < pull.log`"), "{said}");
}

#[test]
fn what_no_rule_explains_is_said_to_be_something_else() {
    let text =
        "Error response from daemon: Get \"https://registry-1.docker.io/v2/\": dial tcp 34.1.2.3:443: i/o timeout";
    let folder = Folder::new();
    let said = folder.run(&["explain", text]).fine();
    assert!(said.contains("\nNo rule explains this. `registry-1.docker.io` is Docker Hub"), "{said}");
    let json = folder.run(&["explain", text, "--format", "json"]).json();
    assert_eq!(json["rules"], Value::Array(Vec::new()));
    assert!(json["other"].as_str().unwrap().starts_with("`registry-1.docker.io` is Docker Hub"), "{json}");
}

#[test]
fn json_says_what_was_read() {
    let folder = Folder::new();
    let run = folder.run(&["explain", "--format", "json", TIMEOUT]);
    assert_eq!(run.code, Some(0));
    let json = run.json();
    let keys = |value: &Value| value.as_object().unwrap().keys().cloned().collect::<Vec<_>>().join(" ");
    assert_eq!(keys(&json), "version evidence says rules other check more left_out");
    let evidence = &json["evidence"];
    assert_eq!(keys(evidence), "call host how address private action principal layer code line");
    assert_eq!(json["version"], 1);
    assert_eq!(evidence["call"], "manifest");
    assert_eq!(evidence["host"], "111122223333.dkr.ecr.us-east-1.amazonaws.com");
    assert_eq!(evidence["how"], "timeout");
    assert_eq!(evidence["address"], "10.0.3.21");
    assert_eq!(evidence["private"], true);
    for unsaid in ["action", "principal", "layer", "code"] {
        assert_eq!(evidence[unsaid], Value::Null, "{unsaid}");
    }
    assert_eq!(json["rules"][0]["code"], "ECR301");
    assert!(json["rules"][0]["why"].as_str().unwrap().contains("10.0.3.21"), "{json}");
    assert_eq!(json["other"], Value::Null);
}

#[test]
fn json_of_what_cannot_be_placed_fails() {
    let folder = Folder::new();
    let run = folder.run(&["explain", "the cat sat on the mat", "--format", "json"]);
    assert_eq!(run.code, Some(1));
    let json = run.json();
    assert_eq!(json["rules"], Value::Array(Vec::new()));
    assert_eq!((&json["other"], &json["evidence"]["how"], &json["says"]), (&Value::Null, &Value::Null, &Value::Null));
    let run = folder.run(&["explain", "dial tcp 10.0.0.1:443: i/o timeout", "--format", "json"]);
    assert_eq!(run.code, Some(1));
    assert_eq!(run.json()["evidence"]["how"], "timeout", "what little is read is said");
    let said = folder.run(&["explain", "ECR402", "--format", "json"]).failed();
    assert!(said.contains("`ECR402` is a rule"), "{said}");
}

#[test]
fn a_log_tells_of_several_failures() {
    let log = format!(
        "2026-01-01T00:00:00Z INFO starting\n2026-01-01T00:00:01Z ERROR {TIMEOUT}\n2026-01-01T00:00:02Z ERROR {TIMEOUT}\n\
         2026-01-01T00:00:03Z INFO retrying\n2026-01-01T00:00:04Z ERROR lookup logs.us-east-1.amazonaws.com: no such host\n"
    );
    let folder = Folder::new();
    let said = folder.run_on(&["explain", "-"], &log).fine();
    assert!(said.starts_with("Line 2: ") && said.contains("\nLine 5: ") && !said.contains("Line 3"), "{said}");
    let json = folder.run_on(&["explain", "-", "--format", "json"], &log).json();
    assert_eq!((&json["evidence"]["line"], &json["more"][0]["line"]), (&Value::from(2), &Value::from(5)));
    assert_eq!(json["more"][0]["call"], "logs");
    assert_eq!(json["more"][0]["how"], "no-such-host");
    assert_eq!(json["more"][0]["rules"][0]["code"], "ECR209");
    assert_eq!(json["more"].as_array().unwrap().len(), 1, "the same failure stands once");
}

#[test]
fn all_rules_are_listed() {
    let listed = Folder::new().run(&["rules"]).fine();
    for code in ["ECR001", "ECR402", "ECR801"] {
        assert!(listed.contains(code), "{listed}");
    }
}
