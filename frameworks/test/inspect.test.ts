import assert from "node:assert/strict";
import { truncateSync } from "node:fs";
import { test } from "node:test";
import { inspectCsv, makeDemoDataset } from "../src/index.ts";
import { createRandom } from "../src/random.ts";
import { temporaryFolder, withCode, writeCsv } from "./support/spec.ts";

const folder = temporaryFolder();
let count = 0;

/** A file of made-up rows: each column is a function of the row's number and a random stream. */
function madeUp(columns: Record<string, (row: number, random: () => number) => unknown>, rows = 60): string {
  const random = createRandom(11);
  const names = Object.keys(columns);
  const lines = Array.from({ length: rows }, (_, row) =>
    names.map((name) => columns[name]?.(row, random.uniform)).join(","),
  );
  return writeCsv(folder, `made${count++}.csv`, `${names.join(",")}\n${lines.join("\n")}\n`);
}

const noise = (_row: number, random: () => number) => random().toFixed(4);
const yesNo = (row: number) => (row % 3 === 0 ? "yes" : "no");

test("types, gaps and warnings of the demo data", async () => {
  const path = writeCsv(folder, "demo.csv", makeDemoDataset({ seed: 3 }));
  const report = await inspectCsv({ path, target: "fails" });
  assert.equal(report.rows, 600);
  assert.equal(report.task, "classification");
  assert.deepEqual(
    report.columns.map(({ name, type }) => `${name}: ${type}`),
    ["temperature_c: number", "vibration_mm_s: number", "load_kn: number", "material: category", "fails: category"],
  );
  assert.ok(report.columns.slice(0, 4).every(({ missing }) => missing > 5));
  assert.deepEqual(report.warnings, []);
});

test("a file that cannot be held is named with the limit", async () => {
  const path = writeCsv(folder, "large.csv", makeDemoDataset({ seed: 3 }));
  truncateSync(path, 2 ** 29);
  await assert.rejects(inspectCsv({ path }), withCode("DATA_TOO_LARGE", /has 512 MiB; the limit is 256 MiB/));
});

test("the demo data is the same for a seed and another for another", () => {
  assert.equal(makeDemoDataset({ seed: 4 }), makeDemoDataset({ seed: 4 }));
  assert.notEqual(makeDemoDataset({ seed: 4 }), makeDemoDataset({ seed: 5 }));
});

test("NaN, infinities and stray texts among numbers are told with their count", async () => {
  const strange = ["NaN", "nan", "inf", "-Infinity", "1e99", "unknown"];
  const path = madeUp({ x: (row, random) => strange[row] ?? random().toFixed(4), z: noise, kind: yesNo }, 200);
  const { warnings } = await inspectCsv({ path, target: "kind" });
  assert.deepEqual(warnings, [
    'Column "x" holds 2 NaN and 3 infinite values that count as missing.',
    'Column "x" holds numbers, and 1 text that counts as missing.',
  ]);
});

test("a column of numbers stays one however many infinities it holds, also as the target", async () => {
  const often = (row: number, random: () => number) => (row % 3 === 0 ? "-inf" : random().toFixed(4));
  const path = madeUp({ x: often, z: noise, kind: yesNo }, 200);
  const { columns, warnings } = await inspectCsv({ path, target: "kind" });
  assert.equal(columns.find(({ name }) => name === "x")?.type, "number");
  assert.deepEqual(warnings, ['Column "x" holds 67 infinite values that count as missing.']);
  assert.equal((await inspectCsv({ path, target: "x" })).task, "regression");
});

test("row numbers, identifiers, constants, empty columns and free text are left out with a reason", async () => {
  const path = madeUp({
    "": (row) => row,
    customer_id: (row) => 1_000 + ((row * 37) % 60),
    name: (row) => `person ${row * 7}`,
    same: () => "x",
    empty: () => "",
    x: noise,
    kind: yesNo,
  });
  const { warnings } = await inspectCsv({ path, target: "kind" });
  assert.deepEqual(warnings, [
    'Column "column 1" is left out: it counts the rows.',
    'Column "customer_id" is left out: it is an identifier.',
    'Column "name" is left out: nearly every row has another text (an identifier).',
    'Column "same" is left out: it has the same value in every row.',
    'Column "empty" is left out: it has no values.',
  ]);
});

test("a column that repeats the target in other words or units is left out", async () => {
  const words = madeUp({ x: noise, alive: (row) => (row % 3 === 0 ? "alive" : "dead"), kind: yesNo });
  assert.deepEqual((await inspectCsv({ path: words, target: "kind" })).warnings, [
    'Column "alive" is left out: it repeats the target "kind".',
  ]);
  const units = madeUp({
    x: noise,
    celsius: (row) => (row * 7.3) % 40,
    fahrenheit: (row) => ((row * 7.3) % 40) * 1.8 + 32,
  });
  const report = await inspectCsv({ path: units, target: "fahrenheit" });
  assert.equal(report.task, "regression");
  assert.deepEqual(report.warnings, ['Column "celsius" is left out: it repeats the target "fahrenheit".']);
});

