import { expect, test } from "@playwright/test";
import { kettles } from "./dataset.ts";
import { accountButton, confirm, connect, dialog, finish, look, type Visitor, visit } from "./fixtures.ts";
import { BUYER, TESTER } from "./stackInfo.ts";

/** A name that no earlier run on the same chain used. */
const modelName = `Kettle ${Date.now().toString(36)}`;

test.describe.configure({ mode: "serial" });

let maker: Visitor;
let buyer: Visitor;
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

test("connects, and every page is accessible in both themes", async () => {
  const { page } = maker;
  await page.goto("/");
  await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
  await connect(maker);
  for (const [path, heading] of [
    ["/", /Train AI models/],
    ["/market", /DMarket/],
    ["/train", /Train/],
    ["/jobs", /Jobs/],
    ["/compute", /Compute/],
    ["/portfolio", /Portfolio/],
    ["/nowhere", /Nothing here/],
  ] as const) {
    await page.goto(path);
    await expect(page.getByRole("heading", { level: 1, name: heading })).toBeVisible();
    await expect(accountButton(page)).toBeVisible();
    await expect(page.getByRole("status").filter({ hasText: "Loading" })).toHaveCount(0);
    await look(page, path === "/" ? "home" : path.slice(1));
  }
});

test("the keyboard reaches the content and moves through the pages", async () => {
  const { page } = maker;
  await page.goto("/");
  await expect(accountButton(page)).toBeVisible();
  await page.keyboard.press("Tab");
  await expect(page.getByRole("link", { name: "Skip to content" })).toBeFocused();
  await page.keyboard.press("Enter");
  await expect(page.getByRole("main")).toBeFocused();
  await page.keyboard.press("Tab");
  await expect(page.getByRole("link", { name: "Train a model" })).toBeFocused();
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(/\/train$/);
  await expect(page.getByRole("main")).toBeFocused();
});

test("a rejected signature can be tried again, and the deposit arrives", async () => {
  const { page, wallet } = maker;
  await page.goto("/portfolio");
  await page.getByRole("button", { name: "Deposit" }).click();
  await dialog(page).getByLabel("Amount").fill("-1");
  await dialog(page).getByRole("button", { name: "Review" }).click();
  await expect(dialog(page)).toContainText("Enter an amount such as 2.5");
  await dialog(page).getByLabel("Amount").fill("0.5");
  await dialog(page).getByRole("button", { name: "Review" }).click();
  await expect(dialog(page)).toContainText("From your wallet");
  await look(page, "flow-review");

  wallet.decide = () => "reject";
  await dialog(page).getByRole("button", { name: "Confirm" }).click();
  await expect(dialog(page).getByRole("alert")).toContainText(/reject/i);
  await look(page, "flow-rejected");
  wallet.decide = () => "approve";
  await dialog(page).getByRole("button", { name: "Try again" }).click();
  await finish(page, /0\.5 ETH are now credits/);
  await look(page, "flow-done");
  await dialog(page).getByRole("button", { name: "Done" }).click();
});

test("a wallet on another chain is asked to switch before anything is signed", async () => {
  const { page, wallet } = maker;
  await page.goto("/portfolio");
  await expect(accountButton(page)).toBeVisible();
  await wallet.moveTo(page, 1);
  await expect(page.getByRole("banner").getByRole("button", { name: /^Switch to/ })).toBeVisible();
  await page.getByRole("button", { name: "Withdraw" }).click();
  await dialog(page).getByLabel("Amount").fill("0.1");
  await dialog(page).getByRole("button", { name: "Review" }).click();
  await expect(dialog(page)).toContainText("another chain (1)");
  await expect(dialog(page).getByRole("button", { name: "Confirm" })).toHaveCount(0);
  await look(page, "flow-wrong-chain");
  await dialog(page)
    .getByRole("button", { name: /^Switch to/ })
    .click();
  await confirm(page, /0\.1 ETH are in your wallet/);
  await dialog(page).getByRole("button", { name: "Done" }).click();
});

test("stakes $BLACK as a provider", async () => {
  const { page } = maker;
  await page.goto("/compute");
  await page.getByRole("button", { name: /^Stake/ }).click();
  await dialog(page).getByLabel("Amount").fill("25");
  await dialog(page).getByRole("button", { name: "Review" }).click();
  await confirm(page, /25 BLACK are at stake/);
  await dialog(page).getByRole("button", { name: "Done" }).click();
  await expect(page.getByRole("heading", { name: "Your stake" })).toBeVisible();
  await look(page, "compute-staked");
});

