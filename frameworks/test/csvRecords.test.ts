import assert from "node:assert/strict";
import { test } from "node:test";
import { parse } from "csv-parse/sync";
import { endOfRecords } from "../src/csv/endOfRecords.ts";
import { readRecords } from "../src/csv/records.ts";
import { createRandom, type Random } from "../src/random.ts";
import { withCode } from "./support/spec.ts";

const COMMA = { delimiter: ",", quotes: true };

/** A text in pieces of any size, as a file is read. */
async function* inPieces(text: string, size: () => number): AsyncGenerator<string> {
  for (let start = 0; start < text.length; ) {
    const end = start + size();
    yield text.slice(start, end);
    start = end;
  }
}

async function recordsOf(text: string, size = () => 7, dialect = COMMA): Promise<string[][]> {
  const records: string[][] = [];
  for await (const part of readRecords(inPieces(text, size), dialect, "x.csv")) records.push(...part);
  return records;
}

function randomText(random: Random): string {
  const pick = <T>(values: readonly T[]): T => values[random.below(values.length)] as T;
  const end = pick(["\n", "\r\n", "\r"]);
  const quoted = random.below(3) > 0;
  const cell = () => {
    const plain = pick(["", "1", "-2.5", "long enough to be cut out", "é", " "]);
    return quoted && random.below(4) === 0 ? `"${pick([plain, "a,b", `x${end}y`, 'say ""hi""', '""', "\n"])}"` : plain;
  };
  const line = () => `${cell()},${cell()},${cell()}`;
  const lines = Array.from({ length: 1 + random.below(30) }, () => (random.below(6) === 0 ? "" : line()));
  return lines.join(pick([end, end, "\n"])) + pick(["", end]);
}

test("records are those that csv-parse finds in the whole text, wherever it is cut", async () => {
  const random = createRandom(3);
  for (let round = 0; round < 500; round++) {
    const text = randomText(random);
    const expected = parse(text, { record_delimiter: ["\r\n", "\n", "\r"], skip_empty_lines: true });
    const limit = 1 + random.below(40);
    assert.deepEqual(await recordsOf(text, () => 1 + random.below(limit)), expected, JSON.stringify(text));
  }
});

test("where quotes are characters like others, lines end at their ends", async () => {
  const dialect = { delimiter: "\t", quotes: false };
  assert.deepEqual(await recordsOf('a"\tb\n"c\td\n', () => 3, dialect), [
    ['a"', "b"],
    ['"c', "d"],
  ]);
});

test("a piece ends with a whole record, and a carriage return at its end may be half a line end", () => {
  assert.equal(endOfRecords("a,b\nc", true), 4);
  assert.equal(endOfRecords("a,b\r", true), 0);
  assert.equal(endOfRecords("a\rb", true), 2);
  assert.equal(endOfRecords('a\n"b\nc', true), 2);
  assert.equal(endOfRecords('"a\nb', true), 0);
  assert.equal(endOfRecords('a\n"b\nc', false), 5);
});

test("a wrong line is named by its number in the file, and the records before it come first", async () => {
  for (const [text, code, message] of [
    [`a,b\n${"1,2\n".repeat(50)}3\n`, "DATA_RAGGED", /Line 52 .* has 1 cell; the header has 2/],
    [`a,b\n${'1,"2\n2"\n'.repeat(50)}3\n`, "DATA_RAGGED", /Line 102 /],
    [`a,b\n${"1,2\n".repeat(50)}3,4"5\n`, "DATA_QUOTES", /Line 52 .* not paired/],
    [`a,b\n${"1,2\n".repeat(50)}3,"4\n5,6\n`, "DATA_QUOTES", /not paired/],
    [`a,b\n${'1,"2"\n'.repeat(50)}3\n4,5"6\n`, "DATA_RAGGED", /Line 52 /],
    [`a,b\n${'1,"2"\n'.repeat(50)}4,5"6\n`, "DATA_QUOTES", /Line 52 .* not paired/],
    [`a,b\n${"1,2\n".repeat(50)}3,${"x".repeat(1_100_000)}\n`, "DATA_QUOTES", /Line 52 .* longer than 1048576/],
  ] as const) {
    const records: string[][] = [];
    const reading = async () => {
      for await (const part of readRecords(
        inPieces(text, () => 5_000),
        COMMA,
        "x.csv",
      ))
        records.push(...part);
    };
    await assert.rejects(reading, withCode(code, message));
    assert.ok(records.length > 20, `${records.length} records before the mistake`);
  }
});
