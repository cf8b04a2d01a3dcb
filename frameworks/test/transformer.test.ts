import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { before, test } from "node:test";
import { BlacktailError, type JobSpec, TrainingReport } from "@blacktail/sdk";
import { AutoModelForCausalLM, AutoTokenizer, env, pipeline, TextStreamer } from "@huggingface/transformers";
import { exportHuggingFace, generateText, inferModel, type TrainResult, trainSpec } from "../src/index.ts";
import { readCard } from "../src/language/modelCard.ts";
import { readPrompts } from "../src/language/readPrompts.ts";
import { Tensor } from "../src/runner/onnxruntime.ts";
import { openSession } from "../src/runner/session.ts";
import { temporaryFolder, trainJob, withCode, writeCsv } from "./support/spec.ts";

const folder = temporaryFolder();
const CONTEXT = 32;
const config = {
  width: 32,
  heads: 4,
  layers: 2,
  context: CONTEXT,
  batchSize: 8,
  steps: 150,
  learningRate: 0.01,
  warmup: 10,
};
const verse = "the rain falls on the river; the river runs to the sea; the sea gives rain to the sky.\n";
const path = writeCsv(folder, "verse.txt", verse.repeat(60));

const job = (options: Partial<Parameters<typeof trainJob>[0]> = {}) =>
  trainJob({
    path,
    framework: "deep/transformer",
    format: "text",
    ...options,
    config: { ...config, ...options.config },
  });

const train = (outDir: string, { spec, inputs }: { spec: JobSpec; inputs: Map<string, string> }, threads = 1) =>
  trainSpec({ spec, inputs, outDir: join(folder, outDir), threads });

let trained: TrainResult;
before(async () => {
  trained = await train("character", job());
});

test("a small transformer learns a small text, and says what it learned", () => {
  const { metrics, task, split, report, manifest } = trained;
  assert.ok((metrics.nats ?? 9) < 0.5, `nats ${metrics.nats}`);
  assert.ok(Math.abs((metrics.perplexity ?? 0) - Math.exp(metrics.nats ?? 0)) < 1e-9);
  assert.ok(Math.abs((metrics.bitsPerCharacter ?? 0) - (metrics.nats ?? 0) / Math.LN2) < 1e-9);
  assert.deepEqual(task, { kind: "generation", text: { context: CONTEXT } });
  assert.equal(split.train + split.validation + split.test, verse.length * 60);
  TrainingReport.parse(report);
  const curve = report.curves.find(({ name }) => name === "training loss")?.points ?? [];
  assert.ok((curve[0]?.[1] ?? 0) > 2 * (curve.at(-1)?.[1] ?? 9), "the training loss falls");
  assert.equal(report.samples?.length, 3);
  assert.equal(manifest.details.vocabulary, new Set(verse).size + 2);
});

test("two runs give the same bytes, with one thread and with two", async () => {
  const short = () => job({ config: { steps: 12, dropout: 0.1, accumulate: 2 } });
  const first = await train("once", short());
  const second = await train("again", short());
  const third = await train("threads", short(), 2);
  assert.equal(second.digest, first.digest);
  assert.equal(third.digest, first.digest);
});

test("a run that was interrupted ends as one that was not", async () => {
  const { spec, inputs } = job({ config: { steps: 24, dropout: 0.1 } });
  const whole = await train("whole", { spec, inputs });
  const checkpoint = { path: join(folder, "run.checkpoint"), every: 5, resume: true };
  const abort = new AbortController();
  const broken = trainSpec({
    spec,
    inputs,
    outDir: join(folder, "broken"),
    checkpoint,
    signal: abort.signal,
    onProgress: ({ step }) => {
      if (step >= 12) abort.abort();
    },
  });
  await assert.rejects(broken, withCode("RUN_ABORTED"));
  const resumed = await trainSpec({ spec, inputs, outDir: join(folder, "resumed"), checkpoint });
  assert.equal(resumed.digest, whole.digest);
});

/** The most probable continuation without a cache: all that is known is read anew for each token. */
async function greedy(model: Uint8Array, prompt: string, count: number): Promise<number[]> {
  const { config: sizes, tokenizer } = readCard(model);
  const session = await openSession(model);
  const ids = tokenizer.encode(prompt);
  const past = Object.fromEntries(
    session.inputNames
      .filter((name) => name.startsWith("past_key_values"))
      .map((name) => [name, new Tensor("float32", [], [1, sizes.n_head, 0, sizes.n_embd / sizes.n_head])]),
  );
  for (let index = 0; index < count; index++) {
    const numbers = (of: (place: number) => number) =>
      new Tensor(
        "int64",
        BigInt64Array.from(ids, (_, place) => BigInt(of(place))),
        [1, ids.length],
      );
    const { logits } = await session.run({
      ...past,
      input_ids: numbers((place) => ids[place] ?? 0),
      attention_mask: numbers(() => 1),
      position_ids: numbers((place) => place),
    });
    assert.ok(logits?.data instanceof Float32Array);
    const last = logits.data.subarray(-sizes.vocab_size);
    ids.push(last.indexOf(Math.max(...last)));
  }
  await session.release();
  return ids;
}