test("posts a training job from a CSV", async () => {
  const { page } = maker;
  await page.goto("/train");
  await page
    .locator('input[type="file"]')
    .setInputFiles({ name: "broken.csv", mimeType: "text/csv", buffer: Buffer.from("a,b\n1,2,3\n") });
  await expect(page.getByRole("alert")).toContainText("Row 1 has 3 cells, the header has 2");
  await page
    .locator('input[type="file"]')
    .setInputFiles({ name: "kettles.csv", mimeType: "text/csv", buffer: Buffer.from(kettles(600)) });
  await expect(page.getByText("600 rows, 4 columns")).toBeVisible();
  await expect(page.getByLabel("Column to predict")).toHaveValue("boils");
  await look(page, "train-chosen");
  await page.getByRole("button", { name: "Review and post" }).click();
  await expect(dialog(page)).toContainText("Into escrow");
  await confirm(page, /Job \d+ is open/);
  await dialog(page).getByRole("link", { name: "Watch it" }).click();
  await expect(page).toHaveURL(/\/jobs\/\d+$/);
  jobUrl = page.url();
});

test("watches the loss fall, accepts the result and sees it paid", async () => {
  const { page } = maker;
  await page.goto(jobUrl);
  await expect(page.getByText("Claimed; the provider’s stake is locked")).toBeVisible({ timeout: 60_000 });
  const chart = page.locator(".loss-chart");
  await expect(chart).toBeVisible({ timeout: 60_000 });
  await expect
    .poll(async () => Number(await chart.getAttribute("data-points")), { timeout: 60_000 })
    .toBeGreaterThan(2);
  await look(page, "job-working");
  await expect(page.getByText("Result submitted and attested")).toBeVisible({ timeout: 120_000 });
  // The provider may settle by itself once the window has passed; whoever is first, it is paid once.
  const accept = page.getByRole("button", { name: /^(Accept result|Settle)$/ });
  const paid = page.getByText("Settled: the provider is paid");
  await expect(accept.or(paid).first()).toBeVisible();
  if (await accept.isVisible()) {
    await accept.click();
    await dialog(page).getByRole("button", { name: "Confirm" }).click();
    await expect(dialog(page).getByRole("status").or(dialog(page).getByRole("alert"))).toBeVisible({ timeout: 60_000 });
    await dialog(page).getByRole("button", { name: "Close" }).click();
  }
  await expect(paid).toBeVisible({ timeout: 60_000 });
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

test("lists the model, resuming after a reload in the middle", async () => {
  const { page, wallet } = maker;
  await page.goto(modelUrl);
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
  await dialog(page).getByRole("button", { name: "Done" }).click();
  await expect(page.getByRole("heading", { name: "For sale", exact: true })).toBeVisible();
  await look(page, "model-listed");
});

test("another account buys it", async () => {
  const { page } = buyer;
  await page.goto("/market");
  await connect(buyer);
  await page.getByLabel("For sale only").check();
  await page.getByLabel("Search models by name").fill(modelName);
  await expect(page.getByRole("link", { name: new RegExp(modelName) })).toBeVisible();
  await look(page, "market-full");
  await page.getByRole("link", { name: new RegExp(modelName) }).click();
  await page.getByRole("button", { name: "Buy" }).click();
  await confirm(page, /The model is yours/);
  await dialog(page).getByRole("button", { name: "Done" }).click();
  await expect(page.getByRole("heading", { name: "Not for sale" })).toBeVisible();
  await expect(page.getByText("you", { exact: true })).toBeVisible();
  await look(page, "model-bought");
  await page.goto("/portfolio");
  await expect(page.getByRole("link", { name: new RegExp(modelName) })).toBeVisible();
});

test("runs inference with the model and downloads verified predictions", async () => {
  const { page } = buyer;
  await page.goto(modelUrl);
  await page
    .locator('input[type="file"]')
    .setInputFiles({ name: "more.csv", mimeType: "text/csv", buffer: Buffer.from(kettles(20)) });
  await page.getByRole("button", { name: "Review and post" }).click();
  await confirm(page, /Job \d+ is open/);
  await dialog(page).getByRole("link", { name: "Watch it" }).click();
  const button = page.getByRole("button", { name: /^Download predictions/ });
  await expect(button).toBeVisible({ timeout: 90_000 });
  const [download] = await Promise.all([page.waitForEvent("download"), button.click()]);
  expect(download.suggestedFilename()).toMatch(/predictions\.csv$/);
});
