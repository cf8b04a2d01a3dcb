import type { Hex } from "viem";
import { getPanel } from "../panels/getPanel.ts";
import type { Panel } from "../panels/types.ts";
import type { Context } from "./clients.ts";
import { type Sent, send } from "./send.ts";

/** `panel`: as it stands after the call. */
export type PanelCallResult = Sent & { panel: Panel };

/** The panel as it stands. */
export function panelOf({ publicClient, addresses }: Context, panelId: bigint): Promise<Panel> {
  const { Referees: referees, startBlock } = addresses;
  return getPanel(publicClient, { referees, panelId, fromBlock: BigInt(startBlock) });
}

/** Sends a call to the Referees and reads the panel that it was about. */
export async function sendToReferees(context: Context, panelId: bigint, data: Hex): Promise<PanelCallResult> {
  const sent = await send(context, { to: context.addresses.Referees, data });
  return { ...sent, panel: await panelOf(context, panelId) };
}
