import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { test } from "node:test";
import { base58btc } from "multiformats/bases/base58";
import { type Added, addFiles, addOne, json } from "./support/calls.ts";
import { startGateway } from "./support/startGateway.ts";

const MIB = 1_048_576;

test("CIDs equal kubo's", async (t) => {
  const { url } = await startGateway(t);
  const zeros = (size: number) => new Uint8Array(size);

  for (const [what, content, query, cid] of [
    ["empty file, v0", "", "", "QmbFMke1KXqnYyBBWxB74N4c5SBnJMVAiMNRcGu6x1AwQH"],
    ["empty file, v1", "", "cid-version=1", "bafkreihdwdcefgh4dqkjv67uzcmw7ojee6xedzdetojuzjevtenxquvyku"],
    ["hello world, v0", "hello world\n", "", "QmT78zSuBmuS4z925WZfrqQ1qHaJ56DQaTfyMUF7F8ff5o"],
    [
      "hello world, v1",
      "hello world\n",
      "cid-version=1",
      "bafkreifjjcie6lypi6ny7amxnfftagclbuxndqonfipmb64f2km2devei4",
    ],
    ["1 MiB of zeros, 4 chunks", zeros(MIB), "", "QmVkbauSDEaMP4Tkq6Epm9uW75mWm136n81YH8fGtfwdHU"],
    [
      "100 MiB of zeros, 2 levels",
      zeros(100 * MIB),
      "only-hash=true",
      "Qmca3PNFKuZnYkiVv1FpcV1AfDUm4qCSHoYjPTBqDAsyk8",
    ],
    ["profile of 2015", "hello world\n", "profile=unixfs-v0-2015", "QmT78zSuBmuS4z925WZfrqQ1qHaJ56DQaTfyMUF7F8ff5o"],
  ] as const) {
    await t.test(what, async () => assert.equal(await addOne(url, content, query), cid));
  }

  await t.test("a file of two chunks, computed here by the rule of dag-pb and UnixFS", async () => {
    const content = pattern(300_000);
    assert.equal(await addOne(url, content), twoChunkCid(content));
  });

  await t.test("directories, with the sizes that kubo reports", async () => {
    const entries = await addFiles(url, { "hello.txt": "hello world\n" }, "wrap-with-directory=true");
    assert.deepEqual(entries[0], {
      Name: "hello.txt",
      Hash: "QmT78zSuBmuS4z925WZfrqQ1qHaJ56DQaTfyMUF7F8ff5o",
      Size: "20",
    });
    assert.equal(entries[1]?.Name, "");
    const empty =
      "--b\r\ncontent-disposition: form-data; name=file; filename=d\r\ncontent-type: application/x-directory\r\n\r\n\r\n--b--\r\n";
    const response = await fetch(`${url}/api/v0/add`, {
      method: "POST",
      headers: { "content-type": "multipart/form-data; boundary=b" },
      body: empty,
    });
    assert.equal((await json<Added>(response)).Hash, "QmUNLLsPACCz1vLxQVkXqqLX5R1X345qqfHbsf67hvA3Nn");
  });
});

function pattern(size: number): Uint8Array {
  return Uint8Array.from({ length: size }, (_, index) => (index * 31 + (index >> 8)) & 0xff);
}

/** kubo's default: leaves of 256 KiB as UnixFS files in dag-pb, one root that links them; written without its libraries. */
function twoChunkCid(content: Uint8Array): string {
  const leaves = [content.subarray(0, 262_144), content.subarray(262_144)].map((chunk) => {
    const data = Buffer.concat([field(1, 2), bytesField(2, chunk), field(3, chunk.length)]);
    return { size: chunk.length, block: bytesField(1, data) };
  });
  const links = leaves.map(({ block }) =>
    bytesField(
      2,
      Buffer.concat([bytesField(1, multihash(block)), bytesField(2, new Uint8Array()), field(3, block.length)]),
    ),
  );
  const sizes = leaves.map(({ size }) => field(4, size));
  const data = bytesField(1, Buffer.concat([field(1, 2), field(3, content.length), ...sizes]));
  return base58btc.encode(multihash(Buffer.concat([...links, data]))).slice(1);
}

function multihash(block: Uint8Array): Uint8Array {
  return Buffer.concat([Uint8Array.of(0x12, 32), createHash("sha256").update(block).digest()]);
}

function varint(value: number): Uint8Array {
  const bytes: number[] = [];
  for (let rest = value; ; rest >>>= 7) {
    if (rest < 128) return Uint8Array.from([...bytes, rest]);
    bytes.push((rest & 127) | 128);
  }
}

const field = (number: number, value: number) => Buffer.concat([varint(number << 3), varint(value)]);
const bytesField = (number: number, bytes: Uint8Array) =>
  Buffer.concat([varint((number << 3) | 2), varint(bytes.length), bytes]);
