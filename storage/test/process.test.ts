import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { createHash, randomBytes } from "node:crypto";
import { readdir, readFile } from "node:fs/promises";
import path from "node:path";
import { test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { listFiles } from "./support/blocks.ts";
import { addOne, postFiles } from "./support/calls.ts";
import { sleepUntil } from "./support/sleepUntil.ts";
import { startGateway, temporaryFolder } from "./support/startGateway.ts";

const MAIN = new URL("../src/main.ts", import.meta.url).pathname;
const MIB = 1_048_576;

function run(args: string[], env: Record<string, string> = {}) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [MAIN, ...args], {
    env,
    encoding: "utf8",
    timeout: 20_000,
  });
  return { status, stdout, stderr };
}

test("--help lists every setting that is read", async () => {
  const { status, stdout } = run(["--help"]);
  assert.equal(status, 0);
  const source = await readFile(new URL("../src/config.ts", import.meta.url), "utf8");
  for (const [name] of source.matchAll(/\b(BLACKTAIL_STORAGE_[A-Z_]+|LOG_LEVEL)\b/g))
    assert.ok(stdout.includes(name), name);
});

test("wrong settings are named, with what to do", () => {
  const { status, stderr } = run([], {
    BLACKTAIL_STORAGE_PORT: "70000",
    BLACKTAIL_STORAGE_MAX_BYTES: "much",
    BLACKTAIL_STORAGE_TOKEN: "short",
  });
  assert.equal(status, 78);
  assert.match(
    stderr,
    /^STORAGE_CONFIG: .*BLACKTAIL_STORAGE_PORT="70000".*BLACKTAIL_STORAGE_MAX_BYTES="much".*--help/s,
  );
  assert.ok(!stderr.includes("short"), "the token must not be shown");
});

test("an origin with a path, which no browser sends, is refused at the start", () => {
  for (const origins of ["http://localhost:8580/", "localhost:8580", "http://a.example,b"]) {
    const { status, stderr } = run([], { BLACKTAIL_STORAGE_ORIGINS: origins });
    assert.equal(status, 78);
    assert.ok(
      stderr.startsWith("STORAGE_CONFIG: ") && stderr.includes(`BLACKTAIL_STORAGE_ORIGINS="${origins}"`),
      stderr,
    );
  }
});

test("an unknown option or argument is answered with the usage", () => {
  for (const argument of ["--prot=1", "here", "--help=yes"]) {
    const { status, stdout, stderr } = run([argument]);
    assert.deepEqual({ status, stdout }, { status: 78, stdout: "" });
    assert.match(stderr, /^STORAGE_CONFIG: The command line is wrong: .*Usage: blacktail-storage.*LOG_LEVEL/s);
    assert.doesNotMatch(stderr, /\n {4}at /, "a stack trace helps nobody here");
  }
});

test("a port or folder in use ends it with a sentence and the code for trying again", async (t) => {
  const { url, directory } = await startGateway(t);
  const { port } = new URL(url);
  const other = await temporaryFolder(t);
  const taken = run([], { BLACKTAIL_STORAGE_PORT: port, BLACKTAIL_STORAGE_DIR: other });
  assert.equal(taken.status, 75);
  assert.match(taken.stderr, new RegExp(`STORAGE_PORT_TAKEN: Port ${port} of 127.0.0.1 is in use`));
  const locked = run([], { BLACKTAIL_STORAGE_PORT: "0", BLACKTAIL_STORAGE_DIR: directory });
  assert.equal(locked.status, 75);
  assert.match(locked.stderr, /STORAGE_LOCKED: .* is used by another storage process/);
  assert.equal((await fetch(`${url}/healthz`)).status, 200);
});

test("SIGTERM lets an upload in flight finish, then ends with 0; the content is there after a restart", async (t) => {
  const gateway = await startGateway(t);
  const content = randomBytes(6 * MIB);
  let release = () => {};
  const held = new Promise<void>((resolve) => {
    release = resolve;
  });
  async function* body() {
    yield Buffer.from('--b\r\ncontent-disposition: form-data; name="file"; filename="f"\r\n\r\n');
    yield content.subarray(0, 4 * MIB);
    await held;
    yield content.subarray(4 * MIB);
    yield Buffer.from("\r\n--b--\r\n");
  }
  const init: RequestInit & { duplex: "half" } = {
    method: "POST",
    headers: { "content-type": "multipart/form-data; boundary=b" },
    body: ReadableStream.from(body()),
    duplex: "half",
  };
  const answer = fetch(`${gateway.url}/api/v0/add`, init);
  await sleepUntil(async () => (await listFiles(path.join(gateway.directory, "staging"))).length > 0);
  const exited = gateway.stop("SIGTERM");
  await sleep(100);
  await assert.rejects(fetch(`${gateway.url}/healthz`), "it must not accept any more");
  release();
  const { Hash } = JSON.parse(await (await answer).text());
  assert.equal(await exited, 0);

  const again = await startGateway(t, { directory: gateway.directory });
  assert.deepEqual(Buffer.from(await (await fetch(`${again.url}/ipfs/${Hash}`)).arrayBuffer()), content);
  assert.equal(await again.stop("SIGINT"), 0);
});

