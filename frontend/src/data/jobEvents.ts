import { z } from "zod";
import { jobStatus } from "./jobs.ts";
import { bytes, currency, currencyFields, integer, reference, seconds } from "./scalars.ts";

export const eventFields = `
  id number kind stage status deadline amount actor { id } timestamp transaction ${currencyFields}
`;

/** One step of a job's timeline. `amount` is in `currency`; both are null where the step moves no money. */
export const jobEvent = z.object({
  id: z.string(),
  number: z.number(),
  kind: z.string(),
  stage: z.number(),
  status: jobStatus,
  deadline: seconds,
  amount: integer.nullable(),
  currency: currency.nullable(),
  actor: reference,
  timestamp: seconds,
  transaction: bytes,
});
export type JobEvent = z.output<typeof jobEvent>;
