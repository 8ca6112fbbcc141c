// Whether the server can be reached; while not, it is asked every few seconds.

import { signal } from "@preact/signals";

const EVERY_MS = 3000;

export const reachable = signal(true);
const returned = new Set<() => void>();

export const whenBack = (work: () => void) => returned.add(work);

export function lost(): void {
  if (!reachable.value) return;
  reachable.value = false;
  setTimeout(knock, EVERY_MS);
}

export function reached(): void {
  if (reachable.value) return;
  reachable.value = true;
  for (const work of returned) work();
}

async function knock(): Promise<void> {
  const answer = await fetch("healthz").catch(() => null);
  if (answer?.ok) reached();
  else setTimeout(knock, EVERY_MS);
}
