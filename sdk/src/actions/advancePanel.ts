import { encodeFunctionData } from "viem";
import { refereesAbi } from "../generated/abi/Referees.ts";
import { action } from "./action.ts";
import type { Clients } from "./clients.ts";
import { type PanelCallResult, sendToReferees } from "./panelCall.ts";

/**
 * Moves a panel on whose phase is late, or whose votes are all revealed: anyone. Once it has ended, `concludeJob` carries out what it came to.
 *
 * @throws BlacktailError `PANEL_UNKNOWN`, `Referees_DeadlineNotPassed`, `Referees_WrongPhase`
 * @example
 * const { panel } = await advancePanel({ publicClient, walletClient }, { panelId });
 */
export async function advancePanel(clients: Clients, { panelId }: { panelId: bigint }): Promise<PanelCallResult> {
  return action(clients, async (context) => {
    const data = encodeFunctionData({ abi: refereesAbi, functionName: "advance", args: [panelId] });
    return sendToReferees(context, panelId, data);
  });
}
