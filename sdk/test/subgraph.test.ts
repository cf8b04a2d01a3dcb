import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { after, before, test } from "node:test";
import { z } from "zod";
import { querySubgraph, waitForBlock } from "../src/index.ts";

/** Speaks graph-node's protocol; what it answers next is set by each test. */
let server: Server;
let url: string;
let answer: (body: { query: string; variables: Record<string, unknown> }) => { status?: number; text: string };

before(async () => {
  server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const { status = 200, text } = answer(JSON.parse(Buffer.concat(chunks).toString()));
    response.writeHead(status, { "content-type": "application/json" }).end(text);
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/subgraphs/name/blacktail`;
});
after(() => {
  server.closeAllConnections();
  server.close();
});

const meta = (number: number) => ({ text: JSON.stringify({ data: { _meta: { block: { number } } } }) });

test("query and variables go out, checked data comes back", async () => {
  answer = ({ query, variables }) => ({ text: JSON.stringify({ data: { echo: query + String(variables.a) } }) });
  const Schema = z.object({ echo: z.string() });
  assert.deepEqual(await querySubgraph(url, "{ q }", { a: 1 }, Schema), { echo: "{ q }1" });
  await assert.rejects(querySubgraph(url, "{ q }", {}, z.object({ echo: z.number() })), { code: "DOCUMENT_INVALID" });
});

test("errors of the query, of HTTP and of the connection are told apart", async () => {
  answer = () => ({ text: JSON.stringify({ errors: [{ message: "no field x" }] }) });
  await assert.rejects(querySubgraph(url, "{ x }"), { code: "SUBGRAPH_REFUSED", message: /no field x/ });
  answer = () => ({ status: 502, text: "" });
  await assert.rejects(querySubgraph(url, "{ x }"), { code: "SUBGRAPH_UNREACHABLE", message: /HTTP status 502/ });
  answer = () => ({ text: "<html>" });
  await assert.rejects(querySubgraph(url, "{ x }"), { code: "SUBGRAPH_UNREACHABLE" });
  await assert.rejects(querySubgraph("http://me:secret@127.0.0.1:1/x", "{ x }"), (error: Error) => {
    assert.doesNotMatch(error.message, /secret/);
    return /127\.0\.0\.1:1/.test(error.message);
  });
});

test("waitForBlock returns once the block is indexed, through errors of a subgraph that just began", async () => {
  let asked = 0;
  answer = () => {
    asked++;
    return asked === 1 ? { text: JSON.stringify({ errors: [{ message: "not started syncing" }] }) } : meta(asked + 7);
  };
  await waitForBlock(url, 10n, { timeoutMs: 5_000 });
  assert.equal(asked, 3);
});

test("waitForBlock gives up in time and says how far the subgraph is", async () => {
  answer = () => meta(4);
  await assert.rejects(waitForBlock(url, 10, { timeoutMs: 300 }), {
    code: "SUBGRAPH_BEHIND",
    message: /is at block 4; block 10/,
  });
});

test("waitForBlock looks as often as it is told", async () => {
  let asked = 0;
  answer = () => {
    asked++;
    return meta(4);
  };
  await assert.rejects(waitForBlock(url, 10, { timeoutMs: 900, intervalMs: 400 }), { code: "SUBGRAPH_BEHIND" });
  assert.ok(asked === 2 || asked === 3, `${asked} looks`);
});

test("waitForBlock can be stopped", async () => {
  answer = () => meta(4);
  await assert.rejects(waitForBlock(url, 10, { signal: AbortSignal.timeout(100) }), { name: "TimeoutError" });
});
