import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { test } from "node:test";
import { listFiles } from "./support/blocks.ts";
import { addFiles, addOne, assertRefused, call, json, pinned, postFiles } from "./support/calls.ts";
import { startGateway } from "./support/startGateway.ts";

const ABSENT = "bafkreigh2akiscaildcqabsyg3dfr6chu3fgpregiymsck7e7aqa4s52zy";

test("add: what is pinned", async (t) => {
  const { url } = await startGateway(t);
  const single = await addOne(url, "single");
  assert.deepEqual(await pinned(url), [single]);

  const unpinned = await addOne(url, "unpinned", "pin=false");
  assert.equal(await (await fetch(`${url}/ipfs/${unpinned}`)).text(), "unpinned");
  const hashed = await addOne(url, "only hashed", "only-hash=true");
  assert.equal((await fetch(`${url}/ipfs/${hashed}`)).status, 404);
  assert.deepEqual(await pinned(url), [single]);

  const wrapped = await addFiles(url, { "a.txt": "a", "b/c.txt": "c" }, "wrap-with-directory=true");
  const root = wrapped.at(-1)?.Hash ?? "";
  assert.deepEqual(await pinned(url), [single, root].sort());
  assert.equal(await (await fetch(`${url}/ipfs/${root}/b/c.txt`)).text(), "c");
});

test("add: what a subgraph's build tool sends and expects", async (t) => {
  const { url } = await startGateway(t);
  // One URL-encoded nested path a request, part by part as kubo's JavaScript client frames it; then a pin of the file.
  const body =
    '--x\r\nContent-Disposition: form-data; name="file"; filename="Vault%2Fabi.json"\r\n' +
    "Content-Type: application/octet-stream\r\n\r\n[]\r\n--x--\r\n";
  const response = await fetch(`${url}/api/v0/add?stream-channels=true&progress=false`, {
    method: "POST",
    headers: { "content-type": "multipart/form-data; boundary=x" },
    body,
  });
  const [file, directory] = (await response.text())
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line));
  assert.equal(file.Name, "Vault/abi.json");
  assert.equal(directory.Name, "Vault");
  const pin = await call(url, "pin/add", `arg=${file.Hash}&recursive=true`);
  assert.deepEqual(await json(pin), { Pins: [file.Hash] });
  assert.deepEqual(await pinned(url), [file.Hash, directory.Hash].sort());
  assert.equal(await (await call(url, "cat", `arg=/ipfs/${directory.Hash}/abi.json`)).text(), "[]");
});

test("add: requests that are refused, with nothing stored", async (t) => {
  const { url, directory } = await startGateway(t, { env: { BLACKTAIL_STORAGE_MAX_BYTES: "1000" } });
  const add = (query: string) => postFiles(url, { f: "x" }, query);
  for (const query of [
    "trickle=true",
    "hash=blake3",
    "chunker=rabin",
    "chunker=size-0",
    "chunker=size-9999999",
    "cid-version=2",
    "profile=legacy",
    "max-file-links=1",
    "inline=true",
  ]) {
    await assertRefused(await add(query), 400, "STORAGE_UNSUPPORTED");
  }
  for (const name of ["../up", "a/../../b", "a//b", "/./x", "x\0y", `${"n".repeat(256)}`]) {
    await assertRefused(await postFiles(url, { [encodeURIComponent(name)]: "x" }), 400, "STORAGE_BAD_REQUEST");
  }
  await assertRefused(await call(url, "add"), 400, "STORAGE_BAD_REQUEST");
  await assertRefused(
    await fetch(`${url}/api/v0/add`, { method: "POST", body: new FormData() }),
    400,
    "STORAGE_BAD_REQUEST",
  );
  const cut = {
    method: "POST",
    headers: { "content-type": "multipart/form-data; boundary=b" },
    body: "--b\r\ncontent-di",
  };
  await assertRefused(await fetch(`${url}/api/v0/add`, cut), 400, "STORAGE_BAD_REQUEST");

  const message = await assertRefused(await postFiles(url, { f: randomBytes(1_001) }), 413, "STORAGE_TOO_LARGE");
  assert.match(message, /limit of 1000 bytes/);
  assert.equal((await postFiles(url, { f: randomBytes(1_000) }, "pin=false&only-hash=true")).status, 200);
  const many = Object.fromEntries(Array.from({ length: 1_100 }, (_, index) => [`${index}`, randomBytes(1_000)]));
  await assertRefused(await postFiles(url, many), 413, "STORAGE_TOO_LARGE");

  assert.deepEqual(await pinned(url), []);
  assert.deepEqual(await listFiles(`${directory}/blocks`), []);
  assert.deepEqual(await listFiles(`${directory}/staging`), []);
});

