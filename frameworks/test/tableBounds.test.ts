import assert from "node:assert/strict";
import { readdirSync, readlinkSync } from "node:fs";
import { test } from "node:test";
import { openCsv } from "../src/csv/rows.ts";
import { numbersOf, readTable } from "../src/csv/table.ts";
import { createRowFiles } from "../src/disk/rowFiles.ts";
import { columnsInput } from "../src/inference/columnsInput.ts";
import { imageInput } from "../src/inference/imageInput.ts";
import { chunksOf } from "../src/tables/chunks.ts";
import { inMemoryMatrix } from "../src/tables/featureMatrix.ts";
import { screenColumns } from "../src/tables/screen.ts";
import { openTableFile } from "../src/tables/tableFile.ts";
import { temporaryFolder, withCode, writeCsv } from "./support/spec.ts";

const folder = temporaryFolder();

const openFiles = () =>
  readdirSync("/proc/self/fd").flatMap((fd) => {
    try {
      const path = readlinkSync(`/proc/self/fd/${fd}`);
      return path.startsWith(folder) ? [path] : [];
    } catch {
      return []; // The descriptor of the listing itself is closed by now.
    }
  });

const texts = Array.from({ length: 400 }, (_, row) => `${"a long text ".repeat(row < 200 ? 1 : 20)}${row}`);
const long = writeCsv(folder, "long.csv", `text,y\n${texts.map((text, row) => `${text},${row % 2}`).join("\n")}\n`);

test("a table of long texts is known by a sample, in order, whose characters are bounded however they grow", async () => {
  const held = await openTableFile(long, { seed: 1 });
  assert.deepEqual([held.whole, held.table.rows], [true, 400]);
  const maxCharacters = 2_000;
  const file = await openTableFile(long, { seed: 1, maxCharacters, target: "y" });
  const { table } = file;
  assert.deepEqual([file.whole, file.rows], [false, 400]);
  const [column = assert.fail()] = table.columns;
  const kept = Array.from(column.codes, (code) => column.values[code] ?? "");
  assert.ok(kept.length > 0 && kept.join("").length <= maxCharacters);
  assert.deepEqual(
    kept,
    Array.from(table.rowNumbers ?? [], (row) => texts[row]),
  );
  let rows = 0;
  for await (const part of file.parts(["text"])) rows += part.rows;
  assert.equal(rows, 400);
});

test("rows are read in parts bounded by values as well as by rows", async () => {
  const width = 2 ** 18;
  const matrix = inMemoryMatrix(new Float32Array(9 * width), width);
  const starts: number[] = [];
  for await (const { start } of chunksOf(
    matrix,
    Int32Array.from({ length: 9 }, (_, row) => row),
  ))
    starts.push(start);
  assert.deepEqual(starts, [0, 4, 8]);
});

test("rows in more files than may be open are read and changed", () => {
  const files = createRowFiles(folder, "many", 4, 4);
  const rows = Int32Array.from({ length: 150 }, (_, row) => row);
  files.write(0, new Uint8Array(rows.buffer));
  files.write(3, new Uint8Array(Int32Array.of(-3).buffer));
  const order = Int32Array.of(149, 3, 0, 70, 3);
  assert.deepEqual([...new Int32Array(files.read(order).buffer)], [149, -3, 0, 70, -3]);
  assert.equal(openFiles().length, 64);
});

test("a refused file is closed, and one that is not read to its end", async () => {
  const before = openFiles().length;
  const filler = "1,2\n".repeat(400_000);
  const twice = writeCsv(folder, "twice.csv", `a,a\n${filler}`);
  await assert.rejects(openCsv(twice), withCode("DATA_DUPLICATE_COLUMN", /"a"/));
  const good = writeCsv(folder, "good.csv", `a,b\n${filler}`);
  await assert.rejects(openTableFile(good, { seed: 1, target: "c" }), withCode("TARGET_UNKNOWN", /"c"/));
  const columns = columnsInput([{ name: "c", type: "number" }], undefined);
  await assert.rejects(columns.open(good), withCode("DATA_COLUMN_MISSING", /"c"/));
  const image = imageInput({ channels: 1, height: 3, width: 3 });
  await assert.rejects(image.open(good), withCode("IMAGES_UNSUPPORTED", /2 columns/));
  for await (const row of (await openCsv(good)).rows) {
    assert.deepEqual(row, ["1", "2"]);
    break;
  }
  // A stream closes its file after the call that ends it.
  for (let turn = 0; turn < 100 && openFiles().length > before; turn++) await new Promise(setImmediate);
  assert.equal(openFiles().length, before);
});

test("numbers beyond float32 are gaps, and gaps are counted over the rows at hand", async () => {
  const cells = ["1e39", "-1e300", "inf", "NaN", "what", ...Array.from({ length: 195 }, (_, row) => row / 8)];
  const path = writeCsv(
    folder,
    "huge.csv",
    `x,z\n${cells.map((cell, row) => `${cell},${(row * 7) % 11}`).join("\n")}\n`,
  );
  const table = await readTable(path);
  const [x = assert.fail()] = table.columns;
  assert.deepEqual(Array.from(numbersOf(x, table).subarray(0, 6)), [...Array(5).fill(Number.NaN), 0]);
  const warningsOf = (given: typeof table) =>
    screenColumns(
      given,
      undefined,
      Int32Array.from({ length: 190 }, (_, row) => row + 5),
      { ignore: [], keep: ["x"] },
    ).warnings;
  assert.deepEqual(warningsOf(table), [
    'Column "x" holds 1 NaN and 3 infinite values that count as missing.',
    'Column "x" holds numbers, and 1 text that counts as missing.',
  ]);
  const rowNumbers = Int32Array.from({ length: 200 }, (_, row) => 3 * row);
  assert.match(warningsOf({ ...table, rowNumbers })[0] ?? "", /holds, in the sample of 200 rows, 1 NaN and 3 infinite/);
});
