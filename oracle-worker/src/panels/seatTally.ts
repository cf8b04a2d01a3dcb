import { currencyOf, NATIVE } from "@blacktail/sdk";
import { type Address, formatEther, isAddressEqual, toHex } from "viem";
import type { Follower, MinedLog } from "../chain/chainWatcher.ts";
import type { Context } from "../context.ts";
import { type PanelEvent, panelEvents } from "./panelState.ts";

type Entry = { block: bigint; event: PanelEvent };

/** What the events say of a seat, in the words of the metrics. */
const COUNTED = { Seated: "taken", Committed: "committed", Revealed: "revealed" } as const;

/**
 * Adds up what became of this provider's seats since the deployment, as the chain tells it, for the metrics. A reorganisation undoes itself; a few
 * words are kept of each seat.
 */
export class SeatTally implements Follower {
  readonly address: Address;
  readonly #context: Pick<Context, "config" | "contracts" | "metrics">;
  #entries: Entry[] = [];

  constructor(context: Pick<Context, "config" | "contracts" | "metrics">) {
    this.#context = context;
    this.address = context.contracts.Referees;
  }

  apply(fromBlock: bigint, logs: readonly MinedLog[]): undefined {
    const { PROVIDER } = this.#context.config;
    const kept = this.#entries.filter(({ block }) => block < fromBlock);
    const own = panelEvents(logs).filter(({ args }) => "member" in args && isAddressEqual(args.member, PROVIDER));
    this.#entries = [...kept, ...own.map((event) => ({ block: event.blockNumber, event }))];
    this.#tell();
  }

  forgetBefore(): void {
    // A total knows no end.
  }

  #tell(): void {
    const { metrics, contracts } = this.#context;
    const seats = { taken: 0, committed: 0, revealed: 0, released: 0, slashed: 0 };
    const earned = new Map<bigint, bigint>();
    let lost = 0n;
    for (const { event } of this.#entries) {
      const { eventName, args } = event;
      if (eventName === "Seated" || eventName === "Committed" || eventName === "Revealed") seats[COUNTED[eventName]]++;
      if (eventName === "SeatEnded") {
        seats[args.slashed === 0n ? "released" : "slashed"]++;
        lost += args.slashed;
      }
      if (eventName === "MemberPaid") earned.set(args.currency, (earned.get(args.currency) ?? 0n) + args.amount);
    }
    for (const [what, count] of Object.entries(seats)) metrics.panelSeats.set({ what }, count);
    metrics.panelSlashed.set(Number(formatEther(lost)));
    const names = new Map([
      [NATIVE, "ETH"],
      [currencyOf(contracts.BlackToken), "BLACK"],
    ]);
    metrics.panelEarned.reset();
    for (const [currency, amount] of earned) {
      metrics.panelEarned.set({ currency: names.get(currency) ?? toHex(currency) }, Number(formatEther(amount)));
    }
  }
}
