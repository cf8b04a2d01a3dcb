import { type Address, encodeFunctionData } from "viem";
import { refereesAbi } from "../generated/abi/Referees.ts";
import { action } from "./action.ts";
import type { Clients } from "./clients.ts";
import { type PanelCallResult, panelOf, sendToReferees } from "./panelCall.ts";

export type SitPanelArgs = {
  panelId: bigint;
  /** The provider. Default: the wallet's account, which may also be its operator. */
  member?: Address | undefined;
};

/**
 * Takes a seat on a panel of auditors or referees, and locks stake for it; see `seatOpensAt`.
 *
 * @throws BlacktailError `PANEL_UNKNOWN`, `Referees_NotDrawn`, `Referees_PartyToCase`, `Referees_DeadlinePassed`, `ProviderRegistry_InsufficientStake`, …
 * @example
 * const { panel } = await sitPanel({ publicClient, walletClient }, { panelId, member: provider });
 */
export async function sitPanel(clients: Clients, args: SitPanelArgs): Promise<PanelCallResult> {
  return action(clients, async (context) => {
    const { panelId } = args;
    const member = args.member ?? context.account.address;
    const { parties } = await panelOf(context, panelId);
    const callArgs = [panelId, member, parties] as const;
    const data = encodeFunctionData({ abi: refereesAbi, functionName: "sit", args: callArgs });
    return sendToReferees(context, panelId, data);
  });
}