test("block: put, get, stat", async (t) => {
  const { url } = await startGateway(t);
  const put = async (content: string | Uint8Array, query: string) => {
    const form = new FormData();
    form.append("data", new Blob([typeof content === "string" ? content : content.slice()]), "data");
    return fetch(`${url}/api/v0/block/put?${query}`, { method: "POST", body: form });
  };
  const raw = await json<{ Key: string; Size: number }>(await put("hello world\n", ""));
  assert.deepEqual(raw, { Key: "bafkreifjjcie6lypi6ny7amxnfftagclbuxndqonfipmb64f2km2devei4", Size: 12 });
  assert.equal(await (await call(url, "block/get", `arg=${raw.Key}`)).text(), "hello world\n");
  assert.deepEqual(await json(await call(url, "block/stat", `arg=/ipfs/${raw.Key}`)), raw);
  assert.deepEqual(await pinned(url), []);
  await assertRefused(await put("x", "mhtype=sha3-256"), 400, "STORAGE_UNSUPPORTED");
  await assertRefused(await put(randomBytes(2_097_153), ""), 413, "STORAGE_TOO_LARGE");
  await assertRefused(await call(url, "block/get", `arg=${ABSENT}`), 404, "STORAGE_NOT_FOUND");
  await assertRefused(await call(url, "block/get", "arg=nonsense"), 400, "CID_INVALID");
  await assertRefused(await call(url, "block/get"), 400, "STORAGE_BAD_REQUEST");

  const broken = await json<{ Key: string }>(await put("no protobuf", "cid-codec=dag-pb"));
  await assertRefused(await fetch(`${url}/ipfs/${broken.Key}`), 422, "STORAGE_MALFORMED");
  assert.equal(await (await fetch(`${url}/ipfs/${broken.Key}?format=raw`)).text(), "no protobuf");
  const json1 = await json<{ Key: string }>(await put('{"a":1}', "cid-codec=dag-json"));
  assert.equal(await (await fetch(`${url}/ipfs/${json1.Key}`)).text(), '{"a":1}');
});

test("cat: parts of a file", async (t) => {
  const { url } = await startGateway(t);
  const content = randomBytes(5_000);
  const cid = await addOne(url, content, "chunker=size-1000");
  const response = await call(url, "cat", `arg=${cid}&offset=900&length=1200`);
  assert.deepEqual(Buffer.from(await response.arrayBuffer()), content.subarray(900, 2_100));
  assert.equal(await (await call(url, "cat", `arg=${cid}&offset=9000`)).text(), "");
  await assertRefused(await call(url, "cat", `arg=${cid}&offset=-1`), 400, "STORAGE_BAD_REQUEST");
});

test("pin: add, ls, rm, and collecting what is left", async (t) => {
  const { url } = await startGateway(t);
  const kept = await addOne(url, randomBytes(3_000), "chunker=size-1000");
  const dropped = await addOne(url, randomBytes(3_000), "chunker=size-1000");
  assert.deepEqual(await json(await call(url, "pin/ls", `arg=${kept}`)), { Keys: { [kept]: { Type: "recursive" } } });
  const lines = (await (await call(url, "pin/ls", "stream=true")).text())
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line));
  assert.deepEqual(lines.map(({ Cid }) => Cid).sort(), [kept, dropped].sort());
  await assertRefused(await call(url, "pin/add", `arg=${ABSENT}`), 404, "STORAGE_NOT_FOUND");

  assert.deepEqual(await json(await call(url, "pin/rm", `arg=${dropped}`)), { Pins: [dropped] });
  await assertRefused(await call(url, "pin/rm", `arg=${dropped}`), 404, "STORAGE_NOT_FOUND");
  await assertRefused(await call(url, "pin/ls", `arg=${dropped}`), 404, "STORAGE_NOT_FOUND");
  assert.equal((await fetch(`${url}/ipfs/${dropped}`)).status, 200);

  const before = await json<{ RepoSize: number }>(await call(url, "repo/stat"));
  const removed = await json<{ blocks: number; bytes: number }>(await call(url, "repo/gc"));
  assert.equal(removed.blocks, 4);
  const after = await json<{ RepoSize: number }>(await call(url, "repo/stat"));
  assert.equal(after.RepoSize, before.RepoSize - removed.bytes);
  assert.equal((await fetch(`${url}/ipfs/${dropped}`)).status, 404);
  assert.equal((await (await fetch(`${url}/ipfs/${kept}`)).arrayBuffer()).byteLength, 3_000);
});

