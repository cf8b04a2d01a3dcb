import { createJob, DEFAULT_LIMITS, digestJson, type JobSpec, jobEscrowAbi } from "@blacktail/sdk";
import { type Hex, parseEventLogs } from "viem";
import type { Currency } from "../../chain/currencies.ts";
import { stagedFile } from "../../files/stagedFiles.ts";
import { formatAmount } from "../../lib/formatAmount.ts";
import { same } from "../../lib/same.ts";
import { digestOf } from "../resultOf.ts";
import type { FlowContext, Results, Step } from "../types.ts";
import { approveStep } from "./approveStep.ts";
import { confirmed } from "./confirmed.ts";
import { creditsStep } from "./creditsStep.ts";

export type JobInput = {
  currency: Currency;
  price: bigint;
  claimPeriod: number;
  workPeriod: number;
  challengePeriod: number;
  /** $BLACK (wei) that the provider locks and a challenger bonds; undefined is the least that the escrow accepts. */
  stakeLock: bigint | undefined;
};

/** A file of this visit that a job uploads; its artifact is the result of the step with this id. */
export type Upload = { id: string /** Such as "the data". */; what: string; digest: Hex };

/** How many providers may try before the money returns. */
const ATTEMPTS = 2;

/** Seconds of the work period that a provider keeps for fetching, publishing and submitting. */
const WORK_MARGIN = 60;

/** What a job may use at most. */
export const limitsFor = (workPeriod: number): JobSpec["limits"] => ({
  memoryMiB: DEFAULT_LIMITS.memoryMiB,
  cpuSeconds: Math.min(3_600, (workPeriod - WORK_MARGIN) * 2),
  wallSeconds: workPeriod - WORK_MARGIN,
  outputMiB: 64,
});

/** The stake that a job locks, $BLACK (wei). */
export async function stakeLockOf(
  { publicClient, addresses }: FlowContext,
  { stakeLock }: Pick<JobInput, "stakeLock">,
): Promise<bigint> {
  if (stakeLock !== undefined) return stakeLock;
  const parameters = await publicClient.readContract({
    address: addresses.JobEscrow,
    abi: jobEscrowAbi,
    functionName: "parameters",
  });
  return parameters.minStakeLock;
}

/** What a job consists of: its files, then the specification that names them. */
type JobParts = { uploads: readonly Upload[]; spec: (results: Results) => JobSpec; modelId: bigint };

/** Upload files and spec, have credits, approve once, create the job. */
export function jobSteps({ addresses }: FlowContext, input: JobInput, { uploads, spec, modelId }: JobParts): Step[] {
  const { currency, price, claimPeriod, workPeriod, challengePeriod } = input;
  return [
    ...uploads.map(
      ({ id, what, digest }): Step => ({
        id,
        name: `Upload ${what}`,
        signs: 0,
        commit: async ({ storage }) => ({ value: JSON.stringify(await storage.put(stagedFile(digest))) }),
      }),
    ),
    {
      id: "spec",
      name: "Publish the job’s specification",
      signs: 0,
      commit: async ({ storage, results }) => {
        const document = spec(results);
        await storage.putJson(document);
        return { value: digestJson(document) };
      },
    },
    creditsStep(currency, price),
    approveStep(addresses.JobEscrow, "the job escrow"),
    {
      id: "create",
      name: `Put ${formatAmount(price, currency)} into escrow and open the job`,
      signs: 1,
      recover: (_context, { logs }) => {
        const events = parseEventLogs({ abi: jobEscrowAbi, eventName: "JobCreated", logs });
        return events.find(({ address }) => same(address, addresses.JobEscrow))?.args.jobId.toString();
      },
      commit: async (context) => {
        const sent = await createJob(context.clients, {
          specDigest: digestOf(context.results, "spec"),
          modelId,
          currency: currency.id,
          price,
          stakeLock: await stakeLockOf(context, input),
          claimPeriod,
          workPeriod,
          challengePeriod,
          attempts: ATTEMPTS,
        });
        return confirmed(sent, sent.jobId.toString());
      },
    },
  ];
}
