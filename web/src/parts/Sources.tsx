// The sources of an answer, each with what it says; printed in full, with the answer.

import { open } from "../state/place";
import type { Source } from "../lib/types";
import { place } from "../lib/words";

export function Sources({ sources }: { sources: Source[] }) {
  if (!sources.length) return null;
  return (
    <ol class="sources" aria-label="Sources">
      {sources.map((source, at) => (
        <li key={source.number}>
          <button class="source" onClick={() => open({ kind: "source", sources, at })}>
            <span class="number">{source.number}</span>
            <span class="about">
              <strong>{source.title || "Untitled"}</strong>
              {place(source) && <small>{place(source)}</small>}
              <q>{source.quote}</q>
              {source.url && <small class="address">{source.url}</small>}
            </span>
          </button>
        </li>
      ))}
    </ol>
  );
}
