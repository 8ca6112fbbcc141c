// OpenAI's own client: chat and responses, streamed and not; errors; leaving in the middle.
import assert from "node:assert/strict";
import OpenAI, { BadRequestError, NotFoundError } from "openai";

const [url, question] = process.argv.slice(2);
const client = new OpenAI({ baseURL: `${url}/v1`, apiKey: "none", maxRetries: 0 });
const messages = [{ role: "user", content: question }];

const whole = await client.chat.completions.create({ model: "trivium", messages });
const message = whole.choices[0].message;
assert.match(message.content, /\[1\]/);
assert.equal(whole.trivium.outcome, "grounded");
const place = message.annotations[0].url_citation;
assert.equal(message.content.slice(place.start_index, place.end_index), "[1]");

let streamed = "";
const stream = await client.chat.completions.create({
  model: "trivium",
  messages,
  stream: true,
  stream_options: { include_usage: true },
});
let usage;
for await (const chunk of stream) {
  streamed += chunk.choices[0]?.delta?.content ?? "";
  usage ??= chunk.usage ?? undefined;
}
assert.equal(streamed, message.content);
assert.ok("total_tokens" in usage);

const events = client.responses.stream({ model: "trivium", input: question });
const kinds = [];
for await (const event of events) kinds.push(event.type);
const response = await events.finalResponse();
assert.equal(response.output_text, message.content);
assert.equal(kinds.at(-1), "response.completed");
const next = await client.responses.create({
  model: "trivium",
  input: "And what else?",
  previous_response_id: response.id,
});
assert.equal(next.previous_response_id, response.id);

await assert.rejects(
  client.chat.completions.create({ model: "trivium-nothing", messages }),
  (error) => error instanceof NotFoundError && error.code === "model_not_found",
);
await assert.rejects(
  client.chat.completions.create({ model: "trivium", messages: [] }),
  (error) => error instanceof BadRequestError && error.param === "messages",
);

const left = await client.chat.completions.create({ model: "trivium", messages, stream: true });
for await (const _ of left) break;
assert.ok(left.controller.signal.aborted);
