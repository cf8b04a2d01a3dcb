import type { Address, Hash, Hex, Log, TransactionReceipt } from "viem";
import { BlacktailError } from "../errors/BlacktailError.ts";
import type { Context } from "./clients.ts";

export type Call = {
  to: Address;
  data: Hex;
  /** Native coin, in wei. */
  value?: bigint;
};

export type Sent = { hash: Hash; receipt: TransactionReceipt };

/**
 * Simulates the call, sends it, and waits until it is in a block. The simulation comes first so that a refusal is a decoded
 * error that costs nothing; gas is estimated by the wallet or its node.
 */
export async function send(context: Context, { to, data, value = 0n }: Call): Promise<Sent> {
  const { publicClient, walletClient, account, onTransaction } = context;
  await publicClient.call({ account: account.address, to, data, value });
  const sentHash = await walletClient.sendTransaction({ account, chain: walletClient.chain ?? null, to, data, value });
  onTransaction(sentHash);
  let replaced = false;
  const receipt = await publicClient.waitForTransactionReceipt({
    hash: sentHash,
    onReplaced: ({ reason }) => {
      replaced = reason !== "repriced";
    },
  });
  const hash = receipt.transactionHash;
  if (replaced) {
    throw new BlacktailError({
      code: "TRANSACTION_REPLACED",
      message: `The transaction ${sentHash} was replaced in the wallet by another one, ${hash}.`,
      fix: "Start again if you still want it.",
    });
  }
  if (receipt.status === "reverted") {
    // The state moved between simulation and inclusion; what it is now usually says why.
    await publicClient.call({ account: account.address, to, data, value, blockNumber: receipt.blockNumber });
    throw new BlacktailError({
      code: "TRANSACTION_REVERTED",
      message: `The transaction ${hash} was included but refused, though it passes now.`,
      fix: "The state changed at that moment: read it again and retry.",
      retryable: true,
    });
  }
  return { hash, receipt };
}

/** The receipt's logs of one contract: other contracts may emit the same event. */
export function logsOf({ receipt }: Sent, address: Address): Log<bigint, number, false>[] {
  return receipt.logs.filter((log) => log.address.toLowerCase() === address.toLowerCase());
}

/** The event that the call cannot succeed without. */
export function first<T>(events: readonly T[], name: string): T {
  const [event] = events;
  if (event !== undefined) return event;
  throw new BlacktailError({
    code: "EVENT_MISSING",
    message: `The transaction succeeded but has no ${name} event.`,
    fix: "Check that the addresses are those of this version of Blacktail, on this chain.",
  });
}