test("web pages: who may call what", async (t) => {
  const { url } = await startGateway(t, { env: { BLACKTAIL_STORAGE_ORIGINS: "*" } });
  const from = (command: string, origin: string, method = "POST", address = url) =>
    fetch(`${address}/api/v0/${command}`, {
      method,
      headers: { origin, "access-control-request-private-network": "true" },
    });
  const preflight = await from("add", "https://app.example", "OPTIONS");
  assert.equal(preflight.status, 204);
  assert.equal(preflight.headers.get("access-control-allow-origin"), "*");
  assert.equal(preflight.headers.get("access-control-allow-private-network"), "true");
  for (const command of ["pin/rm?arg=x", "pin/add?arg=x", "pin/ls", "repo/gc"]) {
    await assertRefused(await from(command, "https://app.example"), 403, "STORAGE_ORIGIN_REFUSED");
  }

  const strict = await startGateway(t, {
    env: { BLACKTAIL_STORAGE_ORIGINS: "https://app.example, http://localhost:8580" },
  });
  await assertRefused(await from("version", "https://evil.example", "POST", strict.url), 403, "STORAGE_ORIGIN_REFUSED");
  const allowed = await from("version", "http://localhost:8580", "POST", strict.url);
  assert.equal(allowed.headers.get("access-control-allow-origin"), "http://localhost:8580");
  assert.equal((await json<{ System: string }>(allowed)).System, process.platform);
  await assertRefused(await fetch(`${url}/api/v0/version`), 405, "STORAGE_METHOD");
  await assertRefused(await call(url, "config/show"), 404, "STORAGE_UNKNOWN_ROUTE");
  await assertRefused(await call(url, "constructor"), 404, "STORAGE_UNKNOWN_ROUTE");
});

test("no web page may upload unless its origin is named, yet every page may read", async (t) => {
  const { url } = await startGateway(t);
  for (const origin of ["https://evil.example", "http://localhost:8580", url, "null"]) {
    for (const method of ["OPTIONS", "POST"]) {
      const headers = { origin, "access-control-request-private-network": "true" };
      const answer = await fetch(`${url}/api/v0/add`, { method, headers });
      assert.equal(answer.headers.get("access-control-allow-origin"), null);
      assert.equal(answer.headers.get("access-control-allow-private-network"), null);
      await assertRefused(answer, 403, "STORAGE_ORIGIN_REFUSED");
    }
  }
  const cid = await addOne(url, "from the command line");
  const read = await fetch(`${url}/ipfs/${cid}`, { headers: { origin: "https://evil.example" } });
  assert.equal(read.headers.get("access-control-allow-origin"), "*");
  assert.equal(await read.text(), "from the command line");
});

test("a token, when one is configured, is asked of writers only", async (t) => {
  const { url } = await startGateway(t, { env: { BLACKTAIL_STORAGE_TOKEN: "0123456789abcdef" } });
  await assertRefused(await postFiles(url, { f: "x" }), 401, "STORAGE_UNAUTHORIZED");
  const send = (token: string) =>
    fetch(`${url}/api/v0/version`, { method: "POST", headers: { authorization: `Bearer ${token}` } });
  await assertRefused(await send("0123456789abcdeX"), 401, "STORAGE_UNAUTHORIZED");
  assert.equal((await send("0123456789abcdef")).status, 200);
  assert.equal((await fetch(`${url}/ipfs/${ABSENT}`)).status, 404);
});
