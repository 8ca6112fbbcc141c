// A button that opens the list of ways of answering.

import { useEffect, useRef, useState } from "preact/hooks";
import type { ComponentChildren } from "preact";
import { Icon } from "./Icon";
import { offers, same, type Offer } from "../state/ways";
import type { Run, Way } from "../lib/run";

/** Open and closed; a click elsewhere, or Escape, closes. */
export function useMenu() {
  const [shown, show] = useState(false);
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (!shown) return undefined;
    const away = (event: Event) => box.current?.contains(event.target as Node) || show(false);
    const escape = (event: KeyboardEvent) => {
      if (event.key !== "Escape") return;
      event.stopPropagation();
      show(false);
      box.current?.querySelector("button")?.focus();
    };
    addEventListener("pointerdown", away);
    addEventListener("keydown", escape, true);
    return () => {
      removeEventListener("pointerdown", away);
      removeEventListener("keydown", escape, true);
    };
  }, [shown]);
  return { shown, show, box };
}

interface Props {
  label: string;
  icon: "compare";
  without: Run[];
  choose: (way: Way) => void;
}

/** The ways that are not there yet, each a button. */
export function WayMenu({ label, icon, without, choose }: Props) {
  const { shown, show, box } = useMenu();
  const there = without.map((run) => run.routed ?? run.way);
  const left = offers.value.slice(1).filter((offer) => !there.some((way) => same(way, offer)));
  if (!left.length) return null;
  return (
    <div class="menu" ref={box}>
      <button class="quiet" aria-expanded={shown} onClick={() => show(!shown)}>
        <Icon name={icon} /> {label}
      </button>
      {shown && (
        <div class="sheet" role="group" aria-label="Answer beside it by">
          <p class="hint">Answer beside it by</p>
          {left.map((offer) => (
            <button key={offer.name} class="choice" onClick={() => (show(false), choose({ route: offer.route, model: offer.model }))}>
              <OfferText offer={offer} />
            </button>
          ))}
        </div>
      )}
    </div>
  );
}

export function OfferText({ offer }: { offer: Offer }): ComponentChildren {
  return (
    <span>
      <strong>{offer.name}</strong>
      <small>{offer.description}</small>
    </span>
  );
}
