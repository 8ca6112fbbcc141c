// Asks for the API key, where the server needs one.

import { useState } from "preact/hooks";
import { Dialog } from "./Dialog";
import { keyNeeded, remember } from "../state/key";

export function KeyDialog({ ready }: { ready: () => void }) {
  const [typed, type] = useState("");
  const enter = (event: Event) => {
    event.preventDefault();
    if (!typed.trim()) return;
    remember(typed);
    type("");
    ready();
  };
  return (
    <Dialog title="This server needs a key" shown={keyNeeded.value} close={() => (keyNeeded.value = false)}>
      <form class="key" onSubmit={enter}>
        <p>
          Whoever runs this Trivium makes one with <code>trivium keys create</code>. It stays in this tab and is
          forgotten when you close it.
        </p>
        <label>
          Key
          <input type="password" autocomplete="off" spellcheck={false} value={typed} onInput={(event) => type(event.currentTarget.value)} />
        </label>
        <button class="strong">Use this key</button>
      </form>
    </Dialog>
  );
}
