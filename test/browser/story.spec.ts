import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { expect, test } from "@playwright/test";
import { confirm, connect, dialog, done, finish, look, type Visitor, visit } from "./fixtures.ts";
import { offerUse } from "./offerUse.ts";
import { challengeFor, chooseFamily, chooseTable, dropZone, postJob } from "./pageSteps.ts";
import { BUYER, TESTER } from "./stackInfo.ts";
import { trainLocally } from "./trainLocally.ts";

/** A name that no earlier run on the same chain used. */
const run = Date.now().toString(36);
/** Trained on the maker's machine, and trained by the network. */
const localName = `Own kettle ${run}`;
const modelName = `Kettle ${run}`;

test.describe.configure({ mode: "serial" });

let maker: Visitor;
let buyer: Visitor;
let localUrl = "";
let jobUrl = "";
let modelUrl = "";

test.beforeAll(async ({ browser }) => {
  maker = await visit(browser, TESTER);
  buyer = await visit(browser, BUYER);
});

test.afterAll(async () => {
  await maker.context.close();
  await buyer.context.close();
});

test.afterEach(() => {
  expect([...maker.problems, ...buyer.problems]).toEqual([]);
});

test("mints a model that was trained on the maker's own machine", async () => {
  const { page } = maker;
  const { model, manifest, remove } = await trainLocally();
  const files = page.locator('input[type="file"]');
  await page.goto("/");
  await connect(maker);
  await page.goto("/mint");
  await files.setInputFiles({ name: "notes.txt", mimeType: "text/plain", buffer: Buffer.from("hello") });
  await expect(page.getByRole("alert")).toContainText("“notes.txt” is neither a model (.onnx) nor a manifest (.json)");
  const changed = Buffer.concat([await readFile(model), Buffer.from([0])]);
  const digestOf = (bytes: Buffer) => `0x${createHash("sha256").update(bytes).digest("hex")}`;
  await files.setInputFiles([
    { name: "manifest.json", mimeType: "application/json", buffer: await readFile(manifest) },
    { name: "model.onnx", mimeType: "application/octet-stream", buffer: changed },
  ]);
  await expect(page.getByRole("alert")).toContainText(digestOf(changed));
  await expect(page.getByRole("alert")).toContainText(digestOf(await readFile(model)));
  await look(page, "mint-mismatch");

  await files.setInputFiles([model, manifest]);
  await expect(page.getByRole("alert")).toHaveCount(0);
  await expect(page.getByText("classification of boils")).toBeVisible();
  await expect(page.getByText("no, yes")).toBeVisible();
  await expect(page.getByText("watts (number), minutes (number), colour (category)")).toBeVisible();
  await expect(page.getByLabel("Name")).toHaveValue("Predicts boils");
  await page.getByLabel("Royalty").fill("11");
  await page.getByRole("button", { name: "Review" }).click();
  await expect(page.getByText("At most 10 %.")).toBeVisible();
  await page.getByLabel("Royalty").fill("2.5");
  await page.getByLabel("Name").fill(localName);
  await page.getByLabel("Description").fill("Trained at home.");
  await look(page, "mint-chosen");
  await page.getByRole("button", { name: "Review" }).click();
  await expect(dialog(page)).toContainText("2.5 %");
  await confirm(page, /is minted and yours/);
  await dialog(page).getByRole("link", { name: "See the model" }).click();
  await expect(page.getByRole("heading", { level: 1, name: localName })).toBeVisible();
  await expect(page.getByText("2.5 % of each resale and each paid use")).toBeVisible();
  await expect(page.getByRole("alert")).toHaveCount(0);
  localUrl = page.url();
  remove();
});