test("SIGTERM cuts what takes longer than the grace", async (t) => {
  const gateway = await startGateway(t, { env: { BLACKTAIL_STORAGE_GRACE_MS: "200" } });
  const body = new ReadableStream({
    start: (controller) => controller.enqueue(Buffer.from("--b\r\n")),
  });
  const init: RequestInit & { duplex: "half" } = {
    method: "POST",
    headers: { "content-type": "multipart/form-data; boundary=b" },
    body,
    duplex: "half",
  };
  const answer = fetch(`${gateway.url}/api/v0/add`, init).then(
    () => "answered",
    () => "cut",
  );
  await sleep(300);
  const started = performance.now();
  assert.equal(await gateway.stop("SIGTERM"), 0);
  assert.ok(performance.now() - started < 3_000);
  assert.equal(await answer, "cut");
});

test("more uploads at once than allowed are told to come back", async (t) => {
  const { url, directory } = await startGateway(t, { env: { BLACKTAIL_STORAGE_MAX_UPLOADS: "1" } });
  const controller = new AbortController();
  const init: RequestInit & { duplex: "half" } = {
    method: "POST",
    headers: { "content-type": "multipart/form-data; boundary=b" },
    body: new ReadableStream({ start: (stream) => stream.enqueue(Buffer.from("--b\r\n")) }),
    duplex: "half",
    signal: controller.signal,
  };
  const hanging = fetch(`${url}/api/v0/add`, init).catch(() => undefined);
  await sleepUntil(async () => (await readdir(path.join(directory, "staging"))).length > 0);
  const refused = await postFiles(url, { f: "x" });
  assert.equal(refused.status, 503);
  assert.equal(refused.headers.get("retry-after"), "1");
  controller.abort();
  await hanging;
  await sleepUntil(async () => (await readdir(path.join(directory, "staging"))).length === 0);
  await addOne(url, "x");
});

test("100 MB up and down with bounded memory", async (t) => {
  const { url, child } = await startGateway(t);
  const size = 100_000_000;
  const piece = randomBytes(1_000_000);
  const sent = createHash("sha256");
  async function* body() {
    yield Buffer.from('--b\r\ncontent-disposition: form-data; name="file"; filename="f"\r\n\r\n');
    for (let index = 0; index < 100; index++) {
      piece.writeUInt32LE(index);
      const chunk = Buffer.from(piece);
      sent.update(chunk);
      yield chunk;
    }
    yield Buffer.from("\r\n--b--\r\n");
  }
  const init: RequestInit & { duplex: "half" } = {
    method: "POST",
    headers: { "content-type": "multipart/form-data; boundary=b" },
    body: ReadableStream.from(body()),
    duplex: "half",
  };
  const idle = await memoryOf(child.pid, "VmRSS");
  const start = performance.now();
  const { Hash } = JSON.parse(await (await fetch(`${url}/api/v0/add`, init)).text());
  const up = performance.now();
  const received = createHash("sha256");
  const { body: answer } = await fetch(`${url}/ipfs/${Hash}`);
  assert.ok(answer);
  for await (const chunk of answer) received.update(chunk);
  const down = performance.now();
  assert.equal(received.digest("hex"), sent.digest("hex"));
  const peak = await memoryOf(child.pid, "VmHWM");
  const speed = (ms: number) => Math.round(size / 1_000 / ms);
  t.diagnostic(`up ${speed(up - start)} MB/s, down ${speed(down - up)} MB/s, idle ${idle} MB, peak ${peak} MB`);
  assert.ok(peak - idle < 256, `the peak of ${peak} MB is ${peak - idle} MB above idle`);
});

/** A slow reader must not make the gateway hold the file in memory. */
test("a reader who stops reading holds no memory", async (t) => {
  const { url, child } = await startGateway(t);
  const cid = await addOne(url, new Uint8Array(64 * MIB).fill(7), "cid-version=1&chunker=size-1048576");
  const before = await memoryOf(child.pid, "VmRSS");
  const readers = await Promise.all(Array.from({ length: 8 }, () => fetch(`${url}/ipfs/${cid}`)));
  await sleep(1_000);
  const after = await memoryOf(child.pid, "VmRSS");
  for (const { body } of readers) await body?.cancel();
  t.diagnostic(`${before} MB before, ${after} MB with 8 stalled readers of 64 MiB each`);
  assert.ok(after - before < 200, `${after - before} MB more`);
});

/** In MB. */
async function memoryOf(pid: number | undefined, field: "VmRSS" | "VmHWM"): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, "utf8");
  return Math.round(Number(new RegExp(`${field}:\\s+(\\d+) kB`).exec(status)?.[1]) / 1_000);
}
