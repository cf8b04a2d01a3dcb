import { type Hex, sha256 } from "viem";

/**
 * sha-256 of the bytes as 0x-hex: the digest that names a document on chain.
 *
 * @example
 * sha256Hex(new TextEncoder().encode("abc")); // "0xba7816bf…"
 */
export function sha256Hex(bytes: Uint8Array): Hex {
  return sha256(bytes, "hex");
}
