import { currencyOf, FRAMEWORKS, NATIVE } from "@blacktail/sdk";
import type { Standing } from "../chain/standing.ts";
import type { Context } from "../context.ts";
import type { Me } from "./me.ts";

/** What this worker is now: its settings, its standing on chain, its free slots. */
export function meOf(
  { config, contracts, sandbox, devices }: Pick<Context, "config" | "contracts" | "sandbox" | "devices">,
  standing: Standing | undefined,
  freeSlots: number,
): Me {
  return {
    provider: config.PROVIDER,
    mayAct: standing?.mayAct ?? false,
    freeStake: standing?.free ?? 0n,
    maxStakeLock: config.MAX_STAKE_LOCK,
    minPrices: new Map([
      [NATIVE, config.MIN_PRICE_ETH],
      [currencyOf(contracts.BlackToken), config.MIN_PRICE_BLACK],
      ...config.MIN_PRICES,
    ]),
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
