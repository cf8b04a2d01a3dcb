import { expect, test } from "@playwright/test";
import { accountButton, connect, dialog, look, type Visitor, visit } from "./fixtures.ts";
import { chooseFamily, chooseTable, dropZone } from "./pageSteps.ts";
import { TESTER } from "./stackInfo.ts";

test.describe.configure({ mode: "serial" });

let visitor: Visitor;

test.beforeAll(async ({ browser }) => {
  visitor = await visit(browser, TESTER);
});

test.afterAll(() => visitor.context.close());

test.afterEach(() => {
  expect(visitor.problems).toEqual([]);
});

test("connects, and every page is accessible in both themes", async () => {
  const { page } = visitor;
  await page.goto("/");
  await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
  await connect(visitor);
  for (const [path, heading] of [
    ["/", /Train AI models/],
    ["/market", /DMarket/],
    ["/mint", /Mint a model/],
    ["/train", /Train/],
    ["/train/compare", /Compare runs/],
    ["/jobs", /Jobs/],
    ["/compute", /Compute/],
    ["/compute/delegations", /Your stakes/],
    ["/compute/panels", /Panels/],
    ["/portfolio", /Portfolio/],
    ["/nowhere", /Nothing here/],
  ] as const) {
    await page.goto(path);
    await expect(page.getByRole("heading", { level: 1, name: heading })).toBeVisible();
    await expect(accountButton(page)).toBeVisible();
    await expect(page.getByRole("status").filter({ hasText: "Loading" })).toHaveCount(0);
    await look(page, path === "/" ? "home" : path.slice(1).replaceAll("/", "-"));
  }
});

test("the keyboard reaches the content and moves through the pages", async () => {
  const { page } = visitor;
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

test("the ways of learning are chosen by keyboard, and each says what it takes", async () => {
  const { page } = visitor;
  await page.goto("/train");
  await page.getByRole("radio", { name: /^Supervised/ }).focus();
  await page.keyboard.press("ArrowRight");
  await expect(page.getByRole("radio", { name: /^Unsupervised/ })).toBeChecked();
  await expect(page).toHaveURL(/family=unsupervised/);
  await expect(page.getByLabel("Clusters")).toBeVisible();
  await chooseFamily(page, "Deep");
  await dropZone(page).setInputFiles({
    name: "play.txt",
    mimeType: "text/plain",
    buffer: Buffer.from("To be or not to be"),
  });
  await expect(page.getByText("18 characters")).toBeVisible();
  await expect(page.getByRole("radio", { name: "Transformer" })).toBeChecked();
  await expect(page.getByText("Chosen because it takes a text (UTF-8).")).toBeVisible();
  await look(page, "train-text");
  await chooseFamily(page, "Ensemble");
  await expect(page.getByRole("alert")).toContainText("takes a table (CSV); “play.txt” is a text (UTF-8)");
  await expect(page.getByRole("button", { name: "Review and post" })).toBeDisabled();
  await chooseFamily(page, "Transfer");
  await expect(page.getByRole("region", { name: "Models to learn from" })).toBeVisible();
  await page.getByRole("button", { name: "Remove play.txt" }).click();
  await expect(page.getByText("18 characters")).toHaveCount(0);
});

test("a setting that does not fit is a sentence, and nothing is posted", async () => {
  const { page } = visitor;
  await page.goto("/train");
  await chooseTable(page, 100);
  await page.getByLabel("Epochs").fill("1.5");
  await page.getByText("More settings").click();
  await page.getByLabel("Momentum").fill("2");
  await look(page, "train-settings");
  await page.getByText("More settings").click();
  await page.getByRole("button", { name: "Review and post" }).click();
  await expect(page.getByText("“Epochs” is a whole number from 1 to 10,000")).toBeVisible();
  await expect(page.getByText("“Momentum” is a number")).toBeVisible();
  await expect(dialog(page)).toHaveCount(0);
});

test("the way to minting starts at the market and in the portfolio", async () => {
  const { page } = visitor;
  for (const path of ["/market", "/portfolio"]) {
    await page.goto(path);
    await page.getByRole("link", { name: "Mint a model" }).click();
    await expect(page.getByRole("heading", { level: 1, name: "Mint a model" })).toBeVisible();
  }
});
