// Offsets: the server counts code points, JavaScript counts UTF-16 units.

export function unitsOf(text: string, points: number): number {
  let index = 0;
  for (let n = 0; n < points && index < text.length; n++) {
    index += (text.codePointAt(index) ?? 0) > 0xffff ? 2 : 1;
  }
  return index;
}

export interface Span {
  from: number;
  to: number;
  chosen: boolean;
}

export interface Piece {
  text: string;
  marked: boolean;
  chosen: boolean;
}

/** Cut `text`, which begins at `at` of the whole, where spans begin and end. */
export function pieces(text: string, at: number, spans: Span[]): Piece[] {
  const inside = spans.filter((span) => span.from < at + text.length && span.to > at);
  const cuts = inside.flatMap(({ from, to }) => [from - at, to - at]);
  const edges = [0, ...cuts.filter((cut) => cut > 0 && cut < text.length), text.length];
  const sorted = [...new Set(edges)].sort((a, b) => a - b);
  return sorted.slice(1).map((end, n) => {
    const begin = sorted[n] ?? 0;
    const over = inside.filter((span) => span.from <= at + begin && span.to >= at + end);
    return {
      text: text.slice(begin, end),
      marked: over.length > 0,
      chosen: over.some((span) => span.chosen),
    };
  });
}
