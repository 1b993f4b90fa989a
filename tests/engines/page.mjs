// Input: addresses of pages, as JSON on standard input; in ECRC_DRAW_TOOLS the directory that has node_modules, in
// ECRC_CHROMIUM the browser. Output: what is seen of each page light and dark, on a screen and on a telephone, and on paper,
// as JSON. Never: changes a page, or asks for one from elsewhere.
import { createRequire } from "node:module";
import { readFileSync } from "node:fs";
import { pathToFileURL } from "node:url";

const require = createRequire(`${process.env.ECRC_DRAW_TOOLS}/`);
const puppeteer = (await import(pathToFileURL(require.resolve("puppeteer-core")))).default;
const axe = readFileSync(require.resolve("axe-core/axe.min.js"), "utf8");

const browser = await puppeteer.launch({
  executablePath: process.env.ECRC_CHROMIUM,
  args: ["--no-sandbox", "--disable-gpu"],
});
const all = [];
for (const address of JSON.parse(readFileSync(0, "utf8"))) {
  const seen = { console: [], asked: [], background: {}, wide: [], axe: [], focused: [] };
  const page = await browser.newPage();
  page.on("console", (message) => seen.console.push(message.text()));
  page.on("pageerror", (error) => seen.console.push(String(error)));
  page.on("request", (request) => {
    if (request.url() !== address && !request.url().startsWith("data:")) seen.asked.push(request.url());
  });
  for (const scheme of ["light", "dark"]) {
    await page.emulateMediaFeatures([{ name: "prefers-color-scheme", value: scheme }]);
    for (const width of [1280, 390]) {
      await page.setViewport({ width, height: 900 });
      await page.goto(address);
      seen.background[scheme] = await page.evaluate(() => getComputedStyle(document.body).backgroundColor);
      const beyond = await page.evaluate(() => document.scrollingElement.scrollWidth - innerWidth);
      if (beyond > 0) seen.wide.push([scheme, width, beyond]);
    }
    await page.evaluate(axe);
    const { violations } = await page.evaluate(() => axe.run());
    for (const { id, impact, nodes } of violations) {
      if (["serious", "critical"].includes(impact)) seen.axe.push([scheme, id, nodes.map((node) => node.html).slice(0, 3)]);
    }
  }
  for (let at = 0; at < 3; at += 1) {
    await page.keyboard.press("Tab");
    seen.focused.push(await page.evaluate(() => document.activeElement.textContent.trim()));
  }
  await page.emulateMediaType("print");
  // A4 without the margins of the page.
  await page.setViewport({ width: 688, height: 900 });
  const beyond = await page.evaluate(() => document.scrollingElement.scrollWidth - innerWidth);
  if (beyond > 0) seen.wide.push(["paper", 688, beyond]);
  const paper = Buffer.from(await page.pdf({ format: "A4" }));
  seen.sheets = paper.toString("latin1").match(/\/Type\s*\/Page\b/g)?.length ?? 0;
  all.push(seen);
  await page.close();
}
await browser.close();
console.log(JSON.stringify(all));
