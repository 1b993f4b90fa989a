// Input: the sources, and the packages that they use.
// Output: `dist/extension.js`, and the licenses of all that is in it.

import { build } from 'esbuild';
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

rmSync('dist', { recursive: true, force: true });
const { metafile } = await build({
  entryPoints: ['src/extension.ts'],
  outfile: 'dist/extension.js',
  bundle: true,
  minify: true,
  platform: 'node',
  format: 'cjs',
  target: 'node20',
  external: ['vscode'],
  metafile: true,
  logLevel: 'warning',
});

const own = ['LICENSE-MIT', 'LICENSE-APACHE'].map((name) => readFileSync(join('..', '..', name), 'utf8'));
writeFileSync('dist/LICENSES.txt', [...own, ...packages().map(license)].join(`\n${'-'.repeat(80)}\n\n`));

/** The directories of the packages that are in the bundle. */
function packages() {
  const found = Object.keys(metafile.inputs).map((path) => /^.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(path)?.[0]);
  return [...new Set(found.filter((path) => path !== undefined))].sort();
}

function license(directory) {
  const { name, version, license } = JSON.parse(readFileSync(join(directory, 'package.json'), 'utf8'));
  const file = readdirSync(directory).find((file) => /^licen[sc]e/i.test(file));
  if (!file || !existsSync(join(directory, file))) throw new Error(`${name} has no license file`);
  return `${name} ${version} (${license})\n\n${readFileSync(join(directory, file), 'utf8')}`;
}
