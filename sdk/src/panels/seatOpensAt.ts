import type { Address, PublicClient } from "viem";
import { toBlacktailError } from "../errors/toBlacktailError.ts";
import { providerRegistryAbi } from "../generated/abi/ProviderRegistry.ts";
import { refereesAbi } from "../generated/abi/Referees.ts";
import { seedOf } from "../tickets/seedOf.ts";
import { panelSubject } from "../tickets/subjects.ts";
import { ticketOpensAt } from "../tickets/ticketOpensAt.ts";
import type { Panel } from "./types.ts";

export type SeatOpensAtArgs = {
  referees: Address;
  registry: Address;
  /** One that is Seating. */
  panel: Panel;
  member: Address;
};

/**
 * Unix seconds from which a provider may sit on a panel, by its ticket; undefined when that will not be before seating ends, or is not known
 * yet (for about two blocks). Seats never open to all.
 *
 * @throws BlacktailError what `describeError` makes of a failing node.
 */
export async function seatOpensAt(client: PublicClient, args: SeatOpensAtArgs): Promise<bigint | undefined> {
  const { referees, registry, panel, member } = args;
  try {
    const [seed, [weight, total], { seatPeriod }] = await Promise.all([
      seedOf(client, panel.beganBlock),
      client.readContract({
        address: registry,
        abi: providerRegistryAbi,
        functionName: "ticketWeight",
        args: [member],
      }),
      client.readContract({
        address: referees,
        abi: refereesAbi,
        functionName: "parametersAt",
        args: [panel.version],
      }),
    ]);
    const opensAt = ticketOpensAt({
      seed,
      subject: panelSubject(panel.panelId, panel.round),
      provider: member,
      // Each seat is worth a ticket's pace.
      weight: weight * BigInt(panel.seats),
      total,
      opened: panel.deadline - BigInt(seatPeriod),
      window: BigInt(seatPeriod) + 1n,
    });
    return opensAt > panel.deadline ? undefined : opensAt;
  } catch (error) {
    throw toBlacktailError(error);
  }
}
