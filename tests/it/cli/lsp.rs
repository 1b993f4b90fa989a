//! Input: the bytes of an editor, right and wrong ones.
//! Output: whether the language server answers all of them, and says why it ends.
//! Never: looks at what it says of specs; that is in `tests/it/lsp/`.

use super::{Folder, Run};
use serde_json::{Value, json};

fn framed(text: impl AsRef<[u8]>) -> Vec<u8> {
    let text = text.as_ref();
    [format!("Content-Length: {}\r\n\r\n", text.len()).as_bytes(), text].concat()
}

fn request(id: i32, method: &str) -> Vec<u8> {
    framed(json!({ "jsonrpc": "2.0", "id": id, "method": method, "params": { "capabilities": {} } }).to_string())
}

/// A session in which these bytes arrive after the beginning.
fn session(bytes: &[u8]) -> Run {
    let exit = framed(r#"{"jsonrpc":"2.0","method":"exit"}"#);
    Folder::new().run_on(&["lsp"], [&request(1, "initialize"), bytes, &request(2, "shutdown"), &exit].concat())
}

/// What the server sent.
fn messages(out: &str) -> Vec<Value> {
    let mut rest = out;
    let mut all = Vec::new();
    while let Some((header, after)) = rest.split_once("\r\n\r\n") {
        let length: usize = header.strip_prefix("Content-Length: ").unwrap().parse().unwrap();
        all.push(serde_json::from_str(&after[..length]).unwrap());
        rest = &after[length..];
    }
    assert_eq!(rest, "");
    all
}

/// The error that bytes are answered with, in a session that goes on after them.
fn error(bytes: &[u8]) -> (Value, i64) {
    let run = session(bytes);
    let shown = String::from_utf8_lossy(bytes);
    assert_eq!((run.code, run.err.as_str()), (Some(0), ""), "{shown}");
    let answers = messages(&run.out);
    assert!(answers.iter().any(|it| it["id"] == 1) && answers.iter().any(|it| it["id"] == 2), "{shown}: {}", run.out);
    let errors: Vec<&Value> = answers.iter().filter(|answer| answer["error"].is_object()).collect();
    let [error] = errors[..] else { panic!("{shown}: {}", run.out) };
    assert!(error.as_object().unwrap().contains_key("id"), "{error}");
    (error["id"].clone(), error["error"]["code"].as_i64().unwrap())
}

const PARSE_ERROR: i64 = -32700;
const INVALID_REQUEST: i64 = -32600;

fn notification(method: &str, params: &Value) -> Vec<u8> {
    framed(json!({ "jsonrpc": "2.0", "method": method, "params": params }).to_string())
}

/// The codes of the diagnostics of documents that are opened one after another, in a session that begins with the folder.
fn codes(folder: &Folder, documents: &[(&str, &str)]) -> Vec<(String, Vec<String>)> {
    let top = format!("file://{}", folder.path("").display());
    let top = top.trim_end_matches('/');
    let pulls = json!({ "textDocument": { "diagnostic": {} } });
    let params = json!({ "capabilities": pulls, "workspaceFolders": [{ "uri": top, "name": "top" }] });
    let begin = json!({ "jsonrpc": "2.0", "id": 1, "method": "initialize", "params": params });
    let mut bytes = framed(begin.to_string());
    for (name, text) in documents {
        let item = json!({ "uri": format!("{top}/{name}"), "languageId": "ecrc", "version": 1, "text": text });
        bytes.extend(notification("textDocument/didOpen", &json!({ "textDocument": item })));
    }
    for (number, (name, _)) in documents.iter().enumerate() {
        let params = json!({ "textDocument": { "uri": format!("{top}/{name}") } });
        let asked =
            json!({ "jsonrpc": "2.0", "id": 10 + number, "method": "textDocument/diagnostic", "params": params });
        bytes.extend(framed(asked.to_string()));
    }
    bytes.extend([request(2, "shutdown"), notification("exit", &Value::Null)].concat());
    let run = folder.run_on(&["lsp"], bytes);
    assert_eq!((run.code, run.err.as_str()), (Some(0), ""));
    let answers = messages(&run.out);
    let of = |number: usize| {
        let answer = answers.iter().find(|answer| answer["id"] == 10 + number).unwrap();
        let found = answer["result"]["items"].as_array().unwrap().iter();
        found.map(|it| it["code"].as_str().unwrap().to_owned()).collect()
    };
    documents.iter().enumerate().map(|(number, (name, _))| ((*name).to_owned(), of(number))).collect()
}

const SOUND: &str = "private_ecr < region us-east-2; launch docker; clients 10.0.0.0/16 >\n";

fn missing(found: &[(String, Vec<String>)]) -> bool {
    found.iter().any(|(_, codes)| codes.contains(&"ECR007".to_owned()))
}

#[cfg(unix)]
#[test]
fn a_document_is_found_whatever_link_leads_to_it() {
    let folder = Folder::with(&[("real/main.ecr", SOUND)]);
    std::os::unix::fs::symlink("real", folder.path("link")).unwrap();
    let including = format!("include \"common.ecr\";\n{SOUND}");
    for (including_name, common) in [("real/a.ecr", "link/common.ecr"), ("link/a.ecr", "real/common.ecr")] {
        let found = codes(&folder, &[(common, "defaults < logs none >\n"), (including_name, &including)]);
        assert!(!missing(&found), "a new document, not saved yet: {found:?}");
    }
    // One file under two names: each has its own text.
    let broken = format!("\n\n{}", SOUND.replace("launch", "lunch"));
    let found = codes(&folder, &[("link/main.ecr", SOUND), ("real/main.ecr", &broken)]);
    let of =
        |name: &str| found.iter().find(|(of, _)| of == name).map(|(_, codes)| codes.contains(&"ECR002".to_owned()));
    assert_eq!((of("link/main.ecr"), of("real/main.ecr")), (Some(false), Some(true)), "{found:?}");
}

#[test]
fn includes_may_not_leave_the_work_tree_or_else_the_directory_that_is_open() {
    let including = format!("include \"../common.ecr\";\n{SOUND}");
    let folder = Folder::with(&[("common.ecr", "defaults < logs none >\n"), ("shop/a.ecr", &including)]);
    let found = codes(&folder, &[("shop/a.ecr", &including)]);
    assert!(!missing(&found), "{found:?}");
    folder.write("shop/.git", "gitdir: elsewhere\n");
    let found = codes(&folder, &[("shop/a.ecr", &including)]);
    assert!(missing(&found), "{found:?}");
}

#[test]
fn what_is_wrong_with_the_settings_is_said_in_their_words() {
    for (settings, said) in [
        (json!({ "templates": "yes" }), "`templates` must be true or false"),
        (json!({ "templates": true, "audit": [] }), "`audit` must be an object"),
        (json!({ "templates": true, "audit": { "regoin": 1 } }), "`regoin` is not a setting of `audit`"),
        (
            json!({ "templates": true, "audit": { "var": ["x"] } }),
            "`var` must be a list of strings such as `NAME=VALUE`",
        ),
        (
            json!({ "templates": true, "audit": { "assume": ["a"] } }),
            "`assume` must be a list of strings such as `KEY=VALUE`",
        ),
        (json!({ "templates": true, "audit": { "launch": [1] } }), "`launch` must be a list of strings"),
        (json!({ "templates": null, "audit": null }), ""),
        (json!({ "templates": true, "audit": {} }), ""),
    ] {
        let run =
            session(&notification("workspace/didChangeConfiguration", &json!({ "settings": { "ecrc": settings } })));
        let shown = messages(&run.out).into_iter().filter(|message| message["method"] == "window/showMessage");
        let shown: Vec<String> = shown.map(|it| it["params"]["message"].as_str().unwrap().to_owned()).collect();
        let expected: Vec<String> = if said.is_empty() { Vec::new() } else { vec![format!("ecrc: {said}")] };
        assert_eq!(shown, expected, "{settings}");
    }
}

#[test]
fn what_is_no_request_is_answered_and_the_session_goes_on() {
    for (text, id) in [
        (r#"{"jsonrpc":"2.0"}"#, json!(null)),
        (r#"{"jsonrpc":"2.0","id":7}"#, json!(7)),
        (r#"{"jsonrpc":"2.0","id":"a","method":5}"#, json!("a")),
        (r#"{"id":null,"method":null}"#, json!(null)),
        (r#"{"jsonrpc":"2.0","id":1.5,"method":"shutdown"}"#, json!(1.5)),
        (r#"{"jsonrpc":"2.0","id":5000000000,"method":"shutdown"}"#, json!(5_000_000_000_i64)),
        (r#"{"jsonrpc":"2.0","id":[],"method":"shutdown"}"#, json!(null)),
        (r#"[{"jsonrpc":"2.0","id":8,"method":"shutdown"}]"#, json!(null)),
        ("[]", json!(null)),
        ("5", json!(null)),
        ("null", json!(null)),
    ] {
        assert_eq!(error(&framed(text)), (id, INVALID_REQUEST), "{text}");
    }
}

#[test]
fn what_is_no_message_is_answered_once_and_the_session_goes_on() {
    let own = br#"{"jsonrpc":"2.0","method":"ecrc/own"}"#;
    let of = |header: &str| [header.as_bytes(), own].concat();
    for bytes in [
        framed("hello"),
        framed(""),
        framed(b"{\"method\":\"\xff\xfe\"}"),
        framed("[".repeat(100_000)),
        // A length that is too short or too long: what is left over, or of the next message, is passed over.
        of("Content-Length: 5\r\n\r\n"),
        [of("Content-Length: 60\r\n\r\n"), framed(own)].concat(),
        // None at all.
        own.to_vec(),
        of("Content-Type: application/vscode-jsonrpc; charset=utf-8\r\n\r\n"),
        of("Content-Length: many\r\n\r\n"),
        of("Content-Length: -1\r\n\r\n"),
        [&[0, 159, 146, 150, b'\n'][..], &framed(own)].concat(),
        "x".repeat(100_000).into_bytes(),
    ] {
        assert_eq!(error(&bytes), (Value::Null, PARSE_ERROR), "{}", String::from_utf8_lossy(&bytes));
    }
    for length in ["268435457", "900000000000", "18446744073709551615"] {
        let bytes = of(&format!("Content-Length: {length}\r\n\r\n"));
        assert_eq!(error(&bytes), (Value::Null, INVALID_REQUEST), "{length}");
    }
}

#[test]
fn half_a_sign_is_read_as_one_that_is_not_known() {
    let method = |said: &str| format!(r#"{{"jsonrpc":"2.0","id":9,"method":"{said}"}}"#);
    for (escaped, read) in [
        (r"x\ud83d", "x\u{fffd}"),
        (r"\udE00\ud83dx", "\u{fffd}\u{fffd}x"),
        (r"\ud83d\ud83d\ude00", "\u{fffd}\u{1f600}"),
        (r"\\\ud83d", "\\\u{fffd}"),
        (r"\ud83d\\ud83d", "\u{fffd}\\ud83d"),
    ] {
        let run = session(&framed(method(escaped)));
        let answers = messages(&run.out);
        let answer = answers.iter().find(|it| it["id"] == 9).unwrap_or_else(|| panic!("{escaped}: {}", run.out));
        assert_eq!(answer["error"]["message"], format!("`{read}` is not supported"), "{escaped}");
    }
    assert_eq!(error(&framed(method(r"\ud83d\x"))), (Value::Null, PARSE_ERROR));
}

#[test]
fn headers_of_any_case_and_order_are_read() {
    let text = r#"{"jsonrpc":"2.0","id":9,"method":"ecrc/nothing"}"#;
    let length = text.len();
    for header in [
        format!("content-length:{length}\r\nContent-Type: application/vscode-jsonrpc; charset=utf-8\r\n\r\n"),
        format!("Content-Type: application/vscode-jsonrpc; charset=utf8\r\nContent-Length: {length}\r\n\r\n"),
        format!("Content-Length: {length}\n\n"),
    ] {
        let run = session(&[header.as_bytes(), text.as_bytes()].concat());
        assert!(messages(&run.out).iter().any(|it| it["id"] == 9 && it["error"]["code"] == -32601), "{}", run.out);
    }
}

#[test]
fn answers_are_not_answered() {
    for (text, said) in [
        (r#"{"jsonrpc":"2.0","id":1,"result":null}"#, ""),
        (
            r#"{"jsonrpc":"2.0","id":null,"error":{"code":-32700,"message":"no JSON"}}"#,
            "warning: the editor reports an error: no JSON\n",
        ),
        (r#"{"jsonrpc":"2.0","id":{},"result":1}"#, "warning: the editor sent a response that ecrc cannot read\n"),
    ] {
        let run = session(&framed(text));
        assert_eq!((run.code, run.err.as_str()), (Some(0), said), "{text}");
        assert!(messages(&run.out).iter().all(|message| message["error"].is_null()), "{}", run.out);
    }
}

#[test]
fn a_server_that_ends_early_says_why() {
    let begin = request(1, "initialize");
    let exit = framed(r#"{"jsonrpc":"2.0","method":"exit"}"#);
    for (bytes, why) in [
        (Vec::new(), "the editor closed the connection without sending `exit`"),
        (begin.clone(), "the editor closed the connection without sending `exit`"),
        ([&begin[..], &exit].concat(), "the editor sent `exit` before `shutdown`"),
        (
            [&begin[..], b"Content-Length: 200000000\r\n\r\n{"].concat(),
            "cannot read from the editor: the input ended in the middle of a message",
        ),
    ] {
        let run = Folder::new().run_on(&["lsp"], bytes);
        assert_eq!((run.code, run.err), (Some(1), format!("error: {why}\n")));
    }
}
