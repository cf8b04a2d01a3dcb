import assert from "node:assert/strict";
import { test } from "node:test";
import { cleanCell, parseNumber } from "../src/csv/cell.ts";
import { profileColumn } from "../src/csv/profile.ts";
import { numbersOf, readTable } from "../src/csv/table.ts";
import { csvLine } from "../src/csv/write.ts";
import { inspectCsv } from "../src/index.ts";
import { fitEncoders } from "../src/tables/encoders.ts";
import { temporaryFolder, withCode, writeCsv } from "./support/spec.ts";

const folder = temporaryFolder();
let count = 0;
const file = (content: string | Uint8Array) => writeCsv(folder, `file${count++}.csv`, content);

async function cells(content: string | Uint8Array): Promise<Record<string, string[]>> {
  const table = await readTable(file(content));
  return Object.fromEntries(
    table.columns.map(({ name, codes, values }) => [name, Array.from(codes, (code) => values[code] ?? "")]),
  );
}

test("quotes, delimiters and line breaks inside cells", async () => {
  assert.deepEqual(await cells('a,"b, c"\r\n"1\n2","say ""hi"""\r\n'), { a: ["1\n2"], "b, c": ['say "hi"'] });
});

test("semicolon, tab and bar files; a decimal comma where the comma does not divide", async () => {
  assert.deepEqual(await cells("a;b\n1,5;x\n"), { a: ["1,5"], b: ["x"] });
  assert.deepEqual(await cells("a\tb\n1\t2\n"), { a: ["1"], b: ["2"] });
  assert.deepEqual(await cells('"x,y,z"|b\n1|2\n'), { "x,y,z": ["1"], b: ["2"] });
  const table = await readTable(file("a;b\n1,5;x\n-2;y\n"));
  const [first] = table.columns;
  assert.deepEqual([...numbersOf(first ?? assert.fail(), table)], [1.5, -2]);
});

test("a header that ends otherwise than the rows, a byte order mark, blank lines, no last line break", async () => {
  assert.deepEqual(await cells("\ufeffa,b\r\n1,2\n\n3,4"), { a: ["1", "3"], b: ["2", "4"] });
});

test("words for no value are missing, blanks around cells do not count", async () => {
  assert.deepEqual(await cells("a,b\n NA , x \nnull,?\nN/A,nano\n"), { a: ["", "", ""], b: ["x", "", "nano"] });
  assert.equal(cleanCell(" None "), "");
});

test("only whole texts are numbers", () => {
  for (const text of ["1", "-1.5", "+.5", "2.", "1e-3"]) assert.equal(parseNumber(text, false), Number(text));
  for (const text of ["", "1,5", "0x10", "1 2", "Infinity", "12%", "1e"])
    assert.ok(Number.isNaN(parseNumber(text, false)), text);
  // Ends soon, however long the cell: a row of digits can be read in one way only.
  assert.ok(Number.isNaN(parseNumber(`${"1".repeat(1_000_000)}x`, true)));
});

test("infinities and words for no number among numbers are gaps, whatever they are written like", async () => {
  const strange = ["inf", "-Infinity", "NaN", "nan", "1e999", "#N/A", "null"];
  const rows = Array.from({ length: 200 }, (_, row) => strange[row] ?? row % 9);
  const table = await readTable(file(`n,m\n${rows.map((value) => `${value},x`).join("\n")}\n`));
  const [column = assert.fail()] = table.columns;
  const { type, stray } = profileColumn(column, table);
  assert.deepEqual([type, stray], ["number", 2]);
  const [encoder] = fitEncoders(
    [{ column, type: "number" }],
    Int32Array.from(rows.keys()),
    { impute: "median", missingIndicator: true, maxCategories: 10, maxTerms: 10 },
    table,
  );
  assert.ok(encoder?.type === "number" && encoder.indicator && encoder.high < 20 && encoder.mean < 9);
});

test("a column with rare words among numbers is numeric, the words are missing", async () => {
  const rows = Array.from({ length: 40 }, (_, row) => (row === 7 ? "unknown" : row === 8 ? "" : row % 9));
  const { columns } = await readTable(file(`n,m\n${rows.map((value) => `${value},x`).join("\n")}\n`));
  const profile = profileColumn(columns[0] ?? assert.fail(), { decimalComma: false });
  assert.deepEqual(profile, { name: "n", type: "number", missing: 2, unique: 9, stray: 1 });
});

test("an unnamed column gets a name by its place", async () => {
  assert.deepEqual(Object.keys(await cells(",b, \n1,2,3\n")), ["column 1", "b", "column 3"]);
});

test("characters that two chunks share are whole", async () => {
  const text = "é".repeat(400_000);
  const content = `name,x\n${Array.from({ length: 40 }, (_, row) => `${text.slice(0, 20_000)},${row}`).join("\n")}`;
  const { name } = await cells(content);
  assert.ok(name?.every((value) => value === text.slice(0, 20_000)));
});

test("cells are quoted when they must be", () => {
  assert.equal(csvLine(["a", "b,c", 'd"e', "f\ng"]), 'a,"b,c","d""e","f\ng"\n');
});

