// Input: VS Code.
// Output: the language server and the commands, for as long as the extension is active.
// Never: knows what either does.

import * as vscode from 'vscode';
import { Client } from './client.js';
import { register } from './commands.js';
import { Pictures } from './picture.js';
import { Shown } from './shown.js';

let client: Client | undefined;

export async function activate(context: vscode.ExtensionContext): Promise<void> {
  const output = vscode.window.createOutputChannel('ecrc');
  const [shown, pictures] = [new Shown(context), new Pictures(context)];
  const started = new Client(context, output, shown, pictures);
  client = started;
  register(context, output, shown, pictures);
  context.subscriptions.push(
    output,
    vscode.commands.registerCommand('ecrc.restart', () => started.restart()),
    vscode.workspace.onDidChangeConfiguration(async (change) => {
      // Which program runs, and which documents it is told of, is settled when it starts.
      const names = ['ecrc.path', 'ecrc.templates'];
      if (names.some((name) => change.affectsConfiguration(name))) await started.restart();
      else if (change.affectsConfiguration('ecrc')) await started.configure();
    }),
  );
  await started.restart();
}

export async function deactivate(): Promise<void> {
  await client?.stop();
}
