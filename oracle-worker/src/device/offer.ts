import { mkdirSync, rmSync } from "node:fs";
import { join, resolve } from "node:path";
import type { Device } from "@blacktail/frameworks/engine";
import { BlacktailError } from "@blacktail/sdk";
import { attempt } from "../data/journal.ts";
import { runTask } from "../run/process.ts";
import type { Sandbox } from "../run/sandbox.ts";
import type { Drivers } from "./drivers.ts";

/** What computes here, the fastest first, the CPU last; and what was looked for in vain. */
export type Offer = { devices: readonly Device[]; missing: readonly { device: Device; reason: string }[] };

export type OfferOptions = {
  wanted: Device | "auto";
  sandbox: Sandbox & { drivers: Drivers };
  dataDir: string;
  /** The most that a job gets. */
  memoryMiB: number;
  signal: AbortSignal;
};

const GPUS = ["cuda", "webgpu"] as const;
/** Seconds for one device, and for all of them. */
const TRIAL_SECONDS = 60;
const TRIALS_SECONDS = 150;

/**
 * Finds out what a job can compute with, by computing with it in the sandbox that jobs get.
 *
 * @throws BlacktailError `WORKER_DEVICE` when the one that was asked for does not work; the signal's reason.
 */
export async function findOffer(options: OfferOptions): Promise<Offer> {
  const { wanted, sandbox } = options;
  if (wanted === "cpu") return { devices: ["cpu"], missing: [] };
  const missing: { device: Device; reason: string }[] = [];
  const candidates: Device[] = [];
  for (const device of wanted === "auto" ? GPUS : [wanted]) {
    const reason = wanted === "auto" ? hopeless(device, sandbox.drivers) : undefined;
    if (reason === undefined) candidates.push(device);
    else missing.push({ device, reason });
  }
  const findings = candidates.length === 0 ? [] : await tryAll(candidates, options);
  for (const { device, available, reason } of findings)
    if (!available) missing.push({ device, reason: reason ?? "it does not work" });
  const found = findings.filter(({ available }) => available).map(({ device }) => device);
  if (wanted !== "auto" && found.length === 0) throw notThere(wanted, missing[0]?.reason);
  return { devices: [...found, "cpu"], missing };
}

/** Why a device need not be tried, where the system shows that there is none. A Vulkan driver that computes on the CPU is no GPU. */
function hopeless(device: Exclude<Device, "cpu">, { nodes, vulkan, software }: Drivers): string | undefined {
  if (process.platform !== "linux") return undefined;
  if (device === "cuda") {
    return nodes.some((node) => node.startsWith("/dev/nvidia")) ? undefined : "there is no /dev/nvidia*";
  }
  if (nodes.length === 0) return "there is no GPU: neither /dev/dri/renderD* nor /dev/nvidia*";
  if (vulkan.length > 0) return undefined;
  if (software.length === 0) return "no Vulkan driver is installed";
  return `of Vulkan's drivers there is only ${software.join(", ")}, which computes on the CPU; BLACKTAIL_DEVICES=webgpu would offer it`;
}

async function tryAll(devices: readonly Device[], { sandbox, dataDir, memoryMiB, signal }: OfferOptions) {
  const root = resolve(dataDir, "devices");
  const folder = { inputs: join(root, "inputs"), work: join(root, "work") };
  for (const path of Object.values(folder)) attempt(path, () => mkdirSync(path, { recursive: true, mode: 0o700 }));
  const limits = { memoryMiB, cpuSeconds: TRIAL_SECONDS, wallSeconds: TRIAL_SECONDS, outputMiB: 1 };
  const around = { ...limits, cpuSeconds: TRIALS_SECONDS, wallSeconds: TRIALS_SECONDS };
  try {
    return await runTask<"devices">(
      { kind: "devices", devices: [...devices], limits },
      { sandbox, limits: around, folder, signal },
    );
  } catch (error) {
    signal.throwIfAborted();
    const reason = error instanceof Error ? error.message : String(error);
    return devices.map((device) => ({ device, available: false, reason }));
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
}

function notThere(device: Device, reason = "it does not work"): BlacktailError {
  return new BlacktailError({
    code: "WORKER_DEVICE",
    message: `A job cannot compute with ${device} here: ${reason}.`,
    fix: "Mend the GPU's driver, say by LD_LIBRARY_PATH and VK_DRIVER_FILES where it is, or set BLACKTAIL_DEVICES to auto or cpu.",
  });
}
