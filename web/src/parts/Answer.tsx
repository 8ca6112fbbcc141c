// The text of an answer, sentence by sentence, with its verdicts and its citations.

import type { ComponentChildren } from "preact";
import { Icon } from "./Icon";
import { open } from "../state/place";
import { blocks, type Block, type Inline, type Line } from "../lib/markdown";
import { sourcesOf, type Run, type Sentence } from "../lib/run";
import type { Source } from "../lib/types";
import { place } from "../lib/words";

interface Cut {
  sentence: Sentence;
  from: number;
  to: number;
}

export function Answer({ run }: { run: Run }) {
  const cuts: Cut[] = [];
  let at = 0;
  for (const sentence of run.sentences) {
    cuts.push({ sentence, from: at, to: (at += sentence.text.length) });
  }
  const text = run.sentences.map((sentence) => sentence.text).join("");
  const shown = { cuts, sources: sourcesOf(run) };
  return (
    <div class="answer" role="log" aria-live="polite" aria-label="The answer">
      {blocks(text).map((block, n) => (
        <BlockView key={n} block={block} shown={shown} />
      ))}
    </div>
  );
}

interface Shown {
  cuts: Cut[];
  sources: Source[];
}

function BlockView({ block, shown }: { block: Block; shown: Shown }) {
  if (block.kind === "code") return <pre>{block.text}</pre>;
  if (block.kind === "heading") {
    return (
      <p class="heading" role="heading" aria-level={4}>
        <Lines lines={block.lines} shown={shown} />
      </p>
    );
  }
  if (block.kind === "paragraph") {
    return (
      <p>
        <Lines lines={block.lines} shown={shown} />
      </p>
    );
  }
  if (block.kind === "table") return <Table rows={block.lines} shown={shown} />;
  const items = block.lines.map((line, n) => (
    <li key={n}>
      <Lines lines={[line]} shown={shown} />
    </li>
  ));
  return block.ordered ? <ol start={block.start}>{items}</ol> : <ul>{items}</ul>;
}

function Table({ rows, shown }: { rows: Line[][]; shown: Shown }) {
  const [head = [], ...body] = rows;
  const cell = (line: Line) => <Lines lines={[line]} shown={shown} />;
  return (
    <div class="scroll" tabIndex={0} role="group" aria-label="Table">
      <table>
        <thead>
          <tr>{head.map((line, n) => <th key={n}>{cell(line)}</th>)}</tr>
        </thead>
        <tbody>
          {body.map((row, n) => (
            <tr key={n}>{row.map((line, m) => <td key={m}>{cell(line)}</td>)}</tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Lines({ lines, shown }: { lines: Line[]; shown: Shown }) {
  return (
    <>
      {lines.map((line, n) => (
        <span key={n} class="line">
          {n > 0 && " "}
          {kept(line.inlines).map((together) => {
            const views = together.map((inline) => <InlineView key={inline.at} inline={inline} shown={shown} />);
            const at = together[0]?.at ?? 0;
            return <span key={at} class={together.length > 1 ? "kept" : "line"}>{views}</span>;
          })}
        </span>
      ))}
    </>
  );
}

/** Keep markers on the line of the word that they stand behind. */
function kept(inlines: Inline[]): Inline[][] {
  const groups: Inline[][] = [];
  for (const inline of inlines) {
    const last = groups.at(-1);
    const before = last?.at(-1);
    if (inline.kind !== "marker" || !last || !before) groups.push([inline]);
    else if (before.kind === "marker") last.push(inline);
    else if (before.kind === "text") {
      const cut = before.text.trimEnd().lastIndexOf(" ") + 1;
      const word = { ...before, text: before.text.slice(cut), at: before.at + cut };
      const head = cut ? [[{ ...before, text: before.text.slice(0, cut) }]] : [];
      groups.splice(-1, 1, ...head, [word, inline]);
    } else last.push(inline);
  }
  return groups;
}

function InlineView({ inline, shown }: { inline: Inline; shown: Shown }) {
  if (inline.kind === "marker") {
    const cut = shown.cuts.find(({ from, to }) => from <= inline.at && inline.at < to);
    return <Marker number={inline.number} sources={shown.sources} checked={cut?.sentence.label === "supported"} />;
  }
  const end = inline.at + inline.text.length;
  const over = shown.cuts.filter(({ from, to }) => from < end && to > inline.at);
  return (
    <>
      {over.map((cut) => {
        const text = inline.text.slice(Math.max(cut.from - inline.at, 0), cut.to - inline.at);
        return (
          <SentenceView key={cut.from} cut={cut} last={cut.to <= end + 1}>
            {styled(inline, text)}
          </SentenceView>
        );
      })}
    </>
  );
}

function styled(inline: Inline, text: string): ComponentChildren {
  if (inline.kind === "strong") return <strong>{text}</strong>;
  if (inline.kind === "code") return <code>{text}</code>;
  if (inline.kind !== "link") return text;
  return (
    <a href={inline.href} rel="noopener noreferrer" target="_blank">
      {text}
    </a>
  );
}

const VERDICTS: Record<string, string> = {
  supported: "Verified",
  unsupported: "Not verified",
  pending: "Being checked",
};

function SentenceView({ cut, last, children }: { cut: Cut; last: boolean; children: ComponentChildren }) {
  const { label, score } = cut.sentence;
  const verdict = VERDICTS[label];
  const title = verdict && (label === "pending" ? verdict : `${verdict} (${score.toFixed(2)})`);
  const cited = cut.sentence.citations.length > 0;
  return (
    <span class={`sentence ${label}`} title={title}>
      {children}
      {last && label === "supported" && !cited && <Tick />}
      {last && label === "unsupported" && <em class="verdict"> not verified</em>}
    </span>
  );
}

function Tick() {
  return (
    <span class="tick">
      <Icon name="check" />
      <span class="unseen"> (verified)</span>
    </span>
  );
}

function Marker({ number, sources, checked }: { number: number; sources: Source[]; checked: boolean }) {
  const at = sources.findIndex((source) => source.number === number);
  const source = sources[at];
  const where = source ? [source.title || "Untitled", place(source)].filter(Boolean).join(", ") : "";
  return (
    <button
      class={checked ? "marker checked" : "marker"}
      aria-label={`${checked ? "Verified, source" : "Source"} ${number}${where && `: ${where}`}`}
      title={where}
      onClick={() => source && open({ kind: "source", sources, at })}
    >
      {checked && <Icon name="check" />}
      {number}
    </button>
  );
}
