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
