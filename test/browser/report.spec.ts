import { createStorage, manifestOf, type TaskInfo, type TrainingReport, trainingSpec } from "@blacktail/sdk";
import { expect, test } from "@playwright/test";
import { look, type Visitor, visit } from "./fixtures.ts";
import { answerQuery, indexedJob, indexedModel } from "./indexed.ts";
import { readStack, TESTER } from "./stackInfo.ts";

test.describe.configure({ mode: "serial" });

const { storageApi } = readStack();
const storage = createStorage({ api: storageApi });
const file = (text: string) => storage.put(new TextEncoder().encode(text));

const HOSTILE = "<img src=x onerror=alert(1)>";
const CREATOR = `0x${"11".repeat(20)}` as const;

let visitor: Visitor;

test.beforeAll(async ({ browser }) => {
  visitor = await visit(browser, TESTER);
});

test.afterAll(() => visitor.context.close());

test.afterEach(() => {
  expect(visitor.problems).toEqual([]);
});

/** A report with everything that a report may hold, as long and as large as its schema lets it be. */
function fullReport(): TrainingReport {
  const classes = Array.from({ length: 40 }, (_, at) => (at === 0 ? HOSTILE : `class ${at}`));
  const wave = (height: number) =>
    Array.from({ length: 200 }, (_, step): [number, number] => [step, height * Math.exp(-step / 60)]);
  return {
    v: 1,
    curves: [
      { name: "training loss", x: "step", points: wave(3) },
      { name: "validation loss", x: "step", points: wave(3.2) },
      { name: "return", x: "episode", points: wave(-500) },
      {
        name: "a curve as large as numbers get",
        x: "step",
        points: [
          [0, -1e308],
          [1, 1e308],
        ],
      },
    ],
    confusion: {
      classes,
      counts: classes.map((_, row) => classes.map((_, column) => (row === column ? 1_000 : row % 3))),
    },
    calibration: {
      error: 0.031,
      bins: [0.1, 0.3, 0.5, 0.7, 0.9].map((confidence) => ({ confidence, accuracy: confidence - 0.04, count: 50 })),
    },
    importance: {
      metric: "accuracy",
      columns: Array.from({ length: 30 }, (_, at) => ({
        name: `a column with a rather long name ${at}`,
        value: 0.3 / (at + 1),
      })),
    },
    scatter: {
      x: "dimension 1",
      y: "dimension 2",
      points: Array.from({ length: 600 }, (_, at): [number, number, string] => [
        Math.cos(at) * ((at % 7) + 1),
        Math.sin(at) * ((at % 7) + 1),
        `group ${at % 9}`,
      ]),
    },
    samples: [
      { prompt: "ROMEO:", text: "\nBut soft, what light through yonder window breaks?\nIt is the east." },
      { prompt: HOSTILE, text: "x".repeat(2_000) },
    ],
  };
}

test("a report is shown in full, bounded, and as text", async () => {
  const { page } = visitor;
  const report = await storage.putJson(fullReport());
  const spec = await storage.putJson(
    trainingSpec({ family: "unsupervised", data: await file("a,b\n1,2\n"), config: { clusters: 3 } }),
  );
  const output = await storage.putJson({
    v: 1,
    spec: spec.digest,
    stage: 0,
    artifacts: { report },
    metrics: { silhouette: 0.51, ari: 0.73 },
    task: { kind: "clustering", classes: ["0", "1", "2"], columns: [{ name: "a", type: "number" }] },
    split: { train: 100, validation: 20, test: 30 },
    roots: { state: `0x${"0".repeat(64)}`, trace: `0x${"0".repeat(64)}` },
  });
  await answerQuery(page, "Job", { job: indexedJob("900001", { specCid: spec.cid, resultCid: output.cid }) });
  await page.goto("/jobs/900001");
  await expect(page.getByText("Finds groups.")).toBeVisible();
  await expect(page.getByText("clusters 3, seed 1")).toBeVisible();
  await expect(page.locator(".line-chart")).toHaveCount(3);
  await expect(page.getByText("The first 24 of 40 classes.")).toBeVisible();
  await expect(page.getByText("And 10 more that matter less.")).toBeVisible();
  await expect(page.getByText("4 others")).toBeVisible();
  await expect(page.getByText("But soft, what light")).toBeVisible();
  await expect(page.getByText(HOSTILE).first()).toBeVisible();
  await expect(page.locator("main img")).toHaveCount(0);
  await look(page, "report-full");
});

test("a result whose report is no report says so, and is still shown", async () => {
  const { page } = visitor;
  const report = await storage.putJson({ v: 1, curves: "none" });
  const spec = await storage.putJson(trainingSpec({ data: await file("a,b\n1,2\n"), target: "b" }));
  const output = await storage.putJson({
    v: 1,
    spec: spec.digest,
    stage: 0,
    artifacts: { report },
    metrics: { rmse: 2 },
    roots: { state: `0x${"0".repeat(64)}`, trace: `0x${"0".repeat(64)}` },
  });
  await answerQuery(page, "Job", { job: indexedJob("900002", { specCid: spec.cid, resultCid: output.cid }) });
  await page.goto("/jobs/900002");
  await expect(page.getByRole("alert")).toContainText("The document is not valid: ");
  await expect(page.getByText("RMSE")).toBeVisible();
});

/** Puts a model of this task into the storage, and lets the index answer with it. */
async function mintedModel(task: TaskInfo): Promise<string> {
  const artifact = await file(`a model that is ${task.kind}`);
  const parent = `0x${"ab".repeat(32)}` as const;
  const manifest = manifestOf({
    card: { name: task.kind, description: "", creator: CREATOR, license: "MIT", parents: [parent] },
    spec: {
      framework: { family: "deep", name: "any", version: "1.0.0", config: {} },
      seed: 1,
      profile: "fp32-cpu",
      data: [],
    },
    output: { metrics: {}, task, artifacts: { model: artifact } },
  });
  const stored = await storage.putJson(manifest);
  const model = indexedModel(stored, { task: task.kind, artifact, parents: [parent] });
  await answerQuery(visitor.page, "Model", { model });
  return `/models/${model.id}`;
}

test("a model that writes takes a prompt, and names what it learned from", async () => {
  const { page } = visitor;
  await page.goto(await mintedModel({ kind: "generation", text: { context: 128 } }));
  await expect(page.getByText("writes text")).toBeVisible();
  await expect(page.getByText("It sees at most 128 tokens.")).toBeVisible();
  await expect(page.getByText("Learned from")).toBeVisible();
  await expect(page.getByRole("button", { name: "Review and post" })).toHaveCount(0);
  await page.getByLabel("Prompt").fill("ROMEO:");
  await expect(page.getByRole("button", { name: "Review and post" })).toBeVisible();
});

test("a model of images says their size, and refuses what it cannot take", async () => {
  const { page } = visitor;
  const task = { kind: "embedding" as const, dimensions: 8, image: { channels: 1, height: 28, width: 28 } };
  await page.goto(await mintedModel(task));
  await expect(page.getByText("Images of 28 × 28 pixels; in a CSV 784 numbers from 0 to 255 a row.")).toBeVisible();
  await page
    .locator('input[type="file"]')
    .setInputFiles({ name: "play.txt", mimeType: "text/plain", buffer: Buffer.from("hello") });
  await expect(page.getByRole("alert")).toContainText("“play.txt” is a text (UTF-8)");
});
