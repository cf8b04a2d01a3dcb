import assert from "node:assert/strict";
import { createHash, randomBytes } from "node:crypto";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { after, before, describe, test } from "node:test";
import { CID } from "multiformats/cid";
import { create } from "multiformats/hashes/digest";
import { z } from "zod";
import { type Gateway, startGateway } from "../../storage/test/support/startGateway.ts";
import { digestToCid } from "../src/digest/digestToCid.ts";
import { BlacktailError } from "../src/errors/BlacktailError.ts";
import { Artifact } from "../src/schemas/Artifact.ts";
import { createStorage, identify, type Storage } from "../src/storage/index.ts";

const MIB = 1_048_576;
const ABSENT = "bafkreigh2akiscaildcqabsyg3dfr6chu3fgpregiymsck7e7aqa4s52zy";

describe("storage", () => {
  const cleanups: (() => unknown)[] = [];
  const hooks = { after: (fn: unknown) => cleanups.push(fn as () => unknown) };
  let gateway: Gateway;
  let storage: Storage;

  before(async () => {
    gateway = await startGateway(hooks, { env: { BLACKTAIL_STORAGE_MAX_BYTES: String(8 * MIB) } });
    storage = createStorage({ api: gateway.url });
  });
  after(async () => {
    for (const each of cleanups) await each();
  });

  /** A server of one handler; its address. */
  async function serve(handler: (req: IncomingMessage, res: ServerResponse) => unknown): Promise<string> {
    const server = createServer((req, res) => void handler(req, res)).listen(0, "127.0.0.1");
    cleanups.push(
      () => server.closeAllConnections(),
      () => server.close(),
    );
    await new Promise((resolve) => server.once("listening", resolve));
    return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  }

  /** Passes requests to the real gateway and lets `change` spoil the answer. */
  function proxy(change: (bytes: Buffer) => Uint8Array): Promise<string> {
    return serve(async (req, res) => {
      const answer = await fetch(`${gateway.url}${req.url}`);
      res.writeHead(answer.status).end(change(Buffer.from(await answer.arrayBuffer())));
    });
  }

  const flip = (bytes: Buffer) => {
    const at = Math.floor(bytes.length / 2);
    bytes[at] = (bytes[at] ?? 0) ^ 1;
    return bytes;
  };

  for (const size of [0, 1, 1_000, MIB, MIB + 1, 3 * MIB + 17]) {
    test(`${size} bytes go in and come out, as bytes, Blob and stream alike`, async () => {
      const content = randomBytes(size);
      const artifact = await storage.put(content);
      assert.deepEqual(Artifact.parse(artifact), artifact);
      assert.equal(artifact.size, size);
      assert.equal(artifact.digest, `0x${createHash("sha256").update(content).digest("hex")}`);
      assert.equal(digestToCid(artifact.digest) === artifact.cid, size <= MIB);
      assert.deepEqual(await storage.put(new Blob([content])), artifact);
      assert.deepEqual(await storage.put(pieces(content, 100_003)), artifact);
      assert.deepEqual(await identify([content]), artifact);
      assert.deepEqual(Buffer.from(await storage.get(artifact)), content);
      assert.deepEqual(Buffer.from(await storage.get(artifact.cid)), content);
      assert.equal(await storage.has(artifact.cid), true);
    });
  }

  test("documents: canonical JSON in, checked values out", async () => {
    const schema = z.strictObject({ a: z.number(), b: z.array(z.string()) });
    const artifact = await storage.putJson({ b: ["x"], a: 1 });
    assert.equal(Buffer.from(await storage.get(artifact)).toString(), '{"a":1,"b":["x"]}');
    assert.deepEqual(await storage.getJson(schema, artifact), { a: 1, b: ["x"] });
    await rejects(storage.getJson(z.strictObject({ a: z.string() }), artifact), "DOCUMENT_INVALID");
    const spaced = await storage.put(new TextEncoder().encode('{ "a": 1 }'));
    await rejects(storage.getJson(z.strictObject({ a: z.number() }), spaced), "DOCUMENT_NOT_CANONICAL");
    const large = await storage.put(new Uint8Array(MIB + 1));
    await rejects(storage.getJson(schema, large), "STORAGE_TOO_LARGE");
  });

  test("a gateway that flips one bit is caught, in small and in chunked content, and the next is used", async () => {
    const bad = await proxy(flip);
    const two = createStorage({ api: gateway.url, gateways: [bad, gateway.url] });
    for (const size of [500, 3 * MIB]) {
      const content = randomBytes(size);
      const artifact = await two.put(content);
      assert.deepEqual(Buffer.from(await two.get(artifact)), content);
    }
    const alone = createStorage({ api: gateway.url, gateways: [bad] });
    const { cid } = await alone.put(randomBytes(500));
    const error = await rejects(alone.get(cid), "STORAGE_TAMPERED");
    assert.match(error.message, new RegExp(`${bad} sent 500 bytes that do not hash to the CID`));
  });

  test("each way a gateway fails is survived while one works, and told when none does", async () => {
    const { cid } = await storage.put(randomBytes(700));
    const silent = await serve(() => undefined);
    const cutting = await serve((_, res) => {
      res.writeHead(200, { "content-length": 700 });
      res.write("half");
      setTimeout(() => res.destroy(), 20);
    });
    const missing = await serve((_, res) => res.writeHead(404).end());
    const failing = await serve((_, res) => res.writeHead(500).end());
    const endless = await serve((_, res) => {
      const piece = Buffer.alloc(MIB);
      const write = () => {
        while (res.write(piece));
        res.once("drain", write);
      };
      write();
    });
    const bad = [silent, cutting, missing, failing, endless, "http://127.0.0.1:9"];
    const works = createStorage({ api: gateway.url, gateways: [...bad, gateway.url], timeoutMs: 1_500 });
    assert.equal((await works.get(cid)).length, 700);

    const error = await rejects(
      createStorage({ api: gateway.url, gateways: bad, timeoutMs: 1_500 }).get(cid),
      "STORAGE_UNREACHABLE",
    );
    assert.equal(error.retryable, true);
    for (const story of [
      `${silent} did not answer within 1500 ms`,
      `${cutting} could not be reached`,
      `${missing} answered 404`,
      `${failing} answered 500`,
      `${endless} sent more than 2097152 bytes`,
      "http://127.0.0.1:9 could not be reached",
    ]) {
      assert.ok(error.message.includes(story), `${story} is not told in: ${error.message}`);
    }
    const absent = await rejects(storage.get(ABSENT), "STORAGE_NOT_FOUND");
    assert.match(absent.message, /answered 404/);
    assert.equal(await storage.has(ABSENT), false);
  });

  test("credentials in a gateway's address do not reach an error", async () => {
    const address = "http://user:secret@127.0.0.1:9/0123456789abcdef0123456789";
    const error = await rejects(
      createStorage({ api: gateway.url, gateways: [address] }).get(ABSENT),
      "STORAGE_UNREACHABLE",
    );
    assert.ok(!/secret|0123456789abcdef/.test(`${error.message} ${error.fix} ${error.cause}`));
  });

  test("an artifact whose description lies is refused", async () => {
    const artifact = await storage.put(randomBytes(2 * MIB));
    const other = `0x${"11".repeat(32)}` as const;
    await rejects(storage.get({ ...artifact, digest: other }), "STORAGE_DIGEST_MISMATCH");
    await rejects(storage.get({ ...artifact, size: 5 }), "STORAGE_SIZE_MISMATCH");
    await rejects(storage.get(artifact, { maxBytes: 1_000 }), "STORAGE_TOO_LARGE");
    await rejects(storage.get("nonsense"), "CID_INVALID");
    const sha1 = CID.createV1(0x55, create(0x11, new Uint8Array(20))).toString();
    await rejects(storage.get(sha1), "CID_INVALID", /cannot be checked/);
  });

  test("hostile trees: a lying size, a directory, and depth without end", async () => {
    const leaf = await block("raw", Buffer.from("four"));
    const lying = await block("dag-pb", fileNode([{ cid: leaf, size: 3 }]));
    await rejects(storage.get(lying), "STORAGE_MALFORMED", /holds 4 bytes where its parent declares 3/);
    const uneven = await block("dag-pb", fileNode([{ cid: leaf, size: 4 }], []));
    await rejects(storage.get(uneven), "STORAGE_MALFORMED", /1 links but 0 sizes/);
    const directory = await block("dag-pb", Buffer.from([0x0a, 0x02, 0x08, 0x01]));
    await rejects(storage.get(directory), "STORAGE_NOT_A_FILE", /directory/);

    let cid = leaf;
    for (let level = 0; level < 40; level++) cid = await block("dag-pb", fileNode([{ cid, size: 4 }]));
    await rejects(storage.get(cid), "STORAGE_MALFORMED", /nested deeper/);

    // One small block, linked over and over on each level: 4 · 100⁵ bytes out of six blocks.
    let [bomb, size] = [leaf, 4];
    for (let level = 0; level < 5; level++) {
      bomb = await block("dag-pb", fileNode(Array.from({ length: 100 }, () => ({ cid: bomb, size }))));
      size *= 100;
    }
    await rejects(storage.get(bomb), "STORAGE_TOO_LARGE", /40000000000 bytes/);
  });

  test("uploads that fail say why", async () => {
    const small = createStorage({ api: gateway.url, maxBytes: 1_000 });
    await rejects(small.put(new Uint8Array(1_001)), "STORAGE_TOO_LARGE");
    await rejects(small.put(pieces(new Uint8Array(5_000), 400)), "STORAGE_TOO_LARGE");
    const refused = await rejects(storage.put(new Uint8Array(9 * MIB)), "STORAGE_TOO_LARGE");
    assert.match(refused.message, /413: .*limit of 8388608 bytes/);
    await rejects(createStorage({ api: "http://127.0.0.1:9" }).put(new Uint8Array(1)), "STORAGE_UNREACHABLE");
    const broken = (async function* () {
      yield new Uint8Array(10);
      throw new Error("the source broke");
    })();
    await assert.rejects(storage.put(broken), /the source broke/);

    const liar = await serve((req, res) => {
      req.resume();
      req.on("end", () => res.end(`${JSON.stringify({ Name: "f", Hash: ABSENT, Size: "1" })}\n`));
    });
    const error = await rejects(createStorage({ api: liar }).put(new Uint8Array(1)), "STORAGE_CID_MISMATCH");
    assert.ok(error.message.includes(ABSENT));
    const full = await serve((req, res) => {
      req.resume();
      req.on("end", () => res.writeHead(507).end('{"Message":"The disk is full."}'));
    });
    await rejects(createStorage({ api: full }).put(new Uint8Array(1)), "STORAGE_FULL", /The disk is full/);
  });

  test("an upload is sent with the token, and a pinning service is asked to keep it", async () => {
    const seen: { auth: string | undefined; url: string | undefined; body: string }[] = [];
    let status = "queued";
    const pinning = await serve(async (req, res) => {
      let body = "";
      for await (const chunk of req) body += chunk;
      seen.push({ auth: req.headers.authorization, url: req.url, body });
      res
        .writeHead(202, { "content-type": "application/json" })
        .end(JSON.stringify({ requestid: "1", status, pin: {} }));
    });
    const token = await startGateway(hooks, { env: { BLACKTAIL_STORAGE_TOKEN: "0123456789abcdef" } });
    const options = { api: token.url, pinning: { url: `${pinning}/`, token: "t0ken" } };
    await rejects(createStorage(options).put(new Uint8Array(3)), "STORAGE_UPLOAD_REFUSED", /401/);
    const pinned = createStorage({ ...options, headers: { authorization: "Bearer 0123456789abcdef" } });
    const { cid } = await pinned.put(new Uint8Array(3));
    assert.deepEqual(seen, [{ auth: "Bearer t0ken", url: "/pins", body: JSON.stringify({ cid }) }]);
    status = "failed";
    await rejects(pinned.put(new Uint8Array(4)), "STORAGE_PIN_FAILED", /is stored, but/);
  });

  test("reading stops when it is told to", async () => {
    const artifact = await storage.put(randomBytes(4 * MIB));
    const controller = new AbortController();
    const reading = (async () => {
      for await (const _ of storage.stream(artifact, { signal: controller.signal }))
        controller.abort(new Error("enough"));
    })();
    await assert.rejects(reading, /enough/);
  });

  /** Stores one block by the RPC API. */
  async function block(codec: string, bytes: Uint8Array): Promise<string> {
    const form = new FormData();
    form.append("data", new Blob([bytes.slice()]), "data");
    const answer = await fetch(`${gateway.url}/api/v0/block/put?cid-codec=${codec}`, { method: "POST", body: form });
    const { Key } = JSON.parse(await answer.text());
    return Key;
  }
});

