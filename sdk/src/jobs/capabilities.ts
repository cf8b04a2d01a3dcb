import type { JobSpec } from "../schemas/JobSpec.ts";

/** What providers announce that they can do beside computing on a CPU, in the order of the bits on chain: bit 0 is the first. */
export const CAPABILITIES = ["gpu", "webgpu", "cuda"] as const;
export type Capability = (typeof CAPABILITIES)[number];

/** The bits that stand for capabilities: `ProviderRegistry.setCapabilities` and `JobTerms.capabilities`. */
export function capabilityBits(capabilities: readonly Capability[]): bigint {
  return capabilities.reduce((bits, name) => bits | (1n << BigInt(CAPABILITIES.indexOf(name))), 0n);
}

/** The capabilities that bits stand for; bits that have no name yet are left out. */
export function capabilitiesIn(bits: bigint): Capability[] {
  return CAPABILITIES.filter((_, index) => (bits >> BigInt(index)) & 1n);
}

/** What a provider must have announced to compute a job with this specification: its terms' `capabilities`. */
export function neededCapabilities({ profile, requires }: Pick<JobSpec, "profile" | "requires">): bigint {
  if (profile !== "fp32-gpu") return 0n;
  const { ep } = requires;
  return capabilityBits(ep === "webgpu" || ep === "cuda" ? ["gpu", ep] : ["gpu"]);
}
