// The AI SDK: its provider for servers like OpenAI's, and its own stream of UI messages.
import assert from "node:assert/strict";
import { createOpenAICompatible } from "@ai-sdk/openai-compatible";
import { DefaultChatTransport, generateText, readUIMessageStream, streamText } from "ai";

const [url, question] = process.argv.slice(2);
const trivium = createOpenAICompatible({ name: "trivium", baseURL: `${url}/v1`, apiKey: "none" });

const whole = await generateText({ model: trivium("trivium"), prompt: question, maxRetries: 0 });
assert.match(whole.text, /\[1\]/);

let streamed = "";
const stream = streamText({ model: trivium("trivium"), prompt: question, maxRetries: 0 });
for await (const piece of stream.textStream) streamed += piece;
assert.equal(streamed, whole.text);
assert.equal(await stream.finishReason, "stop");

await assert.rejects(
  generateText({ model: trivium("trivium-nothing"), prompt: question, maxRetries: 0 }),
  /did you mean|There is no model/,
);

const transport = new DefaultChatTransport({ api: `${url}/v1/ui-messages` });
const user = { id: "1", role: "user", parts: [{ type: "text", text: question }] };
const chunks = await transport.sendMessages({
  chatId: "c",
  messages: [user],
  trigger: "submit-message",
});
let last;
for await (const message of readUIMessageStream({ stream: chunks })) last = message;
const text = last.parts.filter((part) => part.type === "text").map((part) => part.text);
assert.equal(text.join(""), whole.text);
assert.ok(last.parts.some((part) => part.type === "source-url"));
assert.ok(last.parts.some((part) => part.type === "data-route"));
assert.ok(!last.parts.some((part) => part.type === "data-step"));
assert.equal(last.metadata.trivium.outcome, "grounded");

const raw = whole.response.body.choices[0].message.annotations[0].url_citation;
assert.equal(whole.text.slice(raw.start_index, raw.end_index), "[1]");

const failed = streamText({
  model: trivium("trivium-nothing"),
  prompt: question,
  maxRetries: 0,
  onError: () => {},
});
const parts = [];
for await (const part of failed.fullStream) parts.push(part.type);
assert.ok(parts.includes("error"));

const leaving = new AbortController();
const left = streamText({
  model: trivium("trivium"),
  prompt: question,
  maxRetries: 0,
  abortSignal: leaving.signal,
});
const seen = [];
for await (const part of left.fullStream) {
  seen.push(part.type);
  if (part.type === "text-delta") leaving.abort();
}
assert.equal(seen.at(-1), "abort");

const wrong = { id: "2", role: "user", parts: [{ type: "text", text: " " }] };
await assert.rejects(
  transport.sendMessages({ chatId: "c", messages: [wrong], trigger: "submit-message" }),
  /empty/,
);
const closing = new AbortController();
const cut = await transport.sendMessages({
  chatId: "c",
  messages: [user],
  trigger: "submit-message",
  abortSignal: closing.signal,
});
const reader = cut.getReader();
assert.equal((await reader.read()).value.type, "start");
closing.abort();
await assert.rejects(async () => {
  while (!(await reader.read()).done);
}, /abort/i);