test("a first line that is like those below it is data; words above numbers, and years, are names", async () => {
  const names = async (content: string, header?: "yes" | "no") =>
    (await readTable(file(content), { header })).columns.map(({ name }) => name);
  assert.deepEqual(await names("5.1,setosa\n4.9,setosa\n6.3,virginica\n"), ["column 1", "column 2"]);
  assert.deepEqual(await names("0,0,5\n1,2,6\n"), ["column 1", "column 2", "column 3"]);
  assert.deepEqual(await names("ham\thello you\nspam\tbuy it\nham\tgo on\n"), ["column 1", "column 2"]);
  assert.deepEqual(await names("country,2019,2020\nPeru,1.5,2\nChad,3,4\n"), ["country", "2019", "2020"]);
  assert.deepEqual(await names("kind,x\na,1\nkind,2\n"), ["kind", "x"]);
  assert.deepEqual(await names("a,b\n"), ["a", "b"]);
  assert.deepEqual(await names("5.1,setosa\n4.9,setosa\n", "yes"), ["5.1", "setosa"]);
  const table = await readTable(file("x,y\n1,2\n"), { header: "no" });
  assert.deepEqual([table.rows, table.note], [2, undefined]);
});

test("quotes enclose cells in a file of tabs, unless one stands in the midst of a cell", async () => {
  assert.deepEqual(await cells('a\tb\n"x\ty"\t2\n'), { a: ["x\ty"], b: ["2"] });
  assert.deepEqual(await cells('a\tb\n"x" y\t2\nz"\t3\n'), { a: ['"x" y', 'z"'], b: ["2", "3"] });
});

test("the delimiter is the one that the lines agree on", async () => {
  assert.deepEqual(await cells("kind\ttext, and more\na\tone\nb\ttwo, three, four\n"), {
    kind: ["a", "b"],
    "text, and more": ["one", "two, three, four"],
  });
});

const wrong: [string, string | Uint8Array, string, RegExp][] = [
  ["an empty file", "", "DATA_EMPTY", /is empty/],
  ["blank lines only", "\n\n", "DATA_EMPTY", /only blank lines/],
  ["a header only", "a,b\n", "DATA_NO_ROWS", /a header and no rows/],
  ["a line of one cell", "a,b\n1,2\n3\n", "DATA_RAGGED", /Line 3 .* has 1 cell; the header has 2/],
  ["a short line", "a,b,c\n1,2,3\n4,5\n", "DATA_RAGGED", /Line 3 .* has 2 cells; the header has 3/],
  ["a long line", "a,b\n1,2\n3,4\n5,6,7\n", "DATA_RAGGED", /Line 4 .* has 3 cells; the header has 2/],
  [
    "a short line behind many",
    `a,b,c\n${"1,2,3\n".repeat(40)}4,5\n`,
    "DATA_RAGGED",
    /Line 42 .* has 2 cells; the header has 3/,
  ],
  ["a quote that never closes", 'a,b\n1,"2\n3,4\n', "DATA_QUOTES", /not paired/],
  ["a stray quote", 'a,b\n1,"2"3\n', "DATA_QUOTES", /Line 2/],
  ["a column named twice", "a,b,a\n1,2,3\n", "DATA_DUPLICATE_COLUMN", /names "a" more than once/],
  ["UTF-16", Buffer.from("\ufeffa,b\n1,2\n", "utf16le"), "DATA_NOT_TEXT", /UTF-16/],
  [
    "Latin-1",
    Buffer.from("caf\xe9,b\n1,2\n", "latin1"),
    "DATA_NOT_TEXT",
    /byte 3 begins no character, as where it is Latin-1/,
  ],
  ["a binary file", Buffer.from([0x50, 0x4b, 3, 4, 0, 0]), "DATA_NOT_TEXT", /is 0, as in binary/],
  ["half a character at the end", Buffer.from([0x61, 0x0a, 0xc3]), "DATA_NOT_TEXT", /ends within a character/],
  ["an endless cell", `a,b\n1,"${"x".repeat(1_200_000)}"\n`, "DATA_QUOTES", /longer than/],
  ["data in place of a header", `${"x".repeat(200)},b\n1,2\n`, "DATA_NO_HEADER", /200 characters/],
  [
    "too many columns",
    `${Array.from({ length: 4_097 }, (_, index) => `c${index}`).join(",")}\n`,
    "DATA_TOO_WIDE",
    /4097/,
  ],
];
for (const [name, content, code, message] of wrong) {
  test(`${name} is refused`, () => assert.rejects(inspectCsv({ path: file(content) }), withCode(code, message)));
}

test("a file too large, missing or no file at all is refused", async () => {
  const path = file("a,b\n1,2\n3,4\n");
  await assert.rejects(inspectCsv({ path, maxBytes: 8 }), withCode("DATA_TOO_LARGE", /limit is/));
  await assert.rejects(inspectCsv({ path: `${path}.no` }), withCode("DATA_NOT_FOUND", /cannot be opened/));
  await assert.rejects(inspectCsv({ path: folder }), withCode("DATA_NOT_FOUND", /is not a file/));
});
