// A document's text, open at the span that carries an answer's sentence.

import { useEffect, useRef, useState } from "preact/hooks";
import { text as read, type Text } from "../state/documents";
import { ApiError } from "../lib/api";
import { pieces, unitsOf, type Span } from "../lib/span";
import type { Source } from "../lib/types";
import { place } from "../lib/words";

export function Reader({ source, sources }: { source: Source; sources: Source[] }) {
  const [shown, show] = useState<Text | null>(null);
  const [trouble, setTrouble] = useState("");
  useEffect(() => {
    let here = true;
    show(null);
    setTrouble("");
    read(source.document_id)
      .then((text) => here && show(text))
      .catch((error: unknown) => {
        if (!(error instanceof ApiError)) throw error;
        if (here) setTrouble(error.message);
      });
    return () => {
      here = false;
    };
  }, [source.document_id]);
  return (
    <div class="reader">
      <h2>{source.title || shown?.title || "Untitled"}</h2>
      {place(source) && <p class="where">{place(source)}</p>}
      <Address url={source.url || shown?.url || ""} />
      {trouble && <Quoted source={source} trouble={trouble} />}
      {shown && <Whole text={shown.text} source={source} sources={sources} />}
      {!shown && !trouble && <p class="where">Reading…</p>}
    </div>
  );
}

function Address({ url }: { url: string }) {
  if (!/^https?:\/\//i.test(url)) return null;
  return (
    <p class="where">
      <a href={url} rel="noopener noreferrer" target="_blank">
        {url}
      </a>
    </p>
  );
}

function Quoted({ source, trouble }: { source: Source; trouble: string }) {
  return (
    <div class="quoted">
      <p class="where">The document cannot be shown. {trouble}</p>
      {source.quote && <p class="where">This was quoted from it:</p>}
      <blockquote>
        <mark class="chosen">{source.quote}</mark>
      </blockquote>
    </div>
  );
}

interface Row {
  text: string;
  at: number;
  look: string;
}

function Whole({ text, source, sources }: { text: string; source: Source; sources: Source[] }) {
  const box = useRef<HTMLDivElement>(null);
  const own = sources.filter((each) => each.document_id === source.document_id);
  const spans = own.map((each) => spanOf(text, each, each === source));
  useEffect(() => {
    box.current?.querySelector("mark.chosen")?.scrollIntoView({ block: "center" });
  }, [text, source]);
  return (
    <div class="text" ref={box} tabIndex={0} role="document" aria-label="The document">
      {rows(text).map((row) => (
        <p class={row.look} key={row.at}>
          {pieces(row.text, row.at, spans).map((piece, n) =>
            piece.marked ? (
              <mark key={n} class={piece.chosen ? "chosen" : ""}>
                {piece.text}
              </mark>
            ) : (
              piece.text
            ),
          )}
        </p>
      ))}
    </div>
  );
}

function spanOf(text: string, source: Source, chosen: boolean): Span {
  const from = unitsOf(text, source.start);
  return { from, to: from + unitsOf(text.slice(from), source.end - source.start), chosen };
}

/** Lines as they stand in the document, with the look of what they seem to be. */
function rows(text: string): Row[] {
  const found: Row[] = [];
  let at = 0;
  for (const line of text.split("\n")) {
    // The signs of a heading show as its look; offsets go on counting them.
    const signs = /^#{1,6}\s+/.exec(line)?.[0].length ?? 0;
    found.push({ text: line.slice(signs), at: at + signs, look: look(line) });
    at += line.length + 1;
  }
  return found;
}

function look(line: string): string {
  if (!line.trim()) return "gap";
  if (/^#{1,6}\s/.test(line)) return "head";
  if (/^\s*([-*•]|\d{1,3}[.)])\s/.test(line)) return "item";
  return /^\s*\|/.test(line) ? "cells" : "";
}
