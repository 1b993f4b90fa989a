// Input: the path of a grammar.js of tree-sitter.
// Output: as JSON, its rules as `tree-sitter generate` writes them to src/grammar.json.
// Never: makes a parser. It knows no more of tree-sitter's language than this grammar uses.

import { createRequire } from "node:module";
import { resolve } from "node:path";

const rule = (it) => {
  if (typeof it === "string") return { type: "STRING", value: it };
  if (it instanceof RegExp) return { type: "PATTERN", value: it.source };
  if (it instanceof RustRegex) return { type: "PATTERN", value: it.value };
  return it;
};
const all = (members) => members.map(rule);

class RustRegex {
  constructor(value) {
    this.value = value;
  }
}

const symbols = new Proxy({}, { get: (_, name) => ({ type: "SYMBOL", name }) });
const choice = (...members) => ({ type: "CHOICE", members: all(members) });
const token = (content) => ({ type: "TOKEN", content: rule(content) });
token.immediate = (content) => ({ type: "IMMEDIATE_TOKEN", content: rule(content) });

Object.assign(globalThis, {
  RustRegex,
  choice,
  token,
  alias: (content, symbol) => ({ type: "ALIAS", content: rule(content), named: true, value: symbol.name }),
  field: (name, content) => ({ type: "FIELD", name, content: rule(content) }),
  optional: (content) => choice(content, { type: "BLANK" }),
  prec: (value, content) => ({ type: "PREC", value, content: rule(content) }),
  repeat: (content) => ({ type: "REPEAT", content: rule(content) }),
  seq: (...members) => ({ type: "SEQ", members: all(members) }),
  grammar: ({ name, word, extras, externals, rules }) => ({
    name,
    word: word(symbols).name,
    rules: Object.fromEntries(Object.entries(rules).map(([name, make]) => [name, rule(make(symbols))])),
    extras: all(extras(symbols)),
    externals: all(externals(symbols)),
  }),
});

console.log(JSON.stringify(createRequire(import.meta.url)(resolve(process.argv[2]))));
