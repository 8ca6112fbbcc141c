// LangGraph's own client in JavaScript, against `langgraph dev`.
import assert from "node:assert/strict";
import { Client } from "@langchain/langgraph-sdk";

const [url, question] = process.argv.slice(2);
const client = new Client({ apiUrl: url, callerOptions: { maxRetries: 0 } });
const input = { question };

const [assistant] = await client.assistants.search({ graphId: "trivium" });
const schemas = await client.assistants.getSchemas(assistant.assistant_id);
assert.ok("route" in schemas.context_schema.properties);

const { thread_id: thread } = await client.threads.create();
const kinds = [];
let said = "";
let finished;
for await (const part of client.runs.stream(thread, "trivium", { input, streamMode: "custom" })) {
  if (part.event !== "custom") continue;
  kinds.push(part.data.type);
  if (part.data.type === "sentence") said += part.data.text;
  if (part.data.type === "finished") finished = part.data;
}
assert.match(said, /90 days/);
assert.equal(kinds.at(-1), "finished");
assert.equal(finished.citations[0].number, 1);
assert.ok(finished.citations[0].quote);

const state = await client.threads.getState(thread);
assert.equal(state.values.text, finished.text);
assert.equal(state.values.citations[0].document_id, finished.citations[0].document_id);
const forced = { input, context: { route: "long_context" } };
const whole = await client.runs.wait(null, "trivium", forced);
assert.equal(whole.decision.route, "long_context");

await assert.rejects(
  client.runs.wait(null, "trivium", { input, context: { route: "nowhere" } }),
  /There is no route .nowhere./,
);
await assert.rejects(client.runs.wait(null, "nobody", { input }), /404|422|nobody/);

const leaving = new AbortController();
const left = client.runs.stream(thread, "trivium", {
  input,
  streamMode: "custom",
  onDisconnect: "cancel",
  signal: leaving.signal,
});
const parts = [];
try {
  for await (const part of left) {
    parts.push(part.data?.type);
    leaving.abort();
  }
} catch (error) {
  assert.match(String(error), /abort/i);
}
assert.ok(!parts.includes("finished"));
const again = await client.runs.wait(thread, "trivium", { input, multitaskStrategy: "interrupt" });
assert.match(again.text, /90 days/);
