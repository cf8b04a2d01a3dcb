import type { Address, Hex } from "viem";
import { domain } from "./domain.ts";

const types = {
  Certificate: [
    { name: "provider", type: "address" },
    { name: "x", type: "bytes32" },
    { name: "y", type: "bytes32" },
    { name: "measurement", type: "bytes32" },
    { name: "expires", type: "uint64" },
  ],
} as const;

/** A point of P-256. */
export type EnclaveKey = { x: Hex; y: Hex };

/** Mirrors Solidity's `Certificate`. */
export type EnclaveCertificate = {
  /** The provider for whose results the enclave vouches. */
  provider: Address;
  key: EnclaveKey;
  /** Digest of the program that the enclave runs. */
  measurement: Hex;
  /** Unix seconds, the last at which the key vouches. */
  expires: bigint;
};

/**
 * What the holder of a root key of EnclaveVerifier signs for an enclave (EIP-712), by ECDSA on P-256 over the digest as it is (`hashTypedData`), with
 * s in the lower half of the order; anyone brings it by `registerEnclave`.
 *
 * @example
 * const digest = hashTypedData(enclaveCertificateTypedData(certificate, { chainId: 31337, verifier }));
 */
export function enclaveCertificateTypedData(
  { provider, key, measurement, expires }: EnclaveCertificate,
  { chainId, verifier }: { chainId: number; verifier: Address },
) {
  const message = { provider, x: key.x, y: key.y, measurement, expires };
  return { domain: domain(chainId, verifier), types, primaryType: "Certificate" as const, message };
}
