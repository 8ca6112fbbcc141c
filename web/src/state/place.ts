// Where in the page one is: the address behind the #, and what stands in the pane beside it.

import { signal } from "@preact/signals";
import type { Source } from "../lib/types";

export type Place =
  | { view: "ask"; thread: string }
  | { view: "documents"; id?: string; start: number; end: number }
  | { view: "receipt"; id: string };

export type Pane =
  | { kind: "source"; sources: Source[]; at: number }
  | { kind: "receipt"; id: string };

export const pane = signal<Pane | null>(null);
export const sidebar = signal(false);
export const place = signal<Place>(read());

function read(): Place {
  const [, view, id, span] = location.hash.split("/").map(decoded);
  if (view === "threads" && id) return { view: "ask", thread: id };
  if (view === "receipts" && id) return { view: "receipt", id };
  if (view !== "documents") return { view: "ask", thread: "" };
  const [start = 0, end = 0] = (span ?? "").split("-").map(Number);
  return id
    ? { view, id, start: start || 0, end: end || 0 }
    : { view, start: 0, end: 0 };
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return "";
  }
}

addEventListener("hashchange", () => {
  place.value = read();
  sidebar.value = false;
});

export const go = (hash: string) => (location.hash = hash);
export const toThread = (id: string) => `#/threads/${encodeURIComponent(id)}`;

/** Name the thread in the address without leaving the page or adding a step to its history. */
export function nameThread(id: string): void {
  history.replaceState(null, "", toThread(id));
  place.value = { view: "ask", thread: id };
}

// Where the focus was before the pane opened, so that closing it leads back there.
let before: Element | null = null;

export function open(what: Pane): void {
  if (!pane.value) before = document.activeElement;
  pane.value = what;
}

export function close(): void {
  pane.value = null;
  if (before instanceof HTMLElement && before.isConnected) before.focus({ preventScroll: true });
  before = null;
}
