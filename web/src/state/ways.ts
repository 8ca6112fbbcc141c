// The ways of answering that this server offers.

import { signal } from "@preact/signals";
import { ApiError, call } from "../lib/api";
import type { Way } from "../lib/run";
import type { Model } from "../lib/types";
import { routeName } from "../lib/words";

export interface Offer extends Way {
  name: string;
  description: string;
}

const CHOOSE: Offer = {
  route: "",
  model: "",
  name: "Choose for me",
  description: "Trivium takes the cheapest route that can be trusted.",
};
const PREFIX = "trivium-";
const TUNED = "trivium-tuned-";

export const offers = signal<Offer[]>([CHOOSE]);

export async function listWays(): Promise<void> {
  try {
    const { data } = await call<{ data: Model[] }>("v1/models");
    const tuned = data.some(({ id }) => id.startsWith(TUNED));
    const known = data.filter(({ id }) => id.startsWith(PREFIX)).map(offer);
    offers.value = [CHOOSE, ...known.filter((o) => tuned || !["tuned", "hybrid"].includes(o.route))];
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
  }
}

function offer({ id, description }: Model): Offer {
  if (id.startsWith(TUNED)) {
    const model = id.slice(TUNED.length);
    return { route: "", model, name: `Ask ${model}`, description };
  }
  const route = id.slice(PREFIX.length).replaceAll("-", "_");
  return { route, model: "", name: routeName(route), description: `When ${description}.` };
}

export const same = (a: Way, b: Way) => a.route === b.route && a.model === b.model;
