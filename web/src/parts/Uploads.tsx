// Files on their way in.

import { Icon } from "./Icon";
import { dismiss, uploads, type Upload } from "../state/documents";

const STATES: Record<Upload["state"], string> = {
  waiting: "waits",
  sending: "is being sent",
  reading: "is being read",
  added: "can be searched",
  refused: "was refused",
};

export function Uploads() {
  if (!uploads.value.length) return null;
  return (
    <ul class="uploads" aria-label="Files on their way in">
      {uploads.value.map(({ key, name, state, share, note }) => (
        <li key={key} class={state}>
          <p>
            <strong>{name}</strong> {STATES[state]}
            {state === "sending" && ` (${Math.round(share * 100)}%)`}
          </p>
          {(state === "sending" || state === "reading") && (
            <progress aria-label={name} max={1} {...(state === "sending" ? { value: share } : {})} />
          )}
          {note && <small>{note}</small>}
          {state === "refused" && (
            <button class="quiet" aria-label={`Close the note on ${name}`} onClick={() => dismiss(key)}>
              <Icon name="close" />
            </button>
          )}
        </li>
      ))}
    </ul>
  );
}
