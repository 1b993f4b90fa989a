// The page: asks the compiler about the text, shows its answers, and keeps the state in the address.
// Input: what people type and choose, and the address. Output: the panels, and the address. Never: asks the network.

const element = (id) => document.getElementById(id);
const data = (id) => element(`data-${id}`).textContent;
const EXAMPLES = JSON.parse(data("examples"));
const TABS = ["template", "diagnostics", "endpoints", "picture", "trace", "answer"];
// The tabs that say something about each kind of text.
const TABS_OF = { spec: TABS.slice(0, 5), error: ["answer"] };
const tabsOf = (kind) => TABS_OF[kind] ?? TABS.slice(1, 5);

let tab = "template";
let shown = null;
let places = [];

// The compiler.

const PATIENCE = 20_000;
let worker = null;
let number = 0;
let running = null;
let waiting = null;

function start() {
  worker = new Worker(URL.createObjectURL(new Blob([data("worker")], { type: "text/javascript" })));
  worker.onmessage = ({ data: said }) => {
    if (said.number !== running?.number) {
      notice(`The compiler does not run here: ${said.fault}`);
      return;
    }
    clearTimeout(running.timer);
    running = null;
    received(said);
    next();
    settled();
  };
  const engine = element("data-engine");
  worker.postMessage({ engine: { text: engine.textContent, length: Number(engine.dataset.length) } });
}

/** Asks about the text as it is; of several requests while one is answered, the last one. */
function ask() {
  const given = (id) => element(id).value.trim() || undefined;
  waiting = { text: text.value, kind: given("kind"), launch: given("launch"), region: given("region") };
  next();
}

function next() {
  if (running !== null || waiting === null) {
    return;
  }
  number += 1;
  running = { number, timer: setTimeout(giveUp, PATIENCE) };
  worker.postMessage({ number, request: waiting });
  waiting = null;
}

function giveUp() {
  worker.terminate();
  running = null;
  start();
  received({ fault: `no answer after ${PATIENCE / 1000} seconds` });
  next();
}

/** Says whether the answer, and the address, are those of the text as it is. */
function settled() {
  const { dataset } = document.body;
  dataset.answered = asking === null && running === null && waiting === null ? "yes" : "no";
  dataset.saved = saving === null ? "yes" : "no";
}

function received({ answer, fault }) {
  if (!answer || answer.fault) {
    notice(`The compiler stopped: ${fault ?? answer.fault}`);
    return;
  }
  const region = element("region");
  region.ariaInvalid = String(answer.has_known_region === false);
  notice(answer.has_known_region === false ? `${region.value} is not a region of AWS` : wrong);
  wrong = "";
  shown = answer;
  render();
}

/** Says what went wrong with the page itself. */
function notice(said) {
  element("notice").textContent = said;
  element("notice").hidden = said === "";
}

// What is shown.

function render() {
  const isProse = shown.kind === "error";
  document.querySelector(".editor").classList.toggle("prose", isProse);
  text.wrap = isProse ? "soft" : "off";
  for (const id of ["runs", "where"]) {
    element(id).hidden = !["cloudformation", "terraform", "plan"].includes(shown.kind);
  }
  places = shown.diagnostics ? placesOf(shown.diagnostics.diagnostics.filter((it) => it.accepted === null), shown.file) : [];
  draw(places);
  element("status").textContent = summaryOf(shown);
  const { errors, warnings } = shown.diagnostics?.summary ?? {};
  element("tab-diagnostics").textContent = errors || warnings ? `Diagnostics (${errors + warnings})` : "Diagnostics";
  for (const name of TABS) {
    element(`tab-${name}`).hidden = !tabsOf(shown.kind).includes(name);
  }
  select(tab);
}

const VIEWS = {
  template: () => {
    const isWritten = shown.templates?.length > 0;
    document.querySelector("#panel-template .bar").hidden = !isWritten;
    element("template").replaceChildren(...templateView(shown, element("target").value).filter(Boolean));
  },
  diagnostics: (panel) => panel.replaceChildren(...diagnosticsView(shown, go, apply).filter(Boolean)),
  endpoints: (panel) => panel.replaceChildren(...endpointsView(shown).filter(Boolean)),
  picture: (panel) => panel.replaceChildren(...pictureView(shown)),
  trace: (panel) => panel.replaceChildren(...traceView(shown, go, apply).filter(Boolean)),
  answer: (panel) => panel.replaceChildren(...answerView(shown).filter(Boolean)),
};

/** Shows a tab, or if the text has none of that name, the first that it has. */
function select(name) {
  const here = tabsOf(shown?.kind ?? "spec");
  const current = here.includes(name) ? name : here[0];
  for (const each of TABS) {
    const isCurrent = each === current;
    element(`tab-${each}`).setAttribute("aria-selected", String(isCurrent));
    element(`tab-${each}`).tabIndex = isCurrent ? 0 : -1;
    element(`panel-${each}`).hidden = !isCurrent;
  }
  if (shown) {
    VIEWS[current](element(`panel-${current}`));
  }
  return current;
}

/** Goes to a place of the answer. The text may have changed since; then it is the place that it had. */
function go(at) {
  const starts = lineStarts(text.value);
  const end = at.end_line === undefined ? [at.line, at.column] : [at.end_line, at.end_column];
  show({ start: offset(text.value, starts, at.line, at.column), end: offset(text.value, starts, ...end), line: at.line });
}

