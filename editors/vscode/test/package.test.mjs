// Input: `ecrc.vsix`, which `npm run package` made.
// Output: whether it holds what the manifest names, the licenses of all that is in it, and nothing else.

import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'node:test';
import { fileURLToPath } from 'node:url';

const HERE = fileURLToPath(new URL('..', import.meta.url));
const VSIX = join(HERE, 'ecrc.vsix');
const packed = { skip: !existsSync(VSIX) && 'needs `npm run package`' };
const text = (name) => execFileSync('unzip', ['-p', VSIX, `extension/${name}`], { encoding: 'utf8' });

test('the package holds what it needs, and nothing else', packed, () => {
  const files = execFileSync('unzip', ['-Z1', VSIX], { encoding: 'utf8' }).trim().split('\n').sort();
  assert.deepEqual(files, [
    'extension.vsixmanifest',
    'extension/dist/LICENSES.txt',
    'extension/dist/extension.js',
    'extension/icon.png',
    'extension/language-configuration.json',
    'extension/package.json',
    'extension/readme.md',
    'extension/snippets/ecrc.json',
    'extension/syntaxes/ecrc.tmLanguage.json',
    'extension/syntaxes/markdown.tmLanguage.json',
    '[Content_Types].xml',
  ].sort());
  const { main, icon, contributes } = JSON.parse(text('package.json'));
  const named = [...contributes.grammars, ...contributes.snippets].map(({ path }) => path);
  for (const path of [main, icon, contributes.languages[0].configuration, ...named]) {
    assert.ok(files.includes(join('extension', path)), path);
  }
});

test('the licenses of all that is in it are in it', packed, () => {
  const licenses = text('dist/LICENSES.txt');
  const allowed = /^[@\w./-]+ [\w.-]+ \((.+)\)$/gm;
  const found = [...licenses.matchAll(allowed)].map(([line, license]) => ({ name: line.split(' ')[0], license }));
  assert.ok(found.some(({ name }) => name === 'vscode-languageclient'));
  for (const { name, license } of found) assert.ok(['MIT', 'ISC'].includes(license), `${name}: ${license}`);
});

test('every command is registered, and every setting is read', () => {
  const { contributes } = JSON.parse(readFileSync(join(HERE, 'package.json'), 'utf8'));
  const sources = ['client', 'commands', 'extension', 'program'].map((name) => readFileSync(join(HERE, 'src', `${name}.ts`), 'utf8')).join('');
  const [, names] = /Object\.entries\(\{ ([\w, ]+) \}\)/.exec(sources);
  const registered = [...names.split(', ').map((name) => `ecrc.${name}`), 'ecrc.restart'];
  assert.deepEqual(contributes.commands.map(({ command }) => command), registered);
  const readme = readFileSync(join(HERE, 'readme.md'), 'utf8');
  for (const setting of Object.keys(contributes.configuration.properties)) assert.ok(readme.includes(`| \`${setting}\` |`), setting);
  const used = [...sources.matchAll(/\.get<\w+>\('(\w+)'\)/g)].map(([, name]) => `ecrc.${name}`);
  for (const setting of used) assert.ok(setting in contributes.configuration.properties, setting);
  assert.ok(existsSync(join(HERE, 'readme.md')) && sources.includes("'readme.md'"));
});

test('its version is that of ecrc', () => {
  const root = process.env.ECRC_ROOT ?? join(HERE, '..', '..');
  const [, version] = /^version = "(.*)"$/m.exec(readFileSync(join(root, 'Cargo.toml'), 'utf8'));
  for (const file of ['package.json', join('..', 'tree-sitter-ecrc', 'package.json')]) {
    assert.equal(JSON.parse(readFileSync(join(root, 'editors', 'vscode', file), 'utf8')).version, version, file);
  }
});
