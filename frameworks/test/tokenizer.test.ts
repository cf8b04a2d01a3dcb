import assert from "node:assert/strict";
import { closeSync, openSync, writeSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { PreTrainedTokenizer } from "@huggingface/transformers";
import { openCorpus, type Piece, readCorpus } from "../src/language/corpus.ts";
import { encodeCorpus } from "../src/language/encodeCorpus.ts";
import { learnTokenizer } from "../src/language/learnTokenizer.ts";
import { textColumn } from "../src/language/textColumn.ts";
import { TokenFile, TokenWriter } from "../src/language/tokenFile.ts";
import { decode, type Tokenizer } from "../src/language/tokenizer.ts";
import { readTokenizer, tokenizerJson } from "../src/language/tokenizerJson.ts";
import { trainBpe } from "../src/language/trainBpe.ts";
import { temporaryFolder, withCode, writeCsv } from "./support/spec.ts";

const folder = temporaryFolder();
const VERSE =
  "Rain on the river, rain on the road;\nthe river rises 12 cm, the road's a river. 雨が降る。 Ça, c'est l'été!  \tDone.\n\n\n";
const text = VERSE.repeat(8);

/** Pieces of a text, cut at awkward places. */
async function* pieces(whole: string, size = 7): AsyncGenerator<Piece> {
  const characters = Array.from(whole);
  for (let index = 0; index < characters.length; index += size) {
    yield { text: characters.slice(index, index + size).join(""), ends: index + size >= characters.length };
  }
}

async function learn(kind: Tokenizer["kind"], size = 300): Promise<Tokenizer> {
  return (await learnTokenizer(kind, pieces(text), size)).tokenizer;
}

for (const kind of ["character", "bpe"] as const) {
  test(`a ${kind} tokenizer gives the text back, reads what it wrote, and agrees with transformers.js`, async () => {
    const tokenizer = await learn(kind);
    const ids = tokenizer.encode(text);
    assert.equal(decode(tokenizer, ids), text);
    assert.equal(
      ids.reduce((sum, id) => sum + tokenizer.characters(id), 0),
      Array.from(text).length,
    );
    const json = JSON.parse(JSON.stringify(tokenizerJson(tokenizer)));
    assert.deepEqual(readTokenizer(json).encode(text), ids);
    const theirs = new PreTrainedTokenizer(json, { clean_up_tokenization_spaces: false });
    const other = "A road of rain — 雨's 12, 'twas; xyz?\n \n";
    for (const sample of [text, other]) assert.deepEqual(theirs.encode(sample), tokenizer.encode(sample));
    assert.equal(theirs.decode(ids), text);
  });

  test(`a ${kind} tokenizer encodes a file piece by piece as it encodes the whole`, async () => {
    const tokenizer = await learn(kind);
    const path = join(folder, `${kind}.tokens`);
    const writer = new TokenWriter(path);
    await encodeCorpus(tokenizer, pieces(text.repeat(200), 50), writer);
    const count = writer.close();
    const file = new TokenFile(path);
    assert.equal(file.length, count);
    assert.deepEqual(Array.from(file.read(0, count)), tokenizer.encode(text.repeat(200)));
    assert.throws(() => file.read(count - 1, 2), /ends before token/);
    file.close();
  });
}

test("a character that no text had is unknown, and the rarest give way when the vocabulary is small", async () => {
  const { tokenizer, left } = await learnTokenizer("character", pieces("aaaabbbccd"), 5);
  assert.deepEqual(tokenizer.tokens.slice(2), ["a", "b", "c"]);
  assert.equal(left, 1);
  assert.deepEqual(tokenizer.encode("adz"), [2, 1, 1]);
});

test("bpe joins the most frequent pair first, and the lower numbers when two are as frequent", () => {
  const merges = trainBpe(
    new Map([
      ["abab", 3],
      ["cd", 6],
      ["xy", 6],
    ]),
    262,
  );
  assert.deepEqual(merges, [
    ["a", "b"],
    ["c", "d"],
    ["x", "y"],
    ["ab", "ab"],
  ]);
});

test("bpe learns nothing from pairs that come once, and takes text that is no text of words", async () => {
  const { tokenizer } = await learnTokenizer("bpe", pieces("abcdefg"), 1_000);
  assert.equal(tokenizer.tokens.length, 257);
  const line = "x".repeat(200_000);
  const { tokenizer: repeated } = await learnTokenizer("bpe", pieces(line, 50_000), 400);
  assert.equal(decode(repeated, repeated.encode(line)), line);
});

test("a streaming decoder holds a character back until its last byte has come", async () => {
  const tokenizer = await learn("bpe", 258);
  const [first, second, third] = tokenizer.encode("雨");
  const decoder = tokenizer.decoder();
  assert.deepEqual(
    [first, second, third].map((id) => decoder.push(id ?? 0)),
    ["", "", "雨"],
  );
});

test("a table's rows are documents, from the column that holds texts", async () => {
  const path = writeCsv(folder, "notes.csv", 'id,note,kind\n1,"It rains, it pours",a\n2,The sun is out,b\n3,,a\n');
  assert.equal(await textColumn(path), "note");
  const corpus = await openCorpus(path, "csv", undefined);
  const { tokenizer } = await learnTokenizer("character", readCorpus(corpus), 100);
  const tokens = join(folder, "notes.tokens");
  const writer = new TokenWriter(tokens);
  await encodeCorpus(tokenizer, readCorpus(corpus), writer);
  writer.close();
  const file = new TokenFile(tokens);
  const ids = Array.from(file.read(0, file.length));
  const end = ids.indexOf(tokenizer.endOfText);
  assert.equal(decode(tokenizer, ids.slice(0, end)), "It rains, it pours");
  assert.equal(decode(tokenizer, ids.slice(end + 1)), "The sun is out");
  file.close();
});

test("a table without texts, or without the column that is named, is refused", async () => {
  const path = writeCsv(folder, "numbers.csv", "a,b\n1,x\n2,y\n");
  await assert.rejects(textColumn(path), withCode("TEXT_COLUMN_UNKNOWN", /its columns are "a", "b"/));
  const named = readCorpus({ path, format: "csv", column: "c" });
  await assert.rejects(named.next(), withCode("TEXT_COLUMN_UNKNOWN", /no column "c"/));
});

test("a file that is larger than what is read at once is read in pieces", async () => {
  const path = join(folder, "large.txt");
  const file = openSync(path, "w");
  for (let index = 0; index < 40; index++) writeSync(file, VERSE.repeat(200));
  closeSync(file);
  let [count, longest] = [0, 0];
  for await (const { text: piece } of readCorpus({ path, format: "text" })) {
    count += piece.length;
    longest = Math.max(longest, piece.length);
  }
  assert.equal(count, VERSE.length * 200 * 40);
  assert.ok(longest <= 1 << 18);
});
