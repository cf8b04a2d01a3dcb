import type { Device } from "@blacktail/frameworks/engine";
import type { JobSpec } from "@blacktail/sdk";
import type { Context } from "../context.ts";
import { type Skip, skip } from "../decide/decide.ts";
import { pickDevice } from "../decide/pickDevice.ts";
import { holderOf } from "../device/gpuSlot.ts";

/** The device that a panel's work needs; a GPU is the panel's from then on, until the desk hands it back. */
export function takeDevice(
  { devices, gpu }: Pick<Context, "devices" | "gpu">,
  spec: JobSpec,
  panelId: bigint,
): { device: Device } | Skip {
  const found = pickDevice(spec, devices);
  if ("code" in found) return skip(found.code, found.reason, true);
  if (found.device === "cpu" || gpu.take(-panelId)) return found;
  return skip("busy", `the GPU computes for ${holderOf(gpu)}`, false);
}
