// The middle of the page: the turns of a conversation, or where to begin.

import { signal } from "@preact/signals";
import { Composer } from "./Composer";
import { Mark } from "./Icon";
import { TurnView } from "./Turn";
import { ask, missing, turns } from "../state/conversation";
import { documents, listed } from "../state/documents";
import { ApiError, call } from "../lib/api";
import { routeName } from "../lib/words";

interface Example {
  question: string;
  route: string;
}

const MOST = 3;
const examples = signal<Example[]>([]);

export async function listExamples(): Promise<void> {
  try {
    examples.value = (await call<{ examples: Example[] }>("v1/examples")).examples;
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
  }
}

export function Conversation() {
  const said = turns.value;
  if (!said.length && !missing.value) return <Beginning />;
  return (
    <main class="conversation" id="main" tabIndex={-1}>
      <h1 class="unseen">{said[0]?.question ?? "A conversation"}</h1>
      {missing.value && !said.length && <p class="where">{missing.value}</p>}
      <div class="turns">
        {said.map((turn, n) => (
          <TurnView key={turn.key} turn={turn} last={n === said.length - 1} />
        ))}
      </div>
      <div class="dock">
        <Composer />
      </div>
    </main>
  );
}

function Beginning() {
  const empty = listed.value && !documents.value.length;
  return (
    <main class="beginning" id="main" tabIndex={-1}>
      <Mark />
      <h1>Ask your documents</h1>
      <p class="promise">Every sentence of an answer is checked against its source before you see it.</p>
      <Composer />
      {empty && <p class="where">There is nothing to ask yet: drop some files anywhere on this page.</p>}
      <Examples />
    </main>
  );
}

function Examples() {
  const routes = [...new Set(examples.value.map(({ route }) => route))].filter((r) => r !== "direct");
  return (
    <div class="examples">
      {routes.map((route) => (
        <section key={route}>
          <h2>{routeName(route)}</h2>
          <ul>
            {examples.value
              .filter((example) => example.route === route)
              .slice(0, MOST)
              .map(({ question }) => (
                <li key={question}>
                  <button onClick={() => void ask(question, [{ route: "", model: "" }])}>{question}</button>
                </li>
              ))}
          </ul>
        </section>
      ))}
    </div>
  );
}
