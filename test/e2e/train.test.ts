import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, describe, it } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { JobSpec, parseDocument, TrainingReport } from "@blacktail/sdk";
import { makeDemoDataset } from "../../frameworks/src/index.ts";
import { scratchFolder } from "../../scripts/lib/scratch.ts";
import { planTraining } from "../../scripts/lib/training/plan.ts";
import { ROOT } from "../../scripts/stack/options.ts";
import { type StackProcess, spawnScript } from "./support/stack.ts";

const folder = scratchFolder("cli");
after(folder.remove);
const at = (name: string) => join(folder.dir, name);
const write = (name: string, content: string | Uint8Array): string => {
  writeFileSync(at(name), content);
  return at(name);
};
const demo = write("demo.csv", makeDemoDataset({ seed: 1 }));
const quick = write("quick.json", JSON.stringify({ members: 1, epochs: 10 }));

const start = (...args: string[]): StackProcess => spawnScript("scripts/blacktail.ts", args);

async function succeed(...args: string[]): Promise<{ json: Record<string, unknown>; output: string }> {
  const run = start(...args);
  assert.equal(await run.exited, 0, run.output());
  return { json: args.includes("--json") ? JSON.parse(run.lastLine()) : {}, output: run.output() };
}

async function refuse(sentence: RegExp, ...args: string[]): Promise<void> {
  const run = start(...args);
  assert.equal(await run.exited, 1, run.output());
  assert.match(run.output(), sentence);
}

