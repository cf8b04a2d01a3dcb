import { z } from "zod";
import { bytes, currency, currencyFields, integer, reference, seconds } from "./scalars.ts";
import { useSubgraph } from "./useSubgraph.ts";

const jobStatuses = ["None", "Open", "Working", "Pending", "Disputed", "Done", "Refunded", "Cancelled"] as const;
export type JobStatusName = (typeof jobStatuses)[number];

/** Whether a job in this status moves no more and holds no money. */
export const isFinal = (status: JobStatusName): boolean =>
  status === "Done" || status === "Refunded" || status === "Cancelled";

export const jobFields = `
  id status price modelId specDigest deadline createdAt updatedAt attempts attemptsLeft
  requester { id } provider { id endpoint } ${currencyFields}
`;

export const job = z.object({
  id: z.string(),
  status: z.enum(jobStatuses),
  price: integer,
  currency,
  modelId: integer,
  specDigest: bytes,
  deadline: seconds,
  createdAt: seconds,
  updatedAt: seconds,
  attempts: z.number(),
  attemptsLeft: z.number(),
  requester: reference,
  provider: z.object({ id: bytes, endpoint: z.string() }).nullable(),
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

const detail = z
  .object({
    job: job
      .extend({
        stakeLock: integer,
        claimPeriod: seconds,
        workPeriod: seconds,
        challengePeriod: seconds,
        feeBps: z.number(),
        specCid: z.string(),
        outputDigest: bytes,
        outputCid: z.string().nullable(),
        challenger: reference.nullable(),
        bond: integer,
        toProvider: integer.nullable(),
        fee: integer.nullable(),
        royalty: integer.nullable(),
        events: z
          .array(
            z.object({
              id: z.string(),
              kind: z.string(),
              actor: reference,
              timestamp: seconds,
              logIndex: seconds,
              deadline: seconds,
              transaction: bytes,
            }),
          )
          // The index sorts by time only; one transaction may have taken several steps.
          .transform((events) => events.toSorted((a, b) => a.timestamp - b.timestamp || a.logIndex - b.logIndex)),
      })
      .nullable(),
  })
  .transform(({ job: found }) => found);
export type JobDetail = NonNullable<z.output<typeof detail>>;

/** One job with its timeline, asked again every 1.5 seconds; null when the index knows none of that id. */
export function useJob(id: string) {
  const query = `query Job($id: ID!) {
    job(id: $id) {
      ${jobFields}
      stakeLock claimPeriod workPeriod challengePeriod feeBps specCid outputDigest outputCid challenger { id } bond
      toProvider fee royalty
      events(first: 100, orderBy: timestamp) { id kind actor { id } timestamp logIndex deadline transaction }
    }
  }`;
  return useSubgraph("job", query, detail, { id }, { refetchInterval: 1_500 });
}
