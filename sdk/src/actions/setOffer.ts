import { encodeFunctionData } from "viem";
import { licencesAbi } from "../generated/abi/Licences.ts";
import { action } from "./action.ts";
import type { Clients } from "./clients.ts";
import { type Sent, send } from "./send.ts";

/** The `usePrice` of a model that nobody may use without a licence. */
export const NOT_FOR_USE = 2n ** 128n - 1n;

export type SetOfferArgs = {
  modelId: bigint;
  currency: bigint;
  /** Of one use by a job, in the currency's smallest unit; 0 lets everyone use it, `NOT_FOR_USE` nobody without a licence. */
  usePrice: bigint;
  /** Of a licence; 0 offers none. */
  licencePrice: bigint;
  /** Seconds that a licence lasts; 0 is for ever. */
  duration: number;
};

/**
 * What a model's owner asks for its use in one currency. The offer ends when the model changes hands.
 *
 * @throws BlacktailError `Licences_NotOwner`, `Licences_UnknownModel`
 * @example
 * await setOffer(clients, { modelId, currency: NATIVE, usePrice: parseEther("0.01"), licencePrice: parseEther("1"), duration: 0 });
 */
export async function setOffer(clients: Clients, args: SetOfferArgs): Promise<Sent> {
  return action(clients, (context) => {
    const { modelId, currency, usePrice, licencePrice, duration } = args;
    const callArgs = [modelId, currency, { usePrice, licencePrice, duration }] as const;
    const data = encodeFunctionData({ abi: licencesAbi, functionName: "setOffer", args: callArgs });
    return send(context, { to: context.addresses.Licences, data });
  });
}
