// What stands beside the conversation: a source at its span, or a receipt.

import { useEffect, useRef } from "preact/hooks";
import { Icon } from "./Icon";
import { Reader } from "./Reader";
import { ReceiptView } from "./ReceiptView";
import { close, open, pane } from "../state/place";

export function Pane() {
  const shown = pane.value;
  const box = useRef<HTMLElement>(null);
  const kind = shown?.kind;
  useEffect(() => {
    if (kind) box.current?.focus({ preventScroll: true });
  }, [kind]);
  if (!shown) return null;
  const source = shown.kind === "source" ? shown.sources[shown.at] : undefined;
  return (
    <aside class="pane" ref={box} tabIndex={-1} aria-label={source ? "Source" : "Receipt"}>
      <header>
        {shown.kind === "source" && shown.sources.length > 1 && (
          <Step sources={shown.sources.length} at={shown.at} to={(at) => open({ ...shown, at })} />
        )}
        {shown.kind === "receipt" && <h2>Receipt</h2>}
        <button class="quiet" onClick={close} aria-label="Close" title="Close (Esc)">
          <Icon name="close" />
        </button>
      </header>
      {source && shown.kind === "source" && <Reader source={source} sources={shown.sources} />}
      {shown.kind === "receipt" && <ReceiptView key={shown.id} id={shown.id} />}
    </aside>
  );
}

function Step({ sources, at, to }: { sources: number; at: number; to: (at: number) => void }) {
  return (
    <div class="stepper" role="group" aria-label="Sources">
      <button class="quiet" disabled={at === 0} onClick={() => to(at - 1)} aria-label="The source before">
        <Icon name="left" />
      </button>
      <span>
        {at + 1} of {sources}
      </span>
      <button class="quiet" disabled={at === sources - 1} onClick={() => to(at + 1)} aria-label="The next source">
        <Icon name="right" />
      </button>
    </div>
  );
}
