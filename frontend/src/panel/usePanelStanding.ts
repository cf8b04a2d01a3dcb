import {
  addressesOf,
  type Description,
  describeError,
  getPanel,
  PanelPhase,
  refereesAbi,
  seatOpensAt,
} from "@blacktail/sdk";
import { useQuery } from "@tanstack/react-query";
import type { Address } from "viem";
import { publicClientOf } from "../chain/publicClientOf.ts";
import { useConfig } from "../config/ConfigContext.ts";

/** Whether a provider may take a seat, as the chain says it. */
export type PanelStanding = {
  /** Why it would be refused now; undefined when it would not. */
  refusal: Description | undefined;
  /** Unix seconds from which its ticket lets it sit; undefined when that will not be in time, or is not known yet. */
  opensAt: number | undefined;
};

/** Asks the chain every few seconds, while seats are taken; undefined until it has answered. */
export function usePanelStanding(
  { id, phase, round }: { id: string; phase: number; round: number },
  provider: Address,
): PanelStanding | undefined {
  const config = useConfig();
  const { data } = useQuery({
    queryKey: ["panel-standing", config.chainId, id, round, provider],
    queryFn: async (): Promise<PanelStanding | null> => {
      const client = publicClientOf(config);
      const { Referees: referees, ProviderRegistry: registry, startBlock } = addressesOf(config.chainId);
      const panelId = BigInt(id);
      const panel = await getPanel(client, { referees, panelId, fromBlock: BigInt(startBlock) });
      if (panel.phase !== PanelPhase.Seating) return null;
      const [reason, opensAt] = await Promise.all([
        client.readContract({
          address: referees,
          abi: refereesAbi,
          functionName: "canSit",
          args: [panelId, provider, provider, panel.parties],
        }),
        seatOpensAt(client, { referees, registry, panel, member: provider }),
      ]);
      return {
        refusal: reason === "0x" ? undefined : describeError({ data: reason }),
        opensAt: opensAt === undefined ? undefined : Number(opensAt),
      };
    },
    enabled: phase === PanelPhase.Seating,
    refetchInterval: 4_000,
  });
  return data ?? undefined;
}
