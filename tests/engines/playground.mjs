// Input: the page's path and what to compare it with, as JSON on standard input; in ECRC_DRAW_TOOLS the directory that has
// node_modules; in ECRC_CHROMIUM the browser. Output: what was seen in it, by scenario, as JSON. Never: judges what was seen.
import { createRequire } from "node:module";
import { readFileSync } from "node:fs";
import { pathToFileURL } from "node:url";

const require = createRequire(`${process.env.ECRC_DRAW_TOOLS}/`);
const { chromium } = require("playwright-core");
const axe = readFileSync(require.resolve("axe-core/axe.min.js"), "utf8");
const given = JSON.parse(readFileSync(0, "utf8"));
const address = pathToFileURL(given.page).href;
const browser = await chromium.launch({ executablePath: process.env.ECRC_CHROMIUM, args: ["--no-sandbox"] });

const faults = [];
const requests = [];

async function open(options = {}, at = address) {
  // axe is put into the page, whose policy would keep it out.
  const context = await browser.newContext({ bypassCSP: options.bypassCSP ?? false, viewport: { width: 1280, height: 800 }, ...options });
  const page = await context.newPage();
  page.setDefaultTimeout(60_000);
  page.on("pageerror", (error) => faults.push(String(error)));
  page.on("console", (message) => message.type() === "error" && faults.push(message.text()));
  page.on("request", (request) => requests.push(request.url()));
  await page.goto(at);
  await answered(page);
  return page;
}

/** Waits until the text as it is has its answer. */
const answered = (page) => page.waitForFunction(() => document.body.dataset.answered === "yes");

/** Waits until the address has the state. */
const saved = (page) => page.waitForFunction(() => document.body.dataset.saved === "yes");

async function write(page, said) {
  await page.locator("#text").fill(said);
  await answered(page);
}

const value = (page) => page.locator("#text").inputValue();
const status = (page) => page.locator("#status").textContent();
const selection = (page) => page.evaluate(() => document.getSelection().toString());
const marked = (page) => page.locator("#marks mark").allTextContents();

async function tab(page, name) {
  await page.locator(`#tab-${name}`).click();
  await answered(page);
  return page.locator(`#panel-${name}`);
}

async function diagnostics(page) {
  const panel = await tab(page, "diagnostics");
  return panel.locator(".diagnostic").evaluateAll((all) =>
    all.map((one) => [one.querySelector(".code").textContent, one.querySelector(".headline .place").textContent]));
}

