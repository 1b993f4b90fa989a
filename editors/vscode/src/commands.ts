// Input: the active editor, and what the user answers.
// Output: templates, comparisons, pictures and explanations, as `ecrc` prints them.
// Never: writes a file, except that it saves the spec that a command reads.

import { basename, dirname } from 'node:path';
import * as vscode from 'vscode';
import { Pictures } from './picture.js';
import { program, run, type Run } from './program.js';
import { Shown } from './shown.js';

const EXTENSIONS: Record<string, string> = { cfn: 'yaml', 'cfn-json': 'json', tf: 'tf.json' };

export function register(
  context: vscode.ExtensionContext,
  output: vscode.OutputChannel,
  shown: Shown,
  pictures: Pictures,
): void {
  /** Runs ecrc on the document's file; `undefined`, and the user is told, if it printed nothing to show. */
  async function printed(document: vscode.TextDocument, args: string[], quiet = false): Promise<string | undefined> {
    const path = await program(context);
    if (path === undefined) return undefined;
    const name = basename(document.fileName);
    const done = await run(path, [...args, './' + name], dirname(document.fileName));
    if (done.code === 0) return done.stdout;
    if (!quiet) fail(done, `${name} does not compile`);
    return undefined;
  }

  function fail(done: Run, otherwise: string): void {
    output.appendLine(done.stderr);
    // The last sentence of ecrc sums up; what it sums up stands in the output, and as diagnostics in the editor.
    const said = done.code === 1 ? otherwise : (/^error: (.*)$/m.exec(done.stderr)?.[1] ?? otherwise);
    void vscode.window.showErrorMessage(`ecrc: ${said}.`, 'Show Output').then((answer) => answer && output.show());
  }

  async function build(of?: unknown): Promise<void> {
    const document = await saved(of);
    if (document === undefined) return;
    const target = vscode.workspace.getConfiguration('ecrc', document).get<string>('target') ?? 'cfn';
    const template = await printed(document, ['build', '--target', target, '--output', '-']);
    if (template === undefined) return;
    const stem = basename(document.fileName, '.ecr');
    await shown.show(`${stem}.${EXTENSIONS[target] ?? 'txt'}`, template);
  }

  async function diff(of?: unknown): Promise<void> {
    const document = await saved(of);
    if (document === undefined) return;
    const prompt = 'A branch, tag or commit; A..B and A...B work as in git diff';
    const revision = await vscode.window.showInputBox({ prompt, value: 'HEAD', validateInput: refusal });
    if (revision === undefined) return;
    const report = await printed(document, ['diff', `--base=${revision}`, '--format', 'markdown']);
    if (report === undefined) return;
    await shown.preview(`${basename(document.fileName, '.ecr')} since ${revision.replace(/\//g, '-')}.md`, report);
  }

  async function graph(of?: unknown): Promise<void> {
    const document = await saved(of);
    if (document === undefined) return;
    const title = `Picture of ${vscode.workspace.asRelativePath(document.uri)}`;
    const draw = (quiet: boolean) => printed(document, ['graph', '--format', 'svg'], quiet);
    await pictures.show(document.uri.toString(), title, draw);
  }

  async function explain(): Promise<void> {
    const editor = vscode.window.activeTextEditor;
    const selected = editor?.document.getText(editor.selection).trim() ?? '';
    const prompt = 'An error that AWS printed, a rule such as ECR402, or a word of `uses`';
    const text = selected || (await vscode.window.showInputBox({ prompt }))?.trim();
    const path = text ? await program(context) : undefined;
    if (!text || path === undefined) return;
    const [args, input] = question(text);
    const done = await run(path, args, process.cwd(), input);
    if (done.code !== 0) return fail(done, 'no rule matches this');
    // The pages of rules and words are Markdown; the answer to an error is laid out in columns.
    if (input === '') await shown.preview('explanation.md', done.stdout);
    else await shown.show('explanation.txt', done.stdout);
  }

  for (const [name, command] of Object.entries({ build, diff, graph, explain })) {
    context.subscriptions.push(vscode.commands.registerCommand(`ecrc.${name}`, command));
  }
}

/**
 * The spec that a command is about, saved: ecrc reads files, since includes are next to them. A menu names it by its
 * address; otherwise it is the active one.
 */
async function saved(of: unknown): Promise<vscode.TextDocument | undefined> {
  const named = of instanceof vscode.Uri ? await vscode.workspace.openTextDocument(of) : undefined;
  const document = named ?? vscode.window.activeTextEditor?.document;
  if (document?.languageId !== 'ecrc') return undefined;
  if (document.uri.scheme !== 'file') {
    void vscode.window.showInformationMessage('ecrc: save this spec as a file first.');
    return undefined;
  }
  return !document.isDirty || (await document.save()) ? document : undefined;
}

/** Why a text is no revision; git takes one that opens with `-` for an option. */
export function refusal(revision: string): string | undefined {
  return /^[^-\s]\S*$/.test(revision) ? undefined : 'A revision cannot contain spaces or begin with “-”.';
}

/** How ecrc is asked about a text: a code or a word as an argument, and an error or a log on standard input. */
export function question(text: string): [args: string[], input: string] {
  return /^(ECR)?\d{3}$|^[a-z][a-z_]*$/.test(text) ? [['explain', text], ''] : [['explain', '-'], text];
}
