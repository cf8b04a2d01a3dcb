import type { Address, Hex } from "viem";
import { domain } from "./domain.ts";

const types = {
  Attestation: [
    { name: "receipt", type: "bytes32" },
    { name: "provider", type: "address" },
  ],
} as const;

/** `receipt`: the `receiptDigest` of what was computed. */
export type Attestation = { receipt: Hex; provider: Address };

/**
 * What a provider's second key signs for SignatureVerifier, or an enclave's for EnclaveVerifier (EIP-712). The attestation of a result is the
 * verifier's number, one byte, and the signature.
 *
 * @example
 * const proof = await key.signTypedData(attestationTypedData({ receipt, provider }, { chainId: 31337, verifier }));
 * await submitResult(clients, { jobId, body, signature, attestation: concat(["0x01", proof]) });
 */
export function attestationTypedData(
  message: Attestation,
  { chainId, verifier }: { chainId: number; verifier: Address },
) {
  return { domain: domain(chainId, verifier), types, primaryType: "Attestation" as const, message };
}
