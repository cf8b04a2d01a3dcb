import type { Page } from "@playwright/test";
import { readStack } from "./stackInfo.ts";

const ZERO = `0x${"0".repeat(64)}`;
const ACCOUNT = { id: `0x${"11".repeat(20)}` };
const CURRENCY = { id: "0", symbol: "ETH", decimals: 18 };

const DONE = "1700000000";

/** A provider's work that was paid, as the index answers it. */
const work = {
  id: "0x01",
  place: 0,
  attempt: 1,
  state: "Paid",
  claimer: null,
  revealed: false,
  digest: ZERO,
  commitment: null,
  outputCid: null,
  toProvider: "47500000000000000",
  slashed: "0",
  claimedAt: DONE,
  stage: { number: 0 },
  provider: { ...ACCOUNT, endpoint: "" },
};

/** A training job of one stage that is done, as the index answers it; `over` replaces what it names. */
export function indexedJob(id: string, over: { specCid: string; resultCid: string | null } & Record<string, unknown>) {
  return {
    id,
    status: "Done",
    budget: "50000000000000000",
    usePrice: "0",
    currency: CURRENCY,
    modelId: "0",
    specDigest: ZERO,
    deadline: "0",
    createdAt: DONE,
    updatedAt: DONE,
    stage: 0,
    stageCount: 1,
    replicaCount: 1,
    requester: ACCOUNT,
    stakeLock: "1000000000000000000",
    weights: [],
    claimPeriod: "600",
    workPeriod: "900",
    challengePeriod: "15",
    priorityPeriod: "5",
    attempts: 2,
    profile: 0,
    capabilities: "0",
    feeBps: 500,
    auditBps: 300,
    reputable: false,
    attemptsLeft: 1,
    block: "1",
    attestation: 0,
    audited: false,
    input: ZERO,
    result: ZERO,
    provider: ACCOUNT,
    seated: [],
    dispute: null,
    left: "0",
    toProviders: "47500000000000000",
    fees: "2500000000000000",
    returned: "0",
    usePaid: "0",
    stages: [indexedStage(0, "Settled")],
    assignments: [work],
    events: [],
    ...over,
  };
}

/** One of a job's stages, as the index answers it. */
export function indexedStage(number: number, state: "Waiting" | "Present" | "Settled" | "Dropped") {
  return { number, price: "50000000000000000", state, reopened: 0, outputCid: null };
}

/** A provider's work on a stage, by the last digits of its address. */
export function indexedWork(number: number, over: Record<string, unknown> = {}) {
  const id = `0x${String(number).padStart(40, "2")}`;
  return {
    ...work,
    id: `0x0${number}`,
    place: number,
    state: "Claimed",
    toProvider: null,
    provider: { id, endpoint: "" },
    ...over,
  };
}

/** A challenged result before referees, as the index answers it. */
export function indexedDispute(over: Record<string, unknown>) {
  return {
    state: "Disputed",
    challenger: ACCOUNT,
    bond: "1000000000000000000",
    challengeLeft: "0",
    reason: ZERO,
    accepted: null,
    closedAt: null,
    audit: null,
    panel: null,
    ...over,
  };
}

type Card = { task: string; artifact: { cid: string; digest: string; size: number }; parents?: string[] };

/** A minted model, as the index answers it. */
export function indexedModel(manifest: { cid: string; digest: string }, { task, artifact, parents = [] }: Card) {
  const id = BigInt(manifest.digest).toString();
  const card = {
    valid: true,
    problem: null,
    name: `A model that ${task}`,
    description: "",
    creator: ACCOUNT.id,
    license: "MIT",
    task,
    target: null,
    classes: [],
    artifactCid: artifact.cid,
    artifactDigest: artifact.digest,
    artifactSize: String(artifact.size),
    family: "deep",
    framework: "any",
    frameworkVersion: "1.0.0",
    profile: "fp32-cpu",
    jobId: null,
    parents,
    metrics: [],
  };
  return {
    id,
    digest: manifest.digest,
    cid: manifest.cid,
    royaltyBps: 500,
    versionCount: 1,
    latestDigest: manifest.digest,
    saleCount: 0,
    jobCount: 0,
    mintedAt: "1700000000",
    mintedTx: ZERO,
    minter: ACCOUNT,
    creator: ACCOUNT,
    owner: ACCOUNT,
    card,
    listing: null,
    versions: [{ version: 1, digest: manifest.digest, cid: manifest.cid, timestamp: "1700000000" }],
    sales: [],
  };
}

/** Lets the index answer one query (by its name) with these entities; whatever else is asked goes to the real one. */
export async function answerQuery(page: Page, name: string, data: unknown): Promise<void> {
  await page.route(`${readStack().subgraphUrl}**`, (route) => {
    const { query = "" } = (route.request().postDataJSON() ?? {}) as { query?: string };
    if (!query.includes(`query ${name}(`)) return route.fallback();
    return route.fulfill({ json: { data } });
  });
}
