import { Uint256Text } from "@blacktail/sdk";

/** A token or job id in decimal text. */
export const tokenIdField = Uint256Text.transform((text) => BigInt(text));
