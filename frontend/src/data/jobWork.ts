import { z } from "zod";
import { bytes, integer, seconds } from "./scalars.ts";

export const workFields = `
  id place attempt state claimer revealed digest commitment outputCid toProvider slashed
  claimedAt stage { number } provider { id endpoint }
`;

/** A provider's work on a stage, alone or as one of several replicas. Amounts are in the job's currency, `slashed` in $BLACK (wei). */
export const jobWork = z.object({
  id: z.string(),
  place: z.number(),
  attempt: z.number(),
  state: z.enum(["Claimed", "Committed", "Revealed", "Submitted", "Paid", "Released", "NoShow", "Wrong"]),
  /** Null when alone. */
  claimer: bytes.nullable(),
  revealed: z.boolean(),
  digest: bytes,
  commitment: bytes.nullable(),
  outputCid: z.string().nullable(),
  toProvider: integer.nullable(),
  slashed: integer,
  claimedAt: seconds,
  stage: z.object({ number: z.number() }).transform(({ number }) => number),
  provider: z.object({ id: bytes, endpoint: z.string() }),
});
export type JobWork = z.output<typeof jobWork>;

export const stageFields = "number price state reopened outputCid";

/** One of a job's stages; amounts are in the job's currency. */
export const jobStage = z.object({
  number: z.number(),
  price: integer,
  state: z.enum(["Waiting", "Present", "Settled", "Dropped"]),
  reopened: z.number(),
  outputCid: z.string().nullable(),
});
export type JobStage = z.output<typeof jobStage>;
