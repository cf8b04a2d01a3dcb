import { BlacktailError } from "@blacktail/sdk";

/**
 * A job's number as one types it.
 * @throws BlacktailError `CLI_BAD_JOB`
 */
export function jobNumber(text: string): bigint {
  if (/^\d{1,78}$/.test(text)) return BigInt(text);
  throw new BlacktailError({
    code: "CLI_BAD_JOB",
    message: `"${text}" is no job number.`,
    fix: "Give a whole number, e.g. 1.",
  });
}
