import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import { mkdtemp, readdir, readFile, rmdir, stat, writeFile } from "node:fs/promises";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { test } from "node:test";
import { blockFile, checkBlocks, listFiles } from "./support/blocks.ts";
import { addOne, assertRefused, call, pinned, postFiles } from "./support/calls.ts";
import { sleepUntil } from "./support/sleepUntil.ts";
import { type Gateway, startGateway, temporaryFolder } from "./support/startGateway.ts";

const MIB = 1_048_576;

test("a damaged block is set aside, never served, and healed by storing it again", async (t) => {
  const gateway = await startGateway(t);
  const { url, directory } = gateway;
  const content = randomBytes(3_000);
  const query = "cid-version=1&chunker=size-1000&raw-leaves=true";
  const cid = await addOne(url, content, query);
  const leaf = await addOne(url, content.subarray(1_000, 2_000), query);
  const file = blockFile(directory, leaf);
  const bytes = await readFile(file);
  bytes[17] = (bytes[17] ?? 0) ^ 1;
  await writeFile(file, bytes);

  await assert.rejects(async () => (await fetch(`${url}/ipfs/${cid}`)).arrayBuffer(), "the answer must be cut");
  await assertRefused(await fetch(`${url}/ipfs/${leaf}`), 404, "STORAGE_NOT_FOUND");
  assert.equal((await listFiles(path.join(directory, "quarantine"))).length, 1);
  assert.ok(
    gateway.log.some(({ msg, cid: logged }) => /damaged/.test(msg) && String(logged).endsWith(leaf.slice(-20))),
  );

  await writeFile(file, bytes);
  const message = await assertRefused(await fetch(`${url}/ipfs/${leaf}?format=raw`), 500, "STORAGE_CORRUPT");
  assert.match(message, /was not served/);

  await writeFile(file, bytes);
  await assertRefused(await call(url, "pin/add", `arg=${leaf}&recursive=false`), 500, "STORAGE_CORRUPT");
  await writeFile(file, bytes);
  assert.equal(await addOne(url, content, query), cid);
  assert.deepEqual(Buffer.from(await (await fetch(`${url}/ipfs/${cid}`)).arrayBuffer()), content);
  assert.deepEqual((await checkBlocks(directory)).damaged, []);
});

test("kill -9 during an upload: nothing of it is left, what was stored is", async (t) => {
  const first = await startGateway(t);
  const kept = await addOne(first.url, randomBytes(600_000));
  const before = await checkBlocks(first.directory);
  const upload = beginUpload(first, 40 * MIB);
  await sleepUntil(async () => (await listFiles(path.join(first.directory, "staging"))).length > 20);
  assert.equal(await first.stop("SIGKILL"), null);
  await upload;

  const second = await startGateway(t, { directory: first.directory });
  assert.deepEqual(await checkBlocks(second.directory), before);
  assert.deepEqual(await listFiles(path.join(second.directory, "staging")), []);
  assert.deepEqual(await pinned(second.url), [kept]);
  assert.equal((await (await fetch(`${second.url}/ipfs/${kept}`)).arrayBuffer()).byteLength, 600_000);
});

test("kill -9 amid many uploads: each that was answered is there whole, no block and no pin is half-written", async (t) => {
  const directory = await temporaryFolder(t);
  const answered: string[] = [];
  for (let round = 0; round < 5; round++) {
    const gateway = await startGateway(t, { directory });
    const target = answered.length + 1 + round * 3;
    const uploads = Array.from({ length: 20 }, async () => {
      const cid = await addOne(gateway.url, randomBytes(700_000)).catch(() => undefined);
      if (cid !== undefined) answered.push(cid);
    });
    await sleepUntil(async () => answered.length >= target);
    await gateway.stop("SIGKILL");
    await Promise.all(uploads);
    assert.deepEqual((await checkBlocks(directory)).damaged, []);
  }
  const { url } = await startGateway(t, { directory });
  const pins = await pinned(url);
  for (const cid of answered) assert.ok(pins.includes(cid), `${cid} was answered but is not pinned`);
  for (const cid of pins) {
    assert.equal((await (await fetch(`${url}/ipfs/${cid}`)).arrayBuffer()).byteLength, 700_000);
  }
  t.diagnostic(`${answered.length} of 100 uploads were answered before the kills, ${pins.length} are there`);
});

test("a sender who leaves: no pin, no blocks, the next upload works", async (t) => {
  const gateway = await startGateway(t);
  for (let round = 0; round < 3; round++) {
    const upload = beginUpload(gateway, 8 * MIB);
    await sleepUntil(async () => (await listFiles(path.join(gateway.directory, "staging"))).length > 3);
    (await upload.socket).destroy();
    await upload;
    await sleepUntil(async () => (await listFiles(path.join(gateway.directory, "staging"))).length === 0);
  }
  assert.equal((await checkBlocks(gateway.directory)).count, 0);
  assert.deepEqual(await pinned(gateway.url), []);
  await addOne(gateway.url, "still alive");
});