describe("blacktail train", () => {
  const supervised = ["train", "--family", "supervised", "--data", demo, "--target", "fails", "--config", quick];

  it("leaves model, manifest, spec and report, and prints metrics, digest and split as its last line", async () => {
    const out = at("first");
    const { json } = await succeed(...supervised, "--out", out, "--json");
    assert.deepEqual(readdirSync(out).sort(), [
      "manifest.json",
      "model.onnx",
      "report.html",
      "report.json",
      "spec.json",
    ]);
    const { accuracy } = json.metrics as { accuracy: number };
    assert.ok(accuracy > 0.9, `accuracy ${accuracy}`);
    assert.equal(
      json.digest,
      `0x${createHash("sha256")
        .update(readFileSync(join(out, "model.onnx")))
        .digest("hex")}`,
    );
    assert.equal(json.report, join(out, "report.html"));
    const { split } = json as { split: { train: number; test: number } };
    assert.ok(split.train > split.test && split.test > 0);
    TrainingReport.parse(JSON.parse(readFileSync(join(out, "report.json"), "utf8")));
    assert.match(readFileSync(join(out, "report.html"), "utf8"), /Predicts “fails”/);
  });

  it("trains the same model again from the spec that it wrote, and finds the data by its digest", async () => {
    const { json } = await succeed(...supervised, "--out", at("one"), "--json");
    const spec = at("one/spec.json");
    assert.equal(parseDocument(JobSpec, readFileSync(spec)).framework?.config.epochs, 10);
    const again = await succeed(
      "train",
      "--spec",
      spec,
      "--data",
      demo,
      "--out",
      at("two"),
      "--json",
      "--threads",
      "1",
    );
    assert.equal(again.json.digest, json.digest);
    assert.deepEqual(readFileSync(at("two/spec.json")), readFileSync(spec));
    const other = write("other.csv", makeDemoDataset({ seed: 2 }));
    await assert.rejects(planTraining({ spec, data: other }), {
      code: "CLI_INPUT_MISSING",
      message: /digest 0x[0-9a-f]{64}/,
    });
    await assert.rejects(planTraining({ spec, data: demo, seed: 2 }), {
      code: "CLI_SPEC_SETTLED",
      message: /--seed is given/,
    });
  });

  it("prints metrics, warnings and files for people, and no plot where there is no curve to plot", async () => {
    const { output } = await succeed(...supervised, "--out", at("people"));
    for (const part of [/accuracy {2,}0\.9/, /split {2,}\d+ to learn from/, /model {2,}\S+model\.onnx/, /training/])
      assert.match(output, part);
  });

  it("takes a recipe, and options before it", async () => {
    const recipe = write(
      "recipe.json",
      JSON.stringify({ family: "supervised", config: { epochs: 10, members: 1 }, seed: 9 }),
    );
    await succeed("train", "--recipe", recipe, "--data", demo, "--target", "fails", "--out", at("recipe"));
    const spec = parseDocument(JobSpec, readFileSync(at("recipe/spec.json")));
    assert.deepEqual([spec.seed, spec.framework?.config], [9, { epochs: 10, members: 1 }]);
  });

  it("trains a family that a user's module brings", async () => {
    const module = join(ROOT, "frameworks/recipes/family.ts");
    const named = ["--family", "supervised", "--name", "nearest-centroid", "--module", module];
    const { json } = await succeed(
      "train",
      ...named,
      "--data",
      demo,
      "--target",
      "fails",
      "--out",
      at("own"),
      "--json",
    );
    assert.ok((json.metrics as { accuracy: number }).accuracy > 0.7);
  });

  it("chooses the framework by the data: a table of pixels is of images, another one is not", async () => {
    const pixels = Array.from({ length: 64 }, (_, index) => `pixel${index}`);
    const rows = Array.from({ length: 4 }, (_, row) => `${row % 2},${pixels.map(() => 7 * row).join(",")}`);
    const images = write("pixels.csv", `label,${pixels.join(",")}\n${rows.join("\n")}\n`);
    const nameFor = async (data: string, target: string) =>
      (await planTraining({ family: "deep", data, target })).spec.framework?.name;
    assert.equal(await nameFor(images, "label"), "cnn");
    assert.equal(await nameFor(demo, "fails"), "mlp");
  });

  it("names what is missing or wrong before it trains", async () => {
    const cases: [Parameters<typeof planTraining>[0], string, RegExp][] = [
      [{ data: demo }, "CLI_OPTION_MISSING", /--family/],
      [{ family: "supervised", data: at("nowhere.csv"), target: "a" }, "CLI_FILE_UNREADABLE", /nowhere\.csv/],
      [{ family: "supervised", data: demo }, "CLI_OPTION_MISSING", /predicts a column, and nothing says which/],
      [{ family: "supervised" }, "CLI_OPTION_MISSING", /learns from a file, and none is given/],
      [{ family: "transfer", data: demo, target: "fails" }, "CLI_OPTION_MISSING", /learns from a trained model/],
      [{ family: "supervised", data: demo, target: "fails", parent: [demo] }, "CLI_OPTION_USELESS", /--parent/],
      [{ family: "supervised", data: demo, target: "fails", labels: demo }, "CLI_OPTION_USELESS", /--labels/],
      [{ family: "deeep", data: demo }, "CLI_UNKNOWN_FAMILY", /no family "deeep"/],
      [{ family: "deep", name: "trees", data: demo }, "CLI_UNKNOWN_FAMILY", /no framework "trees" in the family deep/],
      [{ family: "supervised", data: write("empty.csv", "") }, "DATA_EMPTY", /is empty/],
      [{ family: "supervised", config: write("list.json", "[1]") }, "CLI_CONFIG_UNREADABLE", /no JSON object/],
      [{ recipe: write("wrong-recipe.json", '{"familiy":"a"}') }, "CLI_CONFIG_UNREADABLE", /no recipe.*familiy/],
      [{ spec: write("wrong-spec.json", "{}"), data: demo }, "CLI_CONFIG_UNREADABLE", /wrong-spec.*"kind" is missing/],
      [{ family: "transfer", data: demo, parent: [at("no-model")] }, "CLI_FILE_UNREADABLE", /no-model/],
    ];
    for (const [options, code, message] of cases) await assert.rejects(planTraining(options), { code, message });
    const family = ["train", "--family", "supervised", "--data", demo, "--target", "fails"];
    await refuse(/CLI_OUT_NO_FOLDER/, ...family, "--out", demo);
    await refuse(/CLI_NOTHING_TO_RESUME/, ...family, "--resume", "--out", at("empty"));
  });

  it("keeps its state on the way; stopped by Ctrl-C it says how to go on, and then ends as if it had never stopped", async () => {
    const config = write("grid.json", JSON.stringify({ environment: "GridWorld", steps: 60_000, patience: 10_000 }));
    const run = ["train", "--family", "reinforcement", "--name", "policy-gradient", "--config", config, "--json"];
    const whole = await succeed(...run, "--out", at("whole"));
    const out = ["--out", at("halves"), "--checkpoint-every", "20"];
    const first = start(...run, ...out);
    while (!existsSync(at("halves/checkpoint")) && first.child.exitCode === null) await sleep(20);
    first.child.kill("SIGINT");
    assert.equal(await first.exited, 130, first.output());
    assert.match(first.output(), /CLI_INTERRUPTED {2}Stopped\. Its last state is kept in \S+checkpoint\.\n.*--resume/);
    assert.ok(!existsSync(at("halves/model.onnx")));
    const { json } = await succeed(...run, ...out, "--resume");
    assert.equal(json.digest, whole.json.digest);
    await refuse(/CHECKPOINT_FOREIGN/, ...run, ...out, "--resume", "--seed", "2");
  });
});

