// Light, dark, or as the system has it.

import { effect, signal } from "@preact/signals";

export type Theme = "system" | "light" | "dark";
const NAME = "trivium-theme";
const known: Theme[] = ["system", "light", "dark"];

const kept = localStorage.getItem(NAME) as Theme;
export const theme = signal<Theme>(known.includes(kept) ? kept : "system");

effect(() => {
  const root = document.documentElement;
  if (theme.value === "system") delete root.dataset.theme;
  else root.dataset.theme = theme.value;
  localStorage.setItem(NAME, theme.value);
});

export function nextTheme(): void {
  theme.value = known[(known.indexOf(theme.value) + 1) % known.length] ?? "system";
}
