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
