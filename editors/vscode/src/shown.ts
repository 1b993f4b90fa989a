// Input: what the program printed.
// Output: a read-only document or a preview that shows it, next to the editor; the same again replaces it.
// Never: writes a file.

import * as vscode from 'vscode';

const SCHEME = 'ecrc';

/**
 * The texts that were shown, by the addresses of their documents. They are kept: VS Code closes the document of a preview
 * after minutes, and reads it again when the preview is drawn again.
 */
export class Shown implements vscode.TextDocumentContentProvider {
  private readonly texts = new Map<string, string>();
  private readonly changed = new vscode.EventEmitter<vscode.Uri>();
  readonly onDidChange = this.changed.event;

  constructor(context: vscode.ExtensionContext) {
    context.subscriptions.push(vscode.workspace.registerTextDocumentContentProvider(SCHEME, this), this.changed);
  }

  provideTextDocumentContent(uri: vscode.Uri): string {
    // VS Code reopens its tabs when it starts; what was in them is gone.
    return this.texts.get(uri.toString()) ?? 'To see this again, run its command again.\n';
  }

  /** Takes a text, and gives the address of its document. `name` ends in what tells its language. */
  private put(name: string, text: string): vscode.Uri {
    const uri = vscode.Uri.from({ scheme: SCHEME, path: `/${name}` });
    this.texts.set(uri.toString(), text);
    this.changed.fire(uri);
    return uri;
  }

  async show(name: string, text: string): Promise<void> {
    const document = await vscode.workspace.openTextDocument(this.put(name, text));
    await vscode.window.showTextDocument(document, { viewColumn: vscode.ViewColumn.Beside, preview: true, preserveFocus: true });
  }

  /** Shows Markdown as it is meant to look. */
  async preview(name: string, markdown: string): Promise<void> {
    await vscode.commands.executeCommand('markdown.showPreviewToSide', this.put(name, markdown));
  }
}