test("lists the model, resuming after a reload in the middle", async () => {
  const { page, wallet } = maker;
  await page.goto(localUrl);
  await page.getByRole("button", { name: "List for sale" }).click();
  await dialog(page).getByLabel("Price").fill("0.2");
  await dialog(page).getByRole("button", { name: "Review" }).click();
  // The first signature lets the market transfer the token; the second is refused, and the page is left.
  let prompts = 0;
  wallet.decide = () => {
    prompts += 1;
    return prompts > 1 ? "reject" : "approve";
  };
  await dialog(page).getByRole("button", { name: "Confirm" }).click();
  await expect(dialog(page).getByRole("alert")).toContainText(/reject/i);
  wallet.decide = () => "approve";
  await page.reload();
  await page.getByRole("button", { name: "Resume" }).click();
  await dialog(page).getByRole("button", { name: "Continue" }).click();
  await finish(page, /Listed at 0\.2 ETH/);
  await done(page);
  await expect(page.getByRole("heading", { name: "For sale", exact: true })).toBeVisible();
  await look(page, "model-listed");
});

test("another account buys it", async () => {
  const { page } = buyer;
  await page.goto("/market");
  await connect(buyer);
  await page.getByLabel("For sale only").check();
  await page.getByLabel("Search models by name").fill(localName);
  await expect(page.getByRole("link", { name: new RegExp(localName) })).toBeVisible();
  await look(page, "market-full");
  await page.getByRole("link", { name: new RegExp(localName) }).click();
  await page.getByRole("button", { name: "Buy" }).click();
  await confirm(page, /The model is yours/);
  await done(page);
  await expect(page.getByRole("heading", { name: "Not for sale" })).toBeVisible();
  await expect(page.getByText("you", { exact: true })).toBeVisible();
  await look(page, "model-bought");
  await page.goto("/portfolio");
  await expect(page.getByRole("link", { name: new RegExp(localName) })).toBeVisible();
});

test("stakes $BLACK as a provider", async () => {
  const { page } = maker;
  await page.goto("/compute");
  await page.getByRole("button", { name: /^Stake/ }).click();
  await dialog(page).getByLabel("Amount").fill("25");
  await dialog(page).getByRole("button", { name: "Review" }).click();
  await confirm(page, /25 \$BLACK are at stake/);
  await done(page);
  await expect(page.getByRole("heading", { name: "Your stake" })).toBeVisible();
  await look(page, "compute-staked");
});

test("posts a training job from a CSV", async () => {
  const { page } = maker;
  await page.goto("/train");
  await dropZone(page).setInputFiles({
    name: "broken.csv",
    mimeType: "text/csv",
    buffer: Buffer.from("a,b\n1,2,3\n"),
  });
  await expect(page.getByRole("alert")).toContainText("Row 1 has 3 cells, the header has 2");
  await chooseTable(page, 600);
  await expect(page.getByText("600 rows, 4 columns")).toBeVisible();
  await expect(page.getByLabel("Column to predict")).toHaveValue("boils");
  await look(page, "train-chosen");
  await page.getByRole("textbox", { name: "Budget" }).fill("0.05");
  await challengeFor(page, "1 h");
  await postJob(page);
  jobUrl = page.url();
});

test("watches the loss fall, accepts the result and sees it paid", async () => {
  const { page } = maker;
  await page.goto(jobUrl);
  await expect(page.getByText("Claimed; the provider’s stake is locked")).toBeVisible({ timeout: 60_000 });
  const chart = page.locator(".line-chart").first();
  await expect(chart).toBeVisible({ timeout: 60_000 });
  await expect
    .poll(async () => Number(await chart.getAttribute("data-points")), { timeout: 60_000 })
    .toBeGreaterThan(2);
  await look(page, "job-working");
  await expect(page.getByText("Result submitted and attested")).toBeVisible({ timeout: 120_000 });
  await expect(page.getByText("attested, not final")).toBeVisible();
  await expect(page.getByRole("button", { name: "Mint this model" })).toHaveCount(0);
  await page.getByRole("button", { name: "Accept result" }).click();
  await confirm(page, /The result is accepted and paid/);
  await done(page);
  await expect(page.getByText("Settled: the provider is paid")).toBeVisible();
  await expect(page.getByText("0.0475 ETH to the provider, 0.0025 ETH fee")).toBeVisible();
  await expect(page.getByRole("heading", { name: "Result" })).toBeVisible();
  await look(page, "job-done");
});

