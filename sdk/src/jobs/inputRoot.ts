import { concat, type Hex, hexToBytes } from "viem";
import { sha256Hex } from "../digest/sha256Hex.ts";

/**
 * The receipt's `inputRoot`: sha-256 over the concatenated digests of the spec's inputs, in the spec's order.
 *
 * @example
 * inputRoot(spec.data);
 */
export function inputRoot(data: readonly { digest: Hex }[]): Hex {
  return sha256Hex(hexToBytes(concat(data.map(({ digest }) => digest))));
}
