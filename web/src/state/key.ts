// The API key: kept for this tab only, and sent in a header only.

import { signal } from "@preact/signals";

const NAME = "trivium-key";

export const key = signal(sessionStorage.getItem(NAME) ?? "");
export const keyNeeded = signal(false);

export function remember(value: string): void {
  key.value = value.trim();
  sessionStorage.setItem(NAME, key.value);
  keyNeeded.value = false;
}

export function forget(): void {
  key.value = "";
  sessionStorage.removeItem(NAME);
}