test("mints the result and finds it in the portfolio", async () => {
  const { page } = maker;
  await page.goto(jobUrl);
  await page.getByRole("button", { name: "Mint this model" }).click();
  await dialog(page).getByLabel("Name").fill(modelName);
  await dialog(page).getByLabel("Description").fill("Tells whether a kettle boils. <b>Text stays text.</b>");
  await dialog(page).getByRole("button", { name: "Review" }).click();
  await confirm(page, /is minted and yours/);
  await dialog(page).getByRole("link", { name: "See the model" }).click();
  await expect(page.getByRole("heading", { level: 1, name: modelName })).toBeVisible();
  await expect(page.getByText("<b>Text stays text.</b>")).toBeVisible();
  modelUrl = page.url();
  await page.goto("/portfolio");
  await expect(page.getByRole("link", { name: new RegExp(modelName) })).toBeVisible();
  await look(page, "portfolio-full");
});

test("posts a clustering that predicts nothing, at the rate that trainings were paid", async () => {
  const { page } = maker;
  await page.goto("/train");
  await chooseFamily(page, "Unsupervised");
  await chooseTable(page, 200);
  await page.getByLabel("Clusters").fill("3");
  await expect(page.getByLabel("Column with answers")).toHaveValue("");
  const estimate = page.getByRole("region", { name: "Estimate" });
  await expect(estimate).toContainText(/stages? of training paid for here cost/);
  await expect(estimate).toContainText("on two CPU cores");
  await look(page, "train-clustering");
  await page.getByRole("button", { name: "Review and post" }).click();
  await expect(dialog(page)).toContainText("A provider trains k-means. Your file is published");
  await confirm(page, /Job \d+ is open/);
  await dialog(page).getByRole("link", { name: "Watch it" }).click();
  await expect(page.getByText("unsupervised / k-means 1.0.0")).toBeVisible();
  await expect(page.getByText("predicts “")).toHaveCount(0);
});

test("compares both trainings", async () => {
  const { page } = maker;
  const second = page.url().split("/").at(-1);
  await page.goto(jobUrl);
  await page.getByRole("link", { name: "Compare" }).click();
  await expect(page.getByText("Choose two or more")).toBeVisible();
  await page.getByRole("checkbox", { name: new RegExp(`^Job ${second}\\b`) }).check();
  const settings = page.getByRole("region", { name: "Settings that differ" });
  await expect(settings).toContainText("supervised / tabular 1.0.0");
  await expect(settings).toContainText("unsupervised / k-means 1.0.0");
  await expect(settings).toContainText("clusters");
  await expect(page.getByRole("region", { name: "Metrics of the runs" })).toContainText("Accuracy");
  await look(page, "train-compare-two");
  await page.reload();
  await expect(settings).toContainText("clusters");
});

test("runs inference with the model, downloads verified predictions, and pays its owner", async () => {
  const { page } = buyer;
  await page.goto(modelUrl);
  await chooseTable(page, 20);
  // Nobody may use a model that its owner offers to nobody.
  await expect(page.getByText("Its owner sells no use of it in ETH")).toBeVisible();
  await expect(page.getByRole("button", { name: "Review and post" })).toBeDisabled();
  await offerUse(TESTER, BigInt(modelUrl.split("/").at(-1) ?? ""), 2n * 10n ** 15n);
  await expect(page.getByRole("region", { name: "Estimate" })).toContainText("costs 0.002 ETH beside the budget");
  await challengeFor(page, "1 h");
  await postJob(page);
  const button = page.getByRole("button", { name: /^Download predictions/ });
  await expect(button).toBeVisible({ timeout: 90_000 });
  const [download] = await Promise.all([page.waitForEvent("download"), button.click()]);
  expect(download.suggestedFilename()).toMatch(/predictions\.csv$/);

  await page.getByRole("button", { name: "Accept result" }).click();
  await expect(dialog(page)).toContainText("the owner of the model for its use");
  await confirm(page, /The result is accepted and paid/);
  await done(page);
  await expect(page.getByText("0.002 ETH for the use of the model", { exact: true })).toBeVisible();
  await look(page, "job-inferred");
});
