// Input: VS Code.
// Output: the commands, for as long as the extension is active, and the language server once a window has use for it.
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
  const server = new Client(context, output, shown, pictures);
  client = server;
  register(context, output, shown, pictures);

  let used = false;
  async function restart(): Promise<void> {
    used = true;
    await server.restart();
  }
  context.subscriptions.push(
    output,
    vscode.commands.registerCommand('ecrc.restart', restart),
    vscode.workspace.onDidOpenTextDocument(async (document) => {
      if (!used && isSpec(document)) await restart();
    }),
    vscode.workspace.onDidChangeConfiguration(async (change) => {
      // Which program runs, and which documents it is told of, is settled when it starts.
      const names = ['ecrc.path', 'ecrc.templates'];
      if (names.some((name) => change.affectsConfiguration(name)) && (used || checksTemplates())) await restart();
      else if (change.affectsConfiguration('ecrc')) await server.configure();
    }),
  );
  if (await isUseful()) await restart();
}

export async function deactivate(): Promise<void> {
  await client?.stop();
}

/** A window with neither specs nor templates to check needs no server, and no word about a program that is missing. */
async function isUseful(): Promise<boolean> {
  if (checksTemplates() || vscode.workspace.textDocuments.some(isSpec)) return true;
  return (await vscode.workspace.findFiles('**/*.ecr', undefined, 1)).length > 0;
}

function checksTemplates(): boolean {
  return vscode.workspace.getConfiguration('ecrc').get<boolean>('templates') === true;
}

function isSpec({ languageId }: vscode.TextDocument): boolean {
  return languageId === 'ecrc';
}
