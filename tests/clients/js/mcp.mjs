// The Model Context Protocol's own client, over HTTP.
import assert from "node:assert/strict";
import { Client } from "@modelcontextprotocol/sdk/client/index.js";
import { StreamableHTTPClientTransport } from "@modelcontextprotocol/sdk/client/streamableHttp.js";

const [url, question] = process.argv.slice(2);
const client = new Client({ name: "test", version: "1" });
await client.connect(new StreamableHTTPClientTransport(new URL(`${url}/mcp`)));
const { tools } = await client.listTools();
assert.deepEqual(tools.map((tool) => tool.name).sort(), ["ask", "read", "search"]);

const told = [];
const asked = await client.callTool({ name: "ask", arguments: { question } }, undefined, {
  onprogress: (progress) => told.push(progress.message),
});
assert.equal(asked.structuredContent.outcome, "grounded");
assert.ok(told.length > 0);
const found = await client.callTool({ name: "search", arguments: { query: question } });
const [hit] = found.structuredContent.hits;
const read = await client.callTool({ name: "read", arguments: { document_id: hit.document_id } });
assert.ok(read.structuredContent.text.includes(hit.text.slice(0, 20)));
const wrong = await client.callTool({ name: "read", arguments: { document_id: "nothing" } });
assert.ok(wrong.isError);
assert.equal(asked.structuredContent.citations[0].number, 1);
const leaving = new AbortController();
await assert.rejects(
  client.callTool({ name: "ask", arguments: { question } }, undefined, {
    signal: leaving.signal,
    onprogress: () => leaving.abort(),
  }),
  /abort/i,
);
assert.equal((await client.listTools()).tools.length, 3);
await client.close();
