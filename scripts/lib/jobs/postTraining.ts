import { createReadStream } from "node:fs";
import {
  type Addresses,
  approveModule,
  BlacktailError,
  type CreateJobResult,
  createJob,
  defaultTerms,
  depositAndApprove,
  type JobTerms,
  jobBounds,
  neededCapabilities,
  profileIndex,
  type Storage,
  stageWeights,
  vaultAbi,
} from "@blacktail/sdk";
import type { PublicClient } from "viem";
import type { Plan } from "../training/plan.ts";

type Clients = Parameters<typeof createJob>[0] & { publicClient: PublicClient };

/** What the requester says of the terms: what it pays, in the currency's smallest unit, and how many do each stage. */
export type Asked = Pick<JobTerms, "currency" | "budget"> & {
  replicas?: number | undefined;
  /** Seconds, at the beginning of each stage, in which tickets decide who may claim. */
  priorityPeriod: number;
};

/** Seconds that a provider may take to claim, and beside the training itself to fetch and publish. */
export const CLAIM_SECONDS = 600;
const MARGIN_SECONDS = 300;
/** Seconds within which a result may be challenged. Hours are usual where money is real. */
const CHALLENGE_SECONDS = 60;
/** How many providers may try before the money returns. */
const ATTEMPTS = 2;

/**
 * Seconds after which a job with this specification has come to its last stage's result, or has failed for good, unless somebody disputes
 * it.
 */
export const longestWait = ({ limits, stages }: Plan["spec"]): number =>
  stages.length * (ATTEMPTS * (CLAIM_SECONDS + limits.wallSeconds + MARGIN_SECONDS) + 2 * CHALLENGE_SECONDS);

/**
 * Publishes a training's inputs and its specification, unchanged, and opens the job: credits are bought as far as they are lacking.
 * @throws BlacktailError `CLI_INPUT_CHANGED` when a file is no longer what the specification names; what storage and chain say
 */
export async function postTraining(
  { spec, inputs }: Plan,
  { clients, storage, addresses }: { clients: Clients; storage: Storage; addresses: Addresses },
  asked: Asked,
): Promise<CreateJobResult> {
  for (const { digest, role } of spec.data) {
    const path = inputs.get(digest) ?? "";
    const stored = await storage.put(createReadStream(path));
    if (stored.digest === digest) continue;
    throw new BlacktailError({
      code: "CLI_INPUT_CHANGED",
      message: `${path} changed since the ${role} data's digest was taken.`,
      fix: "Run the command again.",
    });
  }
  const { digest: specDigest } = await storage.putJson(spec);
  await buyCredits(clients, addresses, asked);
  const terms = {
    ...asked,
    specDigest,
    stages: stageWeights(spec),
    profile: profileIndex(spec.profile),
    capabilities: neededCapabilities(spec),
    claimPeriod: CLAIM_SECONDS,
    workPeriod: spec.limits.wallSeconds + MARGIN_SECONDS,
    challengePeriod: CHALLENGE_SECONDS,
    attempts: ATTEMPTS,
  };
  return createJob(clients, defaultTerms(terms, await jobBounds(clients.publicClient, addresses)));
}

/** Deposits what the account lacks of the budget, and lets the escrow move it. */
async function buyCredits(
  clients: Clients,
  { Vault, JobEscrow }: Addresses,
  { currency, budget }: Asked,
): Promise<void> {
  const owner = clients.walletClient.account?.address;
  if (owner === undefined) throw new TypeError("The wallet client has an account of its own.");
  const held = await clients.publicClient.readContract({
    address: Vault,
    abi: vaultAbi,
    functionName: "balanceOf",
    args: [owner, currency],
  });
  if (held < budget) {
    await depositAndApprove(clients, { currency, amount: budget - held, module: JobEscrow });
    return;
  }
  const isApproved = await clients.publicClient.readContract({
    address: Vault,
    abi: vaultAbi,
    functionName: "isOperator",
    args: [owner, JobEscrow],
  });
  if (!isApproved) await approveModule(clients, { module: JobEscrow });
}
