// The conversations in the sidebar, and what can be done with each.

import { useId, useState } from "preact/hooks";
import { Icon } from "./Icon";
import { thread, threads } from "../state/conversation";
import { toThread } from "../state/place";
import { fork, refused, remove, save } from "../state/threads";
import type { Thread } from "../lib/types";
import { when } from "../lib/words";

export function Threads() {
  const [opened, open] = useState("");
  if (!threads.value.length) return <div class="threads" />;
  return (
    <div class="threads">
      <h2>Conversations</h2>
      {refused.value && <p class="wrong" role="alert">{refused.value}</p>}
      <ul>
        {threads.value.map((each) => (
          <Row key={each.id} thread={each} opened={opened === each.id} toggle={() => open(opened === each.id ? "" : each.id)} />
        ))}
      </ul>
    </div>
  );
}

function Row({ thread: { id, title, updated }, opened, toggle }: { thread: Thread; opened: boolean; toggle: () => void }) {
  const name = useId();
  return (
    <li class={opened ? "opened" : undefined}>
      <a class="item" id={name} href={toThread(id)} aria-current={thread.value === id ? "page" : undefined} title={`${title} (${when(updated)})`}>
        <span>{title}</span>
      </a>
      <button class="quiet" aria-label="More" aria-describedby={name} aria-expanded={opened} title="Fork, save or delete" onClick={toggle}>
        <Icon name="more" />
      </button>
      {opened && <Verbs id={id} done={toggle} />}
    </li>
  );
}

function Verbs({ id, done }: { id: string; done: () => void }) {
  const [asked, ask] = useState(false);
  const then = (work: Promise<void>) => void work.then(done);
  if (asked) {
    return (
      <span class="verbs" role="group" aria-label="Delete this conversation with its receipts?">
        <button class="strong wrong" ref={(button) => button?.focus()} onClick={() => then(remove(id))}>
          Delete
        </button>
        <button class="quiet" onClick={() => ask(false)}>
          Keep
        </button>
      </span>
    );
  }
  return (
    <span class="verbs">
      <button class="quiet" onClick={() => then(fork(id))}>
        <Icon name="fork" /> Fork
      </button>
      <button class="quiet" onClick={() => then(save(id))}>
        <Icon name="save" /> Save
      </button>
      <button class="quiet" onClick={() => ask(true)}>
        <Icon name="trash" /> Delete
      </button>
    </span>
  );
}
