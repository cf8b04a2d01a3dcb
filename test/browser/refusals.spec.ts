import { expect, test } from "@playwright/test";
import { accountButton, confirm, connect, dialog, done, finish, look, type Visitor, visit } from "./fixtures.ts";
import { chooseTable, ethCredits, postJob } from "./pageSteps.ts";
import { TESTER } from "./stackInfo.ts";

test.describe.configure({ mode: "serial" });

let visitor: Visitor;

test.beforeAll(async ({ browser }) => {
  visitor = await visit(browser, TESTER);
  await visitor.page.goto("/portfolio");
  await connect(visitor);
});

test.afterAll(() => visitor.context.close());

test.afterEach(() => {
  expect(visitor.problems).toEqual([]);
});

test("a rejected signature can be tried again, and the deposit arrives", async () => {
  const { page, wallet } = visitor;
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
  await done(page);
});

test("a wallet on another chain is asked to switch before anything is signed", async () => {
  const { page, wallet } = visitor;
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
  await done(page);
});

test("a job that no provider can take is cancelled, and its price comes back", async () => {
  const { page } = visitor;
  const before = await ethCredits(page);
  await page.goto("/train");
  await chooseTable(page, 100);
  await page.getByRole("textbox", { name: "Budget" }).fill("0.05");
  await page.getByText("Times, attempts and stake").click();
  const estimate = page.getByRole("region", { name: "Estimate" });
  await expect(estimate).toContainText(/\d providers?/);
  // A hundred times what any local provider has at stake.
  await page.getByLabel("Stake that each provider locks").fill("100000");
  await expect(estimate).toContainText(/nobody; \d with too little stake free/);
  await postJob(page);
  await expect(page.getByRole("heading", { name: "Waiting for a provider" })).toBeVisible();
  const job = page.url();
  expect(await ethCredits(page)).toBeCloseTo(before - 0.05, 6);

  await page.goto(job);
  await page.getByRole("button", { name: "Cancel job" }).click();
  await expect(dialog(page)).toContainText("all that is in escrow returns to your credits");
  await confirm(page, /The job is cancelled/);
  await done(page);
  await expect(page.getByText("Cancelled by its requester; 0.05 ETH went back")).toBeVisible();
  await expect(page.getByRole("button", { name: "Cancel job" })).toHaveCount(0);
  expect(await ethCredits(page)).toBeCloseTo(before, 6);
});
