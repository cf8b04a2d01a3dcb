import type { Page } from "@playwright/test";
import { readStack } from "./stackInfo.ts";

const ZERO = `0x${"0".repeat(64)}`;
const ACCOUNT = { id: `0x${"11".repeat(20)}` };
const CURRENCY = { id: "0", symbol: "ETH", decimals: 18 };

/** A training job that is done, as the index answers it. */
export function indexedJob(id: string, { specCid, outputCid }: { specCid: string; outputCid: string }) {
  return {
    id,
    status: "Done",
    price: "50000000000000000",
    currency: CURRENCY,
    modelId: "0",
    specDigest: ZERO,
    deadline: "0",
    createdAt: "1700000000",
    updatedAt: "1700000000",
    attempts: 2,
    attemptsLeft: 1,
    requester: ACCOUNT,
    provider: { ...ACCOUNT, endpoint: "" },
    stakeLock: "1",
    claimPeriod: "600",
    workPeriod: "900",
    challengePeriod: "15",
    feeBps: 500,
    specCid,
    outputDigest: ZERO,
    outputCid,
    challenger: null,
    bond: "0",
    toProvider: "1",
    fee: "1",
    royalty: "0",
    events: [],
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
