// One run as the page knows it: put together from events as they come, or from its receipt.

import type { Finished, Label, Receipt, Routed, RunEvent, Source, Spent } from "./types";

export interface Way {
  route: string;
  model: string;
}

export interface Step extends Spent {
  name: string;
  running: boolean;
  at: number;
  ms: number;
  note: string;
}

export interface Rung {
  name: string;
  why: string;
  queries: string[];
}

export interface Sentence {
  text: string;
  label: Label | "pending" | "";
  score: number;
  citations: Source[];
}

export interface Run {
  key: string;
  question: string;
  standalone: string;
  way: Way;
  state: "running" | "done" | "stopped" | "failed";
  id: string;
  routed: Omit<Routed, "type"> | null;
  sentences: Sentence[];
  steps: Step[];
  rungs: Rung[];
  evidence: Source[];
  finished: Finished | null;
  error: string;
  at: number;
}

export function begun(question: string, way: Way): Run {
  return {
    key: crypto.randomUUID(),
    question,
    standalone: question,
    way,
    state: "running",
    id: "",
    routed: null,
    sentences: [],
    steps: [],
    rungs: [],
    evidence: [],
    finished: null,
    error: "",
    at: Date.now() / 1000,
  };
}

/** The run after one more event. */
export function take(run: Run, event: RunEvent): Run {
  switch (event.type) {
    case "started":
      return { ...run, id: event.id, standalone: event.standalone };
    case "routed":
      return { ...run, routed: event };
    case "step":
      return { ...run, steps: stepped(run.steps, event) };
    case "evidence":
      return { ...run, evidence: event.passages };
    case "rung":
      return { ...run, rungs: [...run.rungs, event] };
    case "sentence":
      return { ...run, sentences: [...run.sentences, event] };
    case "verdict":
      return { ...run, sentences: run.sentences.map((s, n) => (n === event.index ? { ...s, label: event.label, score: event.score } : s)) };
    case "finished":
      return { ...run, state: "done", finished: event, steps: closed(run.steps, event.ms) };
  }
}

type Stepped = Extract<RunEvent, { type: "step" }>;

function stepped(steps: Step[], event: Stepped): Step[] {
  if (event.status === "start") return [...steps, { ...event, running: true, at: event.ms, ms: 0 }];
  const last = steps.findLastIndex((step) => step.name === event.name && step.running);
  return steps.map((step, n) => (n === last ? { ...step, ...event, at: step.at, running: false } : step));
}

const closed = (steps: Step[], end: number) =>
  steps.map((step) => (step.running ? { ...step, running: false, ms: Math.max(end - step.at, 0) } : step));

/** A run that is over before it has finished; what has left stays. */
export function ended(run: Run, state: "stopped" | "failed", error: string): Run {
  return { ...run, state, error, steps: closed(run.steps, Date.now() - run.at * 1000) };
}

export function fromReceipt(receipt: Receipt): Run {
  const way = receipt.forced ? { route: receipt.route, model: receipt.model } : { route: "", model: "" };
  return {
    ...begun(receipt.question, way),
    key: receipt.id,
    standalone: receipt.standalone,
    state: "done",
    id: receipt.id,
    routed: receipt,
    sentences: sentencesOf(receipt),
    steps: receipt.steps.map((step) => ({ ...step, running: false, at: step.start_ms })),
    rungs: receipt.rungs.map((name) => ({ name, why: "", queries: [] })),
    finished: { ...receipt, type: "finished" },
    at: receipt.at,
  };
}

/** Cut a kept answer where its claims end, so that each piece has its verdict again. */
function sentencesOf({ text, claims, citations }: Receipt): Sentence[] {
  const sentences: Sentence[] = [];
  let from = 0;
  for (const claim of claims) {
    const found = claim.text ? text.indexOf(claim.text, from) : -1;
    if (found < 0) continue;
    const end = found + claim.text.length;
    const markers = /^(\s*\[\d{1,3}\])*/.exec(text.slice(end))?.[0].length ?? 0;
    const cited = citations.filter((source) => claim.citations.includes(source.number));
    sentences.push({ ...claim, text: text.slice(from, end + markers), citations: cited });
    from = end + markers;
  }
  const rest = text.slice(from);
  return rest ? [...sentences, { text: rest, label: "", score: 0, citations: [] }] : sentences;
}

/** Every source that the run has named so far, by its number. */
export function sourcesOf(run: Run): Source[] {
  if (run.finished) return run.finished.citations;
  const known = new Map(run.sentences.flatMap((s) => s.citations).map((c) => [c.number, c]));
  return [...known.values()].sort((a, b) => a.number - b.number);
}

export const verified = (run: Run) => run.sentences.filter((s) => s.label === "supported").length;
export const textOf = (run: Run) => run.finished?.text ?? run.sentences.map((s) => s.text).join("");
