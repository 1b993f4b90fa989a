// Input: the program.
// Output: a language server that runs while VS Code does, and its restart.
// Never: runs two servers at a time.

import * as vscode from 'vscode';
import { LanguageClient, type LanguageClientOptions, type ServerOptions } from 'vscode-languageclient/node.js';
import { follow } from './lens.js';
import { Pictures } from './picture.js';
import { program, run } from './program.js';
import { Shown } from './shown.js';

export class Client {
  private client: LanguageClient | undefined;
  /** Starts and stops happen one after the other. */
  private last: Promise<void> = Promise.resolve();

  constructor(
    private readonly context: vscode.ExtensionContext,
    private readonly output: vscode.OutputChannel,
    private readonly shown: Shown,
    private readonly pictures: Pictures,
  ) {}

  restart(): Promise<void> {
    this.last = this.last.then(() => this.end()).then(() => this.begin());
    return this.last;
  }

  /** Says that settings changed; the server then asks for them. */
  configure(): Promise<void> {
    // A server that did not start has been told of already.
    const said = () => this.client?.sendNotification('workspace/didChangeConfiguration', { settings: null }).catch(() => undefined);
    this.last = this.last.then(said);
    return this.last;
  }

  stop(): Promise<void> {
    this.last = this.last.then(() => this.end());
    return this.last;
  }

  private async begin(): Promise<void> {
    const path = await program(this.context);
    if (path === undefined) return;
    const probe = await run(path, ['lsp', '--help'], process.cwd()).catch(() => undefined);
    if (probe?.code !== 0) {
      void vscode.window.showWarningMessage(`ecrc: ${path} has no language server. Install a newer version.`);
      return;
    }
    const server: ServerOptions = { command: path, args: ['lsp'] };
    const settings = vscode.workspace.getConfiguration('ecrc');
    // Not the old side of a comparison: it is no file, and has none beside it to include.
    const specs = ['file', 'untitled'].map((scheme) => ({ language: 'ecrc', scheme }));
    const templates = { scheme: 'file', pattern: '**/*.{yaml,yml,json,template,tf,tfvars,tftpl}' };
    const options: LanguageClientOptions = {
      documentSelector: [...specs, ...(settings.get<boolean>('templates') ? [templates] : [])],
      outputChannel: this.output,
      initializationOptions: settings,
      middleware: {
        executeCommand: (command, args, next) =>
          follow(command, args, async (command, args) => next(command, args), this.shown, this.pictures),
        provideCompletionItem: async (document, position, context, token, next) => {
          const found = await next(document, position, context, token);
          const items = Array.isArray(found) ? found : (found?.items ?? []);
          // What it leaves is an empty path, for which the server knows the files.
          const include = items.find((item) => item.label === 'include');
          if (include) include.command = { command: 'editor.action.triggerSuggest', title: '' };
          return found;
        },
      },
    };
    this.client = new LanguageClient('ecrc', 'ecrc', server, options);
    // The client tells the user itself why a server does not start.
    await this.client.start().catch(() => undefined);
  }

  private async end(): Promise<void> {
    const client = this.client;
    this.client = undefined;
    await client?.dispose().catch(() => undefined);
  }
}
