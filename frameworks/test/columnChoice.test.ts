import assert from "node:assert/strict";
import { mkdtempSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { createRandom } from "../src/random.ts";
import { loadTable } from "../src/tables/loadTable.ts";
import { temporaryFolder, trainJob, writeCsv } from "./support/spec.ts";

const folder = temporaryFolder();
const ROWS = 600;
const random = createRandom(4);
const labels = Array.from({ length: ROWS }, () => (random.uniform() < 0.5 ? "yes" : "no"));
const noise = Array.from({ length: ROWS }, () => random.uniform().toFixed(4));
const blanks = Array.from({ length: ROWS }, () => random.uniform() < 0.55);

/** A row's number, noise, one more column, and the target. */
async function load(cell: (row: number) => string, memory?: { cells: number; values: number }) {
  const lines = labels.map((label, row) => `${row + 1},${noise[row]},${cell(row)},${label}`);
  const path = writeCsv(folder, "rows.csv", `number,noise,extra,fails\n${lines.join("\n")}\n`);
  const scratch = mkdtempSync(join(folder, "scratch-"));
  const context = { ...trainJob({ path, target: "fails" }), scratch, onProgress: () => undefined };
  const { encoders, warnings, split } = await loadTable(context, {
    target: "required",
    ...(memory === undefined ? {} : { memory }),
  });
  return { encoders, warnings, test: new Set(split.test) };
}

const labelOf = (row: number) => labels[row] ?? "";
const counted = 'Column "number" is left out: it counts the rows.';

for (const { size, memory, notes } of [
  { size: "a small", memory: undefined, notes: [counted] },
  {
    size: "a large",
    memory: { cells: 4 * ROWS - 1, values: 1_000 },
    notes: ["The file is large: what its columns hold was learned from 120 of its 600 rows.", counted],
  },
]) {
  test(`test rows have no say in the choice of ${size} table's columns`, async () => {
    const { test: held } = await load((row) => noise[row] ?? "", memory);
    assert.equal(held.size, ROWS * 0.15);
    // Elsewhere the column is known in too few rows to repeat the target.
    const elsewhere = (row: number) => (blanks[row] ? "" : labelOf(row));
    const variants = [labelOf, () => "other", (row: number) => `${row}.5`, (row: number) => `a text of row ${row}`];
    for (const cell of variants) {
      const { encoders, warnings } = await load((row) => (held.has(row) ? cell(row) : elsewhere(row)), memory);
      assert.deepEqual(warnings, notes);
      assert.deepEqual(
        encoders.map(({ name, type }) => [name, type]),
        [
          ["noise", "number"],
          ["extra", "category"],
        ],
      );
    }
  });

  test(`test rows do not hide what gives the target of ${size} table away`, async () => {
    const { test: held } = await load((row) => noise[row] ?? "", memory);
    const { encoders, warnings } = await load((row) => (held.has(row) ? "other" : labelOf(row)), memory);
    assert.deepEqual(warnings, [...notes, 'Column "extra" is left out: it repeats the target "fails".']);
    assert.deepEqual(
      encoders.map(({ name }) => name),
      ["noise"],
    );
  });
}
