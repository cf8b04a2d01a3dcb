import type { Hex } from "viem";
import { canonicalJson } from "./canonicalJson.ts";
import { sha256Hex } from "./sha256Hex.ts";

/**
 * sha-256 of a document's canonical JSON, which is also its CID (raw codec).
 *
 * @example
 * const specDigest = digestJson(spec);
 */
export function digestJson(value: unknown): Hex {
  return sha256Hex(canonicalJson(value));
}
