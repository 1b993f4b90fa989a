// Input: the commands of the extension, and the real program in ECRC_BIN.
// Output: whether they show what it prints, say what it refuses, and run nothing else.

import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import test from 'node:test';
import { editor, load } from './stub.mjs';

const ECRC = process.env.ECRC_BIN;
const needsProgram = { skip: ECRC === undefined && 'needs ECRC_BIN' };
const SPEC = 'private_ecr web <\n  region us-east-2;\n  launch fargate 1.4.0;\n  logs awslogs;\n>\n';

/** A git repository with a spec, open in an editor in which the commands are registered. */
async function open({ spec = SPEC, selected = spec, settings = {} } = {}) {
  const folder = mkdtempSync(join(tmpdir(), 'ecrc-'));
  const file = join(folder, '-a b.ecr');
  writeFileSync(file, SPEC);
  for (const args of [['init', '--quiet'], ['add', '.'], ['commit', '--quiet', '--message', 'a spec']]) {
    execFileSync('git', ['-c', 'user.name=a', '-c', 'user.email=a@b', ...args], { cwd: folder });
  }
  writeFileSync(file, spec);
  const opened = editor(file, selected, { path: ECRC, ...settings });
  const { register, follow, Shown, Pictures } = await load(['commands.ts', 'lens.ts', 'shown.ts', 'picture.ts'], opened.vscode);
  const output = { lines: [], appendLine: (line) => output.lines.push(line), show() {} };
  const context = { subscriptions: [] };
  const panels = [new Shown(context), new Pictures(context)];
  register(context, output, ...panels);
  return { ...opened, output, file, follow: (command, args, ask) => follow(command, args, ask, ...panels) };
}

test('a template is shown in the language of its target', needsProgram, async () => {
  for (const [target, name, start] of [['cfn', '/-a b.yaml', 'AWSTemplate'], ['tf', '/-a b.tf.json', '{']]) {
    const { asked, run } = await open({ settings: { target } });
    await run('ecrc.build');
    assert.deepEqual(asked.shown.map((shown) => [shown.name, shown.text.startsWith(start)]), [[name, true]]);
    assert.deepEqual(asked.messages, []);
  }
});

test('a menu names the spec', needsProgram, async () => {
  const { asked, run, file, vscode } = await open({ settings: { target: 'cfn' } });
  vscode.window.activeTextEditor = undefined;
  await run('ecrc.build');
  await run('ecrc.build', vscode.Uri.from({ scheme: 'file', path: file }));
  await run('ecrc.graph', vscode.Uri.from({ scheme: 'file', path: file }));
  assert.deepEqual([asked.shown.length, asked.panels.length, asked.messages], [1, 1, []]);
});

test('what a code lens asks for is shown', async () => {
  const { asked, follow, saved } = await open({ settings: { target: 'tf' } });
  const block = { uri: 'file:///a.ecr', block: 'web' };
  const commands = [];
  let picture = '<svg>1</svg>';
  const ask = async (command, [of]) => {
    commands.push([command, of.format]);
    if (picture === undefined) throw new Error('the spec has errors');
    return command === 'ecrc.template' ? { text: '{}', language: 'json' } : { text: picture, language: 'svg' };
  };
  await follow('ecrc.template', [block], ask);
  assert.deepEqual(asked.shown, [{ name: '/web.json', text: '{}' }]);
  await follow('ecrc.picture', [block], ask);
  assert.deepEqual(commands, [['ecrc.template', 'tf'], ['ecrc.picture', undefined]]);
  const [panel] = asked.panels;
  assert.match(panel.webview.html, /<svg>1<\/svg>/);
  picture = '<svg>2</svg>';
  await saved.fire({ languageId: 'ecrc' });
  assert.match(panel.webview.html, /<svg>2<\/svg>/);
  picture = undefined;
  await saved.fire({ languageId: 'ecrc' });
  assert.match(panel.webview.html, /<svg>2<\/svg>/);
  await assert.rejects(follow('ecrc.picture', [block], ask), /has errors/);
  assert.equal(await follow('another', [{}], async () => 1), 1);
});

