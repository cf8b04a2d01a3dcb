import assert from "node:assert/strict";
import { test } from "node:test";
import { numberOf } from "../src/csv/cells.ts";
import { inspectCsv } from "../src/csv/inspectCsv.ts";
import { findDelimiter, readRows } from "../src/csv/readRows.ts";

const rows = (text: string) => [...readRows(text, findDelimiter(text))];

test("reads quotes, doubled quotes, delimiters and line breaks in cells", () => {
  assert.deepEqual(rows('a,b\r\n"x, y","say ""hi""\nthere"\r\n'), [
    ["a", "b"],
    ["x, y", 'say "hi"\nthere'],
  ]);
});

test("keeps empty cells, drops blank lines and a byte order mark", () => {
  assert.deepEqual(rows("\ufeffa,b,c\n,,\n\n1,,3\n4,5,"), [
    ["a", "b", "c"],
    ["", "", ""],
    ["1", "", "3"],
    ["4", "5", ""],
  ]);
});

test("finds semicolons, tabs and bars as delimiters", () => {
  for (const delimiter of [";", "\t", "|"])
    assert.deepEqual(rows(`a${delimiter}b\n1${delimiter}2`), [
      ["a", "b"],
      ["1", "2"],
    ]);
});

test("a quote that is never closed is an error", () => {
  assert.throws(() => rows('a,b\n"x,1\n'), /never closed/);
});

test("infers types, counts gaps and different values", () => {
  const { columns, rows: count } = inspectCsv("n,c,mostly\n1,x,1\n2.5,y,2\n,x,3\nNA,,4\n-3e2,y,5\n");
  assert.equal(count, 5);
  assert.deepEqual(
    columns.map(({ name, type, missing, unique }) => [name, type, missing, unique]),
    [
      ["n", "number", 2, 3],
      ["c", "category", 1, 2],
      ["mostly", "number", 0, 5],
    ],
  );
});

test("a column with one text among few numbers is a category", () => {
  assert.equal(inspectCsv("a,b\n1,1\n2,1\nx,1\n").columns[0]?.type, "category");
});

test("names what is wrong with a file", () => {
  assert.throws(() => inspectCsv(""), /empty/);
  assert.throws(() => inspectCsv("a,b\n"), /no rows/);
  assert.throws(() => inspectCsv("a,a\n1,2\n"), /“a” occurs twice/);
  assert.throws(() => inspectCsv("a,b\n1,2\n1\n"), /Row 2 has 1 cells, the header has 2/);
});

test("a file without a line of names has its columns numbered, and quotes between tabs are text", () => {
  const sms = inspectCsv('ham\tso he said "ok" twice\nspam\twin 5" screens now\nham\tsee you there\nham\tok\n');
  assert.equal(sms.unnamed, true);
  assert.equal(sms.rows, 4);
  assert.deepEqual(
    sms.columns.map(({ name, type }) => [name, type]),
    [
      ["column 1", "category"],
      ["column 2", "category"],
    ],
  );
  assert.equal(inspectCsv("0.5,1,2\n0.25,3,4\n").rows, 2);
  assert.equal(inspectCsv("1,2,2\n3,4,5\n").unnamed, true);
  assert.equal(inspectCsv("2019,2020\n3,4\n").unnamed, false);
  assert.equal(inspectCsv("a,2\n3,4\n").unnamed, false);
});

test("sentences of which each row has another are free text", () => {
  const rows = Array.from({ length: 60 }, (_, at) => `${at % 2 ? "a" : "b"},this is sentence number ${at}`);
  const { columns } = inspectCsv(`label,words\n${rows.join("\n")}\n`);
  assert.deepEqual(
    columns.map(({ type }) => type),
    ["category", "text"],
  );
});

test("commas are decimal only where they divide no cells", () => {
  assert.equal(inspectCsv('a,b\n"1,5",x\n"2,5",y\n').columns[0]?.type, "category");
  assert.equal(inspectCsv("a;b\n1,5;x\n2,5;y\n").columns[0]?.type, "number");
});

test("a cell of a million digits is read as soon as any other", () => {
  assert.ok(Number.isNaN(numberOf(`${"1".repeat(1_000_000)}x`, true)));
  for (const text of ["1", "-1.5", "+.5", "2.", "1e-3"]) assert.equal(numberOf(text, false), Number(text));
});
