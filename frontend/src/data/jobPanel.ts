import { z } from "zod";
import { member, memberFields, panelFields, panelShape } from "./panels.ts";
import { bytes, integer, reference, seconds } from "./scalars.ts";

const fields = `${panelFields} members(first: 60, orderBy: number) { ${memberFields} }`;

/** A panel of auditors or referees as a job's page shows it. */
const jobPanel = z.object({ ...panelShape, members: z.array(member) });
export type JobPanel = z.output<typeof jobPanel>;

export const disputeFields = `
  state challenger { id } bond challengeLeft reason accepted closedAt
  audit { ${fields} } panel { ${fields} }
`;

/** A result before auditors or referees. */
export const jobDispute = z.object({
  state: z.enum(["Audited", "Passed", "Disputed", "Decided", "Void"]),
  audit: jobPanel.nullable(),
  panel: jobPanel.nullable(),
  challenger: reference.nullable(),
  bond: integer,
  challengeLeft: integer,
  /** Digest of the challenger's document; zero when there is none. */
  reason: bytes,
  /** Bit i: the result of place i is right; null until decided. */
  accepted: z.number().nullable(),
  closedAt: seconds.nullable(),
});
export type JobDispute = z.output<typeof jobDispute>;
