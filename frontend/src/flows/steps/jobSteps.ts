import { createJob, DEFAULT_LIMITS, digestJson, type JobSpec, jobEscrowAbi } from "@blacktail/sdk";
import { type Hex, parseEventLogs } from "viem";
import { stagedFile } from "../../files/stagedFiles.ts";
import { formatAmount } from "../../lib/formatAmount.ts";
import { same } from "../../lib/same.ts";
import { digestOf } from "../resultOf.ts";
import type { FlowContext, Results, Step } from "../types.ts";
import { approveStep } from "./approveStep.ts";
import { confirmed } from "./confirmed.ts";
import { creditsStep } from "./creditsStep.ts";
import { type JobInput, jobTerms } from "./jobTerms.ts";

/** A file of this visit that a job uploads; its artifact is the result of the step with this id. */
export type Upload = { id: string /** Such as "the data". */; what: string; digest: Hex };

/** Seconds of the work period that a provider keeps for fetching, publishing and submitting. */
const WORK_MARGIN = 60;

/** What a stage of a job may use at most. */
export const limitsFor = (workPeriod: number): JobSpec["limits"] => ({
  memoryMiB: DEFAULT_LIMITS.memoryMiB,
  cpuSeconds: Math.min(3_600, (workPeriod - WORK_MARGIN) * 2),
  wallSeconds: workPeriod - WORK_MARGIN,
  outputMiB: 64,
});

/** What a job consists of: its files, then the specification that names them. */
type JobParts = { uploads: readonly Upload[]; spec: (results: Results) => JobSpec; modelId: bigint };

/** Upload files and spec, have credits, approve once, create the job. */
export function jobSteps({ addresses }: FlowContext, input: JobInput, { uploads, spec, modelId }: JobParts): Step[] {
  const { currency, budget, usePrice } = input;
  const total = budget + usePrice;
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
    creditsStep(currency, total),
    approveStep(addresses.JobEscrow, "the job escrow"),
    {
      id: "create",
      name: `Put ${formatAmount(total, currency)} into escrow and open the job`,
      signs: 1,
      recover: (_context, { logs }) => {
        const events = parseEventLogs({ abi: jobEscrowAbi, eventName: "JobCreated", logs });
        return events.find(({ address }) => same(address, addresses.JobEscrow))?.args.jobId.toString();
      },
      commit: async (context) => {
        const job = { spec: spec(context.results), specDigest: digestOf(context.results, "spec"), modelId };
        const sent = await createJob(context.clients, await jobTerms(context, input, job));
        return confirmed(sent, sent.jobId.toString());
      },
    },
  ];
}
