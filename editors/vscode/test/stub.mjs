// Input: modules of the extension.
// Output: what they export, compiled and running in a VS Code of a few lines that writes down what it is asked.

import { build } from 'esbuild';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';

const SOURCES = fileURLToPath(new URL('../src/', import.meta.url));

export async function load(names, vscode = {}) {
  const contents = [names].flat().map((name) => `export * from './${name}';`).join('\n');
  const { outputFiles } = await build({
    stdin: { contents, resolveDir: SOURCES },
    bundle: true,
    write: false,
    platform: 'node',
    format: 'cjs',
    external: ['vscode'],
  });
  const require = createRequire(import.meta.url);
  const module = { exports: {} };
  new Function('require', 'module', 'exports', outputFiles[0].text)(
    (wanted) => (wanted === 'vscode' ? vscode : require(wanted)),
    module,
    module.exports,
  );
  return module.exports;
}

class EventEmitter {
  listeners = [];
  event = (listener) => this.listeners.push(listener);
  fire = (value) => Promise.all(this.listeners.map((listener) => listener(value)));
  dispose() {}
}

class Uri {
  constructor(path, scheme) {
    Object.assign(this, { path, scheme });
  }
  static from({ path, scheme }) {
    return new Uri(path, scheme);
  }
  toString() {
    return `${this.scheme}:${this.path}`;
  }
}

/** A `vscode` in which `file` is open, and what it was asked, in `asked`. */
export function editor(file, text, settings) {
  const asked = { messages: [], shown: [], panels: [], previews: [] };
  const commands = new Map();
  const uri = (path, scheme) => new Uri(path, scheme);
  const document = { fileName: file, languageId: 'ecrc', isDirty: false, uri: uri(file, 'file'), getText: () => text };
  const [saved, closed, opened] = [new EventEmitter(), new EventEmitter(), new EventEmitter()];
  const message = async (text) => void asked.messages.push(text);
  const answered = async (text) => {
    asked.messages.push(text);
    return settings.answer;
  };
  let provider;
  const read = (uri) => ({ name: uri.path, text: provider.provideTextDocumentContent(uri) });
  const vscode = {
    EventEmitter,
    env: { remoteName: settings.remote },
    ViewColumn: { Beside: -2 },
    Uri,
    workspace: {
      textDocuments: [document],
      asRelativePath: ({ path }) => path,
      getConfiguration: () => ({ get: (name) => settings[name] }),
      onDidCloseTextDocument: closed.event,
      onDidOpenTextDocument: opened.event,
      onDidSaveTextDocument: saved.event,
      findFiles: async () => settings.specs ?? [],
      openTextDocument: async (uri) => (uri.scheme === 'file' ? document : read(uri)),
      registerTextDocumentContentProvider: (_, it) => void (provider = it),
    },
    window: {
      activeTextEditor: { document, selection: undefined },
      createWebviewPanel: (_, title) => {
        const panel = { title, webview: { html: '' }, reveal() {}, dispose() {}, onDidDispose() {} };
        asked.panels.push(panel);
        return panel;
      },
      showErrorMessage: message,
      showInformationMessage: message,
      showInputBox: async ({ value }) => value,
      showTextDocument: async (document) => void asked.shown.push(document),
      showWarningMessage: answered,
    },
    commands: {
      executeCommand: async (name, of) => void asked.previews.push({ command: name, ...(of instanceof Uri ? read(of) : of) }),
      registerCommand: (name, command) => void commands.set(name, command),
    },
  };
  /** VS Code closes a document that no editor shows, and opens it again for its preview. */
  const reopened = async (name) => {
    const uri = Uri.from({ scheme: 'ecrc', path: name });
    await closed.fire({ uri });
    return read(uri).text;
  };
  return { vscode, asked, saved, opened, reopened, run: (name, ...args) => commands.get(name)(...args) };
}
