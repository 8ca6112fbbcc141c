// Line drawings of 20 by 20, in the colour of the text around them.

const PATHS = {
  plus: "M10 4v12M4 10h12",
  close: "M5 5l10 10M15 5L5 15",
  check: "M4.5 10.5l3.6 3.6 7.4-8.2",
  send: "M10 16V4.5M5 9l5-5 5 5",
  stop: "M6 6h8v8H6z",
  menu: "M3 6h14M3 10h14M3 14h14",
  file: "M5.5 2.5h6l3.5 3.5v11.5h-9.5zM11 2.5V6.5h4",
  sun: "M10 6.4a3.6 3.6 0 1 1 0 7.2 3.6 3.6 0 0 1 0-7.2zM10 1.8v1.8M10 16.4v1.8M1.8 10h1.8M16.4 10h1.8M4.2 4.2l1.3 1.3M14.5 14.5l1.3 1.3M4.2 15.8l1.3-1.3M14.5 5.5l1.3-1.3",
  moon: "M16.5 12.2A7 7 0 0 1 7.8 3.5a7 7 0 1 0 8.7 8.7z",
  screen: "M3 4h14v9.5H3zM7.5 16.5h5M10 13.5v3",
  down: "M5.5 8l4.5 4.5L14.5 8",
  left: "M12 5l-5 5 5 5",
  right: "M8 5l5 5-5 5",
  copy: "M7 7h9v9H7zM4 13V4h9",
  print: "M6 7V3h8v4M6 14H3.5V7h13v7H14M6 11.5h8V17H6z",
  receipt: "M5 2.5h10v15l-2.5-1.6-2.5 1.6-2.5-1.6L5 17.5zM7.5 6.5h5M7.5 9.5h5M7.5 12.5h3",
  compare: "M4 4h5v12H4zM11 4h5v12h-5z",
  good: "M7 9l3-6c1.4 0 2 1 1.8 2.2L11.4 8H16l-1.3 8H7zM7 9H4v7h3",
  bad: "M7 11l3 6c1.4 0 2-1 1.8-2.2L11.4 12H16l-1.3-8H7zM7 11H4V4h3",
  trash: "M4 6h12M8 6V4h4v2M5.5 6l.7 10.5h7.6L14.5 6",
  search: "M9 3.5a5.5 5.5 0 1 1 0 11 5.5 5.5 0 0 1 0-11zM13 13l4 4",
  key: "M7 8.5a3.5 3.5 0 1 1 0 7 3.5 3.5 0 0 1 0-7zM9.5 9.5L16.5 3M13.5 6l2 2",
  again: "M15.5 7A6.3 6.3 0 1 0 16.3 11M15.8 3.2V7.2h-4",
  more: "M4.5 10h.01M10 10h.01M15.5 10h.01",
  fork: "M5.5 3v14M5.5 9c0 2.5 1.5 3.5 4 3.5h5M12 9.8l2.8 2.7L12 15.2",
  save: "M10 3.5V13M6 9.5l4 4 4-4M3.5 13v3.5h13V13",
  up: "M10 13V3.5M6 7l4-4 4 4M3.5 13v3.5h13V13",
} as const;

export function Icon({ name }: { name: keyof typeof PATHS }) {
  return (
    <svg class="icon" viewBox="0 0 20 20" aria-hidden="true">
      <path d={PATHS[name]} />
    </svg>
  );
}

export function Mark() {
  return (
    <svg class="mark" viewBox="0 0 32 32" aria-hidden="true">
      <path d="M16 17V5M16 17 6 26.5M16 17l10 9.5" />
    </svg>
  );
}
