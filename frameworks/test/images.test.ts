import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { gzipSync } from "node:zlib";
import { readTable } from "../src/csv/table.ts";
import { imagesOfTable, readImages, readLabels } from "../src/images/imageFile.ts";
import { imageSource } from "../src/images/imageSource.ts";
import { readIdx } from "../src/images/readIdx.ts";
import { shiftedCopies } from "../src/images/shiftedCopies.ts";
import { idxBytes } from "./support/imageJob.ts";
import { temporaryFolder, withCode, writeCsv } from "./support/spec.ts";

const folder = temporaryFolder();
const file = (name: string, bytes: Uint8Array): string => {
  const path = join(folder, name);
  writeFileSync(path, bytes);
  return path;
};
const counting = (length: number) => Uint8Array.from({ length }, (_, index) => index % 251);

test("an IDX file is read, plain and gzipped, with one or several channels", async () => {
  const bytes = idxBytes([2, 3, 4], counting(24));
  for (const path of [file("plain", bytes), file("packed.gz", gzipSync(bytes))]) {
    const images = await readImages(path);
    assert.deepEqual(images.shape, { channels: 1, height: 3, width: 4 });
    assert.equal(images.count, 2);
    assert.deepEqual([...images.pixels], [...counting(24)]);
  }
  const colour = await readImages(file("colour", idxBytes([2, 3, 2, 2], counting(24))));
  assert.deepEqual(colour.shape, { channels: 3, height: 2, width: 2 });
  assert.deepEqual([...(await readLabels(file("labels", idxBytes([3], [7, 0, 255])), 3))], [7, 0, 255]);
});

const damaged: Record<string, [Uint8Array, RegExp]> = {
  "an empty file": [new Uint8Array(), /does not begin as an IDX file/],
  text: [Buffer.from("a,b\n1,2\n"), /does not begin as an IDX file/],
  "floating-point values": [idxBytes([1, 2, 2], counting(16), 13), /holds float32 values/],
  "an unknown type": [idxBytes([1, 2, 2], counting(4), 42), /does not begin/],
  "no dimensions": [idxBytes([], []), /has 0 dimensions/],
  "200 dimensions": [Uint8Array.from([0, 0, 8, 200, 0, 0]), /has 200 dimensions/],
  "a header cut short": [idxBytes([1, 2, 2], counting(4)).subarray(0, 9), /ends within its header/],
  "values cut short": [idxBytes([10, 28, 28], counting(7_000)), /7840 bytes, and has 7000/],
  "values too many": [idxBytes([1, 2, 2], counting(5)), /4 bytes, and has more/],
  "a gzip file cut short": [gzipSync(idxBytes([1, 50, 50], counting(2_500))).subarray(0, 40), /damaged gzip/],
};
for (const [name, [bytes, message]] of Object.entries(damaged)) {
  test(`refused as an IDX file: ${name}`, async () => {
    await assert.rejects(readIdx(file("damaged", bytes)), withCode("IDX_INVALID", message));
  });
}

test("a small gzip file that unfolds beyond what it says, or beyond the limit, is not unfolded", async () => {
  const zeros = gzipSync(Buffer.alloc(2 ** 20));
  const bomb = (sizes: number[]) =>
    file("bomb.gz", Buffer.concat([gzipSync(idxBytes(sizes, [])), ...Array.from({ length: 4_096 }, () => zeros)]));
  await assert.rejects(readIdx(bomb([2, 28, 28])), withCode("IDX_INVALID", /1568 bytes, and has more/));
  await assert.rejects(readIdx(bomb([65_536, 256, 256])), withCode("DATA_TOO_LARGE", /limit is 1073741824/));
});

test("a missing file, images of no pixels and labels that are not theirs are named", async () => {
  await assert.rejects(readIdx(join(folder, "nowhere")), withCode("DATA_NOT_FOUND"));
  await assert.rejects(
    readImages(file("flat", idxBytes([4], counting(4)))),
    withCode("IMAGES_UNSUPPORTED", /has 1 dim/),
  );
  await assert.rejects(readImages(file("thin", idxBytes([4, 0, 3], []))), withCode("IMAGES_UNSUPPORTED", /1 × 0 × 3/));
  await assert.rejects(
    readLabels(file("few", idxBytes([4], counting(4))), 5),
    withCode("LABELS_UNLIKE_IMAGES", /holds 4 values; the images need one label each, 5/),
  );
});

