import { render } from "preact";
import { App } from "./app";
import { draft } from "./parts/Composer";
import "./state/theme";
import "./style/index.css";

const root = document.getElementById("app");
const field = root?.querySelector("textarea");
// What was typed before the page came stays.
if (field) draft.value = field.value;
root?.replaceChildren();
delete document.documentElement.dataset.elsewhere;
if (root) render(<App />, root);
