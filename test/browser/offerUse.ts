import { NATIVE, setOffer } from "@blacktail/sdk";
import { clientsOf } from "./clientsOf.ts";

/** Has an account of the local mnemonic, which owns the model, offer its use for so much ETH (wei). */
export async function offerUse(index: number, modelId: bigint, usePrice: bigint): Promise<void> {
  await setOffer(clientsOf(index), { modelId, currency: NATIVE, usePrice, licencePrice: 0n, duration: 0 });
}
