import { CID } from "multiformats/cid";
import { create } from "multiformats/hashes/digest";
import { type Hex, hexToBytes } from "viem";
import { BlacktailError } from "../errors/BlacktailError.ts";
import { RAW, SHA2_256 } from "./codes.ts";

/**
 * The CIDv1 (raw codec, base32) of the content with this sha-256 digest.
 *
 * @param digest 32 bytes as 0x-hex.
 * @throws BlacktailError `DIGEST_INVALID`
 * @example
 * digestToCid("0xba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
 * // "bafkreif2pall7dybz7vecqka3zo24irdwabwdi4wc55jznaq75q7eaavvu"
 */
export function digestToCid(digest: Hex): string {
  if (!/^0x[0-9a-fA-F]{64}$/.test(digest)) {
    throw new BlacktailError({
      code: "DIGEST_INVALID",
      message: `"${digest}" is no sha-256 digest.`,
      fix: "Give 32 bytes as 0x and 64 hexadecimal digits.",
    });
  }
  return CID.createV1(RAW, create(SHA2_256, hexToBytes(digest))).toString();
}
