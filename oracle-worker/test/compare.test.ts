import assert from "node:assert/strict";
import { test } from "node:test";
import { digestToCid, Output, type VoteFinding } from "@blacktail/sdk";
import { csvRecords } from "../src/compare/csvRecords.ts";
import { compareDocuments } from "../src/compare/documents.ts";
import { compareClaims, compareMetrics, decidingMetric } from "../src/compare/metrics.ts";
import { comparePredictions } from "../src/compare/predictions.ts";
import { type Rule, ruleOf } from "../src/compare/rule.ts";
import { compareStates } from "../src/compare/states.ts";
import { type ComparedTensor, compareTensors } from "../src/compare/tensors.ts";

const digest = (byte: string) => `0x${byte.repeat(32)}` as const;
const artifact = (byte: string) => ({ cid: digestToCid(digest(byte)), digest: digest(byte), size: 9 });
const zero = digest("00");
const task = { kind: "regression" as const, target: "y", columns: [{ name: "x", type: "number" as const }] };

const own = Output.parse({
  v: 1,
  spec: digest("01"),
  stage: 1,
  artifacts: { model: artifact("aa"), report: artifact("ab") },
  metrics: { r2: 0.8, rmse: 12 },
  task,
  split: { train: 80, validation: 10, test: 10 },
  roots: { state: zero, trace: zero },
});

const rule = (accept = {}): Rule => ruleOf({ profile: "fp32-cpu", accept });
const oks = (findings: readonly VoteFinding[]): boolean[] => findings.map(({ ok }) => ok);

test("the rule of a spec: exact for integer profiles, defaults where it says nothing", () => {
  assert.equal(ruleOf({ profile: "int8", accept: {} }).isExact, true);
  assert.equal(ruleOf({ profile: "fx21", accept: {} }).isExact, true);
  assert.equal(ruleOf({ profile: "fp32-gpu", accept: {} }).isExact, false);
  assert.deepEqual(rule(), {
    isExact: false,
    metric: undefined,
    tolerance: 0.02,
    isStated: false,
    tensorTolerance: 1e-3,
    comparesTensors: false,
  });
  const stated = rule({ metric: "rmse", tolerance: 0.5, tensorTolerance: 0.1 });
  assert.deepEqual([stated.metric, stated.tolerance, stated.isStated], ["rmse", 0.5, true]);
  assert.deepEqual([stated.tensorTolerance, stated.comparesTensors], [0.1, true]);
});

test("documents: artifacts may have other digests, nothing else may differ", () => {
  const other = { ...own, artifacts: { model: artifact("ba"), report: artifact("bb") }, metrics: { r2: 0.1, rmse: 9 } };
  const same = compareDocuments(own, other);
  assert.equal(same.ok, true, same.says);
  const changes: [Partial<Output>, RegExp][] = [
    [{ spec: digest("02") }, /spec 0x02/],
    [{ stage: 0 }, /output of stage 0, not of 1/],
    [{ artifacts: { checkpoint: artifact("aa") } }, /names no model/],
    [{ artifacts: { ...own.artifacts, checkpoint: artifact("aa") } }, /names a checkpoint/],
    [{ task: { ...task, target: "z" } }, /its task is .*"z"/],
    [{ task: undefined }, /its task is absent/],
    [{ split: { train: 81, validation: 10, test: 9 } }, /its split is/],
    [{ metrics: { r2: 0.8 } }, /its metrics are r2, the work gives r2, rmse/],
    [{ roots: { state: digest("01"), trace: zero } }, /its roots/],
  ];
  for (const [change, says] of changes) {
    const found = compareDocuments(own, { ...own, ...change });
    assert.equal(found.ok, false, `${says}`);
    assert.match(found.says, says);
  }
});

test("the metric that decides: the spec's, else the task's, if it was measured", () => {
  assert.equal(decidingMetric(rule(), task, { rmse: 1, r2: 0.5 }), "r2");
  assert.equal(decidingMetric(rule(), task, { rmse: 1 }), "rmse");
  assert.equal(decidingMetric(rule({ metric: "rmse" }), task, { rmse: 1, r2: 0.5 }), "rmse");
  assert.equal(decidingMetric(rule({ metric: "mae" }), task, { rmse: 1 }), undefined);
  assert.equal(decidingMetric(rule(), task, { r2: Number.NaN }), undefined);
  assert.equal(decidingMetric(rule(), { kind: "embedding", dimensions: 2, columns: task.columns }, {}), undefined);
  assert.equal(decidingMetric(rule(), undefined, { r2: 1 }), undefined);
});

