// The page: ask, watch the answer arrive sentence by sentence, look at its sources.

const find = (id) => document.getElementById(id);

function make(tag, properties = {}, ...children) {
  const element = Object.assign(document.createElement(tag), properties);
  element.append(...children);
  return element;
}

async function call(path, options) {
  const answer = await fetch(path, options);
  if (answer.ok) return answer.status === 204 ? null : answer.json();
  throw new Error(await reasonOf(answer));
}

async function reasonOf(answer) {
  const body = await answer.json().catch(() => null);
  return body?.error?.message ?? `The server answered ${answer.status}.`;
}

const asJson = (method, body) => ({
  method,
  headers: { "Content-Type": "application/json" },
  body: JSON.stringify(body),
});

/* ---- the conversation ---- */

const ROUTES = {
  direct: "Answered directly",
  retrieval: "Looked up",
  long_context: "Read whole documents",
  tuned: "Asked a tuned model",
  hybrid: "Asked a tuned model over passages",
};
const OUTCOMES = {
  grounded: "Every sentence stands in its source.",
  partial: "What could not be verified was left out.",
  abstained_no_evidence: "No answer: the documents do not hold one.",
  abstained_unsupported: "No answer: nothing could be verified.",
  budget_exhausted: "The time or money for this question ran out.",
  direct: "Nothing of this comes from the documents.",
};

let thread = crypto.randomUUID();
let running = null;

async function ask(question) {
  find("welcome").hidden = true;
  find("fresh").hidden = false;
  const view = new AnswerView(question);
  running = new AbortController();
  find("send").textContent = "Stop";
  try {
    await stream(question, view, running.signal);
  } catch (error) {
    view.fail(error.name === "AbortError" ? "Stopped." : error.message);
  }
  running = null;
  find("send").textContent = "Ask";
}

async function stream(question, view, signal) {
  const body = {
    model: find("model").value,
    stream: true,
    messages: [{ role: "user", content: question }],
  };
  const options = asJson("POST", body);
  options.headers["X-Trivium-Thread"] = thread;
  const answer = await fetch("/v1/chat/completions", { ...options, signal });
  if (!answer.ok) throw new Error(await reasonOf(answer));
  for await (const chunk of frames(answer.body)) {
    if (chunk.error) throw new Error(chunk.error.message);
    view.take(chunk);
  }
}

async function* frames(body) {
  const reader = body.pipeThrough(new TextDecoderStream()).getReader();
  let rest = "";
  for (;;) {
    const { value, done } = await reader.read();
    if (done) return;
    const pieces = (rest + value).split("\n\n");
    rest = pieces.pop();
    for (const piece of pieces) {
      if (piece.startsWith("data: {")) yield JSON.parse(piece.slice(6));
    }
  }
}

class AnswerView {
  constructor(question) {
    this.text = make("div", { className: "text waiting" });
    this.route = make("p", { className: "route" });
    this.foot = make("footer");
    this.card = make("article", {}, make("h2", { textContent: question }), this.route);
    this.card.append(this.text, this.foot);
    this.sentences = new Map();
    find("conversation").append(this.card);
    this.card.scrollIntoView({ block: "start", behavior: "smooth" });
  }

  take(chunk) {
    const choice = chunk.choices[0];
    const told = chunk.trivium ?? {};
    if (choice?.delta.role) this.#routed(told);
    if (choice?.delta.content) this.#sentence(choice.delta.content, told);
    else if (told.label) this.#judge(this.sentences.get(told.index), told);
    if (choice?.finish_reason) this.#finish(told);
  }

  fail(message) {
    this.text.classList.remove("waiting");
    this.foot.append(make("p", { className: "error", textContent: message }));
  }

