import { CAPABILITIES, type Capability, capabilitiesIn, capabilityBits } from "@blacktail/sdk";

const names: Record<Capability, string> = { gpu: "GPU", webgpu: "WebGPU", cuda: "CUDA" };

/** What a set of bits says that a provider can do beside computing on a CPU. */
export const capabilityNames = (bits: bigint): readonly string[] => capabilitiesIn(bits).map((name) => names[name]);

const KNOWN = capabilityBits(CAPABILITIES);

/** A choice of capabilities with the bits that have no name yet left as they are. */
export const withUnknownBits = (chosen: bigint, present: bigint): bigint => chosen | (present & ~KNOWN);

/** What can be chosen: the bits in decimal, and what they say. */
export const capabilityOptions: readonly { value: string; label: string }[] = (
  [[], ["gpu"], ["gpu", "webgpu"], ["gpu", "cuda"], ["gpu", "webgpu", "cuda"]] as const
).map((set) => ({
  value: capabilityBits(set).toString(),
  label:
    set.length === 0
      ? "CPU only"
      : `CPU and GPU${
          set.length > 1
            ? ` (${set
                .slice(1)
                .map((name) => names[name])
                .join(", ")})`
            : ""
        }`,
}));
