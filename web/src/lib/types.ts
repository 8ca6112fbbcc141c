// What the server says, as docs/events.md and /openapi.json describe it.

export type Label = "supported" | "unsupported" | "no_claim";
export type Outcome =
  | "grounded"
  | "partial"
  | "abstained_no_evidence"
  | "abstained_unsupported"
  | "budget_exhausted"
  | "direct";

export interface Source {
  number: number;
  document_id: string;
  passage_id: string;
  title: string;
  context: string;
  url: string;
  page: number;
  start: number;
  end: number;
  quote: string;
}

export interface Spent {
  tokens_in: number;
  tokens_out: number;
  cost_usd: number;
}

export interface Finished extends Spent {
  type: "finished";
  id: string;
  outcome: Outcome;
  route: string;
  text: string;
  citations: Source[];
  degraded: string[];
  stopped: string;
  ms: number;
}

export interface Routed {
  type: "routed";
  route: string;
  model: string;
  confidence: number;
  forced: boolean;
  reason: string;
  alternatives: Record<string, number>;
}

export type RunEvent =
  | { type: "started"; id: string; thread: string; question: string; standalone: string }
  | Routed
  | ({ type: "step"; name: string; status: "start" | "end"; ms: number; note: string } & Spent)
  | { type: "evidence"; passages: Source[] }
  | {
      type: "sentence";
      index: number;
      text: string;
      label: Label | "pending";
      score: number;
      citations: Source[];
    }
  | { type: "verdict"; index: number; label: Label; score: number; reason: string }
  | { type: "rung"; name: string; why: string; queries: string[] }
  | Finished;

export interface Claim {
  text: string;
  label: Label;
  score: number;
  citations: number[];
  reason: string;
}

export interface StepRecord extends Spent {
  name: string;
  start_ms: number;
  ms: number;
  note: string;
  member: string;
  sentences: number;
  failed: Claim[];
}

export type Standing = "unchanged" | "changed" | "deleted" | "not_readable";

export interface Receipt extends Spent {
  id: string;
  at: number;
  thread: string;
  question: string;
  standalone: string;
  route: string;
  reason: string;
  confidence: number;
  forced: boolean;
  outcome: Outcome;
  text: string;
  model: string;
  mode: string;
  stopped: string;
  alternatives: Record<string, number>;
  queries: string[];
  rungs: string[];
  evidence: { passage_id: string; document_id: string; hash: string; text: string }[];
  citations: Source[];
  claims: Claim[];
  steps: StepRecord[];
  degraded: string[];
  members: Record<string, string>;
  index_version: string;
  ms: number;
  feedback: { rating: "good" | "bad" }[];
  documents?: Record<string, Standing>;
}

export interface Document {
  id: string;
  title: string;
  status: "words" | "ready";
  passages: number;
  url: string;
  groups: string[];
  tokens: number;
  pages: number;
  updated: number;
}

export interface Page {
  documents: Document[];
  has_more: boolean;
  last_id: string | null;
}

export interface Hit {
  id: string;
  document_id: string;
  title: string;
  context: string;
  page: number;
  start: number;
  end: number;
  text: string;
  score: number;
}

export interface Thread {
  id: string;
  title: string;
  questions: number;
  updated: number;
}

export interface Model {
  id: string;
  description: string;
}
