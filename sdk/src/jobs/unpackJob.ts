import { agreedOutput } from "./agreedOutput.ts";
import type { PackedJob } from "./packJob.ts";
import type { Dispute, Job, Replica } from "./types.ts";
import { unpackTerms } from "./unpackTerms.ts";
import { addressIn, bitsOf, numberIn } from "./word.ts";

/**
 * What a packed job says. Of replicas and dispute it holds only hashes, so they are told beside it.
 *
 * @example
 * const job = unpackJob(event.args.job, { dispute: event.args.dispute });
 */
export function unpackJob(
  packed: PackedJob,
  { replicas = [], dispute }: { replicas?: readonly Replica[]; dispute?: Dispute | undefined } = {},
): Job {
  const { state, seat } = packed;
  const { terms, fixed } = unpackTerms(packed.terms);
  return {
    terms,
    ...fixed,
    requester: addressIn(state),
    status: numberIn(state, 160, 8),
    stage: numberIn(state, 168, 8),
    attemptsLeft: numberIn(state, 176, 8),
    deadline: bitsOf(state, 184, 40),
    block: numberIn(state, 224, 32),
    provider: addressIn(seat),
    attestation: numberIn(seat, 160, 8),
    audited: numberIn(seat, 168, 1) === 1,
    input: packed.input,
    result: terms.replicas === 1 ? packed.result : agreedOutput(replicas),
    replicas,
    dispute,
  };
}
