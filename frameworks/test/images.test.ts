import assert from "node:assert/strict";
import { mkdtempSync, readdirSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { gzipSync } from "node:zlib";
import { requireRoom } from "../src/disk/requireRoom.ts";
import { createRowFiles } from "../src/disk/rowFiles.ts";
import { type Images, readImages, readLabels } from "../src/images/imageFile.ts";
import type { ImageShape } from "../src/images/imageShape.ts";
import { imageSource } from "../src/images/imageSource.ts";
import { idxValues, openIdx } from "../src/images/openIdx.ts";
import { openPixelTable, readPixelTable, shapeOfColumns } from "../src/images/pixelTable.ts";
import { shiftedCopies } from "../src/images/shiftedCopies.ts";
import { inMemoryMatrix } from "../src/tables/featureMatrix.ts";
import { idxBytes } from "./support/imageJob.ts";
import { temporaryFolder, withCode, writeCsv } from "./support/spec.ts";

const folder = temporaryFolder();
const file = (name: string, bytes: Uint8Array): string => {
  const path = join(folder, name);
  writeFileSync(path, bytes);
  return path;
};
const counting = (length: number) => Uint8Array.from({ length }, (_, index) => index % 251);

const scratch = () => mkdtempSync(join(folder, "scratch-"));
const imagesOf = (shape: ImageShape, count: number): Images => {
  const width = shape.channels * shape.height * shape.width;
  return { shape, pixels: inMemoryMatrix(Float32Array.from(counting(count * width)), width) };
};
const all = (rows: number) => Int32Array.from({ length: rows }, (_, row) => row);

test("an IDX file is read, plain and gzipped, with one or several channels, from memory and from disk", async () => {
  const bytes = idxBytes([3, 3, 4], counting(36));
  const packed = file("packed.gz", gzipSync(bytes));
  for (const path of [file("plain", bytes), packed]) {
    for (const maxValues of [36, 35]) {
      const storage = { folder: scratch(), name: "images", maxValues };
      const { shape, pixels } = await readImages(path, storage);
      assert.deepEqual(shape, { channels: 1, height: 3, width: 4 });
      assert.deepEqual([pixels.rows, pixels.width], [3, 12]);
      assert.deepEqual(await pixels.read(all(3)), Float32Array.from(counting(36)));
      const [second, first] = [counting(36).subarray(12, 24), counting(12)];
      assert.deepEqual(await pixels.read(Int32Array.of(1, 0, 1)), Float32Array.from([...second, ...first, ...second]));
      assert.deepEqual(readdirSync(storage.folder), path === packed && maxValues === 35 ? ["images.0"] : []);
    }
  }
  const colour = await readImages(file("colour", idxBytes([2, 3, 2, 2], counting(24))), { folder, name: "colour" });
  assert.deepEqual(colour.shape, { channels: 3, height: 2, width: 2 });
  assert.deepEqual([...(await readLabels(file("labels", idxBytes([3], [7, 0, 255])), 3))], [7, 0, 255]);
});

test("the values of an IDX file come in parts of one size, the last of what is left", async () => {
  const path = file("parts.gz", gzipSync(idxBytes([600, 30, 30], counting(540_000))));
  const sizes: number[] = [];
  let next = 0;
  for await (const part of idxValues(await openIdx(path), 200_000)) {
    sizes.push(part.length);
    assert.ok(part.every((value) => value === next++ % 251));
  }
  assert.deepEqual(sizes, [200_000, 200_000, 140_000]);
});

test("unpacked rows lie in files of 64 MiB at most, and a full disk is told beforehand", async () => {
  const rowBytes = 20 * 1024 * 1024;
  const store = createRowFiles(folder, "wide", rowBytes);
  for (const rows of [[0, 1], [2, 3], [4]]) {
    store.write(rows[0] ?? 0, Buffer.concat(rows.map((row) => Buffer.alloc(rowBytes, row + 1))));
  }
  const files = readdirSync(folder).filter((name) => name.startsWith("wide."));
  assert.deepEqual(
    files.sort().map((name) => statSync(join(folder, name)).size / 1024 / 1024),
    [60, 40],
  );
  const read = store.read(Int32Array.of(4, 0, 2, 3));
  [5, 1, 3, 4].forEach((value, index) => {
    const row = read.subarray(index * rowBytes, (index + 1) * rowBytes);
    assert.equal(Buffer.compare(row, Buffer.alloc(rowBytes, value)), 0);
  });
  const huge = requireRoom(folder, 1e12 * rowBytes, "The images", "images");
  await assert.rejects(huge, withCode("DATA_TOO_LARGE", /The images take \d+ MiB on disk; \d+ MiB are free/));
});

async function readIdx(path: string): Promise<void> {
  const { pixels } = await readImages(path, { folder: scratch(), name: "images", maxValues: 1_000 });
  await pixels.read(all(pixels.rows));
}

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

test("a small gzip file that unfolds beyond what it says, or says too much, is not unfolded", async () => {
  const zeros = gzipSync(Buffer.alloc(2 ** 20));
  const bomb = (sizes: number[]) =>
    file("bomb.gz", Buffer.concat([gzipSync(idxBytes(sizes, [])), ...Array.from({ length: 4_096 }, () => zeros)]));
  await assert.rejects(readIdx(bomb([2, 28, 28])), withCode("IDX_INVALID", /1568 bytes, and has more/));
  await assert.rejects(readIdx(bomb([65_536, 512, 1_024])), withCode("DATA_TOO_LARGE", /limit is 17179869184/));
  await assert.rejects(readIdx(bomb([2 ** 24 + 1, 1, 1])), withCode("DATA_TOO_LARGE", /16777217 images; the limit/));
});

test("a missing file, images of no pixels and labels that are not theirs are named", async () => {
  await assert.rejects(readIdx(join(folder, "nowhere")), withCode("DATA_NOT_FOUND"));
  await assert.rejects(readIdx(file("flat", idxBytes([4], counting(4)))), withCode("IMAGES_UNSUPPORTED", /has 1 dim/));
  await assert.rejects(readIdx(file("thin", idxBytes([4, 0, 3], []))), withCode("IMAGES_UNSUPPORTED", /1 × 0 × 3/));
  await assert.rejects(
    readLabels(file("few", idxBytes([4], counting(4))), 5),
    withCode("LABELS_UNLIKE_IMAGES", /holds 4 values; the images need one label each, 5/),
  );
});

test("a table's columns become images, in memory and on disk; gaps and infinities are 0", async () => {
  const csv = "a,b,y,c,d\n1,2,p,3,4\n9,9,,9,9\n5,,q,1e300, 8\n";
  const path = writeCsv(folder, "pixels.csv", csv);
  const read = async (pixels: string[], image?: ImageShape, maxValues = 1_000) => {
    const labels: string[] = [];
    const images = await readPixelTable(await openPixelTable(path), {
      pixels,
      label: "y",
      shape: shapeOfColumns(pixels.length, image),
      storage: { folder: scratch(), name: "pixels", maxValues },
      onLabel: (text) => labels.push(text),
    });
    return { ...images, labels, values: [...(await images.pixels.read(all(images.pixels.rows)))] };
  };
  for (const maxValues of [8, 7]) {
    const square = await read(["a", "b", "c", "d"], undefined, maxValues);
    assert.deepEqual(square.shape, { channels: 1, height: 2, width: 2 });
    assert.deepEqual(square.values, [1, 2, 3, 4, 5, 0, 0, 8]);
    assert.deepEqual([square.labels, square.dropped], [["p", "q"], 1]);
    assert.equal(square.pixels.whole === undefined, maxValues === 7);
  }
  const flat = await read(["a", "b", "c"], { channels: 3, height: 1, width: 1 });
  assert.deepEqual(flat.values, [1, 2, 3, 5, 0, 0]);
  const refuse = (names: string[], image: ImageShape | undefined, message: RegExp) =>
    assert.rejects(read(names, image), withCode("IMAGES_UNSUPPORTED", message));
  await refuse(["a", "b", "c"], undefined, /3 columns beside the target, which are no square/);
  await refuse(["a", "b"], { channels: 1, height: 2, width: 2 }, /has 2 pixel columns; .* has 4 values/);
  await refuse(["a", "b", "c", "y"], undefined, /column "y" holds the text "p", which is no pixel/);
  await assert.rejects(read(["a", "b", "c", "e"]), withCode("DATA_COLUMN_MISSING", /no column "e"/));
});

test("a source gives rows with the channels last, and moves images by no more than the shift", async () => {
  const shape = { channels: 2, height: 1, width: 3 };
  const images = imagesOf(shape, 2);
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

test("copies of an image are moved by no more than the shift, each the same whenever it is asked for", async () => {
  const images = imagesOf({ channels: 2, height: 1, width: 3 }, 2);
  const moved = shiftedCopies(images, Int32Array.from([1, 0]), { shift: 1, copies: 8, seed: 3 });
  assert.equal(moved.count, 16);
  const together = await moved.read(all(16));
  const allowed = [
    ["0,1,2,3,4,5", "0,0,1,3,3,4", "1,2,2,4,5,5"],
    ["6,7,8,9,10,11", "6,6,7,9,9,10", "7,8,8,10,11,11"],
  ];
  const seen = Array.from({ length: 16 }, (_, copy) => together.subarray(copy * 6, (copy + 1) * 6).join());
  for (const [copy, line] of seen.entries()) {
    assert.ok(allowed[moved.original(copy)]?.includes(line), line);
    assert.equal((await moved.read(Int32Array.of(copy))).join(), line);
  }
  assert.equal(new Set(seen).size, 6);
});
