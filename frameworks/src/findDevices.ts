import { atEdge } from "./edge.ts";
import { runChild } from "./process/host.ts";
import type { Limits } from "./process/limits.ts";
import type { Device, DeviceFinding } from "./runner/device.ts";
import { shortReason } from "./runner/shortReason.ts";

/**
 * Tries devices by computing with them, each in a process of its own within the limits of a run: what a driver does there harms nobody.
 * @example
 * const [{ available, reason }] = await findDevices(["webgpu"], { limits });
 */
export function findDevices(
  devices: readonly Device[],
  options: { readonly limits: Limits; readonly signal?: AbortSignal | undefined },
): Promise<DeviceFinding[]> {
  return atEdge(async () => {
    const findings: DeviceFinding[] = [];
    for (const device of devices) findings.push(await tryInChild(device, options));
    return findings;
  });
}

async function tryInChild(device: Device, options: Parameters<typeof findDevices>[1]): Promise<DeviceFinding> {
  try {
    return (await runChild({ command: "device", device }, options)) as DeviceFinding;
  } catch (error) {
    if (options.signal?.aborted) throw error;
    return { device, available: false, reason: shortReason(error) };
  }
}
