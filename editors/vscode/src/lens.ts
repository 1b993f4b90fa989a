// Input: a code lens of the language server that was clicked, and what the server made for it.
// Output: the template or the picture of its block, next to the editor.
// Never: makes either.

import * as vscode from 'vscode';
import { Pictures } from './picture.js';
import { Shown } from './shown.js';

/** Asks the server to do a command of its own. */
export type Ask = (command: string, args: unknown[]) => Promise<unknown>;

/** What the server says which block a lens is about. */
interface Block {
  uri: string;
  block?: string;
  format?: string;
}

/** Does a command of the server, and shows what it made. */
export async function follow(command: string, args: unknown[], ask: Ask, shown: Shown, pictures: Pictures): Promise<unknown> {
  const of = args[0] as Block;
  const name = of.block ?? 'block';
  if (command === 'ecrc.template') {
    const format = of.format ?? vscode.workspace.getConfiguration('ecrc').get<string>('target') ?? 'cfn';
    const made = text(await ask(command, [{ ...of, format }]));
    await shown.show(`${name}.${made.language}`, made.text);
    return undefined;
  }
  if (command === 'ecrc.picture') {
    const draw = async (quiet: boolean) => {
      const made = quiet ? await ask(command, args).catch(() => undefined) : await ask(command, args);
      return made === undefined ? undefined : text(made).text;
    };
    await pictures.show(`${of.uri} ${name}`, `Picture of ${name}`, draw);
    return undefined;
  }
  return ask(command, args);
}

function text(made: unknown): { text: string; language: string } {
  return made as { text: string; language: string };
}
