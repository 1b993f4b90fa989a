// Input: texts of Mermaid and of DOT, as JSON [[format, text], …] on standard input, and in ECRC_DRAW_TOOLS the directory that
// has node_modules. Output: what Mermaid's own parser and graphviz say of each, null if nothing, as JSON. Never: draws for people.
import { createRequire } from "node:module";
import { readFileSync } from "node:fs";
import { pathToFileURL } from "node:url";

const require = createRequire(`${process.env.ECRC_DRAW_TOOLS}/`);
const load = (name) => import(pathToFileURL(require.resolve(name)));

const { JSDOM } = await load("jsdom").then((loaded) => loaded.default);
const window = new JSDOM("").window;
globalThis.window = window;
for (const name of ["document", "Element", "HTMLElement", "SVGElement", "Node", "DocumentFragment", "DOMParser"]) {
  globalThis[name] = window[name];
}
const mermaid = (await load("mermaid")).default;
const graphviz = await (await load("@hpcc-js/wasm-graphviz")).Graphviz.load();
mermaid.initialize({ startOnLoad: false });

const faults = [];
for (const [format, text] of JSON.parse(readFileSync(0, "utf8"))) {
  try {
    if (format === "mermaid") {
      await mermaid.parse(text);
    } else {
      graphviz.layout(text, "svg", "dot");
    }
    faults.push(null);
  } catch (error) {
    faults.push(String(error.message ?? error));
  }
}
console.log(JSON.stringify(faults));
// jsdom keeps the process alive.
process.exit(0);