for (const tokenizer of ["character", "bpe"] as const) {
  test(`transformers.js reads the folder of a ${tokenizer} model, and writes and streams what we write`, async () => {
    const bpe = { tokenizer, vocabularySize: 280, activation: "gelu", steps: 60, context: 16 };
    const { artifactPath } = tokenizer === "character" ? trained : await train("bpe", job({ config: bpe }));
    const name = `hub-${tokenizer}`;
    const files = await exportHuggingFace({ modelPath: artifactPath, outDir: join(folder, name) });
    assert.equal(files.length, 5);
    env.localModelPath = folder;
    env.allowRemoteModels = false;
    const theirs = await AutoTokenizer.from_pretrained(name);
    const model = await AutoModelForCausalLM.from_pretrained(name, { dtype: "fp32", device: "cpu" });
    const count = 10;
    const prompt = "the ri";
    const expected = await greedy(readFileSync(artifactPath), prompt, count);
    const pieces: string[] = [];
    const streamer = new TextStreamer(theirs, { skip_prompt: true, callback_function: (piece) => pieces.push(piece) });
    const written = await model.generate({ ...theirs(prompt), max_new_tokens: count, do_sample: false, streamer });
    assert.deepEqual(
      Array.from((written as { data: BigInt64Array }).data, Number),
      expected,
      "with a cache as without one",
    );
    const ours: string[] = [];
    const text = await generateText({
      modelPath: artifactPath,
      prompt,
      maxTokens: count,
      onToken: (piece) => ours.push(piece),
    });
    assert.equal(ours.join(""), text);
    assert.ok(ours.length > 1, "it streams");
    assert.equal(pieces.join(""), text);
    await model.dispose();
  });
}

test("a pipeline of transformers.js writes for several prompts of different lengths as for each alone", async () => {
  const writer = await pipeline("text-generation", "hub-character", { dtype: "fp32", device: "cpu" });
  const prompts = ["the rain falls", "the sea"];
  const options = { max_new_tokens: 8, do_sample: false, return_full_text: false };
  const alone = [];
  for (const prompt of prompts) alone.push(await writer(prompt, options));
  assert.deepEqual(
    alone.map((answer) => (answer as { generated_text: string }[])[0]?.generated_text.length),
    [8, 8],
  );
  await writer.dispose();
});

test("text goes on beyond the context, and the seed fixes what is drawn", async () => {
  const wish = { modelPath: trained.artifactPath, prompt: "the sea", maxTokens: 3 * CONTEXT, temperature: 1, topK: 5 };
  const text = await generateText({ ...wish, seed: 4 });
  assert.equal(text.length, 3 * CONTEXT);
  assert.equal(await generateText({ ...wish, seed: 4 }), text);
  assert.notEqual(await generateText({ ...wish, seed: 5 }), text);
  assert.ok((await generateText({ modelPath: trained.artifactPath, prompt: "", maxTokens: 5 })).length > 0);
});

test("a position beyond the context is refused by the runtime", async () => {
  await assert.rejects(
    greedy(readFileSync(trained.artifactPath), "x".repeat(CONTEXT), 2),
    /out of (data )?bounds|range/,
  );
});

test("prompts of a text and of a table are written on by the most probable tokens", async () => {
  const { artifactPath: modelPath, task } = trained;
  const lines = writeCsv(folder, "prompts.txt", "the rain\n\nthe sea\n");
  const table = writeCsv(folder, "prompts.csv", "id,prompt\n1,the rain\n2,the sea\n");
  const outPath = join(folder, "written.csv");
  const read = async (inputPath: string) => {
    const { rows } = await inferModel({ modelPath, inputPath, outPath, task });
    assert.equal(rows, 2);
    return readFileSync(outPath, "utf8");
  };
  const fromLines = await read(lines);
  assert.ok(fromLines.startsWith("prediction\n"));
  const text = await generateText({ modelPath, prompt: "the rain", maxTokens: CONTEXT });
  assert.ok(fromLines.includes(text.replaceAll('"', '""')));
  assert.equal(await read(table), fromLines);
  await assert.rejects(read(writeCsv(folder, "other.csv", "id,note\n1,the rain\n2,the sea\n")), {
    code: "DATA_COLUMN_MISSING",
    message: /other\.csv has no column "prompt"/,
  });
  const endless = writeCsv(folder, "endless.txt", `the rain\n${"a".repeat(1 << 21)}\nthe sea\n`);
  await assert.rejects(
    (async () => {
      for await (const prompt of readPrompts(endless)) assert.equal(prompt, "the rain");
    })(),
    { code: "DATA_TOO_LARGE", message: /^Line 2 of .*endless\.txt is longer than 1048576 characters/ },
  );
});

