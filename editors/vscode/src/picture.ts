// Input: an SVG picture that ecrc drew.
// Output: a panel that shows it, and draws it again when a spec is saved.
// Never: runs a script in the panel, or loads anything into it.

import * as vscode from 'vscode';

/** Draws a picture. `undefined` if there is none; `quiet` says that the user did not ask. */
export type Draw = (quiet: boolean) => Promise<string | undefined>;

/** The panels of pictures, by the keys of what they show. */
export class Pictures {
  private readonly panels = new Map<string, { panel: vscode.WebviewPanel; draw: Draw }>();

  constructor(context: vscode.ExtensionContext) {
    // An include may have changed as well.
    const saved = vscode.workspace.onDidSaveTextDocument(async ({ languageId }) => {
      if (languageId === 'ecrc') await this.drawAll();
    });
    context.subscriptions.push(saved, { dispose: () => this.panels.forEach(({ panel }) => panel.dispose()) });
  }

  async show(key: string, title: string, draw: Draw): Promise<void> {
    const svg = await draw(false);
    if (svg === undefined) return;
    const open = this.panels.get(key);
    const panel = open?.panel ?? this.panel(key, title);
    this.panels.set(key, { panel, draw });
    panel.webview.html = page(svg);
    if (open !== undefined) panel.reveal(undefined, true);
  }

  private panel(key: string, title: string): vscode.WebviewPanel {
    const column = { viewColumn: vscode.ViewColumn.Beside, preserveFocus: true };
    const panel = vscode.window.createWebviewPanel('ecrc.picture', title, column, { enableScripts: false, localResourceRoots: [] });
    panel.onDidDispose(() => this.panels.delete(key));
    return panel;
  }

  /** Draws again what is open. A spec that does not compile keeps its last picture. */
  private async drawAll(): Promise<void> {
    for (const { panel, draw } of [...this.panels.values()]) {
      const svg = await draw(true);
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
