import { bytesToHex, type Hex } from "viem";
import { BlacktailError } from "../errors/BlacktailError.ts";
import { SHA2_256 } from "./codes.ts";
import { parseCid } from "./parseCid.ts";

/**
 * The sha-256 inside a CID (of any version and codec). For a raw block this is the digest of the content; for UnixFS
 * it is the digest of the root node.
 *
 * @throws BlacktailError `CID_INVALID` when the text is no CID or hashes by something else than sha2-256.
 * @example
 * cidToDigest("bafkreif2pall7dybz7vecqka3zo24irdwabwdi4wc55jznaq75q7eaavvu"); // "0xba7816bf…"
 */
export function cidToDigest(cid: string): Hex {
  const { multihash } = parseCid(cid);
  if (multihash.code !== SHA2_256 || multihash.digest.length !== 32) {
    throw new BlacktailError({
      code: "CID_INVALID",
      message: `The CID ${cid} hashes by multihash 0x${multihash.code.toString(16)}, not by sha2-256 (0x12).`,
      fix: "Store the content with sha2-256.",
    });
  }
  return bytesToHex(multihash.digest);
}