test("a column of a table is learned from, row by row", async () => {
  const rows = Array.from({ length: 120 }, (_, index) => `${index},"${verse.trim()}"`).join("\n");
  const table = writeCsv(folder, "notes.csv", `id,note\n${rows}\n`);
  const { manifest, metrics } = await train("notes", job({ path: table, format: "csv", config: { steps: 8 } }));
  assert.equal(manifest.details.column, "note");
  assert.ok(Number.isFinite(metrics.nats));
});

const hostile: { name: string; content: string | Uint8Array; code: string; message: RegExp; config?: object }[] = [
  { name: "empty", content: "", code: "DATA_EMPTY", message: /is empty/ },
  { name: "binary", content: Uint8Array.of(1, 0, 2, 3), code: "DATA_NOT_TEXT", message: /byte 1 is 0/ },
  { name: "utf16", content: Uint8Array.of(0xff, 0xfe, 65, 0), code: "DATA_NOT_TEXT", message: /UTF-16/ },
  { name: "latin1", content: Uint8Array.of(65, 0xe9, 65), code: "DATA_NOT_TEXT", message: /not UTF-8/ },
  { name: "short", content: "too short", code: "TEXT_TOO_SHORT", message: /has 9 tokens/ },
  { name: "heads", content: verse, code: "CONFIG_INVALID", message: /5 heads/, config: { heads: 5 } },
  {
    name: "bytes",
    content: verse,
    code: "CONFIG_INVALID",
    message: /258/,
    config: { tokenizer: "bpe", vocabularySize: 99 },
  },
  { name: "parts", content: verse, code: "CONFIG_INVALID", message: /no 3 equal parts/, config: { accumulate: 3 } },
];
for (const { name, content, code, message, config: settings = {} } of hostile) {
  test(`hostile input or setting "${name}" is answered by a sentence`, async () => {
    const file = writeCsv(folder, `${name}.txt`, content);
    await assert.rejects(train(name, job({ path: file, config: { ...settings } })), withCode(code, message));
  });
}

test("one character repeated, a line without end and a vocabulary that is too small are learned from all the same", async () => {
  const settings = { steps: 4, width: 8, heads: 1, layers: 1, context: 8 };
  for (const [name, content, extra] of [
    ["repeated", "a".repeat(3_000), {}],
    ["line", "abcdefgh".repeat(40_000), { tokenizer: "bpe", vocabularySize: 270 }],
    ["overflow", verse.repeat(20), { vocabularySize: 10 }],
  ] as const) {
    const file = writeCsv(folder, `${name}.txt`, content);
    const { metrics, warnings } = await train(name, job({ path: file, config: { ...settings, ...extra } }));
    assert.ok(Number.isFinite(metrics.nats), name);
    assert.equal(warnings.length, name === "overflow" ? 1 : 0);
  }
});

test("what is no language model is refused", async () => {
  const noModel = writeCsv(folder, "no.onnx", "no model");
  await assert.rejects(exportHuggingFace({ modelPath: noModel, outDir: folder }), withCode("MODEL_INVALID"));
  await assert.rejects(generateText({ modelPath: noModel, prompt: "a", maxTokens: 1 }), withCode("MODEL_INVALID"));
  const wish = { modelPath: trained.artifactPath, prompt: "a" };
  await assert.rejects(generateText({ ...wish, maxTokens: 0 }), withCode("CONFIG_INVALID", /"maxTokens" cannot be 0/));
  await assert.rejects(
    generateText({ ...wish, maxTokens: 1, temperature: -1 }),
    (error) => error instanceof BlacktailError,
  );
  writeFileSync(join(folder, "other.onnx"), Uint8Array.of(8, 10));
  const other = join(folder, "other.onnx");
  await assert.rejects(exportHuggingFace({ modelPath: other, outDir: folder }), withCode("MODEL_UNLIKE_TASK"));
});
