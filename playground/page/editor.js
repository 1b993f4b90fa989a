// The text area, with line numbers, and with what is reported underlined.
// Input: what people type, and the places of diagnostics. Output: edits that undo takes back.
// Never: sets the text area's value once somebody could have typed into it: that would drop what undo knows.

const text = document.getElementById("text");
const numbers = document.getElementById("numbers");
const marks = document.getElementById("marks");

// So long a text is not underlined: each key stroke would draw all of it.
const LONGEST_MARKED = 200_000;

/** Replaces a part of the text, as if it were typed. */
function replace(start, end, by) {
  const before = document.activeElement;
  text.focus({ preventScroll: true });
  text.setSelectionRange(start, end);
  const command = by === "" ? "delete" : "insertText";
  if ((start !== end || by !== "") && !document.execCommand(command, false, by)) {
    text.setRangeText(by, start, end, "end");
    text.dispatchEvent(new Event("input"));
  }
  if (before !== text) {
    before?.focus({ preventScroll: true });
  }
}

/** Where lines begin. */
function lineStarts(value) {
  const starts = [0];
  for (let at = value.indexOf("\n"); at >= 0; at = value.indexOf("\n", at + 1)) {
    starts.push(at + 1);
  }
  return starts;
}

/** The place in the text of a line and a column, both from 1; columns count characters. */
function offset(value, starts, line, column) {
  const start = starts[line - 1];
  if (start === undefined) {
    return value.length;
  }
  const end = starts[line] === undefined ? value.length : starts[line] - 1;
  return start + Array.from(value.slice(start, end)).slice(0, column - 1).join("").length;
}

/** The places of diagnostics that are in the text, as `{ start, end, line, severity }`, from the first on. */
function placesOf(diagnostics, file) {
  const starts = lineStarts(text.value);
  const here = diagnostics.filter((found) => found.file === file);
  const places = here.map((found) => ({
    start: offset(text.value, starts, found.line, found.column),
    end: offset(text.value, starts, found.end_line, found.end_column),
    line: found.line,
    severity: found.severity,
  }));
  return places.sort((one, other) => one.start - other.start || one.end - other.end);
}

const WEIGHT = { note: 1, warning: 2, error: 3 };

/** Numbers the lines, and underlines places. */
function draw(places) {
  const count = lineStarts(text.value).length;
  const worst = new Map();
  for (const { line, severity } of places) {
    if (!(WEIGHT[worst.get(line)] >= WEIGHT[severity])) {
      worst.set(line, severity);
    }
  }
  const lines = [];
  for (let line = 1; line <= count; line += 1) {
    const severity = worst.get(line);
    if (severity) {
      const number = document.createElement("b");
      number.className = severity;
      number.dataset.line = line;
      number.textContent = line;
      lines.push(number, "\n");
    } else {
      lines.push(`${line}\n`);
    }
  }
  numbers.replaceChildren(...lines);
  const parts = [];
  let at = 0;
  for (const { start, end, severity } of text.value.length > LONGEST_MARKED ? [] : places) {
    if (start < at) {
      continue;
    }
    const mark = document.createElement("mark");
    mark.className = severity;
    // What is missing has a place without a width.
    mark.textContent = text.value.slice(start, Math.max(end, start)) || "\u200b";
    parts.push(text.value.slice(at, start), mark);
    at = Math.max(end, start);
  }
  parts.push(`${text.value.slice(at)}\n`);
  marks.replaceChildren(...parts);
  scrolled();
}

function scrolled() {
  numbers.style.transform = `translateY(${-text.scrollTop}px)`;
  marks.style.transform = `translate(${-text.scrollLeft}px, ${-text.scrollTop}px)`;
}

/** Selects a place, and scrolls there. */
function show({ start, end, line }) {
  text.focus({ preventScroll: true });
  text.setSelectionRange(start, end);
  const height = text.scrollHeight / Math.max(1, lineStarts(text.value).length);
  const top = (line - 1) * height;
  if (top < text.scrollTop || top > text.scrollTop + text.clientHeight - 2 * height) {
    text.scrollTop = top - text.clientHeight / 3;
  }
  const isOut = (box) => box.bottom < 60 || box.top > innerHeight - 60;
  if (isOut(text.getBoundingClientRect())) {
    text.scrollIntoView({ block: "nearest" });
  }
}

text.addEventListener("scroll", scrolled);
