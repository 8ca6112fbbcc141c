// AG-UI's own client, which checks the order of events itself.
import assert from "node:assert/strict";
import { HttpAgent } from "@ag-ui/client";

const [url, question] = process.argv.slice(2);
const agent = new HttpAgent({
  url: `${url}/v1/ag-ui`,
  threadId: "t1",
  initialMessages: [{ id: "1", role: "user", content: question }],
});
const steps = [];
let own = {};
const { result, newMessages } = await agent.runAgent(
  { runId: "r1" },
  {
    onStepFinishedEvent: ({ event }) => void steps.push(event.stepName),
    onCustomEvent: ({ event }) => void (own[event.name] = event.value),
  },
);
assert.equal(newMessages.length, 1);
assert.match(newMessages[0].content, /\[1\]/);
assert.equal(result.outcome, "grounded");
assert.ok(steps.includes("answer"));
assert.equal(own["trivium.verdict"].label, "supported");
assert.ok(own["trivium.route"].reason);

const failing = new HttpAgent({ url: `${url}/v1/ag-ui`, threadId: "t1" });
await assert.rejects(failing.runAgent({ runId: "r2" }));

assert.equal(result.citations[0].number, 1);

const left = new HttpAgent({
  url: `${url}/v1/ag-ui`,
  threadId: "t2",
  initialMessages: [{ id: "1", role: "user", content: question }],
});
let ended = "";
await left
  .runAgent(
    { runId: "r3" },
    {
      onRunStartedEvent: () => left.abortRun(),
      onRunFinishedEvent: () => void (ended = "finished"),
    },
  )
  .catch(() => {});
assert.equal(ended, "");
