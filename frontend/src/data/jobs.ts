import { JobStatus, type JobStatusName } from "@blacktail/sdk";
import { z } from "zod";
import { bytes, currency, currencyFields, integer, reference, seconds } from "./scalars.ts";
import { useSubgraph } from "./useSubgraph.ts";

export const jobStatus = z.enum(Object.keys(JobStatus) as [JobStatusName, ...JobStatusName[]]);

export const jobFields = `
  id status budget usePrice modelId specDigest deadline createdAt updatedAt stage stageCount replicaCount
  requester { id } ${currencyFields}
`;

export const job = z.object({
  id: z.string(),
  status: jobStatus,
  budget: integer,
  usePrice: integer,
  currency,
  modelId: integer,
  specDigest: bytes,
  deadline: seconds,
  createdAt: seconds,
  updatedAt: seconds,
  /** From 0; of a final job the last that it came to. */
  stage: z.number(),
  stageCount: z.number(),
  replicaCount: z.number(),
  requester: reference,
});
export type Job = z.output<typeof job>;

const list = z.object({ jobs: z.array(job) }).transform(({ jobs }) => jobs);

type Filter = { requester?: string; status?: readonly JobStatusName[]; modelId?: string; first?: number };

/** Jobs, newest first. */
export function useJobs({ requester, status, modelId, first = 25 }: Filter = {}, enabled = true) {
  const where = {
    ...(requester && { requester: requester.toLowerCase() }),
    ...(status && { status_in: status }),
    ...(modelId && { modelId }),
  };
  const query = `query Jobs($where: Job_filter, $first: Int!) {
    jobs(where: $where, first: $first, orderBy: createdAt, orderDirection: desc) { ${jobFields} }
  }`;
  return useSubgraph("jobs", query, list, { where, first }, { enabled, refetchInterval: 3_000 });
}
