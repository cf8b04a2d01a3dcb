import type { VoteFinding, VoteReason } from "@blacktail/sdk";
import type { Hex } from "viem";

/** A reason has room for so many of each candidate. */
const MOST_FINDINGS = 64;

/** What all findings on a candidate come to; what speaks against it is told first, and is never what there is no room for. */
export function judgementOf(output: Hex, all: readonly VoteFinding[]): VoteReason["candidates"][number] {
  const findings = all.toSorted((a, b) => Number(a.ok) - Number(b.ok)).slice(0, MOST_FINDINGS);
  return { output, accepted: all.every(({ ok }) => ok), findings };
}
