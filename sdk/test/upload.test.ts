import assert from "node:assert/strict";
import { createServer, type RequestListener } from "node:http";
import type { AddressInfo } from "node:net";
import { type TestContext, test } from "node:test";
import { BlacktailError } from "../src/errors/BlacktailError.ts";
import { createStorage } from "../src/storage/index.ts";

async function serve(context: TestContext, handler: RequestListener): Promise<string> {
  const server = createServer(handler).listen(0, "127.0.0.1");
  context.after(() => {
    server.closeAllConnections();
    server.close();
  });
  await new Promise((resolve) => server.once("listening", resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** A megabyte at a time, with a pause before each. */
async function* pieces(count: number, pauseMs = 0): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < count; at++) {
    await new Promise((resolve) => setTimeout(resolve, pauseMs));
    yield new Uint8Array(1_048_576);
  }
}

const isSilence = (error: unknown): boolean =>
  error instanceof BlacktailError &&
  error.code === "STORAGE_UNREACHABLE" &&
  error.retryable &&
  /neither took the upload nor answered for \d+ ms/.test(error.message);

test("a storage that accepts and stays silent is given up: bytes, a short stream, one it does not read", {
  timeout: 20_000,
}, async (context) => {
  const reads = await serve(context, (request) => request.resume());
  const ignores = await serve(context, () => undefined);
  const options = { uploadTimeoutMs: 200 };
  await assert.rejects(createStorage({ api: reads, ...options }).put(new Uint8Array(10)), isSilence);
  await assert.rejects(createStorage({ api: reads, ...options }).put(pieces(2)), isSilence);
  await assert.rejects(createStorage({ api: ignores, ...options }).put(pieces(64)), isSilence);
  await assert.rejects(createStorage({ api: ignores, ...options }).putJson({ v: 1 }), isSilence);
});

test("the signal ends an upload at once with its reason", { timeout: 20_000 }, async (context) => {
  const api = await serve(context, () => undefined);
  const storage = createStorage({ api });
  for (const put of [
    (signal: AbortSignal) => storage.put(new Uint8Array(10), { signal }),
    (signal: AbortSignal) => storage.put(pieces(64), { signal }),
    (signal: AbortSignal) => storage.putJson({ v: 1 }, { signal }),
  ]) {
    const abort = new AbortController();
    setTimeout(() => abort.abort(new Error("the job is over")), 100);
    await assert.rejects(put(abort.signal), /^Error: the job is over$/);
    await assert.rejects(put(abort.signal), /^Error: the job is over$/, "and before it begins");
  }
});

test("a slow source is no silence of the storage", { timeout: 20_000 }, async (context) => {
  const api = await serve(context, (request, response) => {
    request.resume().once("end", () => response.end('{"Hash":"none"}'));
  });
  await assert.rejects(
    createStorage({ api, uploadTimeoutMs: 200 }).put(pieces(3, 300)),
    (error) => error instanceof BlacktailError && error.code === "STORAGE_CID_MISMATCH",
  );
});