test('a picture is drawn, and drawn again on save', needsProgram, async () => {
  const { asked, run, saved, file } = await open();
  await run('ecrc.graph');
  const [panel] = asked.panels;
  assert.match(panel.webview.html, /<svg[^>]*>[\s\S]*ecr\.dkr[\s\S]*<\/svg>/);
  assert.match(panel.webview.html, /Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'"/);
  const before = panel.webview.html;
  writeFileSync(file, SPEC.replace('logs awslogs', 'secrets ssm'));
  await saved.fire({ languageId: 'ecrc' });
  assert.notEqual(panel.webview.html, before);
  const last = panel.webview.html;
  writeFileSync(file, 'private_ecr');
  await saved.fire({ languageId: 'ecrc' });
  assert.equal(panel.webview.html, last);
  assert.deepEqual(asked.messages, []);
  await run('ecrc.graph');
  assert.deepEqual([asked.panels.length, asked.messages], [1, ['ecrc: -a b.ecr does not compile.']]);
});

test('a change is compared with a revision', needsProgram, async () => {
  const { asked, run, reopened } = await open({ spec: SPEC.replace('>\n', '  secrets ssm;\n>\n') });
  await run('ecrc.diff');
  assert.deepEqual(asked.previews.map(({ command, name }) => [command, name]), [['markdown.showPreviewToSide', '/-a b since HEAD.md']]);
  assert.match(asked.previews[0].text, /ssm/);
  assert.equal(await reopened(asked.previews[0].name), asked.previews[0].text);
  assert.match(await reopened('/of an earlier session.md'), /run its command again/);
});

test('a selected error is explained', needsProgram, async () => {
  const { asked, run, output } = await open({
    selected: 'CannotPullContainerError: dial tcp 10.0.0.1:443: i/o timeout for api.ecr.us-east-2.amazonaws.com',
  });
  await run('ecrc.explain');
  assert.deepEqual(asked.shown.map(({ name }) => name), ['/explanation.txt'], output.lines.join('\n'));
  assert.match(asked.shown[0].text, /ECR\d{3}/);
  const nothing = await open({ selected: 'words' });
  await nothing.run('ecrc.explain');
  assert.deepEqual([nothing.asked.shown, nothing.asked.previews, nothing.asked.messages.length], [[], [], 1]);
});

test('the page of a rule or a word is shown as Markdown', needsProgram, async () => {
  for (const [selected, heading] of [['ECR402', /^# ECR402 /], [' karpenter\n', /^# karpenter: Karpenter\n/]]) {
    const { asked, run } = await open({ selected });
    await run('ecrc.explain');
    assert.deepEqual(asked.previews.map(({ command, name }) => [command, name]), [['markdown.showPreviewToSide', '/explanation.md']]);
    assert.match(asked.previews[0].text, heading);
  }
});

test('what ecrc refuses is said and shown', needsProgram, async () => {
  const { asked, run, output } = await open({ spec: 'private_ecr <\n  region;\n>\n' });
  await run('ecrc.build');
  assert.deepEqual([asked.shown, asked.messages], [[], ['ecrc: -a b.ecr does not compile.']]);
  assert.match(output.lines.join('\n'), /ECR001/);
});

test('without the program, the user is told so', async () => {
  for (const [path, message] of [
    ['no-such-ecrc', 'ecrc: no-such-ecrc is not on the PATH.'],
    ['/no/ecrc', 'ecrc: /no/ecrc is not a program.'],
    ['~/bin/ecrc', 'ecrc: ~/bin/ecrc is not an absolute path.'],
  ]) {
    const { asked, run } = await open({ settings: { path } });
    await run('ecrc.build');
    assert.deepEqual([asked.shown, asked.messages], [[], [message]]);
  }
});

test('the user is led to the setting of the machine that runs ecrc', async () => {
  for (const [remote, command] of [[undefined, 'workbench.action.openSettings'], ['wsl', 'workbench.action.openRemoteSettings']]) {
    const { asked, run } = await open({ settings: { path: 'no-such-ecrc', answer: 'Open Settings', remote } });
    await run('ecrc.build');
    assert.deepEqual(asked.previews, [{ command, query: '@id:ecrc.path' }]);
  }
});

/** Activates the extension without a program, in a window with these documents; gives what happens there. */
async function activated(documents, settings = {}) {
  // Whatever of VS Code the language client asks for while it loads.
  const anything = new Proxy(class {}, { get: (target, name) => (name in target ? target[name] : anything), apply: () => anything });
  const { vscode, asked, opened } = editor('/a.ecr', SPEC, Object.assign(settings, { path: 'no-such-ecrc' }));
  const changed = [];
  vscode.window.createOutputChannel = () => ({});
  vscode.workspace.textDocuments = documents;
  vscode.workspace.onDidChangeConfiguration = (listener) => changed.push(listener);
  const { activate, deactivate } = await load('extension.ts', new Proxy(vscode, { get: (target, name) => target[name] ?? anything }));
  await activate({ subscriptions: [] });
  const change = (name) => Promise.all(changed.map((listener) => listener({ affectsConfiguration: (of) => name.startsWith(of) })));
  return { messages: asked.messages, opened, change, deactivate };
}

const MISSING = 'ecrc: no-such-ecrc is not on the PATH.';

test('the extension starts without the program, and tells the user', async () => {
  for (const [documents, settings] of [[[{ languageId: 'ecrc' }], {}], [[], { specs: ['a.ecr'] }], [[], { templates: true }]]) {
    const { messages, deactivate } = await activated(documents, settings);
    assert.deepEqual(messages, [MISSING]);
    await deactivate();
  }
});

test('a window without specs hears nothing of the program until it has use for it', async () => {
  const { messages, opened } = await activated([{ languageId: 'yaml' }]);
  await opened.fire({ languageId: 'yaml' });
  assert.deepEqual(messages, []);
  for (let twice = 0; twice < 2; twice++) await opened.fire({ languageId: 'ecrc' });
  assert.deepEqual(messages, [MISSING]);
  const settings = {};
  const other = await activated([], settings);
  await other.change('ecrc.path');
  assert.deepEqual(other.messages, []);
  settings.templates = true;
  await other.change('ecrc.templates');
  assert.deepEqual(other.messages, [MISSING]);
});

test('no program of the workspace is found', async () => {
  const { find } = await load('program.ts');
  const folder = mkdtempSync(join(tmpdir(), 'ecrc-'));
  const directories = ['a', 'b', 'c'].map((name) => join(folder, name));
  directories.forEach((directory) => mkdirSync(directory));
  const [plain, program, other] = directories.map((directory) => join(directory, 'ecrc'));
  [plain, program, other].forEach((file) => writeFileSync(file, ''));
  [program, other].forEach((file) => chmodSync(file, 0o755));
  const path = ['', '.', 'b', ...directories].join(delimiter);
  process.chdir(folder);
  assert.equal(find('ecrc', path, false), program);
  assert.equal(find('ecrc', ['', '.', 'b'].join(delimiter), false), undefined);
  assert.equal(find(other, '', false), other);
  for (const wanted of [plain, directories[0], './b/ecrc', 'b/ecrc', 'nothing']) assert.equal(find(wanted, path, false), undefined);
  writeFileSync(`${program}.exe`, '', { mode: 0o755 });
  assert.equal(find('ecrc', path, true), `${program}.exe`);
});

test('a revision is no option', async () => {
  const { refusal } = await load('commands.ts', {});
  for (const revision of ['HEAD', 'main', 'v1.0', 'main...HEAD', 'a/b@{1}']) assert.equal(refusal(revision), undefined);
  for (const revision of ['', '-p', '--output=x', 'a b']) assert.ok(refusal(revision));
});

test('a new spec is indented as `ecrc fmt` indents it', needsProgram, () => {
  const { contributes } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'));
  const { 'editor.insertSpaces': spaces, 'editor.tabSize': size } = contributes.configurationDefaults['[ecrc]'];
  const { stdout } = spawnSync(ECRC, ['fmt', '-'], { input: SPEC.replace(/^ +/gm, ''), encoding: 'utf8' });
  assert.equal(/^\s+(?=region)/m.exec(stdout)[0], spaces ? ' '.repeat(size) : '\t');
});

test('every snippet is right in every choice', needsProgram, () => {
  const snippets = JSON.parse(readFileSync(new URL('../snippets/ecrc.json', import.meta.url), 'utf8'));
  const used = Object.values(snippets).flatMap(({ prefix }) => prefix);
  assert.equal(new Set(used).size, used.length);
  for (const [name, { body }] of Object.entries(snippets)) {
    const lines = [body].flat().join('\n');
    const most = Math.max(1, ...[...lines.matchAll(/\|([^|]*)\|/g)].map(([, choices]) => choices.split(',').length));
    for (let at = 0; at < most; at++) {
      const choose = (_, choices) => choices.split(/(?<!\\),/)[at % choices.split(',').length];
      const filled = lines.replace(/\$\{\d+\|([^|]*)\|\}/g, choose).replace(/\$\{\d+:([^}]*)\}/g, '$1').replace('$0', '');
      const whole = /^(private_ecr|defaults|include)/.test(filled);
      const spec = whole ? filled : `private_ecr <\n${filled.replace(/^/gm, '  ')}\n>`;
      const { stdout, stderr } = spawnSync(ECRC, ['fmt', '-'], { input: `${spec}\n`, encoding: 'utf8' });
      assert.equal(stdout, `${spec}\n`, `${name}: ${stderr}`);
      if (/^private_ecr/.test(filled)) {
        const checked = spawnSync(ECRC, ['check', '-'], { input: spec, encoding: 'utf8' });
        assert.equal(checked.status, 0, `${name}: ${checked.stderr}`);
      }
    }
  }
});
