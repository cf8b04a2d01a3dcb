import { LOCK } from "./market.ts";

/** Of a lock that a deadline cost a provider: a quarter to the requester, the rest burned. */
export const NO_SHOW = { toRequester: LOCK / 4n, burned: LOCK - LOCK / 4n };

/**
 * How the lock of a provider whose result was wrong is divided, as docs/protocol/jobs.md has it: a quarter to the requester; of the rest half to
 * who found it out, if anybody did; of what remains half to the referees, the other half burned.
 */
export function wrongResult(found: boolean) {
  const toRequester = LOCK / 4n;
  const rest = LOCK - toRequester;
  const toFinder = found ? rest / 2n : 0n;
  const toReferees = (rest - toFinder) / 2n;
  return { toRequester, toFinder, toReferees, burned: rest - toFinder - toReferees };
}
