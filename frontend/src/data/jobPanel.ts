import { PanelPhase } from "@blacktail/sdk";
import { z } from "zod";
import { bytes, reference, seconds } from "./scalars.ts";

type PhaseName = keyof typeof PanelPhase;

const panelFields = `
  id audit phase deadline seats candidates round seated committed revealed accepted endedAt
  members(first: 40, orderBy: number) { member { id } round state vote reasonCid slashed }
`;

/** A panel of auditors or referees as a job's page shows it. */
const jobPanel = z
  .object({
    id: z.string(),
    audit: z.boolean(),
    phase: z.enum(Object.keys(PanelPhase) as [PhaseName, ...PhaseName[]]),
    deadline: seconds,
    seats: z.number(),
    candidates: z.number(),
    round: z.number(),
    seated: z.number(),
    committed: z.number(),
    revealed: z.number(),
    accepted: z.number(),
    endedAt: seconds.nullable(),
    members: z.array(
      z.object({
        member: reference,
        round: z.number(),
        state: z.enum(["Seated", "Committed", "Revealed", "Ended"]),
        vote: z.number().nullable(),
        reasonCid: z.string().nullable(),
        slashed: z.string().transform(BigInt),
      }),
    ),
  })
  .transform(({ phase, ...rest }) => ({ ...rest, phaseName: phase, phase: PanelPhase[phase] }));
export type JobPanel = z.output<typeof jobPanel>;

export const disputeFields = `
  state challenger { id } bond challengeLeft reason accepted openedAt closedAt
  audit { ${panelFields} } panel { ${panelFields} }
`;

/** A result before auditors or referees. */
export const jobDispute = z.object({
  state: z.enum(["Audited", "Passed", "Disputed", "Decided", "Void"]),
  audit: jobPanel.nullable(),
  panel: jobPanel.nullable(),
  challenger: reference.nullable(),
  bond: z.string().transform(BigInt),
  challengeLeft: z.string().transform(BigInt),
  reason: bytes,
  /** Bit i: the result of place i is right; null until decided. */
  accepted: z.number().nullable(),
  openedAt: seconds,
  closedAt: seconds.nullable(),
});
export type JobDispute = z.output<typeof jobDispute>;
