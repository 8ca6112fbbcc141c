// The documents: listed, sent, searched, read and deleted.

import { signal } from "@preact/signals";
import { key } from "./key";
import { announce } from "./announce";
import { ApiError, call, json, refusal } from "../lib/api";
import type { Document, Hit, Page } from "../lib/types";

export interface Upload {
  key: string;
  name: string;
  share: number;
  state: "waiting" | "sending" | "reading" | "added" | "refused";
  note: string;
}

const PAGE = 100;
const LOOK_AGAIN_MS = 1500;

export const documents = signal<Document[]>([]);
export const more = signal(false);
export const listed = signal(false);
export const uploads = signal<Upload[]>([]);
export const trouble = signal("");

let looking: ReturnType<typeof setTimeout> | undefined;

/** List the documents again, as many as are shown; vectors still to come are looked for. */
export async function list(): Promise<void> {
  clearTimeout(looking);
  const shown = Math.max(documents.value.length, PAGE);
  await fetched(`v1/documents?limit=${Math.min(shown, 1000)}`, []);
  if (documents.value.some((d) => d.status === "words")) looking = setTimeout(list, LOOK_AGAIN_MS);
}

export async function listMore(): Promise<void> {
  const last = documents.value.at(-1)?.id ?? "";
  await fetched(`v1/documents?limit=${PAGE}&after=${encodeURIComponent(last)}`, documents.value);
}

async function fetched(path: string, before: Document[]): Promise<void> {
  try {
    const page = await call<Page>(path);
    documents.value = [...before, ...page.documents];
    more.value = page.has_more;
    listed.value = true;
    trouble.value = "";
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    trouble.value = error.message;
  }
}

export async function remove(document: Document): Promise<void> {
  try {
    await call(`v1/documents/${encodeURIComponent(document.id)}`, { method: "DELETE" });
    texts.delete(document.id);
    announce(`${document.title || "The document"} is deleted.`);
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    trouble.value = error.message;
  }
  await list();
}

export const search = (query: string) =>
  call<{ hits: Hit[] }>("v1/search", json({ query, limit: 12 })).then(({ hits }) => hits);

/* ---- texts, kept once read so that they open at once and without the server ---- */

export interface Text {
  title: string;
  text: string;
  url: string;
}

const texts = new Map<string, Promise<Text>>();
const KEPT = 20;

export function text(id: string): Promise<Text> {
  const known = texts.get(id);
  if (known) return known;
  const reading = call<Text>(`v1/documents/${encodeURIComponent(id)}`);
  texts.set(id, reading);
  reading.catch(() => texts.delete(id));
  const oldest = texts.keys().next();
  if (texts.size > KEPT && !oldest.done) texts.delete(oldest.value);
  return reading;
}

/* ---- sending ---- */

const change = (key: string, to: Partial<Upload>) =>
  (uploads.value = uploads.value.map((each) => (each.key === key ? { ...each, ...to } : each)));

export const dismiss = (key: string) =>
  (uploads.value = uploads.value.filter((each) => each.key !== key));

/** Send files one after another, so that each has its own progress and its own refusal. */
export async function add(files: File[]): Promise<void> {
  const rows = files.map((file) => ({ file, key: crypto.randomUUID() }));
  const waiting = rows.map(({ file, key }): Upload => ({ key, name: file.name, share: 0, state: "waiting", note: "" }));
  uploads.value = [...uploads.value, ...waiting];
  for (const { file, key } of rows) {
    change(key, { state: "sending" });
    const refused = await sent(file, (share) => change(key, { share, state: share < 1 ? "sending" : "reading" }));
    change(key, { state: refused ? "refused" : "added", share: 1, note: refused });
    announce(refused ? `${file.name} was refused. ${refused}` : `${file.name} can be searched.`);
    if (!refused) setTimeout(() => dismiss(key), 4000);
    await list();
  }
}

interface Answer {
  rejected?: { reason: string }[];
}

/** Send one file and return why it was refused; fetch would tell nothing of the progress. */
function sent(file: File, progress: (share: number) => void): Promise<string> {
  return new Promise((resolve) => {
    const form = new FormData();
    form.append("files", file);
    const request = new XMLHttpRequest();
    request.responseType = "json";
    request.upload.onprogress = (event) => progress(event.loaded / event.total);
    request.onload = () => {
      const answer = request.response as Answer | null;
      const reason = answer?.rejected?.[0]?.reason;
      resolve(reason ?? (request.status < 400 ? "" : refusal(request.status, answer).message));
    };
    request.onerror = () => resolve("The upload was cut off: send it again.");
    request.open("POST", "v1/documents");
    if (key.value) request.setRequestHeader("Authorization", `Bearer ${key.value}`);
    request.send(form);
  });
}
