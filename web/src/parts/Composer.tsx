// Where one asks: the question, the way it shall take, and files to add.

import { signal } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import { Icon } from "./Icon";
import { OfferText, useMenu } from "./WayMenu";
import { ask, running, stop, thread, turns } from "../state/conversation";
import { add } from "../state/documents";
import { offers, same, type Offer } from "../state/ways";
import type { Way } from "../lib/run";

const CHOOSE: Way = { route: "", model: "" };
export const draft = signal("");
const way = signal<Way>(CHOOSE);
const beside = signal<Way | null>(null);

export const focusComposer = () => document.getElementById("question")?.focus();

export function Composer() {
  const field = useRef<HTMLTextAreaElement>(null);
  useEffect(() => {
    if (matchMedia("(pointer: fine)").matches || draft.peek()) field.current?.focus();
  }, [thread.value]);
  const written = useRef("");
  useEffect(() => {
    if (draft.value !== written.current) fit(field.current);
    written.current = draft.value;
  }, [draft.value]);
  const submit = (event: Event) => {
    event.preventDefault();
    if (running.value) return stop();
    const question = draft.value.trim();
    if (!question) return field.current?.focus();
    draft.value = "";
    void ask(question, beside.value ? [way.value, beside.value] : [way.value]);
    beside.value = null;
  };
  const keys = (event: KeyboardEvent) => {
    if (event.key === "Enter" && !event.shiftKey && !event.isComposing) submit(event);
    if (event.key === "ArrowUp" && !draft.value) draft.value = turns.value.at(-1)?.question ?? "";
  };
  return (
    <form class="composer" onSubmit={submit}>
      <label for="question" class="unseen">
        Your question
      </label>
      <textarea
        id="question"
        ref={field}
        rows={1}
        placeholder={turns.value.length ? "Ask on" : "Ask your documents"}
        value={draft.value}
        onInput={(event) => (draft.value = event.currentTarget.value)}
        onKeyDown={keys}
      />
      <div class="tools">
        <AddFiles />
        <Ways />
        <button class="send" disabled={!running.value && !draft.value.trim()} aria-label={running.value ? "Stop" : "Ask"}>
          <Icon name={running.value ? "stop" : "send"} />
        </button>
      </div>
    </form>
  );
}

function fit(field: HTMLTextAreaElement | null): void {
  if (!field) return;
  field.style.height = "auto";
  field.style.height = `${Math.min(field.scrollHeight, 220)}px`;
}

export function AddFiles() {
  return (
    <label class="quiet add" title="Add documents">
      <input
        type="file"
        multiple
        class="unseen"
        aria-label="Add documents"
        onChange={(event) => {
          void add([...(event.currentTarget.files ?? [])]);
          event.currentTarget.value = "";
        }}
      />
      <Icon name="plus" />
    </label>
  );
}

const named = (chosen: Way | null) => offers.value.find((offer) => chosen && same(offer, chosen))?.name;

function Ways() {
  const { shown, show, box } = useMenu();
  const label = [named(way.value), named(beside.value)].filter(Boolean).join(" | ");
  return (
    <div class="menu" ref={box}>
      <button type="button" class="quiet" aria-expanded={shown} aria-label={`Way: ${label}`} onClick={() => show(!shown)}>
        {label} <Icon name="down" />
      </button>
      {shown && (
        <div class="sheet">
          <fieldset>
            <legend>The way to answer</legend>
            {offers.value.map((offer) => (
              <label class="choice" key={offer.name}>
                <input type="radio" name="way" checked={same(offer, way.value)} onChange={() => choose(offer)} />
                <OfferText offer={offer} />
              </label>
            ))}
          </fieldset>
          <Beside />
        </div>
      )}
    </div>
  );
}

function choose({ route, model }: Offer): void {
  way.value = { route, model };
  if (beside.value && same(beside.value, way.value)) beside.value = null;
}

function Beside() {
  const others = offers.value.filter((offer) => !same(offer, way.value));
  const pick = (name: string) => {
    const found = others.find((offer) => offer.name === name);
    beside.value = found ? { route: found.route, model: found.model } : null;
  };
  return (
    <label class="beside">
      Beside it
      <select value={named(beside.value) ?? ""} onChange={(event) => pick(event.currentTarget.value)}>
        <option value="">nothing</option>
        {others.map(({ name }) => (
          <option key={name}>{name}</option>
        ))}
      </select>
    </label>
  );
}
