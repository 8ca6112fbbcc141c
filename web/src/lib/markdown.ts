// The little Markdown that answers and documents use, as data: nothing of it ever becomes HTML text.

export type Inline =
  | { kind: "text" | "strong" | "code"; text: string; at: number }
  | { kind: "marker"; text: string; at: number; number: number }
  | { kind: "link"; text: string; at: number; href: string };

export interface Line {
  inlines: Inline[];
}

export type Block =
  | { kind: "heading"; level: number; lines: Line[] }
  | { kind: "paragraph"; lines: Line[] }
  | { kind: "list"; ordered: boolean; start: number; lines: Line[] }
  | { kind: "table"; lines: Line[][] }
  | { kind: "code"; text: string; at: number };

const ITEM = /^\s{0,6}(?:[-*•]|(\d{1,3})[.)])\s+/;
const ROW = /^\s*\|.*\|\s*(\[\d{1,3}\]\s*)*$/;
const RULE = /^\s*\|?[\s:|-]+\|[\s:|-]*$/;
const INLINE = /\*\*([^*\n]+)\*\*|`([^`\n]+)`|\s?\[(\d{1,3})\](?!\()|\[([^\]\n]+)\]\((https?:\/\/[^\s)]+)\)/g;

/** Read a text into blocks; `at` is where an inline's text begins in the whole text. */
export function blocks(text: string): Block[] {
  const found: Block[] = [];
  let at = 0;
  let fence: { kind: "code"; text: string; at: number } | null = null;
  let open = false;
  for (const line of text.split("\n")) {
    if (/^\s*```/.test(line)) {
      if (fence) fence = null;
      else found.push((fence = { kind: "code", text: "", at: at + line.length + 1 }));
    } else if (fence) fence.text += `${line}\n`;
    else if (!line.trim()) open = false;
    else {
      append(found, line, at, open);
      open = true;
    }
    at += line.length + 1;
  }
  return found;
}

function append(found: Block[], line: string, at: number, open: boolean): void {
  const last = open ? found.at(-1) : undefined;
  const heading = /^(#{1,6})\s+/.exec(line);
  const item = ITEM.exec(line);
  if (heading) {
    const level = heading[1]?.length ?? 1;
    found.push({ kind: "heading", level, lines: [lineOf(line, at, heading[0].length)] });
  } else if (ROW.test(line)) {
    const cells = RULE.test(line) ? null : cellsOf(line, at);
    if (last?.kind === "table") cells && last.lines.push(cells);
    else if (cells) found.push({ kind: "table", lines: [cells] });
  } else if (item) {
    const read = lineOf(line, at, item[0].length);
    const ordered = item[1] !== undefined;
    const list = found.at(-1);
    if (list?.kind === "list" && list.ordered === ordered) list.lines.push(read);
    else found.push({ kind: "list", ordered, start: Number(item[1] ?? 1), lines: [read] });
  } else if (last?.kind === "paragraph") last.lines.push(lineOf(line, at, 0));
  else found.push({ kind: "paragraph", lines: [lineOf(line, at, 0)] });
}

const lineOf = (line: string, at: number, from: number): Line => ({
  inlines: inlines(line.slice(from), at + from),
});

function cellsOf(line: string, at: number): Line[] {
  const cells: Line[] = [];
  let from = line.indexOf("|") + 1;
  for (let bar = line.indexOf("|", from); bar >= 0; bar = line.indexOf("|", from)) {
    cells.push({ inlines: inlines(line.slice(from, bar), at + from) });
    from = bar + 1;
  }
  const behind = line.slice(from);
  if (behind.trim()) cells.at(-1)?.inlines.push(...inlines(behind, at + from));
  return cells;
}

export function inlines(text: string, at: number): Inline[] {
  const found: Inline[] = [];
  let from = 0;
  for (const match of text.matchAll(INLINE)) {
    const [whole, strong, code, number, label, href] = match;
    if (match.index > from) found.push({ kind: "text", text: text.slice(from, match.index), at: at + from });
    const here = at + match.index;
    if (strong) found.push({ kind: "strong", text: strong, at: here });
    else if (code) found.push({ kind: "code", text: code, at: here });
    else if (number) found.push({ kind: "marker", text: whole, at: here, number: Number(number) });
    else if (label && href) found.push({ kind: "link", text: label, at: here, href });
    from = match.index + whole.length;
  }
  if (from < text.length) found.push({ kind: "text", text: text.slice(from), at: at + from });
  return found;
}
