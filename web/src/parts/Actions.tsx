// What can be done with an answer: copy, compare, look at its receipt, print, rate.

import { useState } from "preact/hooks";
import { Icon } from "./Icon";
import { WayMenu } from "./WayMenu";
import { announce } from "../state/announce";
import { compare, thread, type Turn } from "../state/conversation";
import { open } from "../state/place";
import { fork } from "../state/threads";
import { ApiError, call, json } from "../lib/api";
import { textOf, type Run } from "../lib/run";
import { place } from "../lib/words";

export function Actions({ run, turn }: { run: Run; turn: Turn }) {
  const [copied, setCopied] = useState(false);
  const copy = async () => {
    await navigator.clipboard.writeText(asText(run));
    setCopied(true);
    announce("The answer and its sources are copied.");
    setTimeout(() => setCopied(false), 2000);
  };
  return (
    <footer class="actions">
      <button class="quiet" onClick={() => open({ kind: "receipt", id: run.id })}>
        <Icon name="receipt" /> Receipt
      </button>
      {turn.runs.length < 3 && (
        <WayMenu label="Compare" icon="compare" without={turn.runs.map((each) => each.value)} choose={(way) => void compare(turn, way)} />
      )}
      {thread.value && turn.runs.length === 1 && (
        <button class="quiet" title="Go on from here in a copy of the conversation" onClick={() => void fork(thread.value, run.id)}>
          <Icon name="fork" /> Fork
        </button>
      )}
      <button class="quiet" onClick={() => void copy()}>
        <Icon name={copied ? "check" : "copy"} /> {copied ? "Copied" : "Copy"}
      </button>
      <button class="quiet" onClick={() => print(turn.key)}>
        <Icon name="print" /> Print
      </button>
      <Rating id={run.id} />
    </footer>
  );
}

function Rating({ id }: { id: string }) {
  const [given, give] = useState("");
  const rate = async (rating: "good" | "bad") => {
    try {
      await call("v1/feedback", json({ receipt_id: id, rating }));
      give(rating);
      announce("Thank you: it is noted in the receipt.");
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      announce(error.message);
    }
  };
  return (
    <span class="rating">
      <button class="quiet" aria-label="Helpful" title="Helpful" aria-pressed={given === "good"} onClick={() => void rate("good")}>
        <Icon name="good" />
      </button>
      <button class="quiet" aria-label="Wrong" title="Wrong" aria-pressed={given === "bad"} onClick={() => void rate("bad")}>
        <Icon name="bad" />
      </button>
    </span>
  );
}

function asText(run: Run): string {
  const sources = (run.finished?.citations ?? []).map((source) => {
    const where = [source.title || "Untitled", place(source), source.url].filter(Boolean).join(", ");
    return `[${source.number}] ${where}: “${source.quote}”`;
  });
  return [textOf(run), ...sources].join("\n\n");
}

/** Print one turn alone; the print style hides what is not marked. */
function print(key: string): void {
  const turn = document.querySelector(`[data-turn="${CSS.escape(key)}"]`);
  turn?.classList.add("printed");
  document.documentElement.classList.add("printing");
  addEventListener("afterprint", () => {
    turn?.classList.remove("printed");
    document.documentElement.classList.remove("printing");
  }, { once: true });
  window.print();
}
