// The page: its parts, its keys, and what is dropped on it.

import { signal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { focusComposer } from "./parts/Composer";
import { Conversation, listExamples } from "./parts/Conversation";
import { Documents } from "./parts/Documents";
import { Help, helpShown, singleKeys } from "./parts/Help";
import { Icon } from "./parts/Icon";
import { KeyDialog } from "./parts/KeyDialog";
import { Pane } from "./parts/Pane";
import { Sidebar } from "./parts/Sidebar";
import { Uploads } from "./parts/Uploads";
import { said } from "./state/announce";
import { listThreads, reload, running, stop } from "./state/conversation";
import { add, list } from "./state/documents";
import { reachable, whenBack } from "./state/network";
import { close, go, open, pane, place, sidebar } from "./state/place";
import { listWays } from "./state/ways";

const over = signal(false);

function load(): void {
  void listWays();
  void list().then(listExamples);
  void listThreads();
  reload();
}

export function App() {
  useEffect(() => {
    // The field can be typed into first.
    requestAnimationFrame(() => setTimeout(load));
    whenBack(load);
    addEventListener("keydown", keys);
    drops();
  }, []);
  useEffect(followAddress, [place.value]);
  return (
    <div class={pane.value ? "page with-pane" : "page"}>
      <a class="skip" href="#main" onClick={(event) => (event.preventDefault(), document.getElementById("main")?.focus())}>
        To the content
      </a>
      <Sidebar />
      {sidebar.value && <div class="shade" onClick={() => (sidebar.value = false)} />}
      <div class="middle">
        <button class="quiet open-sidebar" aria-label="Menu" aria-expanded={sidebar.value} onClick={() => (sidebar.value = !sidebar.value)}>
          <Icon name="menu" />
        </button>
        {!reachable.value && (
          <p class="banner" role="status">
            The server cannot be reached. What is here stays; this goes on when it is back.
          </p>
        )}
        {place.value.view === "documents" ? <Documents /> : <Conversation />}
      </div>
      <Pane />
      <Uploads />
      {over.value && <div class="dropping">Drop to add to your documents</div>}
      <KeyDialog ready={load} />
      <Help />
      <div class="unseen" role="status" aria-live="polite">
        {said}
      </div>
    </div>
  );
}

/** Open what the address names: a document at a span, or a receipt. */
function followAddress(): void {
  const here = place.value;
  if (here.view === "receipt") open({ kind: "receipt", id: here.id });
  if (here.view !== "documents" || !here.id) return;
  const source = { number: 1, document_id: here.id, passage_id: "", title: "", context: "", url: "", page: 0, quote: "" };
  open({ kind: "source", sources: [{ ...source, start: here.start, end: here.end }], at: 0 });
}

const SINGLE: Record<string, () => void> = {
  "/": () => {
    if (place.value.view === "documents") go("#/");
    setTimeout(focusComposer);
  },
  n: () => (go("#/"), setTimeout(focusComposer)),
  d: () => go("#/documents"),
  "?": () => (helpShown.value = true),
  "[": () => step(-1),
  "]": () => step(1),
};

function keys(event: KeyboardEvent): void {
  if (event.key === "Escape") return escape();
  const target = event.target as HTMLElement;
  const typing = target.matches("input, textarea, select, [contenteditable]") || target.closest("dialog");
  if (typing || event.ctrlKey || event.metaKey || event.altKey || !singleKeys.value) return;
  const does = SINGLE[event.key];
  if (!does) return;
  event.preventDefault();
  does();
}

function escape(): void {
  if (document.querySelector("dialog[open]")) return;
  if (sidebar.value) sidebar.value = false;
  else if (pane.value) close();
  else if (running.value) stop();
}

function step(by: number): void {
  const shown = pane.value;
  if (shown?.kind === "source" && shown.sources[shown.at + by]) open({ ...shown, at: shown.at + by });
}

function drops(): void {
  const files = (event: DragEvent) => event.dataTransfer?.types.includes("Files") ?? false;
  addEventListener("dragover", (event) => {
    if (!files(event)) return;
    event.preventDefault();
    over.value = true;
  });
  addEventListener("dragleave", (event) => {
    if (!event.relatedTarget) over.value = false;
  });
  addEventListener("drop", (event) => {
    if (!files(event)) return;
    event.preventDefault();
    over.value = false;
    void add([...(event.dataTransfer?.files ?? [])]);
  });
}
