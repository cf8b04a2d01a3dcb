import { CID } from "multiformats/cid";
import { BlacktailError } from "../errors/BlacktailError.ts";

/**
 * A CID of any version, codec and hash from its text.
 *
 * @throws BlacktailError `CID_INVALID`
 * @example
 * parseCid("bafkreif2pall7dybz7vecqka3zo24irdwabwdi4wc55jznaq75q7eaavvu").code; // 0x55
 */
export function parseCid(text: string): CID {
  try {
    return CID.parse(text);
  } catch (cause) {
    throw new BlacktailError({
      code: "CID_INVALID",
      message: `"${text.slice(0, 128)}" is no CID.`,
      fix: 'Give a CID such as "bafkrei…" or "Qm…".',
      cause,
    });
  }
}
