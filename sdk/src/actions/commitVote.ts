import { type Address, encodeFunctionData, type Hex } from "viem";
import { refereesAbi } from "../generated/abi/Referees.ts";
import { action } from "./action.ts";
import type { Clients } from "./clients.ts";
import { type PanelCallResult, sendToReferees } from "./panelCall.ts";

export type CommitVoteArgs = {
  panelId: bigint;
  /** The provider. Default: the wallet's account, which may also be its operator. */
  member?: Address | undefined;
  /** See `voteCommitment`. */
  commitment: Hex;
};

/**
 * Commits a member to its vote, which `revealVote` shows once all have. Keep vote, reason and salt: who does not reveal is slashed.
 *
 * @throws BlacktailError `Referees_NotSeated`, `Referees_AlreadyCommitted`, `Referees_DeadlinePassed`, …
 * @example
 * await commitVote(clients, { panelId, member, commitment: voteCommitment({ panelId, member, vote: 1, reason, salt }) });
 */
export async function commitVote(clients: Clients, args: CommitVoteArgs): Promise<PanelCallResult> {
  return action(clients, async (context) => {
    const { panelId } = args;
    const member = args.member ?? context.account.address;
    const callArgs = [panelId, member, args.commitment] as const;
    const data = encodeFunctionData({ abi: refereesAbi, functionName: "commit", args: callArgs });
    return sendToReferees(context, panelId, data);
  });
}