/** Goes to the next place after the cursor, or the one before it. */
function step(isForward) {
  const at = text.selectionStart;
  const ahead = isForward ? places.find(({ start }) => start > at) : places.findLast(({ start }) => start < at);
  const place = ahead ?? (isForward ? places[0] : places.at(-1));
  if (place) {
    show(place);
  }
}

/** Applies the edits of a fix, from the last on, so that the places of the others stay as they are. */
function apply(edits) {
  const starts = lineStarts(text.value);
  const value = text.value;
  const ranges = edits.map((edit) => [offset(value, starts, edit.line, edit.column), offset(value, starts, edit.end_line, edit.end_column), edit.text]);
  ranges.sort((one, other) => other[0] - one[0]).forEach((range) => replace(...range));
  text.focus();
}

// The address.

let saved = "";
// What is wrong with the address, until the next answer but one.
let wrong = "";

async function save() {
  const chosen = ["target", "kind", "launch", "region"].map((id) => [id, element(id).value]);
  const state = { text: text.value, tab, ...Object.fromEntries(chosen) };
  saved = await packed(state);
  history.replaceState(null, "", `#${saved}`);
}

/** Takes the state of the address; `false` if there is none. */
async function restore(isFirst) {
  const fragment = location.hash.slice(1);
  if (fragment === "" || fragment === saved) {
    return false;
  }
  let state;
  try {
    state = await unpacked(fragment);
  } catch (error) {
    throw new Error(`The address cannot be read: ${error.message}`);
  }
  const choose = (id, value) => {
    const isThere = [...element(id).options].some((option) => option.value === value);
    element(id).value = isThere ? value : element(id).options[0].value;
  };
  choose("target", state.target);
  choose("kind", state.kind);
  choose("launch", state.launch);
  element("region").value = typeof state.region === "string" ? state.region : "";
  tab = TABS.includes(state.tab) ? state.tab : "template";
  if (isFirst) {
    text.value = state.text;
  } else {
    replace(0, text.value.length, state.text);
  }
  return true;
}

let asking = null;
let saving = null;

function changed() {
  clearTimeout(asking);
  clearTimeout(saving);
  asking = setTimeout(() => {
    asking = null;
    ask();
  }, 80);
  const mine = setTimeout(async () => {
    await save();
    if (saving === mine) {
      saving = null;
      settled();
    }
  }, 300);
  saving = mine;
  settled();
}

// What people do.

text.addEventListener("input", () => {
  element("examples").value = "";
  places = [];
  draw(places);
  changed();
});
for (const id of ["kind", "launch", "region"]) {
  element(id).addEventListener("input", changed);
}
element("target").addEventListener("change", () => {
  select(tab);
  changed();
});
for (const [group, examples] of Object.entries(EXAMPLES)) {
  const options = Object.keys(examples).map((name) => make("option", { value: `${group}/${name}` }, name));
  element("examples").append(make("optgroup", { label: group }, options));
}
element("examples").addEventListener("change", ({ target }) => {
  const [group, name] = target.value.split("/");
  if (name === undefined) {
    return;
  }
  element("kind").value = "";
  element("launch").value = "";
  element("region").value = "";
  const chosen = target.value;
  replace(0, text.value.length, EXAMPLES[group][name]);
  target.value = chosen;
  text.setSelectionRange(0, 0);
  text.scrollTo(0, 0);
});

element("tabs").addEventListener("click", ({ target }) => {
  const name = target.closest("[role=tab]")?.id.slice(4);
  if (name) {
    tab = select(name);
    changed();
  }
});
element("tabs").addEventListener("keydown", (event) => {
  const here = tabsOf(shown?.kind ?? "spec");
  const at = here.indexOf(document.activeElement.id.slice(4));
  const to = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: -1 }[event.key];
  if (to !== undefined) {
    event.preventDefault();
    tab = select(here.at(to % here.length));
    element(`tab-${tab}`).focus();
    changed();
  }
});
document.addEventListener("keydown", (event) => {
  if (event.key === "F8") {
    event.preventDefault();
    step(!event.shiftKey);
  }
});
numbers.addEventListener("click", ({ target }) => {
  const place = places.find(({ line }) => String(line) === target.dataset.line);
  if (place) {
    show(place);
  }
});

/** Copies a text, and says so on the button. */
async function copy(button, said) {
  const before = button.textContent;
  try {
    await navigator.clipboard.writeText(said);
    button.textContent = "Copied";
  } catch {
    button.textContent = "Cannot copy";
  }
  setTimeout(() => (button.textContent = before), 1500);
}

element("link").addEventListener("click", async ({ currentTarget }) => {
  await save();
  await copy(currentTarget, location.href);
});
const written = () => shown.templates.map((template) => template[element("target").value]);
element("copy").addEventListener("click", ({ currentTarget }) => copy(currentTarget, written().join("\n")));
element("download").addEventListener("click", () => {
  const ending = element("target").value === "terraform" ? ".tf.json" : ".yaml";
  for (const [at, template] of shown.templates.entries()) {
    const address = URL.createObjectURL(new Blob([written()[at]]));
    make("a", { href: address, download: `${template.name}${ending}` }).click();
    setTimeout(() => URL.revokeObjectURL(address), 1000);
  }
});

addEventListener("hashchange", () => restore(false).then((isRestored) => isRestored && changed(), lost));

/** An address that cannot be read changes nothing. */
function lost(error) {
  wrong = error.message;
  notice(wrong);
  return false;
}

start();
restore(true).catch(lost).then((isRestored) => {
  if (!isRestored) {
    text.value = EXAMPLES.Specs.fargate;
  }
  draw([]);
  select(tab);
  ask();
});
