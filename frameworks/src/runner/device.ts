import type { Profile } from "@blacktail/sdk";
import { Graph } from "../graph/graph.ts";
import { encodeModel } from "../graph/model.ts";
import { deviceFailed } from "./deviceUse.ts";
import { InferenceSession, Tensor } from "./onnxruntime.ts";
import { shortReason } from "./shortReason.ts";

/** What computes a graph: ONNX Runtime's execution providers that this package knows. */
export type Device = "cpu" | "webgpu" | "cuda";

/** From the fastest to the one that is always there. */
const DEVICES: readonly Device[] = ["cuda", "webgpu", "cpu"];

/** Whether this machine has a device, found out by computing with it. */
export interface DeviceFinding {
  readonly device: Device;
  readonly available: boolean;
  /** Why it cannot be used, in the runtime's words. */
  readonly reason?: string;
}

/**
 * Tries every device with a sum of two numbers. The drivers may write to standard error when there is nothing for them.
 * Call it where a crash of a driver does no harm: in a child process.
 */
export async function detectDevices(): Promise<DeviceFinding[]> {
  const findings: DeviceFinding[] = [];
  for (const device of DEVICES) findings.push(await tryDevice(device));
  return findings;
}

/** The device to compute with, and sentences for the user where it is not the one that was asked for. */
export interface DeviceChoice {
  readonly device: Device;
  readonly notices: readonly string[];
}

/**
 * Chooses a device: with "auto" the fastest that works; the CPU where the one that was asked for does not.
 * The profile "fp32-cpu" promises the same bytes on every machine of a kind, so it has the CPU only.
 * @param fallback Whether the CPU may stand in for what was asked for.
 * @throws Problem DEVICE_FAILED where it may not.
 */
export async function chooseDevice(wanted: Device | "auto", profile: Profile, fallback = true): Promise<DeviceChoice> {
  if (wanted === "cpu" || (wanted === "auto" && profile === "fp32-cpu")) return { device: "cpu", notices: [] };
  if (profile === "fp32-cpu")
    return { device: "cpu", notices: [`The profile "fp32-cpu" has the CPU only, not ${wanted}.`] };
  const candidates = wanted === "auto" ? DEVICES.filter((device) => device !== "cpu") : [wanted];
  const missing: string[] = [];
  for (const device of candidates) {
    const { available, reason } = await tryDevice(device);
    if (available) return { device, notices: missing };
    missing.push(`${device} cannot be used here: ${reason}.`);
  }
  if (!fallback) throw deviceFailed(missing.join(" "));
  return { device: "cpu", notices: [...missing, "The CPU computes instead."] };
}

/** Computes the sum of two numbers with a device. */
export async function tryDevice(device: Device): Promise<DeviceFinding> {
  const graph = new Graph("probe");
  const input = graph.input("x", "float32", [1]);
  const sum = graph.node("Add", [input, input]);
  graph.output(sum, "float32", [1]);
  try {
    const session = await InferenceSession.create(encodeModel(graph), {
      executionProviders: [device],
      logSeverityLevel: 4,
    });
    const results = await session.run({ x: new Tensor("float32", Float32Array.of(2), [1]) });
    await session.release();
    const [value] = (results[sum]?.data ?? []) as Float32Array;
    return value === 4 ? { device, available: true } : { device, available: false, reason: `2 + 2 gave ${value}` };
  } catch (cause) {
    return { device, available: false, reason: shortReason(cause) };
  }
}
