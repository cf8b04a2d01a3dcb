import { currencyOf, jobEscrowAbi, NATIVE } from "@blacktail/sdk";
import type { Context } from "../context.ts";
import { collectFeesIntent, sweepIntent } from "./intents.ts";

/** How often the protocol's fees are collected, ms. */
const EVERY_MS = 3_600_000;

type Shared = Pick<Context, "client" | "clock" | "config" | "contracts" | "outbox" | "log">;

/**
 * A public service: brings the compute fees of settled stages from the escrow to where audits and the Treasury are paid from. Anyone may;
 * without anyone audits would go unpaid.
 */
export class FeeCollector {
  readonly #context: Shared;
  #nextAt: number;
  #isBusy = false;

  constructor(context: Shared) {
    this.#context = context;
    // Not at once: workers that start together would all send the same.
    this.#nextAt = context.clock.now() + Math.floor(Math.random() * EVERY_MS);
  }

  /** Starts a round if it is time for one. */
  tick(signal: AbortSignal): void {
    const { clock, config, log } = this.#context;
    if (!config.PUBLIC_SERVICE || this.#isBusy || clock.now() < this.#nextAt) return;
    this.#isBusy = true;
    this.collect()
      .catch((error: unknown) => {
        if (!signal.aborted) log.warn({ err: error }, "the protocol's fees are not collected; trying again later");
      })
      .finally(() => {
        this.#isBusy = false;
        this.#nextAt = clock.now() + EVERY_MS;
      });
  }

  /** Collects what there is, in the currencies of the deployment itself. */
  async collect(): Promise<void> {
    const { client, contracts, outbox, log } = this.#context;
    const { JobEscrow, Referees, BlackToken } = contracts;
    for (const currency of [NATIVE, currencyOf(BlackToken)]) {
      const call = { address: JobEscrow, abi: jobEscrowAbi, functionName: "feesOf", args: [currency] } as const;
      const amount = await client.readContract(call);
      if (amount === 0n) continue;
      await outbox.send(collectFeesIntent(JobEscrow, currency));
      await outbox.send(sweepIntent(Referees, currency));
      log.info({ currency: `${currency}`, amount: `${amount}` }, "collected the protocol's fees");
    }
  }
}
