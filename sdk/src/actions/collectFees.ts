import { encodeFunctionData, parseEventLogs } from "viem";
import { jobEscrowAbi } from "../generated/abi/JobEscrow.ts";
import { refereesAbi } from "../generated/abi/Referees.ts";
import { action } from "./action.ts";
import type { Clients } from "./clients.ts";
import { first, logsOf, type Sent, send } from "./send.ts";

/** In the currency's smallest unit. `hash` and `receipt` are those of the second transaction. */
export type CollectFeesResult = Sent & { collected: bigint; toTreasury: bigint; toReserve: bigint };

/**
 * Moves the compute fees of settled stages from the escrow to Referees, and divides what is there between the audit reserve and the Treasury:
 * two transactions, by anyone.
 *
 * @throws BlacktailError what a failing node or wallet gives.
 * @example
 * const { toTreasury } = await collectFees({ publicClient, walletClient }, { currency: NATIVE });
 */
export async function collectFees(clients: Clients, { currency }: { currency: bigint }): Promise<CollectFeesResult> {
  return action(clients, async (context) => {
    const { JobEscrow, Referees } = context.addresses;
    const args = [currency] as const;
    const collect = encodeFunctionData({ abi: jobEscrowAbi, functionName: "collectFees", args });
    const collection = logsOf(await send(context, { to: JobEscrow, data: collect }), JobEscrow);
    const collected = parseEventLogs({ abi: jobEscrowAbi, eventName: "FeesCollected", logs: collection });
    const sweep = encodeFunctionData({ abi: refereesAbi, functionName: "sweep", args });
    const sent = await send(context, { to: Referees, data: sweep });
    const swept = parseEventLogs({ abi: refereesAbi, eventName: "Swept", logs: logsOf(sent, Referees) });
    const { toTreasury, toReserve } = first(swept, "Swept").args;
    return { ...sent, collected: first(collected, "FeesCollected").args.amount, toTreasury, toReserve };
  });
}