  #routed({ route, reason }) {
    const way = make("strong", { textContent: ROUTES[route] ?? route });
    this.route.replaceChildren(way, ` ${reason}`);
  }

  #sentence(content, told) {
    this.text.classList.remove("waiting");
    const span = make("span");
    let from = 0;
    for (const found of content.matchAll(/\s?\[(\d{1,3})\]/g)) {
      span.append(content.slice(from, found.index), this.#marker(found[1]));
      from = found.index + found[0].length;
    }
    span.append(content.slice(from));
    this.sentences.set(told.index, span);
    this.text.append(span);
    this.#judge(span, told);
  }

  #marker(number) {
    const marker = make("button", { className: "marker", textContent: number });
    marker.title = `Source ${number}`;
    marker.onclick = () => {
      const source = this.foot.querySelector(`details[data-number="${number}"]`);
      if (!source) return;
      source.open = true;
      source.scrollIntoView({ block: "nearest", behavior: "smooth" });
    };
    return marker;
  }

  #judge(span, { label, score }) {
    if (!span) return;
    span.className = `sentence ${label}`;
    const words = { supported: "Verified", unsupported: "Not verified", pending: "Being checked" };
    span.title = words[label] ? `${words[label]} (${score.toFixed(2)})` : "";
  }

  #finish(told) {
    this.text.classList.remove("waiting");
    const outcome = make("p", { className: `outcome ${told.outcome}` }, OUTCOMES[told.outcome]);
    this.foot.append(outcome, ...told.citations.map(sourceView));
    this.#receipt(told, outcome);
  }

  async #receipt({ receipt_id: id, citations }, outcome) {
    const receipt = await call(`/v1/receipts/${id}`);
    const { answerer } = receipt.members;
    const quoted = citations.length ? "quoted, not written, " : "";
    const by = answerer === "embedded" ? quoted : `written by ${answerer}, `;
    outcome.append(
      make("span", { className: "by", textContent: `${by}${Math.round(receipt.ms)} ms` }),
      feedbackButton(id, "good", "Helpful"),
      feedbackButton(id, "bad", "Wrong"),
    );
  }
}

function feedbackButton(receipt, rating, word) {
  const button = make("button", { className: "quiet", textContent: word });
  button.onclick = async () => {
    await call("/v1/feedback", asJson("POST", { receipt_id: receipt, rating }));
    button.classList.add("chosen");
  };
  return button;
}

function sourceView(source) {
  const under = source.context.replace(source.title, "").replace(/^ > /, "");
  const place = [under, source.page ? `page ${source.page}` : ""].filter(Boolean);
  const summary = make("summary", {}, make("b", { textContent: source.number }));
  summary.append(make("span", { textContent: source.title || "Untitled" }));
  if (place.length) summary.append(make("small", { textContent: place.join(", ") }));
  const open = make("button", { className: "quiet", textContent: "Show in the document" });
  open.onclick = () => read(source.document_id, source.start, source.end);
  const quote = make("blockquote", { textContent: source.quote });
  const view = make("details", {}, summary, quote, open);
  view.dataset.number = source.number;
  return view;
}

/* ---- the reader ---- */

// Offsets count code points, and JavaScript counts UTF-16 units.
function unitsOf(text, points) {
  let index = 0;
  for (let n = 0; n < points && index < text.length; n++) {
    index += text.codePointAt(index) > 0xffff ? 2 : 1;
  }
  return index;
}

async function read(id, start, end) {
  const reader = find("reader");
  const shown = await call(`/v1/documents/${encodeURIComponent(id)}`).catch((error) => ({
    title: "Not there",
    text: error.message,
  }));
  const from = unitsOf(shown.text, start);
  const to = unitsOf(shown.text, end);
  const mark = make("mark", { textContent: shown.text.slice(from, to) });
  reader.querySelector("h2").textContent = shown.title || "Untitled";
  reader.querySelector("pre").replaceChildren(shown.text.slice(0, from), mark, shown.text.slice(to));
  if (!reader.open) reader.showModal();
  mark.scrollIntoView({ block: "center" });
}

