import { FRAMEWORKS } from "@blacktail/sdk";
import type { Standing } from "../chain/standing.ts";
import type { Context } from "../context.ts";
import { leastPrices } from "./leastPrices.ts";
import type { Me } from "./me.ts";

/** What this worker is now: its settings, its standing on chain, its free slots. */
export function meOf(
  { config, contracts, sandbox, devices }: Pick<Context, "config" | "contracts" | "sandbox" | "devices">,
  standing: Standing | undefined,
  freeSlots: number,
): Me {
  const asked = [...leastPrices({ config, contracts })].map(
    ([currency, least]) => [currency, larger(least, standing?.asks.get(currency) ?? 0n)] as const,
  );
  return {
    provider: config.PROVIDER,
    mayAct: standing?.mayAct ?? false,
    freeStake: standing?.free ?? 0n,
    maxStakeLock: config.MAX_STAKE_LOCK,
    // The chain holds the provider to what it has asked for; the worker's own settings may ask for more.
    minPrices: new Map(asked),
    capabilities: standing?.capabilities ?? 0n,
    limits: {
      memoryMiB: config.MAX_MEMORY_MIB,
      cpuSeconds: config.MAX_CPU_SECONDS,
      wallSeconds: config.MAX_WALL_SECONDS,
      outputMiB: config.MAX_OUTPUT_MIB,
      dataMiB: config.MAX_DATA_MIB,
    },
    marginSeconds: config.MARGIN_SECONDS,
    freeSlots,
    kinds: ["train", "infer"],
    devices,
    frameworks: FRAMEWORKS,
    runsModules: sandbox.kind === "bwrap",
  };
}

const larger = (a: bigint, b: bigint): bigint => (a > b ? a : b);