test("the same content uploaded at once by many is stored once", async (t) => {
  const { url, directory } = await startGateway(t, { env: { BLACKTAIL_STORAGE_QUOTA_BYTES: String(100 * MIB) } });
  const content = randomBytes(1_000_000);
  const cids = await Promise.all(Array.from({ length: 12 }, () => addOne(url, content)));
  assert.equal(new Set(cids).size, 1);
  assert.deepEqual(await checkBlocks(directory), { count: 5, damaged: [] });
  const { RepoSize } = JSON.parse(await (await call(url, "repo/stat")).text());
  assert.equal(RepoSize, await diskUsage(directory));
  assert.deepEqual(Buffer.from(await (await fetch(`${url}/ipfs/${cids[0]}`)).arrayBuffer()), content);
});

test("over the quota: 507, nothing stored, and room again after collecting", async (t) => {
  const { url, directory } = await startGateway(t, { env: { BLACKTAIL_STORAGE_QUOTA_BYTES: "2000000" } });
  const first = await addOne(url, randomBytes(1_500_000));
  const before = await checkBlocks(directory);
  const message = await assertRefused(await postFiles(url, { f: randomBytes(900_000) }), 507, "STORAGE_QUOTA");
  assert.match(message, /2000000 bytes/);
  assert.deepEqual(await checkBlocks(directory), before);
  assert.deepEqual(await listFiles(path.join(directory, "staging")), []);
  await addOne(url, randomBytes(200_000));
  await call(url, "pin/rm", `arg=${first}`);
  await call(url, "repo/gc");
  await addOne(url, randomBytes(1_500_000));
});

test("the disk refuses to take more (limit on file size): 507, nothing stored", async (t) => {
  const gateway = await startGateway(t, { wrapper: ["prlimit", "--fsize=200000"] });
  const message = await assertRefused(await postFiles(gateway.url, { f: randomBytes(900_000) }), 507, "STORAGE_FULL");
  assert.match(message, /disk .* full/);
  assert.equal((await checkBlocks(gateway.directory)).count, 0);
  assert.deepEqual(await pinned(gateway.url), []);
  const small = await addOne(gateway.url, randomBytes(100_000));
  assert.equal((await fetch(`${gateway.url}/ipfs/${small}`)).status, 200);
});

test("a disk that is really full: 507, nothing stored, reading goes on", { skip: !canMount() }, async (t) => {
  const directory = await mkdtemp(path.join(tmpdir(), "blacktail-disk-"));
  execFileSync("mount", ["-t", "tmpfs", "-o", "size=4m", "tmpfs", directory]);
  const cleanups: (() => unknown)[] = [];
  t.after(async () => {
    for (const each of cleanups) await each();
    execFileSync("umount", [directory]);
    await rmdir(directory);
  });
  const gateway = await startGateway({ after: (fn) => cleanups.push(fn as () => unknown) }, { directory });
  const first = await addOne(gateway.url, randomBytes(2_000_000));
  const before = await checkBlocks(directory);
  await assertRefused(await postFiles(gateway.url, { f: randomBytes(3_000_000) }), 507, "STORAGE_FULL");
  assert.deepEqual(await checkBlocks(directory), before);
  assert.deepEqual(await listFiles(path.join(directory, "staging")), []);
  assert.deepEqual(await pinned(gateway.url), [first]);
  assert.equal((await (await fetch(`${gateway.url}/ipfs/${first}`)).arrayBuffer()).byteLength, 2_000_000);
  await addOne(gateway.url, randomBytes(500_000));
});

/** Sends a part of a large upload slowly and never ends it; resolves when the connection is gone. */
function beginUpload({ url }: Gateway, size: number): Promise<void> & { socket: Promise<ReturnType<typeof connect>> } {
  const socket = connect(Number(new URL(url).port), "127.0.0.1");
  const done = new Promise<void>((resolve) => socket.once("close", () => resolve()));
  socket.on("error", () => undefined);
  const head = '--b\r\ncontent-disposition: form-data; name="file"; filename="big"\r\n\r\n';
  socket.write(
    `POST /api/v0/add HTTP/1.1\r\nhost: x\r\ncontent-type: multipart/form-data; boundary=b\r\ncontent-length: ${size + 1_000}\r\n\r\n${head}`,
  );
  socket.write(randomBytes(size - 1_000));
  return Object.assign(done, { socket: Promise.resolve(socket) });
}

async function diskUsage(directory: string): Promise<number> {
  let bytes = 0;
  const blocks = path.join(directory, "blocks");
  for (const entry of await readdir(blocks, { recursive: true, withFileTypes: true })) {
    if (entry.isFile()) bytes += (await stat(path.join(entry.parentPath, entry.name))).size;
  }
  return bytes;
}

function canMount(): boolean {
  if (process.getuid?.() !== 0) return false;
  try {
    execFileSync("unshare", ["--mount", "mount", "-t", "tmpfs", "tmpfs", "/mnt"], { stdio: "ignore" });
    return true;
  } catch {
    return false;
  }
}
