import { BlacktailError } from "../errors/BlacktailError.ts";
import { type Addresses, addresses } from "../generated/addresses.ts";

/**
 * Where Blacktail is deployed on a chain.
 *
 * @throws BlacktailError `CHAIN_UNKNOWN`
 * @example
 * const { Vault, startBlock } = addressesOf(31337);
 */
export function addressesOf(chainId: number): Addresses {
  const found = addresses[chainId];
  if (found !== undefined) return found;
  const known = Object.keys(addresses).join(", ") || "none";
  throw new BlacktailError({
    code: "CHAIN_UNKNOWN",
    message: `Blacktail is not deployed on chain ${chainId}.`,
    fix: `Connect to one of the known chains (${known}), or pass the addresses yourself.`,
  });
}
