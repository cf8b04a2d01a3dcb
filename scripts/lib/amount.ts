import { BlacktailError } from "@blacktail/sdk";
import { parseEther } from "viem";

const MOST = "1000000";

/**
 * An amount of ETH or $BLACK in its smallest unit (18 decimals).
 * @throws BlacktailError `CLI_BAD_AMOUNT` naming the option
 */
export function amountOf(option: string, text: string): bigint {
  if (/^\d+(\.\d{1,18})?$/.test(text) && Number(text) <= Number(MOST)) return parseEther(text);
  throw new BlacktailError({
    code: "CLI_BAD_AMOUNT",
    message: `${option} is "${text}".`,
    fix: `Give a decimal number from 0 to ${MOST}, e.g. 2.5.`,
  });
}
