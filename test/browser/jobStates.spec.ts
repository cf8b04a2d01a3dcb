import { createStorage, trainingSpec, type VoteReason } from "@blacktail/sdk";
import { expect, test } from "@playwright/test";
import { look, type Visitor, visit } from "./fixtures.ts";
import { answerQuery, indexedDispute, indexedJob, indexedStage, indexedWork } from "./indexed.ts";
import { indexedMember, indexedPanel } from "./indexedPanel.ts";
import { readStack, TESTER } from "./stackInfo.ts";

// States that a real job reaches in hours, or only by luck. Those that it reaches in seconds are tried on real ones.
test.describe.configure({ mode: "serial" });

const storage = createStorage({ api: readStack().storageApi });
const DIGEST = { a: `0x${"0a".repeat(32)}`, b: `0x${"0b".repeat(32)}` } as const;

let visitor: Visitor;
let specCid = "";

test.beforeAll(async ({ browser }) => {
  visitor = await visit(browser, TESTER);
  const data = await storage.put(new TextEncoder().encode("a,b\n1,2\n"));
  ({ cid: specCid } = await storage.putJson(trainingSpec({ data, target: "b" })));
});

test.afterAll(() => visitor.context.close());

test.afterEach(() => {
  expect(visitor.problems).toEqual([]);
});

/** Unix seconds, as the index writes them. */
const inSeconds = (seconds: number) => String(Math.floor(Date.now() / 1_000) + seconds);

/** Opens the page of a job that the index answers with. */
async function open(id: string, over: Record<string, unknown>): Promise<void> {
  const job = indexedJob(id, {
    specCid,
    resultCid: null,
    left: "50000000000000000",
    toProviders: "0",
    fees: "0",
    stages: [indexedStage(0, "Present")],
    ...over,
  });
  await answerQuery(visitor.page, "Job", { job });
  await visitor.page.goto(`/jobs/${id}`);
  await expect(visitor.page.getByRole("heading", { level: 1, name: `Job ${id}` })).toBeVisible();
}

/** A panel on one result; each of `members` replaces what it names. */
const panelOf = (over: Record<string, unknown>, members: readonly Record<string, unknown>[]) =>
  indexedPanel("4", {
    candidates: 1,
    members: members.map((member, number) => indexedMember(number, "Seated", member)),
    ...over,
  });

const heading = (name: string | RegExp) => visitor.page.getByRole("heading", { name });
const actions = () => visitor.page.getByRole("list", { name: "What you can do" }).getByRole("button");

test("a provider that is late may be slashed by anyone", async () => {
  await open("910001", { status: "Working", deadline: inSeconds(-30), assignments: [indexedWork(1)] });
  await expect(heading("The provider is late")).toBeVisible();
  await expect(actions()).toHaveText(["Slash the no-show"]);
  await look(visitor.page, "job-late");
});

test("several providers show different results, and anyone may call the referees", async () => {
  const shown = (number: number, digest: string) =>
    indexedWork(number, {
      state: "Revealed",
      revealed: true,
      digest,
      commitment: DIGEST.b,
      claimer: `0x${"22".repeat(20)}`,
    });
  const seated = [shown(0, DIGEST.a), shown(1, DIGEST.a), shown(2, DIGEST.b)];
  await open("910002", {
    status: "Revealing",
    deadline: inSeconds(200),
    replicaCount: 3,
    provider: null,
    seated,
    assignments: seated,
  });
  await expect(heading("The results differ")).toBeVisible();
  const places = visitor.page.getByRole("region", { name: "3 providers that must agree" });
  await expect(places.getByText("2 different results")).toBeVisible();
  await expect(places.getByText(/^result A/)).toHaveCount(2);
  await expect(actions()).toHaveText(["Call the referees"]);
  await look(visitor.page, "job-replicas-differ");
});

test("auditors at work: the clock is the panel's, and nothing is to be done", async () => {
  const audit = panelOf({ audit: true, seats: 1, seated: 1, committed: 0, deadline: inSeconds(500) }, [{}]);
  const dispute = indexedDispute({ state: "Audited", audit, challenger: null, bond: "0" });
  await open("910003", { status: "Audited", dispute, assignments: [indexedWork(1, { state: "Submitted" })] });
  await expect(heading("The auditors do the work again")).toBeVisible();
  await expect(visitor.page.getByText("left to vote")).toBeVisible();
  await expect(visitor.page.getByText("decided by a committee, not proven")).toBeVisible();
  await expect(actions()).toHaveCount(0);
  await look(visitor.page, "job-audited");
});

test("a panel that is late may be moved on, one that has ended be carried out", async () => {
  const late = panelOf({ phase: "Seating", seated: 1, committed: 0, deadline: inSeconds(-5) }, [{}]);
  await open("910004", { status: "Disputed", dispute: indexedDispute({ panel: late }) });
  await expect(heading("3 referees are drawn")).toBeVisible();
  await expect(visitor.page.getByText("an empty seat")).toHaveCount(2);
  await expect(actions()).toHaveText(["Move the panel on"]);
  const ended = panelOf({ phase: "Void", deadline: "0", endedAt: inSeconds(-5) }, []);
  await open("910005", { status: "Disputed", dispute: indexedDispute({ panel: ended }) });
  await expect(actions()).toHaveText(["Carry out the decision"]);
});

test("votes are shown with their reasons, and what they cost", async () => {
  const reason: VoteReason = {
    v: 1,
    panel: "4",
    job: "910006",
    stage: 0,
    spec: DIGEST.a,
    member: `0x${"55".repeat(20)}`,
    candidates: [
      {
        output: DIGEST.b,
        accepted: false,
        findings: [{ what: "metric", ok: false, says: "The model scores 0.41 in accuracy; it claims 0.98." }],
      },
    ],
  };
  const { cid: reasonCid } = await storage.putJson(reason);
  const doubt = { v: 1, jobId: "910006", reason: "It knows the test rows by heart. <b>Text stays text.</b>" };
  const { digest } = await storage.putJson(doubt);
  const panel = panelOf(
    { phase: "Decided", deadline: "0", committed: 3, revealed: 3, accepted: 0, endedAt: inSeconds(-5) },
    [
      { state: "Ended", vote: 0, reasonCid },
      { state: "Ended", vote: 0 },
      { state: "Ended", vote: 1, slashed: "100000000000000000" },
    ],
  );
  await open("910006", {
    status: "Refunded",
    left: "0",
    returned: "50000000000000000",
    stages: [indexedStage(0, "Dropped")],
    dispute: indexedDispute({ state: "Decided", reason: digest, panel, accepted: 0, closedAt: inSeconds(-5) }),
    assignments: [indexedWork(1, { state: "Wrong", slashed: "1000000000000000000" })],
  });
  const committee = visitor.page.getByRole("region", { name: "Dispute" });
  await expect(committee.getByText("lost 0.1 $BLACK")).toBeVisible();
  await expect(committee.getByText("<b>Text stays text.</b>")).toBeVisible();
  await committee.getByRole("button", { name: "Why" }).click();
  await expect(committee.getByText("it claims 0.98")).toBeVisible();
  await expect(actions()).toHaveCount(0);
  await look(visitor.page, "job-ruled");
});
