import { type Address, encodeAbiParameters, type Hex, keccak256, zeroHash } from "viem";

export type Ticket = {
  /** Hash of the block after the one in which the window began; zero while that is not known. See `seedOf`. */
  seed: Hex;
  /** What the ticket is for: `stageSubject`, `panelSubject`. */
  subject: Hex;
  provider: Address;
  /** The provider's stake and all stake, in one unit: `ProviderRegistry.ticketWeight`. */
  weight: bigint;
  total: bigint;
  /** Unix seconds at which the window began. */
  opened: bigint;
  /** Its length in seconds. */
  window: bigint;
};

/** How many providers are expected to be eligible when the window ends, if all stake were free. */
const PACE = 8n;

/**
 * The first second (Unix) at which a provider's ticket is eligible, exactly as `Tickets.eligible` has it; from `opened + window` on
 * everyone's is. Free stake may change until then, and with it the answer.
 */
export function ticketOpensAt({ seed, subject, provider, weight, total, opened, window }: Ticket): bigint {
  if (seed === zeroHash || weight === 0n || total === 0n) return opened + window;
  const types = [{ type: "bytes32" }, { type: "bytes32" }, { type: "address" }] as const;
  const ticket = BigInt(keccak256(encodeAbiParameters(types, [seed, subject, provider]))) >> 192n;
  // Eligible: ticket < floor(PACE * elapsed * weight * 2^64 / (window * total)), solved for the least whole `elapsed`.
  const divisor = (PACE * weight) << 64n;
  const elapsed = ((ticket + 1n) * window * total + divisor - 1n) / divisor;
  return opened + (elapsed < window ? elapsed : window);
}
