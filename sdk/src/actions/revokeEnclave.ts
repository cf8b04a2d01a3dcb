import { encodeFunctionData } from "viem";
import { enclaveVerifierAbi } from "../generated/abi/EnclaveVerifier.ts";
import { action } from "./action.ts";
import type { Clients } from "./clients.ts";
import { type Sent, send } from "./send.ts";

/**
 * Ends the key of the wallet's own enclave at once and for ever.
 *
 * @throws BlacktailError `EnclaveVerifier_NoKey`
 * @example
 * await revokeEnclave({ publicClient, walletClient });
 */
export async function revokeEnclave(clients: Clients): Promise<Sent> {
  return action(clients, (context) => {
    const args = [context.account.address] as const;
    const data = encodeFunctionData({ abi: enclaveVerifierAbi, functionName: "revoke", args });
    return send(context, { to: context.addresses.EnclaveVerifier, data });
  });
}
