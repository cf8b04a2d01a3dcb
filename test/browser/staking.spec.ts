import { claimJob } from "@blacktail/sdk";
import { expect, type Locator, type Page, test } from "@playwright/test";
import { type Address, parseEther } from "viem";
import { clientsOf } from "./clientsOf.ts";
import { confirm, connect, dialog, done, look, type Visitor, visit } from "./fixtures.ts";
import { answerQuery } from "./indexed.ts";
import { indexedMember, indexedPanel } from "./indexedPanel.ts";
import { challengeFor, chooseFamily, chooseTable, dropZone, postJob } from "./pageSteps.ts";
import { DEVELOPER, PROVIDERS, readProviders, TESTER } from "./stackInfo.ts";
import { askFor, delegateTo, inviteDelegations, mintNamed, openJob } from "./staking.ts";

test.describe.configure({ mode: "serial" });

const [first, ...others] = readProviders();
const name = `Licensed ${Date.now()}`;

let jobId = 0n;
let holder: Visitor;
let owner: Visitor;

test.beforeAll(async ({ browser }) => {
  holder = await visit(browser, TESTER);
  owner = await visit(browser, DEVELOPER);
  // Without a commission a provider takes no stake of others.
  await Promise.all(PROVIDERS.map(inviteDelegations));
  for (const visitor of [holder, owner]) {
    await visitor.page.goto("/compute");
    await connect(visitor);
  }
});

test.afterAll(async () => {
  await holder.context.close();
  await owner.context.close();
});

test.afterEach(() => {
  expect([...holder.problems, ...owner.problems]).toEqual([]);
});

test("delegates to a provider, after reading what may be lost; takes some back, and thinks again", async () => {
  const { page } = holder;
  await page.goto("/compute");
  await expect(page.getByRole("link", { name: shortOf(first) })).toBeVisible();
  await look(page, "compute-providers");
  await page.getByRole("button", { name: new RegExp(`Delegate to ${first}`, "i") }).click();
  await dialog(page).getByLabel("Amount").fill("9999999");
  await dialog(page).getByRole("button", { name: "Review" }).click();
  await expect(dialog(page)).toContainText("own stake allows at most");
  await dialog(page).getByLabel("Amount").fill("200");
  await dialog(page).getByRole("button", { name: "Review" }).click();
  await expect(dialog(page)).toContainText("May be slashed");
  await expect(dialog(page)).toContainText("all of it: up to 200 $BLACK");
  await expect(dialog(page)).toContainText("a committee drawn by stake");
  await look(page, "delegate-review");
  await confirm(page, /200 \$BLACK stand behind/);
  await dialog(page).getByRole("link", { name: "Your stakes" }).click();

  const mine = page.getByRole("listitem").filter({ has: page.getByRole("link", { name: shortOf(first) }) });
  await expect(mine).toContainText("200 $BLACK at work");
  await mine.getByRole("button", { name: "Unbond" }).click();
  await dialog(page).getByLabel("Amount").fill("201");
  await dialog(page).getByRole("button", { name: "Review" }).click();
  await expect(dialog(page)).toContainText("You have 200 $BLACK here");
  await dialog(page).getByLabel("Amount").fill("50");
  await dialog(page).getByRole("button", { name: "Review" }).click();
  await expect(dialog(page)).toContainText("until withdrawn");
  await confirm(page, /50 \$BLACK are on their way out/);
  await done(page);
  await expect(mine).toContainText("150 $BLACK at work");
  await expect(mine).toContainText(/50 \$BLACK leaving, withdrawable in \d+ (min|h)/);
  await expect(mine.getByRole("button", { name: "Withdraw" })).toBeDisabled();
  await look(page, "delegations");
  await mine.getByRole("button", { name: "Back to work" }).click();
  await confirm(page, /works again/);
  await done(page);
  await expect(mine).toContainText("200 $BLACK at work");
});

