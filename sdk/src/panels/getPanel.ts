import { type Address, type PublicClient, zeroAddress } from "viem";
import { BlacktailError } from "../errors/BlacktailError.ts";
import { toBlacktailError } from "../errors/toBlacktailError.ts";
import { refereesAbi } from "../generated/abi/Referees.ts";
import type { Panel } from "./types.ts";

export type GetPanelArgs = {
  referees: Address;
  panelId: bigint;
  /** No event of the panel is older. Default 0. */
  fromBlock?: bigint | undefined;
};

/**
 * A panel as it stands, with its members and who may not sit.
 *
 * @throws BlacktailError `PANEL_UNKNOWN`, or what `describeError` makes of a failing node.
 * @example
 * const panel = await getPanel(publicClient, { referees: addresses.Referees, panelId: job.dispute.panelId });
 */
export async function getPanel(client: PublicClient, args: GetPanelArgs): Promise<Panel> {
  const { referees, panelId, fromBlock = 0n } = args;
  const call = { address: referees, abi: refereesAbi } as const;
  try {
    const blockNumber = await client.getBlockNumber({ cacheTime: 0 });
    const [panel, [members, votes, revealed], [opened]] = await Promise.all([
      client.readContract({ ...call, functionName: "panelOf", args: [panelId], blockNumber }),
      client.readContract({ ...call, functionName: "membersOf", args: [panelId], blockNumber }),
      client.getContractEvents({
        ...call,
        eventName: "PanelOpened",
        args: { panelId },
        fromBlock,
        toBlock: blockNumber,
        strict: true,
      }),
    ]);
    if (opened === undefined || panel.module === zeroAddress) {
      throw new BlacktailError({
        code: "PANEL_UNKNOWN",
        message: `There is no panel ${panelId}.`,
        fix: "Check the number, the chain, and that fromBlock is not after the panel's opening.",
      });
    }
    const { jobId, parties } = opened.args;
    const seats = members.map((member, at) => ({ member, vote: revealed[at] ? votes[at] : undefined }));
    return { ...panel, panelId, jobId, parties, members: seats };
  } catch (error) {
    throw toBlacktailError(error);
  }
}