test("a model is right if its metric is near the own model's and near what is claimed, to the very edge", () => {
  const metrics = (measured: number, claimed = measured, accept = {}) =>
    oks(
      compareMetrics({
        rule: rule(accept),
        metric: "r2",
        own: { r2: 0.5 },
        claimed: { r2: claimed },
        measured: { r2: measured },
      }),
    );
  assert.deepEqual(metrics(0.5), [true, true]);
  assert.deepEqual(metrics(0.48, 0.5), [true, true]);
  assert.deepEqual(metrics(0.479, 0.479), [false, true], "an honest word about a bad model");
  assert.deepEqual(metrics(0.5, 0.521), [true, false], "a lie about a good model");
  assert.deepEqual(metrics(0.75, 0.75, { tolerance: 0.25 }), [true, true]);
  assert.deepEqual(metrics(0.5, 0.5, { tolerance: 0 }), [true, true]);
  assert.deepEqual(metrics(Number.NaN), [false, false]);
  const all = { own: { r2: 0.5, rmse: 100 }, claimed: { r2: 0.5, rmse: 103 }, measured: { r2: 0.5, rmse: 100 } };
  assert.deepEqual(oks(compareMetrics({ rule: rule(), metric: "r2", ...all })), [true, true, false]);
  const near = { ...all, claimed: { r2: 0.5, rmse: 102 } };
  assert.deepEqual(oks(compareMetrics({ rule: rule(), metric: "r2", ...near })), [true, true, true]);
  const stated = rule({ tolerance: 0.02 });
  assert.deepEqual(
    oks(compareMetrics({ rule: stated, metric: "r2", ...near })),
    [true, true, false],
    "stated: absolute",
  );
});

test("claims of an output without a model are held against those of the work", () => {
  assert.deepEqual(oks(compareClaims(rule(), { loss: 0.5 }, { loss: 0.51 })), [true]);
  assert.deepEqual(oks(compareClaims(rule(), { loss: 0.5 }, { loss: 0.53 })), [false]);
  assert.deepEqual(oks(compareClaims(rule(), { loss: 0.5 }, {})), [false]);
});

const tensors = (entries: Record<string, ComparedTensor>) => new Map(Object.entries(entries));
const floats = (...data: number[]): ComparedTensor => ({ shape: [data.length], data: Float32Array.from(data) });

test("tensors: the same names and shapes, values within the tolerance, whole numbers equal", () => {
  const mine = tensors({ w: floats(1, 2), steps: { shape: [], data: BigInt64Array.of(7n) } });
  const check = (theirs: Record<string, ComparedTensor>, tolerance = 0.25) =>
    compareTensors(mine, tensors(theirs), tolerance).ok;
  const steps = { shape: [], data: BigInt64Array.of(7n) };
  assert.equal(check({ w: floats(1, 2), steps }, 0), true);
  assert.equal(check({ w: floats(1.25, 1.75), steps }), true);
  assert.equal(check({ w: floats(1.26, 2), steps }), false);
  assert.equal(check({ w: floats(1, Number.NaN), steps }), false);
  assert.equal(check({ w: floats(1, Number.POSITIVE_INFINITY), steps }, 1e9), false);
  assert.equal(check({ w: floats(1, 2), steps: { shape: [], data: BigInt64Array.of(8n) } }, 1e9), false);
  assert.equal(check({ w: floats(1, 2) }), false);
  assert.equal(check({ w: floats(1, 2), steps, more: floats(1) }), false);
  assert.equal(check({ w: { shape: [2, 1], data: Float32Array.of(1, 2) }, steps }), false);
  const gaps = tensors({ w: floats(Number.NaN, Number.NEGATIVE_INFINITY) });
  assert.equal(compareTensors(gaps, tensors({ w: floats(Number.NaN, Number.NEGATIVE_INFINITY) }), 0).ok, true);
  assert.match(compareTensors(mine, tensors({ w: floats(1, 9), steps }), 1).says, /by at most 7, in "w"; 1 is allowed/);
});