describe("blacktail infer and export", () => {
  it("runs a table's model on a file, and says what it lacks", async () => {
    await succeed(
      "train",
      "--family",
      "supervised",
      "--data",
      demo,
      "--target",
      "fails",
      "--config",
      quick,
      "--out",
      at("table"),
    );
    const model = ["infer", "--model", at("table")];
    const { json } = await succeed(...model, "--data", demo, "--out", at("predictions.csv"), "--json");
    assert.ok((json.metrics as { accuracy: number }).accuracy > 0.9);
    await refuse(/CLI_OPTION_MISSING {2}--out is missing/, ...model, "--data", demo);
    await refuse(/CLI_NO_WRITER {2}.*classification/, ...model, "--prompt", "x");
    await refuse(/CLI_MANIFEST_UNREADABLE/, "infer", "--model", at("nothing"), "--data", demo, "--out", at("p.csv"));
  });

  it("lets a language model write, the same again for one seed, and lays it out for Hugging Face's tools", async () => {
    const text = write("verse.txt", "The quick brown fox jumps over the lazy dog.\n".repeat(200));
    const config = write("verse.json", JSON.stringify({ layers: 1, heads: 1, width: 16, context: 16, steps: 20 }));
    const out = at("writer");
    await succeed("train", "--family", "deep", "--data", text, "--config", config, "--out", out);
    assert.ok(existsSync(join(out, "huggingface/onnx/model.onnx")));
    const prompt = ["infer", "--model", out, "--prompt", "The", "--tokens", "12", "--seed", "3"];
    const first = await succeed(...prompt, "--json");
    const { length } = first.json.text as string;
    assert.ok(length > 0 && length <= 12, `${length} characters`);
    const shown = await succeed(...prompt);
    assert.ok(shown.output.startsWith(`The${first.json.text}`), shown.output);
    const { json } = await succeed("export", "--model", out, "--out", at("hub"), "--json");
    assert.deepEqual(readdirSync(at("hub")).sort(), readdirSync(join(out, "huggingface")).sort());
    assert.ok((json.files as string[]).every((path) => existsSync(path)));
  });
});

describe("blacktail families", () => {
  it("lists every framework, and with a name its settings", async () => {
    assert.match((await succeed("families")).output, /deep\/transformer/);
    const { output } = await succeed("families", "supervised/tabular");
    assert.match(output, /hidden .*default \[64\]/);
    const { json } = await succeed("families", "ensemble", "--json");
    assert.deepEqual(
      (json.frameworks as { name: string }[]).map(({ name }) => name),
      ["bagging", "stacking", "voting"],
    );
    await refuse(/CLI_UNKNOWN_FAMILY {2}.*"poetry"/, "families", "poetry");
  });
});
