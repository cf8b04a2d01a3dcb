import { z } from "zod";
import { fitsDocument } from "./fitsDocument.ts";
import { AddressText, Digest, Uint32, Uint256Text } from "./primitives.ts";

/** One thing that an auditor or referee compared. */
export const VoteFinding = z.strictObject({
  what: z.enum(["digest", "document", "artifact", "metric", "tensors", "predictions", "work"]),
  ok: z.boolean(),
  /** In words, with the values. */
  says: z.string().min(1).max(1_024),
});
export type VoteFinding = z.infer<typeof VoteFinding>;

/** How an auditor or referee came to its vote. Unverified: it comes from the member; its digest is what it revealed. */
export const VoteReason = z
  .strictObject({
    v: z.literal(1),
    panel: Uint256Text,
    job: Uint256Text,
    stage: Uint32,
    /** Digest of the JobSpec. */
    spec: Digest,
    member: AddressText,
    /** Digest of the Output that the member made itself; absent when it could not be made. */
    own: Digest.optional(),
    /** In the order of the panel's candidates. */
    candidates: z
      .array(z.strictObject({ output: Digest, accepted: z.boolean(), findings: z.array(VoteFinding).max(64) }))
      .min(1)
      .max(16),
  })
  .refine(fitsDocument, "must be at most 1 MiB of canonical JSON");
export type VoteReason = z.infer<typeof VoteReason>;
