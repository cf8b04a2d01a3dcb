import { concat, type Hex, hexToBytes } from "viem";
import { sha256Hex } from "../digest/sha256Hex.ts";

/**
 * The receipt's `inputRoot`: sha-256 over the concatenated digests of the spec's inputs, in the spec's order.
 *
 * @param before Of a later stage: the digest of the Output document that the stage before ended with, `job.input`.
 * @example
 * inputRoot(spec.data);
 */
export function inputRoot(data: readonly { digest: Hex }[], before?: Hex): Hex {
  const digests = data.map(({ digest }) => digest);
  return sha256Hex(hexToBytes(concat(before === undefined ? digests : [...digests, before])));
}
