import { rm } from "node:fs/promises";
import { type Checkpoints, noCheckpoints } from "../runner/checkpoints.ts";
import type { Device } from "../runner/device.ts";
import { fileCheckpoints } from "../runner/fileCheckpoints.ts";
import type { Request } from "./protocol.ts";

/**
 * The states of a run, if they are to be kept. What another device computed is of another run: its bytes would be neither one's.
 * @param version the framework's
 * @throws BlacktailError CHECKPOINT_FOREIGN, CHECKPOINT_INVALID
 */
export async function openCheckpoints(
  options: Extract<Request, { command: "train" }>["checkpoint"],
  version: string,
  device: Device,
): Promise<Checkpoints> {
  if (options === undefined) return noCheckpoints;
  const { path, every, identity, resume = false } = options;
  if (!resume) await rm(path, { force: true });
  return fileCheckpoints({ path, every, identity: `${identity} ${version} ${device}` });
}