/** What is wrong with the page for those who cannot see it, whether it is wider than the window, and what is no text. */
async function looked(page) {
  await page.evaluate(axe);
  const found = await page.evaluate(() => axe.run());
  const serious = found.violations.filter(({ impact }) => ["serious", "critical"].includes(impact));
  const wide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
  const broken = /.*(\[object|undefined|NaN).*/.exec(await page.locator("main").innerText());
  return [...serious.map(({ id, nodes }) => `${id}: ${nodes[0].html}`), ...(wide > 0 ? [`${wide} px too wide`] : []), ...(broken ?? [])];
}

const scenarios = {
  async templates(page) {
    await write(page, given.spec);
    await page.locator("#target").selectOption("cloudformation");
    const cloudformation = await page.locator("pre.template").textContent();
    await page.locator("#target").selectOption("terraform");
    return { cloudformation, terraform: await page.locator("pre.template").textContent() };
  },

  async examples(page) {
    const seen = {};
    for (const option of await page.locator("#examples option:not([value=''])").evaluateAll((all) => all.map((it) => it.value))) {
      await page.locator("#examples").selectOption(option);
      await answered(page);
      seen[option] = { status: await status(page), text: await value(page) };
    }
    return seen;
  },

  async texts(page) {
    const seen = [];
    for (const [name, said] of given.texts) {
      await write(page, said);
      const isProse = await page.locator("#tab-answer").isVisible();
      const codes = isProse ? await page.locator("#panel-answer .diagnostics .code").allTextContents() : await diagnostics(page);
      seen.push([name, await status(page), codes]);
    }
    return seen;
  },

  async said(page) {
    await page.locator("#examples").selectOption("With mistakes/network.yaml");
    await answered(page);
    const unseen = () => page.locator("#panel-diagnostics .unseen").innerText();
    await tab(page, "diagnostics");
    const before = [await diagnostics(page), await unseen()];
    await page.locator("#region").fill("us-east-9");
    await answered(page);
    const wrong = await page.locator("#notice").textContent();
    await page.locator("#region").fill("us-east-1");
    await page.locator("#launch").selectOption("fargate 1.4.0");
    await answered(page);
    return { before, wrong, after: [await diagnostics(page), await page.locator("#panel-diagnostics .unseen").count()] };
  },

  async kinds(page) {
    const seen = [];
    for (const said of given.kinds) {
      await write(page, said);
      seen.push((await status(page)).split(":")[0]);
    }
    return seen;
  },

  async edits(page) {
    await write(page, given.spec);
    const before = await value(page);
    // Typed by hand, after letters that take two units, and one that takes a byte more.
    await page.evaluate((at) => document.getElementById("text").setSelectionRange(at, at), before.indexOf("  logs"));
    await page.locator("#text").pressSequentially("\t# é 🐳\nallow pull role \"🐳é\" repo \"🐳\"; launch fargat;");
    await answered(page);
    const typed = { marks: await marked(page), diagnostics: await diagnostics(page) };
    await page.locator("#panel-diagnostics .headline .place").last().click();
    typed.selected = await selection(page);
    await page.locator("#text").evaluate((text) => text.setSelectionRange(0, 0));
    await page.keyboard.press("F8");
    typed.next = await selection(page);
    typed.lines = await page.locator("#numbers b").allTextContents();
    for (let at = 0; at < 80 && (await value(page)) !== before; at += 1) {
      await page.locator("#text").press("Control+z");
    }
    await answered(page);
    return { ...typed, isUndone: (await value(page)) === before, after: await status(page) };
  },

  async undo(page) {
    await write(page, "private_ecr mine <");
    await page.locator("#examples").selectOption("Specs/china");
    await answered(page);
    const chosen = await value(page);
    await page.locator("#text").press("Control+z");
    const undone = await value(page);
    await page.locator("#text").press("Control+Shift+z");
    await answered(page);
    return { undone, isRedone: (await value(page)) === chosen };
  },

  async fix(page) {
    await write(page, given.broken);
    await tab(page, "diagnostics");
    await page.locator("#panel-diagnostics .fix").first().click();
    await answered(page);
    const fixed = await value(page);
    await page.locator("#text").press("Control+z");
    return { fixed, undone: await value(page) };
  },

  async links(page) {
    await write(page, given.spec);
    await tab(page, "template");
    await page.locator("#target").selectOption("terraform");
    await tab(page, "trace");
    await saved(page);
    const link = page.url();
    const other = await open({}, link);
    const state = async (of) => [await value(of), await of.locator("#target").inputValue(), await of.locator("[aria-selected=true]").textContent()];
    const restored = await state(other);
    // The same page takes another link, too.
    await write(other, "x");
    await saved(other);
    await other.goto(link);
    await other.waitForFunction((spec) => document.getElementById("text").value === spec, given.spec);
    const again = await state(other);
    await other.goto(`${address}#%%%`);
    await other.locator("#notice").waitFor();
    const broken = [await other.locator("#notice").textContent(), await value(other)];
    await other.context().close();
    return { length: link.length - address.length, restored, again, broken, written: await state(page) };
  },

  async keyboard(page) {
    await page.locator("#tab-template").focus();
    const seen = [];
    for (const key of ["ArrowRight", "ArrowRight", "ArrowLeft", "End", "ArrowRight", "Home"]) {
      await page.keyboard.press(key);
      seen.push(await page.evaluate(() => `${document.activeElement.id} ${document.querySelector("[role=tabpanel]:not([hidden])").id}`));
    }
    await page.locator("#text").focus();
    await page.keyboard.press("Tab");
    return { seen, left: await page.evaluate(() => document.activeElement.id) };
  },

  async offline(page) {
    await page.context().setOffline(true);
    await page.reload();
    await answered(page);
    await write(page, given.spec);
    await tab(page, "template");
    return { status: await status(page), template: await page.locator("pre.template").count() };
  },

  async hostile(page) {
    for (const said of given.hostile) {
      await write(page, said);
      for (const name of ["diagnostics", "endpoints", "picture", "trace"]) {
        if (await page.locator(`#tab-${name}`).isVisible()) {
          await tab(page, name);
        }
      }
    }
    const strange = await page.evaluate(() => {
      const all = [...document.querySelectorAll("*")].flatMap((it) => [it, ...(it.shadowRoot?.querySelectorAll("*") ?? [])]);
      return all.filter((it) => ["IMG", "IFRAME"].includes(it.tagName) || it.onerror || it.onload).map((it) => it.outerHTML);
    });
    return { strange, attacked: await page.evaluate(() => window.attacked ?? null), title: await page.title() };
  },

  async deep(page) {
    const faulty = faults.length;
    const said = [];
    for (const text of given.deep) {
      await write(page, text);
      said.push((await page.locator("#notice").isVisible()) ? await page.locator("#notice").textContent() : await status(page));
    }
    faults.length = faulty;
    // What the page says when the compiler itself breaks.
    await page.evaluate(() => received({ fault: "RuntimeError: unreachable" }));
    const broken = await page.locator("#notice").textContent();
    await write(page, given.spec);
    return { said, broken, after: await status(page), notice: await page.locator("#notice").isVisible() };
  },
};

const seen = {};
const page = await open();
for (const [name, scenario] of Object.entries(scenarios)) {
  seen[name] = await scenario(page);
}
await page.context().close();

seen.looks = {};
const looks = [
  ["Specs/secrets-exec-kms", ["template", "endpoints", "picture"]],
  ["With mistakes/network.yaml", ["diagnostics", "trace"]],
  ["With mistakes/timeout.txt", ["answer"]],
];
for (const [colorScheme, width] of [["light", 1280], ["dark", 390]]) {
  const page = await open({ colorScheme, bypassCSP: true, viewport: { width, height: 800 } });
  for (const [example, tabs] of looks) {
    await page.locator("#examples").selectOption(example);
    await answered(page);
    if (example.endsWith("yaml")) {
      await page.locator("#launch").selectOption("fargate 1.4.0");
      await answered(page);
    }
    for (const name of tabs) {
      await tab(page, name);
      seen.looks[`${colorScheme} ${width} ${name}`] = await looked(page);
    }
  }
  await page.context().close();
}
await browser.close();
seen.faults = faults;
seen.requests = [...new Set(requests.map((request) => request.split("#")[0]))].filter((request) => request !== address && !/^(blob|data):/.test(request));
console.log(JSON.stringify(seen));
