import { BlacktailError } from "./BlacktailError.ts";
import { describeRevert } from "./describeRevert.ts";
import { describeTransport } from "./describeTransport.ts";
import { revertData } from "./revertData.ts";
import { stripCredentials } from "./stripCredentials.ts";

export type Description = {
  /** Listed in docs/errors.md; for a contract's error its name, such as `JobEscrow_DeadlinePassed`. */
  code: string;
  /** What happened, with the values. */
  message: string;
  /** What to do about it. */
  fix: string;
};

/**
 * Says in words what went wrong: contracts' custom errors with their values (amounts with units, times, addresses), a rejected
 * signature, the wrong chain, a node that does not answer, missing funds. Credentials in URLs are left out.
 *
 * @example
 * try { await buyModel(clients, args); } catch (error) { show(describeError(error).message); }
 */
export function describeError(error: unknown): Description {
  if (error instanceof BlacktailError) return { code: error.code, message: error.message, fix: error.fix };
  const data = revertData(error);
  const { code, message, fix } = data === undefined ? describeTransport(error) : describeRevert(data);
  return { code, message: stripCredentials(message), fix: stripCredentials(fix) };
}
