import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { concat, hexToBytes } from "viem";
import { z } from "zod";
import {
  BlacktailError,
  canonicalJson,
  cidToDigest,
  digestJson,
  digestToCid,
  inputRoot,
  MAX_DOCUMENT_BYTES,
  parseDocument,
  sha256Hex,
} from "../src/index.ts";

const utf8 = (text: string) => new TextEncoder().encode(text);
const text = (value: unknown) => new TextDecoder().decode(canonicalJson(value));
const code = (expected: string) => (error: unknown) => error instanceof BlacktailError && error.code === expected;

const ABC = "0xba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
const ABC_CID = "bafkreif2pall7dybz7vecqka3zo24irdwabwdi4wc55jznaq75q7eaavvu";

test("sha-256 vectors of FIPS 180-2", () => {
  assert.equal(sha256Hex(utf8("")), "0xe3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  assert.equal(sha256Hex(utf8("abc")), ABC);
});

test("the CID that kubo gives for `ipfs add --raw-leaves --cid-version=1`", () => {
  assert.equal(digestToCid(ABC), ABC_CID);
  assert.equal(cidToDigest(ABC_CID), ABC);
  assert.equal(digestToCid(sha256Hex(utf8(""))), "bafkreihdwdcefgh4dqkjv67uzcmw7ojee6xedzdetojuzjevtenxquvyku");
});

test("the digest inside UnixFS CIDs of both versions is the root node's", () => {
  // Kubo's empty directory, as CIDv0 and CIDv1.
  const digest = cidToDigest("QmUNLLsPACCz1vLxQVkXqqLX5R1X345qqfHbsf67hvA3Nn");
  assert.equal(cidToDigest("bafybeiczsscdsbs7ffqz55asqdf3smv6klcw3gofszvwlyarci47bgf354"), digest);
});

test("digest and CID are one to one", () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 256 }), (bytes) => {
      const digest = sha256Hex(bytes);
      assert.equal(cidToDigest(digestToCid(digest)), digest);
    }),
  );
});

test("what is no digest or no sha2-256 CID is refused", () => {
  assert.throws(() => digestToCid("0x1234"), code("DIGEST_INVALID"));
  assert.throws(() => cidToDigest("hello"), code("CID_INVALID"));
  // Identity multihash (0x00) of "abc".
  assert.throws(() => cidToDigest("bafkqaa3bmjrq"), code("CID_INVALID"));
});

test("RFC 8785, section 3.2.3: sorting by UTF-16 code units", () => {
  const sorted = text({
    "€": "Euro Sign",
    "\r": "Carriage Return",
    "\ufb33": "Hebrew Letter Dalet With Dagesh",
    "1": "One",
    "\u{1f600}": "Emoji: Grinning Face",
    "\u0080": "Control",
    ö: "Latin Small Letter O With Diaeresis",
  });
  const order = [...sorted.matchAll(/:"([^"]*)"/g)].map((match) => match[1]);
  assert.deepEqual(order, [
    "Carriage Return",
    "One",
    "Control",
    "Latin Small Letter O With Diaeresis",
    "Euro Sign",
    "Emoji: Grinning Face",
    "Hebrew Letter Dalet With Dagesh",
  ]);
});

test("RFC 8785, section 3.2.2: the specification's sample", () => {
  const sample = {
    numbers: [Number("333333333.33333329"), 1e30, 4.5, 2e-3, 1e-27],
    string: '€$\u000f\nA\'B"\\\\"/',
    literals: [null, true, false],
  };
  assert.equal(
    text(sample),
    '{"literals":[null,true,false],"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27],"string":"€$\\u000f\\nA\'B\\"\\\\\\\\\\"/"}',
  );
});