test("a column that gives the target away almost always is left out, a measurement that does is told of", async () => {
  const path = madeUp(
    {
      x: noise,
      verdict: (row) => (row === 7 ? "no" : row % 3 === 0 ? "granted" : "refused"),
      score: (row, random) => (row % 3 === 0 ? 5 : 1) + random(),
      weak: (row, random) => (row % 3 === 0 ? 0.5 : 0) + random(),
      kind: yesNo,
    },
    900,
  );
  const { warnings } = await inspectCsv({ path, target: "kind" });
  assert.deepEqual(warnings, [
    'Column "score" alone tells the target "kind" in 100.0 % of the rows: make sure that it is known when the target is not.',
    'Column "verdict" is left out: it alone tells the target "kind" in 100.0 % of the rows.',
  ]);
});

test("slips do not hide that a column repeats the target", async () => {
  const path = madeUp(
    { x: noise, alive: (row) => (row === 12 ? "dead" : row % 3 === 0 ? "alive" : "dead"), kind: yesNo },
    900,
  );
  assert.deepEqual((await inspectCsv({ path, target: "kind" })).warnings, [
    'Column "alive" is left out: it alone tells the target "kind" in 99.9 % of the rows.',
  ]);
});

test("a quantity's logarithm repeats it, a noisy copy does not", async () => {
  const path = madeUp(
    {
      x: noise,
      log: (row) => Math.log(((row * 37) % 211) + 1.5).toFixed(6),
      near: (row, random) => ((row * 37) % 211) + 20 * random(),
      y: (row) => ((row * 37) % 211) + 1.5,
    },
    200,
  );
  assert.deepEqual((await inspectCsv({ path, target: "y" })).warnings, [
    'Column "log" is left out: it repeats the target "y".',
  ]);
});

test("what a rare event has in common with everything else is no leak", async () => {
  const path = madeUp(
    { x: noise, kind: (row) => (row % 4 === 0 ? "a" : "b"), rare: (row) => (row % 450 === 1 ? "yes" : "no") },
    900,
  );
  assert.deepEqual((await inspectCsv({ path, target: "rare" })).warnings, []);
});

test("a column that only goes along with the target stays", async () => {
  const path = madeUp({ hint: (row) => (row % 3 === 0 || row % 10 === 1 ? "a" : "b"), x: noise, kind: yesNo });
  assert.deepEqual((await inspectCsv({ path, target: "kind" })).warnings, []);
});

test("few whole numbers are classes, other numbers quantities", async () => {
  const path = madeUp({
    x: noise,
    digit: (row) => row % 10,
    half: (row) => (row % 10) / 2,
    wide: (row) => (row * 17) % 53,
  });
  const taskOf = async (target: string) => (await inspectCsv({ path, target })).task;
  assert.deepEqual(await Promise.all(["digit", "half", "wide"].map(taskOf)), [
    "classification",
    "regression",
    "regression",
  ]);
});

const rejected: [string, string, string, string, RegExp][] = [
  [
    "an unknown target",
    madeUp({ x: noise, outcome: yesNo }),
    "outcom",
    "TARGET_UNKNOWN",
    /the columns are "x", "outcome"/,
  ],
  ["one class only", madeUp({ x: noise, kind: () => "yes" }), "kind", "TARGET_ONE_CLASS", /one value only \("yes"\)/],
  ["too few rows", madeUp({ x: noise, kind: yesNo }, 12), "kind", "DATA_TOO_FEW_ROWS", /12 rows .* at least 20/],
  ["no row with a target", madeUp({ x: noise, kind: () => "" }), "kind", "DATA_NO_ROWS", /0 rows/],
  [
    "a class per row",
    madeUp({ x: noise, kind: (row) => `k${row}` }),
    "kind",
    "TARGET_TOO_MANY_CLASSES",
    /60 different values in 60 rows/,
  ],
  ["a target that never varies", madeUp({ x: noise, y: () => 0.5 }), "y", "TARGET_CONSTANT", /0.5 in every row/],
  [
    "no usable column",
    madeUp({ "": (row) => row, kind: yesNo }),
    "kind",
    "DATA_NO_FEATURES",
    /No column is left .* it counts the rows/,
  ],
];
for (const [name, path, target, code, message] of rejected) {
  test(`${name} is refused`, () => assert.rejects(inspectCsv({ path, target }), withCode(code, message)));
}

test("the nearest column is suggested", async () => {
  const path = madeUp({ x: noise, outcome: yesNo });
  await assert.rejects(inspectCsv({ path, target: "outcom" }), {
    name: "BlacktailError",
    fix: 'Did you mean "outcome"?',
  });
});
