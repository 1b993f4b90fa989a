// On the page of a rule: its severity as a badge, and the lines in which its two examples differ as marked.
"use strict";

(() => {
  const main = document.querySelector("main");
  if (!/^ECR\d{3}\b/.test(main?.querySelector("h1")?.textContent ?? "")) {
    return;
  }

  const title = main.querySelector("h1 + p");
  const severity = title?.firstChild?.nodeValue?.match(/^(error|warning|note): /);
  if (severity) {
    const badge = document.createElement("span");
    badge.className = `severity is-${severity[1]}`;
    badge.textContent = severity[1];
    title.firstChild.nodeValue = title.firstChild.nodeValue.slice(severity[0].length);
    title.prepend(badge, " ");
    title.classList.add("rule-title");
  }

  // The lines of a highlighted block; null if one highlight spans several lines.
  const linesOf = (block) => {
    const lines = block.innerHTML.replace(/\n$/, "").split("\n");
    const count = (line, pattern) => (line.match(pattern) ?? []).length;
    return lines.every((line) => count(line, /<span/g) === count(line, /<\/span>/g)) ? lines : null;
  };

  // For each line of `a` and of `b`, whether it belongs to their longest common subsequence.
  const common = (a, b) => {
    const length = Array.from({ length: a.length + 1 }, () => new Array(b.length + 1).fill(0));
    for (let i = a.length - 1; i >= 0; i--) {
      for (let j = b.length - 1; j >= 0; j--) {
        length[i][j] = a[i] === b[j] ? length[i + 1][j + 1] + 1 : Math.max(length[i + 1][j], length[i][j + 1]);
      }
    }
    const [inA, inB] = [a.map(() => false), b.map(() => false)];
    for (let i = 0, j = 0; i < a.length && j < b.length;) {
      if (a[i] === b[j]) {
        inA[i++] = inB[j++] = true;
      } else if (length[i + 1][j] >= length[i][j + 1]) {
        i++;
      } else {
        j++;
      }
    }
    return [inA, inB];
  };

  const mark = (block, lines, shared, kind) => {
    block.innerHTML = lines
      .map((line, at) => (shared[at] ? `${line}\n` : `<span class="differs ${kind}">${line || " "}</span>`))
      .join("");
  };

  // A page has its examples in one language or in several: a bad and a good one in each.
  for (const bad of main.querySelectorAll("code.bad")) {
    const language = [...bad.classList].find((name) => name.startsWith("language-"));
    const good = main.querySelector(`code.good.${language}`);
    const lines = good ? [linesOf(bad), linesOf(good)] : [null];
    if (lines.includes(null)) {
      continue;
    }
    const [inBad, inGood] = common(...lines);
    // Two examples without a line in common are not one example changed.
    if (inBad.includes(true)) {
      mark(bad, lines[0], inBad, "bad");
      mark(good, lines[1], inGood, "good");
    }
  }
})();
