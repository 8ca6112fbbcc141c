// The way around: a new question, the documents, the conversations, and how the page looks.

import { Icon, Mark } from "./Icon";
import { helpShown } from "./Help";
import { Threads } from "./Threads";
import { thread } from "../state/conversation";
import { documents, more } from "../state/documents";
import { forget, key, keyNeeded } from "../state/key";
import { place, sidebar } from "../state/place";
import { nextTheme, theme } from "../state/theme";

const LOOKS = { system: "screen", light: "sun", dark: "moon" } as const;

export function Sidebar() {
  const count = `${documents.value.length}${more.value ? "+" : ""}`;
  const here = place.value.view;
  return (
    <nav class={sidebar.value ? "sidebar shown" : "sidebar"} aria-label="Trivium">
      <a class="brand" href="#/">
        <Mark /> Trivium
      </a>
      <a class="item" href="#/" aria-current={here === "ask" && !thread.value ? "page" : undefined}>
        <Icon name="plus" /> New question
      </a>
      <a class="item" href="#/documents" aria-current={here === "documents" ? "page" : undefined}>
        <Icon name="file" /> Documents <small>{documents.value.length ? count : ""}</small>
      </a>
      <Threads />
      <div class="foot">
        <button class="quiet" onClick={nextTheme} title="How the page looks">
          <Icon name={LOOKS[theme.value]} />
          <span class="unseen">Look: </span>
          {theme.value === "system" ? "As the system" : theme.value === "dark" ? "Dark" : "Light"}
        </button>
        <button class="quiet help" onClick={() => (helpShown.value = true)} aria-label="Keys and help" title="Keys and help (?)">
          ?
        </button>
        {key.value && (
          <button class="quiet" onClick={() => (forget(), (keyNeeded.value = true))}>
            <Icon name="key" /> Change the key
          </button>
        )}
      </div>
    </nav>
  );
}
