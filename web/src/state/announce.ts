// What a screen reader is told that a look at the page would tell.

import { signal } from "@preact/signals";

export const said = signal("");

export function announce(text: string): void {
  said.value = text;
}
