import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { digestToCid, JobSpec } from "@blacktail/sdk";
import { inferModel, makeDemoDataset, trainSpec } from "../src/index.ts";
import { temporaryFolder, trainJob, withCode, writeCsv } from "./support/spec.ts";

const folder = temporaryFolder();
const demo = writeCsv(folder, "demo.csv", makeDemoDataset({ seed: 1 }));
const RECIPE = new URL("../recipes/family.ts", import.meta.url).pathname;
let runs = 0;

/** A training job whose framework is in a module of the user's. */
function moduleJob(
  modulePath: string,
  framework: Partial<NonNullable<JobSpec["framework"]>> = {},
): { spec: JobSpec; inputs: Map<string, string>; outDir: string } {
  const { spec, inputs } = trainJob({ path: demo, target: "fails" });
  const bytes = readFileSync(modulePath);
  const digest = `0x${createHash("sha256").update(bytes).digest("hex")}` as const;
  inputs.set(digest, modulePath);
  const input = { role: "module" as const, format: "module" as const, digest, size: bytes.length };
  const own = { family: "supervised", name: "nearest-centroid", version: "1.0.0", config: {}, ...framework };
  return {
    spec: JobSpec.parse({ ...spec, framework: own, data: [...spec.data, { ...input, cid: cidOf(digest, bytes) }] }),
    inputs,
    outDir: join(folder, `out${runs++}`),
  };
}

/** A module beyond a raw block needs a CID of another kind; any will do where nothing is fetched. */
function cidOf(digest: `0x${string}`, bytes: Uint8Array): string {
  const large = "bafybeigdyrzt5sfp7udm7hu76uh7y26nf3efuylqabf3oclgtqy55fbzdi";
  return bytes.length > 1_048_576 ? large : digestToCid(digest);
}

function writeModule(source: string): string {
  const path = join(folder, `own${runs++}.ts`);
  writeFileSync(path, source);
  return path;
}

const family = (train: string, more = "") =>
  `${more}\nexport default { family: "supervised", name: "nearest-centroid", version: "1.0.0", checkConfig() {}, train: ${train} };\n`;

test("a family in a module trains, gives the same bytes again, and its artifact runs like any other", async () => {
  const first = await trainSpec(moduleJob(RECIPE));
  assert.ok((first.metrics.accuracy ?? 0) > 0.7, `accuracy ${first.metrics.accuracy}`);
  assert.deepEqual(first.report.confusion?.classes, ["no", "yes"]);
  assert.equal((await trainSpec(moduleJob(RECIPE))).digest, first.digest);

  const predictions = await inferModel({
    modelPath: first.artifactPath,
    inputPath: demo,
    outPath: join(folder, "predictions.csv"),
    task: first.task,
  });
  assert.ok((predictions.metrics?.accuracy ?? 0) > 0.7);
  const sharper = await trainSpec(moduleJob(RECIPE, { config: { sharpness: 2 } }));
  assert.notEqual(sharper.digest, first.digest);
});

test("a module's own settings are checked by the module", async () => {
  await assert.rejects(
    trainSpec(moduleJob(RECIPE, { config: { sharpness: -1 } })),
    withCode("CONFIG_INVALID", /"sharpness"/),
  );
});

test("a job must name the family that its module holds", async () => {
  await assert.rejects(
    trainSpec(moduleJob(RECIPE, { name: "tabular" })),
    withCode("MODULE_UNLIKE_SPEC", /is supervised\/nearest-centroid; the job asks for supervised\/tabular/),
  );
  await assert.rejects(trainSpec(moduleJob(RECIPE, { version: "2.0.0" })), withCode("FRAMEWORK_VERSION", /2\.0\.0/));
  const environment = writeModule("export default { create: () => ({}) };");
  await assert.rejects(
    trainSpec(moduleJob(environment, { name: "tabular" })),
    withCode("MODULE_UNLIKE_SPEC", /holds an environment/),
  );
});

test("a module that cannot be loaded says why, and where", async () => {
  const cases: [string, string, RegExp][] = [
    ["const a = ;", "MODULE_INVALID", /not a valid ES module: /],
    ["enum Color { Red }\nexport default Color;", "MODULE_INVALID", /enum/],
    [
      "const ok = 1;\nthrow new Error('value ' + ok + ' is bad');",
      "MODULE_INVALID",
      /while it is loaded: value 1 is bad \(line 2\)/,
    ],
    ['import "./helper.ts";', "MODULE_INVALID", /imports "\.\/helper\.ts"/],
    ['import viem from "viem";', "MODULE_INVALID", /imports "viem"/],
    ['import { nothing } from "@blacktail/frameworks/engine";', "MODULE_INVALID", /nothing/],
    ["export const family = 1;", "MODULE_SHAPE", /no default export; it exports family/],
    ["export default 7;", "MODULE_SHAPE", /a number as its default/],
    ["export default {};", "MODULE_SHAPE", /neither "train" nor "create"/],
    ['export default { create: "CartPole" };', "MODULE_SHAPE", /"create" that is no function/],
    ["export default { train() {} };", "MODULE_SHAPE", /"family" is no text/],
    ['export default { family: "a", name: "b", version: "1", train() {} };', "MODULE_SHAPE", /version "1"/],
    ['export default { family: "a", name: "b", version: "1.0.0", train() {} };', "MODULE_SHAPE", /"checkConfig"/],
    [`//${" ".repeat(1_048_576)}`, "MODULE_TOO_LARGE", /the limit is 1048576/],
  ];
  for (const [source, code, message] of cases) {
    await assert.rejects(trainSpec(moduleJob(writeModule(source))), withCode(code, message), source.slice(0, 60));
  }
});

test("a module that fails while it trains, or returns what is no outcome, is named as the fault", async () => {
  const outcome = (change: string) =>
    family(`() => ({ model: new Uint8Array(4), metrics: { loss: 1 }, task: { kind: "anomaly", columns: [{ name: "x", type: "number" }] },
      split: { train: 1, validation: 0, test: 0 }, report: { v: 1, curves: [] }, warnings: [], details: {}, ${change} })`);
  const cases: [string, string, RegExp][] = [
    [family("() => { throw new Error('no luck'); }"), "MODULE_FAILED", /no luck/],
    [family("() => undefined"), "OUTCOME_INVALID", /is no object/],
    [outcome("model: 'onnx'"), "OUTCOME_INVALID", /no bytes in "model"/],
    [outcome("metrics: { loss: NaN }"), "OUTCOME_INVALID", /metric "loss": NaN/],
    [outcome("task: { kind: 'poetry' }"), "OUTCOME_INVALID", /"task\.kind"/],
    [outcome("split: { train: -1, validation: 0, test: 0 }"), "OUTCOME_INVALID", /"split\.train"/],
    [outcome("report: undefined"), "OUTCOME_INVALID", /"report"/],
  ];
  for (const [source, code, message] of cases) {
    await assert.rejects(trainSpec(moduleJob(writeModule(source))), withCode(code, message), source);
  }
});
