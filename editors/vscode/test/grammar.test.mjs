// Input: the TextMate grammars, and every example.
// Output: whether VS Code's own tokenizer finds in them what a lexer of a few lines finds.

import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import test from 'node:test';
import { fileURLToPath } from 'node:url';
import oniguruma from 'vscode-oniguruma';
import textmate from 'vscode-textmate';

const HERE = fileURLToPath(new URL('..', import.meta.url));
const ROOT = process.env.ECRC_ROOT ?? join(HERE, '..', '..');
const FILES = { 'source.ecrc': 'ecrc.tmLanguage.json', 'markdown.ecrc.codeblock': 'markdown.tmLanguage.json' };

await oniguruma.loadWASM(readFileSync(createRequire(import.meta.url).resolve('vscode-oniguruma/release/onig.wasm')));
const registry = new textmate.Registry({
  onigLib: Promise.resolve({
    createOnigScanner: (sources) => new oniguruma.OnigScanner(sources),
    createOnigString: (string) => new oniguruma.OnigString(string),
  }),
  loadGrammar: async (scope) => {
    const file = join(HERE, 'syntaxes', FILES[scope]);
    return textmate.parseRawGrammar(readFileSync(file, 'utf8'), file);
  },
});

/** The innermost scope of every character, line by line. */
async function scopes(text, root = 'source.ecrc') {
  const grammar = await registry.loadGrammar(root);
  let stack = textmate.INITIAL;
  return text.split('\n').map((line) => {
    const { tokens, ruleStack } = grammar.tokenizeLine(line, stack);
    stack = ruleStack;
    return tokens.flatMap(({ startIndex, endIndex, scopes }) => Array(Math.min(endIndex, line.length) - startIndex).fill(scopes.at(-1)));
  });
}

/** The same by the rules of the language, for specs without mistakes. */
function expected(text) {
  const found = text.split('\n').map((line) => Array(line.length).fill('source.ecrc'));
  let [line, column, first] = [0, 0, true];
  let inBlock = false;
  for (const token of text.match(/#[^\n]*|"(?:\\.|[^"\\])*"|[\w.:/-]+|[\s\S]/g) ?? []) {
    let scope;
    if (token[0] === '#') scope = 'comment.line.number-sign.ecrc';
    else if (token[0] === '"') scope = 'string.quoted.double.ecrc';
    else if (/^[\w.:/-]/.test(token)) {
      if (!inBlock) scope = first ? 'keyword.control.ecrc' : 'entity.name.type.ecrc';
      else scope = first ? 'entity.name.function.ecrc' : 'constant.other.ecrc';
      first = false;
    } else if (/[<>;]/.test(token)) {
      first = true;
      inBlock = token === '<' || (inBlock && token === ';');
    }
    for (const character of token) {
      if (character === '\n') [line, column] = [line + 1, 0];
      else {
        if (scope !== undefined) found[line][column] = scope;
        column += 1;
      }
    }
  }
  return found;
}

function specs(directory) {
  return readdirSync(directory, { recursive: true }).filter((name) => name.endsWith('.ecr')).map((name) => join(directory, name));
}

test('every example has the colors of the language', async () => {
  const files = [...specs(join(ROOT, 'examples')), ...specs(join(ROOT, 'tests', 'cases', 'pass'))];
  assert.ok(files.length > 50);
  for (const file of files) {
    const text = readFileSync(file, 'utf8').replace(/\r/g, '').replace(/\\["\\]/g, '__');
    const [ours, theirs] = [await scopes(text), expected(text)];
    text.split('\n').forEach((line, at) => assert.deepEqual(ours[at], theirs[at], `${file}:${at + 1}: ${line}`));
  }
});

test('escapes, and words that look like keywords', async () => {
  const text = 'private_ecr region < # "a\n  tag "a\\"; # b" "\\\\";\n  existing\n    logs "x";\n  name region-a;\n>';
  const found = (await scopes(text)).map((line) => new Set(line));
  assert.ok(found[0].has('entity.name.type.ecrc') && !found[0].has('string.quoted.double.ecrc'));
  assert.ok(found[1].has('constant.character.escape.ecrc') && !found[1].has('comment.line.number-sign.ecrc'));
  assert.ok(found[3].has('constant.other.ecrc') && !found[3].has('entity.name.function.ecrc'));
  assert.deepEqual([...found[4]], ['source.ecrc', 'entity.name.function.ecrc', 'constant.other.ecrc']);
});

test('a broken string ends with its line', async () => {
  const found = await scopes('private_ecr <\n  name "a;\n  region b;\n>');
  assert.ok(!found[2].includes('string.quoted.double.ecrc'));
});

test('fences of Markdown have the same colors', async () => {
  const text = '```ecrc,file=a.ecr\nprivate_ecr <\n  exec on;\n>\n```\nexec on\n```sh\nexec on;\n```';
  const found = await scopes(text, 'markdown.ecrc.codeblock');
  assert.ok(found[1].includes('keyword.control.ecrc') && found[2].includes('entity.name.function.ecrc'));
  assert.ok(!found[5].concat(found[7]).some((scope) => scope.endsWith('.ecrc')));
});
