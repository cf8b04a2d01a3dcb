import { type Address, encodeFunctionData, parseEventLogs } from "viem";
import { licencesAbi } from "../generated/abi/Licences.ts";
import { action } from "./action.ts";
import type { Clients } from "./clients.ts";
import { logsOf, type Sent, send } from "./send.ts";

/** Unix seconds at which a licence for ever expires. */
export const FOR_EVER = 2n ** 64n - 1n;

export type GrantLicenceArgs = {
  modelId: bigint;
  holder: Address;
  /** Unix seconds, the last at which the licence holds. Default: `FOR_EVER`. */
  expires?: bigint | undefined;
};

/** `expires`: when the holder's licence ends, which may be later where it had one already. */
export type GrantLicenceResult = Sent & { expires: bigint };

/**
 * Gives a licence of a model for nothing, by its owner.
 *
 * @throws BlacktailError `Licences_NotOwner`, `Licences_ZeroHolder`
 * @example
 * await grantLicence({ publicClient, walletClient }, { modelId, holder });
 */
export async function grantLicence(clients: Clients, args: GrantLicenceArgs): Promise<GrantLicenceResult> {
  return action(clients, async (context) => {
    const { Licences } = context.addresses;
    const { modelId, holder, expires = FOR_EVER } = args;
    const data = encodeFunctionData({ abi: licencesAbi, functionName: "grant", args: [modelId, holder, expires] });
    const sent = await send(context, { to: Licences, data });
    const [event] = parseEventLogs({ abi: licencesAbi, eventName: "LicenceGranted", logs: logsOf(sent, Licences) });
    return { ...sent, expires: event?.args.expires ?? expires };
  });
}
