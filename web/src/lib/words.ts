// The page's words for what the server names, and how it writes numbers.

import type { Outcome, Source, Spent, Standing } from "./types";

const ROUTES: Record<string, [done: string, now: string, name: string]> = {
  direct: ["Answered directly", "Answering directly", "Answer directly"],
  retrieval: ["Looked up", "Looking it up", "Look it up"],
  long_context: ["Read whole documents", "Reading whole documents", "Read whole documents"],
  tuned: ["Asked a tuned model", "Asking a tuned model", "Ask a tuned model"],
  hybrid: [
    "Asked a tuned model over passages",
    "Asking a tuned model over passages",
    "Tuned model over passages",
  ],
};

export const spaced = (name: string) => name.replaceAll("_", " ");
const first = (text: string) => text.charAt(0).toUpperCase() + text.slice(1);

export const routeDone = (route: string) => ROUTES[route]?.[0] ?? `Took ${spaced(route)}`;
export const routeNow = (route: string) => ROUTES[route]?.[1] ?? `Taking ${spaced(route)}`;
export const routeName = (route: string) => ROUTES[route]?.[2] ?? first(spaced(route));

export const OUTCOMES: Record<Outcome, string> = {
  grounded: "Every sentence stands in its source",
  partial: "What could not be verified was left out",
  abstained_no_evidence: "No answer: the documents do not hold one",
  abstained_unsupported: "No answer: nothing could be verified",
  budget_exhausted: "The time or money for this question ran out",
  direct: "Nothing of this comes from the documents",
};

export const NODES: Record<string, string> = {
  condense: "Understand",
  classify: "Choose",
  search: "Search",
  rerank: "Rank",
  gather: "Gather",
  answer: "Answer",
  check: "Check",
  escalate: "Try again",
  finish: "Finish",
};
export const nodeName = (name: string) => NODES[name] ?? first(spaced(name));

export const RUNGS: Record<string, string> = {
  rewrite: "asked in other words",
  widen: "looked wider",
  stuff: "read the likeliest whole",
};

const DEGRADED: Record<string, string> = {
  no_rerank: "without reranking",
  no_dense: "without vectors",
  fallback_model: "by a fallback model",
};
export const degradation = (flag: string) => DEGRADED[flag] ?? spaced(flag);

const STOPS: Record<string, string> = {
  settled: "nothing was left to do",
  deadline: "its time was up",
  tokens: "its tokens were spent",
  money: "its money was spent",
  ladder_spent: "every other way was tried",
  no_progress: "no other way had anything new",
};
export const stopped = (why: string) => STOPS[why] ?? spaced(why);

export const STANDINGS: Record<Standing, string> = {
  unchanged: "",
  changed: "changed since",
  deleted: "deleted since",
  not_readable: "no longer readable",
};

export function time(ms: number): string {
  if (ms < 1) return "<1 ms";
  if (ms < 1000) return `${Math.round(ms)} ms`;
  return ms < 60_000 ? `${(ms / 1000).toFixed(1)} s` : `${Math.round(ms / 60_000)} min`;
}

export function cost(spent: Spent): string {
  if (!spent.cost_usd) return tokens(spent) ? "no cost known" : "no cost";
  return `$${spent.cost_usd.toFixed(spent.cost_usd < 0.01 ? 4 : 2)}`;
}

export const tokens = (spent: Spent) => spent.tokens_in + spent.tokens_out;
export const count = (n: number, one: string, many = `${one}s`) =>
  `${n.toLocaleString("en")} ${n === 1 ? one : many}`;

/** Where in its document a source stands; the title itself is not said again. */
export function place(source: Pick<Source, "title" | "context" | "page">): string {
  const under = source.context.replace(source.title, "").replace(/^ > /, "");
  return [under, source.page ? `page ${source.page}` : ""].filter(Boolean).join(", ");
}

export function when(unix: number): string {
  const date = new Date(unix * 1000);
  const today = new Date().toDateString() === date.toDateString();
  return today
    ? `today ${date.toLocaleTimeString("en-GB", { hour: "2-digit", minute: "2-digit" })}`
    : date.toLocaleDateString("en-GB", { day: "numeric", month: "short", year: "numeric" });
}