test("states: fractions within the tolerance, everything else the same", () => {
  const mine = { step: 10, random: [4_294_967_295, 3], best: { loss: 0.5 }, done: false, name: "a", none: null };
  const check = (theirs: unknown) => compareStates(mine, theirs, 0.01).ok;
  assert.equal(check(structuredClone(mine)), true);
  assert.equal(check({ ...mine, best: { loss: 0.509 } }), true);
  assert.equal(check({ ...mine, best: { loss: 0.52 } }), false);
  assert.equal(check({ ...mine, step: 11 }), false);
  assert.equal(check({ ...mine, random: [4_294_967_294, 3] }), false);
  assert.equal(check({ ...mine, random: [4_294_967_295] }), false);
  assert.equal(check({ ...mine, random: { 0: 4_294_967_295, 1: 3 } }), false);
  assert.equal(check({ ...mine, done: true }), false);
  assert.equal(check({ ...mine, name: "b" }), false);
  assert.equal(check({ ...mine, none: {} }), false);
  assert.equal(check({ ...mine, other: 1 }), false);
  const deep = () => JSON.parse(`${"[".repeat(5_000)}${"]".repeat(5_000)}`);
  assert.equal(compareStates(deep(), deep(), 0.01).ok, false);
});

async function* text(...pieces: string[]): AsyncGenerator<string> {
  yield* pieces;
}

test("predictions are read record by record, quotes and torn pieces included", async () => {
  const rows = await Array.fromAsync(csvRecords(text('a,"b ""c"', '" \n', 'd"\r\n1,', "2\n,", '"x,\ny"')));
  assert.deepEqual(rows, [
    ["a", 'b "c" \nd'],
    ["1", "2"],
    ["", "x,\ny"],
  ]);
  await assert.rejects(Array.fromAsync(csvRecords(text('a"b"c,1\n'))), TypeError);
  await assert.rejects(Array.fromAsync(csvRecords(text("x".repeat(5_000_000)))), /longer than/);
});

test("predictions: numbers within the tolerance, labels equal but for a share of the rows", async () => {
  const header = "prediction,probability:a,probability:b";
  const rows = Array.from({ length: 100 }, () => "a,0.9,0.1");
  const file = (...lines: string[]) => csvRecords(text(`${[header, ...lines].join("\n")}\n`));
  const compare = (lines: string[], accept = {}, kind: "classification" | "regression" = "classification") =>
    comparePredictions(rule(accept), kind, file(...rows), file(...lines));
  const changed = (count: number, line: string) => rows.map((row, index) => (index < count ? line : row));
  assert.equal((await compare(rows)).ok, true);
  assert.equal((await compare(changed(100, "a,0.9005,0.0995"))).ok, true);
  assert.equal((await compare(changed(1, "a,0.902,0.098"))).ok, false);
  assert.equal((await compare(changed(1, "a,0.902,0.098"), { tensorTolerance: 0.01 })).ok, true);
  assert.equal((await compare(changed(2, "b,0.9,0.1"))).ok, true);
  assert.equal((await compare(changed(3, "b,0.9,0.1"))).ok, false);
  assert.equal((await compare(changed(3, "b,0.9,0.1"), { tolerance: 0.03 })).ok, true);
  assert.equal((await compare(changed(1, "b,0.9,0.1"), { tolerance: 0 })).ok, false);
  assert.equal((await compare(changed(1, "b,0.9,0.1"), {}, "regression")).ok, false, "no label of a quantity");
  assert.equal((await compare(changed(1, "a,,0.1"))).ok, false, "a gap is no number");
  assert.equal((await compare(rows.slice(1))).ok, false);
  assert.equal((await compare([...rows, "a,0.9,0.1"])).ok, false);
  assert.equal((await compare(changed(1, "a,0.9"))).ok, false);
  const strange = await comparePredictions(rule(), "regression", file(), csvRecords(text("score\n")));
  assert.match(strange.says, /its header is "score"/);
});
