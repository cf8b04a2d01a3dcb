import { formatEther } from "viem";
import type { Context } from "../context.ts";
import { leastPrices } from "../decide/leastPrices.ts";
import { readStanding, type Standing, warningsOf } from "./standing.ts";

/** The standing is read at least this often, ms. */
const EVERY_MS = 10_000;

/** Keeps the provider's standing at hand, and says what its owner should mend whenever that changes. */
export class StandingWatch {
  readonly #context: Context;
  #standing: Standing | undefined;
  #readAt = 0;
  #said: string | undefined;

  constructor(context: Context) {
    this.#context = context;
  }

  get current(): Standing | undefined {
    return this.#standing;
  }

  /** @param isUrgent Reads although the last reading is fresh: something happened on chain. */
  async refresh(isUrgent: boolean): Promise<void> {
    const { client, contracts, config, clock } = this.#context;
    if (!isUrgent && this.#standing !== undefined && clock.now() - this.#readAt < EVERY_MS) return;
    const currencies = [...leastPrices(this.#context).keys()];
    const who = { provider: config.PROVIDER, key: config.operator.address, currencies };
    const standing = await readStanding(client, contracts, who);
    this.#standing = standing;
    this.#readAt = clock.now();
    this.#tell(standing);
  }

  #tell(standing: Standing): void {
    const { config, metrics, log, health } = this.#context;
    metrics.stakeFree.set(Number(formatEther(standing.free)));
    metrics.stakeLocked.set(Number(formatEther(standing.locked)));
    metrics.balance.set(Number(formatEther(standing.balance)));
    const warnings = warningsOf(standing, config.PROVIDER, config.operator.address, config.MIN_BALANCE_ETH);
    health.note("warnings", warnings);
    // Balances move with every transaction: only a new kind of warning is news.
    const kinds = warnings.map((warning) => warning.replace(/[\d.]+ ETH/g, "")).join();
    if (kinds === this.#said) return;
    this.#said = kinds;
    for (const warning of warnings) log.warn({ provider: config.PROVIDER }, warning);
    if (warnings.length > 0) return;
    log.info({ stake: formatEther(standing.active), free: formatEther(standing.free) }, "the provider is in order");
  }
}
