import type { Device } from "@blacktail/frameworks/engine";
import type { JobSpec } from "@blacktail/sdk";

/**
 * What is to compute a job: the device that its spec requires, else the fastest of those that its profile allows.
 *
 * @param devices What is offered here, the fastest first.
 * @returns The device, or why there is none.
 */
export function pickDevice(
  { kind, profile, requires: { ep } }: JobSpec,
  devices: readonly Device[],
): { device: Device } | { code: "profile" | "requires"; reason: string } {
  if (profile !== "fp32-cpu" && profile !== "fp32-gpu")
    return { code: "profile", reason: `profile ${profile} is not supported` };
  if (profile === "fp32-gpu" && kind !== "train")
    return { code: "profile", reason: `profile ${profile} is for training: the CPU computes jobs of kind ${kind}` };
  const allowed = devices.filter((device) => (device === "cpu") === (profile === "fp32-cpu"));
  const [first] = allowed;
  const here = `this worker computes with ${devices.join(", ")}`;
  if (first === undefined) return { code: "profile", reason: `profile ${profile} needs a GPU, ${here}` };
  if (ep === undefined) return { device: first };
  const device = allowed.find((candidate) => candidate === ep);
  if (device !== undefined) return { device };
  return { code: "requires", reason: `it requires the execution provider ${ep} for profile ${profile}, ${here}` };
}
