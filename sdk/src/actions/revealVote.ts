import { type Address, encodeFunctionData, type Hex } from "viem";
import { refereesAbi } from "../generated/abi/Referees.ts";
import { action } from "./action.ts";
import type { Clients } from "./clients.ts";
import { type PanelCallResult, sendToReferees } from "./panelCall.ts";

export type RevealVoteArgs = {
  panelId: bigint;
  /** The provider. Default: the wallet's account. */
  member?: Address | undefined;
  /** Bit i: result i is acceptable. */
  vote: number;
  /** As in the commitment. */
  reason: Hex;
  salt: Hex;
};

/**
 * Shows a member's vote; whoever knows the salt may.
 *
 * @throws BlacktailError `Referees_WrongReveal`, `Referees_VoteOutOfRange`, `Referees_DeadlinePassed`, …
 * @example
 * await revealVote(clients, { panelId, member, vote: 1, reason, salt });
 */
export async function revealVote(clients: Clients, args: RevealVoteArgs): Promise<PanelCallResult> {
  return action(clients, async (context) => {
    const { panelId } = args;
    const member = args.member ?? context.account.address;
    const callArgs = [panelId, member, args.vote, args.reason, args.salt] as const;
    const data = encodeFunctionData({ abi: refereesAbi, functionName: "reveal", args: callArgs });
    return sendToReferees(context, panelId, data);
  });
}
