// The documents: added, listed, searched, opened and deleted.

import { useEffect, useState } from "preact/hooks";
import { Icon } from "./Icon";
import { add, documents, listed, listMore, more, remove, search, trouble } from "../state/documents";
import { open } from "../state/place";
import { ApiError } from "../lib/api";
import type { Document, Hit, Source } from "../lib/types";
import { count, place, when } from "../lib/words";

const PAUSE_MS = 250;

export function Documents() {
  const [query, type] = useState("");
  const [hits, found] = useState<Hit[] | null>(null);
  const [problem, setProblem] = useState("");
  useEffect(() => {
    if (!query.trim()) return found(null);
    let here = true;
    const timer = setTimeout(() => {
      search(query)
        .then((all) => here && (found(all), setProblem("")))
        .catch((error: unknown) => {
          if (!(error instanceof ApiError)) throw error;
          if (here) setProblem(error.message);
        });
    }, PAUSE_MS);
    return () => {
      here = false;
      clearTimeout(timer);
    };
  }, [query]);
  return (
    <main class="documents" id="main" tabIndex={-1}>
      <h1>Documents</h1>
      <Drop />
      <label class="find">
        <Icon name="search" />
        <span class="unseen">Search the documents</span>
        <input type="search" placeholder="Search in all documents" value={query} onInput={(event) => type(event.currentTarget.value)} />
      </label>
      {(problem || trouble.value) && <p class="wrong" role="alert">{problem || trouble.value}</p>}
      {hits ? <Hits hits={hits} query={query} /> : <List />}
    </main>
  );
}

function Drop() {
  return (
    <label class="drop">
      <input
        type="file"
        multiple
        class="unseen"
        onChange={(event) => {
          void add([...(event.currentTarget.files ?? [])]);
          event.currentTarget.value = "";
        }}
      />
      <Icon name="up" />
      <span>
        Drop files here, or <u>choose some</u>
        <small>Text, Markdown, HTML, PDF, Word, PowerPoint, Excel, CSV and more</small>
      </span>
    </label>
  );
}

function Hits({ hits, query }: { hits: Hit[]; query: string }) {
  if (!hits.length) return <p class="where">Nothing in the documents is near “{query}”.</p>;
  const sources = hits.map((hit, at): Source => ({ ...hit, number: at + 1, passage_id: hit.id, url: "", quote: hit.text }));
  return (
    <ol class="hits" aria-label="Passages found">
      {sources.map((source, at) => (
        <li key={source.passage_id}>
          <button class="hit" onClick={() => open({ kind: "source", sources, at })}>
            <strong>{source.title || "Untitled"}</strong>
            {place(source) && <small>{place(source)}</small>}
            <span class="snippet">{snippet(source.quote, query)}</span>
          </button>
        </li>
      ))}
    </ol>
  );
}

/** Show the beginning of a passage with the query's words set off. */
function snippet(text: string, query: string) {
  const words = query.split(/\W+/).filter((word) => word.length > 2);
  const shown = text.replace(/^#+\s.*\n+/, "").replace(/^#+\s+/gm, "").slice(0, 320);
  if (!words.length) return shown;
  const parts = shown.split(new RegExp(`\\b(${words.join("|")})`, "gi"));
  return parts.map((part, n) => (n % 2 ? <b key={n}>{part}</b> : part));
}

function List() {
  if (listed.value && !documents.value.length) {
    return <p class="where">There is nothing here yet. Add a document, then ask about it.</p>;
  }
  return (
    <>
      <ul class="list" aria-label="Documents">
        {documents.value.map((document) => (
          <Row key={document.id} document={document} />
        ))}
      </ul>
      {more.value && (
        <button class="quiet" onClick={() => void listMore()}>
          Show more
        </button>
      )}
    </>
  );
}

function Row({ document }: { document: Document }) {
  const [asked, ask] = useState(false);
  const title = document.title || "Untitled";
  const facts = [
    document.pages ? count(document.pages, "page") : "",
    count(document.tokens, "token"),
    count(document.passages, "passage"),
    ...document.groups,
    when(document.updated),
  ].filter(Boolean);
  const show = () => {
    const whole: Source = { ...document, number: 1, document_id: document.id, passage_id: "", context: "", page: 0, start: 0, end: 0, quote: "" };
    open({ kind: "source", sources: [whole], at: 0 });
  };
  return (
    <li class={document.status}>
      <button class="title" onClick={show}>
        <strong>{title}</strong>
        <small>
          {facts.join(", ")}
          {document.status === "words" && <em>, found by its words; its vectors are being made</em>}
        </small>
      </button>
      {asked ? (
        <span class="sure" role="group" aria-label={`Delete ${title}?`}>
          <button class="strong wrong" ref={(button) => button?.focus()} onClick={() => void remove(document)}>
            Delete
          </button>
          <button class="quiet" onClick={() => ask(false)}>
            Keep
          </button>
        </span>
      ) : (
        <button class="quiet" aria-label={`Delete ${title}`} title="Delete" onClick={() => ask(true)}>
          <Icon name="trash" />
        </button>
      )}
    </li>
  );
}
