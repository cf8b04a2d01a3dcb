import { expect, test } from "@playwright/test";
import { parseEther } from "viem";
import { confirm, connect, dialog, done, look, type Visitor, visit } from "./fixtures.ts";
import { challengeFor, chooseFamily, chooseTable, ethCredits, postJob } from "./pageSteps.ts";
import { PROVIDERS, TESTER } from "./stackInfo.ts";
import { askFor } from "./staking.ts";

test.describe.configure({ mode: "serial" });

let visitor: Visitor;

test.beforeAll(async ({ browser }) => {
  visitor = await visit(browser, TESTER);
  await visitor.page.goto("/train");
  await connect(visitor);
});

test.afterAll(() => visitor.context.close());

test.afterEach(async () => {
  await askFor(PROVIDERS, 0n);
  expect(visitor.problems).toEqual([]);
});

test("a training in stages is paid one by one, and stopped between two", async () => {
  const { page } = visitor;
  await page.goto("/train");
  await chooseFamily(page, "Deep");
  await chooseTable(page, 400);
  await page.getByRole("textbox", { name: "Budget" }).fill("0.4");
  await page.getByLabel("Stages").selectOption("4");
  const estimate = page.getByRole("region", { name: "Estimate" });
  await expect(estimate).toContainText("0.095 ETH for a stage");
  await expect(estimate).toContainText("0.02 ETH of it (5 %)");
  await expect(estimate).toContainText(/\d providers?/);
  await challengeFor(page, "1 h");
  await look(page, "train-stages");
  await postJob(page);
  const job = page.url();
  const before = await ethCredits(page);
  await page.goto(job);

  const stages = page.getByRole("region", { name: "Stages" }).getByRole("listitem");
  await expect(stages).toHaveCount(4);
  await expect(stages.first()).toContainText("0.1 ETH");
  await expect(page.getByRole("heading", { name: "A result is in" })).toBeVisible({ timeout: 120_000 });
  await expect(page.getByRole("heading", { name: "Checkpoint after stage 1" })).toBeVisible();
  await look(page, "job-stage-result");
  // With what nobody pays they leave the next stage alone, so that there is time to stop.
  await askFor(PROVIDERS, parseEther("1"));
  await page.getByRole("button", { name: "Accept result" }).click();
  await expect(dialog(page)).toContainText("the next one opens: it goes on from this result");
  await confirm(page, /The result is accepted and paid/);
  await done(page);
  await expect(stages.first()).toContainText("paid");
  await expect(page.getByText("Stage 1 settled: 0.1 ETH")).toBeVisible();

  await expect(page.getByRole("heading", { name: "Stage 2 waits for a provider" })).toBeVisible();
  await look(page, "job-stage-two");

  await page.getByRole("button", { name: "Stop here" }).click();
  await expect(dialog(page)).toContainText("The job ends after its first stage");
  await confirm(page, /what was left of it is back/);
  await done(page);
  await expect(page.getByText("Cancelled by its requester; 0.3 ETH went back")).toBeVisible();
  await expect(stages.nth(3)).toContainText("never done, its money went back");
  expect(await ethCredits(page)).toBeCloseTo(before + 0.3, 6);
});

test("two providers commit, show the same result, and share the budget", async () => {
  const { page } = visitor;
  await page.goto("/train");
  await chooseFamily(page, "Unsupervised");
  await chooseTable(page, 200);
  await page.getByLabel("Clusters").fill("3");
  await page.getByRole("textbox", { name: "Budget" }).fill("0.3");
  await page.getByLabel("Providers").selectOption("2");
  await expect(page.getByRole("region", { name: "Estimate" })).toContainText("0.1425 ETH as one of 2");
  await challengeFor(page, "1 h");
  await postJob(page);
  const places = page.getByRole("region", { name: "2 providers that must agree" });
  await expect(places).toBeVisible();
  await expect(places.getByText("all that are shown are equal")).toBeVisible({ timeout: 180_000 });
  await expect(page.getByRole("heading", { name: "A result is in" })).toBeVisible({ timeout: 60_000 });
  await look(page, "job-replicas");
  await page.getByRole("button", { name: "Accept result" }).click();
  await confirm(page, /The result is accepted and paid/);
  await done(page);
  await expect(places.getByText("0.1425 ETH")).toHaveCount(2);
});
