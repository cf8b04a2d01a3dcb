import { PanelPhase } from "@blacktail/sdk";
import type { Address } from "viem";
import type { Follower, MinedLog } from "../chain/chainWatcher.ts";
import { EventBook } from "../chain/eventBook.ts";
import { applyPanelEvent, type PanelState, panelEvents } from "./panelState.ts";

/** Every panel of auditors or referees that has not ended, and those that ended a moment ago, as the events of Referees tell them. */
export class Panels implements Follower {
  readonly address: Address;
  readonly #book = new EventBook<PanelState>(({ phase }) => phase >= PanelPhase.Decided);

  constructor(referees: Address) {
    this.address = referees;
  }

  get(panelId: bigint): PanelState | undefined {
    return this.#book.get(panelId);
  }

  apply(fromBlock: bigint, logs: readonly MinedLog[]): undefined {
    const steps = panelEvents(logs).flatMap((event) => {
      const { args, blockNumber: block, blockHash, logIndex } = event;
      if (!("panelId" in args)) return [];
      const next = (before: PanelState | undefined) => applyPanelEvent(before, event);
      return [{ id: args.panelId, block, blockHash, logIndex, next }];
    });
    this.#book.apply(fromBlock, steps);
    // An audit is judged long after it ended and was forgotten: what is not known here is no sign that the RPC left something out. Whether
    // something is missing shows where a job names a panel that nobody knows.
    return undefined;
  }

  forgetBefore(block: bigint): void {
    this.#book.forgetBefore(block);
  }
}