function followAddress() {
  const found = location.hash.match(/^#\/documents\/([^/]+)(?:\/(\d+)-(\d+))?$/);
  if (found) read(decodeURIComponent(found[1]), Number(found[2] ?? 0), Number(found[3] ?? 0));
}

/* ---- the documents ---- */

let listed = [];
let polling = null;

async function list() {
  const wanted = Math.min(Math.max(listed.length, 50), 1000);
  show(await call(`/v1/documents?limit=${wanted}`), []);
}

async function listMore() {
  const after = encodeURIComponent(listed.at(-1).id);
  show(await call(`/v1/documents?limit=50&after=${after}`), listed);
}

function show(page, before) {
  listed = [...before, ...page.documents];
  find("documents").replaceChildren(...listed.map(documentView));
  find("more").hidden = !page.has_more;
  find("count").textContent = listed.length ? `${listed.length}${page.has_more ? "+" : ""}` : "";
  clearTimeout(polling);
  if (listed.some((document) => document.status === "words")) polling = setTimeout(list, 1500);
}

function documentView(document) {
  const title = make("button", { className: "title", textContent: document.title || "Untitled" });
  title.onclick = () => read(document.id, 0, 0);
  const remove = make("button", { className: "quiet", textContent: "✕", title: "Delete" });
  remove.onclick = async () => {
    if (remove.textContent === "✕") {
      remove.textContent = "Delete?";
      setTimeout(() => (remove.textContent = "✕"), 3000);
      return;
    }
    await call(`/v1/documents/${encodeURIComponent(document.id)}`, { method: "DELETE" });
    await list();
  };
  const view = make("li", { className: document.status }, title, remove);
  if (document.status === "words") view.title = "Searchable by words; vectors follow";
  return view;
}

async function upload(files) {
  for (const file of files) {
    const bar = make("progress", { max: 1, value: 0 });
    const note = make("small");
    const row = make("li", {}, make("span", { textContent: file.name }), bar, note);
    find("uploads").append(row);
    const refusal = await send(file, (share) => {
      if (share < 1) bar.value = share;
      else bar.removeAttribute("value");
    });
    bar.remove();
    if (refusal) {
      note.textContent = refusal;
      row.className = "error";
      row.onclick = () => row.remove();
    } else row.remove();
    await list();
  }
  await examples();
}

// fetch tells nothing of an upload's progress.
function send(file, progress) {
  return new Promise((resolve) => {
    const form = new FormData();
    form.append("files", file);
    const request = new XMLHttpRequest();
    request.responseType = "json";
    request.upload.onprogress = (event) => progress(event.loaded / event.total);
    request.onload = () => {
      const body = request.response ?? {};
      resolve(body.rejected?.[0]?.reason ?? body.error?.message ?? "");
    };
    request.onerror = () => resolve("The upload was cut off.");
    request.open("POST", "/v1/documents");
    request.send(form);
  });
}

/* ---- the beginning ---- */

async function examples() {
  const { examples: known } = await call("/v1/examples");
  const byRoute = Map.groupBy
    ? Map.groupBy(known, (example) => example.route)
    : new Map([["", known]]);
  const most = (group) => (group[0].route === "direct" ? 1 : 3);
  const picked = [...byRoute.values()].flatMap((group) => group.slice(0, most(group))).slice(0, 9);
  const views = picked.map(({ question }) => {
    const button = make("button", { textContent: question });
    button.onclick = () => ask(question);
    return make("li", {}, button);
  });
  find("examples").replaceChildren(...views);
  find("welcome").hidden = !views.length || find("conversation").childElementCount > 0;
}

async function models() {
  const { data } = await call("/v1/models");
  const named = (id) => (id === "trivium" ? "Choose for me" : id.replace("trivium-", ""));
  const options = data.map(({ id, description }) =>
    make("option", { value: id, textContent: named(id), title: description }),
  );
  find("model").replaceChildren(...options);
}

function submit(event) {
  event.preventDefault();
  if (running) return running.abort();
  const question = find("question").value.trim();
  if (!question) return;
  find("question").value = "";
  ask(question);
}

function begin() {
  find("ask").onsubmit = submit;
  find("question").onkeydown = (event) => {
    if (event.key === "Enter" && !event.shiftKey && !event.isComposing) submit(event);
  };
  find("fresh").onclick = () => {
    running?.abort();
    thread = crypto.randomUUID();
    find("conversation").replaceChildren();
    find("fresh").hidden = true;
    examples();
  };
  find("more").onclick = listMore;
  find("files").onchange = (event) => upload([...event.target.files]);
  find("reader").querySelector("button").onclick = () => find("reader").close();
  document.ondragover = (event) => {
    event.preventDefault();
    find("drop").classList.add("over");
  };
  document.ondragleave = () => find("drop").classList.remove("over");
  document.ondrop = (event) => {
    event.preventDefault();
    find("drop").classList.remove("over");
    upload([...event.dataTransfer.files]);
  };
  window.onhashchange = followAddress;
  Promise.all([models(), list(), examples()]).then(followAddress);
}

begin();
