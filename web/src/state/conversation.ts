// The conversations: asking, comparing, and reading back what was said.

import { computed, effect, signal, type Signal } from "@preact/signals";
import { announce } from "./announce";
import { nameThread, place } from "./place";
import { ApiError, call, events, json, send } from "../lib/api";
import { begun, ended, fromReceipt, take, textOf, verified, type Run, type Way } from "../lib/run";
import type { Receipt, RunEvent, Thread } from "../lib/types";
import { count, OUTCOMES, routeNow } from "../lib/words";

/** A question with its answer, or with several side by side. */
export interface Turn {
  key: string;
  question: string;
  runs: Signal<Run>[];
}

export const threads = signal<Thread[]>([]);
export const missing = signal("");
const kept = new Map<string, Signal<Turn[]>>();
const stops = new Map<string, AbortController>();

function turnsOf(thread: string): Signal<Turn[]> {
  const found = kept.get(thread) ?? signal<Turn[]>([]);
  kept.set(thread, found);
  return found;
}

/** Forget what was said in a conversation that is not there any more. */
export const drop = (thread: string) => kept.delete(thread);

const nothing = signal<Turn[]>([]);
export const thread = computed(() => (place.value.view === "ask" ? place.value.thread : ""));
export const turns = computed(() => (thread.value ? turnsOf(thread.value) : nothing).value);
export const running = computed(() => turns.value.some(({ runs }) => runs.some((run) => run.value.state === "running")));

/** Ask in the current thread, or in a new one; two ways are answered side by side. */
export async function ask(question: string, ways: Way[]): Promise<void> {
  const name = thread.value || crypto.randomUUID();
  const history = said(turnsOf(name).value);
  const runs = ways.map((way) => signal(begun(question, way)));
  const turn = { key: runs[0]?.value.key ?? "", question, runs };
  turnsOf(name).value = [...turnsOf(name).value, turn];
  if (!thread.value) nameThread(name);
  // What is compared stays out of the thread: it cannot go on with two answers.
  const asked = ways.length > 1 ? { history } : { thread: name };
  await Promise.all(runs.map((run) => follow(run, asked)));
  await listThreads();
}

/** Answer a question once more by another way, beside the answers that are there. */
export async function compare(turn: Turn, way: Way): Promise<void> {
  const all = turnsOf(thread.value);
  const before = all.value.slice(0, all.value.indexOf(turn));
  const run = signal(begun(turn.question, way));
  all.value = all.value.map((each) => (each === turn ? { ...turn, runs: [...turn.runs, run] } : each));
  await follow(run, { history: said(before) });
}

/** Ask again what failed or was stopped. */
export async function again(turn: Turn): Promise<void> {
  const all = turnsOf(thread.value);
  all.value = all.value.filter((each) => each !== turn);
  await ask(turn.question, turn.runs.map((run) => run.value.way));
}

export function stop(): void {
  for (const { runs } of turns.value) for (const run of runs) stops.get(run.value.key)?.abort();
}

function said(before: Turn[]): { role: string; content: string }[] {
  return before.flatMap(({ question, runs }) => {
    const answer = runs[0] && textOf(runs[0].value);
    if (!answer) return [];
    return [{ role: "user", content: question }, { role: "assistant", content: answer }];
  });
}

async function follow(run: Signal<Run>, asked: object): Promise<void> {
  const stopper = new AbortController();
  const { key, question, way } = run.value;
  stops.set(key, stopper);
  try {
    const body = json({ question, ...way, ...asked });
    const answer = await send("v1/ask", { ...body, signal: stopper.signal });
    for await (const event of events(answer)) {
      run.value = take(run.value, event);
      tell(run.value, event);
    }
    if (run.value.state === "running") throw new ApiError("The answer broke off.", 0);
  } catch (error) {
    const stopped = error instanceof DOMException;
    if (!stopped && !(error instanceof ApiError)) throw error;
    run.value = ended(run.value, stopped ? "stopped" : "failed", stopped ? "Stopped." : error.message);
    announce(run.value.error);
  } finally {
    stops.delete(key);
  }
}

function tell(run: Run, event: RunEvent): void {
  if (event.type === "routed") announce(`${routeNow(event.route)}. ${event.reason}`);
  if (event.type !== "finished") return;
  const checked = count(verified(run), "sentence");
  announce(`The answer is complete. ${OUTCOMES[event.outcome]}. ${checked} verified, ${count(event.citations.length, "source")}.`);
}

/* ---- what is kept on the server ---- */

export async function listThreads(): Promise<void> {
  try {
    threads.value = (await call<{ threads: Thread[] }>("v1/threads?limit=100")).threads;
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
  }
}

async function readBack(name: string): Promise<void> {
  missing.value = "";
  try {
    const told = await call<{ receipts: Receipt[] }>(`v1/threads/${encodeURIComponent(name)}`);
    const known = turnsOf(name);
    if (known.value.length) return;
    known.value = told.receipts.map((receipt) => ({
      key: receipt.id,
      question: receipt.question,
      runs: [signal(fromReceipt(receipt))],
    }));
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    missing.value = error.message;
  }
}

effect(() => {
  const name = thread.value;
  missing.value = "";
  if (name && !turnsOf(name).peek().length) void readBack(name);
});

export const reload = () => thread.value && !turns.value.length && void readBack(thread.value);
