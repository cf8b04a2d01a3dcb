import { type Address, encodeFunctionData } from "viem";
import { signatureVerifierAbi } from "../generated/abi/SignatureVerifier.ts";
import { action } from "./action.ts";
import type { Clients } from "./clients.ts";
import { type Sent, send } from "./send.ts";

export type RevokeKeyArgs = {
  /** Default: the wallet's account. The certifier may name another. */
  provider?: Address | undefined;
};

/**
 * Ends a provider's second key at once and for ever, by the provider or the certifier.
 *
 * @throws BlacktailError `SignatureVerifier_NotAllowed`, `SignatureVerifier_NoKey`
 * @example
 * await revokeKey({ publicClient, walletClient });
 */
export async function revokeKey(clients: Clients, { provider }: RevokeKeyArgs = {}): Promise<Sent> {
  return action(clients, (context) => {
    const args = [provider ?? context.account.address] as const;
    const data = encodeFunctionData({ abi: signatureVerifierAbi, functionName: "revoke", args });
    return send(context, { to: context.addresses.SignatureVerifier, data });
  });
}
