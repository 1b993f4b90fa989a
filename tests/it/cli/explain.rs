//! Comes in: codes, names and error texts.
//! Goes out: what `explain` and `rules` make of them.
//! Never: holds the words of a card.

use super::Folder;

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
    assert!(said.contains("`ECR412`") && said.contains("did you mean `ECR"), "{said}");
    for code in ["ECR999", "ECR4", "4022", "ECR40a", "0"] {
        assert!(folder.run(&["explain", code]).failed().contains("there is no rule"), "{code}");
    }
}

#[test]
fn an_error_text_finds_its_rules() {
    let folder = Folder::new();
    let text = "CannotPullContainerError: ... /v2/: net/http: request canceled while waiting for connection";
    let found = folder.run(&["explain", text]).fine();
    assert!(found.contains("ECR"), "{found}");
    // As several words, and from standard input.
    let words: Vec<&str> = text.split(' ').collect();
    assert_eq!(folder.run(&[&["explain"][..], &words].concat()).fine(), found);
    assert_eq!(folder.run_on(&["explain", "-"], text).fine(), found);
}

#[test]
fn a_text_that_matches_nothing_is_said_so() {
    let folder = Folder::new();
    let said = folder.run(&["explain", "the cat sat on the mat"]).findings();
    assert!(said.starts_with("error: no rule knows this error\n"), "{said}");
    folder.run(&["explain", ""]).findings();
}

#[test]
fn all_rules_are_listed() {
    let listed = Folder::new().run(&["rules"]).fine();
    for code in ["ECR001", "ECR402", "ECR801"] {
        assert!(listed.contains(code), "{listed}");
    }
}
