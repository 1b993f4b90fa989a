// Paints `console` blocks as a terminal shows them, and copies their commands without prompts and output.
"use strict";

(() => {
  const PROMPT = "$ ";
  const escape = (text) => text.replace(/&/g, "&amp;").replace(/</g, "&lt;").replace(/>/g, "&gt;");
  const paint = (color, text) => (text ? `<span class="term-${color}">${escape(text)}</span>` : "");

  // A line of a diagnostic, in the color of its severity.
  const ofDiagnostic = (line, severity) => {
    const source = line.match(/^(\s*\d*\s*)([┌│╭╰├─]+)(.*)$/u);
    if (source) {
      const marks = source[3].match(/^([ │╭╰─]*)(\^+.*)$/u) ?? [null, source[3], ""];
      return paint("gutter", source[1] + source[2]) + escape(marks[1]) + paint(severity, marks[2]);
    }
    const note = line.match(/^(\s*=)(.*)$/);
    return note ? paint("gutter", note[1]) + escape(note[2]) : ofPatch(line);
  };

  const ofPatch = (line) => {
    const sign = line.match(/^\s*\d*\s*([-+]) /);
    return sign ? paint(sign[1] === "+" ? "added" : "removed", line) : escape(line);
  };

  const ofDiff = (line) => {
    const kinds = [
      [/^\d.* · access broadened: /, "bold"],
      [/^\s*! /, "alert"],
      [/^\s*(~|-\/\+|>) /, "changed"],
      [/^\s*(access [-+]|@@) /, "gutter"],
      [/^\s*\+/, "added"],
      [/^\s*-/, "removed"],
    ];
    const kind = kinds.find(([pattern]) => pattern.test(line));
    return kind ? paint(kind[1], line) : escape(line);
  };

  const painted = (text) => {
    let [isDiff, severity] = [false, null];
    return text.split("\n").map((line) => {
      if (line.startsWith(PROMPT)) {
        isDiff = /ecrc (diff|git-diff|\S+ .*--diff)\b/.test(line) && !/--format (markdown|json)/.test(line);
        severity = null;
        return paint("prompt", PROMPT) + paint("command", line.slice(PROMPT.length));
      }
      const head = line.match(/^((?:\S+:\d+:\d+: )?)(error|warning|note)((?:\[ECR\d{3}\])?)(:.*)$/);
      if (head) {
        severity = head[2];
        return escape(head[1]) + paint(severity, head[2] + head[3]) + paint("bold", head[4]);
      }
      if (line === "") {
        severity = null;
      }
      return severity ? ofDiagnostic(line, severity) : isDiff ? ofDiff(line) : escape(line);
    }).join("\n");
  };

  const commands = (text) =>
    text.split("\n").filter((line) => line.startsWith(PROMPT)).map((line) => line.slice(PROMPT.length)).join("\n");

  for (const block of document.querySelectorAll("code.language-console")) {
    block.innerHTML = painted(block.textContent);
  }

  // The function that mdBook's copy button asks for the text of a block.
  const whole = window.playground_text;
  window.playground_text = (pre, hidden) => {
    const block = pre.querySelector("code.language-console");
    return block ? commands(block.textContent) : whole(pre, hidden);
  };
})();
