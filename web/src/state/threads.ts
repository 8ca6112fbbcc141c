// What is done with a conversation as a whole: forked, saved as a file, deleted.

import { signal } from "@preact/signals";
import { announce } from "./announce";
import { drop, listThreads, thread } from "./conversation";
import { go, toThread } from "./place";
import { ApiError, call, json } from "../lib/api";
import type { Thread } from "../lib/types";

export const refused = signal("");
const at = (id: string, verb = "") => `v1/threads/${encodeURIComponent(id)}${verb}`;

/** Go on in a copy of a conversation, up to an answer if one is named. */
export const fork = (id: string, receipt_id = "") =>
  tried(async () => {
    const made = await call<Thread>(at(id, "/fork"), json({ receipt_id }));
    await listThreads();
    go(toThread(made.id));
    announce("This is a copy of the conversation: what you ask now stays in it.");
  });

/** Save a conversation, with its sources, as a file of JSON. */
export const save = (id: string) =>
  tried(async () => {
    const told = await call<{ title: string }>(at(id, "/export"));
    const link = document.createElement("a");
    link.href = URL.createObjectURL(new Blob([JSON.stringify(told, null, 1)], { type: "application/json" }));
    link.download = `${told.title.replace(/[^\p{L}\p{N}]+/gu, "-").slice(0, 60)}.json`;
    link.click();
    URL.revokeObjectURL(link.href);
    announce("The conversation is saved as a file.");
  });

/** Delete a conversation with its receipts. */
export const remove = (id: string) =>
  tried(async () => {
    await call(at(id), { method: "DELETE" });
    drop(id);
    if (thread.value === id) go("#/");
    await listThreads();
    announce("The conversation is deleted.");
  });

async function tried(work: () => Promise<void>): Promise<void> {
  refused.value = "";
  try {
    await work();
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    refused.value = error.message;
  }
}
