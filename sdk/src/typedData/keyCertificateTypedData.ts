import type { Address } from "viem";
import { domain } from "./domain.ts";

const types = {
  Certificate: [
    { name: "provider", type: "address" },
    { name: "key", type: "address" },
    { name: "expires", type: "uint64" },
  ],
} as const;

/** `key` signs what the provider's machine computed; `expires`: unix seconds, the last at which it vouches. */
export type KeyCertificate = { provider: Address; key: Address; expires: bigint };

/**
 * What the certifier of SignatureVerifier signs for a provider's second key (EIP-712); anyone brings it by `registerKey`.
 *
 * @example
 * const signature = await certifier.signTypedData(keyCertificateTypedData(certificate, { chainId: 31337, verifier }));
 */
export function keyCertificateTypedData(
  message: KeyCertificate,
  { chainId, verifier }: { chainId: number; verifier: Address },
) {
  return { domain: domain(chainId, verifier), types, primaryType: "Certificate" as const, message };
}