test("RFC 8785, appendix B: numbers", () => {
  const view = new DataView(new ArrayBuffer(8));
  const vectors: [string, string][] = [
    ["0000000000000000", "0"],
    ["8000000000000000", "0"],
    ["0000000000000001", "5e-324"],
    ["8000000000000001", "-5e-324"],
    ["7fefffffffffffff", "1.7976931348623157e+308"],
    ["4340000000000000", "9007199254740992"],
    ["4430000000000000", "295147905179352830000"],
    ["44b52d02c7e14af5", "9.999999999999997e+22"],
    ["444b1ae4d6e2ef4e", "999999999999999700000"],
    ["444b1ae4d6e2ef50", "1e+21"],
    ["3eb0c6f7a0b5ed8c", "9.999999999999997e-7"],
    ["3eb0c6f7a0b5ed8d", "0.000001"],
    ["41b3de4355555553", "333333333.3333332"],
    ["becbf647612f3696", "-0.0000033333333333333333"],
    ["43143ff3c1cb0959", "1424953923781206.2"],
  ];
  for (const [bits, expected] of vectors) {
    view.setBigUint64(0, BigInt(`0x${bits}`));
    assert.equal(text(view.getFloat64(0)), expected, bits);
  }
});

test("any JSON has one digest, whatever the order of its keys", () => {
  fc.assert(
    fc.property(fc.jsonValue({ maxDepth: 4 }), (value) => {
      const bytes = canonicalJson(value);
      const again: unknown = JSON.parse(new TextDecoder().decode(bytes));
      assert.deepEqual(canonicalJson(again), bytes);
      assert.deepEqual(canonicalJson(reversed(again)), bytes);
    }),
  );
});

test("what JSON cannot say is refused, not altered", () => {
  const cycle: unknown[] = [];
  cycle.push(cycle);
  for (const value of [undefined, Number.NaN, Number.POSITIVE_INFINITY, { a: 1n }, "\ud800", cycle, () => 1]) {
    assert.throws(() => canonicalJson(value), code("JSON_INVALID"));
  }
  assert.equal(text({ a: undefined, b: 1 }), '{"b":1}');
});

test("a document of 1 MiB is the largest", () => {
  assert.equal(canonicalJson("a".repeat(MAX_DOCUMENT_BYTES - 2)).length, MAX_DOCUMENT_BYTES);
  assert.throws(() => canonicalJson("a".repeat(MAX_DOCUMENT_BYTES - 1)), code("DOCUMENT_TOO_LARGE"));
});

test("parseDocument takes canonical documents only, so that their digest can be recomputed", () => {
  const Schema = z.strictObject({ a: z.number(), b: z.number() });
  const document = parseDocument(Schema, utf8('{"a":1,"b":2}'));
  assert.equal(digestJson(document), sha256Hex(utf8('{"a":1,"b":2}')));
  for (const bad of [
    '{"b":2,"a":1}',
    '{"a":1, "b":2}',
    '{"a":1,"a":1,"b":2}',
    '{"a":1.0,"b":2}',
    '{"__proto__":1,"a":1}',
  ]) {
    assert.throws(() => parseDocument(Schema, utf8(bad)), BlacktailError, bad);
  }
  assert.throws(() => parseDocument(Schema, utf8('{"a":1')), code("JSON_INVALID"));
  assert.throws(() => parseDocument(Schema, hexToBytes("0x22ff22")), code("JSON_INVALID"));
  assert.throws(() => parseDocument(Schema, utf8('{"a":1,"b":"2"}')), code("DOCUMENT_INVALID"));
  assert.throws(() => parseDocument(Schema, new Uint8Array(MAX_DOCUMENT_BYTES + 1)), code("DOCUMENT_TOO_LARGE"));
});

test("a receipt's root of inputs: the digests in their order, and in a later stage the output before it", () => {
  const data = ["a", "b"].map((name) => ({ digest: sha256Hex(utf8(name)) }));
  const output = sha256Hex(utf8("output"));
  const digests = data.map(({ digest }) => digest);
  assert.equal(inputRoot(data), sha256Hex(hexToBytes(concat(digests))));
  assert.equal(inputRoot(data, output), sha256Hex(hexToBytes(concat([...digests, output]))));
  assert.notEqual(inputRoot(data.toReversed()), inputRoot(data));
});

function reversed(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(reversed);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .reverse()
      .map(([key, inner]) => [key, reversed(inner)]),
  );
}
