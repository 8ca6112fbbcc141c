// One question with its answer, or with its answers side by side.

import { signal } from "@preact/signals";
import { useEffect, useRef, useState } from "preact/hooks";
import { Answer } from "./Answer";
import { Graph, narrow } from "./Graph";
import { Icon } from "./Icon";
import { Sources } from "./Sources";
import { Actions } from "./Actions";
import { again, type Turn } from "../state/conversation";
import { sourcesOf, verified, type Run } from "../lib/run";
import type { Source } from "../lib/types";
import { cost, count, degradation, OUTCOMES, routeDone, routeNow, time, tokens, when } from "../lib/words";

const NAME = "trivium-graph";
// On a phone the answer comes first: there the drawing waits to be asked for.
const drawn = signal((localStorage.getItem(NAME) ?? (narrow.matches ? "hidden" : "shown")) === "shown");

function toggleGraph(): void {
  drawn.value = !drawn.value;
  localStorage.setItem(NAME, drawn.value ? "shown" : "hidden");
}

export function TurnView({ turn, last }: { turn: Turn; last: boolean }) {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    if (last) heading.current?.scrollIntoView({ block: "start", behavior: calm() ? "auto" : "smooth" });
  }, []);
  return (
    <article class={turn.runs.length > 1 ? "turn compared" : "turn"} data-turn={turn.key}>
      <h2 ref={heading}>{turn.question}</h2>
      <div class="runs">
        {turn.runs.map((run) => (
          <RunView key={run.value.key} run={run.value} turn={turn} last={last} />
        ))}
      </div>
    </article>
  );
}

const calm = () => matchMedia("(prefers-reduced-motion: reduce)").matches;

function RunView({ run, turn, last }: { run: Run; turn: Turn; last: boolean }) {
  const compared = turn.runs.length > 1;
  const [shown, show] = useState(last);
  const graph = (last ? drawn.value : shown) && !(compared && run.state !== "running" && !drawn.value);
  return (
    <section class={`run ${run.state}`} aria-busy={run.state === "running"}>
      <header class="way">
        <p>
          <strong>{run.routed ? named(run) : "Understanding the question"}</strong>
          {run.routed && !run.routed.forced && <span class="reason">{run.routed.reason}</span>}
        </p>
        <button
          class="quiet"
          aria-expanded={graph}
          onClick={() => (last ? toggleGraph() : show(!shown))}
        >
          <Clock run={run} />
          <Icon name="down" />
          <span class="unseen">How it ran</span>
        </button>
      </header>
      {run.standalone !== run.question && <p class="understood">Understood as: {run.standalone}</p>}
      {graph && <Graph run={run} />}
      {run.state === "running" && !run.sentences.length && <Waiting />}
      <Answer run={run} />
      <Ending run={run} turn={turn} />
      <Sources sources={sourcesOf(run)} />
      {run.finished && (
        <p class="imprint">
          Trivium, {when(run.at)}, receipt {run.id}
        </p>
      )}
      {run.state === "done" && <Actions run={run} turn={turn} />}
    </section>
  );
}

function named(run: Run): string {
  const { route = "", model = "", forced = false } = run.routed ?? {};
  const words = run.state === "running" ? routeNow(route) : routeDone(route);
  return `${words}${model && ` (${model})`}${forced ? ", as asked" : ""}`;
}

function Waiting() {
  return (
    <p class="waiting" aria-hidden="true">
      <i />
      <i />
      <i />
    </p>
  );
}

/** The time so far while it runs; then the time and the cost. */
function Clock({ run }: { run: Run }) {
  const [now, tick] = useState(Date.now());
  const runs = run.state === "running";
  useEffect(() => {
    if (!runs) return undefined;
    const timer = setInterval(() => tick(Date.now()), 100);
    return () => clearInterval(timer);
  }, [runs]);
  if (!run.finished) return <span class="clock">{time(Math.max(now - run.at * 1000, 0))}</span>;
  const spent = tokens(run.finished) ? count(tokens(run.finished), "token") : "";
  return <span class="clock">{[time(run.finished.ms), spent, cost(run.finished)].filter(Boolean).join(", ")}</span>;
}

/** Say how many sources stand under the other answers too. */
function shared(run: Run, turn: Turn): string {
  const others = turn.runs.map((each) => each.value).filter((each) => each.key !== run.key && each.finished);
  const own = sourcesOf(run);
  if (!others.length || !own.length) return "";
  const near = (a: Source, b: Source) => a.document_id === b.document_id && a.start < b.end && b.start < a.end;
  const both = own.filter((source) => others.every((other) => sourcesOf(other).some((each) => near(each, source))));
  return both.length === own.length ? "the same sources" : `${both.length} of ${count(own.length, "source")} shared`;
}

function Ending({ run, turn }: { run: Run; turn: Turn }) {
  if (run.state === "failed" || run.state === "stopped") {
    return (
      <p class="ending wrong" role="alert">
        {run.error}
        <button class="quiet" onClick={() => void again(turn)}>
          <Icon name="again" /> Ask again
        </button>
      </p>
    );
  }
  if (!run.finished) return null;
  const { outcome, degraded } = run.finished;
  const checked = verified(run);
  const facts = [
    checked && outcome !== "direct" ? `${count(checked, "sentence")} verified` : "",
    ...degraded.map(degradation),
    shared(run, turn),
  ].filter(Boolean);
  return (
    <p class={`ending ${outcome}`}>
      {outcome === "grounded" && <Icon name="check" />}
      {OUTCOMES[outcome]}
      {facts.length > 0 && <span class="facts">{facts.join(", ")}</span>}
    </p>
  );
}
