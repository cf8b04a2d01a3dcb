import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { makeDemoDataset, trainStage } from "@blacktail/frameworks";
import { identify, trainingSpec, type VoteFinding } from "@blacktail/sdk";
import { compareFiles } from "../src/compare/compareFiles.ts";
import { measureModel } from "../src/compare/measureModel.ts";
import { ruleOf } from "../src/compare/rule.ts";

const folder = mkdtempSync(join(tmpdir(), "compare-files-"));
const csv = join(folder, "data.csv");
after(() => rmSync(folder, { recursive: true, force: true }));

/** A training in two stages; the files that they leave. */
async function runOf(name: string, epochs: number) {
  const text = new TextEncoder().encode(makeDemoDataset({ seed: 1 }));
  writeFileSync(csv, text);
  const data = await identify([text]);
  const config = { model: "linear", epochs };
  const spec = trainingSpec({ data, target: "fails", config, seed: 1, stages: 2 });
  const inputs = new Map([[data.digest, csv]]);
  const outDir = join(folder, name);
  const checkpoint = join(folder, `${name}.checkpoint`);
  const options = { spec, inputs, outDir, threads: 1 };
  const first = await trainStage({ ...options, stage: { index: 0, out: checkpoint } });
  assert.ok(!first.finished, "the first stage ends with a checkpoint");
  const stage = { index: 1, checkpoint, out: join(folder, `${name}.last`) };
  const last = await trainStage({ ...options, stage });
  assert.ok(last.finished);
  return { spec, inputs: [...inputs], checkpoint, model: last.artifactPath, task: last.task, metrics: last.metrics };
}

let own: Awaited<ReturnType<typeof runOf>>;
let other: Awaited<ReturnType<typeof runOf>>;
before(async () => {
  own = await runOf("own", 4);
  other = await runOf("other", 6);
});

const oks = (findings: readonly VoteFinding[]): boolean[] => findings.map(({ ok }) => ok);

for (const what of ["model", "checkpoint"] as const) {
  test(`a ${what} is like itself, unlike that of another training, and a damaged one is no ${what}`, async () => {
    const rule = ruleOf({ profile: "fp32-cpu", accept: { tensorTolerance: 1e-3 } });
    const compare = (theirs: string, its = rule) =>
      compareFiles({ what, rule: its, predicts: "regression", own: own[what], theirs });
    assert.deepEqual(oks(await compare(own[what])), [true, true]);
    assert.ok(oks(await compare(other[what])).includes(false));
    const torn = join(folder, `torn.${what}`);
    const bytes = readFileSync(own[what]);
    writeFileSync(torn, bytes.subarray(0, bytes.length - 7));
    const [bad] = await compare(torn);
    assert.deepEqual([bad?.what, bad?.ok], ["artifact", false]);
    assert.match(bad?.says ?? "", new RegExp(`its ${what} cannot be read`));
  });
}

test("a model measured anew shows the metrics that its training gave", async () => {
  const { spec, inputs, model, task, metrics } = own;
  const measured = await measureModel({ spec, inputs, modelPath: model, task });
  for (const [name, value] of Object.entries(measured)) {
    assert.ok(Math.abs(value - (metrics[name] ?? Number.NaN)) < 1e-6, `${name}: ${value}, ${metrics[name]}`);
  }
  assert.ok(measured.accuracy !== undefined);
});
