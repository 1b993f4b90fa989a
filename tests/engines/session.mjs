// A whole session with `ecrc lsp`, by the client that VS Code speaks the protocol with.
//
// Input: the program, a spec's path and its text, as JSON on standard input. Output: what the server said, as JSON.
// Never: judges it; the test does.

import { createRequire } from "node:module";
import { spawn } from "node:child_process";
import { pathToFileURL } from "node:url";

const require = createRequire(`${process.env.ECRC_VSCODE_TOOLS}/package.json`);
const lsp = require("vscode-languageserver-protocol/node");

const asked = JSON.parse(await new Promise((done) => {
  let text = "";
  process.stdin.on("data", (part) => (text += part)).on("end", () => done(text));
}));

const server = spawn(asked.program, ["lsp"], { stdio: ["pipe", "pipe", "inherit"] });
const closed = new Promise((done) => server.on("exit", done));
const connection = lsp.createProtocolConnection(server.stdout, server.stdin);
const uri = pathToFileURL(asked.path).href;
const said = { published: [] };

connection.onNotification(lsp.PublishDiagnosticsNotification.type, (params) => said.published.push(params));
connection.onRequest(lsp.RegistrationRequest.type, () => null);
connection.listen();

/** Waits until the server has shown what it thinks of a version. */
async function shown(version) {
  for (let tries = 0; tries < 3000; tries++) {
    const found = said.published.findLast((params) => params.uri === uri && params.version === version);
    if (found) return found.diagnostics;
    await new Promise((done) => setTimeout(done, 10));
  }
  throw new Error(`no diagnostics of version ${version}`);
}

const started = await connection.sendRequest(lsp.InitializeRequest.type, {
  processId: process.pid,
  rootUri: null,
  workspaceFolders: [{ uri: pathToFileURL(asked.folder).href, name: "specs" }],
  capabilities: {
    general: { positionEncodings: ["utf-16"] },
    textDocument: { publishDiagnostics: { relatedInformation: true } },
    workspace: { workspaceEdit: { documentChanges: true }, didChangeWatchedFiles: { dynamicRegistration: true } },
  },
});
said.capabilities = started.capabilities;
await connection.sendNotification(lsp.InitializedNotification.type, {});
const document = { uri };
await connection.sendNotification(lsp.DidOpenTextDocumentNotification.type, {
  textDocument: { uri, languageId: "ecrc", version: 1, text: asked.text },
});
said.first = await shown(1);
const whole = { start: { line: 0, character: 0 }, end: { line: 1000, character: 0 } };
const ask = (type, params) => connection.sendRequest(type, { textDocument: document, ...params });
said.actions = await ask(lsp.CodeActionRequest.type, { range: whole, context: { diagnostics: said.first } });
said.all = await ask(lsp.CodeActionRequest.type, {
  range: whole,
  context: { diagnostics: [], only: ["source.fixAll"] },
});

// Types what the spec should be, sign by sign.
let version = 1;
await connection.sendNotification(lsp.DidChangeTextDocumentNotification.type, {
  textDocument: { uri, version: ++version },
  contentChanges: [{ range: whole, text: "" }],
});
let place = { line: 0, character: 0 };
for (const sign of asked.typed) {
  await connection.sendNotification(lsp.DidChangeTextDocumentNotification.type, {
    textDocument: { uri, version: ++version },
    contentChanges: [{ range: { start: place, end: place }, text: sign }],
  });
  place = sign === "\n" ? { line: place.line + 1, character: 0 } : { ...place, character: place.character + sign.length };
}
said.typed = await shown(version);
const position = { line: 2, character: 4 };
said.hover = await ask(lsp.HoverRequest.type, { position });
said.completion = await ask(lsp.CompletionRequest.type, { position });
said.formatted = await ask(lsp.DocumentFormattingRequest.type, { options: { tabSize: 2, insertSpaces: true } });
said.symbols = await ask(lsp.DocumentSymbolRequest.type, {});
said.folds = await ask(lsp.FoldingRangeRequest.type, {});
said.tokens = await ask(lsp.SemanticTokensRequest.type, {});
said.hints = await ask(lsp.InlayHintRequest.type, { range: whole });
said.lenses = await ask(lsp.CodeLensRequest.type, {});
const command = said.lenses[0].command;
said.template = await connection.sendRequest(lsp.ExecuteCommandRequest.type, {
  command: command.command,
  arguments: command.arguments,
});

const source = new lsp.CancellationTokenSource();
const canceled = connection.sendRequest(lsp.DocumentSymbolRequest.type, { textDocument: document }, source.token);
source.cancel();
said.canceled = await canceled.then(() => "answered", (error) => error.code);

await connection.sendRequest(lsp.ShutdownRequest.type);
await connection.sendNotification(lsp.ExitNotification.type);
said.exit = await closed;
// A pipe takes a long answer in parts.
process.stdout.write(JSON.stringify(said), () => process.exit(0));
