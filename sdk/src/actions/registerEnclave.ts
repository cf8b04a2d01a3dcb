import { encodeFunctionData, type Hex } from "viem";
import { enclaveVerifierAbi } from "../generated/abi/EnclaveVerifier.ts";
import type { EnclaveCertificate, EnclaveKey } from "../typedData/enclaveCertificateTypedData.ts";
import { action } from "./action.ts";
import type { Clients } from "./clients.ts";
import { type Sent, send } from "./send.ts";

export type RegisterEnclaveArgs = {
  certificate: EnclaveCertificate;
  /** Who certifies; governance lists it. */
  root: EnclaveKey;
  /** The root's signature of the certificate, see `enclaveCertificateTypedData`. */
  r: Hex;
  s: Hex;
};

/**
 * Brings the certificate of an enclave's key, in the place of the provider's present one if that is not valid or expires earlier: anyone.
 *
 * @throws BlacktailError `EnclaveVerifier_UnknownRoot`, `EnclaveVerifier_UnknownMeasurement`, `EnclaveVerifier_InvalidCertificate`, `EnclaveVerifier_Expired`, …
 * @example
 * await registerEnclave({ publicClient, walletClient }, { certificate, root, r, s });
 */
export async function registerEnclave(clients: Clients, args: RegisterEnclaveArgs): Promise<Sent> {
  return action(clients, (context) => {
    const callArgs = [args.certificate, args.root, args.r, args.s] as const;
    const data = encodeFunctionData({ abi: enclaveVerifierAbi, functionName: "register", args: callArgs });
    return send(context, { to: context.addresses.EnclaveVerifier, data });
  });
}
