import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { request } from "node:http";
import { after, before, describe, test } from "node:test";
import { CarBlockIterator } from "@ipld/car/iterator";
import { CID } from "multiformats/cid";
import { matches } from "../src/store/matches.ts";
import { addFiles, addOne, assertRefused, json } from "./support/calls.ts";
import { type Gateway, startGateway } from "./support/startGateway.ts";

const ABSENT = "bafkreigh2akiscaildcqabsyg3dfr6chu3fgpregiymsck7e7aqa4s52zy";
const CHUNKS = "cid-version=1&chunker=size-1000";

describe("reading", () => {
  let gateway: Gateway;
  const cleanups: (() => unknown)[] = [];
  const content = randomBytes(10_500);
  let cid: string;
  let directory: string;
  const get = (path: string, init?: RequestInit) => fetch(`${gateway.url}/ipfs/${path}`, init);

  before(async () => {
    gateway = await startGateway({ after: (fn) => cleanups.push(fn as () => unknown) });
    cid = await addOne(gateway.url, content, CHUNKS);
    const files = { "dir/a.html": "<script>alert(1)</script>", "dir/sub/ä b.txt": "umlaut", "dir/zero": "" };
    directory = (await addFiles(gateway.url, files, "cid-version=1")).at(-1)?.Hash ?? "";
  });
  after(async () => {
    for (const each of cleanups) await each();
  });

  test("a file, whole and by HEAD, with safe headers", async () => {
    const response = await get(cid);
    assert.deepEqual(Buffer.from(await response.arrayBuffer()), content);
    const head = await get(cid, { method: "HEAD" });
    assert.equal((await head.arrayBuffer()).byteLength, 0);
    for (const { headers } of [response, head]) {
      assert.equal(headers.get("content-length"), "10500");
      assert.equal(headers.get("content-type"), "application/octet-stream");
      assert.equal(headers.get("x-content-type-options"), "nosniff");
      assert.match(headers.get("content-security-policy") ?? "", /default-src 'none'; sandbox/);
      assert.equal(headers.get("content-disposition"), "attachment");
      assert.equal(headers.get("access-control-allow-origin"), "*");
      assert.match(headers.get("cache-control") ?? "", /immutable/);
      assert.equal(headers.get("etag"), `"${cid}"`);
    }
  });

  for (const [range, from, to] of [
    ["bytes=0-0", 0, 1],
    ["bytes=999-1000", 999, 1_001],
    ["bytes=2500-7999", 2_500, 8_000],
    ["bytes=10499-", 10_499, 10_500],
    ["bytes=10000-99999", 10_000, 10_500],
    ["bytes=-700", 9_800, 10_500],
    ["bytes=-99999", 0, 10_500],
  ] as const) {
    test(`range ${range}`, async () => {
      const response = await get(cid, { headers: { range } });
      assert.equal(response.status, 206);
      assert.equal(response.headers.get("content-range"), `bytes ${from}-${to - 1}/10500`);
      assert.deepEqual(Buffer.from(await response.arrayBuffer()), content.subarray(from, to));
    });
  }

  test("ranges that cannot be answered", async () => {
    const outside = await get(cid, { headers: { range: "bytes=10500-" } });
    assert.equal(outside.headers.get("content-range"), "bytes */10500");
    await assertRefused(outside, 416, "STORAGE_RANGE");
    for (const range of ["bytes=5-2", "bytes=0-1,4-5", "lines=1-2", "bytes=-"]) {
      const response = await get(cid, { headers: { range } });
      assert.equal(response.status, 200, range);
      assert.equal((await response.arrayBuffer()).byteLength, 10_500);
    }
    const stale = await get(cid, { headers: { range: "bytes=0-0", "if-range": '"other"' } });
    assert.equal(stale.status, 200);
  });

  test("conditional requests", async () => {
    for (const tag of [`"${cid}"`, `W/"${cid}"`, `"x", "${cid}"`, "*"]) {
      const response = await get(cid, { headers: { "if-none-match": tag } });
      assert.equal(response.status, 304, tag);
    }
    assert.equal((await get(cid, { headers: { "if-none-match": `"${cid}.raw"` } })).status, 200);
  });

  test("one block by ?format=raw and by Accept", async () => {
    for (const response of [
      await get(`${cid}?format=raw`),
      await get(cid, { headers: { accept: "application/vnd.ipld.raw" } }),
    ]) {
      assert.equal(response.headers.get("content-type"), "application/vnd.ipld.raw");
      assert.equal(response.headers.get("etag"), `"${cid}.raw"`);
      assert.ok(matches(CID.parse(cid), Buffer.from(await response.arrayBuffer())));
    }
    await assertRefused(await get(`${cid}?format=tar`), 400, "STORAGE_UNSUPPORTED");
  });

  test("a CAR holds every block, each right, and rebuilds the file", async () => {
    const response = await get(cid, { headers: { accept: "application/vnd.ipld.car" } });
    const car = await CarBlockIterator.fromBytes(new Uint8Array(await response.arrayBuffer()));
    assert.deepEqual((await car.getRoots()).map(String), [cid]);
    const leaves: Uint8Array[] = [];
    for await (const block of car) {
      assert.ok(matches(block.cid, block.bytes), String(block.cid));
      if (block.cid.code === 0x55) leaves.push(block.bytes);
    }
    assert.deepEqual(Buffer.concat(leaves), content);
  });

  test("a CAR of a path proves the path; dag-scope=block stops there", async () => {
    const response = await get(`${directory}/sub?format=car&dag-scope=block`);
    const car = await CarBlockIterator.fromBytes(new Uint8Array(await response.arrayBuffer()));
    const cids: string[] = [];
    for await (const { cid: each } of car) cids.push(String(each));
    assert.equal(cids.length, 2);
    assert.equal(cids[0], directory);
  });

  test("only-if-cached", async () => {
    const headers = { "cache-control": "only-if-cached" };
    assert.equal((await get(cid, { headers })).status, 200);
    await assertRefused(await get(ABSENT, { headers }), 412, "STORAGE_NOT_CACHED");
    assert.equal((await get(ABSENT, { headers, method: "HEAD" })).status, 412);
    const response = await get(ABSENT);
    assert.equal(response.headers.get("cache-control"), "no-store");
    await assertRefused(response, 404, "STORAGE_NOT_FOUND");
  });

  test("directories and files in them", async () => {
    const listing = await json<{ entries: { name: string }[] }>(await get(directory));
    assert.deepEqual(
      listing.entries.map(({ name }) => name),
      ["a.html", "sub", "zero"],
    );
    assert.equal(await (await get(`${directory}/sub/${encodeURIComponent("ä b.txt")}`)).text(), "umlaut");
    assert.equal((await get(`${directory}/zero`)).headers.get("content-length"), "0");
    await assertRefused(await get(`${directory}/nothing`), 404, "STORAGE_NOT_FOUND");
    await assertRefused(await get(`${cid}/below`), 404, "STORAGE_NOT_FOUND");
  });

  test("hostile content is never served as something a browser runs", async () => {
    const html = await get(`${directory}/a.html?filename=${encodeURIComponent('x"\r\n.html')}`);
    assert.equal(html.headers.get("content-type"), "application/octet-stream");
    assert.equal(html.headers.get("content-disposition"), "attachment; filename*=UTF-8''x%22%0D%0A.html");
    const svg = await addOne(gateway.url, "<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>");
    assert.equal((await get(svg)).headers.get("content-type"), "application/octet-stream");
    const png = await addOne(gateway.url, Buffer.from("89504e470d0a1a0a0000000d49484452", "hex"));
    assert.equal((await get(png)).headers.get("content-type"), "image/png");
  });

  for (const path of [
    "/ipfs/../lock",
    "/ipfs/%2e%2e/%2e%2e/etc/passwd",
    "/ipfs/..%2f..%2fetc%2fpasswd",
    "/ipfs/CID/../../../etc/passwd",
    "/ipfs/CID/..%2f..%2fetc%2fpasswd",
    "/ipfs/CID/%2e%2e%2fpasswd",
    "/ipfs/CID/%00",
    "/ipfs/CID/%zz",
    "/ipfs/",
    "/ipfs//",
    "/ipfs/QmBad",
    "//ipfs/CID",
    "/ipfs/bagaaierasords4njcts6vs7qvdjfcvgnume4hqohf65zsfguprqphs3icwea".replace("bagaaier", "bagbbier"),
  ]) {
    test(`no way out of the store by ${path}`, async () => {
      const { status, body } = await rawGet(gateway.url, path.replace("CID", directory));
      assert.ok(status === 400 || status === 404, `${status} ${body}`);
      assert.equal(JSON.parse(body).Type, "error");
    });
  }

  test("methods, unknown routes and preflight", async () => {
    await assertRefused(await get(cid, { method: "DELETE" }), 405, "STORAGE_METHOD");
    await assertRefused(await fetch(`${gateway.url}/ipns/example.org`), 404, "STORAGE_UNKNOWN_ROUTE");
    const preflight = await get(cid, { method: "OPTIONS", headers: { origin: "https://app.example" } });
    assert.equal(preflight.status, 204);
    assert.match(preflight.headers.get("access-control-allow-headers") ?? "", /Range/);
    assert.equal((await json<{ status: string }>(await fetch(`${gateway.url}/healthz`))).status, "ok");
  });
});

/** fetch would tidy the path up before it is sent. */
function rawGet(url: string, path: string): Promise<{ status: number | undefined; body: string }> {
  return new Promise((resolve, reject) => {
    const sent = request(url, { path }, (response) => {
      let body = "";
      response.setEncoding("utf8");
      response.on("data", (text: string) => {
        body += text;
      });
      response.on("end", () => resolve({ status: response.statusCode, body }));
    });
    sent.on("error", reject);
    sent.end();
  });
}
