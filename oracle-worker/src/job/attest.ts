import { attestationTypedData } from "@blacktail/sdk";
import { concat, type Hex, numberToHex } from "viem";
import { readAttestationKey } from "../chain/attestationKey.ts";
import type { Context } from "../context.ts";
import type { Log } from "../log.ts";

/**
 * What goes with a receipt so that its result is audited less often: a verifier's number and the second key's signature.
 *
 * @param receipt Its digest.
 * @returns "0x" where there is no key for it, or none that counts: an attestation that does not hold would have the result refused.
 * @throws what a failing node gives
 */
export async function attest(context: Context, receipt: Hex, log: Log): Promise<Hex> {
  const { chainId, config, contracts } = context;
  const standing = await readAttestationKey(context);
  if (config.attester === undefined || standing === undefined) return "0x";
  if ("problem" in standing) {
    log.warn({ reason: standing.problem }, "the result goes without an attestation");
    return "0x";
  }
  const message = { receipt, provider: config.PROVIDER };
  const typedData = attestationTypedData(message, { chainId, verifier: contracts.SignatureVerifier });
  return concat([numberToHex(standing.number, { size: 1 }), await config.attester.signTypedData(typedData)]);
}
