// Input: the setting `ecrc.path`, and the PATH.
// Output: the program's absolute path, and what it prints.
// Never: runs a program of the workspace that only has ecrc's name.

import { execFile } from 'node:child_process';
import { accessSync, constants, statSync } from 'node:fs';
import { delimiter, isAbsolute, join } from 'node:path';
import * as vscode from 'vscode';

/** What a run of the program gave. */
export interface Run {
  code: number;
  stdout: string;
  stderr: string;
}

/**
 * The program's absolute path, or `undefined` if there is none. Only absolute directories of the PATH are searched:
 * a relative one, and on Windows the working directory, would be the workspace.
 */
export function find(wanted: string, path: string, windows: boolean): string | undefined {
  if (isAbsolute(wanted)) return runs(wanted) ? wanted : undefined;
  if (/[\\/]/.test(wanted)) return undefined;
  const names = windows && !/\.exe$/i.test(wanted) ? [`${wanted}.exe`] : [wanted];
  const directories = path.split(delimiter).filter(isAbsolute);
  return directories.flatMap((directory) => names.map((name) => join(directory, name))).find(runs);
}

function runs(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
}

/** The program, or `undefined` after the user has been told how to get it. */
export async function program(context: vscode.ExtensionContext): Promise<string | undefined> {
  const wanted = vscode.workspace.getConfiguration('ecrc').get<string>('path') || 'ecrc';
  const found = find(wanted, process.env['PATH'] ?? '', process.platform === 'win32');
  if (found !== undefined) return found;
  const [how, settings] = ['How to Get It', 'Open Settings'];
  const wrong = isAbsolute(wanted) ? 'is not a program' : /[\\/]/.test(wanted) ? 'is not an absolute path' : 'is not on the PATH';
  // Nobody waits for the answer: a message may stay unanswered.
  void vscode.window.showWarningMessage(`ecrc: ${wanted} ${wrong}.`, how, settings).then((answer) => {
    if (answer === how) {
      const page = vscode.Uri.joinPath(context.extensionUri, 'readme.md').with({ fragment: 'get-ecrc' });
      return vscode.commands.executeCommand('markdown.showPreview', page);
    }
    if (answer === settings) {
      // The path belongs to the machine that runs ecrc, so a remote window has it among the settings of the remote.
      const page = vscode.env.remoteName === undefined ? 'openSettings' : 'openRemoteSettings';
      return vscode.commands.executeCommand(`workbench.action.${page}`, { query: '@id:ecrc.path' });
    }
    return undefined;
  });
  return undefined;
}

/** Runs the program to its end. An exit code other than 0 is a result like others. */
export function run(program: string, args: string[], cwd: string, input = ''): Promise<Run> {
  return new Promise((resolve, reject) => {
    const options = { cwd, maxBuffer: 64 * 1024 * 1024, timeout: 60_000, windowsHide: true };
    const child = execFile(program, ['--color', 'never', ...args], options, (error, stdout, stderr) => {
      if (error === null) return resolve({ code: 0, stdout, stderr });
      if (typeof error.code === 'number') return resolve({ code: error.code, stdout, stderr });
      return reject(error);
    });
    // A program that does not read its input closes it early.
    child.stdin?.on('error', () => {});
    child.stdin?.end(input);
  });
}
