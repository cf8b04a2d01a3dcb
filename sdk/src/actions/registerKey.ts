import { encodeFunctionData, type Hex } from "viem";
import { signatureVerifierAbi } from "../generated/abi/SignatureVerifier.ts";
import type { KeyCertificate } from "../typedData/keyCertificateTypedData.ts";
import { action } from "./action.ts";
import type { Clients } from "./clients.ts";
import { type Sent, send } from "./send.ts";

export type RegisterKeyArgs = KeyCertificate & {
  /** The certifier's, see `keyCertificateTypedData`. */
  signature: Hex;
};

/**
 * Brings the certificate of a provider's second key, in the place of the one that it has: anyone. It must expire later than all that the provider
 * had. Results for which the key vouches (`attestationTypedData`) are audited less often.
 *
 * @throws BlacktailError `SignatureVerifier_InvalidCertificate`, `SignatureVerifier_Expired`, `SignatureVerifier_Outdated`, `SignatureVerifier_Revoked`, …
 * @example
 * await registerKey({ publicClient, walletClient }, { provider, key, expires, signature });
 */
export async function registerKey(clients: Clients, args: RegisterKeyArgs): Promise<Sent> {
  return action(clients, (context) => {
    const callArgs = [args.provider, args.key, args.expires, args.signature] as const;
    const data = encodeFunctionData({ abi: signatureVerifierAbi, functionName: "register", args: callArgs });
    return send(context, { to: context.addresses.SignatureVerifier, data });
  });
}
