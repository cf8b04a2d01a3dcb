import type { Address } from "viem";
import { time } from "./format.ts";
import type { Sentence, SentenceTable } from "./types.ts";

const outdated = (provider: Address, expires: bigint, newest: bigint): Sentence => ({
  message: `${provider} has, or had, a key that was certified until ${time(newest)}; this one is only until ${time(expires)}.`,
  fix: "Register a certificate that lasts longer.",
});

export const attestationSentences = {
  EnclaveVerifier_Expired: (expires) => ({
    message: `The enclave's certificate was good until ${time(expires)}.`,
    fix: "Get a new one from the vendor's certifier.",
  }),
  EnclaveVerifier_InvalidCertificate: (rootId) => ({
    message: `The certificate is not signed by the root ${rootId}.`,
    fix: "Check provider, key, measurement, time and chain that were signed.",
  }),
  EnclaveVerifier_InvalidKey: ({ x }) => ({
    message: `The key with x = ${x} is no point of P-256.`,
    fix: "Give both coordinates as the enclave does.",
  }),
  EnclaveVerifier_NoKey: (provider) => ({
    message: `${provider} has no enclave's key.`,
    fix: "Register a certificate first.",
  }),
  EnclaveVerifier_NotAllowed: (provider, caller) => ({
    message: `${caller} may not end the enclave's key of ${provider}.`,
    fix: "Call from the provider's account.",
  }),
  EnclaveVerifier_Outdated: outdated,
  EnclaveVerifier_Revoked: (keyId) => ({
    message: `The enclave's key ${keyId} was revoked for ever.`,
    fix: "Make a new key.",
  }),
  EnclaveVerifier_UnknownMeasurement: (measurement) => ({
    message: `No program with the measurement ${measurement} is allowed.`,
    fix: "Run one that governance lists, or let it list this one.",
  }),
  EnclaveVerifier_UnknownRoot: (rootId) => ({
    message: `The root ${rootId} is not allowed to certify enclaves.`,
    fix: "Use a certificate of a root that governance lists.",
  }),
  SignatureVerifier_Expired: (expires) => ({
    message: `The key's certificate was good until ${time(expires)}.`,
    fix: "Get a new one from the certifier.",
  }),
  SignatureVerifier_InvalidCertificate: (certifier) => ({
    message: `The certificate is not signed by the certifier, ${certifier}.`,
    fix: "Check provider, key, time and chain that were signed.",
  }),
  SignatureVerifier_NoKey: (provider) => ({
    message: `${provider} has no certified key.`,
    fix: "Register a certificate first.",
  }),
  SignatureVerifier_NotAllowed: (provider, caller) => ({
    message: `${caller} may not end the key of ${provider}.`,
    fix: "Call from the provider's account or the certifier's.",
  }),
  SignatureVerifier_Outdated: outdated,
  SignatureVerifier_Revoked: (provider, key) => ({
    message: `The key ${key} was revoked for ${provider} for ever.`,
    fix: "Make a new key and have it certified.",
  }),
  SignatureVerifier_ZeroKey: () => ({
    message: "The key is the zero address, which can sign nothing.",
    fix: "Give the address of the provider's second key.",
  }),
} satisfies SentenceTable;
