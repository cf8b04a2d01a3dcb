import type { Context } from "../context.ts";
import { bytesOfMiB, type PrepareOptions } from "../run/prepare.ts";

/** Options of `prepare` for this worker. */
export function prepareOptions({ storage, dataDir, config }: Context, signal: AbortSignal): PrepareOptions {
  return {
    storage,
    dataDir,
    ownLimits: {
      memoryMiB: config.MAX_MEMORY_MIB,
      cpuSeconds: config.MAX_CPU_SECONDS,
      wallSeconds: config.MAX_WALL_SECONDS,
      outputMiB: config.MAX_OUTPUT_MIB,
    },
    maxDataBytes: bytesOfMiB(config.MAX_DATA_MIB),
    signal,
  };
}