test("becomes a provider, and announces its price, machine, commission, key and endpoint", async () => {
  const { page } = owner;
  await page.goto("/compute");
  await page.getByRole("button", { name: /^Stake/ }).click();
  await dialog(page).getByLabel("Amount").fill("60");
  await dialog(page).getByRole("button", { name: "Review" }).click();
  await confirm(page, /60 \$BLACK are at stake/);
  await done(page);
  await page.getByRole("link", { name: "Your provider" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Your provider" })).toBeVisible();
  const announced = page.getByRole("region", { name: "What it announces" });

  await announced.getByRole("button", { name: "Change: Asks for a stage" }).click();
  await dialog(page).getByLabel("Least for a stage").fill("0.06");
  await review(page, "0.06 ETH");
  await confirm(page, /price is announced/);
  await done(page);
  await expect(announced).toContainText("at least 0.06 ETH");

  await announced.getByRole("button", { name: "Change: Computes on" }).click();
  await dialog(page).getByLabel("Your machine computes on").selectOption({ label: "CPU and GPU (CUDA)" });
  await review(page, "costs the stake that the job locks");
  await confirm(page, /capabilities are announced/);
  await done(page);
  await expect(announced).toContainText("CPU, GPU, CUDA");

  await announced.getByRole("button", { name: "Change: Commission" }).click();
  await dialog(page).getByLabel("Commission").fill("51");
  await dialog(page).getByRole("button", { name: "Review" }).click();
  await expect(dialog(page)).toContainText("At most 50 %");
  await dialog(page).getByLabel("Commission").fill("12.5");
  await review(page, "Who does so sees it and may leave");
  await confirm(page, /commission is changed/);
  await done(page);
  await expect(announced).toContainText("12.5 %");

  await announced.getByRole("button", { name: "Change: Endpoint" }).click();
  await dialog(page).getByLabel("Worker’s URL").fill("javascript:alert(1)");
  await dialog(page).getByRole("button", { name: "Review" }).click();
  await expect(dialog(page)).toContainText("http or https");
  await dialog(page).getByRole("button", { name: "Close" }).click();
  await look(page, "provider-own");
});

test("a job says why a provider cannot claim it", async () => {
  const { page } = owner;
  jobId = await openJob(TESTER, "cuda");
  await page.goto(`/jobs/${jobId}`);
  await expect(page.getByText("you cannot claim it.")).toContainText(
    "pays you 0.0475 ETH for this stage, and you ask for 0.06 ETH",
  );
  await look(page, "job-cannot-claim");
  await askFor([DEVELOPER], 0n);
  await expect(page.getByText("your ticket is up. A running worker claims by itself.")).toBeVisible();
});

test("a provider that delivers nothing is slashed, and its page says why and where it went", async () => {
  const { page } = owner;
  await claimJob(clientsOf(DEVELOPER), { jobId });
  await page.goto("/compute");
  await page.getByRole("link", { name: "Your provider" }).click();
  const slashes = page.getByRole("region", { name: "Slashes" });
  // The workers of others slash it, as a public service.
  await expect(slashes).toContainText("No result in time", { timeout: 60_000 });
  await expect(slashes.getByRole("link", { name: `Job ${jobId}` })).toBeVisible();
  await expect(slashes).toContainText("to the requester");
  await expect(slashes).toContainText("burned");
  await expect(page.getByRole("region", { name: "Jobs" })).toContainText("no result in time");
  await expect(page.getByRole("region", { name: "Locks" })).toContainText("No open job or panel holds");
  await look(page, "provider-slashed");

  // It leaves, so that nobody who comes later takes it for one that works.
  await page.getByRole("region", { name: "Your stake" }).getByRole("button", { name: "Unbond" }).click();
  await review(page, "takes no new work");
  await confirm(page, /on their way out/);
  await done(page);
});

test("referees judge a challenged result: seats, sealed votes, reasons, and the decision carried out", async () => {
  test.setTimeout(600_000);
  const { page } = holder;
  for (const provider of others) await delegateTo(TESTER, provider, parseEther("100"));
  await page.goto("/train");
  await chooseFamily(page, "Unsupervised");
  await chooseTable(page, 200);
  await page.getByLabel("Clusters").fill("3");
  await page.getByRole("textbox", { name: "Budget" }).fill("0.2");
  await challengeFor(page, "1 h");
  await postJob(page);
  const job = page.url();
  const jobName = `Job ${job.split("/").at(-1)}`;
  await expect(page.getByRole("heading", { name: "A result is in" })).toBeVisible({ timeout: 180_000 });

  // Its stake is held while the result stands.
  const worker = await workerOf(page, jobName);
  const locks = page.getByRole("region", { name: "Locks" });
  await expect(locks).toContainText("until nobody can challenge the result");
  await expect(page.getByRole("region", { name: "What it announces" })).toContainText("ready", { timeout: 30_000 });
  await look(page, "provider-locked");

  await page.goto(job);
  await page.getByRole("button", { name: "Challenge" }).click();
  await dialog(page).getByLabel("What is wrong with the result").fill("I do not believe these clusters.");
  await review(page, "your bond and 0.375 $BLACK of the slashed stake");
  await expect(dialog(page)).toContainText("not a proof");
  await confirm(page, /Referees decide next/);
  await done(page);
  await expect(page.getByText("Result challenged, with a bond of 1 $BLACK")).toBeVisible();
  await expect(page.getByText("decided by a committee, not proven")).toBeVisible();
  await look(page, "job-disputed");

  await page.goto("/compute/panels");
  const panel = page.getByRole("link", { name: new RegExp(`referees? on ${jobName.toLowerCase()}\\b`) });
  await expect(panel).toBeVisible();
  await look(page, "panels");
  await panel.click();
  await expect(page.getByText("Decided by a committee drawn by stake.")).toBeVisible();
  await expect(page.getByRole("region", { name: "The result in question" })).toContainText(shortOf(worker));
  await look(page, "panel-early");
  await expect(page.getByRole("heading", { name: /Members do the work again|The referees find/ })).toBeVisible({
    timeout: 120_000,
  });
  await look(page, "panel-working");
  await expect(page.getByRole("heading", { name: "The referees find the result right" })).toBeVisible({
    timeout: 300_000,
  });
  await expect(page.getByRole("region", { name: "The result in question" })).toContainText("right");
  const members = page.getByRole("region", { name: "Referees", exact: true });
  await members.getByRole("button", { name: "Why" }).click();
  await expect(members).toContainText("accepted");
  await expect(members).toContainText("Its own result:");
  await look(page, "panel-decided");

  await page.goto(job);
  await expect(page.getByRole("heading", { name: "Done and paid" })).toBeVisible({ timeout: 60_000 });
  await expect(page.getByText("Referees decided", { exact: true })).toBeVisible();
  const dispute = page.getByRole("region", { name: "Dispute" });
  await expect(dispute.getByText("and lost it: the result was found right.")).toBeVisible();
  await expect(dispute.getByText("I do not believe these clusters.")).toBeVisible();
  await look(page, "job-decided");
  await page.goto("/compute/delegations");
  const mine = page.getByRole("listitem").filter({ has: page.getByRole("link", { name: shortOf(worker) }) });
  await mine.getByRole("button", { name: "Collect ETH" }).click();
  await expect(dialog(page)).toContainText("after its commission");
  await confirm(page, /ETH are in your credits/);
  await done(page);
  await expect(mine.getByRole("button", { name: "Collect ETH" })).toHaveCount(0);
  await page.goto(`/compute/providers/${worker}`);
  await expect(page.getByRole("region", { name: "Earnings" })).toContainText("was divided among all stake on it");
  await look(page, "provider-earned");
});

test("an owner offers a model’s use, and another buys a licence", async () => {
  const { page } = owner;
  const tokenId = await mintNamed(DEVELOPER, name);
  await page.goto(`/models/${tokenId}`);
  await expect(page.getByRole("heading", { level: 1, name })).toBeVisible({ timeout: 60_000 });
  await page.getByRole("button", { name: "Set what its use costs" }).click();
  await dialog(page).getByRole("button", { name: "Review" }).click();
  await expect(dialog(page)).toContainText("Enter more than 0, or let everyone use it");
  await dialog(page).getByLabel("Price of one use").fill("0.002");
  await dialog(page).getByLabel("Price of a licence").fill("0.4");
  await dialog(page).getByLabel("A licence lasts").selectOption({ label: "30 days" });
  await review(page, "0.4 ETH for 30 days");
  await confirm(page, /offer in ETH holds/);
  await done(page);
  const use = page.getByRole("region", { name: "Use and licences" });
  await expect(use).toContainText("0.002 ETH");
  await use.getByRole("button", { name: "Give a licence" }).click();
  await dialog(page).getByLabel("Who gets it").fill(first);
  await review(page, "cannot be taken back");
  await confirm(page, /licence is given/);
  await done(page);
  await expect(use.getByRole("list", { name: "Holders of a licence" })).toContainText("for ever");
  await look(page, "model-licences-owner");

  const buyer = holder.page;
  await buyer.goto(`/models/${tokenId}`);
  await buyer.getByRole("button", { name: "Buy a licence for ETH" }).click();
  await expect(dialog(buyer)).toContainText("for 30 days");
  await look(buyer, "licence-review");
  await confirm(buyer, /You hold a licence/);
  await done(buyer);
  await expect(buyer.getByText("you hold a licence")).toBeVisible();
  await expect(buyer.getByRole("button", { name: "Prolong your licence for ETH" })).toBeVisible();
  await dropZone(buyer).setInputFiles({ name: "x.csv", mimeType: "text/csv", buffer: Buffer.from("x\n1\n2\n") });
  await expect(buyer.getByText("The use of the model costs you nothing")).toBeVisible();
  await look(buyer, "model-licensed");
});

test("a late panel waits for anyone; one that ended says who was right, paid and slashed", async () => {
  const { page } = holder;
  await answerQuery(page, "Panel", { panel: indexedPanel("77") });
  await page.goto("/compute/panels/77");
  await expect(page.getByRole("heading", { name: "The time to vote is over" })).toBeVisible();
  await expect(page.getByText("2 of 3 have sealed a vote")).toBeVisible();
  await page.getByRole("button", { name: "Move the panel on" }).click();
  await expect(dialog(page)).toContainText("loses a part of its stake");
  await dialog(page).getByRole("button", { name: "Close" }).click();
  await look(page, "panel-late");

  const paid = [{ amount: "700000000000000000", currency: { id: "0", symbol: "ETH", decimals: 18 } }];
  const members = [
    indexedMember(0, "Ended", { vote: 0b101, rewards: paid }),
    indexedMember(1, "Ended", { vote: 0b101, rewards: paid }),
    indexedMember(2, "Ended", { vote: 0b010, slashed: "2500000000000000000" }),
  ];
  const ended = { phase: "Decided", deadline: "0", committed: 3, revealed: 3, accepted: 0b101, members };
  await page.unrouteAll();
  await answerQuery(page, "Panel", { panel: indexedPanel("77", { ...ended, endedAt: "1700000700" }) });
  await page.reload();
  await expect(page.getByRole("heading", { name: "The referees find results 1, 3 right" })).toBeVisible();
  await expect(page.getByRole("button", { name: "Carry out the decision" })).toBeVisible();
  const results = page.getByRole("region", { name: "3 results in question" }).getByRole("listitem");
  await expect(results).toContainText([/1.*0x1111…1111.*right/, /2.*0x2222…2222.*wrong/, /3.*0x3333…3333.*right/]);
  const referees = page.getByRole("region", { name: "Referees", exact: true }).getByRole("listitem");
  await expect(referees.nth(2)).toContainText("lost 2.5 $BLACK");
  await look(page, "panel-ended");
  await page.unrouteAll();
});

test("what is not there is said, with a way on", async () => {
  const { page } = holder;
  await page.goto("/compute/panels/999999");
  await expect(page.getByText("There is no panel 999999")).toBeVisible();
  await page.goto(`/compute/providers/0x${"ab".repeat(20)}`);
  await expect(page.getByText("Nobody is a provider under this address")).toBeVisible();
  await page.goto("/compute/providers/nobody");
  await expect(page.getByText("Nobody is a provider under this address")).toBeVisible();
});

const shortOf = (address: string) => `${address.slice(0, 6)}…${address.slice(-4)}`.toLowerCase();

async function review(page: Page, says: string): Promise<void> {
  await dialog(page).getByRole("button", { name: "Review" }).click();
  await expect(dialog(page)).toContainText(says);
}

/** Goes to the page of the provider that works on a job, and returns its address. */
async function workerOf(page: Page, jobName: string): Promise<Address> {
  for (const provider of [first, ...others]) {
    await page.goto(`/compute/providers/${provider}`);
    const work: Locator = page.getByRole("region", { name: "Jobs" });
    await expect(work).toBeVisible();
    if ((await work.getByRole("link", { name: jobName, exact: true }).count()) > 0) return provider;
  }
  throw new Error(`No provider works on ${jobName}.`);
}
