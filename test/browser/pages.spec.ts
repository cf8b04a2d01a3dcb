import { expect, test } from "@playwright/test";
import { accountButton, connect, look, type Visitor, visit } from "./fixtures.ts";
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

test("the way to minting starts at the market and in the portfolio", async () => {
  const { page } = visitor;
  for (const path of ["/market", "/portfolio"]) {
    await page.goto(path);
    await page.getByRole("link", { name: "Mint a model" }).click();
    await expect(page.getByRole("heading", { level: 1, name: "Mint a model" })).toBeVisible();
  }
});
