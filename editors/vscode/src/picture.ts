// Input: an SVG picture that `ecrc graph` drew.
// Output: a panel that shows it, and draws it again when its spec is saved.
// Never: runs a script in the panel, or loads anything into it.

import * as vscode from 'vscode';

/** The panels of pictures, one for each spec. */
export class Pictures {
  private readonly panels = new Map<string, vscode.WebviewPanel>();

  constructor(
    context: vscode.ExtensionContext,
    private readonly draw: (document: vscode.TextDocument, quiet: boolean) => Promise<string | undefined>,
  ) {
    // An include may have changed as well.
    const saved = vscode.workspace.onDidSaveTextDocument(async ({ languageId }) => {
      if (languageId === 'ecrc') await this.drawAll();
    });
    context.subscriptions.push(saved, { dispose: () => this.panels.forEach((panel) => panel.dispose()) });
  }

  async show(document: vscode.TextDocument): Promise<void> {
    const svg = await this.draw(document, false);
    if (svg === undefined) return;
    const key = document.uri.toString();
    let panel = this.panels.get(key);
    if (panel === undefined) {
      const name = vscode.workspace.asRelativePath(document.uri);
      const column = { viewColumn: vscode.ViewColumn.Beside, preserveFocus: true };
      panel = vscode.window.createWebviewPanel('ecrc.picture', `Picture of ${name}`, column, { enableScripts: false, localResourceRoots: [] });
      panel.onDidDispose(() => this.panels.delete(key));
      this.panels.set(key, panel);
    }
    panel.webview.html = page(svg);
    panel.reveal(undefined, true);
  }

  /** Draws again what is open. A spec that does not compile keeps its last picture. */
  private async drawAll(): Promise<void> {
    for (const [key, panel] of this.panels) {
      const document = vscode.workspace.textDocuments.find(({ uri }) => uri.toString() === key);
      const svg = document && (await this.draw(document, true));
      if (svg !== undefined) panel.webview.html = page(svg);
    }
  }
}

function page(svg: string): string {
  const policy = "default-src 'none'; style-src 'unsafe-inline'";
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<style>body { margin: 0; padding: 16px } svg { max-width: 100%; height: auto }</style>
</head>
<body>${svg.replace(/^<\?xml[^>]*>\s*/, '')}</body>
</html>`;
}
