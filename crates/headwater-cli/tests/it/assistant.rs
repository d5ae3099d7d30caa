//! An assistant that checks its own citations.

use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Child, ChildStdout, Command, Stdio};

use headwater_serve::{Cases, Given, Order, Upload};
use serde_json::{Value, json};

use crate::common::Folder;

/// The program as an assistant has it.
struct Assistant {
    child: Child,
    answers: BufReader<ChildStdout>,
    asked: u64,
}

impl Assistant {
    fn start(folder: &Path) -> Self {
        let mut child = Command::new(env!("CARGO_BIN_EXE_headwater"))
            .arg("mcp")
            .arg(folder)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let answers = BufReader::new(child.stdout.take().unwrap());
        let mut assistant = Self {
            child,
            answers,
            asked: 0,
        };
        let hello = json!({
            "protocolVersion": "2025-06-18",
            "capabilities": {},
            "clientInfo": {"name": "a test", "version": "1"},
        });
        let info = assistant.ask("initialize", &hello);
        assert_eq!(info["result"]["serverInfo"]["name"], "headwater");
        assert!(
            info["result"]["instructions"]
                .as_str()
                .unwrap()
                .contains("never truth")
        );
        assistant.say(&json!({"jsonrpc": "2.0", "method": "notifications/initialized"}));
        assistant
    }

    fn say(&mut self, message: &Value) {
        writeln!(self.child.stdin.as_mut().unwrap(), "{message}").unwrap();
    }

    fn ask(&mut self, method: &str, params: &Value) -> Value {
        self.asked += 1;
        self.say(&json!({"jsonrpc": "2.0", "id": self.asked, "method": method, "params": params}));
        let mut line = String::new();
        self.answers.read_line(&mut line).unwrap();
        let answer: Value =
            serde_json::from_str(&line).unwrap_or_else(|error| panic!("{error}: {line}"));
        assert_eq!(answer["id"], self.asked, "{answer}");
        answer
    }

    fn call(&mut self, tool: &str, arguments: &Value) -> Value {
        self.ask("tools/call", &json!({"name": tool, "arguments": arguments}))
    }
}

impl Drop for Assistant {
    fn drop(&mut self) {
        drop(self.child.stdin.take());
        let status = self.child.wait().unwrap();
        assert!(
            status.success() || std::thread::panicking(),
            "it ends when there is no more to ask: {status}"
        );
    }
}

#[test]
fn an_assistant_checks_what_it_cites_reads_and_finds_cases() {
    let folder = Folder::new();
    let cases = Cases::open(folder.path()).unwrap();
    let article = Given::File(Upload {
        name: "flood.md".to_owned(),
        bytes: b"The dam held.".to_vec(),
    });
    cases
        .add(&Order {
            article,
            sources: Vec::new(),
            fetch: false,
        })
        .unwrap();

    let mut assistant = Assistant::start(folder.path());
    let tools = assistant.ask("tools/list", &json!({}));
    let names: Vec<&str> = tools["result"]["tools"]
        .as_array()
        .unwrap()
        .iter()
        .map(|tool| tool["name"].as_str().unwrap())
        .collect();
    assert_eq!(names, ["read", "search", "trace"]);

    let answer = assistant.call(
        "trace",
        &json!({
            "article": {"kind": "text", "text": "The dam above Orlin held on Monday. The water rose by 60 centimetres in an hour."},
            "sources": [{"kind": "text", "text": "The dam above Orlin held on Monday. The water rose by 40 centimetres in an hour."}],
        }),
    );
    let findings = &answer["result"]["structuredContent"]["findings"];
    assert_eq!(findings[0]["verdict"], "supported", "{answer}");
    assert_eq!(findings[1]["verdict"], "differs");
    assert_eq!(
        findings[1]["departures"][0]["source"]["text"],
        "40 centimetres"
    );

    // What is not fetched is not taken for a source that has nothing.
    let unread = json!({
        "article": {"kind": "text", "text": "The dam above Orlin [held on Monday](https://paper.example/dam), it was said."},
        "sources": [{"kind": "page", "url": "https://paper.example/dam"}],
    });
    let unread = assistant.call("trace", &unread);
    let finding = &unread["result"]["structuredContent"]["findings"][0];
    assert_eq!(
        (&finding["verdict"], &finding["reason"]),
        (&json!("unchecked"), &json!("not-fetched")),
        "{unread}"
    );

    let read = assistant.call(
        "read",
        &json!({"document": {"kind": "text", "text": "# A dam\n\nIt held."}}),
    );
    let document: Value =
        serde_json::from_str(read["result"]["content"][0]["text"].as_str().unwrap()).unwrap();
    assert_eq!(document["title"], "A dam");
    let found = assistant.call("search", &json!({"words": "flood"}));
    assert_eq!(
        found["result"]["structuredContent"]["items"][0]["title"], "flood.md",
        "{found}"
    );

    // What cannot be done is said, and the next question is answered.
    for wrong in [
        json!({"document": {"kind": "page", "url": "https://paper.example/"}}),
        json!({"document": {"kind": "file", "name": "a.md", "base64": "!"}}),
        json!({"document": {"kind": "file", "name": "a.bin", "base64": "AAECAwQFBgc="}}),
        json!({}),
    ] {
        let refused = assistant.call("read", &wrong);
        assert!(
            refused["result"]["isError"] == true || refused["error"].is_object(),
            "{refused}"
        );
    }
    let none = assistant.call("nothing", &json!({}));
    assert!(
        none["error"].is_object() || none["result"]["isError"] == true,
        "{none}"
    );
    assert_eq!(
        assistant.call("search", &json!({"words": "drought"}))["result"]["structuredContent"]["total"],
        0
    );
}
