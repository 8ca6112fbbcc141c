// The record of one answer: what was asked, chosen, done, found, checked and spent.

import { useEffect, useState } from "preact/hooks";
import type { ComponentChildren } from "preact";
import { Icon } from "./Icon";
import { open } from "../state/place";
import { ApiError, call } from "../lib/api";
import type { Claim, Receipt, StepRecord } from "../lib/types";
import { cost, count, degradation, nodeName, OUTCOMES, place, routeDone, routeName, RUNGS, spaced, STANDINGS, stopped, time, tokens, when } from "../lib/words";

export function ReceiptView({ id }: { id: string }) {
  const [receipt, set] = useState<Receipt | null>(null);
  const [trouble, setTrouble] = useState("");
  useEffect(() => {
    call<Receipt>(`v1/receipts/${encodeURIComponent(id)}`)
      .then(set)
      .catch((error: unknown) => {
        if (!(error instanceof ApiError)) throw error;
        setTrouble(error.message);
      });
  }, [id]);
  if (trouble) return <p class="receipt wrong">{trouble}</p>;
  if (!receipt) return <p class="receipt where">Reading…</p>;
  return (
    <div class="receipt" tabIndex={0} role="document" aria-label="The receipt">
      <h3>{receipt.question}</h3>
      {receipt.standalone !== receipt.question && <p class="where">Understood as: {receipt.standalone}</p>}
      <p class={`ending ${receipt.outcome}`}>{OUTCOMES[receipt.outcome]}</p>
      <Facts receipt={receipt} />
      <Choice receipt={receipt} />
      <Steps receipt={receipt} />
      <Claims receipt={receipt} />
      <Evidence receipt={receipt} />
      <Members receipt={receipt} />
      <Download receipt={receipt} />
    </div>
  );
}

function Part({ title, children }: { title: string; children: ComponentChildren }) {
  return (
    <section>
      <h4>{title}</h4>
      {children}
    </section>
  );
}

function Facts({ receipt }: { receipt: Receipt }) {
  const facts = [
    ["Asked", when(receipt.at)],
    ["Time", time(receipt.ms)],
    ["Cost", cost(receipt)],
    ["Tokens", `${receipt.tokens_in.toLocaleString("en")} in, ${receipt.tokens_out.toLocaleString("en")} out`],
    ["It ended when", stopped(receipt.stopped)],
    ["Did without", receipt.degraded.map(degradation).join(", ")],
    ["Id", receipt.id],
  ].filter(([, value]) => value);
  return (
    <dl class="facts">
      {facts.map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}

function Choice({ receipt }: { receipt: Receipt }) {
  const others = Object.entries(receipt.alternatives).sort((a, b) => b[1] - a[1]);
  return (
    <Part title="The route">
      <p>
        <strong>{routeDone(receipt.route)}</strong>
        {receipt.forced ? ", as asked. " : ". "}
        {receipt.reason}
      </p>
      <ul class="scores">
        {others.map(([name, score]) => (
          <li key={name} class={name === receipt.route ? "taken" : ""}>
            <span>{routeName(name)}</span>
            <meter min={0} max={1} value={score} aria-label={`${routeName(name)}: ${score.toFixed(2)}`} />
            <span class="number">{score.toFixed(2)}</span>
          </li>
        ))}
      </ul>
    </Part>
  );
}

function Steps({ receipt }: { receipt: Receipt }) {
  const climbed = receipt.rungs.values();
  return (
    <Part title="The steps">
      <ol class="steps">
        {receipt.steps.map((step, n) => {
          const rung = step.name === "escalate" ? climbed.next().value : undefined;
          return <StepRow key={n} step={step} whole={receipt.ms} rung={rung ? RUNGS[rung] ?? spaced(rung) : ""} />;
        })}
      </ol>
    </Part>
  );
}

function StepRow({ step, whole, rung }: { step: StepRecord; whole: number; rung: string }) {
  const total = Math.max(whole, 1);
  const bar = { x: (100 * step.start_ms) / total, width: Math.max((100 * step.ms) / total, 0.6) };
  return (
    <li>
      <span class="name">{nodeName(step.name)}{rung && `: ${rung}`}</span>
      <span class="number">{time(step.ms)}{tokens(step) ? `, ${count(tokens(step), "token")}, ${cost(step)}` : ""}</span>
      <svg viewBox="0 0 100 3" preserveAspectRatio="none" aria-hidden="true">
        <rect class="rail" width="100" height="3" />
        <rect x={bar.x} width={bar.width} height="3" />
      </svg>
      {step.note && <small>{step.note}</small>}
      {step.failed.map((claim, n) => (
        <ClaimRow key={n} claim={claim} held />
      ))}
    </li>
  );
}

function ClaimRow({ claim, held = false }: { claim: Claim; held?: boolean }) {
  return (
    <div class={`claim ${claim.label}`}>
      <p>
        {claim.label === "supported" && <Icon name="check" />}
        {held && <em>Held back: </em>}
        {claim.text} {claim.citations.map((number) => `[${number}]`).join(" ")}
      </p>
      <small>
        {spaced(claim.label)}
        {claim.label === "no_claim" ? "" : `, ${claim.score.toFixed(2)}`}
        {claim.reason && `: ${claim.reason}`}
      </small>
    </div>
  );
}

function Claims({ receipt }: { receipt: Receipt }) {
  if (!receipt.claims.length) return null;
  return (
    <Part title="The sentences">
      {receipt.claims.map((claim, n) => (
        <ClaimRow key={n} claim={claim} />
      ))}
    </Part>
  );
}

function Evidence({ receipt }: { receipt: Receipt }) {
  if (!receipt.evidence.length) return null;
  const documents = new Set(receipt.evidence.map((row) => row.document_id));
  return (
    <Part title="The evidence">
      <p>
        {count(receipt.evidence.length, "passage")} of {count(documents.size, "document")}, index {receipt.index_version}.
      </p>
      <ul class="cited">
        {receipt.citations.map((source, at) => (
          <li key={source.number}>
            <button class="link" onClick={() => open({ kind: "source", sources: receipt.citations, at })}>
              [{source.number}] {[source.title || "Untitled", place(source)].filter(Boolean).join(", ")}
            </button>
            <em>{STANDINGS[receipt.documents?.[source.document_id] ?? "unchanged"]}</em>
          </li>
        ))}
      </ul>
    </Part>
  );
}

function Members({ receipt }: { receipt: Receipt }) {
  const quotes = receipt.members.answerer === "embedded" && receipt.route !== "direct";
  return (
    <Part title="Who did it">
      {quotes && <p>The embedded answerer quotes the documents; it does not write.</p>}
      <dl class="facts">
        {Object.entries(receipt.members).map(([family, name]) => (
          <div key={family}>
            <dt>{spaced(family)}</dt>
            <dd>{name}</dd>
          </div>
        ))}
      </dl>
    </Part>
  );
}

function Download({ receipt }: { receipt: Receipt }) {
  const save = () => {
    const address = URL.createObjectURL(new Blob([JSON.stringify(receipt, null, 2)], { type: "application/json" }));
    Object.assign(document.createElement("a"), { href: address, download: `${receipt.id}.json` }).click();
    setTimeout(() => URL.revokeObjectURL(address), 1000);
  };
  return (
    <button class="quiet" onClick={save}>
      <Icon name="receipt" /> Save as JSON
    </button>
  );
}
