// The keys, and whether those of a single letter are on.

import { signal } from "@preact/signals";
import { Dialog } from "./Dialog";

const NAME = "trivium-keys";
export const helpShown = signal(false);
export const singleKeys = signal(localStorage.getItem(NAME) !== "off");

const KEYS = [
  ["Enter", "ask"],
  ["Shift Enter", "a new line in the question"],
  ["↑", "in an empty field: the last question again"],
  ["Esc", "stop the answer, or close what is open"],
  ["/", "to the question"],
  ["n", "a new question"],
  ["d", "the documents"],
  ["[  ]", "the source before, the next source"],
  ["?", "this list"],
];

export function Help() {
  const toggle = () => {
    singleKeys.value = !singleKeys.value;
    localStorage.setItem(NAME, singleKeys.value ? "on" : "off");
  };
  return (
    <Dialog title="Keys" shown={helpShown.value} close={() => (helpShown.value = false)}>
      <dl class="keys">
        {KEYS.map(([key, does]) => (
          <div key={key}>
            <dt>
              <kbd>{key}</kbd>
            </dt>
            <dd>{does}</dd>
          </div>
        ))}
      </dl>
      <label class="check">
        <input type="checkbox" checked={singleKeys.value} onChange={toggle} /> Keys of a single letter or sign
      </label>
    </Dialog>
  );
}
