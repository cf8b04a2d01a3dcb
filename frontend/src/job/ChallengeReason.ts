import { z } from "zod";

/** What a challenger says is wrong, in its own words; also how the form checks it. */
export const challengeReasonText = z
  .string()
  .trim()
  .min(10, "Say in a sentence what is wrong.")
  .max(4_000, "At most 4,000 characters.");

/** The document whose digest a challenge carries. Unverified: it comes from the challenger. */
export const ChallengeReason = z.object({ v: z.literal(1), jobId: z.string(), reason: challengeReasonText });
export type ChallengeReason = z.output<typeof ChallengeReason>;
