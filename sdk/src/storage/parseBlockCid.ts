import type { CID } from "multiformats/cid";
import { IDENTITY, SHA2_256 } from "../digest/codes.ts";
import { parseCid } from "../digest/parseCid.ts";
import { BlacktailError } from "../errors/BlacktailError.ts";
import { MAX_IDENTITY_BYTES } from "./limits.ts";

/**
 * Parses a CID whose content can be checked: hashed by sha2-256, or carrying its content in itself.
 *
 * @throws BlacktailError `CID_INVALID`
 * @example
 * parseBlockCid("bafkreihdwdcefgh4dqkjv67uzcmw7ojee6xedzdetojuzjevtenxquvyku").code; // 0x55
 */
export function parseBlockCid(text: string): CID {
  return checkBlockCid(parseCid(text));
}

/** As `parseBlockCid`, for a CID that is parsed already (a link). */
export function checkBlockCid(cid: CID): CID {
  const { code, digest } = cid.multihash;
  if (code === SHA2_256 && digest.length === 32) return cid;
  if (code === IDENTITY && digest.length <= MAX_IDENTITY_BYTES) return cid;
  throw new BlacktailError({
    code: "CID_INVALID",
    message: `The CID ${cid} hashes by multihash 0x${code.toString(16)} with ${digest.length} bytes, which cannot be checked.`,
    fix: "Use content hashed by sha2-256.",
  });
}