test("a table's columns become images: a square, or what the settings say; gaps and infinities are 0", async () => {
  const table = await readTable(writeCsv(folder, "pixels.csv", "a,b,c,d,y\n1,2,3,4,p\n5,,1e300,8,q\n"));
  const square = imagesOfTable(table, ["a", "b", "c", "d"]);
  assert.deepEqual(square.shape, { channels: 1, height: 2, width: 2 });
  assert.deepEqual([...square.pixels], [1, 2, 3, 4, 5, 0, 0, 8]);
  const flat = imagesOfTable(table, ["a", "b", "c"], { channels: 3, height: 1, width: 1 });
  assert.deepEqual([...flat.pixels], [1, 2, 3, 5, 0, 0]);
  const refuse = (names: string[], image: Parameters<typeof imagesOfTable>[2], message: RegExp) =>
    assert.throws(() => imagesOfTable(table, names, image), withCode("IMAGES_UNSUPPORTED", message));
  refuse(["a", "b", "c"], undefined, /3 columns beside the target, which are no square/);
  refuse(["a", "b"], { channels: 1, height: 2, width: 2 }, /has 2 pixel columns; .* has 4 values/);
  refuse(["a", "b", "c", "y"], undefined, /column "y" holds the text "p", which is no pixel/);
});

test("a source gives rows with the channels last, and moves images by no more than the shift", async () => {
  const shape = { channels: 2, height: 1, width: 3 };
  const images = { shape, count: 2, pixels: counting(12) };
  const options = { images, labels: Int32Array.from([4, 5]), rows: Int32Array.from([1, 0]) };
  const { images: block, labels } = await imageSource(options).read(BigInt64Array.from([0n, 1n]));
  assert.deepEqual([...(block ?? [])], [6, 9, 7, 10, 8, 11, 0, 3, 1, 4, 2, 5]);
  assert.deepEqual([...(labels ?? [])], [5n, 4n]);
  const moved = imageSource({ ...options, shift: 1, seed: 3 });
  assert.equal(moved.rows, 16);
  const rows = BigInt64Array.from({ length: 16 }, (_, index) => BigInt(index));
  const first = await moved.read(rows);
  assert.deepEqual(first, await moved.read(rows));
  const firstChannels = (values: ArrayLike<unknown> = []) =>
    Array.from({ length: 16 }, (_, row) => [0, 2, 4].map((place) => Number(values[row * 6 + place])).join());
  const allowed = [
    ["6,7,8", "6,6,7", "7,8,8"],
    ["0,1,2", "0,0,1", "1,2,2"],
  ];
  const seen = firstChannels(first.images);
  seen.forEach((line, row) => {
    assert.ok(allowed[row % 2]?.includes(line), line);
  });
  assert.ok(new Set(seen).size > 3, "images are moved in several ways");
});

test("copies of an image are moved by no more than the shift, each the same whenever it is asked for", () => {
  const images = { shape: { channels: 2, height: 1, width: 3 }, count: 2, pixels: counting(12) };
  const moved = shiftedCopies(images, Int32Array.from([1, 0]), { shift: 1, copies: 8, seed: 3 });
  assert.equal(moved.count, 16);
  const lineOf = (copy: number) => {
    const pixels = new Float32Array(7).fill(-1);
    moved.write(copy, pixels, 1);
    assert.equal(pixels[0], -1);
    return pixels.subarray(1).join();
  };
  const allowed = [
    ["0,1,2,3,4,5", "0,0,1,3,3,4", "1,2,2,4,5,5"],
    ["6,7,8,9,10,11", "6,6,7,9,9,10", "7,8,8,10,11,11"],
  ];
  const seen = Array.from({ length: 16 }, (_, copy) => lineOf(copy));
  seen.forEach((line, copy) => {
    assert.ok(allowed[moved.original(copy)]?.includes(line), line);
    assert.equal(lineOf(copy), line);
  });
  assert.equal(new Set(seen).size, 6);
});
