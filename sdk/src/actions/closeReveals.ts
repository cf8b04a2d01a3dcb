import type { Clients } from "./clients.ts";
import { type JobCallArgs, jobCall } from "./jobCall.ts";
import { noShowsOf, type SlashNoShowResult } from "./slashNoShow.ts";

/**
 * Anyone, when the reveal period passed or all replicas have revealed: who did not reveal is slashed. Results that are left stand if they are
 * equal, and go to referees if they are not; if none is left the stage reopens.
 *
 * @throws BlacktailError `JobEscrow_DeadlineNotPassed`, `JobEscrow_WrongStatus`, `JobEscrow_WrongReplication`, …
 * @example
 * const { job, slashed } = await closeReveals({ publicClient, walletClient }, { jobId: 1n });
 */
export async function closeReveals(clients: Clients, args: JobCallArgs): Promise<SlashNoShowResult> {
  const { hash, receipt, job, events } = await jobCall(clients, args, () => "closeReveals");
  return { hash, receipt, job, slashed: noShowsOf(events) };
}
