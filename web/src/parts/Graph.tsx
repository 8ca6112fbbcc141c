// The run on the graph: where it has been, where it is, and how long each node took.

import { signal } from "@preact/signals";
import type { Run, Step } from "../lib/run";
import { nodeName, RUNGS, spaced, time } from "../lib/words";

type Point = [x: number, y: number];
interface Layout {
  width: number;
  height: number;
  nodes: Record<string, Point>;
  own: (n: number) => Point;
  tall: boolean;
}

const WIDE: Layout = {
  width: 760,
  height: 192,
  tall: false,
  nodes: {
    condense: [48, 66],
    classify: [156, 66],
    search: [290, 24],
    rerank: [400, 24],
    gather: [345, 102],
    answer: [512, 66],
    check: [612, 66],
    finish: [712, 66],
    escalate: [662, 152],
  },
  own: (n) => [300 + 80 * n, 66],
};

const TALL: Layout = {
  width: 330,
  height: 344,
  tall: true,
  nodes: {
    condense: [130, 18],
    classify: [130, 66],
    search: [40, 124],
    rerank: [40, 178],
    gather: [190, 151],
    answer: [130, 232],
    check: [130, 278],
    finish: [130, 324],
    escalate: [236, 262],
  },
  own: (n) => [130, 120 + 36 * n],
};

// What stands to the right of these would lie on the ladder's way.
const LEFT = new Set(["check", "finish"]);

const EDGES = [
  ["condense", "classify"],
  ["classify", "search"],
  ["search", "rerank"],
  ["rerank", "answer"],
  ["classify", "gather"],
  ["gather", "answer"],
  ["classify", "answer"],
  ["answer", "check"],
  ["check", "finish"],
  ["check", "escalate"],
  ["escalate", "search"],
  ["escalate", "gather"],
  ["escalate", "finish"],
] as const;

export const narrow = matchMedia("(max-width: 52rem)");
const tall = signal(narrow.matches);
narrow.addEventListener("change", () => (tall.value = narrow.matches));

export function Graph({ run }: { run: Run }) {
  const layout = placed(tall.value ? TALL : WIDE, run.steps);
  const taken = takenBy(run.steps);
  const drawn = new Set([...EDGES.map((edge) => edge.join(" ")), ...taken]);
  return (
    <figure class={layout.tall ? "graph tall" : "graph"}>
      <svg viewBox={`0 0 ${layout.width} ${layout.height}`} role="img" aria-label={told(run)}>
        {[...drawn].map((edge) => (
          <path key={edge} class={taken.has(edge) ? "edge taken" : "edge"} d={curve(edge, layout)} />
        ))}
        {Object.entries(layout.nodes).map(([name, at]) => (
          <Node key={name} name={name} at={at} run={run} tall={layout.tall} />
        ))}
      </svg>
      {run.rungs.length > 0 && (
        <figcaption>
          {run.rungs.map((rung, n) => (
            <span class="rung" key={n} title={rung.why}>
              {n + 1}. {RUNGS[rung.name] ?? spaced(rung.name)}
            </span>
          ))}
        </figcaption>
      )}
    </figure>
  );
}

function Node({ name, at: [x, y], run, tall }: { name: string; at: Point; run: Run; tall: boolean }) {
  const visits = run.steps.filter((step) => step.name === name);
  const active = visits.some((step) => step.running);
  const state = active ? "running" : visits.length || ended(name, run) ? "done" : "idle";
  const ms = visits.reduce((sum, step) => sum + step.ms, 0);
  const again = visits.length > 1 ? ` ×${visits.length}` : "";
  const left = tall && LEFT.has(name);
  const [tx, ty] = tall ? [x + (left ? -13 : 13), y + 1] : [x, y + 21];
  const anchor = left ? "end" : tall ? "start" : "middle";
  return (
    <g class={`node ${state}`}>
      {active && <circle class="pulse" cx={x} cy={y} r={9} />}
      <circle cx={x} cy={y} r={6} />
      <text x={tx} y={ty} text-anchor={anchor}>
        {nodeName(name) + again}
      </text>
      {visits.length > 0 && !active && (
        <text class="time" x={tx} y={ty + 14} text-anchor={anchor}>
          {time(ms)}
        </text>
      )}
    </g>
  );
}

// The last node's own end is the end of the run.
const ended = (name: string, run: Run) => name === "finish" && run.state === "done";

function placed(layout: Layout, steps: Step[]): Layout {
  const own = [...new Set(steps.map((step) => step.name))].filter((name) => !layout.nodes[name]);
  const more = own.map((name, n): [string, Point] => [name, layout.own(n)]);
  return { ...layout, nodes: { ...layout.nodes, ...Object.fromEntries(more) } };
}

function takenBy(steps: Step[]): Set<string> {
  const names = steps.map((step) => step.name);
  if (names.at(-1) === "check" && steps.every((step) => !step.running)) names.push("finish");
  return new Set(names.slice(1).map((name, n) => `${names[n]} ${name}`));
}

function curve(edge: string, { nodes, tall }: Layout): string {
  const [from = "", to = ""] = edge.split(" ");
  const [a, b] = nodes[from] ?? [0, 0];
  const [x, y] = nodes[to] ?? [0, 0];
  if (from === "escalate" && to !== "finish") return tall ? upwards([a, b], [x, y]) : back([a, b], [x, y]);
  if (!tall && to === "escalate") return `M${a} ${b}C${x - 8} ${b} ${x - 4} ${b + 20} ${x - 4} ${y}`;
  if (!tall && from === "escalate") return `M${a + 4} ${b}C${a + 4} ${y + 20} ${a + 8} ${y} ${x} ${y}`;
  if (tall) return `M${a} ${b}C${a} ${(b + y) / 2} ${x} ${(b + y) / 2} ${x} ${y}`;
  return `M${a} ${b}C${(a + x) / 2} ${b} ${(a + x) / 2} ${y} ${x} ${y}`;
}

// The ladder's way back lies under the graph, or to its right where the graph is tall.
const back = ([a, b]: Point, [x, y]: Point) =>
  `M${a} ${b}H${x - 20}C${x - 90} ${b} ${x - 90} ${y} ${x} ${y}`;

const upwards = ([a, b]: Point, [x, y]: Point) =>
  `M${a} ${b}C${a + 86} ${b} ${a + 86} 94 ${a} 94H${x + 26}C${x} 94 ${x} 100 ${x} ${y}`;

function told(run: Run): string {
  const steps = run.steps.map((step) => `${nodeName(step.name)} ${step.running ? "now" : time(step.ms)}`);
  return `The run: ${steps.join(", ") || "about to begin"}.`;
}