async function* pieces(content: Uint8Array, size: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < content.length; at += size) yield content.subarray(at, at + size);
}

async function rejects(promise: Promise<unknown>, code: string, message = /./): Promise<BlacktailError> {
  const error = await promise.then(
    () => assert.fail(`it should fail with ${code}`),
    (reason: unknown) => reason,
  );
  assert.ok(error instanceof BlacktailError, String(error));
  assert.equal(error.code, code, error.message);
  assert.match(error.message, message);
  return error;
}

/** A UnixFS file node in dag-pb, written by hand so that it can lie. */
function fileNode(children: { cid: string; size: number }[], sizes = children.map(({ size }) => size)): Buffer {
  const links = children.map(({ cid }) => bytesField(2, bytesField(1, CID.parse(cid).bytes)));
  const data = Buffer.concat([field(1, 2), ...sizes.map((size) => field(4, size))]);
  return Buffer.concat([...links, bytesField(1, data)]);
}

function varint(value: number): Buffer {
  const bytes: number[] = [];
  for (let rest = BigInt(value); ; rest >>= 7n) {
    if (rest < 128n) return Buffer.from([...bytes, Number(rest)]);
    bytes.push(Number(rest & 127n) | 128);
  }
}

const field = (number: number, value: number) => Buffer.concat([varint(number << 3), varint(value)]);
const bytesField = (number: number, bytes: Uint8Array) =>
  Buffer.concat([varint((number << 3) | 2), varint(bytes.length), bytes]);
