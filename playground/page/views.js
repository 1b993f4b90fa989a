// What the compiler answered, as elements.
// Input: an answer. Output: the content of the panels. Never: markup made of texts: they are put in as text.

/** An element with its attributes and content; `null` and `undefined` among the content are left out. */
function make(tag, attributes, ...content) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes ?? {})) {
    if (name === "onclick") {
      element.addEventListener("click", value);
    } else if (value !== null && value !== undefined && value !== false) {
      element.setAttribute(name, value === true ? "" : value);
    }
  }
  element.append(...content.flat(Infinity).filter((part) => part !== null && part !== undefined));
  return element;
}

/** A text in which what is between backticks is code. */
function worded(said) {
  return said.split("`").map((part, at) => (at % 2 === 1 ? make("code", {}, part) : part));
}

const counted = (count, word) => `${count} ${word}${count === 1 ? "" : "s"}`;

function empty(...words) {
  return make("p", { class: "empty" }, ...words);
}

/** The page of a rule in the book that this page is a part of. */
function rule(code) {
  return make("a", { class: "code", href: `../rules/${code}.html`, target: "_blank", rel: "noopener" }, code);
}

function outside(address) {
  return make("a", { href: address, target: "_blank", rel: "noopener noreferrer" }, address.replace(/^https?:\/\//, ""));
}

/** A place in the text, to click on; in another text, a place to read. */
function placed(answer, at, go) {
  const said = `${at.line}:${at.column}`;
  if (at.file !== answer.file) {
    return make("span", { class: "place" }, `${at.file}:${said}`);
  }
  return make("button", { type: "button", class: "place", onclick: () => go(at), "aria-label": `go to line ${at.line}, column ${at.column}` }, said);
}

function diagnosticsView(answer, go, apply) {
  const { diagnostics, unknown, off, summary } = answer.diagnostics;
  const one = (found) =>
    make("li", { class: `diagnostic ${found.severity}` },
      make("p", { class: "headline" }, placed(answer, found, go), " ",
        make("span", { class: `severity ${found.severity}` }, found.accepted === null ? found.severity : "accepted"), " ",
        rule(found.code), " ", worded(found.message)),
      found.accepted !== null ? make("p", {}, "Accepted: ", found.accepted) : null,
      found.label ? make("p", {}, worded(found.label)) : null,
      found.labels.map((label) => make("p", {}, placed(answer, label, go), " ", worded(label.message))),
      found.notes.map((note) => make("p", {}, worded(note))),
      found.help ? make("p", { class: "help" }, "Help: ", worded(found.help)) : null,
      found.fixes.map((fix) =>
        make("p", {}, make("button", { type: "button", class: "fix", onclick: () => apply(fix.edits) }, "Fix: ", worded(fix.message)))),
      found.source ? make("p", { class: "source" }, outside(found.source)) : null);
  const unseen = (it) => make("li", {}, placed(answer, it, go), " ", worded(it.what), ": ", worded(it.why));
  return [
    diagnostics.length ? make("ol", { class: "diagnostics" }, diagnostics.map(one)) : empty("No diagnostics."),
    summary.vpcs === undefined ? null : make("p", { class: "summary" },
      `Seen: ${counted(summary.vpcs, "VPC")}, ${counted(summary.endpoints, "endpoint")}.`),
    off?.length ? make("h2", {}, "Off now, and checked as if it ran") : null,
    off?.length ? make("ul", { class: "unseen" }, off.map((it) => make("li", {}, it.what, ": ", worded(`\`${it.why}\``)))) : null,
    unknown?.length ? make("h2", {}, "What could not be seen") : null,
    unknown?.length ? make("ul", { class: "unseen" }, unknown.map(unseen)) : null,
  ];
}

function templateView(answer, target) {
  if (answer.kind !== "spec") {
    return [empty("ecrc writes templates only for specs.")];
  }
  if (answer.templates.length === 0) {
    const { errors } = answer.diagnostics.summary;
    return [empty(errors ? `Not written: ${counted(errors, "error")}; see Diagnostics.` : "The spec has no block.")];
  }
  return answer.templates.flatMap((template) => [
    answer.templates.length > 1 ? make("h2", {}, template.name) : null,
    make("pre", { class: "template" }, template[target]),
  ]);
}

function endpointsView(answer) {
  const dns = { true: "on", false: "off", null: "-" };
  const why = ({ existing, rule: code, reason }) =>
    existing ? `existing: ${existing}` : [code ? [rule(code), " "] : null, reason ? worded(reason) : null];
  const row = (endpoint) => [
    make("tr", {},
      make("th", { scope: "row" }, endpoint.service ?? endpoint.service_name ?? "?"),
      make("td", {}, endpoint.type),
      make("td", {}, endpoint.zone ? "own zone" : dns[endpoint.private_dns]),
      make("td", {}, endpoint.policy ?? "-")),
    make("tr", { class: "why" }, make("td", { colspan: 4 }, why(endpoint))),
  ];
  const block = ({ name, region, endpoints, policies }) => [
    make("h2", {}, region ? `${name} in ${region}` : name),
    endpoints.length === 0 ? empty("No endpoints.") : make("div", { class: "wide" }, make("table", {},
      make("thead", {}, make("tr", {}, ["Service", "Type", "Private DNS", "Policy"].map((title) => make("th", { scope: "col" }, title)))),
      make("tbody", {}, endpoints.map(row)))),
    endpoints.flatMap(({ zone, service }) => zone ? make("p", {}, `Zone ${zone.name} for ${service}: ${zone.records.join(", ")}`) : []),
    policies.map((policy) => [
      make("h3", {}, `Policy ${policy.name}, on ${policy.on.join(" and ")}`),
      make("ul", {}, policy.statements.map((statement) => make("li", {}, make("code", {}, statement)))),
    ]),
  ];
  const { blocks } = answer.endpoints;
  return blocks.length ? blocks.map(block).flat(Infinity) : [empty(nothing(answer))];
}

/** Why there is nothing to show of a text. */
function nothing(answer) {
  const { errors } = answer.diagnostics.summary;
  return errors ? `Not shown: ${counted(errors, "error")}; see Diagnostics.` : "No VPC found.";
}

/** The picture, in a tree of its own: its style is for itself. */
function pictureView(answer) {
  if (!answer.picture) {
    return [empty(nothing(answer))];
  }
  const host = make("div", { class: "picture" });
  host.attachShadow({ mode: "open" }).innerHTML = answer.picture;
  return [host];
}

function traceView(answer, go, apply) {
  if (answer.trace === null) {
    return [empty(nothing(answer))];
  }
  if (answer.trace.starts.length === 0) {
    return [empty(answer.kind === "spec" ? "Nothing starts." : "The text does not show what starts: choose it under “Runs”, above.")];
  }
  const verdicts = { passes: "passes", stops: "is stopped", unknown: "is unknown" };
  const badge = (verdict) => make("span", { class: `verdict ${verdict}` }, verdict);
  const hop = (it) =>
    make("li", {}, badge(it.verdict), " ", it.hop, ": ", worded(it.why), " ",
      it.code ? [rule(it.code), " "] : [], it.line ? placed(answer, it, go) : null);
  const call = (it) =>
    make("li", {}, make("details", { open: it.verdict === "stops" },
      make("summary", {}, badge(it.verdict), " ", it.call, it.through ? ` through ${it.through}` : "", " ", make("span", { class: "host" }, it.host)),
      make("ul", {}, it.hops.map(hop))));
  const start = (it) => {
    const isSaid = it.task.toLowerCase().includes(it.launch);
    const name = isSaid ? it.task : `${it.task} (${it.launch})`;
    return [
      make("h2", {}, name, it.subnets.length ? ` in ${it.subnets.join(", ")}` : "", " ", verdicts[it.verdict]),
      it.stop ? make("p", {}, "The error that AWS shows:") : null,
      it.stop ? make("pre", { class: "error-text" }, it.stop.error) : null,
      it.stop?.fix.message ? make("p", { class: "help" }, it.stop.fix.edits.length
        ? make("button", { type: "button", class: "fix", onclick: () => apply(it.stop.fix.edits) }, "Fix: ", worded(it.stop.fix.message))
        : ["Help: ", worded(it.stop.fix.message)]) : null,
      make("ol", { class: "calls" }, it.calls.map(call)),
    ];
  };
  return answer.trace.starts.flatMap(start);
}

function answerView(answer) {
  const { says, rules, other, check, more, left_out: left } = answer.answer;
  if (!answer.is_placed) {
    return [
      empty("Cannot tell which call to AWS failed in this text. Paste the whole error, with its host, address and error code."),
      says ? make("p", {}, "All it says is: ", worded(says)) : null,
    ];
  }
  const reason = ({ code, why }) =>
    make("li", {}, make("p", { class: "headline" }, rule(code), " ", worded(answer.titles[code] ?? "")), make("p", {}, worded(why)));
  const further = (failure) =>
    make("li", {}, `Line ${failure.line}: `, worded(failure.says), " ",
      failure.other ? worded(failure.other) : failure.rules.flatMap(({ code }) => [rule(code), " "]));
  return [
    make("p", { class: "says" }, worded(says)),
    other ? make("p", {}, "No rule explains this. ", worded(other)) : null,
    rules.length ? make("ol", { class: "diagnostics" }, rules.map(reason)) : null,
    check ? make("p", { class: "help" }, "Next step: ", worded(check)) : null,
    more.length ? make("h2", {}, "Further failures") : null,
    more.length ? make("ul", {}, more.map(further)) : null,
    left ? make("p", {}, `${counted(left, "more failure")} omitted.`) : null,
  ];
}

/** One line on an answer. */
function summaryOf(answer) {
  const names = { spec: "Spec", cloudformation: "CloudFormation", terraform: "Terraform", plan: "Terraform plan", error: "Error text" };
  const name = names[answer.kind];
  if (!answer.diagnostics) {
    return answer.is_placed === false ? `${name}: not understood` : `${name}: explained`;
  }
  const { errors, warnings, notes } = answer.diagnostics.summary;
  const counts = [[errors, "error"], [warnings, "warning"], [notes, "note"]].filter(([count]) => count > 0);
  return `${name}: ${counts.map(([count, word]) => counted(count, word)).join(", ") || "no diagnostics"}`;
}
